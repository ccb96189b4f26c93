//! Benches: each hot path beside a floor.

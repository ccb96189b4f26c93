//! Benches: each hot path beside a floor, in one run.
//!
//! [`input`] and [`nacha`] write the messages, [`race`] times the rows in turn and prints ratios, [`small`] does so for work of nanoseconds, [`memory`] asks a child process for its
//! peak, [`libxml2`] sets the validator that everybody trusts beside us. `benches/compare`, a workspace of its own, uses the same three to set peers beside us.
//!
//! ```sh
//! cargo bench -p girokit-benches             # the figures of RESULTS.md
//! cargo bench -p girokit-benches -- --quick  # does everything still run?
//! ```
//!
//! Figures are CPU time of this process: on a machine that others use too, wall time tells more about them.

pub mod input;
pub mod libxml2;
pub mod memory;
pub mod nacha;
pub mod race;
pub mod small;

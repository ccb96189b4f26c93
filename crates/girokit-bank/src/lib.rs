//! The bank-adapter traits: capabilities, outcomes that keep an unknown answer unknown, and a deterministic bank simulator.

//! Tamper-evident log.

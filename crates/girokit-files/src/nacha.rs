//! NACHA/ACH files.

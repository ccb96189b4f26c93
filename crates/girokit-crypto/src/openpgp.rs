//! OpenPGP files.

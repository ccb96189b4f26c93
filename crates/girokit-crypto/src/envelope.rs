//! Digital envelope and dual signature.

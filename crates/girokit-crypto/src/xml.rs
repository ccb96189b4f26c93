//! XML canonicalization and signatures.

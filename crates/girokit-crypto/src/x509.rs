//! Certificates and chains.

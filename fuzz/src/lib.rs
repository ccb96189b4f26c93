//! Fuzz target bodies and their corpus.

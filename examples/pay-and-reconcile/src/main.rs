//! A payment day: a payment list in, bank messages out, statements back, reconciled and reported.
fn main() {}

//! Read, validate, explain and convert payment messages and files.
fn main() {}

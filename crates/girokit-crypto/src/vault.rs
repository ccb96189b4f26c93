//! Tokenization.

mod alphabet;
mod ff1;

pub use alphabet::Alphabet;
pub use ff1::Ff1;

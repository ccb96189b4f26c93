//! XML canonicalization and signatures.

mod base;
mod canonical;
mod chars;
mod document;
mod limits;
mod scope;
mod token;

pub use canonical::{Canonicalization, Sink, canonicalize};
pub use document::{Document, Node};
pub use limits::Limits;

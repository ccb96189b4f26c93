//! XML canonicalization and signatures.

mod base;
mod canonical;
mod chars;
mod document;
mod limits;
mod scope;
mod sign;
mod signature;
mod token;
mod verify;
mod xades;

pub use canonical::{Canonicalization, Sink, canonicalize};
pub use document::{Document, Node};
pub use limits::Limits;
pub use sign::XmlSigner;
pub use signature::{DSIG, Signature};
pub use verify::{Cover, Signed, Sources, VerifyPolicy};
pub use xades::{XADES, Xades, XadesProperties};

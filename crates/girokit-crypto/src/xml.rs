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
pub use signature::{DSIG, KeyInfoHints, Signature};
pub use verify::{Cover, KeyFinder, PinnedKey, Signed, SigningKeyFound, Sources, VerifyPolicy};
pub use xades::{XADES, Xades, XadesProperties};

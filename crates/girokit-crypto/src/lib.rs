//! Keys and trust for bank connections: what must be proved, hidden or detected between a gateway and its banks.

mod error;
pub mod keys;
mod random;
mod secret;
mod verified;

#[cfg(feature = "audit")]
pub mod audit;
#[cfg(feature = "cms")]
pub mod cms;
#[cfg(feature = "envelope")]
pub mod envelope;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "jose")]
pub mod jose;
#[cfg(feature = "openpgp")]
pub mod openpgp;
#[cfg(feature = "otp")]
pub mod otp;
#[cfg(feature = "vault")]
pub mod vault;
#[cfg(feature = "x509")]
pub mod x509;
#[cfg(feature = "xml")]
pub mod xml;

pub use chrono;
pub use error::{Error, ErrorKind};
pub use secret::Secret;
pub use verified::{Signatory, SigningCertificate, Verified};

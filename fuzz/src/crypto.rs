//! Bodies for `girokit-crypto`, each under the feature of its part.

#[cfg(feature = "crypto-x509")]
mod pem;
#[cfg(feature = "crypto-vault")]
mod vault;

#[cfg(feature = "crypto-x509")]
pub use pem::pem;
#[cfg(feature = "crypto-vault")]
pub use vault::vault;

//! Bodies for `girokit-crypto`, each under the feature of its part.

#[cfg(feature = "crypto-cms")]
mod cms;
#[cfg(feature = "crypto-x509")]
mod pem;
#[cfg(feature = "crypto-vault")]
mod vault;

#[cfg(feature = "crypto-cms")]
pub use cms::cms;
#[cfg(feature = "crypto-x509")]
pub use pem::pem;
#[cfg(feature = "crypto-vault")]
pub use vault::vault;

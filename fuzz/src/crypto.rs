//! Bodies for `girokit-crypto`, each under the feature of its part.

#[cfg(feature = "crypto-audit")]
mod audit;
#[cfg(feature = "crypto-cms")]
mod cms;
#[cfg(feature = "crypto-envelope")]
mod envelope;
#[cfg(feature = "crypto-http")]
mod http;
#[cfg(feature = "crypto-jwe")]
mod jwe;
#[cfg(feature = "crypto-jose")]
mod jws;
#[cfg(feature = "crypto-otp")]
mod otp;
#[cfg(feature = "crypto-x509")]
mod pem;
#[cfg(feature = "crypto-pkcs12")]
mod pkcs12;
#[cfg(feature = "crypto-vault")]
mod vault;
#[cfg(feature = "crypto-x509")]
mod x509;
#[cfg(feature = "crypto-xml")]
mod xml_c14n;
#[cfg(feature = "crypto-xml")]
mod xml_signature;

#[cfg(feature = "crypto-audit")]
pub use audit::audit;
#[cfg(feature = "crypto-cms")]
pub use cms::cms;
#[cfg(feature = "crypto-envelope")]
pub use envelope::envelope;
#[cfg(feature = "crypto-http")]
pub use http::http;
#[cfg(feature = "crypto-jwe")]
pub use jwe::jwe;
#[cfg(feature = "crypto-jose")]
pub use jws::jws;
#[cfg(feature = "crypto-otp")]
pub use otp::otp;
#[cfg(feature = "crypto-x509")]
pub use pem::pem;
#[cfg(feature = "crypto-pkcs12")]
pub use pkcs12::pkcs12;
#[cfg(feature = "crypto-vault")]
pub use vault::vault;
#[cfg(feature = "crypto-x509")]
pub use x509::x509;
#[cfg(feature = "crypto-xml")]
pub use xml_c14n::xml_c14n;
#[cfg(feature = "crypto-xml")]
pub use xml_signature::xml_signature;

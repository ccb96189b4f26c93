//! Keys: a handle with its id, its algorithm and its usage, wherever the key itself is.
//!
//! A key is bound to one algorithm when it is loaded, so a signature that names another is refused before anything is
//! computed: an RSA public key never becomes an HMAC secret, and a weaker digest never slips in.
//!
//! | trait | does | from |
//! |---|---|---|
//! | [`Signer`] | signs | [`SigningKey`], a hardware module (feature `pkcs11`) |
//! | [`Verifier`] | verifies | [`PublicKey`], a certificate (`x509`) |
//! | [`MacKey`] | makes and checks MACs | [`HmacKey`] |
//! | [`Decrypter`] | recovers a content key | `DecryptionKey` (feature `aws-lc`), a hardware module |
//! | [`KeyStore`] | finds the key to use now | [`KeyRing`], yours |
//! | [`KeyFinder`] | finds the key of a signature that arrived | [`PinnedKey`], [`StoredKeys`], certificates (`x509`), yours |
//!
//! Every trait is object safe and `Send + Sync`. Signatures with ECDSA are `r ‖ s` of fixed length everywhere in this crate
//! (as JOSE, XML, HTTP and PKCS#11 have them); formats that want DER convert.

use core::fmt;

use crate::{Error, Secret, Verified};

mod algorithm;
mod ecdsa;
mod encode;
mod find;
mod info;
mod local;
mod mac;
mod pem;
#[cfg(feature = "pkcs11")]
pub mod pkcs11;
#[cfg(feature = "pkcs12")]
pub mod pkcs12;
mod roca;
mod store;
#[cfg(feature = "aws-lc")]
mod wrap;

pub use algorithm::{Algorithm, Digest, KeyWrap, MacAlgorithm, SignatureAlgorithm};
pub use ecdsa::{ecdsa_from_der, ecdsa_to_der};
pub use find::{FoundKey, KeyFinder, KeyHints, PinnedKey, StoredKeys};
pub use info::{KeyId, KeyInfo, KeyUsage};
pub use local::{PublicKey, SigningKey};
pub use mac::HmacKey;
pub use pem::{Pem, PemLabel};
pub use store::{KeyRing, KeyStore, Period};
#[cfg(feature = "jwe")]
pub(crate) use wrap::coordinate;
#[cfg(feature = "aws-lc")]
pub use wrap::{DecryptionKey, EncryptionKey};

/// Signs with one key and one algorithm.
pub trait Signer: fmt::Debug + Send + Sync {
    /// Id, algorithm and usage of the key.
    fn info(&self) -> &KeyInfo;

    /// The algorithm it signs with.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// Signs `message` (not its digest).
    ///
    /// # Errors
    /// [`Unavailable`](crate::ErrorKind::Unavailable) when the module or the random generator does not answer.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error>;
}

/// Verifies with one key and one algorithm.
pub trait Verifier: fmt::Debug + Send + Sync {
    /// Id, algorithm and usage of the key.
    fn info(&self) -> &KeyInfo;

    /// The algorithm it verifies with.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// The message, if `signature` is this key's over it.
    ///
    /// # Errors
    /// [`SignatureInvalid`](crate::ErrorKind::SignatureInvalid).
    fn verify<'m>(&self, message: &'m [u8], signature: &[u8]) -> Result<Verified<&'m [u8]>, Error>;
}

/// Makes and checks MACs with one shared key.
pub trait MacKey: fmt::Debug + Send + Sync {
    /// Id, algorithm and usage of the key.
    fn info(&self) -> &KeyInfo;

    /// The algorithm of the MAC.
    fn algorithm(&self) -> MacAlgorithm;

    /// The MAC of `message`, whole.
    ///
    /// # Errors
    /// [`Unavailable`](crate::ErrorKind::Unavailable) when the module does not answer.
    fn mac(&self, message: &[u8]) -> Result<Vec<u8>, Error>;

    /// The message, if `mac` is this key's over it: whole (never shortened), compared in constant time.
    ///
    /// # Errors
    /// [`SignatureInvalid`](crate::ErrorKind::SignatureInvalid).
    fn verify<'m>(&self, message: &'m [u8], mac: &[u8]) -> Result<Verified<&'m [u8]>, Error>;
}

/// Recovers content keys that were encrypted for one private key.
pub trait Decrypter: fmt::Debug + Send + Sync {
    /// Id, algorithm and usage of the key.
    fn info(&self) -> &KeyInfo;

    /// How content keys are protected for it.
    fn algorithm(&self) -> KeyWrap;

    /// RSA: the plaintext of `encrypted` (RSAES-OAEP without label). ECDH: the shared secret Z with the public point or
    /// X25519 key in `encrypted` (uncompressed point `04 ‖ x ‖ y`, or 32 bytes).
    ///
    /// # Errors
    /// [`Decryption`](crate::ErrorKind::Decryption), for every reason the same.
    fn recover(&self, encrypted: &[u8]) -> Result<Secret, Error>;
}

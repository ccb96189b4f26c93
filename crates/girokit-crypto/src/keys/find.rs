//! From what a signature says about its key to a key that is trusted.

use core::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Algorithm, KeyId, KeyStore, MacKey, Verifier};
use crate::{Error, ErrorKind, Signatory, SigningCertificate};

/// What a signature says about its key: hints to find it by, none of them proof of anything.
///
/// The same for every format: `KeyInfo` of XML, `kid` and `x5c` of JOSE, `keyid` of HTTP, the signer of CMS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyHints {
    /// Name of the key: `KeyName`, `kid`, `keyid`.
    pub key_id: Option<String>,
    /// Certificates in DER, the signer's first where the format has an order.
    pub certificates: Vec<Vec<u8>>,
    /// SHA-256 of the certificate: `x5t#S256`.
    pub certificate_sha256: Option<Vec<u8>>,
    /// Distinguished name of the issuer as the format writes it, and the serial number in decimal.
    pub issuer_serial: Option<(String, String)>,
    /// Distinguished name of the subject, as the format writes it.
    pub subject_name: Option<String>,
    /// Subject key identifier.
    pub subject_key_identifier: Option<Vec<u8>>,
}

impl KeyHints {
    /// Most certificates that a format reads: 8.
    pub const MAX_CERTIFICATES: usize = 8;
}

/// A key that is trusted to verify with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FoundKey {
    /// A public key whose certificate the finder has checked.
    Certified {
        /// The key.
        key: Arc<dyn Verifier>,
        /// What the certificate says.
        facts: SigningCertificate,
        /// The certificate itself, DER: XAdES and CMS compare it.
        der: Vec<u8>,
    },
    /// A shared key.
    Mac(Arc<dyn MacKey>),
    /// A public key that is trusted by itself: pinned, or from a store.
    Public(Arc<dyn Verifier>),
}

impl FoundKey {
    /// A public key, the facts of its certificate and the certificate itself (DER), which the finder has checked.
    pub fn certified(key: Arc<dyn Verifier>, facts: SigningCertificate, der: Vec<u8>) -> Self {
        Self::Certified { key, facts, der }
    }

    /// The certificate (DER) that vouches for it.
    pub fn certificate(&self) -> Option<&[u8]> {
        match self {
            Self::Certified { der, .. } => Some(der),
            Self::Mac(_) | Self::Public(_) => None,
        }
    }

    /// The algorithm that it is bound to.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Mac(key) => Algorithm::Mac(key.algorithm()),
            Self::Certified { key, .. } | Self::Public(key) => {
                Algorithm::Signature(key.algorithm())
            }
        }
    }

    /// Verifies a signature or MAC by this key, which must be for `algorithm`.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) before anything is computed,
    /// [`SignatureInvalid`](ErrorKind::SignatureInvalid).
    pub fn verify(
        &self,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<Signatory, Error> {
        let own = self.algorithm();
        if own != algorithm {
            let what = format!("expected a key for {algorithm}, found one for {own}");
            return Err(Error::new(ErrorKind::KeyMismatch, what));
        }
        match self {
            Self::Mac(key) => Ok(key.verify(message, signature)?.by().clone()),
            Self::Public(key) => Ok(key.verify(message, signature)?.by().clone()),
            Self::Certified { key, facts, .. } => {
                let by = key.verify(message, signature)?.by().clone();
                Ok(by.with_certificate(facts.clone()))
            }
        }
    }
}

/// Finds the key of a signature. It decides whom to trust: a key or certificate in a message proves nothing before its chain
/// or its pin was checked.
pub trait KeyFinder: fmt::Debug {
    /// The key for `algorithm`.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound), [`Untrusted`](ErrorKind::Untrusted), or what the store says.
    fn find(&self, hints: &KeyHints, algorithm: Algorithm) -> Result<FoundKey, Error>;
}

/// One key, whatever the hints say.
#[derive(Clone, Debug)]
pub struct PinnedKey(FoundKey);

impl PinnedKey {
    /// A public key.
    pub fn new(key: Arc<dyn Verifier>) -> Self {
        Self(FoundKey::Public(key))
    }

    /// A shared key.
    pub fn shared(key: Arc<dyn MacKey>) -> Self {
        Self(FoundKey::Mac(key))
    }
}

impl KeyFinder for PinnedKey {
    fn find(&self, _: &KeyHints, _: Algorithm) -> Result<FoundKey, Error> {
        Ok(self.0.clone())
    }
}

/// The public key of a store whose id the signature names.
#[derive(Clone, Copy, Debug)]
pub struct StoredKeys<'s> {
    store: &'s dyn KeyStore,
    now: DateTime<Utc>,
}

impl<'s> StoredKeys<'s> {
    /// Keys of this store in their period at `now`.
    pub fn new(store: &'s dyn KeyStore, now: DateTime<Utc>) -> Self {
        Self { store, now }
    }
}

impl KeyFinder for StoredKeys<'_> {
    fn find(&self, hints: &KeyHints, _: Algorithm) -> Result<FoundKey, Error> {
        let id = hints
            .key_id
            .as_deref()
            .ok_or_else(|| Error::new(ErrorKind::NotFound, "expected the id of the key"))?;
        Ok(FoundKey::Public(
            self.store.verifier(&KeyId::parse(id)?, self.now)?,
        ))
    }
}

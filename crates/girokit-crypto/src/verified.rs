//! What a verification proved.

use core::fmt;

use crate::keys::{Algorithm, KeyId};

/// Content that a verification proved, with who signed it and how.
///
/// Every verification of this crate returns one: work on [`Verified::content`] and on nothing else, then a part that was not
/// signed cannot slip in.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified<T> {
    content: T,
    by: Signatory,
}

impl<T> Verified<T> {
    /// Only verifications make one; public for those who implement [`Verifier`](crate::keys::Verifier).
    pub fn new(content: T, by: Signatory) -> Self {
        Self { content, by }
    }

    /// Exactly what was signed.
    pub fn content(&self) -> &T {
        &self.content
    }

    /// Exactly what was signed, without the proof.
    pub fn into_content(self) -> T {
        self.content
    }

    /// Who signed, and how.
    pub fn by(&self) -> &Signatory {
        &self.by
    }

    /// The same proof for what was made of the content.
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Verified<U> {
        Verified {
            content: to(self.content),
            by: self.by,
        }
    }
}

/// The signatory only: content may be personal.
impl<T> fmt::Debug for Verified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("by", &self.by)
            .finish_non_exhaustive()
    }
}

/// Who signed, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatory {
    key: KeyId,
    algorithm: Algorithm,
    certificate: Option<Box<SigningCertificate>>,
}

impl Signatory {
    /// The key of this id, used with this algorithm.
    pub fn new(key: KeyId, algorithm: impl Into<Algorithm>) -> Self {
        Self {
            key,
            algorithm: algorithm.into(),
            certificate: None,
        }
    }

    /// With the certificate that vouches for the key, after its chain or pin was checked.
    #[must_use]
    pub fn with_certificate(mut self, certificate: SigningCertificate) -> Self {
        self.certificate = Some(Box::new(certificate));
        self
    }

    /// Id of the key.
    pub fn key(&self) -> &KeyId {
        &self.key
    }

    /// Algorithm of the signature or MAC.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The certificate that vouched for the key, if one did.
    pub fn certificate(&self) -> Option<&SigningCertificate> {
        self.certificate.as_deref()
    }
}

/// What a certificate says about a signatory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SigningCertificate {
    /// Distinguished name of the subject, RFC 4514.
    pub subject: String,
    /// Distinguished name of the issuer, RFC 4514.
    pub issuer: String,
    /// Serial number, as in the certificate, in lower-case hexadecimal.
    pub serial: String,
    /// SHA-256 of the DER encoding.
    pub sha256: [u8; 32],
}

impl SigningCertificate {
    /// The facts of one certificate.
    pub fn new(subject: String, issuer: String, serial: String, sha256: [u8; 32]) -> Self {
        Self {
            subject,
            issuer,
            serial,
            sha256,
        }
    }
}

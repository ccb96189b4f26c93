//! `SignedData`: verifying, RFC 5652 sections 5.4 and 5.6.

use chrono::{DateTime, Utc};

use super::asn1::{Element, SET};
use super::signed::{Attributes, Parts, SignedData, SignerInfo};
use super::{ContentDigests, Policy};
use crate::keys::{Algorithm, FoundKey, KeyId, SignatureAlgorithm, ecdsa_from_der};
use crate::{Error, ErrorKind, Signatory, Verified};

/// A content and every signature that was found to hold over it.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed<T> {
    content: T,
    signatures: Vec<Signature>,
}

impl<T> Signed<T> {
    /// Exactly what was signed.
    pub fn content(&self) -> &T {
        &self.content
    }

    /// Exactly what was signed, alone.
    pub fn into_content(self) -> T {
        self.content
    }

    /// Every signature that holds, in the order of the file; at least one.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }
}

/// The signatures only: content may be personal.
impl<T> core::fmt::Debug for Signed<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Signed")
            .field("signatures", &self.signatures)
            .finish_non_exhaustive()
    }
}

/// One signature that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    by: Signatory,
    signing_time: Option<DateTime<Utc>>,
}

impl Signature {
    /// Who signed, how, and the certificate that is trusted.
    pub fn by(&self) -> &Signatory {
        &self.by
    }

    /// When the signer says that he signed. No third party vouches for it.
    pub fn signing_time(&self) -> Option<DateTime<Utc>> {
        self.signing_time
    }
}

impl SignedData<'_> {
    /// The content that stands in the message, if the signatures over it prove what `policy` asks.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) without a content; [`Untrusted`](ErrorKind::Untrusted), [`Expired`](ErrorKind::Expired) or
    /// [`NotYetValid`](ErrorKind::NotYetValid) for a signer; [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed);
    /// [`NotCovered`](ErrorKind::NotCovered) for too few signatures; [`DigestMismatch`](ErrorKind::DigestMismatch) when the content was altered;
    /// [`SignatureInvalid`](ErrorKind::SignatureInvalid).
    pub fn verify(
        &self,
        policy: &Policy<'_>,
        now: DateTime<Utc>,
    ) -> Result<Verified<Signed<&[u8]>>, Error> {
        let parts = self.parts()?;
        let content = parts.content.ok_or_else(|| {
            let what = "expected a message with its content, found a detached signature";
            Error::new(ErrorKind::NotFound, what)
        })?;
        let digests = self.digests_of(content);
        let signatures = check(&parts, &digests, Some(content), policy, now)?;
        signed(content, signatures)
    }

    /// `content`, if the signatures over it prove what `policy` asks. A message with a content of its own is refused.
    ///
    /// # Errors
    /// As [`SignedData::verify`], and [`Conflict`](ErrorKind::Conflict) for a second content.
    pub fn verify_detached<'c>(
        &self,
        content: &'c [u8],
        policy: &Policy<'_>,
        now: DateTime<Utc>,
    ) -> Result<Verified<Signed<&'c [u8]>>, Error> {
        let parts = self.detached_parts()?;
        let digests = self.digests_of(content);
        let signatures = check(&parts, &digests, Some(content), policy, now)?;
        signed(content, signatures)
    }

    /// The digests of a content that was read part by part through [`SignedData::digester`], if the signatures over it prove
    /// what `policy` asks. Until then nothing that was read is to be believed.
    ///
    /// # Errors
    /// As [`SignedData::verify_detached`]; signatures without signed attributes are refused with
    /// [`Unsupported`](ErrorKind::Unsupported).
    pub fn verify_digests(
        &self,
        digests: ContentDigests,
        policy: &Policy<'_>,
        now: DateTime<Utc>,
    ) -> Result<Verified<Signed<ContentDigests>>, Error> {
        let parts = self.detached_parts()?;
        let signatures = check(&parts, &digests, None, policy, now)?;
        signed(digests, signatures)
    }

    fn digests_of(&self, content: &[u8]) -> ContentDigests {
        let mut digester = self.digester();
        digester.update(content);
        digester.finish()
    }

    fn detached_parts(&self) -> Result<Parts<'_>, Error> {
        let parts = self.parts()?;
        if parts.content.is_some() {
            let what = "expected a detached signature, found a message with a content of its own";
            return Err(Error::new(ErrorKind::Conflict, what));
        }
        Ok(parts)
    }
}

fn signed<T>(content: T, signatures: Vec<Signature>) -> Result<Verified<Signed<T>>, Error> {
    let by = signatures.first().ok_or_else(no_signature)?.by.clone();
    let content = Signed {
        content,
        signatures,
    };
    Ok(Verified::new(content, by))
}

/// Every signature of the message, as `policy` asks.
fn check(
    parts: &Parts<'_>,
    digests: &ContentDigests,
    content: Option<&[u8]>,
    policy: &Policy<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Signature>, Error> {
    if parts.content_type != policy.content_type {
        let what = format!(
            "expected content of type {}, found {}",
            policy.content_type, parts.content_type
        );
        return Err(Error::new(ErrorKind::NotCovered, what));
    }
    let mut signatures = Vec::new();
    let mut signers: Vec<(Option<[u8; 32]>, KeyId)> = Vec::new();
    for (at, signer) in parts.signers.iter().enumerate() {
        let part = |error: Error| match error.part() {
            Some(_) => error,
            None => error.in_part(format!("SignerInfo {}", at.saturating_add(1))),
        };
        let algorithm = signer.signature_algorithm().map_err(part)?;
        if !policy.algorithms.contains(&algorithm) {
            let what = format!("{algorithm} is not among the allowed algorithms");
            return Err(part(Error::new(ErrorKind::AlgorithmNotAllowed, what)));
        }
        let key = match policy.key(&signer.identifier, &parts.certificates, algorithm, now) {
            Ok(key) => key,
            Err(error)
                if policy.pass_over_others
                    && matches!(error.kind(), ErrorKind::Untrusted | ErrorKind::NotFound) =>
            {
                continue;
            }
            Err(error) => return Err(part(error)),
        };
        let signature =
            check_one(signer, parts, &key, algorithm, digests, content, policy).map_err(part)?;
        check_time(signature.signing_time, policy, now).map_err(part)?;
        let (certificate, key) = (signature.by.certificate(), signature.by.key());
        let certificate = certificate.map(|certificate| certificate.sha256);
        if !signers.contains(&(certificate, key.clone())) {
            signers.push((certificate, key.clone()));
        }
        signatures.push(signature);
    }
    if parts.signers.is_empty() {
        return Err(no_signature());
    }
    if signers.len() < policy.signers {
        let what = format!(
            "expected signatures of {} trusted signers, found {}",
            policy.signers,
            signers.len()
        );
        return Err(Error::new(ErrorKind::NotCovered, what));
    }
    Ok(signatures)
}

/// One signature: attributes, digest, and the signature itself. Its time, if it names one.
fn check_one(
    signer: &SignerInfo<'_>,
    parts: &Parts<'_>,
    key: &FoundKey,
    algorithm: SignatureAlgorithm,
    digests: &ContentDigests,
    content: Option<&[u8]>,
    policy: &Policy<'_>,
) -> Result<Signature, Error> {
    let Some(attributes) = &signer.attributes else {
        let content = bare_content(content, policy)?;
        return Ok(Signature {
            by: verify(key, algorithm, content, signer.signature)?,
            signing_time: None,
        });
    };
    if attributes.content_type()? != Some(parts.content_type) {
        let what = "expected the signed content type to be that of the content";
        return Err(Error::new(ErrorKind::NotCovered, what));
    }
    let digest = signer.digest.digest()?;
    let expected = attributes.message_digest()?.ok_or_else(|| {
        let what = "expected the digest of the content among the signed attributes";
        Error::new(ErrorKind::NotCovered, what)
    })?;
    // The signature first: only then does an altered content differ from a made-up signature.
    let by = verify(key, algorithm, &attributes.signed_bytes(), signer.signature)?;
    if digests.digest(digest) != Some(expected) {
        let what = "the content is not the one that was signed";
        return Err(Error::new(ErrorKind::DigestMismatch, what));
    }
    if !signer.algorithms_are_protected()? {
        let what = "expected the algorithms that the signed attributes name";
        return Err(Error::new(ErrorKind::AlgorithmNotAllowed, what));
    }
    // A key that is trusted without a certificate has none that could be put in the place of another.
    if let Some(certificate) = key.certificate()
        && !attributes.names_certificate(certificate)?
    {
        let what = "expected the certificate that the signed attributes name";
        return Err(Error::new(ErrorKind::Untrusted, what));
    }
    Ok(Signature {
        by,
        signing_time: attributes.signing_time()?,
    })
}

fn verify(
    key: &FoundKey,
    algorithm: SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<Signatory, Error> {
    let named = Algorithm::Signature(algorithm);
    if algorithm.ecdsa_coordinate().is_some() {
        key.verify(named, message, &ecdsa_from_der(signature, algorithm)?)
    } else {
        key.verify(named, message, signature)
    }
}

/// The content that a signature without attributes is over.
fn bare_content<'c>(content: Option<&'c [u8]>, policy: &Policy<'_>) -> Result<&'c [u8], Error> {
    if !policy.bare {
        let what =
            "expected signed attributes, which bind the signature to the type of the content";
        return Err(Error::new(ErrorKind::NotCovered, what));
    }
    let content = content.ok_or_else(|| {
        let what = "a signature without signed attributes needs the content at once";
        Error::new(ErrorKind::Unsupported, what)
    })?;
    let attributes = Element::only(content, SET, "SignedAttributes").and_then(Attributes::read);
    if attributes.is_ok() {
        let what = "expected a content, found what reads as signed attributes";
        return Err(Error::new(ErrorKind::NotCovered, what));
    }
    Ok(content)
}

fn check_time(
    signed: Option<DateTime<Utc>>,
    policy: &Policy<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(age) = policy.signing_time else {
        return Ok(());
    };
    let signed = signed.ok_or_else(|| {
        let what = "expected the signing time among the signed attributes";
        Error::new(ErrorKind::NotCovered, what)
    })?;
    let elapsed = now.signed_duration_since(signed);
    if elapsed > age {
        let what = format!("signed more than {} s ago", age.num_seconds());
        return Err(Error::new(ErrorKind::Expired, what));
    }
    if elapsed < -Policy::SKEW {
        let what = "signed in the future, by the signer's word";
        return Err(Error::new(ErrorKind::NotYetValid, what));
    }
    Ok(())
}

fn no_signature() -> Error {
    Error::new(ErrorKind::NotCovered, "expected a signature, found none")
}

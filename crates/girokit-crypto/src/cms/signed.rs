//! `SignedData`, RFC 5652 section 5: reading.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;

use super::algorithms::{Identifier as AlgorithmIdentifier, oids};
use super::asn1::{
    self, Element, Elements, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, context, element,
};
use super::certificate::Identifier;
use super::{Digester, ber};
use crate::keys::{Digest, SignatureAlgorithm};
use crate::{Error, ErrorKind};

/// Bounds of what is read, checked before anything is computed.
///
/// The defaults fit host-to-host files; signatures of more people and bigger files can be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(super) bytes: usize,
    pub(super) signers: usize,
    pub(super) certificates: usize,
}

impl Limits {
    /// Most bytes of a message: 256 MiB. A content that is not in the message does not count.
    pub const BYTES: usize = 256 << 20;
    /// Most signatures in a message, and most recipients: 16.
    pub const SIGNERS: usize = 16;
    /// Most certificates in a message: 32.
    pub const CERTIFICATES: usize = 32;

    /// The defaults.
    pub const fn new() -> Self {
        Self {
            bytes: Self::BYTES,
            signers: Self::SIGNERS,
            certificates: Self::CERTIFICATES,
        }
    }

    /// Most bytes of a message.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Most signatures in a message, and most recipients.
    #[must_use]
    pub const fn with_signers(mut self, signers: usize) -> Self {
        self.signers = signers;
        self
    }

    /// Most certificates in a message.
    #[must_use]
    pub const fn with_certificates(mut self, certificates: usize) -> Self {
        self.certificates = certificates;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// Attributes in one signature. Each is looked at once per name that we know.
const MAX_ATTRIBUTES: usize = 64;

/// A `SignedData` that was read but not yet verified: nothing of it is to be believed.
///
/// Read it once and verify it with [`SignedData::verify`](Self::verify),
/// [`verify_detached`](Self::verify_detached) or, for a content in parts, [`verify_digests`](Self::verify_digests).
#[derive(Clone)]
pub struct SignedData<'a> {
    der: Cow<'a, [u8]>,
    limits: Limits,
    signatures: usize,
    attached: bool,
    digests: Vec<Digest>,
}

impl<'a> SignedData<'a> {
    /// Reads a `ContentInfo` with `SignedData` in DER or BER.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed); [`TooLarge`](ErrorKind::TooLarge) above `limits`;
    /// [`Unsupported`](ErrorKind::Unsupported) for another content;
    /// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed) when a signature needs a hash function that this crate refuses.
    pub fn read(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.len() > limits.bytes {
            let what = format!("expected at most {} bytes", limits.bytes);
            return Err(Error::new(ErrorKind::TooLarge, what));
        }
        let der = ber::to_der(bytes)?;
        let parts = Parts::read(&der, limits)?;
        let mut digests = Vec::new();
        for signer in &parts.signers {
            digests.push(signer.digest.digest()?);
        }
        let (signatures, attached) = (parts.signers.len(), parts.content.is_some());
        Ok(Self {
            der,
            limits: *limits,
            signatures,
            attached,
            digests,
        })
    }

    /// Number of signatures that it claims to have.
    pub fn signatures(&self) -> usize {
        self.signatures
    }

    /// Whether the content stands in it.
    pub fn is_attached(&self) -> bool {
        self.attached
    }

    /// The certificates that stand in it (DER), which nobody has vouched for.
    ///
    /// # Errors
    /// None in practice: the message was read once already.
    pub fn untrusted_certificates(&self) -> Result<Vec<&[u8]>, Error> {
        Ok(self.parts()?.certificates)
    }

    /// For a detached content that is read part by part: with the hash functions that the signatures name.
    pub fn digester(&self) -> Digester {
        Digester::new(self.digests.iter().copied())
    }

    pub(super) fn parts(&self) -> Result<Parts<'_>, Error> {
        Parts::read(&self.der, &self.limits)
    }
}

impl core::fmt::Debug for SignedData<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SignedData")
            .field("signatures", &self.signatures)
            .field("attached", &self.attached)
            .finish_non_exhaustive()
    }
}

/// The elements of a `SignedData`.
pub(super) struct Parts<'a> {
    pub(super) content_type: ObjectIdentifier,
    pub(super) content: Option<&'a [u8]>,
    pub(super) certificates: Vec<&'a [u8]>,
    pub(super) signers: Vec<SignerInfo<'a>>,
}

impl<'a> Parts<'a> {
    fn read(der: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let body = content_info(der, oids::SIGNED_DATA)?;
        let mut parts = body.elements("SignedData");
        version(&mut parts, &[1, 3, 4, 5])?;
        parts.take(SET)?;
        let mut inner = parts.take(SEQUENCE)?.elements("EncapsulatedContentInfo");
        let content_type = inner.take(OID)?.oid()?;
        let content = inner.take_if(context(0))?;
        inner.finish()?;
        let content = content
            .map(|content| Element::only(content.value, OCTET_STRING, "eContent"))
            .transpose()?
            .map(|content| content.value);
        let mut certificates = Vec::new();
        if let Some(set) = parts.take_if(context(0))? {
            let mut set = set.elements("CertificateSet");
            while let Some(certificate) = set.next()? {
                if certificates.len() >= limits.certificates {
                    return Err(too_many("certificates", limits.certificates));
                }
                // Attribute certificates and other forms are passed over: nothing is taken from them.
                if certificate.tag == SEQUENCE {
                    certificates.push(certificate.whole);
                }
            }
        }
        // Revocation lists come from whom the caller trusts, not from the message.
        parts.take_if(context(1))?;
        let mut set = parts.take(SET)?.elements("SignerInfos");
        parts.finish()?;
        let mut signers = Vec::new();
        while let Some(signer) = set.next()? {
            if signers.len() >= limits.signers {
                return Err(too_many("signatures", limits.signers));
            }
            signers.push(SignerInfo::read(signer)?);
        }
        Ok(Self {
            content_type,
            content,
            certificates,
            signers,
        })
    }
}

/// One signature: `SignerInfo`, RFC 5652 section 5.3.
pub(super) struct SignerInfo<'a> {
    pub(super) identifier: Identifier<'a>,
    pub(super) digest: AlgorithmIdentifier<'a>,
    pub(super) attributes: Option<Attributes<'a>>,
    algorithm: AlgorithmIdentifier<'a>,
    pub(super) signature: &'a [u8],
}

impl<'a> SignerInfo<'a> {
    fn read(signer: Element<'a>) -> Result<Self, Error> {
        if signer.tag != SEQUENCE {
            return Err(
                Error::new(ErrorKind::Malformed, "expected a sequence").in_part("SignerInfo")
            );
        }
        let mut parts = signer.elements("SignerInfo");
        version(&mut parts, &[1, 3])?;
        let identifier = Identifier::read(&mut parts)?;
        let digest = parts.take(SEQUENCE)?;
        let attributes = parts.take_if(context(0))?;
        let algorithm = parts.take(SEQUENCE)?;
        let signature = parts.take(OCTET_STRING)?.value;
        // Unsigned attributes: time stamps and countersignatures prove nothing here.
        parts.take_if(context(1))?;
        parts.finish()?;
        Ok(Self {
            identifier,
            digest: AlgorithmIdentifier::read(digest)?,
            attributes: attributes.map(Attributes::read).transpose()?,
            algorithm: AlgorithmIdentifier::read(algorithm)?,
            signature,
        })
    }

    /// The algorithm of the signature, which fits the hash function of the content.
    pub(super) fn signature_algorithm(&self) -> Result<SignatureAlgorithm, Error> {
        self.algorithm.signature(self.digest.digest()?)
    }

    /// Whether a `CMSAlgorithmProtection` (RFC 6211), if there is one, names the algorithms that are used.
    pub(super) fn algorithms_are_protected(&self) -> Result<bool, Error> {
        let Some(attributes) = &self.attributes else {
            return Ok(true);
        };
        let Some(value) = attributes.one(oids::ALGORITHM_PROTECTION)? else {
            return Ok(true);
        };
        let mut parts = value.elements("CMSAlgorithmProtection");
        let digest = parts.take(SEQUENCE)?;
        let signature = parts.take(context(1))?;
        parts.finish()?;
        Ok(AlgorithmIdentifier::read(digest)?.is_same(self.digest)
            && AlgorithmIdentifier::read(signature)?.is_same(self.algorithm))
    }
}

/// The signed attributes of one signature.
pub(super) struct Attributes<'a> {
    value: &'a [u8],
    list: Vec<(ObjectIdentifier, Element<'a>)>,
}

impl<'a> Attributes<'a> {
    pub(super) fn read(set: Element<'a>) -> Result<Self, Error> {
        let name = "SignedAttributes";
        let mut members = set.elements(name);
        let mut list = Vec::new();
        while let Some(member) = members.next()? {
            if list.len() >= MAX_ATTRIBUTES {
                return Err(too_many("signed attributes", MAX_ATTRIBUTES));
            }
            let mut parts = member.elements(name);
            let oid = parts.take(OID)?.oid()?;
            let values = parts.take(SET)?;
            parts.finish()?;
            list.push((oid, values));
        }
        Ok(Self {
            value: set.value,
            list,
        })
    }

    /// What the signature is over: the same elements under the tag of a set, RFC 5652 section 5.4.
    pub(super) fn signed_bytes(&self) -> Vec<u8> {
        element(SET, &[self.value])
    }

    /// The one value of an attribute: twice, or several values, is refused, since readers could differ in which one counts.
    pub(super) fn one(&self, oid: ObjectIdentifier) -> Result<Option<Element<'a>>, Error> {
        let mut found = self.list.iter().filter(|(name, _)| *name == oid);
        let Some((_, values)) = found.next() else {
            return Ok(None);
        };
        let mut values = values.elements("SignedAttributes");
        let value = values.next()?;
        if found.next().is_some() || value.is_none() || values.next()?.is_some() {
            let what = format!("expected one attribute {oid} with one value");
            return Err(Error::new(ErrorKind::Malformed, what).in_part("SignedAttributes"));
        }
        Ok(value)
    }

    /// `contentType`, section 11.1.
    pub(super) fn content_type(&self) -> Result<Option<ObjectIdentifier>, Error> {
        self.one(oids::CONTENT_TYPE)?.map(Element::oid).transpose()
    }

    /// `messageDigest`, section 11.2.
    pub(super) fn message_digest(&self) -> Result<Option<&'a [u8]>, Error> {
        let value = self.one(oids::MESSAGE_DIGEST)?;
        Ok(value
            .filter(|value| value.tag == OCTET_STRING)
            .map(|value| value.value))
    }

    /// `signingTime`, section 11.3: what the signer claims.
    pub(super) fn signing_time(&self) -> Result<Option<DateTime<Utc>>, Error> {
        self.one(oids::SIGNING_TIME)?.map(Element::time).transpose()
    }

    /// Whether `signingCertificateV2` (RFC 5035), if there is one, begins with the digest of `certificate`.
    pub(super) fn names_certificate(&self, certificate: &[u8]) -> Result<bool, Error> {
        let Some(value) = self.one(oids::SIGNING_CERTIFICATE_V2)? else {
            return Ok(true);
        };
        let name = "SigningCertificateV2";
        let mut ids = value.elements(name).take(SEQUENCE)?.elements(name);
        let mut id = ids.take(SEQUENCE)?.elements(name);
        // SHA-256 unless it says otherwise.
        let digest = match id.take_if(SEQUENCE)? {
            Some(algorithm) => AlgorithmIdentifier::read(algorithm)?.digest()?,
            None => Digest::Sha256,
        };
        Ok(id.take(OCTET_STRING)?.value == digest.of(certificate))
    }
}

/// The content of a `ContentInfo` (RFC 5652 section 3) of this type.
pub(super) fn content_info(der: &[u8], content: ObjectIdentifier) -> Result<Element<'_>, Error> {
    let mut parts = Element::only(der, SEQUENCE, "ContentInfo")?.elements("ContentInfo");
    let found = parts.take(OID)?.oid()?;
    if found != content {
        let what = format!("expected content of type {content}, found {found}");
        return Err(Error::new(ErrorKind::Unsupported, what).in_part("ContentInfo"));
    }
    let body = parts.take(context(0))?;
    parts.finish()?;
    Element::only(body.value, SEQUENCE, "ContentInfo")
}

/// One of the versions that the standard gives.
pub(super) fn version(parts: &mut Elements<'_>, known: &[u8]) -> Result<(), Error> {
    let version = parts.take(INTEGER)?.small()?;
    if known.contains(&version) {
        Ok(())
    } else {
        let what = format!("expected version {known:?}, found {version}");
        Err(Error::new(ErrorKind::Unsupported, what))
    }
}

pub(super) fn too_many(what: &str, most: usize) -> Error {
    Error::new(
        ErrorKind::TooLarge,
        format!("expected at most {most} {what}"),
    )
}

/// A `ContentInfo` around a sequence of the parts of `body`.
pub(super) fn write_content_info(content: ObjectIdentifier, body: &[&[u8]]) -> Vec<u8> {
    let length = body
        .iter()
        .fold(0_usize, |sum, part| sum.saturating_add(part.len()));
    let sequence = asn1::header(SEQUENCE, length);
    let wrap = asn1::header(context(0), length.saturating_add(sequence.len()));
    let oid = asn1::oid(content);
    let mut parts: Vec<&[u8]> = vec![&oid, &wrap, &sequence];
    parts.extend_from_slice(body);
    element(SEQUENCE, &parts)
}

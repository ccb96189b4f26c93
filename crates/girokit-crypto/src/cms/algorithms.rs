//! Algorithm identifiers between CMS and this crate: RFC 3370, RFC 4056, RFC 5754, RFC 8419.

use der::asn1::ObjectIdentifier;

use super::asn1::{
    self, Element, Elements, INTEGER, NULL, OCTET_STRING, OID, SEQUENCE, context, element,
};
use crate::keys::{Digest, SignatureAlgorithm};
use crate::{Error, ErrorKind};

pub(super) mod oids {
    use der::asn1::ObjectIdentifier;

    const fn oid(text: &str) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(text)
    }

    pub(crate) const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
    pub(crate) const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
    pub(crate) const ENVELOPED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.3");
    pub(crate) const AUTH_ENVELOPED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.23");

    pub(crate) const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
    pub(crate) const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
    pub(crate) const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
    pub(crate) const ALGORITHM_PROTECTION: ObjectIdentifier = oid("1.2.840.113549.1.9.52");
    pub(crate) const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");

    pub(crate) const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
    pub(crate) const SHA384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
    pub(crate) const SHA512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");

    pub(crate) const AES256_CBC: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.42");
    pub(crate) const AES256_GCM: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.46");

    pub(crate) const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
    pub(crate) const MGF1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
    pub(crate) const RSA_OAEP: ObjectIdentifier = oid("1.2.840.113549.1.1.7");
    pub(crate) const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
    pub(crate) const RSA_SHA256: ObjectIdentifier = oid("1.2.840.113549.1.1.11");
    pub(crate) const RSA_SHA384: ObjectIdentifier = oid("1.2.840.113549.1.1.12");
    pub(crate) const RSA_SHA512: ObjectIdentifier = oid("1.2.840.113549.1.1.13");
    pub(crate) const ECDSA_SHA256: ObjectIdentifier = oid("1.2.840.10045.4.3.2");
    pub(crate) const ECDSA_SHA384: ObjectIdentifier = oid("1.2.840.10045.4.3.3");
    pub(crate) const ECDSA_SHA512: ObjectIdentifier = oid("1.2.840.10045.4.3.4");
    pub(crate) const ED25519: ObjectIdentifier = oid("1.3.101.112");
}

/// An `AlgorithmIdentifier`: its name and, if there are any, its parameters.
#[derive(Clone, Copy)]
pub(super) struct Identifier<'a> {
    pub(super) oid: ObjectIdentifier,
    pub(super) parameters: Option<Element<'a>>,
}

impl<'a> Identifier<'a> {
    /// Reads a `SEQUENCE` of name and parameters.
    pub(super) fn read(element: Element<'a>) -> Result<Self, Error> {
        let mut parts = element.elements("AlgorithmIdentifier");
        let oid = parts.take(OID)?.oid()?;
        let parameters = parts.next()?;
        parts.finish()?;
        Ok(Self { oid, parameters })
    }

    /// Without parameters, or with NULL for them.
    fn is_bare(self) -> bool {
        self.parameters
            .is_none_or(|parameters| parameters.tag == NULL && parameters.value.is_empty())
    }

    /// Whether both name one algorithm: parameters that are absent and NULL say the same.
    pub(super) fn is_same(self, other: Self) -> bool {
        let parameters = |one: Self| one.parameters.map(|parameters| parameters.whole);
        self.oid == other.oid
            && (parameters(self) == parameters(other) || self.is_bare() && other.is_bare())
    }

    /// The hash function it names.
    pub(super) fn digest(self) -> Result<Digest, Error> {
        let digest = match self.oid {
            oids::SHA256 => Digest::Sha256,
            oids::SHA384 => Digest::Sha384,
            oids::SHA512 => Digest::Sha512,
            other => {
                let what = format!("expected SHA-256, SHA-384 or SHA-512, found {other}");
                return Err(refused(what));
            }
        };
        if self.is_bare() {
            Ok(digest)
        } else {
            Err(refused("expected a hash function without parameters"))
        }
    }

    /// The signature algorithm it names, over a content digested with `digest`.
    ///
    /// A signature with another hash function than that of the content is refused, although the standard leaves it open: no
    /// producer needs it.
    pub(super) fn signature(self, digest: Digest) -> Result<SignatureAlgorithm, Error> {
        use SignatureAlgorithm as A;
        let (algorithm, named) = match self.oid {
            oids::RSA => {
                let algorithm = match digest {
                    Digest::Sha256 => A::RsaPkcs1Sha256,
                    Digest::Sha384 => A::RsaPkcs1Sha384,
                    Digest::Sha512 => A::RsaPkcs1Sha512,
                };
                (algorithm, digest)
            }
            oids::RSA_SHA256 => (A::RsaPkcs1Sha256, Digest::Sha256),
            oids::RSA_SHA384 => (A::RsaPkcs1Sha384, Digest::Sha384),
            oids::RSA_SHA512 => (A::RsaPkcs1Sha512, Digest::Sha512),
            oids::RSA_PSS => return pss(self, digest),
            oids::ECDSA_SHA256 => (A::EcdsaP256Sha256, Digest::Sha256),
            oids::ECDSA_SHA384 => (A::EcdsaP384Sha384, Digest::Sha384),
            oids::ECDSA_SHA512 => (A::EcdsaP521Sha512, Digest::Sha512),
            oids::ED25519 => (A::Ed25519, Digest::Sha512),
            other => return Err(refused(format!("unknown signature algorithm {other}"))),
        };
        if !self.is_bare() {
            return Err(refused("expected a signature algorithm without parameters"));
        }
        if named != digest {
            return Err(refused(
                "expected one hash function for content and signature",
            ));
        }
        Ok(algorithm)
    }
}

/// `RSASSA-PSS-params`, RFC 4055 section 3.1: only with the hash function of the content in both places and a salt as long as
/// the digest.
fn pss(identifier: Identifier<'_>, digest: Digest) -> Result<SignatureAlgorithm, Error> {
    let expected = || {
        refused(
            "expected RSASSA-PSS with one hash function for content, message and mask, and a salt as long as the digest",
        )
    };
    let parameters = identifier
        .parameters
        .filter(|parameters| parameters.tag == SEQUENCE)
        .ok_or_else(expected)?;
    let mut parts = parameters.elements("RSASSA-PSS-params");
    let mut inner = |number| -> Result<Option<Element<'_>>, Error> {
        let Some(wrapped) = parts.take_if(context(number))? else {
            return Ok(None);
        };
        let mut inside = wrapped.elements("RSASSA-PSS-params");
        let inner = inside.next()?;
        inside.finish()?;
        Ok(inner)
    };
    let (hash, mask, salt, trailer) = (inner(0)?, inner(1)?, inner(2)?, inner(3)?);
    parts.finish()?;
    let (Some(hash), Some(mask), Some(salt)) = (hash, mask, salt) else {
        return Err(expected());
    };
    let hash = Identifier::read(hash)?.digest()?;
    let mask = mgf1(Identifier::read(mask)?)?;
    // A salt above 127 bytes is no small number, and not one that is allowed.
    let salt = salt.small().map_or(usize::MAX, usize::from);
    let trailer = trailer.map_or(Ok(1), Element::small)?;
    if hash != digest || mask != Some(digest) || salt != digest.length() || trailer != 1 {
        return Err(expected());
    }
    Ok(match digest {
        Digest::Sha256 => SignatureAlgorithm::RsaPssSha256,
        Digest::Sha384 => SignatureAlgorithm::RsaPssSha384,
        Digest::Sha512 => SignatureAlgorithm::RsaPssSha512,
    })
}

/// The hash function of MGF1.
fn mgf1(mask: Identifier<'_>) -> Result<Option<Digest>, Error> {
    match mask.parameters {
        Some(inner) if mask.oid == oids::MGF1 && inner.tag == SEQUENCE => {
            Identifier::read(inner)?.digest().map(Some)
        }
        _ => Ok(None),
    }
}

/// The hash function that goes with a signature algorithm.
pub(super) fn digest_of(algorithm: SignatureAlgorithm) -> Digest {
    use SignatureAlgorithm as A;
    match algorithm {
        A::EcdsaP256Sha256 | A::RsaPkcs1Sha256 | A::RsaPssSha256 => Digest::Sha256,
        A::EcdsaP384Sha384 | A::RsaPkcs1Sha384 | A::RsaPssSha384 => Digest::Sha384,
        // RFC 8419 section 3: SHA-512 with Ed25519.
        A::EcdsaP521Sha512 | A::Ed25519 | A::RsaPkcs1Sha512 | A::RsaPssSha512 => Digest::Sha512,
    }
}

/// The identifier of a hash function, without parameters (RFC 5754 section 2).
pub(super) fn write_digest(digest: Digest) -> Vec<u8> {
    let oid = match digest {
        Digest::Sha256 => oids::SHA256,
        Digest::Sha384 => oids::SHA384,
        Digest::Sha512 => oids::SHA512,
    };
    element(SEQUENCE, &[&asn1::oid(oid)])
}

/// The identifier of a signature algorithm.
pub(super) fn write_signature(algorithm: SignatureAlgorithm) -> Vec<u8> {
    use SignatureAlgorithm as A;
    let null = [NULL, 0];
    let (oid, parameters) = match algorithm {
        A::EcdsaP256Sha256 => (oids::ECDSA_SHA256, Vec::new()),
        A::EcdsaP384Sha384 => (oids::ECDSA_SHA384, Vec::new()),
        A::EcdsaP521Sha512 => (oids::ECDSA_SHA512, Vec::new()),
        A::Ed25519 => (oids::ED25519, Vec::new()),
        A::RsaPkcs1Sha256 => (oids::RSA_SHA256, null.to_vec()),
        A::RsaPkcs1Sha384 => (oids::RSA_SHA384, null.to_vec()),
        A::RsaPkcs1Sha512 => (oids::RSA_SHA512, null.to_vec()),
        A::RsaPssSha256 | A::RsaPssSha384 | A::RsaPssSha512 => {
            let digest = digest_of(algorithm);
            let salt = u8::try_from(digest.length()).unwrap_or(u8::MAX);
            let parameters = element(
                SEQUENCE,
                &[
                    &element(context(0), &[&write_inner_digest(digest)]),
                    &element(context(1), &[&write_mgf1(digest)]),
                    &element(context(2), &[&[INTEGER, 1, salt]]),
                ],
            );
            (oids::RSA_PSS, parameters)
        }
    };
    element(SEQUENCE, &[&asn1::oid(oid), &parameters])
}

/// The identifier of a hash function with NULL, as RFC 4055 section 2.1 has it inside the parameters of RSA.
fn write_inner_digest(digest: Digest) -> Vec<u8> {
    let bare = write_digest(digest);
    let oid = bare.get(2..).unwrap_or_default();
    element(SEQUENCE, &[oid, &[NULL, 0]])
}

/// MGF1 with a hash function.
fn write_mgf1(digest: Digest) -> Vec<u8> {
    element(
        SEQUENCE,
        &[&asn1::oid(oids::MGF1), &write_inner_digest(digest)],
    )
}

/// RSAES-OAEP with SHA-256 in both places, RFC 4055 section 4.1.
#[cfg(feature = "aws-lc")]
pub(super) fn write_oaep_sha256() -> Vec<u8> {
    let parameters = element(
        SEQUENCE,
        &[
            &element(context(0), &[&write_inner_digest(Digest::Sha256)]),
            &element(context(1), &[&write_mgf1(Digest::Sha256)]),
        ],
    );
    element(SEQUENCE, &[&asn1::oid(oids::RSA_OAEP), &parameters])
}

/// Whether these are `RSAES-OAEP-params` (RFC 4055 section 4.1) with SHA-256 in both places and no label.
pub(super) fn is_oaep_sha256(parameters: Element<'_>) -> Result<bool, Error> {
    let name = "RSAES-OAEP-params";
    let mut parts = Elements::new(parameters.value, name);
    let hash = parts.take_if(context(0))?;
    let mask = parts.take_if(context(1))?;
    let label = parts.take_if(context(2))?;
    parts.finish()?;
    let inside = |wrapped: Element<'_>| -> Result<bool, Error> {
        let inner = Element::only(wrapped.value, SEQUENCE, name)?;
        Ok(Identifier::read(inner)?.digest()? == Digest::Sha256)
    };
    let hash = hash.map_or(Ok(false), inside)?;
    let mask = match mask {
        Some(mask) => {
            let inner = Element::only(mask.value, SEQUENCE, name)?;
            mgf1(Identifier::read(inner)?)? == Some(Digest::Sha256)
        }
        None => false,
    };
    let label = match label {
        // id-pSpecified with an empty octet string says the same as no label.
        Some(label) => {
            let inner = Identifier::read(Element::only(label.value, SEQUENCE, name)?)?;
            inner
                .parameters
                .is_some_and(|label| label.tag == OCTET_STRING && label.value.is_empty())
        }
        None => true,
    };
    Ok(parameters.tag == SEQUENCE && hash && mask && label)
}

fn refused(what: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::AlgorithmNotAllowed, what)
}

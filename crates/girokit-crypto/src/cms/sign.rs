//! `SignedData`: signing, RFC 5652 section 5; with the attributes of CAdES-BES (ETSI EN 319 122-1).

use chrono::{DateTime, Utc};

use super::algorithms::{digest_of, oids, write_digest, write_signature};
use super::asn1::{
    self, Element, OCTET_STRING, SEQUENCE, SET, context, context_primitive, element, set_of,
};
use super::signed::write_content_info;
use super::{ContentDigests, Digester};
use crate::keys::{Signer, Verifier as _, ecdsa_to_der};
use crate::x509::Certificate;
use crate::{Error, ErrorKind};

/// Signs files: one or more keys, each with its certificate.
///
/// Every signature carries the signed attributes content type, digest, time, `signingCertificateV2` (RFC 5035, so that the file is
/// CAdES-BES) and `CMSAlgorithmProtection` (RFC 6211). Made signatures are verified with the certificate before they are given
/// out, so a key and a certificate that do not belong together are found here and not at the bank.
#[derive(Clone, Debug)]
pub struct Signing<'k> {
    signers: Vec<Entry<'k>>,
    chain: Vec<Vec<u8>>,
    by_key_identifier: bool,
    with_certificates: bool,
}

#[derive(Clone, Debug)]
struct Entry<'k> {
    key: &'k dyn Signer,
    certificate: Certificate,
}

impl<'k> Signing<'k> {
    /// With one key; `certificate` (DER) is that of its public half.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for something else than a certificate, [`KeyMismatch`](ErrorKind::KeyMismatch) for one of
    /// another kind of key.
    pub fn new(key: &'k dyn Signer, certificate: &[u8]) -> Result<Self, Error> {
        let empty = Self {
            signers: Vec::new(),
            chain: Vec::new(),
            by_key_identifier: false,
            with_certificates: true,
        };
        empty.with_signer(key, certificate)
    }

    /// And with one more key: the signature of a second person over the same content.
    ///
    /// # Errors
    /// As [`Signing::new`].
    pub fn with_signer(mut self, key: &'k dyn Signer, certificate: &[u8]) -> Result<Self, Error> {
        let certificate = Certificate::from_der(certificate)?;
        certificate.public_key(key.algorithm())?;
        self.signers.push(Entry { key, certificate });
        Ok(self)
    }

    /// Puts a certificate of the chain (DER) into the message.
    #[must_use]
    pub fn with_chain(mut self, certificate: &[u8]) -> Self {
        self.chain.push(certificate.to_vec());
        self
    }

    /// Names signers by the key identifier of their certificates. By default by issuer and serial number, which every receiver
    /// reads.
    #[must_use]
    pub fn with_key_identifiers(mut self) -> Self {
        self.by_key_identifier = true;
        self
    }

    /// Leaves every certificate out, for receivers that have them.
    #[must_use]
    pub fn without_certificates(mut self) -> Self {
        self.with_certificates = false;
        self
    }

    /// For a content that is read part by part: with the hash functions that the keys need.
    pub fn digester(&self) -> Digester {
        Digester::new(
            self.signers
                .iter()
                .map(|entry| digest_of(entry.key.algorithm())),
        )
    }

    /// A message with `content` in it, in DER. Signed at `now`.
    ///
    /// # Errors
    /// What the keys report; [`KeyMismatch`](ErrorKind::KeyMismatch) when a signature does not fit the certificate.
    pub fn attached(&self, content: &[u8], now: DateTime<Utc>) -> Result<Vec<u8>, Error> {
        self.message(&self.digests_of(content), Some(content), now)
    }

    /// A signature over `content`, which travels beside it, in DER. Signed at `now`.
    ///
    /// # Errors
    /// As [`Signing::attached`].
    pub fn detached(&self, content: &[u8], now: DateTime<Utc>) -> Result<Vec<u8>, Error> {
        self.message(&self.digests_of(content), None, now)
    }

    /// As [`Signing::detached`], over a content that was read through [`Signing::digester`].
    ///
    /// # Errors
    /// As [`Signing::attached`], and [`NotFound`](ErrorKind::NotFound) for digests of another digester.
    pub fn detached_over(
        &self,
        digests: &ContentDigests,
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, Error> {
        self.message(digests, None, now)
    }

    fn digests_of(&self, content: &[u8]) -> ContentDigests {
        let mut digester = self.digester();
        digester.update(content);
        digester.finish()
    }

    fn message(
        &self,
        digests: &ContentDigests,
        content: Option<&[u8]>,
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, Error> {
        let infos = self
            .signers
            .iter()
            .map(|entry| self.signer_info(entry, digests, now))
            .collect::<Result<Vec<_>, _>>()?;
        let mut named: Vec<Vec<u8>> = self
            .signers
            .iter()
            .map(|entry| write_digest(digest_of(entry.key.algorithm())))
            .collect();
        named.sort_unstable();
        named.dedup();
        let certificates = if self.with_certificates {
            let own = self.signers.iter().map(|entry| entry.certificate.as_der());
            let chain = self.chain.iter().map(Vec::as_slice);
            let mut all: Vec<Vec<u8>> = own.chain(chain).map(<[u8]>::to_vec).collect();
            all.sort_unstable();
            all.dedup();
            set_of(context(0), all)
        } else {
            Vec::new()
        };
        // RFC 5652 section 5.1: 3 when a signer is named by its key identifier.
        let version = if self.by_key_identifier { 3 } else { 1 };
        Ok(write_content_info(
            oids::SIGNED_DATA,
            &[
                &asn1::small(version),
                &set_of(SET, named),
                &encapsulated(content),
                content.unwrap_or_default(),
                &certificates,
                &set_of(SET, infos),
            ],
        ))
    }

    fn signer_info(
        &self,
        entry: &Entry<'_>,
        digests: &ContentDigests,
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, Error> {
        let algorithm = entry.key.algorithm();
        let digest = digest_of(algorithm);
        let content = digests.digest(digest).ok_or_else(|| {
            let what = "expected the digests of this signing's own digester";
            Error::new(ErrorKind::NotFound, what)
        })?;
        let (issuer, serial) = entry.certificate.issuer_and_serial()?;
        let attributes = attributes(entry, content, now)?;
        let signed = set_of(SET, attributes);
        let signature = entry.key.sign(&signed)?;
        entry
            .certificate
            .public_key(algorithm)?
            .verify(&signed, &signature)
            .map_err(|_| {
                let what = "the certificate is not that of the signing key";
                Error::new(ErrorKind::KeyMismatch, what)
            })?;
        let signature = if algorithm.ecdsa_coordinate().is_some() {
            ecdsa_to_der(&signature)?
        } else {
            signature
        };
        let (version, identifier) = if self.by_key_identifier {
            let identifier = entry.certificate.subject_key_identifier().ok_or_else(|| {
                let what = "expected a certificate with a key identifier";
                Error::new(ErrorKind::NotFound, what)
            })?;
            (3, element(context_primitive(0), &[&identifier]))
        } else {
            (1, element(SEQUENCE, &[&issuer, &serial]))
        };
        let signed = Element::only(&signed, SET, "SignedAttributes")?.value;
        Ok(element(
            SEQUENCE,
            &[
                &asn1::small(version),
                &identifier,
                &write_digest(digest),
                &element(context(0), &[signed]),
                &write_signature(algorithm),
                &element(OCTET_STRING, &[&signature]),
            ],
        ))
    }
}

/// An `EncapsulatedContentInfo` of data up to where the content itself begins, so that a big content is copied once.
fn encapsulated(content: Option<&[u8]>) -> Vec<u8> {
    let mut inner = asn1::oid(oids::DATA);
    let mut length = inner.len();
    if let Some(content) = content {
        let octets = asn1::header(OCTET_STRING, content.len());
        let value = octets.len().saturating_add(content.len());
        let explicit = asn1::header(context(0), value);
        length = length.saturating_add(explicit.len()).saturating_add(value);
        inner.extend_from_slice(&explicit);
        inner.extend_from_slice(&octets);
    }
    let mut whole = asn1::header(SEQUENCE, length);
    whole.extend_from_slice(&inner);
    whole
}

/// The signed attributes.
fn attributes(
    entry: &Entry<'_>,
    content: &[u8],
    now: DateTime<Utc>,
) -> Result<Vec<Vec<u8>>, Error> {
    let attribute =
        |oid, value: &[u8]| element(SEQUENCE, &[&asn1::oid(oid), &element(SET, &[value])]);
    let algorithm = entry.key.algorithm();
    let digest_identifier = write_digest(digest_of(algorithm));
    let signature_identifier = write_signature(algorithm);
    let signature_identifier =
        Element::only(&signature_identifier, SEQUENCE, "AlgorithmIdentifier")?;
    let protection = element(
        SEQUENCE,
        &[
            &digest_identifier,
            &element(context(1), &[signature_identifier.value]),
        ],
    );
    // GeneralNames of one directoryName, and the serial number.
    let (issuer, serial) = entry.certificate.issuer_and_serial()?;
    let issuer = element(SEQUENCE, &[&element(context(4), &[&issuer])]);
    let id = element(
        SEQUENCE,
        &[
            &element(OCTET_STRING, &[&entry.certificate.sha256()]),
            &element(SEQUENCE, &[&issuer, &serial]),
        ],
    );
    let certificate = element(SEQUENCE, &[&element(SEQUENCE, &[&id])]);
    Ok(vec![
        attribute(oids::CONTENT_TYPE, &asn1::oid(oids::DATA)),
        attribute(oids::MESSAGE_DIGEST, &element(OCTET_STRING, &[content])),
        attribute(oids::SIGNING_TIME, &asn1::time(now)?),
        attribute(oids::ALGORITHM_PROTECTION, &protection),
        attribute(oids::SIGNING_CERTIFICATE_V2, &certificate),
    ])
}

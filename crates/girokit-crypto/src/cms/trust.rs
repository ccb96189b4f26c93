//! Which certificate a signature is trusted by.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use der::Decode as _;
use x509_cert::name::RdnSequence;

use super::Policy;
use super::asn1::{Element, INTEGER};
use super::certificate::{Identifier, Names};
use super::policy::Trust;
use crate::keys::{Algorithm, FoundKey, KeyHints, PublicKey, SignatureAlgorithm};
use crate::x509::Certificate;
use crate::{Error, ErrorKind};

impl Policy<'_> {
    /// The key of the signer that `identifier` names, if it is trusted at `now` for `algorithm`.
    pub(super) fn key(
        &self,
        identifier: &Identifier<'_>,
        certificates: &[&[u8]],
        algorithm: SignatureAlgorithm,
        now: DateTime<Utc>,
    ) -> Result<FoundKey, Error> {
        match &self.trust {
            Trust::Pinned(pinned) => of_pinned(pinned, identifier, algorithm, now),
            Trust::Found(finder) => {
                let hints = hints(identifier, certificates)?;
                finder.find(&hints, Algorithm::Signature(algorithm))
            }
        }
    }
}

fn of_pinned(
    pinned: &[Vec<u8>],
    identifier: &Identifier<'_>,
    algorithm: SignatureAlgorithm,
    now: DateTime<Utc>,
) -> Result<FoundKey, Error> {
    let mut refused = None;
    for der in pinned {
        let names = Names::read(der)?;
        if names.are(identifier) {
            // A renewed certificate may have the same key identifier: the first that holds counts.
            match trust(der, algorithm, now) {
                Ok(key) => return Ok(key),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
    }
    Err(refused.unwrap_or_else(|| {
        let what = "expected a signature by one of the trusted certificates";
        Error::new(ErrorKind::Untrusted, what)
    }))
}

/// What the message says about a signer.
fn hints(identifier: &Identifier<'_>, certificates: &[&[u8]]) -> Result<KeyHints, Error> {
    let mut hints = KeyHints::default();
    match identifier {
        Identifier::IssuerAndSerial { issuer, serial } => {
            let serial = Element::only(serial, INTEGER, "serialNumber")?.value;
            hints.issuer_serial = Some((name(issuer)?, hex(serial)));
        }
        Identifier::KeyIdentifier(identifier) => {
            hints.subject_key_identifier = Some(identifier.to_vec());
        }
    }
    let is_signer = |der: &&[u8]| Names::read(der).is_ok_and(|names| names.are(identifier));
    // Without the signer's own, the others would pass for it.
    if let Some(signer) = certificates.iter().find(|der| is_signer(der)) {
        let others = certificates.iter().filter(|der| *der != signer);
        let all = core::iter::once(signer).chain(others);
        hints.certificates = all
            .take(KeyHints::MAX_CERTIFICATES)
            .map(|der| der.to_vec())
            .collect();
    }
    Ok(hints)
}

fn trust(der: &[u8], algorithm: SignatureAlgorithm, now: DateTime<Utc>) -> Result<FoundKey, Error> {
    let certificate = Certificate::from_der(der)?;
    certificate.check_signs(now)?;
    Ok(FoundKey::certified(
        Arc::new(certificate.public_key(algorithm)?),
        certificate.signing_certificate(),
        der.to_vec(),
    ))
}

/// The key of a certificate, under the SHA-256 of the certificate as its id.
pub(super) fn key(der: &[u8], algorithm: SignatureAlgorithm) -> Result<PublicKey, Error> {
    Certificate::from_der(der)?.public_key(algorithm)
}

/// A `Name` as RFC 4514 writes it.
fn name(der: &[u8]) -> Result<String, Error> {
    RdnSequence::from_der(der)
        .map(|name| name.to_string())
        .map_err(|_| Error::new(ErrorKind::Malformed, "expected a distinguished name"))
}

fn hex(bytes: &[u8]) -> String {
    use core::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

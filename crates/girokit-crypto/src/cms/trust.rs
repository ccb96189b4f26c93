//! Which certificate a signature is trusted by.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use der::Decode as _;
use x509_cert::name::RdnSequence;

use super::Policy;
use super::asn1::{Element, INTEGER};
use super::certificate::{Identifier, Names};
use super::policy::Trust;
use crate::keys::{Algorithm, Digest, FoundKey, KeyHints, KeyId, PublicKey, SignatureAlgorithm};
use crate::{Error, ErrorKind, SigningCertificate};

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
            match trust(der, &names, algorithm, now) {
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

fn trust(
    der: &[u8],
    names: &Names<'_>,
    algorithm: SignatureAlgorithm,
    now: DateTime<Utc>,
) -> Result<FoundKey, Error> {
    if now < names.not_before()? {
        let what = "the certificate of the signer is not valid yet";
        return Err(Error::new(ErrorKind::NotYetValid, what));
    }
    if now > names.not_after()? {
        let what = "the certificate of the signer is no longer valid";
        return Err(Error::new(ErrorKind::Expired, what));
    }
    if !names.may_sign()? {
        let what = "the certificate says that its key is not for signatures";
        return Err(Error::new(ErrorKind::KeyNotUsable, what));
    }
    let key = key(der, names, algorithm)?;
    Ok(FoundKey::certified(
        Arc::new(key),
        facts(der, names)?,
        der.to_vec(),
    ))
}

/// The key of a certificate, under the SHA-256 of the certificate as its id.
pub(super) fn key(
    der: &[u8],
    names: &Names<'_>,
    algorithm: SignatureAlgorithm,
) -> Result<PublicKey, Error> {
    let id = KeyId::parse(&hex(&Digest::Sha256.of(der)))?;
    PublicKey::from_spki(id, algorithm, names.key)
}

fn facts(der: &[u8], names: &Names<'_>) -> Result<SigningCertificate, Error> {
    let serial = names.serial_number()?;
    let sha256 = Digest::Sha256.of(der).try_into().unwrap_or([0; 32]);
    Ok(SigningCertificate::new(
        name(names.subject)?,
        name(names.issuer)?,
        hex(serial),
        sha256,
    ))
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

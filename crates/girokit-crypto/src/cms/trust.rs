//! Which certificate a signature is trusted by.

use chrono::{DateTime, Utc};
use der::Decode as _;
use x509_cert::name::RdnSequence;

use super::Policy;
use super::certificate::{Identifier, Names};
use crate::keys::{Digest, KeyId, PublicKey, SignatureAlgorithm};
use crate::{Error, ErrorKind, SigningCertificate};

/// A certificate that is trusted for one signature, and its key.
pub(super) struct Trusted<'a> {
    pub(super) der: &'a [u8],
    pub(super) key: PublicKey,
    pub(super) facts: SigningCertificate,
}

impl Policy {
    /// The certificate that `identifier` names, if it is trusted at `now`, with its key for `algorithm`.
    pub(super) fn trusted<'a>(
        &'a self,
        identifier: &Identifier<'_>,
        algorithm: SignatureAlgorithm,
        now: DateTime<Utc>,
    ) -> Result<Trusted<'a>, Error> {
        let mut refused = None;
        for der in &self.pinned {
            let names = Names::read(der)?;
            if names.are(identifier) {
                // A renewed certificate may have the same key identifier: the first that holds counts.
                match trust(der, &names, algorithm, now) {
                    Ok(trusted) => return Ok(trusted),
                    Err(error) => refused = refused.or(Some(error)),
                }
            }
        }
        Err(refused.unwrap_or_else(|| {
            let what = "expected a signature by one of the trusted certificates";
            Error::new(ErrorKind::Untrusted, what)
        }))
    }
}

fn trust<'a>(
    der: &'a [u8],
    names: &Names<'a>,
    algorithm: SignatureAlgorithm,
    now: DateTime<Utc>,
) -> Result<Trusted<'a>, Error> {
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
    let facts = facts(der, names)?;
    Ok(Trusted {
        der,
        key: key(der, names, algorithm)?,
        facts,
    })
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
    let name = |der| {
        RdnSequence::from_der(der)
            .map(|name| name.to_string())
            .map_err(|_| Error::new(ErrorKind::Malformed, "expected a distinguished name"))
    };
    let serial = names.serial_number()?;
    let sha256 = Digest::Sha256.of(der).try_into().unwrap_or([0; 32]);
    Ok(SigningCertificate::new(
        name(names.subject)?,
        name(names.issuer)?,
        hex(serial),
        sha256,
    ))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use core::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! Which certificate a signature is trusted by.

use chrono::{DateTime, Utc};
use der::Decode as _;
use x509_cert::name::RdnSequence;

use super::Policy;
use super::asn1::{Element, INTEGER};
use super::certificate::Identifier;
use super::policy::Trust;
use crate::keys::{Algorithm, FoundKey, KeyFinder as _, KeyHints, SignatureAlgorithm};
use crate::x509::{Certificate, PinnedCertificates, decimal};
use crate::{Error, ErrorKind};

/// Most bytes of a serial number. RFC 5280 section 4.1.2.2 allows 20.
const MAX_SERIAL: usize = 64;

impl Policy<'_> {
    /// The key of the signer that `identifier` names, if it is trusted at `now` for `algorithm`.
    pub(super) fn key(
        &self,
        identifier: &Identifier<'_>,
        certificates: &[&[u8]],
        algorithm: SignatureAlgorithm,
        now: DateTime<Utc>,
    ) -> Result<FoundKey, Error> {
        let algorithm = Algorithm::Signature(algorithm);
        match &self.trust {
            Trust::Pinned(pinned) => {
                let pinned = pinned.iter().map(|der| Certificate::from_der(der));
                let pinned = pinned.collect::<Result<Vec<_>, _>>()?;
                // What the message brings does not matter: several certificates may have one key identifier.
                PinnedCertificates::new(pinned, now).find(&hints(identifier, &[])?, algorithm)
            }
            Trust::Found(finder) => finder.find(&hints(identifier, certificates)?, algorithm),
        }
    }
}

/// What the message says about a signer.
fn hints(identifier: &Identifier<'_>, certificates: &[&[u8]]) -> Result<KeyHints, Error> {
    let mut hints = KeyHints::default();
    match identifier {
        Identifier::IssuerAndSerial { issuer, serial } => {
            let serial = Element::only(serial, INTEGER, "serialNumber")?.value;
            if serial.len() > MAX_SERIAL {
                let what = "expected a serial number of at most 64 bytes";
                return Err(Error::new(ErrorKind::TooLarge, what));
            }
            hints.issuer_serial = Some((name(issuer)?, decimal(serial)));
        }
        Identifier::KeyIdentifier(identifier) => {
            hints.subject_key_identifier = Some(identifier.to_vec());
        }
    }
    let is_signer =
        |der: &&[u8]| Certificate::from_der(der).is_ok_and(|own| identifier.names(&own));
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

/// A `Name` as RFC 4514 writes it.
fn name(der: &[u8]) -> Result<String, Error> {
    RdnSequence::from_der(der)
        .map(|name| name.to_string())
        .map_err(|_| Error::new(ErrorKind::Malformed, "expected a distinguished name"))
}

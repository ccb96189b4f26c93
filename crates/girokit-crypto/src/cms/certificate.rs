//! How a message names a certificate.

use super::asn1::{Elements, INTEGER, SEQUENCE, context_primitive};
use crate::Error;
use crate::x509::Certificate;

/// How a message names a signer or recipient: `SignerIdentifier`, `RecipientIdentifier`.
#[derive(Clone, Copy)]
pub(super) enum Identifier<'a> {
    /// `Name` and `INTEGER`, whole.
    IssuerAndSerial {
        issuer: &'a [u8],
        serial: &'a [u8],
    },
    KeyIdentifier(&'a [u8]),
}

impl<'a> Identifier<'a> {
    /// Reads `IssuerAndSerialNumber` or `[0] SubjectKeyIdentifier`, RFC 5652 section 5.3.
    pub(super) fn read(parts: &mut Elements<'a>) -> Result<Self, Error> {
        if let Some(identifier) = parts.take_if(context_primitive(0))? {
            return Ok(Self::KeyIdentifier(identifier.value));
        }
        let mut names = parts.take(SEQUENCE)?.elements("IssuerAndSerialNumber");
        let issuer = names.take(SEQUENCE)?.whole;
        let serial = names.take(INTEGER)?.whole;
        names.finish()?;
        Ok(Self::IssuerAndSerial { issuer, serial })
    }

    /// Whether it names this certificate.
    pub(super) fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerial { issuer, serial } => certificate
                .issuer_and_serial()
                .is_ok_and(|own| own.0 == *issuer && own.1 == *serial),
            Self::KeyIdentifier(identifier) => {
                certificate.subject_key_identifier().as_deref() == Some(identifier)
            }
        }
    }
}

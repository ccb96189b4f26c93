//! What CMS needs of a certificate: the two ways to name it, and where its key stands.

use der::asn1::ObjectIdentifier;

use super::asn1::{
    BOOLEAN, Element, Elements, INTEGER, OCTET_STRING, OID, SEQUENCE, context, context_primitive,
};
use crate::Error;

const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");

/// The parts of a certificate that CMS messages refer to, RFC 5280 section 4.1.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    /// `Name` of the issuer, whole.
    pub(super) issuer: &'a [u8],
    /// `INTEGER`, whole.
    pub(super) serial: &'a [u8],
    /// `SubjectPublicKeyInfo`, whole.
    #[cfg_attr(
        not(feature = "aws-lc"),
        allow(dead_code, reason = "read when encrypting")
    )]
    pub(super) key: &'a [u8],
    /// Value of the extension `subjectKeyIdentifier`.
    pub(super) key_identifier: Option<&'a [u8]>,
    /// Value of the extension `keyUsage`: a bit string, whole.
    #[cfg_attr(
        not(feature = "aws-lc"),
        allow(dead_code, reason = "read when encrypting")
    )]
    key_usage: Option<&'a [u8]>,
}

impl<'a> Names<'a> {
    /// Reads a certificate in DER.
    pub(super) fn read(der: &'a [u8]) -> Result<Self, Error> {
        let name = "Certificate";
        let certificate = Element::only(der, SEQUENCE, name)?;
        let mut parts = certificate.elements(name).take(SEQUENCE)?.elements(name);
        parts.take_if(context(0))?;
        let serial = parts.take(INTEGER)?.whole;
        parts.take(SEQUENCE)?;
        let issuer = parts.take(SEQUENCE)?.whole;
        parts.take(SEQUENCE)?;
        parts.take(SEQUENCE)?;
        let key = parts.take(SEQUENCE)?.whole;
        let mut extensions = Extensions::default();
        while let Some(part) = parts.next()? {
            if part.tag == context(3) {
                extensions = Extensions::read(part.value)?;
            }
        }
        Ok(Self {
            issuer,
            serial,
            key,
            key_identifier: extensions.key_identifier,
            key_usage: extensions.key_usage,
        })
    }

    /// Whether it does not say that its key is for something else than the encryption of content keys: `keyEncipherment`.
    #[cfg(feature = "aws-lc")]
    pub(super) fn may_encrypt_keys(&self) -> Result<bool, Error> {
        let Some(usage) = self.key_usage else {
            return Ok(true);
        };
        let bits = Element::only(usage, super::asn1::BIT_STRING, "keyUsage")?.value;
        Ok(bits.get(1).is_some_and(|bits| bits & 0x20 != 0))
    }

    /// Whether `identifier` names this certificate.
    pub(super) fn are(&self, identifier: &Identifier<'_>) -> bool {
        match identifier {
            Identifier::IssuerAndSerial { issuer, serial } => {
                self.issuer == *issuer && self.serial == *serial
            }
            Identifier::KeyIdentifier(identifier) => self.key_identifier == Some(*identifier),
        }
    }
}

/// How a message names a signer or recipient: `SignerIdentifier`, `RecipientIdentifier`.
#[derive(Clone, Copy)]
pub(super) enum Identifier<'a> {
    IssuerAndSerial { issuer: &'a [u8], serial: &'a [u8] },
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
}

/// The two extensions that are read here.
#[derive(Clone, Copy, Default)]
struct Extensions<'a> {
    key_identifier: Option<&'a [u8]>,
    key_usage: Option<&'a [u8]>,
}

impl<'a> Extensions<'a> {
    fn read(explicit: &'a [u8]) -> Result<Self, Error> {
        let name = "Extensions";
        let mut list = Element::only(explicit, SEQUENCE, name)?.elements(name);
        let mut found = Self::default();
        while let Some(extension) = list.next()? {
            let mut parts = extension.elements(name);
            let oid = parts.take(OID)?.oid()?;
            parts.take_if(BOOLEAN)?;
            let value = parts.take(OCTET_STRING)?.value;
            match oid {
                SUBJECT_KEY_IDENTIFIER => {
                    found.key_identifier = Some(Element::only(value, OCTET_STRING, name)?.value);
                }
                KEY_USAGE => found.key_usage = Some(value),
                _ => {}
            }
        }
        Ok(found)
    }
}

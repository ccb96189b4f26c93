//! One certificate.

use core::fmt;

use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;
use der::{Decode as _, Encode as _};
use x509_cert::Version;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};

use crate::keys::{Digest, KeyId, Pem, PemLabel, PublicKey, SignatureAlgorithm};
use crate::{Error, ErrorKind, SigningCertificate};

/// An X.509 certificate, RFC 5280: what it says. Whether to believe it is another question:
/// [`ChainPolicy`](super::ChainPolicy), [`PinnedCertificates`](super::PinnedCertificates).
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    parsed: x509_cert::Certificate,
}

impl Certificate {
    /// Most bytes of a certificate: 64 KiB.
    pub const MAX_BYTES: usize = 64 << 10;

    /// From DER.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed), [`TooLarge`](ErrorKind::TooLarge).
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        if der.len() > Self::MAX_BYTES {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected a certificate of at most 64 KiB",
            ));
        }
        let parsed = x509_cert::Certificate::from_der(der).map_err(|_| {
            Error::new(ErrorKind::Malformed, "expected an X.509 certificate in DER")
        })?;
        Ok(Self {
            der: der.to_vec(),
            parsed,
        })
    }

    /// Every certificate of a PEM file, in file order.
    ///
    /// # Errors
    /// As [`Pem::read_all`] and [`Certificate::from_der`]; [`NotFound`](ErrorKind::NotFound) when there is none.
    pub fn from_pem(text: &[u8]) -> Result<Vec<Self>, Error> {
        let sections = Pem::read_all(text)?;
        let certificates = sections
            .iter()
            .filter(|section| section.label() == PemLabel::Certificate);
        let certificates: Vec<_> = certificates
            .map(|section| Self::from_der(section.expose()))
            .collect::<Result<_, _>>()?;
        if certificates.is_empty() {
            return Err(Error::new(
                ErrorKind::NotFound,
                "expected a PEM section CERTIFICATE",
            ));
        }
        Ok(certificates)
    }

    /// The DER encoding.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Distinguished name of the subject, RFC 4514.
    pub fn subject(&self) -> String {
        self.parsed.tbs_certificate().subject().to_string()
    }

    /// Distinguished name of the issuer, RFC 4514.
    pub fn issuer(&self) -> String {
        self.parsed.tbs_certificate().issuer().to_string()
    }

    /// Serial number, as in the certificate, in lower-case hexadecimal.
    pub fn serial(&self) -> String {
        hex(self.parsed.tbs_certificate().serial_number().as_bytes())
    }

    /// Serial number in decimal, as XML and [`KeyHints::issuer_serial`](crate::keys::KeyHints::issuer_serial) write it.
    pub fn serial_decimal(&self) -> String {
        decimal(self.parsed.tbs_certificate().serial_number().as_bytes())
    }

    /// The `Name` of the issuer and the `INTEGER` of the serial number in DER, as CMS names a certificate.
    #[cfg(feature = "cms")]
    pub(crate) fn issuer_and_serial(&self) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let parts = self.parsed.tbs_certificate();
        let encode = || Ok((parts.issuer().to_der()?, parts.serial_number().to_der()?));
        encode().map_err(|_: der::Error| {
            Error::new(
                ErrorKind::Malformed,
                "expected an issuer and a serial number",
            )
        })
    }

    /// Checks that, if it restricts its key, it allows to encrypt keys (`keyEncipherment`, RFC 5280 section 4.2.1.3).
    #[cfg(all(feature = "cms", feature = "aws-lc"))]
    pub(crate) fn check_encrypts_keys(&self) -> Result<(), Error> {
        match self.usage()? {
            Some(usage) if !usage.key_encipherment() => Err(Error::new(
                ErrorKind::KeyNotUsable,
                "the certificate says that its key is not for the encryption of keys",
            )),
            _ => Ok(()),
        }
    }

    fn usage(&self) -> Result<Option<KeyUsage>, Error> {
        let usage = self.parsed.tbs_certificate().get_extension::<KeyUsage>();
        let usage =
            usage.map_err(|_| Error::new(ErrorKind::Malformed, "expected a key usage in DER"))?;
        Ok(usage.map(|(_, usage)| usage))
    }

    /// First instant of its validity.
    pub fn not_before(&self) -> DateTime<Utc> {
        self.parsed
            .tbs_certificate()
            .validity()
            .not_before
            .to_system_time()
            .into()
    }

    /// Last instant of its validity.
    pub fn not_after(&self) -> DateTime<Utc> {
        self.parsed
            .tbs_certificate()
            .validity()
            .not_after
            .to_system_time()
            .into()
    }

    /// SHA-256 of the DER encoding: what is pinned and compared by telephone.
    pub fn sha256(&self) -> [u8; 32] {
        Digest::Sha256.of(&self.der).try_into().unwrap_or([0; 32])
    }

    /// Subject key identifier, if it has one.
    pub fn subject_key_identifier(&self) -> Option<Vec<u8>> {
        let extension = self
            .parsed
            .tbs_certificate()
            .get_extension::<SubjectKeyIdentifier>();
        extension
            .ok()
            .flatten()
            .map(|(_, identifier)| identifier.0.as_bytes().to_vec())
    }

    /// The fingerprint as key id, in lower-case hexadecimal.
    pub fn key_id(&self) -> Result<KeyId, Error> {
        KeyId::parse(&hex(&self.sha256()))
    }

    /// Its key, bound to `algorithm`, under [`Certificate::key_id`].
    ///
    /// # Errors
    /// As [`PublicKey::from_spki`].
    pub fn public_key(&self, algorithm: SignatureAlgorithm) -> Result<PublicKey, Error> {
        PublicKey::from_spki(self.key_id()?, algorithm, &self.spki()?)
    }

    /// Its key: `SubjectPublicKeyInfo` in DER.
    pub(crate) fn spki(&self) -> Result<Vec<u8>, Error> {
        let key = self.parsed.tbs_certificate().subject_public_key_info();
        let malformed = |_| Error::new(ErrorKind::Malformed, "expected a SubjectPublicKeyInfo");
        key.to_der().map_err(malformed)
    }

    /// What it says about a signatory.
    pub fn signing_certificate(&self) -> SigningCertificate {
        SigningCertificate::new(self.subject(), self.issuer(), self.serial(), self.sha256())
    }

    pub(super) fn has_extended_key_usage(&self, usage: ObjectIdentifier) -> bool {
        let extension = self
            .parsed
            .tbs_certificate()
            .get_extension::<ExtendedKeyUsage>();
        extension
            .ok()
            .flatten()
            .is_some_and(|(_, present)| present.0.contains(&usage))
    }

    /// Whether its key may issue certificates for such a usage: if it restricts its key, `keyCertSign` is there; if it restricts
    /// what for, this is among it.
    pub(super) fn issues(&self, usage: Option<ObjectIdentifier>) -> bool {
        let own = self.parsed.tbs_certificate();
        let signs = match own.get_extension::<KeyUsage>() {
            Ok(Some((_, usage))) => usage.key_cert_sign(),
            Ok(None) => true,
            Err(_) => false,
        };
        let allowed = |usage| match own.get_extension::<ExtendedKeyUsage>() {
            Ok(Some((_, present))) => present.0.contains(&usage) || present.0.contains(&ANY_USAGE),
            Ok(None) => true,
            Err(_) => false,
        };
        signs && usage.is_none_or(allowed)
    }

    /// The path length of an authority, RFC 5280 section 4.2.1.9.
    pub(super) fn path_length(&self) -> Option<u8> {
        let constraints = self
            .parsed
            .tbs_certificate()
            .get_extension::<BasicConstraints>();
        constraints
            .ok()
            .flatten()
            .and_then(|(_, constraints)| constraints.path_len_constraint)
    }

    /// Checks that it is an authority in its period. A certificate of version 1 cannot say that it is one.
    pub(super) fn check_anchors(&self, now: DateTime<Utc>) -> Result<(), Error> {
        self.check_period(now)?;
        let own = self.parsed.tbs_certificate();
        let authority = match own.get_extension::<BasicConstraints>() {
            Ok(Some((_, constraints))) => constraints.ca,
            Ok(None) => own.version() == Version::V1,
            Err(_) => false,
        };
        if authority && self.issues(None) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Untrusted,
            "expected the certificate of an authority as anchor",
        ))
    }

    fn check_period(&self, now: DateTime<Utc>) -> Result<(), Error> {
        if now < self.not_before() {
            return Err(Error::new(
                ErrorKind::NotYetValid,
                "the certificate is not valid yet",
            ));
        }
        if now > self.not_after() {
            return Err(Error::new(
                ErrorKind::Expired,
                "the certificate is no longer valid",
            ));
        }
        Ok(())
    }

    /// Checks that it is in its period and, if it restricts its key, that it allows signatures (`digitalSignature` or
    /// `nonRepudiation`, RFC 5280 section 4.2.1.3).
    ///
    /// # Errors
    /// [`NotYetValid`](ErrorKind::NotYetValid), [`Expired`](ErrorKind::Expired), [`KeyNotUsable`](ErrorKind::KeyNotUsable).
    pub fn check_signs(&self, now: DateTime<Utc>) -> Result<(), Error> {
        self.check_period(now)?;
        match self.usage()? {
            Some(usage) if !usage.digital_signature() && !usage.non_repudiation() => {
                Err(Error::new(
                    ErrorKind::KeyNotUsable,
                    "the certificate says that its key is not for signatures",
                ))
            }
            _ => Ok(()),
        }
    }
}

/// `anyExtendedKeyUsage`, RFC 5280 section 4.2.1.12.
const ANY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject())
            .field("issuer", &self.issuer())
            .field("serial", &self.serial())
            .finish_non_exhaustive()
    }
}

/// A number, big-endian, in decimal. The time is quadratic: for serial numbers only.
pub(crate) fn decimal(bytes: &[u8]) -> String {
    // Digits, the lowest first.
    let mut digits = vec![0_u8];
    for byte in bytes {
        let mut carry = u16::from(*byte);
        for digit in &mut digits {
            carry = carry.saturating_add(u16::from(*digit).saturating_mul(256));
            *digit = u8::try_from(carry % 10).unwrap_or(0);
            carry /= 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or(0));
            carry /= 10;
        }
    }
    let digits = digits.iter().rev();
    digits.map(|digit| char::from(b'0' | digit)).collect()
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

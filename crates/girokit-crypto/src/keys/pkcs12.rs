//! Keys under a password: PKCS#12 files (`.p12`, `.pfx`; RFC 7292, RFC 9579) and encrypted PKCS#8 (RFC 5958).
//!
//! ```
//! use girokit_crypto::Secret;
//! use girokit_crypto::keys::pkcs12::Pkcs12;
//! use girokit_crypto::keys::{KeyId, SignatureAlgorithm, Signer as _};
//!
//! let file = include_bytes!("../../../../fuzz/corpus/crypto_pkcs12/p256.p12"); // from the bank's portal
//! let opened = Pkcs12::read(file, &Secret::new(b"tell nobody".to_vec()))?;
//! let entry = opened.only_key()?;
//! assert_eq!(entry.name(), Some("shop 2026"));
//! let key = entry.signing_key(KeyId::parse("shop-2026")?, SignatureAlgorithm::EcdsaP256Sha256)?;
//! let certificates = opened.chain_of(entry); // its certificate, then those of the authorities
//! assert_eq!(certificates[0].subject(), "CN=Shop");
//! assert!(key.sign(b"pay EUR 10.00").is_ok());
//! # Ok::<(), girokit_crypto::Error>(())
//! ```
//!
//! # What it checks
//! The MAC over the file first, in constant time, by HMAC with SHA-256, SHA-384 or SHA-512 (the derivation of RFC 7292 appendix B, or PBMAC1);
//! only then is anything inside read. Keys and certificates are opened by PBES2: PBKDF2 with HMAC-SHA-256, -384 or -512, and AES in CBC. A
//! wrong password and altered bytes give one same error. How many iterations a file may ask for, in all, is bounded.
//!
//! # What it does not
//! Files of older programs are protected by RC2, 3DES or SHA-1, which are refused by name: write them anew with
//! `openssl pkcs12 -legacy -in old.p12 | openssl pkcs12 -export -out new.p12`. Files without a MAC or with a signature instead, bags within
//! bags, scrypt; BER other than DER. Nothing is written.

use core::fmt;

use der::asn1::ObjectIdentifier;

use super::{DecryptionKey, KeyId, KeyWrap, SignatureAlgorithm, SigningKey};
use crate::x509::Certificate;
use crate::{Error, ErrorKind, Secret};

mod asn1;
mod password;

use asn1::Cursor;
use password::Budget;

/// Most bytes of a file: 1 MiB.
pub const MAX_BYTES: usize = 1 << 20;
/// Most iterations of key derivation that a file may ask for, in all: ten million, some seconds of work. Files in use ask for 2,048 to
/// 600,000 for each of three parts.
pub const MAX_ITERATIONS: u32 = 10_000_000;

/// Most keys and certificates of a file: 256.
pub const MAX_BAGS: usize = 256;

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");
const KEY_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE_BAG: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.3");
const X509_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.22.1");
const FRIENDLY_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.20");
const LOCAL_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.21");

/// A PKCS#12 file that was opened. Its keys are wiped when it is dropped, and masked in `Debug`.
#[derive(Clone)]
pub struct Pkcs12 {
    keys: Vec<Pkcs12Key>,
    certificates: Vec<(Attributes, Certificate)>,
}

/// A private key of a file. Masked in `Debug`.
#[derive(Clone)]
pub struct Pkcs12Key {
    attributes: Attributes,
    pkcs8: Secret,
}

#[derive(Clone, Default)]
struct Attributes {
    name: Option<String>,
    id: Option<Vec<u8>>,
}

impl Pkcs12 {
    /// Opens a file in DER.
    ///
    /// # Errors
    /// [`Decryption`](ErrorKind::Decryption) for a wrong password or altered bytes, one error for both;
    /// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed) for RC2, 3DES, SHA-1 and others, by name;
    /// [`TooLarge`](ErrorKind::TooLarge) above [`MAX_BYTES`], [`MAX_BAGS`] or [`MAX_ITERATIONS`]; [`NotCovered`](ErrorKind::NotCovered) without a MAC;
    /// [`Malformed`](ErrorKind::Malformed).
    pub fn read(der: &[u8], password: &Secret) -> Result<Self, Error> {
        Self::read_within(der, password, MAX_ITERATIONS)
    }

    /// The same with another bound on iterations.
    ///
    /// # Errors
    /// As [`Pkcs12::read`].
    pub fn read_within(der: &[u8], password: &Secret, iterations: u32) -> Result<Self, Error> {
        check_length(der)?;
        let mut budget = Budget::new(iterations);
        let (safe, mac) = outer(der).map_err(malformed)?;
        let Some(mac) = mac else {
            let what = "expected a MAC over the file";
            return Err(Error::new(ErrorKind::NotCovered, what).in_part("macData"));
        };
        mac.check(safe, password, &mut budget)?;
        let mut opened = Self {
            keys: Vec::new(),
            certificates: Vec::new(),
        };
        for (kind, content) in parts(safe).map_err(malformed)? {
            match kind {
                DATA => {
                    let bags = Cursor::whole(content, Cursor::octets).map_err(malformed)?;
                    opened.bags(bags, password, &mut budget)?;
                }
                ENCRYPTED_DATA => {
                    let (scheme, text) = encrypted_data(content).map_err(malformed)?;
                    let bags = password::decrypt(scheme, text, password, &mut budget)?;
                    opened.bags(bags.expose(), password, &mut budget)?;
                }
                _ => {
                    let what = "expected contents that are protected by a password";
                    return Err(Error::new(ErrorKind::Unsupported, what).in_part("authSafe"));
                }
            }
        }
        Ok(opened)
    }

    fn bags(&mut self, der: &[u8], password: &Secret, budget: &mut Budget) -> Result<(), Error> {
        for bag in bags(der).map_err(malformed)? {
            if self.keys.len().saturating_add(self.certificates.len()) >= MAX_BAGS {
                let what = "expected at most 256 keys and certificates";
                return Err(Error::new(ErrorKind::TooLarge, what));
            }
            let attributes = bag.attributes;
            match bag.kind {
                KEY_BAG => self.keys.push(Pkcs12Key {
                    attributes,
                    pkcs8: Secret::new(bag.value.to_vec()),
                }),
                SHROUDED_KEY_BAG => self.keys.push(Pkcs12Key {
                    attributes,
                    pkcs8: opened_pkcs8(bag.value, password, budget)?,
                }),
                CERTIFICATE_BAG => {
                    if let Some(der) = certificate(bag.value).map_err(malformed)? {
                        self.certificates
                            .push((attributes, Certificate::from_der(der)?));
                    }
                }
                // Revocation lists and secrets of other programs.
                _ => {}
            }
        }
        Ok(())
    }

    /// The private keys, in the order of the file.
    pub fn keys(&self) -> &[Pkcs12Key] {
        &self.keys
    }

    /// The one private key.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound); [`Conflict`](ErrorKind::Conflict) when there are several.
    pub fn only_key(&self) -> Result<&Pkcs12Key, Error> {
        match self.keys.as_slice() {
            [key] => Ok(key),
            [] => Err(Error::new(
                ErrorKind::NotFound,
                "expected a private key in the file",
            )),
            _ => Err(Error::new(
                ErrorKind::Conflict,
                "expected one private key in the file, found several",
            )),
        }
    }

    /// Every certificate, in the order of the file. None of them is trusted for being there.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter().map(|(_, certificate)| certificate)
    }

    /// The certificate of a key of this file and those of its issuers that are there, each followed by its issuer; empty when the file
    /// does not say which certificate is the key's.
    pub fn chain_of(&self, key: &Pkcs12Key) -> Vec<&Certificate> {
        let by_id = self
            .certificates
            .iter()
            .find(|(of, _)| of.id.is_some() && of.id == key.attributes.id);
        let only = match (self.keys.as_slice(), self.certificates.as_slice()) {
            ([_], [only]) => Some(only),
            _ => None,
        };
        let Some((_, own)) = by_id.or(only) else {
            return Vec::new();
        };
        let mut chain = vec![own];
        while let Some(last) = chain.last() {
            let issuer = last.issuer();
            let next = self
                .certificates()
                .find(|other| other.subject() == issuer && !chain.contains(other));
            match next {
                Some(next) => chain.push(next),
                None => break,
            }
        }
        chain
    }
}

impl Pkcs12Key {
    /// Its name for people, `friendlyName`.
    pub fn name(&self) -> Option<&str> {
        self.attributes.name.as_deref()
    }

    /// The key itself, PKCS#8 in DER.
    pub fn pkcs8(&self) -> &Secret {
        &self.pkcs8
    }

    /// To sign with.
    ///
    /// # Errors
    /// As [`SigningKey::from_pkcs8`].
    pub fn signing_key(
        &self,
        id: KeyId,
        algorithm: SignatureAlgorithm,
    ) -> Result<SigningKey, Error> {
        SigningKey::from_pkcs8(id, algorithm, self.pkcs8.expose())
    }

    /// To decrypt with.
    ///
    /// # Errors
    /// As [`DecryptionKey::from_pkcs8`].
    pub fn decryption_key(&self, id: KeyId, algorithm: KeyWrap) -> Result<DecryptionKey, Error> {
        DecryptionKey::from_pkcs8(id, algorithm, self.pkcs8.expose())
    }
}

/// Decrypts a private key in encrypted PKCS#8, DER: PKCS#8, for [`SigningKey::from_pkcs8`] and [`DecryptionKey::from_pkcs8`].
///
/// # Errors
/// As [`Pkcs12::read`]. Nothing but its padding and its form shows that the password is the right one: RFC 5958 has no MAC.
pub fn decrypt_pkcs8(der: &[u8], password: &Secret) -> Result<Secret, Error> {
    check_length(der)?;
    opened_pkcs8(der, password, &mut Budget::new(MAX_ITERATIONS))
}

/// The same from a PEM file: the first section `ENCRYPTED PRIVATE KEY`.
///
/// # Errors
/// As [`decrypt_pkcs8`]; [`NotFound`](ErrorKind::NotFound) without such a section.
pub fn decrypt_pem(text: &[u8], password: &Secret) -> Result<Secret, Error> {
    check_length(text)?;
    decrypt_pkcs8(&super::pem::encrypted_private_key(text)?, password)
}

fn opened_pkcs8(der: &[u8], password: &Secret, budget: &mut Budget) -> Result<Secret, Error> {
    let (scheme, text) = encrypted_key(der).map_err(malformed)?;
    let opened = password::decrypt(scheme, text, password, budget)?;
    // A wrong password leaves a padding that fits once in 256 times, and then no PKCS#8.
    if Cursor::whole(opened.expose(), Cursor::sequence).is_err() {
        return Err(Error::new(ErrorKind::Decryption, ""));
    }
    Ok(opened)
}

impl fmt::Debug for Pkcs12 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs12")
            .field("keys", &self.keys)
            .field("certificates", &self.certificates.len())
            .finish()
    }
}

impl fmt::Debug for Pkcs12Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs12Key")
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

fn check_length(bytes: &[u8]) -> Result<(), Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::new(ErrorKind::TooLarge, "expected at most 1 MiB"));
    }
    Ok(())
}

/// Without the error below, whose text may quote the file.
fn malformed(_: der::Error) -> Error {
    Error::new(
        ErrorKind::Malformed,
        "expected PKCS#12 or encrypted PKCS#8 in DER",
    )
}

/// `EncryptedPrivateKeyInfo`: how, and what.
fn encrypted_key(der: &[u8]) -> der::Result<(asn1::Algorithm<'_>, &[u8])> {
    Cursor::whole(der, |outer| {
        let mut info = outer.sequence()?;
        let scheme = info.algorithm()?;
        let text = info.octets()?;
        info.end()?;
        Ok((scheme, text))
    })
}

/// `PFX`: the contents, and the MAC over them.
fn outer(der: &[u8]) -> der::Result<(&[u8], Option<password::Mac<'_>>)> {
    Cursor::whole(der, |outer| {
        let mut pfx = outer.sequence()?;
        if pfx.number()? != 3 {
            return Err(der::ErrorKind::Failed.into());
        }
        let mut info = pfx.sequence()?;
        if info.oid()? != DATA {
            return Err(der::ErrorKind::Failed.into());
        }
        let mut content = info.explicit(0)?;
        let safe = content.octets()?;
        content.end()?;
        info.end()?;
        let mac = if pfx.is_empty() {
            None
        } else {
            Some(password::Mac::read(&mut pfx.sequence()?)?)
        };
        pfx.end()?;
        Ok((safe, mac))
    })
}

/// `AuthenticatedSafe`: kind and content of each part.
fn parts(der: &[u8]) -> der::Result<Vec<(ObjectIdentifier, &[u8])>> {
    Cursor::whole(der, |outer| {
        let mut list = outer.sequence()?;
        let mut parts = Vec::new();
        while !list.is_empty() {
            let mut info = list.sequence()?;
            let kind = info.oid()?;
            parts.push((kind, info.explicit(0)?.rest()?));
            info.end()?;
        }
        Ok(parts)
    })
}

/// `EncryptedData`: how, and what.
fn encrypted_data(der: &[u8]) -> der::Result<(asn1::Algorithm<'_>, &[u8])> {
    Cursor::whole(der, |outer| {
        let mut data = outer.sequence()?;
        if data.number()? != 0 {
            return Err(der::ErrorKind::Failed.into());
        }
        let mut info = data.sequence()?;
        if info.oid()? != DATA {
            return Err(der::ErrorKind::Failed.into());
        }
        let scheme = info.algorithm()?;
        let text = info.implicit_octets(0)?;
        info.end()?;
        data.end()?;
        Ok((scheme, text))
    })
}

struct Bag<'a> {
    kind: ObjectIdentifier,
    value: &'a [u8],
    attributes: Attributes,
}

/// `SafeContents`.
fn bags(der: &[u8]) -> der::Result<Vec<Bag<'_>>> {
    Cursor::whole(der, |outer| {
        let mut list = outer.sequence()?;
        let mut bags = Vec::new();
        while !list.is_empty() {
            let mut bag = list.sequence()?;
            let kind = bag.oid()?;
            let value = bag.explicit(0)?.rest()?;
            let mut attributes = Attributes::default();
            if !bag.is_empty() {
                let mut set = bag.set()?;
                while !set.is_empty() {
                    attribute(&mut set.sequence()?, &mut attributes)?;
                }
            }
            bag.end()?;
            bags.push(Bag {
                kind,
                value,
                attributes,
            });
        }
        Ok(bags)
    })
}

fn attribute(attribute: &mut Cursor<'_>, into: &mut Attributes) -> der::Result<()> {
    let kind = attribute.oid()?;
    let mut values = attribute.set()?;
    match kind {
        FRIENDLY_NAME => into.name = Some(values.bmp()?),
        LOCAL_KEY_ID => into.id = Some(values.octets()?.to_vec()),
        _ => {}
    }
    attribute.end()
}

/// The X.509 certificate of a bag; none in one of another kind.
fn certificate(der: &[u8]) -> der::Result<Option<&[u8]>> {
    Cursor::whole(der, |outer| {
        let mut bag = outer.sequence()?;
        if bag.oid()? != X509_CERTIFICATE {
            return Ok(None);
        }
        let mut content = bag.explicit(0)?;
        let certificate = content.octets()?;
        content.end()?;
        bag.end()?;
        Ok(Some(certificate))
    })
}

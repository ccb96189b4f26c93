//! `EnvelopedData` (RFC 5652 section 6) and `AuthEnvelopedData` (RFC 5083): reading and decrypting.

use std::borrow::Cow;

use ring::aead;

use super::algorithms::{Identifier as AlgorithmIdentifier, is_oaep_sha256, oids};
use super::asn1::{
    Element, Elements, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, context, context_primitive,
    element,
};
use super::certificate::Identifier;
use super::signed::{content_info, too_many, version};
use super::{Limits, ber};
use crate::keys::{Decrypter, KeyWrap};
use crate::x509::Certificate;
use crate::{Error, ErrorKind, Secret};

/// How the content of an envelope is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentCipher {
    /// AES-256 in CBC, `EnvelopedData`: nothing protects the content against changes.
    Aes256Cbc,
    /// AES-256 in GCM with a tag of 16 bytes, `AuthEnvelopedData`.
    Aes256Gcm,
}

/// An encrypted message that was read but not yet decrypted.
#[derive(Clone)]
pub struct Envelope<'a> {
    der: Cow<'a, [u8]>,
    limits: Limits,
    cipher: ContentCipher,
}

impl<'a> Envelope<'a> {
    /// Reads a `ContentInfo` with `AuthEnvelopedData` or `EnvelopedData` in DER or BER.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed); [`TooLarge`](ErrorKind::TooLarge) above `limits`;
    /// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed) for another cipher than those of [`ContentCipher`];
    /// [`Unsupported`](ErrorKind::Unsupported) for another message, or a content that is not data.
    pub fn read(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.len() > limits.bytes {
            let what = format!("expected at most {} bytes", limits.bytes);
            return Err(Error::new(ErrorKind::TooLarge, what));
        }
        let der = ber::to_der(bytes)?;
        let cipher = Parts::read(&der, limits)?.cipher;
        Ok(Self {
            der,
            limits: *limits,
            cipher,
        })
    }

    /// How the content is encrypted.
    pub fn cipher(&self) -> ContentCipher {
        self.cipher
    }

    /// Whether it names the holder of `certificate` (DER) among its recipients.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for something else than a certificate.
    pub fn is_for(&self, certificate: &[u8]) -> Result<bool, Error> {
        let certificate = Certificate::from_der(certificate)?;
        let parts = Parts::read(&self.der, &self.limits)?;
        Ok(parts
            .recipients
            .iter()
            .any(|recipient| recipient.identifier.names(&certificate)))
    }

    /// The content, encrypted with AES-256-GCM for the holder of `certificate` (DER), whose private key is `key`. Who encrypted it
    /// is not known: look for a signature inside.
    ///
    /// # Errors
    /// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed) for CBC; [`NotFound`](ErrorKind::NotFound) when it is not for this
    /// certificate; [`KeyMismatch`](ErrorKind::KeyMismatch) when `key` is not for RSA-OAEP;
    /// [`Decryption`](ErrorKind::Decryption), one error for every reason.
    pub fn decrypt(&self, key: &dyn Decrypter, certificate: &[u8]) -> Result<Vec<u8>, Error> {
        if self.cipher == ContentCipher::Aes256Cbc {
            let what = "expected an envelope that protects its content, found CBC";
            return Err(Error::new(ErrorKind::AlgorithmNotAllowed, what));
        }
        self.open(key, certificate)
    }

    /// As [`Envelope::decrypt`], and also a content in CBC, which needs feature `aws-lc`.
    ///
    /// Dangerous: whoever is on the way can change a content in CBC, and learns the plaintext where failures can be told apart, even
    /// by time. Use it only for files that are signed inside, verify that signature, and tell the sender nothing but "refused".
    ///
    /// # Errors
    /// As [`Envelope::decrypt`]; [`Unsupported`](ErrorKind::Unsupported) without the feature.
    pub fn decrypt_dangerous_cbc(
        &self,
        key: &dyn Decrypter,
        certificate: &[u8],
    ) -> Result<Vec<u8>, Error> {
        self.open(key, certificate)
    }

    fn open(&self, key: &dyn Decrypter, certificate: &[u8]) -> Result<Vec<u8>, Error> {
        if key.algorithm() != KeyWrap::RsaOaepSha256 {
            let what = format!(
                "expected a key for rsa-oaep-sha256, found {}",
                key.algorithm()
            );
            return Err(Error::new(ErrorKind::KeyMismatch, what));
        }
        let certificate = Certificate::from_der(certificate)?;
        let parts = Parts::read(&self.der, &self.limits)?;
        let recipient = parts
            .recipients
            .iter()
            .find(|recipient| recipient.identifier.names(&certificate))
            .ok_or_else(|| {
                let what = "expected this certificate among the recipients";
                Error::new(ErrorKind::NotFound, what)
            })?;
        recipient.check_algorithm()?;
        let content_key = key.recover(recipient.encrypted_key).map_err(|_| failed())?;
        parts.open(&content_key)
    }
}

impl core::fmt::Debug for Envelope<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Envelope")
            .field("cipher", &self.cipher)
            .finish_non_exhaustive()
    }
}

/// The one error of decryption.
fn failed() -> Error {
    Error::new(ErrorKind::Decryption, "")
}

struct Parts<'a> {
    recipients: Vec<Recipient<'a>>,
    cipher: ContentCipher,
    /// Nonce or initialization vector.
    nonce: &'a [u8],
    content: Cow<'a, [u8]>,
    /// What GCM protects beside the content: `authAttrs` as a set.
    associated: Vec<u8>,
    tag: &'a [u8],
}

impl<'a> Parts<'a> {
    fn read(der: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let oid = Element::only(der, SEQUENCE, "ContentInfo")?
            .elements("ContentInfo")
            .take(OID)?
            .oid()?;
        let (name, authenticated) = if oid == oids::AUTH_ENVELOPED_DATA {
            ("AuthEnvelopedData", true)
        } else {
            ("EnvelopedData", false)
        };
        let expected = if authenticated {
            oid
        } else {
            oids::ENVELOPED_DATA
        };
        let mut parts = content_info(der, expected)?.elements(name);
        version(&mut parts, &[0, 2, 3])?;
        parts.take_if(context(0))?;
        let recipients = recipients(parts.take(SET)?, limits)?;
        let mut inner = parts.take(SEQUENCE)?.elements("EncryptedContentInfo");
        let content_type = inner.take(OID)?.oid()?;
        if content_type != oids::DATA {
            // Nobody would learn that the bytes are to be read as something else.
            let what = format!(
                "expected content of type {}, found {content_type}",
                oids::DATA
            );
            return Err(Error::new(ErrorKind::Unsupported, what).in_part("EncryptedContentInfo"));
        }
        let algorithm = AlgorithmIdentifier::read(inner.take(SEQUENCE)?)?;
        let content = encrypted_content(&mut inner)?;
        inner.finish()?;
        let mut this = Self {
            recipients,
            cipher: ContentCipher::Aes256Cbc,
            nonce: &[],
            content,
            associated: Vec::new(),
            tag: &[],
        };
        if authenticated {
            if let Some(attributes) = parts.take_if(context(1))? {
                this.associated = element(SET, &[attributes.value]);
            }
            this.tag = parts.take(OCTET_STRING)?.value;
            parts.take_if(context(2))?;
        } else {
            parts.take_if(context(1))?;
        }
        parts.finish()?;
        (this.cipher, this.nonce) = cipher(algorithm, authenticated)?;
        let tag = if authenticated { TAG } else { 0 };
        if this.tag.len() != tag {
            let what = format!("expected a tag of 16 bytes, found {}", this.tag.len());
            return Err(Error::new(ErrorKind::AlgorithmNotAllowed, what));
        }
        Ok(this)
    }

    fn open(self, key: &Secret) -> Result<Vec<u8>, Error> {
        let content = self.content.into_owned();
        match self.cipher {
            ContentCipher::Aes256Cbc => open_cbc(key, self.nonce, content),
            ContentCipher::Aes256Gcm => {
                let key = aead::UnboundKey::new(&aead::AES_256_GCM, key.expose());
                let key = aead::LessSafeKey::new(key.map_err(|_| failed())?);
                let nonce = aead::Nonce::try_assume_unique_for_key(self.nonce);
                let nonce = nonce.map_err(|_| failed())?;
                let tag = aead::Tag::try_from(self.tag).map_err(|_| failed())?;
                let associated = aead::Aad::from(&self.associated);
                let mut content = content;
                key.open_in_place_separate_tag(nonce, associated, tag, &mut content, 0..)
                    .map_err(|_| failed())?;
                Ok(content)
            }
        }
    }
}

/// Bytes of the tag of GCM.
pub(super) const TAG: usize = 16;
/// Bytes of the nonce of GCM.
pub(super) const NONCE: usize = 12;
/// Bytes of a block, and of an initialization vector.
pub(super) const BLOCK: usize = 16;

#[cfg(feature = "aws-lc")]
fn open_cbc(key: &Secret, iv: &[u8], mut content: Vec<u8>) -> Result<Vec<u8>, Error> {
    use aws_lc_rs::cipher::{
        AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey,
    };
    use aws_lc_rs::iv::FixedLength;
    let key = UnboundCipherKey::new(&AES_256, key.expose()).map_err(|_| failed())?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(|_| failed())?;
    let iv = FixedLength::try_from(iv).map_err(|_| failed())?;
    let length = key
        .decrypt(&mut content, DecryptionContext::Iv128(iv))
        .map_err(|_| failed())?
        .len();
    content.truncate(length);
    Ok(content)
}

#[cfg(not(feature = "aws-lc"))]
fn open_cbc(_: &Secret, _: &[u8], _: Vec<u8>) -> Result<Vec<u8>, Error> {
    let what = "AES-256-CBC needs feature `aws-lc`";
    Err(Error::new(ErrorKind::Unsupported, what))
}

/// A recipient that has an RSA key: `KeyTransRecipientInfo`, RFC 5652 section 6.2.1.
struct Recipient<'a> {
    identifier: Identifier<'a>,
    algorithm: AlgorithmIdentifier<'a>,
    encrypted_key: &'a [u8],
}

impl Recipient<'_> {
    fn check_algorithm(&self) -> Result<(), Error> {
        if self.algorithm.oid == oids::RSA_OAEP
            && let Some(parameters) = self.algorithm.parameters
            && is_oaep_sha256(parameters)?
        {
            return Ok(());
        }
        let what = "expected a content key under RSAES-OAEP with SHA-256 in both places, no label";
        Err(Error::new(ErrorKind::AlgorithmNotAllowed, what).in_part("KeyTransRecipientInfo"))
    }
}

fn recipients<'a>(set: Element<'a>, limits: &Limits) -> Result<Vec<Recipient<'a>>, Error> {
    let mut set = set.elements("RecipientInfos");
    let (mut recipients, mut count) = (Vec::new(), 0_usize);
    while let Some(recipient) = set.next()? {
        count = count.saturating_add(1);
        if count > limits.signers {
            return Err(too_many("recipients", limits.signers));
        }
        // Recipients with other kinds of keys are passed over: they are not us.
        if recipient.tag == SEQUENCE {
            let mut parts = recipient.elements("KeyTransRecipientInfo");
            version(&mut parts, &[0, 2])?;
            let identifier = Identifier::read(&mut parts)?;
            let algorithm = AlgorithmIdentifier::read(parts.take(SEQUENCE)?)?;
            let encrypted_key = parts.take(OCTET_STRING)?.value;
            parts.finish()?;
            recipients.push(Recipient {
                identifier,
                algorithm,
                encrypted_key,
            });
        }
    }
    Ok(recipients)
}

/// `[0] IMPLICIT OCTET STRING`, whole or in pieces.
fn encrypted_content<'a>(parts: &mut Elements<'a>) -> Result<Cow<'a, [u8]>, Error> {
    if let Some(content) = parts.take_if(context_primitive(0))? {
        return Ok(Cow::Borrowed(content.value));
    }
    let mut pieces = parts.take(context(0))?.elements("encryptedContent");
    let mut content = Vec::new();
    while pieces.take_if(OCTET_STRING)?.is_some_and(|piece| {
        content.extend_from_slice(piece.value);
        true
    }) {}
    pieces.finish()?;
    Ok(Cow::Owned(content))
}

/// The cipher and its nonce or initialization vector.
fn cipher(
    algorithm: AlgorithmIdentifier<'_>,
    authenticated: bool,
) -> Result<(ContentCipher, &[u8]), Error> {
    let refused = |what: String| Err(Error::new(ErrorKind::AlgorithmNotAllowed, what));
    match (algorithm.oid, algorithm.parameters) {
        (oids::AES256_GCM, Some(parameters)) if authenticated && parameters.tag == SEQUENCE => {
            let mut parts = parameters.elements("GCMParameters");
            let nonce = parts.take(OCTET_STRING)?.value;
            // RFC 5084 section 3.2: 12 unless it says otherwise.
            let tag = parts.take_if(INTEGER)?.map_or(Ok(12), Element::small)?;
            parts.finish()?;
            if nonce.len() != NONCE || usize::from(tag) != TAG {
                return refused("expected GCM with a nonce of 12 and a tag of 16 bytes".to_owned());
            }
            Ok((ContentCipher::Aes256Gcm, nonce))
        }
        (oids::AES256_CBC, Some(iv)) if !authenticated && iv.tag == OCTET_STRING => {
            if iv.value.len() != BLOCK {
                return refused("expected an initialization vector of 16 bytes".to_owned());
            }
            Ok((ContentCipher::Aes256Cbc, iv.value))
        }
        (other, _) => refused(format!("expected AES-256 in GCM or CBC, found {other}")),
    }
}

//! `AuthEnvelopedData` and `EnvelopedData`: encrypting.

use aws_lc_rs::cipher::{AES_256, DecryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use ring::aead;

use super::ContentCipher;
use super::algorithms::{oids, write_oaep_sha256};
use super::asn1::{self, OCTET_STRING, SEQUENCE, SET, context_primitive, element, set_of};
use super::enveloped::{NONCE, TAG};
use super::signed::write_content_info;
use crate::keys::{EncryptionKey, KeyWrap};
use crate::x509::Certificate;
use crate::{Error, ErrorKind, Secret, random};

/// Encrypts files for the holders of certificates with RSA keys: AES-256-GCM, its key under RSAES-OAEP with SHA-256.
#[derive(Clone, Debug)]
pub struct Enveloping {
    recipients: Vec<Recipient>,
    cipher: ContentCipher,
}

#[derive(Clone, Debug)]
struct Recipient {
    certificate: Certificate,
    key: EncryptionKey,
}

impl Enveloping {
    /// For the holder of `certificate` (DER). That it is his, and still good, is for the caller to check.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for something else than a certificate; [`KeyNotUsable`](ErrorKind::KeyNotUsable) when it
    /// says that its key is not for the encryption of keys; [`KeyMismatch`](ErrorKind::KeyMismatch) for anything but an RSA key of
    /// 2048 to 8192 bits.
    pub fn new(certificate: &[u8]) -> Result<Self, Error> {
        let empty = Self {
            recipients: Vec::new(),
            cipher: ContentCipher::Aes256Gcm,
        };
        empty.with_recipient(certificate)
    }

    /// And for the holder of one more.
    ///
    /// # Errors
    /// As [`Enveloping::new`].
    pub fn with_recipient(mut self, certificate: &[u8]) -> Result<Self, Error> {
        let certificate = Certificate::from_der(certificate)?;
        certificate.check_encrypts_keys()?;
        let (id, key) = (certificate.key_id()?, certificate.spki()?);
        let key = EncryptionKey::from_spki(id, KeyWrap::RsaOaepSha256, &key)?;
        self.recipients.push(Recipient { certificate, key });
        Ok(self)
    }

    /// With AES-256-CBC, for receivers that read no `AuthEnvelopedData`.
    ///
    /// Dangerous: nothing protects the content against changes. Put a signed file inside.
    #[must_use]
    pub fn with_dangerous_cbc(mut self) -> Self {
        self.cipher = ContentCipher::Aes256Cbc;
        self
    }

    /// `content` encrypted, in DER.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) when the random generator gives nothing.
    pub fn encrypt(&self, content: &[u8]) -> Result<Vec<u8>, Error> {
        let key = Secret::random(32)?;
        let recipients = self
            .recipients
            .iter()
            .map(|receiver| recipient(receiver, &key))
            .collect::<Result<Vec<_>, _>>()?;
        let recipients = set_of(SET, recipients);
        let mut content = content.to_vec();
        match self.cipher {
            ContentCipher::Aes256Cbc => {
                let iv = encrypt_cbc(&key, &mut content)?;
                let iv = element(OCTET_STRING, &[&iv]);
                let header = header(oids::AES256_CBC, &iv, content.len());
                let body: [&[u8]; 4] = [&asn1::small(0), &recipients, &header, &content];
                Ok(write_content_info(oids::ENVELOPED_DATA, &body))
            }
            ContentCipher::Aes256Gcm => {
                let (nonce, tag) = encrypt_gcm(&key, &mut content)?;
                let length = asn1::small(u8::try_from(TAG).unwrap_or(16));
                let nonce = element(OCTET_STRING, &[&nonce]);
                let parameters = element(SEQUENCE, &[&nonce, &length]);
                let header = header(oids::AES256_GCM, &parameters, content.len());
                let tag = element(OCTET_STRING, &[tag.as_ref()]);
                let body: [&[u8]; 5] = [&asn1::small(0), &recipients, &header, &content, &tag];
                Ok(write_content_info(oids::AUTH_ENVELOPED_DATA, &body))
            }
        }
    }
}

/// An `EncryptedContentInfo` of data up to where the encrypted content itself begins.
fn header(cipher: der::asn1::ObjectIdentifier, parameters: &[u8], length: usize) -> Vec<u8> {
    let inner = [
        asn1::oid(oids::DATA),
        element(SEQUENCE, &[&asn1::oid(cipher), parameters]),
        asn1::header(context_primitive(0), length),
    ]
    .concat();
    let mut whole = asn1::header(SEQUENCE, inner.len().saturating_add(length));
    whole.extend_from_slice(&inner);
    whole
}

fn recipient(recipient: &Recipient, key: &Secret) -> Result<Vec<u8>, Error> {
    let encrypted = recipient.key.encrypt(key)?;
    let (issuer, serial) = recipient.certificate.issuer_and_serial()?;
    Ok(element(
        SEQUENCE,
        &[
            &asn1::small(0),
            &element(SEQUENCE, &[&issuer, &serial]),
            &write_oaep_sha256(),
            &element(OCTET_STRING, &[&encrypted]),
        ],
    ))
}

fn encrypt_cbc(key: &Secret, content: &mut Vec<u8>) -> Result<Vec<u8>, Error> {
    let key = UnboundCipherKey::new(&AES_256, key.expose()).map_err(|_| unavailable())?;
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).map_err(|_| unavailable())?;
    match key.encrypt(content).map_err(|_| unavailable())? {
        DecryptionContext::Iv128(iv) => Ok(iv.as_ref().to_vec()),
        _ => Err(unavailable()),
    }
}

fn encrypt_gcm(key: &Secret, content: &mut [u8]) -> Result<([u8; NONCE], aead::Tag), Error> {
    let nonce: [u8; NONCE] = random::bytes()?;
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, key.expose());
    let key = aead::LessSafeKey::new(key.map_err(|_| unavailable())?);
    let unique = aead::Nonce::assume_unique_for_key(nonce);
    let tag = key
        .seal_in_place_separate_tag(unique, aead::Aad::empty(), content)
        .map_err(|_| unavailable())?;
    Ok((nonce, tag))
}

fn unavailable() -> Error {
    let what = "the cryptographic library does not encrypt";
    Error::new(ErrorKind::Unavailable, what)
}

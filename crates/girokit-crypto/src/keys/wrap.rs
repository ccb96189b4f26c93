//! Keys that protect content keys: RSA-OAEP and ECDH, on `aws-lc-rs`.

use core::fmt;

use aws_lc_rs::agreement::{self, UnparsedPublicKey};
use aws_lc_rs::rsa::{
    OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, OaepPublicEncryptingKey,
    PrivateDecryptingKey, PublicEncryptingKey,
};
use zeroize::Zeroizing;

use super::local::RSA_BITS;
use super::{Decrypter, KeyId, KeyInfo, KeyUsage, KeyWrap};
use crate::{Error, ErrorKind, Secret};

/// A private key in memory that recovers content keys. Masked in `Debug`.
///
/// What `aws-lc-rs` keeps of it is wiped by that library when it is dropped.
pub struct DecryptionKey {
    info: KeyInfo,
    algorithm: KeyWrap,
    key: Private,
}

enum Private {
    Ecdh(agreement::PrivateKey),
    Rsa(OaepPrivateDecryptingKey),
}

impl DecryptionKey {
    /// From PKCS#8 DER.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) when the key is not one for `algorithm`: another kind or curve, RSA outside 2048
    /// to 8192 bits.
    pub fn from_pkcs8(id: KeyId, algorithm: KeyWrap, der: &[u8]) -> Result<Self, Error> {
        if let Some(curve) = curve(algorithm) {
            let key = agreement::PrivateKey::from_private_key_der(curve, der);
            return Ok(Self::new(
                id,
                algorithm,
                Private::Ecdh(key.map_err(|_| mismatch(algorithm))?),
            ));
        }
        let key = PrivateDecryptingKey::from_pkcs8(der).map_err(|_| mismatch(algorithm))?;
        if !RSA_BITS.contains(&key.key_size_bits()) {
            return Err(mismatch(algorithm));
        }
        let key =
            Private::Rsa(OaepPrivateDecryptingKey::new(key).map_err(|_| mismatch(algorithm))?);
        Ok(Self::new(id, algorithm, key))
    }

    /// From the scalar of an ECDH key, or the 32 bytes of an X25519 key.
    ///
    /// # Errors
    /// As [`DecryptionKey::from_pkcs8`].
    pub fn from_private(id: KeyId, algorithm: KeyWrap, private: &[u8]) -> Result<Self, Error> {
        let curve = curve(algorithm).ok_or_else(|| mismatch(algorithm))?;
        let key = agreement::PrivateKey::from_private_key(curve, private)
            .map_err(|_| mismatch(algorithm))?;
        Ok(Self::new(id, algorithm, Private::Ecdh(key)))
    }

    fn new(id: KeyId, algorithm: KeyWrap, key: Private) -> Self {
        Self {
            info: KeyInfo::new(id, algorithm, KeyUsage::Decryption),
            algorithm,
            key,
        }
    }
}

impl Decrypter for DecryptionKey {
    fn info(&self) -> &KeyInfo {
        &self.info
    }

    fn algorithm(&self) -> KeyWrap {
        self.algorithm
    }

    fn recover(&self, encrypted: &[u8]) -> Result<Secret, Error> {
        match &self.key {
            Private::Ecdh(key) => agree(key, self.algorithm, encrypted),
            Private::Rsa(key) => {
                let mut out = Zeroizing::new(vec![0; key.min_output_size()]);
                let length = key
                    .decrypt(&OAEP_SHA256_MGF1SHA256, encrypted, &mut out, None)
                    .map_err(|_| failed())?
                    .len();
                out.truncate(length);
                Ok(Secret::from(out))
            }
        }
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecryptionKey")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

/// The public key of a receiver of content keys.
#[derive(Clone, PartialEq, Eq)]
pub struct EncryptionKey {
    info: KeyInfo,
    algorithm: KeyWrap,
    /// RSA: SubjectPublicKeyInfo in DER. ECDH: the uncompressed point. X25519: 32 bytes.
    bytes: Vec<u8>,
}

impl EncryptionKey {
    /// From an RSA key's `SubjectPublicKeyInfo` in DER.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for anything but an RSA key of 2048 to 8192 bits.
    pub fn from_rsa_spki(id: KeyId, der: &[u8]) -> Result<Self, Error> {
        let algorithm = KeyWrap::RsaOaepSha256;
        let key = PublicEncryptingKey::from_der(der).map_err(|_| mismatch(algorithm))?;
        if !RSA_BITS.contains(&key.key_size_bits()) {
            return Err(mismatch(algorithm));
        }
        Ok(Self {
            info: KeyInfo::new(id, algorithm, KeyUsage::Encryption),
            algorithm,
            bytes: der.to_vec(),
        })
    }

    /// From the uncompressed point `04 ‖ x ‖ y` of an ECDH key, or the 32 bytes of an X25519 key. That the point is on the curve
    /// is checked when it is used.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for another length or form.
    pub fn from_point(id: KeyId, algorithm: KeyWrap, point: &[u8]) -> Result<Self, Error> {
        let fits = match coordinate(algorithm) {
            Some(32) if algorithm == KeyWrap::X25519 => point.len() == 32,
            Some(length) => {
                point.len() == length.saturating_mul(2).saturating_add(1)
                    && point.first() == Some(&4)
            }
            None => false,
        };
        if !fits {
            return Err(mismatch(algorithm));
        }
        Ok(Self {
            info: KeyInfo::new(id, algorithm, KeyUsage::Encryption),
            algorithm,
            bytes: point.to_vec(),
        })
    }

    /// Id, algorithm and usage of the key.
    pub fn info(&self) -> &KeyInfo {
        &self.info
    }

    /// How content keys are protected for it.
    pub fn algorithm(&self) -> KeyWrap {
        self.algorithm
    }

    /// RSAES-OAEP of a content key, for [`Decrypter::recover`].
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for a key of ECDH, or a content key longer than RSA takes.
    pub fn encrypt(&self, content_key: &Secret) -> Result<Vec<u8>, Error> {
        let encrypt = || {
            let key = PublicEncryptingKey::from_der(&self.bytes).ok()?;
            let key = OaepPublicEncryptingKey::new(key).ok()?;
            let mut out = vec![0; key.ciphertext_size()];
            let length = key
                .encrypt(
                    &OAEP_SHA256_MGF1SHA256,
                    content_key.expose(),
                    &mut out,
                    None,
                )
                .ok()?
                .len();
            out.truncate(length);
            Some(out)
        };
        encrypt().ok_or_else(|| mismatch(self.algorithm))
    }

    /// A fresh key's public half, for [`Decrypter::recover`], and the secret Z that it shares with this one. Z is no key yet: a
    /// derivation makes one of it (Concat KDF of JWE, X9.63 of CMS).
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for an RSA key, [`Decryption`](ErrorKind::Decryption) for a point that is not on the
    /// curve, [`Unavailable`](ErrorKind::Unavailable).
    pub fn agree(&self) -> Result<(Vec<u8>, Secret), Error> {
        let curve = curve(self.algorithm).ok_or_else(|| mismatch(self.algorithm))?;
        let unavailable = |_| Error::new(ErrorKind::Unavailable, "no key can be made");
        let own = agreement::PrivateKey::generate(curve).map_err(unavailable)?;
        let public = own
            .compute_public_key()
            .map_err(unavailable)?
            .as_ref()
            .to_vec();
        Ok((public, agree(&own, self.algorithm, &self.bytes)?))
    }
}

impl fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptionKey")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

fn agree(own: &agreement::PrivateKey, algorithm: KeyWrap, peer: &[u8]) -> Result<Secret, Error> {
    let curve = curve(algorithm).ok_or_else(failed)?;
    let peer = UnparsedPublicKey::new(curve, peer);
    agreement::agree(own, peer, failed(), |secret| {
        Ok(Secret::new(secret.to_vec()))
    })
}

fn curve(algorithm: KeyWrap) -> Option<&'static agreement::Algorithm> {
    match algorithm {
        KeyWrap::EcdhP256 => Some(&agreement::ECDH_P256),
        KeyWrap::EcdhP384 => Some(&agreement::ECDH_P384),
        KeyWrap::EcdhP521 => Some(&agreement::ECDH_P521),
        KeyWrap::X25519 => Some(&agreement::X25519),
        KeyWrap::RsaOaepSha256 => None,
    }
}

/// Bytes of a coordinate.
pub(crate) fn coordinate(algorithm: KeyWrap) -> Option<usize> {
    match algorithm {
        KeyWrap::EcdhP256 | KeyWrap::X25519 => Some(32),
        KeyWrap::EcdhP384 => Some(48),
        KeyWrap::EcdhP521 => Some(66),
        KeyWrap::RsaOaepSha256 => None,
    }
}

fn mismatch(algorithm: KeyWrap) -> Error {
    Error::new(
        ErrorKind::KeyMismatch,
        format!("expected a key for {algorithm}"),
    )
}

fn failed() -> Error {
    Error::new(ErrorKind::Decryption, "")
}

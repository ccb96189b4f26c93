//! Keys that protect content keys: RSA-OAEP and ECDH, on `aws-lc-rs`.

use core::fmt;

use aws_lc_rs::agreement::{self, UnparsedPublicKey};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::{
    OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, OaepPublicEncryptingKey,
    PrivateDecryptingKey, PublicEncryptingKey,
};
use der::Decode as _;
use der::asn1::ObjectIdentifier;
use spki::SubjectPublicKeyInfoRef;
use zeroize::Zeroizing;

use super::local::{EC_PUBLIC_KEY, P256, P384, P521, RSA_BITS, rsa_numbers};
use super::{Decrypter, KeyId, KeyInfo, KeyUsage, KeyWrap, Pem, PemLabel, encode, roca};
use crate::{Error, ErrorKind, Secret};

/// id-X25519, RFC 8410 section 3.
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");

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
    Rsa {
        key: OaepPrivateDecryptingKey,
        /// `SubjectPublicKeyInfo` in DER.
        public: Vec<u8>,
    },
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
        let public = AsDer::<PublicKeyX509Der<'_>>::as_der(&key.public_key());
        let public = public.map_err(|_| mismatch(algorithm))?.as_ref().to_vec();
        // The public half is checked for a broken generator.
        EncryptionKey::from_spki(id.clone(), algorithm, &public)?;
        let key = OaepPrivateDecryptingKey::new(key).map_err(|_| mismatch(algorithm))?;
        Ok(Self::new(id, algorithm, Private::Rsa { key, public }))
    }

    /// From PKCS#1 DER (`RSAPrivateKey`, RFC 8017): an RSA key.
    ///
    /// # Errors
    /// As [`DecryptionKey::from_pkcs8`].
    pub fn from_pkcs1(id: KeyId, algorithm: KeyWrap, der: &[u8]) -> Result<Self, Error> {
        let pkcs8 = encode::rsa_pkcs8(der).map_err(|_| mismatch(algorithm))?;
        Self::from_pkcs8(id, algorithm, &pkcs8)
    }

    /// From a PEM file with a PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`) section; the first counts.
    ///
    /// # Errors
    /// As [`Pem::first`] and [`DecryptionKey::from_pkcs8`].
    pub fn from_pem(id: KeyId, algorithm: KeyWrap, text: &[u8]) -> Result<Self, Error> {
        let section = Pem::first(text, &[PemLabel::PrivateKey, PemLabel::RsaPrivateKey])?;
        match section.label() {
            PemLabel::RsaPrivateKey => Self::from_pkcs1(id, algorithm, section.expose()),
            _ => Self::from_pkcs8(id, algorithm, section.expose()),
        }
    }

    /// From the numbers of an RSA key, as PKCS#1 orders them: n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p; big-endian.
    ///
    /// # Errors
    /// As [`DecryptionKey::from_pkcs8`], also for numbers that do not belong together.
    pub fn from_rsa_components(
        id: KeyId,
        algorithm: KeyWrap,
        numbers: [&[u8]; 8],
    ) -> Result<Self, Error> {
        let version: &[u8] = &[0];
        let pkcs1 = encode::numbers(&[&[version], numbers.as_slice()].concat());
        Self::from_pkcs1(id, algorithm, &pkcs1.map_err(|_| mismatch(algorithm))?)
    }

    /// The public half: RSA as `SubjectPublicKeyInfo` in DER; ECDH as the uncompressed point `04 ‖ x ‖ y`; X25519 as 32 bytes.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) when the library below cannot tell.
    pub fn public_key(&self) -> Result<EncryptionKey, Error> {
        let unavailable = |_| Error::new(ErrorKind::Unavailable, "no public key can be made");
        let bytes = match &self.key {
            Private::Ecdh(key) => key
                .compute_public_key()
                .map_err(unavailable)?
                .as_ref()
                .to_vec(),
            Private::Rsa { public, .. } => public.clone(),
        };
        Ok(EncryptionKey::new(
            self.info.id().clone(),
            self.algorithm,
            bytes,
        ))
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
            Private::Rsa { key, .. } => {
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
    /// From `SubjectPublicKeyInfo` DER, RFC 5280 section 4.1.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) when the key is not one for `algorithm`: another kind or curve, RSA outside 2048
    /// to 8192 bits or from a broken generator (CVE-2017-15361).
    pub fn from_spki(id: KeyId, algorithm: KeyWrap, der: &[u8]) -> Result<Self, Error> {
        let Some(oid) = oid(algorithm) else {
            let key = PublicEncryptingKey::from_der(der).map_err(|_| mismatch(algorithm))?;
            if !RSA_BITS.contains(&key.key_size_bits()) {
                return Err(mismatch(algorithm));
            }
            let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| mismatch(algorithm))?;
            let numbers = info.subject_public_key.as_bytes().and_then(rsa_numbers);
            let (modulus, _) = numbers.ok_or_else(|| mismatch(algorithm))?;
            roca::check(&modulus)?;
            return Ok(Self::new(id, algorithm, der.to_vec()));
        };
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| mismatch(algorithm))?;
        let named = match info.algorithm.oid {
            EC_PUBLIC_KEY => info.algorithm.parameters_oid().ok(),
            other => Some(other),
        };
        match info.subject_public_key.as_bytes() {
            Some(point) if named == Some(oid) => Self::from_point(id, algorithm, point),
            _ => Err(mismatch(algorithm)),
        }
    }

    /// From a PEM file with a `PUBLIC KEY` section; the first counts.
    ///
    /// # Errors
    /// As [`Pem::first`] and [`EncryptionKey::from_spki`].
    pub fn from_pem(id: KeyId, algorithm: KeyWrap, text: &[u8]) -> Result<Self, Error> {
        let section = Pem::first(text, &[PemLabel::PublicKey])?;
        Self::from_spki(id, algorithm, section.expose())
    }

    /// From the numbers of an RSA key, big-endian.
    ///
    /// # Errors
    /// As [`EncryptionKey::from_spki`].
    pub fn from_rsa_components(
        id: KeyId,
        algorithm: KeyWrap,
        n: &[u8],
        e: &[u8],
    ) -> Result<Self, Error> {
        let spki = encode::numbers(&[n, e]).and_then(|pkcs1| encode::rsa_spki(&pkcs1));
        match coordinate(algorithm) {
            None => Self::from_spki(id, algorithm, &spki.map_err(|_| mismatch(algorithm))?),
            Some(_) => Err(mismatch(algorithm)),
        }
    }

    fn new(id: KeyId, algorithm: KeyWrap, bytes: Vec<u8>) -> Self {
        Self {
            info: KeyInfo::new(id, algorithm, KeyUsage::Encryption),
            algorithm,
            bytes,
        }
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
        Ok(Self::new(id, algorithm, point.to_vec()))
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

/// What names the kind of an ECDH key: its curve, or X25519 itself. None for RSA.
fn oid(algorithm: KeyWrap) -> Option<ObjectIdentifier> {
    match algorithm {
        KeyWrap::EcdhP256 => Some(P256),
        KeyWrap::EcdhP384 => Some(P384),
        KeyWrap::EcdhP521 => Some(P521),
        KeyWrap::X25519 => Some(X25519),
        KeyWrap::RsaOaepSha256 => None,
    }
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

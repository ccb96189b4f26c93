//! JWE, compact form, RFC 7516: content for one receiver.

use core::fmt;
use std::sync::Arc;

use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrap as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::header::{Header, base64url};
use crate::keys::{Decrypter, Digest, EncryptionKey, KeyId, KeyWrap, coordinate};
use crate::{Error, ErrorKind, Secret, random};

const NONCE: usize = 12;
const TAG: usize = 16;
const CONTENT_KEY: usize = 32;
/// `enc`, the only one: AES-256 in GCM.
const ENC: &str = "A256GCM";

/// How the content key reaches the receiver: `alg`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Dir,
    A256Kw,
    EcdhEs,
    EcdhEsA256Kw,
    RsaOaep256,
}

const WAYS: &[(Way, &str)] = &[
    (Way::A256Kw, "A256KW"),
    (Way::Dir, "dir"),
    (Way::EcdhEs, "ECDH-ES"),
    (Way::EcdhEsA256Kw, "ECDH-ES+A256KW"),
    (Way::RsaOaep256, "RSA-OAEP-256"),
];

fn name(way: Way) -> &'static str {
    WAYS.iter()
        .find(|(known, _)| *known == way)
        .map_or("", |(_, name)| name)
}

/// Curves of the ephemeral key, RFC 7518 section 6.2.1.1 and RFC 8037.
const CURVES: &[(KeyWrap, &str)] = &[
    (KeyWrap::EcdhP256, "P-256"),
    (KeyWrap::EcdhP384, "P-384"),
    (KeyWrap::EcdhP521, "P-521"),
    (KeyWrap::X25519, "X25519"),
];

/// A shared key of 256 bits for JWE. Masked in `Debug`.
#[derive(Clone, Debug)]
pub struct SharedKey {
    id: KeyId,
    key: Secret,
}

impl SharedKey {
    /// Takes a key.
    ///
    /// # Errors
    /// [`KeyNotUsable`](ErrorKind::KeyNotUsable) for anything but 32 bytes.
    pub fn new(id: KeyId, key: Secret) -> Result<Self, Error> {
        if key.len() != CONTENT_KEY {
            return Err(Error::new(
                ErrorKind::KeyNotUsable,
                "expected a key of 32 bytes",
            ));
        }
        Ok(Self { id, key })
    }
}

/// A key that a JWE is decrypted with: bound to its ways.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JweKey {
    /// A private key: `RSA-OAEP-256`, or `ECDH-ES` with and without `A256KW`, as it is bound.
    Private(Arc<dyn Decrypter>),
    /// A shared key that encrypts content itself: `dir`.
    Direct(SharedKey),
    /// A shared key that wraps content keys: `A256KW`.
    Wrapping(SharedKey),
}

impl JweKey {
    fn fits(&self, way: Way) -> bool {
        match (self, way) {
            (Self::Private(key), Way::RsaOaep256) => key.algorithm() == KeyWrap::RsaOaepSha256,
            (Self::Private(key), Way::EcdhEs | Way::EcdhEsA256Kw) => {
                key.algorithm() != KeyWrap::RsaOaepSha256
            }
            (Self::Direct(_), Way::Dir) | (Self::Wrapping(_), Way::A256Kw) => true,
            _ => false,
        }
    }
}

/// Encrypts for one receiver, content by AES-256-GCM.
#[derive(Clone, Debug)]
pub struct JweEncrypter<'k> {
    to: To<'k>,
    header: Map<String, Value>,
}

#[derive(Clone, Copy, Debug)]
enum To<'k> {
    Public(&'k EncryptionKey, Way),
    Shared(&'k SharedKey, Way),
}

impl<'k> JweEncrypter<'k> {
    /// To the holder of a private key: `RSA-OAEP-256`, or `ECDH-ES+A256KW`.
    pub fn new(key: &'k EncryptionKey) -> Self {
        let rsa = key.algorithm() == KeyWrap::RsaOaepSha256;
        let way = if rsa {
            Way::RsaOaep256
        } else {
            Way::EcdhEsA256Kw
        };
        Self::with(To::Public(key, way), key.info().id(), way)
    }

    /// To the holder of a private ECDH key, whose agreed secret is the content key: `ECDH-ES`.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for an RSA key.
    pub fn agreed(key: &'k EncryptionKey) -> Result<Self, Error> {
        if key.algorithm() == KeyWrap::RsaOaepSha256 {
            return Err(Error::new(ErrorKind::KeyMismatch, "expected an ECDH key"));
        }
        Ok(Self::with(
            To::Public(key, Way::EcdhEs),
            key.info().id(),
            Way::EcdhEs,
        ))
    }

    /// To who has the same key, which encrypts the content itself: `dir`. Not more than 2^32 times with one key: nonces are by
    /// chance.
    pub fn direct(key: &'k SharedKey) -> Self {
        Self::with(To::Shared(key, Way::Dir), &key.id, Way::Dir)
    }

    /// To who has the same key, which wraps a fresh content key: `A256KW`.
    pub fn wrapping(key: &'k SharedKey) -> Self {
        Self::with(To::Shared(key, Way::A256Kw), &key.id, Way::A256Kw)
    }

    fn with(to: To<'k>, id: &KeyId, way: Way) -> Self {
        let mut header = Map::new();
        header.insert("alg".to_owned(), json!(name(way)));
        header.insert("enc".to_owned(), json!(ENC));
        header.insert("kid".to_owned(), json!(id.as_str()));
        Self { to, header }
    }

    /// A parameter of the protected header: `typ`, `cty`. It is not encrypted.
    ///
    /// # Errors
    /// [`Conflict`](ErrorKind::Conflict) for one that is set by the encryption.
    pub fn with_parameter(mut self, name: &str, value: impl Into<Value>) -> Result<Self, Error> {
        if [
            "alg", "enc", "kid", "zip", "crit", "b64", "epk", "apu", "apv", "iv", "tag",
        ]
        .contains(&name)
        {
            let what = "expected a parameter that is not set elsewhere";
            return Err(Error::new(ErrorKind::Conflict, what).in_part(name.to_owned()));
        }
        self.header.insert(name.to_owned(), value.into());
        Ok(self)
    }

    /// The compact form.
    ///
    /// # Errors
    /// What the key says; [`Unavailable`](ErrorKind::Unavailable) without chance.
    pub fn encrypt(&self, content: &[u8]) -> Result<String, Error> {
        let mut header = self.header.clone();
        let (content_key, encrypted_key) = match self.to {
            To::Shared(key, Way::Dir) => (key.key.clone(), Vec::new()),
            To::Shared(key, _) => wrapped(&key.key)?,
            To::Public(key, Way::RsaOaep256) => {
                let content_key = Secret::random(CONTENT_KEY)?;
                let encrypted = key.encrypt(&content_key)?;
                (content_key, encrypted)
            }
            To::Public(key, way) => {
                let (public, shared) = key.agree()?;
                header.insert("epk".to_owned(), ephemeral(key.algorithm(), &public)?);
                let derived = concat_kdf(&shared, if way == Way::EcdhEs { ENC } else { name(way) });
                if way == Way::EcdhEs {
                    (derived, Vec::new())
                } else {
                    wrapped(&derived)?
                }
            }
        };
        let protected = URL_SAFE_NO_PAD.encode(Value::Object(header).to_string());
        let nonce: [u8; NONCE] = random::bytes()?;
        let mut text = content.to_vec();
        let tag = cipher(&content_key)?
            .seal_in_place_separate_tag(
                aead::Nonce::assume_unique_for_key(nonce),
                aead::Aad::from(protected.as_bytes()),
                &mut text,
            )
            .map_err(|_| {
                Error::new(
                    ErrorKind::TooLarge,
                    "expected content that AES-GCM can take",
                )
            })?;
        let parts = [encrypted_key.as_slice(), &nonce, &text, tag.as_ref()]
            .map(|part| URL_SAFE_NO_PAD.encode(part));
        Ok(format!("{protected}.{}", parts.join(".")))
    }
}

/// What a JWE held.
pub struct JweContent {
    header: Header,
    content: Secret,
}

impl JweContent {
    /// The protected header. It was not encrypted, but nobody has changed it.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The content. It says nothing of who sent it: anybody who has the public key can encrypt. Put a JWS inside.
    pub fn content(&self) -> &Secret {
        &self.content
    }
}

impl fmt::Debug for JweContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JweContent")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

/// A JWE that was read.
#[derive(Clone)]
pub struct Jwe<'a> {
    protected: &'a str,
    header: Header,
    way: Way,
    encrypted_key: Vec<u8>,
    nonce: [u8; NONCE],
    text: Vec<u8>,
    tag: [u8; TAG],
}

impl<'a> Jwe<'a> {
    /// Longest JWE that is read: 64 MiB.
    pub const MAX_BYTES: usize = 64 << 20;

    /// Reads the compact form.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) (also for a nonce or tag of another length), [`TooLarge`](ErrorKind::TooLarge),
    /// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed) for other algorithms (`RSA1_5`, AES-CBC) and for compression,
    /// [`Unsupported`](ErrorKind::Unsupported) for a critical parameter.
    pub fn compact(text: &'a str) -> Result<Self, Error> {
        if text.len() > Self::MAX_BYTES {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected a JWE within the limit of bytes",
            ));
        }
        let parts: Vec<&str> = text.splitn(6, '.').collect();
        let &[protected, encrypted_key, nonce, content, tag] = parts.as_slice() else {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected five parts between four dots",
            ));
        };
        let header = Header::decode(protected)?;
        let refused = |what, part| Error::new(ErrorKind::AlgorithmNotAllowed, what).in_part(part);
        let alg = header.text("alg")?;
        let way = WAYS
            .iter()
            .find(|(_, known)| Some(*known) == alg)
            .map(|(way, _)| *way);
        let way = way.ok_or_else(|| {
            refused(
                "expected RSA-OAEP-256, ECDH-ES, ECDH-ES+A256KW, A256KW or dir",
                "alg",
            )
        })?;
        if header.text("enc")? != Some(ENC) {
            return Err(refused("expected A256GCM", "enc"));
        }
        if header.get("zip").is_some() {
            return Err(refused("expected content that is not compressed", "zip"));
        }
        header.check_critical(&[])?;
        if header.get("b64").is_some() {
            return Err(Error::new(ErrorKind::Malformed, "expected no b64 in a JWE").in_part("b64"));
        }
        let length = |part| {
            Error::new(
                ErrorKind::Malformed,
                "expected 12 bytes of nonce and 16 of tag",
            )
            .in_part(part)
        };
        let encrypted_key = base64url(encrypted_key, "encrypted key")?;
        if matches!(way, Way::Dir | Way::EcdhEs) != encrypted_key.is_empty() {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected an encrypted key where alg has one",
            )
            .in_part("encrypted key"));
        }
        Ok(Self {
            protected,
            header,
            way,
            encrypted_key,
            nonce: base64url(nonce, "initialization vector")?
                .try_into()
                .map_err(|_| length("initialization vector"))?,
            text: base64url(content, "ciphertext")?,
            tag: base64url(tag, "authentication tag")?
                .try_into()
                .map_err(|_| length("authentication tag"))?,
        })
    }

    /// The header as the sender wrote it: to choose a key by, not to believe.
    pub fn unverified_header(&self) -> &Header {
        &self.header
    }

    /// Decrypts by the key that `kid` names, which the caller has found.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) when the key is not for `alg`; [`Decryption`](ErrorKind::Decryption), one error
    /// for every reason: a wrong key, content key, header, content or tag.
    pub fn decrypt(&self, key: &JweKey) -> Result<JweContent, Error> {
        if !key.fits(self.way) {
            return Err(Error::new(
                ErrorKind::KeyMismatch,
                format!("expected a key for {}", name(self.way)),
            )
            .in_part("alg"));
        }
        // A content key by chance stands in for one that cannot be recovered, so that the failure comes at the same place
        // (RFC 7516 section 11.5).
        let instead = Secret::random(CONTENT_KEY)?;
        let content_key = match self.content_key(key) {
            Ok(key) if key.len() == CONTENT_KEY => key,
            Err(error) if error.kind() == ErrorKind::Unavailable => return Err(error),
            _ => instead,
        };
        let mut text = Zeroizing::new(self.text.clone());
        text.extend_from_slice(&self.tag);
        let opened = cipher(&content_key)?
            .open_in_place(
                aead::Nonce::assume_unique_for_key(self.nonce),
                aead::Aad::from(self.protected.as_bytes()),
                &mut text,
            )
            .map(|content| content.len());
        let length = opened.map_err(|_| Error::new(ErrorKind::Decryption, ""))?;
        text.truncate(length);
        Ok(JweContent {
            header: self.header.clone(),
            content: Secret::from(text),
        })
    }

    fn content_key(&self, key: &JweKey) -> Result<Secret, Error> {
        match key {
            JweKey::Direct(key) => Ok(key.key.clone()),
            JweKey::Wrapping(key) => unwrapped(&key.key, &self.encrypted_key),
            JweKey::Private(key) if self.way == Way::RsaOaep256 => key.recover(&self.encrypted_key),
            JweKey::Private(key) => {
                let shared = key.recover(&point(&self.header, key.algorithm())?)?;
                if self.way == Way::EcdhEs {
                    return concat_kdf_of(&shared, ENC, &self.header);
                }
                unwrapped(
                    &concat_kdf_of(&shared, name(self.way), &self.header)?,
                    &self.encrypted_key,
                )
            }
        }
    }
}

impl fmt::Debug for Jwe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwe")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

fn cipher(key: &Secret) -> Result<aead::LessSafeKey, Error> {
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, key.expose());
    Ok(aead::LessSafeKey::new(
        key.map_err(|_| Error::new(ErrorKind::Decryption, ""))?,
    ))
}

/// A fresh content key, and its form wrapped by AES key wrap (RFC 3394).
fn wrapped(by: &Secret) -> Result<(Secret, Vec<u8>), Error> {
    let content_key = Secret::random(CONTENT_KEY)?;
    let wrap = || {
        let mut out = vec![0; CONTENT_KEY.saturating_add(8)];
        let length = AesKek::new(&AES_256, by.expose())
            .ok()?
            .wrap(content_key.expose(), &mut out)
            .ok()?
            .len();
        out.truncate(length);
        Some(out)
    };
    let out = wrap()
        .ok_or_else(|| Error::new(ErrorKind::Unavailable, "the content key cannot be wrapped"))?;
    Ok((content_key, out))
}

fn unwrapped(by: &Secret, wrapped: &[u8]) -> Result<Secret, Error> {
    let unwrap = || {
        let mut out = Zeroizing::new(vec![0; wrapped.len()]);
        let length = AesKek::new(&AES_256, by.expose())
            .ok()?
            .unwrap(wrapped, &mut out)
            .ok()?
            .len();
        out.truncate(length);
        Some(Secret::from(out))
    };
    // 40 bytes and nothing else: longer ones are no content key.
    let out = if wrapped.len() == CONTENT_KEY.saturating_add(8) {
        unwrap()
    } else {
        None
    };
    out.ok_or_else(|| Error::new(ErrorKind::Decryption, ""))
}

/// The ephemeral public key as a JWK.
fn ephemeral(algorithm: KeyWrap, public: &[u8]) -> Result<Value, Error> {
    let curve = CURVES
        .iter()
        .find(|(known, _)| *known == algorithm)
        .map(|(_, name)| *name);
    let length = coordinate(algorithm);
    let encode = |bytes: Option<&[u8]>| URL_SAFE_NO_PAD.encode(bytes.unwrap_or_default());
    match (curve, length) {
        (Some(curve), Some(_)) if algorithm == KeyWrap::X25519 => {
            Ok(json!({ "kty": "OKP", "crv": curve, "x": encode(Some(public)) }))
        }
        (Some(curve), Some(length)) => {
            let (x, y) = (
                public.get(1..=length),
                public.get(length.saturating_add(1)..),
            );
            Ok(json!({ "kty": "EC", "crv": curve, "x": encode(x), "y": encode(y) }))
        }
        _ => Err(Error::new(ErrorKind::KeyMismatch, "expected an ECDH key")),
    }
}

/// The point of `epk`, which must be public (RFC 7518 section 4.6.1.1) and on the curve of the key that it meets: else it could ask for bits
/// of the key.
fn point(header: &Header, algorithm: KeyWrap) -> Result<Vec<u8>, Error> {
    let bad = || Error::new(ErrorKind::Decryption, "");
    let key = header
        .get("epk")
        .and_then(Value::as_object)
        .ok_or_else(bad)?;
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let curve = CURVES
        .iter()
        .find(|(known, _)| *known == algorithm)
        .map(|(_, name)| *name);
    let kind = if algorithm == KeyWrap::X25519 {
        "OKP"
    } else {
        "EC"
    };
    if text("kty") != Some(kind) || text("crv") != curve || key.contains_key("d") {
        return Err(bad());
    }
    let number = |name| base64url(text(name).unwrap_or_default(), "epk").map_err(|_| bad());
    if algorithm == KeyWrap::X25519 {
        return number("x");
    }
    let (x, y) = (number("x")?, number("y")?);
    if Some(x.len()) != coordinate(algorithm) || x.len() != y.len() {
        return Err(bad());
    }
    Ok([&[4], x.as_slice(), &y].concat())
}

/// The key of 256 bits that ECDH-ES derives, RFC 7518 section 4.6.2, without party information.
fn concat_kdf(shared: &Secret, algorithm: &str) -> Secret {
    derive(shared, algorithm, &[], &[])
}

/// The same with the party information of a header.
fn concat_kdf_of(shared: &Secret, algorithm: &str, header: &Header) -> Result<Secret, Error> {
    let party = |name: &'static str| match header.text(name)? {
        Some(text) => base64url(text, name),
        None => Ok(Vec::new()),
    };
    Ok(derive(shared, algorithm, &party("apu")?, &party("apv")?))
}

fn derive(shared: &Secret, algorithm: &str, apu: &[u8], apv: &[u8]) -> Secret {
    let parts = [algorithm.as_bytes(), apu, apv];
    // Room for all of it: a vector that grows would leave the shared secret behind.
    let length = parts.iter().fold(shared.len(), |length, part| {
        length.saturating_add(part.len())
    });
    let mut input = Zeroizing::new(Vec::with_capacity(length.saturating_add(5 * 4)));
    input.extend(1_u32.to_be_bytes());
    input.extend_from_slice(shared.expose());
    for part in parts {
        input.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        input.extend_from_slice(part);
    }
    input.extend(256_u32.to_be_bytes());
    Secret::new(Digest::Sha256.of(&input))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// RFC 7518 section 4.6.1.1. From outside such a header fails by the tag as well, so the step is tested alone.
    #[test]
    fn an_ephemeral_key_of_another_type_or_with_its_private_half_is_refused() {
        let read = |members: &str| {
            let zeros = URL_SAFE_NO_PAD.encode([0; 32]);
            let text = format!(r#"{{"epk":{{{members},"x":"{zeros}","y":"{zeros}"}}}}"#);
            let header = Header::decode(&URL_SAFE_NO_PAD.encode(text)).unwrap();
            [KeyWrap::EcdhP256, KeyWrap::X25519].map(|wrap| point(&header, wrap).is_ok())
        };
        assert_eq!(read(r#""kty":"EC","crv":"P-256""#), [true, false]);
        assert_eq!(read(r#""kty":"OKP","crv":"X25519""#), [false, true]);
        for members in [
            r#""kty":"OKP","crv":"P-256""#,
            r#""kty":"EC","crv":"X25519""#,
            r#""crv":"P-256""#,
            r#""crv":"X25519""#,
            r#""kty":"EC","crv":"P-256","d":"AAAA""#,
            r#""kty":"OKP","crv":"X25519","d":"AAAA""#,
        ] {
            assert_eq!(read(members), [false, false], "{members}");
        }
    }
}

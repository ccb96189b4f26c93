//! JSON Web Keys, RFC 7517, RFC 7518 section 6, RFC 8037.

use core::fmt;
#[cfg(feature = "jwe")]
use std::sync::Arc;

use ring::rsa::{KeyPair, KeyPairComponents, PublicKeyComponents};
use serde_json::{Map, Value};
use zeroize::{Zeroize as _, Zeroizing};

use super::header::{algorithm_of, base64url};
use super::json::object;
#[cfg(feature = "jwe")]
use super::jwe::{JweKey, SharedKey};
use crate::keys::{
    Algorithm, HmacKey, KeyId, MacAlgorithm, PublicKey, SignatureAlgorithm, SigningKey,
};
#[cfg(feature = "jwe")]
use crate::keys::{DecryptionKey, EncryptionKey, KeyWrap};
use crate::{Error, ErrorKind, Secret};

/// One JSON Web Key. Its secret members are wiped when it is dropped, and masked in `Debug`.
pub struct Jwk(Map<String, Value>);

impl Jwk {
    /// Most bytes of a key or key set: 256 KiB.
    pub const MAX_BYTES: usize = 256 << 10;
    /// Most keys of a set: 256.
    pub const MAX_KEYS: usize = 256;

    /// Reads one key.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed), [`TooLarge`](ErrorKind::TooLarge).
    pub fn parse(json: &[u8]) -> Result<Self, Error> {
        check(json)?;
        let key = Self(object(json, "JWK")?);
        key.text("kty")?.ok_or_else(|| {
            Error::new(ErrorKind::Malformed, "expected a key type").in_part("kty")
        })?;
        Ok(key)
    }

    /// Reads a key set (`keys`). Keys of kinds that nobody here knows stay in it.
    ///
    /// # Errors
    /// As [`Jwk::parse`].
    pub fn parse_set(json: &[u8]) -> Result<Vec<Self>, Error> {
        check(json)?;
        let bad = || Error::new(ErrorKind::Malformed, "expected a list of keys").in_part("keys");
        let mut set = object(json, "JWK set")?;
        let Some(Value::Array(keys)) = set.remove("keys") else {
            return Err(bad());
        };
        if keys.len() > Self::MAX_KEYS {
            return Err(Error::new(ErrorKind::TooLarge, "expected at most 256 keys"));
        }
        let key = |key| match key {
            Value::Object(map) => Ok(Self(map)),
            _ => Err(bad()),
        };
        keys.into_iter().map(key).collect()
    }

    /// `kid`, if it is text.
    pub fn key_id(&self) -> Option<&str> {
        self.0.get("kid").and_then(Value::as_str)
    }

    /// `kty`: `EC`, `RSA`, `OKP`, `oct`.
    pub fn key_type(&self) -> Option<&str> {
        self.0.get("kty").and_then(Value::as_str)
    }

    /// The signature or MAC algorithm of `alg`, if it names one of this crate.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.0
            .get("alg")
            .and_then(Value::as_str)
            .and_then(algorithm_of)
    }

    /// Its SHA-256 thumbprint, RFC 7638 and RFC 8037 section 2: the same for the private key as for its public half, and whatever
    /// `kid`, `use` or `alg` say.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for a shared key, whose thumbprint would let others try keys, and for unknown types;
    /// [`NotFound`](ErrorKind::NotFound), [`Malformed`](ErrorKind::Malformed) for its members.
    pub fn thumbprint(&self) -> Result<[u8; 32], Error> {
        let members: &[&'static str] = match self.text("kty")? {
            Some("EC") => &["crv", "kty", "x", "y"],
            Some("OKP") => &["crv", "kty", "x"],
            Some("RSA") => &["e", "kty", "n"],
            _ => {
                let what = "expected EC, OKP or RSA";
                return Err(Error::new(ErrorKind::KeyMismatch, what).in_part("kty"));
            }
        };
        let mut public = Map::new();
        for name in members {
            if !matches!(*name, "crv" | "kty") {
                // Only what a key can be made of: base64url, which has one form.
                self.bytes(name)?;
            }
            let value = self.text(name)?.ok_or_else(|| {
                Error::new(ErrorKind::NotFound, "expected this member").in_part(*name)
            })?;
            public.insert((*name).to_owned(), value.into());
        }
        let text = Value::Object(public).to_string();
        let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
        let bytes = digest.as_ref().try_into();
        bytes.map_err(|_| Error::new(ErrorKind::Unavailable, "SHA-256 has 32 bytes"))
    }

    /// A public key to verify with, bound to `algorithm`.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) when `kty`, `crv` or `alg` say otherwise;
    /// [`KeyNotUsable`](ErrorKind::KeyNotUsable) when `use` or `key_ops` do.
    pub fn to_public_key(&self, algorithm: SignatureAlgorithm) -> Result<PublicKey, Error> {
        self.check_use("sig", "verify")?;
        self.check_algorithm(Algorithm::Signature(algorithm))?;
        let id = self.id()?;
        if algorithm.is_rsa() {
            self.expect("kty", "RSA")?;
            return PublicKey::from_rsa_components(
                id,
                algorithm,
                &self.bytes("n")?,
                &self.bytes("e")?,
            );
        }
        PublicKey::from_point(id, algorithm, &self.point(algorithm)?)
    }

    /// A private key to sign with, bound to `algorithm`.
    ///
    /// # Errors
    /// As [`Jwk::to_public_key`]; [`NotFound`](ErrorKind::NotFound) when the key is public.
    pub fn to_signing_key(&self, algorithm: SignatureAlgorithm) -> Result<SigningKey, Error> {
        self.check_use("sig", "sign")?;
        self.check_algorithm(Algorithm::Signature(algorithm))?;
        let id = self.id()?;
        if algorithm.is_rsa() {
            return self.rsa(id, algorithm);
        }
        let point = self.point(algorithm)?;
        SigningKey::from_private_and_public(id, algorithm, &self.bytes("d")?, &point)
    }

    /// A shared key, bound to `algorithm`; as long as its digest at least (RFC 7518 section 3.2).
    ///
    /// # Errors
    /// As [`Jwk::to_public_key`].
    pub fn to_mac_key(&self, algorithm: MacAlgorithm) -> Result<HmacKey, Error> {
        self.check_use("sig", "verify")?;
        self.check_algorithm(Algorithm::Mac(algorithm))?;
        let secret = self.to_secret()?;
        if secret.len() < algorithm.length() {
            return Err(Error::new(
                ErrorKind::KeyNotUsable,
                "expected a key as long as its digest",
            )
            .in_part("k"));
        }
        HmacKey::new(self.id()?, algorithm, &secret)
    }

    /// The bytes of a symmetric key (`oct`).
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for another type.
    pub fn to_secret(&self) -> Result<Secret, Error> {
        self.expect("kty", "oct")?;
        Ok(Secret::from(self.bytes("k")?))
    }

    /// The public key of a receiver: `RSA`, or `EC` and `OKP` by their curve. `alg`, if there is one, must name a way of JWE that fits.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for another type, curve or `alg`, [`KeyNotUsable`](ErrorKind::KeyNotUsable) when
    /// `use` or `key_ops` are for something else.
    #[cfg(feature = "jwe")]
    pub fn to_encryption_key(&self) -> Result<EncryptionKey, Error> {
        let wrap = self.key_wrap()?;
        self.check_use_any("enc", &Self::operations(wrap, ["wrapKey", "encrypt"]))?;
        match self.agreement_point(wrap)? {
            Some(point) => EncryptionKey::from_point(self.id()?, wrap, &point),
            None => EncryptionKey::from_rsa_components(
                self.id()?,
                wrap,
                &self.bytes("n")?,
                &self.bytes("e")?,
            ),
        }
    }

    /// The key that decrypts: a private one by its type and curve, or a shared one by its `alg` (`A256KW`, `dir` or `A256GCM`), which it
    /// must have.
    ///
    /// # Errors
    /// As [`Jwk::to_encryption_key`]; [`NotFound`](ErrorKind::NotFound) when the key is public.
    #[cfg(feature = "jwe")]
    pub fn to_jwe_key(&self) -> Result<JweKey, Error> {
        if self.text("kty")? == Some("oct") {
            return self.shared_jwe_key();
        }
        let wrap = self.key_wrap()?;
        self.check_use_any("enc", &Self::operations(wrap, ["unwrapKey", "decrypt"]))?;
        let id = self.id()?;
        let key = match self.agreement_point(wrap)? {
            None => {
                self.check_two_primes()?;
                let numbers = self.numbers()?;
                let numbers = numbers.each_ref().map(|number| number.as_slice());
                DecryptionKey::from_rsa_components(id, wrap, numbers)?
            }
            Some(point) => {
                let key = DecryptionKey::from_private(id.clone(), wrap, &self.bytes("d")?)?;
                if key.public_key()? != EncryptionKey::from_point(id, wrap, &point)? {
                    let what = "the public and the private half do not belong together";
                    return Err(Error::new(ErrorKind::KeyMismatch, what));
                }
                key
            }
        };
        Ok(JweKey::Private(Arc::new(key)))
    }

    #[cfg(feature = "jwe")]
    fn shared_jwe_key(&self) -> Result<JweKey, Error> {
        let (operations, wrapping): (&[&str], bool) = match self.text("alg")? {
            Some("A256KW") => (&["unwrapKey", "wrapKey"], true),
            Some("dir" | "A256GCM") => (&["decrypt", "encrypt"], false),
            _ => {
                let what = "expected A256KW, dir or A256GCM";
                return Err(Error::new(ErrorKind::KeyMismatch, what).in_part("alg"));
            }
        };
        self.check_use_any("enc", operations)?;
        let key = SharedKey::new(self.id()?, self.to_secret()?)?;
        Ok(if wrapping {
            JweKey::Wrapping(key)
        } else {
            JweKey::Direct(key)
        })
    }

    /// How content keys reach the holder of this key, by type and curve; `alg` must not say otherwise.
    #[cfg(feature = "jwe")]
    fn key_wrap(&self) -> Result<KeyWrap, Error> {
        let wrap = match (self.text("kty")?, self.text("crv")?) {
            (Some("RSA"), _) => Some(KeyWrap::RsaOaepSha256),
            (Some("EC"), Some("P-256")) => Some(KeyWrap::EcdhP256),
            (Some("EC"), Some("P-384")) => Some(KeyWrap::EcdhP384),
            (Some("EC"), Some("P-521")) => Some(KeyWrap::EcdhP521),
            (Some("OKP"), Some("X25519")) => Some(KeyWrap::X25519),
            _ => None,
        };
        let wrap = wrap.ok_or_else(|| {
            let what = "expected RSA, EC on P-256, P-384 or P-521, or OKP on X25519";
            Error::new(ErrorKind::KeyMismatch, what).in_part("kty")
        })?;
        let fits = match self.text("alg")? {
            None => true,
            Some("RSA-OAEP-256") => wrap == KeyWrap::RsaOaepSha256,
            Some("ECDH-ES" | "ECDH-ES+A256KW") => wrap != KeyWrap::RsaOaepSha256,
            Some(_) => false,
        };
        if !fits {
            let what = format!("expected an algorithm of JWE for {wrap}");
            return Err(Error::new(ErrorKind::KeyMismatch, what).in_part("alg"));
        }
        Ok(wrap)
    }

    /// The operations of `key_ops`, RFC 7517 section 4.3: those for RSA, or those of an agreement.
    #[cfg(feature = "jwe")]
    fn operations(wrap: KeyWrap, rsa: [&'static str; 2]) -> [&'static str; 2] {
        match wrap {
            KeyWrap::RsaOaepSha256 => rsa,
            _ => ["deriveKey", "deriveBits"],
        }
    }

    /// The point of a key that agrees on another; none for RSA.
    #[cfg(feature = "jwe")]
    fn agreement_point(&self, wrap: KeyWrap) -> Result<Option<Vec<u8>>, Error> {
        match (wrap, crate::keys::coordinate(wrap)) {
            (KeyWrap::X25519, _) => Ok(Some(self.bytes("x")?.to_vec())),
            (_, Some(length)) => self.curve_point(length).map(Some),
            (_, None) => Ok(None),
        }
    }

    fn id(&self) -> Result<KeyId, Error> {
        KeyId::parse(self.text("kid")?.unwrap_or("jwk"))
    }

    fn text(&self, name: &'static str) -> Result<Option<&str>, Error> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Error::new(ErrorKind::Malformed, "expected text").in_part(name)),
        }
    }

    pub(super) fn bytes(&self, name: &'static str) -> Result<Zeroizing<Vec<u8>>, Error> {
        let text = self
            .text(name)?
            .ok_or_else(|| Error::new(ErrorKind::NotFound, "expected this member").in_part(name))?;
        Ok(Zeroizing::new(base64url(text, name)?))
    }

    pub(super) fn expect(&self, name: &'static str, value: &'static str) -> Result<(), Error> {
        if self.text(name)? == Some(value) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::KeyMismatch, format!("expected {value}")).in_part(name))
    }

    fn check_algorithm(&self, algorithm: Algorithm) -> Result<(), Error> {
        match self.text("alg")? {
            Some(alg) if algorithm_of(alg) != Some(algorithm) => Err(Error::new(
                ErrorKind::KeyMismatch,
                format!("expected a key for {algorithm}"),
            )
            .in_part("alg")),
            _ => Ok(()),
        }
    }

    /// `use` and `key_ops`, RFC 7517 sections 4.2 and 4.3.
    fn check_use(&self, usage: &str, operation: &str) -> Result<(), Error> {
        self.check_use_any(usage, &[operation])
    }

    /// The same where several operations mean the use.
    fn check_use_any(&self, usage: &str, operations: &[&str]) -> Result<(), Error> {
        let not = |part| {
            Err(Error::new(ErrorKind::KeyNotUsable, "expected a key for this use").in_part(part))
        };
        if self.text("use")?.is_some_and(|known| known != usage) {
            return not("use");
        }
        match self.0.get("key_ops") {
            None => Ok(()),
            Some(Value::Array(list))
                if list
                    .iter()
                    .any(|known| operations.iter().any(|one| known == one)) =>
            {
                Ok(())
            }
            Some(_) => not("key_ops"),
        }
    }

    /// The public point of an ECDSA key, uncompressed, or the 32 bytes of an Ed25519 key.
    fn point(&self, algorithm: SignatureAlgorithm) -> Result<Vec<u8>, Error> {
        let curve = match algorithm {
            SignatureAlgorithm::EcdsaP384Sha384 => "P-384",
            SignatureAlgorithm::EcdsaP521Sha512 => "P-521",
            SignatureAlgorithm::Ed25519 => "Ed25519",
            _ => "P-256",
        };
        self.expect("crv", curve)?;
        let Some(length) = algorithm.ecdsa_coordinate() else {
            self.expect("kty", "OKP")?;
            return Ok(self.bytes("x")?.to_vec());
        };
        self.expect("kty", "EC")?;
        self.curve_point(length)
    }

    /// The uncompressed point of coordinates of this length.
    fn curve_point(&self, length: usize) -> Result<Vec<u8>, Error> {
        let (x, y) = (self.bytes("x")?, self.bytes("y")?);
        if x.len() != length || y.len() != length {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected coordinates as long as the curve's",
            )
            .in_part("x"));
        }
        Ok([&[4], x.as_slice(), y.as_slice()].concat())
    }

    fn check_two_primes(&self) -> Result<(), Error> {
        if self.0.contains_key("oth") {
            let what = "expected an RSA key of two primes";
            return Err(Error::new(ErrorKind::Unsupported, what).in_part("oth"));
        }
        Ok(())
    }

    /// The numbers of a private RSA key, RFC 7518 section 6.3, in the order of PKCS#1.
    fn numbers(&self) -> Result<[Zeroizing<Vec<u8>>; 8], Error> {
        Ok([
            self.bytes("n")?,
            self.bytes("e")?,
            self.bytes("d")?,
            self.bytes("p")?,
            self.bytes("q")?,
            self.bytes("dp")?,
            self.bytes("dq")?,
            self.bytes("qi")?,
        ])
    }

    #[expect(
        clippy::many_single_char_names,
        reason = "RFC 7518 section 6.3 names the numbers so"
    )]
    fn rsa(&self, id: KeyId, algorithm: SignatureAlgorithm) -> Result<SigningKey, Error> {
        self.expect("kty", "RSA")?;
        self.check_two_primes()?;
        let [n, e, d, p, q, dp, dq, qi] = self.numbers()?;
        let components = KeyPairComponents {
            public_key: PublicKeyComponents {
                n: n.as_slice(),
                e: e.as_slice(),
            },
            d: d.as_slice(),
            p: p.as_slice(),
            q: q.as_slice(),
            dP: dp.as_slice(),
            dQ: dq.as_slice(),
            qInv: qi.as_slice(),
        };
        let pair = KeyPair::from_components(&components).map_err(|why| {
            Error::new(
                ErrorKind::KeyMismatch,
                format!("the private key is not one for this algorithm ({why})"),
            )
        })?;
        Ok(SigningKey::from_rsa(id, algorithm, pair))
    }
}

impl Drop for Jwk {
    fn drop(&mut self) {
        for value in self.0.values_mut() {
            if let Value::String(text) = value {
                text.zeroize();
            }
        }
    }
}

/// Type and id only.
impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwk")
            .field("kty", &self.key_type())
            .field("kid", &self.key_id())
            .finish_non_exhaustive()
    }
}

fn check(json: &[u8]) -> Result<(), Error> {
    if json.len() > Jwk::MAX_BYTES {
        return Err(Error::new(
            ErrorKind::TooLarge,
            "expected at most 256 KiB of keys",
        ));
    }
    Ok(())
}

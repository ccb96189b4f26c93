//! The header of a JWS or JWE.

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::json::object;
use crate::keys::{Algorithm, KeyHints, MacAlgorithm, SignatureAlgorithm};
use crate::{Error, ErrorKind};

/// Names of the algorithms, RFC 7518 section 3.1 and RFC 8037 section 3.1.
const ALGORITHMS: &[(Algorithm, &str)] = &[
    (Algorithm::Mac(MacAlgorithm::HmacSha256), "HS256"),
    (Algorithm::Mac(MacAlgorithm::HmacSha384), "HS384"),
    (Algorithm::Mac(MacAlgorithm::HmacSha512), "HS512"),
    (
        Algorithm::Signature(SignatureAlgorithm::EcdsaP256Sha256),
        "ES256",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::EcdsaP384Sha384),
        "ES384",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::EcdsaP521Sha512),
        "ES512",
    ),
    (Algorithm::Signature(SignatureAlgorithm::Ed25519), "EdDSA"),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha256),
        "RS256",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha384),
        "RS384",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha512),
        "RS512",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPssSha256),
        "PS256",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPssSha384),
        "PS384",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPssSha512),
        "PS512",
    ),
];

/// The `alg` of an algorithm.
pub(super) fn alg_of(algorithm: Algorithm) -> Option<&'static str> {
    ALGORITHMS
        .iter()
        .find(|(known, _)| *known == algorithm)
        .map(|(_, name)| *name)
}

/// The algorithm of an `alg`. There is no `none`.
pub(super) fn algorithm_of(alg: &str) -> Option<Algorithm> {
    ALGORITHMS
        .iter()
        .find(|(_, known)| *known == alg)
        .map(|(algorithm, _)| *algorithm)
}

/// A JOSE header: what a signer or encrypter says. Protected by the signature once that is verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Header(Map<String, Value>);

impl Header {
    /// Most bytes of a header before base64: 16 KiB. It may carry certificates.
    pub const MAX_BYTES: usize = 16 << 10;

    /// From the base64url form.
    pub(super) fn decode(text: &str) -> Result<Self, Error> {
        if text.len() > Self::MAX_BYTES.saturating_mul(2) {
            return Err(Error::new(ErrorKind::TooLarge, "expected at most 16 KiB")
                .in_part("protected header"));
        }
        let bytes = base64url(text, "protected header")?;
        if bytes.len() > Self::MAX_BYTES {
            return Err(Error::new(ErrorKind::TooLarge, "expected at most 16 KiB")
                .in_part("protected header"));
        }
        object(&bytes, "protected header").map(Self)
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Every parameter.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A parameter that must be text if it is there.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<&str>, Error> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Error::new(ErrorKind::Malformed, "expected text").in_part(name)),
        }
    }

    /// `kid`, if it is text.
    pub fn key_id(&self) -> Option<&str> {
        self.0.get("kid").and_then(Value::as_str)
    }

    /// `alg`, if it is text.
    pub fn algorithm(&self) -> Option<&str> {
        self.0.get("alg").and_then(Value::as_str)
    }

    /// What the header says about the key. `jwk`, `jku` and `x5u` are not among it: a key that a message brings, or an address
    /// that it names, is never used.
    pub(super) fn hints(&self) -> Result<KeyHints, Error> {
        let thumbprint = self.text("x5t#S256")?;
        let mut hints = KeyHints {
            key_id: self.text("kid")?.map(str::to_owned),
            certificate_sha256: thumbprint
                .map(|text| base64url(text, "x5t#S256"))
                .transpose()?,
            ..KeyHints::default()
        };
        let bad =
            || Error::new(ErrorKind::Malformed, "expected base64 certificates").in_part("x5c");
        for certificate in self.0.get("x5c").map_or(Ok([].as_slice()), |list| {
            list.as_array().map(Vec::as_slice).ok_or_else(bad)
        })? {
            if hints.certificates.len() >= KeyHints::MAX_CERTIFICATES {
                return Err(
                    Error::new(ErrorKind::TooLarge, "more certificates than the limit")
                        .in_part("x5c"),
                );
            }
            let text = certificate.as_str().ok_or_else(bad)?;
            hints
                .certificates
                .push(STANDARD.decode(text).map_err(|_| bad())?);
        }
        Ok(hints)
    }

    /// Checks `crit` (RFC 7515 section 4.1.11): not empty, no name twice, each in the header, none that the standards define for
    /// this header but `b64`, and each understood by the caller.
    pub(super) fn check_critical(&self, understood: &[String]) -> Result<Vec<&str>, Error> {
        let bad = |what: &'static str| Error::new(ErrorKind::Malformed, what).in_part("crit");
        let Some(list) = self.0.get("crit") else {
            return Ok(Vec::new());
        };
        let list = list.as_array().filter(|list| !list.is_empty());
        let list = list.ok_or_else(|| bad("expected a list of names, not empty"))?;
        let mut names: Vec<&str> = Vec::new();
        for name in list {
            let name = name
                .as_str()
                .ok_or_else(|| bad("expected a list of names"))?;
            if names.contains(&name) {
                return Err(bad("found a name twice"));
            }
            if !self.0.contains_key(name) {
                return Err(bad("expected names of parameters in the protected header"));
            }
            if DEFINED.contains(&name) {
                return Err(bad("found a name that is never critical"));
            }
            if name != "b64" && !understood.iter().any(|known| known == name) {
                return Err(Error::new(
                    ErrorKind::Unsupported,
                    "found a critical parameter that nobody here understands",
                )
                .in_part("crit"));
            }
            names.push(name);
        }
        Ok(names)
    }
}

/// What RFC 7515, RFC 7516 and RFC 7518 define themselves.
pub(super) const DEFINED: &[&str] = &[
    "alg", "enc", "zip", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty",
    "crit", "apu", "apv", "epk", "iv", "tag", "p2s", "p2c",
];

/// The names of its parameters: values may be personal.
impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Header")
            .field(&self.0.keys().collect::<Vec<_>>())
            .finish()
    }
}

/// Base64url without padding and without leftover bits, RFC 7515 section 2.
pub(super) fn base64url(text: &str, part: &'static str) -> Result<Vec<u8>, Error> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| {
        Error::new(ErrorKind::Malformed, "expected base64url without padding").in_part(part)
    })
}

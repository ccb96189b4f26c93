//! JWS: reading and verifying.

use core::fmt;
use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::header::{Header, algorithm_of, base64url};
use super::json::object;
use crate::keys::{Algorithm, KeyFinder, SignatureAlgorithm};
use crate::{Error, ErrorKind, Verified};

/// What is accepted of a JWS.
#[derive(Clone, Debug)]
pub struct JwsPolicy {
    algorithms: Vec<Algorithm>,
    understood: Vec<String>,
    types: Vec<String>,
    max_bytes: usize,
}

impl Default for JwsPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl JwsPolicy {
    /// Default of [`JwsPolicy::with_max_bytes`]: 16 MiB.
    pub const MAX_BYTES: usize = 16 << 20;

    /// Any signature algorithm of this crate but no MAC, no critical parameter but `b64`, any `typ`.
    pub fn new() -> Self {
        Self {
            algorithms: SignatureAlgorithm::ALL
                .into_iter()
                .map(Algorithm::Signature)
                .collect(),
            understood: Vec::new(),
            types: Vec::new(),
            max_bytes: Self::MAX_BYTES,
        }
    }

    /// These algorithms only.
    #[must_use]
    pub fn with_algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// The caller understands this critical parameter and checks its value, which [`JwsContent::header`] has.
    #[must_use]
    pub fn with_understood(mut self, name: impl Into<String>) -> Self {
        self.understood.push(name.into());
        self
    }

    /// `typ` must be there and be one of those named by this method, without regard to case and to `application/`
    /// (RFC 7515 section 4.1.9): a token for one use is then not taken for another.
    #[must_use]
    pub fn with_type(mut self, typ: impl Into<String>) -> Self {
        self.types.push(typ.into());
        self
    }

    /// Most bytes of a JWS, or of its detached payload.
    #[must_use]
    pub fn with_max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }
}

/// A JWS that was read; nothing of it is proved yet.
#[derive(Clone)]
pub struct Jws<'a> {
    protected: Cow<'a, str>,
    header: Header,
    /// As it stands in the JWS; none when it is detached.
    payload: Option<Cow<'a, str>>,
    signature: Vec<u8>,
}

/// What a JWS proved.
#[derive(Clone, PartialEq, Eq)]
pub struct JwsContent<'p> {
    header: Header,
    payload: Cow<'p, [u8]>,
}

impl JwsContent<'_> {
    /// The protected header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The payload.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }
}

/// The header only: the payload may be personal.
impl fmt::Debug for JwsContent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwsContent")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Jws<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jws")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

impl<'a> Jws<'a> {
    /// Longest JWS that is read at all: 64 MiB. [`JwsPolicy::with_max_bytes`] sets what is accepted.
    pub const MAX_BYTES: usize = 64 << 20;

    /// Reads the compact form, RFC 7515 section 7.1; without payload between the dots it is detached.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed), [`TooLarge`](ErrorKind::TooLarge).
    pub fn compact(text: &'a str) -> Result<Self, Error> {
        check_length(text.len(), Self::MAX_BYTES)?;
        let mut parts = text.split('.');
        let (Some(protected), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected three parts between two dots",
            ));
        };
        let payload = (!payload.is_empty()).then_some(Cow::Borrowed(payload));
        Self::new(Cow::Borrowed(protected), payload, signature)
    }

    /// Reads the flattened JSON form, RFC 7515 section 7.2.2. An unprotected `header` is refused: nothing vouches for it.
    ///
    /// # Errors
    /// As [`Jws::compact`].
    pub fn flattened(json: &[u8]) -> Result<Jws<'static>, Error> {
        check_length(json.len(), Self::MAX_BYTES)?;
        let map = object(json, "JWS")?;
        if map.contains_key("signatures") {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected the flattened form, found the general one",
            ));
        }
        Jws::from_json(&map, map.get("payload"))
    }

    /// Reads each signature of the general JSON form, RFC 7515 section 7.2.1; at most 8.
    ///
    /// # Errors
    /// As [`Jws::flattened`].
    pub fn general(json: &[u8]) -> Result<Vec<Jws<'static>>, Error> {
        check_length(json.len(), Self::MAX_BYTES)?;
        let map = object(json, "JWS")?;
        let list = map
            .get("signatures")
            .and_then(Value::as_array)
            .filter(|list| !list.is_empty());
        let list = list.ok_or_else(|| {
            Error::new(ErrorKind::Malformed, "expected a list, not empty").in_part("signatures")
        })?;
        if list.len() > 8 {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected at most 8 signatures",
            ));
        }
        let bad = || Error::new(ErrorKind::Malformed, "expected objects").in_part("signatures");
        list.iter()
            .map(|entry| Jws::from_json(entry.as_object().ok_or_else(bad)?, map.get("payload")))
            .collect()
    }

    fn from_json(
        entry: &serde_json::Map<String, Value>,
        payload: Option<&Value>,
    ) -> Result<Jws<'static>, Error> {
        let text = |value: Option<&Value>, part: &'static str| match value {
            Some(Value::String(text)) => Ok(text.clone()),
            _ => Err(Error::new(ErrorKind::Malformed, "expected text").in_part(part)),
        };
        if entry.contains_key("header") {
            return Err(
                Error::new(ErrorKind::NotCovered, "expected no unprotected header")
                    .in_part("header"),
            );
        }
        let payload = payload
            .map(|value| text(Some(value), "payload"))
            .transpose()?;
        let signature = text(entry.get("signature"), "signature")?;
        Jws::new(
            Cow::Owned(text(entry.get("protected"), "protected")?),
            payload.map(Cow::Owned),
            &signature,
        )
    }

    fn new(
        protected: Cow<'a, str>,
        payload: Option<Cow<'a, str>>,
        signature: &str,
    ) -> Result<Self, Error> {
        let header = Header::decode(&protected)?;
        let signature = base64url(signature, "signature")?;
        if signature.is_empty() {
            return Err(Error::new(ErrorKind::Malformed, "expected a signature"));
        }
        Ok(Self {
            protected,
            header,
            payload,
            signature,
        })
    }

    /// The header as the sender wrote it: to choose a policy by, not to believe.
    pub fn unverified_header(&self) -> &Header {
        &self.header
    }

    /// Whether the payload stands elsewhere.
    pub fn is_detached(&self) -> bool {
        self.payload.is_none()
    }

    /// Verifies a JWS that carries its payload. (An empty payload cannot be told from a detached one in the compact form:
    /// give it to [`Jws::verify_detached`].)
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) for a detached payload; else as [`Jws::verify_detached`].
    pub fn verify(
        &self,
        policy: &JwsPolicy,
        keys: &dyn KeyFinder,
    ) -> Result<Verified<JwsContent<'_>>, Error> {
        let Some(payload) = &self.payload else {
            return Err(Error::new(
                ErrorKind::NotFound,
                "expected a payload: this JWS is detached",
            ));
        };
        let (algorithm, encoded) = self.check(policy)?;
        check_length(payload.len(), policy.max_bytes)?;
        let input = [self.protected.as_bytes(), b".", payload.as_bytes()].concat();
        let by = keys.find(&self.header.hints()?, algorithm)?.verify(
            algorithm,
            &input,
            &self.signature,
        )?;
        let payload = if encoded {
            Cow::Owned(base64url(payload, "payload")?)
        } else {
            Cow::Borrowed(payload.as_bytes())
        };
        Ok(Verified::new(
            JwsContent {
                header: self.header.clone(),
                payload,
            },
            by,
        ))
    }

    /// Verifies a JWS whose payload stands elsewhere (RFC 7515 appendix F), encoded or not (`b64`, RFC 7797).
    ///
    /// # Errors
    /// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed), [`Unsupported`](ErrorKind::Unsupported) for a critical
    /// parameter that is not understood, [`Malformed`](ErrorKind::Malformed) when the JWS carries a payload too or has
    /// `b64` without saying so in `crit`, [`KeyMismatch`](ErrorKind::KeyMismatch),
    /// [`SignatureInvalid`](ErrorKind::SignatureInvalid), and what the finder says.
    pub fn verify_detached<'p>(
        &self,
        payload: &'p [u8],
        policy: &JwsPolicy,
        keys: &dyn KeyFinder,
    ) -> Result<Verified<JwsContent<'p>>, Error> {
        if self.payload.is_some() {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected no payload in a detached JWS",
            )
            .in_part("payload"));
        }
        let (algorithm, encoded) = self.check(policy)?;
        check_length(payload.len(), policy.max_bytes)?;
        let input = signing_input(&self.protected, payload, encoded);
        let by = keys.find(&self.header.hints()?, algorithm)?.verify(
            algorithm,
            &input,
            &self.signature,
        )?;
        let payload = Cow::Borrowed(payload);
        Ok(Verified::new(
            JwsContent {
                header: self.header.clone(),
                payload,
            },
            by,
        ))
    }

    /// The algorithm, and whether the payload is base64url.
    fn check(&self, policy: &JwsPolicy) -> Result<(Algorithm, bool), Error> {
        let refused = |what| Error::new(ErrorKind::AlgorithmNotAllowed, what).in_part("alg");
        let alg = self
            .header
            .text("alg")?
            .ok_or_else(|| refused("expected an algorithm"))?;
        let algorithm = algorithm_of(alg)
            .ok_or_else(|| refused("expected an algorithm of this crate; none is none"))?;
        if !policy.algorithms.contains(&algorithm) {
            return Err(refused("expected an algorithm that the policy allows"));
        }
        let critical = self.header.check_critical(&policy.understood)?;
        let encoded = match self.header.get("b64") {
            None => true,
            Some(Value::Bool(encoded)) if critical.contains(&"b64") => *encoded,
            Some(_) => {
                return Err(Error::new(
                    ErrorKind::Malformed,
                    "expected true or false, and the name in crit",
                )
                .in_part("b64"));
            }
        };
        if !policy.types.is_empty() {
            let short = |typ: &str| {
                typ.to_ascii_lowercase()
                    .trim_start_matches("application/")
                    .to_owned()
            };
            let typ = self.header.text("typ")?.map(short);
            if !policy.types.iter().any(|known| Some(short(known)) == typ) {
                return Err(Error::new(
                    ErrorKind::Untrusted,
                    "expected a type that the policy names",
                )
                .in_part("typ"));
            }
        }
        Ok((algorithm, encoded))
    }
}

/// What is signed, RFC 7515 section 5.1 and RFC 7797 section 3.
pub(super) fn signing_input(protected: &str, payload: &[u8], encoded: bool) -> Vec<u8> {
    if encoded {
        encoded_input(protected, payload).into_bytes()
    } else {
        [protected.as_bytes(), b".", payload].concat()
    }
}

/// The two first parts of a compact JWS, with room for the third.
pub(super) fn encoded_input(protected: &str, payload: &[u8]) -> String {
    // The signature of RSA-2048 and the dot before it.
    const ROOM: usize = 343;
    let encoded = payload.len().saturating_mul(4).div_ceil(3);
    let mut input = String::with_capacity(
        protected
            .len()
            .saturating_add(encoded)
            .saturating_add(ROOM + 1),
    );
    input.push_str(protected);
    input.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut input);
    input
}

fn check_length(length: usize, limit: usize) -> Result<(), Error> {
    if length > limit {
        return Err(Error::new(
            ErrorKind::TooLarge,
            "expected a JWS within the limit of bytes",
        ));
    }
    Ok(())
}

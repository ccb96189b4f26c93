//! JWS: signing.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::header::{DEFINED, alg_of};
use super::jws::{encoded_input, signing_input};
use crate::keys::{Algorithm, MacKey, Signer};
use crate::{Error, ErrorKind};

/// Signs payloads as JWS, with one key.
#[derive(Clone, Debug)]
pub struct JwsSigner<'k> {
    key: Key<'k>,
    header: Map<String, Value>,
    critical: Vec<String>,
    /// The protected header in base64url, with and without `b64=false`, once somebody signed.
    protected: [OnceLock<String>; 2],
}

#[derive(Clone, Copy, Debug)]
enum Key<'k> {
    Mac(&'k dyn MacKey),
    Private(&'k dyn Signer),
}

impl<'k> JwsSigner<'k> {
    /// With a private key; the header gets its `alg` and its id as `kid`.
    ///
    /// # Errors
    /// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed) for a key whose algorithm JOSE does not name.
    pub fn new(key: &'k dyn Signer) -> Result<Self, Error> {
        Self::with(
            Key::Private(key),
            Algorithm::Signature(key.algorithm()),
            key.info().id().as_str(),
        )
    }

    /// With a shared key.
    ///
    /// # Errors
    /// As [`JwsSigner::new`].
    pub fn shared(key: &'k dyn MacKey) -> Result<Self, Error> {
        Self::with(
            Key::Mac(key),
            Algorithm::Mac(key.algorithm()),
            key.info().id().as_str(),
        )
    }

    fn with(key: Key<'k>, algorithm: Algorithm, id: &str) -> Result<Self, Error> {
        let alg = alg_of(algorithm).ok_or_else(|| {
            Error::new(
                ErrorKind::AlgorithmNotAllowed,
                format!("JOSE has no {algorithm}"),
            )
        })?;
        let mut header = Map::new();
        header.insert("alg".to_owned(), json!(alg));
        header.insert("kid".to_owned(), json!(id));
        Ok(Self {
            key,
            header,
            critical: Vec::new(),
            protected: Default::default(),
        })
    }

    /// Another `kid`, or none.
    #[must_use]
    pub fn with_key_id(mut self, id: Option<&str>) -> Self {
        self.protected = Default::default();
        match id {
            Some(id) => self.header.insert("kid".to_owned(), json!(id)),
            None => self.header.remove("kid"),
        };
        self
    }

    /// A parameter of the protected header: `typ`, `cty`, `iat`. `alg`, `kid`, `crit` and `b64` have their own ways.
    ///
    /// # Errors
    /// [`Conflict`](ErrorKind::Conflict) for one of these four.
    pub fn with_parameter(mut self, name: &str, value: impl Into<Value>) -> Result<Self, Error> {
        if ["alg", "kid", "crit", "b64"].contains(&name) {
            return Err(Error::new(
                ErrorKind::Conflict,
                "expected a parameter that is not set elsewhere",
            )
            .in_part(name.to_owned()));
        }
        self.header.insert(name.to_owned(), value.into());
        self.protected = Default::default();
        Ok(self)
    }

    /// A parameter that the receiver must understand: it is named in `crit` (Open Banking `http://openbanking.org.uk/iat`,
    /// `sigT` and `sigD` of the Berlin Group).
    ///
    /// # Errors
    /// As [`JwsSigner::with_parameter`]; also for a name that RFC 7515 or RFC 7518 defines: it is never critical, and receivers refuse it.
    pub fn with_critical(mut self, name: &str, value: impl Into<Value>) -> Result<Self, Error> {
        if DEFINED.contains(&name) {
            return Err(Error::new(
                ErrorKind::Conflict,
                "expected a parameter that the standards do not define",
            )
            .in_part(name.to_owned()));
        }
        self = self.with_parameter(name, value)?;
        if !self.critical.iter().any(|known| known == name) {
            self.critical.push(name.to_owned());
        }
        Ok(self)
    }

    /// The certificates of the key, its own first (DER), as `x5c`.
    #[must_use]
    pub fn with_certificates<'c>(
        mut self,
        certificates: impl IntoIterator<Item = &'c [u8]>,
    ) -> Self {
        let list: Vec<_> = certificates
            .into_iter()
            .map(|der| Value::from(STANDARD.encode(der)))
            .collect();
        self.header.insert("x5c".to_owned(), Value::Array(list));
        self.protected = Default::default();
        self
    }

    /// The compact form with its payload.
    ///
    /// # Errors
    /// What the key says.
    pub fn compact(&self, payload: &[u8]) -> Result<String, Error> {
        // What is signed is the JWS without its last part.
        let mut jws = encoded_input(self.protected(true), payload);
        let signature = self.sign(jws.as_bytes())?;
        jws.push('.');
        jws.push_str(&signature);
        Ok(jws)
    }

    /// The compact form without its payload, which is signed encoded.
    ///
    /// # Errors
    /// What the key says.
    pub fn detached(&self, payload: &[u8]) -> Result<String, Error> {
        let protected = self.protected(true);
        let signature = self.sign(encoded_input(protected, payload).as_bytes())?;
        Ok([protected, "..", &signature].concat())
    }

    /// The compact form without its payload, which is signed as it is (`b64=false`, RFC 7797): PSD2 and Open Banking.
    ///
    /// # Errors
    /// What the key says.
    pub fn detached_unencoded(&self, payload: &[u8]) -> Result<String, Error> {
        let protected = self.protected(false);
        let signature = self.sign(&signing_input(protected, payload, false))?;
        Ok([protected, "..", &signature].concat())
    }

    /// The flattened JSON form with its payload.
    ///
    /// # Errors
    /// What the key says.
    pub fn flattened(&self, payload: &[u8]) -> Result<String, Error> {
        let protected = self.protected(true);
        let signature = self.sign(encoded_input(protected, payload).as_bytes())?;
        let payload = URL_SAFE_NO_PAD.encode(payload);
        Ok(
            json!({ "payload": payload, "protected": protected, "signature": signature })
                .to_string(),
        )
    }

    fn sign(&self, input: &[u8]) -> Result<String, Error> {
        let signature = match self.key {
            Key::Private(key) => key.sign(input)?,
            Key::Mac(key) => key.mac(input)?,
        };
        Ok(URL_SAFE_NO_PAD.encode(signature))
    }

    fn protected(&self, encoded: bool) -> &str {
        let [plain, unencoded] = &self.protected;
        let protected = if encoded { plain } else { unencoded };
        protected.get_or_init(|| self.encode_header(encoded))
    }

    fn encode_header(&self, encoded: bool) -> String {
        let mut header = self.header.clone();
        let mut critical = self.critical.clone();
        if !encoded {
            header.insert("b64".to_owned(), json!(false));
            critical.insert(0, "b64".to_owned());
        }
        if !critical.is_empty() {
            header.insert("crit".to_owned(), json!(critical));
        }
        URL_SAFE_NO_PAD.encode(Value::Object(header).to_string())
    }
}

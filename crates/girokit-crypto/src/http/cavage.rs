//! The older form of HTTP signatures, draft-cavage-http-signatures-12, as the Berlin Group's NextGenPSD2 uses it.

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};

use super::component::Message;
use super::digest::check_legacy_digest;
use crate::keys::{
    Algorithm, FoundKey, KeyFinder, KeyHints, MacAlgorithm, SignatureAlgorithm, Signer,
};
use crate::{Error, ErrorKind, Verified};

/// What a name of an algorithm may stand for. `hs2019` leaves it to the key.
fn algorithms(name: Option<&str>) -> &'static [Algorithm] {
    const RSA: &[Algorithm] = &[Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha256)];
    const RSA_512: &[Algorithm] = &[Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha512)];
    const ECDSA: &[Algorithm] = &[Algorithm::Signature(SignatureAlgorithm::EcdsaP256Sha256)];
    const HMAC: &[Algorithm] = &[Algorithm::Mac(MacAlgorithm::HmacSha256)];
    const KEYS: &[Algorithm] = &[
        Algorithm::Signature(SignatureAlgorithm::RsaPssSha512),
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha256),
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha512),
        Algorithm::Signature(SignatureAlgorithm::EcdsaP256Sha256),
        Algorithm::Signature(SignatureAlgorithm::EcdsaP384Sha384),
        Algorithm::Signature(SignatureAlgorithm::Ed25519),
        Algorithm::Mac(MacAlgorithm::HmacSha256),
        Algorithm::Mac(MacAlgorithm::HmacSha512),
    ];
    match name {
        Some("rsa-sha256") => RSA,
        Some("rsa-sha512") => RSA_512,
        Some("ecdsa-sha256") => ECDSA,
        Some("hmac-sha256") => HMAC,
        Some("hs2019") | None => KEYS,
        Some(_) => &[],
    }
}

/// Signs a request in the older form: the value of `Signature`.
///
/// `key_id` is what the receiver finds the key by: for the Berlin Group `SN=...,CA=...` of the certificate, which itself goes
/// into `TPP-Signature-Certificate`. `headers` are the covered fields in order, with `(request-target)` where it belongs.
///
/// # Errors
/// [`NotCovered`](ErrorKind::NotCovered) for a field that the message has not,
/// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed) for a key that the draft does not name,
/// [`Malformed`](ErrorKind::Malformed) for a quotation mark or a control character in `key_id`, and what the key says.
pub fn sign_cavage(
    message: &Message<'_>,
    key: &dyn Signer,
    key_id: &str,
    headers: &[&str],
) -> Result<String, Error> {
    let name = match key.algorithm() {
        SignatureAlgorithm::RsaPkcs1Sha256 => "rsa-sha256",
        SignatureAlgorithm::RsaPkcs1Sha512 => "rsa-sha512",
        SignatureAlgorithm::EcdsaP256Sha256 => "ecdsa-sha256",
        SignatureAlgorithm::RsaPssSha512
        | SignatureAlgorithm::EcdsaP384Sha384
        | SignatureAlgorithm::Ed25519 => "hs2019",
        other => {
            return Err(Error::new(
                ErrorKind::AlgorithmNotAllowed,
                format!("draft-cavage has no {other}"),
            ));
        }
    };
    if key_id
        .bytes()
        .any(|byte| byte == b'"' || byte == b'\\' || byte.is_ascii_control())
        || headers.is_empty()
    {
        return Err(malformed(
            "expected a key id without quotation marks, and covered fields",
        ));
    }
    let headers: Vec<String> = headers
        .iter()
        .map(|header| header.to_ascii_lowercase())
        .collect();
    let signature = key.sign(base(message, &headers, None, None)?.as_bytes())?;
    let (headers, signature) = (headers.join(" "), STANDARD.encode(signature));
    Ok(format!(
        "keyId=\"{key_id}\",algorithm=\"{name}\",headers=\"{headers}\",signature=\"{signature}\""
    ))
}

/// What is accepted in the older form.
#[derive(Clone, Debug)]
pub struct CavagePolicy {
    now: DateTime<Utc>,
    required: Vec<String>,
    algorithms: Vec<Algorithm>,
    max_age: TimeDelta,
    max_skew: TimeDelta,
}

impl CavagePolicy {
    /// Requests of the last five minutes before `now` (a minute of skew) by their `date` or `(created)`, which must be covered,
    /// with `(request-target)`, and `digest` where there is a body; by any public-key algorithm.
    pub fn new(now: DateTime<Utc>) -> Self {
        let public = |algorithm: &Algorithm| !matches!(algorithm, Algorithm::Mac(_));
        Self {
            now,
            required: vec!["(request-target)".to_owned()],
            algorithms: algorithms(None).iter().copied().filter(public).collect(),
            max_age: TimeDelta::minutes(5),
            max_skew: TimeDelta::minutes(1),
        }
    }

    /// As the Berlin Group has it (NextGenPSD2 implementation guidelines 1.3, section 12.2): `digest`, `x-request-id` and
    /// `date` must be covered; there is no `(request-target)`, so that a signature may stand under another address: bind
    /// `x-request-id` to one use.
    pub fn berlin_group(now: DateTime<Utc>) -> Self {
        Self::new(now).with_required(["digest", "x-request-id", "date"])
    }

    /// These fields must be covered.
    #[must_use]
    pub fn with_required<'h>(mut self, headers: impl IntoIterator<Item = &'h str>) -> Self {
        self.required = headers.into_iter().map(str::to_ascii_lowercase).collect();
        self
    }

    /// These algorithms only.
    #[must_use]
    pub fn with_algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// Oldest request that is accepted, and how far its clock may be ahead.
    #[must_use]
    pub fn with_window(mut self, max_age: TimeDelta, max_skew: TimeDelta) -> Self {
        (self.max_age, self.max_skew) = (max_age, max_skew);
        self
    }
}

/// What a signature of the older form proved: the covered fields, in order, and the bytes that were signed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CavageContent {
    /// Names of the covered fields.
    pub headers: Vec<String>,
    /// The bytes that were signed: every covered field with its value.
    pub signing_string: String,
}

/// Without the values, which may be personal.
impl fmt::Debug for CavageContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CavageContent")
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// Verifies a request in the older form, with its body. `TPP-Signature-Certificate`, if it is there, reaches the finder as
/// a hint: it proves nothing before its chain was checked.
///
/// # Errors
/// [`NotFound`](ErrorKind::NotFound) without a signature, [`NotCovered`](ErrorKind::NotCovered),
/// [`Expired`](ErrorKind::Expired), [`NotYetValid`](ErrorKind::NotYetValid),
/// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed), [`SignatureInvalid`](ErrorKind::SignatureInvalid),
/// [`DigestMismatch`](ErrorKind::DigestMismatch), [`Malformed`](ErrorKind::Malformed), and what the finder says.
pub fn verify_cavage(
    message: &Message<'_>,
    body: &[u8],
    policy: &CavagePolicy,
    keys: &dyn KeyFinder,
) -> Result<Verified<CavageContent>, Error> {
    let text = message
        .field("signature")
        .ok_or_else(|| Error::new(ErrorKind::NotFound, "expected a Signature"))?;
    let parameters = parse(&text)?;
    let get = |name: &str| {
        parameters
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    };
    let required = |name: &'static str| {
        get(name).ok_or_else(|| malformed("expected keyId, headers and signature").in_part(name))
    };
    // The draft lets a signature without `headers` cover `date` alone, or nothing: that proves too little.
    let headers: Vec<String> = required("headers")?.split(' ').map(str::to_owned).collect();
    let covers = |name: &str| headers.iter().any(|header| header == name);
    let missing = |what: &'static str, name: &str| {
        Error::new(ErrorKind::NotCovered, what).in_part(name.to_owned())
    };
    for name in policy
        .required
        .iter()
        .filter(|name| *name != "digest" || !body.is_empty())
    {
        if !covers(name) {
            return Err(missing("expected this field to be covered", name));
        }
    }
    if !body.is_empty() && !covers("digest") {
        return Err(missing(
            "expected the digest of the body to be covered",
            "digest",
        ));
    }
    let seconds = |name: &str| {
        get(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| malformed("expected a time in seconds"))
            })
            .transpose()
    };
    let (created, expires): (Option<i64>, Option<i64>) = (seconds("created")?, seconds("expires")?);
    check_time(message, policy, &headers, created, expires)?;
    let base = base(message, &headers, created, expires)?;
    let key = find(message, policy, keys, required("keyId")?, get("algorithm"))?;
    let signature = STANDARD
        .decode(required("signature")?)
        .map_err(|_| malformed("expected base64").in_part("signature"))?;
    let by = key.verify(key.algorithm(), base.as_bytes(), &signature)?;
    if covers("digest") {
        check_legacy_digest(&message.field("digest").unwrap_or_default(), body)?;
    }
    let content = CavageContent {
        headers,
        signing_string: base,
    };
    Ok(Verified::new(content, by))
}

fn find(
    message: &Message<'_>,
    policy: &CavagePolicy,
    keys: &dyn KeyFinder,
    key_id: &str,
    algorithm: Option<&str>,
) -> Result<FoundKey, Error> {
    let mut hints = KeyHints {
        key_id: Some(key_id.to_owned()),
        ..KeyHints::default()
    };
    if let Some(certificate) = message.field("tpp-signature-certificate") {
        let text: String = certificate
            .replace("-----BEGIN CERTIFICATE-----", "")
            .replace("-----END CERTIFICATE-----", "");
        let text: String = text.split_ascii_whitespace().collect();
        let der = STANDARD.decode(text);
        hints.certificates.push(
            der.map_err(|_| malformed("expected base64").in_part("tpp-signature-certificate"))?,
        );
    }
    let mut last = Error::new(
        ErrorKind::AlgorithmNotAllowed,
        "expected an algorithm that the policy allows",
    )
    .in_part("algorithm");
    for allowed in algorithms(algorithm)
        .iter()
        .filter(|known| policy.algorithms.contains(known))
    {
        match keys.find(&hints, *allowed) {
            Ok(found) if found.algorithm() == *allowed => return Ok(found),
            Ok(_) => {}
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn check_time(
    message: &Message<'_>,
    policy: &CavagePolicy,
    headers: &[String],
    created: Option<i64>,
    expires: Option<i64>,
) -> Result<(), Error> {
    let covers = |name: &str| headers.iter().any(|header| header == name);
    let made = match created.filter(|_| covers("(created)")) {
        Some(seconds) => DateTime::from_timestamp(seconds, 0),
        None if covers("date") => {
            let date = message.field("date").unwrap_or_default();
            DateTime::parse_from_rfc2822(&date)
                .ok()
                .map(|date| date.to_utc())
        }
        None => {
            return Err(Error::new(
                ErrorKind::NotCovered,
                "expected date or (created) to be covered",
            ));
        }
    };
    let made = made.ok_or_else(|| malformed("expected a time").in_part("date"))?;
    let age = policy.now.signed_duration_since(made);
    if age > policy.max_age || expires.is_some_and(|expires| expires <= policy.now.timestamp()) {
        return Err(Error::new(ErrorKind::Expired, "signed too long ago").in_part("date"));
    }
    if age < -policy.max_skew {
        return Err(Error::new(ErrorKind::NotYetValid, "signed in the future").in_part("date"));
    }
    Ok(())
}

/// The signing string, section 2.3.
fn base(
    message: &Message<'_>,
    headers: &[String],
    created: Option<i64>,
    expires: Option<i64>,
) -> Result<String, Error> {
    let mut lines = Vec::new();
    for (position, name) in headers.iter().enumerate() {
        if headers.iter().take(position).any(|known| known == name) {
            return Err(malformed("found a field twice").in_part("headers"));
        }
        let missing = || {
            Error::new(ErrorKind::NotCovered, "expected this field in the message")
                .in_part(name.clone())
        };
        let value = match name.as_str() {
            "(request-target)" => {
                let (method, target) = message.target().ok_or_else(missing)?;
                format!("{} {target}", method.as_str().to_ascii_lowercase())
            }
            "(created)" => created.ok_or_else(missing)?.to_string(),
            "(expires)" => expires.ok_or_else(missing)?.to_string(),
            name => message.field(name).ok_or_else(missing)?,
        };
        lines.push(format!("{name}: {value}"));
    }
    Ok(lines.join("\n"))
}

/// `name="value"` and `name=number`, separated by commas; each name once.
fn parse(text: &str) -> Result<Vec<(&str, &str)>, Error> {
    if text.len() > 16 << 10 {
        return Err(Error::new(ErrorKind::TooLarge, "expected at most 16 KiB").in_part("signature"));
    }
    let bad = || malformed("expected name=\"value\", separated by commas");
    let mut parameters: Vec<(&str, &str)> = Vec::new();
    let mut rest = text
        .trim()
        .strip_prefix("Signature ")
        .unwrap_or(text.trim());
    loop {
        let (name, after) = rest.split_once('=').ok_or_else(bad)?;
        let (value, after) = match after.strip_prefix('"') {
            Some(after) => after.split_once('"').ok_or_else(bad)?,
            None => after.find(',').map_or((after, ""), |at| after.split_at(at)),
        };
        let name = name.trim();
        if name.is_empty()
            || parameters.iter().any(|(known, _)| *known == name)
            || parameters.len() >= 16
        {
            return Err(bad());
        }
        parameters.push((name, value.trim()));
        let after = after.trim_start();
        if after.is_empty() {
            return Ok(parameters);
        }
        rest = after.strip_prefix(',').ok_or_else(bad)?;
    }
}

fn malformed(what: &'static str) -> Error {
    Error::new(ErrorKind::Malformed, what)
}

//! HTTP message signatures, RFC 9421.

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use sfv::{Dictionary, InnerList, ListEntry, Parser};

use super::component::{Component, Message, identifier, serialize};
use super::digest::check_content_digest;
use crate::keys::{
    Algorithm, FoundKey, KeyFinder, KeyHints, MacAlgorithm, MacKey, SignatureAlgorithm, Signer,
};
use crate::replay::ReplayStore;
use crate::{Error, ErrorKind, Verified};

/// Names of the algorithms, RFC 9421 section 6.2.2.
const ALGORITHMS: &[(Algorithm, &str)] = &[
    (Algorithm::Mac(MacAlgorithm::HmacSha256), "hmac-sha256"),
    (
        Algorithm::Signature(SignatureAlgorithm::EcdsaP256Sha256),
        "ecdsa-p256-sha256",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::EcdsaP384Sha384),
        "ecdsa-p384-sha384",
    ),
    (Algorithm::Signature(SignatureAlgorithm::Ed25519), "ed25519"),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha256),
        "rsa-v1_5-sha256",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPssSha512),
        "rsa-pss-sha512",
    ),
];

/// Most components that a signature may cover.
const MAX_COMPONENTS: usize = 64;

/// What a signature says about itself: the parameters of `@signature-params`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignatureParameters {
    /// `created`, to the second.
    pub created: Option<DateTime<Utc>>,
    /// `expires`, to the second.
    pub expires: Option<DateTime<Utc>>,
    /// `nonce`.
    pub nonce: Option<String>,
    /// `keyid`.
    pub key_id: Option<String>,
    /// `tag`: which use the signature is for.
    pub tag: Option<String>,
    /// `alg`.
    pub algorithm: Option<String>,
}

/// Signs messages.
#[derive(Clone, Debug)]
pub struct HttpSigner<'k> {
    key: Key<'k>,
    components: Vec<Component>,
    parameters: SignatureParameters,
}

#[derive(Clone, Copy, Debug)]
enum Key<'k> {
    Mac(&'k dyn MacKey),
    Private(&'k dyn Signer),
}

impl<'k> HttpSigner<'k> {
    /// With a private key, covering these components.
    pub fn new(key: &'k dyn Signer, components: impl IntoIterator<Item = Component>) -> Self {
        let id = key.info().id().to_string();
        Self::with(Key::Private(key), components, id)
    }

    /// With a shared key, covering these components.
    pub fn shared(key: &'k dyn MacKey, components: impl IntoIterator<Item = Component>) -> Self {
        let id = key.info().id().to_string();
        Self::with(Key::Mac(key), components, id)
    }

    fn with(key: Key<'k>, components: impl IntoIterator<Item = Component>, id: String) -> Self {
        let parameters = SignatureParameters {
            key_id: Some(id),
            ..SignatureParameters::default()
        };
        Self {
            key,
            components: components.into_iter().collect(),
            parameters,
        }
    }

    /// Made at `now`.
    #[must_use]
    pub fn created(mut self, now: DateTime<Utc>) -> Self {
        self.parameters.created = Some(now);
        self
    }

    /// Valid until then.
    #[must_use]
    pub fn expires(mut self, at: DateTime<Utc>) -> Self {
        self.parameters.expires = Some(at);
        self
    }

    /// With a nonce, which the receiver accepts once.
    #[must_use]
    pub fn with_nonce(mut self, nonce: impl Into<String>) -> Self {
        self.parameters.nonce = Some(nonce.into());
        self
    }

    /// For this use.
    #[must_use]
    pub fn with_tag(mut self, tag: impl Into<String>) -> Self {
        self.parameters.tag = Some(tag.into());
        self
    }

    /// With `alg` written out.
    #[must_use]
    pub fn with_algorithm_named(mut self) -> Self {
        self.parameters.algorithm = name_of(self.algorithm()).map(str::to_owned);
        self
    }

    fn algorithm(&self) -> Algorithm {
        match self.key {
            Key::Mac(key) => Algorithm::Mac(key.algorithm()),
            Key::Private(key) => Algorithm::Signature(key.algorithm()),
        }
    }

    /// The values of `Signature-Input` and `Signature` under `label`, a structured field key (`sig1`).
    ///
    /// # Errors
    /// [`NotCovered`](ErrorKind::NotCovered) for a component that the message has not,
    /// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed) for a key that RFC 9421 does not name,
    /// [`Malformed`](ErrorKind::Malformed) for a parameter that is not ASCII, and what the key says.
    pub fn sign(&self, message: &Message<'_>, label: &str) -> Result<(String, String), Error> {
        if name_of(self.algorithm()).is_none() {
            let what = format!("HTTP signatures have no {}", self.algorithm());
            return Err(Error::new(ErrorKind::AlgorithmNotAllowed, what));
        }
        if sfv::KeyRef::from_str(label).is_err() {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected a label: lower case letters, digits, '_', '-', '.', '*'",
            ));
        }
        let input = self.input()?;
        let base = base(message, &self.components, &self.identifiers(), &input)?;
        let signature = match self.key {
            Key::Mac(key) => key.mac(base.as_bytes())?,
            Key::Private(key) => key.sign(base.as_bytes())?,
        };
        Ok((
            format!("{label}={input}"),
            format!("{label}=:{}:", STANDARD.encode(signature)),
        ))
    }

    fn identifiers(&self) -> Vec<String> {
        self.components.iter().map(Component::to_string).collect()
    }

    fn input(&self) -> Result<String, Error> {
        let mut input = format!("({})", self.identifiers().join(" "));
        let parameters = &self.parameters;
        for (name, time) in [
            ("created", parameters.created),
            ("expires", parameters.expires),
        ] {
            if let Some(time) = time {
                input.extend([";", name, "=", &time.timestamp().to_string()]);
            }
        }
        let texts = [
            ("keyid", &parameters.key_id),
            ("nonce", &parameters.nonce),
            ("alg", &parameters.algorithm),
            ("tag", &parameters.tag),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                if !text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
                    return Err(
                        Error::new(ErrorKind::Malformed, "expected printable ASCII").in_part(name)
                    );
                }
                let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
                input.extend([";", name, "=\"", &escaped, "\""]);
            }
        }
        Ok(input)
    }
}

fn name_of(algorithm: Algorithm) -> Option<&'static str> {
    ALGORITHMS
        .iter()
        .find(|(known, _)| *known == algorithm)
        .map(|(_, name)| *name)
}

/// The signature base, RFC 9421 section 2.5.
/// Each component stands under its identifier.
fn base(
    message: &Message<'_>,
    components: &[Component],
    identifiers: &[String],
    input: &str,
) -> Result<String, Error> {
    let mut base = String::new();
    for (component, identifier) in components.iter().zip(identifiers) {
        let value = component.value(message)?;
        if value.contains(['\n', '\r']) {
            return Err(
                Error::new(ErrorKind::Malformed, "expected a value without line ends")
                    .in_part(component.to_string()),
            );
        }
        base.extend([identifier, ": ", &value, "\n"]);
    }
    base.extend(["\"@signature-params\": ", input]);
    Ok(base)
}

/// What is accepted.
#[derive(Clone, Debug)]
pub struct HttpPolicy<'r> {
    now: DateTime<Utc>,
    required: Vec<Component>,
    algorithms: Vec<Algorithm>,
    max_age: TimeDelta,
    max_skew: TimeDelta,
    replay: Option<&'r dyn ReplayStore>,
    tag: Option<String>,
    label: Option<String>,
}

impl<'r> HttpPolicy<'r> {
    /// Signatures made in the last five minutes before `now` (a minute of skew), by any public-key algorithm of RFC 9421, that
    /// cover `@method`, `@target-uri` and, when there is a body, `content-digest`.
    pub fn for_requests(now: DateTime<Utc>) -> Self {
        Self::covering(now, ["@method", "@target-uri"])
    }

    /// As [`HttpPolicy::for_requests`], for responses: they must cover `@status`.
    pub fn for_responses(now: DateTime<Utc>) -> Self {
        Self::covering(now, ["@status"])
    }

    fn covering<const N: usize>(now: DateTime<Utc>, names: [&str; N]) -> Self {
        Self {
            now,
            required: names
                .iter()
                .filter_map(|name| Component::new(name).ok())
                .collect(),
            algorithms: ALGORITHMS
                .iter()
                .map(|(algorithm, _)| *algorithm)
                .filter(|known| !matches!(known, Algorithm::Mac(_)))
                .collect(),
            max_age: TimeDelta::minutes(5),
            max_skew: TimeDelta::minutes(1),
            replay: None,
            tag: None,
            label: None,
        }
    }

    /// These components instead. `@authority` with `@path` and `@query` may stand for `@target-uri`.
    #[must_use]
    pub fn with_required(mut self, components: impl IntoIterator<Item = Component>) -> Self {
        self.required = components.into_iter().collect();
        self
    }

    /// These algorithms only.
    #[must_use]
    pub fn with_algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// Oldest signature that is accepted, and how far its clock may be ahead.
    #[must_use]
    pub fn with_window(mut self, max_age: TimeDelta, max_skew: TimeDelta) -> Self {
        (self.max_age, self.max_skew) = (max_age, max_skew);
        self
    }

    /// A nonce must be there, and this store must not know it.
    #[must_use]
    pub fn with_replay_store(mut self, store: &'r dyn ReplayStore) -> Self {
        self.replay = Some(store);
        self
    }

    /// The signature must be for this use.
    #[must_use]
    pub fn with_tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self
    }

    /// The signature of this label; without it the message must have one signature.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }
}

/// What an HTTP signature proved.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpContent {
    label: String,
    components: Vec<Component>,
    parameters: SignatureParameters,
    base: String,
    body: bool,
}

impl HttpContent {
    /// Label of the signature.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What it covers: nothing else of the message is proved.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// What it says about itself.
    pub fn parameters(&self) -> &SignatureParameters {
        &self.parameters
    }

    /// The bytes that were signed: every covered component with its value.
    pub fn signature_base(&self) -> &str {
        &self.base
    }

    /// Whether the body is covered, through `content-digest`.
    pub fn covers_body(&self) -> bool {
        self.body
    }
}

/// Without the values, which may be personal.
impl fmt::Debug for HttpContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpContent")
            .field("label", &self.label)
            .field("components", &self.components)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

/// Verifies one signature of a message with its body.
///
/// # Errors
/// [`NotFound`](ErrorKind::NotFound) without a signature, [`NotCovered`](ErrorKind::NotCovered) when a required component or
/// the digest of a body is not covered or a covered one is missing, [`Expired`](ErrorKind::Expired),
/// [`NotYetValid`](ErrorKind::NotYetValid), [`Replayed`](ErrorKind::Replayed),
/// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed), [`KeyMismatch`](ErrorKind::KeyMismatch),
/// [`SignatureInvalid`](ErrorKind::SignatureInvalid), [`DigestMismatch`](ErrorKind::DigestMismatch),
/// [`Malformed`](ErrorKind::Malformed), and what the finder says.
pub fn verify(
    message: &Message<'_>,
    body: &[u8],
    policy: &HttpPolicy<'_>,
    keys: &dyn KeyFinder,
) -> Result<Verified<HttpContent>, Error> {
    let (label, list, signature) = read(message, policy.label.as_deref())?;
    let mut components: Vec<Component> = Vec::new();
    for item in &list.items {
        let component = Component::from_item(item)?;
        if components.contains(&component) {
            return Err(malformed("found a component twice"));
        }
        components.push(component);
    }
    let parameters = parameters(&list)?;
    check_times(&parameters, policy)?;
    if policy.tag.is_some() && policy.tag != parameters.tag {
        return Err(
            Error::new(ErrorKind::Untrusted, "expected a signature for another use").in_part("tag"),
        );
    }
    check_required(policy, &components)?;
    let identifiers: Vec<String> = list.items.iter().map(identifier).collect();
    let input = serialize(&ListEntry::InnerList(list))
        .ok_or_else(|| malformed("expected a list of components"))?;
    let base = base(message, &components, &identifiers, &input)?;
    let key = find(&parameters, policy, keys)?;
    let by = key.verify(key.algorithm(), base.as_bytes(), &signature)?;
    let covered = components
        .iter()
        .any(|component| component.to_string() == "\"content-digest\"");
    if covered {
        let field = message.field("content-digest").unwrap_or_default();
        check_content_digest(&field, body)?;
    } else if !body.is_empty() {
        return Err(Error::new(
            ErrorKind::NotCovered,
            "expected the digest of the body to be covered",
        )
        .in_part("content-digest"));
    }
    if let Some(store) = policy.replay {
        let nonce = parameters.nonce.as_deref();
        let nonce = nonce
            .ok_or_else(|| Error::new(ErrorKind::Untrusted, "expected a nonce").in_part("nonce"))?;
        let until = policy
            .now
            .checked_add_signed(policy.max_age)
            .and_then(|at| at.checked_add_signed(policy.max_skew));
        store.remember(
            by.key().as_str(),
            nonce,
            until.unwrap_or(DateTime::<Utc>::MAX_UTC),
            policy.now,
        )?;
    }
    Ok(Verified::new(
        HttpContent {
            label,
            components,
            parameters,
            base,
            body: covered,
        },
        by,
    ))
}

/// Label, components with parameters, and signature.
fn read(message: &Message<'_>, label: Option<&str>) -> Result<(String, InnerList, Vec<u8>), Error> {
    let field = |name: &'static str| {
        let text = message.field(name);
        let text = text
            .ok_or_else(|| Error::new(ErrorKind::NotFound, "expected this field").in_part(name))?;
        if text.len() > 16 << 10 {
            return Err(Error::new(ErrorKind::TooLarge, "expected at most 16 KiB").in_part(name));
        }
        let parsed = Parser::new(&text).parse::<Dictionary>();
        let dictionary = parsed
            .map_err(|_| Error::new(ErrorKind::Malformed, "expected a dictionary").in_part(name))?;
        if dictionary.len() != labels(&text) {
            return Err(Error::new(ErrorKind::Malformed, "found a label twice").in_part(name));
        }
        Ok(dictionary)
    };
    let (inputs, signatures) = (field("signature-input")?, field("signature")?);
    let chosen = match label {
        Some(label) => inputs.get_key_value(label),
        None if inputs.len() == 1 => inputs.iter().next(),
        None => return Err(malformed("expected one signature, or a label to choose by")),
    };
    let (label, input) = chosen
        .ok_or_else(|| Error::new(ErrorKind::NotFound, "expected a signature of this label"))?;
    let ListEntry::InnerList(list) = input else {
        return Err(malformed("expected a list of components"));
    };
    if list.items.len() > MAX_COMPONENTS {
        return Err(
            Error::new(ErrorKind::TooLarge, "more components than the limit")
                .in_part("signature-input"),
        );
    }
    let signature = match signatures.get(label.as_str()) {
        Some(ListEntry::Item(item)) => item.bare_item.as_byte_sequence(),
        _ => None,
    };
    let signature = signature
        .ok_or_else(|| malformed("expected a byte sequence of the same label in Signature"))?;
    Ok((label.as_str().to_owned(), list.clone(), signature.to_vec()))
}

/// Members of a dictionary that is well-formed: commas outside of strings and inner lists, and one more.
fn labels(text: &str) -> usize {
    let (mut count, mut quoted, mut escaped, mut depth) = (1, false, false, 0_usize);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth = depth.saturating_add(1),
            b')' if !quoted => depth = depth.saturating_sub(1),
            b',' if !quoted && depth == 0 => count += 1,
            _ => {}
        }
    }
    count
}

fn malformed(what: &'static str) -> Error {
    Error::new(ErrorKind::Malformed, what).in_part("signature-input")
}

fn parameters(list: &InnerList) -> Result<SignatureParameters, Error> {
    let time = |name: &'static str| match list.params.get(name) {
        None => Ok(None),
        Some(value) => {
            let seconds = value.as_integer().map(i64::from);
            let time = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
            Ok(Some(
                time.ok_or_else(|| malformed("expected a time in seconds"))?,
            ))
        }
    };
    let text = |name: &'static str| match list.params.get(name) {
        None => Ok(None),
        Some(value) => {
            let text = value
                .as_string()
                .ok_or_else(|| malformed("expected a string"))?;
            Ok(Some(text.as_str().to_owned()))
        }
    };
    Ok(SignatureParameters {
        created: time("created")?,
        expires: time("expires")?,
        nonce: text("nonce")?,
        key_id: text("keyid")?,
        tag: text("tag")?,
        algorithm: text("alg")?,
    })
}

fn check_times(parameters: &SignatureParameters, policy: &HttpPolicy<'_>) -> Result<(), Error> {
    let error =
        |kind, what: &'static str, part: &'static str| Err(Error::new(kind, what).in_part(part));
    let Some(created) = parameters.created else {
        return error(
            ErrorKind::Untrusted,
            "expected the time of signing",
            "created",
        );
    };
    let age = policy.now.signed_duration_since(created);
    if age > policy.max_age {
        return error(ErrorKind::Expired, "signed too long ago", "created");
    }
    if age < -policy.max_skew {
        return error(ErrorKind::NotYetValid, "signed in the future", "created");
    }
    if parameters
        .expires
        .is_some_and(|expires| expires <= policy.now || expires < created)
    {
        return error(ErrorKind::Expired, "no longer valid", "expires");
    }
    Ok(())
}

fn check_required(policy: &HttpPolicy<'_>, components: &[Component]) -> Result<(), Error> {
    let covers = |name: &str| {
        components
            .iter()
            .any(|component| component.to_string() == format!("\"{name}\""))
    };
    for required in &policy.required {
        let target = required.to_string() == "\"@target-uri\"";
        let apart = target && covers("@authority") && covers("@path") && covers("@query");
        let whole = target && covers("@authority") && covers("@request-target");
        if !components.contains(required) && !apart && !whole {
            let what = "expected this component to be covered";
            return Err(Error::new(ErrorKind::NotCovered, what).in_part(required.to_string()));
        }
    }
    Ok(())
}

/// The key: its algorithm must be allowed, and be `alg` if that is there.
fn find(
    parameters: &SignatureParameters,
    policy: &HttpPolicy<'_>,
    keys: &dyn KeyFinder,
) -> Result<FoundKey, Error> {
    let refused = |what| Error::new(ErrorKind::AlgorithmNotAllowed, what).in_part("alg");
    let named = match parameters.algorithm.as_deref() {
        None => None,
        Some(name) => {
            let known = ALGORITHMS.iter().find(|(_, known)| *known == name);
            let (algorithm, _) =
                known.ok_or_else(|| refused("expected an algorithm of RFC 9421"))?;
            Some(*algorithm)
        }
    };
    let hints = KeyHints {
        key_id: parameters.key_id.clone(),
        ..KeyHints::default()
    };
    let mut last = refused("expected an algorithm that the policy allows");
    for algorithm in policy
        .algorithms
        .iter()
        .filter(|known| named.is_none_or(|named| named == **known))
    {
        match keys.find(&hints, *algorithm) {
            Ok(found) if found.algorithm() == *algorithm => return Ok(found),
            Ok(found) if named.is_some() => {
                let what = format!(
                    "expected a key for {algorithm}, found one for {}",
                    found.algorithm()
                );
                return Err(Error::new(ErrorKind::KeyMismatch, what).in_part("alg"));
            }
            Ok(_) => {}
            Err(error) => last = error,
        }
    }
    Err(last)
}

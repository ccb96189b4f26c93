//! JWS: compact, JSON, detached.

use girokit_crypto::jose::{Header, Jws, JwsPolicy, JwsSigner, Value};
use girokit_crypto::x509::Certificate;
use girokit_crypto::{Error, ErrorKind};

use super::cli::{SignArguments, SignForm};
use super::keys::Own;
use super::{Facts, Outcome, Proof, Task};

const FORMAT: &str = "jws";

/// Three parts of base64url between dots; the middle one may be empty or, unencoded, anything.
pub(super) fn is_compact(bytes: &[u8]) -> bool {
    let encoded = |part: &[u8]| {
        part.iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let mut parts = bytes.split(|byte| *byte == b'.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(payload), Some(signature), None) => {
            header.starts_with(b"ey") && [header, payload, signature].into_iter().all(encoded)
        }
        _ => false,
    }
}

pub(super) fn verify(task: &Task<'_>) -> Outcome {
    let trimmed = task.bytes.trim_ascii();
    let jws = if trimmed.starts_with(b"{") {
        from_json(trimmed)
    } else {
        core::str::from_utf8(trimmed)
            .map_err(|error| {
                let what = "expected three parts between dots";
                Error::new(ErrorKind::Malformed, what).at_offset(error.valid_up_to())
            })
            .and_then(Jws::compact)
    };
    let jws = match jws {
        Ok(jws) => jws,
        Err(error) => return Outcome::unreadable(FORMAT, error),
    };
    let mut claims = Facts::default();
    header(&mut claims, jws.unverified_header());
    Outcome {
        format: FORMAT,
        claims,
        proved: prove(task, &jws),
    }
}

/// The flattened form, or the general one with one signature.
fn from_json(json: &[u8]) -> Result<Jws<'static>, Error> {
    let flattened = Jws::flattened(json);
    match Jws::general(json) {
        Ok(list) if flattened.is_err() => {
            let mut list = list.into_iter();
            let several = || {
                let what = "expected one signature, found several";
                Error::new(ErrorKind::Unsupported, what).in_part("signatures")
            };
            list.next().filter(|_| list.len() == 0).ok_or_else(several)
        }
        _ => flattened,
    }
}

fn prove(task: &Task<'_>, jws: &Jws<'_>) -> Result<Proof, Error> {
    let mut policy = JwsPolicy::new().with_max_bytes(task.arguments.max_bytes);
    if let Some(algorithms) = task.trusted.algorithms(task.arguments) {
        policy = policy.with_algorithms(algorithms);
    }
    for name in &task.arguments.understood {
        policy = policy.with_understood(name);
    }
    let verified = match task.content {
        Some(content) => jws.verify_detached(content, &policy, task.trusted)?,
        None => jws.verify(&policy, task.trusted)?,
    };
    let mut facts = Facts::default();
    facts.signatory(verified.by());
    header(&mut facts, verified.content().header());
    let payload = verified.content().payload();
    let place = if jws.is_detached() {
        "beside it"
    } else {
        "in it"
    };
    facts.add("covers", format!("{} bytes {place}", payload.len()));
    Ok(Proof::new(facts, Some(payload.to_vec())))
}

fn header(facts: &mut Facts, header: &Header) {
    let shown = header
        .iter()
        .filter(|(name, _)| *name != "x5c")
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect::<serde_json::Map<_, _>>();
    facts.add("header", Value::Object(shown).to_string());
}

pub(super) fn sign(arguments: &SignArguments, own: &Own, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let file = &arguments.file;
    let failed = |error: Error| format!("{file}: {error}");
    let mut signer = JwsSigner::new(&own.key)
        .map_err(failed)?
        .with_key_id(arguments.key_id.as_deref());
    for (name, text) in &arguments.headers {
        signer = signer.with_parameter(name, parsed(text)).map_err(failed)?;
    }
    for (name, text) in &arguments.critical {
        signer = signer.with_critical(name, parsed(text)).map_err(failed)?;
    }
    if !own.certificates.is_empty() {
        signer = signer.with_certificates(own.certificates.iter().map(Certificate::as_der));
    }
    let mut text = match arguments.form {
        SignForm::JwsDetached => signer.detached(bytes),
        SignForm::JwsUnencoded => signer.detached_unencoded(bytes),
        SignForm::JwsJson => signer.flattened(bytes),
        _ => signer.compact(bytes),
    }
    .map_err(failed)?;
    text.push('\n');
    Ok(text.into_bytes())
}

/// JSON if it is, else text.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

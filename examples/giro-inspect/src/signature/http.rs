//! Captured HTTP messages: a head as it went over the line, an empty line, the body.

use girokit_crypto::chrono::{DateTime, TimeDelta, Utc};
use girokit_crypto::http::{
    CavagePolicy, Component, HttpPolicy, HttpSigner, Message, content_digest, legacy_digest,
    sign_cavage, verify_cavage,
};
use girokit_crypto::keys::Digest;
use girokit_crypto::{Error, ErrorKind};

use super::cli::{SignArguments, SignForm};
use super::keys::Own;
use super::{Facts, Outcome, Proof, Task};
use crate::input;

/// Most header fields of a message.
const FIELDS: usize = 256;
/// Label of the signature that is made.
const LABEL: &str = "sig1";

/// A message of the file.
struct Capture<'b> {
    head: Head,
    /// Where the empty line begins.
    end: usize,
    /// The line ending of the head.
    newline: &'static str,
    body: &'b [u8],
}

enum Head {
    Request(::http::request::Parts),
    Response(::http::response::Parts),
}

impl Head {
    fn message(&self) -> Message<'_> {
        match self {
            Self::Request(parts) => Message::request(parts),
            Self::Response(parts) => Message::response(parts),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.message().headers().contains_key(name)
    }
}

/// Whether it begins like a message.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let line = line.trim_ascii_end();
    line.starts_with(b"HTTP/1.") || line.ends_with(b" HTTP/1.1") || line.ends_with(b" HTTP/1.0")
}

fn malformed(what: &'static str) -> Error {
    Error::new(ErrorKind::Malformed, what).in_part("HTTP message")
}

fn read(bytes: &[u8]) -> Result<Capture<'_>, Error> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let bad = |_: httparse::Error| malformed("expected the head of a message of HTTP/1.1");
    let cut = || malformed("expected an empty line after the header fields");
    let (length, head) = if bytes.starts_with(b"HTTP/") {
        let mut response = httparse::Response::new(&mut fields);
        let length = match response.parse(bytes).map_err(bad)? {
            httparse::Status::Complete(length) => length,
            httparse::Status::Partial => return Err(cut()),
        };
        let status = response.code.unwrap_or_default();
        let mut builder = ::http::Response::builder().status(status);
        for field in response.headers.iter() {
            builder = builder.header(field.name, field.value);
        }
        let built = builder.body(());
        let (parts, ()) = built
            .map_err(|_| malformed("expected a status and header fields"))?
            .into_parts();
        (length, Head::Response(parts))
    } else {
        let mut request = httparse::Request::new(&mut fields);
        let length = match request.parse(bytes).map_err(bad)? {
            httparse::Status::Complete(length) => length,
            httparse::Status::Partial => return Err(cut()),
        };
        let (method, target) = (
            request.method.unwrap_or_default(),
            request.path.unwrap_or_default(),
        );
        let mut builder = ::http::Request::builder().method(method).uri(target);
        for field in request.headers.iter() {
            builder = builder.header(field.name, field.value);
        }
        let built = builder.body(());
        let (parts, ()) = built
            .map_err(|_| malformed("expected a method, a target and header fields"))?
            .into_parts();
        (length, Head::Request(parts))
    };
    let head_bytes = bytes.get(..length).unwrap_or_default();
    let newline = if head_bytes.ends_with(b"\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let body = body(&head, bytes.get(length..).unwrap_or_default())?;
    Ok(Capture {
        head,
        end: length.saturating_sub(newline.len()),
        newline,
        body,
    })
}

/// The body: as long as `Content-Length` says; without it, all that follows.
fn body<'b>(head: &Head, rest: &'b [u8]) -> Result<&'b [u8], Error> {
    let message = head.message();
    if let Some(coding) = message.headers().get("transfer-encoding") {
        // Tools that save messages undo the coding and keep the field: chunks are told by their first line.
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let chunked = coding.as_bytes().eq_ignore_ascii_case(b"chunked");
        let size = line.trim_ascii_end();
        if chunked && !size.is_empty() && size.iter().all(u8::is_ascii_hexdigit) {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "expected the body itself, found chunks",
            )
            .in_part("transfer-encoding"));
        }
        return Ok(rest);
    }
    let Some(length) = message.headers().get("content-length") else {
        return Ok(rest);
    };
    let bad = |what| Error::new(ErrorKind::Malformed, what).in_part("content-length");
    let length = length.to_str().ok().and_then(|text| text.parse().ok());
    let length: usize = length.ok_or_else(|| bad("expected a number of bytes"))?;
    rest.get(..length)
        .ok_or_else(|| bad("expected as many bytes of body, found fewer"))
}

pub(super) fn verify(task: &Task<'_>) -> Result<Outcome, String> {
    let capture = match read(task.bytes) {
        Ok(capture) => capture,
        Err(error) => return Ok(Outcome::unreadable("http-signature", error)),
    };
    let request = match (&capture.head, task.content) {
        (Head::Response(_), Some(request)) => {
            let file = task.arguments.content.as_deref().unwrap_or_default();
            Some(read(request).map_err(|error| format!("{file}: {error}"))?)
        }
        _ => None,
    };
    let answered = request.as_ref().map(|request| request.head.message());
    let mut message = capture.head.message();
    if let Some(answered) = &answered {
        message = message.answering(answered);
    }
    let mut claims = Facts::default();
    let field = |name: &str| {
        let value = message.headers().get(name);
        value
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    if capture.head.has("signature-input") {
        claims.add_if("signature_input", field("signature-input"));
        return Ok(Outcome {
            format: "http-signature",
            claims,
            proved: prove(task, &message, &capture),
        });
    }
    claims.add_if("signature", field("signature"));
    Ok(Outcome {
        format: "http-signature-cavage",
        claims,
        proved: prove_cavage(task, &message, capture.body),
    })
}

fn window(task: &Task<'_>) -> Option<TimeDelta> {
    task.arguments.window.and_then(TimeDelta::try_seconds)
}

fn prove(task: &Task<'_>, message: &Message<'_>, capture: &Capture<'_>) -> Result<Proof, Error> {
    let mut policy = match capture.head {
        Head::Request(_) => HttpPolicy::for_requests(task.now),
        Head::Response(_) => HttpPolicy::for_responses(task.now),
    };
    if let Some(age) = window(task) {
        policy = policy.with_window(age, TimeDelta::minutes(1));
    }
    if !task.arguments.cover.is_empty() {
        policy = policy.with_required(components(&task.arguments.cover)?);
    }
    if let Some(algorithms) = task.trusted.algorithms(task.arguments) {
        policy = policy.with_algorithms(algorithms);
    }
    let verified = girokit_crypto::http::verify(message, capture.body, &policy, task.trusted)?;
    let mut facts = Facts::default();
    facts.signatory(verified.by());
    let signed = verified.content();
    facts.add("label", signed.label());
    facts.time("signed_at", signed.parameters().created);
    facts.time("expires", signed.parameters().expires);
    let covered: Vec<String> = signed
        .components()
        .iter()
        .map(ToString::to_string)
        .collect();
    facts.add("covers", covered.join(" "));
    facts.add("covers_body", signed.covers_body());
    Ok(Proof::new(
        facts,
        Some(signed.signature_base().as_bytes().to_vec()),
    ))
}

fn prove_cavage(task: &Task<'_>, message: &Message<'_>, body: &[u8]) -> Result<Proof, Error> {
    let mut policy = CavagePolicy::new(task.now);
    if let Some(age) = window(task) {
        policy = policy.with_window(age, TimeDelta::minutes(1));
    }
    if !task.arguments.cover.is_empty() {
        policy = policy.with_required(task.arguments.cover.iter().map(String::as_str));
    }
    if let Some(algorithms) = task.trusted.algorithms(task.arguments) {
        policy = policy.with_algorithms(algorithms);
    }
    let verified = verify_cavage(message, body, &policy, task.trusted)?;
    let mut facts = Facts::default();
    facts.signatory(verified.by());
    let signed = verified.content();
    facts.add("covers", signed.headers.join(" "));
    let covers_body = signed.headers.iter().any(|name| name == "digest");
    facts.add("covers_body", covers_body);
    Ok(Proof::new(
        facts,
        Some(signed.signing_string.as_bytes().to_vec()),
    ))
}

fn components(names: &[String]) -> Result<Vec<Component>, Error> {
    names
        .iter()
        .map(|name| match name.split_once(";req") {
            Some((name, "")) => Component::new(name).map(Component::of_request),
            _ => Component::new(name),
        })
        .collect()
}

pub(super) fn sign(
    arguments: &SignArguments,
    own: &Own,
    bytes: &[u8],
    now: DateTime<Utc>,
) -> Result<Vec<u8>, String> {
    let failed = |error: Error| format!("{}: {error}", arguments.file);
    let bare = read(bytes).map_err(failed)?;
    let older = arguments.form == SignForm::Cavage;
    let digest = if older {
        ("digest", legacy_digest(bare.body, Digest::Sha256))
    } else {
        ("content-digest", content_digest(bare.body, Digest::Sha256))
    };
    let needs_digest = !bare.head.has(digest.0)
        && (!bare.body.is_empty() || arguments.cover.iter().any(|name| name == digest.0));
    let text = if needs_digest {
        insert(bytes, &bare, &[digest])
    } else {
        bytes.to_vec()
    };
    let capture = read(&text).map_err(failed)?;
    let fields = if older {
        let names = cavage_fields(arguments, &capture);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let key_id = arguments.key_id.as_deref().unwrap_or_default();
        let signature = sign_cavage(&capture.head.message(), &own.key, key_id, &names);
        vec![("signature", signature.map_err(failed)?)]
    } else {
        let (input, signature) = sign_message(arguments, own, &capture, now)?;
        vec![("signature-input", input), ("signature", signature)]
    };
    Ok(insert(&text, &capture, &fields))
}

fn sign_message(
    arguments: &SignArguments,
    own: &Own,
    capture: &Capture<'_>,
    now: DateTime<Utc>,
) -> Result<(String, String), String> {
    let failed = |error: Error| format!("{}: {error}", arguments.file);
    let request = match &arguments.content {
        Some(file) => Some((file, input::read(file, arguments.max_bytes)?)),
        None => None,
    };
    let request = match &request {
        Some((file, bytes)) => Some(read(bytes).map_err(|error| format!("{file}: {error}"))?),
        None => None,
    };
    let answered = request.as_ref().map(|request| request.head.message());
    let mut message = capture.head.message();
    if let Some(answered) = &answered {
        message = message.answering(answered);
    }
    let wanted = wanted(arguments, capture).map_err(failed)?;
    let signer = HttpSigner::new(&own.key, wanted).created(now);
    signer.sign(&message, LABEL).map_err(failed)
}

/// The message with more fields at the end of its head.
fn insert(bytes: &[u8], capture: &Capture<'_>, fields: &[(&str, String)]) -> Vec<u8> {
    let (before, after) = bytes.split_at_checked(capture.end).unwrap_or((bytes, b""));
    let mut text = before.to_vec();
    for (name, value) in fields {
        for part in [name, ": ", value, capture.newline] {
            text.extend_from_slice(part.as_bytes());
        }
    }
    text.extend_from_slice(after);
    text
}

/// What is covered unless the arguments say: the target or status, the type and the digest of the body.
fn wanted(arguments: &SignArguments, capture: &Capture<'_>) -> Result<Vec<Component>, Error> {
    if !arguments.cover.is_empty() {
        return components(&arguments.cover);
    }
    let mut names = match capture.head {
        Head::Request(_) => vec!["@method", "@target-uri"],
        Head::Response(_) => vec!["@status"],
    };
    names.extend(
        ["content-type", "content-digest"]
            .into_iter()
            .filter(|name| capture.head.has(name)),
    );
    names.into_iter().map(Component::new).collect()
}

fn cavage_fields(arguments: &SignArguments, capture: &Capture<'_>) -> Vec<String> {
    if !arguments.cover.is_empty() {
        return arguments.cover.clone();
    }
    let mut names = vec!["(request-target)".to_owned()];
    let fields = ["host", "date", "x-request-id"];
    names.extend(
        fields
            .into_iter()
            .filter(|name| capture.head.has(name))
            .map(str::to_owned),
    );
    if !capture.body.is_empty() {
        names.push("digest".to_owned());
    }
    names
}

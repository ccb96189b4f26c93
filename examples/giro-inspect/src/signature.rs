//! `giro-inspect verify` and `giro-inspect sign`: signatures of bank connections.
//!
//! `cli` takes the arguments, `keys` says whom to trust and loads what signs; a module for each form does the rest. Nothing is trusted
//! that the file itself brings.

use std::fmt::Write as _;
use std::time::SystemTime;

use girokit_crypto::chrono::{DateTime, Utc};
use girokit_crypto::keys::KeyHints;
use girokit_crypto::x509::Certificate;
use girokit_crypto::{Error, Signatory};
use serde_json::Value;

use crate::Output;
use crate::input;
use crate::report::{Finding, Report};

pub(crate) mod cli;
mod cms;
mod http;
mod jws;
mod keys;
mod xml;

use cli::{Form, SignArguments, VerifyArguments};

/// What a signature proved, or what it only claims.
#[derive(Default)]
struct Facts {
    /// In the order of the page.
    entries: Vec<(&'static str, Value)>,
}

impl Facts {
    fn add(&mut self, name: &'static str, value: impl Into<Value>) {
        self.entries.push((name, value.into()));
    }

    fn add_if(&mut self, name: &'static str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    /// A time, as a person reads it.
    fn time(&mut self, name: &'static str, at: Option<DateTime<Utc>>) {
        self.add_if(
            name,
            at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        );
    }

    /// What a signature says of its certificates.
    fn hints(&mut self, hints: &KeyHints) {
        let subjects: Vec<String> = hints
            .certificates
            .iter()
            .filter_map(|der| Certificate::from_der(der).ok())
            .map(|certificate| certificate.subject())
            .collect();
        if !subjects.is_empty() {
            self.add("certificates", subjects.join("; "));
        }
    }

    fn signatory(&mut self, by: &Signatory) {
        self.add("algorithm", by.algorithm().name());
        match by.certificate() {
            None => self.add("key", by.key().as_str()),
            Some(certificate) => {
                self.add("subject", certificate.subject.as_str());
                self.add("issuer", certificate.issuer.as_str());
                self.add("serial", certificate.serial.as_str());
                let mut sha256 = String::new();
                for byte in certificate.sha256 {
                    // Writing to a string does not fail.
                    let _ = write!(sha256, "{byte:02x}");
                }
                self.add("certificate_sha256", sha256);
            }
        }
    }
}

/// What came of a verification.
struct Outcome {
    format: &'static str,
    /// What the signature says of itself: read, not proved.
    claims: Facts,
    proved: Result<Proof, Error>,
}

/// What is proved.
struct Proof {
    facts: Facts,
    /// Exactly what was signed, where it is one piece.
    content: Option<Vec<u8>>,
    warnings: Vec<Finding>,
}

impl Proof {
    fn new(facts: Facts, content: Option<Vec<u8>>) -> Self {
        Self {
            facts,
            content,
            warnings: Vec::new(),
        }
    }
}

impl Outcome {
    /// Nothing could be read of it.
    fn unreadable(format: &'static str, error: Error) -> Self {
        Self {
            format,
            claims: Facts::default(),
            proved: Err(error),
        }
    }
}

/// Verifies, and says what is proved, by whom and how.
pub(crate) fn verify(arguments: &VerifyArguments) -> Result<(Output, u8), String> {
    let bytes = input::read(&arguments.file, arguments.max_bytes)?;
    let content = match &arguments.content {
        None => None,
        Some(file) => Some(input::read(file, arguments.max_bytes)?),
    };
    let now = now(arguments.at);
    let trusted = keys::Trusted::load(arguments, now)?;
    if bytes.len() > arguments.max_bytes {
        return Err(format!(
            "{}: larger than {} bytes (--max-bytes)",
            arguments.file, arguments.max_bytes
        ));
    }
    let Some(form) = arguments.form.or_else(|| detect(&bytes)) else {
        let mut report = Report::new("unknown");
        let what =
            "expected XML, JSON or three parts between dots (JWS), DER (CMS) or an HTTP message";
        report.error(Finding::new("format", what.to_owned()));
        return Ok(printed(arguments, &report, None));
    };
    let task = Task {
        arguments,
        trusted: &trusted,
        bytes: &bytes,
        content: content.as_deref(),
        now,
    };
    let outcome = match form {
        Form::Xml => xml::verify(&task),
        Form::Jws => jws::verify(&task),
        Form::Cms => cms::verify(&task),
        Form::Http => http::verify(&task)?,
    };
    let (report, content) = report(outcome, &task, form);
    if report.valid && arguments.output.is_some() && content.is_none() {
        return Err("several parts are signed: name one with --cover".to_owned());
    }
    Ok(printed(arguments, &report, content))
}

/// The verdict, and what was signed.
fn report(outcome: Outcome, task: &Task<'_>, form: Form) -> (Report, Option<Vec<u8>>) {
    let mut report = Report::new(outcome.format);
    match outcome.proved {
        Ok(proof) => {
            let entries = proof.facts.entries.into_iter();
            report.summary = entries
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
            report.warnings = proof.warnings;
            (report, proof.content)
        }
        Err(error) => {
            let entries = outcome.claims.entries.into_iter();
            report.summary = entries
                .map(|(name, value)| (format!("claimed_{name}"), value))
                .collect();
            report.error(finding(&error, task.bytes, form));
            if !task.trusted.any() {
                let what = "no key is trusted: name one with --key, an authority with --anchor, or a shared secret with --secret";
                report.warnings.push(Finding::new("trust", what.to_owned()));
            }
            (report, None)
        }
    }
}

fn printed(arguments: &VerifyArguments, report: &Report, content: Option<Vec<u8>>) -> (Output, u8) {
    let text = if arguments.json {
        report.to_json()
    } else {
        report.to_text(&arguments.file, 20)
    };
    let code = u8::from(!report.valid);
    let output = match (&arguments.output, content) {
        (Some(file), Some(content)) => Output {
            text: content,
            aside: text,
            file: Some(file.clone()),
        },
        _ => Output::new(text),
    };
    (output, code)
}

/// What a verification works on.
struct Task<'t> {
    arguments: &'t VerifyArguments,
    trusted: &'t keys::Trusted,
    bytes: &'t [u8],
    content: Option<&'t [u8]>,
    now: DateTime<Utc>,
}

/// Signs.
pub(crate) fn sign(arguments: &SignArguments) -> Result<(Output, u8), String> {
    let bytes = input::read(&arguments.file, arguments.max_bytes)?;
    if bytes.len() > arguments.max_bytes {
        return Err(format!(
            "{}: larger than {} bytes (--max-bytes)",
            arguments.file, arguments.max_bytes
        ));
    }
    let content = match &arguments.content {
        None => None,
        Some(file) => Some(input::read(file, arguments.max_bytes)?),
    };
    let own = keys::Own::load(arguments)?;
    let now = now(arguments.at);
    let signed = match arguments.form.base() {
        Form::Xml => xml::sign(arguments, &own, &bytes, content.as_deref(), now),
        Form::Jws => jws::sign(arguments, &own, &bytes),
        Form::Cms => cms::sign(arguments, &own, &bytes, now),
        Form::Http => http::sign(arguments, &own, &bytes, now),
    };
    let mut output = Output::new(signed?);
    output.file.clone_from(&arguments.output);
    Ok((output, 0))
}

fn now(at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    at.unwrap_or_else(|| SystemTime::now().into())
}

/// The form of a file by its first bytes.
fn detect(bytes: &[u8]) -> Option<Form> {
    if input::is_xml(bytes) {
        return Some(Form::Xml);
    }
    let trimmed = bytes.trim_ascii();
    if trimmed.starts_with(b"{") || jws::is_compact(trimmed) {
        return Some(Form::Jws);
    }
    // A sequence of a length that no short form holds.
    if matches!(bytes, [0x30, length, ..] if *length >= 0x80) {
        return Some(Form::Cms);
    }
    http::is_message(bytes).then_some(Form::Http)
}

/// What an error of the crate says, with its place.
fn finding(error: &Error, bytes: &[u8], form: Form) -> Finding {
    use girokit_crypto::ErrorKind as Kind;
    let code = match error.kind() {
        Kind::AlgorithmNotAllowed => "algorithm",
        Kind::DigestMismatch => "digest",
        Kind::Expired => "expired",
        Kind::KeyMismatch => "key",
        Kind::KeyNotUsable => "key-not-usable",
        Kind::Malformed => "syntax",
        Kind::NotCovered => "not-covered",
        Kind::NotFound => "not-found",
        Kind::NotYetValid => "not-yet-valid",
        Kind::SignatureInvalid => "signature",
        Kind::TooLarge => "too-large",
        Kind::Untrusted => "untrusted",
        Kind::Unsupported => "unsupported",
        _ => "error",
    };
    let message = match error.what() {
        "" => error.kind().to_string(),
        what => format!("{}: {what}", error.kind()),
    };
    let mut finding = Finding::new(code, message);
    if let Some(part) = error.part() {
        finding = finding.at(part);
    }
    let Some(offset) = error.offset() else {
        return finding;
    };
    let number = |number: usize| u32::try_from(number).ok();
    match bytes.get(..offset) {
        Some(before) if form == Form::Xml => {
            let mut lines = before.split(|byte| *byte == b'\n');
            let last = lines.next_back().unwrap_or_default();
            let line = lines.count();
            let column = String::from_utf8_lossy(last).chars().count();
            finding.on(
                number(line.saturating_add(1)),
                number(column.saturating_add(1)),
            )
        }
        _ => finding.on(None, number(offset)),
    }
}

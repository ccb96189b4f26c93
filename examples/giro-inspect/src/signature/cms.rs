//! CMS: attached and detached, in DER or BER.

use girokit_crypto::Error;
use girokit_crypto::chrono::{DateTime, Utc};
use girokit_crypto::cms::{Limits, Policy, Signature, SignedData, Signing};
use girokit_crypto::x509::Certificate;

use super::cli::{SignArguments, SignForm};
use super::keys::Own;
use super::{Facts, Outcome, Proof, Task};

pub(super) fn verify(task: &Task<'_>) -> Outcome {
    let limits = Limits::new().with_bytes(task.arguments.max_bytes);
    let message = match SignedData::read(task.bytes, &limits) {
        Ok(message) => message,
        Err(error) => return Outcome::unreadable("cms", error),
    };
    let mut claims = Facts::default();
    claims.add("signatures", message.signatures());
    let certificates = message.untrusted_certificates().unwrap_or_default();
    let subjects: Vec<String> = certificates
        .iter()
        .filter_map(|der| Certificate::from_der(der).ok())
        .map(|certificate| certificate.subject())
        .collect();
    if !subjects.is_empty() {
        claims.add("certificates", subjects.join("; "));
    }
    Outcome {
        format: "cms",
        claims,
        proved: prove(task, &message),
    }
}

fn prove(task: &Task<'_>, message: &SignedData<'_>) -> Result<Proof, Error> {
    let mut policy = Policy::found_by(task.trusted);
    if !task.arguments.algorithms.is_empty() {
        policy = policy.with_algorithms(&task.arguments.algorithms);
    }
    let verified = match task.content {
        Some(content) => message.verify_detached(content, &policy, task.now)?,
        None => message.verify(&policy, task.now)?,
    };
    let mut facts = Facts::default();
    facts.signatory(verified.by());
    let signed = verified.content();
    let first = signed.signatures().first();
    facts.time("signed_at", first.and_then(Signature::signing_time));
    facts.add("signatures", signed.signatures().len());
    let place = if message.is_attached() {
        "in it"
    } else {
        "beside it"
    };
    facts.add(
        "covers",
        format!("{} bytes {place}", signed.content().len()),
    );
    Ok(Proof::new(facts, Some(signed.content().to_vec())))
}

pub(super) fn sign(
    arguments: &SignArguments,
    own: &Own,
    bytes: &[u8],
    now: DateTime<Utc>,
) -> Result<Vec<u8>, String> {
    let failed = |error: Error| format!("{}: {error}", arguments.file);
    let mut certificates = own.certificates.iter();
    let first = certificates.next().ok_or("CMS needs a --certificate")?;
    let mut signing = Signing::new(&own.key, first.as_der()).map_err(failed)?;
    for certificate in certificates {
        signing = signing.with_chain(certificate.as_der());
    }
    let signed = match arguments.form {
        SignForm::CmsDetached => signing.detached(bytes, now),
        _ => signing.attached(bytes, now),
    };
    signed.map_err(failed)
}

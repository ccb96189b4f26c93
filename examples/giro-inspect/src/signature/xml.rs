//! XML: whole documents, ISO 20022 business messages, EBICS requests, detached signatures.

use girokit_crypto::Error;
use girokit_crypto::chrono::{DateTime, Utc};
use girokit_crypto::xml::{
    Canonicalization, Cover, DSIG, Document, Limits, Node, Signature, Signed, Sources,
    VerifyPolicy, XADES, Xades, XmlSigner,
};

use super::cli::{SignArguments, SignForm};
use super::keys::Own;
use super::{Facts, Outcome, Proof, Task};
use crate::report::Finding;

/// Namespaces of ISO 20022 messages; the header's goes on with `head.001`.
const ISO_20022: &str = "urn:iso:std:iso:20022:tech:xsd:";

/// What a document is, which says what its signature must cover.
enum Kind<'d, 'a> {
    /// A header, with its message elsewhere.
    Header,
    /// A header and its message in one envelope.
    Envelope {
        header: Node<'d, 'a>,
        document: Node<'d, 'a>,
    },
    /// A request or answer of EBICS.
    Ebics(Node<'d, 'a>),
    /// A signature, with what it signs elsewhere.
    Alone,
    Whole,
}

pub(super) fn verify(task: &Task<'_>) -> Outcome {
    let limits = limits(task.arguments.max_bytes);
    let document = match Document::parse(task.bytes, &limits) {
        Ok(document) => document,
        Err(error) => return Outcome::unreadable("xml-signature", error),
    };
    let kind = kind(&document);
    let signature = match kind {
        Kind::Ebics(node) => Signature::parse(node),
        _ => Signature::only(&document),
    };
    let signature = match signature {
        Ok(signature) => signature,
        Err(error) => return Outcome::unreadable("xml-signature", error),
    };
    Outcome {
        format: "xml-signature",
        claims: claims(&signature),
        proved: prove(task, &limits, &kind, &signature),
    }
}

fn limits(bytes: usize) -> Limits {
    let mut limits = Limits::default();
    limits.bytes = bytes;
    limits
}

fn kind<'d, 'a>(document: &'d Document<'a>) -> Kind<'d, 'a> {
    let root = document.root();
    if root.is(DSIG, "Signature") {
        return Kind::Alone;
    }
    let is_ebics = |space: &str| {
        space.starts_with("urn:org:ebics:") || space.starts_with("http://www.ebics.org/")
    };
    if is_ebics(root.namespace()) {
        let signature = root
            .children()
            .find(|child| child.local_name() == "AuthSignature" && is_ebics(child.namespace()));
        if let Some(signature) = signature {
            return Kind::Ebics(signature);
        }
    }
    let is_header = |node: &Node<'d, 'a>| {
        node.local_name() == "AppHdr"
            && node
                .namespace()
                .strip_prefix(ISO_20022)
                .is_some_and(|id| id.starts_with("head.001"))
    };
    if is_header(&root) {
        return Kind::Header;
    }
    let is_document = |node: &Node<'d, 'a>| {
        node.local_name() == "Document" && node.namespace().starts_with(ISO_20022)
    };
    let only = |wanted: &dyn Fn(&Node<'d, 'a>) -> bool| {
        let mut found = document.elements().filter(wanted);
        found.next().filter(|_| found.next().is_none())
    };
    match (only(&is_header), only(&is_document)) {
        (Some(header), Some(document))
            if header.descendants().any(|node| node.is(DSIG, "Signature")) =>
        {
            Kind::Envelope { header, document }
        }
        _ => Kind::Whole,
    }
}

fn prove(
    task: &Task<'_>,
    limits: &Limits,
    kind: &Kind<'_, '_>,
    signature: &Signature<'_, '_>,
) -> Result<Proof, Error> {
    let mut policy = policy(task, kind).with_limits(limits.clone());
    if let Some(algorithms) = task.trusted.algorithms(task.arguments) {
        policy = policy.with_algorithms(algorithms);
    }
    let mut sources = Sources::new();
    if let Kind::Envelope { header, document } = kind {
        sources = sources.with_whole(*header).with_unnamed_node(*document);
    }
    let uris: Vec<Option<&str>> = signature.reference_uris().collect();
    if let Some(content) = task.content {
        sources = match kind {
            Kind::Header => sources.with_unnamed(content),
            // What lies elsewhere has a URI that names nothing in here.
            _ => uris
                .iter()
                .flatten()
                .filter(|uri| !uri.is_empty() && !uri.starts_with('#'))
                .fold(sources, |sources, uri| sources.with_detached(uri, content)),
        };
    }
    let verified = signature.verify(&policy, task.trusted, &sources)?;
    let mut facts = Facts::default();
    facts.signatory(verified.by());
    let mut warnings = Vec::new();
    if let Some(xades) = signature.xades()? {
        facts.add("properties", "XAdES-BES");
        facts.time("signed_at", xades.signing_time);
        if let Some(at) = xades.signing_time.filter(|at| *at > task.now) {
            let what = format!("the signer says that it signed at {at}, which is yet to come");
            warnings.push(Finding::new("signing-time", what));
        }
    }
    let parts: Vec<_> = verified
        .content()
        .iter()
        .filter(|part| !is_properties(part))
        .collect();
    facts.add(
        "covers",
        parts
            .iter()
            .map(|part| name(part))
            .collect::<Vec<_>>()
            .join(", "),
    );
    let content = match parts.as_slice() {
        [only] => Some(bytes(only)?),
        _ => None,
    };
    let mut proof = Proof::new(facts, content);
    proof.warnings = warnings;
    Ok(proof)
}

/// What must be covered: what the arguments say, else what the document is.
fn policy(task: &Task<'_>, kind: &Kind<'_, '_>) -> VerifyPolicy {
    let mut covers: Vec<Cover> = Vec::new();
    let mut elements = Vec::new();
    for part in &task.arguments.cover {
        match part.as_str() {
            "root" => covers.push(Cover::Root),
            "anything" => covers.push(Cover::DangerouslyAnything),
            name => elements.push(
                match name.strip_prefix('{').and_then(|name| name.split_once('}')) {
                    Some((space, local)) => (space.to_owned(), local.to_owned()),
                    None => (String::new(), name.to_owned()),
                },
            ),
        }
    }
    if !elements.is_empty() {
        covers.push(Cover::Elements(elements));
    }
    if covers.is_empty() {
        let named =
            |node: &Node<'_, '_>| (node.namespace().to_owned(), node.local_name().to_owned());
        covers = match kind {
            Kind::Header => vec![Cover::Root, Cover::Given],
            Kind::Envelope { header, document } => {
                vec![Cover::Elements(vec![named(header), named(document)])]
            }
            Kind::Ebics(_) => vec![Cover::Authenticated],
            // An enveloping signature holds what it signs: its objects are shown, and which of them are signed.
            Kind::Alone if task.content.is_none() => vec![Cover::DangerouslyAnything],
            Kind::Alone => vec![Cover::Given],
            Kind::Whole => vec![Cover::Root],
        };
    }
    let mut covers = covers.into_iter();
    let first = covers.next().unwrap_or(Cover::Root);
    covers.fold(VerifyPolicy::new(first), VerifyPolicy::and_cover)
}

fn claims(signature: &Signature<'_, '_>) -> Facts {
    let mut facts = Facts::default();
    facts.add("algorithm", signature.algorithm().name());
    let hints = signature.key_info();
    facts.add_if("key", hints.key_id.as_deref());
    facts.hints(hints);
    let uris = signature
        .reference_uris()
        .map(|uri| uri.map_or("(no URI)".to_owned(), |uri| format!("{uri:?}")));
    facts.add("references", uris.collect::<Vec<_>>().join(", "));
    facts
}

fn is_properties(part: &Signed<'_, '_, '_>) -> bool {
    matches!(part, Signed::Element { node, .. } if node.is(XADES, "SignedProperties"))
}

fn name(part: &Signed<'_, '_, '_>) -> String {
    match part {
        Signed::Element { node, .. } => node.path(),
        Signed::Content(content) => format!("{} bytes beside it", content.len()),
        _ => "unknown".to_owned(),
    }
}

fn bytes(part: &Signed<'_, '_, '_>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    match part {
        Signed::Content(content) => bytes.extend_from_slice(content),
        Signed::Element { node, without } => {
            let without: Vec<_> = without.iter().copied().collect();
            node.canonicalize(&Canonicalization::EXCLUSIVE, &without, &mut bytes)?;
        }
        _ => {}
    }
    Ok(bytes)
}

pub(super) fn sign(
    arguments: &SignArguments,
    own: &Own,
    bytes: &[u8],
    content: Option<&[u8]>,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, String> {
    let mut with = XmlSigner::new(&own.key)
        .with_limits(limits(arguments.max_bytes))
        .with_certificates(own.certificates.iter().map(|found| found.as_der().to_vec()));
    if let Some(name) = &arguments.key_id {
        with = with.with_key_name(name);
    }
    if arguments.key_info {
        with = with.with_signed_key_info();
    }
    if let Some(name) = &arguments.canonicalization {
        with = with.with_canonicalization(match name.as_str() {
            "exclusive" => Canonicalization::EXCLUSIVE,
            "inclusive" => Canonicalization::INCLUSIVE,
            "inclusive-1.1" => Canonicalization::INCLUSIVE_11,
            _ => {
                return Err(format!(
                    "no canonicalization {name:?}; known are exclusive, inclusive and inclusive-1.1"
                ));
            }
        });
    }
    if let Some(certificate) = own.certificates.first().filter(|_| arguments.xades) {
        with = with.with_xades(Xades::new(now, certificate.as_der().to_vec()));
    }
    let signed = match arguments.form {
        SignForm::BusinessMessage => match content {
            Some(document) => with.sign_business_message(bytes, document),
            None => with.sign_business_envelope(bytes),
        },
        SignForm::Ebics => with.sign_ebics(bytes),
        SignForm::XmlDetached => {
            let uri = arguments.uri.as_deref().unwrap_or(&arguments.file);
            with.sign_detached(&[(uri, bytes)])
        }
        _ => with.sign_enveloped(bytes),
    };
    signed.map_err(|error| format!("{}: {error}", arguments.file))
}

//! The signature documents of the xmlsec suites, from `../shared/data/crypto/xmldsig`.
//!
//! Most of them are of 2002, by SHA-1 and DSA, which we refuse. So each is run twice: its signature by our rules, where the reason of
//! every refusal must be one of the list below; and every digest over SHA-1 that needs nothing but canonicalization, computed here by
//! SHA-1 over our canonical forms.
#![cfg(all(feature = "xml", feature = "x509"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use girokit_crypto::keys::{
    Algorithm, FoundKey, HmacKey, KeyFinder, KeyHints, KeyId, MacAlgorithm, PublicKey,
    SignatureAlgorithm,
};
use girokit_crypto::x509::Certificate;
use girokit_crypto::xml::{
    Canonicalization, Cover, DSIG, Document, Limits, Node, Signature, Sources, VerifyPolicy,
};
use girokit_crypto::{Error, ErrorKind, Secret};
use serde_json::Value;

const DSIG11: &str = "http://www.w3.org/2009/xmldsig11#";

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join("crypto/xmldsig");
    if !folder.is_dir() {
        println!("no shared data: the signature documents are not run");
        return None;
    }
    Some(folder)
}

fn decoded(node: Node<'_, '_>) -> Vec<u8> {
    let text: String = node.text().unwrap().split_ascii_whitespace().collect();
    STANDARD.decode(text).unwrap()
}

/// Takes the key that the document brings, or the one of the suite that it names: here the documents are trusted.
#[derive(Debug)]
struct Suite<'f> {
    folder: &'f Path,
    key_info: Option<String>,
}

impl Suite<'_> {
    fn brought(&self, algorithm: SignatureAlgorithm) -> Option<Result<PublicKey, Error>> {
        let id = KeyId::parse("suite").unwrap();
        let text = self.key_info.as_ref()?;
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        let root = document.root();
        let find = |namespace: &str, local: &str| {
            root.descendants().find(|node| node.is(namespace, local))
        };
        if let Some(rsa) = find(DSIG, "RSAKeyValue") {
            let number = |name| decoded(rsa.child(DSIG, name).unwrap().unwrap());
            return Some(PublicKey::from_rsa_components(
                id,
                algorithm,
                &number("Modulus"),
                &number("Exponent"),
            ));
        }
        if let Some(point) = find(DSIG11, "PublicKey") {
            return Some(PublicKey::from_point(id, algorithm, &decoded(point)));
        }
        if let Some(spki) = find(DSIG11, "DEREncodedKeyValue") {
            return Some(PublicKey::from_spki(id, algorithm, &decoded(spki)));
        }
        let certificate = find(DSIG, "X509Certificate")?;
        Some(
            Certificate::from_der(&decoded(certificate))
                .and_then(|certificate| certificate.public_key(algorithm)),
        )
    }

    fn named(&self, name: &str, algorithm: SignatureAlgorithm) -> Result<PublicKey, Error> {
        let path = name
            .strip_prefix("TestKeyName-")
            .and_then(|name| name.split_once('-').map(|(kind, _)| (kind, name)));
        let pem = path.and_then(|(kind, name)| {
            fs::read(self.folder.join(format!("keys/{kind}/{name}-pubkey.pem"))).ok()
        });
        let pem = pem.ok_or_else(|| Error::new(ErrorKind::NotFound, "no such key in the suite"))?;
        PublicKey::from_pem(KeyId::parse("suite").unwrap(), algorithm, &pem)
    }
}

impl KeyFinder for Suite<'_> {
    fn find(&self, hints: &KeyHints, algorithm: Algorithm) -> Result<FoundKey, Error> {
        match algorithm {
            Algorithm::Mac(algorithm) => {
                let secret = Secret::new(fs::read(self.folder.join("keys/hmackey.bin")).unwrap());
                let key = HmacKey::new(KeyId::parse("suite").unwrap(), algorithm, &secret)?;
                Ok(FoundKey::Mac(Arc::new(key)))
            }
            Algorithm::Signature(algorithm) => {
                let key = match self.brought(algorithm) {
                    Some(key) => key?,
                    None => self.named(hints.key_id.as_deref().unwrap_or_default(), algorithm)?,
                };
                Ok(FoundKey::Public(Arc::new(key)))
            }
            _ => unreachable!("signatures have no other"),
        }
    }
}

/// Why a document that the suite takes is refused here, by what stands in it; the first that fits.
const REASONS: &[(&str, &str)] = &[
    ("<!DOCTYPE", "it has a document type declaration"),
    (
        "_4050",
        "a key in the form of RFC 4050, which XML Signature 1.1 replaced",
    ),
    ("#sha1", "SHA-1"),
    ("-sha1", "SHA-1"),
    ("sha1-rsa-MGF1", "SHA-1"),
    ("#md5", "MD5"),
    ("sha224", "SHA-224"),
    ("dsa-sha256", "DSA"),
    ("RelationshipTransform", "a transform of its own of OPC"),
    ("REC-xpath-19991116", "an XPath transform"),
    ("xmldsig-filter2", "an XPath transform"),
    ("HMACOutputLength", "a shortened HMAC"),
    (
        "hmac-sha256",
        "the suite's HMAC key has 6 bytes, and ours begin at 16",
    ),
    (
        "hmac-sha512",
        "the suite's HMAC key has 6 bytes, and ours begin at 16",
    ),
    (
        "interop-2012/signature-enveloping-derencoded-rsa",
        "an RSA key of 1024 bits",
    ),
    (
        "interop-2012/signature-enveloping-sha512-rsa_sha256",
        "an RSA key of 1024 bits",
    ),
    (
        "interop-2012/signature-enveloping-keyinforeference",
        "an RSA key of 1024 bits",
    ),
    (
        "RetrievalMethod",
        "its key is behind a RetrievalMethod, which is not read",
    ),
    (
        "KeyInfoReference",
        "its key is behind a KeyInfoReference, which is not read",
    ),
    (
        "p384_sha256",
        "ECDSA on P-384 with SHA-256: a curve goes with its own hash",
    ),
    (
        "p384_sha512",
        "ECDSA on P-384 with SHA-512: a curve goes with its own hash",
    ),
    (
        "p521_sha256",
        "ECDSA on P-521 with SHA-256: a curve goes with its own hash",
    ),
    ("p521_sha512", "P-521 without feature aws-lc"),
    (
        "with-asn1",
        "an ECDSA signature in DER, which XML signatures have not",
    ),
];

#[test]
fn the_documents_of_the_suites() {
    let Some(folder) = folder() else { return };
    let index: Value =
        serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    let (mut verified, mut refused, mut digests) = (0, BTreeMap::<&str, u32>::new(), (0, 0));
    for (name, case) in index["cases"].as_object().unwrap() {
        let Ok(bytes) = fs::read(folder.join(format!("{name}.xml"))) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        if !text.contains("SignedInfo") {
            continue;
        }
        let expected = case["expect"].as_str().unwrap();
        match run(&folder, &bytes) {
            Ok(()) => {
                assert_ne!(expected, "invalid", "{name}");
                verified += 1;
            }
            Err(_) if expected == "invalid" => *refused.entry("it is invalid").or_default() += 1,
            Err(error) => {
                let described = format!("{name} {text}");
                let reason = REASONS.iter().find(|(sign, _)| described.contains(sign));
                let (_, reason) = reason.unwrap_or_else(|| panic!("{name} ({expected}): {error}"));
                *refused.entry(reason).or_default() += 1;
            }
        }
        if expected != "invalid" {
            let (equal, all) = sha1_digests(name, &bytes);
            digests = (digests.0 + equal, digests.1 + all);
        }
    }
    println!("{verified} verify, refused: {refused:?}");
    println!(
        "{} of {} digests by SHA-1 over our canonical forms are as printed",
        digests.0, digests.1
    );
    assert!(verified >= 5 && digests.0 == digests.1);
}

fn run(folder: &Path, bytes: &[u8]) -> Result<(), Error> {
    let document = Document::parse(bytes, &Limits::default())?;
    let signature = Signature::only(&document)?;
    let key_info = signature.node().child(DSIG, "KeyInfo")?.map(|node| {
        let mut text = Vec::new();
        node.canonicalize(&Canonicalization::INCLUSIVE, &[], &mut text)
            .unwrap();
        String::from_utf8(text).unwrap()
    });
    let any = SignatureAlgorithm::ALL
        .into_iter()
        .map(Algorithm::Signature);
    let macs = [
        MacAlgorithm::HmacSha256,
        MacAlgorithm::HmacSha384,
        MacAlgorithm::HmacSha512,
    ]
    .map(Algorithm::Mac);
    let policy = VerifyPolicy::new(Cover::DangerouslyAnything).with_algorithms(any.chain(macs));
    signature
        .verify(&policy, &Suite { folder, key_info }, &Sources::new())
        .map(drop)
}

/// Digests by SHA-1 of references inside the document that name nothing but canonicalization: how many are as printed, of how many.
fn sha1_digests(name: &str, bytes: &[u8]) -> (u32, u32) {
    let Ok(document) = Document::parse(bytes, &Limits::default()) else {
        return (0, 0);
    };
    let (mut equal, mut all) = (0, 0);
    for signature in document.named(DSIG, "Signature") {
        let Ok(Some(info)) = signature.child(DSIG, "SignedInfo") else {
            continue;
        };
        for reference in info.children().filter(|node| node.is(DSIG, "Reference")) {
            let Some(ours) = sha1_digest(&document, signature, reference) else {
                continue;
            };
            all += 1;
            if ours == decoded(reference.child(DSIG, "DigestValue").unwrap().unwrap()) {
                equal += 1;
            } else {
                println!("{name}: the digest of {} differs", reference.path());
            }
        }
    }
    (equal, all)
}

fn sha1_digest<'d, 'a>(
    document: &'d Document<'a>,
    signature: Node<'d, 'a>,
    reference: Node<'d, 'a>,
) -> Option<Vec<u8>> {
    let method = reference.child(DSIG, "DigestMethod").unwrap()?;
    if method.attribute("Algorithm")? != "http://www.w3.org/2000/09/xmldsig#sha1" {
        return None;
    }
    let uri = reference.attribute("URI")?;
    let (mut form, mut without) = (Canonicalization::INCLUSIVE, Vec::new());
    let transforms = reference.child(DSIG, "Transforms").unwrap();
    for transform in transforms.iter().flat_map(Node::children) {
        let algorithm = transform.attribute("Algorithm")?;
        if algorithm.ends_with("#enveloped-signature") {
            without.push(signature);
        } else {
            form = Canonicalization::from_uri(&algorithm)?;
            if let Some(list) = transform.children().next() {
                form = form
                    .with_inclusive_prefixes(list.attribute("PrefixList")?.split_whitespace())
                    .unwrap();
            }
        }
    }
    let comments = form.comments() && uri.starts_with("#xpointer(");
    let form = form.with_comments(comments);
    let mut canonical = Vec::new();
    if uri.is_empty() || uri == "#xpointer(/)" {
        document
            .canonicalize(&form, &without, &mut canonical)
            .unwrap();
    } else {
        let id = uri.strip_prefix('#')?;
        let id = id
            .strip_prefix("xpointer(id('")
            .and_then(|id| id.strip_suffix("'))"))
            .unwrap_or(id);
        document
            .by_id(id)
            .ok()?
            .canonicalize(&form, &without, &mut canonical)
            .unwrap();
    }
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &canonical);
    Some(digest.as_ref().to_vec())
}

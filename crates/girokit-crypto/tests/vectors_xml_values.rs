//! What the signature documents of the xmlsec suites hold beside their verdicts (`vectors_xml`), from `../shared/data/crypto/xmldsig`:
//! the value of each signature over our canonical `SignedInfo`, with the weak keys and hashes that the crate itself refuses; each digest,
//! also of the content that stands in files; and the printed canonical forms, which are canonical.
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

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::Decode as _;
use girokit_crypto::keys::{Pem, PemLabel};
use girokit_crypto::xml::{Canonicalization, DSIG, Document, Limits, Node, canonicalize};
use ring::{digest, hmac, signature};
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join("crypto/xmldsig");
    if !folder.is_dir() {
        println!("no shared data: the values of the signature documents are not run");
        return None;
    }
    Some(folder)
}

/// The documents that the suites take, and that have no DTD.
fn documents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let index = fs::read(folder.join("index.json")).unwrap();
    let index: Value = serde_json::from_slice(&index).unwrap();
    let mut found = Vec::new();
    for (name, case) in index["cases"].as_object().unwrap() {
        if case["expect"] == "invalid" {
            continue;
        }
        let bytes = fs::read(folder.join(format!("{name}.xml"))).unwrap();
        if Document::parse(&bytes, &Limits::default()).is_ok() {
            found.push((name.clone(), bytes));
        }
    }
    found
}

fn decoded(node: Node<'_, '_>) -> Vec<u8> {
    let text: String = node.text().unwrap().split_ascii_whitespace().collect();
    STANDARD.decode(text).unwrap()
}

fn form_of(node: Node<'_, '_>) -> Option<Canonicalization> {
    let form = Canonicalization::from_uri(&node.attribute("Algorithm")?)?;
    match node.children().next() {
        None => Some(form),
        Some(list) => form
            .with_inclusive_prefixes(list.attribute("PrefixList")?.split_whitespace())
            .ok(),
    }
}

/// RSA keys (`RSAPublicKey`, DER) that a signature brings or names.
fn rsa_keys(folder: &Path, signature: Node<'_, '_>) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    let spki = |der: &[u8]| {
        let info = spki::SubjectPublicKeyInfoRef::try_from(der).unwrap();
        info.subject_public_key.raw_bytes().to_vec()
    };
    for node in signature.descendants() {
        if node.is(DSIG, "X509Certificate")
            && let Ok(certificate) = x509_cert::Certificate::from_der(&decoded(node))
        {
            let info = certificate.tbs_certificate().subject_public_key_info();
            keys.push(info.subject_public_key.raw_bytes().to_vec());
        } else if node.local_name() == "DEREncodedKeyValue" {
            keys.push(spki(&decoded(node)));
        } else if node.is(DSIG, "KeyName") {
            let name = node.text().unwrap();
            let name = name.trim().trim_start_matches("TestKeyName-");
            if let Ok(pem) = fs::read(folder.join(format!("keys/rsa/{name}-pubkey.pem"))) {
                keys.push(spki(
                    Pem::first(&pem, &[PemLabel::PublicKey]).unwrap().expose(),
                ));
            }
        }
    }
    keys
}

/// Its key is encapsulated by ML-KEM.
const NO_KEY: &str = "aleksey-xmldsig-01/enveloping-sha256-hmac-sha256-em-ml-kem-512";

/// Whether the value is right; nothing where ring has not the algorithm, or no key is at hand.
fn value_is_right(folder: &Path, signature: Node<'_, '_>) -> Option<bool> {
    let info = signature.child(DSIG, "SignedInfo").unwrap()?;
    let method = info.child(DSIG, "SignatureMethod").unwrap()?;
    let form = form_of(info.child(DSIG, "CanonicalizationMethod").unwrap()?)?;
    let mut message = Vec::new();
    info.canonicalize(&form, &[], &mut message).unwrap();
    let value = decoded(signature.child(DSIG, "SignatureValue").unwrap()?);
    let uri = method.attribute("Algorithm")?;
    let name = uri.rsplit('#').next()?;
    if let Some(hash) = name.strip_prefix("hmac-") {
        let algorithm = match hash {
            "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            "sha256" => hmac::HMAC_SHA256,
            "sha512" => hmac::HMAC_SHA512,
            _ => return None,
        };
        let length = method.child(DSIG, "HMACOutputLength").unwrap();
        let bits = length.map(|node| node.text().unwrap().trim().parse::<usize>().unwrap());
        let right = ["secret", "test", "testkey"].iter().any(|key| {
            let tag = hmac::sign(&hmac::Key::new(algorithm, key.as_bytes()), &message);
            let tag = &tag.as_ref()[..bits.map_or(tag.as_ref().len(), |bits| bits / 8)];
            tag == value
        });
        return Some(right);
    }
    let algorithm: &signature::RsaParameters = match name {
        "rsa-sha1" => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        "rsa-sha256" => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        "rsa-sha512" => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => return None,
    };
    if let Some(pair) = signature
        .descendants()
        .find(|node| node.is(DSIG, "RSAKeyValue"))
    {
        let part = |name| decoded(pair.child(DSIG, name).unwrap().unwrap());
        let strip = |bytes: Vec<u8>| bytes.into_iter().skip_while(|byte| *byte == 0).collect();
        let (n, e): (Vec<u8>, Vec<u8>) = (strip(part("Modulus")), strip(part("Exponent")));
        let key = signature::RsaPublicKeyComponents { n: &n, e: &e };
        return Some(key.verify(algorithm, &message, &value).is_ok());
    }
    let keys = rsa_keys(folder, signature);
    if keys.is_empty() {
        return None;
    }
    Some(keys.iter().any(|key| {
        signature::UnparsedPublicKey::new(algorithm, key)
            .verify(&message, &value)
            .is_ok()
    }))
}

#[test]
fn values_over_our_canonical_signed_info() {
    let Some(folder) = folder() else { return };
    let (mut right, mut without, mut wrong) = (0, BTreeMap::<String, u32>::new(), Vec::new());
    for (name, bytes) in documents(&folder) {
        let document = Document::parse(&bytes, &Limits::default()).unwrap();
        for signature in document.named(DSIG, "Signature") {
            match value_is_right(&folder, signature).filter(|_| name != NO_KEY) {
                Some(true) => right += 1,
                Some(false) => wrong.push(format!("{name} {}", signature.path())),
                None => {
                    let method = signature
                        .descendants()
                        .find(|node| node.is(DSIG, "SignatureMethod"));
                    let uri = method.and_then(|node| node.attribute("Algorithm"));
                    *without
                        .entry(uri.unwrap_or_default().into_owned())
                        .or_default() += 1;
                }
            }
        }
    }
    println!(
        "{right} signature values fit our canonical SignedInfo; not computed here: {without:?}"
    );
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(right >= 20);
}

/// The digest of a reference that names nothing but canonicalization, and whether it is of a file; nothing for others.
fn reference_is_right<'d, 'a>(
    folder: &Path,
    document: &'d Document<'a>,
    signature: Node<'d, 'a>,
    reference: Node<'d, 'a>,
) -> Option<bool> {
    let method = reference.child(DSIG, "DigestMethod").unwrap()?;
    let algorithm = match method.attribute("Algorithm")?.rsplit('#').next()? {
        "sha1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => &digest::SHA256,
        "sha384" => &digest::SHA384,
        "sha512" => &digest::SHA512,
        _ => return None,
    };
    let uri = reference.attribute("URI")?;
    let (mut form, mut without) = (None, false);
    let transforms = reference.child(DSIG, "Transforms").unwrap();
    for transform in transforms.iter().flat_map(Node::children) {
        if transform
            .attribute("Algorithm")?
            .ends_with("#enveloped-signature")
        {
            without = true;
        } else {
            form = Some(form_of(transform)?);
        }
    }
    let mut bytes = Vec::new();
    let inside = uri.is_empty() || uri.starts_with('#');
    if inside {
        let form = form.unwrap_or(Canonicalization::INCLUSIVE);
        let comments = form.comments() && uri.starts_with("#xpointer(");
        let form = form.with_comments(comments);
        let without: Vec<_> = without.then_some(signature).into_iter().collect();
        if uri.is_empty() || uri == "#xpointer(/)" {
            document.canonicalize(&form, &without, &mut bytes).unwrap();
        } else {
            let id = uri.strip_prefix('#')?;
            let pointer = id.strip_prefix("xpointer(id('");
            let id = pointer.and_then(|id| id.strip_suffix("'))")).unwrap_or(id);
            let node = document.by_id(id).ok()?;
            node.canonicalize(&form, &without, &mut bytes).unwrap();
        }
    } else {
        let content = fs::read(folder.join(&*uri)).ok()?;
        match form {
            None => bytes = content,
            Some(form) => canonicalize(&content, &form, &Limits::default(), &mut bytes).ok()?,
        }
    }
    let value = decoded(reference.child(DSIG, "DigestValue").unwrap()?);
    Some(digest::digest(algorithm, &bytes).as_ref() == value)
}

#[test]
fn digests_of_elements_and_files() {
    let Some(folder) = folder() else { return };
    let (mut inside, mut files, mut wrong) = (BTreeMap::<String, u32>::new(), 0, Vec::new());
    for (name, bytes) in documents(&folder) {
        let here = folder.join(&name);
        let document = Document::parse(&bytes, &Limits::default()).unwrap();
        for signature in document.named(DSIG, "Signature") {
            // Those of manifests in it too.
            for reference in signature
                .descendants()
                .filter(|node| node.is(DSIG, "Reference"))
            {
                let right =
                    reference_is_right(here.parent().unwrap(), &document, signature, reference);
                let Some(right) = right else { continue };
                let uri = reference.attribute("URI").unwrap();
                if !right {
                    wrong.push(format!("{name} {uri}"));
                } else if uri.is_empty() || uri.starts_with('#') {
                    let method = reference.child(DSIG, "DigestMethod").unwrap().unwrap();
                    let method = method.attribute("Algorithm").unwrap();
                    let hash = method.rsplit('#').next().unwrap().to_owned();
                    *inside.entry(hash).or_default() += 1;
                } else {
                    files += 1;
                }
            }
        }
    }
    println!("digests as printed: of elements {inside:?}, of files {files}");
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(files >= 1 && inside["sha1"] >= 41);
}

/// Of node sets with holes, which XPath makes: below an element that was left out, namespaces are shown again that were shown above.
const WITH_HOLES: [&str; 2] = ["c14n-2.txt", "c14n-3.txt"];

#[test]
fn printed_canonical_forms_are_canonical() {
    let Some(folder) = folder() else { return };
    let (mut same, mut others, mut unread) =
        (0, Vec::new(), BTreeMap::<String, Vec<String>>::new());
    for suite in ["merlin-c14n-three", "merlin-xpath-filter2-three"] {
        for entry in fs::read_dir(folder.join(suite)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if !name.contains("c14n-") || path.extension().is_none_or(|end| end != "txt") {
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let form = Canonicalization::INCLUSIVE.with_comments(true);
            let mut out = Vec::new();
            match canonicalize(&bytes, &form, &Limits::default(), &mut out) {
                Ok(()) if out == bytes => same += 1,
                Ok(()) => others.push(name),
                Err(error) => unread.entry(error.to_string()).or_default().push(name),
            }
        }
    }
    println!("{same} printed forms are their own canonical form; no documents: {unread:?}");
    others.sort_unstable();
    assert_eq!(others, WITH_HOLES);
    assert!(same >= 5);
}

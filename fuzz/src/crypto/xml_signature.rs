//! XML signatures.

use std::sync::Arc;

use girokit_crypto::ErrorKind;
use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey};
use girokit_crypto::xml::{
    Canonicalization, Cover, DSIG, Document, Limits, Signature, Sources, VerifyPolicy, XmlSigner,
};

const KEY: &[u8] = include_bytes!("../../corpus/crypto_pem/p256.pem");

/// Verifies whatever signatures a document has, and signs the document: what we sign verifies and covers the root.
///
/// # Panics
/// When a promise is broken.
pub fn xml_signature(data: &[u8]) {
    let id = KeyId::parse("fuzz").expect("a fixed id");
    let key =
        SigningKey::from_pem(id, SignatureAlgorithm::EcdsaP256Sha256, KEY).expect("a fixed key");
    let keys = PinnedKey::new(Arc::new(key.public_key()));
    let limits = Limits::default();
    let Ok(document) = Document::parse(data, &limits) else {
        return;
    };
    let found: Vec<_> = document.named(DSIG, "Signature").take(4).collect();
    for node in &found {
        if let Ok(signature) = Signature::parse(*node) {
            let _ = signature.xades();
            let sources = Sources::business_message(&document).unwrap_or_default();
            let policy = VerifyPolicy::new(Cover::Given).with_xades_required();
            let _ = signature.verify(&policy, &keys, &sources);
            let _ = signature.verify(&VerifyPolicy::new(Cover::Root), &keys, &Sources::new());
        }
    }
    other_forms(data, &key, &keys);
    let Ok(signed) = XmlSigner::new(&key).with_id("fuzz-1").sign_enveloped(data) else {
        return;
    };
    let document = Document::parse(&signed, &limits).expect("what we write");
    let last = document
        .named(DSIG, "Signature")
        .filter(|node| node.attribute("Id").as_deref() == Some("fuzz-1"));
    let signature = Signature::parse(last.last().expect("our signature")).expect("what we write");
    let verified = signature.verify(&VerifyPolicy::new(Cover::Root), &keys, &Sources::new());
    verified.expect("what we sign");
}

/// A business envelope and an EBICS request, where the document is one: what we sign verifies and covers what it must.
fn other_forms(data: &[u8], key: &SigningKey, keys: &PinnedKey) {
    let limits = Limits::default();
    let signer = XmlSigner::new(key)
        .with_canonicalization(Canonicalization::INCLUSIVE_11)
        .with_key_name("k")
        .with_signed_key_info();
    if let Ok(signed) = signer.sign_business_envelope(data) {
        let document = Document::parse(&signed, &limits).expect("what we write");
        let mut found = document.named(DSIG, "Signature");
        let (node, more) = (found.next().expect("our signature"), found.next());
        let sources = Sources::business_message(&document).expect("what we signed");
        let policy = VerifyPolicy::new(Cover::Given);
        if more.is_none() {
            let signature = Signature::parse(node).expect("what we write");
            signature
                .verify(&policy, keys, &sources)
                .expect("what we sign");
        }
    }
    if let Ok(signed) = XmlSigner::new(key).sign_ebics(data) {
        let document = Document::parse(&signed, &limits).expect("what we write");
        let space = document.root().namespace();
        let node = document.named(space, "AuthSignature").next();
        let signature = Signature::parse(node.expect("our signature")).expect("what we write");
        let policy = VerifyPolicy::new(Cover::Authenticated);
        // The schemas ask for more than the attribute; nothing else may go wrong.
        if let Err(error) = signature.verify(&policy, keys, &Sources::new()) {
            let kinds = [ErrorKind::NotCovered, ErrorKind::Malformed];
            assert!(kinds.contains(&error.kind()), "{error}");
        }
    }
}

//! XML signatures.

use std::sync::Arc;

use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey};
use girokit_crypto::xml::{
    Cover, DSIG, Document, Limits, Signature, Sources, VerifyPolicy, XmlSigner,
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
            let _ = signature.verify(&VerifyPolicy::new(Cover::Root), &keys, &Sources::new());
        }
    }
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

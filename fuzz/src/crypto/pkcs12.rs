//! PKCS#12 and encrypted PKCS#8.

use girokit_crypto::Secret;
use girokit_crypto::keys::pkcs12::{Pkcs12, decrypt_pem, decrypt_pkcs8};
use girokit_crypto::keys::{KeyId, KeyWrap, SignatureAlgorithm};

/// Opens bytes with the passwords of the corpus, within few iterations, and loads what is inside.
///
/// # Panics
/// When a promise is broken.
pub fn pkcs12(data: &[u8]) {
    for password in [&b"tell nobody"[..], b""] {
        let password = Secret::new(password.to_vec());
        if let Ok(opened) = Pkcs12::read_within(data, &password, 10_000) {
            for key in opened.keys() {
                let id = KeyId::parse("fuzz").expect("a fixed id");
                let _ = key.signing_key(id.clone(), SignatureAlgorithm::EcdsaP256Sha256);
                let _ = key.decryption_key(id, KeyWrap::EcdhP256);
                let chain = opened.chain_of(key);
                assert!(chain.len() <= opened.certificates().count());
            }
        }
        if data.len() < 1000 {
            let _ = decrypt_pkcs8(data, &password);
            let _ = decrypt_pem(data, &password);
        }
    }
}

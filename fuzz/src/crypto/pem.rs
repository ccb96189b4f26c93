//! PEM and the keys inside.

use girokit_crypto::keys::{KeyId, Pem, PublicKey, SignatureAlgorithm, SigningKey};

/// Reads bytes as a PEM file and what it holds as keys of every algorithm; nothing may panic, and a private key's public half
/// must load again.
///
/// # Panics
/// When a promise is broken.
pub fn pem(data: &[u8]) {
    let id = KeyId::parse("fuzz").expect("a fixed id");
    let Ok(sections) = Pem::read_all(data) else {
        return;
    };
    for section in sections {
        for algorithm in SignatureAlgorithm::ALL {
            let der = section.expose();
            let _ = PublicKey::from_spki(id.clone(), algorithm, der);
            let keys = [
                SigningKey::from_pkcs8(id.clone(), algorithm, der),
                SigningKey::from_pkcs1(id.clone(), algorithm, der),
                SigningKey::from_sec1(id.clone(), algorithm, der),
            ];
            for key in keys.into_iter().flatten() {
                let public = key.public_key();
                let again = match public.rsa_components() {
                    Some((n, e)) => PublicKey::from_rsa_components(id.clone(), algorithm, &n, &e),
                    None => PublicKey::from_point(id.clone(), algorithm, public.as_bytes()),
                };
                assert_eq!(again.expect("a public key that loads"), public);
            }
        }
    }
}

//! JWS and JWK.

use std::sync::Arc;

use girokit_crypto::jose::{Jwk, Jws, JwsPolicy, JwsSigner};
use girokit_crypto::keys::{
    Algorithm, KeyId, MacAlgorithm, PinnedKey, SignatureAlgorithm, SigningKey,
};

const KEY: &[u8] = include_bytes!("../../corpus/crypto_pem/p256.pem");

/// Reads bytes as JWS in every form and as keys, and signs them: what we sign verifies.
///
/// # Panics
/// When a promise is broken.
pub fn jws(data: &[u8]) {
    let id = KeyId::parse("fuzz").expect("a fixed id");
    let key =
        SigningKey::from_pem(id, SignatureAlgorithm::EcdsaP256Sha256, KEY).expect("a fixed key");
    let keys = PinnedKey::new(Arc::new(key.public_key()));
    let all = SignatureAlgorithm::ALL
        .into_iter()
        .map(Algorithm::Signature);
    let policy =
        JwsPolicy::new().with_algorithms(all.chain([Algorithm::Mac(MacAlgorithm::HmacSha256)]));
    let text = core::str::from_utf8(data).unwrap_or_default();
    let read = Jws::compact(text)
        .into_iter()
        .chain(Jws::flattened(data))
        .chain(Jws::general(data).into_iter().flatten());
    for jws in read {
        let _ = jws.verify(&policy, &keys);
        let _ = jws.verify_detached(data, &policy, &keys);
    }
    for jwk in Jwk::parse_set(data)
        .into_iter()
        .flatten()
        .chain(Jwk::parse(data))
    {
        for algorithm in SignatureAlgorithm::ALL {
            let _ = jwk.to_public_key(algorithm);
            let _ = jwk.to_signing_key(algorithm);
        }
        let _ = jwk.to_mac_key(MacAlgorithm::HmacSha256);
    }
    let signer = JwsSigner::new(&key).expect("ES256");
    let detached = signer.detached_unencoded(data).expect("a key in memory");
    let jws = Jws::compact(&detached).expect("what we write");
    jws.verify_detached(data, &policy, &keys)
        .expect("what we sign");
}

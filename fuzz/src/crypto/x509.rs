//! Certificates, chains and revocation lists.

use std::sync::LazyLock;

use girokit_crypto::chrono::{DateTime, Utc};
use girokit_crypto::keys::{KeyFinder as _, KeyHints, SignatureAlgorithm};
use girokit_crypto::x509::{Certificate, ChainKeys, ChainPolicy, PinnedCertificates};

static ROOT: LazyLock<Certificate> = LazyLock::new(|| {
    let der = include_bytes!("../../corpus/crypto_x509/root.der");
    Certificate::from_der(der).expect("a fixed certificate")
});
static LEAF: LazyLock<Certificate> = LazyLock::new(|| {
    let der = include_bytes!("../../corpus/crypto_x509/leaf.der");
    Certificate::from_der(der).expect("a fixed certificate")
});

/// Reads bytes as a certificate, asks it everything, and lets it be signer, authority and revocation list. Nothing that is not the
/// fixed leaf chains to the fixed root.
///
/// # Panics
/// When a promise is broken.
pub fn x509(data: &[u8]) {
    let now: DateTime<Utc> = DateTime::from_timestamp(1_800_000_000, 0).expect("a fixed time");
    let _ = Certificate::from_pem(data);
    let with_list = ChainPolicy::new([ROOT.clone()]).with_crl(data.to_vec());
    let _ = with_list.verify(&LEAF, &[], now);
    let Ok(certificate) = Certificate::from_der(data) else {
        return;
    };
    assert_eq!(certificate.as_der(), data);
    let _ = (
        certificate.subject(),
        certificate.issuer(),
        certificate.serial(),
    );
    let _ = (certificate.not_before(), certificate.not_after());
    let _ = (certificate.sha256(), certificate.subject_key_identifier());
    let _ = (certificate.key_id(), certificate.signing_certificate());
    for algorithm in SignatureAlgorithm::ALL {
        let _ = certificate.public_key(algorithm);
    }
    let policy = ChainPolicy::new([ROOT.clone()]).with_intermediates([certificate.clone()]);
    if policy.verify(&certificate, &[], now).is_ok() {
        assert!(
            certificate == *LEAF || certificate == *ROOT,
            "a chain that nobody signed"
        );
    }
    let _ = ChainPolicy::new([certificate.clone()]).verify(&LEAF, &[], now);
    let hints = KeyHints::default();
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256.into();
    let _ = PinnedCertificates::new([certificate.clone()], now).find(&hints, algorithm);
    let keys = ChainKeys::new(ChainPolicy::new([ROOT.clone()]), now).with_known([certificate]);
    let _ = keys.find(&hints, algorithm);
}

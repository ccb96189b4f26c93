//! The bodies for `girokit-crypto` over the corpus.
#![cfg(any(
    feature = "crypto-audit",
    feature = "crypto-cms",
    feature = "crypto-http",
    feature = "crypto-jose",
    feature = "crypto-otp",
    feature = "crypto-vault",
    feature = "crypto-x509",
    feature = "crypto-xml"
))]

use girokit_fuzz::{corpus, crypto};

#[cfg(feature = "crypto-cms")]
#[test]
fn cms() {
    assert!(corpus::replay("crypto_cms", crypto::cms) > 0);
}

#[cfg(feature = "crypto-x509")]
#[test]
fn pem() {
    assert!(corpus::replay("crypto_pem", crypto::pem) > 0);
}

#[cfg(feature = "crypto-vault")]
#[test]
fn vault() {
    assert!(corpus::replay("crypto_vault", crypto::vault) > 0);
}

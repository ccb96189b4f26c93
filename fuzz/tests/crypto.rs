//! The bodies for `girokit-crypto` over the corpus.
#![cfg(any(
    feature = "crypto-audit",
    feature = "crypto-cms",
    feature = "crypto-envelope",
    feature = "crypto-http",
    feature = "crypto-jose",
    feature = "crypto-jwe",
    feature = "crypto-otp",
    feature = "crypto-pkcs12",
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

#[cfg(feature = "crypto-http")]
#[test]
fn http() {
    assert!(corpus::replay("crypto_http", crypto::http) > 0);
}

#[cfg(feature = "crypto-jose")]
#[test]
fn jws() {
    assert!(corpus::replay("crypto_jws", crypto::jws) > 0);
}

#[cfg(feature = "crypto-xml")]
#[test]
fn xml_c14n() {
    assert!(corpus::replay("crypto_xml_c14n", crypto::xml_c14n) > 0);
}

#[cfg(feature = "crypto-xml")]
#[test]
fn xml_signature() {
    assert!(corpus::replay("crypto_xml_signature", crypto::xml_signature) > 0);
}

#[cfg(feature = "crypto-audit")]
#[test]
fn audit() {
    assert!(corpus::replay("crypto_audit", crypto::audit) > 0);
}

#[cfg(feature = "crypto-jwe")]
#[test]
fn jwe() {
    assert!(corpus::replay("crypto_jwe", crypto::jwe) > 0);
}

#[cfg(feature = "crypto-otp")]
#[test]
fn otp() {
    assert!(corpus::replay("crypto_otp", crypto::otp) > 0);
}

#[cfg(feature = "crypto-x509")]
#[test]
fn x509() {
    assert!(corpus::replay("crypto_x509", crypto::x509) > 0);
}

#[cfg(feature = "crypto-pkcs12")]
#[test]
fn pkcs12() {
    assert!(corpus::replay("crypto_pkcs12", crypto::pkcs12) > 0);
}

#[cfg(feature = "crypto-envelope")]
#[test]
fn envelope() {
    assert!(corpus::replay("crypto_envelope", crypto::envelope) > 0);
}

//! Codes of a second factor and their URIs.

use girokit_crypto::chrono::DateTime;
use girokit_crypto::otp::{MemoryOtpStore, Totp};

/// Reads bytes as an `otpauth` URI: what is read writes a URI that reads alike and makes the same codes. Then as a code, which is
/// wrong or the right one.
///
/// # Panics
/// When a promise is broken.
pub fn otp(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else {
        return;
    };
    let now = DateTime::from_timestamp(1_790_000_000, 0).expect("a fixed time");
    let fixed = Totp::from_uri("otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    let fixed = fixed.expect("a fixed URI");
    let right = fixed.code(now).expect("a time after 1970");
    let outcome = fixed
        .with_drift(0)
        .verify("fuzz", text, now, &MemoryOtpStore::new());
    assert_eq!(outcome.is_ok(), text.trim() == right);
    let Ok(totp) = Totp::from_uri(text) else {
        return;
    };
    let uri = totp.uri("Girokit", "fuzz").expect("names without a colon");
    let uri = core::str::from_utf8(uri.expose()).expect("a URI is text");
    let again = Totp::from_uri(uri).expect("what we write");
    assert_eq!(totp.code(now).ok(), again.code(now).ok());
}

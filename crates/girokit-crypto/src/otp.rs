//! One-time passwords for the second look at a payment: HOTP (RFC 4226), TOTP (RFC 6238), recovery codes.
//!
//! ```
//! use chrono::{DateTime, TimeDelta};
//! use girokit_crypto::Secret;
//! use girokit_crypto::otp::{MemoryOtpStore, OtpKey, Totp};
//!
//! let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
//! let totp = Totp::new(OtpKey::new(Secret::random(20)?)?);
//! let uri = totp.uri("Girokit", "anna@example.com")?; // for the QR code, shown once
//! assert!(uri.expose().starts_with(b"otpauth://totp/Girokit:anna@example.com?secret="));
//!
//! let store = MemoryOtpStore::new();
//! let code = totp.code(now)?; // what Anna's telephone shows
//! totp.verify("anna", &code, now, &store)?;
//! assert!(totp.verify("anna", &code, now + TimeDelta::seconds(5), &store).is_err(), "a code is good for once");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it checks
//! A code is compared in constant time within a window of steps, accepted once, and never after a later one was. The store counts
//! each code before it is looked at, and locks the account after a few in a row of which none was accepted, until somebody unlocks
//! it: guesses at the same time are no way around.
//!
//! # What it does not
//! It binds a code to a person and a time, not to a payment: whoever can show a forged payment to the person can use the code.
//! Where the law asks for dynamic linking (PSD2 RTS article 5), sign the payment itself.

use core::fmt;

use chrono::{DateTime, Utc};
use ring::hmac;
use zeroize::Zeroizing;

use crate::{Error, ErrorKind, Secret, secret};

mod base32;
mod recovery;
mod store;

pub use recovery::RecoveryCodes;
pub use store::{MemoryOtpStore, OtpStore};

/// The hash function of a code. Authenticator applications know SHA-1 best; inside HMAC it is still sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OtpAlgorithm {
    /// HMAC-SHA-1, RFC 4226: the default.
    Sha1,
    /// HMAC-SHA-256, RFC 6238.
    Sha256,
    /// HMAC-SHA-512, RFC 6238.
    Sha512,
}

impl OtpAlgorithm {
    const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    fn ring(self) -> hmac::Algorithm {
        match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha512 => hmac::HMAC_SHA512,
        }
    }
}

/// The shared secret of a person, and how codes are made of it. Masked in `Debug`.
#[derive(Clone)]
pub struct OtpKey {
    secret: Secret,
    algorithm: OtpAlgorithm,
    digits: u8,
}

impl OtpKey {
    /// Shortest secret in bytes: RFC 4226 section 4, R6.
    pub const MIN_BYTES: usize = 16;
    /// Longest secret in bytes.
    pub const MAX_BYTES: usize = 128;

    /// Six digits by HMAC-SHA-1.
    ///
    /// # Errors
    /// [`KeyNotUsable`](ErrorKind::KeyNotUsable) for a secret below 16 or above 128 bytes.
    pub fn new(secret: Secret) -> Result<Self, Error> {
        if !(Self::MIN_BYTES..=Self::MAX_BYTES).contains(&secret.len()) {
            return Err(Error::new(
                ErrorKind::KeyNotUsable,
                "expected a secret of 16 to 128 bytes",
            ));
        }
        Ok(Self {
            secret,
            algorithm: OtpAlgorithm::Sha1,
            digits: 6,
        })
    }

    /// Another hash function.
    #[must_use]
    pub fn with_algorithm(mut self, algorithm: OtpAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Another number of digits.
    ///
    /// # Errors
    /// [`KeyNotUsable`](ErrorKind::KeyNotUsable) outside 6 to 8.
    pub fn with_digits(mut self, digits: u8) -> Result<Self, Error> {
        if !(6..=8).contains(&digits) {
            return Err(Error::new(
                ErrorKind::KeyNotUsable,
                "expected 6 to 8 digits",
            ));
        }
        self.digits = digits;
        Ok(self)
    }

    /// The code of a counter, RFC 4226 section 5.3.
    pub fn hotp(&self, counter: u64) -> String {
        let key = hmac::Key::new(self.algorithm.ring(), self.secret.expose());
        let mac = hmac::sign(&key, &counter.to_be_bytes());
        let mac = mac.as_ref();
        let offset = usize::from(mac.last().copied().unwrap_or(0) & 0xf);
        let word = mac
            .get(offset..offset.saturating_add(4))
            .and_then(|word| word.try_into().ok())
            .unwrap_or([0; 4]);
        let number = u32::from_be_bytes(word) & 0x7fff_ffff;
        let modulus = 10_u32.pow(u32::from(self.digits));
        format!(
            "{:0width$}",
            number % modulus,
            width = usize::from(self.digits)
        )
    }

    /// Verifies a code of the counters from the last accepted on, `ahead` of them at most (RFC 4226 section 7.4), and makes
    /// the next one the first that counts.
    ///
    /// # Errors
    /// As [`Totp::verify`].
    pub fn verify_hotp(
        &self,
        account: &str,
        code: &str,
        ahead: u8,
        now: DateTime<Utc>,
        store: &dyn OtpStore,
    ) -> Result<u64, Error> {
        let first = store
            .last(account)?
            .map_or(0, |last| last.saturating_add(1));
        self.verify(
            account,
            code,
            (first, first.saturating_add(u64::from(ahead))),
            now,
            store,
        )
    }

    /// The counter of a code within a window.
    fn verify(
        &self,
        account: &str,
        code: &str,
        window: (u64, u64),
        now: DateTime<Utc>,
        store: &dyn OtpStore,
    ) -> Result<u64, Error> {
        store.attempt(account, now)?;
        let code = code.trim();
        let mut found = None;
        // Every counter is tried: the time tells nothing of which one fits.
        for counter in window.0..=window.1 {
            if secret::same(self.hotp(counter).as_bytes(), code.as_bytes()) {
                found = Some(found.unwrap_or(counter));
            }
        }
        let Some(counter) = found else {
            return Err(Error::new(
                ErrorKind::SignatureInvalid,
                "the code does not fit",
            ));
        };
        store.accept(account, counter)?;
        Ok(counter)
    }

    /// The secret for an authenticator application: base32 without padding, RFC 4648.
    pub fn to_base32(&self) -> Secret {
        Secret::new(base32::encode(self.secret.expose()).into_bytes())
    }
}

impl fmt::Debug for OtpKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtpKey")
            .field("algorithm", &self.algorithm)
            .field("digits", &self.digits)
            .finish_non_exhaustive()
    }
}

/// Codes that change with time, RFC 6238.
#[derive(Clone, Debug)]
pub struct Totp {
    key: OtpKey,
    step: u32,
    drift: u8,
}

impl Totp {
    /// Steps of 30 seconds; a code of one step before or after is accepted too.
    pub fn new(key: OtpKey) -> Self {
        Self {
            key,
            step: 30,
            drift: 1,
        }
    }

    /// Other steps, in seconds.
    ///
    /// # Errors
    /// [`KeyNotUsable`](ErrorKind::KeyNotUsable) outside 15 to 300.
    pub fn with_step(mut self, seconds: u32) -> Result<Self, Error> {
        if !(15..=300).contains(&seconds) {
            return Err(Error::new(
                ErrorKind::KeyNotUsable,
                "expected steps of 15 to 300 seconds",
            ));
        }
        self.step = seconds;
        Ok(self)
    }

    /// How many steps a clock may be off, either way; 10 at most.
    #[must_use]
    pub fn with_drift(mut self, steps: u8) -> Self {
        self.drift = steps.min(10);
        self
    }

    /// The code at `now`.
    ///
    /// # Errors
    /// [`NotYetValid`](ErrorKind::NotYetValid) before 1970.
    pub fn code(&self, now: DateTime<Utc>) -> Result<String, Error> {
        Ok(self.key.hotp(self.counter(now)?))
    }

    fn counter(&self, now: DateTime<Utc>) -> Result<u64, Error> {
        let seconds = u64::try_from(now.timestamp());
        let seconds = seconds
            .map_err(|_| Error::new(ErrorKind::NotYetValid, "expected a time after 1970"))?;
        Ok(seconds / u64::from(self.step.max(1)))
    }

    /// Verifies a code of an account, once: the counter that it belongs to.
    ///
    /// # Errors
    /// [`SignatureInvalid`](ErrorKind::SignatureInvalid) for a wrong code, [`Replayed`](ErrorKind::Replayed) for one that was used
    /// or is older than one that was, [`Denied`](ErrorKind::Denied) for a locked account, and what the store says.
    pub fn verify(
        &self,
        account: &str,
        code: &str,
        now: DateTime<Utc>,
        store: &dyn OtpStore,
    ) -> Result<u64, Error> {
        let counter = self.counter(now)?;
        let drift = u64::from(self.drift);
        let window = (counter.saturating_sub(drift), counter.saturating_add(drift));
        self.key.verify(account, code, window, now, store)
    }

    /// The `otpauth` URI that authenticator applications read from a QR code. It holds the secret.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for a colon in a name.
    pub fn uri(&self, issuer: &str, account: &str) -> Result<Secret, Error> {
        if issuer.contains(':') || account.contains(':') {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected names without a colon",
            ));
        }
        let (issuer, account) = (percent(issuer), percent(account));
        let (algorithm, digits, step) = (self.key.algorithm.name(), self.key.digits, self.step);
        let secret = Zeroizing::new(base32::encode(self.key.secret.expose()));
        let before = format!("otpauth://totp/{issuer}:{account}?secret=");
        let after = format!("&issuer={issuer}&algorithm={algorithm}&digits={digits}&period={step}");
        // Made in one piece: a buffer that grows leaves copies of the secret behind.
        Ok(Secret::new(
            [before.as_bytes(), secret.as_bytes(), after.as_bytes()].concat(),
        ))
    }

    /// Reads an `otpauth://totp/` URI.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed), [`KeyNotUsable`](ErrorKind::KeyNotUsable) for values that this crate does not accept.
    pub fn from_uri(uri: &str) -> Result<Self, Error> {
        let bad = |what: &'static str| Error::new(ErrorKind::Malformed, what);
        let rest = uri
            .strip_prefix("otpauth://totp/")
            .ok_or_else(|| bad("expected otpauth://totp/"))?;
        let (_, query) = rest
            .split_once('?')
            .ok_or_else(|| bad("expected parameters"))?;
        let mut parameters: Vec<(&str, &str)> = Vec::new();
        for pair in query.split('&') {
            let (name, value) = pair
                .split_once('=')
                .ok_or_else(|| bad("expected name=value"))?;
            if parameters.iter().any(|(known, _)| *known == name) || parameters.len() > 16 {
                return Err(bad("found a parameter twice"));
            }
            parameters.push((name, value));
        }
        let get = |name: &str| {
            parameters
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| *value)
        };
        let secret = get("secret")
            .and_then(base32::decode)
            .ok_or_else(|| bad("expected a secret in base32"))?;
        let algorithm = match get("algorithm") {
            None | Some("SHA1") => OtpAlgorithm::Sha1,
            Some("SHA256") => OtpAlgorithm::Sha256,
            Some("SHA512") => OtpAlgorithm::Sha512,
            Some(_) => {
                return Err(Error::new(
                    ErrorKind::AlgorithmNotAllowed,
                    "expected SHA1, SHA256 or SHA512",
                ));
            }
        };
        let digits = get("digits")
            .unwrap_or("6")
            .parse()
            .map_err(|_| bad("expected digits"))?;
        let step = get("period")
            .unwrap_or("30")
            .parse()
            .map_err(|_| bad("expected a period in seconds"))?;
        let key = OtpKey::new(Secret::from(secret))?
            .with_algorithm(algorithm)
            .with_digits(digits)?;
        Self::new(key).with_step(step)
    }
}

fn percent(text: &str) -> String {
    let one = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(one).collect()
}

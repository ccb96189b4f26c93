//! The message authentication code between terminals and switch, in DE 64.
//!
//! HMAC-SHA-256 cut to eight bytes, by ring: enough to show where a MAC is made and checked. Terminals of card networks use the retail MAC of ANSI X9.19 or
//! CMAC under a key of their own, which belongs into a crypto crate behind the same trait.

use core::convert::Infallible;
use core::fmt;
use std::sync::Arc;

use girokit_iso8583::Message;
use girokit_iso8583::mac::{Covered, MacError, MessageMac};
use ring::hmac;

/// What terminals and switch share. It prints as its name alone.
#[derive(Clone)]
pub(crate) struct TerminalKey {
    key: Arc<hmac::Key>,
}

impl TerminalKey {
    /// The fewest bytes that are taken.
    const LEAST: usize = 16;

    /// The key of the simulated terminals. It is no secret.
    pub(crate) fn demo() -> Self {
        Self::new(b"the simulated terminals' own key")
    }

    /// From hex digits; `None` for anything else, and for less than 16 bytes.
    pub(crate) fn from_hex(digits: &str) -> Option<Self> {
        let digits = digits.as_bytes();
        let (pairs, rest) = digits.as_chunks::<2>();
        if !rest.is_empty() || pairs.len() < Self::LEAST {
            return None;
        }
        let nibble = |digit: u8| char::from(digit).to_digit(16);
        let bytes: Option<Vec<u8>> = pairs
            .iter()
            .map(|&[high, low]| u8::try_from(nibble(high)? << 4 | nibble(low)?).ok())
            .collect();
        Some(Self::new(&bytes?))
    }

    fn new(bytes: &[u8]) -> Self {
        Self {
            key: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, bytes)),
        }
    }

    /// Puts the code into the message.
    pub(crate) fn sign(&self, message: &mut Message) -> Result<(), MacError<Infallible>> {
        message.sign_with(self, Covered::FromMti)
    }

    /// Whether the message holds its code.
    pub(crate) fn verifies(&self, message: &Message) -> bool {
        message.verify_with(self, Covered::FromMti).is_ok()
    }
}

impl MessageMac for TerminalKey {
    type Error = Infallible;

    fn compute(&self, covered: &[u8]) -> Result<[u8; 8], Infallible> {
        let tag = hmac::sign(&self.key, covered);
        Ok(tag.as_ref().first_chunk().copied().unwrap_or_default())
    }
}

impl fmt::Debug for TerminalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TerminalKey").finish_non_exhaustive()
    }
}

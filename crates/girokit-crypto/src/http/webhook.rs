//! Webhooks signed with a shared key.

use core::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::keys::MacKey;
use crate::{Error, ErrorKind, Signatory, Verified};

/// How a webhook is signed: with the time before the body (`t=1790000000,v1=<hex>` over `1790000000.<body>`), which keeps old ones
/// from being sent again.
#[derive(Clone, Copy, Debug)]
pub struct Webhook {
    max_age: TimeDelta,
    max_skew: TimeDelta,
}

impl Default for Webhook {
    fn default() -> Self {
        Self::new()
    }
}

impl Webhook {
    /// Most `v1` of a header: each costs a MAC over the body for each key.
    pub const MAX_MACS: usize = 8;

    /// Accepts five minutes of age and one of skew.
    pub fn new() -> Self {
        Self {
            max_age: TimeDelta::minutes(5),
            max_skew: TimeDelta::minutes(1),
        }
    }

    /// Oldest webhook that is accepted, and how far its clock may be ahead.
    #[must_use]
    pub fn with_window(mut self, max_age: TimeDelta, max_skew: TimeDelta) -> Self {
        (self.max_age, self.max_skew) = (max_age, max_skew);
        self
    }

    /// The header for a body: one `v1` for each key, so that receivers can change theirs in between.
    ///
    /// # Errors
    /// [`TooLarge`](ErrorKind::TooLarge) for more keys than [`Webhook::MAX_MACS`], and what a key says.
    pub fn sign(
        &self,
        body: &[u8],
        now: DateTime<Utc>,
        keys: &[Arc<dyn MacKey>],
    ) -> Result<String, Error> {
        if keys.len() > Self::MAX_MACS {
            let what = "more keys than a receiver reads signatures";
            return Err(Error::new(ErrorKind::TooLarge, what));
        }
        let message = timed(now.timestamp(), body);
        let mut header = format!("t={}", now.timestamp());
        for key in keys {
            header.extend([",v1=", &hex(&key.mac(&message)?)]);
        }
        Ok(header)
    }

    /// The body, if one of the keys signed it within the window: give those that still verify, from
    /// [`KeyStore::mac_keys`](crate::keys::KeyStore::mac_keys).
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed), [`TooLarge`](ErrorKind::TooLarge) for a header above 4 KiB or
    /// [`Webhook::MAX_MACS`], [`Expired`](ErrorKind::Expired), [`NotYetValid`](ErrorKind::NotYetValid),
    /// [`SignatureInvalid`](ErrorKind::SignatureInvalid).
    pub fn verify<'b>(
        &self,
        header: &str,
        body: &'b [u8],
        now: DateTime<Utc>,
        keys: &[Arc<dyn MacKey>],
    ) -> Result<Verified<&'b [u8]>, Error> {
        let bad = || Error::new(ErrorKind::Malformed, "expected t=seconds,v1=hex");
        if header.len() > 4096 {
            return Err(Error::new(ErrorKind::TooLarge, "expected at most 4 KiB"));
        }
        let (mut time, mut macs) = (None, Vec::new());
        for part in header.split(',') {
            match part.trim().split_once('=').ok_or_else(bad)? {
                ("t", _) if time.is_some() => return Err(bad()),
                ("t", text) => time = Some(text.parse::<i64>().map_err(|_| bad())?),
                ("v1", _) if macs.len() >= Self::MAX_MACS => {
                    let what = "more signatures than the limit";
                    return Err(Error::new(ErrorKind::TooLarge, what));
                }
                ("v1", text) => macs.push(unhex(text).ok_or_else(bad)?),
                // Other versions stand beside ours.
                _ => {}
            }
        }
        let time = time.ok_or_else(bad)?;
        let made = DateTime::from_timestamp(time, 0).ok_or_else(bad)?;
        let by = find(&timed(time, body), &macs, keys)?;
        let age = now.signed_duration_since(made);
        if age > self.max_age {
            return Err(Error::new(ErrorKind::Expired, "signed too long ago"));
        }
        if age < -self.max_skew {
            return Err(Error::new(ErrorKind::NotYetValid, "signed in the future"));
        }
        Ok(Verified::new(body, by))
    }
}

/// The body, if `mac` (hexadecimal, a name before it as in `sha256=` left out or not) is a MAC over it alone by one of the keys.
/// Nothing keeps such a webhook from being sent again: work must be idempotent.
///
/// # Errors
/// [`Malformed`](ErrorKind::Malformed), [`SignatureInvalid`](ErrorKind::SignatureInvalid).
pub fn verify_plain_webhook<'b>(
    mac: &str,
    body: &'b [u8],
    keys: &[Arc<dyn MacKey>],
) -> Result<Verified<&'b [u8]>, Error> {
    let text = mac.split_once('=').map_or(mac, |(_, text)| text);
    let mac = unhex(text.trim())
        .ok_or_else(|| Error::new(ErrorKind::Malformed, "expected a MAC in hexadecimal"))?;
    let by = find(body, &[mac], keys)?;
    Ok(Verified::new(body, by))
}

fn timed(seconds: i64, body: &[u8]) -> Vec<u8> {
    [seconds.to_string().as_bytes(), b".", body].concat()
}

/// Who made one of the MACs.
fn find(message: &[u8], macs: &[Vec<u8>], keys: &[Arc<dyn MacKey>]) -> Result<Signatory, Error> {
    for key in keys {
        for mac in macs {
            if let Ok(verified) = key.verify(message, mac) {
                return Ok(verified.by().clone());
            }
        }
    }
    Err(Error::new(ErrorKind::SignatureInvalid, "no key fits"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let text = core::str::from_utf8(pair)
            .ok()
            .filter(|text| text.len() == 2 && !text.starts_with('+'))?;
        u8::from_str_radix(text, 16).ok()
    };
    if text.is_empty() {
        None
    } else {
        pairs.map(byte).collect()
    }
}

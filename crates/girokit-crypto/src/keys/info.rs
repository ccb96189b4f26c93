//! Who a key is and what it may do.

use core::fmt;
use core::str::FromStr;

use super::Algorithm;
use crate::{Error, ErrorKind};

/// Name of a key, as `kid` and `keyid` carry it: 1 to 255 visible ASCII characters and spaces inside.
///
/// Not secret: it stands in headers, logs and errors.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(Box<str>);

impl KeyId {
    /// Longest id in characters.
    pub const MAX: usize = 255;

    /// Takes an id.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for an empty or long one, or characters other than printable ASCII.
    pub fn parse(id: &str) -> Result<Self, Error> {
        let bad = |what| Err(Error::new(ErrorKind::Malformed, what).in_part("key id"));
        if id.is_empty() || id.len() > Self::MAX {
            return bad("expected 1 to 255 characters");
        }
        if !id
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic())
            || id.trim() != id
        {
            return bad("expected printable ASCII without spaces around it");
        }
        Ok(Self(id.into()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyId {
    type Err = Error;

    fn from_str(id: &str) -> Result<Self, Error> {
        Self::parse(id)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({})", self.0)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a key may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KeyUsage {
    /// Recovers content keys.
    Decryption,
    /// Protects content keys for a receiver.
    Encryption,
    /// Makes and checks MACs.
    Mac,
    /// Signs.
    Signing,
    /// Verifies.
    Verification,
}

/// Id, algorithm and usage, bound together when the key is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    id: KeyId,
    algorithm: Algorithm,
    usage: KeyUsage,
}

impl KeyInfo {
    /// The three facts of a key.
    pub fn new(id: KeyId, algorithm: impl Into<Algorithm>, usage: KeyUsage) -> Self {
        Self {
            id,
            algorithm: algorithm.into(),
            usage,
        }
    }

    /// Its name.
    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// The one algorithm it is for.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What it may be used for.
    pub fn usage(&self) -> KeyUsage {
        self.usage
    }
}

//! Bytes that nobody may see by accident.

use core::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Secret bytes: a MAC key, a content key, a shared secret, a recovered plaintext key.
///
/// Wiped when dropped, masked in `Debug`, compared in constant time, without `Display` and without serde. The one way to the
/// bytes is [`Secret::expose`].
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over. Copies that the caller made before are his to wipe.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// `length` bytes from the generator of the operating system.
    ///
    /// # Errors
    /// [`Unavailable`](crate::ErrorKind::Unavailable) when the generator fails.
    pub fn random(length: usize) -> Result<Self, crate::Error> {
        let mut bytes = Zeroizing::new(vec![0; length]);
        crate::random::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The bytes themselves.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no byte.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Zeroizing<Vec<u8>>> for Secret {
    fn from(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }
}

/// In constant time for equal lengths; a different length is told at once.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// Whether two byte strings are the same, in constant time for equal lengths.
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test fails by panicking"
    )]

    use super::*;

    #[test]
    fn it_is_masked_and_compared_by_content() {
        let secret = Secret::new(b"hunter2".to_vec());
        assert_eq!(format!("{secret:?}"), "Secret(***)");
        assert_eq!(secret, Secret::new(b"hunter2".to_vec()));
        assert_ne!(secret, Secret::new(b"hunter3".to_vec()));
        assert_ne!(secret, Secret::new(b"hunter".to_vec()));
        assert!(same(b"a", b"a") && !same(b"a", b"b"));
    }

    #[test]
    fn random_secrets_differ() {
        let (one, two) = (Secret::random(32).unwrap(), Secret::random(32).unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 32);
        assert!(!one.is_empty());
    }
}

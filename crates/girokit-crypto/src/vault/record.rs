//! The sealed form of one value.

use core::fmt;

use super::{ProfileName, TenantId, Token};
use crate::{Error, ErrorKind};

/// A sealed value as the store keeps it: format 1, key version, salt, nonce, ciphertext and tag.
///
/// | bytes | content |
/// |---|---|
/// | 1 | format: 1 |
/// | 4 | version of the tenant's data key, big-endian |
/// | 16 | salt of the key of this record |
/// | 12 | nonce |
/// | rest | AES-256-GCM ciphertext and tag of 16 bytes |
#[derive(Clone, PartialEq, Eq)]
pub struct VaultRecord {
    pub(super) key_version: u32,
    pub(super) salt: [u8; 16],
    pub(super) nonce: [u8; 12],
    pub(super) sealed: Vec<u8>,
}

impl VaultRecord {
    /// Longest value in bytes.
    pub const MAX_VALUE: usize = 65_536;
    const FORMAT: u8 = 1;
    const TAG: usize = 16;

    /// Reads a record; what is inside stays sealed.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for another format or too few bytes, [`TooLarge`](ErrorKind::TooLarge) above
    /// [`VaultRecord::MAX_VALUE`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let bad = || {
            Error::new(ErrorKind::Malformed, "expected a record of format 1")
                .in_part("vault record")
        };
        let (&format, rest) = bytes.split_first().ok_or_else(bad)?;
        let (key_version, rest) = rest.split_first_chunk().ok_or_else(bad)?;
        let (salt, rest) = rest.split_first_chunk().ok_or_else(bad)?;
        let (nonce, sealed) = rest.split_first_chunk().ok_or_else(bad)?;
        if format != Self::FORMAT || sealed.len() < Self::TAG {
            return Err(bad());
        }
        if sealed.len() > Self::MAX_VALUE + Self::TAG {
            return Err(too_large());
        }
        Ok(Self {
            key_version: u32::from_be_bytes(*key_version),
            salt: *salt,
            nonce: *nonce,
            sealed: sealed.to_vec(),
        })
    }

    /// The bytes that [`VaultRecord::parse`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(33 + self.sealed.len());
        bytes.push(Self::FORMAT);
        bytes.extend_from_slice(&self.key_version.to_be_bytes());
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.sealed);
        bytes
    }

    /// Version of the tenant's data key that sealed it.
    pub fn key_version(&self) -> u32 {
        self.key_version
    }
}

impl fmt::Debug for VaultRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultRecord")
            .field("key_version", &self.key_version)
            .finish_non_exhaustive()
    }
}

pub(super) fn too_large() -> Error {
    Error::new(
        ErrorKind::TooLarge,
        "expected a value of at most 65536 bytes",
    )
}

/// The place of a record. It is the associated data of the seal, so a record opens in its own place only.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) tenant: &'a TenantId,
    pub(super) profile: &'a ProfileName,
    pub(super) token: &'a Token,
}

impl Place<'_> {
    pub(super) fn associated_data(&self, key_version: u32) -> Vec<u8> {
        let parts = [
            self.tenant.as_str(),
            self.profile.as_str(),
            self.token.as_str(),
        ];
        let mut data = labelled(b"girokit vault record 1", &parts);
        data.extend_from_slice(&key_version.to_be_bytes());
        data
    }
}

/// A label and parts, each with its length before it: no two lists give the same bytes.
pub(super) fn labelled(label: &[u8], parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128);
    bytes.extend_from_slice(label);
    for part in parts {
        bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

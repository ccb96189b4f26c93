//! Recovery codes, for who has lost the telephone.

use core::fmt;

use zeroize::Zeroizing;

use super::base32;
use crate::keys::Digest;
use crate::{Error, ErrorKind, Secret, secret};

/// What is kept of a set of recovery codes: a salt and a hash for each that is left.
///
/// A code has 80 bits by chance, so a plain hash resists guessing; the codes themselves are shown once, at [`RecoveryCodes::generate`].
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCodes {
    salt: [u8; 16],
    hashes: Vec<[u8; 32]>,
}

impl RecoveryCodes {
    /// Most codes of a set: 32.
    pub const MAX: usize = 32;

    /// Makes a set of `count` codes: what to keep, and the codes to show, in groups of four characters (`ABCD-EFGH-...`).
    ///
    /// # Errors
    /// [`TooLarge`](ErrorKind::TooLarge) above [`RecoveryCodes::MAX`]; [`Unavailable`](ErrorKind::Unavailable) without chance.
    pub fn generate(count: usize) -> Result<(Self, Vec<Secret>), Error> {
        if count > Self::MAX {
            return Err(Error::new(ErrorKind::TooLarge, "expected at most 32 codes"));
        }
        let mut kept = Self {
            salt: crate::random::bytes()?,
            hashes: Vec::new(),
        };
        let mut shown = Vec::new();
        for _ in 0..count {
            let chance = Zeroizing::new(crate::random::bytes::<10>()?);
            let code = Zeroizing::new(base32::encode(&*chance));
            kept.hashes.push(kept.hash(&code));
            let groups: Vec<&str> = code
                .as_bytes()
                .chunks(4)
                .filter_map(|group| core::str::from_utf8(group).ok())
                .collect();
            shown.push(Secret::new(groups.join("-").into_bytes()));
        }
        Ok((kept, shown))
    }

    /// From what was kept.
    pub fn from_parts(salt: [u8; 16], hashes: Vec<[u8; 32]>) -> Self {
        Self { salt, hashes }
    }

    /// What to keep: salt and hashes.
    pub fn parts(&self) -> (&[u8; 16], &[[u8; 32]]) {
        (&self.salt, &self.hashes)
    }

    /// How many codes are left.
    pub fn left(&self) -> usize {
        self.hashes.len()
    }

    /// Uses a code up. Keep the set after it: a code is good for once.
    ///
    /// # Errors
    /// [`SignatureInvalid`](ErrorKind::SignatureInvalid). Count wrong codes as for [`OtpStore`](super::OtpStore).
    pub fn redeem(&mut self, code: &str) -> Result<(), Error> {
        let written = code.chars().filter(|c| !matches!(c, '-' | ' '));
        let mut plain = Zeroizing::new(String::with_capacity(code.len()));
        plain.extend(written.map(|c| c.to_ascii_uppercase()));
        let hash = self.hash(&plain);
        // Every hash is compared: the time tells nothing of which one fits.
        let mut found = None;
        for (at, known) in self.hashes.iter().enumerate() {
            if secret::same(known, &hash) {
                found = Some(at);
            }
        }
        let at = found.ok_or_else(|| {
            Error::new(
                ErrorKind::SignatureInvalid,
                "the recovery code does not fit",
            )
        })?;
        self.hashes.swap_remove(at);
        Ok(())
    }

    fn hash(&self, code: &str) -> [u8; 32] {
        let message = Zeroizing::new([self.salt.as_slice(), code.as_bytes()].concat());
        Digest::Sha256.of(&message).try_into().unwrap_or([0; 32])
    }
}

impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryCodes")
            .field("left", &self.left())
            .finish_non_exhaustive()
    }
}

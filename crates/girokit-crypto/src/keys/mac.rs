//! HMAC keys.

use core::fmt;

use ring::hmac;

use super::{KeyId, KeyInfo, KeyUsage, MacAlgorithm, MacKey};
use crate::{Error, ErrorKind, Secret, Signatory, Verified, secret};

/// A shared key for HMAC, RFC 2104. Masked in `Debug`.
///
/// `ring` keeps only the two hashed halves of the key, not the key; it does not wipe them.
#[derive(Clone)]
pub struct HmacKey {
    info: KeyInfo,
    algorithm: MacAlgorithm,
    key: hmac::Key,
}

impl HmacKey {
    /// Shortest key in bytes: 128 bits. RFC 7518 asks JWS for as many bits as the digest has; that is checked there.
    pub const MIN: usize = 16;

    /// Loads a shared secret.
    ///
    /// # Errors
    /// [`KeyNotUsable`](ErrorKind::KeyNotUsable) below [`HmacKey::MIN`] bytes.
    pub fn new(id: KeyId, algorithm: MacAlgorithm, secret: &Secret) -> Result<Self, Error> {
        if secret.len() < Self::MIN {
            return Err(Error::new(
                ErrorKind::KeyNotUsable,
                "expected an HMAC key of 16 bytes or more",
            ));
        }
        Ok(Self {
            info: KeyInfo::new(id, algorithm, KeyUsage::Mac),
            algorithm,
            key: hmac::Key::new(ring_algorithm(algorithm), secret.expose()),
        })
    }
}

impl MacKey for HmacKey {
    fn info(&self) -> &KeyInfo {
        &self.info
    }

    fn algorithm(&self) -> MacAlgorithm {
        self.algorithm
    }

    fn mac(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(hmac::sign(&self.key, message).as_ref().to_vec())
    }

    fn verify<'m>(&self, message: &'m [u8], mac: &[u8]) -> Result<Verified<&'m [u8]>, Error> {
        if secret::same(hmac::sign(&self.key, message).as_ref(), mac) {
            Ok(Verified::new(
                message,
                Signatory::new(self.info.id().clone(), self.algorithm),
            ))
        } else {
            Err(Error::new(
                ErrorKind::SignatureInvalid,
                "the MAC does not fit message and key",
            ))
        }
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HmacKey")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

fn ring_algorithm(algorithm: MacAlgorithm) -> hmac::Algorithm {
    match algorithm {
        MacAlgorithm::HmacSha256 => hmac::HMAC_SHA256,
        MacAlgorithm::HmacSha384 => hmac::HMAC_SHA384,
        MacAlgorithm::HmacSha512 => hmac::HMAC_SHA512,
    }
}

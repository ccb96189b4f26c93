//! The message authentication code in DE 64 or 128.
//!
//! Here is which bytes it covers and where it stands; the cryptography is the implementation's of [`MessageMac`].

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::message::Message;

/// Computes message authentication codes under a key that it holds.
pub trait MessageMac {
    /// Why it cannot, such as a hardware module that does not answer.
    type Error;

    /// The code over `covered`, as it stands in the field: 8 bytes, right-filled if the algorithm gives fewer.
    ///
    /// # Errors
    /// As the implementation says; never because of what is covered.
    fn compute(&self, covered: &[u8]) -> Result<[u8; 8], Self::Error>;
}

/// Which bytes the code covers; each ends before the field that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Covered {
    /// From the MTI on (ISO 8583:1987 DE 64; most networks).
    #[default]
    FromMti,
    /// From the first byte of the header on.
    WithHeader,
}

/// Why a message could not be signed, or is not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MacError<E> {
    /// The spec does not admit the field.
    Field(Error),
    /// A field stands behind the one that holds the code, or none holds it.
    Missing,
    /// The code could not be computed.
    Compute(E),
    /// The code is another: the message was altered, or the keys differ.
    Mismatch,
}

impl<E: fmt::Display> fmt::Display for MacError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(error) => error.fmt(f),
            Self::Missing => {
                f.write_str("expected the authentication code in DE 64 or 128 as the last field")
            }
            Self::Compute(error) => write!(f, "expected an authentication code: {error}"),
            Self::Mismatch => {
                f.write_str("expected the authentication code of this message, found another")
            }
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for MacError<E> {}

impl Message {
    /// Signs the message: puts the code over it into DE 128 if a field above 64 is there, and into DE 64 otherwise.
    ///
    /// The bitmap that is covered announces the field. Sign last: what is set later is not covered. A code in DE 64 of a message that
    /// needs DE 128 is taken out. The message is as it was if this fails.
    ///
    /// # Errors
    /// [`MacError::Field`], [`MacError::Missing`] if there is a field above 128, [`MacError::Compute`].
    pub fn sign_with<M: MessageMac>(
        &mut self,
        mac: &M,
        covered: Covered,
    ) -> Result<(), MacError<M::Error>> {
        let mut signed = self.clone();
        let number = if signed.bits().iter().any(|number| number > 64) {
            signed.remove(64);
            128
        } else {
            64
        };
        signed.set_bytes(number, &[0; 8]).map_err(MacError::Field)?;
        let (bytes, start, end, _) = signed.covered(covered).ok_or(MacError::Missing)?;
        let code = mac
            .compute(bytes.get(start..end).unwrap_or_default())
            .map_err(MacError::Compute)?;
        signed.set_bytes(number, &code).map_err(MacError::Field)?;
        *self = signed;
        Ok(())
    }

    /// Checks the code in DE 64 or 128, in constant time.
    ///
    /// # Errors
    /// [`MacError::Missing`], [`MacError::Compute`], [`MacError::Mismatch`].
    pub fn verify_with<M: MessageMac>(
        &self,
        mac: &M,
        covered: Covered,
    ) -> Result<(), MacError<M::Error>> {
        let (bytes, start, end, found) = self.covered(covered).ok_or(MacError::Missing)?;
        let code = mac
            .compute(bytes.get(start..end).unwrap_or_default())
            .map_err(MacError::Compute)?;
        if bool::from(code.as_slice().ct_eq(&found)) {
            Ok(())
        } else {
            Err(MacError::Mismatch)
        }
    }

    /// The message, the first byte covered and the one behind the last, and the code that it holds.
    #[expect(clippy::type_complexity, reason = "four values for two callers")]
    fn covered(&self, covered: Covered) -> Option<(Zeroizing<Vec<u8>>, usize, usize, Vec<u8>)> {
        let last = self.bits().iter().last()?;
        let field = self.field(last).filter(|_| matches!(last, 64 | 128))?;
        let bytes = Zeroizing::new(self.to_bytes());
        let end = bytes.len().checked_sub(field.wire().len())?;
        let start = match covered {
            Covered::FromMti => self.header().len(),
            Covered::WithHeader => 0,
        };
        Some((bytes, start, end, field.bytes().into_owned()))
    }
}

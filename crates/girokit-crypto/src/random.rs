//! The generator of the operating system, the only source of chance in this crate.

use ring::rand::{SecureRandom as _, SystemRandom};

use crate::{Error, ErrorKind};

/// Fills `bytes` from the generator of the operating system.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    SystemRandom::new().fill(bytes).map_err(|_| {
        Error::new(
            ErrorKind::Unavailable,
            "the random generator of the system gives nothing",
        )
    })
}

/// `N` bytes from the generator of the operating system.
#[cfg_attr(
    not(any(feature = "jwe", feature = "otp", feature = "xml")),
    allow(dead_code, reason = "which modules draw bytes depends on the features")
)]
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

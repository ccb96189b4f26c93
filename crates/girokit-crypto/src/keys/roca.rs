//! The fingerprint of RSA keys from a broken generator (CVE-2017-15361, "ROCA"): every prime factor is a power of 65537 modulo
//! many small primes, so the modulus is too.

use crate::{Error, ErrorKind};

/// Small primes that the generator of 512-bit primes used.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Refuses a modulus (big-endian) that has the fingerprint.
pub(super) fn check(modulus: &[u8]) -> Result<(), Error> {
    if has_fingerprint(modulus) {
        let what = "the RSA key comes from a generator that is broken: CVE-2017-15361";
        return Err(Error::new(ErrorKind::KeyMismatch, what));
    }
    Ok(())
}

/// Whether a modulus (big-endian) has the fingerprint. Of honest keys fewer than one in a hundred million do.
fn has_fingerprint(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| {
        let rest = modulus
            .iter()
            .fold(0, |rest: u32, byte| (rest * 256 + u32::from(*byte)) % prime);
        let generator = 65537 % prime;
        let mut power = 1;
        for _ in 0..*prime {
            if power == rest {
                return true;
            }
            power = power * generator % prime;
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_65537_have_it_and_other_numbers_do_not() {
        assert!(has_fingerprint(&[1]));
        assert!(has_fingerprint(&[1, 0, 1]));
        assert!(has_fingerprint(&[1, 0, 2, 0, 1]));
        assert!(!has_fingerprint(&[1, 0, 3]));
        assert!(!has_fingerprint(&[0xc5; 256]));
    }
}

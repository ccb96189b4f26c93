//! FF1 of NIST SP 800-38G: encryption that keeps alphabet and length.

use core::fmt;
use std::sync::Arc;

use aes::cipher::{Array, BlockCipherEncrypt as _, KeyInit as _};
use aes::{Aes128, Aes192, Aes256};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{Error, ErrorKind, Secret};

/// FF1 with AES, NIST SP 800-38G: a permutation of all strings of one length over `radix` digits, chosen by key and tweak.
///
/// The domain must hold 10^6 strings or more (SP 800-38G Rev. 1): below that, a table of all pairs is soon built. The
/// time of an operation depends on radix and lengths; the division inside is not constant-time on every processor.
///
/// ```
/// use girokit_crypto::Secret;
/// use girokit_crypto::vault::{Alphabet, Ff1};
///
/// let cipher = Ff1::new(&Secret::random(32)?, 10)?;
/// let digits = Alphabet::digits().digits_of("4111111111111111")?;
/// let hidden = cipher.encrypt(b"shop 7", &digits)?;
/// assert_eq!(hidden.len(), 16);
/// assert_eq!(cipher.decrypt(b"shop 7", &hidden)?, digits);
/// # Ok::<(), girokit_crypto::Error>(())
/// ```
#[derive(Clone)]
pub struct Ff1 {
    cipher: Arc<Cipher>,
    radix: u32,
}

impl Ff1 {
    /// Fewest strings of the domain: radix to the power of the length. SP 800-38G Rev. 1 section 5.1.
    pub const MIN_DOMAIN: u32 = 1_000_000;
    /// Longest string in digits. The standard allows 2^32 - 1; the cost grows with the square.
    pub const MAX_LENGTH: usize = 1024;
    /// Longest tweak in bytes. The standard allows 2^32 - 1.
    pub const MAX_TWEAK: usize = 1024;

    /// A cipher with an AES key of 16, 24 or 32 bytes over digits 0 to `radix` - 1; `radix` is 2 to 65,536.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for another length of key, [`Unsupported`](ErrorKind::Unsupported) for
    /// another radix.
    pub fn new(key: &Secret, radix: u32) -> Result<Self, Error> {
        Self::over(Arc::new(Cipher::new(key)?), radix)
    }

    pub(super) fn over(cipher: Arc<Cipher>, radix: u32) -> Result<Self, Error> {
        if !(2..=65_536).contains(&radix) {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "expected a radix of 2 to 65536",
            ));
        }
        Ok(Self { cipher, radix })
    }

    /// Number of digits.
    pub fn radix(&self) -> u32 {
        self.radix
    }

    /// The digits in hidden form: as many, of the same radix.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for a digit of `radix` or more, [`Unsupported`](ErrorKind::Unsupported) for a domain
    /// below [`Ff1::MIN_DOMAIN`], [`TooLarge`](ErrorKind::TooLarge) above [`Ff1::MAX_LENGTH`] and [`Ff1::MAX_TWEAK`].
    pub fn encrypt(&self, tweak: &[u8], digits: &[u16]) -> Result<Zeroizing<Vec<u16>>, Error> {
        self.run(tweak, digits, Direction::Encrypt)
    }

    /// The digits that [`Ff1::encrypt`] hid with the same tweak. Nothing tells a wrong tweak or key: FF1 does not authenticate.
    ///
    /// # Errors
    /// As [`Ff1::encrypt`].
    pub fn decrypt(&self, tweak: &[u8], digits: &[u16]) -> Result<Zeroizing<Vec<u16>>, Error> {
        self.run(tweak, digits, Direction::Decrypt)
    }

    fn run(
        &self,
        tweak: &[u8],
        digits: &[u16],
        direction: Direction,
    ) -> Result<Zeroizing<Vec<u16>>, Error> {
        self.check(tweak, digits)?;
        let (u, v) = (digits.len() / 2, digits.len().div_ceil(2));
        let narrow = power(self.radix, v).filter(|&count| count <= 1 << 96);
        let frame = Frame::new(self, tweak, digits.len());
        let (left, right) = digits.split_at(u);
        let mut out = Zeroizing::new(Vec::with_capacity(digits.len()));
        if let Some(count) = narrow {
            let other = power(self.radix, u).unwrap_or(count);
            let halves = (number(left, self.radix), number(right, self.radix));
            let bytes = (128 - (count - 1).leading_zeros()).div_ceil(8);
            let (left, right) = frame.narrow(halves, (other, count), bytes, direction);
            spell(left, self.radix, u, &mut out);
            spell(right, self.radix, v, &mut out);
        } else {
            let halves = (left.to_vec().into(), right.to_vec().into());
            let (left, right) = frame.wide(self.radix, halves, direction);
            out.extend_from_slice(&left);
            out.extend_from_slice(&right);
        }
        Ok(out)
    }

    fn check(&self, tweak: &[u8], digits: &[u16]) -> Result<(), Error> {
        if digits.len() > Self::MAX_LENGTH {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected a string of at most 1024 digits",
            ));
        }
        if tweak.len() > Self::MAX_TWEAK {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected a tweak of at most 1024 bytes",
            ));
        }
        let domain = power(self.radix, digits.len().min(20)).unwrap_or(u128::MAX);
        if digits.len() < 2 || domain < Self::MIN_DOMAIN.into() {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "expected a domain of 1000000 strings or more",
            ));
        }
        if digits.iter().any(|&digit| u32::from(digit) >= self.radix) {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected digits below the radix",
            ));
        }
        Ok(())
    }
}

impl fmt::Debug for Ff1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ff1")
            .field("radix", &self.radix)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Copy)]
enum Direction {
    Decrypt,
    Encrypt,
}

/// AES with its key schedule, which the block cipher wipes when dropped.
pub(super) enum Cipher {
    Aes128(Box<Aes128>),
    Aes192(Box<Aes192>),
    Aes256(Box<Aes256>),
}

impl Cipher {
    pub(super) fn new(key: &Secret) -> Result<Self, Error> {
        let key = key.expose();
        let made = match key.len() {
            16 => Aes128::new_from_slice(key).map(|aes| Self::Aes128(Box::new(aes))),
            24 => Aes192::new_from_slice(key).map(|aes| Self::Aes192(Box::new(aes))),
            _ => Aes256::new_from_slice(key).map(|aes| Self::Aes256(Box::new(aes))),
        };
        made.map_err(|_| {
            Error::new(
                ErrorKind::KeyMismatch,
                "expected an AES key of 16, 24 or 32 bytes",
            )
        })
    }

    fn encrypt(&self, block: u128) -> u128 {
        let mut block = Array::from(block.to_be_bytes());
        match self {
            Self::Aes128(aes) => aes.encrypt_block(&mut block),
            Self::Aes192(aes) => aes.encrypt_block(&mut block),
            Self::Aes256(aes) => aes.encrypt_block(&mut block),
        }
        u128::from_be_bytes(block.into())
    }

    /// CBC-MAC over whole blocks, from a state.
    fn chain(&self, state: u128, blocks: &[u8]) -> u128 {
        let (blocks, _) = blocks.as_chunks::<16>();
        blocks.iter().fold(state, |state, block| {
            self.encrypt(state ^ u128::from_be_bytes(*block))
        })
    }
}

/// What does not change from round to round.
struct Frame<'a> {
    cipher: &'a Cipher,
    tweak: &'a [u8],
    /// CBC-MAC state after block P, SP 800-38G algorithm 7 step 5.
    state: u128,
}

impl<'a> Frame<'a> {
    fn new(cipher: &'a Ff1, tweak: &'a [u8], length: usize) -> Self {
        let u = (length / 2) & 0xff;
        let p = 0x01_0201 << 104
            | u128::from(cipher.radix) << 80
            | 10 << 72
            | (u as u128) << 64
            | (length as u128) << 32
            | tweak.len() as u128;
        Self {
            cipher: &cipher.cipher,
            tweak,
            state: cipher.cipher.encrypt(p),
        }
    }

    /// Halves as integers, where radix^v <= 2^96: round and half share the last block of Q, and S is the front of one block.
    fn narrow(
        &self,
        (mut a, mut b): (u128, u128),
        (even, odd): (u128, u128),
        bytes: u32,
        direction: Direction,
    ) -> (u128, u128) {
        let tail = bytes as usize + 1;
        let mut q = self.tweak.to_vec();
        q.resize((self.tweak.len() + tail).next_multiple_of(16), 0);
        let (fixed, last) = q.split_at(q.len().saturating_sub(16));
        let state = self.cipher.chain(self.state, fixed);
        let last = last
            .first_chunk()
            .map_or(0, |last| u128::from_be_bytes(*last));
        let shift = 128 - 8 * (4 * bytes.div_ceil(4) + 4);
        let round = |round: u32, half: u128| {
            let block = last | u128::from(round) << (8 * bytes) | half;
            self.cipher.encrypt(state ^ block) >> shift
        };
        match direction {
            Direction::Encrypt => {
                for i in 0..10 {
                    let modulus = if i % 2 == 0 { even } else { odd };
                    let sum = (a + round(i, b) % modulus) % modulus;
                    (a, b) = (b, sum);
                }
            }
            Direction::Decrypt => {
                for i in (0..10).rev() {
                    let modulus = if i % 2 == 0 { even } else { odd };
                    let difference = (b + modulus - round(i, a) % modulus) % modulus;
                    (a, b) = (difference, a);
                }
            }
        }
        (a, b)
    }

    /// Halves as digits, for any length.
    fn wide(&self, radix: u32, (mut a, mut b): Halves, direction: Direction) -> Halves {
        let longer = b.len().max(a.len());
        let greatest = u16::try_from(radix - 1).unwrap_or(u16::MAX);
        let bytes = big_number(&vec![greatest; longer], radix).len();
        let mut q = Zeroizing::new(self.tweak.to_vec());
        q.resize((self.tweak.len() + bytes + 1).next_multiple_of(16), 0);
        let start = q.len() - bytes - 1;
        let fixed = start / 16 * 16;
        let state = self
            .cipher
            .chain(self.state, q.get(..fixed).unwrap_or_default());
        let length = 4 * bytes.div_ceil(4) + 4;
        let mut round = |round: u8, half: &[u16]| {
            let number = big_number(half, radix);
            if let Some((to, rest)) = q.get_mut(start..).and_then(<[u8]>::split_first_mut) {
                *to = round;
                let (zeros, rest) = rest.split_at_mut(bytes - number.len().min(bytes));
                zeros.fill(0);
                rest.copy_from_slice(&number);
            }
            let state = self.cipher.chain(state, q.get(fixed..).unwrap_or_default());
            self.stretch(state, length)
        };
        match direction {
            Direction::Encrypt => {
                for i in 0..10 {
                    let pad = low_digits(&round(i, &b), radix, a.len());
                    let sum = digitwise(&a, &pad, |a, pad| a + pad, radix);
                    (a, b) = (b, sum);
                }
            }
            Direction::Decrypt => {
                for i in (0..10).rev() {
                    let pad = low_digits(&round(i, &a), radix, b.len());
                    let difference = digitwise(&b, &pad, |b, pad| b - pad, radix);
                    (a, b) = (difference, a);
                }
            }
        }
        (a, b)
    }

    /// S of algorithm 7 step 6 iii: the first `length` bytes of R ‖ CIPH(R ⊕ 1) ‖ CIPH(R ⊕ 2)…
    fn stretch(&self, r: u128, length: usize) -> Zeroizing<Vec<u8>> {
        let mut s = Zeroizing::new(r.to_be_bytes().to_vec());
        let mut counter = 1;
        while s.len() < length {
            s.extend_from_slice(&self.cipher.encrypt(r ^ counter).to_be_bytes());
            counter += 1;
        }
        s.truncate(length);
        s
    }
}

type Halves = (Zeroizing<Vec<u16>>, Zeroizing<Vec<u16>>);

fn power(radix: u32, exponent: usize) -> Option<u128> {
    u128::from(radix).checked_pow(u32::try_from(exponent).ok()?)
}

/// NUM of SP 800-38G algorithm 1, most significant digit first.
fn number(digits: &[u16], radix: u32) -> u128 {
    digits.iter().fold(0, |number, &digit| {
        number * u128::from(radix) + u128::from(digit)
    })
}

/// STR of SP 800-38G algorithm 3.
fn spell(mut number: u128, radix: u32, length: usize, out: &mut Vec<u16>) {
    let start = out.len();
    for _ in 0..length {
        out.push(u16::try_from(number % u128::from(radix)).unwrap_or_default());
        number /= u128::from(radix);
    }
    out.get_mut(start..).unwrap_or_default().reverse();
}

/// NUM as bytes, most significant first, without leading zeros.
fn big_number(digits: &[u16], radix: u32) -> Zeroizing<Vec<u8>> {
    let mut limbs: Zeroizing<Vec<u32>> = Zeroizing::new(Vec::with_capacity(digits.len() / 2 + 1));
    for &digit in digits {
        let mut carry = u64::from(digit);
        for limb in limbs.iter_mut() {
            carry += u64::from(*limb) * u64::from(radix);
            *limb = low(carry);
            carry >>= 32;
        }
        if carry > 0 {
            limbs.push(low(carry));
        }
    }
    let bytes = limbs.iter().rev().flat_map(|limb| limb.to_be_bytes());
    Zeroizing::new(bytes.skip_while(|&byte| byte == 0).collect())
}

fn low(wide: u64) -> u32 {
    u32::try_from(wide & 0xffff_ffff).unwrap_or_default()
}

/// The `count` lowest digits of a number of whole 32-bit words, most significant first: the number modulo radix^count.
fn low_digits(number: &[u8], radix: u32, count: usize) -> Zeroizing<Vec<u16>> {
    let (words, _) = number.as_chunks::<4>();
    let words = words.iter().map(|word| u32::from_be_bytes(*word));
    let mut words: Zeroizing<Vec<u32>> = Zeroizing::new(words.collect());
    let mut digits = Zeroizing::new(Vec::with_capacity(count));
    for _ in 0..count {
        let mut remainder = 0;
        for word in words.iter_mut() {
            let value = remainder << 32 | u64::from(*word);
            *word = low(value / u64::from(radix));
            remainder = value % u64::from(radix);
        }
        digits.push(u16::try_from(remainder).unwrap_or_default());
        remainder.zeroize();
    }
    digits.reverse();
    digits
}

/// Sum or difference of two numbers of the same count of digits, modulo radix^count.
fn digitwise(
    a: &[u16],
    b: &[u16],
    combine: impl Fn(i64, i64) -> i64,
    radix: u32,
) -> Zeroizing<Vec<u16>> {
    let mut carry = 0;
    let mut digits = Zeroizing::new(Vec::with_capacity(a.len()));
    for (&a, &b) in a.iter().zip(b).rev() {
        let value = combine(a.into(), b.into()) + carry;
        carry = value.div_euclid(radix.into());
        digits.push(u16::try_from(value.rem_euclid(radix.into())).unwrap_or_default());
    }
    digits.reverse();
    digits
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test fails by panicking"
    )]

    use super::*;

    /// The two ways must agree wherever both can go.
    #[test]
    fn narrow_and_wide_agree() {
        for (radix, length) in [(10, 6), (10, 16), (10, 57), (2, 20), (36, 11), (65_536, 12)] {
            let ff1 = Ff1::new(&Secret::new(vec![7; 32]), radix).unwrap();
            let digits: Vec<u16> = (0..length)
                .map(|at| u16::try_from(at * 7919 % radix).unwrap())
                .collect();
            for tweak in [&b""[..], b"t", b"a tweak of more than sixteen bytes"] {
                let hidden = ff1.encrypt(tweak, &digits).unwrap();
                assert_eq!(*ff1.decrypt(tweak, &hidden).unwrap(), digits);
                let frame = Frame::new(&ff1, tweak, digits.len());
                let (left, right) = digits.split_at(digits.len() / 2);
                let halves = (left.to_vec().into(), right.to_vec().into());
                let (left, right) = frame.wide(radix, halves, Direction::Encrypt);
                assert_eq!([&left[..], &right[..]].concat(), *hidden);
            }
        }
    }
}

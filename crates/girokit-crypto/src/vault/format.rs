//! What tokens look like.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::ff1::Cipher;
use super::{Alphabet, Ff1, ProfileName, Token};
use crate::{Error, ErrorKind, random};

/// What the tokens of a profile look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFormat(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Opaque {
        prefix: Box<str>,
    },
    Preserving {
        alphabet: Alphabet,
        first: usize,
        last: usize,
        luhn: LuhnRule,
    },
}

/// Whether a token of digits passes the Luhn test of card numbers, ISO/IEC 7812-1 annex B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LuhnRule {
    /// As it comes.
    Any,
    /// Never: no system takes the token for a card number.
    Invalid,
    /// Always: for systems that refuse anything else. Such a token may be somebody's card number; mark it by a BIN of yours.
    ///
    /// Only one in ten forms is left: of six hidden digits 10^5 tokens for each BIN and last four.
    Valid,
}

impl TokenFormat {
    /// Most characters that are kept at either end.
    pub const MAX_KEPT: usize = 32;

    /// `prefix`, then 32 hexadecimal digits by chance; for values of any kind.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for a prefix of more than 32 or other than visible ASCII characters.
    pub fn opaque(prefix: &str) -> Result<Self, Error> {
        if prefix.len() > 32 || !prefix.bytes().all(|byte| byte.is_ascii_graphic()) {
            let what = "expected a prefix of at most 32 visible ASCII characters";
            return Err(Error::new(ErrorKind::Malformed, what));
        }
        let prefix = prefix.into();
        Ok(Self(Kind::Opaque { prefix }))
    }

    /// As long as the card number, its first six and last four digits kept, and never passing the Luhn test.
    ///
    /// The digits between must be six or more (domain of 10^6): numbers of 16 digits and more. For shorter ones, keep fewer.
    pub fn pan() -> Self {
        Self(Kind::Preserving {
            alphabet: Alphabet::digits(),
            first: 6,
            last: 4,
            luhn: LuhnRule::Invalid,
        })
    }

    /// As long as the value, of the same alphabet, nothing kept.
    pub fn preserving(alphabet: Alphabet) -> Self {
        Self(Kind::Preserving {
            alphabet,
            first: 0,
            last: 0,
            luhn: LuhnRule::Any,
        })
    }

    /// Keeps so many characters at the beginning and at the end: BIN and last four digits.
    ///
    /// # Errors
    /// [`Unsupported`](ErrorKind::Unsupported) for an opaque format, or more than [`TokenFormat::MAX_KEPT`].
    pub fn with_kept(mut self, first: usize, last: usize) -> Result<Self, Error> {
        match &mut self.0 {
            Kind::Preserving {
                first: old_first,
                last: old_last,
                ..
            } if first <= Self::MAX_KEPT && last <= Self::MAX_KEPT => {
                (*old_first, *old_last) = (first, last);
                Ok(self)
            }
            _ => Err(unsupported(
                "expected at most 32 characters kept of a format-preserving token",
            )),
        }
    }

    /// Sets the Luhn rule. With [`LuhnRule::Valid`] and [`LuhnRule::Invalid`], values must pass the Luhn test.
    ///
    /// # Errors
    /// [`Unsupported`](ErrorKind::Unsupported) for a format that is not of decimal digits.
    pub fn with_luhn(mut self, rule: LuhnRule) -> Result<Self, Error> {
        match &mut self.0 {
            Kind::Preserving { alphabet, luhn, .. } if *alphabet == Alphabet::digits() => {
                *luhn = rule;
                Ok(self)
            }
            _ => Err(unsupported(
                "expected a format of decimal digits for a Luhn rule",
            )),
        }
    }

    /// Checks a value against the format, once for all attempts.
    pub(super) fn plan<'v>(&self, value: &'v [u8]) -> Result<Plan<'_, 'v>, Error> {
        let (alphabet, first, last, luhn) = match &self.0 {
            Kind::Opaque { prefix } => return Ok(Plan::Opaque(prefix)),
            Kind::Preserving {
                alphabet,
                first,
                last,
                luhn,
            } => (alphabet, *first, *last, *luhn),
        };
        let bad = |what| Error::new(ErrorKind::Malformed, what).in_part("value");
        let text = core::str::from_utf8(value)
            .map_err(|_| bad("expected text of the alphabet of its profile"))?;
        if text.len() > Token::MAX {
            let what = "expected at most 255 characters";
            return Err(Error::new(ErrorKind::TooLarge, what).in_part("value"));
        }
        let digits = alphabet
            .digits_of(text)
            .map_err(|error| error.in_part("value"))?;
        if luhn != LuhnRule::Any && !passes_luhn(value) {
            return Err(bad("expected a number that passes the Luhn test"));
        }
        let end = text.len().saturating_sub(last);
        let parts = (text.get(..first), digits.get(first..end), text.get(end..));
        let (Some(first), Some(hidden), Some(last)) = parts else {
            return Err(bad("shorter than what its format keeps"));
        };
        Ok(Plan::Preserving(Preserving {
            alphabet,
            luhn,
            text,
            first,
            last,
            hidden: hidden.to_vec().into(),
        }))
    }
}

/// One value on the way to its token.
pub(super) enum Plan<'f, 'v> {
    Opaque(&'f str),
    Preserving(Preserving<'f, 'v>),
}

pub(super) struct Preserving<'f, 'v> {
    alphabet: &'f Alphabet,
    luhn: LuhnRule,
    text: &'v str,
    first: &'v str,
    last: &'v str,
    hidden: Zeroizing<Vec<u16>>,
}

impl Plan<'_, '_> {
    /// Candidate number `attempt`; `None` for one that breaks the rules of the format. With `chance`, another at every call.
    pub(super) fn candidate(
        &self,
        cipher: &Arc<Cipher>,
        profile: &ProfileName,
        attempt: u32,
        chance: Option<[u8; 16]>,
    ) -> Result<Option<Token>, Error> {
        let plan = match self {
            Self::Opaque(prefix) => {
                let bytes = random::bytes::<16>()?;
                let token = format!("{prefix}{:032x}", u128::from_be_bytes(bytes));
                return Token::parse(&token).map(Some);
            }
            Self::Preserving(plan) => plan,
        };
        let mut tweak = Vec::with_capacity(128);
        for part in [profile.as_str(), plan.first, plan.last] {
            tweak.push(u8::try_from(part.len()).unwrap_or(u8::MAX));
            tweak.extend_from_slice(part.as_bytes());
        }
        tweak.extend_from_slice(&attempt.to_be_bytes());
        tweak.extend_from_slice(chance.as_ref().map_or(&[], |chance| chance));
        let cipher = Ff1::over(Arc::clone(cipher), plan.alphabet.radix())?;
        let hidden = cipher
            .encrypt(&tweak, &plan.hidden)
            .map_err(|error| error.in_part("value"))?;
        let hidden = plan.alphabet.text_of(&hidden)?;
        let token = [plan.first, &hidden, plan.last].concat();
        let fits = match plan.luhn {
            LuhnRule::Any => true,
            LuhnRule::Invalid => !passes_luhn(token.as_bytes()),
            LuhnRule::Valid => passes_luhn(token.as_bytes()),
        };
        if !fits || token == plan.text {
            return Ok(None);
        }
        Token::parse(&token).map(Some)
    }
}

/// Whether decimal digits pass the Luhn test, ISO/IEC 7812-1 annex B.
fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([1, 2].into_iter().cycle())
        .map(|(&digit, weight)| {
            let product = u32::from(digit.wrapping_sub(b'0')) * weight;
            product / 10 + product % 10
        })
        .sum();
    sum.is_multiple_of(10) && !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

fn unsupported(what: &'static str) -> Error {
    Error::new(ErrorKind::Unsupported, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_luhn_test() {
        for good in [&b"4111111111111111"[..], b"0", b"18", b"79927398713"] {
            assert!(passes_luhn(good));
        }
        for bad in [&b"4111111111111112"[..], b"", b"1a", b"7992739871\xff"] {
            assert!(!passes_luhn(bad));
        }
    }
}

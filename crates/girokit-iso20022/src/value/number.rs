//! Exact decimal numbers.

use std::fmt::{self, Write};

use rust_decimal::Decimal;

use super::ValueError;
use super::lexical::{self, Kept, through_lexical};
use crate::schema::NumberFacets;

/// An exact decimal number that keeps the digits it was written with (`xs:decimal`).
///
/// Any number whose significant digits fit in a [`Decimal`] (28 of them; ISO 20022 types allow at most 18), with any number of zeros around them.
///
/// ```
/// use girokit_iso20022::value::Number;
/// use rust_decimal::Decimal;
///
/// let price = Number::from(Decimal::new(150, 2));
/// assert_eq!(price.to_string(), "1.50");
/// assert_eq!("+1.50".parse::<Number>()?.value(), price.value());
/// # Ok::<(), girokit_iso20022::value::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Repr);

/// One written form has one representation, so that derived equality is equality of the form.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    /// `units` with the point before its last `scale` digits; never "-0".
    Plain {
        units: i64,
        scale: u8,
    },
    Kept(Box<Kept<Decimal>>),
}

impl Number {
    pub(crate) fn parse_xml(text: &str) -> Result<Self, ValueError> {
        if let Some((units, scale)) = read_plain(text.as_bytes()) {
            return Ok(Self(Repr::Plain { units, scale }));
        }
        let value = read_any(lexical::trim(text)).ok_or(ValueError::new(EXPECTED))?;
        let usual = Self::from(value);
        if usual.to_string() == text {
            return Ok(usual);
        }
        Ok(Self(Repr::Kept(Box::new(Kept {
            value,
            text: text.into(),
        }))))
    }

    /// The number, with as many decimals as were written (where a [`Decimal`] holds them).
    pub fn value(&self) -> Decimal {
        match &self.0 {
            Repr::Plain { units, scale } => Decimal::new(*units, u32::from(*scale)),
            Repr::Kept(kept) => kept.value,
        }
    }

    /// The number of digits as the facet `totalDigits` counts them: without leading zeros and without trailing zeros of the fraction;
    /// at least 1.
    pub fn total_digits(&self) -> u32 {
        let (digits, decimals) = self.significant();
        digits.max(decimals).max(1)
    }

    /// The number of decimals as the facet `fractionDigits` counts them: without trailing zeros.
    pub fn fraction_digits(&self) -> u32 {
        self.significant().1
    }

    /// Whether the digits as written keep these facets, and a lower bound of at most zero. `false` is no verdict.
    #[inline]
    pub(crate) fn is_within(&self, facets: &NumberFacets) -> bool {
        let Repr::Plain { units, scale } = self.0 else {
            return false;
        };
        let bounded = match facets.total_digits {
            // Every number of the plain form.
            19.. => true,
            total => 10_u64
                .checked_pow(total)
                .is_some_and(|bound| units.unsigned_abs() < bound),
        };
        let above = facets
            .min
            .is_none_or(|min| units >= 0 && (min.is_zero() || min.is_sign_negative()));
        // `totalDigits` bounds the decimals, too: 0.001 has three digits.
        let decimals = facets.fraction_digits.min(facets.total_digits);
        bounded && u32::from(scale) <= decimals && above && facets.max.is_none()
    }

    /// Without trailing zeros of the fraction: how many digits the units have, and how many of them are decimals.
    fn significant(&self) -> (u32, u32) {
        match &self.0 {
            Repr::Plain { units, scale } => {
                let (mut units, mut scale) = (units.unsigned_abs(), u32::from(*scale));
                while scale > 0 && units.is_multiple_of(10) {
                    units /= 10;
                    scale -= 1;
                }
                (units.checked_ilog10().map_or(0, |log| log + 1), scale)
            }
            Repr::Kept(kept) => {
                let value = kept.value.normalize();
                let units = value.mantissa().unsigned_abs();
                (
                    units.checked_ilog10().map_or(0, |log| log + 1),
                    value.scale(),
                )
            }
        }
    }

    pub(crate) fn put<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        match &self.0 {
            Repr::Plain { units, scale } => put_plain(*units, *scale, out),
            Repr::Kept(kept) => out.write_str(&kept.text),
        }
    }
}

impl From<Decimal> for Number {
    /// Takes the number with its scale: `Decimal::new(150, 2)` is written `1.50`. A negative zero becomes zero.
    fn from(value: Decimal) -> Self {
        let plain = i64::try_from(value.mantissa())
            .ok()
            .zip(u8::try_from(value.scale()).ok());
        Self(match plain {
            Some((units, scale)) => Repr::Plain { units, scale },
            None => Repr::Kept(Box::new(Kept {
                value,
                text: value.to_string().into(),
            })),
        })
    }
}

impl Default for Number {
    /// Zero.
    fn default() -> Self {
        Self(Repr::Plain { units: 0, scale: 0 })
    }
}

through_lexical!(Number);

const EXPECTED: &str = "a decimal number such as 1234.50, of at most 28 significant digits";

/// Reads what [`put_plain`] writes, and nothing else.
fn read_plain(bytes: &[u8]) -> Option<(i64, u8)> {
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    // 19 digits and a point: no overflow below.
    if digits.len() > 20
        || matches!(
            digits,
            [] | [b'0', b'0'..=b'9', ..] | [.., b'.'] | [b'.', ..]
        )
    {
        return None;
    }
    let (mut units, mut count, mut point) = (0_u64, 0_u8, None);
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            units = units.wrapping_mul(10).wrapping_add(u64::from(digit));
            count += 1;
        } else if byte == b'.' && point.is_none() {
            point = Some(count);
        } else {
            return None;
        }
    }
    if count > 19 || (negative && units == 0) {
        return None;
    }
    let units = i64::try_from(units).ok()?;
    Some((
        if negative { -units } else { units },
        count - point.unwrap_or(count),
    ))
}

/// Reads any `xs:decimal` without surrounding white space.
fn read_any(text: &str) -> Option<Decimal> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let magnitude =
        exact(whole, fraction).or_else(|| exact(whole, fraction.trim_end_matches('0')))?;
    Some(if text.starts_with('-') {
        -magnitude
    } else {
        magnitude
    })
}

/// The decimal of these digits, if it holds all of them.
fn exact(whole: &str, fraction: &str) -> Option<Decimal> {
    let mantissa = whole
        .bytes()
        .chain(fraction.bytes())
        .try_fold(0_i128, |sum, digit| {
            sum.checked_mul(10)?
                .checked_add(i128::from(digit.wrapping_sub(b'0')))
        })?;
    Decimal::try_from_i128_with_scale(mantissa, u32::try_from(fraction.len()).ok()?).ok()
}

fn put_plain<W: Write + ?Sized>(units: i64, scale: u8, out: &mut W) -> fmt::Result {
    if units < 0 {
        out.write_char('-')?;
    }
    // Room for the 19 digits of an i64, or for 28 decimals and a zero.
    let mut buffer = [b'0'; 32];
    let mut rest = units.unsigned_abs();
    let mut written = 0_u8;
    for slot in buffer.iter_mut().rev() {
        *slot = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        written += 1;
        if rest == 0 && written > scale {
            break;
        }
    }
    let digits = buffer
        .get(buffer.len() - usize::from(written)..)
        .unwrap_or_default();
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(usize::from(scale)));
    put_ascii(whole, out)?;
    if !fraction.is_empty() {
        out.write_char('.')?;
        put_ascii(fraction, out)?;
    }
    Ok(())
}

fn put_ascii<W: Write + ?Sized>(digits: &[u8], out: &mut W) -> fmt::Result {
    out.write_str(std::str::from_utf8(digits).map_err(|_| fmt::Error)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::schema::UNBOUNDED;

    /// XML Schema 1.0 part 2, 4.3.11: a number of `totalDigits` n is an integer of n digits over 10 to the power of at most n.
    #[test]
    fn the_quick_check_counts_decimals_as_digits() {
        let facets = |total_digits, fraction_digits| NumberFacets {
            total_digits,
            fraction_digits,
            min: None,
            max: None,
        };
        for (text, total, fraction, within) in [
            ("0.001", 3, UNBOUNDED, true),
            ("0.0001", 3, UNBOUNDED, false),
            ("0.0001", 3, 4, false),
            ("999", 3, UNBOUNDED, true),
            ("1000", 3, UNBOUNDED, false),
            ("0.0001", UNBOUNDED, 4, true),
            ("0.00001", UNBOUNDED, 4, false),
        ] {
            let number: Number = text.parse().unwrap();
            let facets = facets(total, fraction);
            assert_eq!(number.is_within(&facets), within, "{text} {facets:?}");
            let slow = number.total_digits() <= total && number.fraction_digits() <= fraction;
            assert_eq!(slow, within, "{text} {facets:?}");
        }
    }
}

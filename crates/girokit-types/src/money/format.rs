//! The written forms of money: ISO 20022, ISO 8583, and with symbols for people.

use core::fmt::Write as _;

use rust_decimal::Decimal;

use super::{Money, MoneyError, exact};
use crate::currency::Currency;

impl Money {
    /// Parses an ISO 20022 amount (`1234.50`), whose currency stands beside it in the `Ccy` attribute.
    ///
    /// Takes the text of an `xs:decimal`: an optional sign, digits, an optional point; no exponent, no spaces, no separators.
    /// Decimals below the minor unit are kept. Source: ISO 20022 ActiveCurrencyAndAmount: 18 digits, 5 of them decimals, zero
    /// or more.
    ///
    /// # Errors
    /// [`MoneyError::Syntax`]; [`MoneyError::Negative`]; [`MoneyError::OutOfRange`] for more than 18 digits or 5 decimals.
    pub fn parse_iso20022(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let amount = xsd_decimal(text)?;
        // A negative zero becomes zero here.
        let normal = amount.normalize();
        if normal.is_sign_negative() {
            return Err(MoneyError::Negative);
        }
        if digits(normal) > ISO20022_DIGITS || normal.scale() > ISO20022_DECIMALS {
            return Err(MoneyError::OutOfRange);
        }
        Self::new(amount, currency)
    }

    /// Writes the amount as ISO 20022 does: `1234.50`, with a point, no separators, and the decimals of the minor unit.
    ///
    /// # Errors
    /// [`MoneyError::Negative`], since the direction stands in a credit/debit indicator and never in a sign;
    /// [`MoneyError::OutOfRange`] for more than 18 digits or 5 decimals.
    pub fn to_iso20022(self) -> Result<String, MoneyError> {
        if self.is_negative() {
            return Err(MoneyError::Negative);
        }
        if digits(self.amount) > ISO20022_DIGITS || self.amount.scale() > ISO20022_DECIMALS {
            return Err(MoneyError::OutOfRange);
        }
        Ok(self.amount.to_string())
    }

    /// Parses an ISO 8583 amount: digits that count minor units, such as `000000123450` in DE 4.
    ///
    /// Source: ISO 8583:1987 DE 4, DE 5, DE 6 (`n 12`); any width is taken, as dialects differ.
    ///
    /// # Errors
    /// [`MoneyError::Syntax`] if there is anything but digits, or nothing; [`MoneyError::NoMinorUnit`];
    /// [`MoneyError::OutOfRange`].
    pub fn parse_iso8583(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (minor, _) = read_digits(text.as_bytes(), 0, "a digit")?;
        Self::from_minor_units(minor, currency)
    }

    /// Writes the amount in minor units, filled up with zeros to `width` digits, as ISO 8583 does.
    ///
    /// Source: ISO 8583:1987 DE 4, DE 5, DE 6 (`n 12`).
    ///
    /// # Errors
    /// [`MoneyError::Negative`]; [`MoneyError::OutOfRange`] if the digits are more than `width`; else as
    /// [`Money::minor_units`].
    pub fn to_iso8583(self, width: usize) -> Result<String, MoneyError> {
        let minor = self.minor_units()?;
        if minor < 0 {
            return Err(MoneyError::Negative);
        }
        fixed_width(minor.unsigned_abs(), width)
    }

    /// Parses an ISO 8583 amount with its direction in front: `C` for credit (zero or more), `D` for debit (below zero).
    ///
    /// Source: ISO 8583:1987 DE 28 to 31 (`x + n 8`), DE 97 (`x + n 16`).
    ///
    /// # Errors
    /// As [`Money::parse_iso8583`]; [`MoneyError::Syntax`] for another first letter.
    pub fn parse_iso8583_signed(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (credit, number) = match text.as_bytes().split_first() {
            Some((b'C', number)) => (true, number),
            Some((b'D', number)) => (false, number),
            _ => {
                return Err(MoneyError::Syntax {
                    offset: 0,
                    expected: "C or D",
                });
            }
        };
        let (minor, _) = read_digits(number, 1, "a digit")?;
        let money = Self::from_minor_units(minor, currency)?;
        Ok(if credit { money } else { money.negated() })
    }

    /// Writes `C` for an amount of zero or more and `D` for one below zero, then the minor units in `width` digits.
    ///
    /// Source: ISO 8583:1987 DE 28 to 31 (`x + n 8`), DE 97 (`x + n 16`).
    ///
    /// # Errors
    /// As [`Money::to_iso8583`], save that a negative amount is written.
    pub fn to_iso8583_signed(self, width: usize) -> Result<String, MoneyError> {
        let minor = self.minor_units()?;
        let letter = if minor < 0 { 'D' } else { 'C' };
        Ok(format!(
            "{letter}{}",
            fixed_width(minor.unsigned_abs(), width)?
        ))
    }

    /// Writes the amount for people: `€1,234.50`, `1.234,50 €`, `-$5.00 USD`, `CHF 7.00`.
    ///
    /// The text names exactly one currency: where several share a symbol, the code follows; where the symbol is missing or runs
    /// from right to left, which would reorder the digits beside it on the screen, the code takes its place.
    ///
    /// ```
    /// use girokit_types::{Money, money::MoneyStyle};
    ///
    /// let euros: Money = "EUR 1234.5".parse()?;
    /// assert_eq!(euros.to_symbol_text(MoneyStyle::PointDecimal), "€1,234.50");
    /// assert_eq!(euros.to_symbol_text(MoneyStyle::CommaDecimal), "1.234,50 €");
    /// # Ok::<(), girokit_types::MoneyError>(())
    /// ```
    pub fn to_symbol_text(self, style: MoneyStyle) -> String {
        let sign = if self.is_negative() { "-" } else { "" };
        let number = grouped(&self.amount.abs().to_string(), style);
        let code = self.currency.code();
        match (style, Mark::of(self.currency)) {
            (MoneyStyle::CommaDecimal, Mark::Own(symbol)) => format!("{sign}{number} {symbol}"),
            (MoneyStyle::CommaDecimal, Mark::Shared(symbol)) => {
                format!("{sign}{number} {symbol} {code}")
            }
            (MoneyStyle::CommaDecimal, Mark::Code) => format!("{sign}{number} {code}"),
            (MoneyStyle::PointDecimal, Mark::Own(symbol)) => format!("{sign}{symbol}{number}"),
            (MoneyStyle::PointDecimal, Mark::Shared(symbol)) => {
                format!("{sign}{symbol}{number} {code}")
            }
            (MoneyStyle::PointDecimal, Mark::Code) => format!("{sign}{code} {number}"),
        }
    }

    /// Parses what a person wrote in a place where the currency is known: `€1,234.50`, `1,234.50 €`, `EUR 1234.5`, `1234.50`.
    ///
    /// The currency's symbol and its code may stand before or after the number, or not at all. Separators of thousands may be
    /// missing, but a separator that is there must stand before a group of three digits, so that `1.50` in the comma style is
    /// an error and not 150.
    ///
    /// # Errors
    /// [`MoneyError::Syntax`] for anything else, another currency's symbol included; [`MoneyError::OutOfRange`].
    pub fn parse_symbol_text(
        text: &str,
        currency: Currency,
        style: MoneyStyle,
    ) -> Result<Self, MoneyError> {
        let (code, symbol) = (currency.code(), currency.symbol());
        let (negative, mut rest) = match text.trim().strip_prefix('-') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text.trim()),
        };
        // The symbol first: "MOP" is the start of "MOP$".
        let mut marks = vec![symbol.as_str(), code];
        while let Some((at, stripped)) = marks
            .iter()
            .enumerate()
            .find_map(|(at, mark)| strip_mark(rest, mark).map(|rest| (at, rest)))
        {
            marks.remove(at);
            rest = stripped.trim();
        }
        let plain = ungrouped(rest, style).ok_or(MoneyError::Syntax {
            offset: byte_offset(text, rest),
            expected: "an amount in the style and the currency asked for",
        })?;
        let money = Self::new(plain_decimal(&plain, byte_offset(text, rest))?, currency)?;
        Ok(if negative { money.negated() } else { money })
    }
}

/// How people separate thousands and decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MoneyStyle {
    /// Point between thousands, comma before decimals, symbol behind: `1.234,50 €`.
    CommaDecimal,
    /// Comma between thousands, point before decimals, symbol in front: `€1,234.50`.
    PointDecimal,
}

impl MoneyStyle {
    /// The separators of thousands and of decimals.
    fn separators(self) -> (char, char) {
        match self {
            Self::CommaDecimal => ('.', ','),
            Self::PointDecimal => (',', '.'),
        }
    }
}

/// What stands for a currency in a text for people.
enum Mark {
    Code,
    Own(String),
    Shared(String),
}

impl Mark {
    fn of(currency: Currency) -> Self {
        let symbol = currency.symbol();
        if symbol == "¤" || symbol == currency.code() || symbol.chars().any(is_right_to_left) {
            return Self::Code;
        }
        let shared = Currency::all()
            .iter()
            .filter(|other| other.symbol() == symbol)
            .count()
            > 1;
        if shared {
            Self::Shared(symbol)
        } else {
            Self::Own(symbol)
        }
    }
}

/// Hebrew to Arabic Extended, and their presentation forms.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

/// Takes a mark from either end; not from the middle of a word ("kr" from "krona").
fn strip_mark<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let is_open = |rest: &str, at_end: bool| {
        let next = if at_end {
            rest.chars().next_back()
        } else {
            rest.chars().next()
        };
        next.is_some_and(|c| !c.is_alphabetic())
    };
    let front = text.strip_prefix(mark).filter(|rest| is_open(rest, false));
    front.or_else(|| text.strip_suffix(mark).filter(|rest| is_open(rest, true)))
}

/// Where `part`, a piece of `text`, starts.
fn byte_offset(text: &str, part: &str) -> usize {
    text.find(part).unwrap_or(0)
}

/// `1234.50` with separators of thousands, in the style.
fn grouped(plain: &str, style: MoneyStyle) -> String {
    let (thousands, decimal) = style.separators();
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let mut text = String::with_capacity(plain.len().saturating_mul(2));
    for (index, digit) in whole.chars().enumerate() {
        let left = whole.len().saturating_sub(index);
        if index > 0 && left.checked_rem(3) == Some(0) {
            text.push(thousands);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(decimal);
        text.push_str(fraction);
    }
    text
}

/// The plain decimal of a number in the style; `None` if its groups are not of three digits.
fn ungrouped(text: &str, style: MoneyStyle) -> Option<String> {
    let (thousands, decimal) = style.separators();
    let (whole, fraction) = match text.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let digits_only = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(thousands);
    let first = groups.next().filter(|group| digits_only(group))?;
    let mut plain = first.to_owned();
    for group in groups {
        if first.len() > 3 || group.len() != 3 || !digits_only(group) {
            return None;
        }
        plain.push_str(group);
    }
    if let Some(fraction) = fraction {
        let fraction = Some(fraction).filter(|fraction| digits_only(fraction))?;
        plain.push('.');
        plain.push_str(fraction);
    }
    Some(plain)
}

/// Reads an optional minus, digits, and optionally a point and digits; `base` is the offset of `text` in what errors speak of.
pub(super) fn plain_decimal(text: &str, base: usize) -> Result<Decimal, MoneyError> {
    let (negative, number, base) = match text.strip_prefix('-') {
        Some(number) => (true, number, base.saturating_add(1)),
        None => (false, text, base),
    };
    let (whole, fraction) = number
        .split_once('.')
        .map_or((number, None), |(w, f)| (w, Some(f)));
    let fraction_base = base.saturating_add(whole.len()).saturating_add(1);
    decimal(
        negative,
        (whole, base),
        (fraction.unwrap_or("0"), fraction_base),
    )
}

/// Reads the lexical form of `xs:decimal`: a sign of either kind; digits may be missing on one side of the point.
fn xsd_decimal(text: &str) -> Result<Decimal, MoneyError> {
    let (negative, number) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or_default()),
        Some(b'+') => (false, text.get(1..).unwrap_or_default()),
        _ => (false, text),
    };
    let base = text.len().saturating_sub(number.len());
    let (whole, fraction) = match number.split_once('.') {
        Some(("", "")) => ("", ""),
        Some((whole, "")) => (whole, "0"),
        Some(("", fraction)) => ("0", fraction),
        Some(parts) => parts,
        None => (number, "0"),
    };
    let fraction_base = text.len().saturating_sub(fraction.len());
    decimal(negative, (whole, base), (fraction, fraction_base))
}

/// Puts a number together from its two runs of digits, each with its offset.
fn decimal(
    negative: bool,
    (whole, whole_base): (&str, usize),
    (fraction, fraction_base): (&str, usize),
) -> Result<Decimal, MoneyError> {
    let (whole, _) = read_digits(whole.as_bytes(), whole_base, "a digit")?;
    // Zeros at the end of a fraction carry nothing and could only overflow.
    let shown = fraction.trim_end_matches('0');
    if shown.is_empty() && fraction.is_empty() {
        return Err(MoneyError::Syntax {
            offset: fraction_base,
            expected: "a digit",
        });
    }
    let (part, scale) = match shown {
        "" => (0, 0),
        shown => read_digits(shown.as_bytes(), fraction_base, "a digit")?,
    };
    let mantissa = 10_i128
        .checked_pow(scale)
        .and_then(|factor| whole.checked_mul(factor))
        .and_then(|whole| whole.checked_add(part))
        .ok_or(MoneyError::OutOfRange)?;
    let mantissa = if negative {
        mantissa.checked_neg()
    } else {
        Some(mantissa)
    };
    mantissa
        .and_then(|mantissa| exact::from_parts(mantissa, scale))
        .ok_or(MoneyError::OutOfRange)
}

/// Reads one or more digits and nothing else: their value and their count.
fn read_digits(
    text: &[u8],
    base: usize,
    expected: &'static str,
) -> Result<(i128, u32), MoneyError> {
    let mut value = 0_i128;
    let mut count = 0_u32;
    // Every byte is looked at before the value's range, so that a syntax error is named first.
    let misfit = text.iter().position(|byte| !byte.is_ascii_digit());
    if let Some(at) = misfit.or(text.is_empty().then_some(0)) {
        return Err(MoneyError::Syntax {
            offset: base.saturating_add(at),
            expected,
        });
    }
    for byte in text {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(i128::from(byte.wrapping_sub(b'0'))))
            .ok_or(MoneyError::OutOfRange)?;
        count = count.saturating_add(1);
    }
    Ok((value, count))
}

/// `minor` in exactly `width` digits.
fn fixed_width(minor: u128, width: usize) -> Result<String, MoneyError> {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = write!(text, "{minor:0>width$}", width = width.min(MAX_WIDTH));
    if text.len() == width {
        Ok(text)
    } else {
        Err(MoneyError::OutOfRange)
    }
}

/// How many digits a decimal is written with, a lone zero before the point not counted.
fn digits(amount: Decimal) -> u32 {
    let mantissa = amount.mantissa().unsigned_abs();
    mantissa
        .checked_ilog10()
        .map_or(0, |log| log.saturating_add(1))
}

/// `totalDigits` of every ISO 20022 amount with a currency.
const ISO20022_DIGITS: u32 = 18;
/// `fractionDigits` of every ISO 20022 amount with a currency.
const ISO20022_DECIMALS: u32 = 5;
/// No amount field of any dialect is wider; a slip in a width should be an error, not a gigabyte of zeros.
const MAX_WIDTH: usize = 64;

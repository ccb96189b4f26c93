//! Values of girokit-types and of the language, as elements hold them.

use girokit_types::card::ExpiryMonth;
use girokit_types::{Currency, MerchantCategoryCode, Money, Pan, Track2};
use zeroize::Zeroizing;

use super::{AmountValue, FieldValue, holds, holds_digits, is_numeric};
use crate::field::FieldView;
use crate::secret::{PinBlock, SecurityControl};
use crate::spec::{Content, Encoding, Field};

/// A value's characters in memory that is overwritten.
fn hidden(field: &FieldView<'_>) -> Zeroizing<String> {
    Zeroizing::new(field.characters().map(char::from).collect())
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    use core::fmt::Write as _;
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 2));
    for byte in bytes {
        let _ = write!(text, "{byte:02X}");
    }
    text
}

const fn is_bytes(definition: &Field) -> bool {
    matches!(definition.encoding, Encoding::Binary | Encoding::Hex(_))
}

impl FieldValue for Pan {
    const EXPECTED: &'static str = "a card number with its check digit";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        let text = hidden(field);
        Self::parse(text.trim_end_matches('F')).ok()
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        Zeroizing::new(self.expose().to_owned())
    }

    fn fits(definition: &Field) -> bool {
        is_numeric(definition) || definition.content == Content::Cn
    }
}

impl FieldValue for Track2 {
    const EXPECTED: &'static str = "track 2 data";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        let text = hidden(field);
        Self::parse(text.trim_end_matches('F')).ok()
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        Zeroizing::new(self.expose().to_owned())
    }

    fn fits(definition: &Field) -> bool {
        matches!(definition.content, Content::Z | Content::Ans | Content::Any)
    }
}

impl FieldValue for Currency {
    const EXPECTED: &'static str = "a currency of ISO 4217";

    /// By its number or, as some networks have it, by its three letters.
    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        match field.number() {
            Some(number) => Self::from_numeric(u16::try_from(number).ok()?),
            None => Self::parse(&field.text()).ok(),
        }
    }

    fn to_text(&self, definition: &Field) -> Zeroizing<String> {
        Zeroizing::new(match definition.content {
            Content::A => self.code().to_owned(),
            _ => self.numeric_code(),
        })
    }

    fn fits(definition: &Field) -> bool {
        is_numeric(definition) || matches!(definition.content, Content::A | Content::An)
    }
}

impl FieldValue for MerchantCategoryCode {
    const EXPECTED: &'static str = "a merchant category code of four digits";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        Self::parse(&field.text()).ok()
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        Zeroizing::new(self.as_str().to_owned())
    }

    fn fits(definition: &Field) -> bool {
        holds_digits(definition, 4)
    }
}

/// `YYMM`, as DE 14 has it.
impl FieldValue for ExpiryMonth {
    const EXPECTED: &'static str = "a year and a month (YYMM)";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        let number = u16::try_from(field.number()?).ok()?;
        Self::new(
            u8::try_from(number / 100).ok()?,
            u8::try_from(number % 100).ok()?,
        )
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        Zeroizing::new(format!("{:02}{:02}", self.year(), self.month()))
    }

    fn fits(definition: &Field) -> bool {
        holds_digits(definition, 4)
    }
}

/// Text without its padding.
impl FieldValue for String {
    const EXPECTED: &'static str = "text";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        Some(field.trimmed().into_owned())
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        Zeroizing::new(self.clone())
    }

    fn fits(definition: &Field) -> bool {
        !is_bytes(definition)
    }
}

/// A number; on the wire with zeros before it, as many as a fixed length asks for.
impl FieldValue for u64 {
    const EXPECTED: &'static str = "a number";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        field.number()
    }

    fn to_text(&self, definition: &Field) -> Zeroizing<String> {
        Zeroizing::new(zero_filled(*self, definition))
    }

    fn fits(definition: &Field) -> bool {
        is_numeric(definition)
    }
}

/// The content of a binary element.
impl FieldValue for Vec<u8> {
    const EXPECTED: &'static str = "bytes";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        Some(field.bytes().into_owned())
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        hex(self)
    }

    fn fits(definition: &Field) -> bool {
        is_bytes(definition)
    }
}

/// The content of a binary element of this size.
impl<const N: usize> FieldValue for [u8; N] {
    const EXPECTED: &'static str = "so many bytes";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        field.bytes().as_ref().try_into().ok()
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        hex(self)
    }

    fn fits(definition: &Field) -> bool {
        is_bytes(definition) && u32::try_from(N).is_ok_and(|bytes| holds(definition, bytes))
    }
}

impl FieldValue for PinBlock {
    const EXPECTED: &'static str = "a PIN block";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        Some(Self::new(&field.bytes()))
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        hex(self.expose())
    }

    /// A binary element that is never shown.
    fn fits(definition: &Field) -> bool {
        is_bytes(definition)
    }
}

impl FieldValue for SecurityControl {
    const EXPECTED: &'static str = "security control information";

    /// Binary content, or the digits of a numeric element.
    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        Some(if is_bytes(field.definition()) {
            Self::new(&field.bytes())
        } else {
            Self::new(hidden(field).as_bytes())
        })
    }

    fn to_text(&self, definition: &Field) -> Zeroizing<String> {
        if is_bytes(definition) {
            hex(self.expose())
        } else {
            Zeroizing::new(self.expose().iter().copied().map(char::from).collect())
        }
    }

    fn fits(_: &Field) -> bool {
        true
    }
}

/// Credit or debit: the sign of an amount. Source: ISO 8583:1987 4.2.2, `x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard has two letters")]
pub enum Direction {
    /// `C`.
    Credit,
    /// `D`.
    Debit,
}

/// An amount with its sign, such as a fee: `D00000100`. Source: ISO 8583:1987 DE 28 to 31.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a sign and an amount")]
pub struct SignedAmount {
    /// From the view of the one who receives the message's money.
    pub direction: Direction,
    /// How much; never below zero.
    pub amount: Money,
}

/// Zeros before the number, as many as the element's fixed length asks for.
pub(super) fn zero_filled(number: impl core::fmt::Display, definition: &Field) -> String {
    use crate::spec::Length;
    let sign = usize::from(definition.content == Content::XN);
    let width = match definition.length {
        Length::Fixed { len, .. } => (len as usize).saturating_sub(sign).min(64),
        _ => 0,
    };
    format!("{number:0>width$}")
}

fn minor_units(amount: Money) -> Option<u64> {
    u64::try_from(amount.minor_units().ok()?).ok()
}

impl AmountValue for Money {
    fn from_field(field: &FieldView<'_>, currency: Currency) -> Option<Self> {
        Self::from_minor_units(i128::from(field.number()?), currency).ok()
    }

    fn to_text(&self, definition: &Field) -> Option<String> {
        minor_units(*self).map(|minor| zero_filled(minor, definition))
    }

    fn currency(&self) -> Currency {
        (*self).currency()
    }

    fn fits(definition: &Field) -> bool {
        is_numeric(definition)
    }
}

impl AmountValue for SignedAmount {
    fn from_field(field: &FieldView<'_>, currency: Currency) -> Option<Self> {
        let mut characters = field.characters();
        let direction = match characters.next()? {
            b'C' => Direction::Credit,
            b'D' => Direction::Debit,
            _ => return None,
        };
        let minor = characters.try_fold(0_i128, |minor, digit| {
            let digit = char::from(digit).to_digit(10)?;
            minor.checked_mul(10)?.checked_add(i128::from(digit))
        })?;
        let amount = Money::from_minor_units(minor, currency).ok()?;
        Some(Self { direction, amount })
    }

    fn to_text(&self, definition: &Field) -> Option<String> {
        let sign = match self.direction {
            Direction::Credit => 'C',
            Direction::Debit => 'D',
        };
        let digits = zero_filled(minor_units(self.amount)?, definition);
        Some(format!("{sign}{digits}"))
    }

    fn currency(&self) -> Currency {
        self.amount.currency()
    }

    fn fits(definition: &Field) -> bool {
        definition.content == Content::XN
    }
}

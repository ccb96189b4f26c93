//! Money: an exact decimal amount in a currency, which never rounds unasked and never mixes currencies.

use core::cmp::Ordering;
use core::fmt;

use rust_decimal::Decimal;

use crate::currency::{Currency, ParseCurrencyError};
use crate::text_value::one_door;

mod allocate;
mod exact;
mod format;

pub use allocate::MAX_PARTS;
pub use format::MoneyStyle;

/// An exact amount in one currency, of either sign.
///
/// The amount is a decimal of up to 28 significant digits (below 2^96 in units of its last decimal). It may have more
/// decimals than the currency's minor unit, as prices, rates' products and interest have; such an amount is kept exactly, and
/// [`Money::minor_units`] refuses it until [`Money::round`] is asked for. Trailing zeros carry no meaning: the amount always
/// shows the decimals of the minor unit, and further ones only if they count, so `12.5`, `12.50` and `12.500` in euros are one
/// value that prints `EUR 12.50`. There is no negative zero.
///
/// There is no `Add`, because adding can fail: see [`Money::checked_add`]. Amounts of one currency compare; amounts of two
/// do not (`partial_cmp` is `None`).
///
/// `Display`, `FromStr` and serde use one text: the currency, a space, the amount (`EUR -12.50`).
///
/// ```
/// use girokit_types::{Currency, Money};
///
/// let price: Money = "EUR 19.99".parse()?;
/// let total = price.checked_add(Money::from_minor_units(1, Currency::EUR)?)?;
/// assert_eq!(total.to_string(), "EUR 20.00");
/// assert_eq!(total.minor_units()?, 2000);
/// assert!(total.checked_add("USD 1.00".parse()?).is_err());
/// # Ok::<(), girokit_types::MoneyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Canonical: at least the decimals of the minor unit, no further trailing zero, no negative zero.
    amount: Decimal,
    currency: Currency,
}

impl Money {
    /// An amount in a currency.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] if the amount, written with the decimals of the minor unit, needs more than 96 bits.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        // Also makes zero of a negative zero.
        let mut amount = amount.normalize();
        let exponent = currency.exponent().unwrap_or(0);
        if amount.scale() < exponent {
            amount = exact::widen(amount, exponent)
                .and_then(|minor| Decimal::try_from_i128_with_scale(minor, exponent).ok())
                .ok_or(MoneyError::OutOfRange)?;
        }
        Ok(Self { amount, currency })
    }

    /// No money, in a currency.
    pub fn zero(currency: Currency) -> Self {
        let exponent = currency.exponent().unwrap_or(0);
        let amount = Decimal::try_from_i128_with_scale(0, exponent).unwrap_or(Decimal::ZERO);
        Self { amount, currency }
    }

    /// An amount counted in minor units: cents for the euro, yen for the yen, fils (thousandths) for the Kuwaiti dinar.
    ///
    /// # Errors
    /// [`MoneyError::NoMinorUnit`] if ISO 4217 gives the currency none; [`MoneyError::OutOfRange`] past 96 bits.
    pub fn from_minor_units(minor: i128, currency: Currency) -> Result<Self, MoneyError> {
        let exponent = currency
            .exponent()
            .ok_or(MoneyError::NoMinorUnit { currency })?;
        let amount = Decimal::try_from_i128_with_scale(minor, exponent)
            .map_err(|_| MoneyError::OutOfRange)?;
        Self::new(amount, currency)
    }

    /// Parses the currency, one space, and the amount: `EUR 1234.50`, `JPY -7`.
    ///
    /// The amount is an optional minus, digits, and optionally a point and digits.
    ///
    /// # Errors
    /// [`MoneyError::Syntax`], [`MoneyError::Currency`], or [`MoneyError::OutOfRange`].
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let Some((code, amount)) = text.split_once(' ') else {
            return Err(MoneyError::Syntax {
                offset: text.len(),
                expected: "a currency code, a space and an amount",
            });
        };
        let currency = Currency::parse(code).map_err(MoneyError::Currency)?;
        Self::new(
            format::plain_decimal(amount, code.len().saturating_add(1))?,
            currency,
        )
    }

    /// The amount, exactly.
    pub fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in minor units, exactly.
    ///
    /// # Errors
    /// [`MoneyError::NoMinorUnit`] if ISO 4217 gives the currency none; [`MoneyError::SubMinorDigits`] if the amount has digits
    /// below the minor unit, which only [`Money::round`] may take away.
    pub fn minor_units(self) -> Result<i128, MoneyError> {
        let exponent = self.exponent()?;
        if self.amount.scale() > exponent {
            return Err(MoneyError::SubMinorDigits {
                currency: self.currency,
            });
        }
        Ok(self.amount.mantissa())
    }

    /// True above zero.
    pub fn is_positive(self) -> bool {
        !self.is_zero() && self.amount.is_sign_positive()
    }

    /// True below zero.
    pub fn is_negative(self) -> bool {
        self.amount.is_sign_negative()
    }

    /// True for no money.
    pub fn is_zero(self) -> bool {
        self.amount.is_zero()
    }

    /// The same amount without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self {
            amount: self.amount.abs(),
            ..self
        }
    }

    /// The same amount with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        let mut amount = self.amount;
        amount.set_sign_positive(self.is_zero() || self.is_negative());
        Self { amount, ..self }
    }

    /// Adds an amount of the same currency, exactly.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`]; [`MoneyError::OutOfRange`] if the exact sum does not fit.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let sum = exact::add(self.amount, other.amount).ok_or(MoneyError::OutOfRange)?;
        Self::new(sum, self.currency)
    }

    /// Subtracts an amount of the same currency, exactly.
    ///
    /// # Errors
    /// As [`Money::checked_add`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.checked_add(other.negated())
    }

    /// Sums amounts of one currency, exactly; no amounts sum to zero.
    ///
    /// # Errors
    /// As [`Money::checked_add`].
    pub fn checked_sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts
            .into_iter()
            .try_fold(Self::zero(currency), Self::checked_add)
    }

    /// Multiplies by a factor, exactly, whatever decimals come of it.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] if the exact product does not fit.
    pub fn checked_mul(self, factor: Decimal) -> Result<Self, MoneyError> {
        let product = exact::multiply(self.amount, factor).ok_or(MoneyError::OutOfRange)?;
        Self::new(product, self.currency)
    }

    /// Multiplies by a factor and rounds the exact product once, to the minor unit: a fee, a tax, an interest.
    ///
    /// # Errors
    /// [`MoneyError::NoMinorUnit`] if ISO 4217 gives the currency none; [`MoneyError::OutOfRange`].
    pub fn checked_mul_rounded(
        self,
        factor: Decimal,
        rounding: Rounding,
    ) -> Result<Self, MoneyError> {
        self.convert(factor, self.currency, rounding)
    }

    /// Exchanges into another currency at `rate` (units of `into` per unit of this currency), and rounds the exact product
    /// once, to the minor unit of `into`.
    ///
    /// # Errors
    /// As [`Money::checked_mul_rounded`].
    ///
    /// ```
    /// use girokit_types::rust_decimal::Decimal;
    /// use girokit_types::{Currency, Money, money::Rounding};
    ///
    /// let euros: Money = "EUR 100.00".parse()?;
    /// let yen = euros.convert(Decimal::new(163_455, 3), Currency::JPY, Rounding::HalfEven)?;
    /// assert_eq!(yen.to_string(), "JPY 16346");
    /// # Ok::<(), girokit_types::MoneyError>(())
    /// ```
    pub fn convert(
        self,
        rate: Decimal,
        into: Currency,
        rounding: Rounding,
    ) -> Result<Self, MoneyError> {
        let exponent = into
            .exponent()
            .ok_or(MoneyError::NoMinorUnit { currency: into })?;
        let product = exact::multiply_rounded(self.amount, rate, exponent, rounding)
            .ok_or(MoneyError::OutOfRange)?;
        Self::new(product, into)
    }

    /// Rounds to the currency's minor unit.
    ///
    /// # Errors
    /// [`MoneyError::NoMinorUnit`] if ISO 4217 gives the currency none: see [`Money::round_to`].
    pub fn round(self, rounding: Rounding) -> Result<Self, MoneyError> {
        self.round_to(self.exponent()?, rounding)
    }

    /// Rounds to a number of decimals, which may be more or fewer than the minor unit has.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] if rounding away from zero leaves the range.
    pub fn round_to(self, decimals: u32, rounding: Rounding) -> Result<Self, MoneyError> {
        let rounded = exact::multiply_rounded(self.amount, Decimal::ONE, decimals, rounding)
            .ok_or(MoneyError::OutOfRange)?;
        Self::new(rounded, self.currency)
    }

    /// Returns an error unless `other` is of the same currency.
    pub(crate) fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::CurrencyMismatch {
            expected: self.currency,
            found: other.currency,
        })
    }

    fn exponent(self) -> Result<u32, MoneyError> {
        self.currency.exponent().ok_or(MoneyError::NoMinorUnit {
            currency: self.currency,
        })
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.amount)
    }
}

impl PartialOrd for Money {
    /// Orders amounts of one currency; `None` across currencies.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.amount.cmp(&other.amount))
    }
}

one_door!(Money, MoneyError, "a currency code, a space and an amount");

/// How a result that has too many digits becomes one that has fewer. Money has no default: each call names its mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rounding {
    /// Away from zero: 1.1 to 2, -1.1 to -2.
    AwayFromZero,
    /// Toward positive infinity: 1.1 to 2, -1.9 to -1.
    Ceiling,
    /// Toward negative infinity: 1.9 to 1, -1.1 to -2.
    Floor,
    /// To the nearest, a half away from zero: 2.5 to 3, -2.5 to -3. What invoices and tax rules mean by rounding ("commercial").
    HalfAwayFromZero,
    /// To the nearest, a half to the even neighbour: 2.5 to 2, 3.5 to 4 ("banker's").
    HalfEven,
    /// To the nearest, a half toward zero: 2.5 to 2, -2.5 to -2.
    HalfTowardZero,
    /// Toward zero: 1.9 to 1, -1.9 to -1 (truncation).
    TowardZero,
}

impl Rounding {
    /// Whether the kept digits grow by one, given the first dropped digit and whether any digit after it is not zero.
    fn rounds_away(self, negative: bool, odd: bool, digit: u32, sticky: bool) -> bool {
        let inexact = digit > 0 || sticky;
        let nearest_or = |on_half: bool| digit > 5 || (digit == 5 && (sticky || on_half));
        match self {
            Self::AwayFromZero => inexact,
            Self::Ceiling => inexact && !negative,
            Self::Floor => inexact && negative,
            Self::HalfAwayFromZero => nearest_or(true),
            Self::HalfEven => nearest_or(odd),
            Self::HalfTowardZero => nearest_or(false),
            Self::TowardZero => false,
        }
    }
}

/// Why an operation on money has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MoneyError {
    /// The text starts with no currency of ISO 4217.
    Currency(ParseCurrencyError),
    /// Two amounts of different currencies met.
    CurrencyMismatch {
        /// The currency that the operation needs.
        expected: Currency,
        /// The other one.
        found: Currency,
    },
    /// The form has no sign, and the amount is below zero.
    Negative,
    /// ISO 4217 gives the currency no minor unit.
    NoMinorUnit {
        /// The currency.
        currency: Currency,
    },
    /// No ratio is above zero, so there is nobody to give the amount to.
    NoShares,
    /// The exact result has more digits than the type or the form holds.
    OutOfRange,
    /// The amount has digits below the minor unit; round it first.
    SubMinorDigits {
        /// The currency.
        currency: Currency,
    },
    /// The text is not what the form asks for.
    Syntax {
        /// The byte at which it stops to fit, from 0.
        offset: usize,
        /// What the form asks for there.
        expected: &'static str,
    },
    /// More than [`MAX_PARTS`] shares were asked for.
    TooManyShares,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Currency(error) => error.fmt(f),
            Self::CurrencyMismatch { expected, found } => {
                write!(f, "expected an amount in {expected}, found one in {found}")
            }
            Self::Negative => {
                f.write_str("expected an amount of zero or more, found a negative one")
            }
            Self::NoMinorUnit { currency } => {
                write!(
                    f,
                    "expected a currency with a minor unit, found {currency}, which has none"
                )
            }
            Self::NoShares => f.write_str("expected at least one ratio above zero, found none"),
            Self::OutOfRange => f.write_str("the exact amount has more digits than fit"),
            Self::SubMinorDigits { currency } => {
                write!(
                    f,
                    "expected a whole number of minor units of {currency}, found further decimals"
                )
            }
            Self::Syntax { offset, expected } => write!(f, "expected {expected} at byte {offset}"),
            Self::TooManyShares => write!(f, "expected at most {MAX_PARTS} parts, found more"),
        }
    }
}

impl core::error::Error for MoneyError {}

#[cfg(test)]
mod tests;

//! Splitting an amount without losing or making a cent.

use super::{Money, MoneyError};

impl Money {
    /// Splits the amount in proportion to `ratios`, one share per ratio, in their order.
    ///
    /// The rule is the *largest remainder* method (Hamilton's): each share gets the whole minor units of its exact
    /// proportion, rounded toward zero; the minor units left over go one each to the shares with the largest remainders,
    /// and among equal remainders to the earlier share. A negative amount is split like its absolute value, so that a refund
    /// mirrors its payment. The shares always sum to the amount, and a ratio of zero always gets zero.
    ///
    /// # Errors
    /// [`MoneyError::NoShares`] if there is no ratio above zero; [`MoneyError::OutOfRange`] if the ratios sum past `u64`;
    /// [`MoneyError::NoMinorUnit`] and [`MoneyError::SubMinorDigits`] as for [`Money::minor_units`].
    ///
    /// ```
    /// use girokit_types::{Currency, Money};
    ///
    /// let fee = Money::from_minor_units(1000, Currency::EUR)?;
    /// let shares = fee.allocate(&[1, 1, 1])?;
    /// assert_eq!(shares[0].to_string(), "EUR 3.34");
    /// assert_eq!(shares[1].to_string(), "EUR 3.33");
    /// assert_eq!(shares[2].to_string(), "EUR 3.33");
    /// # Ok::<(), girokit_types::MoneyError>(())
    /// ```
    pub fn allocate(self, ratios: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let minor = self.minor_units()?;
        let sum = ratios
            .iter()
            .try_fold(0_u64, |sum, &ratio| sum.checked_add(ratio))
            .ok_or(MoneyError::OutOfRange)?;
        let shares =
            largest_remainder(minor.unsigned_abs(), sum, ratios).ok_or(MoneyError::NoShares)?;
        shares
            .into_iter()
            .map(|share| self.with_magnitude(share, minor < 0))
            .collect()
    }

    /// Splits the amount into `parts` shares that differ by at most one minor unit; the larger ones come first.
    ///
    /// The same as [`Money::allocate`] with equal ratios.
    ///
    /// # Errors
    /// As [`Money::allocate`]; [`MoneyError::TooManyShares`] for more than [`MAX_PARTS`].
    pub fn split(self, parts: usize) -> Result<Vec<Self>, MoneyError> {
        if parts > MAX_PARTS {
            return Err(MoneyError::TooManyShares);
        }
        self.allocate(&vec![1; parts])
    }

    fn with_magnitude(self, magnitude: u128, negative: bool) -> Result<Self, MoneyError> {
        let minor = i128::try_from(magnitude).map_err(|_| MoneyError::OutOfRange)?;
        let share = Self::from_minor_units(minor, self.currency())?;
        Ok(if negative { share.negated() } else { share })
    }
}

/// The shares of `total`; `None` if `sum`, the sum of the ratios, is zero.
fn largest_remainder(total: u128, sum: u64, ratios: &[u64]) -> Option<Vec<u128>> {
    let sum = u128::from(sum);
    // total x ratio could pass 128 bits; with total = whole x sum + rest, whole x ratio <= total and rest x ratio < sum x sum <= 2^128.
    let (whole, rest) = (total.checked_div(sum)?, total.checked_rem(sum)?);
    let mut shares = Vec::with_capacity(ratios.len());
    let mut remainders = Vec::with_capacity(ratios.len());
    let mut given = 0_u128;
    for (index, &ratio) in ratios.iter().enumerate() {
        let scaled = rest.checked_mul(u128::from(ratio))?;
        let share = whole
            .checked_mul(u128::from(ratio))?
            .checked_add(scaled.checked_div(sum)?)?;
        given = given.checked_add(share)?;
        shares.push(share);
        remainders.push((scaled.checked_rem(sum)?, index));
    }
    // Stable: equal remainders stay in the order of the ratios. Fewer units are left than there are remainders above zero.
    remainders.sort_by_key(|&(remainder, _)| core::cmp::Reverse(remainder));
    let left = usize::try_from(total.checked_sub(given)?).ok()?;
    for &(_, index) in remainders.iter().take(left) {
        let share = shares.get_mut(index)?;
        *share = share.checked_add(1)?;
    }
    Some(shares)
}

/// The most parts that [`Money::split`] makes: a slip in a count should be an error, not a gigabyte.
pub const MAX_PARTS: usize = 1_000_000;

//! Counts and sums, exact.

use girokit_types::{Currency, Money};
#[cfg(feature = "jobs-pain")]
use rust_decimal::Decimal;

use crate::error::Problem;

/// The sum of amounts of one currency; whatever stands against it becomes a problem at its place.
///
/// Amounts are above zero and in whole minor units, or they are problems too.
pub(super) fn of_one_currency(
    amounts: impl IntoIterator<Item = (Money, String)>,
    problems: &mut Vec<Problem>,
) -> Option<Money> {
    let mut total: Option<Money> = None;
    for (amount, path) in amounts {
        payable(amount, &path, problems);
        let Some(sum) = total else {
            total = Some(amount);
            continue;
        };
        match sum.checked_add(amount) {
            Ok(sum) => total = Some(sum),
            Err(_) if sum.currency() != amount.currency() => {
                problems.push(Problem::value(
                    path,
                    format!("an amount in {}, as the others", sum.currency()),
                    format!("one in {}", amount.currency()),
                ));
            }
            Err(_) => problems.push(Problem::value(
                path,
                "a sum of at most 96 bits",
                "a larger one",
            )),
        }
    }
    total
}

/// An amount that can be paid: above zero, in whole minor units.
pub(crate) fn payable(amount: Money, path: &str, problems: &mut Vec<Problem>) {
    if !amount.is_positive() {
        problems.push(Problem::value(
            path,
            "an amount above zero",
            amount.amount().to_string(),
        ));
    }
    if amount.minor_units().is_err() {
        problems.push(Problem::value(
            path,
            format!("whole minor units of {}", amount.currency()),
            amount.amount().to_string(),
        ));
    }
}

/// An amount in the one currency that a scheme knows.
pub(super) fn in_currency(
    amount: Money,
    currency: Currency,
    path: &str,
    problems: &mut Vec<Problem>,
) {
    if amount.currency() != currency {
        problems.push(Problem::value(
            path,
            format!("an amount in {currency}"),
            format!("one in {}", amount.currency()),
        ));
    }
}

/// Adds two figures exactly, or not at all.
///
/// A control sum adds figures whatever their currencies: ISO 20022 `ControlSum`.
#[cfg(feature = "jobs-pain")]
pub(super) fn figures(sum: Decimal, figure: Decimal) -> Option<Decimal> {
    let scale = sum.scale().max(figure.scale());
    let widen = |value: Decimal| {
        let factor = 10_i128.checked_pow(scale.checked_sub(value.scale())?)?;
        value.mantissa().checked_mul(factor)
    };
    let mantissa = widen(sum)?.checked_add(widen(figure)?)?;
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// The control sum of all figures; a problem at `path` if it is too large to be held.
#[cfg(feature = "jobs-pain")]
pub(super) fn control_sum(
    figures_of: impl IntoIterator<Item = Decimal>,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Option<Decimal> {
    let sum = figures_of.into_iter().try_fold(Decimal::ZERO, figures);
    if sum.is_none() {
        problems.push(Problem::value(
            path,
            "a sum of at most 96 bits",
            "a larger one",
        ));
    }
    sum
}

#[cfg(all(test, feature = "jobs-pain"))]
mod tests {
    use super::figures;
    use rust_decimal::Decimal;

    #[test]
    fn figures_add_up_exactly_or_not_at_all() {
        let sum = figures(Decimal::new(1, 5), Decimal::new(250, 2));
        assert_eq!(sum, Some(Decimal::new(250_001, 5)));
        assert_eq!(figures(Decimal::MAX, Decimal::new(1, 5)), None);
        assert_eq!(figures(Decimal::MAX, Decimal::ONE), None);
    }
}

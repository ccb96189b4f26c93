//! Exact decimal arithmetic on integers: `rust_decimal` rounds silently where a result needs more than 96 bits, money may not.

use rust_decimal::Decimal;

use super::Rounding;

/// Adds, or returns `None` where the exact sum does not fit a [`Decimal`].
pub(super) fn add(left: Decimal, right: Decimal) -> Option<Decimal> {
    // Normalised first: then a sum that overflows 127 bits cannot fit 96 bits either, because the operand with more
    // decimals ends in a digit other than zero and no trailing zero can be dropped from the sum.
    let (left, right) = (left.normalize(), right.normalize());
    let scale = left.scale().max(right.scale());
    let sum = widen(left, scale)?.checked_add(widen(right, scale)?)?;
    from_parts(sum, scale)
}

/// Multiplies, or returns `None` where the exact product does not fit a [`Decimal`].
pub(super) fn multiply(left: Decimal, right: Decimal) -> Option<Decimal> {
    let mut product = Product::new(left, right);
    while product.scale > 0 && product.divisible_by_ten() {
        product.drop_digit();
    }
    product.into_decimal()
}

/// Multiplies and rounds the exact product once, to `scale` decimals; `None` where the result does not fit a [`Decimal`].
pub(super) fn multiply_rounded(
    left: Decimal,
    right: Decimal,
    scale: u32,
    rounding: Rounding,
) -> Option<Decimal> {
    let mut product = Product::new(left, right);
    let (mut digit, mut sticky) = (0, false);
    while product.scale > scale {
        sticky |= digit != 0;
        digit = product.drop_digit();
    }
    let odd = product.limbs.first().is_some_and(|limb| limb % 2 == 1);
    if rounding.rounds_away(product.negative, odd, digit, sticky) {
        product.increment();
    }
    product.into_decimal()
}

/// The decimal `mantissa` x 10^-`scale`, with trailing zeros dropped where they are in the way.
pub(super) fn from_parts(mut mantissa: i128, mut scale: u32) -> Option<Decimal> {
    while scale > 0 && mantissa.checked_rem(10) == Some(0) {
        mantissa = mantissa.checked_div(10)?;
        scale = scale.checked_sub(1)?;
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// The integer `value` x 10^`scale`, if it is one and fits.
pub(super) fn widen(value: Decimal, scale: u32) -> Option<i128> {
    let factor = 10_i128.checked_pow(scale.checked_sub(value.scale())?)?;
    value.mantissa().checked_mul(factor)
}

/// The exact product of two 96-bit mantissas: 192 bits, least significant limb first.
struct Product {
    limbs: [u32; LIMBS],
    scale: u32,
    negative: bool,
}

impl Product {
    fn new(left: Decimal, right: Decimal) -> Self {
        let (a, b) = (limbs_of(left), limbs_of(right));
        let mut limbs = [0_u32; LIMBS];
        for (i, x) in a.into_iter().enumerate() {
            let mut carry = 0_u64;
            for (j, y) in b.into_iter().chain([0]).enumerate() {
                // Cannot wrap: (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1.
                if let Some(limb) = limbs.get_mut(i.wrapping_add(j)) {
                    let total = u64::from(x)
                        .wrapping_mul(u64::from(y))
                        .wrapping_add(u64::from(*limb))
                        .wrapping_add(carry);
                    *limb = low_half(total);
                    carry = total >> 32;
                }
            }
        }
        Self {
            limbs,
            // At most 28 + 28.
            scale: left.scale().saturating_add(right.scale()),
            negative: left.is_sign_negative() != right.is_sign_negative(),
        }
    }

    /// Divides by ten and returns the digit that fell off.
    fn drop_digit(&mut self) -> u32 {
        let mut rest = 0_u64;
        for limb in self.limbs.iter_mut().rev() {
            let current = (rest << 32) | u64::from(*limb);
            // `rest` is below ten, so the quotient fits 32 bits.
            *limb = low_half(current / 10);
            rest = current % 10;
        }
        self.scale = self.scale.saturating_sub(1);
        low_half(rest)
    }

    fn divisible_by_ten(&self) -> bool {
        let mut rest = 0_u64;
        for limb in self.limbs.iter().rev() {
            rest = ((rest << 32) | u64::from(*limb)) % 10;
        }
        rest == 0
    }

    /// Adds one unit in the last place. The product is below 2^192 - 2^97, so it cannot wrap.
    fn increment(&mut self) {
        for limb in &mut self.limbs {
            let (sum, carried) = limb.overflowing_add(1);
            *limb = sum;
            if !carried {
                break;
            }
        }
    }

    fn into_decimal(self) -> Option<Decimal> {
        let [low, mid, high, 0, 0, 0] = self.limbs else {
            return None;
        };
        let mantissa = i128::from(low) | (i128::from(mid) << 32) | (i128::from(high) << 64);
        let mantissa = if self.negative {
            mantissa.checked_neg()?
        } else {
            mantissa
        };
        Decimal::try_from_i128_with_scale(mantissa, self.scale).ok()
    }
}

fn limbs_of(value: Decimal) -> [u32; 3] {
    let parts = value.unpack();
    [parts.lo, parts.mid, parts.hi]
}

/// The low 32 bits.
fn low_half(value: u64) -> u32 {
    u32::try_from(value & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

/// 192 bits in limbs of 32.
const LIMBS: usize = 6;

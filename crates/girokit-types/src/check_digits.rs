//! The check-digit schemes that several standards share.

/// The remainder modulo 97 of the number that `text` spells, letters counting 10 to 35 in either case; other bytes are skipped.
///
/// Source: ISO 7064 MOD 97-10, as ISO 13616, ISO 17442 and ISO 11649 use it.
pub(crate) fn mod_97(text: impl IntoIterator<Item = u8>) -> u32 {
    text.into_iter()
        .filter_map(|byte| char::from(byte).to_digit(36))
        .fold(0, |rest, value| {
            let shift = if value < 10 { 10 } else { 100 };
            // Below 97 x 100 + 36.
            rest.wrapping_mul(shift).wrapping_add(value) % 97
        })
}

/// The two check digits that make the remainder 1, when `text` has `00` in their place.
pub(crate) fn mod_97_check_digits(text: impl IntoIterator<Item = u8>) -> [u8; 2] {
    let check = 98_u32.wrapping_sub(mod_97(text));
    let digit = |value: u32| u8::try_from(value % 10).unwrap_or(0).wrapping_add(b'0');
    [digit(check / 10), digit(check)]
}

/// True if the digits pass the Luhn test. Source: ISO/IEC 7812-1, annex B.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let sum = digits
        .iter()
        .rev()
        .enumerate()
        .fold(0_u32, |sum, (index, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            let doubled = digit.wrapping_mul(2);
            let value = match index % 2 {
                0 => digit,
                _ if doubled > 9 => doubled.wrapping_sub(9),
                _ => doubled,
            };
            sum.wrapping_add(value)
        });
    sum % 10 == 0
}

/// The sum of digits times 3, 7, 1, 3, 7, 1, ... modulo ten.
pub(crate) fn weighted_3_7_1(digits: &[u8]) -> u32 {
    let weighted = digits.iter().zip([3_u32, 7, 1].into_iter().cycle());
    weighted.fold(0_u32, |sum, (byte, weight)| {
        let digit = u32::from(byte.wrapping_sub(b'0'));
        sum.wrapping_add(digit.wrapping_mul(weight)) % 10
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mod_97_of_long_numbers() {
        assert_eq!(mod_97(*b"3214282912345698765432161182"), 1);
        assert_eq!(mod_97(*b"gb"), mod_97(*b"1611"));
        assert_eq!(mod_97_check_digits(*b"WEST12345698765432GB00"), *b"82");
    }

    #[test]
    fn luhn_doubles_every_second_digit_from_the_right() {
        assert!(luhn(b"79927398713"));
        for last in b"012456789" {
            let mut number = *b"79927398710";
            number[10] = *last;
            assert!(!luhn(&number));
        }
    }

    #[test]
    fn weights_are_3_7_1() {
        assert_eq!(weighted_3_7_1(b"100"), 3);
        assert_eq!(weighted_3_7_1(b"010"), 7);
        assert_eq!(weighted_3_7_1(b"001"), 1);
        assert_eq!(weighted_3_7_1(b"0001"), 3);
    }
}

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]
#![allow(clippy::arithmetic_side_effects, reason = "a test may panic")]

use proptest::prelude::*;

use super::*;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

#[test]
fn canonical_whatever_zeros_were_written() {
    for (text, shown) in [
        ("EUR 12.5", "EUR 12.50"),
        ("EUR 12.500000", "EUR 12.50"),
        ("EUR 0012.505", "EUR 12.505"),
        ("EUR 0", "EUR 0.00"),
        ("EUR -0.00", "EUR 0.00"),
        ("JPY 7", "JPY 7"),
        ("JPY 7.0", "JPY 7"),
        ("KWD 1.5", "KWD 1.500"),
        ("CLF 1.5", "CLF 1.5000"),
        ("XAU 1.500", "XAU 1.5"),
        ("XAU 10", "XAU 10"),
    ] {
        assert_eq!(money(text).to_string(), shown);
    }
    for zero in ["EUR -0", "JPY -0", "XAU -0.0"] {
        assert!(!money(zero).is_negative() && money(zero).to_iso20022().is_ok());
    }
    assert_eq!(money("EUR -0"), Money::zero(Currency::EUR));
    assert!(!money("EUR -0").is_negative());
    assert!(!Money::zero(Currency::EUR).negated().is_negative());
}

#[test]
fn syntax_errors_say_where() {
    for (text, offset) in [
        ("", 0),
        ("EUR", 3),
        ("EUR ", 4),
        ("EUR  1", 4),
        ("EUR 1 ", 5),
        ("EUR +1", 4),
        ("EUR 1.", 6),
        ("EUR .5", 4),
        ("EUR 1,5", 5),
        ("EUR 1e5", 5),
        ("EUR 1.2.3", 7),
        ("EUR --1", 5),
        ("EUR \u{0661}", 4),
    ] {
        let error = Money::parse(text).unwrap_err();
        assert!(
            matches!(error, MoneyError::Syntax { offset: at, .. } if at == offset),
            "{text}: {error}"
        );
    }
    assert_eq!(
        Money::parse("ZZZ 1"),
        Err(MoneyError::Currency(ParseCurrencyError::Unknown))
    );
}

#[test]
fn minor_units_follow_the_exponent() {
    assert_eq!(money("EUR 12.34").minor_units(), Ok(1234));
    assert_eq!(money("JPY 1234").minor_units(), Ok(1234));
    assert_eq!(money("KWD -1.234").minor_units(), Ok(-1234));
    assert_eq!(money("UYW 1.2345").minor_units(), Ok(12345));
    assert_eq!(
        money("EUR 0.001").minor_units(),
        Err(MoneyError::SubMinorDigits {
            currency: Currency::EUR
        })
    );
    assert_eq!(
        money("XAU 1").minor_units(),
        Err(MoneyError::NoMinorUnit {
            currency: Currency::XAU
        })
    );
    assert_eq!(
        Money::from_minor_units(1, Currency::XXX),
        Err(MoneyError::NoMinorUnit {
            currency: Currency::XXX
        })
    );
    assert_eq!(
        Money::from_minor_units(-5, Currency::BHD)
            .unwrap()
            .to_string(),
        "BHD -0.005"
    );
}

#[test]
fn range_ends_at_96_bits_and_never_rounds() {
    let max = (1_i128 << 96) - 1;
    let largest = Money::from_minor_units(max, Currency::EUR).unwrap();
    assert_eq!(largest.minor_units(), Ok(max));
    assert_eq!(
        Money::from_minor_units(max + 1, Currency::EUR),
        Err(MoneyError::OutOfRange)
    );
    assert_eq!(
        Money::from_minor_units(i128::MIN, Currency::EUR),
        Err(MoneyError::OutOfRange)
    );
    let cent = money("EUR 0.01");
    assert_eq!(largest.checked_add(cent), Err(MoneyError::OutOfRange));
    assert_eq!(
        largest.negated().checked_sub(cent),
        Err(MoneyError::OutOfRange)
    );
    // `rust_decimal` would drop the last decimal here without a word.
    assert_eq!(
        largest.checked_add(money("EUR 0.001")),
        Err(MoneyError::OutOfRange)
    );
    assert!(
        dec("792281625142643375935439503.35")
            .checked_add(dec("0.001"))
            .is_some()
    );
    // A whole amount that fits only without its cents has no canonical form.
    assert_eq!(
        Money::new(Decimal::MAX, Currency::EUR),
        Err(MoneyError::OutOfRange)
    );
    assert!(Money::new(Decimal::MAX, Currency::JPY).is_ok());
    assert_eq!(
        Money::parse(&format!("EUR {}", "9".repeat(60))),
        Err(MoneyError::OutOfRange)
    );
    assert_eq!(
        Money::parse(&format!("EUR 0.{}1", "0".repeat(28))),
        Err(MoneyError::OutOfRange)
    );
    assert_eq!(
        Money::parse(&format!("EUR 1.{}", "0".repeat(99))),
        Ok(money("EUR 1"))
    );
}

#[test]
fn currencies_never_mix() {
    let mismatch = MoneyError::CurrencyMismatch {
        expected: Currency::EUR,
        found: Currency::USD,
    };
    let (euro, dollar) = (money("EUR 1"), money("USD 1"));
    assert_eq!(euro.checked_add(dollar), Err(mismatch));
    assert_eq!(euro.checked_sub(dollar), Err(mismatch));
    assert_eq!(
        Money::checked_sum(Currency::EUR, [euro, dollar]),
        Err(mismatch)
    );
    assert_eq!(euro.partial_cmp(&dollar), None);
    assert_ne!(euro, dollar);
    assert!(euro < money("EUR 1.001"));
}

#[test]
fn each_rounding_mode() {
    use Rounding::*;
    // In units: value, then away, ceiling, floor, half away, half even, half toward zero, toward zero.
    for (value, expected) in [
        ("0.1", [1, 1, 0, 0, 0, 0, 0]),
        ("1.5", [2, 2, 1, 2, 2, 1, 1]),
        ("2.5", [3, 3, 2, 3, 2, 2, 2]),
        ("2.500001", [3, 3, 2, 3, 3, 3, 2]),
        ("2.6", [3, 3, 2, 3, 3, 3, 2]),
        ("3", [3, 3, 3, 3, 3, 3, 3]),
        ("-0.1", [-1, 0, -1, 0, 0, 0, 0]),
        ("-1.5", [-2, -1, -2, -2, -2, -1, -1]),
        ("-2.5", [-3, -2, -3, -3, -2, -2, -2]),
        ("-2.500001", [-3, -2, -3, -3, -3, -3, -2]),
    ] {
        let modes = [
            AwayFromZero,
            Ceiling,
            Floor,
            HalfAwayFromZero,
            HalfEven,
            HalfTowardZero,
            TowardZero,
        ];
        for (mode, expected) in modes.into_iter().zip(expected) {
            let amount = Money::new(dec(value), Currency::JPY).unwrap();
            let rounded = amount.round(mode).unwrap();
            assert_eq!(rounded.minor_units(), Ok(expected), "{value} {mode:?}");
        }
    }
    assert_eq!(
        money("XAU 1.25").round_to(1, HalfEven).unwrap(),
        money("XAU 1.2")
    );
    assert!(money("XAU 1.25").round(HalfEven).is_err());
}

#[test]
fn products_are_rounded_once() {
    let rate = dec("0.4444444444444444444444444445");
    // The exact product is 0.50000000000000000000000000006...: a product rounded to 28 digits first would be a half.
    let amount = money("JPY 1.125");
    assert_eq!(
        amount
            .checked_mul_rounded(rate, Rounding::HalfTowardZero)
            .unwrap(),
        money("JPY 1")
    );
    assert_eq!(amount.checked_mul(rate), Err(MoneyError::OutOfRange));
    assert_eq!(
        money("EUR 19.99").checked_mul(dec("0.19")).unwrap(),
        money("EUR 3.7981")
    );
    assert_eq!(
        money("EUR 19.99")
            .checked_mul_rounded(dec("0.19"), Rounding::HalfAwayFromZero)
            .unwrap(),
        money("EUR 3.80")
    );
    assert_eq!(
        money("EUR 0.5").checked_mul(dec("-2.0")).unwrap(),
        money("EUR -1")
    );
    // 10^40 does not fit 127 bits, 10^40 x 10^-28 does.
    let (five, two) = (5_i128.pow(40), 2_i128.pow(40));
    let tiny = Decimal::from_i128_with_scale(five, 28);
    assert_eq!(
        Money::new(tiny, Currency::XAU)
            .unwrap()
            .checked_mul(Decimal::from_i128_with_scale(two, 0)),
        Ok(money("XAU 1000000000000"))
    );
}

#[test]
fn allocation_gives_left_units_to_largest_remainders() {
    let shares = |text: &str, ratios: &[u64]| -> Vec<i128> {
        let shares = money(text).allocate(ratios).unwrap();
        shares
            .iter()
            .map(|share| share.minor_units().unwrap())
            .collect()
    };
    // 100 x 50/101 = 49.50, 49/101 = 48.51, 2/101 = 1.98: the unit left goes to the last two.
    assert_eq!(shares("EUR 1", &[50, 49, 2]), [49, 49, 2]);
    assert_eq!(shares("EUR 0.05", &[1, 1, 1]), [2, 2, 1]);
    assert_eq!(shares("EUR -0.05", &[1, 1, 1]), [-2, -2, -1]);
    assert_eq!(shares("JPY 10", &[0, 1, 0, 2]), [0, 3, 0, 7]);
    assert_eq!(shares("KWD 0.001", &[u64::MAX - 1, 1]), [1, 0]);
    assert_eq!(money("EUR 1").allocate(&[]), Err(MoneyError::NoShares));
    assert_eq!(money("EUR 1").allocate(&[0, 0]), Err(MoneyError::NoShares));
    assert_eq!(
        money("EUR 1").allocate(&[u64::MAX, 1]),
        Err(MoneyError::OutOfRange)
    );
    assert!(money("EUR 1.001").allocate(&[1]).is_err());
    assert!(money("XAU 1").allocate(&[1]).is_err());
    assert_eq!(money("EUR 1").split(0), Err(MoneyError::NoShares));
    assert_eq!(
        money("EUR 1").split(MAX_PARTS + 1),
        Err(MoneyError::TooManyShares)
    );
}

#[test]
fn iso20022_form() {
    let parse = |text: &str| Money::parse_iso20022(text, Currency::EUR);
    for (text, shown) in [
        ("1234.50", "1234.50"),
        ("1234.5", "1234.50"),
        ("+1234", "1234.00"),
        ("0001.", "1.00"),
        (".5", "0.50"),
        ("-0", "0.00"),
        ("1.23456", "1.23456"),
        ("1.2300000000", "1.23"),
        ("9999999999999.99999", "9999999999999.99999"),
    ] {
        assert_eq!(parse(text).unwrap().to_iso20022().unwrap(), shown, "{text}");
    }
    for text in [
        "", ".", "+", "-", "1,5", "1e3", " 1", "1 ", "1.2.3", "NaN", "INF", "++1", "0x1",
    ] {
        assert!(
            matches!(parse(text), Err(MoneyError::Syntax { .. })),
            "{text}"
        );
    }
    assert_eq!(parse("-1"), Err(MoneyError::Negative));
    assert_eq!(parse("1.234567"), Err(MoneyError::OutOfRange));
    assert_eq!(parse("1234567890123456789"), Err(MoneyError::OutOfRange));
    assert_eq!(money("EUR -1").to_iso20022(), Err(MoneyError::Negative));
    assert_eq!(
        money("EUR 1.234567").to_iso20022(),
        Err(MoneyError::OutOfRange)
    );
    assert_eq!(
        money("EUR 12345678901234567").to_iso20022(),
        Err(MoneyError::OutOfRange)
    );
    assert_eq!(money("JPY 1234").to_iso20022().unwrap(), "1234");
    assert_eq!(money("KWD 1").to_iso20022().unwrap(), "1.000");
}

#[test]
fn iso8583_form() {
    // DE 4 with DE 49 = 978, 392, 414: the same digits, three different amounts.
    for (number, shown) in [
        (978, "EUR 1234.50"),
        (392, "JPY 123450"),
        (414, "KWD 123.450"),
    ] {
        let currency = Currency::from_numeric(number).unwrap();
        let amount = Money::parse_iso8583("000000123450", currency).unwrap();
        assert_eq!(amount.to_string(), shown);
        assert_eq!(amount.to_iso8583(12).unwrap(), "000000123450");
    }
    assert_eq!(money("EUR 10").to_iso8583(3), Err(MoneyError::OutOfRange));
    assert_eq!(
        money("EUR 10").to_iso8583(usize::MAX),
        Err(MoneyError::OutOfRange)
    );
    assert_eq!(money("EUR -1").to_iso8583(12), Err(MoneyError::Negative));
    assert!(money("EUR 0.001").to_iso8583(12).is_err());
    assert_eq!(
        Money::parse_iso8583("00 1", Currency::EUR),
        Err(MoneyError::Syntax {
            offset: 2,
            expected: "a digit"
        })
    );
    assert!(Money::parse_iso8583("", Currency::EUR).is_err());
    assert!(Money::parse_iso8583("1", Currency::XAU).is_err());
    // DE 28: x + n 8.
    let fee = Money::parse_iso8583_signed("D00000150", Currency::USD).unwrap();
    assert_eq!(fee, money("USD -1.50"));
    assert_eq!(fee.to_iso8583_signed(8).unwrap(), "D00000150");
    assert_eq!(fee.negated().to_iso8583_signed(8).unwrap(), "C00000150");
    assert!(Money::parse_iso8583_signed("X00000150", Currency::USD).is_err());
    assert!(Money::parse_iso8583_signed("", Currency::USD).is_err());
}

#[test]
fn symbol_form() {
    use MoneyStyle::{CommaDecimal, PointDecimal};
    for (text, point, comma) in [
        ("EUR 1234567.5", "€1,234,567.50", "1.234.567,50 €"),
        ("EUR -0.5", "-€0.50", "-0,50 €"),
        ("USD 999", "$999.00 USD", "999,00 $ USD"),
        ("JPY 1000", "¥1,000 JPY", "1.000 ¥ JPY"),
        ("AED 5", "AED 5.00", "5,00 AED"),
        ("XAU 1.5", "XAU 1.5", "1,5 XAU"),
    ] {
        let amount = money(text);
        assert_eq!(amount.to_symbol_text(PointDecimal), point);
        assert_eq!(amount.to_symbol_text(CommaDecimal), comma);
    }
    let euros = |text: &str| Money::parse_symbol_text(text, Currency::EUR, PointDecimal);
    for text in [
        "€1,234.50",
        "1,234.50 €",
        "EUR 1234.5",
        " 1234.50 ",
        "1234.50EUR",
        "€1234.5 EUR",
    ] {
        assert_eq!(euros(text), Ok(money("EUR 1234.50")), "{text}");
    }
    assert_eq!(euros("- € 5"), Ok(money("EUR -5")));
    for text in [
        "", "€", "$5", "1,23", "1,2345", "1234,567", "1.5.0", "5 %", "€€5", "--5", "1,,000",
    ] {
        assert!(
            matches!(euros(text), Err(MoneyError::Syntax { .. })),
            "{text}"
        );
    }
    let patacas = money("MOP 5");
    assert_eq!(patacas.to_symbol_text(PointDecimal), "MOP$5.00");
    assert_eq!(
        Money::parse_symbol_text("MOP$5.00", Currency::MOP, PointDecimal),
        Ok(patacas)
    );
    assert!(Money::parse_symbol_text("1.50", Currency::EUR, CommaDecimal).is_err());
    assert_eq!(
        Money::parse_symbol_text("1.500", Currency::EUR, CommaDecimal),
        Ok(money("EUR 1500"))
    );
}

fn any_currency() -> impl Strategy<Value = Currency> {
    proptest::sample::select(Currency::all())
}

fn any_money() -> impl Strategy<Value = Money> {
    let limit = 1_i128 << 96;
    let mantissa = prop_oneof![-limit + 1..limit, -1_000_000..1_000_000_i128];
    (mantissa, 0..=28_u32, any_currency()).prop_filter_map("in range", |(m, scale, currency)| {
        Money::new(Decimal::try_from_i128_with_scale(m, scale).ok()?, currency).ok()
    })
}

proptest! {
    #[test]
    fn text_round_trips(money in any_money()) {
        let text = money.to_string();
        prop_assert_eq!(Money::parse(&text), Ok(money));
        prop_assert_eq!(Money::parse(&text).unwrap().to_string(), text);
    }

    #[test]
    fn symbol_text_round_trips(money in any_money()) {
        for style in [MoneyStyle::CommaDecimal, MoneyStyle::PointDecimal] {
            let text = money.to_symbol_text(style);
            prop_assert_eq!(Money::parse_symbol_text(&text, money.currency(), style), Ok(money), "{}", text);
        }
    }

    #[test]
    fn standard_forms_round_trip(money in any_money()) {
        if let Ok(text) = money.to_iso20022() {
            prop_assert_eq!(Money::parse_iso20022(&text, money.currency()), Ok(money));
        }
        if let Ok(text) = money.to_iso8583_signed(40) {
            prop_assert_eq!(Money::parse_iso8583_signed(&text, money.currency()), Ok(money));
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in ".{0,40}", currency in any_currency()) {
        let _ = Money::parse(&text);
        let _ = Money::parse_iso20022(&text, currency);
        let _ = Money::parse_iso8583(&text, currency);
        let _ = Money::parse_symbol_text(&text, currency, MoneyStyle::CommaDecimal);
    }

    #[test]
    fn addition_is_exact_or_an_error(a in any_money(), b in any_money()) {
        let b = Money::new(b.amount(), a.currency());
        prop_assume!(b.is_ok());
        let b = b.unwrap();
        prop_assert_eq!(a.checked_add(b), b.checked_add(a));
        if let Ok(sum) = a.checked_add(b) {
            prop_assert_eq!(sum.checked_sub(b), Ok(a));
            prop_assert_eq!(sum.checked_sub(a), Ok(b));
        }
    }

    #[test]
    fn shares_sum_to_the_whole(
        minor in -(1_i128 << 96) + 1..1_i128 << 96,
        ratios in proptest::collection::vec(0..u64::MAX / 20, 1..20),
    ) {
        prop_assume!(ratios.iter().any(|ratio| *ratio > 0));
        let whole = Money::from_minor_units(minor, Currency::EUR).unwrap();
        let shares = whole.allocate(&ratios).unwrap();
        prop_assert_eq!(Money::checked_sum(Currency::EUR, shares.iter().copied()), Ok(whole));
        for (share, ratio) in shares.iter().zip(&ratios) {
            prop_assert!(*ratio > 0 || share.is_zero());
            prop_assert!(share.is_zero() || share.is_negative() == whole.is_negative());
        }
    }

    /// Against plain integers, on numbers small enough for them.
    #[test]
    fn products_equal_integer_products(a in any::<i64>(), b in any::<i32>(), a_scale in 0..10_u32, b_scale in 0..10_u32) {
        let left = Money::new(Decimal::new(a, a_scale), Currency::XAU).unwrap();
        let right = Decimal::new(i64::from(b), b_scale);
        let product = Decimal::from_i128_with_scale(i128::from(a) * i128::from(b), a_scale + b_scale);
        prop_assert_eq!(left.checked_mul(right), Money::new(product, Currency::XAU));
    }

    /// Against `rust_decimal`'s own rounding, where no product is involved.
    #[test]
    fn rounding_equals_the_peer(money in any_money(), decimals in 0..28_u32) {
        use rust_decimal::RoundingStrategy as Peer;
        for (mode, peer) in [
            (Rounding::AwayFromZero, Peer::AwayFromZero),
            (Rounding::Ceiling, Peer::ToPositiveInfinity),
            (Rounding::Floor, Peer::ToNegativeInfinity),
            (Rounding::HalfAwayFromZero, Peer::MidpointAwayFromZero),
            (Rounding::HalfEven, Peer::MidpointNearestEven),
            (Rounding::HalfTowardZero, Peer::MidpointTowardZero),
            (Rounding::TowardZero, Peer::ToZero),
        ] {
            let expected = money.amount().round_dp_with_strategy(decimals, peer);
            prop_assert_eq!(money.round_to(decimals, mode), Money::new(expected, money.currency()));
        }
    }
}

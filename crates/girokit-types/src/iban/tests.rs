#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use super::*;

/// The example of each country in the IBAN registry.
const REGISTRY_EXAMPLES: &str = include_str!("../../tests/data/ibans.txt");

#[test]
fn registry_examples_parse_and_cover_every_country() {
    let examples: Vec<Iban> = REGISTRY_EXAMPLES
        .split_whitespace()
        .map(|text| text.parse().unwrap())
        .collect();
    let mut countries: Vec<&str> = examples.iter().map(Iban::country_code).collect();
    countries.sort_unstable();
    let known: Vec<&str> = Country::all().iter().map(Country::code).collect();
    assert_eq!(countries, known);
    for iban in examples {
        assert_eq!(Iban::parse(&iban.to_print()), Ok(iban));
        assert_eq!(Iban::from_bban(iban.country_code(), iban.bban()), Ok(iban));
    }
}

#[test]
fn every_change_of_a_digit_and_every_swap_of_two_is_found() {
    for example in REGISTRY_EXAMPLES.split_whitespace() {
        for index in 2..example.len() {
            let mut bytes = example.as_bytes().to_vec();
            if bytes[index].is_ascii_digit() {
                bytes[index] = b'0' + (bytes[index] - b'0' + 1) % 10;
                let text = String::from_utf8(bytes).unwrap();
                assert_eq!(
                    Iban::parse(&text),
                    Err(ParseIbanError::CheckDigits),
                    "{text}"
                );
            }
            // A letter and a digit may swap unseen: 1B and B1 both spell 111.
            let mut bytes = example.as_bytes().to_vec();
            bytes.swap(index, index - 1);
            let are_digits = bytes[index].is_ascii_digit() && bytes[index - 1].is_ascii_digit();
            let text = String::from_utf8(bytes).unwrap();
            assert!(
                !are_digits || text == example || Iban::parse(&text).is_err(),
                "{text}"
            );
        }
    }
}

#[test]
fn print_form_has_its_gaps_where_the_standard_puts_them() {
    let iban = Iban::parse("DE89 3704 0044 0532 0130 00").unwrap();
    assert_eq!(iban.as_str(), "DE89370400440532013000");
    assert_eq!(iban.to_string(), "DE89370400440532013000");
    assert_eq!(iban.to_print(), "DE89 3704 0044 0532 0130 00");
    for text in [
        "DE89 37040044 0532 0130 00",
        "DE 89370400440532013000",
        " DE89370400440532013000",
        "DE89370400440532013000 ",
        "DE89  3704 0044 0532 0130 00",
        "BE68 5390 0754 7034 ",
        "DE89-3704-0044-0532-0130-00",
    ] {
        assert_eq!(Iban::parse(text), Err(ParseIbanError::Syntax), "{text}");
    }
}

#[test]
fn errors_say_what_is_wrong() {
    for (text, error) in [
        ("", ParseIbanError::Syntax),
        ("DE89", ParseIbanError::Syntax),
        ("de89370400440532013000", ParseIbanError::Syntax),
        ("DEX9370400440532013000", ParseIbanError::Syntax),
        ("DE8937040044053201300\u{00e9}", ParseIbanError::Syntax),
        (
            "GB82WEST123456987654321234567890123",
            ParseIbanError::Syntax,
        ),
        ("US64SVBKUS6S3300958879", ParseIbanError::UnknownCountry),
        ("ZZ89370400440532013000", ParseIbanError::UnknownCountry),
        (
            "DE8937040044053201300",
            ParseIbanError::Length {
                expected: 22,
                found: 21,
            },
        ),
        (
            "DE893704004405320130000",
            ParseIbanError::Length {
                expected: 22,
                found: 23,
            },
        ),
        (
            "DE8937040044053201300X",
            ParseIbanError::Structure {
                position: 21,
                expected: "a digit",
            },
        ),
        (
            "GB29NW1K60161331926819",
            ParseIbanError::Structure {
                position: 6,
                expected: "a letter",
            },
        ),
        ("DE88370400440532013000", ParseIbanError::CheckDigits),
        ("DE98370400440532013000", ParseIbanError::CheckDigits),
    ] {
        assert_eq!(Iban::parse(text), Err(error), "{text}");
    }
}

/// 00, 01 and 99 pass the division where 97, 98 and 02 are meant.
#[test]
fn check_digits_lie_between_02_and_98() {
    let mut seen = [false; 3];
    for account in 0..2000 {
        let iban = Iban::from_bban("DE", &format!("{account:018}")).unwrap();
        let (twin, index) = match iban.check_digits() {
            "97" => ("00", 0),
            "98" => ("01", 1),
            "02" => ("99", 2),
            _ => continue,
        };
        let text = format!("DE{twin}{}", iban.bban());
        assert_eq!(mod_97(rotated(&text)), 1);
        assert_eq!(Iban::parse(&text), Err(ParseIbanError::CheckDigits));
        seen[index] = true;
    }
    assert_eq!(seen, [true; 3]);
}

#[test]
fn small_letters_count_in_the_bban_only() {
    let iban = Iban::parse("MT84MALT011000012345mtlcast001s").unwrap();
    assert_eq!(iban.as_str(), "MT84MALT011000012345MTLCAST001S");
}

#[test]
fn parts_stand_where_the_registry_says() {
    for (text, bank, branch) in [
        ("FR1420041010050500013M02606", Some("20041"), None),
        ("IT60X0542811101000000123456", Some("05428"), Some("11101")),
        ("AL47212110090000000235698741", Some("212"), Some("11009")),
        ("DE89370400440532013000", Some("37040044"), None),
        ("NL91ABNA0417164300", Some("ABNA"), None),
        ("PK36SCBL0000001123456702", Some("SCBL"), None),
    ] {
        let iban = Iban::parse(text).unwrap();
        assert_eq!(
            (iban.bank_identifier(), iban.branch_identifier()),
            (bank, branch),
            "{text}"
        );
    }
}

/// The two countries that the peer of `tests/real_numbers.rs` does not know.
#[test]
fn structures_of_pakistan_and_honduras() {
    assert!(Iban::from_bban("PK", "SCBL00000011234567AZ").is_ok());
    assert!(Iban::from_bban("PK", "SC1L0000001123456702").is_err());
    assert!(Iban::from_bban("HN", "CABF00000000000250005469").is_ok());
    assert!(Iban::from_bban("HN", "CABF0000000000025000546A").is_err());
    assert!(Iban::from_bban("HN", "CAB100000000000250005469").is_err());
}

#[test]
fn table_is_sound() {
    assert!(
        Country::all()
            .windows(2)
            .all(|pair| pair[0].code() < pair[1].code())
    );
    for country in Country::all() {
        let len = country.positions().count();
        assert!((11..=30).contains(&len), "{}", country.code());
        assert!(crate::country::is_country(country.code()));
        for range in [country.bank(), country.branch()].into_iter().flatten() {
            assert!(range.end <= len, "{}", country.code());
        }
    }
}

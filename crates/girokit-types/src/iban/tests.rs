#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use super::*;

/// The example of each country in the IBAN registry.
const REGISTRY_EXAMPLES: &str = "
AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201
AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034 BG80BNBG96611020345678
BH67BMAG00001299123456 BI4210000100010000332045181 BR1800360305000010009795493C1 BY13NBRB3600900000002Z00AB00
CH9300762011623852957 CR05015202001026284066 CY17002001280000001200527600 CZ6508000000192000145399
DE89370400440532013000 DJ2100010000000154000100186 DK5000400440116243 DO28BAGR00000001212453611324
EE382200221020145685 EG380019000500000000263180002 ES9121000418450200051332 FI2112345600000785
FK88SC123456789012 FO6264600001631634 FR1420041010050500013M02606 GB29NWBK60161331926819
GE29NB0000000101904917 GI75NWBK000000007099453 GL8964710001000206 GR1601101250000000012300695
GT82TRAJ01020000001210029690 HN88CABF00000000000250005469 HR1210010051863000160 HU42117730161111101800000000
IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012 IS140159260076545510730339
IT60X0542811101000000123456 JO94CBJO0010000000000131000302 KW81CBKU0000000000001234560101 KZ86125KZT5004100100
LB62099900000001001901229114 LC55HEMM000100010012001200023015 LI21088100002324013AA LT121000011101001000
LU280019400644750000 LV80BANK0000435195001 LY83002048000020100120361 MC5811222000010123456789030
MD24AG000225100013104168 ME25505000012345678951 MK07250120000058984 MN121234123456789123
MR1300020001010000123456753 MT84MALT011000012345MTLCAST001S MU17BOMM0101101030300200000MUR
NI45BAPR00000013000003558124 NL91ABNA0417164300 NO9386011117947 OM810180000001299123456
PK36SCBL0000001123456702 PL61109010140000071219812874 PS92PALS000000000400123456702 PT50000201231234567890154
QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RS35260005601001611379
RU0304452522540817810538091310419 SA0380000000608010167519 SC18SSCB11010000000000001497USD SD2129010501234001
SE4550000000058398257466 SI56263300012039086 SK3112000000198742637541 SM86U0322509800000000270100
SO211000001001000100141 ST23000100010051845310146 SV62CENR00000000000000700025 TL380080012345678910157
TN5910006035183598478831 TR330006100519786457841326 UA213223130000026007233566001 VA59001123000012345678
VG96VPVG0000012345678901 XK051212012345678906 YE15CBYE0001018861234567891234";

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

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use super::*;

/// The test numbers that card networks and processors publish.
const TEST_NUMBERS: [&str; 8] = [
    "4111111111111111",
    "5555555555554444",
    "378282246310005",
    "6011111111111117",
    "30569309025904",
    "4222222222222",
    "6304000000000000",
    "4000000000000000006",
];

fn zeroized<T: zeroize::ZeroizeOnDrop>() {}

#[test]
fn published_test_numbers_pass_and_their_neighbours_do_not() {
    for text in TEST_NUMBERS {
        assert_eq!(Pan::parse(text).unwrap().expose(), text);
        let last = text.bytes().last().unwrap() - b'0';
        let neighbour = format!("{}{}", text.get(..text.len() - 1).unwrap(), (last + 1) % 10);
        assert_eq!(Pan::parse(&neighbour), Err(ParsePanError::CheckDigit));
    }
    for (text, error) in [
        ("", ParsePanError::Length),
        ("0000000", ParsePanError::Length),
        ("00000000000000000000", ParsePanError::Length),
        ("4111 1111 1111 1111", ParsePanError::Character),
        ("411111111111111\u{661}", ParsePanError::Character),
    ] {
        assert_eq!(Pan::parse(text), Err(error), "{text}");
    }
    assert!(Pan::parse("00000000").is_ok());
}

/// At most the first six and the last four digits in a row, in every way of printing.
#[test]
fn nothing_printed_shows_a_number() {
    for text in TEST_NUMBERS {
        let pan = Pan::parse(text).unwrap();
        let track = Track2::parse(&format!("{text}=29121017654321")).unwrap();
        let neighbour = format!("{text}0");
        let printed = [
            format!("{pan}"),
            format!("{pan:?}"),
            format!("{pan:#?}"),
            format!("{pan:>40}"),
            format!("{:#?}", Some(vec![(1, pan.clone())])),
            format!("{track} {track:?} {track:#?}"),
            format!(
                "{:?} {:?}",
                Pan::parse(&neighbour),
                Pan::parse(&neighbour).err()
            ),
            format!(
                "{:?}",
                Pan::parse("4111111111111112").unwrap_err().to_string()
            ),
            format!(
                "{:?}",
                Track2::parse(&format!("{text}=2913101")).unwrap_err()
            ),
            format!(
                "{}",
                Track2::parse(&format!("{text}=29121017654321=")).unwrap_err()
            ),
            format!(
                "{:?}",
                Track2::parse(&format!("{text}/29121017654321")).unwrap_err()
            ),
        ];
        for printed in printed {
            let longest = printed
                .split(|c: char| !c.is_ascii_digit())
                .map(str::len)
                .max()
                .unwrap();
            assert!(longest <= 6, "{printed}");
            let digits: String = printed.chars().filter(char::is_ascii_digit).collect();
            assert!(!digits.contains(text), "{printed}");
            assert!(
                !printed.contains("7654321") && !printed.contains("2912"),
                "{printed}"
            );
        }
    }
}

#[test]
fn short_numbers_show_four_digits_only() {
    for (text, shown) in [
        ("4000000000000000006", "400000*********0006"),
        ("4111111111111111", "411111******1111"),
        ("378282246310005", "378282*****0005"),
        ("30569309025904", "**********5904"),
        ("4222222222222", "*********2222"),
        ("00000000", "****0000"),
    ] {
        assert_eq!(Pan::parse(text).unwrap().to_string(), shown);
    }
}

#[test]
fn issuer_digits_only_where_enough_stay_hidden() {
    let long = Pan::parse("4111111111111111").unwrap();
    assert_eq!(
        (long.bin6(), long.bin8(), long.last4()),
        (Some("411111"), Some("41111111"), "1111")
    );
    let amex = Pan::parse("378282246310005").unwrap();
    assert_eq!((amex.bin6(), amex.bin8()), (Some("378282"), None));
    let short = Pan::parse("00000000000").unwrap();
    assert_eq!(
        (short.bin6(), short.bin8(), short.last4()),
        (None, None, "0000")
    );
}

#[test]
fn both_are_overwritten_on_drop() {
    zeroized::<Pan>();
    zeroized::<Track2>();
    zeroized::<Zeroizing<Box<str>>>();
}

#[test]
fn track2_in_each_form() {
    let plain = Track2::parse("4111111111111111=29121011234567890").unwrap();
    for text in [
        ";4111111111111111=29121011234567890?",
        ";4111111111111111=29121011234567890?5",
        "4111111111111111D29121011234567890",
    ] {
        assert_eq!(Track2::parse(text), Ok(plain.clone()), "{text}");
    }
    assert_eq!(plain.expose(), "4111111111111111=29121011234567890");
    assert_eq!(plain.pan().expose(), "4111111111111111");
    let expiry = plain.expiry().unwrap();
    assert_eq!(
        (expiry.year(), expiry.month(), plain.service_code()),
        (29, 12, Some("101"))
    );
    // Separators in place of expiry and service code.
    let bare = Track2::parse("4111111111111111===").unwrap();
    assert_eq!((bare.expiry(), bare.service_code()), (None, None));
    let no_expiry = Track2::parse("4111111111111111==1012345").unwrap();
    assert_eq!(
        (no_expiry.expiry(), no_expiry.service_code()),
        (None, Some("101"))
    );
    let no_service = Track2::parse("4111111111111111=2912=2345").unwrap();
    assert_eq!(no_service.service_code(), None);
}

#[test]
fn track2_refuses_the_rest() {
    use ParseTrack2Error::{Character, Discretionary, Expiry, Length, NoSeparator, ServiceCode};
    for (text, error) in [
        ("", NoSeparator),
        ("4111111111111111", NoSeparator),
        (
            "4111111111111112=2912101",
            ParseTrack2Error::Pan(ParsePanError::CheckDigit),
        ),
        ("=2912101", ParseTrack2Error::Pan(ParsePanError::Length)),
        ("4111111111111111=", Expiry),
        ("4111111111111111=291", Expiry),
        ("4111111111111111=2900101", Expiry),
        ("4111111111111111=2913101", Expiry),
        ("4111111111111111=2912", ServiceCode),
        ("4111111111111111=291210", ServiceCode),
        ("4111111111111111=29121=1", ServiceCode),
        ("4111111111111111=29121011=2", Discretionary),
        ("4111111111111111=2912101?", Character),
        ("4111111111111111^2912101", Character),
        ("4111111111111111=29121011234567890123456", Length),
    ] {
        assert_eq!(Track2::parse(text), Err(error), "{text}");
    }
    let longest = format!("4111111111111111=2912101{}", "7".repeat(13));
    assert_eq!(longest.len(), 37);
    assert!(Track2::parse(&longest).is_ok());
    assert_eq!(Track2::parse(&format!("{longest}7")), Err(Length));
}

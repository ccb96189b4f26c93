//! The scalar values against the verdicts of libxml2, and their promise to keep the written form.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime as ChronoDateTime, FixedOffset, NaiveDate, NaiveTime};
use girokit_iso20022::value::{
    Binary, Boolean, Date, DateTime, ExternalCode, Month, Number, Time, ValueError, Year, YearMonth,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn keeps<T: FromStr<Err = ValueError> + Display>(text: &str) -> bool {
    text.parse::<T>()
        .map(|value| assert_eq!(value.to_string(), text))
        .is_ok()
}

fn reader(of: &str) -> fn(&str) -> bool {
    match of {
        "base64Binary" => keeps::<Binary>,
        "boolean" => keeps::<Boolean>,
        "date" => keeps::<Date>,
        "dateTime" => keeps::<DateTime>,
        "decimal" => keeps::<Number>,
        "gMonth" => keeps::<Month>,
        "gYear" => keeps::<Year>,
        "gYearMonth" => keeps::<YearMonth>,
        "time" => keeps::<Time>,
        other => panic!("no value type for {other}"),
    }
}

#[test]
fn texts_are_values_as_recorded() {
    let mut rows = 0;
    for line in include_str!("data/values.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let [of, libxml2, ours, text, ..] =
            line.split('\t').chain(["", ""]).collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let text = text
            .replace("\\s", " ")
            .replace("\\t", "\t")
            .replace("\\n", "\n")
            .replace("\\r", "\r")
            .replace("\\u00a0", "\u{a0}")
            .replace("\\u2003", "\u{2003}");
        assert_eq!(reader(of)(&text), ours == "valid", "{of} {text:?}");
        assert!(
            libxml2 == ours || line.split('\t').count() == 5,
            "a difference needs its reason: {line}"
        );
        rows += 1;
    }
    assert!(rows > 200, "{rows} rows");
}

#[test]
fn digit_facets_count_as_libxml2_does() {
    for line in include_str!("data/digits.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let fields: Vec<_> = line.split('\t').collect();
        let number: Number = fields[0].parse().unwrap();
        assert_eq!(
            number.total_digits().to_string(),
            fields[1],
            "totalDigits of {}",
            fields[0]
        );
        assert_eq!(
            number.fraction_digits().to_string(),
            fields[2],
            "fractionDigits of {}",
            fields[0]
        );
    }
}

#[test]
fn numbers_are_exact() {
    for (text, value) in [
        ("1234.50", Decimal::new(123_450, 2)),
        (" +1.50 ", Decimal::new(150, 2)),
        ("-007", Decimal::new(-7, 0)),
        (".5", Decimal::new(5, 1)),
        ("9223372036854775807", Decimal::from(i64::MAX)),
        (
            "9223372036854775808",
            Decimal::from(i64::MAX) + Decimal::ONE,
        ),
        ("79228162514264337593543950335", Decimal::MAX),
        ("1.00000000000000000000000000000000000", Decimal::ONE),
    ] {
        assert_eq!(text.parse::<Number>().unwrap().value(), value, "{text}");
    }
    assert_eq!(Number::from(Decimal::new(150, 2)), "1.50".parse().unwrap());
    assert_eq!(
        Number::from(Decimal::MIN),
        Decimal::MIN.to_string().parse().unwrap()
    );
    assert_eq!(Number::from(-Decimal::ZERO).to_string(), "0");
    assert_ne!("1.5".parse::<Number>(), "1.50".parse::<Number>());
    assert!("79228162514264337593543950336".parse::<Number>().is_err());
}

#[test]
fn zones_and_days_are_understood() {
    let offset = |text: &str| {
        text.parse::<DateTime>()
            .unwrap()
            .offset()
            .map(|zone| zone.local_minus_utc())
    };
    assert_eq!(offset("2026-11-23T10:00:00"), None);
    assert_eq!(offset("2026-11-23T10:00:00Z"), Some(0));
    assert_eq!(offset("2026-11-23T10:00:00-00:00"), Some(0));
    assert_eq!(offset("2026-11-23T10:00:00-05:30"), Some(-19_800));
    let midnight: DateTime = "2026-12-31T24:00:00Z".parse().unwrap();
    assert_eq!(
        midnight.instant().unwrap().to_rfc3339(),
        "2027-01-01T00:00:00+00:00"
    );
    assert_eq!("24:00:00".parse::<Time>().unwrap().naive(), NaiveTime::MIN);
    let long: Time = "10:00:00.12345678999".parse().unwrap();
    assert_eq!(long.naive().to_string(), "10:00:00.123456789");
}

#[test]
fn values_made_from_chrono_can_be_read() {
    let paris = FixedOffset::east_opt(3600).unwrap();
    let moment: ChronoDateTime<FixedOffset> = "2026-11-23T10:15:30.250+01:00".parse().unwrap();
    assert_eq!(
        DateTime::from(moment).to_string(),
        "2026-11-23T10:15:30.250+01:00"
    );
    assert_eq!(DateTime::from(moment).offset(), Some(paris));
    assert_eq!(
        DateTime::from(moment.to_utc()).to_string(),
        "2026-11-23T09:15:30.250Z"
    );
    let odd = moment.with_timezone(&FixedOffset::east_opt(3601).unwrap());
    assert_eq!(DateTime::from(odd).to_string(), "2026-11-23T09:15:30.250Z");
    let leap = NaiveTime::from_hms_milli_opt(23, 59, 59, 1_500).unwrap();
    assert_eq!(Time::from(leap).to_string(), "23:59:59.500");
    assert_eq!(
        Date::from(NaiveDate::from_ymd_opt(33, 4, 3).unwrap()).to_string(),
        "0033-04-03"
    );
    assert_eq!(Year::new(2026).unwrap().to_string(), "2026");
    assert_eq!(Year::new(0), None);
    assert_eq!(YearMonth::new(12_026, 4).unwrap().to_string(), "12026-04");
    assert_eq!(Month::new(13), None);
}

#[test]
fn errors_name_what_was_expected_and_not_what_was_found() {
    assert_eq!(
        "secret".parse::<Boolean>().unwrap_err().to_string(),
        "expected true, false, 1 or 0"
    );
}

#[cfg(feature = "serde")]
#[test]
fn serde_goes_through_the_written_form() {
    let number: Number = serde_json::from_str("\"+1.50\"").unwrap();
    assert_eq!(serde_json::to_string(&number).unwrap(), "\"+1.50\"");
    assert!(serde_json::from_str::<Number>("1.5").is_err());
    assert!(serde_json::from_str::<Date>("\"2026-02-30\"").is_err());
    let code: ExternalCode = serde_json::from_str("\"AC\\u0030\\u0034\"").unwrap();
    assert_eq!(code, "AC04");
    assert_eq!(
        serde_json::to_string(&girokit_iso20022::value::Text::from("a\"b")).unwrap(),
        r#""a\"b""#
    );
}

proptest! {
    #[test]
    fn no_text_panics_and_every_value_keeps_its_form(text in "\\PC{0,12}|[-+0-9.:TZ= \n]{0,40}") {
        for of in ["base64Binary", "boolean", "date", "dateTime", "decimal", "gMonth", "gYear", "gYearMonth", "time"] {
            reader(of)(&text);
        }
        let code = ExternalCode::from(text.as_str());
        prop_assert_eq!(code.as_str(), text.as_str());
    }

    #[test]
    fn numbers_agree_with_decimal(mantissa: i128, scale in 0_u32..=28) {
        if let Ok(decimal) = Decimal::try_from_i128_with_scale(mantissa >> 32, scale) {
            let number = Number::from(decimal);
            prop_assert_eq!(number.to_string(), decimal.to_string());
            let read: Number = decimal.to_string().parse().unwrap();
            prop_assert_eq!(&read, &number);
            prop_assert_eq!((read.value(), read.value().scale()), (decimal, scale));
            prop_assert_eq!(read.fraction_digits(), decimal.normalize().scale());
        }
    }

    #[test]
    fn amounts_agree_with_decimal(units: i64, scale in 0_u32..=18) {
        let decimal = Decimal::new(units, scale);
        prop_assert_eq!(decimal.to_string().parse::<Number>().unwrap().value(), decimal);
        prop_assert_eq!(Number::from(decimal).to_string(), decimal.to_string());
    }

    #[test]
    fn moments_agree_with_chrono(seconds in -60_000_000_000_i64..60_000_000_000, nanos in 0_u32..1_000_000_000, minutes in -840_i32..=840) {
        let zone = FixedOffset::east_opt(minutes * 60).unwrap();
        let moment = ChronoDateTime::from_timestamp(seconds, nanos).unwrap().with_timezone(&zone);
        let written = DateTime::from(moment);
        prop_assert_eq!(written.instant().unwrap(), moment);
        prop_assert_eq!(written.to_string().parse::<DateTime>().unwrap(), written);
    }

    #[test]
    fn binary_decodes_what_it_encodes(octets: Vec<u8>) {
        let binary = Binary::encode(&octets);
        prop_assert_eq!(binary.octets(), octets.len());
        prop_assert_eq!(binary.decode(), octets);
        prop_assert!(keeps::<Binary>(binary.as_str()));
    }
}

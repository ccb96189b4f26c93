//! A struct of one's own agrees with the spec, and says everything that is wrong with a message.

#![cfg(feature = "derive")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::NaiveDate;
use girokit_iso8583::specs;
use girokit_iso8583::typed::{
    Iso8583, LocalDate, ProcessingCode, ResponseCode, Rrn, Stan, TransmissionDateTime,
};
use girokit_iso8583::{Message, MessageView};
use girokit_types::{MerchantCategoryCode, Money, Pan};

#[derive(Debug, Clone, PartialEq, Iso8583)]
#[iso8583(mti = "0200", mti = "0201")]
struct Purchase {
    #[de(2)]
    pan: Pan,
    #[de(3)]
    processing_code: ProcessingCode,
    #[de(4, currency = 49)]
    amount: Money,
    #[de(7)]
    transmitted: TransmissionDateTime,
    #[de(11)]
    stan: Stan,
    #[de(15)]
    settlement: Option<LocalDate>,
    #[de(18)]
    category: Option<MerchantCategoryCode>,
    #[de(37)]
    rrn: Rrn,
    #[de(39)]
    response: Option<ResponseCode>,
    #[de(41)]
    terminal: String,
    #[de(55, tag = 0x9F26)]
    cryptogram: Option<[u8; 8]>,
}

fn purchase() -> Purchase {
    let moment = NaiveDate::from_ymd_opt(2026, 12, 31)
        .unwrap()
        .and_hms_opt(23, 59, 58)
        .unwrap();
    Purchase {
        pan: "4111111111111111".parse().unwrap(),
        processing_code: ProcessingCode::PURCHASE,
        amount: Money::parse("KWD 1.234").unwrap(),
        transmitted: TransmissionDateTime::new(moment),
        stan: Stan::new(42).unwrap(),
        settlement: LocalDate::new(1, 1),
        category: MerchantCategoryCode::parse("5411").ok(),
        rrn: Rrn::new("123456789012").unwrap(),
        response: None,
        terminal: "TERM1".to_owned(),
        cryptogram: Some([1, 2, 3, 4, 5, 6, 7, 8]),
    }
}

#[test]
fn struct_and_shipped_specs_agree() {
    for spec in specs::all().filter(|spec| spec.name.starts_with("iso")) {
        // From 1993 on DE 15 has a year: the struct is for 1987, and the check says so.
        let problems = Purchase::check_spec(spec);
        if !spec.name.starts_with("iso1987") {
            let paths: Vec<String> = problems.iter().map(|it| it.path().to_string()).collect();
            assert!(paths.contains(&"DE 15".to_owned()), "{}", spec.name);
            continue;
        }
        assert_eq!(problems, [], "{}", spec.name);
        let mut message = Message::new(spec, "0200".parse().unwrap());
        purchase().write_to(&mut message).unwrap();
        let bytes = message.to_bytes();
        let view = MessageView::read(spec, &bytes).unwrap();
        assert_eq!(
            Purchase::from_fields(&view).unwrap(),
            purchase(),
            "{}",
            spec.name
        );
        assert_eq!(view.field(4).unwrap().number(), Some(1234));
        assert_eq!(view.field(49).unwrap().number(), Some(414));
    }
}

#[test]
fn every_problem_is_reported_and_no_digit_shown() {
    let spec = specs::by_name("iso1987-ascii").unwrap();
    let mut message = Message::new(spec, "0200".parse().unwrap());
    purchase().write_to(&mut message).unwrap();
    message.set_mti("0210".parse().unwrap());
    message.set(2, "4111111111111112").unwrap();
    message.set(7, "1331000000").unwrap();
    message.remove(11);
    let problems = Purchase::from_fields(&message).unwrap_err();
    let paths: Vec<String> = problems.iter().map(|it| it.path().to_string()).collect();
    assert_eq!(paths, ["", "DE 2", "DE 7", "DE 11"]);
    assert!(
        problems
            .iter()
            .all(|it| !it.to_string().contains("4111111"))
    );
}

#[test]
fn what_is_absent_is_taken_out() {
    let spec = specs::by_name("iso1987-binary").unwrap();
    let mut message = Message::new(spec, "0200".parse().unwrap());
    purchase().write_to(&mut message).unwrap();
    let without = Purchase {
        settlement: None,
        cryptogram: None,
        ..purchase()
    };
    without.write_to(&mut message).unwrap();
    assert!(message.field(15).is_none());
    assert_eq!(Purchase::from_fields(&message).unwrap(), without);
}

#[test]
fn the_year_is_the_nearest_one() {
    let sent = purchase().transmitted;
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let noon = |date: NaiveDate| date.and_hms_opt(12, 0, 0).unwrap();
    let year = |now| sent.nearest(noon(now)).unwrap().format("%Y").to_string();
    assert_eq!(year(day(2027, 1, 1)), "2026");
    assert_eq!(year(day(2026, 12, 30)), "2026");
    let leap = LocalDate::new(2, 29).unwrap();
    assert_eq!(leap.nearest(day(2026, 3, 1)), Some(day(2028, 2, 29)));
    assert_eq!(leap.nearest(day(2025, 3, 1)), Some(day(2024, 2, 29)));
    assert_eq!(LocalDate::new(2, 30), None);
}

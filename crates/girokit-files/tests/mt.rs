//! SWIFT MT statements: each rule by a file that breaks it, field 86, writing, statements.
#![cfg(feature = "mt")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::io::BufReader;

use girokit_files::girokit_types::rust_decimal::Decimal;
use girokit_files::girokit_types::statement::{CreditDebit, EntryStatus};
use girokit_files::girokit_types::{Currency, Money};
use girokit_files::mt::{
    self, BookedBalance, Dialect, Entry, Information, Mark, Message, MessageType, OtherField,
};
use girokit_files::{ErrorKind, Profile, Report};
use proptest::prelude::*;

const GOOD: &str = "\
{1:F01BANKDEFFAXXX0001000001}{2:O9400830260623BANKDEFFAXXX00010000012606230830N}{3:{108:REF1}}{4:
:20:STATEMENT1
:25:10020030/1234567
:28C:00012/001
:60F:C261231EUR1000,00
:61:2612311230D12,50NTRFNONREF//BANK7
SUPPLEMENT
:86:177?00UEBERWEISUNG?20EREF+INV-42?21SVWZ+Invoice 42?30COBADEFF
?31DE89370400440532013000?32Muster GmbH
:61:2701010102RCR100,00S103INV-7//BANK8
:86:PLAIN TEXT
SECOND LINE
:61:270102C5,NMSCNONREF
:62F:C270102EUR892,50
:64:C270102EUR892,50
:65:C270103EUR890,00
:86:CLOSING WORDS
-}{5:{CHK:123456789ABC}}
";

fn read(file: &str) -> (Vec<Message>, Report) {
    mt::read(file.as_bytes(), &Profile::STRICT).unwrap()
}

fn found(file: &str) -> Vec<String> {
    let show = |one: &girokit_files::Problem| format!("{} {}", one.rule().code(), one.place());
    read(file).1.problems().iter().map(show).collect()
}

#[test]
fn a_good_message_is_read_whole() {
    let (messages, report) = read(GOOD);
    assert!(
        report.problems().is_empty() || found(GOOD) == ["mt.field.characters line 7, column 7"],
        "{report:?}"
    );
    let [message] = messages.as_slice() else {
        panic!("one message")
    };
    let envelope = message.envelope.as_ref().unwrap();
    assert_eq!(envelope.message_type(), Some("940"));
    assert_eq!(
        (envelope.sender().as_deref(), envelope.user_tag("108")),
        (Some("BANKDEFF"), Some("REF1"))
    );
    let [first, second, third] = message.entries.as_slice() else {
        panic!("three entries")
    };
    assert_eq!(first.entry_date.unwrap().to_string(), "2026-12-30");
    assert_eq!(
        (&*first.supplementary, &*first.bank_reference),
        ("SUPPLEMENT", "BANK7")
    );
    assert_eq!(
        (second.mark, second.funds_code),
        (Mark::ReversalOfCredit, Some('R'))
    );
    assert_eq!(
        second.information.as_deref(),
        Some("PLAIN TEXT\nSECOND LINE")
    );
    assert_eq!((third.amount, third.entry_date), (Decimal::new(5, 0), None));
    assert_eq!(message.information, ["CLOSING WORDS"]);
    assert_eq!(message.trailer, "{5:{CHK:123456789ABC}}");
}

#[test]
fn statements_are_proved_and_details_taken_from_field_86() {
    let converted = mt::to_statements(&read(GOOD).0);
    let statement = &converted.statements[0];
    assert!(statement.prove().is_balanced(), "{}", statement.prove());
    assert_eq!(
        (statement.sequence(), statement.page().unwrap().number),
        (Some(12), 1)
    );
    let [transfer, reversal, plain] = statement.entries() else {
        panic!("three entries")
    };
    assert_eq!(transfer.references().end_to_end_id(), Some("INV-42"));
    assert_eq!(transfer.counterparty().unwrap().name(), Some("Muster GmbH"));
    assert_eq!(
        transfer.bank_transaction_code().unwrap().proprietary_code(),
        Some("NTRF+177")
    );
    assert!(reversal.is_reversal());
    assert_eq!(reversal.credit_debit(), CreditDebit::Debit);
    assert_eq!(plain.source().unwrap().as_line(), Some(13));
    let left: Vec<_> = converted.unmapped.iter().map(|one| &*one.field).collect();
    assert_eq!(left, ["61 subfield 9", "86"]);
}

/// What is replaced, by what, and the rules that say so, with their places.
const BREACHES: &[(&str, &str, &[&str])] = &[
    ("{1:F01", "HEAD\n{1:F01", &["mt.file.preamble line 2"]),
    ("}{4:\n", "}{4\n", &["mt.file.blocks line 2"]),
    (":20:STATEMENT1\n", "", &["mt.field.missing line 2"]),
    (
        ":20:STATEMENT1",
        ":20:/STATEMENT1",
        &["mt.20.slashes line 2, columns 5-15"],
    ),
    (
        ":20:STATEMENT1",
        ":20:STATEMENT12345678",
        &["mt.field.length line 2, columns 5-21"],
    ),
    (
        ":28C:00012/001",
        ":28C:00012/A",
        &["mt.28.format line 4, columns 6-12"],
    ),
    (
        ":60F:C2612",
        ":60F:X2612",
        &["mt.balance.format line 5, columns 6-22"],
    ),
    (
        ":60F:",
        ":60A:",
        &["mt.balance.option line 5, columns 6-22"],
    ),
    (
        ":60F:C261231",
        ":60F:C261232",
        &["mt.date line 5, columns 7-12"],
    ),
    (
        ":62F:C270102EUR",
        ":62F:C270102EUX",
        &["mt.currency line 14, columns 13-15"],
    ),
    (
        ":62F:C270102EUR",
        ":62F:C270102USD",
        &["mt.balance.currencies line 14, columns 13-15"],
    ),
    (
        "D12,50NTRF",
        "D12.50NTRF",
        &["mt.amount.point line 6, columns 16-20"],
    ),
    (
        "D12,50NTRF",
        "D1250NTRF",
        &["mt.amount.format line 6, columns 16-19"],
    ),
    (
        "D12,50NTRF",
        "D12,505NTRF",
        &["mt.amount.decimals line 6, columns 16-21"],
    ),
    (
        "D12,50NTRF",
        "D0000000000000012,50NTRF",
        &["mt.amount.length line 6, columns 16-34"],
    ),
    (
        "D12,50NTRF",
        "X12,50NTRF",
        &["mt.61.format line 6, columns 15-37"],
    ),
    (
        "2612311230D12",
        "2612311299D12",
        &["mt.61.entry-date line 6, columns 11-14"],
    ),
    (
        "12,50NTRFNONREF",
        "12,50NONREF",
        &["mt.61.transaction-type line 6, columns 21-24"],
    ),
    (
        "NTRFNONREF//BANK7",
        "NTRF//BANK7",
        &["mt.61.reference line 6, column 25"],
    ),
    ("RCR100", "RCX100", &["mt.61.funds-code line 10, column 17"]),
    (
        ":86:PLAIN TEXT",
        ":86:PLAIN TEXT_",
        &["mt.field.characters line 11, column 15"],
    ),
    (
        "SECOND LINE",
        "1\n2\n3\n4\n5\n6",
        &["mt.field.lines line 11, columns 5-26"],
    ),
    (
        ":62F:",
        ":66F:",
        &["mt.field.unknown line 14", "mt.field.missing line 2"],
    ),
    (
        ":64:C270102EUR892,50\n:65:C270103EUR890,00\n",
        ":65:C270103EUR890,00\n:64:C270102EUR892,50\n",
        &["mt.field.order line 16"],
    ),
    (
        ":86:PLAIN TEXT",
        ":86:A\n:86:PLAIN TEXT",
        &["mt.86.place line 12"],
    ),
    (
        ":28C:00012/001",
        ":28C:00012/001\n:13D:2606231200+0100",
        &["mt.field.unknown line 5"],
    ),
    ("-}{5:{CHK:123456789ABC}}\n", "", &["mt.file.no-end file"]),
];

#[test]
fn each_rule_is_found_at_its_place() {
    let quiet = GOOD.replace(['?', '+'], " ").replace("177 00", "177");
    assert_eq!(found(&quiet), [""; 0]);
    let mut wrong = Vec::new();
    for (what, by, expected) in BREACHES {
        assert_eq!(quiet.matches(what).count(), 1, "{what}");
        let got = found(&quiet.replace(what, by));
        if got != *expected {
            wrong.push(format!("{what} -> {by}: {got:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let interim = ":20:R\n:25:1\n:28C:1\n:34F:EURC0,00\n:13D:2606231200+0100\n:61:260623D1,00NTRFNONREF\n:90D:1EUR1,00\n-\n";
    assert_eq!(found(interim), [""; 0]);
    for (what, by, expected) in [
        ("EURC0,00", "EURX0,00", "mt.34.format line 4, columns 6-13"),
        ("1200+0100", "1200", "mt.13.format line 5, columns 6-15"),
        (":90D:1EUR", ":90D:EUR", "mt.90.format line 7, columns 6-12"),
    ] {
        assert_eq!(found(&interim.replace(what, by)), [expected]);
    }
    let advice = ":20:R\n:21:S\n:25:1\n:32A:260623EUR5,00\n:52A:BANKDEFF\n-\n";
    assert_eq!(found(advice), [""; 0]);
    assert_eq!(
        found(&advice.replace("260623EUR", "2606")),
        ["mt.32.format line 4, columns 6-13"]
    );
    assert_eq!(
        found("nothing here"),
        ["mt.file.preamble line 1", "mt.file.empty file"]
    );
}

#[test]
fn types_are_named_by_blocks_banks_or_fields() {
    let of = |file: &str| read(file).0[0].message_type;
    assert_eq!(of(GOOD), MessageType::Mt940);
    assert_eq!(of("ABNANL2A\n942\n:20:R\n-\n"), MessageType::Mt942);
    assert_eq!(of(":20:R\n:34F:EUR0,\n-\n"), MessageType::Mt942);
    assert_eq!(of(":20:R\n:32A:260623EUR5,00\n-\n"), MessageType::Mt900);
    assert_eq!(
        of(":20:R\n:32A:260623EUR5,00\n:50K:X\n-\n"),
        MessageType::Mt910
    );
    let advice =
        &mt::to_statements(&read(":20:R\n:21:S\n:25:1\n:32A:260623EUR5,00\n-\n").0).statements[0];
    assert_eq!(advice.entries()[0].credit_debit(), CreditDebit::Debit);
    let interim = ":20:R\n:25:1\n:34F:EUR0,\n:61:260623C1,00NTRFX\n-\n";
    let interim = &mt::to_statements(&read(interim).0).statements[0];
    assert_eq!(interim.entries()[0].status(), EntryStatus::Pending);
}

#[test]
fn endings_controls_and_buffers_change_nothing() {
    let (plain, _) = read(GOOD);
    let forms = [
        GOOD.replace('\n', "\r\n"),
        GOOD.replace('\n', "\r"),
        format!("\u{feff}{GOOD}"),
        format!("\u{1}{GOOD}\u{3}"),
        GOOD.trim_end().to_owned(),
    ];
    for form in &forms {
        for buffer in [1, 7, 1 << 16] {
            let reader = BufReader::with_capacity(buffer, form.as_bytes());
            assert_eq!(
                mt::read(reader, &Profile::STRICT).unwrap().0,
                plain,
                "{form:?}"
            );
        }
    }
}

#[test]
fn years_turn_at_the_entry_date_and_at_80() {
    let dates = |line: &str| {
        let file = format!(
            ":20:R\n:25:1\n:28C:1\n:60F:C260101EUR0,\n:61:{line}NTRFX\n:62F:C260101EUR0,\n-\n"
        );
        let entry = read(&file).0[0].entries[0].clone();
        (
            entry.value_date.to_string(),
            entry.entry_date.unwrap().to_string(),
        )
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(dates("2701011231D0,"), pair("2027-01-01", "2026-12-31"));
    assert_eq!(dates("2612310102D0,"), pair("2026-12-31", "2027-01-02"));
    assert_eq!(dates("7901010101D0,"), pair("2079-01-01", "2079-01-01"));
    assert_eq!(dates("8001010101D0,"), pair("1980-01-01", "1980-01-01"));
    assert_eq!(dates("2402280229D0,"), pair("2024-02-28", "2024-02-29"));
    // As interest is counted in Germany.
    assert_eq!(dates("2602300301D0,"), pair("2026-02-28", "2026-03-01"));
}

#[test]
fn structures_of_field_86() {
    let german = Information::parse(
        "105?00BASISLASTSCHRIFT?109248?20EREF+E1 MREF+M-1?21CRED+DE98ZZZ09999999999?22SVWZ+Rate 3\n von 12?23 Vertrag 7?30BYLADEM1?31DE02?32Stadt\nwerke?33 AG?34992?60 und mehr",
    );
    assert_eq!(
        (german.end_to_end.as_deref(), german.mandate.as_deref()),
        (Some("E1"), Some("M-1"))
    );
    assert_eq!(german.creditor.as_deref(), Some("DE98ZZZ09999999999"));
    assert_eq!(german.remittance, "Rate 3 von 12 Vertrag 7 und mehr");
    assert_eq!(german.name.as_deref(), Some("Stadtwerke AG"));
    assert_eq!(german.posting_text.as_deref(), Some("BASISLASTSCHRIFT"));
    assert_eq!(
        german.others,
        [
            ("10".to_owned(), "9248".to_owned()),
            ("34".to_owned(), "992".to_owned())
        ]
    );
    let polish =
        Information::parse("<00PRZELEW<20FAKTURA 7<31PL61109010140000071219812874<32JAN KOWALSKI");
    assert_eq!(
        (polish.dialect, polish.remittance.as_str()),
        (Dialect::Subfields, "FAKTURA 7")
    );
    assert_eq!(polish.name.as_deref(), Some("JAN KOWALSKI"));
    let ing = Information::parse(
        "/EREF/E-9//MARF/M1//CNTP/NL32INGB0000012345/INGBNL2A/J JANSEN/AMSTERDAM//REMI/USTD//factuur 7/",
    );
    assert_eq!(
        (ing.dialect, ing.end_to_end.as_deref()),
        (Dialect::Slashes, Some("E-9"))
    );
    assert_eq!(
        (ing.account.as_deref(), ing.name.as_deref()),
        (Some("NL32INGB0000012345"), Some("J JANSEN"))
    );
    assert_eq!(ing.remittance, "factuur 7");
    let plain = Information::parse("Rent for June\nthank you");
    assert_eq!(
        (plain.dialect, plain.remittance.as_str()),
        (Dialect::Unstructured, "Rent for June\nthank you")
    );
    // A question mark alone, and the digits of a phone number, are no structure.
    assert_eq!(
        Information::parse("what? 20 euros").dialect,
        Dialect::Unstructured
    );
    assert_eq!(
        Information::parse("/home/user").dialect,
        Dialect::Unstructured
    );
}

#[test]
fn limits_end_the_reading() {
    let file = format!(":20:R\n:86:{}\n-\n", "x\n".repeat(1 << 20));
    let error = mt::read(file.as_bytes(), &Profile::STRICT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMany);
    let file = "x\n".repeat(1 << 17);
    let error = mt::read(file.as_bytes(), &Profile::STRICT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMany);
}

#[test]
fn the_writer_refuses_what_would_not_read_back() {
    let mut message = Message::new(MessageType::Mt940, "", "1");
    let mut entry = Entry::new(
        "2026-06-23".parse().unwrap(),
        Mark::Debit,
        Decimal::NEGATIVE_ONE,
        "X",
    );
    entry.information = Some("fine\n:61:not fine".to_owned());
    message.entries.push(entry);
    let error = mt::to_bytes(&[message]).unwrap_err();
    let codes: Vec<_> = error
        .problems()
        .iter()
        .map(|one| one.rule().code())
        .collect();
    assert_eq!(
        codes,
        [
            "mt.field.missing",
            "mt.61.transaction-type",
            "mt.amount.format",
            "mt.field.characters"
        ]
    );
}

fn day() -> impl Strategy<Value = chrono::NaiveDate> {
    (1980_i32..2079, 1_u32..366)
        .prop_map(|(year, day)| chrono::NaiveDate::from_yo_opt(year, day).unwrap())
}

prop_compose! {
    fn entry()(
        date in day(),
        shift in proptest::option::of(-150_i64..150),
        mark in prop::sample::select(vec![Mark::Credit, Mark::Debit, Mark::ReversalOfCredit, Mark::ReversalOfDebit]),
        funds in any::<bool>(),
        cents in 0_i64..1_000_000_000,
        kind in "[NFS][A-Z0-9]{3}",
        // Two slashes would begin the bank's reference.
        reference in "[A-Z0-9]([A-Z0-9 .-]{0,7}/?[A-Z0-9 .-]{0,6}[A-Z0-9])?",
        bank in "([A-Z0-9]([A-Z0-9 .-]{0,14}[A-Z0-9])?)?",
        supplementary in "([A-Z0-9 ]{0,33}[A-Z0-9])?",
        information in proptest::option::of("[A-Za-z0-9?][A-Za-z0-9 ?+/]{0,20}[a-z](\n[A-Za-z0-9?][A-Za-z0-9 ?+/]{0,20}[a-z]){0,3}"),
    ) -> Entry {
        let mut entry = Entry::new(date, mark, Decimal::new(cents, 2), &kind);
        entry.entry_date = shift.and_then(|days| date.checked_add_signed(chrono::TimeDelta::days(days)));
        entry.funds_code = funds.then_some('R');
        entry.reference = reference;
        entry.bank_reference = bank;
        supplementary.trim_start().clone_into(&mut entry.supplementary);
        entry.information = information;
        entry
    }
}

fn without_lines(mut messages: Vec<Message>) -> Vec<Message> {
    for message in &mut messages {
        message.line = 0;
        message.entries.iter_mut().for_each(|entry| entry.line = 0);
        message.others.iter_mut().for_each(|field| field.line = 0);
        let balances = [
            &mut message.opening,
            &mut message.closing,
            &mut message.available,
        ];
        for balance in balances.into_iter().flatten() {
            balance.line = 0;
        }
        message
            .forward
            .iter_mut()
            .for_each(|balance| balance.line = 0);
    }
    messages
}

/// A balance as a file has it.
fn balance(date: chrono::NaiveDate, cents: i64) -> BookedBalance {
    let amount = Money::from_minor_units(i128::from(cents), Currency::EUR).unwrap();
    let file = format!(
        ":20:R\n:60F:C{}EUR{}\n-\n",
        date.format("%y%m%d"),
        amount.amount().to_string().replace('.', ",")
    );
    let mut own = read(&file).0[0].opening.unwrap();
    own.line = 0;
    own
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_without_an_error(
        entries in proptest::collection::vec(entry(), 0..6), date in day(), cents in 0_i64..1_000_000,
    ) {
        let mut message = Message::new(MessageType::Mt940, "REF1", "10020030/1234567");
        message.number = Some("00001/001".to_owned());
        message.opening = Some(balance(date, cents));
        message.closing = message.opening;
        message.forward = vec![balance(date, 1)];
        message.information = vec!["WORDS".to_owned()];
        message.entries = entries;
        let messages = vec![message.clone(), message];
        let bytes = mt::to_bytes(&messages).unwrap();
        let (read, report) = mt::read(&bytes[..], &Profile::STRICT).unwrap();
        prop_assert!(report.is_valid(), "{:?}\n{}", report, String::from_utf8_lossy(&bytes));
        prop_assert_eq!(without_lines(read), messages);
    }

    #[test]
    fn any_bytes_are_read_or_refused(file in "((:[0-9]{2}[FMACDK]?:|-\r?\n|[{]1:|x)?[0-9CDREUNTRF,./?<+ \r\n-]{0,30}){0,12}") {
        let (messages, _) = mt::read(file.as_bytes(), &Profile::STRICT).unwrap();
        let _ = mt::to_statements(&messages);
        if let Ok(bytes) = mt::to_bytes(&messages) {
            let (again, _) = mt::read(&bytes[..], &Profile::STRICT).unwrap();
            prop_assert_eq!(mt::to_bytes(&again).unwrap(), bytes);
        }
    }
}

#[test]
fn other_fields_stand_where_the_standard_has_them() {
    let mut message = Message::new(MessageType::Mt942, "R", "1");
    message.number = Some("1".to_owned());
    message.others = vec![
        OtherField::new("90D", "1EUR1,00"),
        OtherField::new("13D", "2606231200+0100"),
        OtherField::new("34F", "EUR0,00"),
    ];
    message.entries = vec![Entry::new(
        "2026-06-23".parse().unwrap(),
        Mark::Debit,
        Decimal::ONE,
        "NTRF",
    )];
    let bytes = mt::to_bytes(&[message]).unwrap();
    let (_, report) = mt::read(&bytes[..], &Profile::STRICT).unwrap();
    assert!(report.problems().is_empty(), "{report:?}");
}

//! BAI2: each rule by a file that breaks it, continuations, writing, statements.
#![cfg(feature = "bai2")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::io::BufReader;

use girokit_files::bai2::{
    self, Account, File, Funds, Group, Level, Reader, Record, Summary, TimeOfDay, Transaction,
    TypeCode,
};
use girokit_files::girokit_types::Currency;
use girokit_files::girokit_types::statement::{BalanceKind, CreditDebit};
use girokit_files::{ErrorKind, Profile, Report, Severity};
use proptest::prelude::*;

const GOOD: &str = "\
01,122099999,123456789,260621,0200,1,80,,2/
02,031001234,122099999,1,260620,2359,USD,2/
03,0123456789,,010,+4350000,,,040,2830000,,,072,1020000,,,015,4600000/
88,,/
16,115,450000,S,100000,200000,150000,,,/
16,475,200000,V,260622,,B-77,1001,CHECK 1001/
88,SECOND, LINE / OF TEXT/
49,13450000,6/
03,9876543210,CAD,015,-500000,,/
49,-500000,2/
98,12950000,2,10/
99,12950000,1,12/
";

fn report(file: &str) -> Report {
    bai2::read(file.as_bytes(), &Profile::STRICT).unwrap().1
}

fn found(file: &str) -> Vec<String> {
    let report = report(file);
    let show = |one: &girokit_files::Problem| format!("{} {}", one.rule().code(), one.place());
    report.problems().iter().map(show).collect()
}

#[test]
fn a_good_file_is_read_whole() {
    let (file, report) = bai2::read(GOOD.as_bytes(), &Profile::STRICT).unwrap();
    assert!(report.problems().is_empty(), "{report:?}");
    let account = &file.groups[0].accounts[0];
    assert_eq!(account.summaries.len(), 4);
    assert_eq!(account.amount(TypeCode::CLOSING_LEDGER), Some(4_600_000));
    assert_eq!(account.summaries[3].line, 3);
    let [first, second] = account.transactions.as_slice() else {
        panic!("{account:?}")
    };
    assert_eq!(first.funds.sum(), Some(450_000));
    assert_eq!(second.text, "CHECK 1001\nSECOND, LINE / OF TEXT");
    assert_eq!((second.line, &*second.customer_reference), (6, "1001"));
    assert_eq!(file.groups[0].accounts[1].currency, Some(Currency::CAD));
    assert!(format!("{account:?}").contains("******6789"));
}

/// What is replaced, by what, and the rules that say so, with their places.
const BREACHES: &[(&str, &str, &[&str])] = &[
    (
        "01,122099999,",
        "01,,",
        &["bai2.field.missing line 1, column 4"],
    ),
    (
        "260621,0200",
        "261321,0200",
        &["bai2.field.date line 1, columns 24-29"],
    ),
    (
        "260621,0200",
        "260621,2460",
        &["bai2.field.time line 1, columns 31-34"],
    ),
    (
        ",80,,2/",
        ",8x,,2/",
        &["bai2.field.number line 1, columns 38-39"],
    ),
    (
        ",80,,2/",
        ",80,,3/",
        &["bai2.field.version line 1, column 42"],
    ),
    (
        ",80,,2/",
        ",80,,2,7/",
        &["bai2.record.fields line 1, column 44"],
    ),
    (
        ",80,,2/",
        ",80,,2/7",
        &["bai2.record.behind-end line 1, column 44"],
    ),
    (",80,,2/", ",80,,2", &["bai2.record.end line 1, column 43"]),
    (
        ",80,,2/",
        ",60,,2/",
        &["bai2.record.length line 3, columns 1-70"],
    ),
    (
        ",1,260620,2359",
        ",5,260620,2359",
        &["bai2.field.group-status line 2, column 24"],
    ),
    (",1,260620,2359", ",1,,2359", &["bai2.field.missing line 2"]),
    (
        "USD,2/",
        "XXQ,2/",
        &["bai2.field.currency line 2, columns 38-40"],
    ),
    (
        "USD,2/",
        "USD,9/",
        &["bai2.field.modifier line 2, column 42"],
    ),
    (
        "03,0123456789,",
        "03,,",
        &["bai2.field.missing line 3, column 4"],
    ),
    (
        ",072,",
        ",72,",
        &["bai2.field.type-code line 3, columns 45-46"],
    ),
    (
        "+4350000",
        "+43500x0",
        &[
            "bai2.field.amount line 3, columns 20-27",
            "bai2.control.account-total line 8",
            "bai2.control.group-total line 11",
            "bai2.control.file-total line 12",
        ],
    ),
    (
        ",S,100000",
        ",Q,100000",
        &["bai2.field.funds-type line 5, column 15"],
    ),
    (
        ",S,100000",
        ",S,100001",
        &["bai2.funds.sum line 5, column 15"],
    ),
    (
        "V,260622",
        "V,260631",
        &["bai2.field.date line 6, columns 17-22"],
    ),
    (
        "16,115,",
        "16,110,",
        &["bai2.type-code.level line 5, columns 4-6"],
    ),
    ("16,115,", "16,,", &["bai2.field.missing line 5, column 4"]),
    (
        ",072,",
        ",108,",
        &["bai2.type-code.level line 3, columns 45-47"],
    ),
    (
        "CHECK 1001/",
        "CHECK\t1001/",
        &["bai2.field.characters line 6, column 40"],
    ),
    (
        "49,13450000,6",
        "49,13450001,6",
        &["bai2.control.account-total line 8"],
    ),
    (
        "49,13450000,6",
        "49,13450000,5",
        &["bai2.control.account-records line 8"],
    ),
    ("49,13450000,6", "49,,6", &["bai2.field.missing line 8"]),
    (
        "98,12950000,2,10",
        "98,12950001,2,10",
        &["bai2.control.group-total line 11"],
    ),
    (
        "98,12950000,2,10",
        "98,12950000,3,10",
        &["bai2.control.group-accounts line 11"],
    ),
    (
        "98,12950000,2,10",
        "98,12950000,2,11",
        &["bai2.control.group-records line 11"],
    ),
    (
        "99,12950000,1,12",
        "99,12950001,1,12",
        &["bai2.control.file-total line 12"],
    ),
    (
        "99,12950000,1,12",
        "99,12950000,2,12",
        &["bai2.control.file-groups line 12"],
    ),
    (
        "99,12950000,1,12",
        "99,12950000,1,13",
        &["bai2.control.file-records line 12"],
    ),
    ("99,12950000,1,12/\n", "", &["bai2.file.unclosed file"]),
    (
        "98,12950000,2,10/\n99,12950000,1,12",
        "99,12950000,1,11",
        &["bai2.file.unclosed line 11"],
    ),
    (
        "49,-500000,2/\n98,12950000,2,10/\n99,12950000,1,12",
        "98,12950000,2,9/\n99,12950000,1,11",
        &["bai2.file.unclosed line 10"],
    ),
    (
        "99,12950000,1,12/",
        "77,1/\n99,12950000,1,13/",
        &["bai2.record.code line 12, columns 1-2"],
    ),
    (
        "98,12950000,2,10/",
        "98,12950000,2,10/\n16,115,0,,,,/",
        &[
            "bai2.record.order line 12",
            "bai2.control.file-records line 13",
        ],
    ),
    (
        "03,9876543210",
        "\n03,9876543210",
        &["bai2.record.blank line 9"],
    ),
];

#[test]
fn each_rule_is_found_at_its_place() {
    assert_eq!(found(GOOD), [""; 0]);
    let mut seen = Vec::new();
    for (what, by, expected) in BREACHES {
        assert_eq!(GOOD.matches(what).count(), 1, "{what}");
        assert_eq!(found(&GOOD.replace(what, by)), *expected, "{what} -> {by}");
        seen.extend(expected.iter().map(|one| one.split(' ').next().unwrap()));
    }
    for rule in bai2::rules::ALL {
        assert!(seen.contains(&rule.code()), "{} has no breach", rule.code());
    }
}

#[test]
fn a_profile_makes_controls_warnings() {
    let file = GOOD.replace("49,13450000,6", "49,1,6");
    let (_, report) = bai2::read(file.as_bytes(), &bai2::profiles::CONTROLS_WARN).unwrap();
    assert!(report.is_valid());
    assert_eq!(report.warnings().count(), 1);
    assert_eq!(report.problems()[0].severity(), Severity::Warning);
}

#[test]
fn endings_marks_and_buffers_change_nothing() {
    let (plain, _) = bai2::read(GOOD.as_bytes(), &Profile::STRICT).unwrap();
    let forms = [
        GOOD.replace('\n', "\r\n"),
        GOOD.replace('\n', "\r"),
        GOOD.replace('\n', "   \r\n"),
        format!("\u{feff}{GOOD}"),
        GOOD.trim_end().to_owned(),
    ];
    for form in &forms {
        for buffer in [1, 7, 1 << 16] {
            let reader = BufReader::with_capacity(buffer, form.as_bytes());
            let (file, report) = bai2::read(reader, &Profile::STRICT).unwrap();
            assert!(report.problems().is_empty(), "{report:?}");
            assert_eq!(file, plain);
        }
    }
    let old = format!("{GOOD}\u{1a}\0\0");
    assert_eq!(found(&old), ["bai2.record.blank line 13"]);
}

/// Two ways to write the same fields, from issues of other libraries: a slash between a code and its amount, and a comma
/// at the end of a line without a slash.
#[test]
fn a_continuation_goes_on_between_any_two_fields() {
    let summaries = |file: &str| {
        let file = GOOD.replace("03,9876543210,CAD,015,-500000,,/\n49,-500000,2", file);
        bai2::read(file.as_bytes(), &Profile::STRICT)
            .unwrap()
            .0
            .groups[0]
            .accounts[1]
            .summaries
            .iter()
            .map(|one| (one.type_code.to_string(), one.amount))
            .collect::<Vec<_>>()
    };
    let expected = vec![
        ("040".to_owned(), Some(4)),
        ("045".to_owned(), Some(46)),
        ("072".to_owned(), Some(0)),
    ];
    for form in [
        "03,9,CAD,040,4,,,045/   \n88,46,,,072,0,,/\n49,50,3",
        "03,9,CAD,040,4,,,\n88,045,46,,,072,0,,/\n49,50,3",
        "03,9,CAD,040,4,,/\n88,045,46,,/\n88,072,0,,/\n49,50,4",
        "03,9,CAD,040,4,,,045,46,,,072,0,,/\n49,50,2",
    ] {
        assert_eq!(summaries(form), expected, "{form}");
    }
}

#[test]
fn text_is_what_stands_there() {
    let text = |record: &str| {
        let file = GOOD.replace("16,115,450000,S,100000,200000,150000,,,/", record);
        let (file, _) = bai2::read(file.as_bytes(), &Profile::STRICT).unwrap();
        file.groups[0].accounts[0].transactions[0].text.clone()
    };
    assert_eq!(text("16,115,1,,,,/"), "");
    assert_eq!(text("16,115,1,,,,a/b, c  /"), "a/b, c");
    assert_eq!(text("16,115,1,,,,a\n88,/b\n88,c/"), "a\n/b\nc");
    assert_eq!(text("16,115,1,,,R/\n88,DATE 13/05/24"), "DATE 13/05/24");
    assert_eq!(text("16,115,1,,/\n88,R/\n88,T"), "T");
    assert_eq!(text("16,115,1,Z,A,B,caf\u{e9}"), "caf\u{e9}");
}

#[test]
fn limits_end_the_reading() {
    let file = format!("{GOOD}{}", "88,x\n".repeat(100));
    let mut reader = Reader::new(file.as_bytes()).with_max_record(100);
    let error = loop {
        match reader.next_record() {
            Ok(record) => assert!(record.is_some()),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::TooMany);
    let long = format!("01,{}", "x".repeat(2 << 20));
    let error = bai2::read(long.as_bytes(), &Profile::STRICT).unwrap_err();
    assert_eq!(
        (error.kind(), error.line()),
        (ErrorKind::LineTooLong, Some(1))
    );
    let error = bai2::read(&b"00,1/2/"[..], &Profile::STRICT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unrecognized);
}

/// Each continuation may end in a comma, so a field may lie behind any number of lines.
#[test]
fn many_empty_continuations_are_no_recursion() {
    let file = format!("01,a,b,,,{}1,,,2/\n99,0,0,2/\n", "\n88,".repeat(100_000));
    assert!(!report(&file).is_valid());
}

#[test]
fn statements_have_balances_entries_and_what_is_left() {
    let (file, _) = bai2::read(GOOD.as_bytes(), &Profile::STRICT).unwrap();
    let converted = file.to_statements();
    let [usd, cad] = converted.statements.as_slice() else {
        panic!("two accounts")
    };
    assert!(usd.prove().is_balanced(), "{}", usd.prove());
    assert_eq!(
        (usd.currency(), cad.currency()),
        (Currency::USD, Currency::CAD)
    );
    assert!(
        cad.balance(&BalanceKind::CLOSING_BOOKED)
            .unwrap()
            .amount()
            .is_negative()
    );
    let [deposit, check] = usd.entries() else {
        panic!("two entries")
    };
    assert_eq!(deposit.credit_debit(), CreditDebit::Credit);
    assert_eq!(check.credit_debit(), CreditDebit::Debit);
    assert_eq!(check.value_date().unwrap().to_string(), "2026-06-22");
    assert_eq!(check.source().unwrap().as_line(), Some(6));
    let left: Vec<_> = converted
        .unmapped
        .iter()
        .map(|one| (one.line, &*one.field, &*one.value))
        .collect();
    assert!(left.contains(&(3, "Summary", "072,1020000,,")), "{left:?}");
    assert!(
        left.contains(&(5, "Funds Type", "S,100000,200000,150000")),
        "{left:?}"
    );
}

#[test]
fn the_writer_refuses_what_would_not_read_back() {
    let date = "2026-06-20".parse().unwrap();
    let time = TimeOfDay::new(2, 0).unwrap();
    let account = Account::new("12/3").with_transaction(
        Transaction::new(TypeCode::new(195).unwrap(), 1)
            .with_references("a,b", "ok")
            .with_text("\u{e9}"),
    );
    let file = File::new("", "b", date, time, "1")
        .with_group(Group::new("", "o", date).with_account(account));
    let error = file.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let fields: Vec<_> = error
        .problems()
        .iter()
        .map(girokit_files::Problem::field)
        .collect();
    assert_eq!(
        fields,
        [
            "Sender Identification",
            "Account Number",
            "Bank Reference Number",
            "Text"
        ]
    );
}

#[test]
fn records_are_given_one_by_one() {
    let mut reader = Reader::new(GOOD.as_bytes());
    let mut kinds = String::new();
    while let Some(record) = reader.next_record().unwrap() {
        kinds.push(match record {
            Record::FileHeader(_) => 'F',
            Record::GroupHeader(_) => 'G',
            Record::Account(_) => 'A',
            Record::Transaction(_) => 't',
            Record::AccountTrailer(_) => 'a',
            Record::GroupTrailer(_) => 'g',
            Record::FileTrailer(_) => 'f',
            _ => '?',
        });
    }
    assert_eq!(kinds, "FGAttaAagf");
    assert!(bai2::detect(GOOD.as_bytes()) && !bai2::detect(b"101 091000019"));
}

fn word(length: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!(
        "[A-Za-z0-9][A-Za-z0-9 .-]{{0,{}}}[A-Z0-9]",
        length - 2
    ))
    .unwrap()
}

prop_compose! {
    fn transaction()(
        code in 100_u16..700,
        amount in 0_i64..1_000_000_000_000,
        funds in funds(),
        bank in prop_oneof![Just(String::new()), word(16)],
        customer in prop_oneof![Just(String::new()), word(16)],
        text in proptest::collection::vec("[A-Za-z0-9/][A-Za-z0-9 ,/]{0,8}[A-Za-z0-9/]", 0..3),
    ) -> Transaction {
        Transaction::new(TypeCode::new(code).unwrap(), amount)
            .with_funds(funds)
            .with_references(&bank, &customer)
            .with_text(&text.join("\n"))
    }
}

fn funds() -> impl Strategy<Value = Funds> {
    let day = (2000_i32..2060, 1_u32..365)
        .prop_map(|(year, day)| chrono::NaiveDate::from_yo_opt(year, day).unwrap());
    prop_oneof![
        Just(Funds::Unspecified),
        Just(Funds::Immediate),
        Just(Funds::OneDay),
        Just(Funds::TwoOrMoreDays),
        Just(Funds::Unknown),
        proptest::option::of(day).prop_map(|date| Funds::ValueDated {
            date,
            time: TimeOfDay::new(24, 0)
        }),
        (0_i64..1000, 0_i64..1000, 0_i64..1000).prop_map(|(immediate, one_day, two_or_more)| {
            Funds::Simple {
                immediate,
                one_day,
                two_or_more,
            }
        }),
        proptest::collection::vec((0_u32..99, 0_i64..1000), 0..4).prop_map(Funds::Distributed),
    ]
}

prop_compose! {
    fn account()(
        number in word(20),
        summaries in proptest::collection::vec((1_u16..1000, -1_000_000_i64..1_000_000, proptest::option::of(0_u32..999), funds()), 0..4),
        transactions in proptest::collection::vec(transaction(), 0..5),
        currency in proptest::option::of(Just(Currency::EUR)),
    ) -> Account {
        let mut account = Account::new(&number);
        account.currency = currency;
        for (code, amount, count, funds) in summaries {
            let mut summary = Summary::new(TypeCode::new(code).unwrap(), amount);
            summary.count = count;
            summary.funds = funds;
            account = account.with_summary(summary);
        }
        for transaction in transactions {
            account = account.with_transaction(transaction);
        }
        account
    }
}

fn without_lines(mut file: File) -> File {
    for group in &mut file.groups {
        group.line = 0;
        for account in &mut group.accounts {
            account.line = 0;
            account.summaries.iter_mut().for_each(|one| one.line = 0);
            account.transactions.iter_mut().for_each(|one| one.line = 0);
        }
    }
    file
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_without_an_error(
        groups in proptest::collection::vec(proptest::collection::vec(account(), 0..3), 0..3),
        length in prop_oneof![Just(None), (60_u32..200).prop_map(Some)],
    ) {
        let date = "2026-06-20".parse().unwrap();
        let mut file = File::new("sender", "receiver", date, TimeOfDay::END_OF_DAY, "7");
        file.record_length = length;
        for accounts in groups {
            let group = Group::new("r", "o", date).with_currency(Currency::USD);
            file = file.with_group(accounts.into_iter().fold(group, Group::with_account));
        }
        let bytes = file.to_bytes().unwrap();
        let (read, report) = bai2::read(&bytes[..], &Profile::STRICT).unwrap();
        prop_assert!(report.is_valid(), "{:?}\n{}", report, String::from_utf8_lossy(&bytes));
        prop_assert_eq!(without_lines(read), file);
    }

    #[test]
    fn any_bytes_are_read_or_refused(file in "(0[123]|16|49|88|9[89]|[a-z])?[0-9,/ \r\nSVDZ-]{0,200}") {
        if let Ok((file, _)) = bai2::read(file.as_bytes(), &Profile::STRICT) {
            let _ = file.to_statements();
            if let Ok(bytes) = file.to_bytes() {
                let (again, _) = bai2::read(&bytes[..], &Profile::STRICT).unwrap();
                prop_assert_eq!(without_lines(again), without_lines(file));
            }
        }
    }
}

#[test]
fn codes_know_level_and_direction() {
    let of = |code| TypeCode::new(code).unwrap();
    assert_eq!(
        (of(108).level(), of(108).direction()),
        (Some(Level::Detail), Some(CreditDebit::Credit))
    );
    assert_eq!(
        (of(400).level(), of(400).direction()),
        (Some(Level::Summary), Some(CreditDebit::Debit))
    );
    assert_eq!(
        (of(15).level(), of(15).direction()),
        (Some(Level::Status), None)
    );
    assert_eq!(
        (of(931).level(), of(931).direction()),
        (None, Some(CreditDebit::Credit))
    );
    assert!(of(931).is_custom() && of(777).name().is_none() && TypeCode::new(1000).is_none());
}

#[test]
fn debug_masks_account_numbers_of_streamed_records() {
    let file = b"01,a,b,260621,0200,1,,,2/\n02,,b,1,260620,,,/\n03,0123456789,,,,,/\n";
    let mut reader = Reader::new(&file[..]);
    let mut shown = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        shown.push(format!("{record:?}"));
    }
    let shown = shown.concat();
    assert!(
        shown.contains("******6789") && !shown.contains("0123456"),
        "{shown}"
    );
}

const ONE: &str = "01,a,b,260621,0200,1,,,2/\n02,,b,1,260620,,,/\n03,0123456789,,015,7,,/\n16,195,5,,,,/\n\
49,12,3/\n98,12,1,5/\n99,12,1,7/\n";

#[test]
fn deletions_and_tests_are_no_statements_but_are_listed() {
    for (status, statements) in [("1", 1), ("2", 0), ("3", 1), ("4", 0)] {
        let file = ONE.replace("02,,b,1,", &format!("02,,b,{status},"));
        let (file, report) = bai2::read(file.as_bytes(), &Profile::STRICT).unwrap();
        assert!(report.is_valid(), "{report:?}");
        let converted = file.to_statements();
        assert_eq!(converted.statements.len(), statements, "{status}");
        let listed = |field| converted.unmapped.iter().any(|one| one.field == field);
        assert_eq!(listed("Group Status"), status != "1");
        for field in ["Account Number", "Summary", "Transaction Detail"] {
            assert_eq!(listed(field), statements == 0, "{status} {field}");
        }
    }
}

/// A transaction behind its account's trailer, and an account behind its group's, belong to nobody.
#[test]
fn what_stands_behind_a_trailer_is_left_out() {
    let file = ONE
        .replace("98,12", "16,195,9,,,,/\n98,12")
        .replace("99,12", "03,99,,015,8,,/\n16,195,9,,,,/\n49,17,3/\n99,12");
    let (file, report) = bai2::read(file.as_bytes(), &Profile::STRICT).unwrap();
    assert!(!report.is_valid());
    assert_eq!(file.groups[0].accounts.len(), 1);
    assert_eq!(file.groups[0].accounts[0].transactions.len(), 1);
}

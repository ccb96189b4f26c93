//! OFX: SGML and XML alike, each rule by a file that breaks it, statements.
#![cfg(feature = "ofx")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use girokit_files::girokit_types::Currency;
use girokit_files::girokit_types::rust_decimal::Decimal;
use girokit_files::girokit_types::statement::{BalanceKind, CreditDebit};
use girokit_files::ofx::{self, File};
use girokit_files::{ErrorKind, Profile, Report};
use proptest::prelude::*;

const SGML: &str = "\
OFXHEADER:100
DATA:OFXSGML
VERSION:102
ENCODING:USASCII
CHARSET:1252

<OFX>
<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260630<LANGUAGE>ENG<FI><ORG>Bank<FID>7</FI></SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>121099999<ACCTID>999988<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260601<DTEND>20260630
<STMTTRN>
<TRNTYPE>CHECK
<DTPOSTED>20260604120000.000[-5:EST]
<DTUSER>20260603
<TRNAMT>-200.50
<FITID>00002
<CHECKNUM>1000
<NAME>Rent &amp; more
<MEMO>
</STMTTRN>
<STMTTRN>
<TRNTYPE>CREDIT
<DTPOSTED>20260620
<DTAVAIL>20260621
<TRNAMT>+1000,25
<FITID>00003
<NAME>Salary
<MEMO>June
<ORIGCURRENCY><CURRATE>1.1<CURSYM>EUR</ORIGCURRENCY>
</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL><BALAMT>5250.00<DTASOF>20260630</LEDGERBAL>
<AVAILBAL><BALAMT>5200.00<DTASOF>20260630</AVAILBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1>
</OFX>
";

/// The same in XML.
fn xml() -> String {
    let body = &SGML[SGML.find("<OFX>").unwrap()..];
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"220\" SECURITY=\"NONE\"?>\n",
    );
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').unwrap();
        let name = &rest[start + 1..end];
        let behind = &rest[end + 1..];
        let value = behind[..behind.find('<').unwrap_or(behind.len())].trim();
        out.push_str(&rest[start..=end]);
        if !name.starts_with('/') && (!value.is_empty() || name == "MEMO") {
            out.extend([value, "</", name, ">\n"]);
        }
        rest = behind;
    }
    out
}

fn read(file: &str) -> (File, Report) {
    ofx::read(file.as_bytes(), &Profile::STRICT).unwrap()
}

fn found(file: &str) -> Vec<String> {
    let show = |one: &girokit_files::Problem| format!("{} {}", one.rule().code(), one.place());
    read(file).1.problems().iter().map(show).collect()
}

#[test]
fn sgml_and_xml_say_the_same() {
    let (sgml, report) = read(SGML);
    assert!(report.problems().is_empty(), "{report:?}");
    let (mut from_xml, report) = read(&xml());
    assert!(report.problems().is_empty(), "{report:?}\n{}", xml());
    assert_eq!((&*sgml.version, &*from_xml.version), ("102", "220"));
    from_xml.version = "102".to_owned();
    let without_lines = |mut file: File| {
        for statement in &mut file.statements {
            statement.line = 0;
            statement
                .transactions
                .iter_mut()
                .for_each(|one| one.line = 0);
        }
        file.others.iter_mut().for_each(|one| one.0 = 0);
        file
    };
    assert_eq!(without_lines(sgml.clone()), without_lines(from_xml));
    let [rent, salary] = sgml.statements[0].transactions.as_slice() else {
        panic!("two transactions")
    };
    assert_eq!(
        (rent.line, &*rent.name, &*rent.memo),
        (13, "Rent & more", "")
    );
    assert_eq!(rent.amount, Some(Decimal::new(-20050, 2)));
    assert_eq!(salary.original.unwrap().0, Currency::EUR);
    assert!(format!("{:?}", sgml.statements[0]).contains("**9988"));
}

#[test]
fn statements_keep_balances_references_and_list_the_rest() {
    let converted = read(SGML).0.to_statements();
    let statement = &converted.statements[0];
    assert_eq!(
        statement.closing_balance().unwrap().amount().to_string(),
        "USD 5250.00"
    );
    assert!(statement.balance(&BalanceKind::CLOSING_AVAILABLE).is_some());
    let [rent, salary] = statement.entries() else {
        panic!("two entries")
    };
    assert_eq!(rent.credit_debit(), CreditDebit::Debit);
    assert_eq!(rent.references().cheque_number(), Some("1000"));
    assert_eq!(rent.booking_date().unwrap().to_string(), "2026-06-04");
    assert_eq!(salary.value_date().unwrap().to_string(), "2026-06-21");
    let fields: Vec<_> = converted.unmapped.iter().map(|one| &*one.field).collect();
    for field in ["ORG", "DTUSER", "ORIGCURRENCY", "BANKID"] {
        assert!(fields.contains(&field), "{field} in {fields:?}");
    }
}

/// What is replaced, by what, and the rules that say so, with their places.
const BREACHES: &[(&str, &str, &[&str])] = &[
    ("OFXHEADER:100\n", "", &["ofx.file.header line 1"]),
    ("</OFX>\n", "", &["ofx.file.root line 37, column 1"]),
    (
        "<SEVERITY>INFO</STATUS><DTSERVER>",
        "<SEVERITY>ERROR</STATUS><DTSERVER>",
        &["ofx.status line 8, columns 24-31"],
    ),
    (
        "</LEDGERBAL>",
        "</LEDGERBAL></NONE>",
        &["ofx.element.close line 34, columns 55-60"],
    ),
    (
        "</LEDGERBAL>\n",
        "\n",
        &["ofx.element.close line 34, columns 1-11"],
    ),
    (
        "<MEMO>June",
        "<>June",
        &["ofx.element.tag line 30, column 1"],
    ),
    (
        "<FITID>00003\n",
        "",
        &["ofx.field.missing line 23, columns 1-9"],
    ),
    (
        "<FITID>00003",
        "<FITID>00002",
        &["ofx.fitid.duplicate line 23, columns 1-9"],
    ),
    (
        "<NAME>Salary",
        "<NAME>Salary\n<NAME>Wage",
        &["ofx.field.repeated line 30, columns 7-10"],
    ),
    (
        "<CURDEF>USD",
        "<CURDEF>USQ",
        &[
            "ofx.field.currency line 10, columns 17-19",
            "ofx.field.missing line 10, columns 1-8",
        ],
    ),
    (
        "<DTPOSTED>20260620",
        "<DTPOSTED>20260631",
        &[
            "ofx.field.date line 25, columns 11-18",
            "ofx.field.missing line 23, columns 1-9",
        ],
    ),
    (
        "<DTPOSTED>20260620",
        "<DTPOSTED>20260620[x]",
        &[
            "ofx.field.date line 25, columns 11-21",
            "ofx.field.missing line 23, columns 1-9",
        ],
    ),
    (
        "+1000,25",
        "+1,000,25",
        &[
            "ofx.field.amount line 27, columns 9-17",
            "ofx.field.missing line 23, columns 1-9",
        ],
    ),
    (
        "<DTPOSTED>20260620",
        "<DTPOSTED>20260620240000",
        &[
            "ofx.field.date line 25, columns 11-24",
            "ofx.field.missing line 23, columns 1-9",
        ],
    ),
    (
        "-200.50",
        "-1,000",
        &["ofx.field.decimals line 13, columns 1-9"],
    ),
    (
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1>",
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1><AVAILBAL><BALAMT>1<DTASOF>20260630</AVAILBAL>",
        &["ofx.element.place line 36, columns 37-46"],
    ),
    (
        "<AVAILBAL>",
        "<LEDGERBAL><BALAMT>1<DTASOF>20260630</LEDGERBAL><AVAILBAL>",
        &["ofx.field.repeated line 35, columns 1-11"],
    ),
    (
        "<TRNTYPE>CREDIT",
        "<TRNTYPE>GIFT",
        &["ofx.field.type line 24, columns 10-13"],
    ),
    (
        "<CHECKNUM>1000",
        "<CHECKNUM>1000000000000",
        &["ofx.field.length line 19, columns 11-23"],
    ),
    (
        "<BALAMT>5250.00",
        "",
        &["ofx.field.missing line 34, columns 1-11"],
    ),
];

#[test]
fn each_rule_is_found_at_its_place() {
    let mut wrong = Vec::new();
    let mut seen = vec!["ofx.file.encoding"];
    for (what, by, expected) in BREACHES {
        assert_eq!(SGML.matches(what).count(), 1, "{what}");
        let got = found(&SGML.replace(what, by));
        if got != *expected {
            wrong.push(format!("{what} -> {by}: {got:?}, not {expected:?}"));
        }
        seen.extend(expected.iter().map(|one| one.split(' ').next().unwrap()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for rule in ofx::rules::ALL {
        assert!(seen.contains(&rule.code()), "{} has no breach", rule.code());
    }
}

/// The first transaction, and the first statement, lose their end tags: nothing of them is lost.
#[test]
fn what_does_not_end_ends_where_the_next_begins() {
    let file = SGML.replacen("</STMTTRN>\n", "", 1);
    assert_eq!(found(&file), ["ofx.element.close line 13, columns 1-9"]);
    let (file, report) = ofx::read(file.as_bytes(), &ofx::profiles::LENIENT).unwrap();
    assert!(report.is_valid());
    let (whole, _) = read(SGML);
    let amounts = |file: &File| -> Vec<_> {
        let all = file.statements.iter().flat_map(|one| &one.transactions);
        all.map(|one| one.amount).collect()
    };
    assert_eq!(amounts(&file), amounts(&whole));

    let body = &SGML[SGML.find("<STMTRS>").unwrap()..SGML.find("</STMTRS>").unwrap()];
    let twice = SGML.replacen("<STMTRS>", &format!("{body}<STMTRS>"), 1);
    let (file, report) = read(&twice);
    assert!(!report.is_valid());
    assert_eq!(file.statements.len(), 2);
    assert_eq!(file.statements[0].transactions.len(), 2);
    assert!(file.statements[0].ledger.is_some());
}

#[test]
fn an_empty_element_is_no_aggregate_though_others_of_its_name_end() {
    let file = SGML
        .replace("<MEMO>June", "<MEMO>June</MEMO>")
        .replace("<NAME>Rent", "<MEMO>\n<NAME>Rent")
        .replace("<MEMO>\n</STMTTRN>", "</STMTTRN>");
    assert_eq!(found(&file), [""; 0]);
    assert_eq!(
        read(&file).0.statements[0].transactions[0].name,
        "Rent & more"
    );
}

/// Ends of tags that never come are not searched for again and again.
#[test]
fn a_file_of_beginnings_takes_no_quadratic_time() {
    for part in ["</", "<!--", "<A><![CDATA[", "<A>\n", "<MEMO>"] {
        let file = format!("<OFX>{}", part.repeat(4_000_000 / part.len()));
        let began = std::time::Instant::now();
        let _ = ofx::read(file.as_bytes(), &Profile::STRICT);
        assert!(began.elapsed().as_secs() < 20, "{part}");
    }
}

#[test]
fn what_statements_cannot_hold_is_listed() {
    let file = SGML
        .replace(
            "<MEMO>June",
            "<MEMO>June<CCACCTTO><ACCTID>4111111111111111</CCACCTTO>",
        )
        .replace("ORIGCURRENCY", "CURRENCY")
        .replace("<DTEND>20260630", "")
        .replace("<ACCTTYPE>", "<ACCTID>1234<ACCTTYPE>");
    let (file, _) = read(&file);
    assert!(!format!("{file:?}").contains("411111"));
    let converted = file.to_statements();
    let listed = |field: &str, value: &str| {
        let mut all = converted.unmapped.iter();
        assert!(
            all.any(|one| one.field.ends_with(field) && &*one.value == value),
            "{field} {value} in {:?}",
            converted.unmapped
        );
    };
    listed("CURRATE", "1.1");
    listed("DTSTART", "2026-06-01");
    listed("DTSERVER", "2026-06-30");
    listed("BANKACCTFROM/ACCTID", "1234");
}

#[test]
fn encodings() {
    let name = |bytes: &[u8]| {
        let place = SGML.find("Salary").unwrap();
        let file = [
            &SGML.as_bytes()[..place],
            bytes,
            &SGML.as_bytes()[place + 6..],
        ]
        .concat();
        let (file, report) = ofx::read(&file[..], &Profile::STRICT).unwrap();
        assert!(report.is_valid());
        file.statements[0].transactions[1].name.clone()
    };
    assert_eq!(name("Gehält €".as_bytes()), "Gehält €");
    assert_eq!(name(b"Geh\xe4lt \x80"), "Gehält €");
    assert_eq!(name(b"<![CDATA[A < B]]>"), "A < B");
    assert_eq!(name(b"R&D &#65;&bogus;"), "R&D A&bogus;");
    let file = xml().into_bytes();
    let place = file.windows(6).position(|six| six == b"Salary").unwrap();
    let mut wrong = file.clone();
    wrong[place] = 0xe4;
    let (_, report) = ofx::read(&wrong[..], &Profile::STRICT).unwrap();
    assert_eq!(report.problems()[0].rule().code(), "ofx.file.encoding");
}

#[test]
fn limits_end_the_reading() {
    let deep = format!("<OFX>{}{}", "<A>".repeat(100), "</A>".repeat(100));
    let kind = |file: &str| {
        ofx::read(file.as_bytes(), &Profile::STRICT)
            .unwrap_err()
            .kind()
    };
    assert_eq!(kind(&deep), ErrorKind::TooMany);
    assert_eq!(kind("hello"), ErrorKind::Unrecognized);
    let error = ofx::read_within(SGML.as_bytes(), &Profile::STRICT, 100).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMany);
    assert!(ofx::detect(SGML.as_bytes()) && ofx::detect(xml().as_bytes()));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(tags in proptest::collection::vec(
        prop::sample::select(vec!["<STMTRS>", "</STMTRS>", "<STMTTRN>", "</STMTTRN>", "<TRNAMT>", "<FITID>", "1.5", "-", "<LEDGERBAL>", "<BALAMT>",
            "<DTASOF>", "20260101", "</LEDGERBAL>", "<CURDEF>EUR", "<ACCTID>1", "<BANKACCTFROM>", "</BANKACCTFROM>", "<", ">", "&", "<A/>", "\n", "ä"]), 0..60),
    ) {
        let file = format!("<OFX>{}", tags.concat());
        if let Ok((file, _)) = ofx::read(file.as_bytes(), &Profile::STRICT) {
            let _ = file.to_statements();
        }
    }
}

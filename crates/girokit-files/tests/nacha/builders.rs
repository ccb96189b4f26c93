//! Files that are built, of every SEC code.

use chrono::{NaiveDate, NaiveDateTime};
use girokit_files::nacha::record::{
    adv_entry, change_addenda, entry_detail, file_header, iat_batch_header,
    point_of_purchase_entry, shared_network_entry, truncated_check_entry,
};
use girokit_files::nacha::{
    BatchBuilder, EntryBuilder, File, FileBuilder, International, InternationalBank,
    InternationalParty, MachineTransfer, RecordBuf, SecCode, ServiceClassCode, Terminal,
    TransactionCode,
};
use girokit_files::{Error, ErrorKind};
use girokit_types::AbaRoutingNumber;

use crate::good;

fn created() -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(2024, 11, 23).unwrap();
    day.and_hms_opt(22, 7, 0).unwrap()
}

fn ours() -> AbaRoutingNumber {
    AbaRoutingNumber::parse("121042882").unwrap()
}

fn theirs() -> AbaRoutingNumber {
    AbaRoutingNumber::parse("231380104").unwrap()
}

fn file() -> FileBuilder {
    FileBuilder::new("231380104", "121042882", created()).names("FEDERAL RESERVE BANK", "OUR BANK")
}

fn batch(sec: SecCode) -> BatchBuilder {
    let batch = BatchBuilder::new(sec, "1234567890", ours())
        .effective_entry_date(NaiveDate::from_ymd_opt(2024, 11, 25).unwrap());
    match sec {
        SecCode::IAT => batch
            .description("TRADEPAYMT")
            .set(iat_batch_header::FOREIGN_EXCHANGE_INDICATOR, "FF")
            .set(iat_batch_header::FOREIGN_EXCHANGE_REFERENCE_INDICATOR, "3")
            .set(iat_batch_header::ISO_DESTINATION_COUNTRY_CODE, "CA")
            .set(iat_batch_header::ISO_ORIGINATING_CURRENCY_CODE, "USD")
            .set(iat_batch_header::ISO_DESTINATION_CURRENCY_CODE, "CAD"),
        SecCode::ENR | SecCode::RCK | SecCode::XCK => batch.company_name("HARBOUR TOOLS"),
        _ => batch.company_name("HARBOUR TOOLS").description("PAYROLL"),
    }
}

fn entry(code: u8, cents: u64) -> EntryBuilder {
    EntryBuilder::new(TransactionCode::new(code), theirs(), "744567899", cents)
}

const BANK: InternationalBank<'static> = InternationalBank {
    name: "CITADEL BANK",
    qualifier: "01",
    identification: "121042882",
    country: "US",
};

fn international() -> International<'static> {
    International {
        transaction_type_code: "ANN",
        foreign_payment_amount: 100_000,
        originator: InternationalParty {
            name: "BEK SOLUTIONS",
            street: "15 WEST PLACE STREET",
            city: "JACOBSTOWN*PA\\",
            country: "US*19305\\",
        },
        receiver: InternationalParty {
            name: "BEK ENTERPRISES",
            street: "2121 FRONT STREET",
            city: "LETTERTOWN*AB\\",
            country: "CA*80014\\",
        },
        odfi: BANK,
        rdfi: BANK,
        remittance: &["INVOICE 4711"],
        correspondents: &[BANK],
        ..International::default()
    }
}

fn terminal(entry: EntryBuilder) -> EntryBuilder {
    entry.addenda(&Terminal {
        reference_information_1: "REFONEA",
        terminal_identification_code: "200509",
        transaction_serial_number: "123456",
        transaction_date: "1122",
        terminal_location: "TARGET STORE 0049",
        terminal_city: "PHILADELPHIA",
        terminal_state: "PA",
        ..Terminal::default()
    })
}

fn machine(entry: EntryBuilder) -> EntryBuilder {
    entry.addenda(&MachineTransfer {
        transaction_description: "REFONEA",
        terminal_identification_code: "200509",
        transaction_serial_number: "123456",
        transaction_date: "1122",
        terminal_location: "TARGET STORE 0049",
        terminal_city: "PHILADELPHIA",
        terminal_state: "PA",
        ..MachineTransfer::default()
    })
}

/// The same two entries as of [`good::of`].
fn entries(sec: SecCode) -> Vec<EntryBuilder> {
    let two = |code: u8, cents: u64, with: &dyn Fn(EntryBuilder) -> EntryBuilder| {
        vec![with(entry(code, cents)), with(entry(code, cents))]
    };
    let corporate = |entry: EntryBuilder| entry.identification("ID 1").name("BEST CO");
    let person = |entry: EntryBuilder| entry.identification("4711").name("WADE ARNOLD");
    let plain = |entry: EntryBuilder| {
        entry
            .identification("ID 1")
            .name("WADE ARNOLD")
            .discretionary_data("S")
    };
    let pay = |entry: EntryBuilder| entry.payment_information("INVOICE 4711");
    let check = |entry: EntryBuilder| entry.check_serial_number("1001");
    match sec {
        SecCode::ACK => two(24, 0, &plain),
        SecCode::ADV => two(81, 50_000, &|entry| {
            entry
                .name("NAME")
                .set(adv_entry::ADVICE_ROUTING_NUMBER, "121042882")
                .set(adv_entry::FILE_IDENTIFICATION, "11131")
                .set(adv_entry::ACH_OPERATOR_ROUTING_NUMBER, good::ODFI)
                .set(adv_entry::JULIAN_DATE, "328")
        }),
        SecCode::ARC | SecCode::BOC | SecCode::RCK => {
            two(27, 12_345, &|entry| check(entry).name("WADE ARNOLD"))
        }
        SecCode::ATX => two(24, 0, &|entry| pay(pay(corporate(entry)))),
        SecCode::CIE => two(22, 12_345, &|entry| pay(person(entry))),
        SecCode::COR => two(21, 0, &|entry| {
            let mut change = RecordBuf::new(change_addenda::LAYOUT);
            for (field, text) in [
                (change_addenda::CHANGE_CODE, "C01"),
                (
                    change_addenda::ORIGINAL_ENTRY_TRACE_NUMBER,
                    "91012980000088",
                ),
                (change_addenda::ORIGINAL_RDFI_IDENTIFICATION, good::ODFI),
                (change_addenda::CORRECTED_DATA, "1918171614"),
            ] {
                change.set(field, text).unwrap();
            }
            plain(entry).addenda(&change)
        }),
        SecCode::CTX => two(27, 12_345, &|entry| pay(pay(corporate(entry)))),
        SecCode::DNE => two(23, 0, &|entry| pay(plain(entry))),
        SecCode::ENR => two(28, 0, &|entry| pay(corporate(entry))),
        SecCode::IAT => two(22, 12_345, &|entry| entry.addenda(&international())),
        SecCode::MTE => two(27, 12_345, &|entry| machine(person(entry))),
        SecCode::POS => two(27, 12_345, &|entry| {
            terminal(entry.name("WADE ARNOLD").discretionary_data("01"))
        }),
        SecCode::SHR => two(27, 12_345, &|entry| {
            terminal(
                entry
                    .set(shared_network_entry::CARD_EXPIRATION_DATE, "0927")
                    .set(
                        shared_network_entry::DOCUMENT_REFERENCE_NUMBER,
                        "12345678910",
                    )
                    .set(
                        shared_network_entry::INDIVIDUAL_CARD_ACCOUNT_NUMBER,
                        "5555555555554444",
                    )
                    .discretionary_data("01"),
            )
        }),
        SecCode::TRX => two(37, 12_345, &|entry| pay(corporate(entry))),
        SecCode::POP => two(27, 12_345, &|entry| {
            check(entry)
                .set(point_of_purchase_entry::TERMINAL_CITY, "PHIL")
                .set(point_of_purchase_entry::TERMINAL_STATE, "PA")
                .name("WADE ARNOLD")
        }),
        SecCode::TRC | SecCode::XCK => two(27, 12_345, &|entry| {
            check(entry)
                .set(truncated_check_entry::PROCESS_CONTROL_FIELD, "CHECK1")
                .set(truncated_check_entry::ITEM_RESEARCH_NUMBER, "182726")
                .discretionary_data("01")
        }),
        SecCode::PPD => vec![plain(entry(22, 12_345)), pay(plain(entry(27, 67_890)))],
        _ => two(27, 12_345, &plain),
    }
}

#[test]
fn every_sec_code_is_built_with_all_that_can_be_computed() {
    for sec in SecCode::ALL {
        let file = file()
            .batch(batch(*sec).entries(entries(*sec)))
            .build()
            .unwrap();
        let expected = good::bytes(&good::of(sec.as_str()));
        assert_eq!(
            String::from_utf8(file.to_bytes()).unwrap(),
            String::from_utf8(expected).unwrap(),
            "{sec}"
        );
    }
}

fn errors(built: Result<File, Error>) -> Vec<String> {
    let error = built.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    error.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn trace_and_batch_numbers_count_through_the_file() {
    let one = batch(SecCode::CCD).entries([entry(27, 1).name("A"), entry(22, 2).name("B")]);
    let two = batch(SecCode::CCD).entry(entry(22, 3).name("C"));
    let file = file()
        .first_trace_number(41)
        .batch(one)
        .batch(two)
        .build()
        .unwrap();
    let traces: Vec<String> = file
        .entries()
        .map(|(_, entry)| entry.detail().trace_number().into_owned())
        .collect();
    assert_eq!(
        traces,
        ["121042880000041", "121042880000042", "121042880000043"]
    );
    let headers: Vec<String> = file
        .batches
        .iter()
        .map(|batch| {
            let header = batch.batch_header().unwrap();
            format!(
                "{} {:?}",
                header.service_class_code(),
                header.batch_number()
            )
        })
        .collect();
    assert_eq!(headers, ["200 Some(1)", "220 Some(2)"]);
}

#[test]
fn everything_that_does_not_fit_is_said_at_once() {
    let long = "A NAME THAT IS LONGER THAN ITS FIELD";
    let wrong = entry(22, 10_000_000_000)
        .name(long)
        .check_serial_number("1");
    let found = errors(
        file()
            .batch(batch(SecCode::PPD).company_name(long).entry(wrong))
            .build(),
    );
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(
        found
            .iter()
            .any(|one| one.contains("Company Name: expected at most 16 characters")),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|one| one.contains("Amount: expected at most 10 characters")),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|one| one.contains("Check Serial Number") && one.contains("nacha.field.unknown")),
        "{found:?}"
    );
}

#[test]
fn what_breaks_a_rule_is_not_built() {
    // A debit in a batch of credits, no entry at all, an amount where there is none.
    let class = batch(SecCode::PPD)
        .service_class(ServiceClassCode::CREDITS)
        .entry(entry(27, 1).name("A"));
    assert!(
        errors(file().batch(class).build())[0]
            .contains("nacha.entry.transaction-code-for-service-class")
    );
    assert!(errors(file().batch(batch(SecCode::PPD)).build())[0].contains("nacha.batch.empty"));
    let money = batch(SecCode::PPD).entry(entry(23, 5).name("A"));
    assert!(errors(file().batch(money).build())[0].contains("nacha.entry.amount-not-zero"));
    let modifier = file()
        .file_id_modifier('a')
        .batch(batch(SecCode::CCD).entry(entry(22, 5).name("A")));
    assert!(errors(modifier.build())[0].contains("nacha.file-header.file-id-modifier"));
    let short = batch(SecCode::IAT).entry(entry(22, 5));
    assert!(
        errors(file().batch(short).build())
            .iter()
            .any(|one| one.contains("nacha.addenda.required"))
    );
}

#[test]
fn numbers_can_be_given_and_prenotes_carry_no_money() {
    let prenote =
        EntryBuilder::prenote(TransactionCode::SAVINGS_DEBIT, theirs(), "744567899").unwrap();
    let prenote = prenote.name("A").trace_number("121042880000777");
    let built = file()
        .set(file_header::REFERENCE_CODE, "REF")
        .file_id_modifier('7')
        .batch(batch(SecCode::PPD).number(9).entry(prenote))
        .build()
        .unwrap();
    let entry = &built.batches[0].entries[0];
    assert_eq!(
        entry.transaction_code(),
        Some(TransactionCode::SAVINGS_PRENOTE_DEBIT)
    );
    assert_eq!(entry.amount_cents(SecCode::PPD), Some(0));
    assert_eq!(entry.detail().trace_number(), "121042880000777");
    assert_eq!(entry.record.record().raw(entry_detail::CHECK_DIGIT), b"4");
    assert_eq!(
        built.batches[0].batch_header().unwrap().batch_number(),
        Some(9)
    );
    assert_eq!(built.file_header().unwrap().reference_code(), "REF");
    let none = EntryBuilder::prenote(TransactionCode::LOAN_DEBIT, theirs(), "1").unwrap_err();
    assert_eq!(none.kind(), ErrorKind::Invalid);
}

#[test]
fn builders_show_no_account() {
    let built = file().batch(batch(SecCode::PPD).entry(entry(22, 1).name("WADE ARNOLD")));
    let text = format!("{built:?}");
    assert!(
        !text.contains("744567899") && !text.contains("WADE"),
        "{text}"
    );
}

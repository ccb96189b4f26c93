//! Files that break no rule, one for each SEC code. Controls are computed here, apart from the library.

use girokit_files::nacha::record::*;
use girokit_files::nacha::{Field, FieldKind, Layout, SecCode, entry_layout};

pub const ODFI: &str = "12104288";
pub const RDFI: &str = "23138010";
pub const RDFI_CHECK: &str = "4";

/// A record of this layout with these fields; the others are constants, zeros or blanks.
pub fn record(layout: Layout, content: &[(Field, &str)]) -> String {
    let mut bytes = [b' '; 94];
    for field in layout.fields() {
        match field.kind() {
            FieldKind::Constant(constant) => put(&mut bytes, *field, constant),
            FieldKind::Numeric => put(&mut bytes, *field, ""),
            _ => {}
        }
    }
    for (field, text) in content {
        put(&mut bytes, *field, text);
    }
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn put(bytes: &mut [u8; 94], field: Field, text: &str) {
    let width = field.len();
    let filled = match field.kind() {
        FieldKind::Numeric => format!("{text:0>width$}"),
        FieldKind::Routing => format!("{text:>width$}"),
        _ => format!("{text:<width$}"),
    };
    assert_eq!(filled.len(), width, "{} {text:?}", field.name());
    field.of_mut(bytes).copy_from_slice(filled.as_bytes());
}

/// Writes text over a field of a line (from 1) of a file.
pub fn set(lines: &mut [String], line: usize, field: Field, text: &str) {
    assert_eq!(text.len(), field.len(), "{}", field.name());
    lines[line - 1].replace_range(field.first() - 1..field.last(), text);
}

pub fn file_header() -> String {
    record(
        file_header::LAYOUT,
        &[
            (file_header::PRIORITY_CODE, "01"),
            (file_header::IMMEDIATE_DESTINATION, "231380104"),
            (file_header::IMMEDIATE_ORIGIN, "121042882"),
            (file_header::FILE_CREATION_DATE, "241123"),
            (file_header::FILE_CREATION_TIME, "2207"),
            (file_header::FILE_ID_MODIFIER, "A"),
            (
                file_header::IMMEDIATE_DESTINATION_NAME,
                "FEDERAL RESERVE BANK",
            ),
            (file_header::IMMEDIATE_ORIGIN_NAME, "OUR BANK"),
        ],
    )
}

/// A batch header.
pub fn batch_header(sec: &str, class: &str, number: &str) -> String {
    if sec == "IAT" {
        return record(
            iat_batch_header::LAYOUT,
            &[
                (iat_batch_header::SERVICE_CLASS_CODE, class),
                (iat_batch_header::FOREIGN_EXCHANGE_INDICATOR, "FF"),
                (iat_batch_header::FOREIGN_EXCHANGE_REFERENCE_INDICATOR, "3"),
                (iat_batch_header::ISO_DESTINATION_COUNTRY_CODE, "CA"),
                (iat_batch_header::ORIGINATOR_IDENTIFICATION, "1234567890"),
                (iat_batch_header::STANDARD_ENTRY_CLASS_CODE, sec),
                (iat_batch_header::COMPANY_ENTRY_DESCRIPTION, "TRADEPAYMT"),
                (iat_batch_header::ISO_ORIGINATING_CURRENCY_CODE, "USD"),
                (iat_batch_header::ISO_DESTINATION_CURRENCY_CODE, "CAD"),
                (iat_batch_header::EFFECTIVE_ENTRY_DATE, "241125"),
                (iat_batch_header::ORIGINATOR_STATUS_CODE, "1"),
                (iat_batch_header::ODFI_IDENTIFICATION, ODFI),
                (iat_batch_header::BATCH_NUMBER, number),
            ],
        );
    }
    let description = match sec {
        "ENR" => "AUTOENROLL",
        "RCK" => "REDEPCHECK",
        "XCK" => "NO CHECK",
        _ => "PAYROLL",
    };
    let status = match sec {
        "ADV" => "0",
        "DNE" => "2",
        _ => "1",
    };
    record(
        batch_header::LAYOUT,
        &[
            (batch_header::SERVICE_CLASS_CODE, class),
            (batch_header::COMPANY_NAME, "HARBOUR TOOLS"),
            (batch_header::COMPANY_IDENTIFICATION, "1234567890"),
            (batch_header::STANDARD_ENTRY_CLASS_CODE, sec),
            (batch_header::COMPANY_ENTRY_DESCRIPTION, description),
            (batch_header::EFFECTIVE_ENTRY_DATE, "241125"),
            (batch_header::ORIGINATOR_STATUS_CODE, status),
            (batch_header::ODFI_IDENTIFICATION, ODFI),
            (batch_header::BATCH_NUMBER, number),
        ],
    )
}

pub fn trace(sequence: u32) -> String {
    format!("{ODFI}{sequence:07}")
}

/// An entry with its addenda.
pub fn entry(sec: &str, code: &str, cents: &str, sequence: u32, addenda: &[String]) -> Vec<String> {
    let trace = trace(sequence);
    let count = addenda.len().to_string();
    let indicator = if addenda.is_empty() { "0" } else { "1" };
    let mut content = vec![
        (entry_detail::TRANSACTION_CODE, code),
        (entry_detail::RDFI_IDENTIFICATION, RDFI),
        (entry_detail::CHECK_DIGIT, RDFI_CHECK),
        (entry_detail::ADDENDA_RECORD_INDICATOR, indicator),
    ];
    match sec {
        "ADV" => content.extend([
            (adv_entry::DFI_ACCOUNT_NUMBER, "744567899"),
            (adv_entry::AMOUNT, cents),
            (adv_entry::ADVICE_ROUTING_NUMBER, "121042882"),
            (adv_entry::FILE_IDENTIFICATION, "11131"),
            (adv_entry::INDIVIDUAL_NAME, "NAME"),
            (adv_entry::ACH_OPERATOR_ROUTING_NUMBER, ODFI),
            (adv_entry::JULIAN_DATE, "328"),
            (adv_entry::SEQUENCE_NUMBER, get_sequence(&trace)),
        ]),
        "IAT" => content.extend([
            (iat_entry::NUMBER_OF_ADDENDA_RECORDS, &*count),
            (iat_entry::AMOUNT, cents),
            (iat_entry::DFI_ACCOUNT_NUMBER, "744567899"),
            (iat_entry::TRACE_NUMBER, &*trace),
        ]),
        _ => content.extend([
            (entry_detail::DFI_ACCOUNT_NUMBER, "744567899"),
            (entry_detail::AMOUNT, cents),
            (entry_detail::TRACE_NUMBER, &*trace),
        ]),
    }
    content.extend(middle(sec, &count));
    let layout = entry_layout(SecCode::parse(sec).unwrap());
    let mut lines = vec![record(layout, &content)];
    lines.extend_from_slice(addenda);
    lines
}

fn get_sequence(trace: &str) -> &str {
    &trace[11..]
}

/// Positions 40-78, which each SEC code has its own way.
fn middle<'a>(sec: &str, count: &'a str) -> Vec<(Field, &'a str)> {
    match sec {
        "ADV" | "IAT" => vec![],
        "ARC" | "BOC" | "RCK" => vec![
            (check_entry::CHECK_SERIAL_NUMBER, "1001"),
            (check_entry::INDIVIDUAL_NAME, "WADE ARNOLD"),
        ],
        "ATX" | "CTX" | "ENR" | "TRX" => vec![
            (corporate_entry::IDENTIFICATION_NUMBER, "ID 1"),
            (corporate_entry::NUMBER_OF_ADDENDA_RECORDS, count),
            (corporate_entry::RECEIVING_COMPANY_NAME, "BEST CO"),
        ],
        "CIE" => vec![
            (customer_initiated_entry::INDIVIDUAL_NAME, "WADE ARNOLD"),
            (
                customer_initiated_entry::INDIVIDUAL_IDENTIFICATION_NUMBER,
                "4711",
            ),
        ],
        "MTE" => vec![
            (machine_transfer_entry::INDIVIDUAL_NAME, "WADE ARNOLD"),
            (
                machine_transfer_entry::INDIVIDUAL_IDENTIFICATION_NUMBER,
                "4711",
            ),
        ],
        "POP" => vec![
            (point_of_purchase_entry::CHECK_SERIAL_NUMBER, "1001"),
            (point_of_purchase_entry::TERMINAL_CITY, "PHIL"),
            (point_of_purchase_entry::TERMINAL_STATE, "PA"),
            (point_of_purchase_entry::INDIVIDUAL_NAME, "WADE ARNOLD"),
        ],
        "POS" => vec![
            (entry_detail::INDIVIDUAL_NAME, "WADE ARNOLD"),
            (entry_detail::DISCRETIONARY_DATA, "01"),
        ],
        "SHR" => vec![
            (shared_network_entry::CARD_EXPIRATION_DATE, "0927"),
            (
                shared_network_entry::DOCUMENT_REFERENCE_NUMBER,
                "12345678910",
            ),
            (
                shared_network_entry::INDIVIDUAL_CARD_ACCOUNT_NUMBER,
                "5555555555554444",
            ),
            (shared_network_entry::CARD_TRANSACTION_TYPE_CODE, "01"),
        ],
        "TRC" | "XCK" => vec![
            (truncated_check_entry::CHECK_SERIAL_NUMBER, "1001"),
            (truncated_check_entry::PROCESS_CONTROL_FIELD, "CHECK1"),
            (truncated_check_entry::ITEM_RESEARCH_NUMBER, "182726"),
            (truncated_check_entry::ITEM_TYPE_INDICATOR, "01"),
        ],
        _ => vec![
            (entry_detail::INDIVIDUAL_IDENTIFICATION_NUMBER, "ID 1"),
            (entry_detail::INDIVIDUAL_NAME, "WADE ARNOLD"),
            (entry_detail::DISCRETIONARY_DATA, "S"),
        ],
    }
}

pub fn payment(sequence: u32, number: &str) -> String {
    record(
        payment_addenda::LAYOUT,
        &[
            (payment_addenda::PAYMENT_RELATED_INFORMATION, "INVOICE 4711"),
            (payment_addenda::ADDENDA_SEQUENCE_NUMBER, number),
            (
                payment_addenda::ENTRY_DETAIL_SEQUENCE_NUMBER,
                &sequence.to_string(),
            ),
        ],
    )
}

pub fn terminal(sequence: u32) -> String {
    record(
        terminal_addenda::LAYOUT,
        &[
            (terminal_addenda::REFERENCE_INFORMATION_1, "REFONEA"),
            (terminal_addenda::TERMINAL_IDENTIFICATION_CODE, "200509"),
            (terminal_addenda::TRANSACTION_SERIAL_NUMBER, "123456"),
            (terminal_addenda::TRANSACTION_DATE, "1122"),
            (terminal_addenda::TERMINAL_LOCATION, "TARGET STORE 0049"),
            (terminal_addenda::TERMINAL_CITY, "PHILADELPHIA"),
            (terminal_addenda::TERMINAL_STATE, "PA"),
            (terminal_addenda::TRACE_NUMBER, &trace(sequence)),
        ],
    )
}

/// Addenda 10-16, one 17 and one 18.
pub fn international(sequence: u32) -> Vec<String> {
    let bank = ["CITADEL BANK", "01", "121042882", "US"];
    let tables: [(Layout, &[(Field, &str)]); 9] = [
        (
            iat10::LAYOUT,
            &[
                (iat10::TRANSACTION_TYPE_CODE, "ANN"),
                (iat10::FOREIGN_PAYMENT_AMOUNT, "100000"),
                (iat10::RECEIVING_COMPANY_NAME, "BEK ENTERPRISES"),
            ],
        ),
        (
            iat11::LAYOUT,
            &[
                (iat11::ORIGINATOR_NAME, "BEK SOLUTIONS"),
                (iat11::ORIGINATOR_STREET_ADDRESS, "15 WEST PLACE STREET"),
            ],
        ),
        (
            iat12::LAYOUT,
            &[
                (iat12::ORIGINATOR_CITY, "JACOBSTOWN*PA\\"),
                (iat12::ORIGINATOR_COUNTRY, "US*19305\\"),
            ],
        ),
        (
            iat13::LAYOUT,
            &[
                (iat13::ODFI_NAME, bank[0]),
                (iat13::ODFI_IDENTIFICATION_NUMBER_QUALIFIER, bank[1]),
                (iat13::ODFI_IDENTIFICATION, bank[2]),
                (iat13::ODFI_BRANCH_COUNTRY_CODE, bank[3]),
            ],
        ),
        (
            iat14::LAYOUT,
            &[
                (iat14::RDFI_NAME, bank[0]),
                (iat14::RDFI_IDENTIFICATION_NUMBER_QUALIFIER, bank[1]),
                (iat14::RDFI_IDENTIFICATION, bank[2]),
                (iat14::RDFI_BRANCH_COUNTRY_CODE, bank[3]),
            ],
        ),
        (
            iat15::LAYOUT,
            &[(iat15::RECEIVER_STREET_ADDRESS, "2121 FRONT STREET")],
        ),
        (
            iat16::LAYOUT,
            &[
                (iat16::RECEIVER_CITY, "LETTERTOWN*AB\\"),
                (iat16::RECEIVER_COUNTRY, "CA*80014\\"),
            ],
        ),
        (
            iat17::LAYOUT,
            &[
                (iat17::PAYMENT_RELATED_INFORMATION, "INVOICE 4711"),
                (iat17::ADDENDA_SEQUENCE_NUMBER, "1"),
            ],
        ),
        (
            iat18::LAYOUT,
            &[
                (iat18::FOREIGN_CORRESPONDENT_BANK_NAME, bank[0]),
                (
                    iat18::FOREIGN_CORRESPONDENT_BANK_IDENTIFICATION_NUMBER_QUALIFIER,
                    bank[1],
                ),
                (
                    iat18::FOREIGN_CORRESPONDENT_BANK_IDENTIFICATION_NUMBER,
                    bank[2],
                ),
                (
                    iat18::FOREIGN_CORRESPONDENT_BANK_BRANCH_COUNTRY_CODE,
                    bank[3],
                ),
                (iat18::ADDENDA_SEQUENCE_NUMBER, "1"),
            ],
        ),
    ];
    let sequence = sequence.to_string();
    tables
        .iter()
        .map(|(layout, content)| {
            let mut content = content.to_vec();
            content.push((iat10::ENTRY_DETAIL_SEQUENCE_NUMBER, &sequence));
            record(*layout, &content)
        })
        .collect()
}

pub fn change(sequence: u32) -> String {
    record(
        change_addenda::LAYOUT,
        &[
            (change_addenda::CHANGE_CODE, "C01"),
            (
                change_addenda::ORIGINAL_ENTRY_TRACE_NUMBER,
                "91012980000088",
            ),
            (change_addenda::ORIGINAL_RDFI_IDENTIFICATION, ODFI),
            (change_addenda::CORRECTED_DATA, "1918171614"),
            (change_addenda::TRACE_NUMBER, &trace(sequence)),
        ],
    )
}

pub fn returned(sequence: u32) -> String {
    record(
        return_addenda::LAYOUT,
        &[
            (return_addenda::RETURN_REASON_CODE, "R01"),
            (
                return_addenda::ORIGINAL_ENTRY_TRACE_NUMBER,
                "91012980000088",
            ),
            (return_addenda::ORIGINAL_RDFI_IDENTIFICATION, ODFI),
            (return_addenda::TRACE_NUMBER, &trace(sequence)),
        ],
    )
}

/// A header, entries, and the control they ask for.
pub fn batch(sec: &str, class: &str, number: &str, entries: &[Vec<String>]) -> Vec<String> {
    let mut lines = vec![batch_header(sec, class, number)];
    lines.extend(entries.iter().flatten().cloned());
    let sums = Sums::of(&lines);
    let (count, hash) = (sums.count.to_string(), sums.hash.to_string());
    let (debit, credit) = (sums.debit.to_string(), sums.credit.to_string());
    let mut content = vec![
        (batch_control::SERVICE_CLASS_CODE, class),
        (batch_control::ENTRY_ADDENDA_COUNT, &*count),
        (batch_control::ENTRY_HASH, &*hash),
        (batch_control::ODFI_IDENTIFICATION, ODFI),
        (batch_control::BATCH_NUMBER, number),
    ];
    if sec == "ADV" {
        content.push((adv_batch_control::TOTAL_DEBIT_AMOUNT, &debit));
        content.push((adv_batch_control::TOTAL_CREDIT_AMOUNT, &credit));
        lines.push(record(adv_batch_control::LAYOUT, &content));
    } else {
        content.push((batch_control::TOTAL_DEBIT_AMOUNT, &debit));
        content.push((batch_control::TOTAL_CREDIT_AMOUNT, &credit));
        content.push((batch_control::COMPANY_IDENTIFICATION, "1234567890"));
        lines.push(record(batch_control::LAYOUT, &content));
    }
    lines
}

/// A file of these batches, with its control and padding.
pub fn file(batches: &[Vec<String>]) -> Vec<String> {
    let mut lines = vec![file_header()];
    lines.extend(batches.iter().flatten().cloned());
    let advices = lines.iter().any(|line| line.starts_with("5280"));
    let sums = Sums::of(&lines);
    let blocks = (lines.len() + 1).div_ceil(10).to_string();
    let (count, hash) = (sums.count.to_string(), sums.hash.to_string());
    let (debit, credit) = (sums.debit.to_string(), sums.credit.to_string());
    let number = batches.len().to_string();
    let mut content = vec![
        (file_control::BATCH_COUNT, &*number),
        (file_control::BLOCK_COUNT, &*blocks),
        (file_control::ENTRY_ADDENDA_COUNT, &*count),
        (file_control::ENTRY_HASH, &*hash),
    ];
    if advices {
        content.push((adv_file_control::TOTAL_DEBIT_AMOUNT, &debit));
        content.push((adv_file_control::TOTAL_CREDIT_AMOUNT, &credit));
        lines.push(record(adv_file_control::LAYOUT, &content));
    } else {
        content.push((file_control::TOTAL_DEBIT_AMOUNT, &debit));
        content.push((file_control::TOTAL_CREDIT_AMOUNT, &credit));
        lines.push(record(file_control::LAYOUT, &content));
    }
    while !lines.len().is_multiple_of(10) {
        lines.push("9".repeat(94));
    }
    lines
}

/// The lines with line feeds.
pub fn bytes(lines: &[String]) -> Vec<u8> {
    lines
        .iter()
        .flat_map(|line| format!("{line}\n").into_bytes())
        .collect()
}

#[derive(Default)]
struct Sums {
    count: u64,
    hash: u64,
    debit: u64,
    credit: u64,
}

impl Sums {
    fn of(lines: &[String]) -> Self {
        let mut sums = Self::default();
        for line in lines {
            sums.count += u64::from(line.starts_with(['6', '7']));
            if line.starts_with('6') {
                sums.hash += line[3..11].parse::<u64>().unwrap();
                let advices = line[1..3] >= *"81";
                let amount = if advices { 27..39 } else { 29..39 };
                let cents = line[amount].parse::<u64>().unwrap();
                let units: u8 = line[2..3].parse().unwrap();
                let credit = if advices { units % 2 == 1 } else { units < 5 };
                if credit {
                    sums.credit += cents;
                } else {
                    sums.debit += cents;
                }
            }
        }
        sums.hash %= 10_000_000_000;
        sums
    }
}

/// A file with one batch of this SEC code, with two entries.
pub fn of(sec: &str) -> Vec<String> {
    let two = |code: &str, cents: &str, addenda: &dyn Fn(u32) -> Vec<String>| {
        let entries = [1, 2].map(|number| entry(sec, code, cents, number, &addenda(number)));
        entries.to_vec()
    };
    let (class, entries) = match sec {
        "ACK" => ("220", two("24", "0", &|_| vec![])),
        "ATX" => (
            "220",
            two("24", "0", &|n| vec![payment(n, "1"), payment(n, "2")]),
        ),
        "ADV" => ("280", two("81", "50000", &|_| vec![])),
        "CIE" => ("220", two("22", "12345", &|n| vec![payment(n, "1")])),
        "COR" => ("220", two("21", "0", &|n| vec![change(n)])),
        "CTX" => (
            "225",
            two("27", "12345", &|n| vec![payment(n, "1"), payment(n, "2")]),
        ),
        "DNE" => ("220", two("23", "0", &|n| vec![payment(n, "1")])),
        "ENR" => ("225", two("28", "0", &|n| vec![payment(n, "1")])),
        "IAT" => ("220", two("22", "12345", &international)),
        "MTE" | "POS" | "SHR" => ("225", two("27", "12345", &|n| vec![terminal(n)])),
        "TRX" => ("225", two("37", "12345", &|n| vec![payment(n, "1")])),
        "PPD" => (
            "200",
            [
                entry(sec, "22", "12345", 1, &[]),
                entry(sec, "27", "67890", 2, &[payment(2, "1")]),
            ]
            .to_vec(),
        ),
        _ => ("225", two("27", "12345", &|_| vec![])),
    };
    file(&[batch(sec, class, "1", &entries)])
}

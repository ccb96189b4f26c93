//! A table of files, each of which breaks one rule.

use girokit_files::Rule;
use girokit_files::nacha::record::*;
use girokit_files::nacha::{Field, rules};

use crate::good::{self, of};

/// A good file of a SEC code, what is done to it, and the line and column of the problem.
pub struct Case {
    pub rule: Rule,
    pub sec: &'static str,
    pub line: u64,
    pub column: usize,
    change: Change,
}

enum Change {
    Field(Field, &'static str),
    Lines(fn(&mut Vec<String>)),
}

impl Case {
    /// The lines of the file.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = of(self.sec);
        match self.change {
            Change::Field(field, text) => {
                good::set(&mut lines, usize::try_from(self.line).unwrap(), field, text);
            }
            Change::Lines(change) => change(&mut lines),
        }
        lines
    }
}

/// A field of a line says something else, and that is where the problem is.
const fn set(rule: Rule, sec: &'static str, line: u64, field: Field, text: &'static str) -> Case {
    Case {
        rule,
        sec,
        line,
        column: field.first(),
        change: Change::Field(field, text),
    }
}

const fn lines(
    rule: Rule,
    sec: &'static str,
    change: fn(&mut Vec<String>),
    line: u64,
    column: usize,
) -> Case {
    Case {
        rule,
        sec,
        line,
        column,
        change: Change::Lines(change),
    }
}

/// Writes over a field of a line.
fn over(lines: &mut [String], line: usize, field: Field, text: &str) {
    good::set(lines, line, field, text);
}

/// Takes the line break behind a line.
fn join(lines: &mut Vec<String>, line: usize) {
    let next = lines.remove(line);
    lines[line - 1].push_str(&next);
}

const HEADER: u64 = 1;
const BATCH: u64 = 2;
const ENTRY: u64 = 3;
const SEC: Field = batch_header::STANDARD_ENTRY_CLASS_CODE;
const TRACE: Field = entry_detail::TRACE_NUMBER;
const CODE: Field = entry_detail::TRANSACTION_CODE;
const AMOUNT: Field = entry_detail::AMOUNT;
const ADDENDA: Field = addenda_record::ADDENDA_TYPE_CODE;

pub const FILE: &[Case] = &[
    lines(rules::MIXED_LINE_ENDINGS, "PPD", |l| l[2].push('\r'), 3, 0),
    lines(rules::END_MARK, "PPD", |l| l.push("\x1a".to_owned()), 11, 0),
    lines(rules::BLANK_END, "PPD", |l| l.push(String::new()), 11, 0),
    lines(rules::CONCATENATED, "PPD", |l| l.extend(of("PPD")), 11, 1),
    lines(
        rules::AFTER_CONTROL,
        "PPD",
        |l| l.insert(7, l[1].clone()),
        8,
        1,
    ),
    lines(rules::PADDING, "PPD", |l| l.truncate(9), 7, 0),
    lines(
        rules::PADDING,
        "PPD",
        |l| l.extend(vec!["9".repeat(94); 10]),
        7,
        0,
    ),
    lines(
        rules::EARLY_PADDING,
        "PPD",
        |l| l.insert(5, "9".repeat(94)),
        6,
        1,
    ),
    lines(
        rules::RECORD_TYPE,
        "PPD",
        |l| l[3].replace_range(..1, "4"),
        4,
        1,
    ),
    lines(rules::RECORD_LENGTH, "PPD", |l| l[2].truncate(60), 3, 60),
    lines(rules::RECORD_LENGTH, "PPD", |l| l[2].push('X'), 3, 95),
    lines(rules::RECORD_TRIMMED, "PPD", |l| l[6].truncate(55), 7, 55),
    lines(
        rules::RECORD_TRAILING_BLANKS,
        "PPD",
        |l| l[3].push_str("   "),
        4,
        95,
    ),
    lines(rules::RECORD_JOINED, "PPD", |l| join(l, 3), 3, 95),
    lines(
        rules::BLANK_LINE,
        "PPD",
        |l| l.insert(3, String::new()),
        4,
        0,
    ),
    lines(
        rules::CHARACTERS,
        "PPD",
        |l| l[2].replace_range(56..58, "\x01\x02"),
        3,
        57,
    ),
    lines(
        rules::CHARACTERS,
        "PPD",
        |l| l[2].replace_range(56..58, "é"),
        3,
        57,
    ),
    set(
        rules::NUMERIC,
        "PPD",
        7,
        file_control::BATCH_COUNT,
        "     1",
    ),
    set(rules::NUMERIC, "PPD", ENTRY, TRACE, "12104288000000X"),
    set(rules::RESERVED, "PPD", 6, batch_control::RESERVED, "     X"),
    set(
        rules::MISSING,
        "PPD",
        ENTRY,
        entry_detail::DFI_ACCOUNT_NUMBER,
        "                 ",
    ),
    set(
        rules::MISSING,
        "PPD",
        BATCH,
        batch_header::COMPANY_NAME,
        "                ",
    ),
    set(
        rules::MISSING,
        "SHR",
        ENTRY,
        shared_network_entry::DOCUMENT_REFERENCE_NUMBER,
        "           ",
    ),
    set(
        rules::MISSING,
        "IAT",
        5,
        iat11::ORIGINATOR_NAME,
        "                                   ",
    ),
];

pub const HEADERS: &[Case] = &[
    lines(
        rules::FILE_HEADER_MISSING,
        "PPD",
        |l| drop(l.remove(0)),
        1,
        1,
    ),
    lines(
        rules::FILE_HEADER_DUPLICATE,
        "PPD",
        |l| l.insert(1, l[0].clone()),
        2,
        1,
    ),
    set(
        rules::PRIORITY_CODE,
        "PPD",
        HEADER,
        file_header::PRIORITY_CODE,
        "02",
    ),
    set(
        rules::IMMEDIATE_DESTINATION,
        "PPD",
        HEADER,
        file_header::IMMEDIATE_DESTINATION,
        " 231380105",
    ),
    set(
        rules::IMMEDIATE_DESTINATION,
        "PPD",
        HEADER,
        file_header::IMMEDIATE_DESTINATION,
        "OURBANKNYC",
    ),
    set(
        rules::CREATION_DATE,
        "PPD",
        HEADER,
        file_header::FILE_CREATION_DATE,
        "241399",
    ),
    set(
        rules::CREATION_DATE,
        "PPD",
        HEADER,
        file_header::FILE_CREATION_DATE,
        "      ",
    ),
    set(
        rules::CREATION_TIME,
        "PPD",
        HEADER,
        file_header::FILE_CREATION_TIME,
        "2460",
    ),
    set(
        rules::FILE_ID_MODIFIER,
        "PPD",
        HEADER,
        file_header::FILE_ID_MODIFIER,
        "a",
    ),
    set(
        rules::RECORD_SIZE,
        "PPD",
        HEADER,
        file_header::RECORD_SIZE,
        "095",
    ),
    set(
        rules::BLOCKING_FACTOR,
        "PPD",
        HEADER,
        file_header::BLOCKING_FACTOR,
        "20",
    ),
    set(
        rules::FORMAT_CODE,
        "PPD",
        HEADER,
        file_header::FORMAT_CODE,
        "2",
    ),
    lines(
        rules::BATCH_HEADER_MISSING,
        "PPD",
        |l| drop(l.remove(1)),
        2,
        1,
    ),
    set(
        rules::SERVICE_CLASS,
        "PPD",
        BATCH,
        batch_header::SERVICE_CLASS_CODE,
        "280",
    ),
    set(
        rules::SERVICE_CLASS,
        "ADV",
        BATCH,
        batch_header::SERVICE_CLASS_CODE,
        "200",
    ),
    set(rules::SEC_CODE, "PPD", BATCH, SEC, "ppd"),
    set(
        rules::EFFECTIVE_ENTRY_DATE,
        "PPD",
        BATCH,
        batch_header::EFFECTIVE_ENTRY_DATE,
        "240230",
    ),
    set(
        rules::EFFECTIVE_ENTRY_DATE_MISSING,
        "PPD",
        BATCH,
        batch_header::EFFECTIVE_ENTRY_DATE,
        "      ",
    ),
    set(
        rules::SETTLEMENT_DATE,
        "PPD",
        BATCH,
        batch_header::SETTLEMENT_DATE,
        "367",
    ),
    set(
        rules::ORIGINATOR_STATUS,
        "PPD",
        BATCH,
        batch_header::ORIGINATOR_STATUS_CODE,
        "0",
    ),
    set(
        rules::FOREIGN_EXCHANGE,
        "IAT",
        BATCH,
        iat_batch_header::FOREIGN_EXCHANGE_INDICATOR,
        "XX",
    ),
    set(
        rules::FOREIGN_EXCHANGE,
        "IAT",
        BATCH,
        iat_batch_header::FOREIGN_EXCHANGE_REFERENCE_INDICATOR,
        "4",
    ),
    set(
        rules::ISO_CODE,
        "IAT",
        BATCH,
        iat_batch_header::ISO_DESTINATION_CURRENCY_CODE,
        "C4D",
    ),
    set(
        rules::ENTRY_DESCRIPTION,
        "RCK",
        BATCH,
        batch_header::COMPANY_ENTRY_DESCRIPTION,
        "PAYROLL   ",
    ),
    lines(rules::BATCH_EMPTY, "PPD", |l| drop(l.drain(2..5)), 3, 1),
];

/// A return behind a forward entry.
const RETURNS_MIXED: Case = lines(
    rules::RETURNS_MIXED,
    "PPD",
    |l| {
        l[4] = good::returned(2);
        over(l, 4, CODE, "26");
    },
    4,
    79,
);

pub const ENTRIES: &[Case] = &[
    RETURNS_MIXED,
    set(rules::TRANSACTION_CODE, "PPD", ENTRY, CODE, "99"),
    set(rules::TRANSACTION_CODE, "PPD", ENTRY, CODE, "2X"),
    set(rules::TRANSACTION_CODE_SEC, "PPD", ENTRY, CODE, "55"),
    set(rules::TRANSACTION_CODE_SEC, "PPD", ENTRY, CODE, "24"),
    set(rules::TRANSACTION_CODE_SEC, "PPD", ENTRY, CODE, "81"),
    set(rules::TRANSACTION_CODE_SEC, "ADV", ENTRY, CODE, "22"),
    set(rules::TRANSACTION_CODE_SEC, "ACK", ENTRY, CODE, "22"),
    set(rules::TRANSACTION_CODE_SEC, "TEL", ENTRY, CODE, "22"),
    set(rules::TRANSACTION_CODE_SEC, "CIE", ENTRY, CODE, "27"),
    set(rules::TRANSACTION_CODE_SEC, "COR", ENTRY, CODE, "22"),
    set(rules::TRANSACTION_CODE_SEC, "DNE", ENTRY, CODE, "22"),
    set(rules::TRANSACTION_CODE_CLASS, "CTX", ENTRY, CODE, "22"),
    set(rules::TRANSACTION_CODE_CLASS, "IAT", ENTRY, CODE, "27"),
    set(
        rules::CHECK_DIGIT,
        "PPD",
        ENTRY,
        entry_detail::CHECK_DIGIT,
        "5",
    ),
    set(rules::AMOUNT, "PPD", ENTRY, AMOUNT, "00000X1000"),
    set(rules::AMOUNT, "DNE", ENTRY, AMOUNT, "00000X0000"),
    set(rules::AMOUNT, "ATX", ENTRY, AMOUNT, "          "),
    set(
        rules::AMOUNT,
        "ADV",
        ENTRY,
        adv_entry::AMOUNT,
        "0000000X0000",
    ),
    set(rules::AMOUNT_ZERO, "PPD", ENTRY, AMOUNT, "0000000000"),
    set(rules::AMOUNT_NOT_ZERO, "ACK", ENTRY, AMOUNT, "0000000001"),
    set(rules::AMOUNT_NOT_ZERO, "ENR", ENTRY, AMOUNT, "0000000001"),
    set(rules::AMOUNT_NOT_ZERO, "COR", ENTRY, AMOUNT, "0000000001"),
    set(rules::AMOUNT_LIMIT, "ARC", ENTRY, AMOUNT, "0002500001"),
    set(rules::AMOUNT_LIMIT, "XCK", ENTRY, AMOUNT, "0000250001"),
    set(
        rules::ADDENDA_INDICATOR,
        "PPD",
        ENTRY,
        entry_detail::ADDENDA_RECORD_INDICATOR,
        "1",
    ),
    set(
        rules::ADDENDA_INDICATOR,
        "CTX",
        ENTRY,
        entry_detail::ADDENDA_RECORD_INDICATOR,
        "0",
    ),
    set(
        rules::NUMBER_OF_ADDENDA,
        "CTX",
        ENTRY,
        corporate_entry::NUMBER_OF_ADDENDA_RECORDS,
        "0003",
    ),
    set(
        rules::NUMBER_OF_ADDENDA,
        "IAT",
        ENTRY,
        iat_entry::NUMBER_OF_ADDENDA_RECORDS,
        "0007",
    ),
    set(rules::TRACE_ODFI, "PPD", ENTRY, TRACE, "231380100000001"),
    set(rules::TRACE_ORDER, "PPD", 4, TRACE, "121042880000001"),
    set(
        rules::TRACE_ORDER,
        "ADV",
        4,
        adv_entry::SEQUENCE_NUMBER,
        "0001",
    ),
    set(
        rules::CARD_EXPIRATION,
        "SHR",
        ENTRY,
        shared_network_entry::CARD_EXPIRATION_DATE,
        "0027",
    ),
    set(
        rules::CARD_TRANSACTION_TYPE,
        "POS",
        ENTRY,
        entry_detail::DISCRETIONARY_DATA,
        "04",
    ),
    set(
        rules::PAYMENT_TYPE,
        "WEB",
        ENTRY,
        entry_detail::DISCRETIONARY_DATA,
        "X ",
    ),
    set(rules::RETURN_ADDENDA, "PPD", ENTRY, CODE, "21"),
    lines(
        rules::RETURN_TRANSACTION_CODE,
        "PPD",
        |l| l[4] = good::returned(2),
        4,
        2,
    ),
];

pub const OF_ADDENDA: &[Case] = &[
    lines(
        rules::ADDENDA_OUTSIDE,
        "PPD",
        |l| l.insert(2, good::payment(1, "1")),
        3,
        1,
    ),
    set(rules::ADDENDA_TYPE, "PPD", 5, ADDENDA, "08"),
    set(rules::ADDENDA_TYPE_SEC, "PPD", 5, ADDENDA, "02"),
    lines(
        rules::ADDENDA_TYPE_SEC,
        "CTX",
        |l| l[3] = good::change(1),
        4,
        2,
    ),
    lines(
        rules::ADDENDA_TYPE_SEC,
        "COR",
        |l| l[3] = good::returned(1),
        4,
        2,
    ),
    lines(
        rules::ADDENDA_TYPE_SEC,
        "ARC",
        |l| l.insert(3, good::payment(1, "1")),
        4,
        2,
    ),
    lines(
        rules::ADDENDA_COUNT,
        "PPD",
        |l| l.insert(5, good::payment(2, "2")),
        6,
        2,
    ),
    lines(
        rules::ADDENDA_COUNT,
        "IAT",
        |l| {
            let more = l[10].clone();
            l.splice(11..11, [more.clone(), more]);
        },
        13,
        2,
    ),
    lines(rules::ADDENDA_REQUIRED, "DNE", |l| drop(l.remove(3)), 3, 79),
    lines(rules::ADDENDA_REQUIRED, "POS", |l| drop(l.remove(3)), 3, 79),
    lines(rules::ADDENDA_REQUIRED, "COR", |l| drop(l.remove(3)), 3, 79),
    lines(rules::ADDENDA_REQUIRED, "IAT", |l| drop(l.remove(7)), 3, 79),
    lines(rules::ADDENDA_ORDER, "IAT", |l| l.swap(4, 5), 6, 2),
    set(
        rules::ADDENDA_SEQUENCE,
        "CTX",
        5,
        payment_addenda::ADDENDA_SEQUENCE_NUMBER,
        "0003",
    ),
    set(
        rules::ADDENDA_SEQUENCE,
        "IAT",
        12,
        iat18::ADDENDA_SEQUENCE_NUMBER,
        "0002",
    ),
    set(
        rules::ADDENDA_ENTRY,
        "CTX",
        4,
        payment_addenda::ENTRY_DETAIL_SEQUENCE_NUMBER,
        "0000009",
    ),
    set(
        rules::ADDENDA_ENTRY,
        "IAT",
        4,
        iat10::ENTRY_DETAIL_SEQUENCE_NUMBER,
        "0000009",
    ),
    set(
        rules::ADDENDA_TRACE,
        "MTE",
        4,
        terminal_addenda::TRACE_NUMBER,
        "121042880000009",
    ),
    set(
        rules::ADDENDA_RETURN_TRACE,
        "COR",
        4,
        change_addenda::TRACE_NUMBER,
        "121042880000009",
    ),
    set(
        rules::CHANGE_CODE,
        "COR",
        4,
        change_addenda::CHANGE_CODE,
        "C92",
    ),
    lines(
        rules::RETURN_REASON,
        "PPD",
        |l| {
            l[4] = good::returned(2);
            over(l, 5, return_addenda::RETURN_REASON_CODE, "R97");
        },
        5,
        4,
    ),
    lines(
        rules::DATE_OF_DEATH,
        "PPD",
        |l| {
            l[4] = good::returned(2);
            over(l, 5, return_addenda::DATE_OF_DEATH, "241399");
        },
        5,
        22,
    ),
    set(
        rules::IAT_TRANSACTION_TYPE,
        "IAT",
        4,
        iat10::TRANSACTION_TYPE_CODE,
        "BIL",
    ),
    set(
        rules::IAT_QUALIFIER,
        "IAT",
        7,
        iat13::ODFI_IDENTIFICATION_NUMBER_QUALIFIER,
        "04",
    ),
    set(
        rules::TERMINAL_DATE,
        "POS",
        4,
        terminal_addenda::TRANSACTION_DATE,
        "1332",
    ),
];

pub const CONTROLS: &[Case] = &[
    lines(
        rules::BATCH_CONTROL_MISSING,
        "PPD",
        |l| drop(l.remove(5)),
        6,
        0,
    ),
    set(
        rules::BATCH_CONTROL_SERVICE_CLASS,
        "PPD",
        6,
        batch_control::SERVICE_CLASS_CODE,
        "220",
    ),
    set(
        rules::BATCH_CONTROL_COUNT,
        "PPD",
        6,
        batch_control::ENTRY_ADDENDA_COUNT,
        "000004",
    ),
    set(
        rules::BATCH_CONTROL_HASH,
        "PPD",
        6,
        batch_control::ENTRY_HASH,
        "0046276021",
    ),
    set(
        rules::BATCH_CONTROL_DEBIT,
        "PPD",
        6,
        batch_control::TOTAL_DEBIT_AMOUNT,
        "000000067891",
    ),
    set(
        rules::BATCH_CONTROL_DEBIT,
        "ADV",
        5,
        adv_batch_control::TOTAL_DEBIT_AMOUNT,
        "00000000000000000001",
    ),
    set(
        rules::BATCH_CONTROL_CREDIT,
        "PPD",
        6,
        batch_control::TOTAL_CREDIT_AMOUNT,
        "000000012346",
    ),
    set(
        rules::BATCH_CONTROL_CREDIT,
        "ADV",
        5,
        adv_batch_control::TOTAL_CREDIT_AMOUNT,
        "00000000000000000001",
    ),
    set(
        rules::BATCH_CONTROL_COMPANY,
        "PPD",
        6,
        batch_control::COMPANY_IDENTIFICATION,
        "1234567891",
    ),
    set(
        rules::BATCH_CONTROL_COMPANY,
        "PPD",
        6,
        batch_control::COMPANY_IDENTIFICATION,
        "          ",
    ),
    set(
        rules::BATCH_CONTROL_ODFI,
        "PPD",
        6,
        batch_control::ODFI_IDENTIFICATION,
        "12104289",
    ),
    set(
        rules::BATCH_CONTROL_NUMBER,
        "PPD",
        6,
        batch_control::BATCH_NUMBER,
        "0000002",
    ),
    lines(rules::FILE_CONTROL_MISSING, "PPD", |l| l.truncate(6), 6, 0),
    lines(
        rules::FILE_CONTROL_DUPLICATE,
        "PPD",
        |l| l[7] = l[6].clone(),
        8,
        1,
    ),
    set(
        rules::FILE_CONTROL_BATCHES,
        "PPD",
        7,
        file_control::BATCH_COUNT,
        "000002",
    ),
    set(
        rules::FILE_CONTROL_BLOCKS,
        "PPD",
        7,
        file_control::BLOCK_COUNT,
        "000002",
    ),
    set(
        rules::FILE_CONTROL_COUNT,
        "PPD",
        7,
        file_control::ENTRY_ADDENDA_COUNT,
        "00000004",
    ),
    set(
        rules::FILE_CONTROL_HASH,
        "PPD",
        7,
        file_control::ENTRY_HASH,
        "0046276021",
    ),
    set(
        rules::FILE_CONTROL_DEBIT,
        "PPD",
        7,
        file_control::TOTAL_DEBIT_AMOUNT,
        "000000067891",
    ),
    set(
        rules::FILE_CONTROL_CREDIT,
        "PPD",
        7,
        file_control::TOTAL_CREDIT_AMOUNT,
        "000000012346",
    ),
    set(
        rules::FILE_CONTROL_CREDIT,
        "ADV",
        6,
        adv_file_control::TOTAL_CREDIT_AMOUNT,
        "00000000000000000001",
    ),
];

//! Rules of the File Header, the File Control and the file as a whole.

use super::{Checker, RECORD_TYPE, Sums, check_digit, fields};
use crate::nacha::layout::{BLOCKING_FACTOR, Field};
use crate::nacha::reader::Item;
use crate::nacha::record::{
    AdvFileControl, FileControl, FileHeader, Record, adv_file_control, file_control, file_header,
    padding,
};
use crate::nacha::rules;
use crate::problem::{Place, Rule};

/// What is known of the file so far.
#[derive(Debug, Default)]
pub(super) struct FileState {
    /// Whether a record was seen.
    pub(super) begun: bool,
    pub(super) has_header: bool,
    /// Records of any kind, padding too.
    pub(super) records: u64,
    pub(super) padding: u64,
    pub(super) batches: u64,
    pub(super) sums: Sums,
    /// Whether the first batch is one of ADV.
    pub(super) advices: Option<bool>,
    pub(super) last_batch_number: Option<u64>,
    pub(super) control: Option<Control>,
}

/// What is checked of a File Control only when the records behind it are counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Control {
    line: u64,
    block_count: Option<u64>,
    block_place: Place,
}

impl Checker {
    pub(super) fn file_header<'a>(&mut self, record: Record<'a>) -> Item<'a> {
        if let Some(control) = self.file.control {
            self.problem(
                rules::CONCATENATED,
                record,
                RECORD_TYPE,
                format!("nothing but padding behind line {}", control.line),
                Some("another file".to_owned()),
            );
            self.file.records = self.file.records.saturating_sub(1);
            self.end_of_file();
            self.file.begun = true;
            self.file.records = 1;
        } else if self.file.has_header || self.file.records > 1 {
            let expected = "one File Header, the first record";
            self.problem(
                rules::FILE_HEADER_DUPLICATE,
                record,
                RECORD_TYPE,
                expected,
                None,
            );
        }
        self.file.has_header = true;
        self.fields(record, file_header::LAYOUT);
        self.mandatory(record, &[file_header::IMMEDIATE_ORIGIN]);
        self.destination(record);
        let field = file_header::FILE_CREATION_DATE;
        self.date(rules::CREATION_DATE, record, field, false);
        let field = file_header::FILE_CREATION_TIME;
        let blank = record.raw(field).iter().all(|byte| *byte == b' ');
        if record.time(field).is_none() && !blank && fields::whole(record, field) {
            let rule = rules::CREATION_TIME;
            self.problem(rule, record, field, "a time, HHMM, or blanks", None);
        }
        let field = file_header::FILE_ID_MODIFIER;
        if !matches!(record.raw(field), [b'A'..=b'Z' | b'0'..=b'9']) && fields::whole(record, field)
        {
            let rule = rules::FILE_ID_MODIFIER;
            self.problem(rule, record, field, "A-Z or 0-9", None);
        }
        for (rule, field, value) in [
            (rules::PRIORITY_CODE, file_header::PRIORITY_CODE, "01"),
            (rules::RECORD_SIZE, file_header::RECORD_SIZE, "094"),
            (rules::BLOCKING_FACTOR, file_header::BLOCKING_FACTOR, "10"),
            (rules::FORMAT_CODE, file_header::FORMAT_CODE, "1"),
        ] {
            self.one_of(rule, record, field, &[value], value);
        }
        Item::FileHeader(FileHeader::new(record))
    }

    /// A blank and a routing number. Ten digits with a leading zero say the same.
    fn destination(&mut self, record: Record<'_>) {
        let field = file_header::IMMEDIATE_DESTINATION;
        let [b' ' | b'0', routing @ ..] = record.raw(field) else {
            if fields::whole(record, field) {
                let expected = "a blank and nine digits";
                self.problem(rules::IMMEDIATE_DESTINATION, record, field, expected, None);
            }
            return;
        };
        let digit = routing.first_chunk().copied().and_then(check_digit);
        if routing.len() == 9 && (digit.is_none() || routing.last().copied() != digit) {
            let expected = match digit {
                Some(digit) => format!("the check digit {}", char::from(digit)),
                None => "a blank and nine digits".to_owned(),
            };
            self.problem(rules::IMMEDIATE_DESTINATION, record, field, expected, None);
        }
    }

    pub(super) fn padding<'a>(&mut self, record: Record<'a>) -> Item<'a> {
        if self.file.control.is_none() {
            let expected = "a File Control before";
            self.problem(rules::EARLY_PADDING, record, RECORD_TYPE, expected, None);
            return Item::Other(record);
        }
        self.file.padding = self.file.padding.saturating_add(1);
        self.fields(record, padding::LAYOUT);
        Item::Padding(record)
    }

    pub(super) fn file_control<'a>(&mut self, record: Record<'a>) -> Item<'a> {
        self.close_batch(record.line());
        let advices = self.file.advices == Some(true);
        let layout = if advices {
            adv_file_control::LAYOUT
        } else {
            file_control::LAYOUT
        };
        self.fields(record, layout);
        if self.file.control.is_some() {
            let rule = rules::FILE_CONTROL_DUPLICATE;
            self.problem(rule, record, RECORD_TYPE, "one File Control", None);
            return Item::Other(record);
        }
        let field = file_control::BLOCK_COUNT;
        self.file.control = Some(Control {
            line: record.line(),
            block_count: record.number(field),
            block_place: fields::place(record, field),
        });
        let sums = self.file.sums;
        let (debit, credit) = if advices {
            (
                adv_file_control::TOTAL_DEBIT_AMOUNT,
                adv_file_control::TOTAL_CREDIT_AMOUNT,
            )
        } else {
            (
                file_control::TOTAL_DEBIT_AMOUNT,
                file_control::TOTAL_CREDIT_AMOUNT,
            )
        };
        let batches = self.file.batches;
        self.total(
            rules::FILE_CONTROL_BATCHES,
            record,
            file_control::BATCH_COUNT,
            batches,
        );
        self.total(
            rules::FILE_CONTROL_COUNT,
            record,
            file_control::ENTRY_ADDENDA_COUNT,
            sums.count,
        );
        self.total(
            rules::FILE_CONTROL_HASH,
            record,
            file_control::ENTRY_HASH,
            sums.hash(),
        );
        self.total(rules::FILE_CONTROL_DEBIT, record, debit, sums.debits);
        self.total(rules::FILE_CONTROL_CREDIT, record, credit, sums.credits);
        if advices {
            Item::AdvFileControl(AdvFileControl::new(record))
        } else {
            Item::FileControl(FileControl::new(record))
        }
    }

    /// A number of a control that must be this one. What is no number is reported as such.
    pub(super) fn total(&mut self, rule: Rule, record: Record<'_>, field: Field, expected: u64) {
        if record.number(field).is_some_and(|found| found != expected) {
            self.problem(rule, record, field, expected.to_string(), None);
        }
    }

    /// Checks what only the end of the file tells, and begins another.
    pub(super) fn end_of_file(&mut self) {
        self.close_batch(self.last_line);
        let file = core::mem::take(&mut self.file);
        if !file.begun {
            self.add(
                rules::FILE_HEADER_MISSING,
                Place::default(),
                "File Header",
                "1",
                "an empty file",
            );
        }
        let Some(control) = file.control else {
            self.add(
                rules::FILE_CONTROL_MISSING,
                Place::line(self.last_line),
                "File Control",
                "9, behind the last batch",
                "the end of the file",
            );
            return;
        };
        let blocks = file.records.div_ceil(BLOCKING_FACTOR);
        if !file.records.is_multiple_of(BLOCKING_FACTOR) || file.padding >= BLOCKING_FACTOR {
            let content = file.records.saturating_sub(file.padding);
            let whole = content
                .div_ceil(BLOCKING_FACTOR)
                .saturating_mul(BLOCKING_FACTOR);
            self.add(
                rules::PADDING,
                Place::line(control.line),
                "Padding",
                format!("{} records of nines", whole.saturating_sub(content)),
                file.padding.to_string(),
            );
        }
        if let Some(found) = control.block_count
            && found != blocks
        {
            self.add(
                rules::FILE_CONTROL_BLOCKS,
                control.block_place,
                file_control::BLOCK_COUNT.name(),
                blocks.to_string(),
                found.to_string(),
            );
        }
    }
}

//! Checks every rule while records pass by; holds sums, never records.

mod addenda;
mod batch;
mod entry;
pub(super) mod fields;
mod file;

use std::borrow::Cow;

use super::layout::{Field, Layout, RECORD_LENGTH};
use super::reader::{Addenda, Entry, Item, is_international};
use super::record::{BatchHeader, IatBatchHeader, Record, batch_header, iat_batch_header};
use super::rules;
use crate::line::LineEnding;
use crate::problem::{Place, Problem, Report, Rule};
use batch::{Batch, NO_SEC};
use file::FileState;

/// The rules' state: sums of the batch and of the file that are being read.
#[derive(Debug)]
pub(crate) struct Checker {
    report: Report,
    file: FileState,
    batch: Option<Batch>,
    ending: Option<LineEnding>,
    mixed: bool,
    /// A line without a record that stands at the end unless a record follows.
    tail: Option<Tail>,
    last_line: u64,
}

#[derive(Debug, Clone, Copy)]
struct Tail {
    line: u64,
    mark: bool,
}

impl Checker {
    pub(crate) fn new(report: Report) -> Self {
        Self {
            report,
            file: FileState::default(),
            batch: None,
            ending: None,
            mixed: false,
            tail: None,
            last_line: 0,
        }
    }

    pub(crate) fn report(&self) -> &Report {
        &self.report
    }

    pub(crate) fn into_report(self) -> Report {
        self.report
    }

    /// The file begins with a byte-order mark.
    pub(crate) fn mark(&mut self) {
        self.add(
            rules::BYTE_ORDER_MARK,
            Place::line(1),
            "File",
            "no byte-order mark",
            "EF BB BF",
        );
    }

    /// Checks the next record, or the next entry with its addenda, and says what it is.
    pub(crate) fn item<'a>(&mut self, record: Record<'a>, addenda: Addenda<'a>) -> Item<'a> {
        self.ending_of(record);
        for addendum in addenda.records() {
            self.ending_of(addendum);
        }
        if self.is_tail(record) {
            return Item::Other(record);
        }
        if let Some(tail) = self.tail.take() {
            self.inner_tail(tail);
        }
        self.file.records = self
            .file
            .records
            .saturating_add(1)
            .saturating_add(addenda.parts.len() as u64);
        self.last_line = record.line();
        let kind = record.record_type();
        let nines = record.bytes().trim_ascii_end();
        let padding = nines.iter().all(|byte| *byte == b'9')
            && (self.file.control.is_some() || nines.len() == RECORD_LENGTH);
        if self.file.control.is_some() && !padding && !matches!(kind, Some(b'1' | b'9')) {
            self.problem(
                rules::AFTER_CONTROL,
                record,
                RECORD_TYPE,
                "9, or nothing",
                None,
            );
            if addenda.parts.is_empty() {
                return Item::Other(record);
            }
            return Item::Entry(Entry::new(record, addenda, None, NO_SEC));
        }
        if !self.file.begun {
            self.file.begun = true;
            if kind != Some(b'1') {
                self.problem(rules::FILE_HEADER_MISSING, record, RECORD_TYPE, "1", None);
            }
        }
        match kind {
            Some(b'1') => self.file_header(record),
            Some(b'5') => self.batch_header(record),
            Some(b'6') => self.entry(record, addenda),
            Some(b'7') => {
                self.outside_entry(record);
                Item::Other(record)
            }
            Some(b'8') => self.batch_control(record),
            Some(b'9') if padding => self.padding(record),
            Some(b'9') => self.file_control(record),
            _ => {
                let expected = "1, 5, 6, 7, 8 or 9";
                self.problem(rules::RECORD_TYPE, record, RECORD_TYPE, expected, None);
                Item::Other(record)
            }
        }
    }

    /// Checks what can be checked only when the file has ended.
    pub(crate) fn end(&mut self) {
        if let Some(tail) = self.tail.take() {
            let (rule, found) = if tail.mark {
                (rules::END_MARK, "Ctrl-Z or NUL")
            } else {
                (rules::BLANK_END, "an empty line")
            };
            self.add(rule, Place::line(tail.line), "File", "the end", found);
        }
        self.end_of_file();
    }

    /// Whether a line has no record: blanks, or the end marks of old systems.
    fn is_tail(&mut self, record: Record<'_>) -> bool {
        let bytes = record.bytes();
        let empty = bytes
            .iter()
            .all(|byte| matches!(byte, b' ' | b'\t' | 0x1a | 0));
        if empty {
            let mark = bytes.iter().any(|byte| matches!(byte, 0x1a | 0));
            let line = record.line();
            let tail = self.tail.get_or_insert(Tail { line, mark });
            tail.mark |= mark;
        }
        empty
    }

    /// A line without a record, and then a record.
    fn inner_tail(&mut self, tail: Tail) {
        let place = Place::line(tail.line);
        if tail.mark {
            let expected = "1, 5, 6, 7, 8 or 9";
            self.add(
                rules::RECORD_TYPE,
                place,
                RECORD_TYPE.name(),
                expected,
                "Ctrl-Z or NUL",
            );
        } else {
            self.add(
                rules::BLANK_LINE,
                place,
                "Record",
                "a record",
                "an empty line",
            );
        }
    }

    fn ending_of(&mut self, record: Record<'_>) {
        let ending = record.ending();
        if ending == LineEnding::None {
            return;
        }
        let first = *self.ending.get_or_insert(ending);
        if first != ending && !self.mixed {
            self.mixed = true;
            self.add(
                rules::MIXED_LINE_ENDINGS,
                Place::line(record.line()),
                "Record",
                format!("{first:?}, as before"),
                format!("{ending:?}"),
            );
        }
    }

    /// Records a problem with a field, showing what stands there unless `found` says it otherwise.
    fn problem(
        &mut self,
        rule: Rule,
        record: Record<'_>,
        field: Field,
        expected: impl Into<Cow<'static, str>>,
        found: Option<String>,
    ) {
        let found = found.unwrap_or_else(|| fields::shown(record, field));
        let place = fields::place(record, field);
        self.add(rule, place, field.name(), expected, found);
    }

    fn add(
        &mut self,
        rule: Rule,
        place: Place,
        field: impl Into<Cow<'static, str>>,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) {
        self.report
            .add(Problem::new(rule, place, field, expected, found));
    }
}

/// Position 1, which every record shares.
const RECORD_TYPE: Field = batch_header::RECORD_TYPE;

/// The view of a Batch Header.
fn header_item(record: Record<'_>) -> Item<'_> {
    if is_international(record) {
        Item::IatBatchHeader(IatBatchHeader::new(record))
    } else {
        Item::BatchHeader(BatchHeader::new(record))
    }
}

/// The layout of a Batch Header.
fn header_layout(record: Record<'_>) -> Layout {
    if is_international(record) {
        iat_batch_header::LAYOUT
    } else {
        batch_header::LAYOUT
    }
}

/// What a control counts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    /// Entries and addenda.
    pub(super) count: u64,
    /// The receiving DFIs, added up.
    pub(super) routing: u64,
    /// Cents.
    pub(super) debits: u64,
    /// Cents.
    pub(super) credits: u64,
}

impl Sums {
    pub(super) fn add(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.routing = self.routing.saturating_add(other.routing);
        self.debits = self.debits.saturating_add(other.debits);
        self.credits = self.credits.saturating_add(other.credits);
    }

    /// The last ten digits of the sum of receiving DFIs.
    pub(super) fn hash(self) -> u64 {
        self.routing % 10_000_000_000
    }
}

/// The check digit of eight digits of a routing number, as a character: `NACHA 6-record 12`.
pub(super) fn check_digit(routing: [u8; 8]) -> Option<u8> {
    let mut sum = 0_u8;
    for (digit, weight) in routing.iter().zip([3_u8, 7, 1, 3, 7, 1, 3, 7]) {
        if !digit.is_ascii_digit() {
            return None;
        }
        // At most 9 * 28.
        sum = sum.wrapping_add(digit.wrapping_sub(b'0').wrapping_mul(weight));
    }
    Some(b'0'.wrapping_add(10_u8.wrapping_sub(sum % 10) % 10))
}

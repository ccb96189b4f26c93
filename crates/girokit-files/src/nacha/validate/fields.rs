//! Rules that hold for the fields of every record: length, characters, digits, blanks.

use super::Checker;
use crate::nacha::layout::{Field, FieldKind, Layout, RECORD_LENGTH};
use crate::nacha::record::Record;
use crate::nacha::rules;
use crate::problem::{self, Place, Rule};

/// Fields that hold an account or a card number, or may: shown masked.
const MASKED: &[&str] = &[
    "Corrected Data",
    "DFI Account Number",
    "Foreign Receiver's Account Number/DFI Account Number",
    "Individual Card Account Number",
    "Individual Identification Number",
    "Payment Related Information",
    "Receiver Identification Number",
];

/// Numeric fields that have a rule of their own.
const OWN_RULE: &[&str] = &[
    "Addenda Record Indicator",
    "Card Expiration Date",
    "Check Digit",
    "Foreign Exchange Reference Indicator",
    "Priority Code",
    "Service Class Code",
    "Transaction Code",
    "Transaction Date",
];

/// Numeric fields that may be blank.
const OPTIONAL: &[&str] = &[
    "Dishonored Return Settlement Date",
    "Dishonored Return Trace Number",
    "Foreign Payment Amount",
    "Original Settlement Date",
    "Return Settlement Date",
];

/// Amounts of entries.
const AMOUNTS: &[&str] = &["Amount", "Total Amount"];

/// The place of a field of a record.
pub(super) fn place(record: Record<'_>, field: Field) -> Place {
    let column = record.column_offset().saturating_add(field.first());
    Place::span(record.line(), column, field.len())
}

/// What stands in a field: quoted, and masked where it may be an account number.
pub(super) fn shown(record: Record<'_>, field: Field) -> String {
    shown_bytes(field, record.raw(field))
}

/// These bytes as the content of a field: quoted, and masked where they may be an account number.
pub(in crate::nacha) fn shown_bytes(field: Field, raw: &[u8]) -> String {
    if raw.trim_ascii().is_empty() {
        return if raw.is_empty() { "nothing" } else { "blanks" }.to_owned();
    }
    if !MASKED.contains(&field.name()) {
        return problem::shown(raw);
    }
    let text = raw.trim_ascii();
    let hidden = text.len().saturating_sub(4);
    let mut masked = vec![b'*'; hidden];
    if hidden >= 4 {
        masked.extend_from_slice(text.get(hidden..).unwrap_or_default());
    } else {
        masked.resize(text.len(), b'*');
    }
    problem::shown(&masked)
}

/// Whether every byte is printable ASCII.
fn is_printable(bytes: &[u8]) -> bool {
    // Without a branch in the loop, so that it runs over many bytes at once.
    bytes
        .iter()
        .fold(true, |all, byte| all & matches!(byte, 0x20..=0x7e))
}

fn is_digits(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .fold(true, |all, byte| all & byte.is_ascii_digit())
}

impl Checker {
    /// Length, characters, digits and blanks of a record.
    pub(super) fn fields(&mut self, record: Record<'_>, layout: Layout) {
        let bytes = record.bytes();
        if bytes.len() != RECORD_LENGTH {
            self.length(record, layout);
        }
        if record.column_offset() == RECORD_LENGTH {
            self.add(
                rules::RECORD_JOINED,
                Place::span(record.line(), RECORD_LENGTH.saturating_add(1), 1),
                "Record",
                "a line break",
                "another record",
            );
        }
        let printable = is_printable(bytes);
        for field in layout.fields() {
            let raw = record.raw(*field);
            if !printable && !is_printable(raw) {
                self.characters(record, *field);
                continue;
            }
            if raw.len() < field.len() {
                continue;
            }
            match field.kind() {
                FieldKind::Numeric if !is_digits(raw) => self.not_numeric(record, *field),
                FieldKind::Blank if raw.iter().any(|byte| *byte != b' ') => {
                    self.problem(rules::RESERVED, record, *field, "blanks", None);
                }
                _ => {}
            }
        }
    }

    fn length(&mut self, record: Record<'_>, layout: Layout) {
        let len = record.bytes().len();
        let expected = "94 characters";
        let found = format!("{len} characters");
        let last = Place::span(
            record.line(),
            record.column_offset().saturating_add(len.max(1)),
            1,
        );
        let (rule, place) = if len > RECORD_LENGTH {
            let more = record.bytes().get(RECORD_LENGTH..).unwrap_or_default();
            let first = RECORD_LENGTH.saturating_add(1);
            let place = Place::span(record.line(), first, more.len());
            if more.iter().all(|byte| *byte == b' ') {
                (rules::RECORD_TRAILING_BLANKS, place)
            } else {
                (rules::RECORD_LENGTH, place)
            }
        } else if layout
            .fields()
            .iter()
            .all(|field| field.last() <= len || may_be_blank(*field))
        {
            (rules::RECORD_TRIMMED, last)
        } else {
            (rules::RECORD_LENGTH, last)
        };
        self.add(rule, place, layout.name(), expected, found);
    }

    fn characters(&mut self, record: Record<'_>, field: Field) {
        let raw = record.raw(field);
        let is_bad = |byte: &u8| !matches!(byte, 0x20..=0x7e);
        let first = raw.iter().position(is_bad).unwrap_or(0);
        let last = raw.iter().rposition(is_bad).unwrap_or(first);
        let column = record
            .column_offset()
            .saturating_add(field.first())
            .saturating_add(first);
        let len = last.saturating_sub(first).saturating_add(1);
        let bad: Vec<u8> = raw.iter().copied().filter(|byte| is_bad(byte)).collect();
        self.add(
            rules::CHARACTERS,
            Place::span(record.line(), column, len),
            field.name(),
            "printable ASCII, 20-7E",
            problem::shown(&bad),
        );
    }

    fn not_numeric(&mut self, record: Record<'_>, field: Field) {
        let name = field.name();
        let raw = record.raw(field);
        if OWN_RULE.contains(&name)
            || (OPTIONAL.contains(&name) && raw.iter().all(|byte| *byte == b' '))
        {
            return;
        }
        let rule = if AMOUNTS.contains(&name) {
            rules::AMOUNT
        } else {
            rules::NUMERIC
        };
        self.problem(rule, record, field, "digits", None);
    }

    /// A field that must not be blank. What a short record lacks is a matter of its length.
    pub(super) fn mandatory(&mut self, record: Record<'_>, fields: &[Field]) {
        for field in fields {
            let raw = record.raw(*field);
            if raw.len() == field.len() && raw.iter().all(|byte| *byte == b' ') {
                self.problem(rules::MISSING, record, *field, "content", None);
            }
        }
    }

    /// A date, or blanks if it is optional.
    pub(super) fn date(&mut self, rule: Rule, record: Record<'_>, field: Field, optional: bool) {
        let blank = record.raw(field).iter().all(|byte| *byte == b' ');
        if record.date(field).is_none() && !(optional && blank) && whole(record, field) {
            self.problem(rule, record, field, "a date, YYMMDD", None);
        }
    }

    /// One of the values.
    pub(super) fn one_of(
        &mut self,
        rule: Rule,
        record: Record<'_>,
        field: Field,
        values: &[&str],
        expected: &'static str,
    ) {
        let raw = record.raw(field);
        if whole(record, field) && !values.iter().any(|value| value.as_bytes() == raw) {
            self.problem(rule, record, field, expected, None);
        }
    }
}

/// Whether the record is long enough to hold the whole field.
pub(super) fn whole(record: Record<'_>, field: Field) -> bool {
    field.last() <= record.bytes().len()
}

fn may_be_blank(field: Field) -> bool {
    matches!(field.kind(), FieldKind::Alphanumeric | FieldKind::Blank)
}

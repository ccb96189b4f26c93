//! Records: a view of 94 bytes for each, and the positions of its fields.
//!
//! A view borrows its line and reads a field only when it is asked for one. It reads whatever is there: a field that a short
//! record lacks is empty, a number that is none is `None`. What is wrong with it is for
//! [`Reader::report`](crate::nacha::Reader::report) to say.

use core::fmt;
use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime};

use super::layout::{Field, FieldKind, Layout, RECORD_LENGTH};
use crate::line::LineEnding;

/// One record: the bytes of a line, or 94 of a file without line breaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    bytes: &'a [u8],
    line: u64,
    column: usize,
    ending: LineEnding,
}

impl<'a> Record<'a> {
    /// A record of these bytes that stands in this line.
    pub fn new(bytes: &'a [u8], line: u64) -> Self {
        Self::at(bytes, line, 0, LineEnding::None)
    }

    pub(crate) fn at(bytes: &'a [u8], line: u64, column: usize, ending: LineEnding) -> Self {
        Self {
            bytes,
            line,
            column,
            ending,
        }
    }

    /// The bytes as they stand in the file, without the line's ending.
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The line, from 1. In a file without line breaks each record counts as a line.
    pub fn line(self) -> u64 {
        self.line
    }

    /// How many bytes stand before it in its line: more than none only in a line that holds several records.
    pub fn column_offset(self) -> usize {
        self.column
    }

    /// How its line ends; [`LineEnding::None`] when the next record follows without a break.
    pub fn ending(self) -> LineEnding {
        self.ending
    }

    /// The record type in position 1.
    pub fn record_type(self) -> Option<u8> {
        self.bytes.first().copied()
    }

    /// Whether the record has 94 bytes.
    pub fn is_whole(self) -> bool {
        self.bytes.len() == RECORD_LENGTH
    }

    /// A field's bytes, with the blanks and zeros that fill it.
    pub fn raw(self, field: Field) -> &'a [u8] {
        field.of(self.bytes)
    }

    /// A field's text without the blanks around it. Bytes that are not UTF-8 read as U+FFFD.
    pub fn text(self, field: Field) -> Cow<'a, str> {
        String::from_utf8_lossy(self.raw(field).trim_ascii())
    }

    /// A field's number; none unless every position is a digit.
    pub fn number(self, field: Field) -> Option<u64> {
        let raw = self.raw(field);
        (raw.len() == field.len()).then(|| digits(raw)).flatten()
    }

    /// A field's date, YYMMDD in this century; none unless it is one.
    pub fn date(self, field: Field) -> Option<NaiveDate> {
        let number = self.number(field)?;
        let [day, month, year] = [number % 100, number / 100 % 100, number / 10_000];
        NaiveDate::from_ymd_opt(
            i32::try_from(year.checked_add(2000)?).ok()?,
            u32::try_from(month).ok()?,
            u32::try_from(day).ok()?,
        )
    }

    /// A field's time of day, HHMM; none unless it is one.
    pub fn time(self, field: Field) -> Option<NaiveTime> {
        let number = self.number(field)?;
        let hour = u32::try_from(number / 100).ok()?;
        NaiveTime::from_hms_opt(hour, u32::try_from(number % 100).ok()?, 0)
    }
}

/// The record type and the line only: a record may hold an account number.
impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("record_type", &self.record_type().map(char::from))
            .field("line", &self.line)
            .field("len", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// The number of these digits; none when one is no digit or there are more than nineteen.
pub(crate) fn digits(bytes: &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    (!bytes.is_empty()).then_some(number)
}

macro_rules! kind {
    (alphanumeric) => {
        FieldKind::Alphanumeric
    };
    (blank) => {
        FieldKind::Blank
    };
    (date) => {
        FieldKind::Date
    };
    (numeric) => {
        FieldKind::Numeric
    };
    (routing) => {
        FieldKind::Routing
    };
    (time) => {
        FieldKind::Time
    };
    ($constant:literal) => {
        FieldKind::Constant($constant)
    };
}

macro_rules! read_as {
    (text) => { Cow<'a, str> };
    (number) => { Option<u64> };
    (date) => { Option<NaiveDate> };
    (time) => { Option<NaiveTime> };
    (raw) => { &'a [u8] };
}

/// One table per record: a constant per field, the layout, and a view with an accessor per field that has content.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $view:ident, $module:ident, $title:literal:
        $($constant:ident $first:literal $last:literal $kind:tt $name:literal $(=> $accessor:ident: $as:ident)?;)*
    ) => {
        #[doc = concat!("Fields of the ", $title, " Record.")]
        pub mod $module {
            use super::{Field, FieldKind, Layout};
            $(
                #[doc = concat!($name, ", positions ", $first, "-", $last, ".")]
                pub const $constant: Field = Field::new($name, $first, $last, kind!($kind));
            )*
            /// The record's fields in order.
            pub const LAYOUT: Layout = Layout::new($title, &[$($constant),*]);
        }

        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub struct $view<'a>(Record<'a>);

        impl<'a> $view<'a> {
            /// The record seen so, whatever it holds.
            pub fn new(record: Record<'a>) -> Self {
                Self(record)
            }

            /// The record.
            pub fn record(self) -> Record<'a> {
                self.0
            }

            $($(
                #[doc = concat!($name, ", positions ", $first, "-", $last, ".")]
                pub fn $accessor(self) -> read_as!($as) {
                    self.0.$as($module::$constant)
                }
            )?)*
        }

        impl fmt::Debug for $view<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($view)).field(&self.0).finish()
            }
        }
    };
}

mod addenda;
mod control;
mod entry;
mod header;

pub use addenda::*;
pub use control::*;
pub use entry::*;
pub use header::*;

#[cfg(test)]
mod tests {
    use super::*;

    /// Every layout.
    const ALL: &[Layout] = &[
        file_header::LAYOUT,
        batch_header::LAYOUT,
        iat_batch_header::LAYOUT,
        entry_detail::LAYOUT,
        corporate_entry::LAYOUT,
        check_entry::LAYOUT,
        point_of_purchase_entry::LAYOUT,
        truncated_check_entry::LAYOUT,
        shared_network_entry::LAYOUT,
        customer_initiated_entry::LAYOUT,
        machine_transfer_entry::LAYOUT,
        iat_entry::LAYOUT,
        adv_entry::LAYOUT,
        addenda_record::LAYOUT,
        terminal_addenda::LAYOUT,
        machine_transfer_addenda::LAYOUT,
        payment_addenda::LAYOUT,
        iat10::LAYOUT,
        iat11::LAYOUT,
        iat12::LAYOUT,
        iat13::LAYOUT,
        iat14::LAYOUT,
        iat15::LAYOUT,
        iat16::LAYOUT,
        iat17::LAYOUT,
        iat18::LAYOUT,
        change_addenda::LAYOUT,
        refused_change_addenda::LAYOUT,
        return_addenda::LAYOUT,
        iat_return_addenda::LAYOUT,
        dishonored_return_addenda::LAYOUT,
        contested_return_addenda::LAYOUT,
        batch_control::LAYOUT,
        adv_batch_control::LAYOUT,
        file_control::LAYOUT,
        adv_file_control::LAYOUT,
        padding::LAYOUT,
    ];

    #[test]
    fn fields_follow_each_other_from_1_to_94() {
        for layout in ALL {
            let mut next = 1;
            for field in layout.fields() {
                assert_eq!(field.first(), next, "{}: {}", layout.name(), field.name());
                next = field.last() + 1;
                if let FieldKind::Constant(constant) = field.kind() {
                    assert_eq!(constant.len(), field.len());
                }
            }
            assert_eq!(next, RECORD_LENGTH + 1, "{}", layout.name());
        }
    }

    #[test]
    fn fields_of_a_short_record_are_what_is_there() {
        let record = Record::new(b"622081000210123", 3);
        let entry = EntryDetail::new(record);
        assert_eq!(entry.transaction_code(), Some(22));
        assert_eq!(entry.dfi_account_number(), "123");
        assert_eq!((entry.amount_cents(), &*entry.trace_number()), (None, ""));
        assert_eq!(
            format!("{entry:?}"),
            "EntryDetail(Record { record_type: Some('6'), line: 3, len: 15, .. })"
        );
    }

    #[test]
    fn dates_and_times_are_such_or_none() {
        let header = FileHeader::new(Record::new(b"101 031300012 2313801042402292207A094101", 1));
        assert_eq!(
            header.file_creation_date(),
            NaiveDate::from_ymd_opt(2024, 2, 29)
        );
        assert_eq!(
            header.file_creation_time(),
            NaiveTime::from_hms_opt(22, 7, 0)
        );
        let header = FileHeader::new(Record::new(b"101 031300012 2313801042302292460A094101", 1));
        assert_eq!(
            (header.file_creation_date(), header.file_creation_time()),
            (None, None)
        );
    }
}

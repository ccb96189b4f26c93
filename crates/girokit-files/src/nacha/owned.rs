//! Records that are held, changed and written.

use core::fmt;

use super::kind::{AddendaKind, EntryKind, entry_layout};
use super::layout::{Field, FieldKind, Layout, RECORD_LENGTH};
use super::record::{EntryDetail, Record, adv_entry, entry_detail};
use super::rules;
use super::sec::SecCode;
use super::transaction::TransactionCode;
use super::validate::fields::shown_bytes;
use crate::error::Error;
use crate::line::LineEnding;
use crate::problem::{Place, Problem};

/// A record that is held: the bytes as they stood in the file, or as they were set.
///
/// ```
/// use girokit_files::nacha::{RecordBuf, record::entry_detail};
///
/// let mut record = RecordBuf::new(entry_detail::LAYOUT);
/// record.set(entry_detail::AMOUNT, "12345")?;
/// record.set(entry_detail::INDIVIDUAL_NAME, "WADE ARNOLD")?;
/// assert_eq!(record.record().number(entry_detail::AMOUNT), Some(123_45));
/// assert_eq!(record.bytes().len(), 94);
/// assert!(record.set(entry_detail::AMOUNT, "1.50").is_err(), "an amount is in cents");
/// # Ok::<(), girokit_files::Error>(())
/// ```
#[derive(Clone)]
pub struct RecordBuf {
    bytes: Vec<u8>,
    line: u64,
    column: usize,
    /// None for that of the file.
    ending: Option<LineEnding>,
}

impl RecordBuf {
    /// A record of this layout: its constants, and zeros or blanks in every other field.
    pub fn new(layout: Layout) -> Self {
        let mut bytes = [b' '; RECORD_LENGTH];
        for field in layout.fields() {
            match field.kind() {
                FieldKind::Constant(constant) => fill(field.of_mut(&mut bytes), constant, *field),
                FieldKind::Numeric => field.of_mut(&mut bytes).fill(b'0'),
                _ => {}
            }
        }
        Self::from_bytes(&bytes)
    }

    /// A record of these bytes, whatever they are, without a line of its own and with the file's line ending.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.to_vec(),
            line: 0,
            column: 0,
            ending: None,
        }
    }

    pub(crate) fn of(record: Record<'_>) -> Self {
        Self {
            bytes: record.bytes().to_vec(),
            line: record.line(),
            column: record.column_offset(),
            ending: Some(record.ending()),
        }
    }

    /// The bytes, without the line's ending.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The line in which it stood, from 1; 0 when it was not read from a file.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The record, to read fields of; also through the views of [`record`](super::record).
    pub fn record(&self) -> Record<'_> {
        Record::at(
            &self.bytes,
            self.line,
            self.column,
            self.ending.unwrap_or(LineEnding::None),
        )
    }

    /// Its line ending; none for that of the file.
    pub(crate) fn ending(&self) -> Option<LineEnding> {
        self.ending
    }

    /// Forgets where it stood, and cuts what stands behind the 94th byte: it goes into another file.
    pub(crate) fn detach(&mut self) {
        self.bytes.truncate(RECORD_LENGTH);
        self.line = 0;
    }

    /// Gives it the file's line ending.
    pub(crate) fn end_as_file(&mut self) {
        self.ending = None;
    }

    /// Makes 94 bytes of it: blanks that were cut off are put back, blanks behind the 94th are cut off.
    ///
    /// What is no blank stays, also behind the 94th.
    pub fn normalize(&mut self) {
        let content = self.bytes.trim_ascii_end().len();
        self.bytes.resize(content.max(RECORD_LENGTH), b' ');
        self.column = 0;
        self.ending = None;
    }

    /// Sets a field: text from the left filled with blanks, numbers from the right filled with zeros, a routing number
    /// behind a blank. An empty text clears the field: zeros in a numeric one, blanks in any other.
    ///
    /// # Errors
    /// [`Invalid`](crate::ErrorKind::Invalid) when the text is longer than the field, has a character that is not printable
    /// ASCII, or is no number where the field is numeric. The record is then as before.
    pub fn set(&mut self, field: Field, text: &str) -> Result<(), Error> {
        if let Some(problem) = self.misfit(field, text) {
            return Err(Error::invalid(vec![problem]));
        }
        self.put(field, text);
        Ok(())
    }

    /// Sets a numeric field.
    ///
    /// # Errors
    /// [`Invalid`](crate::ErrorKind::Invalid) when the number has more digits than the field.
    pub fn set_number(&mut self, field: Field, number: u64) -> Result<(), Error> {
        self.set(field, &number.to_string())
    }

    /// Makes a field blank, also a numeric one, as optional ones may be.
    pub fn clear(&mut self, field: Field) {
        self.slot(field).fill(b' ');
    }

    /// Why a text cannot stand in a field.
    pub(crate) fn misfit(&self, field: Field, text: &str) -> Option<Problem> {
        let (rule, expected) = if text.len() > field.len() {
            let expected = format!("at most {} characters", field.len());
            (rules::FIELD_LENGTH, expected)
        } else if !text.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) {
            (rules::CHARACTERS, "printable ASCII".to_owned())
        } else if field.kind() == FieldKind::Numeric && !text.bytes().all(|b| b.is_ascii_digit()) {
            (rules::NUMERIC, "digits".to_owned())
        } else {
            return None;
        };
        let place = Place::span(self.line, field.first(), field.len());
        let found = shown_bytes(field, text.as_bytes());
        Some(Problem::new(rule, place, field.name(), expected, found))
    }

    /// Sets a field to a text that fits.
    pub(crate) fn put(&mut self, field: Field, text: &str) {
        fill(self.slot(field), text, field);
    }

    /// Copies a field's bytes as they stand.
    pub(crate) fn copy(&mut self, field: Field, from: &Self, of: Field) {
        let bytes = of.of(&from.bytes);
        for (to, from) in self.slot(field).iter_mut().zip(bytes) {
            *to = *from;
        }
    }

    fn slot(&mut self, field: Field) -> &mut [u8] {
        if self.bytes.len() < field.last() {
            self.bytes.resize(field.last(), b' ');
        }
        let start = field.first().saturating_sub(1);
        self.bytes.get_mut(start..field.last()).unwrap_or_default()
    }
}

/// Fills a field's bytes with a text of at most as many.
fn fill(slot: &mut [u8], text: &str, field: Field) {
    let (blank, start) = match field.kind() {
        FieldKind::Numeric => (b'0', slot.len().saturating_sub(text.len())),
        FieldKind::Routing => (b' ', slot.len().saturating_sub(text.len())),
        _ => (b' ', 0),
    };
    slot.fill(blank);
    for (to, from) in slot.iter_mut().skip(start).zip(text.bytes()) {
        *to = from;
    }
}

/// Equal when they are written alike; where they stood does not count.
impl PartialEq for RecordBuf {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.ending == other.ending
    }
}

impl Eq for RecordBuf {}

/// The record type and the line only: a record may hold an account number.
impl fmt::Debug for RecordBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record_type = self.bytes.first().map(|byte| char::from(*byte));
        f.debug_struct("RecordBuf")
            .field("record_type", &record_type)
            .field("line", &self.line)
            .field("len", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// An entry that is held, with its addenda.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EntryBuf {
    /// The entry's own record.
    pub record: RecordBuf,
    /// Its addenda, in the order in which they are written.
    pub addenda: Vec<RecordBuf>,
}

impl EntryBuf {
    /// An entry of this record and these addenda.
    pub fn new(record: RecordBuf, addenda: Vec<RecordBuf>) -> Self {
        Self { record, addenda }
    }

    /// The entry as a batch of this SEC code lays it out.
    pub fn kind(&self, sec: SecCode) -> EntryKind<'_> {
        EntryKind::of(self.record.record(), sec)
    }

    /// The layout of the entry in a batch of this SEC code.
    pub fn layout(&self, sec: SecCode) -> Layout {
        entry_layout(sec)
    }

    /// What every entry but ADV's has in the same positions.
    pub fn detail(&self) -> EntryDetail<'_> {
        EntryDetail::new(self.record.record())
    }

    /// The transaction code; none when it is no number of two digits.
    pub fn transaction_code(&self) -> Option<TransactionCode> {
        TransactionCode::from_digits(self.record.record().raw(entry_detail::TRANSACTION_CODE))
    }

    /// The amount in cents in a batch of this SEC code; none when it is no number.
    pub fn amount_cents(&self, sec: SecCode) -> Option<u64> {
        self.record.record().number(amount_field(sec))
    }

    /// The addenda as their types lay them out in a batch of this SEC code.
    pub fn addenda_kinds(&self, sec: SecCode) -> impl ExactSizeIterator<Item = AddendaKind<'_>> {
        self.addenda
            .iter()
            .map(move |addenda| AddendaKind::of(addenda.record(), sec))
    }

    /// Whether it has addenda 99: a return, a dishonored or a contested one.
    pub fn is_return(&self) -> bool {
        self.has_addenda(b"99")
    }

    /// Whether it has addenda 98: a notification of change, or its refusal.
    pub fn is_change(&self) -> bool {
        self.has_addenda(b"98")
    }

    fn has_addenda(&self, code: &[u8]) -> bool {
        self.addenda
            .iter()
            .any(|addenda| addenda.bytes().get(1..3) == Some(code))
    }
}

/// Where the amount of an entry stands.
pub(crate) fn amount_field(sec: SecCode) -> Field {
    if sec == SecCode::ADV {
        adv_entry::AMOUNT
    } else {
        entry_detail::AMOUNT
    }
}

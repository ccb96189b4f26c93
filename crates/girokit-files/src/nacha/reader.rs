//! Reads a file item by item, at constant memory.

use core::fmt;
use std::io::BufRead;

use super::kind::{AddendaKind, EntryKind, entry_layout};
use super::layout::Layout;
use super::record::{
    AdvBatchControl, AdvFileControl, BatchControl, BatchHeader, EntryDetail, FileControl,
    FileHeader, IatBatchHeader, Record, batch_header,
};
use super::records::{Part, Records};
use super::sec::SecCode;
use super::validate::Checker;
use crate::error::{Error, ErrorKind};
use crate::problem::{Profile, Report};

/// Most addenda of an entry, unless the caller says otherwise: `NACHA CTX`, and one more for a return.
pub const MAX_ADDENDA: usize = 10_000;

/// Reads a file item by item and checks every rule on the way.
///
/// Memory stays at one entry with its addenda. Whatever the bytes are, they come as an [`Item`]: what has no place in a file
/// comes as [`Item::Other`].
///
/// ```
/// use girokit_files::{Profile, nacha::{Item, Reader}};
///
/// let file = "5220ACME                                121042882 PPDPAYROLL         190625   1121042880000001\n\
///             62223138010412345678         0100000000               Receiver Account Name   0121042880000001\n";
/// let mut reader = Reader::new(file.as_bytes()).with_profile(Profile::STRICT);
/// let mut cents = 0;
/// while let Some(item) = reader.next_item()? {
///     if let Item::Entry(entry) = item {
///         cents += entry.amount_cents().unwrap_or(0);
///     }
/// }
/// assert_eq!(cents, 100_000_000);
/// assert!(!reader.report().is_valid(), "it has no file header and no controls");
/// # Ok::<(), girokit_files::Error>(())
/// ```
pub struct Reader<R> {
    records: Records<R>,
    checker: Checker,
    max_addenda: usize,
    /// The item that was given last: a record, or an entry and its addenda.
    bytes: Vec<u8>,
    parts: Vec<Part>,
    /// The record behind an entry, read to know where its addenda end.
    ahead: Vec<u8>,
    ahead_part: Option<Part>,
    ended: bool,
}

impl<R: BufRead> Reader<R> {
    /// Reads under the strict profile.
    pub fn new(reader: R) -> Self {
        Self {
            records: Records::new(reader),
            checker: Checker::new(Report::new(Profile::STRICT)),
            max_addenda: MAX_ADDENDA,
            bytes: Vec::new(),
            parts: Vec::new(),
            ahead: Vec::new(),
            ahead_part: None,
            ended: false,
        }
    }

    /// Sets the profile.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        self.checker = Checker::new(Report::new(profile));
        self
    }

    /// Sets the report to fill, with its profile and its limit.
    #[must_use]
    pub fn with_report(mut self, report: Report) -> Self {
        self.checker = Checker::new(report);
        self
    }

    /// Sets the most bytes of a line, without its ending.
    #[must_use]
    pub fn with_max_line(mut self, bytes: usize) -> Self {
        self.records = self.records.with_max_line(bytes);
        self
    }

    /// Sets the most addenda of an entry.
    #[must_use]
    pub fn with_max_addenda(mut self, addenda: usize) -> Self {
        self.max_addenda = addenda;
        self
    }

    /// The next item; none after the last.
    ///
    /// # Errors
    /// [`Io`](ErrorKind::Io), [`LineTooLong`](ErrorKind::LineTooLong), and [`TooMany`](ErrorKind::TooMany) for an entry with
    /// more addenda than [`MAX_ADDENDA`]. All are final.
    pub fn next_item(&mut self) -> Result<Option<Item<'_>>, Error> {
        if self.ended {
            return Ok(None);
        }
        match self.fetch() {
            Ok(true) => {}
            Ok(false) => {
                self.ended = true;
                self.checker.end();
                return Ok(None);
            }
            Err(error) => {
                self.ended = true;
                return Err(error);
            }
        }
        let Some((first, addenda)) = self.parts.split_first() else {
            return Ok(None);
        };
        let addenda = Addenda {
            bytes: &self.bytes,
            parts: addenda,
        };
        Ok(Some(self.checker.item(first.record(&self.bytes), addenda)))
    }

    /// Every problem of what was read so far; of the whole file once [`next_item`](Self::next_item) gave none.
    pub fn report(&self) -> &Report {
        self.checker.report()
    }

    /// The report, when no more is read.
    pub fn into_report(self) -> Report {
        self.checker.into_report()
    }

    /// Whether the file began with a byte-order mark, which no item holds.
    pub fn has_byte_order_mark(&self) -> bool {
        self.records.has_mark()
    }

    /// Puts the next record, and its addenda if it is an entry, into the buffer.
    fn fetch(&mut self) -> Result<bool, Error> {
        self.parts.clear();
        self.bytes.clear();
        if let Some(part) = self.ahead_part.take() {
            core::mem::swap(&mut self.bytes, &mut self.ahead);
            self.parts.push(part);
        } else {
            let part = self.records.next_into(&mut self.bytes)?;
            if part.is_some_and(|part| part.line == 1 && part.column == 0)
                && self.records.has_mark()
            {
                self.checker.mark();
            }
            self.parts.extend(part);
        }
        let Some(first) = self.parts.first() else {
            return Ok(false);
        };
        if self.bytes.first() != Some(&b'6') {
            return Ok(true);
        }
        let line = first.line;
        loop {
            self.ahead.clear();
            let Some(part) = self.records.next_into(&mut self.ahead)? else {
                return Ok(true);
            };
            if self.ahead.first() != Some(&b'7') {
                self.ahead_part = Some(part);
                return Ok(true);
            }
            if self.parts.len() > self.max_addenda {
                let text = format!("expected at most {} addenda, found more", self.max_addenda);
                return Err(Error::new(ErrorKind::TooMany, Some(line), &text));
            }
            let start = self.bytes.len();
            self.bytes.extend_from_slice(&self.ahead);
            self.parts.push(Part { start, ..part });
        }
    }
}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

/// A record of a file, or an entry with its addenda.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Item<'a> {
    /// A Batch Control of an ADV batch.
    AdvBatchControl(AdvBatchControl<'a>),
    /// The File Control of a file of ADV batches.
    AdvFileControl(AdvFileControl<'a>),
    /// A Batch Control.
    BatchControl(BatchControl<'a>),
    /// A Batch Header.
    BatchHeader(BatchHeader<'a>),
    /// An entry with its addenda.
    Entry(Entry<'a>),
    /// The File Control.
    FileControl(FileControl<'a>),
    /// The File Header.
    FileHeader(FileHeader<'a>),
    /// A Batch Header of an IAT batch, or of notifications of change to one.
    IatBatchHeader(IatBatchHeader<'a>),
    /// A record that has no place where it stands, or that is none: the report says why.
    Other(Record<'a>),
    /// A record of nines that fills the last block.
    Padding(Record<'a>),
}

impl<'a> Item<'a> {
    /// The record; of an entry the entry's own.
    pub fn record(&self) -> Record<'a> {
        match self {
            Self::AdvBatchControl(view) => view.record(),
            Self::AdvFileControl(view) => view.record(),
            Self::BatchControl(view) => view.record(),
            Self::BatchHeader(view) => view.record(),
            Self::Entry(entry) => entry.record(),
            Self::FileControl(view) => view.record(),
            Self::FileHeader(view) => view.record(),
            Self::IatBatchHeader(view) => view.record(),
            Self::Other(record) | Self::Padding(record) => *record,
        }
    }
}

/// The addenda of an entry, in the file's order.
#[derive(Clone, Copy)]
pub(crate) struct Addenda<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) parts: &'a [Part],
}

impl<'a> Addenda<'a> {
    pub(crate) fn records(self) -> impl ExactSizeIterator<Item = Record<'a>> {
        self.parts.iter().map(move |part| part.record(self.bytes))
    }
}

/// An entry with its addenda, borrowed from the reader.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    record: Record<'a>,
    addenda: Addenda<'a>,
    sec: Option<SecCode>,
    layout_sec: SecCode,
}

impl<'a> Entry<'a> {
    pub(crate) fn new(
        record: Record<'a>,
        addenda: Addenda<'a>,
        sec: Option<SecCode>,
        layout_sec: SecCode,
    ) -> Self {
        Self {
            record,
            addenda,
            sec,
            layout_sec,
        }
    }

    /// The entry's own record.
    pub fn record(self) -> Record<'a> {
        self.record
    }

    /// The SEC code of its batch; none when it stands outside a batch.
    pub fn sec_code(self) -> Option<SecCode> {
        self.sec
    }

    /// The entry as its SEC code lays it out.
    ///
    /// Notifications of change to IAT entries (SEC code COR, IAT indicator IATCOR) are laid out as IAT.
    pub fn kind(self) -> EntryKind<'a> {
        EntryKind::of(self.record, self.layout_sec)
    }

    /// The layout.
    pub fn layout(self) -> Layout {
        entry_layout(self.layout_sec)
    }

    /// What every entry but ADV's has in the same positions.
    pub fn detail(self) -> EntryDetail<'a> {
        EntryDetail::new(self.record)
    }

    /// The amount in cents; none when it is no number.
    pub fn amount_cents(self) -> Option<u64> {
        match self.kind() {
            EntryKind::Advice(advice) => advice.amount_cents(),
            _ => self.detail().amount_cents(),
        }
    }

    /// The addenda's records, in the file's order.
    pub fn addenda_records(self) -> impl ExactSizeIterator<Item = Record<'a>> {
        self.addenda.records()
    }

    /// The addenda as their types lay them out, in the file's order.
    pub fn addenda(self) -> impl ExactSizeIterator<Item = AddendaKind<'a>> {
        let sec = self.layout_sec;
        self.addenda
            .records()
            .map(move |record| AddendaKind::of(record, sec))
    }
}

/// The line and the number of addenda only: a record holds account numbers.
impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("record", &self.record)
            .field("sec", &self.sec)
            .field("addenda", &self.addenda.parts.len())
            .finish_non_exhaustive()
    }
}

/// Whether a Batch Header has the layout of IAT: its SEC code is IAT, or COR with the indicator IATCOR.
pub(crate) fn is_international(record: Record<'_>) -> bool {
    match record.raw(batch_header::STANDARD_ENTRY_CLASS_CODE) {
        b"IAT" => true,
        b"COR" => record
            .raw(batch_header::COMPANY_NAME)
            .starts_with(b"IATCOR"),
        _ => false,
    }
}

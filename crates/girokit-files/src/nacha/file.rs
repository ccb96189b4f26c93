//! A whole file in memory, to look at, to change and to write.

use core::fmt;
use std::io::{BufRead, Write};

use super::layout::Field;
use super::owned::{EntryBuf, RecordBuf};
use super::reader::{Item, Reader, is_international};
use super::record::{BatchHeader, FileControl, FileHeader, Record, batch_header};
use super::sec::SecCode;
use crate::error::{Error, ErrorKind};
use crate::line::LineEnding;
use crate::problem::{Profile, Report};

/// Most records of a file that [`read`] keeps in memory, unless the caller says otherwise; [`Reader`] has no such limit.
pub const MAX_RECORDS: usize = 10_000_000;

/// A file that is held. What was read is written byte for byte as it stood, also where it breaks rules.
///
/// ```
/// use girokit_files::{Profile, nacha::{self, record::entry_detail}};
///
/// let text = concat!(
///     "101 231380104 1210428822411232207A094101FEDERAL RESERVE BANK   OUR BANK                       \n",
///     "5220HARBOUR TOOLS                       1234567890PPDPAYROLL         241125   1121042880000001\n",
///     "622231380104744567899        0000012345ID 1           WADE ARNOLD           S 0121042880000001\n",
///     "82200000010023138010000000000000000000012345", "1234567890                         121042880000001\n",
///     "9000001000001000000010023138010000000000000000000012345                                       \n",
/// );
/// let (mut file, report) = nacha::read(text.as_bytes(), &Profile::STRICT)?;
/// assert!(report.is_valid());
/// assert_eq!(file.to_bytes(), text.as_bytes());
///
/// file.batches[0].entries[0].record.set(entry_detail::AMOUNT, "12346")?;
/// file.complete()?; // Every count, hash and total, and the padding.
/// assert!(file.check(&nacha::profiles::OPERATOR)?.is_valid());
/// # Ok::<(), girokit_files::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The File Header.
    pub header: Option<RecordBuf>,
    /// The batches.
    pub batches: Vec<Batch>,
    /// The File Control.
    pub control: Option<RecordBuf>,
    /// The records of nines behind the File Control.
    pub padding: Vec<RecordBuf>,
    /// Records that have no place, each behind as many others as stood before it.
    pub(crate) others: Vec<(usize, RecordBuf)>,
    pub(crate) physical: Physical,
}

/// How a file stands on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Physical {
    pub(crate) byte_order_mark: bool,
    /// How records end that do not say it themselves.
    pub(crate) ending: LineEnding,
    /// Whether the last record has an ending.
    pub(crate) last_ends: bool,
}

impl Default for Physical {
    fn default() -> Self {
        Self {
            byte_order_mark: false,
            ending: LineEnding::Lf,
            last_ends: true,
        }
    }
}

/// A batch that is held: its header, entries and control.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Batch {
    /// The Batch Header; none when entries stand without one.
    pub header: Option<RecordBuf>,
    /// The entries.
    pub entries: Vec<EntryBuf>,
    /// The Batch Control; none when it is missing.
    pub control: Option<RecordBuf>,
}

impl Batch {
    /// A batch of this header, without entries and control.
    pub fn new(header: RecordBuf) -> Self {
        Self {
            header: Some(header),
            ..Self::default()
        }
    }

    /// The SEC code of the header; three blanks without a header.
    pub fn sec_code(&self) -> SecCode {
        let code = self.header_bytes(batch_header::STANDARD_ENTRY_CLASS_CODE);
        SecCode::new(code.try_into().unwrap_or(*b"   "))
    }

    /// The SEC code by which entries and addenda are laid out: IAT also for notifications of change to IAT entries.
    pub fn layout_sec(&self) -> SecCode {
        let international = self
            .header
            .as_ref()
            .is_some_and(|header| is_international(header.record()));
        if international {
            SecCode::IAT
        } else {
            self.sec_code()
        }
    }

    /// The header as every SEC code but IAT lays it out; of IAT only the fields that both have in the same positions.
    pub fn batch_header(&self) -> Option<BatchHeader<'_>> {
        self.header
            .as_ref()
            .map(|header| BatchHeader::new(header.record()))
    }

    /// Bytes of a field of the header; empty without a header.
    pub(crate) fn header_bytes(&self, field: Field) -> &[u8] {
        self.header
            .as_ref()
            .map_or(&[], |header| field.of(header.bytes()))
    }

    fn records(&self) -> impl Iterator<Item = &RecordBuf> {
        let entries = self
            .entries
            .iter()
            .flat_map(|entry| core::iter::once(&entry.record).chain(&entry.addenda));
        self.header.iter().chain(entries).chain(&self.control)
    }

    pub(crate) fn records_mut(&mut self) -> impl Iterator<Item = &mut RecordBuf> {
        let entries = self
            .entries
            .iter_mut()
            .flat_map(|entry| core::iter::once(&mut entry.record).chain(&mut entry.addenda));
        self.header
            .iter_mut()
            .chain(entries)
            .chain(&mut self.control)
    }
}

/// The SEC code and the numbers only: records hold account numbers.
impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("sec_code", &self.sec_code())
            .field("entries", &self.entries.len())
            .field("control", &self.control.is_some())
            .finish_non_exhaustive()
    }
}

impl File {
    /// A file of this header, without batches and control.
    pub fn new(header: RecordBuf) -> Self {
        Self {
            header: Some(header),
            ..Self::empty()
        }
    }

    pub(crate) fn empty() -> Self {
        Self {
            header: None,
            batches: Vec::new(),
            control: None,
            padding: Vec::new(),
            others: Vec::new(),
            physical: Physical::default(),
        }
    }

    /// The header's fields.
    pub fn file_header(&self) -> Option<FileHeader<'_>> {
        self.header
            .as_ref()
            .map(|header| FileHeader::new(header.record()))
    }

    /// The control's fields, of every file but one of ADV batches.
    pub fn file_control(&self) -> Option<FileControl<'_>> {
        self.control
            .as_ref()
            .map(|control| FileControl::new(control.record()))
    }

    /// Every entry with its batch.
    pub fn entries(&self) -> impl Iterator<Item = (&Batch, &EntryBuf)> {
        self.batches
            .iter()
            .flat_map(|batch| batch.entries.iter().map(move |entry| (batch, entry)))
    }

    /// Records that have no place in a file: empty lines, a second header, what stands behind the File Control.
    pub fn others(&self) -> impl ExactSizeIterator<Item = &RecordBuf> {
        self.others.iter().map(|(_, record)| record)
    }

    /// Whether it is a file of ADV batches, which has controls of its own.
    pub fn is_adv(&self) -> bool {
        self.batches
            .first()
            .is_some_and(|batch| batch.sec_code() == SecCode::ADV)
    }

    /// How records end that are added: the ending of the first record that has one, LF for a file that was not read.
    /// [`LineEnding::None`] in a file without line breaks.
    pub fn line_ending(&self) -> LineEnding {
        self.physical.ending
    }

    /// Ends every record so, the last too.
    pub fn set_line_ending(&mut self, ending: LineEnding) {
        self.physical.ending = ending;
        self.physical.last_ends = true;
        for record in self.records_mut() {
            record.end_as_file();
        }
    }

    /// Makes the file stand on disk as an operator asks for it: 94 bytes a record, equal line endings, no byte-order mark, no
    /// empty lines. What has content stays, also where it has no place.
    pub fn normalize(&mut self) {
        self.physical.byte_order_mark = false;
        self.physical.last_ends = true;
        self.others.retain(|(_, record)| !is_blank(record));
        for record in self.records_mut() {
            record.normalize();
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`Io`](ErrorKind::Io).
    pub fn write(&self, mut writer: impl Write) -> Result<(), Error> {
        let mut buffer = Vec::with_capacity(1 << 16);
        if self.physical.byte_order_mark {
            buffer.extend_from_slice(b"\xef\xbb\xbf");
        }
        let count = self.record_count();
        let mut others = self.others.iter().peekable();
        let mut placed = self.placed();
        let mut at = 0_usize;
        while at < count {
            let other = others.next_if(|(place, _)| *place <= at);
            let record = match other {
                Some((_, record)) => Some(record),
                None => placed.next(),
            };
            let Some(record) = record.or_else(|| others.next().map(|(_, record)| record)) else {
                break;
            };
            at = at.saturating_add(1);
            buffer.extend_from_slice(record.bytes());
            if at < count || self.physical.last_ends {
                let ending = record.ending().unwrap_or(self.physical.ending);
                buffer.extend_from_slice(ending.as_bytes());
            }
            if buffer.len() >= 1 << 16 {
                writer.write_all(&buffer).map_err(Error::io)?;
                buffer.clear();
            }
        }
        writer.write_all(&buffer).map_err(Error::io)?;
        writer.flush().map_err(Error::io)
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Writing to memory does not fail.
        let _ = self.write(&mut bytes);
        bytes
    }

    /// Checks the file as it would be written, under a profile. Problems count lines of what is written.
    ///
    /// # Errors
    /// [`LineTooLong`](ErrorKind::LineTooLong) and [`TooMany`](ErrorKind::TooMany), as of [`Reader::next_item`].
    pub fn check(&self, profile: &Profile) -> Result<Report, Error> {
        let bytes = self.to_bytes();
        let mut reader = Reader::new(&bytes[..]).with_profile(profile.clone());
        while reader.next_item()?.is_some() {}
        Ok(reader.into_report())
    }

    /// How many records are written.
    pub fn record_count(&self) -> usize {
        self.placed().count().saturating_add(self.others.len())
    }

    /// How many records count for the File Control, without itself and the padding: empty lines do not.
    pub(crate) fn counted(&self) -> usize {
        let added = self
            .padding
            .len()
            .saturating_add(usize::from(self.control.is_some()));
        let placed = self.placed().count().saturating_sub(added);
        let others = self.others().filter(|record| !is_blank(record));
        placed.saturating_add(others.count())
    }

    /// The records that have a place, in their order.
    fn placed(&self) -> impl Iterator<Item = &RecordBuf> {
        let batches = self.batches.iter().flat_map(Batch::records);
        self.header
            .iter()
            .chain(batches)
            .chain(&self.control)
            .chain(&self.padding)
    }

    fn records_mut(&mut self) -> impl Iterator<Item = &mut RecordBuf> {
        let batches = self.batches.iter_mut().flat_map(Batch::records_mut);
        self.header
            .iter_mut()
            .chain(batches)
            .chain(&mut self.control)
            .chain(&mut self.padding)
            .chain(self.others.iter_mut().map(|(_, record)| record))
    }
}

/// Whether a line has no record: blanks, or the end marks of old systems.
fn is_blank(record: &RecordBuf) -> bool {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | 0x1a | 0);
    record.bytes().iter().all(blank)
}

/// The numbers only: records hold account numbers.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("header", &self.header)
            .field("batches", &self.batches)
            .field("control", &self.control)
            .field("padding", &self.padding.len())
            .field("others", &self.others.len())
            .finish_non_exhaustive()
    }
}

/// Reads a file whole, with the report on it.
///
/// # Errors
/// As of [`Reader::next_item`]; [`TooMany`](ErrorKind::TooMany) for more than [`MAX_RECORDS`] records, and for several files
/// that follow each other, which [`read_all`] reads.
pub fn read(reader: impl BufRead, profile: &Profile) -> Result<(File, Report), Error> {
    let (mut files, report) = read_all(reader, profile)?;
    if let [_, second, ..] = files.as_slice() {
        let line = second.header.as_ref().map(RecordBuf::line);
        let text = format!("expected one file, found {}", files.len());
        return Err(Error::new(ErrorKind::TooMany, line, &text));
    }
    Ok((files.pop().unwrap_or_else(File::empty), report))
}

/// Reads one file, or several that follow each other, whole.
///
/// # Errors
/// As of [`read`], but that there may be several files.
pub fn read_all(reader: impl BufRead, profile: &Profile) -> Result<(Vec<File>, Report), Error> {
    let reader = Reader::new(reader).with_profile(profile.clone());
    read_from(reader, MAX_RECORDS)
}

/// Reads what a reader gives, with its limits and its report, up to this many records.
///
/// # Errors
/// As of [`read_all`].
pub fn read_from<R: BufRead>(
    mut reader: Reader<R>,
    max_records: usize,
) -> Result<(Vec<File>, Report), Error> {
    let mut collector = Collector::default();
    while let Some(item) = reader.next_item()? {
        let line = item.record().line();
        collector.add(item);
        if collector.records > max_records {
            let text = format!("expected at most {max_records} records, found more");
            return Err(Error::new(ErrorKind::TooMany, Some(line), &text));
        }
    }
    let mark = reader.has_byte_order_mark();
    Ok((collector.finish(mark), reader.into_report()))
}

/// Puts items into files.
#[derive(Default)]
struct Collector {
    files: Vec<File>,
    /// Records of all files.
    records: usize,
    /// Records of the last file.
    position: usize,
    /// Whether the last batch may take entries and a control.
    open: bool,
    ending: Option<LineEnding>,
    last: Option<LineEnding>,
}

impl Collector {
    fn add(&mut self, item: Item<'_>) {
        let starts = matches!(item, Item::FileHeader(_))
            && self.files.last().is_some_and(|file| file.control.is_some());
        if starts || self.files.is_empty() {
            self.files.push(File::empty());
            self.position = 0;
            self.open = false;
        }
        let record = self.take(item.record());
        let Some(file) = self.files.last_mut() else {
            return;
        };
        let at = self.position;
        let mut taken = 1_usize;
        match item {
            Item::FileHeader(_)
                if file.header.is_none() && file.batches.is_empty() && file.control.is_none() =>
            {
                file.header = Some(record);
            }
            Item::BatchHeader(_) | Item::IatBatchHeader(_) => {
                file.batches.push(Batch::new(record));
                self.open = true;
            }
            Item::Entry(entry) => {
                let addenda: Vec<RecordBuf> = entry.addenda_records().map(RecordBuf::of).collect();
                taken = taken.saturating_add(addenda.len());
                if file.control.is_some() {
                    let all = core::iter::once(record).chain(addenda);
                    file.others.extend((at..).zip(all));
                } else {
                    let entry = EntryBuf::new(record, addenda);
                    with_open_batch(file, &mut self.open, |batch| batch.entries.push(entry));
                }
            }
            Item::BatchControl(_) | Item::AdvBatchControl(_) => {
                with_open_batch(file, &mut self.open, |batch| batch.control = Some(record));
                self.open = false;
            }
            Item::FileControl(_) | Item::AdvFileControl(_) => {
                file.control = Some(record);
                self.open = false;
            }
            Item::Padding(_) => file.padding.push(record),
            Item::FileHeader(_) | Item::Other(_) => file.others.push((at, record)),
        }
        if let Item::Entry(entry) = item {
            for addenda in entry.addenda_records() {
                self.note(addenda.ending());
            }
        }
        self.position = self.position.saturating_add(taken);
        self.records = self.records.saturating_add(taken);
    }

    fn take(&mut self, record: Record<'_>) -> RecordBuf {
        self.note(record.ending());
        RecordBuf::of(record)
    }

    fn note(&mut self, ending: LineEnding) {
        if ending != LineEnding::None {
            self.ending.get_or_insert(ending);
        }
        self.last = Some(ending);
    }

    fn finish(mut self, byte_order_mark: bool) -> Vec<File> {
        // A file without line breaks has more than a record; of a single one nobody knows.
        let unbroken = self.ending.is_none() && self.records > 1;
        let ending = match self.ending {
            Some(ending) => ending,
            None if unbroken => LineEnding::None,
            None => LineEnding::Lf,
        };
        for file in &mut self.files {
            file.physical.ending = ending;
        }
        if let Some(file) = self.files.first_mut() {
            file.physical.byte_order_mark = byte_order_mark;
        }
        if self.last == Some(LineEnding::None)
            && let Some(file) = self.files.last_mut()
        {
            // The last record lacks its end; one that is added behind it does not follow on the same line.
            file.physical.last_ends = false;
            let last = file
                .records_mut()
                .max_by_key(|record| (record.line(), record.record().column_offset()));
            if let Some(last) = last {
                last.end_as_file();
            }
        }
        self.files
    }
}

/// The batch that takes entries and a control: the last, or a new one when that is closed.
fn with_open_batch(file: &mut File, open: &mut bool, change: impl FnOnce(&mut Batch)) {
    if !*open || file.batches.is_empty() {
        file.batches.push(Batch::default());
        *open = true;
    }
    if let Some(last) = file.batches.last_mut() {
        change(last);
    }
}

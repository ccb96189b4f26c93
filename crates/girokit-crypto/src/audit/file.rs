//! A store in a file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::log::LogStore;
use super::tree::hash;
use crate::{Error, ErrorKind};

/// A [`LogStore`] in one file, which one process writes.
///
/// A record is a head (its length, how many bytes of its batch stand before and behind it, four bytes each, big-endian, and the first
/// four bytes of their SHA-256), its bytes, and the first eight bytes of their SHA-256. What a crash leaves of a batch at the end is
/// cut off when the file is opened, and [`FileLog::cut_off`] says how much; a broken record with something behind its batch is
/// [`Tampered`](ErrorKind::Tampered), and the file is left as it is.
#[derive(Debug)]
pub struct FileLog {
    file: File,
    /// Where each record begins, and the end.
    starts: Vec<u64>,
    cut_off: u64,
    /// What a write that failed left could not be taken back.
    broken: bool,
}

const TITLE: &[u8] = b"girokit audit log 1\n";
/// Longest record: an entry is at most about 67 KiB.
const MAX_RECORD: usize = 128 << 10;
const HEAD: usize = 16;
const SUM: usize = 8;

impl FileLog {
    /// Most bytes that are appended at once: 8 MiB.
    pub const MAX_BATCH: usize = 8 << 20;

    /// Opens a file, or makes it.
    ///
    /// # Errors
    /// [`Store`](ErrorKind::Store), [`Conflict`](ErrorKind::Conflict) when another process has it open,
    /// [`Malformed`](ErrorKind::Malformed) for a file of another kind, [`Tampered`](ErrorKind::Tampered).
    pub fn open(path: &Path) -> Result<Self, Error> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::new(
                    ErrorKind::Conflict,
                    "another process has the log open",
                ));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut log = Self {
            file,
            starts: Vec::new(),
            cut_off: 0,
            broken: false,
        };
        log.scan()?;
        if let Some(folder) = path.parent() {
            let here = folder.as_os_str().is_empty();
            let folder = if here { Path::new(".") } else { folder };
            // The name of a new file must be on the disk too. Not every system lets one open a folder.
            if let Ok(folder) = File::open(folder) {
                folder.sync_all().map_err(failed)?;
            }
        }
        Ok(log)
    }

    /// Bytes of a broken write that were cut off when the file was opened.
    pub fn cut_off(&self) -> u64 {
        self.cut_off
    }

    fn scan(&mut self) -> Result<(), Error> {
        let length = self.file.metadata().map_err(failed)?.len();
        let title = TITLE.len() as u64;
        let mut begin = vec![0; usize::try_from(length.min(title)).unwrap_or(0)];
        self.file.read_exact(&mut begin).map_err(failed)?;
        if !TITLE.starts_with(&begin) {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected a file of the audit log",
            ));
        }
        if length < title {
            self.file.set_len(0).map_err(failed)?;
            self.file.seek(SeekFrom::Start(0)).map_err(failed)?;
            self.file.write_all(TITLE).map_err(failed)?;
            self.file.sync_all().map_err(failed)?;
            (self.starts, self.cut_off) = (vec![title], length);
            return Ok(());
        }
        let (starts, end) = self.sound_records(length)?;
        if end < length {
            self.file.set_len(end).map_err(failed)?;
            self.file.sync_all().map_err(failed)?;
        }
        (self.starts, self.cut_off) = (starts, length.saturating_sub(end));
        Ok(())
    }

    /// Where the records of whole batches begin, and the end of the last.
    fn sound_records(&self, length: u64) -> Result<(Vec<u64>, u64), Error> {
        let mut at = TITLE.len() as u64;
        (&self.file).seek(SeekFrom::Start(at)).map_err(failed)?;
        let mut reader = BufReader::new(&self.file);
        let (mut starts, mut end, mut whole) = (vec![at], at, 1);
        // How much of its batch stands behind the next record and from it on, where one has said it.
        let (mut behind, mut left) = (0_u64, None);
        while at < length {
            let head = Frame::head_of(&mut reader, length.saturating_sub(at)).map_err(failed)?;
            let Some(frame) = head else {
                let batch = left.map(|left| at.saturating_add(left));
                self.check_torn(at, batch, length)?;
                break;
            };
            let rest = frame.size().saturating_add(u64::from(frame.ahead));
            if u64::from(frame.behind) != behind || left.is_some_and(|left| left != rest) {
                return Err(tampered(at));
            }
            if rest > length.saturating_sub(at)
                || !frame
                    .is_followed_by_its_record(&mut reader)
                    .map_err(failed)?
            {
                self.check_torn(at, Some(at.saturating_add(rest)), length)?;
                break;
            }
            let more = frame.ahead > 0;
            behind = if more {
                behind.saturating_add(frame.size())
            } else {
                0
            };
            left = more.then_some(u64::from(frame.ahead));
            at = at.saturating_add(frame.size());
            starts.push(at);
            if frame.ahead == 0 {
                (end, whole) = (at, starts.len());
            }
        }
        // What is left of a batch that is not whole goes too.
        starts.truncate(whole);
        Ok((starts, end))
    }

    /// Whether a broken record is what a crash leaves: nothing stands behind the end of its batch; or, where nothing tells that end,
    /// no record of a later batch stands behind it. (Where the end is known no record is looked for: a payload may hold what looks
    /// like one.)
    fn check_torn(&self, at: u64, batch: Option<u64>, length: u64) -> Result<(), Error> {
        if let Some(end) = batch {
            return if length <= end {
                Ok(())
            } else {
                Err(tampered(at))
            };
        }
        let left = usize::try_from(length.saturating_sub(at)).unwrap_or(usize::MAX);
        if left > Self::MAX_BATCH {
            return Err(tampered(at));
        }
        let mut rest = vec![0; left];
        (&self.file).seek(SeekFrom::Start(at)).map_err(failed)?;
        (&self.file).read_exact(&mut rest).map_err(failed)?;
        for from in 1..left {
            let mut bytes = rest.get(from..).unwrap_or_default();
            let left = bytes.len() as u64;
            let Some(frame) = Frame::head_of(&mut bytes, left).map_err(failed)? else {
                continue;
            };
            let fits = frame.size().saturating_add(u64::from(frame.ahead)) <= left;
            let later = usize::try_from(frame.behind).is_ok_and(|behind| behind < from);
            if fits
                && later
                && frame
                    .is_followed_by_its_record(&mut bytes)
                    .map_err(failed)?
            {
                return Err(tampered(at));
            }
        }
        Ok(())
    }
}

fn tampered(at: u64) -> Error {
    let what = "a record is broken, and it is not in the last write";
    Error::new(ErrorKind::Tampered, what).at_offset(usize::try_from(at).unwrap_or(usize::MAX))
}

/// Head of a record.
struct Frame {
    length: u32,
    behind: u32,
    ahead: u32,
}

impl Frame {
    fn size(&self) -> u64 {
        u64::from(self.length).saturating_add((HEAD + SUM) as u64)
    }

    fn head(&self) -> Vec<u8> {
        let numbers = [self.length, self.behind, self.ahead]
            .map(u32::to_be_bytes)
            .concat();
        let sum = hash(&[&numbers]);
        numbers.into_iter().chain(sum.into_iter().take(4)).collect()
    }

    /// The head at the front of the reader, with `left` bytes before the end of the file; none when it is not sound.
    fn head_of(reader: &mut impl io::Read, left: u64) -> io::Result<Option<Self>> {
        let mut head = [0; HEAD];
        if left < HEAD as u64 {
            return Ok(None);
        }
        reader.read_exact(&mut head)?;
        let number = |at: usize| {
            head.get(at..)
                .and_then(<[u8]>::first_chunk)
                .map_or(0, |bytes| u32::from_be_bytes(*bytes))
        };
        let frame = Self {
            length: number(0),
            behind: number(4),
            ahead: number(8),
        };
        let length = usize::try_from(frame.length).unwrap_or(usize::MAX);
        let sound = (1..=MAX_RECORD).contains(&length) && frame.head() == head;
        Ok(sound.then_some(frame))
    }

    /// Whether the sound record follows, of which the reader has enough bytes.
    fn is_followed_by_its_record(&self, reader: &mut impl io::Read) -> io::Result<bool> {
        let mut record = vec![0; usize::try_from(self.length).unwrap_or(0)];
        let mut sum = [0; SUM];
        reader.read_exact(&mut record)?;
        reader.read_exact(&mut sum)?;
        Ok(sum == checksum(&record))
    }
}

fn checksum(record: &[u8]) -> [u8; SUM] {
    hash(&[record]).first_chunk().copied().unwrap_or([0; SUM])
}

impl LogStore for FileLog {
    fn append(&mut self, expected: u64, records: &[Vec<u8>]) -> Result<(), Error> {
        if self.len()? != expected {
            return Err(Error::new(ErrorKind::Conflict, "somebody else appended"));
        }
        if self.broken {
            let what = "a write failed and was not put back: open the log again";
            return Err(Error::new(ErrorKind::Store, what));
        }
        let size = |record: &Vec<u8>| record.len().saturating_add(HEAD + SUM);
        let total: usize = records.iter().map(size).sum();
        if total > Self::MAX_BATCH
            || !records
                .iter()
                .all(|record| (1..=MAX_RECORD).contains(&record.len()))
        {
            let what = "expected records of at most 128 KiB and batches of at most 8 MiB";
            return Err(Error::new(ErrorKind::TooLarge, what));
        }
        let end = self.starts.last().copied().unwrap_or(0);
        let (mut bytes, mut starts) = (Vec::with_capacity(total), Vec::new());
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        for record in records {
            let behind = bytes.len();
            let ahead = total.saturating_sub(behind).saturating_sub(size(record));
            let frame = Frame {
                length: short(record.len()),
                behind: short(behind),
                ahead: short(ahead),
            };
            bytes.extend(frame.head());
            bytes.extend(record);
            bytes.extend(checksum(record));
            starts.push(end.saturating_add(bytes.len() as u64));
        }
        let file = &mut self.file;
        let written = file
            .seek(SeekFrom::Start(end))
            .and_then(|_| file.write_all(&bytes))
            .and_then(|()| file.sync_data());
        if let Err(error) = written {
            // All or none: what came onto the disk is taken back.
            let undone = self.file.set_len(end).and_then(|()| self.file.sync_data());
            self.broken = undone.is_err();
            let what = if undone.is_ok() {
                "the log cannot be written"
            } else {
                "the log cannot be written nor put back: open it again"
            };
            return Err(Error::new(ErrorKind::Store, what).because(error));
        }
        self.starts.extend(starts);
        Ok(())
    }

    fn read(&mut self, sequence: u64) -> Result<Vec<u8>, Error> {
        let at = usize::try_from(sequence).unwrap_or(usize::MAX);
        let bounds = self.starts.get(at..at.saturating_add(2));
        let Some(&[from, to]) = bounds else {
            return Err(Error::new(
                ErrorKind::NotFound,
                "expected an entry of this number",
            ));
        };
        self.file.seek(SeekFrom::Start(from)).map_err(failed)?;
        let mut bytes = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or(0)];
        self.file.read_exact(&mut bytes).map_err(failed)?;
        let record = bytes
            .get(HEAD..bytes.len().saturating_sub(SUM))
            .unwrap_or_default();
        if !bytes.ends_with(&checksum(record)) {
            return Err(Error::new(ErrorKind::Tampered, "the record is broken")
                .in_part(format!("entry {sequence}")));
        }
        Ok(record.to_vec())
    }

    fn len(&mut self) -> Result<u64, Error> {
        Ok(self.starts.len().saturating_sub(1) as u64)
    }
}

fn failed(error: io::Error) -> Error {
    Error::new(ErrorKind::Store, "the file of the log fails").because(error)
}

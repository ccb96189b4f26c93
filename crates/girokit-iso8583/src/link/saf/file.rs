//! A store in a file: a log of checked batches.

use core::fmt;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Entry, EntryId, EntryState, Record, SafStore, Seal, StoreError, StoreErrorKind};

/// A store in a file that is only appended to. One process at a time.
///
/// Each [`commit`](SafStore::commit) is one batch with a checksum, one write and one `fsync`. A crash in the middle of it leaves a torn
/// batch at the end, which is dropped when the file is opened: it was never reported as durable. Damage anywhere else is an error,
/// never passed over. When most of the file is of the past it is written anew beside the old one, and put in its place.
///
/// ```text
/// file   := "GKSAF1\r\n" batch*
/// batch  := "GKB1" len:u32 crc32:u32 sequence:u64 record{len bytes}     the checksum covers sequence and records
/// record := 'P' id:u64 state:u8 order:u64 len:u32 message | 'R' id:u64  big-endian
/// ```
pub struct FileStore {
    path: PathBuf,
    file: File,
    /// Held while the store is open.
    _lock: File,
    seal: Option<Arc<dyn Seal>>,
    entries: BTreeMap<EntryId, Entry>,
    sequence: u64,
    len: u64,
    /// Bytes that the entries would take in a new file.
    live: u64,
    compact_at: u64,
    failed: bool,
}

const MAGIC: &[u8; 8] = b"GKSAF1\r\n";
const BATCH: &[u8; 4] = b"GKB1";
/// Magic, length, checksum, sequence.
const BATCH_HEAD: usize = 20;
/// Kind, number, state, order, length.
const PUT_HEAD: usize = 22;
/// The longest batch: what a crash can leave torn, and so what opening scans.
const MAX_BATCH: usize = 64 * 1024 * 1024;
/// Below this a file is not worth writing anew.
const COMPACT_AT: u64 = 4 * 1024 * 1024;

impl FileStore {
    /// Opens the store at `path`, or begins it. Beside it stands `path` with `.lock`.
    ///
    /// # Errors
    /// It cannot be read, another process has it, or it is damaged.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        Self::open_with(path.into(), None)
    }

    /// As [`open`](Self::open), with messages sealed.
    ///
    /// # Errors
    /// As [`open`](Self::open); an entry does not open with this key.
    pub fn open_sealed(path: impl Into<PathBuf>, seal: Arc<dyn Seal>) -> Result<Self, StoreError> {
        Self::open_with(path.into(), Some(seal))
    }

    fn open_with(path: PathBuf, seal: Option<Arc<dyn Seal>>) -> Result<Self, StoreError> {
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(beside(&path, ".lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::new(StoreErrorKind::Locked)),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)?;
        let mut bytes = Zeroizing::new(Vec::new());
        file.read_to_end(&mut bytes)?;
        let mut store = Self {
            file,
            _lock: lock,
            seal,
            entries: BTreeMap::new(),
            sequence: 0,
            len: 0,
            live: 0,
            compact_at: COMPACT_AT,
            failed: false,
            path,
        };
        store.replay(&bytes)?;
        Ok(store)
    }

    /// Reads the log, and cuts off what a crash left torn at its end.
    fn replay(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let Some(log) = bytes.strip_prefix(MAGIC) else {
            if !MAGIC.starts_with(bytes) {
                return Err(StoreError::new(StoreErrorKind::Corrupt { offset: 0 }));
            }
            // Nothing yet, or a crash while the file was begun.
            self.file.set_len(0)?;
            self.file.seek(SeekFrom::Start(0))?;
            self.file.write_all(MAGIC)?;
            self.file.sync_all()?;
            sync_folder(&self.path)?;
            self.len = MAGIC.len() as u64;
            return Ok(());
        };
        let mut rest = log;
        while let Some((sequence, records, behind)) = batch(rest) {
            if sequence != self.sequence {
                break;
            }
            let offset = (bytes.len() - rest.len()) as u64;
            self.apply_batch(records, offset)
                .ok_or_else(|| self.corrupt(bytes, rest))??;
            self.sequence += 1;
            rest = behind;
        }
        // A torn batch is the last thing written: behind it no later batch can be whole.
        let later = (1..rest.len()).any(|at| {
            rest.get(at..)
                .and_then(batch)
                .is_some_and(|(sequence, ..)| sequence > self.sequence)
        });
        if later {
            return Err(self.corrupt(bytes, rest));
        }
        self.len = (bytes.len() - rest.len()) as u64;
        if !rest.is_empty() {
            self.file.set_len(self.len)?;
            self.file.sync_all()?;
        }
        self.file.seek(SeekFrom::Start(self.len))?;
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "reads as a sentence where it is called")]
    fn corrupt(&self, bytes: &[u8], rest: &[u8]) -> StoreError {
        let offset = (bytes.len() - rest.len()) as u64;
        StoreError::new(StoreErrorKind::Corrupt { offset })
    }

    /// Applies the records of a batch whose checksum is right; `None` if they are no records.
    fn apply_batch(&mut self, mut records: &[u8], offset: u64) -> Option<Result<(), StoreError>> {
        while let Some((kind, rest)) = records.split_first() {
            let (id, rest) = rest.split_first_chunk::<8>()?;
            let id = EntryId(u64::from_be_bytes(*id));
            records = match kind {
                b'R' => {
                    self.apply(Record::Remove(id));
                    rest
                }
                b'P' => {
                    let (state, rest) = rest.split_first()?;
                    let state = match state {
                        0 => EntryState::Armed,
                        1 => EntryState::Queued,
                        _ => return None,
                    };
                    let (order, rest) = rest.split_first_chunk::<8>()?;
                    let (len, rest) = rest.split_first_chunk::<4>()?;
                    let (message, rest) =
                        rest.split_at_checked(u32::from_be_bytes(*len) as usize)?;
                    let message = match &self.seal {
                        None => message.to_vec(),
                        Some(seal) => {
                            let Some(message) = seal.open(id, message) else {
                                let kind = StoreErrorKind::Sealed { offset };
                                return Some(Err(StoreError::new(kind)));
                            };
                            message
                        }
                    };
                    self.apply(Record::Put(Entry {
                        id,
                        state,
                        order: u64::from_be_bytes(*order),
                        message,
                    }));
                    rest
                }
                _ => return None,
            };
        }
        Some(Ok(()))
    }

    fn apply(&mut self, record: Record) {
        let size = |entry: &Entry| (PUT_HEAD + entry.message.len()) as u64;
        let before = match record {
            Record::Put(entry) => {
                self.live += size(&entry);
                self.entries.insert(entry.id, entry)
            }
            Record::Remove(id) => self.entries.remove(&id),
        };
        if let Some(before) = before {
            self.live -= size(&before);
        }
    }

    /// A batch as it stands in the file.
    fn encode<'r>(
        &self,
        sequence: u64,
        records: impl Iterator<Item = RecordRef<'r>>,
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let too_large = || StoreError::new(StoreErrorKind::TooLarge);
        let mut out = Zeroizing::new(vec![0; 12]);
        out.extend_from_slice(&sequence.to_be_bytes());
        for record in records {
            match record {
                RecordRef::Remove(id) => {
                    out.push(b'R');
                    out.extend_from_slice(&id.0.to_be_bytes());
                }
                RecordRef::Put(entry) => {
                    let sealed = self
                        .seal
                        .as_ref()
                        .map(|seal| seal.seal(entry.id, &entry.message));
                    let message = sealed.as_deref().unwrap_or(&entry.message);
                    let len = u32::try_from(message.len()).map_err(|_| too_large())?;
                    out.push(b'P');
                    out.extend_from_slice(&entry.id.0.to_be_bytes());
                    out.push(u8::from(entry.state == EntryState::Queued));
                    out.extend_from_slice(&entry.order.to_be_bytes());
                    out.extend_from_slice(&len.to_be_bytes());
                    out.extend_from_slice(message);
                }
            }
        }
        let len = out.len() - BATCH_HEAD;
        if len > MAX_BATCH {
            return Err(too_large());
        }
        let len = u32::try_from(len).map_err(|_| too_large())?;
        let check = crc32(out.get(12..).unwrap_or_default());
        let head = BATCH
            .iter()
            .copied()
            .chain(len.to_be_bytes())
            .chain(check.to_be_bytes());
        for (to, from) in out.iter_mut().zip(head) {
            *to = from;
        }
        Ok(out)
    }

    /// Writes what is kept into a new file and puts it in the place of the old one.
    ///
    /// # Errors
    /// The file system said no; the old file still stands.
    pub fn compact(&mut self) -> Result<(), StoreError> {
        let new = beside(&self.path, ".new");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(true)
            .read(true)
            .write(true)
            .open(&new)?;
        file.write_all(MAGIC)?;
        let mut len = MAGIC.len() as u64;
        let mut sequence = 0;
        // Batches of entries that stay well below the limit, each at most a message longer.
        let entries: Vec<&Entry> = self.entries.values().collect();
        for entries in entries.chunks(256) {
            let records = entries.iter().map(|entry| RecordRef::Put(entry));
            let batch = self.encode(sequence, records)?;
            file.write_all(&batch)?;
            len += batch.len() as u64;
            sequence += 1;
        }
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        self.file = file;
        self.sequence = sequence;
        self.len = len;
        if let Err(error) = sync_folder(&self.path) {
            self.failed = true;
            return Err(error.into());
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum RecordRef<'r> {
    Put(&'r Entry),
    Remove(EntryId),
}

impl SafStore for FileStore {
    fn commit(&mut self, records: &[Record]) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::new(StoreErrorKind::Failed));
        }
        if records.is_empty() {
            return Ok(());
        }
        let refs = records.iter().map(|record| match record {
            Record::Put(entry) => RecordRef::Put(entry),
            Record::Remove(id) => RecordRef::Remove(*id),
        });
        let batch = self.encode(self.sequence, refs)?;
        // After a failed write or sync it is not known what is on disk, and a second sync that succeeds proves nothing.
        self.failed = true;
        self.file.write_all(&batch)?;
        self.file.sync_data()?;
        self.failed = false;
        self.sequence += 1;
        self.len += batch.len() as u64;
        for record in records {
            self.apply(record.clone());
        }
        if self.len >= self.compact_at && self.len / 2 > self.live {
            // The commit stands whether or not this succeeds; a failure is tried again when the file has doubled.
            self.compact_at = match self.compact() {
                Ok(()) => COMPACT_AT,
                Err(_) => self.len.saturating_mul(2),
            };
        }
        Ok(())
    }

    fn entries(&mut self) -> Result<Vec<Entry>, StoreError> {
        Ok(self.entries.values().cloned().collect())
    }
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStore")
            .field("path", &self.path)
            .field("entries", &self.entries.len())
            .field("len", &self.len)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// The batch at the beginning of `bytes`, if it is whole: its sequence, its records, and what stands behind it.
fn batch(bytes: &[u8]) -> Option<(u64, &[u8], &[u8])> {
    let rest = bytes.strip_prefix(BATCH)?;
    let (len, rest) = rest.split_first_chunk::<4>()?;
    let (check, rest) = rest.split_first_chunk::<4>()?;
    let len = u32::from_be_bytes(*len) as usize;
    if len > MAX_BATCH {
        return None;
    }
    let (checked, behind) = rest.split_at_checked(len + 8)?;
    if crc32(checked) != u32::from_be_bytes(*check) {
        return None;
    }
    let (sequence, records) = checked.split_first_chunk::<8>()?;
    Some((u64::from_be_bytes(*sequence), records, behind))
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes a new name durable.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

/// CRC-32 of ISO 3309 and IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc: u32, &byte| {
        let at = usize::from(crc.to_le_bytes()[0] ^ byte);
        (crc >> 8) ^ CRC.get(at).copied().unwrap_or_default()
    })
}

const CRC: [u32; 256] = {
    let mut table = [0_u32; 256];
    let mut at = 0_u32;
    while at < 256 {
        let mut crc = at;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            };
            bit += 1;
        }
        #[expect(clippy::indexing_slicing, reason = "const; at is below 256")]
        {
            table[at as usize] = crc;
        }
        at += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    #[cfg(target_os = "linux")]
    #[expect(clippy::unwrap_used, reason = "a test may panic")]
    fn a_full_disk_is_an_error_and_loses_nothing_that_was_durable() {
        let name = format!("girokit-saf-{}-full", std::process::id());
        let path = std::env::temp_dir().join(name);
        let put = |id| {
            Record::Put(Entry {
                id: EntryId(id),
                state: EntryState::Queued,
                order: id,
                message: b"0420".to_vec(),
            })
        };
        let mut store = FileStore::open(&path).unwrap();
        store.commit(&[put(1)]).unwrap();
        // The device on which every write fails for want of room.
        store.file = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let error = store.commit(&[put(2)]).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Io);
        let source = core::error::Error::source(&error).and_then(|source| source.downcast_ref());
        assert_eq!(
            source.map(std::io::Error::kind),
            Some(std::io::ErrorKind::StorageFull)
        );
        let error = store.commit(&[put(3)]).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Failed);
        drop(store);
        let mut store = FileStore::open(&path).unwrap();
        assert_eq!(store.entries().unwrap().len(), 1);
        store.commit(&[put(2)]).unwrap();
        drop(store);
        fs::remove_file(beside(&path, ".lock")).unwrap();
        fs::remove_file(path).unwrap();
    }
}

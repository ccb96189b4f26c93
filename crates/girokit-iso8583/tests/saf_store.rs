//! The store in a file: what survives a crash at any byte, and what is refused.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use girokit_iso8583::link::saf::{
    Entry, EntryId, EntryState, FileStore, MemoryStore, Record, SafStore, Seal, StoreErrorKind,
};

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("girokit-saf-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("saf")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn put(id: u64, state: EntryState, message: &[u8]) -> Record {
    Record::Put(Entry {
        id: EntryId::new(id),
        state,
        order: id,
        message: message.to_vec(),
    })
}

#[test]
fn a_crash_at_any_byte_leaves_whole_commits() {
    let folder = Folder::new("torn");
    let mut memory = MemoryStore::default();
    let mut states = vec![memory.entries().unwrap()];
    let mut ends = vec![8];
    {
        let mut store = FileStore::open(folder.file()).unwrap();
        for records in [
            vec![
                put(1, EntryState::Armed, b"0420 one"),
                put(2, EntryState::Queued, b"0220 two"),
            ],
            vec![
                put(1, EntryState::Queued, b"0420 one, stamped"),
                put(3, EntryState::Armed, b""),
            ],
            vec![
                Record::Remove(EntryId::new(2)),
                put(4, EntryState::Queued, b"0220 four"),
            ],
        ] {
            store.commit(&records).unwrap();
            memory.commit(&records).unwrap();
            states.push(memory.entries().unwrap());
            ends.push(fs::metadata(folder.file()).unwrap().len());
        }
        assert_eq!(store.entries().unwrap(), memory.entries().unwrap());
    }
    let whole = fs::read(folder.file()).unwrap();
    for cut in 0..=whole.len() {
        fs::write(folder.file(), &whole[..cut]).unwrap();
        let commits = ends.iter().filter(|&&end| end <= cut as u64).count().max(1) - 1;
        let mut store = FileStore::open(folder.file()).unwrap();
        assert_eq!(store.entries().unwrap(), states[commits], "cut at {cut}");
        // It goes on from there.
        store
            .commit(&[put(9, EntryState::Queued, b"nine")])
            .unwrap();
        drop(store);
        let mut store = FileStore::open(folder.file()).unwrap();
        assert_eq!(store.entries().unwrap().len(), states[commits].len() + 1);
    }
    // Blocks of the last batch that never reached the disk.
    for at in usize::try_from(ends[2]).unwrap()..whole.len() {
        let mut torn = whole.clone();
        torn[at] ^= 0x55;
        fs::write(folder.file(), torn).unwrap();
        let mut store = FileStore::open(folder.file()).unwrap();
        assert_eq!(store.entries().unwrap(), states[2], "torn at {at}");
    }
    // Damage before whole batches is no crash.
    for at in 8..usize::try_from(ends[2]).unwrap() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        fs::write(folder.file(), damaged).unwrap();
        let error = FileStore::open(folder.file()).unwrap_err();
        assert!(
            matches!(error.kind(), StoreErrorKind::Corrupt { .. }),
            "at {at}"
        );
    }
}

#[test]
fn one_process_at_a_time() {
    let folder = Folder::new("lock");
    let store = FileStore::open(folder.file()).unwrap();
    let error = FileStore::open(folder.file()).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Locked);
    drop(store);
    FileStore::open(folder.file()).unwrap();
}

#[test]
fn what_is_past_is_dropped_and_what_is_open_stays() {
    let folder = Folder::new("compact");
    let mut store = FileStore::open(folder.file()).unwrap();
    let message = vec![b'x'; 64 * 1024];
    for id in 1..=200 {
        store
            .commit(&[put(id, EntryState::Queued, &message)])
            .unwrap();
        if id % 50 != 0 {
            store.commit(&[Record::Remove(EntryId::new(id))]).unwrap();
        }
    }
    let len = fs::metadata(folder.file()).unwrap().len();
    assert!(len < 6 * 1024 * 1024, "{len} bytes");
    store.compact().unwrap();
    let before = store.entries().unwrap();
    assert_eq!(before.len(), 4);
    store.commit(&[Record::Remove(EntryId::new(50))]).unwrap();
    drop(store);
    let mut store = FileStore::open(folder.file()).unwrap();
    assert_eq!(store.entries().unwrap(), before[1..]);
}

/// Not encryption: enough to see that the hook is used and bound to its entry.
struct Mask(u8);

impl Seal for Mask {
    fn seal(&self, entry: EntryId, plain: &[u8]) -> Vec<u8> {
        let masked = plain.iter().map(|byte| byte ^ self.0);
        [self.0, entry.number().to_le_bytes()[0]]
            .into_iter()
            .chain(masked)
            .collect()
    }

    fn open(&self, entry: EntryId, sealed: &[u8]) -> Option<Vec<u8>> {
        let (head, masked) = sealed.split_first_chunk::<2>()?;
        (*head == [self.0, entry.number().to_le_bytes()[0]])
            .then(|| masked.iter().map(|byte| byte ^ self.0).collect())
    }
}

#[test]
fn sealed_entries_are_not_readable_without_the_key() {
    let folder = Folder::new("seal");
    let mut store = FileStore::open_sealed(folder.file(), Arc::new(Mask(7))).unwrap();
    let pan = b"4761739001010010";
    store.commit(&[put(1, EntryState::Queued, pan)]).unwrap();
    drop(store);
    let bytes = fs::read(folder.file()).unwrap();
    assert!(!bytes.windows(pan.len()).any(|window| window == pan));
    let error = FileStore::open_sealed(folder.file(), Arc::new(Mask(8))).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Sealed { offset: 8 });
    let mut store = FileStore::open_sealed(folder.file(), Arc::new(Mask(7))).unwrap();
    assert_eq!(store.entries().unwrap()[0].message, pan);
    assert!(!format!("{store:?}{:?}", store.entries()).contains("4761"));
}

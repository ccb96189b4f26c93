//! The tamper-evident log: proofs, what shows, crashes.
#![cfg(feature = "audit")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use girokit_crypto::audit::{
    Commitment, Draft, Entry, FileLog, Hash, Log, LogStore, MemoryLog, SignedHead, leaf_hash,
    verify_consistency, verify_inclusion,
};
use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey};
use girokit_crypto::{Error, ErrorKind, Secret};
use proptest::prelude::*;

const P256: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn draft(text: &str) -> Draft {
    Draft::new("user-7", "payment.approved")
        .unwrap()
        .with_payload(text)
        .unwrap()
}

fn filled<S: LogStore>(store: S, count: usize) -> Log<S> {
    let mut log = Log::open("payments", store).unwrap();
    for number in 0..count {
        log.append(
            draft(&format!("P-{number}")),
            now() + TimeDelta::seconds(i64::try_from(number).unwrap()),
        )
        .unwrap();
    }
    log
}

fn kind<T>(result: Result<T, Error>) -> ErrorKind {
    result.map(drop).unwrap_err().kind()
}

fn unhex(text: &str) -> Hash {
    let bytes: Vec<u8> = (0..32)
        .map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap())
        .collect();
    bytes.try_into().unwrap()
}

/// The Merkle tree hash of RFC 6962 section 2.1, as it is written there.
fn tree_hash(leaves: &[Hash]) -> Hash {
    use ring::digest::{SHA256, digest};
    let hash = |bytes: &[u8]| -> Hash { digest(&SHA256, bytes).as_ref().try_into().unwrap() };
    match leaves {
        [] => hash(b""),
        [only] => *only,
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            hash(
                &[
                    &[1],
                    tree_hash(&leaves[..split]).as_slice(),
                    &tree_hash(&leaves[split..]),
                ]
                .concat(),
            )
        }
    }
}

/// The leaves and roots that the tests of certificate transparency use.
#[test]
fn known_roots() {
    let leaves: [&[u8]; 8] = [
        b"",
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
    ];
    let leaves: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(leaf)).collect();
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    for (size, root) in roots.iter().enumerate() {
        assert_eq!(tree_hash(&leaves[..size]), unhex(root), "{size}");
    }
}

#[test]
fn every_proof_of_every_size_holds_and_no_other() {
    let mut log = filled(MemoryLog::new(), 40);
    let leaves: Vec<Hash> = (0..40).map(|at| log.entry(at).unwrap().hash()).collect();
    for size in 0..=40_u64 {
        let count = usize::try_from(size).unwrap();
        let root = log.root(size).unwrap();
        assert_eq!(root, tree_hash(&leaves[..count]), "{size}");
        for index in 0..size {
            let proof = log.inclusion(index, size).unwrap();
            let leaf = &leaves[usize::try_from(index).unwrap()];
            verify_inclusion(leaf, index, size, &proof, &root).unwrap();
            assert!(verify_inclusion(leaf, index ^ 1, size, &proof, &root).is_err());
            assert!(verify_inclusion(&[9; 32], index, size, &proof, &root).is_err());
            assert!(verify_inclusion(leaf, index, size, &proof, &[9; 32]).is_err());
            let longer = [proof.clone(), vec![[0; 32]]].concat();
            assert!(verify_inclusion(leaf, index, size, &longer, &root).is_err());
            if let Some((_, shorter)) = proof.split_last() {
                assert!(verify_inclusion(leaf, index, size, shorter, &root).is_err());
            }
        }
        for first in 0..=size {
            let (old, proof) = (
                log.root(first).unwrap(),
                log.consistency(first, size).unwrap(),
            );
            verify_consistency(first, &old, size, &root, &proof).unwrap();
            if first != size {
                assert!(verify_consistency(first, &[9; 32], size, &root, &proof).is_err());
                assert!(
                    verify_consistency(first, &old, size, &[9; 32], &proof).is_err() || first == 0
                );
            }
            let longer = [proof, vec![[0; 32]]].concat();
            assert!(verify_consistency(first, &old, size, &root, &longer).is_err());
        }
    }
    assert_eq!(kind(log.inclusion(40, 40)), ErrorKind::NotFound);
    assert_eq!(kind(log.inclusion(0, 41)), ErrorKind::NotFound);
    assert_eq!(kind(log.consistency(3, 41)), ErrorKind::NotFound);
    assert_eq!(kind(log.root(41)), ErrorKind::NotFound);
}

fn records(count: usize) -> Vec<Vec<u8>> {
    filled(MemoryLog::new(), count).into_store().into_records()
}

fn reopened(records: Vec<Vec<u8>>) -> Result<Log<MemoryLog>, Error> {
    Log::open("payments", MemoryLog::from_records(records))
}

#[test]
fn edits_deletions_and_moves_show_at_their_entry() {
    let all = records(6);
    reopened(all.clone()).unwrap();
    let shows = |change: &dyn Fn(&mut Vec<Vec<u8>>), at: &str| {
        let mut records = all.clone();
        change(&mut records);
        let error = reopened(records).unwrap_err();
        assert_eq!(
            (error.kind(), error.part()),
            (ErrorKind::Tampered, Some(at))
        );
    };
    shows(&|records| drop(records.remove(2)), "entry 2");
    shows(&|records| records.swap(2, 3), "entry 2");
    shows(&|records| records.insert(2, records[1].clone()), "entry 2");
    shows(&|records| records[2].truncate(10), "entry 2");
    // An edit shows where the next entry names the hash.
    shows(&|records| records[2][30] ^= 1, "entry 2");
    let payload = all[2].windows(3).position(|bytes| bytes == b"P-2").unwrap();
    shows(&|records| records[2][payload + 2] = b'9', "entry 3");
    shows(&|records| drop(records.remove(0)), "entry 0");
}

#[test]
fn a_lost_or_edited_end_shows_against_a_signed_head_only() {
    let key = SigningKey::from_pem(
        KeyId::parse("log").unwrap(),
        SignatureAlgorithm::EcdsaP256Sha256,
        P256,
    )
    .unwrap();
    let keys = PinnedKey::new(Arc::new(key.public_key()));
    let log = filled(MemoryLog::new(), 6);
    let text = log.head(now()).unwrap().sign(&key).unwrap().to_text();
    let verified = SignedHead::parse(&text).unwrap().verify(&keys).unwrap();
    let head = verified.content();
    assert_eq!((head.size, verified.by().key().as_str()), (6, "log"));
    log.check(head).unwrap();
    let all = log.into_store().into_records();
    let cut = reopened(all[..5].to_vec()).unwrap();
    assert_eq!(kind(cut.check(head)), ErrorKind::Tampered);
    let mut edited = all.clone();
    let payload = edited[5]
        .windows(3)
        .position(|bytes| bytes == b"P-5")
        .unwrap();
    edited[5][payload + 2] = b'9';
    assert_eq!(
        kind(reopened(edited).unwrap().check(head)),
        ErrorKind::Tampered
    );
    // A log that grew holds.
    let mut grown = reopened(all).unwrap();
    grown
        .append(draft("more"), now() + TimeDelta::hours(1))
        .unwrap();
    grown.check(head).unwrap();
    let other = Log::open("other", MemoryLog::new()).unwrap();
    assert_eq!(kind(other.check(head)), ErrorKind::Tampered);
    // The head itself.
    for (from, to) in [("\n6\n", "\n5\n"), ("payments", "paymentz")] {
        let forged = SignedHead::parse(&text.replacen(from, to, 1)).unwrap();
        assert_eq!(kind(forged.verify(&keys)), ErrorKind::SignatureInvalid);
    }
    assert_eq!(
        kind(SignedHead::parse(&text.replace("\n6\n", "\n06\n"))),
        ErrorKind::Malformed
    );
    assert_eq!(kind(SignedHead::parse("x")), ErrorKind::Malformed);
}

#[test]
fn personal_data_can_be_erased() {
    let (commitment, salt) = Commitment::seal(b"Anna Muster").unwrap();
    let mut log = Log::open("payments", MemoryLog::new()).unwrap();
    log.append(draft("P-1").with_commitment(commitment).unwrap(), now())
        .unwrap();
    let entry = log.entry(0).unwrap();
    entry.commitments()[0].check(b"Anna Muster", &salt).unwrap();
    assert_eq!(
        kind(entry.commitments()[0].check(b"Berta Muster", &salt)),
        ErrorKind::Tampered
    );
    // Without the salt a guess cannot be tried: the same data give another commitment each time.
    assert_ne!(Commitment::seal(b"Anna Muster").unwrap().0, commitment);
    assert_eq!(
        kind(commitment.check(b"Anna Muster", &Secret::new(vec![0; 32]))),
        ErrorKind::Tampered
    );
    let mut text = Vec::new();
    log.export(&mut text).unwrap();
    assert!(!String::from_utf8(text).unwrap().contains("Anna"));
}

/// The boundary between salt and data is fixed: else `salt + "Anna "` with `"Muster"` would be the same commitment.
#[test]
fn a_commitment_holds_for_its_data_only_not_for_their_end() {
    let (commitment, salt) = Commitment::seal(b"Anna Muster").unwrap();
    let longer = Secret::new([salt.expose(), b"Anna "].concat());
    assert_eq!(
        kind(commitment.check(b"Muster", &longer)),
        ErrorKind::Tampered
    );
}

/// What 23:59:60 is in microseconds is later than what 00:00:00.2 is, though the clock says otherwise.
#[test]
fn a_leap_second_is_written_as_it_is_ordered() {
    let day = |text: &str| text.parse::<chrono::NaiveDateTime>().unwrap().and_utc();
    let mut log = Log::open("payments", MemoryLog::new()).unwrap();
    let entry = log
        .append(draft("leap"), day("2016-12-31T23:59:60.5"))
        .unwrap();
    assert_eq!(Entry::decode(&entry.encode()).unwrap(), entry);
    assert_eq!(
        kind(log.append(draft("x"), day("2017-01-01T00:00:00.2"))),
        ErrorKind::NotYetValid
    );
    log.append(draft("y"), day("2017-01-01T00:00:00.6"))
        .unwrap();
    reopened(log.into_store().into_records()).unwrap();
}

/// A chain that is whole, but whose clock goes back, is none that this crate wrote.
#[test]
fn an_entry_older_than_the_one_before_it_shows() {
    let mut records = records(2);
    let micros = now().timestamp_micros() - 1;
    records[1][9..17].copy_from_slice(&micros.to_be_bytes());
    let error = reopened(records).unwrap_err();
    assert_eq!(
        (error.kind(), error.part()),
        (ErrorKind::Tampered, Some("entry 1"))
    );
}

#[test]
fn times_do_not_go_back_and_batches_are_whole() {
    let mut log = filled(MemoryLog::new(), 3);
    let early = log.append(draft("x"), now());
    assert_eq!(kind(early), ErrorKind::NotYetValid);
    assert_eq!(log.size(), 3);
    let later = now() + TimeDelta::minutes(1);
    let entries = log
        .append_all((0..5).map(|number| draft(&number.to_string())), later)
        .unwrap();
    assert_eq!(
        (entries.len(), log.size(), entries[4].sequence()),
        (5, 8, 7)
    );
    assert_eq!(kind(log.entry(8)), ErrorKind::NotFound);
    log.reload().unwrap();
    assert_eq!(log.size(), 8);
}

#[test]
fn limits_hold() {
    assert_eq!(kind(Draft::new("", "a")), ErrorKind::Malformed);
    assert_eq!(kind(Draft::new("a", "a".repeat(256))), ErrorKind::Malformed);
    assert_eq!(
        kind(draft("").with_payload(vec![0; Draft::MAX_PAYLOAD + 1])),
        ErrorKind::TooLarge
    );
    let (commitment, _) = Commitment::seal(b"").unwrap();
    let full = (0..16)
        .try_fold(draft(""), |draft, _| draft.with_commitment(commitment))
        .unwrap();
    assert_eq!(kind(full.with_commitment(commitment)), ErrorKind::TooLarge);
    assert_eq!(
        kind(Log::open("a\nb", MemoryLog::new())),
        ErrorKind::Malformed
    );
}

#[test]
fn the_export_is_json_with_hashes() {
    let mut log = Log::open("payments", MemoryLog::new()).unwrap();
    log.append(Draft::new("a\"\\\n", "k").unwrap(), now())
        .unwrap();
    let mut text = Vec::new();
    log.export(&mut text).unwrap();
    let line: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(
        (line["actor"].as_str(), line["time"].as_str()),
        (Some("a\"\\\n"), Some("2026-11-23T12:00:00.000000Z"))
    );
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "girokit-audit-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("audit.log")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_file_holds_the_log() {
    let folder = Folder::new();
    let root = {
        let log = filled(FileLog::open(&folder.file()).unwrap(), 5);
        assert_eq!(
            kind(FileLog::open(&folder.file())),
            ErrorKind::Conflict,
            "one process writes"
        );
        log.root(5).unwrap()
    };
    let mut log = Log::open("payments", FileLog::open(&folder.file()).unwrap()).unwrap();
    assert_eq!((log.size(), log.root(5).unwrap()), (5, root));
    log.append(draft("more"), now() + TimeDelta::hours(1))
        .unwrap();
    assert_eq!(log.entry(5).unwrap().payload(), b"more");
    drop(log);
    fs::write(folder.file(), b"something else").unwrap();
    assert_eq!(kind(FileLog::open(&folder.file())), ErrorKind::Malformed);
}

/// A crash at every byte of a write: what was acknowledged before is there, what was not is not, and the log goes on.
#[test]
fn a_crash_at_every_byte_of_a_write_loses_only_that_entry() {
    let folder = Folder::new();
    drop(filled(FileLog::open(&folder.file()).unwrap(), 3));
    let before = fs::read(folder.file()).unwrap();
    let mut log = Log::open("payments", FileLog::open(&folder.file()).unwrap()).unwrap();
    let last = [draft("last"), draft("of"), draft("a batch")];
    log.append_all(last, now() + TimeDelta::hours(1)).unwrap();
    drop(log);
    let after = fs::read(folder.file()).unwrap();
    for length in 0..=after.len() {
        // The end of the file may also be there already, with zeros where the bytes are not written yet.
        for zeros in [false, true] {
            let mut bytes = after[..length].to_vec();
            if zeros && length >= before.len() {
                bytes.resize(after.len(), 0);
            }
            fs::write(folder.file(), &bytes).unwrap();
            let store = FileLog::open(&folder.file()).unwrap();
            let cut = store.cut_off();
            let mut log = Log::open("payments", store).unwrap();
            if length >= before.len() {
                let whole = bytes == after;
                assert_eq!(log.size(), if whole { 6 } else { 3 }, "{length}");
                assert_eq!(cut > 0, !whole && bytes.len() > before.len(), "{length}");
            }
            let size = log.size();
            log.append(draft("again"), now() + TimeDelta::hours(2))
                .unwrap();
            drop(log);
            let log = Log::open("payments", FileLog::open(&folder.file()).unwrap()).unwrap();
            assert_eq!(log.size(), size + 1, "{length}");
        }
    }
}

#[test]
fn a_broken_record_before_the_end_of_a_file_shows() {
    let folder = Folder::new();
    drop(filled(FileLog::open(&folder.file()).unwrap(), 4));
    let bytes = fs::read(folder.file()).unwrap();
    let at = bytes.windows(3).position(|bytes| bytes == b"P-1").unwrap();
    let mut edited = bytes.clone();
    edited[at + 2] = b'9';
    fs::write(folder.file(), &edited).unwrap();
    assert_eq!(kind(FileLog::open(&folder.file())), ErrorKind::Tampered);
}

/// A record of the file log, as its documentation has it.
fn framed(record: &[u8], behind: u32, ahead: u32) -> Vec<u8> {
    let sum = |bytes: &[u8]| ring::digest::digest(&ring::digest::SHA256, bytes);
    let length = u32::try_from(record.len()).unwrap();
    let numbers = [length, behind, ahead].map(u32::to_be_bytes).concat();
    let (head, end) = (sum(&numbers), sum(record));
    [&numbers, &head.as_ref()[..4], record, &end.as_ref()[..8]].concat()
}

/// A customer's text in a payload may look like a record. It must not keep the log from opening after a crash.
#[test]
fn a_payload_that_looks_like_a_record_is_no_tampering_after_a_crash() {
    let folder = Folder::new();
    drop(filled(FileLog::open(&folder.file()).unwrap(), 2));
    let before = fs::read(folder.file()).unwrap().len();
    let mut log = Log::open("payments", FileLog::open(&folder.file()).unwrap()).unwrap();
    let bait = framed(b"as good as any", 0, 0);
    let bait = |text: &str| draft("").with_payload([text.as_bytes(), &bait, b"..."].concat());
    let batch = [bait("first").unwrap(), bait("second").unwrap()];
    log.append_all(batch, now() + TimeDelta::hours(1)).unwrap();
    drop(log);
    let after = fs::read(folder.file()).unwrap();
    for length in before..after.len() {
        fs::write(folder.file(), &after[..length]).unwrap();
        let log = Log::open("payments", FileLog::open(&folder.file()).unwrap()).unwrap();
        assert_eq!(log.size(), 2, "{length}");
    }
}

/// Sound records whose places in their batch do not fit were not written so.
#[test]
fn a_record_that_is_not_at_its_place_in_its_batch_shows() {
    let folder = Folder::new();
    drop(FileLog::open(&folder.file()).unwrap());
    let title = fs::read(folder.file()).unwrap();
    let one = framed(b"1", 0, 0);
    let size = u32::try_from(one.len()).unwrap();
    let pair = [framed(b"1", 0, size), framed(b"2", size, 0)].concat();
    let open = |records: &[u8]| {
        fs::write(folder.file(), [title.as_slice(), records].concat()).unwrap();
        FileLog::open(&folder.file())
    };
    assert_eq!(open(&pair).unwrap().len().unwrap(), 2);
    assert_eq!(open(&one).unwrap().len().unwrap(), 1);
    for wrong in [
        framed(b"1", size, 0),
        [framed(b"1", 0, size), framed(b"2", 0, 0)].concat(),
        [framed(b"1", 0, size + 1), framed(b"22", size, 1), vec![0]].concat(),
        [framed(b"1", 0, size), framed(b"2", size + 1, 0)].concat(),
    ] {
        assert_eq!(kind(open(&wrong)), ErrorKind::Tampered);
    }
}

/// The last write may be cut off. One that says where it ends, with something behind that, is not the last.
#[test]
fn a_broken_record_with_something_behind_its_batch_shows() {
    let folder = Folder::new();
    drop(filled(FileLog::open(&folder.file()).unwrap(), 1));
    let mut bytes = fs::read(folder.file()).unwrap();
    let end = bytes.len();
    bytes[end - 1] ^= 1;
    fs::write(folder.file(), &bytes).unwrap();
    assert!(
        FileLog::open(&folder.file()).is_ok_and(|log| log.cut_off() > 0),
        "the last write"
    );
    fs::write(folder.file(), [bytes, vec![0]].concat()).unwrap();
    assert_eq!(kind(FileLog::open(&folder.file())), ErrorKind::Tampered);
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use super::*;

    /// A writer that knew more than the store now has must not go on as if nothing had been.
    #[test]
    fn what_is_lost_while_a_log_is_open_shows_when_it_reads_again() {
        let folder = Folder::new();
        let mut log = filled(SqliteLog::open(&folder.file()).unwrap(), 5);
        let database = rusqlite::Connection::open(folder.file()).unwrap();
        let last: Vec<u8> = database
            .query_row(
                "SELECT record FROM audit_log WHERE sequence = 4",
                [],
                |row| row.get(0),
            )
            .unwrap();
        database
            .execute("DELETE FROM audit_log WHERE sequence = 4", [])
            .unwrap();
        let root = log.root(5).unwrap();
        let later = now() + TimeDelta::hours(1);
        assert_eq!(kind(log.append(draft("x"), later)), ErrorKind::Conflict);
        assert_eq!(kind(log.catch_up()), ErrorKind::Tampered);
        assert_eq!(kind(log.reload()), ErrorKind::Tampered);
        assert_eq!((log.size(), log.root(5).unwrap()), (5, root));
        // Another end of the same length.
        let mut other = Log::open("payments", SqliteLog::open(&folder.file()).unwrap()).unwrap();
        other.append(draft("y"), later).unwrap();
        assert_eq!(kind(log.reload()), ErrorKind::Tampered);
        database
            .execute(
                "UPDATE audit_log SET record = ?1 WHERE sequence = 4",
                [&last],
            )
            .unwrap();
        log.reload().unwrap();
        log.append(draft("z"), later).unwrap();
    }

    #[test]
    fn a_record_of_a_megabyte_is_refused_before_it_is_read() {
        let folder = Folder::new();
        drop(filled(SqliteLog::open(&folder.file()).unwrap(), 2));
        let database = rusqlite::Connection::open(folder.file()).unwrap();
        database
            .execute(
                "UPDATE audit_log SET record = zeroblob(1000000) WHERE sequence = 1",
                [],
            )
            .unwrap();
        let mut store = SqliteLog::open(&folder.file()).unwrap();
        assert_eq!(kind(store.read(1)), ErrorKind::Tampered);
    }

    /// The write-ahead log broken off anywhere: the batch is there whole, or not at all, and the log goes on.
    #[test]
    fn a_crash_in_a_write_to_the_database_loses_the_batch_or_nothing() {
        let (folder, crashed) = (Folder::new(), Folder::new());
        drop(filled(SqliteLog::open(&folder.file()).unwrap(), 3));
        let mut log = Log::open("payments", SqliteLog::open(&folder.file()).unwrap()).unwrap();
        let text = "long ".repeat(1000);
        log.append_all([draft(&text), draft("second")], now() + TimeDelta::hours(1))
            .unwrap();
        let wal = |folder: &Folder| folder.0.join("audit.log-wal");
        let (base, written) = (
            fs::read(folder.file()).unwrap(),
            fs::read(wal(&folder)).unwrap(),
        );
        let mut sizes = Vec::new();
        for length in (0..written.len()).step_by(511).chain([written.len()]) {
            let _ = fs::remove_file(crashed.0.join("audit.log-shm"));
            fs::write(crashed.file(), &base).unwrap();
            fs::write(wal(&crashed), &written[..length]).unwrap();
            let mut again =
                Log::open("payments", SqliteLog::open(&crashed.file()).unwrap()).unwrap();
            sizes.push(again.size());
            again
                .append(draft("on"), now() + TimeDelta::hours(2))
                .unwrap();
        }
        assert!(sizes.iter().all(|size| [3, 5].contains(size)), "{sizes:?}");
        assert_eq!((sizes.first(), sizes.last()), (Some(&3), Some(&5)));
    }
    use girokit_crypto::audit::SqliteLog;

    #[test]
    fn a_database_holds_the_log() {
        let folder = Folder::new();
        let root = filled(SqliteLog::open(&folder.file()).unwrap(), 5)
            .root(5)
            .unwrap();
        let mut one = Log::open("payments", SqliteLog::open(&folder.file()).unwrap()).unwrap();
        let mut two = Log::open("payments", SqliteLog::open(&folder.file()).unwrap()).unwrap();
        assert_eq!(one.root(5).unwrap(), root);
        let later = now() + TimeDelta::hours(1);
        one.append(draft("one"), later).unwrap();
        // Of two writers one must read again first.
        assert_eq!(kind(two.append(draft("two"), later)), ErrorKind::Conflict);
        two.reload().unwrap();
        two.append(draft("two"), later).unwrap();
        assert_eq!(two.size(), 7);
    }

    #[test]
    fn rows_that_are_changed_or_missing_show() {
        for (statement, at) in [
            ("DELETE FROM audit_log WHERE sequence = 2", "entry 2"),
            (
                "UPDATE audit_log SET record = x'00' WHERE sequence = 3",
                "entry 3",
            ),
            (
                "UPDATE audit_log SET sequence = 9 WHERE sequence = 4",
                "entry 4",
            ),
            (
                "UPDATE audit_log SET sequence = -1 WHERE sequence = 0",
                "entry 0",
            ),
        ] {
            let folder = Folder::new();
            drop(filled(SqliteLog::open(&folder.file()).unwrap(), 5));
            let database = rusqlite::Connection::open(folder.file()).unwrap();
            database.execute(statement, []).unwrap();
            let error =
                Log::open("payments", SqliteLog::open(&folder.file()).unwrap()).unwrap_err();
            assert_eq!(
                (error.kind(), error.part()),
                (ErrorKind::Tampered, Some(at)),
                "{statement}"
            );
        }
    }
}

proptest! {
    #[test]
    fn entries_come_back_as_they_were(
        actor in "\\PC{1,40}", name in "\\PC{1,40}", payload in proptest::collection::vec(any::<u8>(), 0..200), count in 0_usize..4,
    ) {
        let mut draft = Draft::new(actor, name).unwrap().with_payload(payload).unwrap();
        for _ in 0..count {
            draft = draft.with_commitment(Commitment::seal(b"x").unwrap().0).unwrap();
        }
        let mut log = Log::open("log", MemoryLog::new()).unwrap();
        let entry = log.append(draft, now()).unwrap();
        prop_assert_eq!(Entry::decode(&entry.encode()).unwrap(), entry);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,80}") {
        if let Ok(entry) = Entry::decode(&bytes) {
            prop_assert_eq!(entry.encode(), bytes);
        }
        let _ = SignedHead::parse(&text);
    }
}

//! The tamper-evident log: entries, heads, files, proofs.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use girokit_crypto::audit::{
    Draft, Entry, FileLog, Hash, Log, LogStore as _, MemoryLog, SignedHead, leaf_hash,
    verify_consistency, verify_inclusion,
};
use girokit_crypto::chrono::DateTime;
use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey};

static KEY: LazyLock<PinnedKey> = LazyLock::new(|| {
    let id = KeyId::parse("fuzz").expect("a fixed id");
    let pem = include_bytes!("../../corpus/crypto_pem/p256.pem");
    let key = SigningKey::from_pem(id, SignatureAlgorithm::EcdsaP256Sha256, pem);
    PinnedKey::new(Arc::new(key.expect("a fixed key").public_key()))
});

/// Reads bytes as an entry, as a signed head, as the file of a log and as a proof. What is read is written alike; a file that is
/// opened once opens again with the same records, takes an entry more, and proves it.
///
/// # Panics
/// When a promise is broken.
pub fn audit(data: &[u8]) {
    if let Ok(entry) = Entry::decode(data) {
        assert_eq!(entry.encode(), data);
        assert_eq!(entry.hash(), leaf_hash(data));
    }
    if let Ok(head) =
        core::str::from_utf8(data).map_or(Err(()), |text| SignedHead::parse(text).map_err(drop))
    {
        assert_eq!(head.to_text().as_bytes(), data);
        let _ = head.verify(&*KEY);
    }
    let _ = Log::open("fuzz", MemoryLog::from_records(vec![data.to_vec()]));
    proof(data);
    file(data);
}

fn proof(data: &[u8]) {
    let Some((sizes, hashes)) = data.split_first_chunk::<16>() else {
        return;
    };
    let (first, second) = sizes.split_at(8);
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let (first, second) = (number(first), number(second));
    let (hashes, _) = hashes.as_chunks::<32>();
    let (hashes, root): (&[Hash], Hash) = (hashes, leaf_hash(data));
    // Only the empty prefix, the same tree and a tree of one leaf need no hash that somebody would have to find.
    if first < second && second > 1 {
        verify_inclusion(&leaf_hash(b""), first, second, hashes, &root)
            .expect_err("no such tree is known");
    }
    let _ = verify_consistency(first, &leaf_hash(b"old"), second, &root, hashes);
}

fn file(data: &[u8]) {
    // One for each process and thread: they would lock each other out.
    let name = format!(
        "girokit-fuzz-{}-{:?}",
        std::process::id(),
        std::thread::current().id()
    );
    let path = Temporary(std::env::temp_dir().join(name));
    fs::write(&path.0, data).expect("a temporary file");
    let Ok(mut store) = FileLog::open(&path.0) else {
        return;
    };
    let records = store.len().expect("a file that is open");
    let first: Vec<_> = (0..records)
        .map(|at| store.read(at).expect("a sound record"))
        .collect();
    drop(store);
    let mut store = FileLog::open(&path.0).expect("what was mended");
    assert_eq!((store.cut_off(), store.len().ok()), (0, Some(records)));
    for (record, at) in first.iter().zip(0..) {
        assert_eq!(store.read(at).as_ref().ok(), Some(record));
    }
    let Ok(mut log) = Log::open("fuzz", store) else {
        return;
    };
    let draft = Draft::new("fuzz", "more").expect("fixed names");
    let Ok(entry) = log.append(draft, DateTime::UNIX_EPOCH) else {
        return;
    };
    let size = log.size();
    let root = log.root(size).expect("its own size");
    let proof = log
        .inclusion(entry.sequence(), size)
        .expect("its own entry");
    verify_inclusion(&entry.hash(), entry.sequence(), size, &proof, &root).expect("our own proof");
}

/// Goes when it is dropped.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

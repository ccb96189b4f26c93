//! The journal in the tamper-evident log.

use std::sync::Arc;

use chrono::TimeDelta;
use girokit_crypto::ErrorKind;
use girokit_crypto::audit::{Log, LogStore, MemoryLog, verify_inclusion};
use girokit_crypto::vault::{
    Action, AuditJournal, Call, Grants, Journal, MemoryStore, Profile, TokenFormat, Vault,
};

use crate::house::{PAN, caller, kind, master, now};

fn vault(journal: Arc<dyn Journal>) -> Vault {
    let (shop, pan) = ("shop-7".parse().unwrap(), "pan".parse().unwrap());
    let rights = [Action::Tokenize, Action::Detokenize];
    let grants = Grants::new().with(caller("payout").id(), &shop, &pan, &rights);
    let store = Arc::new(MemoryStore::new());
    Vault::new(store, journal, Arc::new(grants), master("master"))
        .with_profile(Profile::new(pan, TokenFormat::pan()))
}

#[test]
fn each_use_is_an_entry_that_can_be_proved() {
    let log = Log::open("vault", MemoryLog::new()).unwrap();
    let journal = Arc::new(AuditJournal::new(log));
    let vault = vault(journal.clone());
    let (payout, other) = (caller("payout"), caller("other"));
    let (shop, pan) = ("shop-7".parse().unwrap(), "pan".parse().unwrap());
    let call =
        |caller, seconds| Call::new(caller, &shop, &pan, now() + TimeDelta::seconds(seconds));
    let token = vault.tokenize(&call(&payout, 5), PAN.as_bytes()).unwrap();
    // Another thread's clock was read before, and its call came later.
    vault.detokenize(&call(&payout, 3), &token).unwrap();
    let denied = vault.detokenize(&call(&other, 9), &token);
    assert_eq!(kind(denied), ErrorKind::Denied);

    journal.with_log(|log| {
        assert_eq!(log.size(), 3);
        let entries = [0, 1, 2].map(|at| log.entry(at).unwrap());
        let facts = entries
            .each_ref()
            .map(|entry| (entry.actor(), entry.kind()));
        assert_eq!(
            facts,
            [
                ("payout", "vault.tokenize"),
                ("payout", "vault.detokenize"),
                ("other", "vault.detokenize")
            ]
        );
        assert_eq!(entries[1].time(), now() + TimeDelta::seconds(5));
        let line = |at: usize| String::from_utf8(entries[at].payload().to_vec()).unwrap();
        assert!(
            line(1).contains("at=2024-10-04T00:00:03.000000Z"),
            "{}",
            line(1)
        );
        assert!(line(1).contains(&format!("token={}", token.as_str())));
        assert!(line(2).contains("outcome=denied"), "{}", line(2));
        assert!(!line(0).contains(PAN));
        let (proof, root) = (log.inclusion(1, 3).unwrap(), log.root(3).unwrap());
        verify_inclusion(&entries[1].hash(), 1, 3, &proof, &root).unwrap();
    });
    drop(vault);
    let log = Arc::into_inner(journal).unwrap().into_log();
    Log::open("vault", log.into_store()).unwrap();
}

/// A store whose disk is full.
#[derive(Debug)]
struct Full;

impl LogStore for Full {
    fn append(&mut self, _: u64, _: &[Vec<u8>]) -> Result<(), girokit_crypto::Error> {
        Err(girokit_crypto::Error::new(ErrorKind::Store, "full"))
    }

    fn read(&mut self, _: u64) -> Result<Vec<u8>, girokit_crypto::Error> {
        Err(girokit_crypto::Error::new(ErrorKind::NotFound, "empty"))
    }

    fn len(&mut self) -> Result<u64, girokit_crypto::Error> {
        Ok(0)
    }
}

#[test]
fn when_the_log_cannot_be_written_nothing_is_given_out() {
    let journal = Arc::new(AuditJournal::new(Log::open("vault", Full).unwrap()));
    let payout = caller("payout");
    let (shop, pan) = ("shop-7".parse().unwrap(), "pan".parse().unwrap());
    let call = Call::new(&payout, &shop, &pan, now());
    let token = vault(journal).tokenize(&call, PAN.as_bytes());
    assert_eq!(kind(token), ErrorKind::Store);
}

/// Two processes with one log: who finds that the other was there reads on, and appends behind.
#[cfg(feature = "sqlite")]
#[test]
fn two_vaults_write_one_log() {
    use girokit_crypto::audit::SqliteLog;
    let name = format!("girokit-vault-log-{}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let open = || Log::open("vault", SqliteLog::open(&path).unwrap()).unwrap();
    let vaults = [open(), open()].map(|log| vault(Arc::new(AuditJournal::new(log))));
    let payout = caller("payout");
    let (shop, pan) = ("shop-7".parse().unwrap(), "pan".parse().unwrap());
    for round in 0..3 {
        for vault in &vaults {
            let call = Call::new(&payout, &shop, &pan, now() + TimeDelta::seconds(round));
            vault.tokenize(&call, PAN.as_bytes()).unwrap();
        }
    }
    drop(vaults);
    assert_eq!(open().size(), 6);
    std::fs::remove_file(&path).unwrap();
}

//! What is to be sent next, and when. Sans-I/O.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{Entry, EntryId, EntryState, Record};
use crate::link::backoff::{Backoff, Spread};

/// The entries of a store, in memory: which is sent next, which are armed.
///
/// Each change gives a [`Record`]. **It must be durable before anything that depends on it happens**: before the request of an armed
/// entry is sent, before a queued entry is sent, before an answer is handed to the caller.
#[derive(Debug)]
pub struct SafQueue {
    entries: BTreeMap<EntryId, Entry>,
    /// Those that are queued, in order.
    order: BTreeMap<u64, EntryId>,
    /// Those of which a byte may have left: they are sent as repeats.
    sent: BTreeSet<EntryId>,
    in_flight: Option<EntryId>,
    next_id: u64,
    next_order: u64,
    attempt: u32,
    not_before: Duration,
    backoff: Backoff,
    spread: Spread,
}

/// An entry to be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "what a sender needs")]
pub struct Due<'q> {
    /// Its number.
    pub id: EntryId,
    /// The message as it was queued.
    pub message: &'q [u8],
    /// Whether a byte of it may have left before: send it as a repeat ([`Mti::repeat`](crate::Mti::repeat)).
    pub repeat: bool,
}

impl SafQueue {
    /// The queue of what a store keeps. All of it may have been sent before. The armed ones are to be
    /// [released](Self::release): their outcome is unknown.
    pub fn new(entries: Vec<Entry>, backoff: Backoff, seed: u64) -> Self {
        let next_id = entries
            .iter()
            .map(|entry| entry.id.0 + 1)
            .max()
            .unwrap_or(1);
        let next_order = entries
            .iter()
            .map(|entry| entry.order + 1)
            .max()
            .unwrap_or(0);
        let queued = |entry: &&Entry| entry.state == EntryState::Queued;
        Self {
            order: entries
                .iter()
                .filter(queued)
                .map(|entry| (entry.order, entry.id))
                .collect(),
            sent: entries
                .iter()
                .filter(queued)
                .map(|entry| entry.id)
                .collect(),
            entries: entries.into_iter().map(|entry| (entry.id, entry)).collect(),
            in_flight: None,
            next_id,
            next_order,
            attempt: 0,
            not_before: Duration::ZERO,
            backoff,
            spread: Spread::new(seed),
        }
    }

    /// Keeps the reversal of a request that is about to be sent.
    pub fn arm(&mut self, reversal: Vec<u8>) -> (EntryId, Record) {
        self.put(EntryState::Armed, reversal)
    }

    /// Keeps a message to be sent until it is answered.
    pub fn enqueue(&mut self, message: Vec<u8>) -> (EntryId, Record) {
        self.put(EntryState::Queued, message)
    }

    /// The request of an armed entry was answered, or never sent.
    pub fn disarm(&mut self, id: EntryId) -> Option<Record> {
        self.entries
            .get(&id)
            .filter(|entry| entry.state == EntryState::Armed)?;
        self.entries.remove(&id);
        Some(Record::Remove(id))
    }

    /// The outcome of an armed entry's request is unknown: its reversal is queued, as `message` if it was stamped.
    pub fn release(&mut self, id: EntryId, message: Vec<u8>) -> Option<Record> {
        let entry = self.entries.get_mut(&id)?;
        if entry.state != EntryState::Armed {
            return None;
        }
        entry.state = EntryState::Queued;
        entry.message = message;
        entry.order = self.next_order;
        self.next_order += 1;
        self.order.insert(entry.order, id);
        Some(Record::Put(entry.clone()))
    }

    /// The armed entries: after a restart, those whose requests' outcome is unknown.
    pub fn armed(&self) -> impl Iterator<Item = &Entry> {
        self.entries
            .values()
            .filter(|entry| entry.state == EntryState::Armed)
    }

    /// How many are queued.
    pub fn queued(&self) -> usize {
        self.order.len()
    }

    /// What is to be sent now: the first in order, one at a time. It is in flight until its outcome is told.
    pub fn due(&mut self, now: Duration) -> Option<Due<'_>> {
        if self.in_flight.is_some() || now < self.not_before {
            return None;
        }
        let (_, &id) = self.order.first_key_value()?;
        let entry = self.entries.get(&id)?;
        self.in_flight = Some(id);
        let repeat = !self.sent.insert(id);
        Some(Due {
            id,
            message: &entry.message,
            repeat,
        })
    }

    /// When [`due`](Self::due) may have one: `None`, not before something changes.
    pub fn deadline(&self) -> Option<Duration> {
        (self.in_flight.is_none() && !self.order.is_empty()).then_some(self.not_before)
    }

    /// The entry in flight was answered: it is done.
    pub fn answered(&mut self, id: EntryId) -> Option<Record> {
        let entry = self
            .entries
            .get(&id)
            .filter(|entry| entry.state == EntryState::Queued)?;
        self.order.remove(&entry.order);
        self.entries.remove(&id);
        self.sent.remove(&id);
        self.attempt = 0;
        if self.in_flight == Some(id) {
            self.in_flight = None;
        }
        Some(Record::Remove(id))
    }

    /// Takes a queued entry out of which no byte can have left: there is nothing to reverse after all. `None`, and it stays, if one may
    /// have.
    pub fn withdraw(&mut self, id: EntryId) -> Option<Record> {
        if self.sent.contains(&id) {
            return None;
        }
        let entry = self
            .entries
            .get(&id)
            .filter(|entry| entry.state == EntryState::Queued)?;
        self.order.remove(&entry.order);
        self.entries.remove(&id);
        Some(Record::Remove(id))
    }

    /// All that is kept, ascending by number.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// No answer came to the entry in flight, or it was not sent: it stays where it is, and is tried again after a wait.
    pub fn unanswered(&mut self, id: EntryId, now: Duration) {
        if self.in_flight != Some(id) {
            return;
        }
        self.in_flight = None;
        let wait = self.backoff.wait(self.attempt, self.spread.next());
        self.attempt = self.attempt.saturating_add(1);
        self.not_before = now.saturating_add(wait);
    }

    fn put(&mut self, state: EntryState, message: Vec<u8>) -> (EntryId, Record) {
        let id = EntryId(self.next_id);
        self.next_id += 1;
        let entry = Entry {
            id,
            state,
            order: self.next_order,
            message,
        };
        self.next_order += 1;
        if state == EntryState::Queued {
            self.order.insert(entry.order, id);
        }
        self.entries.insert(id, entry.clone());
        (id, Record::Put(entry))
    }
}

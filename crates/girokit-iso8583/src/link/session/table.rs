//! Requests in flight, and for a while those that were: so that a late answer and a second one are known for what they are.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use super::RequestId;
use crate::link::key::{Compared, MatchRule};
use crate::message::Message;

/// What is known of a request.
pub(super) struct Entry<T> {
    pub(super) id: RequestId,
    /// Who waits; `None` once the outcome is out.
    pub(super) owner: Option<T>,
    pub(super) state: State,
    /// Where its frame begins in all that was ever written.
    pub(super) frame: u64,
    /// A field that an answer lacked which could be the one.
    pub(super) lacked: Option<u8>,
    deadline: Duration,
    hash: u64,
    /// The key, then what is compared beyond it.
    key: Box<[u8]>,
    split: u32,
    /// The next entry with the same hash.
    next: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    InFlight,
    /// Its outcome is unknown.
    Late,
    /// It was answered.
    Done,
}

/// To what an answer belongs.
pub(super) enum Match {
    One(u32),
    /// More than one request in flight.
    Ambiguous,
    /// It could belong to that request, but lacks a field.
    Lacks(u8),
    None,
}

pub(super) struct Table<T> {
    slots: Vec<Option<Entry<T>>>,
    free: Vec<u32>,
    heads: HashMap<u64, u32>,
    hasher: RandomState,
    deadlines: BTreeSet<(Duration, RequestId, u32)>,
    /// Those no longer in flight, in the order in which they are forgotten.
    past: VecDeque<(Duration, u32)>,
    scratch: Vec<u8>,
}

impl<T> Table<T> {
    pub(super) fn new() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            heads: HashMap::new(),
            hasher: RandomState::new(),
            deadlines: BTreeSet::new(),
            past: VecDeque::new(),
            scratch: Vec::new(),
        }
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        self.deadlines.first().map(|&(deadline, ..)| deadline)
    }

    /// The key of a request: hash, bytes, and where the compared part begins. The missing field if one is.
    pub(super) fn key(&mut self, rule: &MatchRule, request: &Message) -> Result<Key, KeyError> {
        let answer = request.mti().response().ok_or(KeyError::NoAnswerDue)?;
        self.scratch.clear();
        rule.index(answer, request, &mut self.scratch)
            .map_err(KeyError::Missing)?;
        let hash = self.hasher.hash_one(self.scratch.as_slice());
        let split = u32::try_from(self.scratch.len()).unwrap_or(u32::MAX);
        rule.compared(request, &mut self.scratch);
        let taken = self.chain(hash).any(|(_, entry)| {
            entry.state == State::InFlight && *entry.key == *self.scratch.as_slice()
        });
        if taken {
            return Err(KeyError::Duplicate);
        }
        Ok(Key {
            hash,
            bytes: self.scratch.as_slice().into(),
            split,
        })
    }

    pub(super) fn insert(
        &mut self,
        id: RequestId,
        owner: T,
        key: Key,
        frame: u64,
        deadline: Duration,
    ) {
        let entry = Entry {
            id,
            owner: Some(owner),
            state: State::InFlight,
            frame,
            lacked: None,
            deadline,
            hash: key.hash,
            key: key.bytes,
            split: key.split,
            next: self.heads.get(&key.hash).copied(),
        };
        let at = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        });
        if let Some(slot) = self.slots.get_mut(at as usize) {
            *slot = Some(entry);
        }
        self.heads.insert(key.hash, at);
        self.deadlines.insert((deadline, id, at));
    }

    pub(super) fn find(&mut self, rule: &MatchRule, answer: &Message) -> Match {
        self.scratch.clear();
        if let Err(field) = rule.index(answer.mti(), answer, &mut self.scratch) {
            return Match::Lacks(field);
        }
        let hash = self.hasher.hash_one(self.scratch.as_slice());
        let mut flying = None;
        let mut past = None;
        let mut lacks = None;
        for (at, entry) in self.chain(hash) {
            let split = entry.split as usize;
            if entry.key.get(..split) != Some(self.scratch.as_slice()) {
                continue;
            }
            match rule.compare(entry.key.get(split..).unwrap_or_default(), answer) {
                Compared::Lacks(field) if entry.state == State::InFlight => {
                    lacks = Some((at, field));
                }
                Compared::Other | Compared::Lacks(_) => {}
                Compared::Same if entry.state == State::InFlight => {
                    if flying.replace(at).is_some() {
                        return Match::Ambiguous;
                    }
                }
                // Of those past the latest stands first: an unknown one is preferred to an answered one.
                Compared::Same => match past {
                    Some((_, State::Late)) => {}
                    Some(_) if entry.state == State::Done => {}
                    _ => past = Some((at, entry.state)),
                },
            }
        }
        let past = past.map(|(at, _)| at);
        match (flying, lacks) {
            (None, Some((at, field))) => {
                if let Some(entry) = self.get_mut(at) {
                    entry.lacked = Some(field);
                }
                Match::Lacks(field)
            }
            _ => flying.or(past).map_or(Match::None, Match::One),
        }
    }

    pub(super) fn get_mut(&mut self, at: u32) -> Option<&mut Entry<T>> {
        self.slots.get_mut(at as usize)?.as_mut()
    }

    /// Takes the request out of flight: it is `state` from now on, and remembered until `until`.
    pub(super) fn land(
        &mut self,
        at: u32,
        state: State,
        until: Duration,
        remembered: usize,
    ) -> Option<T> {
        let entry = self.slots.get_mut(at as usize)?.as_mut()?;
        let owner = entry.owner.take();
        entry.state = state;
        if self.deadlines.remove(&(entry.deadline, entry.id, at)) {
            self.past.push_back((until, at));
        }
        while self.past.len() > remembered {
            self.forget_first();
        }
        owner
    }

    /// The request whose deadline has passed, if there is one.
    pub(super) fn expired(&self, now: Duration) -> Option<u32> {
        let &(deadline, _, at) = self.deadlines.first()?;
        (deadline <= now).then_some(at)
    }

    /// Any request in flight: the one with the first deadline.
    pub(super) fn first(&self) -> Option<u32> {
        self.deadlines.first().map(|&(.., at)| at)
    }

    pub(super) fn forget(&mut self, now: Duration) {
        while self.past.front().is_some_and(|&(until, _)| until <= now) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        let Some((_, at)) = self.past.pop_front() else {
            return;
        };
        let Some(entry) = self.slots.get_mut(at as usize).and_then(Option::take) else {
            return;
        };
        self.free.push(at);
        if self.heads.get(&entry.hash) == Some(&at) {
            match entry.next {
                Some(next) => self.heads.insert(entry.hash, next),
                None => self.heads.remove(&entry.hash),
            };
            return;
        }
        let before = self
            .chain(entry.hash)
            .find(|(_, other)| other.next == Some(at))
            .map(|(before, _)| before);
        if let Some(before) = before.and_then(|before| self.get_mut(before)) {
            before.next = entry.next;
        }
    }

    fn chain(&self, hash: u64) -> impl Iterator<Item = (u32, &Entry<T>)> {
        let mut next = self.heads.get(&hash).copied();
        core::iter::from_fn(move || {
            let at = next?;
            let entry = self.slots.get(at as usize)?.as_ref()?;
            next = entry.next;
            Some((at, entry))
        })
    }
}

pub(super) struct Key {
    hash: u64,
    bytes: Box<[u8]>,
    split: u32,
}

pub(super) enum KeyError {
    NoAnswerDue,
    Missing(u8),
    Duplicate,
}

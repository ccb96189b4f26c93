//! The double-entry ledger, and the proof over it.

use core::fmt;
use std::collections::{HashMap, HashSet};

use super::key::RequestKey;

/// Where money stands. Every entry moves it between these, so that its lines sum to zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Book {
    /// What the cardholder may spend.
    Card(usize),
    /// What is held of it.
    Held(usize),
    /// Where opening balances come from.
    Opening,
    /// What is owed to acquirers.
    Settlement,
}

/// Why an entry was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Cause {
    Opening,
    /// By the message with this number among those that were posted.
    Posted(usize),
    /// By a reversal of it.
    Reversed(usize),
}

#[derive(Debug)]
struct Entry {
    cause: Cause,
    lines: Vec<(Book, i64)>,
}

/// Entries are added, never changed.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    entries: Vec<Entry>,
    balances: HashMap<Book, i64>,
    keys: Vec<RequestKey>,
}

/// That the books are right, with what was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proof {
    /// Entries in the ledger, opening balances included.
    pub entries: usize,
    /// Messages that were posted, each once.
    pub posted: usize,
    /// Those of them that were reversed, each at most once.
    pub reversed: usize,
    /// The sum over the cardholders' accounts, in minor units.
    pub cards_minor: i64,
    /// The sum of what is held, in minor units.
    pub held_minor: i64,
    /// What is owed to acquirers, in minor units.
    pub settlement_minor: i64,
}

/// What is wrong with the books.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Broken {
    /// A balance is not the sum of its entries.
    Balance,
    /// The lines of this entry do not sum to zero, or their sum overflows.
    Entry(usize),
    /// Less than nothing is held.
    Held,
    /// This entry posts, or reverses, a message for the second time, or reverses what was not posted.
    Twice(usize),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Balance => f.write_str("a balance is not the sum of its entries"),
            Self::Entry(number) => write!(f, "entry {number} does not sum to zero"),
            Self::Held => f.write_str("less than nothing is held"),
            Self::Twice(number) => write!(f, "entry {number} repeats another"),
        }
    }
}

impl core::error::Error for Broken {}

impl Ledger {
    /// A number for the message that is about to be posted.
    pub(super) fn admit(&mut self, key: RequestKey) -> usize {
        self.keys.push(key);
        self.keys.len() - 1
    }

    /// Adds an entry, whole or not at all: `false` if a balance would overflow.
    #[must_use]
    pub(super) fn post(&mut self, cause: Cause, lines: Vec<(Book, i64)>) -> bool {
        let mut after = Vec::with_capacity(lines.len());
        for &(book, amount) in &lines {
            let Some(balance) = self.balance(book).checked_add(amount) else {
                return false;
            };
            after.push((book, balance));
        }
        self.balances.extend(after);
        self.entries.push(Entry { cause, lines });
        true
    }

    pub(super) fn balance(&self, book: Book) -> i64 {
        self.balances.get(&book).copied().unwrap_or_default()
    }

    /// Sums everything anew from the entries.
    pub(super) fn prove(&self) -> Result<Proof, Broken> {
        let mut sums: HashMap<Book, i64> = HashMap::new();
        let (mut posted, mut reversed) = (HashSet::new(), HashSet::new());
        for (number, entry) in self.entries.iter().enumerate() {
            let once = match entry.cause {
                Cause::Opening => true,
                Cause::Posted(request) => {
                    self.keys.get(request).is_some_and(|key| posted.insert(key))
                }
                Cause::Reversed(request) => self
                    .keys
                    .get(request)
                    .is_some_and(|key| posted.contains(key) && reversed.insert(key)),
            };
            if !once {
                return Err(Broken::Twice(number));
            }
            let mut sum = 0_i64;
            for &(book, amount) in &entry.lines {
                let place = sums.entry(book).or_default();
                *place = place.checked_add(amount).ok_or(Broken::Balance)?;
                sum = sum.checked_add(amount).ok_or(Broken::Entry(number))?;
            }
            if sum != 0 {
                return Err(Broken::Entry(number));
            }
        }
        if sums != self.balances {
            return Err(Broken::Balance);
        }
        let mut proof = Proof {
            entries: self.entries.len(),
            posted: posted.len(),
            reversed: reversed.len(),
            cards_minor: 0,
            held_minor: 0,
            settlement_minor: 0,
        };
        for (book, amount) in sums {
            let place = match book {
                Book::Card(_) => &mut proof.cards_minor,
                Book::Held(_) if amount < 0 => return Err(Broken::Held),
                Book::Held(_) => &mut proof.held_minor,
                Book::Settlement => &mut proof.settlement_minor,
                Book::Opening => continue,
            };
            *place = place.checked_add(amount).ok_or(Broken::Balance)?;
        }
        Ok(proof)
    }
}

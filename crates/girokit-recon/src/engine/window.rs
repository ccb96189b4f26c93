//! Pass 2: the same account, currency, direction and amount, and dates within the window.
//!
//! Whoever has one nearest candidate that has no other is matched. Lines that are equally near to several are never guessed:
//! they become one ambiguous break. Two lines that both carry a reference of one kind are no candidates for each other,
//! since pass 1 has already shown that it differs.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};

use super::{Engine, Group, numbered};
use crate::explain::Explainer;
use crate::line::AmountKey;
use crate::outcome::{BreakKind, MatchRule};

/// Lines of one side that no rule of this pass can tell apart: one day, and references of the same kinds.
struct Bucket {
    mask: u32,
    open: Vec<u32>,
}

type Days2Buckets = BTreeMap<NaiveDate, Vec<Bucket>>;

/// The open buckets of the other side at one distance, by day and place in the day.
type Candidates = Vec<(NaiveDate, usize)>;

impl Engine<'_> {
    pub(super) fn match_by_amount_and_date(&mut self) {
        let mut groups: HashMap<AmountKey, Group> = HashMap::new();
        let lines = self.lines;
        for (place, line) in
            numbered(&lines.ledger).filter(|(place, _)| self.ledger_is_open(*place))
        {
            groups
                .entry(line.amount_key())
                .or_default()
                .ledger
                .push(place);
        }
        for (place, line) in numbered(&lines.bank).filter(|(place, _)| self.bank_is_open(*place)) {
            if !line.reversal
                && line.date.is_some()
                && let Some(group) = groups.get_mut(&line.amount_key())
            {
                group.bank.push(place);
            }
        }
        for group in groups.into_values() {
            match (&*group.ledger, &*group.bank) {
                (_, []) => {}
                ([record], [line]) => self.match_pair_by_date(*record, *line),
                _ => self.match_group_by_date(&group),
            }
        }
    }

    fn match_pair_by_date(&mut self, record: u32, line: u32) {
        let near = self
            .days_apart(record, line)
            .is_some_and(|days| days <= self.window());
        if near && self.ledger(record).mask & self.bank(line).mask == 0 {
            self.pair(record, line, MatchRule::AmountAndDate);
        }
    }

    fn match_group_by_date(&mut self, group: &Group) {
        let mut ledger = Days2Buckets::new();
        let mut bank = Days2Buckets::new();
        for place in &group.ledger {
            let line = self.ledger(*place);
            put(&mut ledger, line.date, line.mask, *place);
        }
        for place in &group.bank {
            let line = self.bank(*place);
            put(&mut bank, line.date, line.mask, *place);
        }
        for distance in 0..=self.config.date_window_days() {
            self.match_level(&mut ledger, &mut bank, distance.into());
        }
    }

    /// Decides everything that lies exactly this many days apart.
    fn match_level(&mut self, ledger: &mut Days2Buckets, bank: &mut Days2Buckets, distance: u64) {
        let starts: Candidates = open_buckets(ledger);
        let mut seen: Candidates = Vec::new();
        for start in starts {
            if seen.contains(&start) {
                continue;
            }
            // Everything that hangs together at this distance.
            let (mut ledger_part, mut bank_part): (Candidates, Candidates) =
                (vec![start], Vec::new());
            let (mut ledger_done, mut bank_done) = (0, 0);
            while ledger_done < ledger_part.len() || bank_done < bank_part.len() {
                if let Some(at) = ledger_part.get(ledger_done).copied() {
                    ledger_done += 1;
                    extend(&mut bank_part, candidates(ledger, at, bank, distance));
                } else if let Some(at) = bank_part.get(bank_done).copied() {
                    bank_done += 1;
                    extend(&mut ledger_part, candidates(bank, at, ledger, distance));
                }
            }
            seen.extend(ledger_part.iter().copied());
            if bank_part.is_empty() {
                continue;
            }
            let records = take(ledger, &ledger_part);
            let lines = take(bank, &bank_part);
            if let ([record], [line]) = (&*records, &*lines) {
                self.pair(*record, *line, MatchRule::AmountAndDate);
            } else {
                let explanation = Explainer::equally_near(&self.all(&records, &lines));
                self.found(BreakKind::Ambiguous, records, lines, explanation);
            }
        }
    }
}

fn put(days: &mut Days2Buckets, date: Option<NaiveDate>, mask: u32, place: u32) {
    let Some(date) = date else { return };
    let buckets = days.entry(date).or_default();
    match buckets.iter_mut().find(|bucket| bucket.mask == mask) {
        Some(bucket) => bucket.open.push(place),
        None => buckets.push(Bucket {
            mask,
            open: vec![place],
        }),
    }
}

fn open_buckets(days: &Days2Buckets) -> Candidates {
    let buckets = days
        .iter()
        .flat_map(|(day, buckets)| (0..).zip(buckets).map(|(at, bucket)| (*day, at, bucket)));
    buckets
        .filter(|(_, _, bucket)| !bucket.open.is_empty())
        .map(|(day, at, _)| (day, at))
        .collect()
}

fn candidates(
    from: &Days2Buckets,
    at: (NaiveDate, usize),
    to: &Days2Buckets,
    distance: u64,
) -> Candidates {
    let Some(bucket) = from.get(&at.0).and_then(|buckets| buckets.get(at.1)) else {
        return Vec::new();
    };
    let before = at.0.checked_sub_days(Days::new(distance));
    let after =
        at.0.checked_add_days(Days::new(distance))
            .filter(|_| distance > 0);
    let mut found = Vec::new();
    for day in [before, after].into_iter().flatten() {
        for (place, other) in to.get(&day).into_iter().flatten().enumerate() {
            if !other.open.is_empty() && other.mask & bucket.mask == 0 {
                found.push((day, place));
            }
        }
    }
    found
}

fn extend(part: &mut Candidates, more: Candidates) {
    for at in more {
        if !part.contains(&at) {
            part.push(at);
        }
    }
}

fn take(days: &mut Days2Buckets, part: &Candidates) -> Vec<u32> {
    let mut taken = Vec::new();
    for (day, at) in part {
        if let Some(bucket) = days.get_mut(day).and_then(|buckets| buckets.get_mut(*at)) {
            taken.append(&mut bucket.open);
        }
    }
    taken
}

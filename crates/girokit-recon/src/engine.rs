//! The passes, in order: reference and amount, reference alone, amount and date, reversals, what is left.
//!
//! Each pass groups the open lines by a key and decides each group by itself. A line is in one group of a pass at most, so
//! the order in which groups are visited does not matter.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::NaiveDate;
use girokit_types::statement::{ReferenceKind, Statement};

use crate::explain::Explainer;
use crate::line::{AmountKey, Line, Lines};
use crate::outcome::{Break, BreakKind, Cancellation, Match, MatchRule};
use crate::{BankLine, Config, Item};

mod leftover;
mod reversal;
mod window;

/// The state of a run: which lines are still open, and what was found.
pub(crate) struct Engine<'a> {
    config: &'a Config,
    as_of: NaiveDate,
    lines: &'a Lines<'a>,
    explain: Explainer<'a>,
    ledger_open: Vec<bool>,
    bank_open: Vec<bool>,
    /// By bank line: its partner and why. A reversal can still take a match away.
    matched: Vec<Option<(u32, MatchRule)>>,
    cancellations: Vec<(u32, u32)>,
    breaks: Vec<Found>,
}

/// A break with the places of its lines in their sorted sides.
struct Found {
    kind: BreakKind,
    ledger: Vec<u32>,
    bank: Vec<u32>,
    explanation: String,
}

/// Lines of both sides that share a key, each side sorted by content.
#[derive(Default)]
struct Group {
    ledger: Vec<u32>,
    bank: Vec<u32>,
}

/// What a run found, in an order that depends on content.
pub(crate) struct Findings {
    pub(crate) matches: Vec<Match>,
    pub(crate) cancellations: Vec<Cancellation>,
    pub(crate) breaks: Vec<Break>,
}

impl<'a> Engine<'a> {
    pub(crate) fn new(
        config: &'a Config,
        statements: &'a [Statement],
        lines: &'a Lines<'a>,
        as_of: NaiveDate,
    ) -> Self {
        Self {
            config,
            as_of,
            lines,
            explain: Explainer::new(config, statements),
            ledger_open: vec![true; lines.ledger.len()],
            bank_open: vec![true; lines.bank.len()],
            matched: vec![None; lines.bank.len()],
            cancellations: Vec::new(),
            breaks: Vec::new(),
        }
    }

    pub(crate) fn run(mut self, repeated: &[(usize, usize)]) -> Findings {
        self.set_repeated_statements_aside(repeated);
        let unbooked = self.set_unbooked_aside();
        let shared = self.shared_kinds();
        for kind in &shared {
            self.match_by_reference_and_amount(*kind);
        }
        for kind in &shared {
            self.compare_by_reference(*kind);
        }
        self.match_by_amount_and_date();
        self.link_reversals();
        self.explain_unbooked(&unbooked);
        self.explain_leftovers();
        self.finish()
    }

    /// The configured kinds of reference that occur on both sides, the strongest first.
    fn shared_kinds(&self) -> Vec<ReferenceKind> {
        let masks = [&self.lines.ledger, &self.lines.bank]
            .map(|lines| lines.iter().fold(0, |mask, line| mask | line.mask));
        let [ledger, bank] = masks;
        let kinds = self.config.reference_kinds().iter().enumerate();
        kinds
            .filter(|(bit, _)| ledger & bank & 1 << bit != 0)
            .map(|(_, kind)| *kind)
            .collect()
    }

    /// Lines of a statement that was given before are no movements.
    fn set_repeated_statements_aside(&mut self, repeated: &[(usize, usize)]) {
        for (statement, first) in repeated {
            let bank: Vec<u32> = numbered(&self.lines.bank)
                .filter(|(_, line)| matches!(line.item, Item::Bank(bank) if bank.statement == *statement))
                .map(|(place, _)| place)
                .collect();
            let explanation = self.explain.repeated_statement(*first, bank.len());
            self.found(BreakKind::DuplicateStatement, Vec::new(), bank, explanation);
        }
    }

    /// Lines that are not booked take no part in matching; they come back when everything booked is matched.
    fn set_unbooked_aside(&mut self) -> Vec<u32> {
        let unbooked: Vec<u32> = numbered(&self.lines.bank)
            .filter(|(place, line)| self.bank_is_open(*place) && !line.status.moves_balance())
            .map(|(place, _)| place)
            .collect();
        for place in &unbooked {
            set(&mut self.bank_open, *place, false);
        }
        unbooked
    }

    /// Pass 1: the same reference of one kind, and the same account, currency, direction and amount.
    fn match_by_reference_and_amount(&mut self, kind: ReferenceKind) {
        let mut groups: HashMap<(AmountKey, Cow<'a, str>), Group> = HashMap::new();
        let lines = self.lines;
        for (place, line) in
            numbered(&lines.ledger).filter(|(place, _)| self.ledger_is_open(*place))
        {
            if let Some(reference) = line.reference(kind) {
                groups
                    .entry((line.amount_key(), reference))
                    .or_default()
                    .ledger
                    .push(place);
            }
        }
        for (place, line) in numbered(&lines.bank).filter(|(place, _)| self.bank_is_open(*place)) {
            if let Some(reference) = line.reference(kind)
                && let Some(group) = groups.get_mut(&(line.amount_key(), reference))
            {
                group.bank.push(place);
            }
        }
        for group in groups.into_values().filter(|group| !group.bank.is_empty()) {
            self.pair_up(kind, group);
        }
    }

    /// Pairs the nearest dates of a group; what one side has too many of appears twice.
    fn pair_up(&mut self, kind: ReferenceKind, group: Group) {
        let Group {
            mut ledger,
            mut bank,
        } = group;
        for (record, line) in nearest_pairs(self.lines, &mut ledger, &mut bank) {
            let days = self.days_apart(record, line);
            if days.is_none_or(|days| days <= self.window()) {
                self.pair(record, line, MatchRule::Reference(kind));
            } else {
                let explanation = self.explain.late(
                    self.ledger(record),
                    self.bank(line),
                    days.unwrap_or_default(),
                );
                self.found(
                    BreakKind::DateOutsideWindow,
                    vec![record],
                    vec![line],
                    explanation,
                );
            }
        }
        for record in ledger {
            let explanation = self.explain.duplicate_in_ledger(self.ledger(record), kind);
            self.found(
                BreakKind::DuplicateInLedger,
                vec![record],
                Vec::new(),
                explanation,
            );
        }
        for line in bank {
            if !self.bank(line).reversal {
                let explanation = self.explain.duplicate_in_bank(self.bank(line), kind);
                self.found(
                    BreakKind::DuplicateInBank,
                    Vec::new(),
                    vec![line],
                    explanation,
                );
            }
        }
    }

    /// The same reference of one kind, but something else differs: told as one break, instead of as two missing lines.
    fn compare_by_reference(&mut self, kind: ReferenceKind) {
        let mut groups: HashMap<(u32, Cow<'a, str>), Group> = HashMap::new();
        let lines = self.lines;
        for (place, line) in
            numbered(&lines.ledger).filter(|(place, _)| self.ledger_is_open(*place))
        {
            if let Some(reference) = line.reference(kind) {
                groups
                    .entry((line.account, reference))
                    .or_default()
                    .ledger
                    .push(place);
            }
        }
        for (place, line) in numbered(&lines.bank) {
            if self.bank_is_open(place)
                && !line.reversal
                && let Some(reference) = line.reference(kind)
                && let Some(group) = groups.get_mut(&(line.account, reference))
            {
                group.bank.push(place);
            }
        }
        for Group { ledger, bank } in groups.into_values().filter(|group| !group.bank.is_empty()) {
            let ([record], [line]) = (&*ledger, &*bank) else {
                let explanation = Explainer::shared_reference(kind, &self.all(&ledger, &bank));
                self.found(BreakKind::Ambiguous, ledger, bank, explanation);
                continue;
            };
            let (kind_of_break, explanation) =
                self.explain
                    .differing(kind, self.ledger(*record), self.bank(*line));
            self.found(kind_of_break, ledger, bank, explanation);
        }
    }

    fn ledger(&self, place: u32) -> &'a Line<'a> {
        line_at(&self.lines.ledger, place)
    }

    fn bank(&self, place: u32) -> &'a Line<'a> {
        line_at(&self.lines.bank, place)
    }

    fn all(&self, ledger: &[u32], bank: &[u32]) -> (Vec<&'a Line<'a>>, Vec<&'a Line<'a>>) {
        let ledger = ledger.iter().map(|place| self.ledger(*place)).collect();
        (ledger, bank.iter().map(|place| self.bank(*place)).collect())
    }

    fn ledger_is_open(&self, place: u32) -> bool {
        self.ledger_open
            .get(place as usize)
            .copied()
            .unwrap_or(false)
    }

    fn bank_is_open(&self, place: u32) -> bool {
        self.bank_open.get(place as usize).copied().unwrap_or(false)
    }

    fn window(&self) -> i64 {
        self.config.date_window_days().into()
    }

    fn days_apart(&self, record: u32, line: u32) -> Option<i64> {
        days_between(self.ledger(record).date, self.bank(line).date)
    }

    fn pair(&mut self, record: u32, line: u32, rule: MatchRule) {
        set(&mut self.ledger_open, record, false);
        set(&mut self.bank_open, line, false);
        set(&mut self.matched, line, Some((record, rule)));
    }

    fn found(&mut self, kind: BreakKind, ledger: Vec<u32>, bank: Vec<u32>, explanation: String) {
        for record in &ledger {
            set(&mut self.ledger_open, *record, false);
        }
        for line in &bank {
            set(&mut self.bank_open, *line, false);
        }
        self.breaks.push(Found {
            kind,
            ledger,
            bank,
            explanation,
        });
    }

    fn finish(mut self) -> Findings {
        let pairs = self.matched.iter().zip(&self.lines.bank);
        let mut matches: Vec<(u32, Match)> = pairs
            .filter_map(|(pair, line)| {
                let (record, rule) = (*pair)?;
                let ledger = ledger_index(self.ledger(record));
                Some((
                    record,
                    Match {
                        ledger,
                        bank: bank_line(line),
                        rule,
                    },
                ))
            })
            .collect();
        matches.sort_by_key(|(record, _)| *record);
        self.cancellations.sort_unstable();
        let cancellations = self
            .cancellations
            .iter()
            .map(|(original, reversal)| Cancellation {
                original: bank_line(self.bank(*original)),
                reversal: bank_line(self.bank(*reversal)),
            });
        let cancellations = cancellations.collect();
        for found in &mut self.breaks {
            found.ledger.sort_unstable();
            found.bank.sort_unstable();
        }
        let mut breaks = std::mem::take(&mut self.breaks);
        breaks.sort_by(|a, b| (a.kind, &a.ledger, &a.bank).cmp(&(b.kind, &b.ledger, &b.bank)));
        let breaks = breaks
            .into_iter()
            .map(|found| self.as_break(found))
            .collect();
        Findings {
            matches: matches.into_iter().map(|(_, pair)| pair).collect(),
            cancellations,
            breaks,
        }
    }

    fn as_break(&self, found: Found) -> Break {
        let (ledger, bank) = self.all(&found.ledger, &found.bank);
        let difference = crate::explain::difference(&ledger, &bank);
        let items = ledger.iter().chain(&bank).map(|line| line.item).collect();
        Break {
            kind: found.kind,
            items,
            statement: None,
            difference,
            explanation: found.explanation,
        }
    }
}

/// Takes pairs of the nearest dates out of both lists, and leaves what has no partner.
fn nearest_pairs(lines: &Lines<'_>, ledger: &mut Vec<u32>, bank: &mut Vec<u32>) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    if ledger.len().saturating_mul(bank.len()) > MAX_COMPARED_PAIRS {
        // Both lists are sorted by date: the n-th belongs to the n-th.
        let count = ledger.len().min(bank.len());
        return ledger.drain(..count).zip(bank.drain(..count)).collect();
    }
    let mut candidates: Vec<(i64, u32, u32)> = Vec::new();
    for record in ledger.iter() {
        for line in bank.iter() {
            let apart = days_between(
                line_at(&lines.ledger, *record).date,
                line_at(&lines.bank, *line).date,
            );
            candidates.push((apart.unwrap_or(i64::MAX), *record, *line));
        }
    }
    candidates.sort_unstable();
    for (_, record, line) in candidates {
        if ledger.contains(&record) && bank.contains(&line) {
            ledger.retain(|other| *other != record);
            bank.retain(|other| *other != line);
            pairs.push((record, line));
        }
    }
    pairs
}

/// How many pairs of lines with one reference and amount are compared before they are taken in the order of their dates.
const MAX_COMPARED_PAIRS: usize = 256;

fn days_between(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<i64> {
    Some(a?.signed_duration_since(b?).num_days().abs())
}

/// Lines with their places. A side with more than `u32::MAX` lines was refused before.
fn numbered<'l, 'a>(lines: &'l [Line<'a>]) -> impl Iterator<Item = (u32, &'l Line<'a>)> {
    (0..=u32::MAX).zip(lines)
}

#[allow(
    clippy::indexing_slicing,
    reason = "places come from `numbered` over the same lines"
)]
fn line_at<'l, 'a>(lines: &'l [Line<'a>], place: u32) -> &'l Line<'a> {
    &lines[place as usize]
}

fn set<T>(values: &mut [T], place: u32, value: T) {
    if let Some(slot) = values.get_mut(place as usize) {
        *slot = value;
    }
}

fn ledger_index(line: &Line<'_>) -> usize {
    match line.item {
        Item::Ledger(index) => index,
        Item::Bank(bank) => bank.entry,
    }
}

fn bank_line(line: &Line<'_>) -> BankLine {
    match line.item {
        Item::Bank(bank) => bank,
        Item::Ledger(index) => BankLine {
            statement: usize::MAX,
            entry: index,
            transaction: None,
        },
    }
}

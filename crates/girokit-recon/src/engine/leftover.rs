//! What no pass has placed: expected, overdue, unknown, announced, twice.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use girokit_types::statement::ReferenceKind;

use super::{Engine, numbered};
use crate::line::AmountKey;
use crate::outcome::BreakKind;

impl<'a> Engine<'a> {
    /// Tells each line that is not booked, together with the open record that it announces.
    pub(super) fn explain_unbooked(&mut self, unbooked: &[u32]) {
        let mut expected: HashMap<(AmountKey, ReferenceKind, Cow<'a, str>), Vec<u32>> =
            HashMap::new();
        if !unbooked.is_empty() {
            for (place, line) in
                numbered(&self.lines.ledger).filter(|(place, _)| self.ledger_is_open(*place))
            {
                for kind in self.config.reference_kinds() {
                    if let Some(reference) = line.reference(*kind) {
                        expected
                            .entry((line.amount_key(), *kind, reference))
                            .or_default()
                            .push(place);
                    }
                }
            }
        }
        for place in unbooked {
            let line = self.bank(*place);
            let keys = self.config.reference_kinds().iter();
            let mut keys =
                keys.filter_map(|kind| Some((line.amount_key(), *kind, line.reference(*kind)?)));
            let record = keys.find_map(|key| {
                let records = expected.get(&key)?;
                records
                    .iter()
                    .copied()
                    .find(|record| self.ledger_is_open(*record))
            });
            let explanation = self
                .explain
                .unbooked(line, record.map(|record| self.ledger(record)));
            self.found(
                BreakKind::NotBooked,
                record.into_iter().collect(),
                vec![*place],
                explanation,
            );
        }
    }

    /// Tells every line that is still open.
    pub(super) fn explain_leftovers(&mut self) {
        let mut seen: HashSet<(AmountKey, ReferenceKind, Cow<'a, str>)> = HashSet::new();
        for place in self.open_places(true) {
            let line = self.ledger(place);
            let repeated = self.repeated_reference(line, &mut seen);
            let (kind, explanation) = match repeated {
                Some(kind) => (
                    BreakKind::DuplicateInLedger,
                    self.explain.duplicate_in_ledger(line, kind),
                ),
                None => self.explain.missing_in_bank(line, self.as_of),
            };
            self.found(kind, vec![place], Vec::new(), explanation);
        }
        seen.clear();
        for place in self.open_places(false) {
            let line = self.bank(place);
            let repeated = self.repeated_reference(line, &mut seen);
            let (kind, explanation) = match repeated {
                Some(kind) => (
                    BreakKind::DuplicateInBank,
                    self.explain.duplicate_in_bank(line, kind),
                ),
                None => (
                    BreakKind::MissingInLedger,
                    self.explain.missing_in_ledger(line),
                ),
            };
            self.found(kind, Vec::new(), vec![place], explanation);
        }
    }

    fn open_places(&self, ledger: bool) -> Vec<u32> {
        let open = if ledger {
            &self.ledger_open
        } else {
            &self.bank_open
        };
        (0..=u32::MAX)
            .zip(open)
            .filter(|(_, open)| **open)
            .map(|(place, _)| place)
            .collect()
    }

    /// The kind of reference that an earlier open line of the side carries too, with the same amount.
    fn repeated_reference(
        &self,
        line: &crate::line::Line<'a>,
        seen: &mut HashSet<(AmountKey, ReferenceKind, Cow<'a, str>)>,
    ) -> Option<ReferenceKind> {
        let mut repeated = None;
        for kind in self.config.reference_kinds() {
            if let Some(reference) = line.reference(*kind)
                && !seen.insert((line.amount_key(), *kind, reference))
            {
                repeated = repeated.or(Some(*kind));
            }
        }
        repeated
    }
}

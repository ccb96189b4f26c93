//! Reversals and returns: which line they take back, and whether the books knew it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{Engine, numbered};
use crate::line::AmountKey;
use crate::outcome::BreakKind;

impl<'a> Engine<'a> {
    /// Links each open reversal to what it takes back: by a reference that both carry, or else by amount, if there is one
    /// candidate only. A reversal that stands in the books was matched before.
    pub(super) fn link_reversals(&mut self) {
        let lines = self.lines;
        let reversals: Vec<u32> = numbered(&lines.bank)
            .filter(|(place, line)| self.bank_is_open(*place) && line.reversal)
            .map(|(place, _)| place)
            .collect();
        if reversals.is_empty() {
            return;
        }
        let mut open = self.link_by_reference(reversals);
        open = self.link_by_amount(open);
        for reversal in open {
            let explanation = self.explain.lone_reversal(self.bank(reversal));
            self.found(BreakKind::Returned, Vec::new(), vec![reversal], explanation);
        }
    }

    fn link_by_reference(&mut self, mut reversals: Vec<u32>) -> Vec<u32> {
        for kind in self.config.reference_kinds() {
            let mut originals: HashMap<(AmountKey, Cow<'a, str>), Vec<u32>> = HashMap::new();
            for reversal in &reversals {
                let line = self.bank(*reversal);
                if let Some(reference) = line.reference(*kind) {
                    originals.insert(
                        (line.amount_key_as(line.credit_debit.opposite()), reference),
                        Vec::new(),
                    );
                }
            }
            for (place, line) in
                numbered(&self.lines.bank).filter(|(place, _)| self.can_be_taken_back(*place))
            {
                if let Some(reference) = line.reference(*kind)
                    && let Some(found) = originals.get_mut(&(line.amount_key(), reference))
                {
                    found.push(place);
                }
            }
            reversals.retain(|reversal| {
                let line = self.bank(*reversal);
                let Some(reference) = line.reference(*kind) else {
                    return true;
                };
                let found = originals
                    .get_mut(&(line.amount_key_as(line.credit_debit.opposite()), reference));
                // The lines of one reference and amount are interchangeable; the last before the reversal is taken.
                let Some(original) = found.and_then(|found| {
                    take_last_before(found, |at| self.bank(at).date <= line.date)
                }) else {
                    return true;
                };
                self.take_back(original, *reversal);
                false
            });
        }
        reversals
    }

    fn link_by_amount(&mut self, mut reversals: Vec<u32>) -> Vec<u32> {
        let mut groups: HashMap<AmountKey, (Vec<u32>, Vec<u32>)> = HashMap::new();
        for reversal in &reversals {
            let line = self.bank(*reversal);
            groups
                .entry(line.amount_key_as(line.credit_debit.opposite()))
                .or_default()
                .1
                .push(*reversal);
        }
        for (place, line) in
            numbered(&self.lines.bank).filter(|(place, _)| self.can_be_taken_back(*place))
        {
            if let Some((originals, reversals)) = groups.get_mut(&line.amount_key()) {
                let contradicted = reversals
                    .iter()
                    .any(|reversal| self.bank(*reversal).mask & line.mask != 0);
                if !contradicted {
                    originals.push(place);
                }
            }
        }
        let mut linked: HashSet<u32> = HashSet::new();
        for (originals, group) in groups.into_values() {
            if let ([original], [reversal]) = (&*originals, &*group)
                && self.bank(*original).date <= self.bank(*reversal).date
            {
                self.take_back(*original, *reversal);
                linked.insert(*reversal);
            }
        }
        reversals.retain(|reversal| !linked.contains(reversal));
        reversals
    }

    /// A booked line that is no reversal itself and is open or matched.
    fn can_be_taken_back(&self, place: u32) -> bool {
        let matched = self
            .matched
            .get(place as usize)
            .is_some_and(Option::is_some);
        (matched || self.bank_is_open(place)) && !self.bank(place).reversal
    }

    fn take_back(&mut self, original: u32, reversal: u32) {
        let partner = self
            .matched
            .get_mut(original as usize)
            .and_then(Option::take);
        if let Some((record, _)) = partner {
            let explanation = self.explain.returned(
                self.ledger(record),
                self.bank(original),
                self.bank(reversal),
            );
            self.found(
                BreakKind::Returned,
                vec![record],
                vec![original, reversal],
                explanation,
            );
        } else {
            super::set(&mut self.bank_open, original, false);
            super::set(&mut self.bank_open, reversal, false);
            self.cancellations.push((original, reversal));
        }
    }
}

/// Takes the last place that fits; places are sorted by date.
fn take_last_before(places: &mut Vec<u32>, fits: impl Fn(u32) -> bool) -> Option<u32> {
    let at = places.iter().rposition(|place| fits(*place))?;
    Some(places.remove(at))
}

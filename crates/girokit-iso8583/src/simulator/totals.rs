//! What is settled with an acquirer.

use crate::error::Error;
use crate::message::Message;

/// Counts and sums since the last reconciliation, in minor units. Credits are refunds, debits everything else.
///
/// Source: ISO 8583:1987 DE 74-77, 86-89.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Totals {
    /// Number of credits (DE 74) and their sum (DE 86).
    pub credits: (u64, i64),
    /// Number of reversed credits (DE 75) and their sum (DE 87).
    pub credit_reversals: (u64, i64),
    /// Number of debits (DE 76) and their sum (DE 88).
    pub debits: (u64, i64),
    /// Number of reversed debits (DE 77) and their sum (DE 89).
    pub debit_reversals: (u64, i64),
}

impl Totals {
    /// What the acquirer is owed: debits less credits, without what was reversed.
    pub const fn net_minor(&self) -> i64 {
        (self.debits.1 - self.debit_reversals.1) - (self.credits.1 - self.credit_reversals.1)
    }

    /// Counts a posting.
    pub const fn count(&mut self, credit: bool, amount_minor: i64) {
        let place = if credit {
            &mut self.credits
        } else {
            &mut self.debits
        };
        place.0 += 1;
        place.1 += amount_minor;
    }

    /// Counts the reversal of a posting.
    pub const fn count_reversal(&mut self, credit: bool, amount_minor: i64) {
        let place = if credit {
            &mut self.credit_reversals
        } else {
            &mut self.debit_reversals
        };
        place.0 += 1;
        place.1 += amount_minor;
    }

    /// Puts the totals into a reconciliation message.
    ///
    /// # Errors
    /// The spec does not admit them.
    pub fn write(&self, message: &mut Message) -> Result<(), Error> {
        for ((count, sum), (count_field, sum_field)) in self.places() {
            message.set(count_field, &count.to_string())?;
            message.set(sum_field, &sum.to_string())?;
        }
        Ok(())
    }

    /// Whether the message has these totals; a field that is not there counts as zero.
    pub fn agree(&self, message: &Message) -> bool {
        let value = |number| {
            message
                .field(number)
                .map_or(Some(0), |field| field.number())
        };
        self.places()
            .into_iter()
            .all(|((count, sum), (count_field, sum_field))| {
                value(count_field) == Some(count) && value(sum_field) == u64::try_from(sum).ok()
            })
    }

    const fn places(&self) -> [((u64, i64), (u8, u8)); 4] {
        [
            (self.credits, (74, 86)),
            (self.credit_reversals, (75, 87)),
            (self.debits, (76, 88)),
            (self.debit_reversals, (77, 89)),
        ]
    }
}

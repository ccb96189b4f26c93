//! How strictly lines are matched.

use girokit_types::statement::ReferenceKind;

/// The rules of a run. The default is strict: amounts agree to the last digit, dates within five days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    date_window_days: u8,
    reference_kinds: Vec<ReferenceKind>,
}

impl Config {
    /// The default rules.
    pub fn new() -> Self {
        Self {
            date_window_days: DEFAULT_DATE_WINDOW_DAYS,
            reference_kinds: DEFAULT_REFERENCE_KINDS.to_vec(),
        }
    }

    /// Sets how many calendar days the bank's date may differ from the books', either way.
    ///
    /// A record is overdue when it is missing for longer than this.
    #[must_use]
    pub fn with_date_window_days(mut self, days: u8) -> Self {
        self.date_window_days = days;
        self
    }

    /// Sets the references that identify a movement, the strongest first. A kind is compared with the same kind only.
    ///
    /// Leave out what repeats by nature, such as a mandate.
    #[must_use]
    pub fn with_reference_kinds(mut self, kinds: &[ReferenceKind]) -> Self {
        self.reference_kinds.clear();
        for kind in kinds {
            if !self.reference_kinds.contains(kind) {
                self.reference_kinds.push(*kind);
            }
        }
        self
    }

    /// How many calendar days the dates may differ.
    pub fn date_window_days(&self) -> u8 {
        self.date_window_days
    }

    /// The references that identify a movement, the strongest first.
    pub fn reference_kinds(&self) -> &[ReferenceKind] {
        &self.reference_kinds
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

/// A long weekend and a day of processing.
const DEFAULT_DATE_WINDOW_DAYS: u8 = 5;

const DEFAULT_REFERENCE_KINDS: [ReferenceKind; 8] = [
    ReferenceKind::Uetr,
    ReferenceKind::EndToEnd,
    ReferenceKind::Instruction,
    ReferenceKind::Transaction,
    ReferenceKind::AccountServicer,
    ReferenceKind::AccountOwner,
    ReferenceKind::CreditorReference,
    ReferenceKind::Cheque,
];

//! What a run has to tell, and the three ways in which it is told.

mod html;
mod json;
mod text;

use girokit_recon::Reconciliation;
use girokit_types::statement::Statement;

pub(crate) use html::html;
pub(crate) use json::json;
pub(crate) use text::text;

/// What a run found.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) title: String,
    pub(crate) payments: Vec<PaymentRow>,
    pub(crate) statements: Vec<StatementRow>,
    pub(crate) reconciliation: Option<ReconciliationRows>,
    /// Why the day does not balance; empty when it does.
    pub(crate) faults: Vec<String>,
}

impl Report {
    pub(crate) fn is_balanced(&self) -> bool {
        self.faults.is_empty()
    }

    /// The one sentence that matters.
    pub(crate) fn verdict(&self) -> String {
        match self.faults.as_slice() {
            [] if self.payments.is_empty() => {
                "Every statement balances to the last digit.".to_owned()
            }
            [] => "The day balances to the last digit.".to_owned(),
            [only] => format!("This does not balance: {only}"),
            [first, rest @ ..] => {
                format!("This does not balance: {first} (and {} more)", rest.len())
            }
        }
    }

    /// How many payments of each mood there are.
    pub(crate) fn count(&self, mood: Mood) -> usize {
        self.payments.iter().filter(|row| row.mood == mood).count()
    }
}

/// One payment of the list.
#[derive(Debug)]
pub(crate) struct PaymentRow {
    pub(crate) key: String,
    pub(crate) method: String,
    pub(crate) creditor: String,
    pub(crate) amount: String,
    pub(crate) state: String,
    pub(crate) explanation: String,
    pub(crate) mood: Mood,
    pub(crate) history: Vec<String>,
}

/// What a payment's state means for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Paid,
    Refused,
    Trouble,
    Waiting,
}

impl Mood {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Refused => "refused",
            Self::Trouble => "trouble",
            Self::Waiting => "waiting",
        }
    }
}

/// One statement with its proof.
#[derive(Debug)]
pub(crate) struct StatementRow {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) currency: String,
    pub(crate) opening: String,
    pub(crate) credits: String,
    pub(crate) debits: String,
    pub(crate) closing: String,
    pub(crate) balanced: bool,
    pub(crate) proof: String,
    pub(crate) entries: Vec<EntryRow>,
}

/// One entry of a statement.
#[derive(Debug)]
pub(crate) struct EntryRow {
    pub(crate) date: String,
    pub(crate) amount: String,
    pub(crate) status: String,
    pub(crate) counterparty: String,
    pub(crate) reference: String,
}

impl StatementRow {
    pub(crate) fn new(statement: &Statement) -> Self {
        let proof = statement.prove();
        let balance = |balance: Option<&girokit_types::statement::Balance>| {
            balance.map_or_else(
                || "none".to_owned(),
                |balance| balance.amount().amount().to_string(),
            )
        };
        let total = |total: girokit_types::statement::MovementTotal| {
            format!("{} ({})", total.sum.amount(), total.count)
        };
        let entries = statement.entries().iter().map(|entry| {
            let references = entry.references();
            let shown = references
                .end_to_end_id()
                .or_else(|| references.remittance().next());
            EntryRow {
                date: entry
                    .booking_date()
                    .map_or_else(String::new, |date| date.to_string()),
                amount: entry.signed_amount().amount().to_string(),
                status: entry.status().to_string(),
                counterparty: entry
                    .counterparty()
                    .and_then(|party| party.name())
                    .unwrap_or_default()
                    .to_owned(),
                reference: shown
                    .or_else(|| references.account_servicer_reference())
                    .unwrap_or_default()
                    .to_owned(),
            }
        });
        Self {
            id: statement.id().to_owned(),
            account: statement.account().to_string(),
            currency: statement.currency().to_string(),
            opening: balance(proof.opening()),
            credits: total(proof.credits()),
            debits: total(proof.debits()),
            closing: balance(proof.closing()),
            balanced: proof.is_balanced(),
            proof: proof.to_string(),
            entries: entries.collect(),
        }
    }
}

/// What the reconciliation found.
#[derive(Debug)]
pub(crate) struct ReconciliationRows {
    pub(crate) matched: usize,
    pub(crate) cancelled: usize,
    pub(crate) breaks: Vec<BreakRow>,
    pub(crate) proof: Vec<String>,
    pub(crate) conserved: bool,
}

/// One break.
#[derive(Debug)]
pub(crate) struct BreakRow {
    pub(crate) kind: String,
    pub(crate) exception: bool,
    pub(crate) explanation: String,
}

impl ReconciliationRows {
    pub(crate) fn new(reconciliation: &Reconciliation) -> Self {
        let breaks = reconciliation.breaks().iter().map(|found| BreakRow {
            kind: found.kind().as_str().replace('_', " "),
            exception: found.kind().is_exception(),
            explanation: found.explanation().to_owned(),
        });
        Self {
            matched: reconciliation.matches().len(),
            cancelled: reconciliation.cancellations().len(),
            breaks: breaks.collect(),
            proof: reconciliation
                .proof()
                .to_string()
                .lines()
                .map(str::to_owned)
                .collect(),
            conserved: reconciliation.proof().is_conserved(),
        }
    }
}

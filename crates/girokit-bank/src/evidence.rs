//! The three kinds of evidence that may end an unknown: a query that the bank declares authoritative, a statement, a named person.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use girokit_types::statement::{AccountId, CreditDebit, References, StatementEntry};

use crate::capabilities::QueryCapability;
use crate::order::PaymentOrder;

/// What the bank says of one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PaymentStatus {
    /// The bank has it and has not executed it (ISO 20022 `RCVD`, `PDNG`, `ACTC`, `ACCP`, `ACSP`, `ACWC`).
    Accepted,
    /// The bank has executed it (`ACSC`, `ACCC`).
    Settled,
    /// The bank refused it (`RJCT`, `CANC`).
    Rejected,
    /// The money came back.
    Returned,
}

/// The answer to "what became of this instruction?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryAnswer {
    /// The bank knows the instruction.
    Found(PaymentStatus),
    /// The bank does not know the instruction. By itself this is *not* a failure: right after a submission, a query may
    /// not see it yet.
    NotFound,
}

/// A bank's report, weighed by what the bank declares about its queries.
///
/// Only [`QueryCapability::weigh`] makes one, so an answer cannot claim more weight than the bank has declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeighedAnswer {
    answer: QueryAnswer,
    authoritative: bool,
}

impl WeighedAnswer {
    /// What the bank said.
    pub const fn answer(&self) -> QueryAnswer {
        self.answer
    }

    /// Whether it may end an unknown.
    pub const fn is_authoritative(&self) -> bool {
        self.authoritative
    }
}

impl QueryCapability {
    /// Weighs an answer given at `asked_at` about an order handed over at `sent_at`.
    ///
    /// A bank that declares no authoritative query never gives an authoritative answer. "Not found" is authoritative only
    /// when the declared visibility delay has passed.
    pub fn weigh(
        &self,
        answer: QueryAnswer,
        sent_at: DateTime<Utc>,
        asked_at: DateTime<Utc>,
    ) -> WeighedAnswer {
        let authoritative = match (self, answer) {
            (Self::None | Self::Advisory, _) => false,
            (Self::Authoritative { .. }, QueryAnswer::Found(_)) => true,
            (Self::Authoritative { visibility_delay }, QueryAnswer::NotFound) => asked_at
                .signed_duration_since(sent_at)
                .to_std()
                .is_ok_and(|passed| passed >= *visibility_delay),
        };
        WeighedAnswer {
            answer,
            authoritative,
        }
    }
}

/// Which way a booked entry moved the money of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Posting {
    /// The debtor's account was debited.
    Debit,
    /// The money came back to the debtor's account.
    Return,
}

/// A booked statement entry that names an order.
///
/// Made only by [`StatementEvidence::find`], which compares the entry with the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementEvidence {
    posting: Posting,
    booking_date: Option<NaiveDate>,
    source: String,
}

impl StatementEvidence {
    /// Looks for an order in an entry of the statement of `account`, which must be the debtor's: on the creditor's statement
    /// the same payment is a credit and its return a debit.
    ///
    /// The entry must be booked; its instruction id, its UETR or, failing both, its end-to-end id must be the order's, and so
    /// must be the amount. Of a batch booking, the transaction that names the order must carry its amount.
    pub fn find(order: &PaymentOrder, account: &AccountId, entry: &StatementEntry) -> Option<Self> {
        let of_debtor = entry.account().unwrap_or(account) == order.debtor().account();
        if !of_debtor || !entry.status().moves_balance() {
            return None;
        }
        let whole = [(entry.details(), Some(entry.amount()), entry.credit_debit())];
        let parts = entry.transactions().iter().map(|part| {
            (
                part,
                part.amount(),
                part.credit_debit().unwrap_or(entry.credit_debit()),
            )
        });
        let (_, _, credit_debit) =
            whole
                .into_iter()
                .chain(parts)
                .find(|(details, amount, _)| {
                    *amount == Some(order.amount()) && names(details.references(), order)
                })?;
        let posting = match credit_debit {
            CreditDebit::Credit => Posting::Return,
            CreditDebit::Debit => Posting::Debit,
        };
        let source = entry
            .source()
            .map_or_else(|| "a statement entry".to_owned(), ToString::to_string);
        Some(Self {
            posting,
            booking_date: entry.booking_date(),
            source,
        })
    }

    /// Which way the money moved.
    pub const fn posting(&self) -> Posting {
        self.posting
    }

    /// The day on which the bank booked it.
    pub const fn booking_date(&self) -> Option<NaiveDate> {
        self.booking_date
    }

    /// Where the entry stands in its file.
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// Whether the references are an order's. The strongest id that the bank gives decides; the end-to-end id, which need not be
/// unique, counts only when there is no stronger one.
fn names(references: &References, order: &PaymentOrder) -> bool {
    if let Some(id) = references.instruction_id() {
        return id == order.instruction_id().as_str();
    }
    if let (Some(found), Some(own)) = (references.uetr(), order.uetr()) {
        return found.eq_ignore_ascii_case(&own.to_string());
    }
    references.end_to_end_id() == Some(order.end_to_end_id().as_str())
}

/// A decision by a named person about a payment whose fate no machine could find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedDecision {
    who: String,
    verdict: Verdict,
    reason: String,
}

impl NamedDecision {
    /// Records who decided what, and why.
    ///
    /// # Errors
    /// A blank name or a blank reason: an anonymous decision is none.
    pub fn new(who: &str, verdict: Verdict, reason: &str) -> Result<Self, AnonymousDecisionError> {
        let (who, reason) = (who.trim(), reason.trim());
        if who.is_empty() || reason.is_empty() {
            return Err(AnonymousDecisionError);
        }
        Ok(Self {
            who: who.to_owned(),
            verdict,
            reason: reason.to_owned(),
        })
    }

    /// Who decided.
    pub fn who(&self) -> &str {
        &self.who
    }

    /// What was decided.
    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Why.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// What a named person found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The bank never had the order.
    NotSent,
    /// The bank refused it.
    Rejected,
    /// The money came back.
    Returned,
    /// The bank executed it.
    Settled,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "not sent",
            Self::Rejected => "rejected",
            Self::Returned => "returned",
            Self::Settled => "settled",
        })
    }
}

/// A decision without a name or without a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the name of a person and a reason, found a blank")]
pub struct AnonymousDecisionError;

//! What a submission ended in. An unknown answer is a value, never an error.

use std::fmt;

use girokit_types::InstructionId;

use crate::order::PaymentBatch;
use crate::reason::{RejectClass, StatusReason};

/// What is known about one payment order after it was handed to an adapter.
///
/// This is a value and not a `Result`: a timeout must not leave through `?` and be sent again by a retry loop. The
/// enum is exhaustive on purpose, so that a caller cannot forget [`Unknown`](Self::Unknown).
#[must_use = "an outcome that is dropped is a payment whose fate nobody knows"]
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_enums,
    reason = "every caller must handle every outcome"
)]
pub enum SubmitOutcome {
    /// The bank has taken the order and will execute it; no money has moved yet as far as anyone knows.
    Accepted {
        /// The bank's own reference, when it gave one.
        bank_reference: Option<BankReference>,
    },
    /// The bank has executed the order.
    Settled {
        /// The bank's own reference, when it gave one.
        bank_reference: Option<BankReference>,
    },
    /// The bank has refused the order; no money will move for it.
    Rejected {
        /// The bank's code, as it stands on the wire.
        code: StatusReason,
        /// What kind of fault it is.
        class: RejectClass,
        /// The bank's words beside the code, when it gave any.
        detail: Option<String>,
    },
    /// The order certainly did not reach the bank: it may be sent again under the same id.
    NotSent {
        /// Why it did not leave.
        cause: NotSentCause,
    },
    /// Nobody knows whether the bank has the order. It must not be sent under another id, and it leaves this state
    /// only by evidence (see [`PaymentState`](crate::PaymentState)).
    Unknown {
        /// How far the sending had come.
        phase: UnknownPhase,
        /// What was seen: a sentence for whoever has to find out.
        evidence: String,
    },
}

impl SubmitOutcome {
    /// A refusal with the class that its code implies.
    pub fn rejected(code: StatusReason, detail: Option<String>) -> Self {
        let class = code.class();
        Self::Rejected {
            code,
            class,
            detail,
        }
    }

    /// Whether nobody knows the order's fate.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }
}

impl fmt::Display for SubmitOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted { .. } => f.write_str("accepted"),
            Self::Settled { .. } => f.write_str("settled"),
            Self::Rejected { code, detail, .. } => {
                write!(f, "rejected {code}")?;
                match (detail, code.meaning()) {
                    (Some(detail), _) => write!(f, ": {detail}"),
                    (None, Some(meaning)) => write!(f, ": {meaning}"),
                    (None, None) => Ok(()),
                }
            }
            Self::NotSent { cause } => write!(f, "not sent: {cause}"),
            Self::Unknown { phase, evidence } => write!(f, "unknown ({phase}): {evidence}"),
        }
    }
}

/// Why an order certainly did not reach the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotSentCause {
    /// The adapter's declared capabilities do not carry this order; each problem in words.
    Capability(Vec<String>),
    /// No connection was made, so not one byte left.
    Connect(String),
    /// The message could not be built from the order.
    Encode(String),
    /// The same instruction id was used before for another content.
    IdConflict,
}

impl fmt::Display for NotSentCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capability(problems) => {
                write!(f, "the bank does not offer this: {}", problems.join("; "))
            }
            Self::Connect(what) => write!(f, "no connection: {what}"),
            Self::Encode(what) => write!(f, "the message could not be built: {what}"),
            Self::IdConflict => {
                f.write_str("the instruction id was used before for another content")
            }
        }
    }
}

/// How far a sending had come when its fate became unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnknownPhase {
    /// The whole message left and an answer came, but it does not speak of this order or cannot be read.
    AnswerUnusable,
    /// The whole message left; no answer came.
    AwaitingAnswer,
    /// The sender stopped (a crash, a restart) between "about to send" and any answer.
    Interrupted,
    /// At least one byte left, and the connection broke before the last.
    Sending,
}

impl fmt::Display for UnknownPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AnswerUnusable => "answer unusable",
            Self::AwaitingAnswer => "awaiting the answer",
            Self::Interrupted => "interrupted",
            Self::Sending => "while sending",
        })
    }
}

/// A reference that the bank gave to an order: opaque, compared only for equality.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankReference(String);

impl BankReference {
    /// The longest reference that is kept. ISO 20022 gives `AcctSvcrRef` 35 characters; REST banks use longer ones.
    pub const MAX_LEN: usize = 128;

    /// Takes a reference as the bank wrote it; `None` for an empty or overlong one, or one with control characters.
    pub fn parse(text: &str) -> Option<Self> {
        let fits =
            !text.is_empty() && text.len() <= Self::MAX_LEN && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned()))
    }

    /// The reference as the bank wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BankReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One outcome for every order of a batch, in the batch's order.
///
/// It can only be built from the batch, so no order can be forgotten: an order that the answer does not name is
/// [`SubmitOutcome::Unknown`].
#[must_use = "outcomes that are dropped are payments whose fate nobody knows"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchOutcome(Vec<(InstructionId, SubmitOutcome)>);

impl BatchOutcome {
    /// Asks `answer` for the outcome of each order; `None` means that the bank's answer does not speak of it.
    pub fn collect(
        batch: &PaymentBatch,
        mut answer: impl FnMut(&InstructionId) -> Option<SubmitOutcome>,
    ) -> Self {
        let unnamed = || SubmitOutcome::Unknown {
            phase: UnknownPhase::AnswerUnusable,
            evidence: "the bank's answer does not name this order".to_owned(),
        };
        let outcomes = batch.orders().iter().map(|order| {
            let id = order.instruction_id();
            (id.clone(), answer(id).unwrap_or_else(unnamed))
        });
        Self(outcomes.collect())
    }

    /// The same outcome for every order, as when the whole message was lost.
    pub fn uniform(batch: &PaymentBatch, outcome: &SubmitOutcome) -> Self {
        Self::collect(batch, |_| Some(outcome.clone()))
    }

    /// The outcome of one order.
    pub fn of(&self, id: &InstructionId) -> Option<&SubmitOutcome> {
        self.0
            .iter()
            .find(|(own, _)| own == id)
            .map(|(_, outcome)| outcome)
    }

    /// Each order's id and outcome, in the batch's order.
    pub fn iter(&self) -> impl Iterator<Item = (&InstructionId, &SubmitOutcome)> {
        self.0.iter().map(|(id, outcome)| (id, outcome))
    }

    /// How many orders there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no order; a batch has at least one, so this is `false`.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for BatchOutcome {
    type Item = (InstructionId, SubmitOutcome);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

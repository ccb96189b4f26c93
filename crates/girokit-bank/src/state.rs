//! The life of one payment order: its states and the total transition function between them.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::evidence::{NamedDecision, PaymentStatus, QueryAnswer};
use crate::evidence::{Posting, StatementEvidence, Verdict, WeighedAnswer};
use crate::order::{ContentHash, PaymentOrder};
use crate::outcome::SubmitOutcome;

/// Where a payment order stands, as far as is known.
///
/// ```text
/// Prepared -> Sending -> Accepted -> Settled -> Returned
///                |  \-> Rejected
///                |--> NotSent (may be sent again under the same id)
///                \--> Unknown -> any of them, by evidence only
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PaymentState {
    /// Ids and content are fixed and stored; nothing was sent.
    Prepared,
    /// The intent to send is stored, and a sending may be under way.
    Sending,
    /// The order certainly did not reach the bank.
    NotSent,
    /// Nobody knows whether the bank has the order. Leaves only by an authoritative query, statement evidence, or a named person.
    Unknown,
    /// The bank has the order and has not executed it yet. Accepted is not settled.
    Accepted,
    /// The bank has executed the order.
    Settled,
    /// The bank refused the order.
    Rejected,
    /// The money came back after it had been sent; a settled payment may still end here, weeks later.
    Returned,
}

impl PaymentState {
    /// Every state, in the order of a payment's life.
    pub const ALL: [Self; 8] = [
        Self::Prepared,
        Self::Sending,
        Self::NotSent,
        Self::Unknown,
        Self::Accepted,
        Self::Settled,
        Self::Rejected,
        Self::Returned,
    ];

    /// What `event` makes of this state. Total: every pair of state and event has an answer, and none panics.
    pub fn on(self, event: &PaymentEvent) -> Transition {
        match event {
            PaymentEvent::SendingStarted => self.on_sending_started(),
            PaymentEvent::Interrupted => self.on_interrupted(),
            PaymentEvent::Submitted(outcome) => self.on_submitted(outcome),
            PaymentEvent::Reported(report) => self.on_reported(*report),
            PaymentEvent::Booked(evidence) => self.on_booked(evidence),
            PaymentEvent::Decided(decision) => self.on_decided(decision),
        }
    }

    fn on_sending_started(self) -> Transition {
        match self {
            Self::Prepared | Self::NotSent => Transition::Moved(Self::Sending),
            Self::Sending => Transition::Refused("a sending is already under way"),
            Self::Unknown => {
                Transition::Refused("the first sending is unknown: a second one could pay twice")
            }
            Self::Accepted | Self::Settled | Self::Returned => {
                Transition::Refused("the bank already has this order")
            }
            Self::Rejected => {
                Transition::Refused("the bank refused this order: correct it and give it a new id")
            }
        }
    }

    fn on_interrupted(self) -> Transition {
        match self {
            Self::Sending => Transition::Moved(Self::Unknown),
            _ => Transition::Unchanged,
        }
    }

    fn on_submitted(self, outcome: &SubmitOutcome) -> Transition {
        let told = match outcome {
            SubmitOutcome::Accepted { .. } => Self::Accepted,
            SubmitOutcome::Settled { .. } => Self::Settled,
            SubmitOutcome::Rejected { .. } => Self::Rejected,
            SubmitOutcome::NotSent { .. } => Self::NotSent,
            SubmitOutcome::Unknown { .. } => Self::Unknown,
        };
        match (self, told) {
            (Self::Sending, _) => Transition::Moved(told),
            (Self::Prepared | Self::NotSent, _) => Transition::Refused("no sending was started"),
            (Self::Unknown, _) => Transition::Refused(
                "an unknown payment needs evidence: weigh the late answer as a report",
            ),
            (_, Self::Unknown) | (Self::Rejected, Self::Rejected) => Transition::Unchanged,
            (Self::Accepted, Self::Settled) => Transition::Moved(Self::Settled),
            (Self::Accepted | Self::Settled | Self::Returned, Self::Accepted | Self::Settled) => {
                Transition::Unchanged
            }
            _ => {
                Transition::Contradiction("the answer to the sending denies what is already known")
            }
        }
    }

    fn on_reported(self, report: WeighedAnswer) -> Transition {
        let told = match report.answer() {
            QueryAnswer::Found(PaymentStatus::Accepted) => Some(Self::Accepted),
            QueryAnswer::Found(PaymentStatus::Settled) => Some(Self::Settled),
            QueryAnswer::Found(PaymentStatus::Rejected) => Some(Self::Rejected),
            QueryAnswer::Found(PaymentStatus::Returned) => Some(Self::Returned),
            QueryAnswer::NotFound => None,
        };
        match (self, told) {
            (Self::Sending, _) => {
                Transition::Refused("a sending is under way: its answer comes first")
            }
            (Self::Unknown, _) if !report.is_authoritative() => Transition::Unchanged,
            (Self::Unknown, Some(told)) => Transition::Moved(told),
            (Self::Unknown, None) => Transition::Moved(Self::NotSent),
            (Self::Accepted, Some(told @ (Self::Settled | Self::Rejected | Self::Returned))) => {
                Transition::Moved(told)
            }
            (Self::Settled, Some(Self::Returned)) => Transition::Moved(Self::Returned),
            (Self::Accepted, Some(Self::Accepted))
            | (Self::Settled | Self::Returned, Some(Self::Accepted | Self::Settled))
            | (Self::Returned, Some(Self::Returned))
            | (Self::Rejected, Some(Self::Rejected) | None)
            | (Self::Prepared | Self::NotSent, None) => Transition::Unchanged,
            _ if !report.is_authoritative() => Transition::Unchanged,
            _ => Transition::Contradiction("the bank's report denies what is already known"),
        }
    }

    fn on_booked(self, evidence: &StatementEvidence) -> Transition {
        match (self, evidence.posting()) {
            (Self::Sending | Self::Unknown | Self::Accepted, Posting::Debit) => {
                Transition::Moved(Self::Settled)
            }
            (Self::Settled | Self::Returned, Posting::Debit)
            | (Self::Returned, Posting::Return) => Transition::Unchanged,
            (Self::Sending | Self::Unknown | Self::Accepted | Self::Settled, Posting::Return) => {
                Transition::Moved(Self::Returned)
            }
            (Self::Prepared | Self::NotSent | Self::Rejected, _) => Transition::Contradiction(
                "the statement books an order that was taken for not executed",
            ),
        }
    }

    fn on_decided(self, decision: &NamedDecision) -> Transition {
        let told = match decision.verdict() {
            Verdict::NotSent => Self::NotSent,
            Verdict::Rejected => Self::Rejected,
            Verdict::Returned => Self::Returned,
            Verdict::Settled => Self::Settled,
        };
        match (self, told) {
            (own, told) if own == told => Transition::Unchanged,
            (Self::Unknown | Self::Accepted, _)
            | (Self::Settled, Self::Returned)
            | (Self::Rejected | Self::NotSent, Self::Settled | Self::Returned) => {
                Transition::Moved(told)
            }
            (Self::Prepared | Self::Sending, _) => {
                Transition::Refused("there is no outcome to decide on yet")
            }
            _ => Transition::Refused("a person cannot undo what the bank has executed"),
        }
    }
}

impl fmt::Display for PaymentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prepared => "prepared",
            Self::Sending => "sending",
            Self::NotSent => "not sent",
            Self::Unknown => "unknown",
            Self::Accepted => "accepted",
            Self::Settled => "settled",
            Self::Rejected => "rejected",
            Self::Returned => "returned",
        })
    }
}

/// Something that was learned about a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaymentEvent {
    /// A statement shows the money moving.
    Booked(StatementEvidence),
    /// A named person has looked into it and decided.
    Decided(NamedDecision),
    /// The sender found, after a restart, that it had stopped with a sending under way.
    Interrupted,
    /// The bank reported a status: the answer to a query, or a notification.
    Reported(WeighedAnswer),
    /// A sending starts. To be stored durably before the first byte leaves.
    SendingStarted,
    /// The sending ended.
    Submitted(SubmitOutcome),
}

/// What an event did to a state.
#[must_use = "a refused or contradicted event needs somebody's attention"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transition {
    /// The event denies what is known; the state stays and a person has to look. Money may have moved twice, or not at all.
    Contradiction(&'static str),
    /// The state is now this one.
    Moved(PaymentState),
    /// The caller must not do this now; the state stays.
    Refused(&'static str),
    /// No news: a repetition, older news, or a report too weak to act on.
    Unchanged,
}

/// A payment order with what is known about it, and how that came to be known.
#[derive(Clone, Debug)]
pub struct TrackedPayment {
    order: PaymentOrder,
    content_hash: ContentHash,
    state: PaymentState,
    history: Vec<HistoryLine>,
}

impl TrackedPayment {
    /// Starts tracking an order that has not been sent.
    pub fn new(order: PaymentOrder) -> Self {
        let content_hash = order.content_hash();
        Self {
            order,
            content_hash,
            state: PaymentState::Prepared,
            history: Vec::new(),
        }
    }

    /// The order.
    pub const fn order(&self) -> &PaymentOrder {
        &self.order
    }

    /// The hash of the order's content, fixed when tracking began.
    pub const fn content_hash(&self) -> ContentHash {
        self.content_hash
    }

    /// Where the payment stands.
    pub const fn state(&self) -> PaymentState {
        self.state
    }

    /// Everything that was learned, oldest first; refused and contradicted events are kept too.
    pub fn history(&self) -> &[HistoryLine] {
        &self.history
    }

    /// Learns `event` at the time `now`.
    pub fn apply(&mut self, event: PaymentEvent, now: DateTime<Utc>) -> Transition {
        let transition = self.state.on(&event);
        if let Transition::Moved(state) = transition {
            self.state = state;
        }
        self.history.push(HistoryLine {
            at: now,
            event,
            transition,
        });
        transition
    }
}

/// One line of a payment's history.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryLine {
    /// When it was learned.
    pub at: DateTime<Utc>,
    /// What was learned.
    pub event: PaymentEvent,
    /// What it did to the state.
    pub transition: Transition,
}

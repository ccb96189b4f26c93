//! The bank-adapter traits: capabilities, outcomes that keep an unknown answer unknown, and a deterministic bank simulator.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use chrono::{DateTime, NaiveDate, Utc};
//! use girokit_bank::{Party, PaymentEvent, PaymentIds, PaymentOrder, PaymentState, SubmitOutcome, TrackedPayment, UnknownPhase};
//! use girokit_types::{EndToEndId, Money};
//!
//! let now: DateTime<Utc> = "2026-11-23T09:00:00Z".parse()?;
//! let debtor = Party::new("Muster GmbH", "DE89 3704 0044 0532 0130 00".parse()?)?;
//! let creditor = Party::new("Example SARL", "FR14 2004 1010 0505 0001 3M02 606".parse()?)?;
//! let ids = PaymentIds::derive("erp", "invoice 4711", "INV-4711".parse::<EndToEndId>()?);
//! let date = NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("a date")?;
//! let mut payment = TrackedPayment::new(PaymentOrder::new(ids, debtor, creditor, "EUR 12.50".parse::<Money>()?, date)?);
//!
//! let _ = payment.apply(PaymentEvent::SendingStarted, now);
//! let lost = SubmitOutcome::Unknown { phase: UnknownPhase::AwaitingAnswer, evidence: "no answer in 30 s".into() };
//! let _ = payment.apply(PaymentEvent::Submitted(lost), now);
//! assert_eq!(payment.state(), PaymentState::Unknown);
//! // A second sending is refused: it could pay twice.
//! let _ = payment.apply(PaymentEvent::SendingStarted, now);
//! assert_eq!(payment.state(), PaymentState::Unknown);
//! # Ok(())
//! # }
//! ```
//!
//! # What it does
//! - [`BankAdapter`]: the object-safe traits of a bank connection. What a bank cannot do is `None`.
//! - [`SubmitOutcome`]: what a submission ended in, as a value. A lost answer is [`SubmitOutcome::Unknown`] and never an error.
//! - [`PaymentState`]: the life of an order as a total transition function. `Unknown` leaves only by evidence that cannot be
//!   forged: a query that the bank declares authoritative ([`WeighedAnswer`]), a statement entry that was compared with the
//!   order ([`StatementEvidence`]), or a named person ([`NamedDecision`]).
//! - [`Capabilities`]: what a bank offers and promises, as data.
//! - `simulator` (a module behind the feature of its name): a bank in memory with double-entry books, for tests and demonstrations.
//!
//! # What it does not do
//! It knows no message format, no transport, no clock and no store: `girokit-adapters` puts formats and transports behind the
//! traits, `girokit-gateway` stores and schedules. It does not retry.
//!
//! # Main types
//! [`PaymentOrder`] and [`PaymentBatch`] go in, [`BatchOutcome`] comes out, [`TrackedPayment`] remembers;
//! [`girokit_types::Statement`] comes back.
//!
//! # Errors
//! Submitting has none, see [`SubmitOutcome`]. Reading fails with [`ReadError`], whose kind says whether to ask again. Values
//! that cannot be made say why in [`OrderError`].
//!
//! # Features
//! `simulator`: the simulated bank. Off by default.
//!
//! # Standards
//! ISO 20022 External Code Sets (`ExternalStatusReason1Code`, `ExternalPaymentTransactionStatus1Code`) for reasons and statuses.

mod adapter;
mod capabilities;
mod error;
mod evidence;
mod order;
mod outcome;
mod reason;
#[cfg(feature = "simulator")]
pub mod simulator;
mod state;

pub use async_trait::async_trait;
pub use girokit_types;

pub use adapter::{
    AccountBalance, Accounts, BankAdapter, BankId, ParseBankIdError, Payments, Statements,
};
pub use capabilities::{
    Capabilities, CapabilityProblem, Idempotency, MethodCapability, QueryCapability,
    StatementCapability,
};
pub use error::{ReadError, ReadErrorKind};
pub use evidence::{
    AnonymousDecisionError, NamedDecision, PaymentStatus, Posting, QueryAnswer, StatementEvidence,
    Verdict, WeighedAnswer,
};
pub use order::{
    Admission, ChargeBearer, ContentHash, OrderError, Party, PaymentBatch, PaymentIds,
    PaymentMethod, PaymentOrder, Remittance, RemittanceText, SeenOrders,
};
pub use outcome::{BankReference, BatchOutcome, NotSentCause, SubmitOutcome, UnknownPhase};
pub use reason::{ParseStatusReasonError, RejectClass, StatusReason};
pub use state::{HistoryLine, PaymentEvent, PaymentState, TrackedPayment, Transition};

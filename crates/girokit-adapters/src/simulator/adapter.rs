//! Our side of the wire: the adapter traits over the simulated bank's bytes.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use girokit_bank::{
    Admission, BankAdapter, BankId, BatchOutcome, Capabilities, NotSentCause, PaymentBatch,
    PaymentOrder, Payments, QueryAnswer, ReadError, ReadErrorKind, SeenOrders, Statements,
    SubmitOutcome, UnknownPhase,
};
use girokit_types::InstructionId;
use girokit_types::statement::{AccountId, Statement};

use super::bank::Iso20022Bank;
use crate::iso20022::{read_outcomes, read_statements, read_status, write_orders};

/// An adapter to a simulated bank that speaks pain.001, pain.002 and camt.053.
///
/// It declares no accounts capability: balances come with the statements.
#[derive(Debug)]
pub struct SimulatedBank {
    id: BankId,
    capabilities: Capabilities,
    wire: Mutex<Wire>,
}

#[derive(Debug)]
struct Wire {
    bank: Iso20022Bank,
    seen: SeenOrders,
    traffic: Vec<WireMessage>,
}

/// A message that went over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WireMessage {
    /// Which way it went.
    pub direction: Direction,
    /// The message definition, such as `pain.001.001.09`.
    pub definition: &'static str,
    /// Its bytes.
    pub xml: Vec<u8>,
}

/// Which way a message goes, seen from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "a wire has two ends")]
pub enum Direction {
    /// From the bank.
    Received,
    /// To the bank.
    Sent,
}

impl SimulatedBank {
    /// Connects to a bank, with the capabilities that it declares.
    pub const fn new(id: BankId, capabilities: Capabilities, bank: Iso20022Bank) -> Self {
        let wire = Wire {
            bank,
            seen: SeenOrders::new(),
            traffic: Vec::new(),
        };
        Self {
            id,
            capabilities,
            wire: Mutex::new(wire),
        }
    }

    /// Gives the bank to `act`: to advance its date, to plan faults, to look into its books.
    pub fn with_bank<T>(&self, act: impl FnOnce(&mut Iso20022Bank) -> T) -> T {
        self.with_wire(|wire| act(&mut wire.bank))
    }

    /// Takes out every message that went over the wire since the last call, in order. A lost answer is not among them.
    pub fn take_traffic(&self) -> Vec<WireMessage> {
        self.with_wire(|wire| std::mem::take(&mut wire.traffic))
    }

    /// The statements of several accounts in one camt.053.
    ///
    /// # Errors
    /// As [`Statements::statements`].
    pub fn statement_file(
        &self,
        accounts: &[AccountId],
        date: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Vec<Statement>, ReadError> {
        let xml = self.with_wire(|wire| {
            let xml = wire.bank.statements(accounts, date, now);
            wire.log(Direction::Received, "camt.053.001.08", xml.as_deref());
            xml
        });
        let nothing = || {
            ReadError::new(
                ReadErrorKind::Permanent,
                "the bank has no statement for this account and date",
            )
        };
        read_statements(&xml.ok_or_else(nothing)?).map_err(|error| {
            ReadError::new(ReadErrorKind::Malformed, "the statement cannot be read")
                .with_source(error)
        })
    }

    fn with_wire<T>(&self, act: impl FnOnce(&mut Wire) -> T) -> T {
        act(&mut self.wire.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why an order must not go out, if so. An id that went out before with another content never goes out again.
    fn refusal(&self, order: &PaymentOrder, now: DateTime<Utc>) -> Option<NotSentCause> {
        let problems = self.capabilities.problems(order, now.date_naive());
        if !problems.is_empty() {
            return Some(NotSentCause::Capability(
                problems.iter().map(ToString::to_string).collect(),
            ));
        }
        let admission = self.with_wire(|wire| wire.seen.admit(order));
        (admission == Admission::Conflict).then_some(NotSentCause::IdConflict)
    }

    fn send(&self, batch: &PaymentBatch, now: DateTime<Utc>) -> BatchOutcome {
        let xml = match write_orders(batch) {
            Ok(xml) => xml,
            Err(error) => {
                let cause = NotSentCause::Encode(error.to_string());
                return BatchOutcome::uniform(batch, &SubmitOutcome::NotSent { cause });
            }
        };
        let answer = self.with_wire(|wire| {
            wire.log(Direction::Sent, "pain.001.001.09", Some(xml.as_bytes()));
            let answer = wire.bank.receive(xml.as_bytes(), now);
            wire.log(Direction::Received, "pain.002.001.10", answer.as_deref());
            answer
        });
        if let Some(answer) = answer {
            return read_outcomes(batch, &answer);
        }
        let evidence = format!("pain.001 {} left and no pain.002 came", batch.message_id());
        let phase = UnknownPhase::AwaitingAnswer;
        BatchOutcome::uniform(batch, &SubmitOutcome::Unknown { phase, evidence })
    }
}

impl Wire {
    fn log(&mut self, direction: Direction, definition: &'static str, xml: Option<&[u8]>) {
        self.traffic.extend(xml.map(|xml| WireMessage {
            direction,
            definition,
            xml: xml.to_vec(),
        }));
    }
}

impl BankAdapter for SimulatedBank {
    fn id(&self) -> &BankId {
        &self.id
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn payments(&self) -> Option<&dyn Payments> {
        Some(self)
    }

    fn statements(&self) -> Option<&dyn Statements> {
        Some(self)
    }
}

#[async_trait]
impl Payments for SimulatedBank {
    async fn submit(&self, batch: &PaymentBatch, now: DateTime<Utc>) -> BatchOutcome {
        let max = self.capabilities.max_batch;
        if batch.orders().len() > max {
            let cause = NotSentCause::Capability(vec![format!(
                "expected at most {max} orders in a message"
            )]);
            return BatchOutcome::uniform(batch, &SubmitOutcome::NotSent { cause });
        }
        let refusals: Vec<Option<NotSentCause>> = batch
            .orders()
            .iter()
            .map(|order| self.refusal(order, now))
            .collect();
        let allowed = batch
            .orders()
            .iter()
            .zip(&refusals)
            .filter(|(_, refusal)| refusal.is_none());
        let allowed: Vec<PaymentOrder> = allowed.map(|(order, _)| order.clone()).collect();
        let reduced = PaymentBatch::new(
            batch.message_id().clone(),
            batch.initiating_party(),
            batch.created_at(),
            allowed,
        );
        let sent = reduced.ok().map(|reduced| self.send(&reduced, now));
        let mut refusals = batch
            .orders()
            .iter()
            .map(PaymentOrder::instruction_id)
            .zip(refusals);
        BatchOutcome::collect(batch, |id| {
            let refusal = refusals
                .find(|(own, _)| *own == id)
                .and_then(|(_, refusal)| refusal);
            match refusal {
                Some(cause) => Some(SubmitOutcome::NotSent { cause }),
                None => sent.as_ref().and_then(|sent| sent.of(id)).cloned(),
            }
        })
    }

    async fn query(
        &self,
        id: &InstructionId,
        now: DateTime<Utc>,
    ) -> Result<QueryAnswer, ReadError> {
        let answer = self.with_wire(|wire| {
            let answer = wire.bank.status(id, now);
            wire.log(Direction::Received, "pain.002.001.10", answer.as_deref());
            answer
        });
        let Some(answer) = answer else {
            return Ok(QueryAnswer::NotFound);
        };
        read_status(id, &answer).map_err(|error| {
            ReadError::new(ReadErrorKind::Malformed, "the status report cannot be used")
                .with_source(error)
        })
    }
}

#[async_trait]
impl Statements for SimulatedBank {
    async fn statements(
        &self,
        account: &AccountId,
        date: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Vec<Statement>, ReadError> {
        self.statement_file(std::slice::from_ref(account), date, now)
    }
}

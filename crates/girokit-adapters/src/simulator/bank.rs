//! The bank's side of the wire.

use chrono::{DateTime, NaiveDate, Utc};
use girokit_bank::simulator::{Delivery, Simulator};
use girokit_bank::{
    BatchOutcome, PaymentBatch, PaymentOrder, PaymentStatus, QueryAnswer, StatusReason,
    SubmitOutcome, UnknownPhase,
};
use girokit_types::statement::{AccountId, Statement};
use girokit_types::{InstructionId, MessageId};

use crate::iso20022::{
    GroupProblem, ReceivedBatch, Report, ReportedOrder, StatementMessage, read_orders,
    write_report, write_statements,
};

/// A bank that takes pain.001 and gives pain.002 and camt.053.
#[derive(Debug)]
pub struct Iso20022Bank {
    core: Simulator,
    messages: u64,
}

impl Iso20022Bank {
    /// Puts the formats in front of a bank.
    pub const fn new(core: Simulator) -> Self {
        Self { core, messages: 0 }
    }

    /// The bank behind the formats.
    pub const fn core(&self) -> &Simulator {
        &self.core
    }

    /// The bank behind the formats, to advance its date, plan faults or open accounts.
    pub const fn core_mut(&mut self) -> &mut Simulator {
        &mut self.core
    }

    /// Takes a pain.001 and answers with a pain.002; `None` when the fault plan loses the answer.
    ///
    /// A message that cannot be read, or whose counts or control sums are wrong, is refused as a whole.
    pub fn receive(&mut self, xml: &[u8], now: DateTime<Utc>) -> Option<Vec<u8>> {
        let received = match read_orders(xml) {
            Ok(received) => received,
            Err(error) => return self.refuse_unreadable(&error.to_string(), now),
        };
        let mut report = Report::new(self.next_id("P2", now), now, &received);
        let orders: Vec<PaymentOrder> = received
            .orders
            .iter()
            .filter_map(|one| one.order.clone().ok())
            .collect();
        let mut outcome = None;
        if report.problem.is_none() && !orders.is_empty() {
            let id = received.message_id.clone();
            match PaymentBatch::new(id, &received.initiating_party, received.created_at, orders) {
                Ok(batch) => match self.core.submit(&batch, now) {
                    Delivery::Answered(answer) => outcome = Some(answer),
                    Delivery::Lost => return None,
                },
                Err(error) => {
                    report.problem = Some(GroupProblem::new(StatusReason::DU05, error.to_string()));
                }
            }
        }
        if report.problem.is_none() {
            report.orders = reported(&received, outcome.as_ref());
        }
        write_report(&report).ok().map(String::into_bytes)
    }

    /// Answers "what became of this instruction?" with a pain.002 about it; `None` when the bank has no such instruction.
    pub fn status(&mut self, id: &InstructionId, now: DateTime<Utc>) -> Option<Vec<u8>> {
        let QueryAnswer::Found(status) = self.core.query(id) else {
            return None;
        };
        let record = self.core.order(id)?;
        let bank_reference = record.bank_reference.clone();
        let outcome = match (status, &record.reason) {
            (PaymentStatus::Rejected, Some(code)) => {
                SubmitOutcome::rejected(code.clone(), record.detail.map(str::to_owned))
            }
            (PaymentStatus::Accepted, _) => SubmitOutcome::Accepted { bank_reference },
            _ => SubmitOutcome::Settled { bank_reference },
        };
        let end_to_end_id = record.order.end_to_end_id().as_str().to_owned();
        let order = ReportedOrder::new(
            NOT_PROVIDED.to_owned(),
            Some(id.as_str().to_owned()),
            end_to_end_id,
            outcome,
        );
        let report =
            Report::about_nothing(self.next_id("PQ", now), now, NOT_PROVIDED).with_order(order);
        write_report(&report).ok().map(String::into_bytes)
    }

    /// The statements of accounts for a business date as one camt.053; `None` when there is none.
    pub fn statements(
        &mut self,
        accounts: &[AccountId],
        date: NaiveDate,
        now: DateTime<Utc>,
    ) -> Option<Vec<u8>> {
        let statements: Vec<Statement> = accounts
            .iter()
            .flat_map(|account| self.core.statements(account, date, now))
            .collect();
        if statements.is_empty() {
            return None;
        }
        let message = StatementMessage::new(self.next_id("C53", now), now);
        write_statements(&message, &statements)
            .ok()
            .map(String::into_bytes)
    }

    fn refuse_unreadable(&mut self, why: &str, now: DateTime<Utc>) -> Option<Vec<u8>> {
        let mut report = Report::about_nothing(self.next_id("P2", now), now, NOT_PROVIDED);
        let detail: String = why.chars().filter(|letter| !letter.is_control()).collect();
        report.problem = Some(GroupProblem::new(StatusReason::FF01, detail));
        write_report(&report).ok().map(String::into_bytes)
    }

    /// An id for the bank's own message: kind, day and a running number.
    fn next_id(&mut self, kind: &str, now: DateTime<Utc>) -> MessageId {
        self.messages = self.messages.saturating_add(1);
        let id = format!("{kind}-{}-{:010}", now.format("%Y%m%d"), self.messages);
        MessageId::parse(&id).unwrap_or_else(|_| {
            MessageId::parse(NOT_PROVIDED).expect("eleven letters are a message id")
        })
    }
}

/// What became of each received order: refused by the format, or as the core says.
fn reported(received: &ReceivedBatch, outcome: Option<&BatchOutcome>) -> Vec<ReportedOrder> {
    let lost = || SubmitOutcome::Unknown {
        phase: UnknownPhase::AnswerUnusable,
        evidence: String::new(),
    };
    let of = |order: &PaymentOrder| {
        outcome
            .and_then(|outcome| outcome.of(order.instruction_id()))
            .cloned()
    };
    let orders = received.orders.iter().map(|one| {
        let outcome = match &one.order {
            Ok(order) => of(order).unwrap_or_else(lost),
            Err((code, detail)) => SubmitOutcome::rejected(code.clone(), Some(detail.clone())),
        };
        ReportedOrder::new(
            one.block_id.clone(),
            one.instruction_id.clone(),
            one.end_to_end_id.clone(),
            outcome,
        )
    });
    orders.collect()
}

/// What stands where a reference is demanded and there is none.
const NOT_PROVIDED: &str = "NOTPROVIDED";

//! The simulator as a bank adapter without any format between: what an engine's tests stand on.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use girokit_types::statement::AccountId;
use girokit_types::{InstructionId, Statement};

use super::bank::{Delivery, Simulator};
use crate::adapter::{AccountBalance, Accounts, BankAdapter, BankId, Payments, Statements};
use crate::capabilities::Capabilities;
use crate::error::{ReadError, ReadErrorKind};
use crate::evidence::QueryAnswer;
use crate::order::PaymentBatch;
use crate::outcome::{BatchOutcome, NotSentCause, SubmitOutcome, UnknownPhase};

/// A [`Simulator`] behind the adapter traits.
#[derive(Debug)]
pub struct SimulatedBank {
    id: BankId,
    capabilities: Capabilities,
    bank: Mutex<Simulator>,
}

impl SimulatedBank {
    /// Puts a bank behind the traits, with the capabilities that it is to declare.
    pub const fn new(id: BankId, capabilities: Capabilities, bank: Simulator) -> Self {
        Self {
            id,
            capabilities,
            bank: Mutex::new(bank),
        }
    }

    /// Gives the bank to `act`: to advance its date, to plan faults, to look into its books.
    pub fn with_bank<T>(&self, act: impl FnOnce(&mut Simulator) -> T) -> T {
        act(&mut self.bank.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl BankAdapter for SimulatedBank {
    fn id(&self) -> &BankId {
        &self.id
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn accounts(&self) -> Option<&dyn Accounts> {
        Some(self)
    }

    fn payments(&self) -> Option<&dyn Payments> {
        Some(self)
    }

    fn statements(&self) -> Option<&dyn Statements> {
        Some(self)
    }
}

#[async_trait]
impl Accounts for SimulatedBank {
    async fn balances(
        &self,
        account: &AccountId,
        now: DateTime<Utc>,
    ) -> Result<Vec<AccountBalance>, ReadError> {
        let balances = self.with_bank(|bank| bank.balances(account, now));
        if balances.is_empty() {
            Err(unknown_account())
        } else {
            Ok(balances)
        }
    }
}

#[async_trait]
impl Payments for SimulatedBank {
    async fn submit(&self, batch: &PaymentBatch, now: DateTime<Utc>) -> BatchOutcome {
        if batch.orders().len() > self.capabilities.max_batch {
            let problem = format!(
                "expected at most {} orders in a message",
                self.capabilities.max_batch
            );
            let cause = NotSentCause::Capability(vec![problem]);
            return BatchOutcome::uniform(batch, &SubmitOutcome::NotSent { cause });
        }
        match self.with_bank(|bank| bank.submit(batch, now)) {
            Delivery::Answered(outcome) => outcome,
            Delivery::Lost => {
                let evidence = "the message left and no answer came".to_owned();
                BatchOutcome::uniform(
                    batch,
                    &SubmitOutcome::Unknown {
                        phase: UnknownPhase::AwaitingAnswer,
                        evidence,
                    },
                )
            }
        }
    }

    async fn query(
        &self,
        id: &InstructionId,
        _now: DateTime<Utc>,
    ) -> Result<QueryAnswer, ReadError> {
        Ok(self.with_bank(|bank| bank.query(id)))
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
        let statements = self.with_bank(|bank| bank.statements(account, date, now));
        if statements.is_empty() {
            Err(unknown_account())
        } else {
            Ok(statements)
        }
    }
}

fn unknown_account() -> ReadError {
    ReadError::new(
        ReadErrorKind::Permanent,
        "the bank has nothing for this account and date",
    )
}

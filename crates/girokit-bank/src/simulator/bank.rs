//! The simulated bank: accounts, orders, the business date.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use girokit_types::statement::AccountId;
use girokit_types::{Bic, Currency, InstructionId, Money};

use super::fault::{Fault, FaultPlan};
use super::ledger::{JournalEntry, Ledger, LedgerAccount, LedgerError};
use crate::adapter::AccountBalance;
use crate::evidence::{PaymentStatus, QueryAnswer};
use crate::order::{Admission, PaymentBatch, PaymentOrder, SeenOrders};
use crate::outcome::{BankReference, BatchOutcome, SubmitOutcome, UnknownPhase};
use crate::reason::StatusReason;

/// A bank in memory.
///
/// Its money is conserved (the sum over all its accounts is zero in every currency), an order is debited at most once
/// however often it is sent, and an instruction id that comes back with another content is refused.
#[derive(Clone, Debug)]
pub struct Simulator {
    pub(super) bic: Bic,
    pub(super) business_date: NaiveDate,
    pub(super) accounts: BTreeMap<(AccountId, Currency), AccountRecord>,
    pub(super) postings: Vec<PostingRecord>,
    pub(super) orders: BTreeMap<InstructionId, OrderRecord>,
    /// Ids in order of acceptance: the order of execution.
    queue: Vec<InstructionId>,
    ledger: Ledger,
    seen: SeenOrders,
    faults: FaultPlan,
    submissions: u64,
}

impl Simulator {
    /// Opens a bank on a business date.
    pub fn new(bic: Bic, business_date: NaiveDate) -> Self {
        Self {
            bic,
            business_date,
            accounts: BTreeMap::new(),
            postings: Vec::new(),
            orders: BTreeMap::new(),
            queue: Vec::new(),
            ledger: Ledger::default(),
            seen: SeenOrders::new(),
            faults: FaultPlan::none(),
            submissions: 0,
        }
    }

    /// Sets what will go wrong from now on.
    pub fn set_faults(&mut self, faults: FaultPlan) {
        self.faults = faults;
    }

    /// Opens an account in the currency of its opening balance, which comes out of the bank's capital.
    ///
    /// # Errors
    /// An account that exists already in this currency, or an opening balance below zero or finer than a minor unit.
    pub fn open_account(
        &mut self,
        account: AccountId,
        holder: &str,
        opening: Money,
    ) -> Result<(), SimulatorError> {
        let currency = opening.currency();
        let amount_minor = opening
            .minor_units()
            .ok()
            .filter(|minor| *minor >= 0)
            .ok_or(SimulatorError::OpeningBalance)?;
        let key = (account.clone(), currency);
        if self.accounts.contains_key(&key) {
            return Err(SimulatorError::AccountExists);
        }
        if amount_minor > 0 {
            self.ledger.book(JournalEntry {
                date: self.business_date,
                from: LedgerAccount::Capital(currency),
                to: LedgerAccount::Customer(account, currency),
                amount_minor,
            })?;
        }
        let record = AccountRecord {
            holder: holder.to_owned(),
            currency: opening.currency(),
            status: AccountStatus::Open,
            opened_on: self.business_date,
            opening_minor: amount_minor,
            reserved_minor: 0,
        };
        self.accounts.insert(key, record);
        Ok(())
    }

    /// Closes an account to new orders; what is accepted already is still executed.
    ///
    /// # Errors
    /// An account that does not exist.
    pub fn close_account(
        &mut self,
        account: &AccountId,
        currency: Currency,
    ) -> Result<(), SimulatorError> {
        let key = (account.clone(), currency);
        self.accounts
            .get_mut(&key)
            .ok_or(SimulatorError::UnknownAccount)?
            .status = AccountStatus::Closed;
        Ok(())
    }

    /// Takes a message with orders, and answers unless the fault plan loses the answer.
    pub fn submit(&mut self, batch: &PaymentBatch, now: DateTime<Utc>) -> Delivery {
        let submission = self.submissions;
        self.submissions = self.submissions.saturating_add(1);
        let fault = self.faults.take_for_message(batch.message_id(), submission);
        if fault == Some(Fault::DropBeforeCommit) {
            return Delivery::Lost;
        }
        let mut answers = BTreeMap::new();
        for order in batch.orders() {
            let fault = self.faults.take_for_instruction(order.instruction_id());
            if fault == Some(Fault::DropBeforeCommit) {
                continue;
            }
            let answer = self.take_order(order, now);
            if fault.is_none() {
                answers.insert(order.instruction_id().clone(), answer);
            }
        }
        if fault.is_some() {
            Delivery::Lost
        } else {
            Delivery::Answered(BatchOutcome::collect(batch, |id| answers.remove(id)))
        }
    }

    /// What became of an order, by the payer's id.
    pub fn query(&self, id: &InstructionId) -> QueryAnswer {
        self.orders.get(id).map_or(QueryAnswer::NotFound, |record| {
            QueryAnswer::Found(record.status)
        })
    }

    /// Everything that the bank knows of an order.
    pub fn order(&self, id: &InstructionId) -> Option<&OrderRecord> {
        self.orders.get(id)
    }

    /// Executes every accepted order whose date has come, in the order of acceptance, and gives their ids.
    ///
    /// An order that finds too little money now is rejected with `AM04`: acceptance of a future-dated order reserves nothing.
    pub fn execute_due(&mut self) -> Vec<InstructionId> {
        let (due, waiting) = std::mem::take(&mut self.queue).into_iter().partition(|id| {
            self.orders
                .get(id)
                .is_some_and(|record| record.order.execution_date() <= self.business_date)
        });
        self.queue = waiting;
        let due: Vec<InstructionId> = due;
        for id in &due {
            self.execute(id);
        }
        due
    }

    /// Ends the business day: executes what is due, moves to `next`, and reserves for what is then due.
    ///
    /// # Errors
    /// A date that is not after the current one.
    pub fn advance_to(&mut self, next: NaiveDate) -> Result<(), SimulatorError> {
        if next <= self.business_date {
            return Err(SimulatorError::DateNotLater);
        }
        self.execute_due();
        self.business_date = next;
        Ok(())
    }

    /// Sends the money of a settled order back to the debtor, as when the creditor's bank cannot apply it.
    ///
    /// # Errors
    /// An order that is unknown or not settled, or a creditor at this bank who has spent the money.
    pub fn return_order(
        &mut self,
        id: &InstructionId,
        reason: StatusReason,
    ) -> Result<(), SimulatorError> {
        let record = self
            .orders
            .get(id)
            .filter(|record| record.status == PaymentStatus::Settled);
        let record = record.ok_or(SimulatorError::NotSettled)?.clone();
        let currency = record.order.amount().currency();
        let debtor = record.order.debtor().account().clone();
        let from = self.creditor_account(&record.order);
        if let LedgerAccount::Customer(creditor, _) = &from
            && record.amount_minor > self.available_minor(creditor, currency)
        {
            return Err(SimulatorError::ShortFunds);
        }
        self.ledger.book(JournalEntry {
            date: self.business_date,
            from,
            to: LedgerAccount::Customer(debtor, currency),
            amount_minor: record.amount_minor,
        })?;
        self.post(&record, PostingKind::Return);
        if let Some(record) = self.orders.get_mut(id) {
            record.status = PaymentStatus::Returned;
            record.reason = Some(reason);
        }
        Ok(())
    }

    /// The business date.
    pub const fn business_date(&self) -> NaiveDate {
        self.business_date
    }

    /// The bank's own identifier.
    pub const fn bic(&self) -> &Bic {
        &self.bic
    }

    /// The books.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What an account holds, one line for each currency; empty for an account that does not exist.
    pub fn balances(&self, account: &AccountId, now: DateTime<Utc>) -> Vec<AccountBalance> {
        self.pots(account)
            .filter_map(|(currency, record)| {
                let booked = self
                    .ledger
                    .balance_minor(&LedgerAccount::Customer(account.clone(), currency));
                let money = |minor| Money::from_minor_units(minor, record.currency).ok();
                let available = booked.saturating_sub(record.reserved_minor);
                Some(AccountBalance::new(
                    account.clone(),
                    money(booked)?,
                    money(available)?,
                    now,
                ))
            })
            .collect()
    }

    /// The accounts that the bank keeps, with their currencies and holders.
    pub fn accounts(&self) -> impl Iterator<Item = (&AccountId, Currency, &str)> {
        self.accounts
            .iter()
            .map(|((account, _), record)| (account, record.currency, record.holder.as_str()))
    }

    pub(super) fn pots(
        &self,
        account: &AccountId,
    ) -> impl Iterator<Item = (Currency, &AccountRecord)> {
        self.accounts
            .iter()
            .filter(move |((own, _), _)| own == account)
            .map(|((_, currency), record)| (*currency, record))
    }

    /// Judges a new order, replays the answer to a repeated one.
    fn take_order(&mut self, order: &PaymentOrder, now: DateTime<Utc>) -> SubmitOutcome {
        match self.seen.admit(order) {
            Admission::Conflict => {
                return refused(
                    StatusReason::DU05,
                    "this instruction id came before with another content",
                );
            }
            Admission::Repetition => return self.replay(order.instruction_id()),
            Admission::New => {}
        }
        let judged = self.judge(order);
        let amount_minor = order.amount().minor_units().unwrap_or(0);
        let number = self.orders.len().saturating_add(1);
        let mut record = OrderRecord {
            order: order.clone(),
            amount_minor,
            status: PaymentStatus::Accepted,
            reason: None,
            detail: None,
            bank_reference: BankReference::parse(&format!(
                "{}{number:08}",
                self.business_date.format("%y%m%d")
            )),
            taken_at: now,
            reserved: false,
        };
        let id = order.instruction_id().clone();
        if let Err((code, detail)) = judged {
            record.refuse(code, detail);
            self.orders.insert(id.clone(), record);
            return self.replay(&id);
        }
        if order.execution_date() <= self.business_date {
            record.reserved = true;
            self.change_reserve(order, amount_minor);
        }
        self.orders.insert(id.clone(), record);
        if order.method().is_immediate() && order.execution_date() <= self.business_date {
            self.execute(&id);
        } else {
            self.queue.push(id.clone());
        }
        self.replay(&id)
    }

    /// Why the bank refuses an order, as a code and a sentence; the first reason in the order in which a bank would look.
    fn judge(&self, order: &PaymentOrder) -> Result<(), (StatusReason, &'static str)> {
        let amount = order.amount();
        let currency = amount.currency();
        let debtor = order.debtor().account();
        if self.pots(debtor).next().is_none() {
            return Err((StatusReason::AC02, "the debtor's account is not kept here"));
        }
        let pot = self.accounts.get(&(debtor.clone(), currency));
        let pot = pot.ok_or((
            StatusReason::AM03,
            "the debtor's account is not kept in this currency",
        ))?;
        if pot.status == AccountStatus::Closed {
            return Err((StatusReason::AC04, "the debtor's account is closed"));
        }
        self.judge_creditor(order, currency)?;
        if order.execution_date() < self.business_date {
            return Err((StatusReason::CH04, "the execution date has passed"));
        }
        let amount_minor = amount.minor_units().map_err(|_| {
            (
                StatusReason::CH20,
                "the amount is finer than the minor unit",
            )
        })?;
        if order.execution_date() == self.business_date
            && amount_minor > self.available_minor(debtor, currency)
        {
            return Err((
                StatusReason::AM04,
                "the debtor's account does not hold enough money",
            ));
        }
        Ok(())
    }

    fn judge_creditor(
        &self,
        order: &PaymentOrder,
        currency: Currency,
    ) -> Result<(), (StatusReason, &'static str)> {
        let creditor = order.creditor();
        if creditor.account() == order.debtor().account() {
            return Err((StatusReason::AC03, "debtor and creditor are one account"));
        }
        let kept_here = self.pots(creditor.account()).next().is_some();
        if !kept_here {
            let claimed = creditor.agent().is_some_and(|agent| *agent == self.bic);
            let unknown = (
                StatusReason::AC03,
                "the creditor's account is not kept here, as the order says",
            );
            return if claimed { Err(unknown) } else { Ok(()) };
        }
        match self.accounts.get(&(creditor.account().clone(), currency)) {
            None => Err((
                StatusReason::AM03,
                "the creditor's account is not kept in this currency",
            )),
            Some(record) if record.status == AccountStatus::Closed => {
                Err((StatusReason::AC07, "the creditor's account is closed"))
            }
            Some(_) => Ok(()),
        }
    }

    fn execute(&mut self, id: &InstructionId) {
        let Some(record) = self
            .orders
            .get(id)
            .filter(|record| record.status == PaymentStatus::Accepted)
            .cloned()
        else {
            return;
        };
        let debtor = record.order.debtor().account().clone();
        let currency = record.order.amount().currency();
        if record.reserved {
            self.change_reserve(&record.order, record.amount_minor.saturating_neg());
        }
        let booked = if record.amount_minor > self.available_minor(&debtor, currency) {
            Err((
                StatusReason::AM04,
                "the debtor's account did not hold enough money on the execution date",
            ))
        } else {
            let entry = JournalEntry {
                date: self.business_date,
                from: LedgerAccount::Customer(debtor, currency),
                to: self.creditor_account(&record.order),
                amount_minor: record.amount_minor,
            };
            self.ledger
                .book(entry)
                .map_err(|_| (StatusReason::NARR, "the books refuse the booking"))
        };
        if booked.is_ok() {
            self.post(&record, PostingKind::Payment);
        }
        if let Some(record) = self.orders.get_mut(id) {
            record.reserved = false;
            match booked {
                Ok(()) => record.status = PaymentStatus::Settled,
                Err((code, detail)) => record.refuse(code, detail),
            }
        }
    }

    fn creditor_account(&self, order: &PaymentOrder) -> LedgerAccount {
        let currency = order.amount().currency();
        let creditor = order.creditor().account().clone();
        if self.accounts.contains_key(&(creditor.clone(), currency)) {
            LedgerAccount::Customer(creditor, currency)
        } else {
            LedgerAccount::Clearing(currency)
        }
    }

    /// Remembers a booking for the statements of both sides.
    fn post(&mut self, record: &OrderRecord, kind: PostingKind) {
        self.postings.push(PostingRecord {
            instruction_id: record.order.instruction_id().clone(),
            kind,
            date: self.business_date,
            amount_minor: record.amount_minor,
        });
    }

    fn available_minor(&self, account: &AccountId, currency: Currency) -> i128 {
        let booked = self
            .ledger
            .balance_minor(&LedgerAccount::Customer(account.clone(), currency));
        let reserved = self
            .accounts
            .get(&(account.clone(), currency))
            .map_or(0, |record| record.reserved_minor);
        booked.saturating_sub(reserved)
    }

    fn change_reserve(&mut self, order: &PaymentOrder, by_minor: i128) {
        let key = (order.debtor().account().clone(), order.amount().currency());
        if let Some(record) = self.accounts.get_mut(&key) {
            record.reserved_minor = record.reserved_minor.saturating_add(by_minor);
        }
    }

    /// The answer that the order has now.
    fn replay(&self, id: &InstructionId) -> SubmitOutcome {
        let Some(record) = self.orders.get(id) else {
            return SubmitOutcome::Unknown {
                phase: UnknownPhase::AnswerUnusable,
                evidence: "the bank has seen this id and kept no record of it".to_owned(),
            };
        };
        let bank_reference = record.bank_reference.clone();
        match (record.status, &record.reason) {
            (PaymentStatus::Rejected, Some(code)) => {
                SubmitOutcome::rejected(code.clone(), record.detail.map(str::to_owned))
            }
            (PaymentStatus::Accepted, _) => SubmitOutcome::Accepted { bank_reference },
            _ => SubmitOutcome::Settled { bank_reference },
        }
    }
}

/// What came back from a submission.
#[must_use = "a lost answer leaves every order of the message unknown"]
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_enums,
    reason = "an answer comes back or it does not"
)]
pub enum Delivery {
    /// The bank's answer.
    Answered(BatchOutcome),
    /// Nothing.
    Lost,
}

/// Whether an account takes orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AccountStatus {
    /// It takes none.
    Closed,
    /// It takes orders.
    Open,
}

/// What the bank knows of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrderRecord {
    /// The order as it was first received.
    pub order: PaymentOrder,
    /// Its amount in minor units.
    pub amount_minor: i128,
    /// Where it stands.
    pub status: PaymentStatus,
    /// Why it was refused or returned.
    pub reason: Option<StatusReason>,
    /// The bank's words beside the reason.
    pub detail: Option<&'static str>,
    /// The bank's reference.
    pub bank_reference: Option<BankReference>,
    /// When the bank took it.
    pub taken_at: DateTime<Utc>,
    reserved: bool,
}

impl OrderRecord {
    fn refuse(&mut self, code: StatusReason, detail: &'static str) {
        self.status = PaymentStatus::Rejected;
        self.reason = Some(code);
        self.detail = Some(detail);
    }
}

/// Why the simulator's caller cannot have what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// The account exists in this currency.
    #[error("expected a new account, found one that exists in this currency")]
    AccountExists,
    /// The next business date is not after the current one.
    #[error("expected a later business date")]
    DateNotLater,
    /// The books refuse a booking.
    #[error("the books refuse the booking: {0}")]
    Ledger(#[from] LedgerError),
    /// The order is unknown or not settled.
    #[error("expected a settled order")]
    NotSettled,
    /// The opening balance is below zero or finer than a minor unit.
    #[error("expected an opening balance of zero or more in whole minor units")]
    OpeningBalance,
    /// The creditor has spent the money.
    #[error("expected enough money on the creditor's account")]
    ShortFunds,
    /// The account does not exist in this currency.
    #[error("expected an account of this bank in this currency")]
    UnknownAccount,
}

#[derive(Clone, Debug)]
pub(super) struct AccountRecord {
    pub(super) holder: String,
    pub(super) currency: Currency,
    pub(super) status: AccountStatus,
    pub(super) opened_on: NaiveDate,
    pub(super) opening_minor: i128,
    pub(super) reserved_minor: i128,
}

/// One booking of an order, as both sides' statements show it.
#[derive(Clone, Debug)]
pub(super) struct PostingRecord {
    pub(super) instruction_id: InstructionId,
    pub(super) kind: PostingKind,
    pub(super) date: NaiveDate,
    pub(super) amount_minor: i128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PostingKind {
    Payment,
    Return,
}

fn refused(code: StatusReason, detail: &str) -> SubmitOutcome {
    SubmitOutcome::rejected(code, Some(detail.to_owned()))
}

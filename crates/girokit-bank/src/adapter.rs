//! The traits that a bank connection implements.

use std::fmt;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use girokit_types::statement::AccountId;
use girokit_types::{Currency, InstructionId, Money, Statement};

use crate::capabilities::Capabilities;
use crate::error::ReadError;
use crate::evidence::QueryAnswer;
use crate::order::PaymentBatch;
use crate::outcome::BatchOutcome;

/// One connection to one bank.
///
/// The trait is object safe: a gateway holds `dyn BankAdapter` and never names a concrete bank. What a bank cannot do is
/// `None`, never a method that pretends to have done it.
pub trait BankAdapter: fmt::Debug + Send + Sync {
    /// The name of this connection, as routing rules and logs use it.
    fn id(&self) -> &BankId;

    /// What the bank offers and promises.
    fn capabilities(&self) -> &Capabilities;

    /// Accounts and balances.
    fn accounts(&self) -> Option<&dyn Accounts> {
        None
    }

    /// Payments.
    fn payments(&self) -> Option<&dyn Payments> {
        None
    }

    /// Account statements.
    fn statements(&self) -> Option<&dyn Statements> {
        None
    }
}

/// Accounts and their balances.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The balances of an account, one for each currency that it holds.
    async fn balances(
        &self,
        account: &AccountId,
        now: DateTime<Utc>,
    ) -> Result<Vec<AccountBalance>, ReadError>;
}

/// Sending payments, and asking what became of them.
#[async_trait]
pub trait Payments: Send + Sync {
    /// Hands a batch to the bank.
    ///
    /// There is no error: whatever happens, each order of the batch has an outcome. The caller has stored the orders, their
    /// ids and content hashes *before* the call, so that a crash during it is found and becomes
    /// [`Unknown`](crate::SubmitOutcome::Unknown). Once a byte may have left, a failure is `Unknown` and not `NotSent`.
    async fn submit(&self, batch: &PaymentBatch, now: DateTime<Utc>) -> BatchOutcome;

    /// Asks what became of an order, by our own id: the bank's id may never have reached us.
    ///
    /// # Errors
    /// A [`ReadError`] when the question got no answer. That says nothing about the payment.
    async fn query(&self, id: &InstructionId, now: DateTime<Utc>)
    -> Result<QueryAnswer, ReadError>;
}

/// Account statements.
#[async_trait]
pub trait Statements: Send + Sync {
    /// The statements of an account for a business date, one for each currency that it holds.
    ///
    /// # Errors
    /// A [`ReadError`]; of kind [`Permanent`](crate::ReadErrorKind::Permanent) when the bank has no such account or keeps no statement of that date.
    async fn statements(
        &self,
        account: &AccountId,
        date: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Vec<Statement>, ReadError>;
}

/// What an account holds in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountBalance {
    /// The account.
    pub account: AccountId,
    /// What has been booked.
    pub booked: Money,
    /// What may be spent: booked less what is reserved for accepted orders.
    pub available: Money,
    /// The time that the figures speak of.
    pub as_of: DateTime<Utc>,
}

impl AccountBalance {
    /// States a balance.
    pub const fn new(
        account: AccountId,
        booked: Money,
        available: Money,
        as_of: DateTime<Utc>,
    ) -> Self {
        Self {
            account,
            booked,
            available,
            as_of,
        }
    }

    /// The currency.
    pub fn currency(&self) -> Currency {
        self.booked.currency()
    }
}

/// The name of a bank connection: 1 to 32 of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankId(String);

impl BankId {
    /// The longest name.
    pub const MAX_LEN: usize = 32;

    /// Parses a name.
    ///
    /// # Errors
    /// Anything but 1 to 32 of `a-z`, `0-9` and `-`.
    pub fn parse(text: &str) -> Result<Self, ParseBankIdError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=Self::MAX_LEN).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParseBankIdError)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BankId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for BankId {
    type Err = ParseBankIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// The text is not a bank id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a bank id of 1 to 32 lower-case letters, digits and hyphens")]
pub struct ParseBankIdError;

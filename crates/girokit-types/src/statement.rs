//! Account statements in one form, whatever format they came in.
//!
//! A statement format (camt.053, MT940, BAI2, a channel's bill) produces a [`Statement`] of [`StatementEntry`]s;
//! reconciliation consumes them and knows no format. [`Statement::prove`] shows that opening balance plus booked
//! movements is the closing balance, or says by how much it is not; [`prove_continuity`] shows that each statement goes on
//! where the one before it stopped.
//!
//! ```
//! use girokit_types::statement::{AccountId, Balance, BalanceKind, CreditDebit, Statement, StatementEntry};
//! use girokit_types::Currency;
//!
//! let day = "2026-11-23".parse()?;
//! let statement = Statement::new("2026-327", AccountId::parse("DE89 3704 0044 0532 0130 00")?, Currency::EUR)
//!     .with_balance(Balance::new(BalanceKind::OPENING_BOOKED, "EUR 100.00".parse()?, day))
//!     .with_entry(StatementEntry::new("EUR 30.00".parse()?, CreditDebit::Debit)?)
//!     .with_balance(Balance::new(BalanceKind::CLOSING_BOOKED, "EUR 70.01".parse()?, day));
//! let proof = statement.prove();
//! assert!(!proof.is_balanced());
//! assert!(proof.to_string().ends_with("the difference is EUR 0.01"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;

use chrono::NaiveDate;

use crate::currency::Currency;
use crate::money::Money;

mod balance;
mod continuity;
mod entry;
mod party;
mod proof;
mod reference;
mod transaction;

pub use balance::{Balance, BalanceKind};
pub use continuity::{
    ContinuityFault, ContinuityFinding, ContinuityProof, StatementName, prove_continuity,
};
pub use entry::{CreditDebit, EntryStatus, SourcePosition, StatementEntry};
pub use party::{AccountId, Agent, Counterparty, MAX_ACCOUNT_LEN};
pub use proof::{BalanceProof, BalanceVerdict, MovementTotal};
pub use reference::{ReferenceKind, References, is_placeholder};
pub use transaction::{BankTransactionCode, Charge, Exchange, TransactionDetails};

/// A statement of one account: its balances and its entries, in the order in which the bank gave them.
///
/// ISO 20022 camt.053.001.08 `/BkToCstmrStmt/Stmt`; one MT940 message; BAI2 records 03 to 49.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Statement {
    id: Box<str>,
    account: AccountId,
    currency: Currency,
    #[cfg_attr(feature = "serde", serde(default))]
    period: Option<(NaiveDate, NaiveDate)>,
    #[cfg_attr(feature = "serde", serde(default))]
    sequence: Option<u64>,
    #[cfg_attr(feature = "serde", serde(default))]
    page: Option<Page>,
    #[cfg_attr(feature = "serde", serde(default))]
    balances: Vec<Balance>,
    #[cfg_attr(feature = "serde", serde(default))]
    entries: Vec<StatementEntry>,
}

impl Statement {
    /// A statement without balances and entries.
    pub fn new(id: &str, account: AccountId, currency: Currency) -> Self {
        Self {
            id: id.trim().into(),
            account,
            currency,
            period: None,
            sequence: None,
            page: None,
            balances: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// Sets the first and the last day that the statement covers.
    #[must_use]
    pub fn with_period(mut self, first: NaiveDate, last: NaiveDate) -> Self {
        self.period = Some((first, last));
        self
    }

    /// Sets the sequence number: camt `ElctrncSeqNb`, MT940 field 28C.
    #[must_use]
    pub fn with_sequence(mut self, sequence: u64) -> Self {
        self.sequence = Some(sequence);
        self
    }

    /// Sets the page: camt `StmtPgntn`, MT940 field 28C after the slash.
    #[must_use]
    pub fn with_page(mut self, page: Page) -> Self {
        self.page = Some(page);
        self
    }

    /// Adds a balance.
    #[must_use]
    pub fn with_balance(mut self, balance: Balance) -> Self {
        self.balances.push(balance);
        self
    }

    /// Adds an entry.
    #[must_use]
    pub fn with_entry(mut self, entry: StatementEntry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Adds entries.
    #[must_use]
    pub fn with_entries(mut self, entries: Vec<StatementEntry>) -> Self {
        if self.entries.is_empty() {
            self.entries = entries;
        } else {
            self.entries.extend(entries);
        }
        self
    }

    /// The bank's identification of the statement.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The account.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The currency of the account.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The first and the last day that the statement covers.
    pub fn period(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.period
    }

    /// The sequence number.
    pub fn sequence(&self) -> Option<u64> {
        self.sequence
    }

    /// The page.
    pub fn page(&self) -> Option<Page> {
        self.page
    }

    /// Every balance, in the bank's order.
    pub fn balances(&self) -> &[Balance] {
        &self.balances
    }

    /// The first balance of this kind.
    pub fn balance(&self, kind: &BalanceKind) -> Option<&Balance> {
        self.balances.iter().find(|balance| balance.kind() == kind)
    }

    /// The booked balance before the first entry: `OPBD`, else `PRCD`, else one between pages.
    pub fn opening_balance(&self) -> Option<&Balance> {
        proof::Bounds::find(&self.balances).opening
    }

    /// The booked balance after the last entry: `CLBD`, else one between pages.
    pub fn closing_balance(&self) -> Option<&Balance> {
        proof::Bounds::find(&self.balances).closing
    }

    /// The closing balance at the owner's disposal: `CLAV`.
    pub fn available_balance(&self) -> Option<&Balance> {
        self.balance(&BalanceKind::CLOSING_AVAILABLE)
    }

    /// Every entry, in the bank's order.
    pub fn entries(&self) -> &[StatementEntry] {
        &self.entries
    }

    /// Takes the entries out.
    pub fn into_entries(self) -> Vec<StatementEntry> {
        self.entries
    }

    /// Proves that the opening balance plus the booked entries is the closing balance, or says precisely why not.
    ///
    /// Exact: no tolerance, no rounding. Entries that are not booked take no part.
    pub fn prove(&self) -> BalanceProof {
        proof::prove(self)
    }
}

/// The place of a page in a statement that came in several messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Page {
    /// The page, from 1.
    pub number: u64,
    /// Whether it is the last; `None` if the format does not say (MT940).
    pub last: Option<bool>,
}

impl Page {
    /// A page of which it is not known whether it is the last.
    pub fn new(number: u64) -> Self {
        Self { number, last: None }
    }

    /// Says whether it is the last.
    #[must_use]
    pub fn with_last(mut self, last: bool) -> Self {
        self.last = Some(last);
        self
    }
}

/// Why a part of a statement cannot be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatementError {
    /// The account identification is longer than [`MAX_ACCOUNT_LEN`].
    AccountTooLong,
    /// The balance type is empty or longer than 35 characters.
    BalanceKind,
    /// The account identification has no visible character.
    EmptyAccount,
    /// The amount is negative; its sign belongs into [`CreditDebit`].
    NegativeAmount,
    /// The direction is neither `CRDT` nor `DBIT`.
    UnknownCreditDebit,
    /// The status is none of `BOOK`, `FUTR`, `INFO`, `PDNG`.
    UnknownEntryStatus,
}

impl fmt::Display for StatementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccountTooLong => write!(f, "expected an account of at most {MAX_ACCOUNT_LEN} bytes, found a longer one"),
            Self::BalanceKind => f.write_str("expected a balance type of 1 to 35 characters"),
            Self::EmptyAccount => f.write_str("expected an account, found nothing"),
            Self::NegativeAmount => f.write_str("expected an amount without sign beside a credit or debit mark, found a negative one"),
            Self::UnknownCreditDebit => f.write_str("expected CRDT or DBIT"),
            Self::UnknownEntryStatus => f.write_str("expected BOOK, FUTR, INFO or PDNG"),
        }
    }
}

impl std::error::Error for StatementError {}

/// The one door for an amount that stands beside a direction.
fn unsigned(amount: Money) -> Result<Money, StatementError> {
    if amount.is_negative() {
        Err(StatementError::NegativeAmount)
    } else {
        Ok(amount)
    }
}

#[cfg(feature = "serde")]
fn deserialize_unsigned<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Money, D::Error> {
    let amount = <Money as serde::Deserialize>::deserialize(deserializer)?;
    unsigned(amount).map_err(serde::de::Error::custom)
}

#[cfg(feature = "serde")]
fn deserialize_unsigned_option<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Money>, D::Error> {
    let amount = <Option<Money> as serde::Deserialize>::deserialize(deserializer)?;
    amount
        .map(unsigned)
        .transpose()
        .map_err(serde::de::Error::custom)
}

/// A rate as text: a JSON number would pass through a float in many readers.
#[cfg(feature = "serde")]
mod rate_text {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    #[allow(clippy::ref_option, reason = "serde gives the field by reference")]
    pub(super) fn serialize<S: Serializer>(
        rate: &Option<Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        rate.map(|rate| rate.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Decimal>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| {
            Decimal::from_str_exact(&text)
                .map_err(|_| D::Error::custom("expected a decimal as text"))
        })
        .transpose()
    }
}

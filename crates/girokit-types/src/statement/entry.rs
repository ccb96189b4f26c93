//! One booking on an account.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use super::party::text;
use super::{
    AccountId, BankTransactionCode, Charge, Counterparty, Exchange, ReferenceKind, References,
    StatementError, TransactionDetails, unsigned,
};
use crate::currency::Currency;
use crate::money::Money;

/// One booking on an account: the form that every statement format produces and reconciliation consumes.
///
/// The amount has no sign; [`CreditDebit`] says which way the entry itself moves the balance, for a reversal too: the
/// reversal of a debit is a credit with the reversal flag (MT940 writes it `RD`). Unless told otherwise an entry is
/// booked and no reversal.
///
/// ```
/// use girokit_types::statement::{CreditDebit, ReferenceKind, StatementEntry};
/// use girokit_types::{Money};
///
/// let amount = Money::parse("EUR 250.00")?;
/// let entry = StatementEntry::new(amount, CreditDebit::Debit)?
///     .with_booking_date("2026-11-23".parse()?)
///     .with_reference(ReferenceKind::EndToEnd, "INV-2026-0042");
/// assert!(entry.signed_amount().is_negative());
/// assert_eq!(entry.references().end_to_end_id(), Some("INV-2026-0042"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// ISO 20022 camt.053.001.08 `/BkToCstmrStmt/Stmt/Ntry`; MT940 fields 61 and 86; BAI2 record 16.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StatementEntry {
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "super::deserialize_unsigned")
    )]
    amount: Money,
    credit_debit: CreditDebit,
    #[cfg_attr(feature = "serde", serde(default))]
    reversal: bool,
    #[cfg_attr(feature = "serde", serde(default))]
    status: EntryStatus,
    #[cfg_attr(feature = "serde", serde(default))]
    booking_date: Option<NaiveDate>,
    #[cfg_attr(feature = "serde", serde(default))]
    value_date: Option<NaiveDate>,
    #[cfg_attr(feature = "serde", serde(default))]
    account: Option<AccountId>,
    #[cfg_attr(feature = "serde", serde(default))]
    details: TransactionDetails,
    #[cfg_attr(feature = "serde", serde(default))]
    transactions: Vec<TransactionDetails>,
    #[cfg_attr(feature = "serde", serde(default))]
    batch_count: Option<u32>,
    #[cfg_attr(feature = "serde", serde(default))]
    additional_information: Option<Box<str>>,
    #[cfg_attr(feature = "serde", serde(default))]
    source: Option<Box<SourcePosition>>,
}

impl StatementEntry {
    /// A booked entry.
    ///
    /// # Errors
    /// [`StatementError::NegativeAmount`]: the sign is the direction's. Zero is allowed, since banks book it (a cheque
    /// cancelled, an information entry).
    pub fn new(amount: Money, credit_debit: CreditDebit) -> Result<Self, StatementError> {
        Ok(Self {
            amount: unsigned(amount)?,
            credit_debit,
            reversal: false,
            status: EntryStatus::Booked,
            booking_date: None,
            value_date: None,
            account: None,
            details: TransactionDetails::new(),
            transactions: Vec::new(),
            batch_count: None,
            additional_information: None,
            source: None,
        })
    }

    /// Says whether the entry takes back an earlier one: camt `RvslInd`, MT940 marks `RC` and `RD`.
    #[must_use]
    pub fn with_reversal(mut self, reversal: bool) -> Self {
        self.reversal = reversal;
        self
    }

    /// Sets the status.
    #[must_use]
    pub fn with_status(mut self, status: EntryStatus) -> Self {
        self.status = status;
        self
    }

    /// Sets the day on which the bank booked it.
    #[must_use]
    pub fn with_booking_date(mut self, date: NaiveDate) -> Self {
        self.booking_date = Some(date);
        self
    }

    /// Sets the day from which it bears interest or is at disposal.
    #[must_use]
    pub fn with_value_date(mut self, date: NaiveDate) -> Self {
        self.value_date = Some(date);
        self
    }

    /// Sets the account, for an entry that stands outside a [`Statement`](super::Statement), such as a notification.
    #[must_use]
    pub fn with_account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Sets what the bank tells about the entry as a whole: of its one transaction, or of the batch.
    #[must_use]
    pub fn with_details(mut self, details: TransactionDetails) -> Self {
        self.details = details;
        self
    }

    /// Adds a reference to the entry as a whole.
    #[must_use]
    pub fn with_reference(mut self, kind: ReferenceKind, value: &str) -> Self {
        self.details.references_mut().push(kind, value);
        self
    }

    /// Sets the other party of the entry as a whole.
    #[must_use]
    pub fn with_counterparty(mut self, counterparty: Counterparty) -> Self {
        self.details = self.details.with_counterparty(counterparty);
        self
    }

    /// Sets the bank transaction code of the entry as a whole.
    #[must_use]
    pub fn with_bank_transaction_code(mut self, code: BankTransactionCode) -> Self {
        self.details = self.details.with_bank_transaction_code(code);
        self
    }

    /// Adds a transaction of a batch booking. An entry with one transaction has [`details`](Self::details) instead.
    #[must_use]
    pub fn with_transaction(mut self, transaction: TransactionDetails) -> Self {
        self.transactions.push(transaction);
        self
    }

    /// Sets how many transactions the bank says the booking contains: camt `NtryDtls/Btch/NbOfTxs`.
    #[must_use]
    pub fn with_batch_count(mut self, count: u32) -> Self {
        self.batch_count = Some(count);
        self
    }

    /// Sets the free text on the entry: camt `AddtlNtryInf`.
    #[must_use]
    pub fn with_additional_information(mut self, information: &str) -> Self {
        self.additional_information = text(information);
        self
    }

    /// Sets where in its file the entry stands.
    #[must_use]
    pub fn with_source(mut self, source: SourcePosition) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// The amount, zero or positive.
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// The currency of the amount.
    pub fn currency(&self) -> Currency {
        self.amount.currency()
    }

    /// The amount as the balance feels it: positive for a credit, negative for a debit.
    pub fn signed_amount(&self) -> Money {
        self.credit_debit.sign(self.amount)
    }

    /// Which way the entry moves the balance.
    pub fn credit_debit(&self) -> CreditDebit {
        self.credit_debit
    }

    /// Whether the entry takes back an earlier one.
    pub fn is_reversal(&self) -> bool {
        self.reversal
    }

    /// The status.
    pub fn status(&self) -> EntryStatus {
        self.status
    }

    /// The day on which the bank booked it.
    pub fn booking_date(&self) -> Option<NaiveDate> {
        self.booking_date
    }

    /// The day from which it bears interest or is at disposal.
    pub fn value_date(&self) -> Option<NaiveDate> {
        self.value_date
    }

    /// The account, if the entry carries it; within a statement the statement's account stands.
    pub fn account(&self) -> Option<&AccountId> {
        self.account.as_ref()
    }

    /// What the bank tells about the entry as a whole.
    pub fn details(&self) -> &TransactionDetails {
        &self.details
    }

    /// The references of the entry as a whole.
    pub fn references(&self) -> &References {
        self.details.references()
    }

    /// The other party of the entry as a whole.
    pub fn counterparty(&self) -> Option<&Counterparty> {
        self.details.counterparty()
    }

    /// The bank transaction code of the entry as a whole.
    pub fn bank_transaction_code(&self) -> Option<&BankTransactionCode> {
        self.details.bank_transaction_code()
    }

    /// The charges of the entry as a whole.
    pub fn charges(&self) -> &[Charge] {
        self.details.charges()
    }

    /// The original amount and rate of the entry as a whole.
    pub fn exchange(&self) -> Option<&Exchange> {
        self.details.exchange()
    }

    /// The transactions of a batch booking; empty for an entry with one transaction.
    pub fn transactions(&self) -> &[TransactionDetails] {
        &self.transactions
    }

    /// How many transactions the bank says the booking contains.
    pub fn batch_count(&self) -> Option<u32> {
        self.batch_count
    }

    /// The free text on the entry.
    pub fn additional_information(&self) -> Option<&str> {
        self.additional_information.as_deref()
    }

    /// Where in its file the entry stands.
    pub fn source(&self) -> Option<&SourcePosition> {
        self.source.as_deref()
    }

    /// Whether the transactions of a batch booking have amounts that add up to the entry's, so that they can stand for it.
    ///
    /// False for an entry without transactions.
    pub fn is_itemized(&self) -> bool {
        let sum =
            self.transactions
                .iter()
                .try_fold(Money::zero(self.currency()), |sum, transaction| {
                    let credit_debit = transaction.credit_debit().unwrap_or(self.credit_debit);
                    sum.checked_add(credit_debit.sign(transaction.amount()?))
                        .ok()
                });
        !self.transactions.is_empty() && sum == Some(self.signed_amount())
    }
}

/// Which way an amount moves a balance. ISO 20022 `CreditDebitCode`: there is no third way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[allow(clippy::exhaustive_enums, reason = "money comes in or goes out")]
pub enum CreditDebit {
    /// Money in: the balance rises.
    Credit,
    /// Money out: the balance falls.
    Debit,
}

impl CreditDebit {
    /// The ISO 20022 code: `CRDT` or `DBIT`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Credit => "CRDT",
            Self::Debit => "DBIT",
        }
    }

    /// The other way.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Credit => Self::Debit,
            Self::Debit => Self::Credit,
        }
    }

    /// Gives an unsigned amount this direction's sign: a debit is negative.
    #[must_use]
    pub fn sign(self, amount: Money) -> Money {
        match self {
            Self::Credit => amount,
            Self::Debit => amount.negated(),
        }
    }
}

impl fmt::Display for CreditDebit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Credit => "credit",
            Self::Debit => "debit",
        })
    }
}

impl FromStr for CreditDebit {
    type Err = StatementError;

    /// Reads the ISO 20022 code.
    fn from_str(code: &str) -> Result<Self, StatementError> {
        match code {
            "CRDT" => Ok(Self::Credit),
            "DBIT" => Ok(Self::Debit),
            _ => Err(StatementError::UnknownCreditDebit),
        }
    }
}

/// How final an entry is. ISO 20022 `ExternalEntryStatus1Code`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EntryStatus {
    /// `BOOK`: on the account, part of the booked balance.
    #[default]
    Booked,
    /// `FUTR`: known for a coming day.
    Future,
    /// `INFO`: told for information only, moves no balance.
    Information,
    /// `PDNG`: announced, may still change or vanish.
    Pending,
}

impl EntryStatus {
    /// The ISO 20022 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Booked => "BOOK",
            Self::Future => "FUTR",
            Self::Information => "INFO",
            Self::Pending => "PDNG",
        }
    }

    /// Whether an entry of this status is part of the booked balance.
    pub fn moves_balance(self) -> bool {
        self == Self::Booked
    }
}

impl fmt::Display for EntryStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Booked => "booked",
            Self::Future => "future",
            Self::Information => "information",
            Self::Pending => "pending",
        })
    }
}

impl FromStr for EntryStatus {
    type Err = StatementError;

    /// Reads the ISO 20022 code.
    fn from_str(code: &str) -> Result<Self, StatementError> {
        match code {
            "BOOK" => Ok(Self::Booked),
            "FUTR" => Ok(Self::Future),
            "INFO" => Ok(Self::Information),
            "PDNG" => Ok(Self::Pending),
            _ => Err(StatementError::UnknownEntryStatus),
        }
    }
}

/// Where in its file an entry stands: what a person needs to find it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SourcePosition {
    #[cfg_attr(feature = "serde", serde(default))]
    path: Option<Box<str>>,
    #[cfg_attr(feature = "serde", serde(default))]
    line: Option<u64>,
}

impl SourcePosition {
    /// The element's path in an XML message, such as `/Document/BkToCstmrStmt/Stmt[1]/Ntry[3]`.
    pub fn path(path: &str) -> Self {
        Self {
            path: text(path),
            line: None,
        }
    }

    /// The line in a text file, from 1.
    pub fn line(line: u64) -> Self {
        Self {
            path: None,
            line: Some(line),
        }
    }

    /// Adds the line, from 1.
    #[must_use]
    pub fn with_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The element's path, if the source has paths.
    pub fn as_path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The line, from 1, if the source has lines.
    pub fn as_line(&self) -> Option<u64> {
        self.line
    }
}

impl fmt::Display for SourcePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.path, self.line) {
            (Some(path), Some(line)) => write!(f, "{path} (line {line})"),
            (Some(path), None) => f.write_str(path),
            (None, Some(line)) => write!(f, "line {line}"),
            (None, None) => f.write_str("unknown position"),
        }
    }
}

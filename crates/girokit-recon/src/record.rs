//! What the books expect on an account.

use chrono::NaiveDate;
use girokit_types::Money;
use girokit_types::statement::{AccountId, CreditDebit, ReferenceKind, References, StatementError};

/// One movement that the books expect on a bank account, or have already booked.
///
/// The amount has no sign; [`CreditDebit`] says which way the movement moves the *bank's* balance: a payment made is a
/// debit, a payment received a credit.
///
/// ```
/// use girokit_recon::LedgerRecord;
/// use girokit_types::statement::{AccountId, CreditDebit, ReferenceKind};
///
/// let account = AccountId::parse("DE89370400440532013000")?;
/// let record = LedgerRecord::new("PAY-7", account, "EUR 250.00".parse()?, CreditDebit::Debit, "2026-11-23".parse()?)?
///     .with_reference(ReferenceKind::EndToEnd, "INV-2026-0042");
/// assert_eq!(record.id(), "PAY-7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRecord {
    id: Box<str>,
    account: AccountId,
    amount: Money,
    credit_debit: CreditDebit,
    date: NaiveDate,
    references: References,
}

impl LedgerRecord {
    /// A movement that is expected on that day.
    ///
    /// # Errors
    /// [`StatementError::NegativeAmount`]: the sign is the direction's.
    pub fn new(
        id: &str,
        account: AccountId,
        amount: Money,
        credit_debit: CreditDebit,
        date: NaiveDate,
    ) -> Result<Self, StatementError> {
        if amount.is_negative() {
            return Err(StatementError::NegativeAmount);
        }
        Ok(Self {
            id: id.into(),
            account,
            amount,
            credit_debit,
            date,
            references: References::new(),
        })
    }

    /// Adds a reference by which the bank may name the movement.
    #[must_use]
    pub fn with_reference(mut self, kind: ReferenceKind, value: &str) -> Self {
        self.references.push(kind, value);
        self
    }

    /// Sets all references.
    #[must_use]
    pub fn with_references(mut self, references: References) -> Self {
        self.references = references;
        self
    }

    /// The books' own identification.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The bank account.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The amount, zero or positive.
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// The amount as the bank's balance feels it: negative for a debit.
    pub fn signed_amount(&self) -> Money {
        self.credit_debit.sign(self.amount)
    }

    /// Which way the movement moves the bank's balance.
    pub fn credit_debit(&self) -> CreditDebit {
        self.credit_debit
    }

    /// The day on which it is expected.
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// The references by which the bank may name it.
    pub fn references(&self) -> &References {
        &self.references
    }
}

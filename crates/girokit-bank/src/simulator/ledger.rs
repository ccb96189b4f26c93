//! The simulator's books: double entry, in minor units, one pot for each account and currency.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use girokit_types::Currency;
use girokit_types::statement::AccountId;

/// An account of the bank's own books.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LedgerAccount {
    /// The bank's own capital in a currency: where opening balances come from.
    Capital(Currency),
    /// Money on its way to or from other banks in a currency.
    Clearing(Currency),
    /// A customer's account in a currency; what the bank owes the customer is positive.
    Customer(AccountId, Currency),
}

impl LedgerAccount {
    /// The currency that the account is kept in.
    pub fn currency(&self) -> Currency {
        match self {
            Self::Capital(currency) | Self::Clearing(currency) | Self::Customer(_, currency) => {
                *currency
            }
        }
    }
}

/// One booking: the same amount leaves one account and reaches another, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalEntry {
    /// The business date of the booking.
    pub date: NaiveDate,
    /// The account that is debited.
    pub from: LedgerAccount,
    /// The account that is credited.
    pub to: LedgerAccount,
    /// How much, in minor units; above zero.
    pub amount_minor: i128,
}

/// The books.
///
/// Every change is a [`JournalEntry`] that takes from one account what it gives to another, so that the sum over all
/// accounts of a currency is zero at all times.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    balances: BTreeMap<LedgerAccount, i128>,
    journal: Vec<JournalEntry>,
}

impl Ledger {
    /// Books `amount_minor` from one account to another.
    ///
    /// # Errors
    /// An amount that is not above zero, two currencies, one account on both sides, or a balance beyond an `i128`. Then nothing is booked.
    pub(super) fn book(&mut self, entry: JournalEntry) -> Result<(), LedgerError> {
        if entry.amount_minor <= 0 {
            return Err(LedgerError::AmountNotPositive);
        }
        if entry.from.currency() != entry.to.currency() {
            return Err(LedgerError::MixedCurrencies);
        }
        if entry.from == entry.to {
            return Err(LedgerError::SameAccount);
        }
        let debited = self
            .balance_minor(&entry.from)
            .checked_sub(entry.amount_minor)
            .ok_or(LedgerError::Overflow)?;
        let credited = self
            .balance_minor(&entry.to)
            .checked_add(entry.amount_minor)
            .ok_or(LedgerError::Overflow)?;
        self.balances.insert(entry.from.clone(), debited);
        self.balances.insert(entry.to.clone(), credited);
        self.journal.push(entry);
        Ok(())
    }

    /// What an account holds, in minor units; zero for one that was never booked.
    pub fn balance_minor(&self, account: &LedgerAccount) -> i128 {
        self.balances.get(account).copied().unwrap_or(0)
    }

    /// Every booking, oldest first.
    pub fn journal(&self) -> &[JournalEntry] {
        &self.journal
    }

    /// The sum over all accounts of each currency, in minor units. Each is zero, or the books are wrong.
    pub fn sums(&self) -> BTreeMap<Currency, i128> {
        let mut sums = BTreeMap::new();
        for (account, balance) in &self.balances {
            let sum: &mut i128 = sums.entry(account.currency()).or_insert(0);
            *sum = sum.saturating_add(*balance);
        }
        sums
    }
}

/// Why the books refuse a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The amount is zero or below.
    #[error("expected an amount above zero")]
    AmountNotPositive,
    /// The accounts are kept in different currencies.
    #[error("expected one currency on both sides")]
    MixedCurrencies,
    /// The balance would leave the range of 128 bits.
    #[error("expected a balance within 128 bits")]
    Overflow,
    /// Both sides are one account.
    #[error("expected two different accounts")]
    SameAccount,
}

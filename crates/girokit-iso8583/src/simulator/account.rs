//! A cardholder's account.

use core::fmt;

use zeroize::Zeroizing;

/// An account that the host keeps for a card.
#[derive(Clone)]
pub struct Account {
    pub(super) pan: Zeroizing<String>,
    pub(super) opening: i64,
    pub(super) status: CardStatus,
    pub(super) limit: Option<i64>,
    pub(super) expiry: Option<String>,
    pub(super) currency: Option<String>,
    pub(super) wrong_pin: bool,
}

/// What the host knows of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CardStatus {
    /// It may be used.
    Active,
    /// It has expired.
    Expired,
    /// It was reported lost.
    Lost,
    /// It was reported stolen.
    Stolen,
}

impl Account {
    /// An active card with an opening balance in minor units, which may be below zero.
    pub fn new(pan: impl Into<String>, balance_minor: i64) -> Self {
        Self {
            pan: Zeroizing::new(pan.into()),
            opening: balance_minor,
            status: CardStatus::Active,
            limit: None,
            expiry: None,
            currency: None,
            wrong_pin: false,
        }
    }

    /// The same with another status.
    #[must_use]
    pub const fn with_status(mut self, status: CardStatus) -> Self {
        self.status = status;
        self
    }

    /// The same with the most that one debit may be, in minor units.
    #[must_use]
    pub const fn with_limit(mut self, limit_minor: i64) -> Self {
        self.limit = Some(limit_minor);
        self
    }

    /// The same with an expiry date, `YYMM`. A request with another one (DE 14) is declined as expired.
    #[must_use]
    pub fn with_expiry(mut self, expiry: impl Into<String>) -> Self {
        self.expiry = Some(expiry.into());
        self
    }

    /// The same in a currency, by its number (`978`). A request in another one (DE 49) is an invalid transaction.
    #[must_use]
    pub fn with_currency(mut self, currency: impl Into<String>) -> Self {
        self.currency = Some(currency.into());
        self
    }

    /// The same, but every PIN block (DE 52) counts as wrong.
    #[must_use]
    pub const fn with_wrong_pin(mut self) -> Self {
        self.wrong_pin = true;
        self
    }
}

/// Without the card number.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("status", &self.status)
            .field("opening", &self.opening)
            .finish_non_exhaustive()
    }
}

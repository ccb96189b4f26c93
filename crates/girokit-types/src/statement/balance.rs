//! The balances of a statement.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;

use super::StatementError;
use crate::money::Money;

/// A balance on a day: what it is, how much, and when.
///
/// The amount is signed: an overdrawn account has a negative balance. ISO 20022 camt.053.001.08
/// `/BkToCstmrStmt/Stmt/Bal`; MT940 fields 60a, 62a, 64, 65.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Balance {
    kind: BalanceKind,
    amount: Money,
    date: NaiveDate,
    #[cfg_attr(feature = "serde", serde(default))]
    intermediate: bool,
}

impl Balance {
    /// A balance of this kind at the given date. `amount` is negative for an overdrawn account.
    pub fn new(kind: BalanceKind, amount: Money, date: NaiveDate) -> Self {
        Self {
            kind,
            amount,
            date,
            intermediate: false,
        }
    }

    /// Marks the balance as one between two pages of a statement: MT940 60M and 62M, camt subtype `INTM`, `OIBD`, `CIBD`.
    #[must_use]
    pub fn with_intermediate(mut self, intermediate: bool) -> Self {
        self.intermediate = intermediate;
        self
    }

    /// What balance it is.
    pub fn kind(&self) -> &BalanceKind {
        &self.kind
    }

    /// The signed amount.
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// The day.
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// Whether it stands between two pages of a statement.
    pub fn is_intermediate(&self) -> bool {
        self.intermediate
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.amount, self.kind)?;
        if self.intermediate {
            f.write_str(", between pages")?;
        }
        write!(f, ", {})", self.date)
    }
}

/// What a balance states: an ISO 20022 `ExternalBalanceType1Code`, or the bank's own word.
///
/// The list is open: an unknown code is kept and takes no part in a proof.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct BalanceKind(Cow<'static, str>);

impl BalanceKind {
    /// `CLAV`: closing balance at the owner's disposal. MT940 field 64.
    pub const CLOSING_AVAILABLE: Self = Self(Cow::Borrowed("CLAV"));
    /// `CLBD`: closing booked balance. MT940 field 62a.
    pub const CLOSING_BOOKED: Self = Self(Cow::Borrowed("CLBD"));
    /// `XPCD`: balance expected when pending entries are booked.
    pub const EXPECTED: Self = Self(Cow::Borrowed("XPCD"));
    /// `FWAV`: balance at the owner's disposal on a coming day. MT940 field 65.
    pub const FORWARD_AVAILABLE: Self = Self(Cow::Borrowed("FWAV"));
    /// `INFO`: for information.
    pub const INFORMATION: Self = Self(Cow::Borrowed("INFO"));
    /// `ITAV`: available balance during the day or between pages.
    pub const INTERIM_AVAILABLE: Self = Self(Cow::Borrowed("ITAV"));
    /// `ITBD`: booked balance during the day or between pages.
    pub const INTERIM_BOOKED: Self = Self(Cow::Borrowed("ITBD"));
    /// `OPAV`: opening balance at the owner's disposal.
    pub const OPENING_AVAILABLE: Self = Self(Cow::Borrowed("OPAV"));
    /// `OPBD`: opening booked balance. MT940 field 60a.
    pub const OPENING_BOOKED: Self = Self(Cow::Borrowed("OPBD"));
    /// `PRCD`: closing booked balance of the previous statement, which is this one's opening balance.
    pub const PREVIOUSLY_CLOSED_BOOKED: Self = Self(Cow::Borrowed("PRCD"));

    /// Keeps a code as sent, without surrounding white space.
    ///
    /// # Errors
    /// [`StatementError::BalanceKind`] if it is empty or longer than 35 characters.
    pub fn parse(code: &str) -> Result<Self, StatementError> {
        let code = code.trim();
        if code.is_empty() || code.chars().nth(35).is_some() {
            return Err(StatementError::BalanceKind);
        }
        let known = KNOWN.iter().find(|(kind, _)| kind.as_str() == code);
        Ok(known.map_or_else(
            || Self(Cow::Owned(code.to_owned())),
            |(kind, _)| kind.clone(),
        ))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the code means, for people; none for a code outside the list.
    pub fn name(&self) -> Option<&'static str> {
        KNOWN
            .iter()
            .find(|(kind, _)| kind == self)
            .map(|(_, name)| *name)
    }
}

impl fmt::Display for BalanceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for BalanceKind {
    type Error = StatementError;

    fn try_from(code: String) -> Result<Self, StatementError> {
        Self::parse(&code)
    }
}

impl From<BalanceKind> for String {
    fn from(kind: BalanceKind) -> Self {
        kind.0.into_owned()
    }
}

const KNOWN: [(BalanceKind, &str); 10] = [
    (BalanceKind::CLOSING_AVAILABLE, "closing available balance"),
    (BalanceKind::CLOSING_BOOKED, "closing booked balance"),
    (BalanceKind::EXPECTED, "expected balance"),
    (BalanceKind::FORWARD_AVAILABLE, "forward available balance"),
    (BalanceKind::INFORMATION, "balance for information"),
    (BalanceKind::INTERIM_AVAILABLE, "interim available balance"),
    (BalanceKind::INTERIM_BOOKED, "interim booked balance"),
    (BalanceKind::OPENING_AVAILABLE, "opening available balance"),
    (BalanceKind::OPENING_BOOKED, "opening booked balance"),
    (
        BalanceKind::PREVIOUSLY_CLOSED_BOOKED,
        "previously closed booked balance",
    ),
];

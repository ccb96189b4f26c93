//! What the host decides, and by what rules.

use crate::mti::{Class, Version};

/// What the host answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decision {
    /// Approved, or accepted.
    Approved,
    /// Declined without a reason.
    DoNotHonour,
    /// A message with this key was seen with other content.
    Duplicate,
    /// Above the limit.
    ExceedsLimit,
    /// The card has expired, or the expiry date is another.
    ExpiredCard,
    /// A field that is needed is not there or cannot be read.
    FormatError,
    /// Not enough money.
    InsufficientFunds,
    /// The amount is not one.
    InvalidAmount,
    /// No such card.
    InvalidCard,
    /// Not a transaction that the host knows, or not in this currency, or no longer possible.
    InvalidTransaction,
    /// The issuer cannot be reached.
    IssuerInoperative,
    /// The card is lost.
    LostCard,
    /// Not for this card.
    NotPermitted,
    /// The card is stolen.
    StolenCard,
    /// The host has failed.
    SystemMalfunction,
    /// The PIN is wrong.
    WrongPin,
}

impl Decision {
    /// DE 39 as this version and class of message has it; :1993 codes for any version but :1987.
    ///
    /// Source: ISO 8583:1987 and :1993 DE 39 (action codes), from public listings.
    pub const fn code(self, version: Version, class: Class) -> &'static str {
        let (v1987, v1993) = match self {
            Self::Approved => (
                "00",
                match class {
                    Class::Reversal => "400",
                    Class::Reconciliation => "500",
                    Class::NetworkManagement => "800",
                    _ => "000",
                },
            ),
            Self::DoNotHonour => ("05", "100"),
            Self::Duplicate => ("94", "913"),
            Self::ExceedsLimit => ("61", "121"),
            Self::ExpiredCard => ("54", "101"),
            Self::FormatError => ("30", "904"),
            Self::InsufficientFunds => ("51", "116"),
            Self::InvalidAmount => ("13", "110"),
            Self::InvalidCard => ("14", "111"),
            Self::InvalidTransaction => ("12", "902"),
            Self::IssuerInoperative => ("91", "907"),
            Self::LostCard => ("41", "208"),
            Self::NotPermitted => ("57", "119"),
            Self::StolenCard => ("43", "209"),
            Self::SystemMalfunction => ("96", "909"),
            Self::WrongPin => ("55", "117"),
        };
        match version {
            Version::V1987 => v1987,
            _ => v1993,
        }
    }
}

/// A rule: the first one whose conditions all hold decides. Without one, the account does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    conditions: Vec<Condition>,
    decision: Decision,
}

/// What a rule looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition {
    /// DE 4 is this, in minor units.
    Amount(i64),
    /// DE 4 is more than this, in minor units.
    AmountAbove(i64),
    /// DE 18 is this merchant category code.
    Mcc(String),
    /// The card number begins with these digits.
    PanPrefix(String),
    /// DE 41 is this terminal; spaces behind it do not count.
    Terminal(String),
}

/// What the conditions see.
pub(super) struct Facts<'a> {
    pub(super) amount: i64,
    pub(super) mcc: Option<&'a str>,
    pub(super) pan: &'a str,
    pub(super) terminal: &'a str,
}

impl Rule {
    /// Decides so if `condition` holds.
    pub fn new(condition: Condition, decision: Decision) -> Self {
        Self {
            conditions: vec![condition],
            decision,
        }
    }

    /// The same, if this holds as well.
    #[must_use]
    pub fn and(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    pub(super) fn decide(&self, facts: &Facts<'_>) -> Option<Decision> {
        self.conditions
            .iter()
            .all(|condition| match condition {
                Condition::Amount(amount) => facts.amount == *amount,
                Condition::AmountAbove(amount) => facts.amount > *amount,
                Condition::Mcc(mcc) => facts.mcc == Some(mcc.as_str()),
                Condition::PanPrefix(prefix) => facts.pan.starts_with(prefix.as_str()),
                Condition::Terminal(terminal) => facts.terminal == terminal.trim_end(),
            })
            .then_some(self.decision)
    }
}

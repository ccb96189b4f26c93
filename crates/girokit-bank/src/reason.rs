//! Why a bank refused: ISO 20022 external status reason codes.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// An ISO 20022 external status reason code, such as `AC01` or `AM04`.
///
/// The list is open: banks use codes that are younger than any copy of the list, so every value of one to
/// four printable characters is kept as it stands. The codes that this crate acts on are named constants.
///
/// Source: ISO 20022 External Code Sets, `ExternalStatusReason1Code`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusReason(Cow<'static, str>);

impl StatusReason {
    /// The account number is wrong or does not exist.
    pub const AC01: Self = Self(Cow::Borrowed("AC01"));
    /// The debtor's account number is wrong or does not exist.
    pub const AC02: Self = Self(Cow::Borrowed("AC02"));
    /// The creditor's account number is wrong or does not exist.
    pub const AC03: Self = Self(Cow::Borrowed("AC03"));
    /// The account is closed.
    pub const AC04: Self = Self(Cow::Borrowed("AC04"));
    /// The account is blocked for this kind of posting.
    pub const AC06: Self = Self(Cow::Borrowed("AC06"));
    /// The creditor's account is closed.
    pub const AC07: Self = Self(Cow::Borrowed("AC07"));
    /// The amount is zero.
    pub const AM01: Self = Self(Cow::Borrowed("AM01"));
    /// The amount is outside what the bank allows.
    pub const AM02: Self = Self(Cow::Borrowed("AM02"));
    /// The currency is not one that the account or the service can carry.
    pub const AM03: Self = Self(Cow::Borrowed("AM03"));
    /// The debtor's account does not hold enough money.
    pub const AM04: Self = Self(Cow::Borrowed("AM04"));
    /// The message or payment repeats an earlier one.
    pub const AM05: Self = Self(Cow::Borrowed("AM05"));
    /// The control sum does not equal the sum of the amounts.
    pub const AM10: Self = Self(Cow::Borrowed("AM10"));
    /// The number of transactions does not equal what the header says.
    pub const AM18: Self = Self(Cow::Borrowed("AM18"));
    /// The requested date is too far in the future.
    pub const CH03: Self = Self(Cow::Borrowed("CH03"));
    /// The requested date is too far in the past.
    pub const CH04: Self = Self(Cow::Borrowed("CH04"));
    /// The amount has more decimal places than its currency.
    pub const CH20: Self = Self(Cow::Borrowed("CH20"));
    /// The date is invalid.
    pub const DT01: Self = Self(Cow::Borrowed("DT01"));
    /// The message identification was used before.
    pub const DU01: Self = Self(Cow::Borrowed("DU01"));
    /// The instruction identification was used before, for another content.
    pub const DU05: Self = Self(Cow::Borrowed("DU05"));
    /// The message does not have the format that the bank expects.
    pub const FF01: Self = Self(Cow::Borrowed("FF01"));
    /// The reason stands in words beside the code.
    pub const NARR: Self = Self(Cow::Borrowed("NARR"));
    /// The bank identifier is wrong.
    pub const RC01: Self = Self(Cow::Borrowed("RC01"));

    /// Parses a code as it stands on the wire.
    ///
    /// # Errors
    /// Anything but one to four printable, non-blank ASCII characters.
    pub fn parse(text: &str) -> Result<Self, ParseStatusReasonError> {
        let fits =
            (1..=MAX_LEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(ParseStatusReasonError)
        }
    }

    /// The code as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the code means in plain English, when this crate knows it.
    pub fn meaning(&self) -> Option<&'static str> {
        let meaning = match self.as_str() {
            "AC01" => "the account number is wrong or unknown",
            "AC02" => "the debtor's account is unknown",
            "AC03" => "the creditor's account is unknown",
            "AC04" => "the account is closed",
            "AC06" => "the account is blocked",
            "AC07" => "the creditor's account is closed",
            "AM01" => "the amount is zero",
            "AM02" => "the amount is outside the allowed range",
            "AM03" => "the currency is not allowed for this account or service",
            "AM04" => "the debtor's account does not hold enough money",
            "AM05" => "this repeats an earlier payment",
            "AM10" => "the control sum does not equal the sum of the amounts",
            "AM18" => "the number of transactions does not equal the header's",
            "CH03" => "the requested date is too far in the future",
            "CH04" => "the requested date is too far in the past",
            "CH20" => "the amount has more decimal places than its currency",
            "DT01" => "the date is invalid",
            "DU01" => "the message id was used before",
            "DU05" => "the instruction id was used before for another content",
            "FF01" => "the message format is invalid",
            "RC01" => "the bank identifier is wrong",
            _ => return None,
        };
        Some(meaning)
    }

    /// Who can mend the refusal, and how; [`RejectClass::Other`] for a code that this crate does not know.
    pub fn class(&self) -> RejectClass {
        let code = self.as_str();
        match code {
            "AM04" => RejectClass::Funds,
            "AM03" | "AM11" => RejectClass::Currency,
            "AM05" => RejectClass::Duplicate,
            "AM01" | "AM02" | "AM09" | "AM12" | "CH20" => RejectClass::Amount,
            "CH03" | "CH04" | "DT01" | "TM01" => RejectClass::Date,
            "AM10" | "AM18" => RejectClass::Format,
            _ if code.starts_with("AC") || code.starts_with("RC") => RejectClass::Account,
            _ if code.starts_with("DU") => RejectClass::Duplicate,
            _ if code.starts_with("FF") => RejectClass::Format,
            _ if code.starts_with("AG") || code.starts_with("RR") => RejectClass::Compliance,
            _ => RejectClass::Other,
        }
    }
}

impl fmt::Display for StatusReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for StatusReason {
    type Err = ParseStatusReasonError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// What kind of fault made the bank refuse, and so who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RejectClass {
    /// An account or bank identifier is wrong, closed or blocked: correct the order.
    Account,
    /// The amount itself is not acceptable: correct the order.
    Amount,
    /// The agreement or the law does not allow it: ask the bank.
    Compliance,
    /// The currency does not fit the account or the service: correct the order.
    Currency,
    /// The requested date is not possible: correct the order.
    Date,
    /// The bank has seen this id before: look for the first one, do not send again under a new id blindly.
    Duplicate,
    /// The message is malformed: a fault of the sending software.
    Format,
    /// The account is short of money: the same order may be made again later, as a new payment.
    Funds,
    /// A code that this crate does not class: read the bank's list.
    Other,
}

impl fmt::Display for RejectClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Account => "account",
            Self::Amount => "amount",
            Self::Compliance => "compliance",
            Self::Currency => "currency",
            Self::Date => "date",
            Self::Duplicate => "duplicate",
            Self::Format => "format",
            Self::Funds => "funds",
            Self::Other => "other",
        })
    }
}

/// The text is not a status reason code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a status reason of 1 to 4 printable ASCII characters")]
pub struct ParseStatusReasonError;

/// `ExternalStatusReason1Code` is declared as a text of 1 to 4 characters.
const MAX_LEN: usize = 4;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn an_unknown_code_survives() {
        let code = StatusReason::parse("ZZ99").unwrap();
        assert_eq!(code.to_string(), "ZZ99");
        assert_eq!(code.class(), RejectClass::Other);
        assert_eq!(code.meaning(), None);
    }

    #[test]
    fn a_parsed_code_equals_its_constant() {
        assert_eq!(StatusReason::parse("AM04").unwrap(), StatusReason::AM04);
        assert_eq!(StatusReason::AM04.class(), RejectClass::Funds);
    }

    #[test]
    fn refuses_what_the_schema_refuses() {
        for text in ["", "ABCDE", "A B", "\u{e9}"] {
            assert_eq!(
                StatusReason::parse(text),
                Err(ParseStatusReasonError),
                "{text:?}"
            );
        }
    }
}

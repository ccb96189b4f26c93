//! The message type indicator.

use core::fmt;
use core::str::FromStr;

/// Four digits that say what a message is: version, class, function, origin.
///
/// Source: ISO 8583:1987 4.1, :1993 4.1, :2003 5.1.
///
/// ```
/// use girokit_iso8583::mti::{Class, Function, Mti};
///
/// let request: Mti = "0200".parse()?;
/// assert_eq!(request.class(), Class::Financial);
/// assert_eq!(request.function(), Function::Request);
/// assert_eq!(request.response().map(|mti| mti.to_string()).as_deref(), Some("0210"));
/// # Ok::<(), girokit_iso8583::mti::ParseMtiError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mti([u8; 4]);

impl Mti {
    /// From four digits as a number: `Mti::new(200)` is `0200`. `None` above 9999.
    pub const fn new(number: u16) -> Option<Self> {
        if number > 9999 {
            return None;
        }
        Some(Self([
            (number / 1000) as u8,
            (number / 100 % 10) as u8,
            (number / 10 % 10) as u8,
            (number % 10) as u8,
        ]))
    }

    /// From four digits, 0 to 9 each.
    pub(crate) const fn from_digits(digits: [u8; 4]) -> Option<Self> {
        let [a, b, c, d] = digits;
        if a > 9 || b > 9 || c > 9 || d > 9 {
            return None;
        }
        Some(Self(digits))
    }

    /// The digits, 0 to 9 each.
    pub const fn digits(self) -> [u8; 4] {
        self.0
    }

    /// As a number: 200 for `0200`.
    pub const fn number(self) -> u16 {
        let [a, b, c, d] = self.0;
        a as u16 * 1000 + b as u16 * 100 + c as u16 * 10 + d as u16
    }

    /// The first digit.
    pub const fn version(self) -> Version {
        match self.0[0] {
            0 => Version::V1987,
            1 => Version::V1993,
            2 => Version::V2003,
            8 => Version::National,
            9 => Version::Private,
            digit => Version::Reserved(digit),
        }
    }

    /// The second digit.
    pub const fn class(self) -> Class {
        match self.0[1] {
            1 => Class::Authorization,
            2 => Class::Financial,
            3 => Class::FileAction,
            4 => Class::Reversal,
            5 => Class::Reconciliation,
            6 => Class::Administrative,
            7 => Class::FeeCollection,
            8 => Class::NetworkManagement,
            digit => Class::Reserved(digit),
        }
    }

    /// The third digit.
    pub const fn function(self) -> Function {
        match self.0[2] {
            0 => Function::Request,
            1 => Function::RequestResponse,
            2 => Function::Advice,
            3 => Function::AdviceResponse,
            4 => Function::Notification,
            5 => Function::NotificationAcknowledgement,
            6 => Function::Instruction,
            7 => Function::InstructionAcknowledgement,
            digit => Function::Reserved(digit),
        }
    }

    /// The fourth digit.
    pub const fn origin(self) -> Origin {
        match self.0[3] {
            0 => Origin::Acquirer,
            1 => Origin::AcquirerRepeat,
            2 => Origin::Issuer,
            3 => Origin::IssuerRepeat,
            4 => Origin::Other,
            5 => Origin::OtherRepeat,
            digit => Origin::Reserved(digit),
        }
    }

    /// What answers it: `0210` for `0200` and for its repeat `0201`. `None` for what needs no answer or is one: a notification of
    /// :1987 (`0240`) is not answered.
    #[must_use]
    pub const fn response(self) -> Option<Self> {
        let [version, class, function, origin] = self.0;
        match function {
            0 | 2 | 6 => {}
            4 if version != 0 => {}
            _ => return None,
        }
        if origin > 5 {
            return None;
        }
        Some(Self([version, class, function + 1, origin & !1]))
    }

    /// Whether it answers another message.
    pub const fn is_response(self) -> bool {
        matches!(self.0[2], 1 | 3 | 5 | 7)
    }

    /// Whether `self` is an answer to `request`, or to its repeat.
    pub fn answers(self, request: Self) -> bool {
        request.response() == Some(self)
    }

    /// The same message sent again: `0201` for `0200`, `0421` for `0420`. `None` if the origin has no repeat.
    #[must_use]
    pub const fn repeat(self) -> Option<Self> {
        let [version, class, function, origin] = self.0;
        if origin > 5 {
            return None;
        }
        Some(Self([version, class, function, origin | 1]))
    }

    /// Whether it is a repeat.
    pub const fn is_repeat(self) -> bool {
        matches!(self.0[3], 1 | 3 | 5)
    }
}

impl FromStr for Mti {
    type Err = ParseMtiError;

    fn from_str(text: &str) -> Result<Self, ParseMtiError> {
        let digits: [u8; 4] = text.as_bytes().try_into().map_err(|_| ParseMtiError)?;
        Self::from_digits(digits.map(|digit| digit.wrapping_sub(b'0'))).ok_or(ParseMtiError)
    }
}

impl fmt::Display for Mti {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.number())
    }
}

impl fmt::Debug for Mti {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mti({self})")
    }
}

/// A text that is not four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseMtiError;

impl fmt::Display for ParseMtiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected four digits as the message type indicator")
    }
}

impl core::error::Error for ParseMtiError {}

/// The version of the standard: the MTI's first digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Version {
    /// 0: ISO 8583:1987.
    V1987,
    /// 1: ISO 8583:1993.
    V1993,
    /// 2: ISO 8583:2003.
    V2003,
    /// 8: national use.
    National,
    /// 9: private use.
    Private,
    /// Reserved by ISO.
    Reserved(u8),
}

/// What the message is about: the MTI's second digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// 1: may the cardholder spend; nothing is posted.
    Authorization,
    /// 2: a posting.
    Financial,
    /// 3: records of a file.
    FileAction,
    /// 4: an earlier message is undone; charge-backs too.
    Reversal,
    /// 5: totals.
    Reconciliation,
    /// 6: about other messages.
    Administrative,
    /// 7: fees.
    FeeCollection,
    /// 8: sign-on, echo, keys.
    NetworkManagement,
    /// Reserved by ISO.
    Reserved(u8),
}

/// What the message does: the MTI's third digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Function {
    /// 0: asks.
    Request,
    /// 1: answers a request.
    RequestResponse,
    /// 2: tells what has been done; must be answered.
    Advice,
    /// 3: answers an advice.
    AdviceResponse,
    /// 4: tells; need not be answered.
    Notification,
    /// 5: answers a notification (:1993 on).
    NotificationAcknowledgement,
    /// 6: instructs (:2003).
    Instruction,
    /// 7: answers an instruction (:2003).
    InstructionAcknowledgement,
    /// Reserved by ISO.
    Reserved(u8),
}

/// Who began it: the MTI's fourth digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// 0: the acquirer.
    Acquirer,
    /// 1: the acquirer, again.
    AcquirerRepeat,
    /// 2: the issuer.
    Issuer,
    /// 3: the issuer, again.
    IssuerRepeat,
    /// 4: another.
    Other,
    /// 5: another, again.
    OtherRepeat,
    /// Reserved by ISO.
    Reserved(u8),
}

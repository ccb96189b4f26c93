//! Standard Entry Class Codes.

use core::fmt;

/// A Standard Entry Class Code: `NACHA 5-record 51-53`. An unknown one is kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecCode([u8; 3]);

impl SecCode {
    /// Acknowledgment of a CCD credit.
    pub const ACK: Self = Self(*b"ACK");
    /// Automated accounting advice, by an ACH operator.
    pub const ADV: Self = Self(*b"ADV");
    /// Accounts receivable: a mailed check converted to a debit.
    pub const ARC: Self = Self(*b"ARC");
    /// Acknowledgment of a CTX credit.
    pub const ATX: Self = Self(*b"ATX");
    /// Back office conversion of a check.
    pub const BOC: Self = Self(*b"BOC");
    /// Corporate credit or debit.
    pub const CCD: Self = Self(*b"CCD");
    /// Customer-initiated credit.
    pub const CIE: Self = Self(*b"CIE");
    /// Notification of change, or its refusal.
    pub const COR: Self = Self(*b"COR");
    /// Corporate trade exchange, with up to 9,999 addenda.
    pub const CTX: Self = Self(*b"CTX");
    /// Death notification, by a federal agency.
    pub const DNE: Self = Self(*b"DNE");
    /// Automated enrollment with a federal agency.
    pub const ENR: Self = Self(*b"ENR");
    /// International ACH transaction.
    pub const IAT: Self = Self(*b"IAT");
    /// Machine transfer.
    pub const MTE: Self = Self(*b"MTE");
    /// Point of purchase: a check converted at the till.
    pub const POP: Self = Self(*b"POP");
    /// Point of sale.
    pub const POS: Self = Self(*b"POS");
    /// Prearranged payment and deposit.
    pub const PPD: Self = Self(*b"PPD");
    /// Re-presented check.
    pub const RCK: Self = Self(*b"RCK");
    /// Shared network transaction.
    pub const SHR: Self = Self(*b"SHR");
    /// Telephone-initiated debit.
    pub const TEL: Self = Self(*b"TEL");
    /// Truncated check.
    pub const TRC: Self = Self(*b"TRC");
    /// Truncated checks exchange.
    pub const TRX: Self = Self(*b"TRX");
    /// Internet-initiated or mobile entry.
    pub const WEB: Self = Self(*b"WEB");
    /// Destroyed check.
    pub const XCK: Self = Self(*b"XCK");

    /// Every code of the standard.
    pub const ALL: &'static [Self] = &[
        Self::ACK,
        Self::ADV,
        Self::ARC,
        Self::ATX,
        Self::BOC,
        Self::CCD,
        Self::CIE,
        Self::COR,
        Self::CTX,
        Self::DNE,
        Self::ENR,
        Self::IAT,
        Self::MTE,
        Self::POP,
        Self::POS,
        Self::PPD,
        Self::RCK,
        Self::SHR,
        Self::TEL,
        Self::TRC,
        Self::TRX,
        Self::WEB,
        Self::XCK,
    ];

    /// The code of these three bytes, known or not.
    pub const fn new(code: [u8; 3]) -> Self {
        Self(code)
    }

    /// The code of a text of three bytes, known or not.
    pub fn parse(text: &str) -> Option<Self> {
        text.as_bytes().try_into().ok().map(Self)
    }

    /// The three bytes.
    pub fn as_bytes(&self) -> &[u8; 3] {
        &self.0
    }

    /// The three letters; empty when they are not UTF-8.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the standard has it.
    pub fn is_known(self) -> bool {
        Self::ALL.binary_search(&self).is_ok()
    }
}

impl fmt::Display for SecCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.escape_ascii(), f)
    }
}

impl fmt::Debug for SecCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecCode({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_in_order_and_known() {
        assert!(SecCode::ALL.is_sorted());
        assert_eq!(SecCode::ALL.len(), 23);
        assert!(SecCode::ALL.iter().all(|code| code.is_known()));
        assert!(!SecCode::new(*b"ppd").is_known());
    }
}

//! Codes and numbers that name a transaction.

use core::fmt;

use zeroize::Zeroizing;

use super::values::zero_filled;
use super::{FieldValue, holds, is_numeric};
use crate::field::FieldView;
use crate::spec::{Content, Field};

/// Systems trace audit number: 1 to 999999 (000000 too, which some networks send). Source: ISO 8583:1987 DE 11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stan(u32);

impl Stan {
    /// `None` above 999999.
    pub const fn new(number: u32) -> Option<Self> {
        if number > 999_999 {
            return None;
        }
        Some(Self(number))
    }

    /// The number.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The one after it: 1 after 999999.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 % 999_999 + 1)
    }
}

impl fmt::Display for Stan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl FieldValue for Stan {
    const EXPECTED: &'static str = "a systems trace audit number of six digits";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        Self::new(u32::try_from(field.number()?).ok()?)
    }

    fn to_text(&self, definition: &Field) -> Zeroizing<String> {
        Zeroizing::new(zero_filled(self.0, definition))
    }

    fn fits(definition: &Field) -> bool {
        is_numeric(definition)
    }
}

/// A code of fixed width in printable ASCII; an unknown one is kept as it is.
macro_rules! code {
    ($(#[$docs:meta])* $name:ident, $width:pat, $max:literal, $expected:literal, $digits:literal) => {
        $(#[$docs])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            characters: [u8; $max],
            len: u8,
        }

        impl $name {
            /// `None` if the text has another width or other characters.
            pub const fn new(text: &str) -> Option<Self> {
                let source = text.as_bytes();
                if !matches!(source.len(), $width) {
                    return None;
                }
                let mut characters = [b' '; $max];
                let mut at = 0;
                #[expect(clippy::indexing_slicing, reason = "const fn; at is below both lengths")]
                while at < source.len() {
                    let byte = source[at];
                    if !byte.is_ascii_digit() && ($digits || !(byte.is_ascii_graphic() || byte == b' ')) {
                        return None;
                    }
                    characters[at] = byte;
                    at += 1;
                }
                #[expect(clippy::cast_possible_truncation, reason = "below the width")]
                Some(Self { characters, len: at as u8 })
            }

            /// As it is on the wire.
            pub fn as_str(&self) -> &str {
                self.characters
                    .get(..usize::from(self.len))
                    .and_then(|characters| core::str::from_utf8(characters).ok())
                    .unwrap_or_default()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }

        impl FieldValue for $name {
            const EXPECTED: &'static str = $expected;

            fn from_field(field: &FieldView<'_>) -> Option<Self> {
                Self::new(&field.text())
            }

            fn to_text(&self, _: &Field) -> Zeroizing<String> {
                Zeroizing::new(self.as_str().to_owned())
            }

            fn fits(definition: &Field) -> bool {
                let characters = is_numeric(definition)
                    || (!$digits && matches!(definition.content, Content::An | Content::Ans));
                characters && (0..=$max).any(|width: u32| {
                    matches!(width, $width) && holds(definition, width)
                })
            }
        }
    };
}

code!(
    /// Retrieval reference number, 12 characters. Source: ISO 8583:1987 DE 37.
    Rrn, 12, 12, "a retrieval reference number of 12 characters", false
);
code!(
    /// Processing code: transaction type, account from, account to, two digits each. Source: ISO 8583:1987 DE 3.
    ProcessingCode, 6, 6, "a processing code of six digits", true
);
code!(
    /// Response code (:1987, two characters) or action code (:1993 on, three or four digits). Source: ISO 8583:1987 DE 39.
    ResponseCode, 2..=4, 4, "a response code of two to four characters", false
);
code!(
    /// Point of service entry mode: how the PAN came in, two digits, and what can take a PIN, one. Source: ISO 8583:1987 DE 22.
    PosEntryMode, 3, 3, "a point of service entry mode of three digits", true
);

/// A code that stands in this file.
macro_rules! known {
    ($name:ident { $($(#[$docs:meta])* $constant:ident = $text:literal,)* }) => {
        impl $name {
            $(
                $(#[$docs])*
                pub const $constant: Self = match Self::new($text) {
                    Some(code) => code,
                    None => panic!("a code of this file has the right form"),
                };
            )*
        }
    };
}

known!(ProcessingCode {
    /// 00: goods and services, default accounts.
    PURCHASE = "000000",
    /// 01: cash, default accounts.
    CASH = "010000",
    /// 09: goods and services with cash back, default accounts.
    PURCHASE_WITH_CASH_BACK = "090000",
    /// 20: goods are returned, default accounts.
    REFUND = "200000",
    /// 31: the balance is asked for, default accounts.
    BALANCE_INQUIRY = "310000",
});

impl ProcessingCode {
    /// The transaction type: the first two digits.
    pub fn transaction_type(&self) -> &str {
        self.as_str().get(..2).unwrap_or_default()
    }

    /// The account that is debited: digits three and four.
    pub fn from_account(&self) -> &str {
        self.as_str().get(2..4).unwrap_or_default()
    }

    /// The account that is credited: the last two digits.
    pub fn to_account(&self) -> &str {
        self.as_str().get(4..).unwrap_or_default()
    }
}

known!(ResponseCode {
    /// 00: approved (:1987).
    APPROVED = "00",
    /// 05: do not honour (:1987).
    DO_NOT_HONOUR = "05",
    /// 12: invalid transaction (:1987).
    INVALID_TRANSACTION = "12",
    /// 14: no such card number (:1987).
    INVALID_CARD_NUMBER = "14",
    /// 30: format error (:1987).
    FORMAT_ERROR = "30",
    /// 51: not sufficient funds (:1987).
    NOT_SUFFICIENT_FUNDS = "51",
    /// 54: expired card (:1987).
    EXPIRED_CARD = "54",
    /// 91: issuer or switch inoperative (:1987).
    ISSUER_INOPERATIVE = "91",
    /// 96: system malfunction (:1987).
    SYSTEM_MALFUNCTION = "96",
    /// 000: approved (:1993).
    APPROVED_1993 = "000",
});

impl ResponseCode {
    /// Whether the transaction is approved: `00`, `08`, `10`, `11`, `16` of :1987, `000` to `099` of :1993, `0000` to `0099` of :2003.
    /// `10` approves a part of the amount only: look at DE 4.
    pub fn is_approved(&self) -> bool {
        match self.as_str() {
            "00" | "08" | "10" | "11" | "16" => true,
            code => match code.len() {
                3 => code.starts_with('0'),
                4 => code.starts_with("00"),
                _ => false,
            },
        }
    }
}

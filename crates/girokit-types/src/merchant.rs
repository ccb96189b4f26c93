//! Merchant category codes: ISO 18245.

use core::fmt;

use crate::text_value::{Ascii, text_value};

/// A merchant category code: four digits that say what a merchant deals in (`5411`: grocery stores).
///
/// The list of codes is open, and networks add their own, so every four digits are a code.
///
/// ```
/// use girokit_types::MerchantCategoryCode;
/// use girokit_types::merchant::MerchantSector;
///
/// let code: MerchantCategoryCode = "5411".parse()?;
/// assert_eq!(code.number(), 5411);
/// assert_eq!(code.sector(), Some(MerchantSector::RetailOutlet));
/// # Ok::<(), girokit_types::merchant::ParseMerchantCategoryCodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MerchantCategoryCode(Ascii<4>);

impl MerchantCategoryCode {
    /// Parses four digits. Source: ISO 18245; ISO 8583:1987 DE 18; ISO 20022 MerchantCategoryCode.
    ///
    /// # Errors
    /// [`ParseMerchantCategoryCodeError`].
    pub fn parse(text: &str) -> Result<Self, ParseMerchantCategoryCodeError> {
        if text.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ParseMerchantCategoryCodeError);
        }
        Ascii::new(text)
            .map(Self)
            .ok_or(ParseMerchantCategoryCodeError)
    }

    /// The four digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The code as a number, 0 to 9999.
    pub fn number(&self) -> u16 {
        self.as_str().parse().unwrap_or_default()
    }

    /// The sector in whose range the code lies; `None` for `0000`.
    pub fn sector(&self) -> Option<MerchantSector> {
        Some(match self.number() {
            0 => return None,
            1..=1499 => MerchantSector::Agricultural,
            1500..=2999 => MerchantSector::ContractedService,
            3000..=3299 => MerchantSector::Airline,
            3300..=3499 => MerchantSector::CarRental,
            3500..=3999 => MerchantSector::Lodging,
            4000..=4799 => MerchantSector::Transportation,
            4800..=4999 => MerchantSector::Utility,
            5000..=5599 => MerchantSector::RetailOutlet,
            5600..=5699 => MerchantSector::ClothingStore,
            5700..=7299 => MerchantSector::MiscellaneousStore,
            7300..=7999 => MerchantSector::BusinessService,
            8000..=8999 => MerchantSector::ProfessionalService,
            _ => MerchantSector::GovernmentService,
        })
    }
}

text_value!(
    MerchantCategoryCode,
    ParseMerchantCategoryCodeError,
    "a merchant category code of four digits"
);

/// The ranges into which ISO 18245 sorts merchants, in the order of their codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MerchantSector {
    /// 0001 to 1499: agricultural services.
    Agricultural,
    /// 1500 to 2999: contracted services.
    ContractedService,
    /// 3000 to 3299: airlines, one code each.
    Airline,
    /// 3300 to 3499: car rental, one code each.
    CarRental,
    /// 3500 to 3999: hotels, one code each.
    Lodging,
    /// 4000 to 4799: transportation.
    Transportation,
    /// 4800 to 4999: utilities and telecommunication.
    Utility,
    /// 5000 to 5599: retail outlets.
    RetailOutlet,
    /// 5600 to 5699: clothing stores.
    ClothingStore,
    /// 5700 to 7299: miscellaneous stores and personal services.
    MiscellaneousStore,
    /// 7300 to 7999: business services.
    BusinessService,
    /// 8000 to 8999: professional services and membership organisations.
    ProfessionalService,
    /// 9000 to 9999: government services.
    GovernmentService,
}

/// Why a text is no merchant category code: it is not four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseMerchantCategoryCodeError;

impl fmt::Display for ParseMerchantCategoryCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected four digits")
    }
}

impl core::error::Error for ParseMerchantCategoryCodeError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn four_digits_and_nothing_else() {
        for text in ["0000", "0742", "5411", "9999"] {
            assert_eq!(MerchantCategoryCode::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "541", "54110", "54 1", "5A11", "\u{661}\u{662}"] {
            assert!(MerchantCategoryCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sectors_meet_without_a_gap() {
        use MerchantSector::*;
        let sector = |number: u16| {
            MerchantCategoryCode::parse(&format!("{number:04}"))
                .unwrap()
                .sector()
        };
        assert_eq!(sector(0), None);
        for (first, last, expected) in [
            (1, 1499, Agricultural),
            (1500, 2999, ContractedService),
            (3000, 3299, Airline),
            (3300, 3499, CarRental),
            (3500, 3999, Lodging),
            (4000, 4799, Transportation),
            (4800, 4999, Utility),
            (5000, 5599, RetailOutlet),
            (5600, 5699, ClothingStore),
            (5700, 7299, MiscellaneousStore),
            (7300, 7999, BusinessService),
            (8000, 8999, ProfessionalService),
            (9000, 9999, GovernmentService),
        ] {
            assert_eq!(
                (sector(first), sector(last)),
                (Some(expected), Some(expected))
            );
        }
    }
}

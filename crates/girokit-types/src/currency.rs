//! Currencies: ISO 4217 codes and their minor units.

use core::fmt;

use crate::text_value::one_door;

/// A currency of ISO 4217: three letters, a three-digit number, and how many decimals its minor unit has.
///
/// Each code is a constant (`Currency::EUR`). The list is that of the `iso_currency` crate: every active code, the funds
/// codes, the precious metals and special codes (`XAU`, `XDR`, `XXX`, ...), and a few that were withdrawn lately.
/// `Display`, `FromStr` and serde use the three-letter code.
///
/// ```
/// use girokit_types::Currency;
///
/// assert_eq!("JPY".parse::<Currency>()?, Currency::JPY);
/// assert_eq!(Currency::JPY.exponent(), Some(0));
/// assert_eq!(Currency::KWD.exponent(), Some(3));
/// assert_eq!(Currency::XAU.exponent(), None);
/// assert_eq!(Currency::from_numeric(978), Some(Currency::EUR));
/// # Ok::<(), girokit_types::currency::ParseCurrencyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Parses the three-letter code, in capitals. Source: ISO 4217, alphabetic code.
    ///
    /// # Errors
    /// [`ParseCurrencyError`] if the text is not three capitals or names no currency of the list.
    pub fn parse(text: &str) -> Result<Self, ParseCurrencyError> {
        if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(ParseCurrencyError::Syntax);
        }
        iso_currency::Currency::from_code(text)
            .map(Self)
            .ok_or(ParseCurrencyError::Unknown)
    }

    /// Finds the currency by its number, 978 for the euro. Source: ISO 4217, numeric code; ISO 8583:1987 DE 49 carries it.
    pub fn from_numeric(number: u16) -> Option<Self> {
        iso_currency::Currency::from_numeric(number).map(Self)
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The number, 1 to 999.
    pub fn numeric(self) -> u16 {
        self.0.numeric()
    }

    /// The number as the three digits that ISO 8583 writes: `"036"` for the Australian dollar.
    pub fn numeric_code(self) -> String {
        format!("{:03}", self.numeric())
    }

    /// The decimals of the minor unit: 2 for the euro, 0 for the yen, 3 for the Kuwaiti dinar, 4 for the Unidad de Fomento.
    ///
    /// `None` where ISO 4217 says "N.A.": the precious metals, `XDR`, `XTS`, `XXX` and the like have no minor unit, which is
    /// not the same as a minor unit of zero decimals.
    pub fn exponent(self) -> Option<u32> {
        self.0.exponent().map(u32::from)
    }

    /// The English name.
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// The sign that people write: `"€"`; `"¤"` where there is none. Many currencies share one (`"$"`).
    pub fn symbol(self) -> String {
        self.0.symbol().symbol
    }

    /// True for a funds code such as `CHE` or `CLF`, which is no money that one can hand over.
    pub fn is_fund(self) -> bool {
        self.0.is_fund()
    }

    /// The currency that replaced this one, if it was withdrawn: `EUR` for `HRK`.
    pub fn successor(self) -> Option<Self> {
        self.0.is_superseded().map(Self)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

one_door!(
    Currency,
    ParseCurrencyError,
    "a three-letter ISO 4217 currency code"
);

/// Why a text is no currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseCurrencyError {
    /// The text is not three capital letters.
    Syntax,
    /// No currency of ISO 4217 has this code.
    Unknown,
}

impl fmt::Display for ParseCurrencyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "expected a currency code of three capital letters",
            Self::Unknown => "expected a currency code of ISO 4217, found an unknown one",
        })
    }
}

impl core::error::Error for ParseCurrencyError {}

/// Declares one constant per code, and the list of all.
macro_rules! currencies {
    ($($code:ident)*) => {
        impl Currency {
            $(
                #[doc = concat!("The currency `", stringify!($code), "`. Source: ISO 4217.")]
                pub const $code: Self = Self(iso_currency::Currency::$code);
            )*

            /// Every currency of the list, by code.
            pub const fn all() -> &'static [Self] {
                &[$(Self::$code),*]
            }
        }
    };
}

currencies! {
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP
    BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN
    ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK
    JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB
    TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF
    XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG ZWL
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The minor units of ISO 4217 that are not 2, and where the standard says "N.A."; every other currency has two decimals.
    #[test]
    fn minor_units_are_those_of_iso_4217() {
        let zero = [
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
            "VND", "VUV", "XAF", "XOF", "XPF",
        ];
        let three = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
        let four = ["CLF", "UYW"];
        let none = [
            "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA",
            "XXX",
        ];
        for currency in Currency::all() {
            let code = currency.code();
            let expected = if zero.contains(&code) {
                Some(0)
            } else if three.contains(&code) {
                Some(3)
            } else if four.contains(&code) {
                Some(4)
            } else if none.contains(&code) {
                None
            } else {
                Some(2)
            };
            assert_eq!(currency.exponent(), expected, "{code}");
        }
    }

    #[test]
    fn list_is_complete_both_ways() {
        let by_number = (0..=999).filter_map(Currency::from_numeric).count();
        assert_eq!(by_number, Currency::all().len());
        for currency in Currency::all() {
            assert_eq!(Currency::parse(currency.code()), Ok(*currency));
            assert_eq!(Currency::from_numeric(currency.numeric()), Some(*currency));
        }
    }

    #[test]
    fn refuses_what_is_no_code() {
        for text in ["", "EU", "EURO", "eur", "€UR", "978", " EUR"] {
            assert_eq!(
                Currency::parse(text),
                Err(ParseCurrencyError::Syntax),
                "{text}"
            );
        }
        assert_eq!(Currency::parse("ZZZ"), Err(ParseCurrencyError::Unknown));
    }

    #[test]
    fn numbers_keep_their_zeros() {
        assert_eq!(Currency::AUD.numeric_code(), "036");
        assert_eq!(
            Currency::all().first().map(|c| c.numeric_code()),
            Some("784".to_owned())
        );
        assert_eq!(Currency::HRK.successor(), Some(Currency::EUR));
        assert!(Currency::CHE.is_fund());
    }
}

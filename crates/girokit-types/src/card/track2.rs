//! Track 2 of the magnetic stripe, and its equivalent on the chip.

use core::fmt;

use zeroize::Zeroizing;

use super::{Pan, ParsePanError};

/// Track 2 data: card number, expiry, service code, and the issuer's discretionary data.
///
/// `Debug` and `Display` show the masked card number and nothing else. The discretionary data holds what verifies the card, and
/// may not be stored after authorisation, not even encrypted.
///
/// ```
/// use girokit_types::Track2;
///
/// let track: Track2 = ";4111111111111111=29121011234567890?".parse()?;
/// assert_eq!(track.to_string(), "411111******1111");
/// assert_eq!(track.service_code(), Some("101"));
/// assert_eq!(track.expiry().map(|expiry| expiry.month()), Some(12));
/// # Ok::<(), girokit_types::card::ParseTrack2Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Track2 {
    /// Without sentinels, with `=` as the separator.
    data: Zeroizing<Box<str>>,
    pan: Pan,
    expiry: Option<ExpiryMonth>,
    has_service_code: bool,
}

impl Track2 {
    /// Parses card number, separator, expiry (`YYMM` or a separator in its place), service code (three digits or a separator
    /// in its place), and discretionary digits; at most 37 characters.
    ///
    /// The separator is `=`, or `D` as the packed form of chip and DE 35 reads. The sentinels of the stripe (`;` in front, `?` and
    /// the check character behind) may be there and are dropped. Source: ISO/IEC 7813; ISO 8583:1987 DE 35; EMV tag 57.
    ///
    /// # Errors
    /// [`ParseTrack2Error`], which never holds a digit of the data.
    pub fn parse(text: &str) -> Result<Self, ParseTrack2Error> {
        let text = match text.strip_prefix(';') {
            Some(rest) => rest.split_once('?').map_or(rest, |(data, _)| data),
            None => text,
        };
        if text.len() > MAX_LEN {
            return Err(ParseTrack2Error::Length);
        }
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || is_separator(byte))
        {
            return Err(ParseTrack2Error::Character);
        }
        let end = text
            .bytes()
            .position(is_separator)
            .ok_or(ParseTrack2Error::NoSeparator)?;
        let (number, rest) = text.split_at_checked(end).unwrap_or_default();
        let pan = Pan::parse(number).map_err(ParseTrack2Error::Pan)?;
        let rest = rest.get(1..).unwrap_or_default();
        let (expiry, rest) = field(rest, 4).ok_or(ParseTrack2Error::Expiry)?;
        let expiry = match expiry {
            Some(digits) => Some(ExpiryMonth::parse(digits).ok_or(ParseTrack2Error::Expiry)?),
            None => None,
        };
        let (service_code, rest) = field(rest, 3).ok_or(ParseTrack2Error::ServiceCode)?;
        if rest.bytes().any(is_separator) {
            return Err(ParseTrack2Error::Discretionary);
        }
        let has_service_code = service_code.is_some();
        let data = text.replace('D', "=").into_boxed_str();
        Ok(Self {
            data: Zeroizing::new(data),
            pan,
            expiry,
            has_service_code,
        })
    }

    /// **The data in the clear**, without sentinels, with `=` as the separator. Never print, log or store what this returns.
    pub fn expose(&self) -> &str {
        &self.data
    }

    /// The card number, masked like every [`Pan`].
    pub fn pan(&self) -> &Pan {
        &self.pan
    }

    /// The month in which the card expires, if the track holds it.
    pub fn expiry(&self) -> Option<ExpiryMonth> {
        self.expiry
    }

    /// The service code, three digits, if the track holds it.
    pub fn service_code(&self) -> Option<&str> {
        let expiry_len = if self.expiry.is_some() { 4 } else { 1 };
        let start = self
            .pan
            .expose()
            .len()
            .checked_add(1)?
            .checked_add(expiry_len)?;
        self.data
            .get(start..start.checked_add(3)?)
            .filter(|_| self.has_service_code)
    }
}

impl fmt::Debug for Track2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Track2({self})")
    }
}

impl fmt::Display for Track2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.pan, f)
    }
}

impl core::str::FromStr for Track2 {
    type Err = ParseTrack2Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for Track2 {
    type Error = ParseTrack2Error;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::parse(text)
    }
}

impl zeroize::ZeroizeOnDrop for Track2 {}

/// The last month in which a card is good: two digits of a year, and a month. Which century is meant, no card says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExpiryMonth {
    year: u8,
    month: u8,
}

impl ExpiryMonth {
    /// A year of two digits and a month of 1 to 12; `None` for others.
    pub const fn new(year: u8, month: u8) -> Option<Self> {
        if year > 99 || month == 0 || month > 12 {
            return None;
        }
        Some(Self { year, month })
    }

    /// Reads `YYMM`.
    fn parse(digits: &str) -> Option<Self> {
        let (year, month) = digits.split_at_checked(2)?;
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        Self::new(year, month)
    }

    /// The last two digits of the year, 0 to 99.
    pub fn year(self) -> u8 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }
}

/// Why a text is no track 2. Says nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseTrack2Error {
    /// There is something else than digits and separators.
    Character,
    /// The discretionary data holds a separator.
    Discretionary,
    /// Neither `YYMM` nor a separator follows the card number.
    Expiry,
    /// There are more than 37 characters.
    Length,
    /// Nothing separates the card number from the rest.
    NoSeparator,
    /// The card number is none.
    Pan(ParsePanError),
    /// Neither three digits nor a separator follow the expiry.
    ServiceCode,
}

impl fmt::Display for ParseTrack2Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Character => "expected digits and the separator = or D only",
            Self::Discretionary => "expected digits in the discretionary data, found a separator",
            Self::Expiry => "expected an expiry (YYMM) or a separator in its place",
            Self::Length => "expected at most 37 characters",
            Self::NoSeparator => "expected a separator after the card number, found none",
            Self::Pan(error) => return error.fmt(f),
            Self::ServiceCode => {
                "expected a service code of three digits or a separator in its place"
            }
        })
    }
}

impl core::error::Error for ParseTrack2Error {}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'=' | b'D')
}

/// Takes a field of `len` digits, or the separator that stands for it: the digits, and the rest.
fn field(text: &str, len: usize) -> Option<(Option<&str>, &str)> {
    if text.bytes().next().is_some_and(is_separator) {
        return Some((None, text.get(1..)?));
    }
    let (digits, rest) = text.split_at_checked(len)?;
    (!digits.bytes().any(is_separator)).then_some((Some(digits), rest))
}

/// The most characters between the sentinels, which is the width of DE 35.
const MAX_LEN: usize = 37;

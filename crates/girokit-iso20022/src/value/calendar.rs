//! Days, months and years.

use std::fmt::{self, Write};

use chrono::{Datelike, FixedOffset, NaiveDate};

use super::ValueError;
use super::lexical::{Form, Lexical, put_digit, put_two, through_lexical, two};

/// A calendar day with an optional zone (`xs:date`).
///
/// Years run from -262143 to 262142, the range of chrono, without a year zero; a year is taken as it is written (`-0004` is chrono's year -4).
///
/// ```
/// use girokit_iso20022::value::Date;
///
/// let day: Date = "2026-11-23Z".parse()?;
/// assert_eq!(day.offset().map(|zone| zone.local_minus_utc()), Some(0));
/// assert!("2026-02-29".parse::<Date>().is_err());
/// # Ok::<(), girokit_iso20022::value::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Date(Form<Day>);

impl Date {
    /// Whether the text is a day that every month has, in four digits of a year, without zone and white space. `false` is no
    /// verdict.
    #[inline]
    pub(crate) fn is_plain(text: &str) -> bool {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
            return false;
        };
        let is_year = [y1, y2, y3, y4].iter().all(u8::is_ascii_digit);
        let (month, day) = (two(m1, m2), two(d1, d2));
        is_year
            && y1 != b'0'
            && month.is_some_and(|month| (1..=12).contains(&month))
            && day.is_some_and(|day| (1..=28).contains(&day))
    }

    pub(crate) fn parse_xml(text: &str) -> Result<Self, ValueError> {
        Form::parse(text).map(Self)
    }

    /// The day, without its zone.
    pub fn naive(&self) -> NaiveDate {
        self.0.value().date
    }

    /// The zone, if one was written.
    pub fn offset(&self) -> Option<FixedOffset> {
        self.0.value().zone.offset()
    }

    pub(crate) fn put<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.put(out)
    }
}

impl From<NaiveDate> for Date {
    /// Takes the day without a zone. XML Schema 1.0 has no year zero: a day of that year is written but read by nobody.
    fn from(date: NaiveDate) -> Self {
        Self(Form::Plain(Day {
            date,
            zone: Zone::NONE,
        }))
    }
}

impl Default for Date {
    /// 1970-01-01, a placeholder.
    fn default() -> Self {
        Self::from(NaiveDate::default())
    }
}

through_lexical!(Date);

/// A year with an optional zone (`xs:gYear`).
///
/// ```
/// use girokit_iso20022::value::Year;
///
/// let year: Year = "2026".parse()?;
/// assert_eq!(year.year(), 2026);
/// # Ok::<(), girokit_iso20022::value::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Year(Form<YearParts>);

impl Year {
    /// A year without a zone; `None` for year zero, which XML Schema 1.0 does not have, and beyond chrono's range.
    pub fn new(year: i32) -> Option<Self> {
        in_range(year).then_some(Self(Form::Plain(YearParts {
            year,
            zone: Zone::NONE,
        })))
    }

    pub(crate) fn parse_xml(text: &str) -> Result<Self, ValueError> {
        Form::parse(text).map(Self)
    }

    /// The year as written.
    pub fn year(&self) -> i32 {
        self.0.value().year
    }

    /// The zone, if one was written.
    pub fn offset(&self) -> Option<FixedOffset> {
        self.0.value().zone.offset()
    }

    pub(crate) fn put<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.put(out)
    }
}

impl Default for Year {
    /// 1970, a placeholder.
    fn default() -> Self {
        Self(Form::Plain(YearParts {
            year: 1970,
            zone: Zone::NONE,
        }))
    }
}

through_lexical!(Year);

/// A month of a year with an optional zone (`xs:gYearMonth`).
///
/// ```
/// use girokit_iso20022::value::YearMonth;
///
/// let expiry: YearMonth = "2027-03".parse()?;
/// assert_eq!((expiry.year(), expiry.month()), (2027, 3));
/// # Ok::<(), girokit_iso20022::value::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct YearMonth(Form<YearMonthParts>);

impl YearMonth {
    /// A month (1 to 12) without a zone; `None` for anything else, and for the years that [`Year::new`] refuses.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        let valid = in_range(year) && (1..=12).contains(&month);
        valid.then_some(Self(Form::Plain(YearMonthParts {
            year,
            month,
            zone: Zone::NONE,
        })))
    }

    pub(crate) fn parse_xml(text: &str) -> Result<Self, ValueError> {
        Form::parse(text).map(Self)
    }

    /// The year as written.
    pub fn year(&self) -> i32 {
        self.0.value().year
    }

    /// The month, 1 to 12.
    pub fn month(&self) -> u8 {
        self.0.value().month
    }

    /// The zone, if one was written.
    pub fn offset(&self) -> Option<FixedOffset> {
        self.0.value().zone.offset()
    }

    pub(crate) fn put<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.put(out)
    }
}

impl Default for YearMonth {
    /// 1970-01, a placeholder.
    fn default() -> Self {
        Self(Form::Plain(YearMonthParts {
            year: 1970,
            month: 1,
            zone: Zone::NONE,
        }))
    }
}

through_lexical!(YearMonth);

/// A month of any year with an optional zone (`xs:gMonth`).
///
/// ```
/// use girokit_iso20022::value::Month;
///
/// let month: Month = "--02".parse()?;
/// assert_eq!(month.month(), 2);
/// # Ok::<(), girokit_iso20022::value::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Month(Form<MonthParts>);

impl Month {
    /// A month (1 to 12) without a zone; `None` for anything else.
    pub fn new(month: u8) -> Option<Self> {
        (1..=12)
            .contains(&month)
            .then_some(Self(Form::Plain(MonthParts {
                month,
                zone: Zone::NONE,
            })))
    }

    pub(crate) fn parse_xml(text: &str) -> Result<Self, ValueError> {
        Form::parse(text).map(Self)
    }

    /// The month, 1 to 12.
    pub fn month(&self) -> u8 {
        self.0.value().month
    }

    /// The zone, if one was written.
    pub fn offset(&self) -> Option<FixedOffset> {
        self.0.value().zone.offset()
    }

    pub(crate) fn put<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.put(out)
    }
}

impl Default for Month {
    /// January, a placeholder.
    fn default() -> Self {
        Self(Form::Plain(MonthParts {
            month: 1,
            zone: Zone::NONE,
        }))
    }
}

through_lexical!(Month);

/// A zone as written: absent, `Z`, or a signed offset of at most 14 hours, with `-00:00` told from `+00:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Zone(i16);

impl Zone {
    pub(super) const NONE: Self = Self(i16::MAX);
    pub(super) const UTC: Self = Self(i16::MAX - 1);
    const MINUS_ZERO: Self = Self(i16::MAX - 2);
    const LARGEST_MINUTES: i16 = 14 * 60;

    /// The zone of an offset that XML Schema can write: whole minutes, at most 14 hours.
    pub(super) fn of(offset: FixedOffset) -> Option<Self> {
        let seconds = offset.local_minus_utc();
        let minutes = i16::try_from(seconds / 60).ok()?;
        (seconds % 60 == 0 && minutes.abs() <= Self::LARGEST_MINUTES).then_some(Self(minutes))
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        match *bytes {
            [] => Some(Self::NONE),
            [b'Z'] => Some(Self::UTC),
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
                let (hours, minutes) = (i16::from(two(h1, h2)?), i16::from(two(m1, m2)?));
                let total = hours * 60 + minutes;
                if minutes > 59 || total > Self::LARGEST_MINUTES {
                    return None;
                }
                Some(match (sign, total) {
                    (b'+', _) => Self(total),
                    (_, 0) => Self::MINUS_ZERO,
                    (_, _) => Self(-total),
                })
            }
            _ => None,
        }
    }

    pub(super) fn offset(self) -> Option<FixedOffset> {
        match self {
            Self::NONE => None,
            Self::UTC | Self::MINUS_ZERO => FixedOffset::east_opt(0),
            Self(minutes) => FixedOffset::east_opt(i32::from(minutes) * 60),
        }
    }

    pub(super) fn put<W: Write + ?Sized>(self, out: &mut W) -> fmt::Result {
        let (sign, minutes) = match self {
            Self::NONE => return Ok(()),
            Self::UTC => return out.write_char('Z'),
            Self::MINUS_ZERO => ('-', 0),
            Self(minutes) if minutes < 0 => ('-', u32::from(minutes.unsigned_abs())),
            Self(minutes) => ('+', u32::from(minutes.unsigned_abs())),
        };
        out.write_char(sign)?;
        put_two(out, minutes / 60)?;
        out.write_char(':')?;
        put_two(out, minutes % 60)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Day {
    date: NaiveDate,
    zone: Zone,
}

impl Lexical for Day {
    const EXPECTED: &'static str = "a date such as 2026-11-23, optionally with a zone";

    fn read(bytes: &[u8]) -> Option<(Self, bool)> {
        let (date, rest) = read_date(bytes)?;
        Some((
            Self {
                date,
                zone: Zone::read(rest)?,
            },
            true,
        ))
    }

    fn put<W: Write + ?Sized>(self, out: &mut W) -> fmt::Result {
        put_date(self.date, out)?;
        self.zone.put(out)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct YearParts {
    year: i32,
    zone: Zone,
}

impl Lexical for YearParts {
    const EXPECTED: &'static str = "a year such as 2026, optionally with a zone";

    fn read(bytes: &[u8]) -> Option<(Self, bool)> {
        let (year, rest) = read_year(bytes)?;
        Some((
            Self {
                year,
                zone: Zone::read(rest)?,
            },
            true,
        ))
    }

    fn put<W: Write + ?Sized>(self, out: &mut W) -> fmt::Result {
        put_year(self.year, out)?;
        self.zone.put(out)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct YearMonthParts {
    year: i32,
    month: u8,
    zone: Zone,
}

impl Lexical for YearMonthParts {
    const EXPECTED: &'static str = "a year and month such as 2026-11, optionally with a zone";

    fn read(bytes: &[u8]) -> Option<(Self, bool)> {
        let (year, rest) = read_year(bytes)?;
        let [b'-', m1, m2, rest @ ..] = rest else {
            return None;
        };
        Some((
            Self {
                year,
                month: read_month(*m1, *m2)?,
                zone: Zone::read(rest)?,
            },
            true,
        ))
    }

    fn put<W: Write + ?Sized>(self, out: &mut W) -> fmt::Result {
        put_year(self.year, out)?;
        out.write_char('-')?;
        put_two(out, u32::from(self.month))?;
        self.zone.put(out)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct MonthParts {
    month: u8,
    zone: Zone,
}

impl Lexical for MonthParts {
    const EXPECTED: &'static str = "a month such as --11, optionally with a zone";

    fn read(bytes: &[u8]) -> Option<(Self, bool)> {
        let [b'-', b'-', m1, m2, rest @ ..] = bytes else {
            return None;
        };
        Some((
            Self {
                month: read_month(*m1, *m2)?,
                zone: Zone::read(rest)?,
            },
            true,
        ))
    }

    fn put<W: Write + ?Sized>(self, out: &mut W) -> fmt::Result {
        out.write_str("--")?;
        put_two(out, u32::from(self.month))?;
        self.zone.put(out)
    }
}

/// Reads the leading `year-month-day` and returns what follows it.
pub(super) fn read_date(bytes: &[u8]) -> Option<(NaiveDate, &[u8])> {
    let (year, rest) = read_year(bytes)?;
    let [b'-', m1, m2, b'-', d1, d2, rest @ ..] = rest else {
        return None;
    };
    let date = NaiveDate::from_ymd_opt(year, u32::from(two(*m1, *m2)?), u32::from(two(*d1, *d2)?))?;
    Some((date, rest))
}

pub(super) fn put_date<W: Write + ?Sized>(date: NaiveDate, out: &mut W) -> fmt::Result {
    put_year(date.year(), out)?;
    out.write_char('-')?;
    put_two(out, date.month())?;
    out.write_char('-')?;
    put_two(out, date.day())
}

/// Reads a leading year: four digits, or more without a leading zero.
fn read_year(bytes: &[u8]) -> Option<(i32, &[u8])> {
    let (negative, unsigned) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let length = unsigned
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (digits, rest) = unsigned.split_at_checked(length)?;
    // Seven digits are beyond chrono's range already.
    if !(4..=7).contains(&length) || (length > 4 && digits.first() == Some(&b'0')) {
        return None;
    }
    let magnitude = digits.iter().fold(0_i32, |sum, digit| {
        sum * 10 + i32::from(digit.wrapping_sub(b'0'))
    });
    let year = if negative { -magnitude } else { magnitude };
    in_range(year).then_some((year, rest))
}

fn in_range(year: i32) -> bool {
    year != 0 && NaiveDate::MIN.year() <= year && year <= NaiveDate::MAX.year()
}

fn put_year<W: Write + ?Sized>(year: i32, out: &mut W) -> fmt::Result {
    if year < 0 {
        out.write_char('-')?;
    }
    let magnitude = year.unsigned_abs();
    if magnitude > 9999 {
        return write!(out, "{magnitude}");
    }
    put_digit(out, magnitude / 1000)?;
    put_digit(out, magnitude / 100)?;
    put_two(out, magnitude % 100)
}

fn read_month(tens: u8, ones: u8) -> Option<u8> {
    two(tens, ones).filter(|month| (1..=12).contains(month))
}

//! Dates and times without a year, as the wire has them.

use core::fmt;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};
use zeroize::Zeroizing;

use super::{FieldValue, holds_digits};
use crate::field::FieldView;
use crate::spec::Field;

/// Pairs of digits; `None` if there are more or fewer than `N`.
fn pairs<const N: usize>(field: &FieldView<'_>) -> Option<[u32; N]> {
    let mut digits = field.characters();
    let mut pairs = [0; N];
    for pair in &mut pairs {
        for _ in 0..2 {
            let digit = char::from(digits.next()?).to_digit(10)?;
            *pair = *pair * 10 + digit;
        }
    }
    digits.next().is_none().then_some(pairs)
}

/// A month and a day, without a year: `MMDD`. Source: ISO 8583:1987 DE 13, 15, 16, 17.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDate {
    month: u32,
    day: u32,
}

impl LocalDate {
    /// `None` if no year has such a day; 29 February has.
    pub fn new(month: u32, day: u32) -> Option<Self> {
        // 2000 is a leap year.
        NaiveDate::from_ymd_opt(2000, month, day).map(|_| Self { month, day })
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u32 {
        self.month
    }

    /// The day, 1 to 31.
    pub const fn day(self) -> u32 {
        self.day
    }

    /// The date nearest to `today` that has this month and day: on 1 January, `1231` is of the year before. Of two equally near ones
    /// the earlier.
    ///
    /// `None` only if no year within four of `today` has the day, or past chrono's years.
    pub fn nearest(self, today: NaiveDate) -> Option<NaiveDate> {
        (-4..=4)
            .filter_map(|years| {
                let year = today.year().checked_add(years)?;
                NaiveDate::from_ymd_opt(year, self.month, self.day)
            })
            .min_by_key(|date| (*date - today).num_days().abs())
    }
}

impl fmt::Display for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{:02}", self.month, self.day)
    }
}

impl From<NaiveDate> for LocalDate {
    fn from(date: NaiveDate) -> Self {
        Self {
            month: date.month(),
            day: date.day(),
        }
    }
}

impl FieldValue for LocalDate {
    const EXPECTED: &'static str = "a month and a day (MMDD)";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        let [month, day] = pairs(field)?;
        Self::new(month, day)
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        Zeroizing::new(self.to_string())
    }

    fn fits(definition: &Field) -> bool {
        holds_digits(definition, 4)
    }
}

/// A time of day: `hhmmss`. Source: ISO 8583:1987 DE 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(NaiveTime);

impl LocalTime {
    /// The time; seconds count, fractions fall away.
    pub fn new(time: NaiveTime) -> Self {
        Self(time.with_nanosecond(0).unwrap_or(time))
    }

    /// The time.
    pub const fn time(self) -> NaiveTime {
        self.0
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%H%M%S").fmt(f)
    }
}

impl FieldValue for LocalTime {
    const EXPECTED: &'static str = "a time (hhmmss)";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        let [hour, minute, second] = pairs(field)?;
        NaiveTime::from_hms_opt(hour, minute, second).map(Self)
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        Zeroizing::new(self.to_string())
    }

    fn fits(definition: &Field) -> bool {
        holds_digits(definition, 6)
    }
}

/// A date and time of UTC, without a year: `MMDDhhmmss`. Source: ISO 8583:1987 DE 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransmissionDateTime {
    date: LocalDate,
    time: LocalTime,
}

impl TransmissionDateTime {
    /// Of this moment of UTC; the year and fractions of a second fall away.
    pub fn new(moment: NaiveDateTime) -> Self {
        Self {
            date: moment.date().into(),
            time: LocalTime::new(moment.time()),
        }
    }

    /// Month and day.
    pub const fn date(self) -> LocalDate {
        self.date
    }

    /// The time of day.
    pub const fn time(self) -> NaiveTime {
        self.time.time()
    }

    /// The moment of UTC with the year that brings it nearest to `now` (UTC): what was sent at `1231235959` and read on 1 January is of
    /// the year before.
    pub fn nearest(self, now: NaiveDateTime) -> Option<NaiveDateTime> {
        (-4..=4)
            .filter_map(|years| {
                let year = now.year().checked_add(years)?;
                let date = NaiveDate::from_ymd_opt(year, self.date.month, self.date.day)?;
                Some(date.and_time(self.time.time()))
            })
            .min_by_key(|moment| (*moment - now).num_seconds().abs())
    }
}

impl fmt::Display for TransmissionDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.date, self.time)
    }
}

impl FieldValue for TransmissionDateTime {
    const EXPECTED: &'static str = "a date and time (MMDDhhmmss)";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        let [month, day, hour, minute, second] = pairs(field)?;
        Some(Self {
            date: LocalDate::new(month, day)?,
            time: LocalTime(NaiveTime::from_hms_opt(hour, minute, second)?),
        })
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        Zeroizing::new(self.to_string())
    }

    fn fits(definition: &Field) -> bool {
        holds_digits(definition, 10)
    }
}

/// A local date and time with two digits of the year: `YYMMDDhhmmss`. Source: ISO 8583:1993 DE 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime {
    year: u32,
    date: LocalDate,
    time: LocalTime,
}

impl LocalDateTime {
    /// Of this moment; the century and fractions of a second fall away.
    pub fn new(moment: NaiveDateTime) -> Self {
        Self {
            year: u32::try_from(moment.year().rem_euclid(100)).unwrap_or_default(),
            date: moment.date().into(),
            time: LocalTime::new(moment.time()),
        }
    }

    /// The moment in the century that brings it nearest to `now`.
    pub fn nearest(self, now: NaiveDateTime) -> Option<NaiveDateTime> {
        let century = now.year() - now.year().rem_euclid(100);
        [-100, 0, 100]
            .into_iter()
            .filter_map(|shift| {
                let year = century
                    .checked_add(shift)?
                    .checked_add(i32::try_from(self.year).ok()?)?;
                let date = NaiveDate::from_ymd_opt(year, self.date.month, self.date.day)?;
                Some(date.and_time(self.time.time()))
            })
            .min_by_key(|moment| (*moment - now).num_seconds().abs())
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{}{}", self.year, self.date, self.time)
    }
}

impl FieldValue for LocalDateTime {
    const EXPECTED: &'static str = "a date and time (YYMMDDhhmmss)";

    fn from_field(field: &FieldView<'_>) -> Option<Self> {
        let [year, month, day, hour, minute, second] = pairs(field)?;
        // Of the year two digits are known: whether 29 February is one of its days is known for all centuries but the secular years.
        Some(Self {
            year,
            date: LocalDate::new(month, day)?,
            time: LocalTime(NaiveTime::from_hms_opt(hour, minute, second)?),
        })
    }

    fn to_text(&self, _: &Field) -> Zeroizing<String> {
        Zeroizing::new(self.to_string())
    }

    fn fits(definition: &Field) -> bool {
        holds_digits(definition, 12)
    }
}

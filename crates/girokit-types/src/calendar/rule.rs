//! Holidays that follow a rule.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A holiday that recurs every year by a rule.
///
/// ```
/// use chrono::Weekday;
/// use girokit_types::calendar::{HolidayDate, HolidayRule, Observance};
///
/// let labour_day = HolidayRule::new("Labour Day", HolidayDate::Fixed { month: 5, day: 1 })
///     .with_observance(Observance::NextFreeWeekday)
///     .with_first_year(1978);
/// assert_eq!(labour_day.nominal_date(2026), Some("2026-05-01".parse()?));
/// assert_eq!(labour_day.nominal_date(1977), None);
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayRule {
    name: Box<str>,
    date: HolidayDate,
    observance: Observance,
    first_year: Option<i32>,
    last_year: Option<i32>,
    except: Vec<i32>,
}

impl HolidayRule {
    /// A holiday of every year, which is not moved when it falls on a weekend.
    pub fn new(name: &str, date: HolidayDate) -> Self {
        Self {
            name: name.into(),
            date,
            observance: Observance::NotMoved,
            first_year: None,
            last_year: None,
            except: Vec::new(),
        }
    }

    /// Says what happens when the day falls on a weekend.
    #[must_use]
    pub fn with_observance(mut self, observance: Observance) -> Self {
        self.observance = observance;
        self
    }

    /// Sets the first year in which it was kept.
    #[must_use]
    pub fn with_first_year(mut self, year: i32) -> Self {
        self.first_year = Some(year);
        self
    }

    /// Sets the last year in which it was kept.
    #[must_use]
    pub fn with_last_year(mut self, year: i32) -> Self {
        self.last_year = Some(year);
        self
    }

    /// Leaves a year out, for instance one in which the day was moved once.
    #[must_use]
    pub fn without_year(mut self, year: i32) -> Self {
        self.except.push(year);
        self
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What happens when the day falls on a weekend.
    pub fn observance(&self) -> Observance {
        self.observance
    }

    /// The day of that year before it is moved; `None` if it is not kept in that year or the date does not exist.
    pub fn nominal_date(&self, year: i32) -> Option<NaiveDate> {
        let before = self.first_year.is_some_and(|first| year < first);
        let after = self.last_year.is_some_and(|last| year > last);
        if before || after || self.except.contains(&year) {
            None
        } else {
            self.date.in_year(year)
        }
    }
}

/// When in the year a holiday falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HolidayDate {
    /// Some days after Easter Sunday of the Western churches (before it if negative).
    Easter {
        /// The days: -2 is Good Friday, 1 is Easter Monday, 39 is Ascension Day.
        offset: i16,
    },
    /// The same day every year.
    Fixed {
        /// The month, from 1.
        month: u32,
        /// The day of the month, from 1.
        day: u32,
    },
    /// The last such weekday of a month.
    LastWeekday {
        /// The month, from 1.
        month: u32,
        /// The day of the week.
        weekday: Weekday,
    },
    /// The n-th such weekday of a month.
    NthWeekday {
        /// The month, from 1.
        month: u32,
        /// The day of the week.
        weekday: Weekday,
        /// Which one, from 1 to 5.
        nth: u8,
    },
}

impl HolidayDate {
    /// The day in that year; `None` if there is none (29 February, a fifth Monday).
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Easter { offset } => {
                let sunday = easter_sunday(year)?;
                let days = Days::new(offset.unsigned_abs().into());
                if offset < 0 {
                    sunday.checked_sub_days(days)
                } else {
                    sunday.checked_add_days(days)
                }
            }
            Self::Fixed { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            Self::LastWeekday { month, weekday } => {
                NaiveDate::from_weekday_of_month_opt(year, month, weekday, 5)
                    .or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, weekday, 4))
            }
            Self::NthWeekday {
                month,
                weekday,
                nth,
            } => NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth),
        }
    }
}

/// What happens to a holiday that falls on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Observance {
    /// It is kept on the next weekday that is not a holiday itself (United Kingdom).
    NextFreeWeekday,
    /// It is lost (TARGET).
    NotMoved,
    /// A Sunday's is kept on the Monday; a Saturday's is lost (Federal Reserve).
    SundayToMonday,
}

/// Easter Sunday of the Western churches; `None` before the Gregorian calendar.
///
/// Meeus, Jones and Butcher's arithmetic for the Gregorian calendar.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "the year is divided first: no term exceeds a few times the century"
)]
pub fn easter_sunday(year: i32) -> Option<NaiveDate> {
    if year < FIRST_GREGORIAN_EASTER {
        return None;
    }
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let moon =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let shift = (golden + 11 * moon + 22 * sunday) / 451;
    let from_march = moon + sunday - 7 * shift + 114;
    let month = u32::try_from(from_march / 31).ok()?;
    let day = u32::try_from(from_march % 31 + 1).ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The calendar was reformed in October 1582.
const FIRST_GREGORIAN_EASTER: i32 = 1583;

/// The holiday that closes this day, if one of the rules does.
pub(super) fn closed_by(
    rules: &[HolidayRule],
    date: NaiveDate,
    weekend: super::Weekend,
) -> Option<&str> {
    let nominal = rules
        .iter()
        .find(|rule| rule.nominal_date(date.year()) == Some(date));
    if let Some(rule) = nominal {
        return Some(rule.name());
    }
    // A holiday at the end of December can be kept in January.
    moved_to(rules, date, date.year(), weekend)
        .or_else(|| moved_to(rules, date, date.year().saturating_sub(1), weekend))
}

/// The holiday of that year which is kept on this weekday instead of on a weekend.
fn moved_to(
    rules: &[HolidayRule],
    date: NaiveDate,
    year: i32,
    weekend: super::Weekend,
) -> Option<&str> {
    let mut waiting: Vec<(NaiveDate, &HolidayRule)> = Vec::new();
    for rule in rules {
        let Some(nominal) = rule
            .nominal_date(year)
            .filter(|day| weekend.contains(day.weekday()))
        else {
            continue;
        };
        let Ok(distance) = usize::try_from(date.signed_duration_since(nominal).num_days()) else {
            continue;
        };
        if !(1..=MOVED_AT_MOST_DAYS).contains(&distance) {
            continue;
        }
        match rule.observance {
            Observance::SundayToMonday if nominal.weekday() == Weekday::Sun && distance == 1 => {
                return Some(rule.name());
            }
            Observance::NotMoved | Observance::SundayToMonday => {}
            Observance::NextFreeWeekday => waiting.push((nominal, rule)),
        }
    }
    waiting.sort_by_key(|(nominal, _)| *nominal);
    let mut taken: Vec<NaiveDate> = Vec::new();
    for (nominal, rule) in waiting {
        let free = nominal
            .iter_days()
            .skip(1)
            .take(MOVED_AT_MOST_DAYS)
            .find(|day| {
                !weekend.contains(day.weekday())
                    && !taken.contains(day)
                    && !rules
                        .iter()
                        .any(|other| other.nominal_date(day.year()) == Some(*day))
            })?;
        if free == date {
            return Some(rule.name());
        }
        taken.push(free);
    }
    None
}

/// How far a holiday moves at most: over a weekend and the holidays that follow it.
const MOVED_AT_MOST_DAYS: usize = 14;

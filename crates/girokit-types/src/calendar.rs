//! Business days: calendars, value-date rules, cut-off times.
//!
//! A [`BusinessCalendar`] is a weekend, rules, announced days, and the years of which it knows them. It never reads a clock,
//! and it never guesses: a day of a year that it does not know is an error, not a business day.
//!
//! ```
//! use girokit_types::calendar::{BusinessCalendar, ValueDateRule};
//!
//! let target = BusinessCalendar::target();
//! let maundy_thursday = "2026-04-02".parse()?;
//! assert_eq!(target.add_business_days(maundy_thursday, 1)?, "2026-04-07".parse()?);
//!
//! let end_of_month = "2026-05-31".parse()?; // a Sunday
//! assert_eq!(target.adjust(end_of_month, ValueDateRule::Following)?, "2026-06-01".parse()?);
//! assert_eq!(target.adjust(end_of_month, ValueDateRule::ModifiedFollowing)?, "2026-05-29".parse()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Shipped: [`target`](BusinessCalendar::target), [`fedwire`](BusinessCalendar::fedwire),
//! [`england_and_wales`](BusinessCalendar::england_and_wales), [`china`](BusinessCalendar::china) (2019 to 2026).
//! Any other is made with [`BusinessCalendar::new`], rules and a [`HolidayTable`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Datelike, NaiveDate};
pub use chrono_tz::Tz;

mod cutoff;
mod market;
mod rule;
mod table;
mod weekend;

pub use cutoff::CutOff;
pub use rule::{HolidayDate, HolidayRule, Observance, easter_sunday};
pub use table::{HolidayTable, MAX_HOLIDAY_DAYS, ParseHolidayTableError};
pub use weekend::Weekend;

/// Which days are business days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessCalendar {
    name: Box<str>,
    weekend: Weekend,
    rules: Vec<HolidayRule>,
    holidays: BTreeMap<NaiveDate, Box<str>>,
    workdays: BTreeSet<NaiveDate>,
    table: Option<HolidayTable>,
    first_year: Option<i32>,
    last_year: Option<i32>,
    joined: Vec<BusinessCalendar>,
}

impl BusinessCalendar {
    /// A calendar with a weekend and no holiday.
    pub fn new(name: &str, weekend: Weekend) -> Self {
        Self {
            name: name.into(),
            weekend,
            rules: Vec::new(),
            holidays: BTreeMap::new(),
            workdays: BTreeSet::new(),
            table: None,
            first_year: None,
            last_year: None,
            joined: Vec::new(),
        }
    }

    /// Adds a holiday that recurs by a rule.
    #[must_use]
    pub fn with_rule(mut self, rule: HolidayRule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Adds a holiday that is kept once. It wins over a make-up workday.
    #[must_use]
    pub fn with_holiday(mut self, date: NaiveDate, name: &str) -> Self {
        self.workdays.remove(&date);
        self.holidays.insert(date, name.into());
        self
    }

    /// Adds a business day that wins over weekend, rule and table.
    #[must_use]
    pub fn with_workday(mut self, date: NaiveDate) -> Self {
        self.holidays.remove(&date);
        self.workdays.insert(date);
        self
    }

    /// Adds announced days. From then on the calendar judges only years that its tables know.
    #[must_use]
    pub fn with_table(mut self, table: HolidayTable) -> Self {
        let known = self.table.get_or_insert_default();
        known.years.extend(table.years);
        known.holidays.extend(table.holidays);
        known.workdays.extend(table.workdays);
        self
    }

    /// Sets the first year that the calendar knows.
    #[must_use]
    pub fn with_first_year(mut self, year: i32) -> Self {
        self.first_year = Some(year);
        self
    }

    /// Sets the last year that the calendar knows.
    #[must_use]
    pub fn with_last_year(mut self, year: i32) -> Self {
        self.last_year = Some(year);
        self
    }

    /// Joins another calendar: a business day must be one in both, as for a payment between two currencies.
    #[must_use]
    pub fn joined_with(mut self, other: Self) -> Self {
        self.name = format!("{} + {}", self.name, other.name).into();
        self.joined.push(other);
        self
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The weekend of the calendar itself, without those joined to it.
    pub fn weekend(&self) -> Weekend {
        self.weekend
    }

    /// What the day is.
    ///
    /// # Errors
    /// [`CalendarError::UnknownYear`] if the calendar does not know that year.
    pub fn day(&self, date: NaiveDate) -> Result<CalendarDay<'_>, CalendarError> {
        let mut day = self.own_day(date)?;
        for calendar in &self.joined {
            let other = calendar.day(date)?;
            if day == CalendarDay::Business {
                day = other;
            }
        }
        Ok(day)
    }

    /// Whether the day is a business day.
    ///
    /// # Errors
    /// [`CalendarError::UnknownYear`] if the calendar does not know that year.
    pub fn is_business_day(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        Ok(self.day(date)? == CalendarDay::Business)
    }

    /// The first business day after the date.
    ///
    /// # Errors
    /// [`CalendarError::UnknownYear`], [`CalendarError::NoBusinessDay`] if none follows within [`MAX_CLOSED_DAYS`], or
    /// [`CalendarError::OutOfRange`].
    pub fn next_business_day(&self, date: NaiveDate) -> Result<NaiveDate, CalendarError> {
        self.search(date, NaiveDate::succ_opt)
    }

    /// The last business day before the date.
    ///
    /// # Errors
    /// As [`next_business_day`](Self::next_business_day).
    pub fn previous_business_day(&self, date: NaiveDate) -> Result<NaiveDate, CalendarError> {
        self.search(date, NaiveDate::pred_opt)
    }

    /// The n-th business day after the date, or before it if `days` is negative.
    ///
    /// The date itself is never counted, whether it is a business day or not: Saturday plus one is Monday. Zero gives the
    /// date if it is a business day and else the next one.
    ///
    /// # Errors
    /// [`CalendarError::TooManyDays`] above [`MAX_BUSINESS_DAYS`], and as [`next_business_day`](Self::next_business_day).
    pub fn add_business_days(
        &self,
        date: NaiveDate,
        days: i32,
    ) -> Result<NaiveDate, CalendarError> {
        if days.unsigned_abs() > MAX_BUSINESS_DAYS {
            return Err(CalendarError::TooManyDays);
        }
        if days == 0 {
            return self.adjust(date, ValueDateRule::Following);
        }
        let step = if days > 0 {
            Self::next_business_day
        } else {
            Self::previous_business_day
        };
        (0..days.unsigned_abs()).try_fold(date, |date, _| step(self, date))
    }

    /// Moves a date to a business day by a rule; a business day stays.
    ///
    /// # Errors
    /// As [`next_business_day`](Self::next_business_day).
    pub fn adjust(&self, date: NaiveDate, rule: ValueDateRule) -> Result<NaiveDate, CalendarError> {
        if self.is_business_day(date)? {
            return Ok(date);
        }
        let same_month =
            |other: NaiveDate| (other.year(), other.month()) == (date.year(), date.month());
        match rule {
            ValueDateRule::Following => self.next_business_day(date),
            ValueDateRule::Preceding => self.previous_business_day(date),
            ValueDateRule::ModifiedFollowing => match self.next_business_day(date)? {
                next if same_month(next) => Ok(next),
                _ => self.previous_business_day(date),
            },
            ValueDateRule::ModifiedPreceding => match self.previous_business_day(date)? {
                previous if same_month(previous) => Ok(previous),
                _ => self.next_business_day(date),
            },
        }
    }

    fn own_day(&self, date: NaiveDate) -> Result<CalendarDay<'_>, CalendarError> {
        let year = date.year();
        let too_early = self.first_year.is_some_and(|first| year < first);
        let too_late = self.last_year.is_some_and(|last| year > last);
        let unannounced = self.table.as_ref().is_some_and(|table| !table.knows(year));
        if too_early || too_late || unannounced {
            return Err(CalendarError::UnknownYear {
                calendar: self.name.clone(),
                year,
            });
        }
        if self.workdays.contains(&date) {
            return Ok(CalendarDay::Business);
        }
        if let Some(name) = self.holidays.get(&date) {
            return Ok(CalendarDay::Holiday(name));
        }
        if let Some(table) = &self.table {
            if table.workdays.contains(&date) {
                return Ok(CalendarDay::Business);
            }
            if let Some(name) = table.holidays.get(&date) {
                return Ok(CalendarDay::Holiday(name));
            }
        }
        if let Some(name) = rule::closed_by(&self.rules, date, self.weekend) {
            return Ok(CalendarDay::Holiday(name));
        }
        Ok(if self.weekend.contains(date.weekday()) {
            CalendarDay::Weekend
        } else {
            CalendarDay::Business
        })
    }

    fn search(
        &self,
        date: NaiveDate,
        step: fn(&NaiveDate) -> Option<NaiveDate>,
    ) -> Result<NaiveDate, CalendarError> {
        let mut day = date;
        for _ in 0..MAX_CLOSED_DAYS {
            day = step(&day).ok_or(CalendarError::OutOfRange)?;
            if self.is_business_day(day)? {
                return Ok(day);
            }
        }
        Err(CalendarError::NoBusinessDay {
            calendar: self.name.clone(),
            date,
        })
    }
}

/// What a day is to a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(
    clippy::exhaustive_enums,
    reason = "a day is worked, a weekend's, or a holiday"
)]
pub enum CalendarDay<'a> {
    /// One works.
    Business,
    /// A holiday, with its name. A holiday on a weekend is told as a holiday.
    Holiday(&'a str),
    /// A day of the weekend.
    Weekend,
}

/// Where a date goes that is not a business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ValueDateRule {
    /// To the next business day.
    Following,
    /// To the next business day, unless that is in another month: then to the previous one.
    ModifiedFollowing,
    /// To the previous business day, unless that is in another month: then to the next one.
    ModifiedPreceding,
    /// To the previous business day.
    Preceding,
}

/// How many days in a row a search passes before it gives up: a calendar that is closed for longer has no business days.
pub const MAX_CLOSED_DAYS: u32 = 60;

/// How many business days [`BusinessCalendar::add_business_days`] counts at most: about forty years.
pub const MAX_BUSINESS_DAYS: u32 = 10_000;

/// Why a calendar gives no answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CalendarError {
    /// No business day within [`MAX_CLOSED_DAYS`].
    NoBusinessDay {
        /// The calendar's name.
        calendar: Box<str>,
        /// The day from which it was searched.
        date: NaiveDate,
    },
    /// The date type ends.
    OutOfRange,
    /// More than [`MAX_BUSINESS_DAYS`] were asked for.
    TooManyDays,
    /// The calendar does not know that year.
    UnknownYear {
        /// The calendar's name.
        calendar: Box<str>,
        /// The year.
        year: i32,
    },
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBusinessDay { calendar, date } => {
                write!(
                    f,
                    "calendar {calendar} has no business day within {MAX_CLOSED_DAYS} days of {date}"
                )
            }
            Self::OutOfRange => f.write_str("date is out of range"),
            Self::TooManyDays => write!(f, "expected at most {MAX_BUSINESS_DAYS} business days"),
            Self::UnknownYear { calendar, year } => {
                write!(f, "calendar {calendar} does not know the year {year}")
            }
        }
    }
}

impl std::error::Error for CalendarError {}

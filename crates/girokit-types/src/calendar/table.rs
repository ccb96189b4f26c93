//! Holidays that are announced year by year.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

/// Holidays and make-up workdays that follow no rule but are announced year by year.
///
/// A table says which years it knows. A [`BusinessCalendar`](super::BusinessCalendar) made from it refuses to judge
/// any other year, instead of taking a day for a business day because nobody has said otherwise yet.
///
/// The text form has one statement a line; `#` starts a comment:
/// ```
/// use girokit_types::calendar::HolidayTable;
///
/// let table: HolidayTable = "
///     year 2026                                        # the table knows all of 2026
///     2026-01-01..2026-01-03 holiday New Year's Day    # first and last day
///     2026-01-04 workday                               # a Sunday on which one works
/// ".parse()?;
/// assert!(table.knows(2026) && !table.knows(2027));
/// # Ok::<(), girokit_types::calendar::ParseHolidayTableError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HolidayTable {
    pub(super) years: BTreeSet<i32>,
    pub(super) holidays: BTreeMap<NaiveDate, Box<str>>,
    pub(super) workdays: BTreeSet<NaiveDate>,
}

impl HolidayTable {
    /// A table that knows no year.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a year of which the table knows every holiday.
    #[must_use]
    pub fn with_year(mut self, year: i32) -> Self {
        self.years.insert(year);
        self
    }

    /// Adds a holiday.
    #[must_use]
    pub fn with_holiday(mut self, date: NaiveDate, name: &str) -> Self {
        self.holidays.insert(date, name.into());
        self
    }

    /// Adds a day of a weekend on which one works.
    #[must_use]
    pub fn with_workday(mut self, date: NaiveDate) -> Self {
        self.workdays.insert(date);
        self
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`ParseHolidayTableError`] with the line, if a line is not understood, names a day outside the years announced by
    /// then, calls one day both holiday and workday, or spans more than [`MAX_HOLIDAY_DAYS`].
    pub fn parse(text: &str) -> Result<Self, ParseHolidayTableError> {
        let mut table = Self::new();
        for (line, number) in text.lines().zip(1..) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if !line.is_empty() {
                table
                    .read_line(line)
                    .map_err(|kind| ParseHolidayTableError { line: number, kind })?;
            }
        }
        Ok(table)
    }

    /// Whether the table knows every holiday of that year.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// The years that the table knows, ascending.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.iter().copied()
    }

    fn read_line(&mut self, line: &str) -> Result<(), LineError> {
        let (first, rest) = line
            .split_once(char::is_whitespace)
            .ok_or(LineError::Syntax)?;
        let rest = rest.trim();
        if first == "year" {
            let year = rest.parse().map_err(|_| LineError::Year)?;
            if !(1900..=2999).contains(&year) {
                return Err(LineError::Year);
            }
            self.years.insert(year);
            return Ok(());
        }
        let (start, end) = first.split_once("..").unwrap_or((first, first));
        let start: NaiveDate = start.parse().map_err(|_| LineError::Date)?;
        let end: NaiveDate = end.parse().map_err(|_| LineError::Date)?;
        let (word, name) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let later = end.signed_duration_since(start).num_days();
        if !(0..MAX_HOLIDAY_DAYS).contains(&later) {
            return Err(LineError::Span);
        }
        for date in start.iter_days().take_while(|date| *date <= end) {
            if !self.knows(date.year()) {
                return Err(LineError::UnknownYear);
            }
            match word {
                "holiday" if !self.workdays.contains(&date) => {
                    self.holidays.insert(date, name.trim().into());
                }
                "workday" if !self.holidays.contains_key(&date) => {
                    self.workdays.insert(date);
                }
                "holiday" | "workday" => return Err(LineError::Contradiction),
                _ => return Err(LineError::Syntax),
            }
        }
        Ok(())
    }
}

impl FromStr for HolidayTable {
    type Err = ParseHolidayTableError;

    fn from_str(text: &str) -> Result<Self, ParseHolidayTableError> {
        Self::parse(text)
    }
}

/// The longest holiday a line may name, in days: a typing error in a year must not close a calendar for decades.
pub const MAX_HOLIDAY_DAYS: i64 = 31;

/// Why the text of a [`HolidayTable`] cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ParseHolidayTableError {
    line: usize,
    kind: LineError,
}

impl ParseHolidayTableError {
    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for ParseHolidayTableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            LineError::Contradiction => "the day is called both holiday and workday",
            LineError::Date => {
                "expected a date such as 2026-01-31 or a span such as 2026-01-01..2026-01-03"
            }
            LineError::Span => "expected a span of 1 to 31 days",
            LineError::Syntax => "expected `year Y`, `DATE holiday NAME` or `DATE workday`",
            LineError::UnknownYear => "the day's year is not announced by a `year` line above",
            LineError::Year => "expected a year from 1900 to 2999",
        };
        write!(f, "line {}: {what}", self.line)
    }
}

impl std::error::Error for ParseHolidayTableError {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum LineError {
    Contradiction,
    Date,
    Span,
    Syntax,
    UnknownYear,
    Year,
}

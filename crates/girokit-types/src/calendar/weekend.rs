//! Weekends: which days of the week are never business days.

use std::fmt;

use chrono::Weekday;

/// The days of the week on which nobody works: a set, possibly empty.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weekend(u8);

impl Weekend {
    /// Friday alone.
    pub const FRIDAY: Self = Self::NONE.and(Weekday::Fri);
    /// Friday and Saturday, as in most of the Arab world and in Israel.
    pub const FRIDAY_SATURDAY: Self = Self::FRIDAY.and(Weekday::Sat);
    /// No weekend: a system that runs every day.
    pub const NONE: Self = Self(0);
    /// Saturday and Sunday.
    pub const SATURDAY_SUNDAY: Self = Self::SUNDAY.and(Weekday::Sat);
    /// Sunday alone.
    pub const SUNDAY: Self = Self::NONE.and(Weekday::Sun);

    /// Adds a day.
    #[must_use]
    pub const fn and(self, day: Weekday) -> Self {
        Self(self.0 | 1 << day as u8)
    }

    /// Whether the day belongs to the weekend.
    pub const fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day as u8) != 0
    }

    /// The banks' weekend in a country (ISO 3166 alpha-2, upper case).
    ///
    /// `None` where a set of weekdays does not tell it (India closes the second and fourth Saturday of a month), where it
    /// differs within the country or has changed lately, and for a code that this table does not hold. Source:
    /// Unicode CLDR `weekData`, and for the United Arab Emirates the change to Saturday and Sunday of January 2022.
    pub fn of_country(country: &str) -> Option<Self> {
        if FRIDAY_SATURDAY.contains(&country) {
            Some(Self::FRIDAY_SATURDAY)
        } else if SATURDAY_SUNDAY.contains(&country) {
            Some(Self::SATURDAY_SUNDAY)
        } else {
            None
        }
    }
}

impl Default for Weekend {
    /// Saturday and Sunday.
    fn default() -> Self {
        Self::SATURDAY_SUNDAY
    }
}

impl fmt::Debug for Weekend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = WEEK.into_iter().filter(|day| self.contains(*day));
        f.debug_set().entries(days).finish()
    }
}

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

const FRIDAY_SATURDAY: [&str; 14] = [
    "BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE",
];

const SATURDAY_SUNDAY: [&str; 56] = [
    "AE", "AR", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CL", "CN", "CO", "CY", "CZ", "DE", "DK",
    "EE", "ES", "FI", "FR", "GB", "GR", "HK", "HR", "HU", "ID", "IE", "IS", "IT", "JP", "KE", "KR",
    "LI", "LT", "LU", "LV", "MT", "MX", "NG", "NL", "NO", "NZ", "PE", "PH", "PL", "PT", "RO", "SE",
    "SG", "SI", "SK", "TH", "TR", "TW", "US", "ZA",
];

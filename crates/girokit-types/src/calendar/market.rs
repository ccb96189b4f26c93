//! The calendars that the crate ships.

use chrono::{NaiveDate, Weekday};

use super::{BusinessCalendar, HolidayDate, HolidayRule, HolidayTable, Observance, Weekend};

impl BusinessCalendar {
    /// T2 (TARGET): the days on which euro settle.
    ///
    /// Closed on Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December; holidays on a weekend
    /// are not moved. Known from 2000, with the closing of 31 December 2001. Source: ECB, long-term calendar for TARGET
    /// closing days.
    pub fn target() -> Self {
        let mut calendar = Self::new("TARGET", Weekend::SATURDAY_SUNDAY).with_first_year(2000);
        for (name, date) in [
            ("New Year's Day", HolidayDate::Fixed { month: 1, day: 1 }),
            ("Good Friday", HolidayDate::Easter { offset: -2 }),
            ("Easter Monday", HolidayDate::Easter { offset: 1 }),
            ("Labour Day", HolidayDate::Fixed { month: 5, day: 1 }),
            ("Christmas Day", HolidayDate::Fixed { month: 12, day: 25 }),
            (
                "Christmas Holiday",
                HolidayDate::Fixed { month: 12, day: 26 },
            ),
        ] {
            calendar = calendar.with_rule(HolidayRule::new(name, date));
        }
        with_days(calendar, &[(2001, 12, 31, "euro cash changeover")])
    }

    /// The Federal Reserve Banks: the days on which Fedwire, FedACH and their settlement run.
    ///
    /// A holiday on a Sunday is kept on the Monday. A holiday on a Saturday is lost: the Federal Reserve Banks are open on
    /// the Friday before, though federal offices are not. Juneteenth is kept since 2022. Known from 2000. Source: Federal
    /// Reserve Bank Services, holiday schedules.
    pub fn fedwire() -> Self {
        let nth = |month, weekday, nth| HolidayDate::NthWeekday {
            month,
            weekday,
            nth,
        };
        let mut calendar = Self::new("Fedwire", Weekend::SATURDAY_SUNDAY).with_first_year(2000);
        for (name, date, first_year) in [
            (
                "New Year's Day",
                HolidayDate::Fixed { month: 1, day: 1 },
                2000,
            ),
            ("Martin Luther King, Jr. Day", nth(1, Weekday::Mon, 3), 2000),
            ("Washington's Birthday", nth(2, Weekday::Mon, 3), 2000),
            (
                "Memorial Day",
                HolidayDate::LastWeekday {
                    month: 5,
                    weekday: Weekday::Mon,
                },
                2000,
            ),
            (
                "Juneteenth National Independence Day",
                HolidayDate::Fixed { month: 6, day: 19 },
                2022,
            ),
            (
                "Independence Day",
                HolidayDate::Fixed { month: 7, day: 4 },
                2000,
            ),
            ("Labor Day", nth(9, Weekday::Mon, 1), 2000),
            ("Columbus Day", nth(10, Weekday::Mon, 2), 2000),
            (
                "Veterans Day",
                HolidayDate::Fixed { month: 11, day: 11 },
                2000,
            ),
            ("Thanksgiving Day", nth(11, Weekday::Thu, 4), 2000),
            (
                "Christmas Day",
                HolidayDate::Fixed { month: 12, day: 25 },
                2000,
            ),
        ] {
            let rule = HolidayRule::new(name, date).with_observance(Observance::SundayToMonday);
            calendar = calendar.with_rule(rule.with_first_year(first_year));
        }
        calendar
    }

    /// Bank holidays of England and Wales: the days on which CHAPS and Bacs do not settle.
    ///
    /// A holiday on a weekend is kept on the next free weekday. The days appointed or moved once are in: 2002, 2011, 2012,
    /// 2020, 2022 and 2023; a day appointed by a later proclamation is added with
    /// [`with_holiday`](BusinessCalendar::with_holiday). Known from 2000. Source: gov.uk, UK bank holidays.
    pub fn england_and_wales() -> Self {
        let early_may = HolidayDate::NthWeekday {
            month: 5,
            weekday: Weekday::Mon,
            nth: 1,
        };
        let spring = HolidayDate::LastWeekday {
            month: 5,
            weekday: Weekday::Mon,
        };
        let summer = HolidayDate::LastWeekday {
            month: 8,
            weekday: Weekday::Mon,
        };
        let mut calendar =
            Self::new("England and Wales", Weekend::SATURDAY_SUNDAY).with_first_year(2000);
        for (name, date, moved_in) in [
            (
                "New Year's Day",
                HolidayDate::Fixed { month: 1, day: 1 },
                &[][..],
            ),
            ("Good Friday", HolidayDate::Easter { offset: -2 }, &[]),
            ("Easter Monday", HolidayDate::Easter { offset: 1 }, &[]),
            ("Early May bank holiday", early_may, &[2020]),
            ("Spring bank holiday", spring, &[2002, 2012, 2022]),
            ("Summer bank holiday", summer, &[]),
            (
                "Christmas Day",
                HolidayDate::Fixed { month: 12, day: 25 },
                &[],
            ),
            ("Boxing Day", HolidayDate::Fixed { month: 12, day: 26 }, &[]),
        ] {
            let rule = HolidayRule::new(name, date).with_observance(Observance::NextFreeWeekday);
            calendar = calendar.with_rule(
                moved_in
                    .iter()
                    .fold(rule, |rule, year| rule.without_year(*year)),
            );
        }
        with_days(
            calendar,
            &[
                (2002, 6, 3, "Golden Jubilee"),
                (2002, 6, 4, "Spring bank holiday"),
                (2011, 4, 29, "Royal wedding"),
                (2012, 6, 4, "Spring bank holiday"),
                (2012, 6, 5, "Diamond Jubilee"),
                (2020, 5, 8, "Early May bank holiday"),
                (2022, 6, 2, "Spring bank holiday"),
                (2022, 6, 3, "Platinum Jubilee"),
                (2022, 9, 19, "State Funeral of Queen Elizabeth II"),
                (2023, 5, 8, "Coronation of King Charles III"),
            ],
        )
    }

    /// Mainland China: the State Council's holidays and make-up workdays, 2019 to 2026.
    ///
    /// A year outside the shipped table is not judged; load it with [`with_table`](BusinessCalendar::with_table) when
    /// the State Council has announced it (usually in November of the year before). A make-up workday is a business day;
    /// a single payment system may run by a notice of its own.
    pub fn china() -> Self {
        // The shipped text is read by a unit test; should it ever be broken, the calendar knows no year and says so.
        let table = HolidayTable::parse(CHINA).unwrap_or_default();
        Self::new("China", Weekend::SATURDAY_SUNDAY).with_table(table)
    }
}

/// Adds days that were appointed once.
fn with_days(mut calendar: BusinessCalendar, days: &[(i32, u32, u32, &str)]) -> BusinessCalendar {
    for (year, month, day, name) in days {
        if let Some(date) = NaiveDate::from_ymd_opt(*year, *month, *day) {
            calendar = calendar.with_holiday(date, name);
        }
    }
    calendar
}

const CHINA: &str = include_str!("china.txt");

#[cfg(test)]
mod tests {
    use super::{CHINA, HolidayTable};

    #[test]
    fn shipped_table_is_read() {
        let table = HolidayTable::parse(CHINA);
        let years: Option<Vec<i32>> = table.ok().map(|table| table.years().collect());
        assert_eq!(years, Some((2019..=2026).collect()));
    }
}

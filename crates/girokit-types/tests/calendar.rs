//! Business calendars against the dates that central banks and governments have published.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use chrono::{Datelike, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use girokit_types::calendar::{
    BusinessCalendar, CalendarDay, CalendarError, CutOff, HolidayDate, HolidayRule, HolidayTable,
    Observance, Tz, ValueDateRule, Weekend, easter_sunday,
};
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The closed days from Monday to Friday of a year.
fn closed_weekdays(calendar: &BusinessCalendar, year: i32) -> Vec<String> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    first
        .iter_days()
        .take_while(|day| day.year() == year)
        .filter(|day| !Weekend::SATURDAY_SUNDAY.contains(day.weekday()))
        .filter(|day| !calendar.is_business_day(*day).unwrap())
        .map(|day| day.format("%m-%d").to_string())
        .collect()
}

fn assert_closed(calendar: &BusinessCalendar, published: &[(i32, &str)]) {
    for (year, days) in published {
        let expected: Vec<&str> = days.split_whitespace().collect();
        assert_eq!(
            closed_weekdays(calendar, *year),
            expected,
            "{} {year}",
            calendar.name()
        );
    }
}

#[test]
fn target_closing_days() {
    let calendar = BusinessCalendar::target();
    assert_closed(
        &calendar,
        &[
            (2001, "01-01 04-13 04-16 05-01 12-25 12-26 12-31"),
            (2020, "01-01 04-10 04-13 05-01 12-25"),
            (2021, "01-01 04-02 04-05"),
            (2022, "04-15 04-18 12-26"),
            (2023, "04-07 04-10 05-01 12-25 12-26"),
            (2024, "01-01 03-29 04-01 05-01 12-25 12-26"),
            (2025, "01-01 04-18 04-21 05-01 12-25 12-26"),
            (2026, "01-01 04-03 04-06 05-01 12-25"),
            (2027, "01-01 03-26 03-29"),
        ],
    );
    assert_eq!(
        calendar.day(date("2026-12-26")),
        Ok(CalendarDay::Holiday("Christmas Holiday"))
    );
    assert_eq!(calendar.day(date("2026-11-28")), Ok(CalendarDay::Weekend));
    let before = calendar.is_business_day(date("1999-12-30"));
    assert_eq!(
        before,
        Err(CalendarError::UnknownYear {
            calendar: "TARGET".into(),
            year: 1999
        })
    );
}

#[test]
fn federal_reserve_holidays() {
    assert_closed(
        &BusinessCalendar::fedwire(),
        &[
            // Juneteenth began in 2022; Independence Day of 2020 and 2026 falls on a Saturday and is lost.
            (
                2020,
                "01-01 01-20 02-17 05-25 09-07 10-12 11-11 11-26 12-25",
            ),
            (
                2021,
                "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25",
            ),
            (
                2022,
                "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
            ),
            (
                2023,
                "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-23 12-25",
            ),
            (
                2024,
                "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
            ),
            (
                2025,
                "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
            ),
            (
                2026,
                "01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25",
            ),
            (
                2027,
                "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25",
            ),
        ],
    );
}

#[test]
fn bank_holidays_of_england_and_wales() {
    assert_closed(
        &BusinessCalendar::england_and_wales(),
        &[
            (
                2002,
                "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26",
            ),
            (
                2011,
                "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27",
            ),
            (
                2012,
                "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
            ),
            (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
            (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
            (
                2022,
                "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
            ),
            (
                2023,
                "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
            ),
            (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
            (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
            (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
            (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        ],
    );
}

#[test]
fn china_works_on_make_up_days() {
    let calendar = BusinessCalendar::china();
    assert_closed(
        &calendar,
        &[
            (
                2025,
                "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 10-06 10-07 10-08",
            ),
            (
                2026,
                "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07",
            ),
        ],
    );
    assert_eq!(calendar.day(date("2026-01-04")), Ok(CalendarDay::Business)); // a Sunday
    assert_eq!(
        calendar.next_business_day(date("2026-02-13")),
        Ok(date("2026-02-14"))
    ); // a Saturday
    assert_eq!(
        calendar.next_business_day(date("2026-02-14")),
        Ok(date("2026-02-24"))
    );
    assert_eq!(
        calendar.next_business_day(date("2026-12-31")),
        Err(CalendarError::UnknownYear {
            calendar: "China".into(),
            year: 2027
        })
    );
    let announced =
        HolidayTable::parse("year 2027\n2027-01-01..2027-01-03 holiday New Year's Day").unwrap();
    assert_eq!(
        calendar
            .with_table(announced)
            .next_business_day(date("2026-12-31")),
        Ok(date("2027-01-04"))
    );
}

#[test]
fn easter_sundays() {
    for (year, day) in [
        (1818, "1818-03-22"), // the earliest day possible
        (1943, "1943-04-25"), // the latest
        (1954, "1954-04-18"),
        (1981, "1981-04-19"),
        (2000, "2000-04-23"),
        (2008, "2008-03-23"),
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2038, "2038-04-25"),
        (2049, "2049-04-18"),
    ] {
        assert_eq!(easter_sunday(year), Some(date(day)));
    }
    assert_eq!(easter_sunday(1582), None);
}

#[test]
fn value_date_rules() {
    let calendar = BusinessCalendar::target();
    let cases = [
        // date, following, modified following, preceding, modified preceding
        (
            "2026-05-31",
            "2026-06-01",
            "2026-05-29",
            "2026-05-29",
            "2026-05-29",
        ), // a Sunday, the month's last day
        (
            "2026-08-01",
            "2026-08-03",
            "2026-08-03",
            "2026-07-31",
            "2026-08-03",
        ), // a Saturday, the month's first day
        (
            "2026-04-03",
            "2026-04-07",
            "2026-04-07",
            "2026-04-02",
            "2026-04-02",
        ), // Good Friday
        (
            "2026-11-23",
            "2026-11-23",
            "2026-11-23",
            "2026-11-23",
            "2026-11-23",
        ), // a business day
    ];
    for (day, following, modified_following, preceding, modified_preceding) in cases {
        for (rule, expected) in [
            (ValueDateRule::Following, following),
            (ValueDateRule::ModifiedFollowing, modified_following),
            (ValueDateRule::Preceding, preceding),
            (ValueDateRule::ModifiedPreceding, modified_preceding),
        ] {
            assert_eq!(
                calendar.adjust(date(day), rule),
                Ok(date(expected)),
                "{day} {rule:?}"
            );
        }
    }
}

#[test]
fn adding_business_days() {
    let calendar = BusinessCalendar::target();
    for (from, days, to) in [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-22", 0, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-20", 2, "2026-11-24"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-12-24", 1, "2026-12-28"),
        ("2026-12-31", 1, "2027-01-04"),
    ] {
        assert_eq!(
            calendar.add_business_days(date(from), days),
            Ok(date(to)),
            "{from} {days}"
        );
    }
    assert_eq!(
        calendar.add_business_days(date("2026-11-23"), i32::MIN),
        Err(CalendarError::TooManyDays)
    );
}

#[test]
fn joined_calendars_need_both() {
    let both = BusinessCalendar::target().joined_with(BusinessCalendar::fedwire());
    assert_eq!(both.name(), "TARGET + Fedwire");
    assert_eq!(
        both.day(date("2026-11-26")),
        Ok(CalendarDay::Holiday("Thanksgiving Day"))
    );
    assert_eq!(
        both.day(date("2026-05-01")),
        Ok(CalendarDay::Holiday("Labour Day"))
    );
    assert_eq!(
        both.add_business_days(date("2026-04-02"), 1),
        Ok(date("2026-04-07"))
    );
}

#[test]
fn a_calendar_without_business_days_gives_up() {
    let week = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
    ];
    let never = week
        .into_iter()
        .fold(Weekend::SATURDAY_SUNDAY, Weekend::and);
    let calendar = BusinessCalendar::new("never", never);
    let from = date("2026-11-23");
    let expected = Err(CalendarError::NoBusinessDay {
        calendar: "never".into(),
        date: from,
    });
    assert_eq!(calendar.next_business_day(from), expected);
    assert_eq!(calendar.adjust(from, ValueDateRule::Preceding), expected);
    let end = BusinessCalendar::new("end", Weekend::NONE);
    assert_eq!(
        end.next_business_day(NaiveDate::MAX),
        Err(CalendarError::OutOfRange)
    );
    assert_eq!(
        end.previous_business_day(NaiveDate::MIN),
        Err(CalendarError::OutOfRange)
    );
}

#[test]
fn weekends_by_country() {
    assert_eq!(Weekend::of_country("SA"), Some(Weekend::FRIDAY_SATURDAY));
    assert_eq!(Weekend::of_country("AE"), Some(Weekend::SATURDAY_SUNDAY));
    assert_eq!(Weekend::of_country("DE"), Some(Weekend::SATURDAY_SUNDAY));
    assert_eq!(Weekend::of_country("IN"), None);
    let riyadh = BusinessCalendar::new("Saudi Arabia", Weekend::FRIDAY_SATURDAY);
    assert_eq!(
        riyadh.next_business_day(date("2026-11-19")),
        Ok(date("2026-11-22"))
    );
    assert_eq!(format!("{:?}", Weekend::FRIDAY_SATURDAY), "{Fri, Sat}");
}

#[test]
fn moved_holidays_reach_into_january() {
    let new_years_eve =
        HolidayRule::new("New Year's Eve", HolidayDate::Fixed { month: 12, day: 31 })
            .with_observance(Observance::NextFreeWeekday);
    let new_year = HolidayRule::new("New Year's Day", HolidayDate::Fixed { month: 1, day: 1 });
    let calendar = BusinessCalendar::new("custom", Weekend::SATURDAY_SUNDAY)
        .with_rule(new_years_eve)
        .with_rule(new_year);
    // 31 December 2022 was a Saturday, 31 December 2023 a Sunday whose Monday is taken.
    assert_eq!(
        calendar.day(date("2023-01-02")),
        Ok(CalendarDay::Holiday("New Year's Eve"))
    );
    assert_eq!(
        calendar.day(date("2024-01-01")),
        Ok(CalendarDay::Holiday("New Year's Day"))
    );
    assert_eq!(
        calendar.day(date("2024-01-02")),
        Ok(CalendarDay::Holiday("New Year's Eve"))
    );
    let fifth = HolidayDate::NthWeekday {
        month: 2,
        weekday: Weekday::Mon,
        nth: 5,
    };
    assert_eq!(fifth.in_year(2026), None);
}

#[test]
fn days_added_by_hand_win() {
    let day = date("2026-11-24");
    let calendar = BusinessCalendar::target().with_holiday(day, "system upgrade");
    assert_eq!(
        calendar.day(day),
        Ok(CalendarDay::Holiday("system upgrade"))
    );
    assert_eq!(
        calendar.with_workday(day).day(day),
        Ok(CalendarDay::Business)
    );
}

#[test]
fn tables_say_what_is_wrong_and_where() {
    for (text, error) in [
        (
            "year 2026\nmonday",
            "line 2: expected `year Y`, `DATE holiday NAME` or `DATE workday`",
        ),
        ("year 20260", "line 1: expected a year from 1900 to 2999"),
        (
            "2026-01-01 holiday",
            "line 1: the day's year is not announced by a `year` line above",
        ),
        (
            "year 2026\n2026-01-01 holiday\n2026-01-01 workday",
            "line 3: the day is called both holiday and workday",
        ),
        (
            "year 2026\n2026-02-30 holiday",
            "line 2: expected a date such as 2026-01-31 or a span such as 2026-01-01..2026-01-03",
        ),
        (
            "year 2026\n2026-01-01..2062-01-03 holiday",
            "line 2: expected a span of 1 to 31 days",
        ),
        (
            "year 2026\n2026-01-03..2026-01-01 holiday",
            "line 2: expected a span of 1 to 31 days",
        ),
        (
            "year 2026\n2026-01-01 party",
            "line 2: expected `year Y`, `DATE holiday NAME` or `DATE workday`",
        ),
    ] {
        assert_eq!(HolidayTable::parse(text).unwrap_err().to_string(), error);
    }
}

#[test]
fn cut_offs_over_clock_changes() {
    let at =
        |hour, minute, zone| CutOff::new(NaiveTime::from_hms_opt(hour, minute, 0).unwrap(), zone);
    let utc = |text: &str| Ok(text.parse().unwrap());
    // Winter and summer time.
    assert_eq!(
        at(16, 0, Tz::Europe__Berlin).instant(date("2026-01-15")),
        utc("2026-01-15T15:00:00Z")
    );
    assert_eq!(
        at(16, 0, Tz::Europe__Berlin).instant(date("2026-07-15")),
        utc("2026-07-15T14:00:00Z")
    );
    // 29 March 2026: 02:30 does not exist in Berlin; the clock jumps at 01:00 UTC.
    assert_eq!(
        at(2, 30, Tz::Europe__Berlin).instant(date("2026-03-29")),
        utc("2026-03-29T01:00:00Z")
    );
    assert_eq!(
        at(2, 0, Tz::Europe__Berlin).instant(date("2026-03-29")),
        utc("2026-03-29T01:00:00Z")
    );
    assert_eq!(
        at(3, 0, Tz::Europe__Berlin).instant(date("2026-03-29")),
        utc("2026-03-29T01:00:00Z")
    );
    // 25 October 2026: 02:30 occurs twice, first in summer time.
    assert_eq!(
        at(2, 30, Tz::Europe__Berlin).instant(date("2026-10-25")),
        utc("2026-10-25T00:30:00Z")
    );
    // New York, 8 March and 1 November 2026; Lord Howe moves by half an hour.
    assert_eq!(
        at(2, 15, Tz::America__New_York).instant(date("2026-03-08")),
        utc("2026-03-08T07:00:00Z")
    );
    assert_eq!(
        at(1, 15, Tz::America__New_York).instant(date("2026-11-01")),
        utc("2026-11-01T05:15:00Z")
    );
    assert_eq!(
        at(2, 10, Tz::Australia__Lord_Howe).instant(date("2026-10-04")),
        utc("2026-10-03T15:30:00Z")
    );
    // Samoa left out 30 December 2011 altogether.
    assert_eq!(
        at(12, 0, Tz::Pacific__Apia).instant(date("2011-12-30")),
        utc("2011-12-30T10:00:00Z")
    );
    assert_eq!(
        at(12, 0, Tz::UTC).instant(NaiveDate::MAX),
        Err(CalendarError::OutOfRange)
    );
}

#[test]
fn cut_off_decides_the_business_day() {
    let calendar = BusinessCalendar::fedwire();
    let cut_off = CutOff::new(
        NaiveTime::from_hms_opt(18, 45, 0).unwrap(),
        Tz::America__New_York,
    );
    for (now, day) in [
        ("2026-11-25T23:44:59Z", "2026-11-25"), // a second before
        ("2026-11-25T23:45:00Z", "2026-11-27"), // at the cut-off; Thursday is Thanksgiving
        ("2026-11-26T12:00:00Z", "2026-11-27"),
        ("2026-11-28T03:00:00Z", "2026-11-30"), // still Friday evening in New York, but late
    ] {
        assert_eq!(
            cut_off.business_day(now.parse().unwrap(), &calendar),
            Ok(date(day)),
            "{now}"
        );
    }
    let extreme = cut_off.business_day(chrono::DateTime::<Utc>::MAX_UTC, &calendar);
    assert_eq!(extreme, Err(CalendarError::OutOfRange));
    assert!(Utc.timestamp_opt(0, 0).single().is_some());
}

fn calendars() -> [BusinessCalendar; 4] {
    [
        BusinessCalendar::target(),
        BusinessCalendar::fedwire(),
        BusinessCalendar::england_and_wales(),
        BusinessCalendar::target().joined_with(BusinessCalendar::england_and_wales()),
    ]
}

proptest! {
    #[test]
    fn business_days_are_searched_both_ways(offset in 0u64..36_500, days in 1i32..200, which in 0usize..4) {
        let calendar = &calendars()[which];
        let start = date("2001-01-02").checked_add_days(chrono::Days::new(offset)).unwrap();
        let next = calendar.next_business_day(start).unwrap();
        let previous = calendar.previous_business_day(start).unwrap();
        prop_assert!(previous < start && start < next);
        prop_assert!(calendar.is_business_day(next).unwrap() && calendar.is_business_day(previous).unwrap());
        // Nothing worked lies between.
        let between = previous.iter_days().skip(1).take_while(|day| *day < next).filter(|day| *day != start);
        for day in between {
            prop_assert!(!calendar.is_business_day(day).unwrap());
        }
        // From a business day, there and back again.
        let there = calendar.add_business_days(next, days).unwrap();
        prop_assert_eq!(calendar.add_business_days(there, -days).unwrap(), next);
    }

    #[test]
    fn rules_end_on_business_days_and_keep_the_month(offset in 0u64..36_500, which in 0usize..4) {
        let calendar = &calendars()[which];
        let day = date("2001-01-02").checked_add_days(chrono::Days::new(offset)).unwrap();
        for rule in [ValueDateRule::Following, ValueDateRule::Preceding, ValueDateRule::ModifiedFollowing, ValueDateRule::ModifiedPreceding] {
            let adjusted = calendar.adjust(day, rule).unwrap();
            prop_assert!(calendar.is_business_day(adjusted).unwrap());
            prop_assert_eq!(calendar.adjust(adjusted, rule).unwrap(), adjusted);
            if matches!(rule, ValueDateRule::ModifiedFollowing | ValueDateRule::ModifiedPreceding) {
                prop_assert_eq!(adjusted.month(), day.month());
            }
        }
    }

    #[test]
    fn easter_is_a_sunday_in_spring(year in 1583i32..9999) {
        let easter = easter_sunday(year).unwrap();
        prop_assert_eq!(easter.weekday(), Weekday::Sun);
        prop_assert!(((3, 22)..=(4, 25)).contains(&(easter.month(), easter.day())));
    }

    #[test]
    fn tables_take_any_text(text in "(year [0-9]{1,5}|[0-9-]{4,11}(\\.\\.)?[0-9-]{0,11} (holiday|workday)?|.{0,20}|\n){0,12}") {
        let _ = HolidayTable::parse(&text);
    }

    #[test]
    fn cut_offs_rise_with_the_day(offset in 0u64..18_000, seconds in 0u32..86_400, zone in 0usize..5) {
        let zones = [Tz::Europe__London, Tz::America__Sao_Paulo, Tz::Pacific__Apia, Tz::Asia__Shanghai, Tz::Africa__Casablanca];
        let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap();
        let cut_off = CutOff::new(time, zones[zone]);
        let day = date("1990-01-01").checked_add_days(chrono::Days::new(offset)).unwrap();
        let (today, tomorrow) = (cut_off.instant(day).unwrap(), cut_off.instant(day.succ_opt().unwrap()).unwrap());
        prop_assert!(today <= tomorrow);
        prop_assert!((tomorrow - today).num_hours() <= 50);
    }
}

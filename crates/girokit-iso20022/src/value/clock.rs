//! Times of day and points in time.

use std::fmt::{self, Write};

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

use super::ValueError;
use super::calendar::{Zone, put_date, read_date};
use super::lexical::{Form, Lexical, put_digit, put_two, through_lexical, two};

/// A day and a time of day with an optional zone (`xs:dateTime`).
///
/// `24:00:00` is midnight of the next day. Decimals of a second beyond nanoseconds are kept in writing and cut from the value. Years as [`Date`](super::Date) has them.
///
/// ```
/// use girokit_iso20022::value::DateTime;
///
/// let created: DateTime = "2026-11-23T10:15:30.250+01:00".parse()?;
/// assert_eq!(created.naive().to_string(), "2026-11-23 10:15:30.250");
/// assert_eq!(created.to_string(), "2026-11-23T10:15:30.250+01:00");
/// # Ok::<(), girokit_iso20022::value::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime(Form<Moment>);

impl DateTime {
    pub(crate) fn parse_xml(text: &str) -> Result<Self, ValueError> {
        Form::parse(text).map(Self)
    }

    /// The local day and time, as written, without the zone.
    pub fn naive(&self) -> NaiveDateTime {
        let Moment { date, clock } = self.0.value();
        date.and_time(clock.time())
    }

    /// The zone, if one was written.
    pub fn offset(&self) -> Option<FixedOffset> {
        self.0.value().clock.zone.offset()
    }

    /// The point in time; `None` without a zone.
    pub fn instant(&self) -> Option<chrono::DateTime<FixedOffset>> {
        self.naive().and_local_timezone(self.offset()?).single()
    }

    pub(crate) fn put<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.put(out)
    }
}

impl From<NaiveDateTime> for DateTime {
    /// Takes a time without a zone, with 0, 3, 6 or 9 decimals of a second as it needs. A leap second, which XML Schema cannot write, becomes the
    /// second before it.
    fn from(moment: NaiveDateTime) -> Self {
        Self(Form::Plain(Moment {
            date: moment.date(),
            clock: Clock::of(moment.time(), Zone::NONE),
        }))
    }
}

impl From<chrono::DateTime<FixedOffset>> for DateTime {
    /// Takes a time with its offset; where XML Schema cannot write the offset (seconds, more than 14 hours), the same time in UTC.
    fn from(moment: chrono::DateTime<FixedOffset>) -> Self {
        let Some(zone) = Zone::of(*moment.offset()) else {
            return Self::from(moment.to_utc());
        };
        let local = moment.naive_local();
        Self(Form::Plain(Moment {
            date: local.date(),
            clock: Clock::of(local.time(), zone),
        }))
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    /// Takes a time in UTC, written with `Z`.
    fn from(moment: chrono::DateTime<Utc>) -> Self {
        let local = moment.naive_utc();
        Self(Form::Plain(Moment {
            date: local.date(),
            clock: Clock::of(local.time(), Zone::UTC),
        }))
    }
}

impl Default for DateTime {
    /// 1970-01-01T00:00:00, a placeholder.
    fn default() -> Self {
        Self::from(NaiveDateTime::default())
    }
}

through_lexical!(DateTime);

/// A time of day with an optional zone (`xs:time`).
///
/// `24:00:00` is midnight. Decimals of a second beyond nanoseconds are kept in writing and cut from the value.
///
/// ```
/// use girokit_iso20022::value::Time;
///
/// let cut_off: Time = "15:00:00Z".parse()?;
/// assert_eq!(cut_off.naive().to_string(), "15:00:00");
/// # Ok::<(), girokit_iso20022::value::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Time(Form<Clock>);

impl Time {
    pub(crate) fn parse_xml(text: &str) -> Result<Self, ValueError> {
        Form::parse(text).map(Self)
    }

    /// The time of day, without its zone.
    pub fn naive(&self) -> NaiveTime {
        self.0.value().time()
    }

    /// The zone, if one was written.
    pub fn offset(&self) -> Option<FixedOffset> {
        self.0.value().zone.offset()
    }

    pub(crate) fn put<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.put(out)
    }
}

impl From<NaiveTime> for Time {
    /// Takes a time without a zone, with decimals and leap seconds as [`DateTime`] does.
    fn from(time: NaiveTime) -> Self {
        Self(Form::Plain(Clock::of(time, Zone::NONE)))
    }
}

impl Default for Time {
    /// 00:00:00, a placeholder.
    fn default() -> Self {
        Self::from(NaiveTime::default())
    }
}

through_lexical!(Time);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Moment {
    date: NaiveDate,
    clock: Clock,
}

impl Lexical for Moment {
    const EXPECTED: &'static str =
        "a date and time such as 2026-11-23T10:15:30, optionally with a fraction and a zone";

    fn read(bytes: &[u8]) -> Option<(Self, bool)> {
        let (date, rest) = read_date(bytes)?;
        let [b'T', rest @ ..] = rest else { return None };
        let read = Clock::read_parts(rest)?;
        let date = if read.end_of_day {
            date.succ_opt()?
        } else {
            date
        };
        Some((
            Self {
                date,
                clock: read.clock,
            },
            read.usual,
        ))
    }

    fn put<W: Write + ?Sized>(self, out: &mut W) -> fmt::Result {
        put_date(self.date, out)?;
        out.write_char('T')?;
        self.clock.put(out)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Clock {
    /// Seconds since midnight.
    seconds: u32,
    nanos: u32,
    /// How many decimals of the second are written.
    decimals: u8,
    zone: Zone,
}

/// A time of day as read, before it is known whether it moves the day.
struct ReadClock {
    clock: Clock,
    usual: bool,
    end_of_day: bool,
}

impl Clock {
    fn of(time: NaiveTime, zone: Zone) -> Self {
        let nanos = time.nanosecond() % 1_000_000_000;
        let decimals = match nanos {
            0 => 0,
            _ if nanos.is_multiple_of(1_000_000) => 3,
            _ if nanos.is_multiple_of(1_000) => 6,
            _ => 9,
        };
        Self {
            seconds: time.num_seconds_from_midnight(),
            nanos,
            decimals,
            zone,
        }
    }

    fn time(self) -> NaiveTime {
        NaiveTime::from_num_seconds_from_midnight_opt(self.seconds, self.nanos).unwrap_or_default()
    }

    fn read_parts(bytes: &[u8]) -> Option<ReadClock> {
        let &[h1, h2, b':', m1, m2, b':', s1, s2, ref rest @ ..] = bytes else {
            return None;
        };
        let (hours, minutes, seconds) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
        let (nanos, decimals, rest) = read_fraction(rest)?;
        if hours > 24 || minutes > 59 || seconds > 59 {
            return None;
        }
        let end_of_day = hours == 24;
        if end_of_day && (minutes > 0 || seconds > 0 || !nanos.all_zero) {
            return None;
        }
        let seconds = u32::from(hours % 24) * 3600 + u32::from(minutes) * 60 + u32::from(seconds);
        let clock = Self {
            seconds,
            nanos: nanos.value,
            decimals: decimals.min(9),
            zone: Zone::read(rest)?,
        };
        Some(ReadClock {
            clock,
            usual: !end_of_day && decimals <= 9,
            end_of_day,
        })
    }
}

impl Lexical for Clock {
    const EXPECTED: &'static str = "a time such as 10:15:30, optionally with a fraction and a zone";

    fn read(bytes: &[u8]) -> Option<(Self, bool)> {
        Self::read_parts(bytes).map(|read| (read.clock, read.usual))
    }

    fn put<W: Write + ?Sized>(self, out: &mut W) -> fmt::Result {
        put_two(out, self.seconds / 3600)?;
        out.write_char(':')?;
        put_two(out, self.seconds / 60 % 60)?;
        out.write_char(':')?;
        put_two(out, self.seconds % 60)?;
        if self.decimals > 0 {
            out.write_char('.')?;
            let mut unit = 100_000_000;
            for _ in 0..self.decimals.min(9) {
                put_digit(out, self.nanos / unit)?;
                unit = (unit / 10).max(1);
            }
        }
        self.zone.put(out)
    }
}

/// The decimals of a second: nanoseconds, and whether every written digit is zero.
struct Fraction {
    value: u32,
    all_zero: bool,
}

/// Reads a leading `.digits`, if there is one, and returns it with the number of digits (at most 255 told apart) and what follows.
fn read_fraction(bytes: &[u8]) -> Option<(Fraction, u8, &[u8])> {
    let [b'.', rest @ ..] = bytes else {
        return Some((
            Fraction {
                value: 0,
                all_zero: true,
            },
            0,
            bytes,
        ));
    };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at_checked(length)?;
    if digits.is_empty() {
        return None;
    }
    let value = digits
        .iter()
        .chain(std::iter::repeat(&b'0'))
        .take(9)
        .fold(0, |sum, digit| {
            sum * 10 + u32::from(digit.wrapping_sub(b'0'))
        });
    let all_zero = digits.iter().all(|digit| *digit == b'0');
    Some((
        Fraction { value, all_zero },
        u8::try_from(length).unwrap_or(u8::MAX),
        rest,
    ))
}

//! Cut-off times: until when an order counts for today.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::{BusinessCalendar, CalendarError};

/// A time of day in a time zone, after which an order counts for the next business day.
///
/// Where clocks change, a reading of the clock can be missing or occur twice:
/// - a cut-off in the hour that is skipped in spring falls on the instant at which the clock jumps;
/// - a cut-off in the hour that occurs twice in autumn falls on the first of the two, so that nobody is promised a
///   day which the bank may not keep.
///
/// ```
/// use chrono::{TimeDelta, TimeZone, Utc};
/// use girokit_types::calendar::{BusinessCalendar, CutOff, Tz};
///
/// let target = BusinessCalendar::target();
/// let cut_off = CutOff::new("16:00:00".parse()?, Tz::Europe__Berlin);
/// let friday_15_00 = Utc.with_ymd_and_hms(2026, 11, 20, 14, 0, 0).unwrap();
/// let friday_16_00 = Utc.with_ymd_and_hms(2026, 11, 20, 15, 0, 0).unwrap();
/// assert_eq!(cut_off.business_day(friday_15_00, &target)?, "2026-11-20".parse()?);
/// assert_eq!(cut_off.business_day(friday_16_00, &target)?, "2026-11-23".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CutOff {
    time: NaiveTime,
    zone: Tz,
}

impl CutOff {
    /// A cut-off at this reading of the clock in this zone.
    pub fn new(time: NaiveTime, zone: Tz) -> Self {
        Self { time, zone }
    }

    /// The reading of the clock.
    pub fn time(&self) -> NaiveTime {
        self.time
    }

    /// The zone.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The instant of the cut-off on that day.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] outside the years 1 to 9999.
    pub fn instant(&self, date: NaiveDate) -> Result<DateTime<Utc>, CalendarError> {
        within_years(date.year())?;
        let local = date.and_time(self.time);
        if let Some(earliest) = self.zone.from_local_datetime(&local).earliest() {
            return Ok(earliest.to_utc());
        }
        // The reading is skipped. Before the gap another offset held; read with it, the time lies behind the jump.
        let before = (1..=GAP_STEPS)
            .find_map(|step| {
                let probe = local.checked_sub_signed(GAP_STEP.checked_mul(step)?)?;
                self.zone.from_local_datetime(&probe).latest()
            })
            .ok_or(CalendarError::OutOfRange)?;
        let old_offset = before.offset().fix();
        let behind = local
            .checked_sub_offset(old_offset)
            .ok_or(CalendarError::OutOfRange)?;
        let (mut earlier, mut later) = (before.timestamp(), behind.and_utc().timestamp());
        while later.saturating_sub(earlier) > 1 {
            let middle = earlier.midpoint(later);
            let at_middle = DateTime::from_timestamp(middle, 0).ok_or(CalendarError::OutOfRange)?;
            if self
                .zone
                .offset_from_utc_datetime(&at_middle.naive_utc())
                .fix()
                == old_offset
            {
                earlier = middle;
            } else {
                later = middle;
            }
        }
        DateTime::from_timestamp(later, 0).ok_or(CalendarError::OutOfRange)
    }

    /// The business day for which an order counts that arrives at `now`: the day in the zone if it is a business day and the
    /// cut-off is still ahead, else the next business day. At the very instant of the cut-off it is too late.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] outside the years 1 to 9999, and as [`BusinessCalendar::next_business_day`].
    pub fn business_day(
        &self,
        now: DateTime<Utc>,
        calendar: &BusinessCalendar,
    ) -> Result<NaiveDate, CalendarError> {
        within_years(now.year())?;
        let today = now.with_timezone(&self.zone).date_naive();
        if calendar.is_business_day(today)? && now < self.instant(today)? {
            Ok(today)
        } else {
            calendar.next_business_day(today)
        }
    }
}

/// Keeps away from the ends of the date types, where applying an offset would overflow.
fn within_years(year: i32) -> Result<(), CalendarError> {
    if (1..=9999).contains(&year) {
        Ok(())
    } else {
        Err(CalendarError::OutOfRange)
    }
}

/// How finely the length of a gap is probed: zones change their clocks by whole quarters of an hour.
const GAP_STEP: TimeDelta = TimeDelta::minutes(15);

/// How many steps: the longest gaps were whole days, when Pacific islands crossed the date line.
const GAP_STEPS: i32 = 26 * 4;

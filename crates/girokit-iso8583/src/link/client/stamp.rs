//! Trace numbers and transmission times from the system's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::Error;
use crate::link::network::{Stamp, StanCounter};
use crate::message::Message;
use crate::spec::Length;

/// DE 7 from the system's clock in UTC (`MMDDhhmmss`), DE 11 from a counter of its own, filled with zeros to the length of the spec.
#[derive(Debug, Clone)]
pub struct SystemStamp(StanCounter);

impl SystemStamp {
    /// Trace numbers from `first` on.
    pub const fn new(first: u32) -> Self {
        Self(StanCounter::new(first))
    }
}

impl Stamp for SystemStamp {
    fn stamp(&mut self, message: &mut Message) -> Result<(), Error> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = since.map_or(0, |since| since.as_secs());
        message.set(7, &transmission(seconds))?;
        put_stan(message, self.0.take())
    }
}

/// `MMDDhhmmss` of so many seconds since 1970.
fn transmission(seconds: u64) -> String {
    // Days to a civil date, counted in eras of 400 years from 1 March 0000 (Hinnant).
    let days = seconds / 86_400 + 719_468;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let second = seconds % 86_400;
    format!(
        "{month:02}{day:02}{:02}{:02}{:02}",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// Sets DE 11, filled with zeros to the length that the spec gives it.
fn put_stan(message: &mut Message, stan: u32) -> Result<(), Error> {
    let width = match message.spec().field(11).map(|field| field.length) {
        Some(Length::Fixed { len, .. }) => len.min(12) as usize,
        _ => 6,
    };
    message.set(11, &format!("{stan:0width$}"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        assert_eq!(transmission(0), "0101000000");
        // 2024-02-29 23:59:59, 2026-11-23 10:58:54, 2000-12-31 00:00:01 UTC.
        assert_eq!(transmission(1_709_251_199), "0229235959");
        assert_eq!(transmission(1_795_431_534), "1123105854");
        assert_eq!(transmission(978_220_801), "1231000001");
    }
}

//! Dates and amounts.

use chrono::NaiveDate;
use girokit_types::rust_decimal::Decimal;

/// A date or datetime; what follows the day must be of the standard's form.
pub(super) fn date(value: &str) -> Option<NaiveDate> {
    let day = value.get(..8)?;
    if !day.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (time, zone) = match value.get(8..)?.split_once('[') {
        Some((time, zone)) => (time, Some(zone)),
        None => (value.get(8..)?, None),
    };
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // A leap second is of the clock.
    let in_range = clock
        .as_bytes()
        .chunks(2)
        .zip([b"23", b"59", b"60"])
        .all(|(part, most)| part <= most.as_slice());
    let sound = matches!(clock.len(), 0 | 2 | 4 | 6)
        && digits(clock)
        && in_range
        && digits(fraction)
        && fraction.len() <= 6;
    let zoned = zone.is_none_or(|zone| {
        let offset = zone
            .strip_suffix(']')
            .and_then(|zone| zone.split(':').next());
        offset.is_some_and(|offset| amount(offset).is_some())
    });
    if !sound || !zoned {
        return None;
    }
    let part = |range| {
        value
            .get::<core::ops::Range<usize>>(range)?
            .parse::<u32>()
            .ok()
    };
    NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?)
}

/// Digits with an optional sign and at most one comma or point.
pub(super) fn amount(value: &str) -> Option<Decimal> {
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let separators = digits
        .bytes()
        .filter(|byte| matches!(byte, b',' | b'.'))
        .count();
    let sound = separators <= 1
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    if !sound {
        return None;
    }
    let text = digits.replace(',', ".");
    // A point at either end: ".50" and "5.".
    let mut number =
        Decimal::from_str_exact(&format!("0{}", text.strip_suffix('.').unwrap_or(&text))).ok()?;
    number.set_sign_negative(value.starts_with('-') && !number.is_zero());
    Some(number)
}

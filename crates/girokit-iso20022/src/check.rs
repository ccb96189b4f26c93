//! Facets: what a simple type demands of a value.

#![allow(
    clippy::unnecessary_box_returns,
    reason = "the result of a check that passes is one word; a fault is rare"
)]

use std::borrow::Cow;

use crate::error::Code;
use crate::schema::{Base, NumberFacets, Ref, Simple, Slot, UNBOUNDED};
use crate::value::{
    Binary, Boolean, Date, DateTime, ExternalCode, Month, Number, Text, Time, ValueError, Year,
    YearMonth,
};
use crate::write::lexical as lexical_form;

/// A facet that a value breaks.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) expected: Cow<'static, str>,
    pub(crate) found: Cow<'static, str>,
}

/// Checks the text of a value against its type and stores it.
#[inline]
pub(crate) fn store(slot: Slot<'_>, simple: &'static Simple, text: &str) -> Result<(), Box<Fault>> {
    if let Some(pattern) = simple.pattern
        && !pattern.matches(text)
    {
        return Err(pattern_fault(simple, pattern.source, text));
    }
    match (&simple.base, slot) {
        (Base::Text { min, max }, Slot::Text(place)) => {
            length(simple, *min, *max, text)?;
            *place = Text::from(text);
        }
        (Base::Code(codes), Slot::Code(place)) => place.set(code(simple, codes, text)?),
        (Base::Number(facets), Slot::Number(place)) => {
            let number = Number::parse_xml(text).map_err(|e| lexical(&e, text))?;
            digits(simple, facets, &number)?;
            *place = number;
        }
        (Base::Text { min, max }, Slot::ExternalCode(place)) => {
            length(simple, *min, *max, text)?;
            *place = ExternalCode::from(text);
        }
        (Base::Date, Slot::Date(place)) => {
            *place = Date::parse_xml(text).map_err(|e| lexical(&e, text))?;
        }
        (Base::DateTime, Slot::DateTime(place)) => {
            *place = DateTime::parse_xml(text).map_err(|e| lexical(&e, text))?;
        }
        (Base::Boolean, Slot::Boolean(place)) => {
            *place = Boolean::parse_xml(text).map_err(|e| lexical(&e, text))?;
        }
        (_, slot) => return store_rare(slot, simple, text),
    }
    Ok(())
}

#[cold]
fn store_rare(slot: Slot<'_>, simple: &'static Simple, text: &str) -> Result<(), Box<Fault>> {
    match (&simple.base, slot) {
        (Base::Time, Slot::Time(place)) => {
            *place = Time::parse_xml(text).map_err(|e| lexical(&e, text))?;
        }
        (Base::Year, Slot::Year(place)) => {
            *place = Year::parse_xml(text).map_err(|e| lexical(&e, text))?;
        }
        (Base::YearMonth, Slot::YearMonth(place)) => {
            *place = YearMonth::parse_xml(text).map_err(|e| lexical(&e, text))?;
        }
        (Base::Month, Slot::Month(place)) => {
            *place = Month::parse_xml(text).map_err(|e| lexical(&e, text))?;
        }
        (Base::Binary { min, max }, Slot::Binary(place)) => {
            let binary = Binary::parse_xml(text).map_err(|e| unseen(&e))?;
            octets(simple, *min, *max, binary.octets())?;
            *place = binary;
        }
        // The tables and the structs come from one generator; a pair that does not fit is a defect of the tables.
        _ => {
            return Err(fault(
                Code::Lexical,
                format!("a value of {}", simple.name),
                "a table that does not fit",
            ));
        }
    }
    Ok(())
}

/// Checks the text of a value against its type.
#[inline]
pub(crate) fn text(simple: &'static Simple, text: &str) -> Result<(), Box<Fault>> {
    if let Some(pattern) = simple.pattern
        && !pattern.matches(text)
    {
        return Err(pattern_fault(simple, pattern.source, text));
    }
    match &simple.base {
        Base::Text { min, max } => length(simple, *min, *max, text),
        Base::Code(codes) => code(simple, codes, text).map(|_| ()),
        Base::Number(facets) => match Number::parse_xml(text) {
            Ok(number) => digits(simple, facets, &number),
            Err(error) => Err(lexical(&error, text)),
        },
        Base::Date if Date::is_plain(text) => Ok(()),
        Base::Date => checked(Date::parse_xml(text), text),
        Base::DateTime => checked(DateTime::parse_xml(text), text),
        Base::Boolean => checked(Boolean::parse_xml(text), text),
        Base::Time => checked(Time::parse_xml(text), text),
        Base::Year => checked(Year::parse_xml(text), text),
        Base::YearMonth => checked(YearMonth::parse_xml(text), text),
        Base::Month => checked(Month::parse_xml(text), text),
        Base::Binary { min, max } => match Binary::parse_xml(text) {
            Ok(binary) => octets(simple, *min, *max, binary.octets()),
            Err(error) => Err(unseen(&error)),
        },
    }
}

/// Whether a value could be read.
#[inline]
fn checked<T>(value: Result<T, ValueError>, text: &str) -> Result<(), Box<Fault>> {
    value.map(drop).map_err(|error| lexical(&error, text))
}

/// Checks a value in memory against its type.
pub(crate) fn verify(value: Ref<'_>, simple: &'static Simple) -> Result<(), Box<Fault>> {
    if let Some(pattern) = simple.pattern {
        lexical_form(value, |text| {
            if pattern.matches(text) {
                Ok(())
            } else {
                Err(pattern_fault(simple, pattern.source, text))
            }
        })?;
    }
    match (&simple.base, value) {
        (Base::Text { min, max }, Ref::Text(text)) => length(simple, *min, *max, text),
        (Base::Text { min, max }, Ref::ExternalCode(code)) => {
            length(simple, *min, *max, code.as_str())
        }
        (Base::Number(facets), Ref::Number(number)) => digits(simple, facets, number),
        (Base::Binary { min, max }, Ref::Binary(binary)) => {
            octets(simple, *min, *max, binary.octets())
        }
        _ => Ok(()),
    }
}

fn fault(
    code: Code,
    expected: impl Into<Cow<'static, str>>,
    found: impl Into<Cow<'static, str>>,
) -> Box<Fault> {
    Box::new(Fault {
        code,
        expected: expected.into(),
        found: found.into(),
    })
}

/// Values of codes, numbers and dates are shown up to this many characters.
const MAX_SHOWN: usize = 40;

fn shown(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((at, _)) => format!("{:?}...", text.get(..at).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

#[cold]
fn lexical(error: &ValueError, text: &str) -> Box<Fault> {
    fault(Code::Lexical, error.expected(), shown(text))
}

#[cold]
fn unseen(error: &ValueError) -> Box<Fault> {
    fault(Code::Lexical, error.expected(), "another form")
}

#[inline]
fn length(simple: &'static Simple, min: u32, max: u32, text: &str) -> Result<(), Box<Fault>> {
    let bytes = text.len();
    // Characters are between a quarter of the bytes and all of them; only in doubt are they counted.
    if bytes > max as usize || bytes < (min as usize).saturating_mul(4) {
        let length = text.chars().count();
        if length < min as usize || (max != UNBOUNDED && length > max as usize) {
            return Err(length_fault(simple, min, max, length, "characters"));
        }
    }
    Ok(())
}

#[cold]
fn length_fault(
    simple: &'static Simple,
    min: u32,
    max: u32,
    length: usize,
    unit: &str,
) -> Box<Fault> {
    let expected = match max {
        UNBOUNDED => format!("{} of at least {min} {unit}", simple.name),
        _ => format!("{} of {min} to {max} {unit}", simple.name),
    };
    fault(Code::Length, expected, format!("{length}"))
}

#[cold]
fn pattern_fault(simple: &'static Simple, pattern: &str, text: &str) -> Box<Fault> {
    // The value may be an account number or a name: only its shape is told.
    let shape: String = text
        .chars()
        .take(MAX_SHOWN)
        .map(|c| match c {
            'A'..='Z' => 'A',
            'a'..='z' => 'a',
            '0'..='9' => '9',
            c if c.is_alphanumeric() => '?',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let length = text.chars().count();
    fault(
        Code::Pattern,
        format!("{} matching {pattern}", simple.name),
        format!("{length} characters of the shape {shape:?}"),
    )
}

#[inline]
fn code(
    simple: &'static Simple,
    codes: &'static [&'static str],
    text: &str,
) -> Result<usize, Box<Fault>> {
    // Codes are sorted, and eight bytes at most but for a few: as numbers they compare in one step.
    let key = code_key(text);
    codes
        .binary_search_by(|code| code_key(code).cmp(&key).then_with(|| (*code).cmp(text)))
        .map_err(|_| code_fault(simple, codes, text))
}

/// The first eight bytes of a code as a number that sorts like them.
#[inline]
fn code_key(code: &str) -> u64 {
    match code.as_bytes() {
        // Most codes have four letters.
        &[a, b, c, d] => u64::from(u32::from_be_bytes([a, b, c, d])) << 32,
        bytes => {
            let mut key = [0; 8];
            for (to, from) in key.iter_mut().zip(bytes) {
                *to = *from;
            }
            u64::from_be_bytes(key)
        }
    }
}

#[cold]
fn code_fault(simple: &'static Simple, codes: &'static [&'static str], text: &str) -> Box<Fault> {
    /// Longer lists are named, not printed.
    const MAX_LISTED: usize = 12;
    let expected = if codes.len() <= MAX_LISTED {
        format!("{}: one of {}", simple.name, codes.join(", "))
    } else {
        format!("one of the {} codes of {}", codes.len(), simple.name)
    };
    fault(Code::Enumeration, expected, shown(text))
}

#[inline]
fn digits(
    simple: &'static Simple,
    facets: &NumberFacets,
    number: &Number,
) -> Result<(), Box<Fault>> {
    if number.is_within(facets) {
        return Ok(());
    }
    if number.total_digits() > facets.total_digits
        || number.fraction_digits() > facets.fraction_digits
    {
        return Err(digits_fault(simple, facets, number));
    }
    let value = number.value();
    let below = facets.min.is_some_and(|min| value < min);
    let above = facets.max.is_some_and(|max| value > max);
    if below || above {
        return Err(range_fault(simple, facets, number));
    }
    Ok(())
}

#[cold]
fn digits_fault(simple: &'static Simple, facets: &NumberFacets, number: &Number) -> Box<Fault> {
    let NumberFacets {
        total_digits,
        fraction_digits,
        ..
    } = facets;
    let expected = format!(
        "{} of at most {total_digits} digits, {fraction_digits} of them decimals",
        simple.name
    );
    fault(Code::Digits, expected, shown(&number.to_string()))
}

#[cold]
fn range_fault(simple: &'static Simple, facets: &NumberFacets, number: &Number) -> Box<Fault> {
    let expected = match (facets.min, facets.max) {
        (Some(min), Some(max)) => format!("{} from {min} to {max}", simple.name),
        (Some(min), None) => format!("{} of at least {min}", simple.name),
        (None, Some(max)) => format!("{} of at most {max}", simple.name),
        (None, None) => simple.name.to_owned(),
    };
    fault(Code::Range, expected, shown(&number.to_string()))
}

fn octets(simple: &'static Simple, min: u32, max: u32, length: usize) -> Result<(), Box<Fault>> {
    if length < min as usize || (max != UNBOUNDED && length > max as usize) {
        return Err(length_fault(simple, min, max, length, "octets"));
    }
    Ok(())
}

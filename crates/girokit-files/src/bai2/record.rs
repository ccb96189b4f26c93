//! A logical record, borrowed: the fields of a line and of the continuations that follow it.

use core::ops::Range;

use chrono::{NaiveDate, NaiveTime};

use super::codes::TypeCode;
use super::reader::Context;
use super::rules;
use crate::problem::{Place, Problem, Rule, shown};

/// The physical lines of one logical record, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Logical {
    bytes: Vec<u8>,
    /// For each line: where it begins in `bytes`, and its number in the file.
    lines: Vec<(usize, u64)>,
}

impl Logical {
    pub(super) fn begin(&mut self, first: &mut Vec<u8>, number: u64) {
        core::mem::swap(&mut self.bytes, first);
        self.lines.clear();
        self.lines.push((0, number));
    }

    pub(super) fn append(&mut self, line: &[u8], number: u64) {
        self.lines.push((self.bytes.len(), number));
        self.bytes.extend_from_slice(line);
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The line on which the record begins.
    pub(super) fn line(&self) -> u64 {
        self.lines.first().map_or(0, |(_, number)| *number)
    }

    /// How many physical lines it has.
    pub(super) fn line_count(&self) -> u64 {
        self.lines.len() as u64
    }

    /// The two digits that say what it is.
    pub(super) fn code(&self) -> &[u8] {
        self.bytes.get(..2).unwrap_or(&self.bytes)
    }

    pub(super) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    /// Each physical line: its number, and where it stands in the record.
    pub(super) fn ranges(&self) -> impl Iterator<Item = (u64, Range<usize>)> {
        self.lines
            .iter()
            .enumerate()
            .map(|(line, (_, number))| (*number, self.line_range(line)))
    }

    fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.lines.get(line).map_or(0, |(start, _)| *start);
        let end = self.lines.get(line.saturating_add(1));
        start..end.map_or(self.bytes.len(), |(start, _)| *start)
    }

    /// The place of bytes in the file.
    pub(super) fn place(&self, range: &Range<usize>) -> Place {
        let behind = self
            .lines
            .partition_point(|(start, _)| *start <= range.start);
        let (start, number) = self
            .lines
            .get(behind.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        let column = range.start.saturating_sub(start).saturating_add(1);
        Place::span(number, column, range.len())
    }
}

/// Takes the fields of a logical record one after the other.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    record: &'a Logical,
    line: usize,
    place: usize,
    end: usize,
    /// The line has ended, by a slash or for want of more.
    ended: bool,
}

/// A field: where its bytes stand, without the blanks around them.
#[derive(Debug, Clone)]
pub(super) struct Field<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) range: Range<usize>,
}

impl<'a> Field<'a> {
    /// A field without the blanks around it; `start` is where its bytes stand.
    #[inline]
    fn trimmed(bytes: &'a [u8], start: usize) -> Self {
        let (mut kept, mut start) = (bytes, start);
        if bytes.first().is_some_and(u8::is_ascii_whitespace)
            || bytes.last().is_some_and(u8::is_ascii_whitespace)
        {
            let leading = bytes.len().saturating_sub(bytes.trim_ascii_start().len());
            (kept, start) = (bytes.trim_ascii(), start.saturating_add(leading));
        }
        Self {
            bytes: kept,
            range: start..start.saturating_add(kept.len()),
        }
    }
}

impl<'a> Fields<'a> {
    /// The fields behind the record code.
    pub(super) fn new(record: &'a Logical, context: &mut Context) -> Self {
        let range = record.line_range(0);
        let mut fields = Self {
            record,
            line: 0,
            place: range.start.saturating_add(2).min(range.end),
            end: range.end,
            ended: false,
        };
        fields.skip_comma(context);
        fields
    }

    /// Steps over the comma behind a record code.
    fn skip_comma(&mut self, context: &mut Context) {
        match self.rest().first() {
            Some(b',') => self.place = self.place.saturating_add(1),
            Some(b'/') => self.end_line(context),
            _ => self.ended = true,
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.record.bytes(self.place..self.end)
    }

    /// At a slash: nothing but blanks may follow.
    fn end_line(&mut self, context: &mut Context) {
        let behind = self.place.saturating_add(1)..self.end;
        let bytes = self.record.bytes(behind.clone());
        if !bytes.iter().all(|byte| *byte == b' ') {
            let found = shown(bytes);
            context.problem(
                rules::RECORD_BEHIND_END,
                self.record.place(&behind),
                "record",
                "blanks behind the slash",
                found,
            );
        }
        self.ended = true;
    }

    fn next_line(&mut self, context: &mut Context) -> bool {
        let line = self.line.saturating_add(1);
        if line >= self.record.lines.len() {
            return false;
        }
        let range = self.record.line_range(line);
        self.line = line;
        self.place = range.start.saturating_add(2).min(range.end);
        self.end = range.end;
        self.ended = false;
        self.skip_comma(context);
        true
    }

    /// The next field; none behind the last.
    #[inline]
    pub(super) fn next(&mut self, context: &mut Context) -> Option<Field<'a>> {
        if !self.ended {
            let (rest, start) = (self.rest(), self.place);
            let length = delimiter(rest);
            if let Some(length) = length
                && rest.get(length) == Some(&b',')
            {
                self.place = start.saturating_add(length).saturating_add(1);
                return Some(Field::trimmed(rest.get(..length)?, start));
            }
        }
        self.next_at_end(context)
    }

    /// The next field where it is the last of its line, or stands on the next line.
    #[inline(never)]
    fn next_at_end(&mut self, context: &mut Context) -> Option<Field<'a>> {
        loop {
            while self.ended {
                if !self.next_line(context) {
                    return None;
                }
            }
            let (rest, start) = (self.rest(), self.place);
            let length = if let Some(length) = delimiter(rest) {
                self.place = start.saturating_add(length);
                if rest.get(length) == Some(&b',') {
                    self.place = self.place.saturating_add(1);
                } else {
                    self.end_line(context);
                }
                length
            } else {
                self.ended = true;
                let length = rest.trim_ascii_end().len();
                // A comma at the very end of a line that goes on: the field stands on the next.
                if length == 0 && self.line.saturating_add(1) < self.record.lines.len() {
                    continue;
                }
                let at = start.saturating_add(length);
                let place = self.record.place(&(at..at));
                context.problem(
                    rules::RECORD_END,
                    place,
                    "record",
                    "a slash at the end",
                    "none",
                );
                length
            };
            return Some(Field::trimmed(
                rest.get(..length).unwrap_or_default(),
                start,
            ));
        }
    }

    /// The next field, empty if there is none.
    pub(super) fn next_or_empty(&mut self, context: &mut Context) -> Field<'a> {
        self.next(context).unwrap_or(Field {
            bytes: &[],
            range: self.record.bytes.len()..self.record.bytes.len(),
        })
    }

    /// Everything that is left, as text: the rest of the line, then each continuation whole.
    pub(super) fn text(&mut self) -> Text<'a> {
        let first = if self.ended { &[] } else { self.rest() };
        let first = if first.first() == Some(&b'/') {
            &[]
        } else {
            first
        };
        Text {
            record: self.record,
            first,
            line: self.line,
        }
    }

    /// Reports each field that is left.
    pub(super) fn finish(&mut self, context: &mut Context) {
        while let Some(field) = self.next(context) {
            if !field.bytes.is_empty() {
                let place = self.record.place(&field.range);
                context.problem(
                    rules::RECORD_FIELDS,
                    place,
                    "record",
                    "no further field",
                    shown(field.bytes),
                );
                return;
            }
        }
    }

    /// The place of a field in the file.
    pub(super) fn place(&self, field: &Field<'_>) -> Place {
        self.record.place(&field.range)
    }

    pub(super) fn problem(
        &self,
        context: &mut Context,
        rule: Rule,
        name: &'static str,
        expected: &'static str,
        field: &Field<'_>,
    ) {
        let found = if field.bytes.is_empty() {
            "nothing".to_owned()
        } else {
            shown(field.bytes)
        };
        context.problem(rule, self.record.place(&field.range), name, expected, found);
    }

    /// A field that must be there.
    pub(super) fn required(&mut self, context: &mut Context, name: &'static str) -> Field<'a> {
        let field = self.next_or_empty(context);
        if field.bytes.is_empty() {
            self.problem(context, rules::FIELD_MISSING, name, "a value", &field);
        }
        field
    }

    /// Digits; none if the field is empty or no number.
    pub(super) fn number(&mut self, context: &mut Context, name: &'static str) -> Option<u32> {
        let field = self.next_or_empty(context);
        if field.bytes.is_empty() {
            return None;
        }
        let number = digits(field.bytes).and_then(|number| u32::try_from(number).ok());
        if number.is_none() {
            self.problem(context, rules::FIELD_NUMBER, name, "digits", &field);
        }
        number
    }

    /// An amount in the smallest unit of its currency.
    pub(super) fn amount(&mut self, context: &mut Context, name: &'static str) -> Option<i64> {
        let field = self.next_or_empty(context);
        if field.bytes.is_empty() {
            return None;
        }
        let (negative, number) = match field.bytes.split_first() {
            Some((b'-', rest)) => (true, rest),
            Some((b'+', rest)) => (false, rest),
            _ => (false, field.bytes),
        };
        let Some(amount) = digits(number) else {
            let expected = "at most 18 digits behind an optional sign";
            self.problem(context, rules::FIELD_AMOUNT, name, expected, &field);
            return None;
        };
        Some(if negative {
            amount.saturating_neg()
        } else {
            amount
        })
    }

    /// A date, YYMMDD: 00 to 69 are 2000 to 2069.
    pub(super) fn date(&mut self, context: &mut Context, name: &'static str) -> Option<NaiveDate> {
        let field = self.next_or_empty(context);
        if field.bytes.is_empty() {
            return None;
        }
        let date = date(field.bytes);
        if date.is_none() {
            self.problem(context, rules::FIELD_DATE, name, "a day as YYMMDD", &field);
        }
        date
    }

    /// A time.
    pub(super) fn time(&mut self, context: &mut Context, name: &'static str) -> Option<TimeOfDay> {
        let field = self.next_or_empty(context);
        if field.bytes.is_empty() {
            return None;
        }
        let time = TimeOfDay::parse(field.bytes);
        if time.is_none() {
            let expected = "HHMM from 0000 to 2400, or 9999";
            self.problem(context, rules::FIELD_TIME, name, expected, &field);
        }
        time
    }

    /// A type code; none if the field is empty or not three digits.
    pub(super) fn type_code(&self, context: &mut Context, field: &Field<'_>) -> Option<TypeCode> {
        if field.bytes.is_empty() {
            return None;
        }
        let code = TypeCode::from_bytes(field.bytes);
        if code.is_none() {
            self.problem(
                context,
                rules::FIELD_TYPE_CODE,
                "Type Code",
                "three digits",
                field,
            );
        }
        code
    }
}

/// Where a field ends. Fields are short: a loop is done before a search over many bytes at once has begun.
fn delimiter(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| matches!(byte, b',' | b'/'))
}

/// Digits alone, at most 18 of them.
fn digits(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() || bytes.len() > 18 {
        return None;
    }
    bytes.iter().try_fold(0_i64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number.wrapping_mul(10).wrapping_add(i64::from(digit)))
    })
}

fn date(bytes: &[u8]) -> Option<NaiveDate> {
    if bytes.len() != 6 {
        return None;
    }
    let number = digits(bytes)?;
    let number = i32::try_from(number).ok()?;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let year = year.saturating_add(if year < 70 { 2000 } else { 1900 });
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// A time of BAI2: minutes of the day, or the day's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// `9999`: the end of the business day.
    pub const END_OF_DAY: Self = Self(9999);

    /// A time by hour and minute, to 24:00; none beyond.
    pub fn new(hour: u8, minute: u8) -> Option<Self> {
        let number = u16::from(hour)
            .saturating_mul(100)
            .saturating_add(u16::from(minute));
        (minute < 60 && number <= 2400).then_some(Self(number))
    }

    /// Reads HHMM.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let number = u16::try_from(digits(bytes)?).ok()?;
        if bytes.len() != 4 {
            return None;
        }
        if number == 9999 {
            return Some(Self::END_OF_DAY);
        }
        Self::new(
            u8::try_from(number / 100).ok()?,
            u8::try_from(number % 100).ok()?,
        )
    }

    /// The time on the clock; none for 2400 and 9999, which are the day's end.
    pub fn to_naive(self) -> Option<NaiveTime> {
        NaiveTime::from_hms_opt(u32::from(self.0 / 100), u32::from(self.0 % 100), 0)
    }
}

impl core::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// Free text: the lines of a record's last field, as they stand.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    record: &'a Logical,
    first: &'a [u8],
    line: usize,
}

impl<'a> Text<'a> {
    /// Each line of the text as it stands, with the slash and the blanks that may end it. The first may be empty.
    pub fn lines(self) -> impl Iterator<Item = &'a [u8]> {
        let further = self.line.saturating_add(1)..self.record.lines.len();
        core::iter::once(self.first).chain(further.map(move |line| {
            let range = self.record.line_range(line);
            self.record
                .bytes(range.start.saturating_add(3).min(range.end)..range.end)
        }))
    }

    /// The lines without the slash and the blanks that end them, joined by line feeds; bytes outside of UTF-8 as Latin-1.
    pub fn to_text(self) -> String {
        let mut text = String::new();
        for line in self.lines() {
            let line = line.trim_ascii_end();
            let line = line.strip_suffix(b"/").unwrap_or(line).trim_ascii_end();
            if line.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&decoded(line));
        }
        text
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.lines()
            .all(|line| line.iter().all(|byte| b" /".contains(byte)))
    }
}

impl core::fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// Bytes as text: UTF-8, else Latin-1.
pub(super) fn decoded(bytes: &[u8]) -> String {
    match core::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// A breach by a record as a whole.
pub(super) fn whole(rule: Rule, line: u64, expected: &'static str, found: String) -> Problem {
    Problem::new(rule, Place::line(line), "record", expected, found)
}

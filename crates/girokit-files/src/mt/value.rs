//! Values inside fields: dates, amounts, currencies, balances, statement lines.

use core::fmt;
use core::ops::Range;

use chrono::{Datelike as _, NaiveDate};
use girokit_types::rust_decimal::Decimal;
use girokit_types::statement::CreditDebit;
use girokit_types::{Currency, Money};

use super::rules;
use super::token::Field;
use crate::problem::{Problem, Report, Rule, shown};

/// A field under examination: what is wrong with it goes into the report.
pub(super) struct Examined<'f, 'r> {
    pub(super) field: Field<'f>,
    pub(super) report: &'r mut Report,
    pub(super) name: &'static str,
}

impl Examined<'_, '_> {
    pub(super) fn problem(&mut self, rule: Rule, range: Range<usize>, expected: &'static str) {
        let found = self.field.content().get(range.clone()).unwrap_or_default();
        let found = if found.is_empty() {
            "nothing".to_owned()
        } else {
            shown(found)
        };
        let place = self.field.place(range);
        self.report
            .add(Problem::new(rule, place, self.name, expected, found));
    }

    /// A date YYMMDD: 80 to 99 are 1980 to 1999. A day behind the end of its month, as interest is counted in Germany (30 February), is
    /// reported and becomes the last.
    pub(super) fn date(&mut self, range: Range<usize>) -> Option<NaiveDate> {
        let bytes = self.field.content().get(range.clone())?;
        let number = i32::try_from(digits(bytes)?).ok()?;
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let year = year.saturating_add(if year < 80 { 2000 } else { 1900 });
        let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
        let date = NaiveDate::from_ymd_opt(year, month, day);
        if date.is_some() {
            return date;
        }
        self.problem(rules::DATE, range, "a day as YYMMDD");
        if (29..=31).contains(&day) {
            return (26..day)
                .rev()
                .find_map(|day| NaiveDate::from_ymd_opt(year, month, day));
        }
        None
    }

    /// An amount: digits with one comma.
    pub(super) fn amount(&mut self, range: Range<usize>) -> Option<Decimal> {
        let bytes = self.field.content().get(range.clone()).unwrap_or_default();
        if bytes.len() > 15 {
            self.problem(rules::AMOUNT_LENGTH, range.clone(), "at most 15 characters");
        }
        let mut mantissa = 0_i64;
        let mut decimals: Option<u32> = None;
        let mut point = false;
        for byte in bytes {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                let next = mantissa
                    .checked_mul(10)
                    .and_then(|m| m.checked_add(i64::from(digit)));
                let Some(next) = next else {
                    self.problem(rules::AMOUNT, range, "at most 18 digits");
                    return None;
                };
                mantissa = next;
                decimals = decimals.map(|decimals| decimals.saturating_add(1));
            } else if matches!(byte, b',' | b'.') && decimals.is_none() {
                point = *byte == b'.';
                decimals = Some(0);
            } else {
                self.problem(rules::AMOUNT, range, "digits with one comma");
                return None;
            }
        }
        if decimals.is_none() || !bytes.first().is_some_and(u8::is_ascii_digit) {
            self.problem(rules::AMOUNT, range, "digits with one comma");
            if bytes.is_empty() {
                return None;
            }
        } else if point {
            self.problem(rules::AMOUNT_POINT, range, "a comma");
        }
        Decimal::try_new(mantissa, decimals.unwrap_or_default()).ok()
    }

    pub(super) fn currency(&mut self, range: Range<usize>) -> Option<Currency> {
        let bytes = self.field.content().get(range.clone())?;
        let currency = core::str::from_utf8(bytes)
            .ok()
            .and_then(|text| Currency::parse(text).ok());
        if currency.is_none() {
            self.problem(rules::CURRENCY, range, "a currency of ISO 4217");
        }
        currency
    }

    /// An amount with no more decimals than its currency has.
    pub(super) fn money(&mut self, currency: Currency, range: Range<usize>) -> Option<Money> {
        let amount = self.amount(range.clone())?;
        if currency
            .exponent()
            .is_some_and(|most| amount.scale() > most)
        {
            self.problem(
                rules::AMOUNT_DECIMALS,
                range,
                "no more decimals than the currency has",
            );
        }
        Money::new(amount, currency).ok()
    }

    /// A balance: 1!a6!n3!a15d.
    pub(super) fn balance(&mut self) -> Option<BookedBalance> {
        let content = self.field.content();
        let mark = match content.first() {
            Some(b'C') => CreditDebit::Credit,
            Some(b'D') => CreditDebit::Debit,
            _ => {
                self.problem(
                    rules::BALANCE,
                    0..content.len(),
                    "C or D, date, currency and amount",
                );
                return None;
            }
        };
        let end = content
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap_or(content.len());
        if end < content.len() {
            self.problem(rules::FIELD_LINES, end..content.len(), "one line");
        }
        let end = content.get(..end)?.trim_ascii_end().len();
        if end < 11 {
            self.problem(rules::BALANCE, 0..end, "C or D, date, currency and amount");
            return None;
        }
        let date = self.date(1..7);
        let currency = self.currency(7..10)?;
        let amount = self.money(currency, 10..end)?;
        if date.is_none() && digits(content.get(1..7)?).is_none() {
            self.problem(rules::BALANCE, 1..7, "a date");
        }
        Some(BookedBalance {
            line: self.field.line(),
            mark,
            date: date?,
            amount,
            intermediate: self.field.tag().ends_with(b"M"),
        })
    }
}

/// Digits alone, at most 18 of them.
pub(super) fn digits(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() || bytes.len() > 18 {
        return None;
    }
    bytes.iter().try_fold(0_i64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number.wrapping_mul(10).wrapping_add(i64::from(digit)))
    })
}

/// A balance of fields 60a, 62a, 64 and 65.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BookedBalance {
    /// The line, from 1.
    pub line: u64,
    /// Whether the bank owes the owner (credit) or the owner the bank.
    pub mark: CreditDebit,
    /// The day.
    pub date: NaiveDate,
    /// The amount, without a sign.
    pub amount: Money,
    /// Between two pages of a statement: 60M and 62M.
    pub intermediate: bool,
}

impl BookedBalance {
    /// The amount, negative for a debit.
    pub fn signed(self) -> Money {
        self.mark.sign(self.amount)
    }
}

/// Subfield 3 of field 61: which way an entry moves the balance, and whether it takes back an earlier one or is only expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums, reason = "the standard has these six")]
pub enum Mark {
    /// `C`: credit.
    Credit,
    /// `D`: debit.
    Debit,
    /// `EC`: expected credit, MT942.
    ExpectedCredit,
    /// `ED`: expected debit, MT942.
    ExpectedDebit,
    /// `RC`: reversal of a credit, which is a debit.
    ReversalOfCredit,
    /// `RD`: reversal of a debit, which is a credit.
    ReversalOfDebit,
}

impl Mark {
    /// As field 61 writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Credit => "C",
            Self::Debit => "D",
            Self::ExpectedCredit => "EC",
            Self::ExpectedDebit => "ED",
            Self::ReversalOfCredit => "RC",
            Self::ReversalOfDebit => "RD",
        }
    }

    /// Which way the entry moves the balance.
    pub fn direction(self) -> CreditDebit {
        match self {
            Self::Credit | Self::ExpectedCredit | Self::ReversalOfDebit => CreditDebit::Credit,
            Self::Debit | Self::ExpectedDebit | Self::ReversalOfCredit => CreditDebit::Debit,
        }
    }

    /// Whether it takes back an earlier entry.
    pub fn is_reversal(self) -> bool {
        matches!(self, Self::ReversalOfCredit | Self::ReversalOfDebit)
    }

    /// Whether it is only expected.
    pub fn is_expected(self) -> bool {
        matches!(self, Self::ExpectedCredit | Self::ExpectedDebit)
    }

    fn parse(content: &[u8]) -> Option<(Self, usize)> {
        Some(match content {
            [b'C', ..] => (Self::Credit, 1),
            [b'D', ..] => (Self::Debit, 1),
            [b'R', b'C', ..] => (Self::ReversalOfCredit, 2),
            [b'R', b'D', ..] => (Self::ReversalOfDebit, 2),
            [b'E', b'C', ..] => (Self::ExpectedCredit, 2),
            [b'E', b'D', ..] => (Self::ExpectedDebit, 2),
            _ => return None,
        })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Field 61, borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatementLine<'a> {
    /// The line, from 1.
    pub line: u64,
    /// Subfield 1: the value date.
    pub value_date: NaiveDate,
    /// Subfield 2: the entry date, in the year that brings it next to the value date.
    pub entry_date: Option<NaiveDate>,
    /// Subfield 3.
    pub mark: Mark,
    /// Subfield 4: the third letter of the currency.
    pub funds_code: Option<u8>,
    /// Subfield 5: the amount, in the currency of the balances.
    pub amount: Decimal,
    /// Subfield 6: the transaction type, such as `NTRF`; empty if there is none.
    pub transaction_type: &'a [u8],
    /// Subfield 7: the account owner's reference.
    pub reference: &'a [u8],
    /// Subfield 8: the bank's reference.
    pub bank_reference: &'a [u8],
    /// Subfield 9: supplementary details, with line feeds between lines.
    pub supplementary: &'a [u8],
}

impl<'a> StatementLine<'a> {
    /// Reads field 61; none, reported, if there is no date, mark or amount.
    pub(super) fn read(
        field: Field<'a>,
        currency: Option<Currency>,
        report: &mut Report,
    ) -> Option<Self> {
        let mut own = Examined {
            field,
            report,
            name: "61",
        };
        let content = field.content();
        let format = "date, mark, amount, type and reference";
        let end = memchr::memchr(b'\n', content).unwrap_or(content.len());
        let first = content.get(..end).unwrap_or_default();
        let Some(value_date) = own.date(0..6.min(end)) else {
            own.problem(rules::LINE_FORMAT, 0..end, format);
            return None;
        };
        let (entry_date, place) = own.entry_date(value_date, first);
        let Some((mark, length)) = Mark::parse(first.get(place..)?) else {
            own.problem(rules::LINE_FORMAT, place..end, "C, D, RC, RD, EC or ED");
            return None;
        };
        let mut place = place.saturating_add(length);
        let letter = first.get(place).copied().filter(u8::is_ascii_alphabetic);
        if let Some(letter) = letter {
            let third = currency.and_then(|currency| currency.code().as_bytes().get(2).copied());
            if third.is_some_and(|third| third != letter) {
                own.problem(
                    rules::LINE_FUNDS,
                    place..place.saturating_add(1),
                    "the currency's third letter",
                );
            }
            place = place.saturating_add(1);
        }
        let rest = first.get(place..)?;
        let length = rest
            .iter()
            .position(|byte| !matches!(byte, b'0'..=b'9' | b',' | b'.'));
        let amount_end = place.saturating_add(length.unwrap_or(rest.len()));
        let Some(amount) = own.amount(place..amount_end) else {
            own.problem(rules::LINE_FORMAT, place..end, "an amount");
            return None;
        };
        if let Some(most) = currency.and_then(Currency::exponent)
            && amount.scale() > most
        {
            let expected = "no more decimals than the currency has";
            own.problem(rules::AMOUNT_DECIMALS, place..amount_end, expected);
        }
        let (kind, reference_start) = own.transaction_type(first, amount_end);
        let references = first.get(reference_start..).unwrap_or_default();
        let slashes = references.windows(2).position(|pair| pair == b"//");
        let (reference, bank_reference) = match slashes {
            Some(at) => (
                references.get(..at)?,
                references.get(at.saturating_add(2)..)?,
            ),
            None => references.split_at(references.len()),
        };
        let supplementary = content.get(end.saturating_add(1)..).unwrap_or_default();
        own.lengths(
            reference_start,
            reference,
            bank_reference,
            end,
            supplementary,
        );
        Some(Self {
            line: field.line(),
            value_date,
            entry_date,
            mark,
            funds_code: letter,
            amount,
            transaction_type: first.get(kind).unwrap_or_default(),
            reference: reference.trim_ascii(),
            bank_reference: bank_reference.trim_ascii(),
            supplementary,
        })
    }
}

impl Examined<'_, '_> {
    /// Subfield 2, and where the mark stands.
    fn entry_date(&mut self, value_date: NaiveDate, first: &[u8]) -> (Option<NaiveDate>, usize) {
        let Some(bytes) = first.get(6..10) else {
            return (None, 6);
        };
        if !bytes
            .first()
            .is_some_and(|byte| byte.is_ascii_digit() || *byte == b' ')
        {
            return (None, 6);
        }
        let number = digits(bytes).and_then(|number| u32::try_from(number).ok());
        let date = number.and_then(|number| nearest(value_date, number / 100, number % 100));
        if date.is_none() {
            self.problem(rules::LINE_ENTRY_DATE, 6..10, "a day as MMDD");
        }
        (date, 10)
    }

    /// Subfield 6, and where subfield 7 stands.
    fn transaction_type(&mut self, first: &[u8], start: usize) -> (Range<usize>, usize) {
        let end = start.saturating_add(4);
        let rest = first.get(start..).unwrap_or_default();
        // Without a type, as some banks write it, NONREF would be read as type NONR.
        let missing = rest.is_empty() || rest.starts_with(b"NONREF");
        let sound = !missing
            && matches!(rest.first(), Some(b'F' | b'N' | b'S'))
            && rest.get(1..4).is_some_and(|code| {
                code.iter()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            });
        if !sound {
            let range = start..end.min(first.len());
            self.problem(rules::LINE_TYPE, range, "N, F or S and three characters");
        }
        if missing || rest.len() < 4 {
            (start..start, start)
        } else {
            (start..end, end)
        }
    }

    fn lengths(
        &mut self,
        start: usize,
        reference: &[u8],
        bank_reference: &[u8],
        end: usize,
        supplementary: &[u8],
    ) {
        let after = start.saturating_add(reference.len());
        if reference.trim_ascii().is_empty() {
            self.problem(rules::LINE_REFERENCE, start..after, "a reference or NONREF");
        }
        if reference.len() > 16 {
            self.problem(rules::FIELD_LENGTH, start..after, "at most 16 characters");
        }
        if bank_reference.len() > 16 {
            let range = after.saturating_add(2)..end;
            self.problem(rules::FIELD_LENGTH, range, "at most 16 characters");
        }
        if supplementary.len() > 34 {
            let begin = end.saturating_add(1);
            let range = begin..begin.saturating_add(supplementary.len());
            self.problem(
                rules::FIELD_LENGTH,
                range,
                "one line of at most 34 characters",
            );
        }
    }
}

/// The day of this month and day next to a date: in its year, the one before or the one behind.
fn nearest(date: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let years = [
        date.year(),
        date.year().saturating_sub(1),
        date.year().saturating_add(1),
    ];
    years
        .into_iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .min_by_key(|found| found.signed_duration_since(date).num_days().unsigned_abs())
}

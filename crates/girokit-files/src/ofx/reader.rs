//! Reads a file into its statements.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{BufRead, Read as _};

use chrono::NaiveDate;
use girokit_types::Currency;
use girokit_types::rust_decimal::Decimal;

use super::file::{File, Statement, Transaction};
use super::rules;
use super::token::{Token, Tokens};
use crate::error::{Error, ErrorKind};
use crate::problem::{Place, Problem, Profile, Report, Rule, shown};

/// Most bytes of a file, unless the caller says otherwise. It is read whole: OFX has no lines to go by.
pub const MAX_FILE: usize = 256 << 20;

/// Deepest nesting of aggregates. OFX has about ten levels.
pub const MAX_DEPTH: usize = 64;

/// Reads a file of at most [`MAX_FILE`] bytes. What it breaks is in the report; what could be read is in the file.
///
/// # Errors
/// [`TooMany`](ErrorKind::TooMany) for a longer file or deeper nesting, [`Unrecognized`](ErrorKind::Unrecognized) without an element `OFX`,
/// [`Io`](ErrorKind::Io).
pub fn read(reader: impl BufRead, profile: &Profile) -> Result<(File, Report), Error> {
    read_within(reader, profile, MAX_FILE)
}

/// The same with another limit, in bytes.
///
/// # Errors
/// As [`read`].
pub fn read_within(
    reader: impl BufRead,
    profile: &Profile,
    max_file: usize,
) -> Result<(File, Report), Error> {
    let bound = u64::try_from(max_file)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let mut bytes = Vec::new();
    reader
        .take(bound)
        .read_to_end(&mut bytes)
        .map_err(Error::io)?;
    if bytes.len() > max_file {
        let text = format!("expected a file of at most {max_file} bytes, found more");
        return Err(Error::new(ErrorKind::TooMany, None, &text));
    }
    let mut report = Report::new(profile.clone());
    let text = decoded(&bytes, &mut report);
    let Some(start) = text.find("<OFX>") else {
        return Err(Error::new(
            ErrorKind::Unrecognized,
            None,
            "expected an element OFX, found none",
        ));
    };
    let header = text.get(..start).unwrap_or_default();
    let mut builder = Builder::new(&mut report);
    builder.header(header);
    let mut tokens = Tokens::new(&text, start);
    while let Some((token, place)) = tokens.next(builder.report) {
        builder.take(token, place)?;
    }
    let end = tokens.at(text.len(), 0);
    Ok((builder.finish(end), report))
}

/// UTF-8, else Windows-1252, which is what SGML files mostly are.
fn decoded<'a>(bytes: &'a [u8], report: &mut Report) -> Cow<'a, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Err(error) = core::str::from_utf8(bytes) else {
        return Cow::Borrowed(core::str::from_utf8(bytes).unwrap_or_default());
    };
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let says_utf8 = head
        .windows(5)
        .any(|five| five.eq_ignore_ascii_case(b"UTF-8"));
    if says_utf8 {
        let at = error.valid_up_to();
        let line = memchr::memchr_iter(b'\n', bytes.get(..at).unwrap_or_default()).count();
        let place = Place::line((line as u64).saturating_add(1));
        let found = shown(bytes.get(at..at.saturating_add(1)).unwrap_or_default());
        report.add(Problem::new(
            rules::ENCODING,
            place,
            "document",
            "UTF-8",
            found,
        ));
    }
    let text = bytes.iter().map(|byte| match byte {
        0x80..=0x9f => WINDOWS_1252
            .get(usize::from(byte & 0x1f))
            .copied()
            .unwrap_or('\u{fffd}'),
        byte => char::from(*byte),
    });
    Cow::Owned(text.collect())
}

/// Windows-1252 where it is not Latin-1: 0x80 to 0x9F.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
    '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}',
    'ž', 'Ÿ',
];

/// Types of a transaction, OFX 11.4.4.3.
const TYPES: &[&str] = &[
    "ATM",
    "CASH",
    "CHECK",
    "CREDIT",
    "DEBIT",
    "DEP",
    "DIRECTDEBIT",
    "DIRECTDEP",
    "DIV",
    "FEE",
    "HOLD",
    "INT",
    "OTHER",
    "PAYMENT",
    "POS",
    "REPEATPMT",
    "SRVCHG",
    "XFER",
];

struct Builder<'r> {
    report: &'r mut Report,
    file: File,
    /// The aggregates that are open, with where they began.
    path: Vec<(String, Place)>,
    statement: Option<Statement>,
    transaction: Option<Transaction>,
    balance: (Option<Decimal>, Option<NaiveDate>),
    rate: (Option<Currency>, Option<Decimal>),
    status: (String, String),
    fit_ids: HashSet<String>,
    depth: usize,
}

impl<'r> Builder<'r> {
    fn new(report: &'r mut Report) -> Self {
        Self {
            report,
            file: File::default(),
            path: Vec::new(),
            statement: None,
            transaction: None,
            balance: (None, None),
            rate: (None, None),
            status: (String::new(), String::new()),
            fit_ids: HashSet::new(),
            depth: 0,
        }
    }

    fn problem(
        &mut self,
        rule: Rule,
        place: Place,
        field: &str,
        expected: &'static str,
        found: &str,
    ) {
        let found = if found.is_empty() {
            "nothing".to_owned()
        } else {
            shown(found.as_bytes())
        };
        self.report
            .add(Problem::new(rule, place, field.to_owned(), expected, found));
    }

    /// `VERSION:102` or `VERSION="211"`.
    fn header(&mut self, header: &str) {
        if !header.contains("OFXHEADER") {
            self.problem(rules::HEADER, Place::line(1), "header", "OFXHEADER", "");
        }
        // The XML declaration has a version of its own; the last is OFX's.
        let version = header
            .rfind("VERSION")
            .and_then(|place| header.get(place..));
        if let Some(version) = version {
            let digits = version.chars().skip_while(|c| !c.is_ascii_digit());
            self.file.version = digits.take_while(char::is_ascii_digit).take(8).collect();
        }
    }

    fn take(&mut self, token: Token<'_>, place: Place) -> Result<(), Error> {
        match token {
            Token::Open(name) => {
                if self.path.len() >= MAX_DEPTH {
                    let text = format!("expected at most {MAX_DEPTH} levels, found more");
                    return Err(Error::new(ErrorKind::TooMany, place.line_number(), &text));
                }
                self.open(name, place);
                self.path.push((name.to_owned(), place));
                self.depth = self.path.len();
            }
            Token::Close(name) => self.close(name, place),
            Token::Leaf(name, value) => self.leaf(name, &value, place),
        }
        Ok(())
    }

    fn open(&mut self, name: &str, place: Place) {
        let line = place.line_number().unwrap_or_default();
        match name {
            "STMTRS" | "CCSTMTRS" | "INVSTMTRS" => {
                self.statement = Some(Statement {
                    line,
                    ..Statement::default()
                });
                self.fit_ids.clear();
            }
            "STMTTRN" => {
                self.transaction = Some(Transaction {
                    line,
                    ..Transaction::default()
                });
            }
            "LEDGERBAL" | "AVAILBAL" => self.balance = (None, None),
            "CURRENCY" | "ORIGCURRENCY" => self.rate = (None, None),
            "STATUS" => self.status = (String::new(), String::new()),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, place: Place) {
        let Some(at) = self.path.iter().rposition(|(open, _)| open == name) else {
            // The end of an element with a value that was cut by another tag, or of nothing.
            self.problem(
                rules::CLOSE,
                place,
                name,
                "the end of an aggregate that is open",
                name,
            );
            return;
        };
        while self.path.len() > at {
            let Some((open, began)) = self.path.pop() else {
                break;
            };
            if open != name {
                self.problem(rules::CLOSE, began, &open, "an end", "");
            }
            self.closed(&open, began);
        }
    }

    /// An aggregate is whole.
    fn closed(&mut self, name: &str, began: Place) {
        match name {
            "STMTRS" | "CCSTMTRS" | "INVSTMTRS" => {
                if let Some(statement) = self.statement.take() {
                    self.check_statement(&statement, began);
                    self.file.statements.push(statement);
                }
            }
            "STMTTRN" => {
                if let Some(transaction) = self.transaction.take() {
                    self.check_transaction(&transaction, began);
                    if let Some(statement) = &mut self.statement {
                        statement.transactions.push(transaction);
                    }
                }
            }
            "LEDGERBAL" | "AVAILBAL" => {
                let (Some(amount), Some(date)) = self.balance else {
                    return self.problem(rules::MISSING, began, name, "BALAMT and DTASOF", "");
                };
                if let Some(statement) = &mut self.statement {
                    let place = if name == "LEDGERBAL" {
                        &mut statement.ledger
                    } else {
                        &mut statement.available
                    };
                    *place = Some((amount, date));
                }
            }
            "CURRENCY" | "ORIGCURRENCY" => {
                if let (Some(transaction), (Some(currency), rate)) =
                    (&mut self.transaction, self.rate)
                {
                    let place = if name == "CURRENCY" {
                        &mut transaction.currency
                    } else {
                        &mut transaction.original
                    };
                    *place = Some((currency, rate));
                }
            }
            "STATUS" => {
                let (code, severity) = self.status.clone();
                if severity == "ERROR" {
                    self.problem(
                        rules::STATUS,
                        began,
                        "STATUS",
                        "severity INFO or WARN",
                        &code,
                    );
                }
            }
            _ => {}
        }
    }

    fn leaf(&mut self, name: &str, value: &str, place: Place) {
        let parent = self.path.last().map_or("", |(name, _)| name.as_str());
        let known = match parent {
            "STMTTRN" => self.of_transaction(name, value, place),
            "BANKACCTTO" | "CCACCTTO" => match (&mut self.transaction, name) {
                (Some(transaction), "ACCTID") => set(&mut transaction.account_to, value),
                (Some(transaction), "BANKID") => set(&mut transaction.bank_to, value),
                _ => false,
            },
            "PAYEE" => match (&mut self.transaction, name) {
                (Some(transaction), "NAME") => set(&mut transaction.name, value),
                _ => false,
            },
            "CURRENCY" | "ORIGCURRENCY" => match name {
                "CURSYM" => {
                    self.rate.0 = self.currency(value, name, place);
                    true
                }
                "CURRATE" => {
                    self.rate.1 = self.amount(value, name, place);
                    true
                }
                _ => false,
            },
            "LEDGERBAL" | "AVAILBAL" => match name {
                "BALAMT" => {
                    self.balance.0 = self.amount(value, name, place);
                    true
                }
                "DTASOF" => {
                    self.balance.1 = self.date(value, name, place);
                    true
                }
                _ => false,
            },
            "STATUS" => match name {
                "CODE" => set(&mut self.status.0, value),
                "SEVERITY" => set(&mut self.status.1, value),
                _ => false,
            },
            "SONRS" if name == "DTSERVER" => {
                self.file.date = self.date(value, name, place);
                true
            }
            "FI" => match name {
                "ORG" => set(&mut self.file.organization, value),
                "FID" => set(&mut self.file.institution_id, value),
                _ => false,
            },
            _ => self.of_statement(name, value, place),
        };
        if !known && !value.is_empty() {
            let names = self.path.iter().map(|(name, _)| name.as_str());
            let path: Vec<&str> = names.chain([name]).collect();
            let line = place.line_number().unwrap_or_default();
            self.file
                .others
                .push((line, path.join("/"), value.to_owned()));
        }
    }

    fn of_statement(&mut self, name: &str, value: &str, place: Place) -> bool {
        let parent = self
            .path
            .last()
            .map_or("", |(name, _)| name.as_str())
            .to_owned();
        let account = matches!(&*parent, "BANKACCTFROM" | "CCACCTFROM" | "INVACCTFROM");
        let list = matches!(&*parent, "BANKTRANLIST" | "INVTRANLIST");
        let whole = matches!(&*parent, "STMTRS" | "CCSTMTRS" | "INVSTMTRS");
        if whole && name == "CURDEF" {
            let currency = self.currency(value, name, place);
            return self.statement.as_mut().is_some_and(|own| {
                own.currency = currency;
                true
            });
        }
        if list && matches!(name, "DTSTART" | "DTEND") {
            let date = self.date(value, name, place);
            return self.statement.as_mut().is_some_and(|own| {
                if name == "DTEND" {
                    own.end = date.max(own.end);
                } else {
                    own.start = own.start.or(date).min(date.or(own.start));
                }
                true
            });
        }
        let Some(own) = self.statement.as_mut().filter(|_| account) else {
            return false;
        };
        match name {
            "ACCTID" => set(&mut own.account_id, value),
            "ACCTTYPE" => set(&mut own.account_type, value),
            "BANKID" | "BROKERID" => set(&mut own.bank_id, value),
            "BRANCHID" => set(&mut own.branch_id, value),
            _ => false,
        }
    }

    fn of_transaction(&mut self, name: &str, value: &str, place: Place) -> bool {
        let limit = match name {
            "NAME" | "REFNUM" => 32,
            "CHECKNUM" => 12,
            "FITID" | "MEMO" => 255,
            _ => usize::MAX,
        };
        if value.chars().nth(limit).is_some() {
            self.problem(
                rules::LENGTH,
                place,
                name,
                "a text as long as its type",
                value,
            );
        }
        let date = if name.starts_with("DT") {
            self.date(value, name, place)
        } else {
            None
        };
        let amount = if name == "TRNAMT" {
            self.amount(value, name, place)
        } else {
            None
        };
        if name == "TRNTYPE" && !TYPES.contains(&value) {
            self.problem(rules::TYPE, place, name, "a type of the standard", value);
        }
        let Some(own) = self.transaction.as_mut() else {
            return false;
        };
        let text = match name {
            "TRNTYPE" => &mut own.kind,
            "FITID" => &mut own.fit_id,
            "CHECKNUM" => &mut own.check_number,
            "REFNUM" => &mut own.reference,
            "SRVRTID" => &mut own.server_id,
            "NAME" => &mut own.name,
            "MEMO" => &mut own.memo,
            "DTPOSTED" => {
                own.posted = date;
                return true;
            }
            "DTUSER" => {
                own.user = date;
                return true;
            }
            "DTAVAIL" => {
                own.available = date;
                return true;
            }
            "TRNAMT" => {
                own.amount = amount;
                return true;
            }
            _ => return false,
        };
        if !text.is_empty() {
            self.problem(rules::REPEATED, place, name, "one", value);
            return true;
        }
        value.clone_into(text);
        true
    }

    fn check_statement(&mut self, statement: &Statement, began: Place) {
        let missing = [
            ("CURDEF", statement.currency.is_none()),
            ("ACCTID", statement.account_id.is_empty()),
        ];
        for (name, missing) in missing {
            if missing {
                self.problem(rules::MISSING, began, name, "a value", "");
            }
        }
    }

    fn check_transaction(&mut self, transaction: &Transaction, began: Place) {
        let missing = [
            ("TRNTYPE", transaction.kind.is_empty()),
            ("DTPOSTED", transaction.posted.is_none()),
            ("TRNAMT", transaction.amount.is_none()),
            ("FITID", transaction.fit_id.is_empty()),
        ];
        for (name, missing) in missing {
            if missing {
                self.problem(rules::MISSING, began, name, "a value", "");
            }
        }
        let id = &transaction.fit_id;
        if !id.is_empty() && !self.fit_ids.insert(id.clone()) {
            self.problem(rules::DUPLICATE, began, "FITID", "a number of its own", id);
        }
    }

    fn date(&mut self, value: &str, name: &str, place: Place) -> Option<NaiveDate> {
        let date = date(value);
        if date.is_none() {
            self.problem(
                rules::DATE,
                place,
                name,
                "YYYYMMDD[HHMMSS[.XXX]][[offset[:name]]]",
                value,
            );
        }
        date
    }

    fn amount(&mut self, value: &str, name: &str, place: Place) -> Option<Decimal> {
        let amount = amount(value);
        if amount.is_none() {
            self.problem(
                rules::AMOUNT,
                place,
                name,
                "digits with a sign and one comma or point",
                value,
            );
        }
        amount
    }

    fn currency(&mut self, value: &str, name: &str, place: Place) -> Option<Currency> {
        let currency = Currency::parse(value).ok();
        if currency.is_none() {
            self.problem(
                rules::CURRENCY,
                place,
                name,
                "a currency of ISO 4217",
                value,
            );
        }
        currency
    }

    fn finish(mut self, end: Place) -> File {
        if !self.path.is_empty() {
            self.problem(rules::ROOT, end, "OFX", "an end", "");
        }
        while let Some((name, began)) = self.path.pop() {
            self.closed(&name, began);
        }
        self.file
    }
}

/// Sets a text that is not set yet; true, since the element is known.
fn set(place: &mut String, value: &str) -> bool {
    if place.is_empty() {
        value.clone_into(place);
    }
    true
}

/// A date or datetime; what follows the day must be of the standard's form.
fn date(value: &str) -> Option<NaiveDate> {
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
    let sound = matches!(clock.len(), 0 | 2 | 4 | 6)
        && digits(clock)
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
fn amount(value: &str) -> Option<Decimal> {
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

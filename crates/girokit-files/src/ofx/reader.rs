//! Reads a file into its statements.

use std::collections::HashSet;
use std::io::{BufRead, Read as _};

use chrono::NaiveDate;
use girokit_types::Currency;
use girokit_types::rust_decimal::Decimal;

use super::encoding::decoded;
use super::file::{File, Statement, Transaction};
use super::rules;
use super::token::{Token, Tokens};
use super::value;
use crate::error::{Error, ErrorKind};
use crate::problem::{Place, Problem, Profile, Report, Rule, shown};

/// Most bytes of a file, unless the caller says otherwise. It is read whole: OFX has no lines to go by.
pub const MAX_FILE: usize = 256 << 20;

/// Deepest nesting of aggregates. OFX has about ten levels.
pub const MAX_DEPTH: usize = 64;

/// Most bytes of elements without a place of their own ([`File::others`]), with their paths: a path is many times as long as an
/// element can be.
pub const MAX_OTHERS: usize = 256 << 20;

/// Reads a file of at most [`MAX_FILE`] bytes. What it breaks is in the report; what could be read is in the file.
///
/// # Errors
/// [`TooMany`](ErrorKind::TooMany) for a longer file, deeper nesting or more than [`MAX_OTHERS`], [`Unrecognized`](ErrorKind::Unrecognized) without an element `OFX`,
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

/// The aggregates that are statements.
const STATEMENTS: &[&str] = &["STMTRS", "CCSTMTRS", "INVSTMTRS"];

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
    /// Bytes of the elements without a place.
    others: usize,
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
            others: 0,
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
                self.end_alike(name);
                if self.path.len() >= MAX_DEPTH {
                    let text = format!("expected at most {MAX_DEPTH} levels, found more");
                    return Err(Error::new(ErrorKind::TooMany, place.line_number(), &text));
                }
                self.open(name, place);
                self.path.push((name.to_owned(), place));
            }
            Token::Close(name) => self.close(name, place),
            Token::Leaf(name, value) => {
                self.leaf(name, &value, place);
                if self.others > MAX_OTHERS {
                    let text = format!(
                        "expected at most {MAX_OTHERS} bytes of other elements, found more"
                    );
                    return Err(Error::new(ErrorKind::TooMany, place.line_number(), &text));
                }
            }
        }
        Ok(())
    }

    /// Ends what does not stand in its own kind: a transaction without an end ends where the next begins, and is kept.
    fn end_alike(&mut self, name: &str) {
        let kind: &[&str] = match name {
            "STMTRS" | "CCSTMTRS" | "INVSTMTRS" => STATEMENTS,
            "STMTTRN" => &["STMTTRN"],
            "LEDGERBAL" | "AVAILBAL" => &["LEDGERBAL", "AVAILBAL"],
            _ => return,
        };
        let alike = |(open, _): &(String, Place)| kind.contains(&open.as_str());
        let Some(at) = self.path.iter().position(alike) else {
            return;
        };
        while self.path.len() > at {
            let Some((open, began)) = self.path.pop() else {
                break;
            };
            self.problem(rules::CLOSE, began, &open, "an end", "");
            self.closed(&open, began);
        }
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
                    } else {
                        self.misplaced(name, began);
                    }
                }
            }
            "LEDGERBAL" | "AVAILBAL" => {
                let (Some(amount), Some(date)) = self.balance else {
                    return self.problem(rules::MISSING, began, name, "BALAMT and DTASOF", "");
                };
                let Some(statement) = &mut self.statement else {
                    return self.misplaced(name, began);
                };
                let place = if name == "LEDGERBAL" {
                    &mut statement.ledger
                } else {
                    &mut statement.available
                };
                if place.is_some() {
                    self.problem(rules::REPEATED, began, name, "one", &amount.to_string());
                } else {
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

    fn misplaced(&mut self, name: &str, began: Place) {
        self.problem(rules::PLACE, began, name, "a statement around it", name);
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
            let path = path.join("/");
            let bytes = size_of::<(u64, String, String)>().saturating_add(path.len());
            self.others = self
                .others
                .saturating_add(bytes)
                .saturating_add(value.len());
            self.file.others.push((line, path, value.to_owned()));
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
        let own = self.statement.as_ref().and_then(|own| own.currency);
        let currency = transaction.currency.map(|(currency, _)| currency).or(own);
        if let (Some(currency), Some(amount)) = (currency, transaction.amount)
            && let Some(most) = currency.exponent()
            && amount.scale() > most
        {
            let expected = "no more decimals than the currency has";
            self.problem(
                rules::DECIMALS,
                began,
                "TRNAMT",
                expected,
                &amount.to_string(),
            );
        }
        let id = &transaction.fit_id;
        if !id.is_empty() && !self.fit_ids.insert(id.clone()) {
            self.problem(rules::DUPLICATE, began, "FITID", "a number of its own", id);
        }
    }

    fn date(&mut self, value: &str, name: &str, place: Place) -> Option<NaiveDate> {
        let date = value::date(value);
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
        let amount = value::amount(value);
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

/// Sets a text that is not set yet; false for a second value that is another: it has no place.
fn set(place: &mut String, value: &str) -> bool {
    if place.is_empty() {
        value.clone_into(place);
    }
    place == value
}

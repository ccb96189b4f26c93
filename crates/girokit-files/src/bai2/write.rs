//! Writes a file, with its continuations, and with every control computed.

use std::io::Write;

use super::codes::TypeCode;
use super::file::{Account, File, Group, Transaction};
use super::funds::Funds;
use super::rules;
use crate::error::Error;
use crate::problem::{Place, Problem, Rule};

/// The shortest physical record that can be written: a continuation must have room for a field.
pub const MIN_RECORD_LENGTH: u32 = 40;

/// Writes the file: records end with line feeds, amounts without leading zeros, trailers computed.
///
/// Fields that do not fit a physical record of [`File::record_length`] go on in continuations (88). A line of text that is longer than
/// a whole physical record is cut, and reads back as several.
///
/// # Errors
/// [`Invalid`](crate::ErrorKind::Invalid) with every field that cannot be written: a comma or slash inside a field, characters
/// other than printable ASCII, an empty field that must be there, a sum beyond 18 digits.
/// [`Io`](crate::ErrorKind::Io) if `to` cannot be written to.
pub fn write(file: &File, mut to: impl Write) -> Result<(), Error> {
    let bytes = to_bytes(file)?;
    to.write_all(&bytes).map_err(Error::io)
}

pub(super) fn to_bytes(file: &File) -> Result<Vec<u8>, Error> {
    let mut writer = Writer::new(file.record_length);
    writer.file(file);
    if writer.problems.is_empty() {
        Ok(writer.out)
    } else {
        Err(Error::invalid(writer.problems))
    }
}

struct Writer {
    out: Vec<u8>,
    length: usize,
    /// Physical records so far.
    records: u64,
    problems: Vec<Problem>,
}

impl Writer {
    fn new(record_length: Option<u32>) -> Self {
        let mut writer = Self {
            out: Vec::new(),
            length: usize::MAX,
            records: 0,
            problems: Vec::new(),
        };
        if let Some(length) = record_length.filter(|length| *length > 0) {
            if length < MIN_RECORD_LENGTH {
                writer.refuse(
                    rules::RECORD_LENGTH,
                    "Physical Record Length",
                    "40 or more",
                    length.to_string(),
                );
            }
            writer.length = usize::try_from(length).unwrap_or(usize::MAX);
        }
        writer
    }

    fn file(&mut self, file: &File) {
        let mut fields = vec![
            self.required(&file.sender, "Sender Identification"),
            self.required(&file.receiver, "Receiver Identification"),
            file.date
                .map(|date| date.format("%y%m%d").to_string())
                .unwrap_or_default(),
            file.time.map(|time| time.to_string()).unwrap_or_default(),
            self.required(&file.id, "File Identification Number"),
        ];
        fields.push(number(file.record_length));
        fields.push(number(file.block_size));
        fields.push("2".to_owned());
        self.record("01", &fields);
        let mut total = 0_i128;
        for group in &file.groups {
            total = total.saturating_add(self.group(group));
        }
        let groups = file.groups.len().to_string();
        let total = self.total(total, "File Control Total");
        let records = self.records.saturating_add(1).to_string();
        self.record("99", &[total, groups, records]);
    }

    fn group(&mut self, group: &Group) -> i128 {
        let before = self.records;
        if !(1..=4).contains(&group.status) {
            self.refuse(
                rules::FIELD_STATUS,
                "Group Status",
                "1, 2, 3 or 4",
                group.status.to_string(),
            );
        }
        if group.date.is_none() {
            self.refuse(
                rules::FIELD_MISSING,
                "As-of Date",
                "a value",
                "nothing".to_owned(),
            );
        }
        if let Some(modifier) = group
            .modifier
            .filter(|modifier| !(1..=4).contains(modifier))
        {
            self.refuse(
                rules::FIELD_MODIFIER,
                "As-of Date Modifier",
                "1, 2, 3 or 4",
                modifier.to_string(),
            );
        }
        let fields = [
            self.field(&group.receiver, "Ultimate Receiver Identification"),
            self.required(&group.originator, "Originator Identification"),
            group.status.to_string(),
            group
                .date
                .map(|date| date.format("%y%m%d").to_string())
                .unwrap_or_default(),
            group.time.map(|time| time.to_string()).unwrap_or_default(),
            group
                .currency
                .map(|currency| currency.code().to_owned())
                .unwrap_or_default(),
            group
                .modifier
                .map(|modifier| modifier.to_string())
                .unwrap_or_default(),
        ];
        self.record("02", &fields);
        let mut total = 0_i128;
        for account in &group.accounts {
            total = total.saturating_add(self.account(account));
        }
        let accounts = group.accounts.len().to_string();
        let records = self
            .records
            .saturating_sub(before)
            .saturating_add(1)
            .to_string();
        let stated = self.total(total, "Group Control Total");
        self.record("98", &[stated, accounts, records]);
        total
    }

    fn account(&mut self, account: &Account) -> i128 {
        let before = self.records;
        let mut total = 0_i128;
        let mut fields = vec![
            self.required(&account.number, "Account Number"),
            account
                .currency
                .map(|currency| currency.code().to_owned())
                .unwrap_or_default(),
        ];
        for summary in &account.summaries {
            total = total.saturating_add(i128::from(summary.amount.unwrap_or_default()));
            fields.push(summary.type_code.to_string());
            fields.push(amount(summary.amount));
            fields.push(number(summary.count));
            fields.extend(self.funds(&summary.funds));
        }
        if account.summaries.is_empty() {
            // A type code, an amount, a count and a funds type, none of them there.
            fields.extend([const { String::new() }; 4]);
        }
        self.record("03", &fields);
        for transaction in &account.transactions {
            total = total.saturating_add(i128::from(transaction.amount.unwrap_or_default()));
            self.transaction(transaction);
        }
        let records = self
            .records
            .saturating_sub(before)
            .saturating_add(1)
            .to_string();
        let stated = self.total(total, "Account Control Total");
        self.record("49", &[stated, records]);
        total
    }

    fn transaction(&mut self, transaction: &Transaction) {
        let mut fields = vec![
            transaction.type_code.to_string(),
            amount(transaction.amount),
        ];
        if transaction.amount.is_none() && transaction.type_code != TypeCode::NON_MONETARY {
            self.refuse(
                rules::FIELD_MISSING,
                "Amount",
                "a value",
                "nothing".to_owned(),
            );
        }
        fields.extend(self.funds(&transaction.funds));
        fields.push(self.field(&transaction.bank_reference, "Bank Reference Number"));
        fields.push(self.field(&transaction.customer_reference, "Customer Reference Number"));
        let text = transaction.text.as_str();
        if !text
            .bytes()
            .all(|byte| byte == b'\n' || (0x20..0x7f).contains(&byte))
        {
            self.refuse(
                rules::FIELD_CHARACTERS,
                "Text",
                "printable ASCII and line feeds",
                "others".to_owned(),
            );
        }
        if text.is_empty() {
            fields.push(String::new());
            return self.record("16", &fields);
        }
        self.lines("16", &fields, b",");
        self.text(text);
    }

    /// Goes on with text behind the comma that was written last: its first line on the same physical record.
    fn text(&mut self, text: &str) {
        for (place, line) in text.split('\n').enumerate() {
            let mut rest = line.as_bytes();
            if place > 0 {
                self.out.push(b'\n');
                self.begin("88,");
            } else if rest.starts_with(b"/") || rest.len().saturating_add(2) > self.room() {
                // A slash at the beginning would mean that there is no text; a line that would be cut stands better on its own.
                self.out.extend_from_slice(b"/\n");
                self.begin("88,");
            }
            loop {
                let room = self.room().saturating_sub(1).max(1);
                let (now, later) = rest.split_at(room.min(rest.len()));
                self.out.extend_from_slice(now);
                if now.ends_with(b"/") {
                    // Of a slash at the end of a line readers think that it ends the record.
                    self.out.push(b'/');
                }
                rest = later;
                if rest.is_empty() {
                    break;
                }
                self.out.push(b'\n');
                self.begin("88,");
            }
        }
        self.out.push(b'\n');
    }

    /// Begins a physical record.
    fn begin(&mut self, with: &str) {
        self.out.extend_from_slice(with.as_bytes());
        self.records = self.records.saturating_add(1);
    }

    /// How many bytes the physical record that was begun has left.
    fn room(&self) -> usize {
        let line = memchr::memrchr(b'\n', &self.out).map_or(0, |end| end.saturating_add(1));
        self.length
            .saturating_sub(self.out.len().saturating_sub(line))
    }

    /// A record that ends with its last field.
    fn record(&mut self, code: &str, fields: &[String]) {
        self.lines(code, fields, b"/\n");
    }

    /// The fields, over as many physical records as they need, and `end` behind the last.
    fn lines(&mut self, code: &str, fields: &[String], end: &[u8]) {
        self.begin(code);
        // A comma before each field; behind it room for a slash, or for the comma before a text and a slash.
        let around = if end == b"," { 3 } else { 2 };
        for field in fields {
            if self.room() < field.len().saturating_add(around) {
                self.out.extend_from_slice(b"/\n");
                self.begin("88");
                if self.room() < field.len().saturating_add(around) {
                    let found = format!("a field of {} bytes", field.len());
                    self.refuse(
                        rules::RECORD_LENGTH,
                        "record",
                        "fields that fit a physical record",
                        found,
                    );
                }
            }
            self.out.push(b',');
            self.out.extend_from_slice(field.as_bytes());
        }
        self.out.extend_from_slice(end);
    }

    fn funds(&mut self, funds: &Funds) -> Vec<String> {
        if let Funds::Other(text) = funds {
            return vec![self.field(text, "Funds Type")];
        }
        funds.fields()
    }

    fn required(&mut self, text: &str, name: &'static str) -> String {
        if text.trim().is_empty() {
            self.refuse(rules::FIELD_MISSING, name, "a value", "nothing".to_owned());
        }
        self.field(text, name)
    }

    fn field(&mut self, text: &str, name: &'static str) -> String {
        let fits = |byte: u8| (0x20..0x7f).contains(&byte) && !b",/".contains(&byte);
        if !text.bytes().all(fits) {
            let expected = "printable ASCII without commas and slashes";
            self.refuse(rules::FIELD_CHARACTERS, name, expected, "others".to_owned());
        }
        text.to_owned()
    }

    fn total(&mut self, total: i128, name: &'static str) -> String {
        if total.unsigned_abs() > 999_999_999_999_999_999 {
            self.refuse(
                rules::FIELD_AMOUNT,
                name,
                "at most 18 digits",
                total.to_string(),
            );
        }
        total.to_string()
    }

    fn refuse(&mut self, rule: Rule, name: &'static str, expected: &'static str, found: String) {
        let line = Place::line(self.records);
        self.problems
            .push(Problem::new(rule, line, name, expected, found));
    }
}

fn number(number: Option<u32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn amount(amount: Option<i64>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}

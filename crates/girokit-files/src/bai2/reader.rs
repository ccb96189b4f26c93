//! The streaming reader: one logical record at a time, every control checked on the way.

use std::borrow::Cow;
use std::io::BufRead;

use girokit_types::Currency;

use super::codes::Level as CodeLevel;
use super::funds::Funds;
use super::record::{Fields, Logical, whole};
use super::rules;
use super::view::{
    AccountIdentifier, FileHeader, GroupHeader, Record, Summary, Trailer, TransactionDetail,
};
use crate::error::{Error, ErrorKind};
use crate::line::Lines;
use crate::problem::{Place, Problem, Profile, Report, Rule, shown};

/// Most bytes of a logical record with its continuations, unless the caller says otherwise.
pub const MAX_RECORD: usize = 1 << 20;

/// Reads logical records one at a time, in the memory of the largest of them.
///
/// ```
/// use girokit_files::bai2::{Reader, Record};
///
/// let file = b"01,122099999,123456789,260621,0200,1,,,2/\n02,031001234,122099999,1,260620,2359,USD,2/\n\
/// 03,0123456789,,010,+4350000,,,015,4800000,,/\n16,195,450000,0,,INV-42,WIRE FROM BUYER/\n\
/// 49,9600000,3/\n98,9600000,1,5/\n99,9600000,1,7/\n";
/// let mut reader = Reader::new(&file[..]);
/// let mut cents = 0;
/// while let Some(record) = reader.next_record()? {
///     if let Record::Transaction(transaction) = record {
///         cents += transaction.amount.unwrap_or_default();
///     }
/// }
/// assert_eq!(cents, 450_000);
/// assert!(reader.report().is_valid(), "{:?}", reader.report());
/// # Ok::<(), girokit_files::Error>(())
/// ```
#[derive(Debug)]
pub struct Reader<R> {
    lines: Lines<R>,
    max_record: usize,
    /// The line behind the record, which was read to see that the record had ended.
    ahead: Vec<u8>,
    ahead_number: u64,
    record: Logical,
    context: Context,
    state: State,
}

/// What all steps of reading share: the report.
#[derive(Debug)]
pub(super) struct Context {
    report: Report,
}

impl Context {
    pub(super) fn problem(
        &mut self,
        rule: Rule,
        place: Place,
        field: &'static str,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) {
        self.report
            .add(Problem::new(rule, place, field, expected, found));
    }
}

/// Where in the file the reader is, and what it has counted.
#[derive(Debug, Default)]
struct State {
    level: Level,
    begun: bool,
    record_length: Option<u32>,
    account: Sum,
    group: Sum,
    file: Sum,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// Before the file header, or behind the file trailer.
    #[default]
    Outside,
    File,
    Group,
    Account,
}

/// Amounts, parts and physical records under one header.
#[derive(Debug, Default)]
struct Sum {
    total: i128,
    parts: u64,
    records: u64,
}

impl<R: BufRead> Reader<R> {
    /// Reads by the specification.
    pub fn new(reader: R) -> Self {
        Self {
            lines: Lines::new(reader),
            max_record: MAX_RECORD,
            ahead: Vec::new(),
            ahead_number: 0,
            record: Logical::default(),
            context: Context {
                report: Report::new(Profile::STRICT),
            },
            state: State::default(),
        }
    }

    /// Reads as one bank writes.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        self.context.report = Report::new(profile);
        self
    }

    /// Sets the most bytes of a logical record with its continuations.
    #[must_use]
    pub fn with_max_record(mut self, bytes: usize) -> Self {
        self.max_record = bytes;
        self.lines = self.lines.with_max_line(bytes);
        self
    }

    /// Every problem so far; whole once [`Reader::next_record`] has given none.
    pub fn report(&self) -> &Report {
        &self.context.report
    }

    /// Takes the report.
    pub fn into_report(self) -> Report {
        self.context.report
    }

    /// The next logical record; none behind the last.
    ///
    /// # Errors
    /// As [`Lines::next_line`]; [`TooMany`](ErrorKind::TooMany) for a record above the limit.
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>, Error> {
        if !self.gather()? {
            self.state.end(&mut self.context);
            return Ok(None);
        }
        self.state.measure(&self.record, &mut self.context);
        Ok(Some(self.state.read(&self.record, &mut self.context)))
    }

    /// Puts the lines of the next record together.
    fn gather(&mut self) -> Result<bool, Error> {
        if self.ahead_number == 0 && !self.step()? {
            return Ok(false);
        }
        self.record.begin(&mut self.ahead, self.ahead_number);
        loop {
            let Some(line) = self.lines.next_line()? else {
                self.ahead_number = 0;
                return Ok(true);
            };
            let bytes = line.bytes();
            if bytes.starts_with(b"88") && matches!(bytes.get(2), None | Some(b',' | b'/')) {
                if self.record.len().saturating_add(bytes.len()) > self.max_record {
                    let text = format!(
                        "expected a record of at most {} bytes, found more",
                        self.max_record
                    );
                    return Err(Error::new(ErrorKind::TooMany, Some(line.number()), &text));
                }
                self.record.append(bytes, line.number());
            } else if is_blank(bytes) {
                self.context.blank(line.number(), bytes);
            } else {
                self.ahead.clear();
                self.ahead.extend_from_slice(bytes);
                self.ahead_number = line.number();
                return Ok(true);
            }
        }
    }

    /// Reads the first line that is not blank.
    fn step(&mut self) -> Result<bool, Error> {
        while let Some(line) = self.lines.next_line()? {
            if is_blank(line.bytes()) {
                self.context.blank(line.number(), line.bytes());
                continue;
            }
            self.ahead.clear();
            self.ahead.extend_from_slice(line.bytes());
            self.ahead_number = line.number();
            return Ok(true);
        }
        Ok(false)
    }
}

/// Not printable ASCII.
fn strange(byte: u8) -> bool {
    !(0x20..0x7f).contains(&byte)
}

/// Blanks, or the marks that old systems put at the end of a file.
fn is_blank(line: &[u8]) -> bool {
    line.iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | 0 | 0x1a))
}

impl Context {
    fn blank(&mut self, line: u64, bytes: &[u8]) {
        self.problem(
            rules::BLANK_LINE,
            Place::line(line),
            "record",
            "a record",
            shown(bytes),
        );
    }
}

impl State {
    /// Counts the physical lines, and looks at their length and characters.
    fn measure(&mut self, record: &Logical, context: &mut Context) {
        let count = record.line_count();
        for sum in [&mut self.account, &mut self.group, &mut self.file] {
            sum.records = sum.records.saturating_add(count);
        }
        // Without a way out of the loop it runs over many bytes at once.
        let all = record.bytes(0..record.len());
        let any = all.iter().fold(false, |any, byte| any | strange(*byte));
        if any || self.record_length.is_some() {
            self.measure_lines(record, context);
        }
    }

    fn measure_lines(&self, record: &Logical, context: &mut Context) {
        for (number, range) in record.ranges() {
            let bytes = record.bytes(range);
            if let Some(limit) = self.record_length
                && bytes.trim_ascii_end().len() > limit as usize
            {
                let place = Place::span(number, 1, bytes.len());
                let expected = format!("at most {limit} bytes");
                let found = bytes.len().to_string();
                context.problem(rules::RECORD_LENGTH, place, "record", expected, found);
            }
            if let Some(at) = bytes.iter().position(|byte| strange(*byte)) {
                let found = shown(bytes.get(at..at.saturating_add(1)).unwrap_or_default());
                let place = Place::span(number, at.saturating_add(1), 1);
                context.problem(
                    rules::FIELD_CHARACTERS,
                    place,
                    "record",
                    "printable ASCII",
                    found,
                );
            }
        }
    }

    fn read<'a>(&mut self, record: &'a Logical, context: &mut Context) -> Record<'a> {
        let mut fields = Fields::new(record, context);
        let line = record.line();
        match record.code() {
            b"16" => {
                if self.level != Level::Account {
                    misplaced(line, "inside an account", context);
                }
                Record::Transaction(self.transaction(line, &mut fields, context))
            }
            b"03" => Record::Account(self.account(line, record, &mut fields, context)),
            b"02" => Record::GroupHeader(self.group(line, record, &mut fields, context)),
            b"01" => Record::FileHeader(self.file_header(line, record, &mut fields, context)),
            b"49" => {
                let trailer = trailer(line, &mut fields, context, &ACCOUNT);
                self.close(Level::Account, &trailer, context);
                Record::AccountTrailer(trailer)
            }
            b"98" => {
                let trailer = trailer(line, &mut fields, context, &GROUP);
                self.close(Level::Group, &trailer, context);
                Record::GroupTrailer(trailer)
            }
            b"99" => {
                let trailer = trailer(line, &mut fields, context, &FILE);
                self.close(Level::File, &trailer, context);
                Record::FileTrailer(trailer)
            }
            code => {
                let expected = "01, 02, 03, 16, 49, 88, 98 or 99";
                let place = Place::span(line, 1, 2);
                context.problem(
                    rules::RECORD_CODE,
                    place,
                    "Record Code",
                    expected,
                    shown(code),
                );
                Record::Unknown(record.bytes(0..record.len()))
            }
        }
    }

    /// Goes one level down from `from`; what is open there is closed and reported.
    fn open(&mut self, from: Level, record: &Logical, context: &mut Context) {
        let line = record.line();
        if self.level > from {
            self.unclosed(from, line, context);
        } else if self.level < from {
            let expected = match from {
                Level::Outside | Level::File => "behind a file header",
                Level::Group | Level::Account => "inside a group",
            };
            misplaced(line, expected, context);
        }
        let own = record.line_count();
        match from {
            Level::Outside => {
                if self.begun {
                    misplaced(line, "one file header", context);
                }
                self.begun = true;
                self.file = Sum::begun(own);
                self.level = Level::File;
            }
            Level::File => {
                self.file.parts = self.file.parts.saturating_add(1);
                self.group = Sum::begun(own);
                self.level = Level::Group;
            }
            Level::Group | Level::Account => {
                self.group.parts = self.group.parts.saturating_add(1);
                self.account = Sum::begun(own);
                self.level = Level::Account;
            }
        }
    }

    /// Closes every level above `to` for want of its trailer.
    fn unclosed(&mut self, to: Level, line: u64, context: &mut Context) {
        while self.level > to {
            let (missing, below) = match self.level {
                Level::Account => ("an account trailer (49)", Level::Group),
                Level::Group => ("a group trailer (98)", Level::File),
                Level::File | Level::Outside => ("a file trailer (99)", Level::Outside),
            };
            context.problem(
                rules::UNCLOSED,
                Place::line(line),
                "record",
                missing,
                "none",
            );
            self.add_up(self.level);
            self.level = below;
        }
    }

    /// Adds what a level holds to the one above it.
    fn add_up(&mut self, level: Level) {
        match level {
            Level::Account => {
                self.group.total = self.group.total.saturating_add(self.account.total);
            }
            Level::Group => self.file.total = self.file.total.saturating_add(self.group.total),
            Level::File | Level::Outside => {}
        }
    }

    /// Compares a trailer with what was counted.
    fn close(&mut self, level: Level, trailer: &Trailer, context: &mut Context) {
        if self.level > level {
            self.unclosed(level, trailer.line, context);
        } else if self.level < level {
            return misplaced(trailer.line, "behind its header", context);
        }
        let (sum, controls) = match level {
            Level::Account => (&self.account, &ACCOUNT),
            Level::Group => (&self.group, &GROUP),
            Level::File | Level::Outside => (&self.file, &FILE),
        };
        let place = Place::line(trailer.line);
        let mut compare = |rule, name, counted: i128, stated: Option<i128>| {
            if let Some(stated) = stated
                && stated != counted
            {
                context.problem(rule, place, name, counted.to_string(), stated.to_string());
            }
        };
        compare(
            controls.total.0,
            controls.total.1,
            sum.total,
            trailer.total.map(i128::from),
        );
        if let Some((rule, name)) = controls.parts {
            compare(
                rule,
                name,
                i128::from(sum.parts),
                trailer.parts.map(i128::from),
            );
        }
        compare(
            controls.records,
            "Number of Records",
            i128::from(sum.records),
            trailer.records.map(i128::from),
        );
        self.add_up(level);
        self.level = match level {
            Level::Account => Level::Group,
            Level::Group => Level::File,
            Level::File | Level::Outside => Level::Outside,
        };
    }

    /// At the end of the file.
    fn end(&mut self, context: &mut Context) {
        if !self.begun {
            self.begun = true;
            let problem = whole(rules::UNCLOSED, 0, "a file header (01)", "none".to_owned());
            context.report.add(problem);
        }
        self.unclosed(Level::Outside, 0, context);
    }

    fn file_header<'a>(
        &mut self,
        line: u64,
        record: &Logical,
        fields: &mut Fields<'a>,
        context: &mut Context,
    ) -> FileHeader<'a> {
        self.open(Level::Outside, record, context);
        let header = FileHeader {
            line,
            sender: fields.required(context, "Sender Identification").bytes,
            receiver: fields.required(context, "Receiver Identification").bytes,
            date: fields.date(context, "File Creation Date"),
            time: fields.time(context, "File Creation Time"),
            id: fields.required(context, "File Identification Number").bytes,
            record_length: fields.number(context, "Physical Record Length"),
            block_size: fields.number(context, "Block Size"),
            version: {
                let field = fields.next_or_empty(context);
                if field.bytes != b"2" {
                    fields.problem(context, rules::FIELD_VERSION, "Version Number", "2", &field);
                }
                field.bytes
            },
        };
        fields.finish(context);
        self.record_length = header.record_length.filter(|length| *length > 0);
        header
    }

    fn group<'a>(
        &mut self,
        line: u64,
        record: &Logical,
        fields: &mut Fields<'a>,
        context: &mut Context,
    ) -> GroupHeader<'a> {
        self.open(Level::File, record, context);
        let header = GroupHeader {
            line,
            receiver: fields.next_or_empty(context).bytes,
            originator: fields.required(context, "Originator Identification").bytes,
            status: one_of_four(fields, context, rules::FIELD_STATUS, "Group Status", true),
            date: {
                let before = context.report.error_count();
                let date = fields.date(context, "As-of Date");
                if date.is_none() && context.report.error_count() == before {
                    let problem = Problem::new(
                        rules::FIELD_MISSING,
                        Place::line(line),
                        "As-of Date",
                        "a value",
                        "nothing",
                    );
                    context.report.add(problem);
                }
                date
            },
            time: fields.time(context, "As-of Time"),
            currency: currency(fields, context),
            modifier: one_of_four(
                fields,
                context,
                rules::FIELD_MODIFIER,
                "As-of Date Modifier",
                false,
            ),
        };
        fields.finish(context);
        header
    }

    fn account<'a>(
        &mut self,
        line: u64,
        record: &'a Logical,
        fields: &mut Fields<'a>,
        context: &mut Context,
    ) -> AccountIdentifier<'a> {
        self.open(Level::Group, record, context);
        let mut account = AccountIdentifier {
            line,
            number: fields.required(context, "Account Number").bytes,
            currency: currency(fields, context),
            summaries: Vec::new(),
        };
        while let Some(field) = fields.next(context) {
            let code = fields.type_code(context, &field);
            let amount = fields.amount(context, "Amount");
            let count = fields.number(context, "Item Count");
            let funds = Funds::read(fields, context, amount);
            self.account.add(amount);
            let Some(type_code) = code else {
                if amount.is_some() && field.bytes.is_empty() {
                    fields.problem(
                        context,
                        rules::FIELD_MISSING,
                        "Type Code",
                        "a value",
                        &field,
                    );
                }
                continue;
            };
            if type_code.level() == Some(CodeLevel::Detail) {
                fields.problem(
                    context,
                    rules::TYPE_CODE_LEVEL,
                    "Type Code",
                    "a balance or total",
                    &field,
                );
            }
            let line = record.place(&field.range).line_number().unwrap_or(line);
            account.summaries.push(Summary {
                line,
                type_code,
                amount,
                count,
                funds,
            });
        }
        account
    }

    fn transaction<'a>(
        &mut self,
        line: u64,
        fields: &mut Fields<'a>,
        context: &mut Context,
    ) -> TransactionDetail<'a> {
        let field = fields.required(context, "Type Code");
        let type_code = fields.type_code(context, &field);
        if type_code.is_some_and(|code| {
            matches!(code.level(), Some(CodeLevel::Status | CodeLevel::Summary))
        }) {
            fields.problem(
                context,
                rules::TYPE_CODE_LEVEL,
                "Type Code",
                "a detail",
                &field,
            );
        }
        let amount = fields.amount(context, "Amount");
        self.account.add(amount);
        TransactionDetail {
            line,
            type_code,
            amount,
            funds: Funds::read(fields, context, amount),
            bank_reference: fields.next_or_empty(context).bytes,
            customer_reference: fields.next_or_empty(context).bytes,
            text: fields.text(),
        }
    }
}

impl Sum {
    fn begun(records: u64) -> Self {
        Self {
            records,
            ..Self::default()
        }
    }

    fn add(&mut self, amount: Option<i64>) {
        let amount = i128::from(amount.unwrap_or_default());
        self.total = self.total.saturating_add(amount);
    }
}

/// The rules that a trailer is held against, and the names of its fields.
struct Controls {
    total: (Rule, &'static str),
    parts: Option<(Rule, &'static str)>,
    records: Rule,
}

const ACCOUNT: Controls = Controls {
    total: (rules::ACCOUNT_TOTAL, "Account Control Total"),
    parts: None,
    records: rules::ACCOUNT_RECORDS,
};

const GROUP: Controls = Controls {
    total: (rules::GROUP_TOTAL, "Group Control Total"),
    parts: Some((rules::GROUP_ACCOUNTS, "Number of Accounts")),
    records: rules::GROUP_RECORDS,
};

const FILE: Controls = Controls {
    total: (rules::FILE_TOTAL, "File Control Total"),
    parts: Some((rules::FILE_GROUPS, "Number of Groups")),
    records: rules::FILE_RECORDS,
};

fn trailer(
    line: u64,
    fields: &mut Fields<'_>,
    context: &mut Context,
    controls: &Controls,
) -> Trailer {
    let before = context.report.error_count();
    let trailer = Trailer {
        line,
        total: fields.amount(context, controls.total.1),
        parts: controls
            .parts
            .and_then(|(_, name)| fields.number(context, name)),
        records: fields.number(context, "Number of Records"),
    };
    fields.finish(context);
    let missing = trailer.total.is_none()
        || trailer.records.is_none()
        || (controls.parts.is_some() && trailer.parts.is_none());
    if missing && context.report.error_count() == before {
        let problem = whole(
            rules::FIELD_MISSING,
            line,
            "every control of the trailer",
            "fewer".to_owned(),
        );
        context.report.add(problem);
    }
    trailer
}

fn misplaced(line: u64, expected: &'static str, context: &mut Context) {
    let problem = whole(
        rules::RECORD_ORDER,
        line,
        expected,
        "a record elsewhere".to_owned(),
    );
    context.report.add(problem);
}

fn currency(fields: &mut Fields<'_>, context: &mut Context) -> Option<Currency> {
    let field = fields.next_or_empty(context);
    if field.bytes.is_empty() {
        return None;
    }
    let text = core::str::from_utf8(field.bytes).ok();
    let currency = text.and_then(|text| Currency::parse(text).ok());
    if currency.is_none() {
        let expected = "a currency of ISO 4217";
        fields.problem(
            context,
            rules::FIELD_CURRENCY,
            "Currency Code",
            expected,
            &field,
        );
    }
    currency
}

fn one_of_four(
    fields: &mut Fields<'_>,
    context: &mut Context,
    rule: Rule,
    name: &'static str,
    required: bool,
) -> Option<u8> {
    let field = fields.next_or_empty(context);
    match field.bytes {
        [digit @ b'1'..=b'4'] => Some(digit.wrapping_sub(b'0')),
        [] if !required => None,
        _ => {
            fields.problem(context, rule, name, "1, 2, 3 or 4", &field);
            None
        }
    }
}

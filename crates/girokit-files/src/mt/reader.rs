//! The streaming reader of statement messages: one field or one entry at a time.

use std::io::BufRead;

use girokit_types::{Currency, Money};

use super::envelope::Envelope;
use super::rules;
use super::token::{Field, Logical, Token, Tokens, decoded};
use super::value::{BookedBalance, Examined, StatementLine, digits};
use crate::error::Error;
use crate::problem::{Place, Problem, Profile, Report, Rule, shown};

/// A statement message's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum MessageType {
    /// Confirmation of a debit.
    Mt900,
    /// Confirmation of a credit.
    Mt910,
    /// Customer statement.
    Mt940,
    /// Balance report.
    Mt941,
    /// Interim transaction report.
    Mt942,
    /// Statement between banks.
    Mt950,
}

impl MessageType {
    /// The number, such as `940`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mt900 => "900",
            Self::Mt910 => "910",
            Self::Mt940 => "940",
            Self::Mt941 => "941",
            Self::Mt942 => "942",
            Self::Mt950 => "950",
        }
    }

    fn parse(number: &str) -> Option<Self> {
        Some(match number {
            "900" => Self::Mt900,
            "910" => Self::Mt910,
            "940" => Self::Mt940,
            "941" => Self::Mt941,
            "942" => Self::Mt942,
            "950" => Self::Mt950,
            _ => return None,
        })
    }

    /// The fields that must be there.
    fn mandatory(self) -> &'static [&'static str] {
        match self {
            Self::Mt900 | Self::Mt910 => &["20", "21", "25", "32"],
            Self::Mt940 | Self::Mt950 => &["20", "25", "28", "60", "62"],
            Self::Mt941 => &["20", "25", "62"],
            Self::Mt942 => &["20", "25", "28", "34", "13"],
        }
    }

    /// The fields that it has, by their numbers.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Mt900 => &["20", "21", "25", "13", "32", "52", "72"],
            Self::Mt910 => &["20", "21", "25", "13", "32", "50", "52", "56", "72"],
            Self::Mt940 => &["20", "21", "25", "28", "60", "61", "86", "62", "64", "65"],
            Self::Mt941 => &[
                "20", "21", "25", "28", "13", "60", "90", "62", "64", "65", "86",
            ],
            Self::Mt942 => &["20", "21", "25", "28", "34", "13", "61", "86", "90"],
            Self::Mt950 => &["20", "25", "28", "60", "61", "62", "64"],
        }
    }
}

/// The order of fields, the same in all statement messages.
const ORDER: &[&str] = &[
    "20", "21", "25", "28", "34", "13", "32", "50", "52", "56", "72", "60", "61", "90", "62", "64",
    "65",
];

/// Fields that may stand several times.
const REPEATED: &[&str] = &["34", "61", "65", "90"];

/// A step through statement messages.
#[derive(Debug)]
#[non_exhaustive]
pub enum Item<'a> {
    /// A message begins.
    Begin {
        /// The line of its first field, from 1.
        line: u64,
        /// What stands before it: the blocks as they are, or a bank's own lines.
        preamble: &'a [u8],
        /// The blocks, if that is what stands before it.
        envelope: Option<Envelope>,
    },
    /// Field 60a.
    Opening(BookedBalance),
    /// Field 62a.
    Closing(BookedBalance),
    /// Field 64.
    Available(BookedBalance),
    /// Field 65.
    Forward(BookedBalance),
    /// Field 61, with the field 86 that follows it.
    Entry {
        /// The statement line.
        line: StatementLine<'a>,
        /// Information to the account owner, with line feeds between lines.
        information: Option<&'a [u8]>,
    },
    /// Field 28 or 28C.
    Number {
        /// Statement number.
        number: u32,
        /// Sequence number: the page.
        sequence: Option<u32>,
        /// The field.
        field: Field<'a>,
    },
    /// Field 86 behind the balances.
    Information(Field<'a>),
    /// Field 32A of an MT900 or MT910.
    Value(chrono::NaiveDate, Money),
    /// Any other field: 13D, 20, 21, 25, 34F, 50a, 52a, 56a, 72, 90a, and those that are reported.
    Other(Field<'a>),
    /// The message has ended.
    End {
        /// Its type: of block 2, else what its fields make it.
        message_type: MessageType,
        /// The trailer, block 5.
        trailer: &'a [u8],
    },
}

/// Reads statement messages (MT940, 941, 942, 950, 900, 910) in the memory of their largest field.
///
/// ```
/// use girokit_files::Profile;
/// use girokit_files::mt::{Item, Reader};
///
/// let file = b":20:REF\r\n:25:10020030/1234567\r\n:28C:00001/001\r\n:60F:C260622EUR1000,00\r\n\
/// :61:2606230623D12,50NTRFNONREF//BANK7\r\n:86:INVOICE 7\r\n:62F:C260623EUR987,50\r\n-\r\n";
/// let mut reader = Reader::new(&file[..], Profile::STRICT);
/// let mut entries = 0;
/// while let Some(item) = reader.next_item()? {
///     if let Item::Entry { line, information } = item {
///         assert_eq!((line.amount.to_string().as_str(), information), ("12.50", Some(&b"INVOICE 7"[..])));
///         entries += 1;
///     }
/// }
/// assert_eq!(entries, 1);
/// assert!(reader.report().is_valid());
/// # Ok::<(), girokit_files::Error>(())
/// ```
#[derive(Debug)]
pub struct Reader<R> {
    tokens: Tokens<R>,
    /// The field 61 that is given, and the field 86 behind it.
    line: Logical,
    information: Logical,
    /// The field that was read to see that no field 86 follows.
    held: Logical,
    holds: Held,
    state: State,
    empty: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Nothing,
    Field,
    End,
}

/// What is known of the message that is read.
#[derive(Debug, Default)]
struct State {
    named: Option<MessageType>,
    line: u64,
    /// Each number of `ORDER` that has come, as a bit.
    seen: u32,
    last: usize,
    currency: Option<Currency>,
    /// Behind a statement line or the balances: field 86 may follow.
    informed: bool,
}

impl<R: BufRead> Reader<R> {
    /// Reads by the standard, or as one bank writes.
    pub fn new(reader: R, profile: Profile) -> Self {
        Self {
            tokens: Tokens::new(reader, profile),
            line: Logical::default(),
            information: Logical::default(),
            held: Logical::default(),
            holds: Held::Nothing,
            state: State::default(),
            empty: true,
        }
    }

    /// Sets the most bytes of a field.
    #[must_use]
    pub fn with_max_field(mut self, bytes: usize) -> Self {
        self.tokens = self.tokens.with_max_field(bytes);
        self
    }

    /// Every problem so far; whole once [`Reader::next_item`] has given none.
    pub fn report(&self) -> &Report {
        &self.tokens.report
    }

    /// Takes the report.
    pub fn into_report(self) -> Report {
        self.tokens.report
    }

    /// The next step; none behind the last message.
    ///
    /// # Errors
    /// As [`Tokens::next_token`].
    pub fn next_item(&mut self) -> Result<Option<Item<'_>>, Error> {
        match self.holds {
            Held::End => {
                self.holds = Held::Nothing;
                return Ok(Some(self.end()));
            }
            Held::Field => self.holds = Held::Nothing,
            Held::Nothing => match self.advance()? {
                Step::Begin => return Ok(Some(self.begin())),
                Step::End => return Ok(Some(self.end())),
                Step::Field => {}
                Step::Over => {
                    if core::mem::take(&mut self.empty) {
                        let problem =
                            Problem::new(rules::EMPTY, Place::line(0), "file", "a message", "none");
                        self.tokens.report.add(problem);
                    }
                    return Ok(None);
                }
            },
        }
        if self.held.field().tag() == b"61" {
            return self.entry();
        }
        let (state, report) = (&mut self.state, &mut self.tokens.report);
        Ok(Some(state.field(self.held.field(), report)))
    }

    /// Takes the next token; a field into `held`.
    fn advance(&mut self) -> Result<Step, Error> {
        let step = match self.tokens.next_token()? {
            None => Step::Over,
            Some(Token::Begin { line, .. }) => {
                self.state = State {
                    line,
                    ..State::default()
                };
                Step::Begin
            }
            Some(Token::End { .. }) => Step::End,
            Some(Token::Field(_)) => Step::Field,
        };
        if step == Step::Field {
            core::mem::swap(&mut self.held, self.tokens.record_mut());
        }
        Ok(step)
    }

    fn begin(&mut self) -> Item<'_> {
        self.empty = false;
        let preamble = self.tokens.preamble();
        let text = decoded(preamble);
        let envelope = if text.starts_with('{') {
            Envelope::read(&text)
        } else {
            None
        };
        if text.starts_with('{') && envelope.is_none() {
            let place = Place::line(self.state.line);
            let found = shown(preamble);
            let problem = Problem::new(
                rules::BLOCKS,
                place,
                "blocks",
                "blocks 1, 2, 3 and 4",
                found,
            );
            self.tokens.report.add(problem);
        }
        self.state.named = match &envelope {
            Some(envelope) => envelope.message_type().and_then(MessageType::parse),
            None => text
                .split(|c: char| !c.is_ascii_digit())
                .find_map(MessageType::parse),
        };
        Item::Begin {
            line: self.state.line,
            preamble: self.tokens.preamble(),
            envelope,
        }
    }

    fn end(&mut self) -> Item<'_> {
        let message_type = self.state.end(&mut self.tokens.report);
        Item::End {
            message_type,
            trailer: self.tokens.trailer(),
        }
    }

    /// Field 61 with the field 86 behind it.
    fn entry(&mut self) -> Result<Option<Item<'_>>, Error> {
        core::mem::swap(&mut self.line, &mut self.held);
        let mut information = false;
        match self.advance()? {
            Step::Field if self.held.field().tag() == b"86" => {
                core::mem::swap(&mut self.information, &mut self.held);
                information = true;
            }
            Step::Field => self.holds = Held::Field,
            Step::End | Step::Begin | Step::Over => self.holds = Held::End,
        }
        let (state, report) = (&mut self.state, &mut self.tokens.report);
        let field = self.line.field();
        state.place(field, 61, report);
        let Some(line) = StatementLine::read(field, state.currency, report) else {
            // What follows it must not be taken for the entry before.
            return Ok(Some(Item::Other(field)));
        };
        state.informed = !information;
        let information = information.then(|| {
            let field = self.information.field();
            check_information(field, report);
            field.content()
        });
        Ok(Some(Item::Entry { line, information }))
    }
}

#[derive(PartialEq, Eq)]
enum Step {
    Begin,
    End,
    Field,
    Over,
}

fn check_information(field: Field<'_>, report: &mut Report) {
    let content = field.content();
    let lines = memchr::memchr_iter(b'\n', content)
        .count()
        .saturating_add(1);
    let mut own = Examined {
        field,
        report,
        name: "86",
    };
    if lines > 6 {
        own.problem(rules::FIELD_LINES, 0..content.len(), "at most 6 lines");
    }
    let mut start = 0_usize;
    for line in content.split(|byte| *byte == b'\n') {
        let end = start.saturating_add(line.len());
        if line.len() > 65 {
            own.problem(
                rules::FIELD_LENGTH,
                start..end,
                "lines of at most 65 characters",
            );
        }
        start = end.saturating_add(1);
    }
    own.characters();
}

impl State {
    /// Checks that a field belongs to the message and stands behind those before it.
    fn place(&mut self, field: Field<'_>, number: u8, report: &mut Report) {
        let tag = field.tag().get(..2).unwrap_or_default();
        let rank = ORDER.iter().position(|known| known.as_bytes() == tag);
        let mut wrong = |rule: Rule, expected: &'static str| {
            let place = Place::line(field.line());
            let found = shown(field.tag());
            report.add(Problem::new(rule, place, "message", expected, found));
        };
        let Some(rank) = rank else {
            wrong(rules::FIELD_UNKNOWN, "a field of the message type");
            return;
        };
        if let Some(named) = self.named
            && !named.fields().iter().any(|known| known.as_bytes() == tag)
        {
            wrong(rules::FIELD_UNKNOWN, "a field of the message type");
        }
        let again = self.seen & bit(rank) != 0;
        let repeated = REPEATED.iter().any(|known| known.as_bytes() == tag);
        if rank < self.last || (again && !repeated) {
            wrong(
                rules::FIELD_ORDER,
                "the order of the standard, each field once",
            );
        }
        self.last = self.last.max(rank);
        self.seen |= bit(rank);
        self.informed = matches!(number, 60..=65 | 90);
    }

    fn has(&self, tag: &str) -> bool {
        let rank = ORDER.iter().position(|known| *known == tag);
        rank.is_some_and(|rank| self.seen & bit(rank) != 0)
    }

    fn field<'a>(&mut self, field: Field<'a>, report: &mut Report) -> Item<'a> {
        let tag = field.tag();
        let number = tag
            .get(..2)
            .and_then(digits)
            .and_then(|n| u8::try_from(n).ok());
        let number = number.unwrap_or_default();
        if number == 86 {
            check_information(field, report);
            if !self.informed {
                let place = Place::line(field.line());
                let expected = "a statement line or balances before it";
                let problem = Problem::new(rules::INFORMATION, place, "86", expected, "none");
                report.add(problem);
            }
            return Item::Information(field);
        }
        self.place(field, number, report);
        let mut own = Examined {
            field,
            report,
            name: name(number),
        };
        let balance = match number {
            60 | 62 => {
                if !matches!(tag.last(), Some(b'F' | b'M')) {
                    let end = field.content().len();
                    own.problem(rules::BALANCE_OPTION, 0..end, "option F or M");
                }
                own.balance()
            }
            64 | 65 => own.balance(),
            28 => return own.number().unwrap_or(Item::Other(field)),
            32 => return own.value().unwrap_or(Item::Other(field)),
            20 | 21 => {
                own.reference();
                None
            }
            13 | 34 | 90 => {
                own.pattern(number);
                None
            }
            _ => {
                own.characters();
                None
            }
        };
        let Some(balance) = balance else {
            return Item::Other(field);
        };
        let currency = balance.amount.currency();
        if self.currency.is_some_and(|before| before != currency) {
            own.problem(
                rules::CURRENCIES,
                7..10,
                "the currency of the balances before",
            );
        }
        self.currency = self.currency.or(Some(currency));
        match number {
            60 => Item::Opening(balance),
            62 => Item::Closing(balance),
            64 => Item::Available(balance),
            _ => Item::Forward(balance),
        }
    }

    /// At the end: the type, and what it lacks.
    fn end(&self, report: &mut Report) -> MessageType {
        let message_type = self.named.unwrap_or_else(|| {
            if self.has("32") {
                if self.has("50") || self.has("56") {
                    MessageType::Mt910
                } else {
                    MessageType::Mt900
                }
            } else if self.has("34") || (self.has("13") && !self.has("62")) {
                MessageType::Mt942
            } else if self.has("90") {
                MessageType::Mt941
            } else {
                MessageType::Mt940
            }
        });
        for tag in message_type.mandatory() {
            if !self.has(tag) {
                let place = Place::line(self.line);
                report.add(Problem::new(
                    rules::FIELD_MISSING,
                    place,
                    "message",
                    format!("field {tag}"),
                    "none",
                ));
            }
        }
        message_type
    }
}

fn bit(rank: usize) -> u32 {
    u32::try_from(rank).map_or(0, |rank| 1_u32.checked_shl(rank).unwrap_or_default())
}

fn name(number: u8) -> &'static str {
    match number {
        13 => "13D",
        20 => "20",
        21 => "21",
        25 => "25",
        28 => "28C",
        32 => "32A",
        34 => "34F",
        60 => "60a",
        62 => "62a",
        64 => "64",
        65 => "65",
        90 => "90a",
        _ => "field",
    }
}

impl<'f> Examined<'f, '_> {
    /// 5n[/5n], and of field 28 also 5n[/2n].
    fn number(&mut self) -> Option<Item<'f>> {
        let content = self.field.content().trim_ascii();
        let mut parts = content.split(|byte| *byte == b'/');
        let part = |part: &[u8]| {
            (part.len() <= 5)
                .then(|| digits(part).and_then(|number| u32::try_from(number).ok()))
                .flatten()
        };
        let number = parts.next().and_then(part);
        let sequence = parts.next().map(part);
        if number.is_none() || sequence == Some(None) || parts.next().is_some() {
            let end = self.field.content().len();
            self.problem(rules::STATEMENT_NUMBER, 0..end, "5n[/5n]");
        }
        Some(Item::Number {
            number: number?,
            sequence: sequence.flatten(),
            field: self.field,
        })
    }

    /// 6!n3!a15d.
    fn value(&mut self) -> Option<Item<'f>> {
        let content = self.field.content();
        let end = content.trim_ascii_end().len();
        if end < 10 {
            self.problem(rules::VALUE_AMOUNT, 0..end, "date, currency and amount");
            return None;
        }
        let date = self.date(0..6);
        let currency = self.currency(6..9)?;
        let amount = self.money(currency, 9..end)?;
        if date.is_none() {
            self.problem(rules::VALUE_AMOUNT, 0..6, "a date");
        }
        Some(Item::Value(date?, amount))
    }

    /// 16x without slashes at its ends.
    fn reference(&mut self) {
        let content = self.field.content();
        let end = content.len();
        if content.starts_with(b"/")
            || content.ends_with(b"/")
            || content.windows(2).any(|two| two == b"//")
        {
            self.problem(
                rules::REFERENCE,
                0..end,
                "no slash at either end, nor two in a row",
            );
        }
        if end > 16 {
            self.problem(rules::FIELD_LENGTH, 0..end, "at most 16 characters");
        }
        self.characters();
    }

    /// Fields whose form alone is checked: 13D, 34F, 90C, 90D.
    fn pattern(&mut self, number: u8) {
        let content = self.field.content().trim_ascii();
        let end = self.field.content().len();
        let amount = |bytes: &[u8]| {
            bytes.first().is_some_and(u8::is_ascii_digit)
                && bytes
                    .iter()
                    .all(|byte| byte.is_ascii_digit() || *byte == b',')
                && bytes.iter().filter(|byte| **byte == b',').nth(1).is_none()
                && bytes.contains(&b',')
                && bytes.len() <= 15
        };
        let currency = |bytes: &[u8]| {
            core::str::from_utf8(bytes).is_ok_and(|text| Currency::parse(text).is_ok())
        };
        match number {
            13 => {
                let sound = content.len() == 15
                    && content.get(..10).and_then(digits).is_some()
                    && matches!(content.get(10), Some(b'+' | b'-'))
                    && content.get(11..).and_then(digits).is_some();
                if !sound {
                    self.problem(rules::DATE_TIME, 0..end, "6!n4!n1!x4!n");
                }
            }
            34 => {
                let (money, rest) = content.split_at(content.len().min(3));
                let rest = match rest.first() {
                    Some(b'C' | b'D') => rest.get(1..).unwrap_or_default(),
                    _ => rest,
                };
                if !currency(money) || !amount(rest) {
                    self.problem(rules::FLOOR, 0..end, "3!a[1!a]15d");
                }
            }
            _ => {
                let count = content
                    .iter()
                    .take_while(|byte| byte.is_ascii_digit())
                    .count();
                let rest = content.get(count..).unwrap_or_default();
                let (money, rest) = rest.split_at(rest.len().min(3));
                if count == 0 || count > 5 || !currency(money) || !amount(rest) {
                    self.problem(rules::TOTALS, 0..end, "5n3!a15d");
                }
            }
        }
    }

    /// SWIFT's character set X.
    fn characters(&mut self) {
        let content = self.field.content();
        let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-?:().,'+ \n".contains(byte);
        if content.iter().fold(true, |all, byte| all & fits(byte)) {
            return;
        }
        if let Some(at) = content.iter().position(|byte| !fits(byte)) {
            self.problem(
                rules::FIELD_CHARACTERS,
                at..at.saturating_add(1),
                "SWIFT's character set X",
            );
        }
    }
}

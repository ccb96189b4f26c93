//! Statement messages in memory, to look at, to build, and to write.

use std::io::BufRead;

use chrono::NaiveDate;
use girokit_types::Money;
use girokit_types::rust_decimal::Decimal;

use super::envelope::Envelope;
use super::reader::{Item, MessageType, Reader};
use super::token::decoded;
use super::value::{BookedBalance, Mark, StatementLine};
use crate::error::{Error, ErrorKind};
use crate::problem::{Profile, Report};

/// Most entries and fields of a file that [`read`] keeps in memory; [`Reader`] has no such limit.
pub const MAX_ENTRIES: usize = 10_000_000;

/// A statement message: MT940, 941, 942, 950, 900 or 910.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// The line of its first field, from 1; 0 if it was not read from a file.
    pub line: u64,
    /// Its type.
    pub message_type: MessageType,
    /// Blocks 1 to 3.
    pub envelope: Option<Envelope>,
    /// Lines before the message that are no blocks.
    pub preamble: String,
    /// Block 5, without the brace that ends block 4.
    pub trailer: String,
    /// Field 20: the sender's reference.
    pub reference: String,
    /// Field 21: the related reference.
    pub related_reference: Option<String>,
    /// Field 25 or 25P: the account.
    pub account: String,
    /// Field 28C: statement number and sequence number, as they stand.
    pub number: Option<String>,
    /// Field 60a.
    pub opening: Option<BookedBalance>,
    /// Fields 61 with their fields 86.
    pub entries: Vec<Entry>,
    /// Field 62a.
    pub closing: Option<BookedBalance>,
    /// Field 64.
    pub available: Option<BookedBalance>,
    /// Fields 65.
    pub forward: Vec<BookedBalance>,
    /// Field 32A of an MT900 or MT910.
    pub value: Option<(NaiveDate, Money)>,
    /// Fields 86 behind the balances.
    pub information: Vec<String>,
    /// Every other field.
    pub others: Vec<OtherField>,
}

/// Field 61 with its field 86.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The line, from 1; 0 if it was not read from a file.
    pub line: u64,
    /// The value date.
    pub value_date: NaiveDate,
    /// The entry date.
    pub entry_date: Option<NaiveDate>,
    /// Debit, credit, reversal, expected.
    pub mark: Mark,
    /// The third letter of the currency.
    pub funds_code: Option<char>,
    /// The amount, in the currency of the balances; never negative.
    pub amount: Decimal,
    /// The transaction type, such as `NTRF`; empty if there is none.
    pub transaction_type: String,
    /// The account owner's reference, `NONREF` if there is none.
    pub reference: String,
    /// The bank's reference; empty if there is none.
    pub bank_reference: String,
    /// Supplementary details, with line feeds between lines; empty if there are none.
    pub supplementary: String,
    /// Field 86, with line feeds between lines.
    pub information: Option<String>,
}

/// A field without a place of its own in [`Message`].
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtherField {
    /// The line, from 1; 0 if it was not read from a file.
    pub line: u64,
    /// The tag without colons.
    pub tag: String,
    /// The content, with line feeds between lines.
    pub content: String,
}

impl OtherField {
    /// A field of this tag.
    pub fn new(tag: &str, content: &str) -> Self {
        Self {
            line: 0,
            tag: tag.to_owned(),
            content: content.to_owned(),
        }
    }
}

/// The tag and the line: content may hold account numbers.
impl core::fmt::Debug for OtherField {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("OtherField")
            .field("line", &self.line)
            .field("tag", &self.tag)
            .finish_non_exhaustive()
    }
}

/// The account shows its last four characters.
impl core::fmt::Debug for Message {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let hidden = self.account.chars().count().saturating_sub(4);
        let tail: String = self.account.chars().skip(hidden).collect();
        f.debug_struct("Message")
            .field("line", &self.line)
            .field("message_type", &self.message_type)
            .field("reference", &self.reference)
            .field("account", &("*".repeat(hidden) + &tail))
            .field("number", &self.number)
            .field("opening", &self.opening)
            .field("entries", &self.entries)
            .field("closing", &self.closing)
            .field("value", &self.value)
            .field("others", &self.others)
            .finish_non_exhaustive()
    }
}

impl Message {
    /// A message of this type without balances and entries.
    pub fn new(message_type: MessageType, reference: &str, account: &str) -> Self {
        Self {
            line: 0,
            message_type,
            envelope: None,
            preamble: String::new(),
            trailer: String::new(),
            reference: reference.to_owned(),
            related_reference: None,
            account: account.to_owned(),
            number: None,
            opening: None,
            entries: Vec::new(),
            closing: None,
            available: None,
            forward: Vec::new(),
            value: None,
            information: Vec::new(),
            others: Vec::new(),
        }
    }
}

impl Entry {
    /// An entry without references and information.
    pub fn new(value_date: NaiveDate, mark: Mark, amount: Decimal, transaction_type: &str) -> Self {
        Self {
            line: 0,
            value_date,
            entry_date: None,
            mark,
            funds_code: None,
            amount,
            transaction_type: transaction_type.to_owned(),
            reference: "NONREF".to_owned(),
            bank_reference: String::new(),
            supplementary: String::new(),
            information: None,
        }
    }

    fn read(line: &StatementLine<'_>, information: Option<&[u8]>) -> Self {
        Self {
            line: line.line,
            value_date: line.value_date,
            entry_date: line.entry_date,
            mark: line.mark,
            funds_code: line.funds_code.map(char::from),
            amount: line.amount,
            transaction_type: decoded(line.transaction_type),
            reference: decoded(line.reference),
            bank_reference: decoded(line.bank_reference),
            supplementary: decoded(line.supplementary),
            information: information.map(decoded),
        }
    }
}

/// Reads every statement message of a file. What they break is in the report.
///
/// # Errors
/// As [`Reader::next_item`]; [`TooMany`](ErrorKind::TooMany) above [`MAX_ENTRIES`].
pub fn read(reader: impl BufRead, profile: &Profile) -> Result<(Vec<Message>, Report), Error> {
    let mut reader = Reader::new(reader, profile.clone());
    let mut messages: Vec<Message> = Vec::new();
    let mut entries = 0_usize;
    while let Some(item) = reader.next_item()? {
        if let Item::Begin {
            line,
            preamble,
            envelope,
        } = item
        {
            let mut message = Message::new(MessageType::Mt940, "", "");
            message.line = line;
            if envelope.is_none() {
                message.preamble = decoded(preamble);
            }
            message.envelope = envelope;
            messages.push(message);
            continue;
        }
        let Some(message) = messages.last_mut() else {
            continue;
        };
        entries = entries.saturating_add(1);
        if entries > MAX_ENTRIES {
            let text = format!("expected at most {MAX_ENTRIES} entries and fields, found more");
            return Err(Error::new(ErrorKind::TooMany, None, &text));
        }
        match item {
            Item::Entry { line, information } => {
                message.entries.push(Entry::read(&line, information));
            }
            Item::Opening(balance) if message.opening.is_none() => message.opening = Some(balance),
            Item::Closing(balance) if message.closing.is_none() => message.closing = Some(balance),
            Item::Available(balance) if message.available.is_none() => {
                message.available = Some(balance);
            }
            Item::Forward(balance) => message.forward.push(balance),
            Item::Value(date, amount) if message.value.is_none() => {
                message.value = Some((date, amount));
            }
            Item::Number { field, .. } => message.number = Some(field.to_text()),
            Item::Information(field) => message.inform(field.to_text()),
            Item::Other(field) => message.other(field.tag(), field.line(), field.to_text()),
            Item::End {
                message_type,
                trailer,
            } => {
                message.message_type = message_type;
                message.trailer = decoded(trailer);
            }
            // A second balance of a kind, which is reported.
            Item::Opening(_)
            | Item::Closing(_)
            | Item::Available(_)
            | Item::Value(..)
            | Item::Begin { .. } => {}
        }
    }
    Ok((messages, reader.into_report()))
}

impl Message {
    /// Field 86 without a field 61 right before it: behind the balances the message's, else more of the entry's.
    fn inform(&mut self, text: String) {
        let entry = self.entries.last_mut().filter(|_| self.closing.is_none());
        let own = entry.and_then(|entry| entry.information.as_mut());
        match own {
            Some(own) => {
                own.push('\n');
                own.push_str(&text);
            }
            None => self.information.push(text),
        }
    }

    fn other(&mut self, tag: &[u8], line: u64, content: String) {
        let place = match tag {
            b"20" if self.reference.is_empty() => &mut self.reference,
            b"21" if self.related_reference.is_none() => {
                self.related_reference.insert(String::new())
            }
            b"25" | b"25P" if self.account.is_empty() => &mut self.account,
            _ => {
                self.others.push(OtherField {
                    line,
                    tag: decoded(tag),
                    content,
                });
                return;
            }
        };
        *place = content;
    }
}

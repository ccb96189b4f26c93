//! Writes statement messages.

use std::io::Write;

use girokit_types::rust_decimal::Decimal;
use girokit_types::statement::CreditDebit;

use super::file::{Entry, Message, OtherField};
use super::rules;
use super::value::BookedBalance;
use crate::error::Error;
use crate::problem::{Place, Problem, Rule};

/// Writes messages as SWIFT has them: lines end with CRLF, amounts with a comma, fields in the standard's order.
///
/// # Errors
/// [`Invalid`](crate::ErrorKind::Invalid) with every field that would not read back: an empty reference, account or transaction type, a line
/// that begins like a field or the end of a message, a subfield longer than its format. [`Io`](crate::ErrorKind::Io) if `to` cannot be
/// written to.
pub fn write(messages: &[Message], mut to: impl Write) -> Result<(), Error> {
    let bytes = to_bytes(messages)?;
    to.write_all(&bytes).map_err(Error::io)
}

/// The messages as bytes; see [`write()`].
///
/// # Errors
/// As [`write()`], but for I/O.
pub fn to_bytes(messages: &[Message]) -> Result<Vec<u8>, Error> {
    let mut writer = Writer {
        out: String::new(),
        problems: Vec::new(),
        number: 0,
    };
    for message in messages {
        writer.number = writer.number.saturating_add(1);
        writer.message(message);
    }
    if writer.problems.is_empty() {
        Ok(writer.out.into_bytes())
    } else {
        Err(Error::invalid(writer.problems))
    }
}

struct Writer {
    out: String,
    problems: Vec<Problem>,
    /// The message, from 1.
    number: u64,
}

/// The order of the fields that are others; those not named stand at the end.
const OTHERS: &[&str] = &["34", "13", "32", "50", "52", "56", "72", "60", "90"];

impl Writer {
    fn message(&mut self, message: &Message) {
        match &message.envelope {
            Some(envelope) => {
                envelope.write(&mut self.out);
                self.out.push_str("\r\n");
            }
            None => {
                for line in message.preamble.lines() {
                    self.out.extend([line, "\r\n"]);
                }
            }
        }
        self.field("20", &message.reference, 16);
        if let Some(reference) = &message.related_reference {
            self.field("21", reference, 16);
        }
        self.field("25", &message.account, 35);
        if let Some(number) = &message.number {
            self.field("28C", number, 11);
        }
        let rank = |field: &OtherField| {
            let number = field.tag.get(..2).unwrap_or_default();
            OTHERS.iter().position(|known| *known == number)
        };
        let mut others: Vec<&OtherField> = message.others.iter().collect();
        others.sort_by_key(|field| rank(field).unwrap_or(usize::MAX));
        let behind = others.partition_point(|field| rank(field).is_some_and(|rank| rank < 7));
        let (before, behind) = others.split_at(behind);
        let (dates, parties) = before
            .split_at(before.partition_point(|field| rank(field).is_some_and(|rank| rank < 2)));
        self.others(dates);
        if let Some((date, amount)) = message.value {
            let text = format!(
                "{}{}{}",
                date.format("%y%m%d"),
                amount.currency().code(),
                comma(amount.amount())
            );
            self.field("32A", &text, 24);
        }
        self.others(parties);
        self.balance("60", message.opening.as_ref());
        for entry in &message.entries {
            self.entry(entry);
        }
        self.others(behind);
        self.balance("62", message.closing.as_ref());
        self.balance("64", message.available.as_ref());
        for balance in &message.forward {
            self.balance("65", Some(balance));
        }
        for information in &message.information {
            self.field("86", information, usize::MAX);
        }
        self.out.push('-');
        if message.envelope.is_some() || !message.trailer.is_empty() {
            self.out.push('}');
        }
        self.out.extend([message.trailer.as_str(), "\r\n"]);
    }

    fn others(&mut self, fields: &[&OtherField]) {
        for field in fields {
            self.field(&field.tag, &field.content, usize::MAX);
        }
    }

    fn balance(&mut self, number: &str, balance: Option<&BookedBalance>) {
        let Some(balance) = balance else { return };
        let option = match (number, balance.intermediate) {
            ("60" | "62", true) => "M",
            ("60" | "62", false) => "F",
            _ => "",
        };
        let mark = match balance.mark {
            CreditDebit::Credit => 'C',
            CreditDebit::Debit => 'D',
        };
        let text = format!(
            "{mark}{}{}{}",
            balance.date.format("%y%m%d"),
            balance.amount.currency().code(),
            comma(balance.amount.amount())
        );
        self.field(&[number, option].concat(), &text, 25);
    }

    fn entry(&mut self, entry: &Entry) {
        let mut text = entry.value_date.format("%y%m%d").to_string();
        if let Some(date) = entry.entry_date {
            text.push_str(&date.format("%m%d").to_string());
        }
        text.push_str(entry.mark.as_str());
        text.extend(entry.funds_code);
        text.push_str(&comma(entry.amount));
        text.push_str(&entry.transaction_type);
        text.push_str(&entry.reference);
        let sound = entry.transaction_type.chars().count() == 4
            && entry.transaction_type.starts_with(['F', 'N', 'S']);
        if !sound {
            self.refuse(rules::LINE_TYPE, "61", "N, F or S and three characters");
        }
        if entry.amount.is_sign_negative() && !entry.amount.is_zero() {
            self.refuse(rules::AMOUNT, "61", "an amount without a sign");
        }
        if entry.reference.trim().is_empty() {
            self.refuse(rules::LINE_REFERENCE, "61", "a reference or NONREF");
        }
        let one_line = |text: &str, most: usize| text.len() <= most && !text.contains(['\n', '\r']);
        if !one_line(&entry.reference, 16)
            || entry.reference.contains("//")
            || !one_line(&entry.bank_reference, 16)
        {
            self.refuse(
                rules::FIELD_LENGTH,
                "61",
                "references of at most 16 characters",
            );
        }
        if !entry.bank_reference.is_empty() {
            text.extend(["//", &entry.bank_reference]);
        }
        if !entry.supplementary.is_empty() {
            if entry.supplementary.len() > 34 {
                self.refuse(
                    rules::FIELD_LENGTH,
                    "61",
                    "supplementary details of at most 34 characters",
                );
            }
            text.extend(["\n", &entry.supplementary]);
        }
        self.field("61", &text, usize::MAX);
        if let Some(information) = &entry.information {
            self.field("86", information, usize::MAX);
        }
    }

    fn field(&mut self, tag: &str, content: &str, most: usize) {
        let known = tag.len() >= 2
            && tag.len() <= 3
            && tag.bytes().take(2).all(|byte| byte.is_ascii_digit())
            && tag.bytes().skip(2).all(|byte| byte.is_ascii_uppercase());
        if !known {
            self.refuse(rules::FIELD_UNKNOWN, "tag", "two digits and a letter");
        }
        if content.trim().is_empty() {
            self.refuse(rules::FIELD_MISSING, "field", "content");
        }
        if content.len() > most {
            self.refuse(
                rules::FIELD_LENGTH,
                "field",
                "content as long as its format",
            );
        }
        self.out.extend([":", tag, ":"]);
        for (place, line) in content.split('\n').enumerate() {
            // Readers would take such a line for the next field, the end, or a block, and lose blank lines.
            if place > 0 && (line.starts_with([':', '-', '{']) || line.trim().is_empty()) {
                self.refuse(
                    rules::FIELD_CHARACTERS,
                    "field",
                    "lines that begin with neither a colon, a hyphen nor a brace",
                );
            }
            if line.chars().any(char::is_control) {
                self.refuse(rules::FIELD_CHARACTERS, "field", "no control characters");
            }
            if place > 0 {
                self.out.push_str("\r\n");
            }
            self.out.push_str(line);
        }
        self.out.push_str("\r\n");
    }

    fn refuse(&mut self, rule: Rule, name: &'static str, expected: &'static str) {
        // There are no lines yet: the message's number stands for one.
        let place = Place::line(self.number);
        self.problems
            .push(Problem::new(rule, place, name, expected, "others"));
    }
}

/// An amount as SWIFT writes it: always with a comma.
fn comma(amount: Decimal) -> String {
    let text = amount.abs().to_string();
    if text.contains('.') {
        text.replace('.', ",")
    } else {
        text + ","
    }
}

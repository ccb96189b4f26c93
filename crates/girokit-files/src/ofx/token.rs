//! Tags and values: SGML of OFX 1.x and XML of OFX 2.x alike.

use std::borrow::Cow;
use std::collections::HashSet;

use super::rules;
use crate::problem::{Place, Problem, Report, shown};

/// A step through a document.
#[derive(Debug)]
pub(super) enum Token<'a> {
    /// An aggregate begins.
    Open(&'a str),
    /// An aggregate ends.
    Close(&'a str),
    /// An element with a value, which may be empty.
    Leaf(&'a str, Cow<'a, str>),
}

/// Cuts a document into tags.
pub(super) struct Tokens<'a> {
    text: &'a str,
    place: usize,
    /// The names that are closed somewhere: without one of its own, an empty element is no aggregate.
    closed: HashSet<&'a str>,
    line: u64,
    /// Up to where lines are counted, and where the last of them began.
    counted: usize,
    line_start: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str, start: usize) -> Self {
        let closed = text
            .match_indices("</")
            .filter_map(|(place, _)| {
                // No further than a name is long: an end that never comes is not searched for again and again.
                let start = place.saturating_add(2);
                let bytes = text.as_bytes().get(start..)?;
                let window = bytes.iter().take(MAX_NAME.saturating_add(1));
                let length = window.into_iter().position(|byte| *byte == b'>')?;
                text.get(start..start.saturating_add(length)).map(str::trim)
            })
            .collect();
        Self {
            text,
            place: start,
            closed,
            line: 1,
            counted: 0,
            line_start: 0,
        }
    }

    /// The place of a byte of the text. Places must not go back.
    pub(super) fn at(&mut self, place: usize, length: usize) -> Place {
        let passed = self.text.get(self.counted..place).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', passed.as_bytes()).count();
        if let Some(last) = memchr::memrchr(b'\n', passed.as_bytes()) {
            self.line_start = self.counted.saturating_add(last).saturating_add(1);
        }
        self.line = self.line.saturating_add(lines as u64);
        self.counted = self.counted.max(place);
        let column = place.saturating_sub(self.line_start).saturating_add(1);
        Place::span(self.line, column, length)
    }

    /// The next step, with where its tag or value stands; none at the end.
    pub(super) fn next(&mut self, report: &mut Report) -> Option<(Token<'a>, Place)> {
        loop {
            let rest = self.text.get(self.place..)?;
            let start = self.place.saturating_add(rest.find('<')?);
            let after = self.text.get(start..)?;
            if after.starts_with("<!--") {
                let end = after
                    .find("-->")
                    .map_or(after.len(), |end| end.saturating_add(3));
                self.place = start.saturating_add(end);
                continue;
            }
            let Some(end) = after.find('>') else {
                let place = self.at(start, 1);
                report.add(Problem::new(
                    rules::TAG,
                    place,
                    "document",
                    "the end of a tag",
                    "none",
                ));
                self.place = self.text.len();
                return None;
            };
            let name = after.get(1..end).unwrap_or_default();
            self.place = start.saturating_add(end).saturating_add(1);
            if name.starts_with(['?', '!']) {
                continue;
            }
            if let Some(name) = name.strip_prefix('/') {
                let place = self.at(start, end);
                return Some((Token::Close(name.trim()), place));
            }
            let (name, alone) = match name.strip_suffix('/') {
                Some(name) => (name, true),
                None => (name, false),
            };
            let name = name.split_whitespace().next().unwrap_or_default();
            if name.is_empty() || name.len() > MAX_NAME {
                let place = self.at(start, end);
                let found = shown(name.as_bytes());
                report.add(Problem::new(rules::TAG, place, "document", "a name", found));
                continue;
            }
            if alone {
                let place = self.at(start, end);
                return Some((Token::Leaf(name, Cow::Borrowed("")), place));
            }
            return Some(self.content(name, start));
        }
    }

    /// What follows an opening tag: a value, or an aggregate's content.
    fn content(&mut self, name: &'a str, start: usize) -> (Token<'a>, Place) {
        let rest = self.text.get(self.place..).unwrap_or_default();
        let cdata = rest.trim_start().strip_prefix("<![CDATA[");
        let (value, raw) = if let Some(inside) = cdata {
            let end = inside.find("]]>").unwrap_or(inside.len());
            let behind = rest.len().saturating_sub(inside.len()).saturating_add(end);
            let behind = self.place.saturating_add(behind).saturating_add(3);
            self.place = behind.min(self.text.len());
            (inside.get(..end).unwrap_or_default(), true)
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            (rest.get(..end).unwrap_or_default().trim(), false)
        };
        let value_start = (value.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        if !raw && !value.is_empty() {
            self.place = value_start.saturating_add(value.len());
        }
        let closing = self.text.get(self.place..).unwrap_or_default().trim_start();
        let own = closing
            .strip_prefix("</")
            .and_then(|rest| rest.split_once('>'))
            .filter(|(closed, _)| closed.trim() == name);
        if let Some((_, behind)) = own {
            self.place = self.text.len().saturating_sub(behind.len());
        } else if value.is_empty()
            && !raw
            && !LEAVES.contains(&name)
            && (self.closed.contains(name) || AGGREGATES.contains(&name))
        {
            let place = self.at(start, name.len().saturating_add(2));
            return (Token::Open(name), place);
        }
        let place = if value.is_empty() {
            self.at(start, name.len().saturating_add(2))
        } else {
            self.at(value_start, value.len())
        };
        let value = if raw {
            Cow::Borrowed(value)
        } else {
            unescaped(value)
        };
        (Token::Leaf(name, value), place)
    }
}

/// Aggregates that are read: they begin even where a file has lost their ends.
const AGGREGATES: &[&str] = &[
    "AVAILBAL",
    "BANKACCTFROM",
    "BANKACCTTO",
    "BANKMSGSRSV1",
    "BANKTRANLIST",
    "CCACCTFROM",
    "CCACCTTO",
    "CCSTMTRS",
    "CCSTMTTRNRS",
    "CREDITCARDMSGSRSV1",
    "CURRENCY",
    "FI",
    "INVACCTFROM",
    "INVSTMTMSGSRSV1",
    "INVSTMTRS",
    "INVSTMTTRNRS",
    "INVTRANLIST",
    "LEDGERBAL",
    "OFX",
    "ORIGCURRENCY",
    "PAYEE",
    "SIGNONMSGSRSV1",
    "SONRS",
    "STATUS",
    "STMTRS",
    "STMTTRN",
    "STMTTRNRS",
];

/// Elements with a value that are read: they are no aggregate where they are empty and others of their name have an end.
const LEAVES: &[&str] = &[
    "ACCTID", "ACCTTYPE", "BALAMT", "BANKID", "BRANCHID", "BROKERID", "CHECKNUM", "CODE", "CURDEF",
    "CURRATE", "CURSYM", "DTASOF", "DTAVAIL", "DTEND", "DTPOSTED", "DTSERVER", "DTSTART", "DTUSER",
    "FID", "FITID", "MEMO", "NAME", "ORG", "REFNUM", "SEVERITY", "SRVRTID", "TRNAMT", "TRNTYPE",
];

/// Longest name of an element, in bytes.
const MAX_NAME: usize = 64;

/// Entities as characters; an ampersand alone, which banks write, is one.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(rest.get(..start).unwrap_or_default());
        rest = rest.get(start.saturating_add(1)..).unwrap_or_default();
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let entity = end.and_then(|end| rest.get(..end));
        let character = entity.and_then(|entity| match entity {
            "amp" => Some('&'),
            "apos" => Some('\''),
            "gt" => Some('>'),
            "lt" => Some('<'),
            "nbsp" => Some(' '),
            "quot" => Some('"'),
            _ => {
                let number = entity.strip_prefix('#')?;
                let number = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(number).filter(|character| !character.is_control())
            }
        });
        match (character, end) {
            (Some(character), Some(end)) => {
                out.push(character);
                rest = rest.get(end.saturating_add(1)..).unwrap_or_default();
            }
            _ => out.push('&'),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

//! One element: its content, encoding, length, padding and sensitivity.

use std::borrow::Cow;

use super::super::node::Node;
use super::super::problem::SpecProblemKind;
use super::super::words::{
    BCD_KEYS, BER_PREFIX, CARD_DATA, CONTENTS, ELEMENT_KEYS, ENCODINGS, FILLER_KEYS, LENGTH_KEYS,
    PAD_KEYS, PREFIXES, REST, SENSITIVITIES, SIDES, UNITS,
};
use super::{Reader, words};
use crate::limits::MAX_MESSAGE;
use crate::spec::{
    Content, Encoding, Field, Key, Length, LengthEncoding, Pad, Parts, Sensitivity, Side, Unit,
};

/// The greatest length: every nibble of the longest message.
#[expect(clippy::cast_possible_truncation, reason = "131070")]
const LONGEST: u32 = 2 * MAX_MESSAGE as u32;

/// Where an element stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the message, under this number.
    Element(u8),
    /// In another element, or as the header.
    Part,
    /// In an element whose tags have lengths of their own form, as in BER-TLV.
    Ber,
}

impl Reader {
    /// The element, unless something is wrong with it.
    pub(super) fn element(
        &mut self,
        key: Key,
        node: &Node,
        base: Option<&Field>,
        place: Place,
    ) -> Option<Field> {
        if !self.count(1) {
            return None;
        }
        let before = self.wrong;
        let [
            name,
            content,
            encoding,
            length,
            pad,
            sensitivity,
            layout,
            parts,
            other,
        ] = self.object(node, &ELEMENT_KEYS)?;
        let composite = layout.is_some_and(|layout| *layout != Node::Null);
        let plain = base.is_none() && !composite;
        let mut field = base.cloned().unwrap_or_else(|| blank(key));
        if let Some(node) = name
            && let Some(name) = self.at("name", |reader| reader.text(node))
        {
            field.name = Cow::Owned(name.to_owned());
        }
        match content {
            Some(node) => {
                let content = self.at("content", |reader| reader.word(node, CONTENTS));
                field.content = content.unwrap_or(field.content);
            }
            None if plain => self.missing("content", &words(CONTENTS)),
            None => {}
        }
        match encoding {
            Some(node) => {
                let encoding = self.at("encoding", |reader| reader.encoding(node));
                field.encoding = encoding.unwrap_or(field.encoding);
            }
            None if plain => self.missing("encoding", &words(ENCODINGS)),
            None => {}
        }
        match length {
            Some(node) => {
                let length = self.at("length", |reader| reader.length(node, place));
                field.length = length.unwrap_or(field.length);
            }
            None if base.is_none() => self.missing("length", "a length"),
            None => {}
        }
        if let Some(node) = pad {
            let pad = self.at("pad", |reader| reader.pad(node));
            field.pad = pad.unwrap_or(field.pad);
        }
        if let Some(node) = sensitivity {
            let sensitivity = self.at("sensitivity", |reader| reader.word(node, SENSITIVITIES));
            field.sensitivity = sensitivity.unwrap_or(field.sensitivity);
        } else if let Place::Element(number) = place
            && base.is_none()
            && CARD_DATA.contains(&number)
        {
            let expected = "what may be shown, as ISO 8583 has card data here";
            let expected = format!("{expected}: {}", words(SENSITIVITIES));
            self.missing("sensitivity", &expected);
        }
        let parts = self.parts(&field.parts, layout, parts, other);
        field.parts = parts.unwrap_or(Parts::None);
        (self.wrong == before).then_some(field)
    }

    /// Whether so many elements more are within the limit; the first time that they are not is said.
    pub(super) fn count(&mut self, more: usize) -> bool {
        let before = self.elements;
        self.elements = before.saturating_add(more);
        if before <= self.limits.elements && self.elements > self.limits.elements {
            let expected = format!("at most {} elements and parts", self.limits.elements);
            self.say(SpecProblemKind::Limit, &expected, "more".to_owned());
        }
        self.elements <= self.limits.elements
    }

    fn encoding(&mut self, node: &Node) -> Option<Encoding> {
        if !matches!(node, Node::Object(_)) {
            return self.word(node, ENCODINGS);
        }
        let [bcd] = self.object(node, &BCD_KEYS)?;
        let Some(bcd) = bcd else {
            self.missing("bcd", "an object with side and filler");
            return None;
        };
        self.at("bcd", |reader| {
            let [side, filler] = reader.object(bcd, &FILLER_KEYS)?;
            let side = match side {
                Some(node) => reader.at("side", |reader| reader.word(node, SIDES)),
                None => Some(Side::Left),
            };
            let filler = match filler {
                Some(node) => reader.at("filler", |reader| reader.number(node, 0..=15)),
                None => Some(0),
            };
            Some(Encoding::Bcd {
                side: side?,
                filler: u8::try_from(filler?).ok()?,
            })
        })
    }

    fn length(&mut self, node: &Node, place: Place) -> Option<Length> {
        match node {
            Node::Text(word) if word == REST => return Some(Length::Rest),
            Node::Number(_) => return self.number(node, 1..=LONGEST).map(Length::fixed),
            Node::Object(_) => {}
            _ => {
                self.wrong("a number, \"rest\", or an object", node);
                return None;
            }
        }
        let [len, unit, digits, encoding, min, max] = self.object(node, &LENGTH_KEYS)?;
        let unit = match unit {
            Some(node) => self.at("unit", |reader| reader.word(node, UNITS)),
            None => Some(Unit::Value),
        };
        if let Some(len) = len {
            let others = [
                ("digits", digits),
                ("encoding", encoding),
                ("min", min),
                ("max", max),
            ];
            for (key, node) in others {
                if let Some(node) = node {
                    self.at(key, |reader| reader.wrong("no such key beside len", node));
                }
            }
            let len = self.at("len", |reader| reader.number(len, 1..=LONGEST));
            return Some(Length::Fixed {
                len: len?,
                unit: unit?,
            });
        }
        let (digits, encoding) = match (digits, encoding) {
            (None, None) if place == Place::Ber => (Some(BER_PREFIX.0), Some(BER_PREFIX.1)),
            (digits, encoding) => self.prefix(digits, encoding),
        };
        let min = match min {
            Some(node) => self.at("min", |reader| reader.number(node, 0..=LONGEST)),
            None => Some(0),
        };
        let max = if let Some(node) = max {
            self.at("max", |reader| reader.number(node, 1..=LONGEST))
        } else {
            self.missing("max", "the greatest length");
            None
        };
        Some(Length::Var {
            digits: digits?,
            encoding: encoding?,
            unit: unit?,
            min: min?,
            max: max?,
        })
    }

    fn prefix(
        &mut self,
        digits: Option<&Node>,
        encoding: Option<&Node>,
    ) -> (Option<u8>, Option<LengthEncoding>) {
        let encoding = if let Some(node) = encoding {
            self.at("encoding", |reader| reader.word(node, PREFIXES))
        } else {
            self.missing("encoding", &words(PREFIXES));
            None
        };
        let most = match encoding {
            Some(LengthEncoding::Binary) => 4,
            _ => 6,
        };
        let digits = self.size("digits", digits, most);
        (digits, encoding)
    }

    fn pad(&mut self, node: &Node) -> Option<Pad> {
        if *node == Node::Null {
            return Some(Pad::None);
        }
        let [left, right] = self.object(node, &PAD_KEYS)?;
        let (key, node, pad): (_, _, fn(char) -> Pad) = match (left, right) {
            (Some(node), None) => ("left", node, Pad::Left),
            (None, Some(node)) => ("right", node, Pad::Right),
            _ => {
                let expected = "one of the keys left and right";
                self.say(SpecProblemKind::Value, expected, "none or both".to_owned());
                return None;
            }
        };
        self.at(key, |reader| {
            let mut fill = reader.text(node)?.chars();
            if let (Some(fill), None) = (fill.next(), fill.next()) {
                return Some(pad(fill));
            }
            reader.wrong("one character", node);
            None
        })
    }

    /// A number of 1 to `most` that must be there.
    pub(super) fn size(&mut self, key: &str, node: Option<&Node>, most: u32) -> Option<u8> {
        let Some(node) = node else {
            self.missing(key, &format!("a number of 1 to {most}"));
            return None;
        };
        let size = self.at(key, |reader| reader.number(node, 1..=most))?;
        u8::try_from(size).ok()
    }
}

/// What an element is where nothing is said: bytes of any kind. [`Reader::element`] sees to it that a length is said.
fn blank(key: Key) -> Field {
    Field {
        key,
        name: Cow::Borrowed(""),
        content: Content::Any,
        encoding: Encoding::Binary,
        length: Length::Rest,
        pad: Pad::None,
        sensitivity: Sensitivity::Clear,
        parts: Parts::None,
    }
}

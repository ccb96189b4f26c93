//! What an element is made of.

use super::super::node::Node;
use super::super::words::{
    BCD, BER, BER_PADDINGS, BINARY, BITMAP_LAYOUT_KEYS, BITMAPS, CHARSETS, EMV, POSITIONAL,
    REPEATED, SIMPLE, TAG_LAYOUT_KEYS,
};
use super::element::Place;
use super::{Keys, Reader, words};
use crate::emv;
use crate::list::List;
use crate::spec::{BerLeeway, BerPadding, Bitmapped, Field, Key, Parts, TagForm, Tagged};

impl Reader {
    /// The parts of an element that had those of `base`; `None` if something is wrong with their layout, which was said.
    pub(super) fn parts(
        &mut self,
        base: &Parts,
        layout: Option<&Node>,
        parts: Option<&Node>,
        other: Option<&Node>,
    ) -> Option<Parts> {
        let start = match layout {
            None => base.clone(),
            Some(Node::Null) => Parts::None,
            Some(node) => self.at("layout", |reader| reader.layout(node))?,
        };
        let tagged = matches!(start, Parts::Tagged(_));
        if let Some(node) = other.filter(|_| !tagged && self.complete) {
            self.at("other", |reader| {
                reader.wrong("a layout of tags beside it", node);
            });
        }
        match start {
            Parts::None => {
                if let Some(node) = parts.filter(|_| self.complete) {
                    self.at("parts", |reader| reader.wrong("a layout beside it", node));
                }
                Some(Parts::None)
            }
            Parts::Positional(list) => {
                let list = self.list(list, parts, Keys::Numbers, false);
                Some(Parts::Positional(list))
            }
            Parts::Repeated(group) => {
                let group = self.list(group, parts, Keys::Numbers, false);
                Some(Parts::Repeated(group))
            }
            Parts::Bitmapped(mapped) => Some(Parts::Bitmapped(Bitmapped {
                parts: self.list(mapped.parts, parts, Keys::Numbers, false),
                ..mapped
            })),
            Parts::Tagged(tagged) => {
                let ber = tagged.tag.has_length();
                Some(Parts::Tagged(Tagged {
                    parts: self.list(tagged.parts, parts, Keys::Tags(tagged.tag), ber),
                    other: self.other(tagged.other, other, ber),
                    ..tagged
                }))
            }
        }
    }

    fn list(
        &mut self,
        base: List<Field>,
        node: Option<&Node>,
        keys: Keys,
        ber: bool,
    ) -> List<Field> {
        let Some(node) = node else {
            return base;
        };
        // Parts that are changed are copied: a short line takes the whole EMV dictionary.
        if !self.count(base.len()) {
            return base;
        }
        let read = |reader: &mut Self| reader.elements(&base, node, keys, ber);
        self.at("parts", read).into()
    }

    fn other(&mut self, base: List<Field>, node: Option<&Node>, ber: bool) -> List<Field> {
        let place = if ber { Place::Ber } else { Place::Part };
        match node {
            None => base,
            Some(Node::Null) => List::EMPTY,
            Some(node) => {
                let first = base.first();
                let other = self.at("other", |reader| {
                    reader.element(Key::Number(0), node, first, place)
                });
                Vec::from_iter(other).into()
            }
        }
    }

    /// A layout without parts.
    fn layout(&mut self, node: &Node) -> Option<Parts> {
        let has = |key: &str| match node {
            Node::Object(entries) => entries.iter().any(|(known, _)| known == key),
            _ => false,
        };
        match node {
            Node::Text(word) if word == POSITIONAL => Some(Parts::Positional(List::EMPTY)),
            Node::Text(word) if word == REPEATED => Some(Parts::Repeated(List::EMPTY)),
            Node::Text(word) if word == EMV => Some(emv::ICC_DATA),
            Node::Object(_) if has("tag") => self.tagged(node),
            Node::Object(_) if has("bitmap") => self.bitmapped(node),
            _ => {
                let expected =
                    "null, \"positional\", \"repeated\", \"emv\", or an object with bitmap or tag";
                self.wrong(expected, node);
                None
            }
        }
    }

    fn bitmapped(&mut self, node: &Node) -> Option<Parts> {
        let [bitmap, bytes, extends] = self.object(node, &BITMAP_LAYOUT_KEYS)?;
        let encoding =
            bitmap.and_then(|node| self.at("bitmap", |reader| reader.word(node, BITMAPS)));
        let bytes = self.size("bytes", bytes, 24);
        let extends = self.option("extends", extends);
        Some(Parts::Bitmapped(Bitmapped {
            encoding: encoding?,
            bytes: bytes?,
            extends: extends?,
            parts: List::EMPTY,
        }))
    }

    fn tagged(&mut self, node: &Node) -> Option<Parts> {
        let [tag, len, repeats, long_lengths, padding] = self.object(node, &TAG_LAYOUT_KEYS)?;
        let form = tag.and_then(|node| self.tag_form(node, len, long_lengths, padding));
        let repeats = self.option("repeats", repeats);
        Some(Parts::Tagged(Tagged {
            tag: form?,
            parts: List::EMPTY,
            other: List::EMPTY,
            repeats: repeats?,
        }))
    }

    fn tag_form(
        &mut self,
        node: &Node,
        len: Option<&Node>,
        long_lengths: Option<&Node>,
        padding: Option<&Node>,
    ) -> Option<TagForm> {
        let word = match node {
            Node::Text(word) => word.as_str(),
            _ => "",
        };
        if word != BER {
            self.strangers([("long_lengths", long_lengths), ("padding", padding)]);
        }
        if word == SIMPLE {
            self.strangers([("len", len), ("", None)]);
            return Some(TagForm::Simple);
        }
        if word == BER {
            self.strangers([("len", len), ("", None)]);
            if long_lengths.is_none() && padding.is_none() {
                return Some(TagForm::Ber);
            }
            let long_lengths = self.option("long_lengths", long_lengths);
            let padding = match padding {
                Some(node) => self.at("padding", |reader| reader.word(node, BER_PADDINGS)),
                None => Some(BerPadding::None),
            };
            return Some(TagForm::BerWith(BerLeeway {
                long_lengths: long_lengths?,
                padding: padding?,
            }));
        }
        let charset = CHARSETS.iter().find(|(known, _)| *known == word);
        if charset.is_none() && word != BCD && word != BINARY {
            let charsets = words(CHARSETS).replace(" or ", ", ");
            let expected = format!("\"ber\", \"simple\", {charsets}, \"bcd\" or \"binary\"");
            self.at("tag", |reader| reader.wrong(&expected, node));
            return None;
        }
        let len = self.size("len", len, 4)?;
        Some(match charset {
            Some(&(_, charset)) => TagForm::Text { len, charset },
            None if word == BCD => TagForm::Bcd { len },
            None => TagForm::Binary { len },
        })
    }

    /// Keys that this form of tags does not have.
    fn strangers(&mut self, keys: [(&str, Option<&Node>); 2]) {
        for (key, node) in keys {
            if let Some(node) = node {
                self.at(key, |reader| {
                    reader.wrong("no such key for this form of tags", node);
                });
            }
        }
    }

    /// A flag that is off if absent.
    fn option(&mut self, key: &str, node: Option<&Node>) -> Option<bool> {
        node.map_or(Some(false), |node| self.at(key, |reader| reader.flag(node)))
    }
}

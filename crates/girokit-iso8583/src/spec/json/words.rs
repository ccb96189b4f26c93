//! The words of the format: one table for both directions, so that they cannot drift.

use crate::mti::Version;
use crate::spec::{
    BerPadding, BitmapEncoding, Charset, Content, Encoding, LengthEncoding, MtiEncoding,
    Sensitivity, Side, Unit,
};

/// Words and what they stand for.
pub(super) type Words<T> = [(&'static str, T)];

/// The word for a value.
pub(super) fn word_of<T: PartialEq>(words: &Words<T>, value: &T) -> Option<&'static str> {
    words
        .iter()
        .find(|(_, known)| known == value)
        .map(|(word, _)| *word)
}

pub(super) const CONTENTS: &Words<Content> = &[
    ("any", Content::Any),
    ("a", Content::A),
    ("n", Content::N),
    ("p", Content::P),
    ("an", Content::An),
    ("as", Content::As),
    ("ns", Content::Ns),
    ("ans", Content::Ans),
    ("b", Content::B),
    ("z", Content::Z),
    ("cn", Content::Cn),
    ("x+n", Content::XN),
];

pub(super) const ENCODINGS: &Words<Encoding> = &[
    ("ascii", Encoding::Text(Charset::Ascii)),
    ("cp037", Encoding::Text(Charset::Cp037)),
    ("cp500", Encoding::Text(Charset::Cp500)),
    ("cp1047", Encoding::Text(Charset::Cp1047)),
    ("bcd", Encoding::BCD),
    ("binary", Encoding::Binary),
    ("hex", Encoding::Hex(Charset::Ascii)),
    ("hex-cp037", Encoding::Hex(Charset::Cp037)),
    ("hex-cp500", Encoding::Hex(Charset::Cp500)),
    ("hex-cp1047", Encoding::Hex(Charset::Cp1047)),
];

pub(super) const CHARSETS: &Words<Charset> = &[
    ("ascii", Charset::Ascii),
    ("cp037", Charset::Cp037),
    ("cp500", Charset::Cp500),
    ("cp1047", Charset::Cp1047),
];

pub(super) const PREFIXES: &Words<LengthEncoding> = &[
    ("ascii", LengthEncoding::Text(Charset::Ascii)),
    ("cp037", LengthEncoding::Text(Charset::Cp037)),
    ("cp500", LengthEncoding::Text(Charset::Cp500)),
    ("cp1047", LengthEncoding::Text(Charset::Cp1047)),
    ("bcd", LengthEncoding::Bcd),
    ("binary", LengthEncoding::Binary),
];

pub(super) const UNITS: &Words<Unit> = &[
    ("value", Unit::Value),
    ("bytes", Unit::Bytes),
    ("nibbles", Unit::Nibbles),
];

pub(super) const SIDES: &Words<Side> = &[("left", Side::Left), ("right", Side::Right)];

pub(super) const SENSITIVITIES: &Words<Sensitivity> = &[
    ("clear", Sensitivity::Clear),
    ("pan", Sensitivity::Pan),
    ("track", Sensitivity::Track),
    ("pin", Sensitivity::Pin),
    ("secret", Sensitivity::Secret),
    ("personal", Sensitivity::Personal),
    ("tags", Sensitivity::Tags),
];

pub(super) const MTIS: &Words<MtiEncoding> = &[
    ("ascii", MtiEncoding::Text(Charset::Ascii)),
    ("cp037", MtiEncoding::Text(Charset::Cp037)),
    ("cp500", MtiEncoding::Text(Charset::Cp500)),
    ("cp1047", MtiEncoding::Text(Charset::Cp1047)),
    ("bcd", MtiEncoding::Bcd),
];

pub(super) const BITMAPS: &Words<BitmapEncoding> = &[
    ("binary", BitmapEncoding::Binary),
    ("hex", BitmapEncoding::Hex(Charset::Ascii)),
    ("hex-cp037", BitmapEncoding::Hex(Charset::Cp037)),
    ("hex-cp500", BitmapEncoding::Hex(Charset::Cp500)),
    ("hex-cp1047", BitmapEncoding::Hex(Charset::Cp1047)),
];

pub(super) const BER_PADDINGS: &Words<BerPadding> = &[
    ("none", BerPadding::None),
    ("zero", BerPadding::Zero),
    ("zero-or-ff", BerPadding::ZeroOrFf),
];

pub(super) const VERSIONS: &Words<Version> = &[
    ("1987", Version::V1987),
    ("1993", Version::V1993),
    ("2003", Version::V2003),
    ("reserved-3", Version::Reserved(3)),
    ("reserved-4", Version::Reserved(4)),
    ("reserved-5", Version::Reserved(5)),
    ("reserved-6", Version::Reserved(6)),
    ("reserved-7", Version::Reserved(7)),
    ("national", Version::National),
    ("private", Version::Private),
];

/// The keys of each object.
pub(super) const SPEC_KEYS: [&str; 11] = [
    "$schema", "name", "extends", "title", "source", "version", "header", "mti", "bitmap",
    "elements", "variants",
];
pub(super) const VARIANT_KEYS: [&str; 1] = ["elements"];
pub(super) const BITMAP_KEYS: [&str; 4] = ["primary", "secondary", "tertiary", "both_always"];
pub(super) const HEADER_KEYS: [&str; 2] = ["fixed", "field"];
pub(super) const ELEMENT_KEYS: [&str; 9] = [
    "name",
    "content",
    "encoding",
    "length",
    "pad",
    "sensitivity",
    "layout",
    "parts",
    "other",
];
pub(super) const BCD_KEYS: [&str; 1] = ["bcd"];
pub(super) const FILLER_KEYS: [&str; 2] = ["side", "filler"];
pub(super) const LENGTH_KEYS: [&str; 6] = ["len", "unit", "digits", "encoding", "min", "max"];
pub(super) const PAD_KEYS: [&str; 2] = ["left", "right"];
pub(super) const BITMAP_LAYOUT_KEYS: [&str; 3] = ["bitmap", "bytes", "extends"];
pub(super) const TAG_LAYOUT_KEYS: [&str; 5] = ["tag", "len", "repeats", "long_lengths", "padding"];

/// The layouts that are one word.
pub(super) const POSITIONAL: &str = "positional";
pub(super) const REPEATED: &str = "repeated";
pub(super) const EMV: &str = "emv";

/// The length of what takes all that is left.
pub(super) const REST: &str = "rest";

/// The header that counts itself.
pub(super) const SELF_COUNTING: &str = "self-counting";

/// The forms of tags that have no charset.
pub(super) const BER: &str = "ber";
pub(super) const SIMPLE: &str = "simple";
pub(super) const BCD: &str = "bcd";
pub(super) const BINARY: &str = "binary";

/// What the prefix of a length is where the form of the tags has one and nothing is said: it stands nowhere on the wire.
pub(super) const BER_PREFIX: (u8, LengthEncoding) = (2, LengthEncoding::Binary);

/// Data elements that hold card data by ISO 8583: what may be shown of them must be said.
pub(super) const CARD_DATA: [u8; 7] = [2, 34, 35, 36, 45, 52, 55];

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    const SCHEMA: &str = include_str!("../../../spec.schema.json");

    /// Every word in an `enum` or `const` of the schema, and every key of its objects.
    fn said(schema: &Value, words: &mut BTreeSet<String>, keys: &mut BTreeSet<String>) {
        match schema {
            Value::Object(entries) => {
                for (key, value) in entries {
                    match key.as_str() {
                        "enum" | "const" => {
                            let one = [value.clone()];
                            let all = value.as_array().map_or(&one[..], Vec::as_slice);
                            words.extend(all.iter().filter_map(Value::as_str).map(str::to_owned));
                        }
                        "properties" => keys.extend(value.as_object().unwrap().keys().cloned()),
                        _ => {}
                    }
                    said(value, words, keys);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| said(value, words, keys)),
            _ => {}
        }
    }

    #[test]
    fn the_schema_has_the_words_and_keys_of_the_loader() {
        fn all<T>(words: &Words<T>) -> impl Iterator<Item = &'static str> {
            words.iter().map(|(word, _)| *word)
        }
        let known: BTreeSet<String> = [POSITIONAL, REPEATED, EMV, REST, SELF_COUNTING, BER, SIMPLE]
            .into_iter()
            .chain(all(CONTENTS))
            .chain(all(ENCODINGS))
            .chain(all(PREFIXES))
            .chain(all(UNITS))
            .chain(all(SIDES))
            .chain(all(SENSITIVITIES))
            .chain(all(MTIS))
            .chain(all(BITMAPS))
            .chain(all(BER_PADDINGS))
            .chain(all(VERSIONS))
            .map(str::to_owned)
            .collect();
        let of_objects: BTreeSet<String> = [
            &SPEC_KEYS[..],
            &VARIANT_KEYS,
            &BITMAP_KEYS,
            &HEADER_KEYS,
            &ELEMENT_KEYS,
            &BCD_KEYS,
            &FILLER_KEYS,
            &LENGTH_KEYS,
            &PAD_KEYS,
            &BITMAP_LAYOUT_KEYS,
            &TAG_LAYOUT_KEYS,
        ]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect();
        let (mut words, mut keys) = (BTreeSet::new(), BTreeSet::new());
        let schema = serde_json::from_str(SCHEMA).unwrap();
        said(&schema, &mut words, &mut keys);
        assert_eq!(words, known);
        assert_eq!(keys, of_objects);
    }

    #[test]
    fn no_word_stands_for_two_things() {
        fn once<T: Copy + PartialEq + core::fmt::Debug>(words: &Words<T>) {
            for (word, value) in words {
                assert_eq!(word_of(words, value), Some(*word));
                assert_eq!(words.iter().filter(|(other, _)| other == word).count(), 1);
            }
        }
        once(CONTENTS);
        once(ENCODINGS);
        once(CHARSETS);
        once(PREFIXES);
        once(UNITS);
        once(SIDES);
        once(SENSITIVITIES);
        once(MTIS);
        once(BITMAPS);
        once(BER_PADDINGS);
        once(VERSIONS);
    }
}

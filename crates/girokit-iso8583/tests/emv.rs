//! The EMV dictionary beside a public listing of EMV 4.4 Book 3 annex A1 (the comments of `TagEmv.java` of denom.org): tag, shortest and
//! longest value in bytes, format, source (Card, Terminal, Issuer); `-` where the book leaves it open or names another object's length.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use girokit_iso8583::emv::{self, Origin, Source};
use girokit_iso8583::spec::{Content, Length, Tag};

const LISTING: &str = "\
42 3 3 n C
4F 5 16 b C
50 1 16 ans C
57 - 19 b C
5A - 10 cn C
5F20 2 26 ans C
5F24 3 3 n C
5F25 3 3 n C
5F28 2 2 n C
5F2A 2 2 n T
5F2D 2 8 an C
5F30 2 2 n C
5F34 1 1 n C
5F36 1 1 n T
5F50 - - ans C
5F53 - 34 - C
5F54 8 11 - C
5F55 2 2 a C
5F56 3 3 a C
5F57 1 1 n T
61 - 252 b C
6F - 252 - C
70 - 252 - C
71 - - b I
72 - - b I
73 - 252 - C
77 - - - C
80 - - - C
81 4 4 b T
82 2 2 b C
83 - - b T
84 5 16 b C
86 - 261 b I
87 1 1 b C
88 1 1 b C
89 6 6 - I
8A 2 2 an I
8C - 252 b C
8D - 252 b C
8E 10 252 b C
8F 1 1 b C
90 - - b C
91 8 16 b I
92 - - b C
93 - - b C
94 - 252 - C
95 5 5 b T
97 - 252 b C
98 20 20 b T
99 - - b T
9A 3 3 n T
9B 2 2 b T
9C 1 1 n T
9D 5 16 b C
9F01 6 6 n T
9F02 6 6 n T
9F03 6 6 n T
9F04 4 4 b T
9F05 1 32 b C
9F06 5 16 b T
9F07 2 2 b C
9F08 2 2 b C
9F09 2 2 b T
9F0A - - b C
9F0B 27 45 ans C
9F0D 5 5 b C
9F0E 5 5 b C
9F0F 5 5 b C
9F10 - 32 b C
9F11 1 1 n C
9F12 1 16 - C
9F13 2 2 b C
9F14 1 1 b C
9F15 2 2 n T
9F16 15 15 ans T
9F17 1 1 b C
9F18 4 4 b I
9F1A 2 2 n T
9F1B 4 4 b T
9F1C 8 8 an T
9F1D 1 8 b T
9F1E 8 8 an T
9F1F - - ans C
9F20 - - cn C
9F21 3 3 n T
9F22 1 1 b T
9F23 1 1 b C
9F26 8 8 b C
9F27 1 1 b C
9F2D - - b C
9F2E 1 3 b C
9F2F - - b C
9F30 3 3 b T
9F32 1 3 b C
9F33 3 3 b T
9F34 3 3 b T
9F35 1 1 n T
9F36 2 2 b C
9F37 4 4 b T
9F38 - - b C
9F39 1 1 n T
9F3A 4 4 b T
9F3B 2 8 n C
9F3C 2 2 n T
9F3D 1 1 n T
9F40 5 5 b T
9F41 2 4 n T
9F42 2 2 n C
9F43 1 4 n C
9F44 1 1 n C
9F45 2 2 b C
9F46 - - b C
9F47 1 3 b C
9F48 - - b C
9F49 - 252 b C
9F4A - - - C
9F4B - - b C
9F4C 2 8 b C
9F4D 2 2 b C
9F4E - - ans T
9F4F - - b C
A5 - - - C
BF0C - 222 - C";

/// Tags of that listing that are not here: templates and objects of biometric verification, some of which mean something else outside
/// their template. In DE 55 they are kept and hidden, as every unknown tag is.
const LEFT_OUT: [u32; 8] = [0x7F60, 0xA1, 0x9F31, 0xBF4A, 0xBF4B, 0xBF4C, 0xBF4D, 0xBF4E];

#[test]
fn every_tag_agrees_with_the_listing() {
    let mut agreeing = 0;
    for line in LISTING.lines() {
        let parts: Vec<&str> = line.split(' ').collect();
        let &[number, min, max, format, source] = parts.as_slice() else {
            unreachable!("{line}");
        };
        let tag = Tag::binary(u32::from_str_radix(number, 16).unwrap());
        let field = emv::find(tag).unwrap_or_else(|| unreachable!("{line}: not here"));
        let Length::Var {
            min: least,
            max: most,
            ..
        } = field.length
        else {
            unreachable!("{line}: no length");
        };
        if let Ok(min) = min.parse::<u32>() {
            assert_eq!(min, least, "{line}");
        }
        if let Ok(max) = max.parse::<u32>() {
            assert_eq!(max, most, "{line}");
        }
        let content = match format {
            "a" => Content::A,
            "an" => Content::An,
            "ans" => Content::Ans,
            "b" => Content::B,
            "cn" => Content::Cn,
            "n" => Content::N,
            _ => field.content,
        };
        assert_eq!(content, field.content, "{line}");
        let source = match source {
            "C" => Source::Card,
            "I" => Source::Issuer,
            _ => Source::Terminal,
        };
        assert_eq!(emv::source(tag), Some(source), "{line}");
        agreeing += 1;
    }
    assert_eq!(agreeing, 123);
    for number in LEFT_OUT {
        assert_eq!(emv::find(Tag::binary(number)), None, "{number:X}");
    }
}

/// Book 3 tags that are not in the listing are those of EMVCo's bulletins.
#[test]
fn no_other_tag_is_of_book_3() {
    let listed: Vec<Tag> = LISTING
        .lines()
        .filter_map(|line| u32::from_str_radix(line.split(' ').next()?, 16).ok())
        .map(Tag::binary)
        .collect();
    let others: Vec<String> = emv::TAGS
        .iter()
        .filter_map(|field| match field.key {
            girokit_iso8583::spec::Key::Tag(tag) => Some(tag),
            girokit_iso8583::spec::Key::Number(_) => None,
        })
        .filter(|tag| emv::origin(*tag) == Some(Origin::Book3) && !listed.contains(tag))
        .map(|tag| tag.to_string())
        .collect();
    assert_eq!(others, ["9F0C", "9F19", "9F24", "9F25"]);
}

//! What reading an element comes to, in a few bytes: the common forms of length and content, decided once for the spec.
//!
//! A plan only ever accepts. What it does not accept, because something is wrong or because the form is a rare one, is read again by
//! [`wire::locate`](super::locate) and [`wire::check`](super::check), which know every form and say what is wrong.

use super::swar;
use crate::spec::{
    Charset, Content, Encoding, Field, Length, LengthEncoding, Pad, Parts, Side, Unit,
};

/// How to find and check one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Where the element's definition stands in the spec's list, plus one; 0: not defined.
    pub(crate) slot: u8,
    prefix: Prefix,
    check: Check,
    /// The bytes of so many units: `count << double`, halved and rounded up if `half` is 1.
    double: u8,
    half: u8,
    /// What a digit of the prefix has in its high half.
    zone: u8,
    /// The least that a prefix may say; of a fixed length whether a nibble is left over.
    min: u16,
    /// The most that a prefix may say; of a fixed length the bytes.
    max: u16,
}

/// How the length is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    /// No common form.
    Other,
    Fixed,
    /// Two or three characters.
    Two,
    Three,
    /// One byte of two digits, or two bytes of four.
    Bcd1,
    Bcd2,
    /// One byte, or two.
    Binary1,
    Binary2,
}

/// What the content must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    /// No common form.
    Other,
    Any,
    AsciiDigits,
    EbcdicDigits,
    /// `an`, `ans`, `z` in ASCII.
    AsciiAn,
    AsciiAns,
    AsciiTrack,
    /// `an`, `ans` in EBCDIC.
    EbcdicAn,
    EbcdicAns,
    /// Digits two a byte; an odd number has 0 before the first.
    BcdDigits,
    /// Track data two a byte; an odd number has 0 before the first.
    BcdTrack,
    /// Digits two a byte; an odd number has F behind the last.
    BcdCompressed,
}

impl Check {
    /// What the content of this element must be.
    pub(crate) const fn of(field: &Field) -> Self {
        const LEFT: Side = Side::Left;
        if !matches!(field.parts, Parts::None) {
            return Self::Other;
        }
        match (field.encoding, field.content) {
            (Encoding::Binary, _) | (Encoding::Text(_), Content::Any | Content::B) => Self::Any,
            (Encoding::Text(Charset::Ascii), Content::N | Content::Cn) => Self::AsciiDigits,
            (Encoding::Text(Charset::Ascii), Content::An) => Self::AsciiAn,
            (Encoding::Text(Charset::Ascii), Content::Ans) => Self::AsciiAns,
            (Encoding::Text(Charset::Ascii), Content::Z) => Self::AsciiTrack,
            (Encoding::Text(_), Content::N | Content::Cn) => Self::EbcdicDigits,
            (Encoding::Text(Charset::Cp037), Content::An) => Self::EbcdicAn,
            (Encoding::Text(Charset::Cp037), Content::Ans) => Self::EbcdicAns,
            (
                Encoding::Bcd {
                    side: LEFT,
                    filler: 0,
                },
                Content::N,
            ) => Self::BcdDigits,
            (
                Encoding::Bcd {
                    side: LEFT,
                    filler: 0,
                },
                Content::Z,
            ) => Self::BcdTrack,
            (
                Encoding::Bcd {
                    side: Side::Right,
                    filler: 0xF,
                },
                Content::Cn,
            ) => Self::BcdCompressed,
            _ => Self::Other,
        }
    }

    /// Whether `bytes[from..to]` are certainly such content; `odd` if one nibble is the filler.
    #[expect(clippy::inline_always, reason = "the hot loop of MessageView::read")]
    #[inline(always)]
    pub(crate) fn accept(self, bytes: &[u8], from: usize, to: usize, odd: bool) -> bool {
        match self {
            Self::Other => false,
            Self::Any => true,
            Self::AsciiDigits => swar::digits(bytes, from, to, b'0'),
            Self::EbcdicDigits => swar::digits(bytes, from, to, 0xF0),
            Self::AsciiAn => swar::an(bytes, from, to),
            Self::AsciiAns => swar::ans(bytes, from, to),
            Self::AsciiTrack => swar::track(bytes, from, to),
            Self::EbcdicAn => swar::all(&swar::CP037_AN, bytes, from, to),
            Self::EbcdicAns => swar::all(&swar::CP037_ANS, bytes, from, to),
            Self::BcdDigits => swar::bcd(bytes, from, to) && !(odd && filled(bytes, from)),
            Self::BcdTrack => {
                swar::all(&swar::BCD_TRACK, bytes, from, to) && !(odd && filled(bytes, from))
            }
            Self::BcdCompressed => match bytes.get(from..to) {
                Some([.., last]) => {
                    swar::bcd(bytes, from, to - 1)
                        && *last <= 0x9F
                        && (last & 0xF == 0xF || (!odd && last & 0xF <= 9))
                }
                _ => true,
            },
        }
    }
}

/// The longest element that has a plan, in its unit.
const LONGEST: u32 = 0x7FFF;

impl Plan {
    /// No element.
    pub(crate) const NONE: Self = Self {
        slot: 0,
        prefix: Prefix::Other,
        check: Check::Other,
        double: 0,
        half: 0,
        zone: 0,
        min: 0,
        max: 0,
    };

    /// The plan of an element whose definition stands at `slot` - 1.
    pub(crate) const fn of(field: &Field, slot: u8) -> Self {
        let mut plan = Self { slot, ..Self::NONE };
        let (prefix, unit, zone, min, max) = match field.length {
            Length::Fixed { len, unit } => (Prefix::Fixed, unit, 0, 0, len),
            Length::Var {
                digits,
                encoding,
                unit,
                min,
                max,
            } => {
                let (prefix, zone) = match (encoding, digits) {
                    (LengthEncoding::Text(charset), 2) => (Prefix::Two, zone(charset)),
                    (LengthEncoding::Text(charset), 3) => (Prefix::Three, zone(charset)),
                    (LengthEncoding::Bcd, 1 | 2) => (Prefix::Bcd1, 0),
                    (LengthEncoding::Bcd, 3 | 4) => (Prefix::Bcd2, 0),
                    (LengthEncoding::Binary, 1) => (Prefix::Binary1, 0),
                    (LengthEncoding::Binary, 2) => (Prefix::Binary2, 0),
                    _ => return plan,
                };
                (prefix, unit, zone, min, max)
            }
            Length::Rest => return plan,
        };
        if min > LONGEST || max > LONGEST {
            return plan;
        }
        #[expect(clippy::cast_possible_truncation, reason = "looked at above")]
        {
            (plan.min, plan.max) = (min as u16, max as u16);
        }
        (plan.prefix, plan.zone) = (prefix, zone);
        let signed = matches!(field.content, Content::XN);
        (plan.double, plan.half) = match (unit, field.encoding) {
            (Unit::Bytes, _) | (Unit::Value, Encoding::Text(_) | Encoding::Binary) => (0, 0),
            (Unit::Value, Encoding::Hex(_)) => (1, 0),
            (Unit::Value | Unit::Nibbles, Encoding::Bcd { .. }) if !signed => (0, 1),
            _ => {
                plan.prefix = Prefix::Other;
                return plan;
            }
        };
        if matches!(prefix, Prefix::Fixed) {
            plan.min = plan.max & plan.half as u16;
            plan.max = ((plan.max << plan.double) + plan.half as u16) >> plan.half;
        }
        plan.check = Check::of(field);
        plan
    }

    /// The end of the element at `at`, if it is certainly one that the definition allows.
    #[expect(clippy::inline_always, reason = "the hot loop of MessageView::read")]
    #[inline(always)]
    pub(crate) fn accept(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let (content, end, odd) = self.locate(bytes, at)?;
        self.check.accept(bytes, content, end, odd).then_some(end)
    }

    /// Appends the element that holds `text`, filled by `pad`; whether it is certainly one that the definition allows. If not, what was
    /// appended is to be taken back.
    pub(crate) fn write(&self, text: &[u8], pad: Pad, out: &mut Vec<u8>) -> bool {
        let start = out.len();
        let max = usize::from(self.max);
        let fixed = matches!(self.prefix, Prefix::Fixed);
        let width = match (fixed, self.half) {
            (true, 0) => max,
            (true, _) => max * 2 - usize::from(self.min),
            (false, _) => text.len(),
        };
        if text.len() > width || self.double != 0 || (!fixed && width > max) {
            return false;
        }
        self.write_prefix(width, out);
        let missing = width - text.len();
        let (left, right) = match pad {
            Pad::Left(fill) => ((fill, missing), (' ', 0)),
            Pad::Right(fill) => (('0', 0), (fill, missing)),
            Pad::None => ((' ', 0), (' ', 0)),
        };
        let fill = |(fill, count): (char, usize)| {
            core::iter::repeat_n(u8::try_from(fill).unwrap_or(0xFF), count)
        };
        match self.check {
            Check::AsciiDigits | Check::AsciiAn | Check::AsciiAns | Check::AsciiTrack => {
                out.extend(fill(left));
                out.extend_from_slice(text);
                out.extend(fill(right));
            }
            Check::EbcdicDigits | Check::EbcdicAn | Check::EbcdicAns => {
                out.extend(fill(left).map(|byte| Charset::Cp037.encode(byte)));
                out.extend(text.iter().map(|&byte| Charset::Cp037.encode(byte)));
                out.extend(fill(right).map(|byte| Charset::Cp037.encode(byte)));
            }
            Check::BcdDigits if self.half == 1 && (missing == 0 || pad == Pad::Left('0')) => {
                let (first, pairs) = text.split_at(text.len() % 2);
                let size = width.div_ceil(2) - text.len().div_ceil(2);
                out.extend(core::iter::repeat_n(0, size));
                out.extend(first.iter().map(|&digit| packed(b'0', digit)));
                let pairs = pairs.as_chunks().0.iter();
                out.extend(pairs.map(|&[high, low]| packed(high, low)));
            }
            _ => return false,
        }
        self.accept(out, start) == Some(out.len())
    }

    /// Appends a length prefix that says `count`, which the definition allows.
    fn write_prefix(&self, count: usize, out: &mut Vec<u8>) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "digits, pairs of them, and bytes"
        )]
        let (digit, pair) = (
            |power: usize| self.zone | (count / power % 10) as u8,
            |power: usize| (((count / power / 10 % 10) << 4) | (count / power % 10)) as u8,
        );
        #[expect(clippy::cast_possible_truncation, reason = "bytes")]
        match self.prefix {
            Prefix::Other | Prefix::Fixed => {}
            Prefix::Two => out.extend([digit(10), digit(1)]),
            Prefix::Three => out.extend([digit(100), digit(10), digit(1)]),
            Prefix::Bcd1 => out.push(pair(1)),
            Prefix::Bcd2 => out.extend([pair(100), pair(1)]),
            Prefix::Binary1 => out.push(count as u8),
            Prefix::Binary2 => out.extend([(count >> 8) as u8, count as u8]),
        }
    }

    /// Where the content begins and the element ends, within `bytes`, and whether a nibble is left over.
    #[expect(clippy::inline_always, reason = "the hot loop of MessageView::read")]
    #[inline(always)]
    pub(crate) fn locate(&self, bytes: &[u8], at: usize) -> Option<(usize, usize, bool)> {
        let (content, count) = match self.prefix {
            Prefix::Other => return None,
            Prefix::Fixed => {
                let end = at + usize::from(self.max);
                return (end <= bytes.len()).then_some((at, end, self.min != 0));
            }
            Prefix::Two => {
                let [a, b] = *chunk(bytes, at)?;
                let (a, b) = (a ^ self.zone, b ^ self.zone);
                if a > 9 || b > 9 {
                    return None;
                }
                (at + 2, u32::from(a) * 10 + u32::from(b))
            }
            Prefix::Three => {
                let [a, b, c] = *chunk(bytes, at)?;
                let (a, b, c) = (a ^ self.zone, b ^ self.zone, c ^ self.zone);
                if a > 9 || b > 9 || c > 9 {
                    return None;
                }
                let count = (u32::from(a) * 10 + u32::from(b)) * 10 + u32::from(c);
                (at + 3, count)
            }
            Prefix::Bcd1 => (at + 1, pair(*bytes.get(at)?)?),
            Prefix::Bcd2 => {
                let [a, b] = *chunk(bytes, at)?;
                (at + 2, pair(a)? * 100 + pair(b)?)
            }
            Prefix::Binary1 => (at + 1, u32::from(*bytes.get(at)?)),
            Prefix::Binary2 => (at + 2, u32::from(u16::from_be_bytes(*chunk(bytes, at)?))),
        };
        if count > u32::from(self.max) || count < u32::from(self.min) {
            return None;
        }
        let half = u32::from(self.half);
        let size = ((count << self.double) + half) >> half;
        let end = content + size as usize;
        (end <= bytes.len()).then_some((content, end, count & half != 0))
    }
}

/// Two digits as a byte; what is no digit gives a nibble that is none.
#[inline]
const fn packed(high: u8, low: u8) -> u8 {
    let (high, low) = (high ^ b'0', low ^ b'0');
    if high > 9 || low > 9 {
        return 0xFF;
    }
    high << 4 | low
}

const fn zone(charset: Charset) -> u8 {
    if charset.is_ascii() { b'0' } else { 0xF0 }
}

/// Whether the first nibble is not the filler 0.
#[inline]
fn filled(bytes: &[u8], from: usize) -> bool {
    bytes.get(from).is_some_and(|&byte| byte > 0x0F)
}

#[inline]
fn chunk<const N: usize>(bytes: &[u8], at: usize) -> Option<&[u8; N]> {
    bytes.get(at..)?.first_chunk()
}

#[inline]
fn pair(byte: u8) -> Option<u32> {
    let (high, low) = (byte >> 4, byte & 0xF);
    (high <= 9 && low <= 9).then(|| u32::from(high) * 10 + u32::from(low))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spec::Key;
    use crate::{wire, write};

    fn charset() -> impl Strategy<Value = Charset> {
        prop_oneof![
            4 => Just(Charset::Ascii),
            3 => Just(Charset::Cp037),
            1 => Just(Charset::Cp500),
            1 => Just(Charset::Cp1047),
        ]
    }

    fn content() -> impl Strategy<Value = Content> {
        use Content::{A, An, Ans, Any, As, B, Cn, N, Ns, P, XN, Z};
        prop::sample::select(vec![Any, A, N, P, An, As, Ns, Ans, B, Z, Cn, XN])
    }

    fn encoding() -> impl Strategy<Value = Encoding> {
        prop_oneof![
            3 => charset().prop_map(Encoding::Text),
            2 => Just(Encoding::BCD),
            1 => (prop::bool::ANY, 0..16_u8).prop_map(|(left, filler)| Encoding::Bcd {
                side: if left { Side::Left } else { Side::Right },
                filler,
            }),
            1 => Just(Encoding::Binary),
            1 => charset().prop_map(Encoding::Hex),
        ]
    }

    fn length() -> impl Strategy<Value = Length> {
        let unit = prop_oneof![Just(Unit::Value), Just(Unit::Bytes), Just(Unit::Nibbles)];
        let prefix = prop_oneof![
            charset().prop_map(LengthEncoding::Text),
            Just(LengthEncoding::Bcd),
            Just(LengthEncoding::Binary),
        ];
        prop_oneof![
            (0..24_u32, unit.clone()).prop_map(|(len, unit)| Length::Fixed { len, unit }),
            (1..=4_u8, prefix, unit, 0..4_u32, 0..40_u32).prop_map(
                |(digits, encoding, unit, min, max)| Length::Var {
                    digits,
                    encoding,
                    unit,
                    min,
                    max,
                }
            ),
            Just(Length::Rest),
        ]
    }

    /// Bytes of the kinds that elements are made of, in runs.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![
            Just(0x00..=0x09_u8),
            Just(0x10..=0x19),
            Just(0x30..=0x39),
            Just(0x20..=0x7E),
            Just(0x41..=0x5A),
            Just(0xC1..=0xF9),
            Just(0xF0..=0xF9),
            Just(0x00..=0xFF),
        ];
        let run = byte.prop_flat_map(|range| prop::collection::vec(range, 1..12));
        prop::collection::vec(run, 0..6).prop_map(|runs| runs.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn a_plan_accepts_only_what_the_full_check_accepts(
            content in content(), encoding in encoding(), length in length(), bytes in bytes(), at in 0..3_usize,
        ) {
            let field = Field::new(Key::Number(2), "", content, encoding, length);
            if let Some(end) = Plan::of(&field, 1).accept(&bytes, at) {
                let place = wire::locate(&field, &bytes, at, bytes.len()).expect("located");
                prop_assert_eq!(place.end, end);
                let content = bytes.get(place.content..place.end).expect("located");
                prop_assert_eq!(wire::check(&field, content, place.count, place.content), Ok(()));
            }
        }

        #[test]
        fn a_plan_writes_what_the_full_path_writes(
            content in content(), encoding in encoding(), length in length(), text in "[0-9]{0,12}|[A-Z0-9 =]{0,12}|[ -~]{0,12}|\\PC{0,6}",
            pad in prop::sample::select(vec![Pad::None, Pad::Left('0'), Pad::Right(' '), Pad::Left(' '), Pad::Right('0')]),
        ) {
            let field = Field::new(Key::Number(2), "", content, encoding, length).with_pad(pad);
            let mut written = vec![7];
            if Plan::of(&field, 1).write(text.as_bytes(), pad, &mut written) {
                let mut expected = vec![7];
                let full = write::element(&field, write::Value::Text(&text), &mut expected);
                prop_assert_eq!(full, Ok(()));
                prop_assert_eq!(written, expected);
            }
        }

        #[test]
        fn a_plan_accepts_all_that_is_right_of_the_common_forms(
            (encoding, content) in prop::sample::select(vec![
                (Encoding::ASCII, Content::N),
                (Encoding::ASCII, Content::An),
                (Encoding::ASCII, Content::Ans),
                (Encoding::ASCII, Content::Z),
                (Encoding::EBCDIC, Content::N),
                (Encoding::EBCDIC, Content::An),
                (Encoding::EBCDIC, Content::Ans),
                (Encoding::BCD, Content::N),
                (Encoding::BCD, Content::Z),
            ]),
            len in 0..24_u32, bytes in bytes(),
        ) {
            for length in [Length::fixed(len), Length::ll(len), Length::lll(len)] {
                let field = Field::new(Key::Number(2), "", content, encoding, length);
                let Ok(place) = wire::locate(&field, &bytes, 0, bytes.len()) else { continue };
                let content = bytes.get(place.content..place.end).expect("located");
                let right = wire::check(&field, content, place.count, place.content).is_ok();
                prop_assert_eq!(Plan::of(&field, 1).accept(&bytes, 0), right.then_some(place.end));
            }
        }
    }
}

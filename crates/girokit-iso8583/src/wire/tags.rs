//! The common case of ICC data: BER-TLV of the EMV dictionary, in short primitive objects, each tag once.
//!
//! As with a [`Plan`](super::Plan), what is not accepted here is walked and judged by [`parts`](crate::parts).

use super::plan::Check;
use crate::emv::TAGS;
use crate::spec::{Field, Key, Length, Tag, TagForm, Tagged, Unit};

/// Whether `bytes[from..to]` are certainly tags and values that the definition allows.
pub(crate) fn accept(tagged: &Tagged, bytes: &[u8], from: usize, to: usize) -> bool {
    if tagged.tag != TagForm::Ber || !core::ptr::eq(tagged.parts.as_slice(), TAGS.as_slice()) {
        return false;
    }
    let Some(content) = bytes.get(..to) else {
        return false;
    };
    let mut seen = [0_u64; 4];
    let mut at = from;
    while at < to {
        let Some((tag, len, value)) = object(content, at) else {
            return false;
        };
        let entry = entry(tag);
        let (word, bit) = (usize::from(entry.slot / 64), 1 << (entry.slot % 64));
        let Some(seen) = seen.get_mut(word) else {
            return false;
        };
        let end = value + usize::from(len);
        let fine = entry.slot != 0
            && (*seen & bit == 0 || tagged.repeats)
            && entry.min <= len
            && len <= entry.max
            && end <= to
            && entry.check.accept(bytes, value, end, false);
        if !fine {
            return false;
        }
        *seen |= bit;
        at = end;
    }
    true
}

/// Where a tag's definition stands in `parts`, if these are the EMV dictionary and it is one of its short tags.
#[inline]
pub(crate) fn position(parts: &[Field], tag: Tag) -> Option<usize> {
    if !core::ptr::eq(parts, TAGS.as_slice()) {
        return None;
    }
    let tag = u16::try_from(tag.number()).ok()?;
    usize::from(entry(tag).slot).checked_sub(1)
}

/// Tag, length and place of the value at `at`: a primitive tag of one or two bytes, a length of one byte.
#[inline]
fn object(content: &[u8], at: usize) -> Option<(u16, u8, usize)> {
    let (tag, len, value) = match *content.get(at..)? {
        [first, second, len, ..] if first & 0x1F == 0x1F => {
            if second & 0x80 != 0 {
                return None;
            }
            (u16::from_be_bytes([first, second]), len, at + 3)
        }
        [first, len, ..] if first & 0x1F != 0x1F => (u16::from(first), len, at + 2),
        _ => return None,
    };
    let constructed = if tag > 0xFF { 0x2000 } else { 0x20 };
    (tag & constructed == 0 && len < 0x80).then_some((tag, len, value))
}

/// What is known of a tag.
#[derive(Clone, Copy)]
struct Entry {
    tag: u16,
    /// Where its definition stands in the dictionary, plus one; 0: nowhere.
    slot: u8,
    check: Check,
    /// Bytes of the value.
    min: u8,
    max: u8,
}

/// The places of [`ENTRIES`]: a power of two, twice as many as there are tags or more.
const PLACES: usize = 512;

/// The dictionary by a tag's bits; a place that is taken gives its follower.
static ENTRIES: [Entry; PLACES] = {
    const NONE: Entry = Entry {
        tag: 0,
        slot: 0,
        check: Check::Other,
        min: 0,
        max: 0,
    };
    let mut entries = [NONE; PLACES];
    let mut at = 0;
    #[expect(
        clippy::indexing_slicing,
        reason = "const; both are below their bounds"
    )]
    while at < TAGS.len() && at < u8::MAX as usize {
        if let Some(entry) = Entry::of(&TAGS[at], at) {
            let mut place = place(entry.tag);
            while entries[place].slot != 0 {
                place = (place + 1) % PLACES;
            }
            entries[place] = entry;
        }
        at += 1;
    }
    entries
};

impl Entry {
    const fn of(field: &Field, at: usize) -> Option<Self> {
        let (
            Key::Tag(tag),
            Length::Var {
                unit: Unit::Bytes,
                min,
                max,
                ..
            },
        ) = (field.key, field.length)
        else {
            return None;
        };
        let tag = tag.number();
        if tag > u16::MAX as u32 || min > u8::MAX as u32 {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "looked at above and in ENTRIES"
        )]
        Some(Self {
            tag: tag as u16,
            slot: at as u8 + 1,
            check: Check::of(field),
            min: min as u8,
            max: if max > 0x7F { 0x7F } else { max as u8 },
        })
    }
}

/// Where the search for a tag begins.
#[inline]
const fn place(tag: u16) -> usize {
    ((tag as usize) ^ (tag as usize >> 7)) % PLACES
}

#[inline]
fn entry(tag: u16) -> Entry {
    let mut place = place(tag);
    loop {
        #[expect(clippy::indexing_slicing, reason = "below PLACES")]
        let entry = ENTRIES[place % PLACES];
        if entry.tag == tag || entry.slot == 0 {
            return entry;
        }
        place += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::emv::ICC_DATA;
    use crate::parts;
    use crate::spec::{Encoding, Parts};

    fn object() -> impl Strategy<Value = Vec<u8>> {
        let digits = prop::collection::vec(prop::sample::select(vec![0x00_u8, 0x12, 0x99]), 0..9);
        let bytes = prop::collection::vec(any::<u8>(), 0..20);
        let text = "[ -~]{0,20}".prop_map(String::into_bytes);
        let value = prop_oneof![3 => digits, 2 => bytes, 1 => text];
        (prop::sample::select(TAGS.to_vec()), value, 0..24_u8).prop_map(|(field, value, odd)| {
            let Key::Tag(tag) = field.key else {
                return value;
            };
            let mut object = tag.as_bytes().to_vec();
            object.push(u8::try_from(value.len()).expect("short") + u8::from(odd == 0));
            object.extend(value);
            object
        })
    }

    fn walk(content: &[u8]) -> bool {
        let field = Field::composite(
            Key::Number(55),
            "",
            Encoding::Binary,
            Length::Rest,
            ICC_DATA,
        );
        parts::check(&field, content, 0, 1, &mut |_| false)
    }

    fn fast(content: &[u8]) -> bool {
        let Parts::Tagged(tagged) = ICC_DATA else {
            return false;
        };
        accept(&tagged, content, 0, content.len())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn only_what_the_walk_accepts_is_accepted(objects in prop::collection::vec(object(), 0..5)) {
            let content = objects.concat();
            prop_assert!(!fast(&content) || walk(&content));
        }
    }

    #[test]
    fn common_icc_data_are_accepted() {
        let icc = b"\x9F\x02\x06\x00\x00\x00\x00\x12\x34\x5A\x08\x41\x11\x11\x11\x11\x11\x11\x1F\x95\x05\0\0\0\0\0";
        assert!(fast(icc) && walk(icc));
        // The amount with a nibble that is no digit, a tag twice, a value of five bytes where two are due, and a value cut short.
        for wrong in [
            &b"\x9F\x02\x06\x00\x00\x00\x00\x12\x3A"[..],
            b"\x9A\x03\x26\x11\x23\x9A\x03\x26\x11\x23",
            b"\x82\x05\0\0\0\0\0",
            b"\x82\x02\0",
        ] {
            assert!(!fast(wrong), "{wrong:02X?}");
        }
    }
}

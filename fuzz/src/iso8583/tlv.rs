//! Tags, lengths and values alone.

use std::sync::{Arc, LazyLock};

use girokit_iso8583::spec::{Content, Encoding, Key, Length, LengthEncoding, Parts, TagForm};
use girokit_iso8583::{Field, FieldView, Message, MessageView, Spec, emv};

use super::kinds;

/// BER-TLV, strict, by the dictionary, and with all leeway; SIMPLE-TLV: no panic, no part outside its field; in the strict forms the
/// parts are the content without a gap; the dictionary and a copy of it say the same; a tag that is set comes out again, and all others stay.
///
/// # Panics
/// When a promise is broken.
pub fn tlv(data: &[u8]) {
    let message = [b"0200\0\0\0\0\0\0\x02\0", data].concat();
    short_way(data);
    for (spec, strict) in SPECS.iter() {
        let (view, problems) = MessageView::read_all(spec, &message);
        for problem in &problems {
            assert!(
                (12..=message.len()).contains(&problem.offset()),
                "{problem}"
            );
            assert_eq!(problem.path().field(), Some(55));
        }
        let Some(field) = view.and_then(|view| view.field(55)) else {
            continue;
        };
        if !problems.is_empty() {
            continue;
        }
        let whole = joined(&field);
        assert!(!strict || whole == data, "a gap");
        edit(spec, &message, &field);
    }
}

/// The crate's own dictionary has a short way; a copy of it has not.
fn short_way(data: &[u8]) {
    let [dictionary, copy] = &*DICTIONARIES;
    let Ok(len) = u16::try_from(data.len()) else {
        return;
    };
    let message = [b"0200\0\0\0\0\0\0\x02\0", &len.to_be_bytes()[..], data].concat();
    let told = MessageView::read_all(dictionary, &message).1;
    assert_eq!(told, MessageView::read_all(copy, &message).1);
}

/// DE 55 with a length, by the dictionary and by a copy of it.
static DICTIONARIES: LazyLock<[Spec; 2]> = LazyLock::new(|| {
    let Parts::Tagged(mut copy) = emv::ICC_DATA else {
        unreachable!("the dictionary is one of tags");
    };
    copy.parts = emv::TAGS.to_vec().into();
    [emv::ICC_DATA, Parts::Tagged(copy)].map(|parts| {
        let length = Length::var(2, 9_999).with_encoding(LengthEncoding::Binary);
        let key = Key::Number(55);
        let field = Field::composite(key, "Tags", Encoding::Binary, length, parts);
        Spec::new("dictionary", &[]).with_fields(vec![field])
    })
});

/// A tag that no card has, in every form.
const NEW: u32 = 0xC9;

fn edit(spec: &Arc<Spec>, bytes: &[u8], field: &FieldView<'_>) {
    let way = [
        Key::Number(55),
        Key::Tag(girokit_iso8583::spec::Tag::binary(NEW)),
    ];
    let there = field.element(way[1]).is_some();
    let mut message = Message::read(spec.clone(), bytes).expect("it was read");
    assert_eq!(message.to_bytes(), bytes);
    if message.set_element_bytes(&way, &[7; 130]).is_err() {
        // The greatest number of tags, or a length that is then too long.
        assert_eq!(message.to_bytes(), bytes);
        return;
    }
    let after = message.field(55).expect("it is there");
    assert_eq!(
        after.element(way[1]).map(|new| new.as_bytes().len()),
        Some(130)
    );
    for part in field.elements().map(|part| part.expect("read")) {
        let same = after
            .elements()
            .any(|other| other.is_ok_and(|other| other.wire() == part.wire()));
        assert!(same || part.key() == way[1], "{} changed", part.key());
    }
    if !there {
        assert!(message.remove_element(&way));
        assert_eq!(message.to_bytes(), bytes, "set and taken out");
    }
}

fn joined(field: &FieldView<'_>) -> Vec<u8> {
    let parts = field.elements().map(|part| part.expect("read"));
    parts.flat_map(|part| part.wire().to_vec()).collect()
}

/// Specs of one field of tags to the end of the message, and whether nothing may stand between the tags.
static SPECS: LazyLock<[(Arc<Spec>, bool); 4]> = LazyLock::new(|| {
    let any = || {
        let key = Key::Number(0);
        Field::new(key, "Other", Content::B, Encoding::Binary, Length::Rest)
    };
    let spec = |parts| {
        let field = Field::composite(
            Key::Number(55),
            "Tags",
            Encoding::Binary,
            Length::Rest,
            parts,
        );
        let spec = Spec::new("tags", &[]).with_fields(vec![field]);
        assert_eq!(spec.check(), Ok(()));
        Arc::new(spec)
    };
    [
        (spec(emv::ICC_DATA), true),
        (spec(kinds::tagged(TagForm::Ber, any())), true),
        (spec(kinds::tagged(kinds::LENIENT, any())), false),
        (spec(kinds::tagged(TagForm::Simple, any())), true),
    ]
});

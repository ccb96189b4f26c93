//! Messages as JSON.

use girokit_iso8583::spec::{
    Bitmaps, Charset, Content, Encoding, Key, Length, Parts, Sensitivity, Tag, TagForm, Tagged,
};
use girokit_iso8583::{Field, List, Message, Spec, diff, dump, emv};

static PARTS: [Field; 2] = [
    part(1, Encoding::ASCII, Length::fixed(2)),
    part(2, Encoding::BCD, Length::ll(9)),
];
static TAGS: [Field; 1] = [Field::new(
    Key::Tag(Tag::text("01")),
    "Tag",
    Content::Ans,
    Encoding::EBCDIC,
    Length::ll(20),
)];
static FIELDS: [Field; 6] = [
    part(2, Encoding::ASCII, Length::ll(19)).with_sensitivity(Sensitivity::Pan),
    part(4, Encoding::BCD, Length::fixed(5)),
    composite(
        48,
        Parts::Tagged(Tagged {
            tag: TagForm::Text {
                len: 2,
                charset: Charset::Ascii,
            },
            parts: List::Static(&TAGS),
            other: List::EMPTY,
            repeats: true,
        }),
    ),
    composite(55, emv::ICC_DATA),
    composite(60, Parts::Positional(List::Static(&PARTS))),
    Field::new(
        Key::Number(70),
        "Hex",
        Content::B,
        Encoding::Hex(Charset::Ascii),
        Length::lll(99),
    ),
];
static SPEC: Spec = {
    let mut spec = Spec::new("fuzz", &FIELDS);
    spec.bitmap = Bitmaps::HEX;
    spec
};

const fn part(number: u8, encoding: Encoding, length: Length) -> Field {
    Field::new(Key::Number(number), "Digits", Content::N, encoding, length)
}

const fn composite(number: u8, parts: Parts) -> Field {
    let key = Key::Number(number);
    Field::composite(key, "Composite", Encoding::Binary, Length::lll(255), parts)
}

/// No input panics. What is read, from bytes or from JSON, comes back from JSON in the clear as the same bytes; its masked form is
/// refused, and every form for people can be made.
///
/// # Panics
/// When a promise is broken.
pub fn json(data: &[u8]) {
    let text = dump(&SPEC, data);
    assert!(data.is_empty() || !text.is_empty(), "a dump of nothing");
    if let Ok(message) = Message::read(&SPEC, data) {
        round_trip(&message);
    }
    if let Ok(text) = core::str::from_utf8(data)
        && let Ok(message) = Message::from_json(&SPEC, text)
    {
        round_trip(&message);
    }
}

fn round_trip(message: &Message) {
    let text = message
        .to_json_dangerous_in_clear()
        .expect("what was read can be shown");
    let again = Message::from_json(&SPEC, &text).expect("what was written can be read");
    assert_eq!(again.to_bytes(), message.to_bytes(), "other bytes: {text}");
    assert!(diff(message, &again).is_empty(), "a difference: {text}");
    assert!(
        Message::from_json(&SPEC, &message.to_json()).is_err(),
        "masked"
    );
    assert!(!message.describe().to_string().is_empty());
}

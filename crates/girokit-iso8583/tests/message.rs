//! Messages by a small spec of our own: read, edit, write.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use girokit_iso8583::spec::{
    Bitmaps, Content, Encoding, Key, Length, Pad, Parts, Tag, TagForm, Tagged,
};
use girokit_iso8583::{Field, List, Message, MessageView, Spec};

static TAGS: [Field; 2] = [
    Field::new(
        Key::Tag(Tag::text("01")),
        "One",
        Content::N,
        Encoding::ASCII,
        Length::ll(5),
    ),
    Field::new(
        Key::Tag(Tag::text("02")),
        "Two",
        Content::Ans,
        Encoding::ASCII,
        Length::ll(5),
    ),
];
static FIELDS: [Field; 5] = [
    Field::new(
        Key::Number(2),
        "Primary account number",
        Content::N,
        Encoding::ASCII,
        Length::ll(19),
    ),
    Field::new(
        Key::Number(4),
        "Amount, transaction",
        Content::N,
        Encoding::ASCII,
        Length::fixed(12),
    )
    .with_pad(Pad::Left('0')),
    Field::new(
        Key::Number(11),
        "Systems trace audit number",
        Content::N,
        Encoding::BCD,
        Length::fixed(5),
    ),
    Field::composite(
        Key::Number(48),
        "Additional data",
        Encoding::ASCII,
        Length::lll(99),
        Parts::Tagged(Tagged {
            tag: TagForm::Text {
                len: 2,
                charset: girokit_iso8583::spec::Charset::Ascii,
            },
            parts: List::Static(&TAGS),
            other: List::EMPTY,
            repeats: false,
        }),
    ),
    Field::new(
        Key::Number(70),
        "Network management information code",
        Content::N,
        Encoding::ASCII,
        Length::fixed(3),
    ),
];
static SPEC: Spec = {
    let mut spec = Spec::new("small", &FIELDS);
    spec.bitmap = Bitmaps::HEX;
    spec
};

#[test]
fn what_was_built_reads_back() {
    let mut message = Message::new(&SPEC, "0200".parse().unwrap());
    message
        .set(2, "4111111111111111")
        .unwrap()
        .set(4, "1000")
        .unwrap()
        .set(11, "12345")
        .unwrap();
    message.set(48, "0103123").unwrap();
    message.set(70, "301").unwrap();
    let bytes = message.to_bytes();
    assert_eq!(
        bytes,
        b"0200D02000000001000004000000000000001641111111111111110000000010\
00\x01\x23\x450070103123301"
    );
    let view = MessageView::read(&SPEC, &bytes).unwrap();
    assert_eq!(view.field(4).unwrap().number(), Some(1000));
    assert_eq!(view.field(11).unwrap().text(), "12345");
    let part = view
        .field(48)
        .unwrap()
        .element(Key::Tag(Tag::text("01")))
        .unwrap();
    assert_eq!((part.text().as_ref(), part.offset()), ("123", 72));
    let again = Message::read(&SPEC, &bytes).unwrap();
    assert_eq!(again.to_bytes(), bytes);
}

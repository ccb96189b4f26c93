//! Parts of composite fields: set, replaced, taken out, and everything else as it was.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use girokit_iso8583::spec::{
    BerLeeway, BerPadding, BitmapEncoding, Bitmapped, Charset, Content, Encoding, Key, Length,
    Parts, Tag, TagForm, Tagged,
};
use girokit_iso8583::{ErrorKind, Field, List, Message, Spec};

const fn n(key: Key, length: Length) -> Field {
    Field::new(key, "digits", Content::N, Encoding::ASCII, length)
}

const fn tag(number: u32) -> Key {
    Key::Tag(Tag::binary(number))
}

const fn text(tag: &str) -> Key {
    Key::Tag(Tag::text(tag))
}

static POSITIONS: [Field; 3] = [
    n(Key::Number(1), Length::fixed(2)),
    n(Key::Number(2), Length::ll(5)),
    n(Key::Number(3), Length::fixed(1)),
];
static BITS: [Field; 2] = [
    n(Key::Number(1), Length::fixed(2)),
    n(Key::Number(9), Length::ll(5)),
];
static DATASET: [Field; 1] = [Field::new(
    tag(0x9F02),
    "Amount",
    Content::N,
    Encoding::BCD,
    Length::fixed(12),
)];
static ANY: [Field; 1] = [Field::new(
    Key::Number(0),
    "Other",
    Content::B,
    Encoding::Binary,
    Length::Rest,
)];
static TEXTS: [Field; 2] = [
    n(text("01"), Length::ll(9)),
    Field::composite(
        text("02"),
        "Data set",
        Encoding::Binary,
        Length::lll(99),
        Parts::Tagged(Tagged {
            tag: TagForm::BerWith(BerLeeway {
                long_lengths: true,
                padding: BerPadding::None,
            }),
            parts: List::Static(&DATASET),
            other: List::Static(&ANY),
            repeats: false,
        }),
    ),
];
static FIELDS: [Field; 3] = [
    Field::composite(
        Key::Number(3),
        "Positions",
        Encoding::ASCII,
        Length::ll(20),
        Parts::Positional(List::Static(&POSITIONS)),
    ),
    Field::composite(
        Key::Number(48),
        "Tags",
        Encoding::ASCII,
        Length::lll(200),
        Parts::Tagged(Tagged {
            tag: TagForm::Text {
                len: 2,
                charset: Charset::Ascii,
            },
            parts: List::Static(&TEXTS),
            other: List::EMPTY,
            repeats: false,
        }),
    ),
    Field::composite(
        Key::Number(62),
        "Bits",
        Encoding::Binary,
        Length::ll(20),
        Parts::Bitmapped(Bitmapped {
            encoding: BitmapEncoding::Binary,
            bytes: 2,
            extends: false,
            parts: List::Static(&BITS),
        }),
    ),
];
static SPEC: Spec = Spec::new("parts", &FIELDS);

fn content(message: &Message, number: u8) -> Vec<u8> {
    message.field(number).unwrap().as_bytes().to_vec()
}

#[test]
fn positions_follow_each_other() {
    let de = Key::Number(3);
    let mut message = Message::new(&SPEC, "0200".parse().unwrap());
    let early = message.set_element(&[de, Key::Number(2)], "7").unwrap_err();
    assert_eq!(early.kind(), &ErrorKind::Missing);
    assert_eq!(early.path().to_string(), "DE 3 / 2");
    assert!(message.bits().is_empty());
    message.set_element(&[de, Key::Number(1)], "12").unwrap();
    message.set_element(&[de, Key::Number(2)], "345").unwrap();
    message.set_element(&[de, Key::Number(3)], "6").unwrap();
    assert_eq!(content(&message, 3), b"12033456");
    message.set_element(&[de, Key::Number(2)], "9").unwrap();
    assert_eq!(content(&message, 3), b"120196");
    assert!(!message.remove_element(&[de, Key::Number(1)]));
    assert!(message.remove_element(&[de, Key::Number(3)]));
    assert_eq!(content(&message, 3), b"12019");
}

#[test]
fn a_bitmap_names_its_parts() {
    let de = Key::Number(62);
    let mut message = Message::new(&SPEC, "0200".parse().unwrap());
    message.set_element(&[de, Key::Number(9)], "12345").unwrap();
    assert_eq!(content(&message, 62), b"\x00\x800512345");
    message.set_element(&[de, Key::Number(1)], "77").unwrap();
    assert_eq!(content(&message, 62), b"\x80\x80770512345");
    assert!(message.remove_element(&[de, Key::Number(9)]));
    assert_eq!(content(&message, 62), b"\x80\x0077");
    assert!(!message.remove_element(&[de, Key::Number(9)]));
}

#[test]
fn tags_stay_in_their_order_and_unknown_ones_as_they_are() {
    let de = Key::Number(48);
    let mut message = Message::new(&SPEC, "0200".parse().unwrap());
    // A length in two bytes where one would do, of a tag that no spec defines.
    message
        .set_bytes(48, b"02008\xDF\x01\x81\x02\xAA\xBB\x9A\x000103123")
        .unwrap();
    let amount = [de, text("02"), tag(0x9F02)];
    message.set_element(&amount, "000000001000").unwrap();
    assert_eq!(
        content(&message, 48),
        b"02017\xDF\x01\x81\x02\xAA\xBB\x9A\x00\x9F\x02\x06\0\0\0\0\x10\x000103123"
    );
    let part = message.field(48).unwrap().element(text("02")).unwrap();
    let element = part.element(tag(0x9F02)).unwrap();
    assert_eq!(element.text(), "000000001000");
    message.set_element(&[de, text("01")], "9").unwrap();
    assert!(message.remove_element(&amount));
    assert_eq!(
        content(&message, 48),
        b"02008\xDF\x01\x81\x02\xAA\xBB\x9A\x0001019"
    );
    let long = message.set_element(&amount, "0000000010001").unwrap_err();
    assert_eq!(long.path().to_string(), "DE 48 / 02 / 9F02");
    let undefined = message.set_element(&[de, text("03")], "1").unwrap_err();
    assert_eq!(undefined.kind(), &ErrorKind::UndefinedTag);
}

#[test]
fn a_message_that_is_edited_again_and_again_does_not_grow() {
    let mut message = Message::new(
        &girokit_iso8583::specs::ISO1987_ASCII,
        "0200".parse().expect("a type"),
    );
    message.set_header(b"HEAD");
    for stan in 0..200_000 {
        message.set(11, &format!("{stan:06}")).expect("six digits");
        message
            .set(37, &format!("{stan:012}"))
            .expect("twelve digits");
    }
    assert_eq!(message.header(), b"HEAD");
    assert_eq!(message.field(11).expect("set").text(), "199999");
    assert_eq!(message.field(37).expect("set").text(), "000000199999");
    assert!(message.memory() < 4_096, "{}", message.memory());
}

#[test]
fn a_cleared_message_is_like_a_new_one() {
    let spec = &girokit_iso8583::specs::ISO1987_ASCII;
    let mut used = Message::new(spec, "0200".parse().expect("a type"));
    used.set_header(b"HEAD");
    used.set(2, "4111111111111111").expect("digits");
    used.clear("0800".parse().expect("a type"));
    let mut new = Message::new(spec, "0800".parse().expect("a type"));
    for message in [&mut used, &mut new] {
        message.set(70, "301").expect("digits");
    }
    assert_eq!(used.to_bytes(), new.to_bytes());
}

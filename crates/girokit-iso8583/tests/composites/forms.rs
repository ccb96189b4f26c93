//! Simple tags, tags of text, data sets, bitmaps and groups.

use std::sync::Arc;

use girokit_iso8583::spec::{
    BitmapEncoding, Bitmapped, Charset, Content, Encoding, Key, Length, LengthEncoding, Parts,
    TagForm, Tagged,
};
use girokit_iso8583::{ErrorKind, Field, List, Message, Spec, emv};

use super::{DE, digits, is, message, refused, spec, tag, text, values, wrong};

#[test]
fn simple_tlv() {
    let spec = spec(Parts::Tagged(Tagged {
        tag: TagForm::Simple,
        parts: vec![
            digits(tag(0x01), Length::Rest),
            digits(tag(0x1F), Length::fixed(2)),
        ]
        .into(),
        other: List::EMPTY,
        repeats: false,
    }));
    is(
        &values(&spec, b"\x1F\x0212\x01\x03345"),
        &[("DE 55 / 1F", "12"), ("DE 55 / 01", "345")],
    );
    let long = [b"\x01\xFF\x01\x00".as_slice(), &[b'7'; 256]].concat();
    assert_eq!(values(&spec, &long).len(), 1);
    let fewest = wrong("a length in the fewest bytes");
    refused(&spec, b"\x01\xFF\0\x017", "DE 55 / 01", 1, &fewest);
    refused(&spec, b"\xFF\x00", "DE 55", 0, &wrong("a tag of 01 to FE"));
    refused(&spec, b"\x00\x00", "DE 55", 0, &wrong("a tag of 01 to FE"));
    refused(
        &spec,
        b"\x02\x00",
        "DE 55 / 02",
        0,
        &ErrorKind::UndefinedTag,
    );
    let mut owned = Message::new(Arc::new(spec), "0200".parse().unwrap());
    owned
        .set_element(&[DE, tag(0x01)], &"7".repeat(256))
        .unwrap();
    assert_eq!(owned.field(55).unwrap().as_bytes(), long);
    owned
        .set_element(&[DE, tag(0x01)], &"7".repeat(254))
        .unwrap();
    let start = owned.field(55).unwrap().as_bytes().get(..2);
    assert_eq!(start, Some(&[0x01, 0xFE][..]));
}

fn elements(len: u8, length: Length) -> Parts {
    Parts::Tagged(Tagged {
        tag: TagForm::Text {
            len,
            charset: Charset::Ascii,
        },
        parts: List::EMPTY,
        other: vec![digits(Key::Number(0), length)].into(),
        repeats: false,
    })
}

#[test]
fn tags_of_text() {
    // Mastercard PDS: four digits of tag, three of length.
    let pds = spec(elements(4, Length::lll(992)));
    is(
        &values(&pds, b"0023003123015800299"),
        &[("DE 55 / 0023", "123"), ("DE 55 / 0158", "99")],
    );
    let letter = ErrorKind::Character { allowed: "n" };
    refused(&pds, b"00230031X3", "DE 55 / 0023", 8, &letter);
    refused(
        &pds,
        b"0023A0",
        "DE 55 / 0023",
        4,
        &ErrorKind::Short { needed: 3, left: 2 },
    );
    refused(&pds, b"00230X0", "DE 55 / 0023", 5, &ErrorKind::LengthDigit);
    refused(
        &pds,
        b"00230000023000",
        "DE 55 / 0023",
        7,
        &ErrorKind::DuplicateTag,
    );
    // A transaction category code, then subelements of 2 + 2.
    let tcc = spec(Parts::Positional(
        vec![
            Field::new(
                Key::Number(1),
                "",
                Content::A,
                Encoding::ASCII,
                Length::fixed(1),
            ),
            Field::composite(
                Key::Number(2),
                "",
                Encoding::ASCII,
                Length::Rest,
                elements(2, Length::ll(99)),
            ),
        ]
        .into(),
    ));
    is(
        &values(&tcc, b"R420173103123"),
        &[
            ("DE 55 / 1", "R"),
            ("DE 55 / 2 / 42", "7"),
            ("DE 55 / 2 / 31", "123"),
        ],
    );
    is(&values(&tcc, b"R"), &[("DE 55 / 1", "R")]);
    refused(
        &tcc,
        b"R42017310312",
        "DE 55 / 2 / 31",
        10,
        &ErrorKind::Short { needed: 3, left: 2 },
    );
    let mut owned = Message::read(Arc::new(tcc), &message(b"R4201731021\x32")).unwrap();
    owned
        .set_element(&[DE, Key::Number(2), text("42")], "999")
        .unwrap();
    assert_eq!(owned.field(55).unwrap().as_bytes(), b"R420399931021\x32");
}

#[test]
fn data_sets_hold_tags() {
    let set = Field::composite(
        Key::Number(0),
        "",
        Encoding::Binary,
        Length::var(2, 500).with_encoding(LengthEncoding::Binary),
        emv::ICC_DATA,
    );
    let spec = spec(Parts::Tagged(Tagged {
        tag: TagForm::Binary { len: 1 },
        parts: List::EMPTY,
        other: vec![set].into(),
        repeats: true,
    }));
    let content = b"\x56\0\x04\x9F\x27\x01\x80\x57\0\x03\x9C\x01\0";
    is(
        &values(&spec, content),
        &[("DE 55 / 56 / 9F27", "80"), ("DE 55 / 57 / 9C", "00")],
    );
    let fixed = ErrorKind::TooLong { max: 1, found: 2 };
    refused(
        &spec,
        b"\x56\0\x04\x9C\x02\0\0",
        "DE 55 / 56 / 9C",
        4,
        &fixed,
    );
    let mut owned = Message::read(Arc::new(spec), &message(content)).unwrap();
    owned
        .set_element(&[DE, tag(0x57), tag(0x9C)], "20")
        .unwrap();
    owned
        .set_element(&[DE, tag(0x56), tag(0x95)], "0000000000")
        .unwrap();
    let edited = b"\x56\0\x0B\x9F\x27\x01\x80\x95\x05\0\0\0\0\0\x57\0\x03\x9C\x01\x20";
    assert_eq!(owned.field(55).unwrap().as_bytes(), edited);
}

fn mapped(bytes: u8, extends: bool, numbers: &[u8]) -> Spec {
    let part = |&number: &u8| digits(Key::Number(number), Length::fixed(1));
    spec(Parts::Bitmapped(Bitmapped {
        encoding: BitmapEncoding::Binary,
        bytes,
        extends,
        parts: numbers.iter().map(part).collect::<Vec<_>>().into(),
    }))
}

#[test]
fn bit_1_is_a_part_or_announces_a_bitmap() {
    let plain = mapped(1, false, &[1, 8]);
    is(
        &values(&plain, b"\x8112"),
        &[("DE 55 / 1", "1"), ("DE 55 / 8", "2")],
    );
    refused(&plain, b"\x401", "DE 55 / 2", 1, &ErrorKind::UndefinedField);
    refused(
        &plain,
        b"\x0112",
        "DE 55",
        2,
        &ErrorKind::Trailing { count: 1 },
    );
    let more = mapped(1, true, &[8, 10, 17, 24]);
    is(&values(&more, b"\x012"), &[("DE 55 / 8", "2")]);
    is(
        &values(&more, b"\x81\x4012"),
        &[("DE 55 / 8", "1"), ("DE 55 / 10", "2")],
    );
    is(
        &values(&more, b"\x81\xC0\x81\x31\x32\x33\x34"),
        &[
            ("DE 55 / 8", "1"),
            ("DE 55 / 10", "2"),
            ("DE 55 / 17", "3"),
            ("DE 55 / 24", "4"),
        ],
    );
    refused(
        &more,
        b"\x81",
        "DE 55",
        1,
        &ErrorKind::Short { needed: 1, left: 0 },
    );
    let mut owned = Message::new(Arc::new(more), "0200".parse().unwrap());
    let mut set = |number, text| {
        owned.set_element(&[DE, Key::Number(number)], text).unwrap();
        owned.field(55).unwrap().as_bytes().to_vec()
    };
    assert_eq!(set(8, "1"), b"\x011");
    assert_eq!(set(24, "4"), b"\x81\x80\x0114");
    assert_eq!(set(10, "2"), b"\x81\xC0\x01124");
    assert!(owned.remove_element(&[DE, Key::Number(24)]));
    assert_eq!(owned.field(55).unwrap().as_bytes(), b"\x81\x4012");
}

#[test]
fn groups_repeat_to_the_end() {
    let group = Field::composite(
        Key::Number(1),
        "",
        Encoding::ASCII,
        Length::fixed(5),
        Parts::Positional(
            vec![
                digits(Key::Number(1), Length::fixed(2)),
                digits(Key::Number(2), Length::fixed(3)),
            ]
            .into(),
        ),
    );
    let spec = spec(Parts::Repeated(vec![group].into()));
    is(
        &values(&spec, b"0111102222"),
        &[
            ("DE 55 / 1 / 1", "01"),
            ("DE 55 / 1 / 2", "111"),
            ("DE 55 / 2 / 1", "02"),
            ("DE 55 / 2 / 2", "222"),
        ],
    );
    let letter = ErrorKind::Character { allowed: "n" };
    refused(&spec, b"01111022x2", "DE 55 / 2 / 2", 8, &letter);
    let short = ErrorKind::Short { needed: 5, left: 3 };
    refused(&spec, b"01111022", "DE 55 / 2", 5, &short);
    let mut owned = Message::read(Arc::new(spec), &message(b"0111102222")).unwrap();
    let way = |group, part| [DE, Key::Number(group), Key::Number(part)];
    owned.set_element(&way(2, 1), "03").unwrap();
    owned.set_element(&[DE, Key::Number(3)], "04444").unwrap();
    assert_eq!(owned.field(55).unwrap().as_bytes(), b"011110322204444");
    let gap = owned
        .set_element(&[DE, Key::Number(5)], "04444")
        .unwrap_err();
    assert_eq!(gap.kind(), &ErrorKind::Missing);
    assert!(!owned.remove_element(&[DE, Key::Number(1)]));
    assert!(owned.remove_element(&[DE, Key::Number(3)]));
    assert_eq!(owned.field(55).unwrap().as_bytes(), b"0111103222");
}

#[test]
fn groups_are_at_most_255() {
    let spec = spec(Parts::Repeated(
        vec![digits(Key::Number(1), Length::fixed(1))].into(),
    ));
    assert_eq!(values(&spec, &[b'1'; 255]).len(), 255);
    refused(
        &spec,
        &[b'1'; 256],
        "DE 55",
        255,
        &ErrorKind::TooMany { limit: 255 },
    );
}

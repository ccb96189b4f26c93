//! Composite fields of every kind: how they are walked, what is refused and where, and what an edit leaves alone.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use girokit_iso8583::limits::{Limits, MAX_ELEMENTS};
use girokit_iso8583::spec::{
    BerLeeway, BerPadding, Content, Encoding, Key, Length, LengthEncoding, Parts, Tag, TagForm,
    Tagged, Unit,
};
use girokit_iso8583::{Error, ErrorKind, Field, FieldView, Message, MessageView, Spec, emv};

#[path = "composites/forms.rs"]
mod forms;

/// Where the content of the field begins: behind MTI, bitmap and length.
const AT: usize = 4 + 8 + 3;

const DE: Key = Key::Number(55);

/// A spec whose only field is made of these parts.
fn spec(parts: Parts) -> Spec {
    let field = Field::composite(DE, "", Encoding::Binary, Length::lll(999), parts);
    let spec = Spec::new("composite", &[]).with_fields(vec![field]);
    assert_eq!(spec.check(), Ok(()));
    spec
}

fn message(content: &[u8]) -> Vec<u8> {
    let mut bytes = b"0200\0\0\0\0\0\0\x02\0".to_vec();
    bytes.extend(format!("{:03}", content.len()).bytes());
    bytes.extend_from_slice(content);
    bytes
}

/// Path and text of every single value.
fn values(spec: &Spec, content: &[u8]) -> Vec<(String, String)> {
    let bytes = message(content);
    let view = MessageView::read(spec, &bytes).unwrap();
    let mut found = Vec::new();
    for field in view.fields() {
        leaves(&field, &format!("DE {}", field.key()), &mut found);
    }
    let owned = Message::read(Arc::new(spec.clone()), &bytes).unwrap();
    assert_eq!(owned.to_bytes(), bytes);
    found
}

fn leaves(element: &FieldView<'_>, path: &str, found: &mut Vec<(String, String)>) {
    if !element.is_composite() {
        found.push((path.to_owned(), element.text().into_owned()));
    }
    for part in element.elements() {
        let part = part.unwrap();
        leaves(&part, &format!("{path} / {}", part.key()), found);
    }
}

fn is(found: &[(String, String)], expected: &[(&str, &str)]) {
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect();
    assert_eq!(found, expected);
}

/// The problems, each as path, offset in the content, kind.
fn problems(spec: &Spec, content: &[u8]) -> Vec<(String, usize, ErrorKind)> {
    let bytes = message(content);
    let (view, problems) = MessageView::read_all(spec, &bytes);
    assert!(view.is_some());
    let first = MessageView::read(spec, &bytes).err();
    assert_eq!(first.as_ref(), problems.first());
    let told = |error: Error| {
        (
            error.path().to_string(),
            error.offset() - AT,
            error.kind().clone(),
        )
    };
    problems.into_iter().map(told).collect()
}

#[track_caller]
fn refused(spec: &Spec, content: &[u8], path: &str, at: usize, kind: &ErrorKind) {
    assert_eq!(
        problems(spec, content),
        [(path.to_owned(), at, kind.clone())]
    );
}

const fn tag(number: u32) -> Key {
    Key::Tag(Tag::binary(number))
}

const fn text(tag: &str) -> Key {
    Key::Tag(Tag::text(tag))
}

const fn digits(key: Key, length: Length) -> Field {
    Field::new(key, "", Content::N, Encoding::ASCII, length)
}

const fn bytes(key: Key, length: Length) -> Field {
    Field::new(key, "", Content::B, Encoding::Binary, length)
}

fn ber(form: TagForm, repeats: bool, keeps: bool) -> Spec {
    let other = if keeps {
        vec![bytes(Key::Number(0), Length::Rest)]
    } else {
        Vec::new()
    };
    spec(Parts::Tagged(Tagged {
        tag: form,
        parts: vec![
            bytes(tag(0x5A), Length::binary_to(10)),
            bytes(tag(0x70), Length::Rest),
            Field::new(
                tag(0x9F02),
                "",
                Content::N,
                Encoding::BCD,
                Length::fixed(12),
            ),
            Field::new(tag(0x5F2A), "", Content::N, Encoding::BCD, Length::fixed(3)),
            bytes(tag(0xE1), Length::Rest),
        ]
        .into(),
        other: other.into(),
        repeats,
    }))
}

trait UpTo {
    fn binary_to(max: u32) -> Length;
}

impl UpTo for Length {
    fn binary_to(max: u32) -> Length {
        let encoding = LengthEncoding::Binary;
        Length::var(1, max)
            .with_encoding(encoding)
            .with_unit(Unit::Bytes)
    }
}

const fn wrong(expected: &'static str) -> ErrorKind {
    ErrorKind::Tag { expected }
}

#[test]
fn templates_are_walked_to_any_depth() {
    let spec = ber(TagForm::Ber, false, true);
    let content = b"\x70\x0F\x9F\x02\x06\0\0\0\0\x10\0\xE1\x04\xDF\x01\x01\x07\x5F\x2A\x02\x09\x78";
    is(
        &values(&spec, content),
        &[
            ("DE 55 / 70 / 9F02", "000000001000"),
            ("DE 55 / 70 / E1 / DF01", "07"),
            ("DE 55 / 5F2A", "978"),
        ],
    );
    // 70 in 70 is another place; the same tag in two places is no repetition.
    assert!(values(&spec, b"\x70\x05\x70\x03\x5A\x01\x41").len() == 1);
    let deep = b"\x70\x0D\x70\x0B\x70\x09\x70\x07\x70\x05\x70\x03\x5A\x01\x41";
    let depth = ErrorKind::TooMany { limit: 6 };
    refused(&spec, deep, "DE 55 / 70 / 70 / 70 / 70 / 70", 10, &depth);
}

#[test]
fn a_fault_in_a_template_is_named_where_it_is() {
    let spec = ber(TagForm::Ber, false, false);
    let letter = ErrorKind::Character { allowed: "n" };
    let content = b"\x70\x09\x9F\x02\x06\0\0\0\0\xA0\0";
    refused(&spec, content, "DE 55 / 70 / 9F02", 9, &letter);
    let short = ErrorKind::Short { needed: 6, left: 5 };
    let content = b"\x70\x08\x9F\x02\x06\0\0\0\0\0";
    refused(&spec, content, "DE 55 / 70 / 9F02", 5, &short);
    let undefined = ErrorKind::UndefinedTag;
    refused(
        &spec,
        b"\x70\x03\xDF\x01\x00",
        "DE 55 / 70 / DF01",
        2,
        &undefined,
    );
    let fixed = ErrorKind::Length {
        expected: 12,
        found: 10,
    };
    let content = b"\x70\x08\x9F\x02\x05\0\0\0\0\0";
    refused(&spec, content, "DE 55 / 70 / 9F02", 4, &fixed);
    let long = ErrorKind::TooLong { max: 10, found: 11 };
    refused(
        &spec,
        b"\x5A\x0B\0\0\0\0\0\0\0\0\0\0\0",
        "DE 55 / 5A",
        1,
        &long,
    );
}

#[test]
fn every_separable_fault_is_reported() {
    let spec = ber(TagForm::Ber, false, false);
    let content = b"\xDF\x01\x00\x70\x06\x5F\x2A\x01\x09\xC1\x00\x5A\x00\x5A\x00\x9F\x02\x06\0\0\0\0\0\x0A\x5F";
    let found: Vec<_> = problems(&spec, content)
        .into_iter()
        .map(|(path, at, _)| (path, at))
        .collect();
    let expected = [
        ("DE 55 / DF01", 0),
        ("DE 55 / 70 / 5F2A", 7),
        ("DE 55 / 70 / C1", 9),
        ("DE 55 / 5A", 13),
        ("DE 55 / 9F02", 23),
        ("DE 55", 25),
    ];
    let expected = expected.map(|(path, at)| (path.to_owned(), at));
    assert_eq!(found, expected);
}

#[test]
fn tags_and_lengths_of_ber_keep_their_form() {
    let spec = ber(TagForm::Ber, false, true);
    let definite = wrong("a definite length of at most four bytes");
    refused(&spec, b"\x70\x80\x5A\x00\0\0", "DE 55 / 70", 1, &definite);
    refused(&spec, b"\x5A\x85\0\0\0\0\x01\0", "DE 55 / 5A", 1, &definite);
    let fewest = wrong("a length in the fewest bytes");
    refused(&spec, b"\x5A\x81\x01\x41", "DE 55 / 5A", 1, &fewest);
    refused(&spec, b"\x5A\x82\0\x01\x41", "DE 55 / 5A", 1, &fewest);
    let long = [b"\xC1\x82\0\x80".as_slice(), &[0; 128]].concat();
    refused(&spec, &long, "DE 55 / C1", 1, &fewest);
    let four = wrong("a tag of at most four bytes");
    refused(&spec, b"\x9F\x81\x82\x83\x04\x00", "DE 55", 0, &four);
    values(&spec, b"\x9F\x81\x82\x03\x00");
    let zeros = wrong("a tag number without leading zeros");
    refused(&spec, b"\x9F\x80\x01\x00", "DE 55", 0, &zeros);
    let null = wrong("a tag, which does not begin with 00");
    refused(&spec, b"\x5A\x00\x00", "DE 55", 2, &null);
    refused(
        &spec,
        b"\x5A",
        "DE 55 / 5A",
        1,
        &ErrorKind::Short { needed: 1, left: 0 },
    );
    refused(
        &spec,
        b"\x9F",
        "DE 55",
        1,
        &ErrorKind::Short { needed: 1, left: 0 },
    );
    refused(
        &spec,
        b"\xC1\x82\x01",
        "DE 55 / C1",
        2,
        &ErrorKind::Short { needed: 2, left: 1 },
    );
}

#[test]
fn a_spec_takes_long_lengths_and_padding_and_an_edit_keeps_them() {
    let form = TagForm::BerWith(BerLeeway {
        long_lengths: true,
        padding: BerPadding::ZeroOrFf,
    });
    let spec = ber(form, false, true);
    let content = b"\0\xFF\x5A\x81\x01\x41\0\0\x70\x82\0\x05\0\x5F\x2A\x02\x09\x78\0\xFF";
    is(&values(&spec, b"\0\xFF\0"), &[]);
    assert!(MessageView::read(&ber(TagForm::Ber, false, true), &message(content)).is_err());
    let zero = TagForm::BerWith(BerLeeway {
        long_lengths: false,
        padding: BerPadding::Zero,
    });
    refused(
        &ber(zero, false, true),
        b"\0\xFF",
        "DE 55",
        2,
        &ErrorKind::Short { needed: 1, left: 0 },
    );
    // The inner length takes in a byte of padding, and two bytes of the currency.
    let inner = b"\0\xFF\x5A\x81\x01\x41\0\0\x70\x82\0\x06\0\x5F\x2A\x02\x09\x78\0\xFF";
    is(
        &values(&spec, inner),
        &[("DE 55 / 5A", "41"), ("DE 55 / 70 / 5F2A", "978")],
    );
    let mut owned = Message::read(Arc::new(spec), &message(inner)).unwrap();
    owned.set_element(&[DE, tag(0x5A)], "4142").unwrap();
    let edited = b"\0\xFF\x5A\x02\x41\x42\0\0\x70\x82\0\x06\0\x5F\x2A\x02\x09\x78\0\xFF";
    assert_eq!(owned.field(55).unwrap().as_bytes(), edited);
    owned
        .set_element(&[DE, tag(0x70), tag(0x5F2A)], "840")
        .unwrap();
    owned.set_element(&[DE, tag(0xC1)], "07").unwrap();
    assert!(owned.remove_element(&[DE, tag(0x5A)]));
    let edited = b"\0\xFF\0\0\x70\x06\0\x5F\x2A\x02\x08\x40\xC1\x01\x07\0\xFF";
    assert_eq!(owned.field(55).unwrap().as_bytes(), edited);
}

#[test]
fn a_tag_stands_once_unless_the_spec_lets_it_repeat() {
    let content = b"\x5A\x00\xC1\x01\x01\xC1\x00\x5A\x00";
    let again: Vec<_> = problems(&ber(TagForm::Ber, false, true), content);
    let twice = |path: &str, at| (path.to_owned(), at, ErrorKind::DuplicateTag);
    assert_eq!(again, [twice("DE 55 / C1", 5), twice("DE 55 / 5A", 7)]);
    assert_eq!(values(&ber(TagForm::Ber, true, true), content).len(), 4);
    // Beyond the tags that are remembered without an allocation.
    let mut many: Vec<u8> = (0..100).flat_map(|number| [0xDF, number, 0]).collect();
    let spec = ber(TagForm::Ber, false, true);
    assert_eq!(values(&spec, &many).len(), 100);
    many.extend([0xDF, 99, 0]);
    refused(&spec, &many, "DE 55 / DF63", 300, &ErrorKind::DuplicateTag);
}

#[test]
fn unknown_tags_are_kept_or_refused_and_can_be_listed() {
    let content = b"\x70\x04\xDF\x01\x01\x07\xC1\x00\x5A\x01\x41";
    let found = problems(&ber(TagForm::Ber, false, false), content);
    let undefined = |path: &str, at| (path.to_owned(), at, ErrorKind::UndefinedTag);
    let expected = [
        undefined("DE 55 / 70 / DF01", 2),
        undefined("DE 55 / C1", 6),
    ];
    assert_eq!(found, expected);
    let spec = ber(TagForm::Ber, false, true);
    let bytes = message(content);
    let view = MessageView::read(&spec, &bytes).unwrap();
    let listed: Vec<_> = view
        .undefined_tags()
        .iter()
        .map(|tag| {
            (
                tag.path().to_string(),
                tag.offset() - AT,
                tag.len(),
                tag.is_empty(),
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            ("DE 55 / 70 / DF01".to_owned(), 2, 1, false),
            ("DE 55 / C1".to_owned(), 6, 0, true)
        ]
    );
    let mut owned = Message::read(Arc::new(spec), &bytes).unwrap();
    owned
        .set_element(&[DE, tag(0x70), tag(0x5A)], "42")
        .unwrap();
    let edited = b"\x70\x07\xDF\x01\x01\x07\x5A\x01\x42\xC1\x00\x5A\x01\x41";
    assert_eq!(owned.field(55).unwrap().as_bytes(), edited);
    let bad = owned
        .set_element(&[DE, tag(0x70), tag(0x9F)], "42")
        .unwrap_err();
    assert_eq!(bad.path().to_string(), "DE 55 / 70 / 9F");
    assert_eq!(owned.field(55).unwrap().as_bytes(), edited);
}

#[test]
fn a_template_can_be_built_from_nothing() {
    let spec = ber(TagForm::Ber, false, false);
    let mut owned = Message::new(Arc::new(spec), "0200".parse().unwrap());
    owned
        .set_element(&[DE, tag(0x70), tag(0xE1), tag(0x9F02)], "000000001000")
        .unwrap();
    let content = b"\x70\x0B\xE1\x09\x9F\x02\x06\0\0\0\0\x10\0";
    assert_eq!(owned.field(55).unwrap().as_bytes(), content);
    let early = owned
        .set_element(&[DE, tag(0x5A), tag(0x9F02)], "1")
        .unwrap_err();
    assert_eq!(early.kind(), &ErrorKind::UndefinedField);
    let raw = owned
        .set_element_bytes(&[DE, tag(0x70)], b"\x5A\x05\x41")
        .unwrap_err();
    assert_eq!(raw.path().to_string(), "DE 55 / 70 / 5A");
    assert_eq!(owned.field(55).unwrap().as_bytes(), content);
}

#[test]
fn the_dictionary_shows_tags_in_templates_by_their_rules() {
    let spec = spec(emv::ICC_DATA);
    let content = b"\x77\x19\x9F\x27\x01\x80\x5A\x08\x41\x11\x11\x11\x11\x11\x11\x11\x9F\x26\x08\x01\x02\x03\x04\x05\x06\x07\x08";
    let bytes = message(content);
    let view = MessageView::read(&spec, &bytes).unwrap();
    let shown = view.describe().to_string();
    assert!(shown.contains("411111******1111"), "{shown}");
    assert!(!shown.contains("411111111"), "{shown}");
    assert!(!shown.contains("0102030405"), "{shown}");
    assert!(shown.contains("9F27"), "{shown}");
}

#[test]
fn a_tag_longer_than_its_definition_hides_the_card_numbers_in_it() {
    let spec = spec(emv::ICC_DATA);
    let bytes = message(b"\x9F\x02\x09\x41\x11\x11\x11\x11\x11\x11\x11\x00");
    let (view, problems) = MessageView::read_all(&spec, &bytes);
    assert_eq!(problems.len(), 1);
    let shown = view.unwrap().describe().to_string();
    assert!(!shown.contains("4111111111111111"), "{shown}");
}

#[test]
fn limits_of_ones_own() {
    let spec = ber(TagForm::Ber, false, true);
    let bytes = message(b"\x70\x06\x5A\x01\x41\xC1\x01\x07\x5A\x00");
    let limits = Limits::new();
    limits.read(&spec, &bytes).unwrap();
    limits
        .with_depth(2)
        .with_elements(2)
        .with_message(bytes.len())
        .read(&spec, &bytes)
        .unwrap();
    let of = |limits: Limits| {
        let error = limits.read(&spec, &bytes).unwrap_err();
        (
            error.path().to_string(),
            error.offset(),
            error.kind().clone(),
        )
    };
    let too_many = |limit| ErrorKind::TooMany { limit };
    let tag = |path: &str, at, limit| (path.to_owned(), AT + at, too_many(limit));
    assert_eq!(of(limits.with_depth(1)).0, "DE 55 / 70");
    assert_eq!(of(limits.with_depth(0)).0, "DE 55");
    assert_eq!(of(limits.with_elements(1)), tag("DE 55 / 70", 5, 1));
    let found = bytes.len();
    let long = ErrorKind::MessageTooLong {
        limit: found - 1,
        found,
    };
    assert_eq!(of(limits.with_message(found - 1)), (String::new(), 0, long));
}

#[test]
fn a_flood_of_tags_ends() {
    let field = Field::composite(
        DE,
        "",
        Encoding::Binary,
        Length::var(4, 9_999),
        emv::ICC_DATA,
    );
    let spec = Spec::new("flood", &[]).with_fields(vec![field]);
    let content: Vec<u8> = (0..2_000_u16)
        .flat_map(|number| {
            let [high, low] = [0x81 + number / 128, number % 128].map(|byte| byte.to_le_bytes()[0]);
            [0xDF, high, low, 0]
        })
        .collect();
    let bytes = [b"0200\0\0\0\0\0\0\x02\0".as_slice(), b"8000", &content].concat();
    let error = MessageView::read(&spec, &bytes).unwrap_err();
    let limit = MAX_ELEMENTS;
    assert_eq!(error.kind(), &ErrorKind::TooMany { limit });
    assert_eq!(error.offset(), 16 + 4 * MAX_ELEMENTS);
}

#[test]
fn a_message_edited_again_and_again_holds_no_more_than_a_few_times_its_bytes() {
    let spec = Arc::new(ber(TagForm::Ber, false, true));
    let mut owned = Message::new(spec, "0200".parse().unwrap());
    for round in 0..5_000_usize {
        let text = "41".repeat(round % 10);
        owned
            .set_element(&[DE, tag(0x70), tag(0x5A)], &text)
            .unwrap();
        owned
            .set_element(&[DE, tag(0xC1)], &"00".repeat(round % 500))
            .unwrap();
        if round % 7 == 0 {
            owned.remove_element(&[DE, tag(0x70)]);
        }
        let size = owned.to_bytes().len();
        assert!(owned.memory() <= 4 * 999, "{} for {size}", owned.memory());
        owned
            .set_element(&[DE, tag(0x70), tag(0x5A)], "411")
            .unwrap_err();
    }
}

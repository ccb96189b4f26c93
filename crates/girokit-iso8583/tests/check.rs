//! A sound spec passes, and each rule of soundness refuses what breaks it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use girokit_iso8583::spec::{
    BerLeeway, BerPadding, BitmapEncoding, Bitmapped, Content, Encoding, Key, Length,
    LengthEncoding, Pad, Parts, Side, Tag, TagForm, Tagged, Unit,
};
use girokit_iso8583::{Field, List, Spec, specs};

fn field(number: u8, length: Length) -> Field {
    Field::new(Key::Number(number), "", Content::N, Encoding::ASCII, length)
}

fn spec(fields: Vec<Field>) -> Spec {
    Spec::new("tested", &[]).with_fields(fields)
}

/// The problems of a spec with this one field, as text.
fn of(field: Field) -> Vec<String> {
    said(&spec(vec![field]))
}

fn said(spec: &Spec) -> Vec<String> {
    spec.check()
        .err()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[track_caller]
fn says(problems: &[String], expected: &str) {
    assert!(
        problems.iter().any(|problem| problem.contains(expected)),
        "{expected}: {problems:?}"
    );
}

fn parts(parts: Parts) -> Field {
    Field::composite(
        Key::Number(48),
        "",
        Encoding::Binary,
        Length::lll(99),
        parts,
    )
}

#[test]
fn shipped_specs_are_sound() {
    for spec in specs::all() {
        assert_eq!(said(spec), Vec::<String>::new(), "{}", spec.name);
    }
}

#[test]
fn keys() {
    let n = |number| field(number, Length::fixed(3));
    says(&of(n(0)), "a number of 1 to 192");
    says(&of(n(193)), "a number of 1 to 192");
    says(&of(n(1)), "no field 1");
    says(&of(n(129)), "a third bitmap");
    says(
        &said(&spec(vec![n(3), n(4), n(3)])),
        "DE 3 at byte 0: expected each key once",
    );
    let mut third = spec(vec![n(65), n(129)]);
    third.bitmap.tertiary = true;
    let problems = said(&third);
    says(&problems, "no field 65");
    assert_eq!(problems.len(), 1);
    let mut tag = n(3);
    tag.key = Key::Tag(Tag::text("AB"));
    says(&of(tag), "a number as the key");
}

#[test]
fn lengths() {
    let says_of = |length, expected| says(&of(field(3, length)), expected);
    says_of(Length::fixed(0), "a length of at least 1");
    says_of(Length::var(2, 100), "a maximum that the prefix can say");
    says_of(Length::var(7, 100), "a prefix of 1 to 6 digits");
    says_of(Length::var(2, 0), "a maximum of at least 1");
    says_of(
        Length::var(2, 9).at_least(10),
        "a minimum that is not above",
    );
    says_of(Length::var(6, 999_999), "the longest message");
    says_of(Length::fixed(3).with_unit(Unit::Nibbles), "whole bytes");
    let binary = Length::var(1, 256).with_encoding(LengthEncoding::Binary);
    says_of(binary, "a maximum that the prefix can say");
    let rest = spec(vec![field(3, Length::Rest), field(4, Length::fixed(3))]);
    says(&said(&rest), "a length, as other fields may follow");
    assert!(of(field(3, Length::Rest)).is_empty());
}

#[test]
fn contents_and_pads() {
    let with =
        |content, encoding| Field::new(Key::Number(3), "", content, encoding, Length::fixed(2));
    says(
        &of(with(Content::Ans, Encoding::BCD)),
        "an encoding that can write",
    );
    says(
        &of(with(Content::N, Encoding::Binary)),
        "an encoding that can write",
    );
    says(
        &of(with(Content::B, Encoding::ASCII)),
        "an encoding that can write",
    );
    let filler = Encoding::Bcd {
        side: Side::Left,
        filler: 16,
    };
    says(&of(with(Content::N, filler)), "a filler of 0 to 15");
    says(
        &of(field(3, Length::fixed(2)).with_pad(Pad::Right(' '))),
        "a padding that the content",
    );
}

#[test]
fn composites() {
    let n = |number| field(number, Length::fixed(1));
    says(
        &of(parts(Parts::Positional(List::EMPTY))),
        "at least one part",
    );
    says(
        &of(parts(Parts::Positional(vec![n(1), n(3)].into()))),
        "DE 48 / 3 at byte 0: expected parts numbered",
    );
    let rest = vec![field(1, Length::Rest), n(2)];
    says(
        &of(parts(Parts::Positional(rest.into()))),
        "as other parts follow",
    );
    let mapped = |bytes, parts: Vec<Field>| {
        Parts::Bitmapped(Bitmapped {
            encoding: BitmapEncoding::Binary,
            bytes,
            extends: false,
            parts: parts.into(),
        })
    };
    says(&of(parts(mapped(0, vec![]))), "a bitmap of 1 to 24 bytes");
    says(&of(parts(mapped(1, vec![n(9)]))), "a bit for");
    let more = |bytes, number| {
        let Parts::Bitmapped(mapped) = mapped(bytes, vec![n(number)]) else {
            unreachable!();
        };
        let extends = true;
        of(parts(Parts::Bitmapped(Bitmapped { extends, ..mapped })))
    };
    says(&more(9, 2), "of 1 to 8 if it can go on");
    says(&more(2, 1), "whose bit announces no bitmap");
    says(&more(2, 17), "whose bit announces no bitmap");
    says(&more(2, 49), "a bit for");
    assert!(more(2, 48).is_empty());
    says(
        &of(parts(Parts::Repeated(vec![n(1), n(2)].into()))),
        "one definition of what repeats",
    );
    let rest = vec![field(1, Length::Rest)];
    says(&of(parts(Parts::Repeated(rest.into()))), "as it repeats");
}

#[test]
fn tags() {
    let tagged = |tag, key, length| {
        let part = Field::new(key, "", Content::B, Encoding::Binary, length);
        let part = vec![part].into();
        Parts::Tagged(Tagged {
            tag,
            parts: part,
            other: List::EMPTY,
            repeats: false,
        })
    };
    let two = TagForm::Binary { len: 2 };
    says(
        &of(parts(tagged(two, Key::Tag(Tag::binary(1)), Length::ll(9)))),
        "a tag of the form's kind",
    );
    says(
        &of(parts(tagged(two, Key::Tag(Tag::text("AB")), Length::ll(9)))),
        "a tag of the form's kind",
    );
    says(
        &of(parts(tagged(
            two,
            Key::Tag(Tag::binary(0x0101)),
            Length::Rest,
        ))),
        "expected a length",
    );
    says(
        &of(parts(tagged(
            TagForm::Binary { len: 5 },
            Key::Number(1),
            Length::ll(9),
        ))),
        "tags of 1 to 4",
    );
    let ber = |tag, number| {
        of(parts(tagged(
            tag,
            Key::Tag(Tag::binary(number)),
            Length::ll(9),
        )))
    };
    let padded = TagForm::BerWith(BerLeeway {
        long_lengths: false,
        padding: BerPadding::ZeroOrFf,
    });
    assert!(ber(TagForm::Ber, 0x9F02).is_empty());
    assert!(ber(TagForm::Ber, 0xFF01).is_empty());
    for (form, number) in [
        (TagForm::Ber, 0x00),
        (TagForm::Ber, 0x9F),
        (TagForm::Ber, 0x5A02),
        (TagForm::Ber, 0x9F_80_01),
        (TagForm::Ber, 0x9F_81_82_83),
        (padded, 0xFF01),
        (TagForm::Simple, 0x9F02),
        (TagForm::Simple, 0xFF),
    ] {
        says(&ber(form, number), "a tag of the form's kind");
    }
    let template = Key::Tag(Tag::binary(0x70));
    let digits = Field::new(template, "", Content::N, Encoding::BCD, Length::ll(9));
    says(
        &of(parts(Parts::Tagged(Tagged {
            tag: TagForm::Ber,
            parts: vec![digits].into(),
            other: List::EMPTY,
            repeats: false,
        }))),
        "in a constructed tag",
    );
}

#[test]
fn depth_and_path() {
    let mut deep = field(1, Length::fixed(1));
    for _ in 0..7 {
        deep = Field::composite(
            Key::Number(1),
            "",
            Encoding::ASCII,
            Length::ll(9),
            Parts::Positional(vec![deep].into()),
        );
    }
    deep.key = Key::Number(3);
    says(&of(deep), "levels deep");
    let path = spec(vec![parts(Parts::Positional(
        vec![field(1, Length::fixed(0))].into(),
    ))]);
    assert_eq!(
        path.check()
            .unwrap_err()
            .first()
            .unwrap()
            .path()
            .to_string(),
        "DE 48 / 1"
    );
}

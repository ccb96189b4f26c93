//! A spec with every kind of composite field, beside those that are shipped.

use std::sync::{Arc, LazyLock};

use girokit_iso8583::spec::{
    BerLeeway, BerPadding, BitmapEncoding, Bitmapped, Charset, Content, Encoding, Key, Length,
    LengthEncoding, Parts, Sensitivity, Side, Tag, TagForm, Tagged,
};
use girokit_iso8583::{Field, List, Spec, SpecRef, emv, specs};

/// Every shipped spec, and [`KINDS`].
pub(super) fn all() -> impl Iterator<Item = SpecRef> {
    specs::all()
        .map(SpecRef::from)
        .chain([SpecRef::from(KINDS.clone())])
}

/// BER-TLV with everything that a spec may take besides its strict form.
pub(super) const LENIENT: TagForm = TagForm::BerWith(BerLeeway {
    long_lengths: true,
    padding: BerPadding::ZeroOrFf,
});

static KINDS: LazyLock<Arc<Spec>> = LazyLock::new(|| {
    let spec = Spec::new("kinds", &[]).with_fields(vec![
        digits(2, Encoding::BCD, Length::ll(19)).with_sensitivity(Sensitivity::Pan),
        digits(3, Encoding::ASCII, Length::fixed(6)),
        digits(4, Encoding::BCD, Length::fixed(11)),
        composite(43, positional()),
        composite(
            48,
            tagged(
                TagForm::Text {
                    len: 4,
                    charset: Charset::Ascii,
                },
                digits(1, Encoding::ASCII, Length::lll(99)),
            ),
        ),
        composite(54, Parts::Repeated(vec![composite(1, positional())].into())),
        composite(55, emv::ICC_DATA),
        composite(56, tagged(LENIENT, any())),
        composite(57, tagged(TagForm::Simple, any())),
        composite(58, data_sets()),
        composite(62, mapped(1, true)),
        composite(63, mapped(2, false)),
        Field::new(
            Key::Number(64),
            "Hex",
            Content::B,
            Encoding::Hex(Charset::Cp037),
            Length::ll(9),
        ),
    ]);
    assert_eq!(spec.check(), Ok(()));
    Arc::new(spec)
});

fn digits(number: u8, encoding: Encoding, length: Length) -> Field {
    Field::new(Key::Number(number), "Digits", Content::N, encoding, length)
}

fn any() -> Field {
    Field::new(
        Key::Number(0),
        "Other",
        Content::B,
        Encoding::Binary,
        Length::Rest,
    )
}

fn composite(number: u8, parts: Parts) -> Field {
    let length = Length::var(2, 999).with_encoding(LengthEncoding::Binary);
    Field::composite(
        Key::Number(number),
        "Composite",
        Encoding::Binary,
        length,
        parts,
    )
}

fn positional() -> Parts {
    let track = Encoding::Bcd {
        side: Side::Right,
        filler: 15,
    };
    let track = Field::new(
        Key::Number(2),
        "Track",
        Content::Z,
        track,
        Length::ll(37).with_encoding(LengthEncoding::Bcd),
    );
    let parts = vec![
        digits(1, Encoding::EBCDIC, Length::fixed(2)),
        track.with_sensitivity(Sensitivity::Track),
        digits(3, Encoding::ASCII, Length::ll(5)),
    ];
    Parts::Positional(parts.into())
}

/// Tags of a form, one defined where the form can say it, all others kept.
pub(super) fn tagged(tag: TagForm, other: Field) -> Parts {
    let known = |number| {
        let length = Length::var(1, 12).with_encoding(LengthEncoding::Binary);
        let key = Key::Tag(Tag::binary(number));
        Field::new(key, "Known", Content::N, Encoding::BCD, length)
    };
    let parts = match tag {
        TagForm::Ber | TagForm::BerWith(_) => vec![known(0x5A), known(0x9F02)].into(),
        TagForm::Simple => vec![known(0x5A)].into(),
        _ => List::EMPTY,
    };
    Parts::Tagged(Tagged {
        tag,
        parts,
        other: vec![other].into(),
        repeats: tag == TagForm::Simple,
    })
}

fn data_sets() -> Parts {
    let set = composite(1, tagged(LENIENT, any()));
    tagged(TagForm::Binary { len: 1 }, set)
}

fn mapped(bytes: u8, extends: bool) -> Parts {
    let numbers = if extends { [2, 10, 24] } else { [1, 9, 16] };
    let part = |number| digits(number, Encoding::ASCII, Length::ll(9));
    Parts::Bitmapped(Bitmapped {
        encoding: BitmapEncoding::Binary,
        bytes,
        extends,
        parts: numbers.map(part).to_vec().into(),
    })
}

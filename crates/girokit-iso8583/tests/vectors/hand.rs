//! Vectors whose spec is described in words: each description is read here by its id or its form.
//!
//! | vector | what it is here |
//! | --- | --- |
//! | V033 | not converted: in GICC's field 60 the length stands before the tag and counts it; our forms have the tag first |
//! | V034 | a message without an MTI: one is put before it |
//! | V035 to V047 | fields by their attributes; in the binary form digits two a byte, and lengths too |
//! | V054 | fields as the notes have them: track 2 as digits and the separator's nibble, F behind an odd number |
//! | V055, V056 | one field of BER-TLV, every tag kept |

use girokit_iso8583::spec::{
    Bitmaps, Charset, Content, Encoding, Key, Length, LengthEncoding, MtiEncoding, Parts, Side,
    TagForm, Tagged,
};
use girokit_iso8583::{Field, List, Spec};
use serde_json::Value;

use super::Converted;

/// What stands before the bytes of the vector.
pub(crate) fn prefix(id: &str) -> &'static [u8] {
    match id {
        "V034" => b"0200",
        _ => b"",
    }
}

pub(crate) fn convert(id: &str, spec: &Value) -> Result<Converted, &'static str> {
    let binary = spec["bitmap"] == "binary";
    let fields = match id {
        "V033" => return Err("the length stands before the tag"),
        "V034" => vec![digits(2, 1, Encoding::ASCII)],
        "V054" => point_of_sale(),
        _ => {
            let named = spec["fields"].as_object().ok_or("no fields")?;
            let fields: Result<Vec<_>, _> = named
                .iter()
                .map(|(number, form)| field(number, form.as_str().unwrap_or_default(), binary))
                .collect();
            let mut fields = fields?;
            fields.sort_by_key(|field| field.key);
            fields
        }
    };
    let mut converted = Spec::new("described by hand", &[]).with_fields(fields);
    if spec["mti"] == "bcd" {
        converted.mti = MtiEncoding::Bcd;
    }
    if spec["bitmap"] == "ascii-hex" {
        converted.bitmap = Bitmaps::HEX;
    }
    converted.check().map_err(|_| "an unsound spec")?;
    Ok(Converted {
        spec: converted,
        header: "header",
        mti: "0",
        bitmaps: &["1"],
        trimmed: false,
    })
}

/// One field of BER-TLV.
pub(crate) fn tags(spec: &Value) -> Field {
    let length = match spec["len"].as_str() {
        Some("LLL") => Length::lll(999),
        _ => Length::Rest,
    };
    let other = Field::new(
        Key::Number(0),
        "",
        Content::B,
        Encoding::Binary,
        Length::Rest,
    );
    let parts = Parts::Tagged(Tagged {
        tag: TagForm::Ber,
        parts: List::EMPTY,
        other: vec![other].into(),
        repeats: false,
    });
    Field::composite(Key::Number(2), "", Encoding::Binary, length, parts)
}

fn digits(number: u8, len: u32, encoding: Encoding) -> Field {
    let key = Key::Number(number);
    Field::new(key, "", Content::N, encoding, Length::fixed(len))
}

/// `n6`, `an16`, `LLVAR`, with words behind.
fn field(number: &str, form: &str, binary: bool) -> Result<Field, &'static str> {
    let number = number.parse().map_err(|_| "no number")?;
    let form = form.split(' ').next().unwrap_or_default();
    let ans = |length| {
        Field::new(
            Key::Number(number),
            "",
            Content::Ans,
            Encoding::ASCII,
            length,
        )
    };
    let prefix = if binary {
        LengthEncoding::Bcd
    } else {
        LengthEncoding::Text(Charset::Ascii)
    };
    Ok(match form {
        "LLVAR" => ans(Length::ll(99).with_encoding(prefix)),
        "LLLVAR" => ans(Length::lll(999).with_encoding(prefix)),
        _ => {
            let len = |text: &str| text.parse().map_err(|_| "no length");
            if let Some(text) = form.strip_prefix("an") {
                ans(Length::fixed(len(text)?))
            } else {
                let len = len(form.strip_prefix('n').ok_or("no attribute")?)?;
                let encoding = if binary {
                    Encoding::BCD
                } else {
                    Encoding::ASCII
                };
                digits(number, len, encoding)
            }
        }
    })
}

fn point_of_sale() -> Vec<Field> {
    let bcd = |number, len| digits(number, len, Encoding::BCD);
    vec![
        bcd(3, 6),
        bcd(4, 12),
        bcd(11, 6),
        bcd(22, 4),
        bcd(24, 4),
        bcd(25, 2),
        Field::new(
            Key::Number(35),
            "",
            Content::Any,
            Encoding::Bcd {
                side: Side::Right,
                filler: 0xF,
            },
            Length::ll(37).with_encoding(LengthEncoding::Bcd),
        ),
        Field::new(
            Key::Number(41),
            "",
            Content::Ans,
            Encoding::ASCII,
            Length::fixed(8),
        ),
    ]
}

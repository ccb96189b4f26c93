//! moov-io/iso8583: fields with encoder, prefix, padding, tags and subfields.

use girokit_iso8583::spec::{
    BitmapEncoding, Bitmapped, Bitmaps, Charset, Content, Encoding, Key, Length, LengthEncoding,
    MtiEncoding, Pad, Parts, Side, Tag, TagForm, Tagged,
};
use girokit_iso8583::{Field, List, Spec};
use serde_json::Value;

use super::Converted;

pub(crate) fn convert(spec: &Value) -> Result<Converted, &'static str> {
    let fields = spec.as_object().ok_or("no fields")?;
    let fields = fields
        .get("fields")
        .and_then(Value::as_object)
        .unwrap_or(fields);
    let mut converted = Spec::new("moov", &[]);
    let mut list = Vec::new();
    for (name, field) in fields {
        match name.as_str() {
            "0" => {
                converted.mti = match field["enc"].as_str() {
                    Some("bcdEncoder") => MtiEncoding::Bcd,
                    _ => MtiEncoding::Text(Charset::Ascii),
                };
            }
            "1" if field["enc"] == "binaryEncoder" => converted.bitmap = Bitmaps::BINARY,
            "1" => converted.bitmap = Bitmaps::HEX,
            name => {
                let number = name.parse().map_err(|_| "a field without a number")?;
                list.push(self::field(Key::Number(number), field)?);
            }
        }
    }
    Ok(Converted {
        spec: converted.with_fields(list),
        header: "header",
        mti: "0",
        bitmaps: &["1"],
        trimmed: true,
    })
}

pub(crate) fn field(key: Key, field: &Value) -> Result<Field, &'static str> {
    let max = u32::try_from(field["length"].as_u64().unwrap_or(0)).map_err(|_| "a length")?;
    let encoding = match field["enc"].as_str() {
        Some("asciiEncoder") => Encoding::ASCII,
        Some("bcdEncoder") => Encoding::BCD,
        Some("lBCDEncoder") => Encoding::Bcd {
            side: Side::Right,
            filler: 0,
        },
        // Bytes that are shown as the text that they are.
        Some("binaryEncoder") if field["kind"] == "String" => Encoding::ASCII,
        Some("binaryEncoder") => Encoding::Binary,
        Some("hexToASCIIEncoder") => Encoding::Hex(Charset::Ascii),
        None if field["kind"] == "Composite" => Encoding::ASCII,
        _ => return Err("an encoder"),
    };
    let length = match field["prefix"].as_str() {
        None | Some("BerTLV") => Length::Rest,
        Some(prefix) => {
            let (form, digits) = prefix.split_once('.').ok_or("a prefix")?;
            match (form, digits) {
                (_, "Fixed") => Length::fixed(max),
                (_, "None") => Length::Rest,
                (form, digits) => {
                    let digits = u8::try_from(digits.len()).unwrap_or(9);
                    Length::var(digits, max).with_encoding(match form {
                        "ASCII" => LengthEncoding::Text(Charset::Ascii),
                        "BCD" => LengthEncoding::Bcd,
                        "EBCDIC" => LengthEncoding::Text(Charset::Cp037),
                        "Binary" => LengthEncoding::Binary,
                        _ => return Err("a prefix"),
                    })
                }
            }
        }
    };
    let content = match (encoding, field["kind"].as_str()) {
        (Encoding::Binary | Encoding::Hex(_), _) => Content::B,
        (_, Some("Numeric")) if field["pad"] != "leftPadder: " => Content::N,
        _ => Content::Any,
    };
    let parts = parts(field)?;
    let pad = match field["pad"].as_str() {
        Some(text) if text.starts_with("leftPadder") => {
            Pad::Left(text.chars().last().unwrap_or('0'))
        }
        Some(text) if text.starts_with("rightPadder") => {
            Pad::Right(text.chars().last().unwrap_or(' '))
        }
        _ => Pad::None,
    };
    Ok(match parts {
        Parts::None => Field::new(key, "", content, encoding, length).with_pad(pad),
        parts => Field::composite(key, "", encoding, length, parts),
    })
}

fn parts(field: &Value) -> Result<Parts, &'static str> {
    let Some(subfields) = field.get("subfields").and_then(Value::as_object) else {
        return Ok(Parts::None);
    };
    if let Some(map) = field.get("bitmap").filter(|map| map.is_object()) {
        let mut parts = Vec::new();
        for (name, sub) in subfields {
            let number = name.parse().map_err(|_| "a part without a number")?;
            parts.push(self::field(Key::Number(number), sub)?);
        }
        return Ok(Parts::Bitmapped(Bitmapped {
            encoding: match map["enc"].as_str() {
                Some("binaryEncoder") => BitmapEncoding::Binary,
                _ => BitmapEncoding::Hex(Charset::Ascii),
            },
            bytes: u8::try_from(map["length"].as_u64().unwrap_or(8)).map_err(|_| "a bitmap")?,
            extends: false,
            parts: parts.into(),
        }));
    }
    let tag = &field["tag"];
    let ber = tag["enc"] == "berTLVEncoderTag";
    let len = u8::try_from(tag["length"].as_u64().unwrap_or(0)).map_err(|_| "a tag")?;
    if !ber && len == 0 {
        let mut names: Vec<(u8, &Value)> = subfields
            .iter()
            .filter_map(|(name, sub)| Some((name.parse().ok()?, sub)))
            .collect();
        names.sort_unstable_by_key(|(number, _)| *number);
        let parts: Result<Vec<Field>, _> = names
            .into_iter()
            .map(|(number, sub)| self::field(Key::Number(number), sub))
            .collect();
        return Ok(Parts::Positional(parts?.into()));
    }
    let mut parts = Vec::new();
    for (name, sub) in subfields {
        parts.push(self::field(key(name, ber, len)?, sub)?);
    }
    let keeps = tag["skip_unknown"] == true || tag["store_unknown"] == true;
    let other = if keeps && ber {
        let any = Field::new(
            Key::Number(0),
            "",
            Content::B,
            Encoding::Binary,
            Length::Rest,
        );
        List::from(vec![any])
    } else {
        List::EMPTY
    };
    Ok(Parts::Tagged(Tagged {
        tag: match (ber, tag["enc"].as_str()) {
            (true, _) => TagForm::Ber,
            (_, Some("asciiEncoder")) => TagForm::Text {
                len,
                charset: Charset::Ascii,
            },
            (_, Some("binaryEncoder")) => TagForm::Binary { len },
            _ => return Err("a tag's encoder"),
        },
        parts: parts.into(),
        other,
        repeats: false,
    }))
}

fn key(name: &str, ber: bool, len: u8) -> Result<Key, &'static str> {
    if ber {
        let number = u32::from_str_radix(name, 16).map_err(|_| "a tag")?;
        return Ok(Key::Tag(Tag::binary(number)));
    }
    let width = usize::from(len);
    Ok(Key::Tag(Tag::text(&format!("{name:0>width$}"))))
}

/// The key of the part `name` of the element at the end of `way`.
pub(crate) fn key_at(spec: &Spec, way: &[Key], name: &str) -> Option<Key> {
    let mut field = spec.field(way.first()?.number()?)?;
    let parts = |field: &'_ Field| -> Vec<Field> {
        match &field.parts {
            Parts::Positional(parts) => parts.to_vec(),
            Parts::Bitmapped(mapped) => mapped.parts.to_vec(),
            Parts::Tagged(tagged) => tagged.parts.to_vec(),
            _ => Vec::new(),
        }
    };
    let mut found;
    for key in way.iter().skip(1) {
        found = parts(field).into_iter().find(|part| part.key == *key)?;
        field = Box::leak(Box::new(found));
    }
    parts(field)
        .iter()
        .map(|part| part.key)
        .find(|key| key.to_string().trim_start_matches('0') == name.trim_start_matches('0'))
}

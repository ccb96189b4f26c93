//! pyiso8583: dictionaries with encodings, length types and counts.

use girokit_iso8583::spec::{
    BitmapEncoding, Bitmaps, Charset, Content, Encoding, Key, Length, LengthEncoding, MtiEncoding,
    Side, Unit,
};
use girokit_iso8583::{Field, Spec};
use serde_json::Value;

use super::Converted;

pub(crate) fn convert(spec: &Value) -> Result<Converted, &'static str> {
    let fields = spec.as_object().ok_or("no fields")?;
    let mut converted = Spec::new("pyiso8583", &[]);
    converted.bitmap = Bitmaps::HEX;
    let mut list = Vec::new();
    for (name, field) in fields {
        match name.as_str() {
            "t" => {
                converted.mti = match field["data_enc"].as_str() {
                    Some("b") => MtiEncoding::Bcd,
                    other => MtiEncoding::Text(charset(other)?),
                };
            }
            "h" if field["len_type"] == 0 && field["max_len"] == 0 => {}
            "h" => converted.header = girokit_iso8583::spec::Header::Field(one(0, field)?),
            "p" => converted.bitmap.primary = bitmap(field)?,
            "1" => converted.bitmap.secondary = bitmap(field)?,
            name => list.push(one(name.parse().map_err(|_| "a field")?, field)?),
        }
    }
    let defined = |number| {
        list.iter()
            .any(|field: &Field| field.key == Key::Number(number))
    };
    converted.bitmap.tertiary = !defined(65);
    Ok(Converted {
        spec: converted.with_fields(list),
        header: "h",
        mti: "t",
        bitmaps: &["p", "1"],
        trimmed: false,
    })
}

fn charset(name: Option<&str>) -> Result<Charset, &'static str> {
    match name {
        Some("ascii") => Ok(Charset::Ascii),
        Some("cp037") => Ok(Charset::Cp037),
        Some("cp500") => Ok(Charset::Cp500),
        _ => Err("a charset"),
    }
}

fn bitmap(field: &Value) -> Result<BitmapEncoding, &'static str> {
    Ok(match field["data_enc"].as_str() {
        Some("b") => BitmapEncoding::Binary,
        other => BitmapEncoding::Hex(charset(other)?),
    })
}

fn one(number: u8, field: &Value) -> Result<Field, &'static str> {
    let max =
        u32::try_from(field["max_len"].as_u64().ok_or("no length")?).map_err(|_| "a length")?;
    let nibbles = field["len_count"] == "nibbles";
    let unit = if nibbles { Unit::Nibbles } else { Unit::Bytes };
    let filler = |pad: &Value| {
        let digit = pad.as_str()?.chars().next()?.to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let (content, encoding) = match field["data_enc"].as_str() {
        Some("b") => {
            let (side, filler) = match (filler(&field["left_pad"]), filler(&field["right_pad"])) {
                (Some(filler), _) => (Side::Left, filler),
                (None, Some(filler)) => (Side::Right, filler),
                (None, None) => (Side::Left, 0),
            };
            match unit {
                Unit::Nibbles => (Content::B, Encoding::Bcd { side, filler }),
                _ => (Content::B, Encoding::Binary),
            }
        }
        other => (Content::Any, Encoding::Text(charset(other)?)),
    };
    let digits = u8::try_from(field["len_type"].as_u64().ok_or("no length type")?).unwrap_or(9);
    let length = match (digits, field["len_enc"].as_str()) {
        (0, _) => Length::Fixed { len: max, unit },
        (digits, Some("b")) => Length::var(digits, max)
            .with_encoding(LengthEncoding::Binary)
            .with_unit(unit),
        (digits, Some("bcd")) => Length::var(digits * 2, max)
            .with_encoding(LengthEncoding::Bcd)
            .with_unit(unit),
        (digits, other) => Length::var(digits, max)
            .with_encoding(LengthEncoding::Text(charset(other)?))
            .with_unit(unit),
    };
    Ok(Field::new(
        Key::Number(number),
        "",
        content,
        encoding,
        length,
    ))
}

//! jPOS packager classes: field tables.

use girokit_iso8583::spec::{
    Bitmaps, Charset, Content, Encoding, Key, Length, LengthEncoding, MtiEncoding, Side,
};
use girokit_iso8583::{Field, Spec};
use serde_json::Value;

use super::Converted;

pub(crate) fn convert(spec: &Value) -> Result<Converted, &'static str> {
    let fields = spec["fields"].as_object().ok_or("no fields")?;
    let mut converted = Spec::new("jPOS", &[]);
    let mut list = Vec::new();
    for (name, field) in fields {
        let number: u8 = name.parse().map_err(|_| "a field without a number")?;
        match number {
            0 if field["enc"] == "bcd" => converted.mti = MtiEncoding::Bcd,
            0 => converted.mti = MtiEncoding::Text(Charset::Ascii),
            1 if field["enc"] == "binary" => converted.bitmap = Bitmaps::BINARY,
            1 => converted.bitmap = Bitmaps::HEX,
            // Sixteen bytes of bitmap: a third one is announced by 65 and nested in it.
            65 if field["len"] == "bitmap" || field["type"] == "b" && field["max"] == 8 => {
                converted.bitmap.tertiary = false;
                list.push(one(number, field)?);
            }
            _ => list.push(one(number, field)?),
        }
    }
    Ok(Converted {
        spec: converted.with_fields(list),
        header: "header",
        mti: "0",
        bitmaps: &["1"],
        trimmed: false,
    })
}

fn one(number: u8, field: &Value) -> Result<Field, &'static str> {
    let max = u32::try_from(field["max"].as_u64().ok_or("no length")?).map_err(|_| "a length")?;
    let side = match field["bcd_odd_pad"].as_str() {
        Some("right") => Side::Right,
        _ => Side::Left,
    };
    let bcd = Encoding::Bcd { side, filler: 0 };
    let (content, encoding) = match field["enc"].as_str().ok_or("no encoding")? {
        "ascii" => (Content::Any, Encoding::ASCII),
        "bcd" => (Content::Any, bcd),
        "binary" => (Content::B, Encoding::Binary),
        "ascii-hex" => (Content::B, Encoding::Hex(Charset::Ascii)),
        "x(ascii)+bcd" => (Content::XN, bcd),
        _ => return Err("an encoding"),
    };
    let prefix = match field["len_enc"].as_str() {
        Some("bcd") => LengthEncoding::Bcd,
        _ => LengthEncoding::Text(Charset::Ascii),
    };
    let length = match field["len"].as_str().ok_or("no length kind")? {
        "fixed" | "bitmap" => Length::fixed(max),
        kind => Length::var(u8::try_from(kind.len()).unwrap_or(9), max).with_encoding(prefix),
    };
    Ok(Field::new(
        Key::Number(number),
        "",
        content,
        encoding,
        length,
    ))
}

//! A hex dump aligned to fields.

use core::fmt::Write as _;

use crate::error::Error;
use crate::limits::MAX_MESSAGE;
use crate::mask::Mask;
use crate::spec::{Charset, Encoding, Spec};
use crate::view::MessageView;
use crate::walk;

/// Bytes a line.
const WIDTH: usize = 16;

/// A hex dump of a message by its spec: offset, hex, text and the field's name, each field on lines of its own, masked by the default
/// policy.
///
/// A message that cannot be read is dumped as far as its fields are located; what follows is hidden, and the problems stand below.
/// A value that is not shown whole elsewhere is hidden here whole, its length prefix excepted. The header is hidden.
///
/// Of a message read by the wrong spec, or with a garbled bitmap, digits of a card number may fall into a short fixed element or a tag
/// that is shown: treat such a dump as card data.
pub fn dump(spec: &Spec, bytes: &[u8]) -> String {
    let mut out = String::new();
    if bytes.len() > MAX_MESSAGE {
        let _ = writeln!(out, "! longer than {MAX_MESSAGE} bytes");
        return out;
    }
    let (view, problems) = MessageView::read_all(spec, bytes);
    let Some(view) = view else {
        lines(&mut out, 0, bytes, None, "not located");
        tell(&mut out, &problems);
        return out;
    };
    let header = view.header().len();
    let maps = view.bitmap_span();
    lines(&mut out, 0, view.header(), None, "header");
    let mti = bytes.get(header..maps.start).unwrap_or_default();
    lines(&mut out, header, mti, Some(Charset::Ascii), "MTI");
    lines(
        &mut out,
        maps.start,
        view.bitmap(),
        Some(Charset::Ascii),
        "bitmap",
    );
    let mut at = maps.end;
    for item in walk::items(Mask::new(), view.mti().version(), view.fields()) {
        let name = format!("{} {}", item.path, item.view.definition().name);
        let start = item.view.offset();
        let content = item.view.content_offset();
        let charset = match item.view.definition().encoding {
            Encoding::Text(charset) | Encoding::Hex(charset) => charset,
            _ => Charset::Ascii,
        };
        if start > at {
            // Bitmaps of composite fields, and what could not be located within one.
            lines(
                &mut out,
                at,
                bytes.get(at..start).unwrap_or_default(),
                None,
                "not located",
            );
        }
        let prefix = bytes.get(start..content).unwrap_or_default();
        if !prefix.is_empty() {
            let label = format!("{name}: tag or length");
            lines(&mut out, start, prefix, Some(charset), &label);
        }
        if item.shown.is_some() {
            let charset = item.clear.then_some(charset);
            lines(&mut out, content, item.view.as_bytes(), charset, &name);
            at = content + item.view.as_bytes().len();
        } else {
            at = content;
        }
    }
    lines(
        &mut out,
        at,
        bytes.get(at..).unwrap_or_default(),
        None,
        "not located",
    );
    tell(&mut out, &problems);
    out
}

fn tell(out: &mut String, problems: &[Error]) {
    for problem in problems {
        let _ = writeln!(out, "! {problem}");
    }
}

/// Lines of `bytes`, in the clear if there is a charset.
fn lines(out: &mut String, at: usize, bytes: &[u8], charset: Option<Charset>, name: &str) {
    for (index, chunk) in bytes.chunks(WIDTH).enumerate() {
        let mut hex = String::new();
        let mut text = String::new();
        for &byte in chunk {
            if let Some(charset) = charset {
                let _ = write!(hex, "{byte:02X} ");
                let character = charset.decode(byte);
                text.push(match character {
                    b' '..=b'~' => char::from(character),
                    _ => '.',
                });
            } else {
                hex.push_str("** ");
                text.push('*');
            }
        }
        let name = if index == 0 { name } else { "" };
        let line = format!("{:06X}  {hex:<48} {text:<16}  {name}", at + index * WIDTH);
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

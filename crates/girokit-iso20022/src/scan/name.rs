//! Which characters make a name.

/// Bytes that can stand in a start tag's name: everything but white space, `/`, `>`, `<`, `&` and quotes. Whether the bytes
/// make a name in XML's sense is asked by [`is_name`], and only of names that no schema knows.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const NAME: [bool; 256] = {
    let mut table = [true; 256];
    let ends = b" \t\n\r/><&\"'=";
    let mut i = 0;
    while i < ends.len() {
        // In constant evaluation an index out of bounds is a compile error.
        table[ends[i] as usize] = false;
        i += 1;
    }
    table
};

/// Whether a byte can stand in a start tag's name.
#[inline]
pub(super) fn is_name_byte(byte: u8) -> bool {
    NAME.get(usize::from(byte)) == Some(&true)
}

/// Bytes that end the plain text of a leaf: markup, references, and carriage returns, which must be normalised, and `]`,
/// which may belong to `]]>`.
#[inline]
pub(super) fn stop(byte: u8) -> bool {
    matches!(byte, b'<' | b'&' | b'\r' | b']')
}

/// XML 1.0 (fifth edition) `Name`, a colon included.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_start) && chars.all(|c| is_start(c) || is_further(c))
}

fn is_start(c: char) -> bool {
    matches!(c,
        ':' | 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn is_further(c: char) -> bool {
    matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

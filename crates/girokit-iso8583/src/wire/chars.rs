//! Which characters an attribute allows.

use crate::spec::{Charset, Content};

/// The attribute's name in the standard.
pub(crate) const fn allowed(content: Content) -> &'static str {
    match content {
        Content::Any => "any",
        Content::A => "a",
        Content::Cn => "cn",
        Content::N => "n",
        Content::P => "p",
        Content::An => "an",
        Content::As => "as",
        Content::Ns => "ns",
        Content::Ans => "ans",
        Content::B => "b",
        Content::Z => "z",
        Content::XN => "x+n",
    }
}

/// Where the first character stands that the attribute does not allow. The sign of `x+n` is not looked at.
#[inline]
pub(crate) fn first_outside(content: Content, charset: Charset, bytes: &[u8]) -> Option<usize> {
    if matches!(content, Content::Any | Content::B) {
        return None;
    }
    bytes
        .iter()
        .position(|&byte| !allows(content, charset.decode(byte)))
}

/// Whether the attribute allows the character (ISO 8859-1).
pub(crate) const fn allows(content: Content, character: u8) -> bool {
    let (letter, digit) = (character.is_ascii_alphabetic(), character.is_ascii_digit());
    let printable = matches!(character, b' '..=b'~');
    match content {
        Content::Any | Content::B => true,
        Content::A => letter || character == b' ',
        Content::Cn | Content::N | Content::XN => digit,
        Content::P => character == b' ',
        Content::An => letter || digit || character == b' ',
        Content::As => printable && !digit,
        Content::Ns => printable && !letter,
        Content::Ans => printable,
        Content::Z => matches!(character, b'0'..=b'?' | b'D'),
    }
}

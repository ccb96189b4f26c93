//! The bytes of a file as text.

use std::borrow::Cow;

use super::rules;
use crate::problem::{Place, Problem, Report, shown};

/// UTF-8, else Windows-1252, which is what SGML files mostly are.
pub(super) fn decoded<'a>(bytes: &'a [u8], report: &mut Report) -> Cow<'a, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Err(error) = core::str::from_utf8(bytes) else {
        return Cow::Borrowed(core::str::from_utf8(bytes).unwrap_or_default());
    };
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let says_utf8 = head
        .windows(5)
        .any(|five| five.eq_ignore_ascii_case(b"UTF-8"));
    if says_utf8 {
        let at = error.valid_up_to();
        let line = memchr::memchr_iter(b'\n', bytes.get(..at).unwrap_or_default()).count();
        let place = Place::line((line as u64).saturating_add(1));
        let found = shown(bytes.get(at..at.saturating_add(1)).unwrap_or_default());
        report.add(Problem::new(
            rules::ENCODING,
            place,
            "document",
            "UTF-8",
            found,
        ));
    }
    let text = bytes.iter().map(|byte| match byte {
        0x80..=0x9f => WINDOWS_1252
            .get(usize::from(byte & 0x1f))
            .copied()
            .unwrap_or('\u{fffd}'),
        byte => char::from(*byte),
    });
    Cow::Owned(text.collect())
}

/// Windows-1252 where it is not Latin-1: 0x80 to 0x9F.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
    '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}',
    'ž', 'Ÿ',
];

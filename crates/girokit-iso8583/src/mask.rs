//! What of a message may be shown: one place that decides it, for descriptions, dumps, differences and JSON.

use crate::emv;
use crate::field::FieldView;
use crate::spec::{Encoding, Key, Length, Sensitivity};

/// The policy by which values are shown.
///
/// - The spec's [`Sensitivity`] rules. The standard's own elements never fall below what they are, whatever a spec says: DE 2 and 34 are
///   card numbers, 35, 36 and 45 tracks, 52 a PIN block, 53 secret; so are the tags of the EMV dictionary. A BER tag that neither the
///   dictionary nor the spec defines is secret.
/// - A card number shows its first six and last four digits; one shorter than 15 digits only the last four; what is no number of 12 to 19
///   digits, nothing. Tracks and secrets show their length, PIN blocks nothing.
/// - Values in clear are searched: a run of digits in which 12 to 19 pass the Luhn test is masked, also across single spaces and
///   hyphens, and in binary content as BCD, ASCII or EBCDIC. Fixed elements of at most 12 digits (amounts, the retrieval reference
///   number; of tags those of digits with but one length) are not searched. A number written by one who wants to hide it is not found.
/// - Names and addresses are masked unless asked for.
///
/// Source: PCI DSS 4.0 3.3 and 3.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mask {
    personal: bool,
}

impl Mask {
    /// The default: personal data masked.
    pub const fn new() -> Self {
        Self { personal: false }
    }

    /// Shows names and addresses.
    #[must_use]
    pub const fn with_personal(self) -> Self {
        Self { personal: true }
    }

    /// What the element is: by its spec, the standard, the EMV dictionary and what holds it.
    pub(crate) fn rule(outer: Option<Sensitivity>, element: &FieldView<'_>) -> Sensitivity {
        let own = element.definition().sensitivity;
        let floor = match (outer, element.key()) {
            (None, Key::Number(number)) => standard(number),
            (_, Key::Tag(tag)) if !tag.is_text() => match emv::find(tag) {
                Some(known) => known.sensitivity,
                None if element.definition().key == element.key() => Sensitivity::Clear,
                None => Sensitivity::Secret,
            },
            _ => Sensitivity::Clear,
        };
        // The parts of a card number show more together than it may.
        let outer = match outer {
            Some(Sensitivity::Pan) => Sensitivity::Secret,
            Some(Sensitivity::Tags) | None => Sensitivity::Clear,
            Some(outer) => outer,
        };
        let strict = [own, floor, outer]
            .into_iter()
            .max_by_key(|&rule| rank(rule));
        match strict.unwrap_or(Sensitivity::Secret) {
            Sensitivity::Tags if !element.is_composite() => Sensitivity::Secret,
            rule => rule,
        }
    }

    /// What may be shown of an element without parts, and whether that is all of it.
    pub(crate) fn show(self, rule: Sensitivity, element: &FieldView<'_>) -> (String, bool) {
        match rule {
            Sensitivity::Clear => searched(element),
            Sensitivity::Personal if self.personal => searched(element),
            Sensitivity::Pan => {
                let digits: String = element.characters().map(char::from).collect();
                (pan(digits.trim_end_matches(['F', ' '])), false)
            }
            Sensitivity::Pin => ("[hidden]".into(), false),
            _ => (hidden(element.count()), false),
        }
    }
}

/// Whether a composite is hidden as a whole.
pub(crate) const fn is_opaque(rule: Sensitivity) -> bool {
    matches!(
        rule,
        Sensitivity::Pin | Sensitivity::Secret | Sensitivity::Track
    )
}

const fn standard(number: u8) -> Sensitivity {
    match number {
        2 | 34 => Sensitivity::Pan,
        35 | 36 | 45 => Sensitivity::Track,
        52 => Sensitivity::Pin,
        53 => Sensitivity::Secret,
        _ => Sensitivity::Clear,
    }
}

const fn rank(rule: Sensitivity) -> u8 {
    match rule {
        Sensitivity::Clear => 0,
        Sensitivity::Tags => 1,
        Sensitivity::Personal => 2,
        Sensitivity::Pan => 3,
        Sensitivity::Track => 4,
        Sensitivity::Secret => 5,
        Sensitivity::Pin => 6,
    }
}

fn hidden(count: u32) -> String {
    format!("[hidden, {count}]")
}

/// A card number as it may be shown.
fn pan(digits: &str) -> String {
    let len = digits.len();
    if !(12..=19).contains(&len) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return "*".repeat(len);
    }
    let first = if len >= 15 { 6 } else { 0 };
    digits
        .char_indices()
        .map(|(at, digit)| {
            if at < first || at + 4 >= len {
                digit
            } else {
                '*'
            }
        })
        .collect()
}

/// A value in clear, without the card numbers in it.
fn searched(element: &FieldView<'_>) -> (String, bool) {
    let definition = element.definition();
    let text: String = element
        .characters()
        .map(|byte| match byte {
            b' '..=b'~' | 0xA0.. => char::from(byte),
            _ => '.',
        })
        .collect();
    // What was read in spite of its problems may be longer than its definition allows.
    let is_short = match (definition.length, definition.encoding) {
        _ if text.chars().count() > 12 => false,
        (_, Encoding::Binary | Encoding::Hex(_)) => false,
        (Length::Fixed { len, .. }, _) => len <= 12,
        // A tag has its length before it, and may still have but one: 9F02 holds twelve digits in six bytes.
        (Length::Var { min, max, .. }, Encoding::Bcd { .. }) => min == max && max <= 6,
        _ => false,
    };
    if is_short {
        return (text, true);
    }
    let shown = hide_numbers(&text);
    if let Encoding::Binary | Encoding::Hex(_) = definition.encoding {
        let bytes = element.bytes();
        let ascii: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        let ebcdic: String = bytes
            .iter()
            .map(|&byte| char::from(crate::spec::Charset::Cp037.decode(byte)))
            .collect();
        // Digits of BCD may begin behind a nibble; that run is in the hex text as well.
        if shown != text || hide_numbers(&ascii) != ascii || hide_numbers(&ebcdic) != ebcdic {
            return (hidden(element.count()), false);
        }
    }
    let whole = shown == text;
    (shown, whole)
}

/// The text with each run of digits that holds a card number masked.
pub(crate) fn hide_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, run) = rest.split_at(start);
        out.push_str(before);
        let (run, behind) = run.split_at(run_len(run));
        let digits: Vec<u8> = run.bytes().filter(u8::is_ascii_digit).collect();
        if (12..=19).contains(&digits.len()) && luhn(&digits) && digits.len() == run.len() {
            out.push_str(&pan(run));
        } else if holds_number(&digits) {
            out.extend(
                run.chars()
                    .map(|c| if c.is_ascii_digit() { '*' } else { c }),
            );
        } else {
            out.push_str(run);
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// How long the run of digits is with which the text begins, single spaces and hyphens between digits included.
fn run_len(text: &str) -> usize {
    let mut end = 0;
    let mut gap = false;
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_digit() {
            end = at + 1;
            gap = false;
        } else if matches!(byte, b' ' | b'-') && !gap {
            gap = true;
        } else {
            break;
        }
    }
    end
}

fn holds_number(digits: &[u8]) -> bool {
    (12..=19).any(|len| {
        digits
            .windows(len)
            .any(|window| window.iter().any(|&digit| digit != b'0') && luhn(window))
    })
}

/// Source: ISO/IEC 7812-1 annex B.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &digit)| {
            let digit = u32::from(digit.saturating_sub(b'0'));
            let weighted = digit * if at % 2 == 0 { 1 } else { 2 };
            weighted / 10 + weighted % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_free_text() {
        for (text, shown) in [
            ("card 4111111111111111.", "card 411111******1111."),
            ("4111 1111 1111 1111", "**** **** **** ****"),
            ("164111111111111111", "******************"),
            ("41111111111111112512123", "***********************"),
            ("order 123456", "order 123456"),
            ("000000000000", "********0000"),
        ] {
            assert_eq!(hide_numbers(text), shown, "{text}");
        }
    }

    #[test]
    fn card_numbers_by_their_length() {
        assert_eq!(pan("4111111111111111"), "411111******1111");
        assert_eq!(pan("41111111111111"), "**********1111");
        assert_eq!(pan("4111"), "****");
        assert_eq!(pan("4111111111111111D2512"), "*".repeat(21));
    }
}

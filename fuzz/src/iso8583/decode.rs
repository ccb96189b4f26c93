//! Messages by every spec.

use girokit_iso8583::{FieldView, Message, MessageView, SpecRef, diff, dump};

use super::kinds;

/// Whatever the bytes and the spec: no panic; the strict read and the one that collects agree; every offset is in the message; what was
/// read is written back as it was; no card number of DE 2 or track of DE 35 stands in a description, a dump or an error.
///
/// # Panics
/// When a promise is broken.
pub fn decode(data: &[u8]) {
    for spec in kinds::all() {
        by(&spec, data);
    }
}

fn by(spec: &SpecRef, data: &[u8]) {
    let (view, problems) = MessageView::read_all(spec, data);
    let strict = MessageView::read(spec, data);
    assert_eq!(strict.as_ref().err(), problems.first(), "{}", spec.name);
    for problem in &problems {
        assert!(problem.offset() <= data.len(), "{}: {problem}", spec.name);
        assert!(!problem.to_string().is_empty());
    }
    let shown = dump(spec, data);
    assert!(data.is_empty() || !shown.is_empty());
    if let Some(view) = view {
        let mut end = view.header().len();
        for field in view.fields() {
            assert!(field.offset() >= end, "fields in their order");
            end = field.offset() + field.wire().len();
            assert_eq!(data.get(field.offset()..end), Some(field.wire()));
            elements(&field, data);
        }
        let described = view.describe().to_string();
        for secret in [2, 35].into_iter().filter_map(|number| card(&view, number)) {
            assert!(!described.contains(&secret), "{}: described", spec.name);
            let told = problems
                .iter()
                .any(|problem| format!("{problem} {problem:?}").contains(&secret));
            assert!(!told, "{}: told", spec.name);
        }
        for tag in view.undefined_tags() {
            assert!(tag.offset() < data.len());
        }
    }
    if strict.is_ok() {
        let message = Message::read(spec.clone(), data).expect("what a view reads");
        assert_eq!(message.to_bytes(), data, "{}", spec.name);
        assert!(diff(&message, &message).is_empty(), "{}", spec.name);
    }
}

/// Every part lies in what it is a part of.
fn elements(field: &FieldView<'_>, data: &[u8]) {
    let mut at = field.content_offset();
    let end = field.offset() + field.wire().len();
    for part in field.elements() {
        let Ok(part) = part else {
            continue;
        };
        assert!(part.offset() >= at, "parts in their order");
        at = part.offset() + part.wire().len();
        assert!(at <= end, "parts within their field");
        assert_eq!(data.get(part.offset()..at), Some(part.wire()));
        assert!(part.characters().count() <= part.wire().len() * 2);
        elements(&part, data);
    }
}

/// The card number that the field begins with, if it is one beyond doubt.
fn card(view: &MessageView<'_>, number: u8) -> Option<String> {
    let text = view.field(number)?.text().into_owned();
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(digit - b'0')) {
            (1, digit) if digit > 4 => digit * 2 - 9,
            (1, digit) => digit * 2,
            (_, digit) => digit,
        })
        .sum();
    let varied = digits
        .bytes()
        .any(|digit| !digits.starts_with(char::from(digit)));
    ((15..=19).contains(&digits.len()) && sum.is_multiple_of(10) && varied).then_some(digits)
}

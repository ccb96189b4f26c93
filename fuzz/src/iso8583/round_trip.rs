//! Messages that are read, edited and written.

use girokit_iso8583::spec::Key;
use girokit_iso8583::{FieldView, Message, MessageView, Spec, SpecRef};

use super::kinds;

/// What is read is written back byte for byte. A field or a part that is set to its own bytes leaves a message that reads, with the same
/// value there and everything else as it was; one that is taken out leaves a message that reads without it. A refused edit changes nothing.
///
/// # Panics
/// When a promise is broken.
pub fn round_trip(data: &[u8]) {
    for spec in kinds::all() {
        if let Ok(message) = Message::read(spec.clone(), data) {
            assert_eq!(message.to_bytes(), data, "{}", spec.name);
            edits(&spec, &message);
        }
    }
}

fn edits(spec: &SpecRef, message: &Message) {
    let bytes = message.to_bytes();
    for field in message.fields() {
        let Key::Number(number) = field.key() else {
            unreachable!("a field has a number");
        };
        let mut edited = message.clone();
        match edited.set(number, &field.text()) {
            Ok(_) => {
                let after = edited.field(number).expect("it was set");
                // Hex digits are written in upper case.
                assert!(
                    after.text().eq_ignore_ascii_case(&field.text()),
                    "DE {number}"
                );
                assert_eq!(after.bytes(), field.bytes(), "DE {number}");
                let written = edited.to_bytes();
                assert_eq!(read(spec, &written).bits(), message.bits());
            }
            Err(_) => assert_eq!(edited.to_bytes(), bytes, "DE {number} refused"),
        }
        parts(spec, message, &field, &mut vec![field.key()]);
        let mut edited = message.clone();
        assert!(edited.remove(number));
        let written = edited.to_bytes();
        let without = read(spec, &written);
        assert!(!without.bits().contains(number));
        for other in message.fields().filter(|other| other.key() != field.key()) {
            let same = without.fields().find(|same| same.key() == other.key());
            assert_eq!(
                same.map(|same| same.wire().to_vec()),
                Some(other.wire().to_vec())
            );
        }
    }
}

fn parts(spec: &SpecRef, message: &Message, within: &FieldView<'_>, way: &mut Vec<Key>) {
    let bytes = message.to_bytes();
    let all: Vec<FieldView<'_>> = within.elements().map(|part| part.expect("read")).collect();
    for (at, part) in all.iter().enumerate() {
        // A way leads to the first part of its key.
        if all.iter().take(at).any(|before| before.key() == part.key()) {
            continue;
        }
        way.push(part.key());
        let mut edited = message.clone();
        if edited.set_element_bytes(way, &part.bytes()).is_ok() {
            let written = edited.to_bytes();
            let view = read(spec, &written);
            let after = find(&view, way);
            assert_eq!(
                after.map(|after| after.bytes().into_owned()),
                Some(part.bytes().into_owned())
            );
        } else {
            assert_eq!(edited.to_bytes(), bytes, "refused");
        }
        let mut edited = message.clone();
        let there = all.iter().filter(|other| other.key() == part.key()).count();
        if edited.remove_element(way) {
            let written = edited.to_bytes();
            let view = read(spec, &written);
            assert!(there > 1 || find(&view, way).is_none(), "still there");
        } else {
            assert_eq!(edited.to_bytes(), bytes, "not taken out");
        }
        if part.is_composite() {
            parts(spec, message, part, way);
        }
        way.pop();
    }
}

fn read<'a>(spec: &'a Spec, bytes: &'a [u8]) -> MessageView<'a> {
    MessageView::read(spec, bytes).expect("what was written reads")
}

fn find<'a>(view: &MessageView<'a>, way: &[Key]) -> Option<FieldView<'a>> {
    let (first, within) = way.split_first()?;
    let field = view.field(first.number()?);
    within.iter().fold(field, |field, &key| field?.element(key))
}

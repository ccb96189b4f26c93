//! Specs as JSON.

use girokit_iso8583::spec::SpecSet;
use girokit_iso8583::spec::json::SpecLoader;
use girokit_iso8583::{MessageView, dump};

/// Messages that loaded specs are followed with: bits 2 to 64 set in characters and in bytes, digits behind them; and ICC data.
const MESSAGES: [&[u8]; 4] = [
    b"02007FFFFFFFFFFFFFFF1641111111111111110000000000100000000001200112233445566778899",
    b"\x60\x00\x00\x00\x00\x02\x00\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x16\x41\x11\x11\x11\x11\x11\x11\x11\x00\x00\x00\x00\x10\x00\x00\x05",
    b"0100\x00\x00\x00\x00\x00\x00\x02\x00\x012\x9F\x02\x06\x00\x00\x00\x00\x10\x00\x82\x02\x00\x00",
    b"\xF0\xF2\xF0\xF0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xC0\x00\x00\x00\x00\x00\x00\x01\xF1\xF6\xF4\xF1\xF1\xF1",
];

/// No input panics. What loads is sound, saves, and loads again as it was; a message read by it does not panic either. What does not
/// load has its problems told.
///
/// # Panics
/// When a promise is broken.
pub fn spec(data: &[u8]) {
    let set = match SpecSet::from_json(data) {
        Ok(set) => set,
        Err(error) => {
            assert!(!error.problems().is_empty(), "an error without a problem");
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let json = set.to_json();
    // Saved with its base, a spec is longer than its file.
    let loader = SpecLoader::new()
        .with_max_bytes(usize::MAX)
        .with_max_elements(usize::MAX);
    let again = loader.load_set(&json).expect("what was saved loads");
    assert!(again == set, "another spec: {json}");
    assert_eq!(again.to_json(), json, "saved otherwise");
    for message in MESSAGES {
        assert_eq!(
            set.for_message(message).is_ok(),
            again.for_message(message).is_ok()
        );
    }
    let variants = set.variants().map(|(_, spec)| spec);
    for spec in core::iter::once(set.base()).chain(variants.take(4)) {
        assert_eq!(spec.check(), Ok(()), "loaded, but not sound");
        for message in MESSAGES {
            let (view, _) = MessageView::read_all(spec, message);
            if let Some(view) = view {
                assert!(!view.describe().to_string().is_empty());
            }
            assert!(!dump(spec, message).is_empty());
        }
    }
}

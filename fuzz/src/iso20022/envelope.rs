//! The body for envelopes.

use girokit_iso20022::envelope::{Envelope, Part, Wrapper};
use girokit_iso20022::{AnyMessage, Limits};

use super::infoset::{Item, infoset};

/// No input panics. Parts lie in order within the file; each is a document of its own that says what it says in its place (quick-xml is
/// the second opinion); problems have their places in the file; a part put into another wrapper comes back byte for byte.
///
/// # Panics
/// When a promise is broken.
pub fn envelope(data: &[u8]) {
    let limits = Limits::default();
    let Ok(envelope) = Envelope::read(data, &limits) else {
        return;
    };
    let mut end = 0;
    let mut alone = Vec::new();
    for message in envelope.messages() {
        assert!(message.header().is_some() || message.document().is_some());
        for part in [message.header(), message.document()].into_iter().flatten() {
            let range = part.range();
            assert!(end <= range.start && range.start < range.end && range.end <= data.len());
            end = range.end;
            one(&part);
            alone.extend(infoset(&part.to_document()).expect("quick-xml reads a part alone"));
        }
    }
    if let (Ok(text), 1) = (std::str::from_utf8(data), envelope.roots()) {
        let whole = infoset(text.trim_start_matches('\u{FEFF}'));
        let whole = whole.expect("quick-xml reads the file");
        assert_eq!(parts_of(whole), alone, "another message in its place");
    }
    let documents: Vec<_> = envelope
        .messages()
        .filter_map(|message| message.document().map(|part| part.to_document()))
        .collect();
    wrap_again(&documents);
    for opened in envelope.open(&limits) {
        for problem in opened.errors().iter().chain(opened.warnings()) {
            assert!(problem.path.starts_with('/') && !problem.message().is_empty());
            assert!(problem.line != Some(0) && problem.column != Some(0));
        }
    }
}

fn one(part: &Part<'_>) {
    let document = part.to_document();
    assert!(part.text().starts_with('<') && part.text().ends_with('>'));
    assert!(document.len() >= part.text().len());
    let detected = AnyMessage::detect(document.as_bytes()).expect("a part is a document");
    assert_eq!(detected.root, part.detected().root);
    assert_eq!(detected.namespace, part.detected().namespace);
    assert!(part.path().ends_with(&detected.root) || part.path().ends_with(']'));
    let again = Envelope::read(document.as_bytes(), &Limits::default()).expect("as before");
    assert!(again.is_bare() && again.messages().len() == 1);
    let here = part.read(&Limits::default());
    let there = AnyMessage::from_xml(document.as_bytes());
    match (here, there) {
        (Ok(here), Ok(there)) => assert!(here == there),
        (Err(here), Err(there)) => assert_eq!(here.problems().len(), there.problems().len()),
        _ => panic!("two verdicts on one part"),
    }
}

fn wrap_again(documents: &[std::borrow::Cow<'_, str>]) {
    let messages: Vec<_> = documents.iter().map(|d| (None, Some(&**d))).collect();
    if messages.is_empty() {
        return;
    }
    let wrapper = Wrapper::element_in("Batch", "urn:x").expect("a name");
    let wrapper = wrapper.with_each("Message").expect("a name");
    let file = wrapper.write(&messages).expect("each is a document");
    let envelope = Envelope::read(file.as_bytes(), &Limits::default()).expect("what was written");
    let texts: Vec<_> = envelope
        .messages()
        .filter_map(|message| message.document().map(|part| part.text()))
        .collect();
    assert_eq!(texts, documents);
}

/// What stands in the parts of a file.
fn parts_of(items: Vec<Item>) -> Vec<Item> {
    let mut depth = 0_usize;
    items
        .into_iter()
        .filter(|item| {
            let is_part = |local: &str| matches!(local, "AppHdr" | "Document");
            match item {
                Item::Start { local, .. } if depth > 0 || is_part(local) => depth += 1,
                Item::End if depth > 0 => {
                    depth -= 1;
                    return true;
                }
                _ => {}
            }
            depth > 0
        })
        .collect()
}

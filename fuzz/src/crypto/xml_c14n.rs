//! Canonical XML.

use girokit_crypto::ErrorKind;
use girokit_crypto::xml::{Canonicalization, Document, Limits, canonicalize};

/// Reads a document: what is canonical comes out of itself again, the ways over bytes and over the index agree, and nothing
/// panics.
///
/// # Panics
/// When a promise is broken.
pub fn xml_c14n(data: &[u8]) {
    let limits = Limits::default();
    let forms = [
        Canonicalization::INCLUSIVE,
        Canonicalization::INCLUSIVE_11,
        Canonicalization::EXCLUSIVE,
    ];
    let document = Document::parse(data, &limits);
    for form in forms
        .into_iter()
        .flat_map(|form| [form.clone(), form.with_comments(true)])
    {
        let mut canonical = Vec::new();
        let result = canonicalize(data, &form, &limits, &mut canonical);
        let Ok(document) = &document else {
            continue;
        };
        result.expect("a document that was read");
        let mut indexed = Vec::new();
        document
            .canonicalize(&form, &[], &mut indexed)
            .expect("a document that was read");
        assert_eq!(indexed, canonical);
        let mut again = Vec::new();
        match canonicalize(&canonical, &form, &limits, &mut again) {
            Ok(()) => assert_eq!(again, canonical),
            Err(error) => assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}"),
        }
        for node in document.elements().take(8) {
            let mut part = Vec::new();
            node.canonicalize(&form, &[], &mut part)
                .expect("an element of a document that was read");
            let mut again = Vec::new();
            match canonicalize(&part, &form, &limits, &mut again) {
                Ok(()) => assert_eq!(again, part),
                // It has the namespaces of its ancestors too.
                Err(error) => assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}"),
            }
            let _ = (node.text(), node.path(), node.attribute("Id"));
        }
    }
}

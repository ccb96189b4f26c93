//! Hostile documents get a clear error in bounded memory, from every entry point that takes bytes.
#![cfg(feature = "camt-053-001-08")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::cast_possible_truncation,
    reason = "a test fails by panicking"
)]

use girokit_iso20022::camt_053_001_08::Document;
use girokit_iso20022::stream::ItemStream;
use girokit_iso20022::{AnyMessage, Code, Error, ErrorKind, Limits, Message as _, Tree};

const HEAD: &str =
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>";
const TAIL: &str = "</BkToCstmrStmt></Document>";

/// What each entry point says of a document.
fn errors(xml: &[u8]) -> Vec<(&'static str, Error)> {
    let limits = Limits::default();
    let stream = ItemStream::<Document, _>::new(xml, &limits);
    let last = stream.filter_map(Result::err).last();
    vec![
        ("struct", Document::from_xml(xml).unwrap_err()),
        ("any", AnyMessage::from_xml(xml).unwrap_err()),
        (
            "tree",
            Tree::read(xml, Document::DEFINITION, &limits).unwrap_err(),
        ),
        ("any tree", Tree::from_xml(xml).unwrap_err()),
        ("stream", last.unwrap()),
    ]
}

fn refused(xml: &[u8], kind: ErrorKind, expected: &str) {
    for (entry, error) in errors(xml) {
        assert_eq!(error.kind(), kind, "{entry}: {error}");
        let mut problems = error.problems().iter();
        assert!(
            problems.any(|p| p.expected.contains(expected)),
            "{entry}: {error}"
        );
        // The error itself is small, whatever the document was.
        assert!(error.to_string().len() < 1_000, "{entry}");
    }
}

#[test]
fn entities_are_not_declared_and_so_never_expanded() {
    let mut xml = String::from("<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY l0 \"lol\">");
    for i in 1..10 {
        let of = format!("&l{};", i - 1).repeat(10);
        xml.push_str(&format!("<!ENTITY l{i} \"{of}\">"));
    }
    xml.push_str(&format!(
        "]>{HEAD}<GrpHdr><MsgId>&l9;</MsgId></GrpHdr>{TAIL}"
    ));
    refused(
        xml.as_bytes(),
        ErrorKind::Malformed,
        "no document type declaration",
    );
}

#[test]
fn nesting_is_bounded() {
    let deep = format!("{HEAD}{}{TAIL}", "<Stmt>".repeat(1_000_000));
    refused(deep.as_bytes(), ErrorKind::Limit, "nested elements");
    // Where a schema admits any element, too.
    let any = format!(
        "{HEAD}<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-23T06:00:00Z</CreDtTm></GrpHdr><SplmtryData><Envlp>{}</Envlp></SplmtryData>{TAIL}",
        "<x xmlns=\"urn:x\">".repeat(100_000)
    );
    refused(any.as_bytes(), ErrorKind::Limit, "");
}

#[test]
fn a_huge_attribute_is_refused_once() {
    // The size of a document is the caller's limit; here it is far below the attribute's.
    let limits = Limits::default()
        .with_max_bytes(1 << 20)
        .with_max_item_bytes(1 << 20);
    let xml = format!("{HEAD}<GrpHdr a=\"{}\"/>{TAIL}", "x".repeat(64 << 20));
    for error in [
        Document::from_xml_with(xml.as_bytes(), &limits).unwrap_err(),
        Tree::read_any(xml.as_bytes(), &[Document::DEFINITION], &limits).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    }
    let mut stream = ItemStream::<Document, _>::new(xml.as_bytes(), &limits);
    let error = stream.next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    // Within the limits it is an attribute that the schema does not know, and the error does not repeat it.
    let xml = format!("{HEAD}<GrpHdr a=\"{}\"/>{TAIL}", "x".repeat(1 << 20));
    for (entry, error) in errors(xml.as_bytes()) {
        let mut problems = error.problems().iter();
        assert!(
            problems.any(|p| p.code == Code::UnknownAttribute) || entry == "stream",
            "{entry}: {error}"
        );
        assert!(error.to_string().len() < 1_000, "{entry}");
    }
}

#[test]
fn many_attributes_are_bounded() {
    let attributes: String = (0..100_000).map(|i| format!(" a{i}=\"\"")).collect();
    let xml = format!("{HEAD}<GrpHdr{attributes}/>{TAIL}");
    refused(xml.as_bytes(), ErrorKind::Limit, "attributes");
}

#[test]
fn bytes_that_are_no_text_are_refused_where_they_stand() {
    let body = format!("{HEAD}<GrpHdr><MsgId>\u{FF}</MsgId></GrpHdr>{TAIL}");
    // ISO-8859-1 without saying so.
    let latin: Vec<u8> = body.chars().map(|c| c as u8).collect();
    refused(&latin, ErrorKind::Malformed, "UTF-8");
    let nul = body.replace('\u{FF}', "\0");
    refused(nul.as_bytes(), ErrorKind::Malformed, "XML admits");
    let lone: Vec<u8> = [0xFF, 0xFE, b'<', 0, 0x00, 0xD8].to_vec();
    refused(&lone, ErrorKind::Malformed, "UTF-16");
}

#[test]
fn utf_16_is_known_without_its_mark_and_refused_when_it_breaks_off() {
    let body = format!("{HEAD}{TAIL}");
    let mut units: Vec<u8> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Read as text: what is missing is an element.
    refused(&units, ErrorKind::Invalid, "<GrpHdr>");
    units.pop();
    for (entry, error) in errors(&units) {
        assert_eq!(error.kind(), ErrorKind::Malformed, "{entry}: {error}");
    }
}

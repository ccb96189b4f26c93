//! Bodies for `girokit-iso20022`.

mod carry;
mod convert;
mod envelope;
mod infoset;
mod json;
mod rules;
mod statement;
mod stream;
mod tree;

use girokit_iso20022::{AnyMessage, MAX_PROBLEMS};

pub use carry::carry;
pub use convert::{convert, diff};
pub use envelope::envelope;
use infoset::infoset;
pub use json::json;
pub use rules::rules;
pub use statement::statement;
pub use stream::stream;
pub use tree::tree;

/// No input panics, and a refusal says where and why.
///
/// # Panics
/// When a promise is broken.
pub fn read(data: &[u8]) {
    let Err(error) = AnyMessage::from_xml(data) else {
        return;
    };
    let problems = error.problems();
    assert!(
        (1..=MAX_PROBLEMS).contains(&problems.len()),
        "{} problems",
        problems.len()
    );
    assert!(!error.to_string().is_empty());
    for problem in problems {
        assert!(problem.path.starts_with('/'), "path {:?}", problem.path);
        assert!(
            problem.line != Some(0) && problem.column != Some(0),
            "{problem}"
        );
        assert!(
            !problem.expected.is_empty() && !problem.found.is_empty(),
            "{problem}"
        );
    }
}

/// What is read can be written; what is written is read as the same message and written as the same bytes.
///
/// # Panics
/// When a promise is broken.
pub fn roundtrip(data: &[u8]) {
    let Ok(message) = AnyMessage::from_xml(data) else {
        return;
    };
    message
        .validate()
        .expect("what was read is valid in memory too");
    let xml = message.to_xml().expect("what was read can be written");
    let again = AnyMessage::from_xml(xml.as_bytes()).expect("what was written can be read");
    assert!(
        message == again,
        "another message after the round trip: {xml}"
    );
    assert_eq!(
        again.to_xml().expect("as before"),
        xml,
        "another text after the round trip"
    );
}

/// Differential: quick-xml accepts what our tokenizer accepts, and reads the same in our canonical writing of it as in the
/// original.
///
/// The input is tried as a message and, because most inputs are none, as the content of a supplementary data envelope,
/// where every well-formed element is allowed.
///
/// # Panics
/// When a promise is broken.
pub fn tokens(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    agree(text);
    agree(&format!("{ENVELOPE_OPEN}{text}{ENVELOPE_CLOSE}"));
}

fn agree(xml: &str) {
    let Ok(message) = AnyMessage::from_xml(xml.as_bytes()) else {
        return;
    };
    let canonical = message.to_xml().expect("what was read can be written");
    let theirs = infoset(xml)
        .unwrap_or_else(|error| panic!("quick-xml refuses what we read: {error}: {xml}"));
    let ours = infoset(&canonical)
        .unwrap_or_else(|error| panic!("quick-xml refuses what we wrote: {error}: {canonical}"));
    assert_eq!(theirs, ours, "we wrote {canonical}");
}

const ENVELOPE_OPEN: &str = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
    <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-23T00:00:00Z</CreDtTm></GrpHdr>\
    <OrgnlGrpInfAndSts><OrgnlMsgId>1</OrgnlMsgId><OrgnlMsgNmId>1</OrgnlMsgNmId></OrgnlGrpInfAndSts>\
    <SplmtryData><Envlp>";

const ENVELOPE_CLOSE: &str = "</Envlp></SplmtryData></CstmrPmtStsRpt></Document>";

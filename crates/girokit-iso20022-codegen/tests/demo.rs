//! The generator as a user meets it: a schema of one's own, its generated code compiled here, run against the runtime.
//!
//! The verdicts of `CASES` are those of libxml2's schema validator on the same schema and documents.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

use std::path::Path;
use std::process::Command;

use girokit_iso20022::Message as _;
use girokit_iso20022_codegen::{Options, generate};

#[path = "demo/mod.rs"]
mod demo;

use demo::any_message::AnyMessage;
use demo::messages::demo_001_001_01::{
    Document, Header1, Header1ChoiceWithin, Kind1Code, Type1Choice,
};

/// Content of `Document`, and whether it is valid.
const CASES: &[(&str, bool)] = &[
    ("<Hdr><Id>a</Id><Nm>b</Nm></Hdr>", true),
    ("<Hdr><Id>a</Id><Ref>b</Ref><Ref>c</Ref></Hdr>", true),
    (
        "<Hdr><Id>a</Id><Ref>b</Ref><Ref>c</Ref><Ref>d</Ref></Hdr>",
        false,
    ),
    ("<Hdr><Id>a</Id></Hdr>", false),
    ("<Hdr><Id>a</Id><Nm>b</Nm><Ref>c</Ref></Hdr>", false),
    ("<Hdr><Id>a</Id><Nm>b</Nm><Nm>c</Nm></Hdr>", false),
    ("<Hdr><Nm>b</Nm><Id>a</Id></Hdr>", false),
    ("<Hdr><Id>a</Id><Nm>b</Nm><Tp/></Hdr>", false),
    ("<Hdr><Id>a</Id><Nm>b</Nm><Tp><Cd>001</Cd></Tp></Hdr>", true),
    (
        "<Hdr><Id>a</Id><Nm>b</Nm><Tp><Cd>001 </Cd></Tp></Hdr>",
        false,
    ),
    (
        "<Hdr><Id>a</Id><Nm>b</Nm><Tp><Cd>AB</Cd><Cd>AB</Cd></Tp></Hdr>",
        false,
    ),
    (
        "<Hdr><Id>a</Id><Nm>b</Nm><Tp><Prtry>abcd</Prtry></Tp></Hdr>",
        true,
    ),
    (
        "<Hdr><Id>a</Id><Nm>b</Nm><Tp><Prtry>abcde</Prtry></Tp></Hdr>",
        false,
    ),
    (
        "<Hdr><Id>a</Id><Nm>b</Nm><Tp><Prtry></Prtry></Tp></Hdr>",
        false,
    ),
    (
        "<Hdr><Id>a</Id><Nm>b</Nm><Tp><Inner><Id>a</Id><Nm>b</Nm></Inner></Tp></Hdr>",
        true,
    ),
    ("<Hdr><Id>äöü€😀</Id><Nm>b</Nm></Hdr>", true),
    ("<Hdr><Id>äöü€😀x</Id><Nm>b</Nm></Hdr>", false),
    (
        "<Hdr><Id><![CDATA[a]]>&lt;<!-- c -->b</Id><Nm>b</Nm></Hdr>",
        true,
    ),
    ("<Hdr>text<Id>a</Id><Nm>b</Nm></Hdr>", false),
    ("<Hdr a='1'><Id>a</Id><Nm>b</Nm></Hdr>", false),
    ("<Hdr><Id a='1'>a</Id><Nm>b</Nm></Hdr>", false),
    (
        "<Hdr xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='a b'><Id>a</Id><Nm>b</Nm></Hdr>",
        true,
    ),
    ("<Hdr><Id>a</Id><Nm xmlns='urn:other'>b</Nm></Hdr>", false),
    (
        "<p:Hdr xmlns:p='urn:girokit:demo.001.001.01'><p:Id>a</p:Id><Nm>b</Nm></p:Hdr>",
        true,
    ),
    ("HDR<Ntry><Amt Ccy='EUR'>1.50</Amt><Sw>1</Sw></Ntry>", true),
    (
        "HDR<Ntry><Amt Ccy='EUR'>+001.5000</Amt><Sw> true </Sw></Ntry>",
        true,
    ),
    (
        "HDR<Ntry><Amt Ccy='EUR'>1.505</Amt><Sw>1</Sw></Ntry>",
        false,
    ),
    (
        "HDR<Ntry><Amt Ccy='EUR'>1234.56</Amt><Sw>1</Sw></Ntry>",
        false,
    ),
    ("HDR<Ntry><Amt Ccy='EUR'>-1</Amt><Sw>1</Sw></Ntry>", false),
    ("HDR<Ntry><Amt Ccy='EURO'>1</Amt><Sw>1</Sw></Ntry>", false),
    ("HDR<Ntry><Amt>1</Amt><Sw>1</Sw></Ntry>", false),
    (
        "HDR<Ntry><Amt Ccy='EUR' x='1'>1</Amt><Sw>1</Sw></Ntry>",
        false,
    ),
    ("HDR<Ntry><Amt Ccy='EUR'>1</Amt><Sw>yes</Sw></Ntry>", false),
    ("HDR<Ntry>AMT<Dt>2024-02-29</Dt></Ntry>", true),
    ("HDR<Ntry>AMT<Dt>2023-02-29</Dt></Ntry>", false),
    (
        "HDR<Ntry>AMT<DtTm>2024-01-01T00:00:00.120Z</DtTm></Ntry>",
        true,
    ),
    (
        "HDR<Ntry>AMT<DtTm>2024-01-01T00:00:00+01:00</DtTm></Ntry>",
        false,
    ),
    (
        "HDR<Ntry>AMT<Tm>23:59:59</Tm><Yr>2024</Yr><YrMnth>2024-12</YrMnth><Mnth>--12</Mnth></Ntry>",
        true,
    ),
    ("HDR<Ntry>AMT<Mnth>--13</Mnth></Ntry>", false),
    ("HDR<Ntry>AMT<YrMnth>2024-00</YrMnth></Ntry>", false),
    ("HDR<Ntry>AMT<Bin>QUJDRA==</Bin></Ntry>", true),
    ("HDR<Ntry>AMT<Bin>QUJDREU=</Bin></Ntry>", false),
    ("HDR<Ntry>AMT<Bin>Q</Bin></Ntry>", false),
    ("HDR<Ntry>AMT<Rate>100.0</Rate></Ntry>", true),
    ("HDR<Ntry>AMT<Rate>100.01</Rate></Ntry>", false),
    ("HDR<Ntry>AMT<Sub>AMT<Sub>AMT</Sub></Sub></Ntry>", true),
    (
        "HDR<Ntry>AMT<Envlp><x:y xmlns:x='urn:x' z='1'>t<x:w/></x:y></Envlp></Ntry>",
        true,
    ),
    ("HDR<Ntry>AMT<Envlp><y xmlns=''/></Envlp></Ntry>", true),
    ("HDR<Ntry>AMT<Envlp/></Ntry>", false),
    ("HDR<Ntry>AMT<Envlp><a/><b/></Envlp></Ntry>", false),
    ("HDR<Sgntr><s:S xmlns:s='urn:sig'/></Sgntr>", true),
    ("HDR<Sgntr><s:S xmlns:s='urn:other'/></Sgntr>", false),
    ("HDR<Ntry>AMT</Ntry><Ntry>AMT</Ntry><Ntry>AMT</Ntry>", true),
    (
        "HDR<Ntry>AMT</Ntry><Ntry>AMT</Ntry><Ntry>AMT</Ntry><Ntry>AMT</Ntry>",
        false,
    ),
    ("HDR<Unknown/>", false),
];

fn document(content: &str) -> String {
    let content = content
        .replace("HDR", "<Hdr><Id>a</Id><Nm>b</Nm></Hdr>")
        .replace("AMT", "<Amt Ccy='EUR'>1</Amt><Sw>0</Sw>");
    format!("<Document xmlns='urn:girokit:demo.001.001.01'>{content}</Document>")
}

#[test]
fn committed_code_is_what_the_generator_writes() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/demo");
    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
    let status = Command::new(env!("CARGO_BIN_EXE_girokit-iso20022-codegen"))
        .arg("--out")
        .args([&fresh, &committed.join("demo.001.001.01.xsd")])
        .status()
        .unwrap();
    assert!(status.success());
    for file in [
        "any_message.rs",
        "definitions.rs",
        "messages.rs",
        "messages/demo_001_001_01.rs",
        "mod.rs",
        "patterns.rs",
        "shared.rs",
        "tables.rs",
        "tables/common.rs",
    ] {
        let same = std::fs::read(fresh.join(file)).unwrap()
            == std::fs::read(committed.join(file)).unwrap();
        assert!(same, "{file} differs; copy it from {}", fresh.display());
    }
}

#[test]
fn verdicts_are_a_schema_validators() {
    for (content, valid) in CASES {
        let outcome = Document::from_xml(document(content).as_bytes());
        assert_eq!(outcome.is_ok(), *valid, "{content}: {:?}", outcome.err());
    }
}

#[test]
fn what_is_valid_survives_the_round_trip() {
    for (content, _) in CASES.iter().filter(|(_, valid)| *valid) {
        let message = Document::from_xml(document(content).as_bytes()).unwrap();
        let written = message.to_xml().unwrap();
        assert!(
            Document::from_xml(written.as_bytes()).unwrap() == message,
            "{written}"
        );
    }
}

#[test]
fn a_built_message_is_checked_as_a_read_one() {
    let choice = Header1ChoiceWithin::Ref(vec!["x".into(), "y".into()]);
    let mut message = Document::new(Header1::new("a".into(), choice));
    message.hdr.tp = Some(Type1Choice::Cd(Kind1Code::N001));
    let xml = message.to_xml().unwrap();
    assert!(
        xml.ends_with(
            "<Hdr><Id>a</Id><Ref>x</Ref><Ref>y</Ref><Tp><Cd>001</Cd></Tp></Hdr></Document>\n"
        ),
        "{xml}"
    );
    message.hdr.choice = Header1ChoiceWithin::Ref(Vec::new());
    message.hdr.id = "too long".into();
    let error = message.to_xml().unwrap_err();
    let told: Vec<String> = error
        .problems()
        .iter()
        .map(|p| format!("{} {}", p.path, p.code))
        .collect();
    assert_eq!(
        told,
        ["/Document/Hdr/Id length", "/Document/Hdr missing-element"]
    );
}

#[test]
fn the_generated_set_detects_its_messages() {
    let any = AnyMessage::from_xml(document("HDR").as_bytes()).unwrap();
    assert_eq!(any.id(), "demo.001.001.01");
    let error = AnyMessage::from_xml(b"<Document xmlns='urn:x:demo.002.001.01'/>").unwrap_err();
    assert_eq!(error.problems()[0].expected, "one of demo.001.001.01");
}

/// XML Schema 1.0 part 2, 4.3.12.4: fractionDigits is less than or equal to totalDigits, its own or that of a type it restricts.
#[test]
fn more_decimals_than_digits_are_refused_with_type_and_line() {
    let generated = |types: &str| {
        let xsd = format!(
            r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified" targetNamespace="urn:x:demo.003.001.01">
<xs:element name="Document" type="Document"/>
<xs:complexType name="Document"><xs:sequence><xs:element name="Rate" type="Rate"/></xs:sequence></xs:complexType>
{types}
</xs:schema>"#
        );
        generate(&[&xsd], &Options::new()).map_err(|error| error.to_string())
    };
    let digits = |name: &str, base: &str, facets: &str| {
        format!(
            "<xs:simpleType name='{name}'><xs:restriction base='{base}'>{facets}</xs:restriction></xs:simpleType>"
        )
    };
    let (three, four) = (
        "<xs:totalDigits value='3'/>",
        "<xs:fractionDigits value='4'/>",
    );
    for facets in [
        three,
        four,
        "<xs:totalDigits value='4'/><xs:fractionDigits value='4'/>",
    ] {
        generated(&digits("Rate", "xs:decimal", facets)).unwrap();
    }
    let sentence =
        "line 4: the simple type \"Rate\" has fractionDigits 4, more than its totalDigits 3;";
    let error = generated(&digits("Rate", "xs:decimal", &format!("{three}{four}"))).unwrap_err();
    assert!(error.starts_with(sentence), "{error}");
    let narrowed = digits("Rate", "Wide", four) + "\n" + &digits("Wide", "xs:decimal", three);
    let error = generated(&narrowed).unwrap_err();
    assert!(error.starts_with(sentence), "{error}");
}

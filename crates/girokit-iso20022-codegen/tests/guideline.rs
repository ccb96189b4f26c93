//! A bank's restricted variant of a published message, with the published namespace and with one of its own, generated and compiled.
//!
//! The verdicts of `CASES` are those of libxml2's schema validator on the same schemas and documents.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::path::Path;
use std::process::{Command, Output};

use girokit_iso20022::{Element, Message};

#[path = "guideline/both/mod.rs"]
mod both;
#[path = "guideline/same/mod.rs"]
mod same;

use both::any_message::AnyMessage;
use both::messages::{payment_001_001_02 as published, payment_001_001_02_ch_03 as own};
use same::messages::payment_001_001_02 as guideline;

const PUBLISHED: &str = "urn:girokit:xsd:payment.001.001.02";
const OWN: &str = "http://bank.example/xsd/payment.001.001.02.ch.03.xsd";

/// Content of `Document`, whether the published schema admits it, and whether the bank's variants do.
const CASES: &[(&str, bool, bool)] = &[
    ("ID<Pmt>E2E AMT CDTR</Pmt>", true, true),
    ("ID<Pmt>AMT CDTR</Pmt>", true, false),
    ("<MsgId>é</MsgId><Pmt>E2E AMT CDTR</Pmt>", true, false),
    (
        "<MsgId>a (b), 'c': d/e+f?</MsgId><Pmt>E2E AMT CDTR</Pmt>",
        true,
        false,
    ),
    (
        "<MsgId>a-(b),'c':d/e+f?.</MsgId><Pmt>E2E AMT CDTR</Pmt>",
        true,
        true,
    ),
    ("ID<Pmt>E2E<Amt Ccy='CHF'>0</Amt>CDTR</Pmt>", true, false),
    ("ID<Pmt>E2E<Amt Ccy='CHF'>0.01</Amt>CDTR</Pmt>", true, true),
    (
        "ID<Pmt>E2E<Amt Ccy='CHF'>0.009</Amt>CDTR</Pmt>",
        true,
        false,
    ),
    (
        "ID<Pmt>E2E<Amt Ccy='EUR'>999999999.99</Amt>CDTR</Pmt>",
        true,
        true,
    ),
    (
        "ID<Pmt>E2E<Amt Ccy='EUR'>1000000000</Amt>CDTR</Pmt>",
        true,
        false,
    ),
    ("ID<Pmt>E2E<Amt Ccy='USD'>1</Amt>CDTR</Pmt>", true, false),
    ("ID<Pmt>E2E AMT<ChrgBr>SHAR</ChrgBr>CDTR</Pmt>", true, true),
    ("ID<Pmt>E2E AMT<ChrgBr>DEBT</ChrgBr>CDTR</Pmt>", true, false),
    (
        "ID<Pmt>E2E AMT<ChrgBr>XXXX</ChrgBr>CDTR</Pmt>",
        false,
        false,
    ),
    (
        "ID<Pmt>E2E AMT<Cdtr><AnyBIC>BANKCHZZ</AnyBIC></Cdtr></Pmt>",
        true,
        false,
    ),
    ("ID<Pmt>E2E AMT CDTR<AdrLine>a</AdrLine></Pmt>", true, false),
    (
        "ID<Pmt>E2E AMT CDTR</Pmt><Pmt>E2E AMT CDTR</Pmt>",
        true,
        true,
    ),
    (
        "ID<Pmt>E2E AMT CDTR</Pmt><Pmt>E2E AMT CDTR</Pmt><Pmt>E2E AMT CDTR</Pmt>",
        true,
        false,
    ),
];

fn document(namespace: &str, content: &str) -> String {
    let content = content
        .replace("ID<", "<MsgId>a</MsgId><")
        .replace("E2E", "<EndToEndId>b</EndToEndId>")
        .replace("AMT", "<Amt Ccy='CHF'>1.50</Amt>")
        .replace("CDTR", "<Cdtr><Nm>c</Nm></Cdtr>");
    format!("<Document xmlns='{namespace}'><PmtInitn>{content}</PmtInitn></Document>")
}

/// Reads, writes and reads again; whether the message is valid.
fn verdict<M: Message + PartialEq>(namespace: &str, content: &str) -> bool {
    let Ok(message) = M::from_xml(document(namespace, content).as_bytes()) else {
        return false;
    };
    let written = message.to_xml().unwrap();
    assert!(M::from_xml(written.as_bytes()).unwrap() == message);
    true
}

#[test]
fn verdicts_are_a_schema_validators() {
    for (content, by_published, by_bank) in CASES {
        let published = verdict::<published::Document>(PUBLISHED, content);
        assert_eq!(published, *by_published, "published: {content}");
        let guideline = verdict::<guideline::Document>(PUBLISHED, content);
        assert_eq!(guideline, *by_bank, "guideline: {content}");
        let own = verdict::<own::Document>(OWN, content);
        assert_eq!(own, *by_bank, "own namespace: {content}");
    }
}

/// The documents of `CASES` as files, to hold the verdicts against another validator.
#[test]
#[ignore = "writes files for a run of xmllint by hand"]
fn write_cases() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (i, (content, by_published, by_bank)) in CASES.iter().enumerate() {
        for (name, namespace, valid) in [
            ("published", PUBLISHED, by_published),
            ("own", OWN, by_bank),
        ] {
            let path = out.join(format!("{name}-{i}-{valid}.xml"));
            std::fs::write(path, document(namespace, content)).unwrap();
        }
    }
}

#[test]
fn a_variant_with_a_namespace_of_its_own_is_detected_and_told_apart() {
    let any = AnyMessage::from_xml(document(OWN, "ID<Pmt>E2E AMT CDTR</Pmt>").as_bytes()).unwrap();
    assert_eq!(any.id(), "payment.001.001.02.ch.03");
    let amount = any.element().at("PmtInitn/Pmt/Amt").unwrap();
    assert_eq!(amount.attribute("Ccy").unwrap(), "CHF");
    let any =
        AnyMessage::from_xml(document(PUBLISHED, "ID<Pmt>AMT CDTR</Pmt>").as_bytes()).unwrap();
    assert_eq!(any.id(), "payment.001.001.02");
    let ids: Vec<_> = both::definitions::ALL.iter().map(|d| d.id).collect();
    assert_eq!(ids, AnyMessage::IDS);
}

#[test]
fn a_violation_of_the_guideline_has_a_path() {
    let xml = document(OWN, "ID<Pmt>E2E<Amt Ccy='USD'>0.001</Amt>CDTR</Pmt>");
    let error = own::Document::from_xml(xml.as_bytes()).unwrap_err();
    let told: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter()
            .all(|t| t.contains("/Document/PmtInitn/Pmt[1]/Amt")),
        "{told:?}"
    );
}

#[test]
fn a_message_is_built_from_the_narrow_types() {
    let amount =
        own::CurrencyAndAmount__1::new("12.50".parse().unwrap(), own::CurrencyCode__1::Eur);
    let creditor = own::Party9Choice__1::Nm("c".into());
    let payment = own::Payment7__1::new("e2e".into(), amount, creditor);
    let message = own::Document::new(own::PaymentInitiationV02__1::new(
        "id".into(),
        vec![payment],
    ));
    let written = message.to_xml().unwrap();
    assert!(written.contains(OWN), "{written}");
    let currency = Element::of(&message).at("PmtInitn/Pmt/Amt").unwrap();
    assert_eq!(currency.attribute("Ccy").unwrap(), "EUR");
}

/// Runs the program.
fn run(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_girokit-iso20022-codegen"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn committed_code_is_what_the_generator_writes() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guideline");
    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guideline");
    let xsd = |name: &str| here.join(format!("payment.001.001.02{name}.xsd"));
    let (both, same) = (fresh.join("both"), fresh.join("same"));
    for arguments in [
        [Path::new("--out"), &both, &xsd(""), &xsd(".ch.03")].as_slice(),
        &[Path::new("--out"), &same, &xsd("_guideline")],
    ] {
        let output = run(arguments);
        assert!(output.status.success(), "{output:?}");
    }
    let mut seen = 0;
    for folder in ["both", "same"] {
        for part in ["", "messages", "shared", "tables"] {
            let Ok(entries) = std::fs::read_dir(fresh.join(folder).join(part)) else {
                continue;
            };
            for entry in entries.map(Result::unwrap).filter(|e| e.path().is_file()) {
                let committed = here.join(folder).join(part).join(entry.file_name());
                let equal =
                    std::fs::read(entry.path()).unwrap() == std::fs::read(&committed).unwrap();
                assert!(
                    equal,
                    "{} differs; copy it from {}",
                    committed.display(),
                    fresh.display()
                );
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 20);
}

#[test]
fn an_unsupported_construct_is_told_with_file_and_line() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unsupported.xsd");
    let xsd = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' elementFormDefault='qualified' targetNamespace='urn:x:a.001.001.01'>\n\
               <xs:element name='Document' type='Document'/>\n\
               <xs:complexType name='Document'><xs:sequence>\n\
               <xs:element name='A' type='B' fixed='1'/></xs:sequence></xs:complexType></xs:schema>";
    for (xsd, told) in [
        (
            xsd.to_owned(),
            "unsupported.xsd: line 4: the attribute fixed of xs:element is not supported",
        ),
        (
            xsd.replace(" fixed='1'", ""),
            "unsupported.xsd: line 3: the type \"Document\" names \"B\", which the schema does not define",
        ),
        (
            xsd.replace(" fixed='1'", "").replace("sequence", "all"),
            "unsupported.xsd: line 3: xs:all is not supported",
        ),
    ] {
        std::fs::write(&path, xsd).unwrap();
        let output = run(&[
            Path::new("--out"),
            Path::new(env!("CARGO_TARGET_TMPDIR")),
            &path,
        ]);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn help_tells_how_to_call_it() {
    let output = run(&[Path::new("--help")]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && text.contains("Usage: girokit-iso20022-codegen --out DIR"),
        "{text}"
    );
}

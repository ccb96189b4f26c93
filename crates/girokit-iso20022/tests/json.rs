//! JSON both ways: the convention, how strict reading is, and that nothing is lost.
#![cfg(all(
    feature = "admi-007-001-01",
    feature = "head-001-001-02",
    feature = "pain-001-001-09",
    feature = "serde"
))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

use std::path::PathBuf;

use girokit_fuzz::corpus;
use girokit_iso20022::admi_007_001_01::Document;
use girokit_iso20022::head_001_001_02::BusinessApplicationHeaderV02;
use girokit_iso20022::json::Instance;
use girokit_iso20022::{AnyMessage, Message as _, pain_001_001_09};
use proptest::prelude::*;
use serde_json::{Value, json};

const PREFIX: &str = "urn:iso:std:iso:20022:tech:json:";

fn acknowledgement() -> Value {
    json!({"RctAck": {
        "MsgId": {"MsgId": "M1", "QryNm": "x"},
        "Rpt": [{"RltdRef": {"Ref": "A"}, "ReqHdlg": {"StsCd": "ACKT"}}],
        "SplmtryData": [{"Envlp": {"any": "<x xmlns=\"u\"/>"}}],
    }})
}

fn header() -> Value {
    json!({
        "Fr": {"FIId": {"FinInstnId": {"BICFI": "COBADEFF"}}},
        "To": {"FIId": {"FinInstnId": {"BICFI": "COBADEFF"}}},
        "BizMsgIdr": "B1",
        "MsgDefIdr": "pacs.008.001.08",
        "CreDt": "2026-11-23T00:00:00Z",
        "PssblDplct": "1",
    })
}

fn refused<T: serde::de::DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
    serde_json::from_str::<T>(text).unwrap_err().to_string()
}

#[test]
fn the_convention_is_what_the_docs_say() {
    let message: BusinessApplicationHeaderV02 = serde_json::from_value(header()).unwrap();
    assert_eq!(serde_json::to_value(&message).unwrap(), header());
    let instance = json!({"AppHdr": header()});
    assert_eq!(
        serde_json::to_value(Instance(message.clone())).unwrap(),
        instance
    );
    let Instance(read) =
        serde_json::from_value::<Instance<BusinessApplicationHeaderV02>>(instance).unwrap();
    assert_eq!(read, message);
    let any = AnyMessage::Head00100102(Box::new(message));
    let named = json!({"@xmlns": format!("{PREFIX}head.001.001.02"), "AppHdr": header()});
    assert_eq!(serde_json::to_value(&any).unwrap(), named);
    assert_eq!(
        serde_json::from_value::<AnyMessage>(named.clone()).unwrap(),
        any
    );
    // A named instance must name its own message.
    assert!(serde_json::from_value::<Instance<BusinessApplicationHeaderV02>>(named).is_ok());
    let other = json!({"@xmlns": format!("{PREFIX}head.001.001.01"), "AppHdr": header()});
    assert_eq!(
        refused::<Instance<BusinessApplicationHeaderV02>>(&other.to_string())
            .split(" at line")
            .next()
            .unwrap(),
        "/@xmlns: expected head.001.001.02, found \"head.001.001.01\""
    );
    // The root before its name, and one value without its array.
    let text = format!(
        "{{\"Document\": {}, \"@xmlns\": \"{PREFIX}admi.007.001.01\"}}",
        acknowledgement()
            .to_string()
            .replace("[{\"ReqHdlg\"", "{\"ReqHdlg\"")
            .replace("}}],\"Spl", "}},\"Spl")
    );
    assert!(!text.contains("\"Rpt\":["));
    let read: AnyMessage = serde_json::from_str(&text).unwrap();
    assert_eq!(
        serde_json::to_value(read.element()).unwrap()["RctAck"]["Rpt"][0]["ReqHdlg"]["StsCd"],
        "ACKT"
    );
}

/// What stands in the acknowledgement, what takes its place, and how the refusal begins.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "\"MsgId\":\"M1\"",
        "\"MsgId\":1",
        "invalid type: integer `1`, expected a string for Max35Text at /Document/RctAck/MsgId/MsgId",
    ),
    (
        "\"MsgId\":\"M1\"",
        "\"MsgId\":true",
        "invalid type: boolean `true`, expected a string for Max35Text at /Document/RctAck/MsgId/MsgId",
    ),
    (
        "\"MsgId\":\"M1\"",
        "\"MsgId\":null",
        "invalid type: null, expected a string for Max35Text at /Document/RctAck/MsgId/MsgId",
    ),
    (
        "\"MsgId\":\"M1\"",
        "\"MsgId\":[\"M1\"]",
        "invalid type: sequence, expected a string for Max35Text at /Document/RctAck/MsgId/MsgId",
    ),
    (
        "\"MsgId\":\"M1\"",
        "\"MsgId\":{}",
        "invalid type: map, expected a string for Max35Text at /Document/RctAck/MsgId/MsgId",
    ),
    (
        "\"MsgId\":\"M1\"",
        "\"MsgId\":\"\"",
        "/Document/RctAck/MsgId/MsgId: expected Max35Text of 1 to 35 characters, found 0",
    ),
    (
        "\"MsgId\":\"M1\"",
        "\"MsgId\":\"M1\",\"MsgId\":\"M2\"",
        "/Document/RctAck/MsgId/MsgId: expected one key, found the key twice",
    ),
    (
        "\"MsgId\":\"M1\"",
        "\"MsgID\":\"M1\"",
        "/Document/RctAck/MsgId: expected one of MsgId, CreDtTm, QryNm, found the key \"MsgID\"",
    ),
    (
        "\"MsgId\":\"M1\",",
        "",
        "/Document/RctAck/MsgId: expected the key \"MsgId\", found none",
    ),
    (
        "\"StsCd\":\"ACKT\"",
        "\"StsCd\":\"TOOLONG\"",
        "/Document/RctAck/Rpt[1]/ReqHdlg/StsCd: expected ",
    ),
    (
        "\"ReqHdlg\":{\"StsCd\":\"ACKT\"}",
        "\"ReqHdlg\":\"x\"",
        "/Document/RctAck/Rpt[1]/ReqHdlg: expected an object, found a string",
    ),
    (
        "[{\"ReqHdlg\":{\"StsCd\":\"ACKT\"},\"RltdRef\":{\"Ref\":\"A\"}}]",
        "[]",
        "/Document/RctAck/Rpt: expected at least one value, found an empty array",
    ),
    (
        "[{\"ReqHdlg\":{\"StsCd\":\"ACKT\"},\"RltdRef\":{\"Ref\":\"A\"}}]",
        "[[]]",
        "invalid type: sequence, expected an object at /Document/RctAck/Rpt[1]",
    ),
    (
        "[{\"ReqHdlg\":{\"StsCd\":\"ACKT\"},\"RltdRef\":{\"Ref\":\"A\"}}]",
        "7",
        "invalid type: integer `7`, expected an object or an array at /Document/RctAck/Rpt",
    ),
    (
        "<x xmlns=\\\"u\\\"/>",
        "<x>",
        "/Document/RctAck/SplmtryData[1]/Envlp/any: expected an XML element, found ",
    ),
    (
        "<x xmlns=\\\"u\\\"/>",
        "<p:x/>",
        "/Document/RctAck/SplmtryData[1]/Envlp/any: expected an XML element, found ",
    ),
    (
        "{\"RctAck\"",
        "{\"x\":1,\"RctAck\"",
        "/Document: expected one of RctAck, found the key \"x\"",
    ),
];

#[test]
fn reading_is_strict_and_tells_where() {
    let good = acknowledgement().to_string();
    assert!(serde_json::from_str::<Document>(&good).is_ok());
    for (from, to, expected) in WRONG {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let error = refused::<Document>(&text);
        assert!(error.starts_with(expected), "{to}: {error}");
        // The same in place of a root that stands before its name.
        let late = format!("{{\"Document\":{text},\"@xmlns\":\"{PREFIX}admi.007.001.01\"}}");
        assert!(serde_json::from_str::<AnyMessage>(&late).is_err(), "{late}");
    }
    let good = header().to_string();
    for (from, to, expected) in [
        (
            "{\"FIId\":{\"FinInstnId\":{\"BICFI\":\"COBADEFF\"}}}",
            "{\"FIId\":{\"FinInstnId\":{}},\"OrgId\":{}}",
            "/BusinessApplicationHeaderV02/Fr: expected exactly one of OrgId, FIId, found 2",
        ),
        (
            "{\"FIId\":{\"FinInstnId\":{\"BICFI\":\"COBADEFF\"}}}",
            "{}",
            "/BusinessApplicationHeaderV02/Fr: expected exactly one of OrgId, FIId, found 0",
        ),
        (
            "\"PssblDplct\":\"1\"",
            "\"PssblDplct\":true",
            "invalid type: boolean `true`, expected a string for YesNoIndicator at /BusinessApplicationHeaderV02/PssblDplct",
        ),
        (
            "2026-11-23T",
            "2026-02-30T",
            "/BusinessApplicationHeaderV02/CreDt: expected ",
        ),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let error = refused::<BusinessApplicationHeaderV02>(&text);
        assert!(error.starts_with(expected), "{to}: {error}");
    }
}

#[test]
fn signatures_keep_to_their_namespace() {
    let mut header = header();
    header["Sgntr"] = json!({"any": "<s/>"});
    let error = refused::<BusinessApplicationHeaderV02>(&header.to_string());
    assert!(error.contains("/Sgntr/*: expected an element of http://www.w3.org/2000/09/xmldsig#, found an element of \"\""), "{error}");
    header["Sgntr"] = json!({"any": "<s xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>"});
    let message: BusinessApplicationHeaderV02 = serde_json::from_value(header).unwrap();
    assert!(message.to_xml().is_ok());
}

#[test]
fn roots_are_checked() {
    let root = acknowledgement();
    let name = format!("{PREFIX}admi.007.001.01");
    for (text, expected) in [
        (
            json!({"Document": root}).to_string(),
            "/@xmlns: expected the key, found none",
        ),
        (
            json!({"@xmlns": name}).to_string(),
            "/Document: expected the key, found none",
        ),
        (
            json!({"@xmlns": name, "AppHdr": root}).to_string(),
            "/AppHdr: expected the key \"Document\", found the key \"AppHdr\"",
        ),
        (
            json!({"@xmlns": name, "Document": root, "x": "1"}).to_string(),
            "/x: expected one root element, found the key \"x\"",
        ),
        (
            json!({"@xmlns": "admi.007.001.01", "Document": root}).to_string(),
            "invalid value: string \"admi.007.001.01\", expected a string",
        ),
        (
            json!({"@xmlns": format!("{PREFIX}admi.999.001.01"), "Document": root}).to_string(),
            "/@xmlns: expected one of the ",
        ),
        (
            format!("{{\"@xmlns\":\"{name}\",\"@xmlns\":\"{name}\",\"Document\":{root}}}"),
            "/@xmlns: expected one key, found the key twice",
        ),
        (
            format!("{{\"@xmlns\":\"{name}\",\"Document\":{root},\"Document\":{root}}}"),
            "/Document: expected one root element",
        ),
        (
            format!(
                "{{\"Document\":{}1{},\"@xmlns\":\"{name}\"}}",
                "[".repeat(40),
                "]".repeat(40)
            ),
            "invalid type: integer `1`, expected a string, an array or an object below /Document",
        ),
        (
            "[]".to_owned(),
            "invalid type: sequence, expected an object with the root element",
        ),
    ] {
        let error = refused::<AnyMessage>(&text);
        assert!(error.starts_with(expected), "{text}: {error}");
    }
}

/// XML, JSON, XML: the same text. And the two ways to write JSON agree.
fn survives(message: &AnyMessage) -> Result<(), String> {
    let text = serde_json::to_string(message).map_err(|e| e.to_string())?;
    let read: AnyMessage = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let element = serde_json::to_value(message.element()).map_err(|e| e.to_string())?;
    let value: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    if read.to_xml().map_err(|e| e.to_string())? != message.to_xml().map_err(|e| e.to_string())? {
        return Err("another message".to_owned());
    }
    if value[message.definition().root] != element {
        return Err("another form by elements".to_owned());
    }
    Ok(())
}

#[test]
fn every_seed_survives() {
    for (path, seed) in corpus::seeds("iso20022_roundtrip") {
        let message = AnyMessage::from_xml(&seed).unwrap();
        survives(&message).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
}

#[test]
fn every_sample_survives() {
    let data = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let root = data.join("iso20022");
    let Ok(index) = std::fs::read_to_string(root.join("samples/index.tsv")) else {
        println!("skipped: no {}", root.display());
        return;
    };
    let mut count = 0;
    for line in index.lines().skip(1) {
        let columns: Vec<_> = line.split('\t').collect();
        if columns[2] != "valid" || !AnyMessage::IDS.contains(&columns[1]) {
            continue;
        }
        let message = AnyMessage::from_xml(&std::fs::read(root.join(columns[0])).unwrap()).unwrap();
        survives(&message).unwrap_or_else(|e| panic!("{}: {e}", columns[0]));
        count += 1;
    }
    println!("{count} samples");
    assert!(count > 10);
}

fn transfer(name: &str, remittance: &str, amount: &str, created: &str, batch: &str) -> String {
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('\r', "&#13;")
    };
    let (name, remittance) = (escape(name), escape(remittance));
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><CstmrCdtTrfInitn><GrpHdr><MsgId>1</MsgId>\
         <CreDtTm>{created}</CreDtTm><NbOfTxs>1</NbOfTxs><InitgPty><Nm>{name}</Nm></InitgPty></GrpHdr><PmtInf><PmtInfId>1</PmtInfId>\
         <PmtMtd>TRF</PmtMtd><BtchBookg>{batch}</BtchBookg><ReqdExctnDt><Dt>2026-11-23</Dt></ReqdExctnDt><Dbtr/><DbtrAcct><Id>\
         <IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId/></DbtrAgt><CdtTrfTxInf><PmtId><EndToEndId>1</EndToEndId>\
         </PmtId><Amt><InstdAmt Ccy=\"EUR\">{amount}</InstdAmt></Amt><RmtInf><Ustrd>{remittance}</Ustrd></RmtInf></CdtTrfTxInf></PmtInf>\
         </CstmrCdtTrfInitn></Document>"
    )
}

proptest! {
    #[test]
    fn generated_values_survive(
        name in "[ -~\\t\\n\\rà-ÿ€😀]{1,140}",
        remittance in "\\PC{1,140}",
        amount in "[+]?0{0,2}[0-9]{1,10}(\\.[0-9]{0,5})?",
        created in "20[0-9]{2}-(0[1-9]|1[0-2])-[0-2][1-8]T[01][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,12})?(Z|[+-]0[0-9]:[0-5][0-9])?",
        batch in "true|false|0|1",
    ) {
        let xml = transfer(&name, &remittance, &amount, &created, &batch);
        let message = AnyMessage::from_xml(xml.as_bytes());
        prop_assume!(message.is_ok());
        prop_assert_eq!(survives(&message.unwrap()), Ok(()));
        let typed = pain_001_001_09::Document::from_xml(xml.as_bytes()).unwrap();
        let text = serde_json::to_string(&Instance(typed.clone())).unwrap();
        let Instance(read) = serde_json::from_str::<Instance<pain_001_001_09::Document>>(&text).unwrap();
        prop_assert_eq!(read, typed);
    }
}

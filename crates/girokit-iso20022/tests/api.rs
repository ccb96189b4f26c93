//! The public face: every public type once, by the paths that users write, and what the front page promises.
#![cfg(all(
    feature = "camt-053-001-02",
    feature = "camt-053-001-08",
    feature = "camt-054-001-08",
    feature = "head-001-001-02",
    feature = "pacs-008-001-08",
    feature = "pain-001-001-09",
    feature = "pain-002-001-10"
))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fmt::{Debug, Display};
use std::hash::Hash;

use girokit_iso20022::chrono::NaiveDate;
use girokit_iso20022::pain_001_001_09::{
    AccountIdentification4Choice, ActiveOrHistoricCurrencyAndAmount, AmountType4Choice,
    BranchAndFinancialInstitutionIdentification6, CashAccount38, CreditTransferTransaction34,
    CustomerCreditTransferInitiationV09, DateAndDateTime2Choice, Document,
    FinancialInstitutionIdentification18, GroupHeader85, PartyIdentification135,
    PaymentIdentification6, PaymentInstruction30, PaymentMethod3Code,
};
use girokit_iso20022::pattern::Pattern;
use girokit_iso20022::rust_decimal::Decimal;
use girokit_iso20022::schema::{
    Attribute, Base, Complex, Content, Field, Kind, Node, NumberFacets, Ref, Simple, Wildcard,
};
use girokit_iso20022::value::{
    AnyXml, Binary, Boolean, Date, DateTime, ExternalCode, Month, Number, Text, Time, ValueError,
    Year, YearMonth,
};
use girokit_iso20022::{
    AnyMessage, Code, Detected, Error, ErrorKind, Limits, MAX_BYTES, MAX_DEPTH, MAX_PROBLEMS,
    Message, Problem, camt_053_001_02, camt_053_001_08, camt_054_001_08, head_001_001_02,
    pacs_008_001_08, pain_002_001_10,
};

#[test]
fn public_types_can_be_shown_sent_and_shared() {
    fn plain<T: Debug + Send + Sync + Unpin + 'static>() {}
    fn value<T: Clone + Eq + Hash + Default + Debug + Display + Send + Sync + 'static>() {}
    fn message<T: Message + Clone + PartialEq + Debug + Send + Sync + 'static>() {}
    fn error<T: std::error::Error + Send + Sync + 'static>() {}

    value::<AnyXml>();
    value::<Binary>();
    value::<Boolean>();
    value::<Date>();
    value::<DateTime>();
    value::<ExternalCode>();
    value::<Month>();
    value::<Number>();
    value::<Text>();
    value::<Time>();
    value::<Year>();
    value::<YearMonth>();

    plain::<AnyMessage>();
    plain::<Attribute>();
    plain::<Base>();
    plain::<Code>();
    plain::<Complex>();
    plain::<Content>();
    plain::<Detected>();
    plain::<ErrorKind>();
    plain::<Field>();
    plain::<Kind>();
    plain::<Limits>();
    plain::<NumberFacets>();
    plain::<Pattern>();
    plain::<Problem>();
    plain::<Simple>();
    plain::<Wildcard>();

    error::<Error>();
    error::<ValueError>();

    message::<camt_053_001_02::Document>();
    message::<camt_053_001_08::Document>();
    message::<camt_054_001_08::Document>();
    message::<head_001_001_02::BusinessApplicationHeaderV02>();
    message::<pacs_008_001_08::Document>();
    message::<Document>();
    message::<pain_002_001_10::Document>();
    assert!(AnyMessage::IDS.is_sorted() && AnyMessage::IDS.contains(&"pain.001.001.09"));
}

/// One credit transfer of 30.50 EUR, with required fields only, and what a payment needs besides.
fn payment() -> Document {
    let party = |name: &str| PartyIdentification135 {
        nm: Some(name.into()),
        ..PartyIdentification135::new()
    };
    let account = |iban: &str| CashAccount38::new(AccountIdentification4Choice::IBAN(iban.into()));
    let bank = FinancialInstitutionIdentification18 {
        bicfi: Some("POFICHBEXXX".into()),
        ..FinancialInstitutionIdentification18::new()
    };
    let amount = ActiveOrHistoricCurrencyAndAmount::new(Decimal::new(3050, 2).into(), "EUR".into());
    let mut transfer = CreditTransferTransaction34::new(
        PaymentIdentification6::new("E2E-1".into()),
        AmountType4Choice::InstdAmt(amount),
    );
    transfer.cdtr = Some(Box::new(party("Bäcker & Söhne")));
    transfer.cdtr_acct = Some(Box::new(account("DE89370400440532013000")));
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let created = day
        .pred_opt()
        .unwrap()
        .and_hms_opt(8, 0, 0)
        .unwrap()
        .and_utc();
    Document::new(CustomerCreditTransferInitiationV09::new(
        GroupHeader85::new(
            "GIRO-1".into(),
            created.into(),
            "1".into(),
            party("Muster AG"),
        ),
        vec![PaymentInstruction30::new(
            "P1".into(),
            PaymentMethod3Code::Trf,
            DateAndDateTime2Choice::Dt(day.into()),
            party("Muster AG"),
            account("CH9300762011623852957"),
            BranchAndFinancialInstitutionIdentification6::new(bank),
            vec![transfer],
        )],
    ))
}

const PAYMENT_XML: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    "\n",
    r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>"#,
    "<GrpHdr><MsgId>GIRO-1</MsgId><CreDtTm>2026-11-23T08:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs>",
    "<InitgPty><Nm>Muster AG</Nm></InitgPty></GrpHdr>",
    "<PmtInf><PmtInfId>P1</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt>",
    "<Dbtr><Nm>Muster AG</Nm></Dbtr><DbtrAcct><Id><IBAN>CH9300762011623852957</IBAN></Id></DbtrAcct>",
    "<DbtrAgt><FinInstnId><BICFI>POFICHBEXXX</BICFI></FinInstnId></DbtrAgt>",
    "<CdtTrfTxInf><PmtId><EndToEndId>E2E-1</EndToEndId></PmtId>",
    r#"<Amt><InstdAmt Ccy="EUR">30.50</InstdAmt></Amt><Cdtr><Nm>Bäcker &amp; Söhne</Nm></Cdtr>"#,
    "<CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct></CdtTrfTxInf></PmtInf>",
    "</CstmrCdtTrfInitn></Document>",
);

#[test]
fn a_built_message_is_written_and_read_back() {
    let built = payment();
    built.validate().unwrap();
    let xml = built.to_xml().unwrap();
    assert_eq!(xml.trim_end(), PAYMENT_XML);
    assert_eq!(Document::from_xml(xml.as_bytes()).unwrap(), built);
    let any = AnyMessage::from_xml(xml.as_bytes()).unwrap();
    assert_eq!(any.id(), Document::ID);
    assert_eq!(any.to_xml().unwrap(), xml);
    let AnyMessage::Pain00100109(document) = any else {
        panic!("another message")
    };
    assert_eq!(*document, built);
    assert_eq!(
        Document::from_reader(xml.as_bytes(), &Limits::default()).unwrap(),
        built
    );
}

#[test]
fn a_broken_message_is_not_written() {
    let mut broken = payment();
    let instruction = &mut broken.cstmr_cdt_trf_initn.pmt_inf[0];
    instruction.cdt_trf_tx_inf[0].pmt_id.end_to_end_id = "x".repeat(36).into();
    instruction.dbtr_agt.fin_instn_id.bicfi = Some("pofichbe".into());
    let error = broken.to_xml().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let told: Vec<_> = error
        .problems()
        .iter()
        .map(|p| (p.code, p.path.as_str(), p.line))
        .collect();
    let instruction = "/Document/CstmrCdtTrfInitn/PmtInf[1]";
    assert_eq!(
        told,
        [
            (
                Code::Pattern,
                format!("{instruction}/DbtrAgt/FinInstnId/BICFI").as_str(),
                None
            ),
            (
                Code::Length,
                format!("{instruction}/CdtTrfTxInf[1]/PmtId/EndToEndId").as_str(),
                None
            ),
        ]
    );
    assert_eq!(broken.validate().unwrap_err().problems(), error.problems());
}

/// Reads a damaged payment and returns the only problem.
fn only_problem(from: &str, to: &str) -> Problem {
    let damaged = PAYMENT_XML.replacen(from, to, 1);
    assert_ne!(damaged, PAYMENT_XML, "{from}");
    let error = AnyMessage::from_xml(damaged.as_bytes()).unwrap_err();
    assert_eq!(error.problems().len(), 1, "{from} to {to}: {error:?}");
    assert!(!error.is_truncated());
    error.problems()[0].clone()
}

#[test]
fn problems_say_what_and_where() {
    let transaction = "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]";
    for (from, to, code, path) in [
        ("30.50", "30,50", Code::Lexical, "/Amt/InstdAmt"),
        ("30.50", "30.123456", Code::Digits, "/Amt/InstdAmt"),
        ("30.50", "-30.50", Code::Range, "/Amt/InstdAmt"),
        (
            r#" Ccy="EUR""#,
            "",
            Code::MissingAttribute,
            "/Amt/InstdAmt/@Ccy",
        ),
        (
            r#"Ccy="EUR""#,
            r#"Ccy="Eur""#,
            Code::Pattern,
            "/Amt/InstdAmt/@Ccy",
        ),
        (
            r#"Ccy="EUR""#,
            r#"Ccy="EUR" Fx="1""#,
            Code::UnknownAttribute,
            "/Amt/InstdAmt",
        ),
        (
            "<EndToEndId>E2E-1</EndToEndId>",
            "",
            Code::MissingElement,
            "/PmtId/EndToEndId",
        ),
        (
            "<EndToEndId>E2E-1<",
            "<EndToEndId><",
            Code::Length,
            "/PmtId/EndToEndId",
        ),
        ("<Cdtr>", "<Stray/><Cdtr>", Code::UnknownElement, ""),
        ("<Cdtr>", "stray<Cdtr>", Code::Text, ""),
    ] {
        let problem = only_problem(from, to);
        assert_eq!(
            (problem.code, problem.path),
            (code, format!("{transaction}{path}")),
            "{from} to {to}"
        );
        assert_eq!(problem.line, Some(2), "{from} to {to}");
        assert!(problem.column > Some(1), "{from} to {to}");
    }
    let method = only_problem("<PmtMtd>TRF", "<PmtMtd>CASH");
    assert_eq!(
        (method.code, method.code.as_str()),
        (Code::Enumeration, "enumeration")
    );
    let day = only_problem("2026-11-24", "2026-11-31");
    assert_eq!(
        day.path,
        "/Document/CstmrCdtTrfInitn/PmtInf[1]/ReqdExctnDt/Dt"
    );
    assert_eq!(
        day.to_string(),
        format!(
            "{} (2:{}): {}",
            day.path,
            day.column.unwrap(),
            day.message()
        )
    );
}

#[test]
fn all_problems_are_told_up_to_the_limit() {
    let damaged = PAYMENT_XML
        .replace("30.50", "x")
        .replace("CH93", "ch93")
        .replace(">TRF<", ">?<");
    let error = Document::from_xml(damaged.as_bytes()).unwrap_err();
    assert_eq!(error.problems().len(), 3);
    let limits = Limits::default().with_max_problems(2);
    let error = Document::from_xml_with(damaged.as_bytes(), &limits).unwrap_err();
    assert_eq!((error.problems().len(), error.is_truncated()), (2, true));
}

#[test]
fn limits_hold() {
    let kind = |limits: Limits| {
        Document::from_xml_with(PAYMENT_XML.as_bytes(), &limits).map_err(|e| e.kind())
    };
    let bytes = PAYMENT_XML.len();
    assert!(kind(Limits::default().with_max_bytes(bytes)).is_ok());
    assert_eq!(
        kind(Limits::default().with_max_bytes(bytes - 1)),
        Err(ErrorKind::Limit)
    );
    assert_eq!(
        kind(Limits::default().with_max_depth(4)),
        Err(ErrorKind::Limit)
    );
    let read = Document::from_reader(PAYMENT_XML.as_bytes(), &Limits::default().with_max_bytes(9));
    assert_eq!(read.unwrap_err().kind(), ErrorKind::Limit);
    let defaults = Limits::default();
    assert_eq!(
        (
            defaults.max_bytes,
            defaults.max_depth,
            defaults.max_problems
        ),
        (MAX_BYTES, MAX_DEPTH, MAX_PROBLEMS)
    );
}

#[test]
fn encodings_prefixes_and_byte_order_marks_are_read() {
    let expected = payment();
    let body = PAYMENT_XML.split_once('\n').unwrap().1;
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!("\u{feff}<?xml version='1.0' encoding='UTF-16'?>{body}");
        text.encode_utf16().flat_map(bytes).collect()
    };
    let latin1: Vec<u8> = format!("<?xml version='1.0' encoding='ISO-8859-1'?>{body}")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let prefixed = body
        .replace("</", "</p:")
        .replace('<', "<p:")
        .replace("<p:/p:", "</p:")
        .replace("xmlns=", "xmlns:p=");
    for (name, document) in [
        ("UTF-16 little endian", utf16(u16::to_le_bytes)),
        ("UTF-16 big endian", utf16(u16::to_be_bytes)),
        ("ISO-8859-1", latin1),
        (
            "byte order mark",
            format!("\u{feff}{PAYMENT_XML}").into_bytes(),
        ),
        ("prefix", prefixed.into_bytes()),
        ("no declaration", body.as_bytes().to_vec()),
    ] {
        let read = AnyMessage::from_xml(&document).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(
            read,
            AnyMessage::Pain00100109(Box::new(expected.clone())),
            "{name}"
        );
    }
}

#[test]
fn messages_are_detected() {
    let detected = AnyMessage::detect(PAYMENT_XML.as_bytes()).unwrap();
    assert_eq!(
        (detected.root.as_str(), detected.namespace.as_str()),
        ("Document", Document::NAMESPACE)
    );
    assert_eq!(detected.id(), Some("pain.001.001.09"));
    let later = PAYMENT_XML.replace("pain.001.001.09", "pain.001.001.99");
    assert_eq!(
        AnyMessage::detect(later.as_bytes()).unwrap().id(),
        Some("pain.001.001.99")
    );
    let error = AnyMessage::from_xml(later.as_bytes()).unwrap_err();
    assert_eq!(
        (error.kind(), error.problems()[0].code),
        (ErrorKind::UnknownMessage, Code::UnknownMessage)
    );
    assert_eq!(
        AnyMessage::detect(b"MSH|").unwrap_err().kind(),
        ErrorKind::Malformed
    );
    assert_eq!(
        pain_002_001_10::Document::from_xml(PAYMENT_XML.as_bytes())
            .unwrap_err()
            .kind(),
        ErrorKind::UnknownMessage
    );
}

/// Sums all amounts below a node, without knowing the message's type.
fn sum(node: &dyn Node) -> Decimal {
    let mut total = Decimal::ZERO;
    if let (Content::Simple(_), Some(Ref::Number(amount))) =
        (&node.schema().content, node.child(0, 0))
    {
        total += amount.value();
    }
    for field in 0..node.schema().fields.len() {
        for nth in 0.. {
            match node.child(field, nth) {
                Some(Ref::Node(child)) => total += sum(child),
                Some(_) => {}
                None => break,
            }
        }
    }
    total
}

#[test]
fn any_message_can_be_walked() {
    let message = AnyMessage::from_xml(PAYMENT_XML.as_bytes()).unwrap();
    assert_eq!(sum(message.as_node()), Decimal::new(3050, 2));
}

#[test]
fn what_was_written_is_kept() {
    for (from, to) in [
        ("30.50", "+0030.50"),
        ("30.50", "30.50000"),
        ("2026-11-24", "2026-11-24-03:30"),
        ("08:00:00Z", "24:00:00.000+00:00"),
    ] {
        let odd = PAYMENT_XML.replacen(from, to, 1);
        let read = Document::from_xml(odd.as_bytes()).unwrap();
        assert_eq!(read.to_xml().unwrap().trim_end(), odd, "{to}");
    }
}

#[cfg(feature = "serde")]
mod json {
    use girokit_fuzz::corpus;
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use super::*;

    fn round_trip<T: Message + Serialize + DeserializeOwned + PartialEq + Debug>(message: &T) {
        let json = serde_json::to_string(message).unwrap();
        let read: T = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{}: {e}", T::ID));
        assert_eq!(&read, message);
    }

    #[test]
    fn every_message_survives_json() {
        let mut seen = std::collections::BTreeSet::new();
        for (_, seed) in corpus::seeds("iso20022_roundtrip") {
            let message = AnyMessage::from_xml(&seed).unwrap();
            seen.insert(message.id());
            match &message {
                AnyMessage::Camt05300102(m) => round_trip(m.as_ref()),
                AnyMessage::Camt05300108(m) => round_trip(m.as_ref()),
                AnyMessage::Camt05400108(m) => round_trip(m.as_ref()),
                AnyMessage::Head00100102(m) => round_trip(m.as_ref()),
                AnyMessage::Pacs00800108(m) => round_trip(m.as_ref()),
                AnyMessage::Pain00100109(m) => round_trip(m.as_ref()),
                AnyMessage::Pain00200110(m) => round_trip(m.as_ref()),
                other => panic!("no JSON test for {}", other.id()),
            }
        }
        assert_eq!(seen.len(), 7);
    }

    #[test]
    fn json_has_the_tags_and_every_digit() {
        let json = serde_json::to_value(payment()).unwrap();
        let initiation = &json["CstmrCdtTrfInitn"];
        assert_eq!(initiation["GrpHdr"]["MsgId"], "GIRO-1");
        let amount = &initiation["PmtInf"][0]["CdtTrfTxInf"][0]["Amt"]["InstdAmt"];
        assert_eq!(amount, &serde_json::json!({"amt": "30.50", "Ccy": "EUR"}));
    }

    #[test]
    fn json_passes_the_same_checks() {
        let json = serde_json::to_string(&payment()).unwrap();
        for (from, to) in [
            ("30.50", "30,50"),
            ("\"EUR\"", "\"Euro\""),
            ("\"TRF\"", "\"CASH\""),
            ("MsgId", "MsgID"),
        ] {
            let damaged = json.replacen(from, to, 1);
            assert_ne!(damaged, json, "{from}");
            assert!(serde_json::from_str::<Document>(&damaged).is_err(), "{to}");
        }
    }
}

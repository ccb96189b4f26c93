//! Envelopes of every kind, written by hand.
#![cfg(all(
    feature = "admi-007-001-01",
    feature = "envelope",
    feature = "head-001-001-01",
    feature = "head-001-001-02",
    feature = "head-001-001-03",
    feature = "head-001-001-04",
    feature = "pacs-008-001-08"
))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fmt::Debug;

use girokit_iso20022::envelope::{
    BusinessMessage, CopyDuplicate, Envelope, Header, HeaderAddress, HeaderBuilder, HeaderParty,
    Opened, Part, Wrapper,
};
use girokit_iso20022::head_001_001_01::BusinessApplicationHeaderV01;
use girokit_iso20022::head_001_001_02::BusinessApplicationHeaderV02;
use girokit_iso20022::head_001_001_03::BusinessApplicationHeaderV03;
use girokit_iso20022::head_001_001_04::BusinessApplicationHeaderV04;
use girokit_iso20022::value::AnyXml;
use girokit_iso20022::{
    AnyMessage, Code, Error, ErrorKind, Limits, Message, admi_007_001_01, pacs_008_001_08,
};

const HEAD: &str = "urn:iso:std:iso:20022:tech:xsd:head.001.001.";
const ADMI: &str = "urn:iso:std:iso:20022:tech:xsd:admi.007.001.01";

fn header(id: &str, extra: &str) -> String {
    format!(
        "<AppHdr xmlns=\"{HEAD}02\"><Fr><FIId><FinInstnId><BICFI>COBADEFF</BICFI></FinInstnId></FIId></Fr>\
         <To><FIId><FinInstnId><ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>011104238</MmbId></ClrSysMmbId>\
         </FinInstnId></FIId></To><BizMsgIdr>{id}</BizMsgIdr><MsgDefIdr>admi.007.001.01</MsgDefIdr>\
         <CreDt>2026-11-23T10:00:00+01:00</CreDt>{extra}</AppHdr>"
    )
}

fn document(reference: &str) -> String {
    format!("<Document xmlns=\"{ADMI}\">{}</Document>", body(reference))
}

fn body(reference: &str) -> String {
    format!(
        "<RctAck><MsgId><MsgId>{reference}</MsgId></MsgId><Rpt><RltdRef><Ref>A</Ref></RltdRef>\
         <ReqHdlg><StsCd>ACKT</StsCd></ReqHdlg></Rpt></RctAck>"
    )
}

/// The same element with each name prefixed and the namespace not declared.
fn prefixed(xml: &str, prefix: &str) -> String {
    let without = match xml.find(" xmlns=\"") {
        Some(at) => {
            let end = at + 8 + xml[at + 8..].find('"').unwrap() + 1;
            [&xml[..at], &xml[end..]].concat()
        }
        None => xml.to_owned(),
    };
    without
        .replace("</", "\u{1}")
        .replace('<', &format!("<{prefix}:"))
        .replace('\u{1}', &format!("</{prefix}:"))
}

fn read(file: &str) -> Envelope<'_> {
    Envelope::read(file.as_bytes(), &Limits::default()).unwrap_or_else(|e| panic!("{e}: {file}"))
}

fn paths(envelope: &Envelope<'_>) -> Vec<(Option<String>, Option<String>)> {
    let path = |part: Option<Part<'_>>| part.map(|part| part.path());
    let messages = envelope.messages();
    messages
        .map(|m| (path(m.header()), path(m.document())))
        .collect()
}

fn pair(header: &str, document: &str) -> (Option<String>, Option<String>) {
    (Some(header.to_owned()), Some(document.to_owned()))
}

#[test]
fn public_types_can_be_shown_sent_and_shared() {
    fn plain<T: Debug + Clone + Send + Sync>() {}
    // A view of one thread, as `Element` is.
    fn view<T: Debug + Copy>() {}
    view::<Header<'_>>();
    view::<HeaderParty<'_>>();
    plain::<BusinessMessage<'_>>();
    plain::<CopyDuplicate>();
    plain::<Envelope<'_>>();
    plain::<HeaderAddress>();
    plain::<HeaderBuilder>();
    plain::<Opened>();
    plain::<Part<'_>>();
    plain::<Wrapper>();
    let file = header("B1", "") + &document("SECRET");
    let shown = format!("{:?}", read(&file));
    let part = read(&file);
    let shown = shown + &format!("{:?}", part.messages().next().unwrap());
    assert!(
        !shown.contains("SECRET") && shown.contains("AppHdr"),
        "{shown}"
    );
}

/// Every wrapper that we know of: the pair is found, exact to the byte, and valid.
#[test]
fn every_wrapper_gives_its_pair() {
    let (h, d) = (header("B1", ""), document("R1"));
    let cases = [
        (
            format!("<?xml version='1.0'?><!-- x --><RequestPayload>\n{h}\n{d}</RequestPayload>"),
            "/RequestPayload/AppHdr",
            "/RequestPayload/Document",
        ),
        (
            format!("<BizMsg>{h}{d}</BizMsg>"),
            "/BizMsg/AppHdr",
            "/BizMsg/Document",
        ),
        (
            format!(
                "<Envelope xmlns='urn:swift:xsd:envelope' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' \
                  xsi:schemaLocation='urn:swift:xsd:envelope x.xsd'>{h}{d}</Envelope>"
            ),
            "/Envelope/AppHdr",
            "/Envelope/Document",
        ),
        (
            format!(
                "<Saa:DataPDU xmlns:Saa='urn:swift:saa:xsd:saa.2.0' xmlns:Sw='urn:swift:snl:ns.Sw'><Saa:Revision>2.0.13</Saa:Revision>\
                  <Saa:Header><Saa:Message><Saa:Format>MX</Saa:Format></Saa:Message></Saa:Header><Saa:Body>{h}{d}</Saa:Body></Saa:DataPDU>"
            ),
            "/DataPDU/Body/AppHdr",
            "/DataPDU/Body/Document",
        ),
        (
            format!(
                "<BizMsgEnvlp xmlns='urn:iso:std:iso:20022:tech:xsd:nvlp.001.001.01'><Hdr>{h}</Hdr><Doc>{d}</Doc></BizMsgEnvlp>"
            ),
            "/BizMsgEnvlp/Hdr/AppHdr",
            "/BizMsgEnvlp/Doc/Document",
        ),
        (
            format!(
                "<Xchg xmlns='urn:iso:std:iso:20022:tech:xsd:head.002.001.01'><PyldDesc/><Pyld><BizData \
                  xmlns='urn:iso:std:iso:20022:tech:xsd:head.003.001.01'><Hdr>{h}</Hdr><Pyld>{d}</Pyld></BizData></Pyld></Xchg>"
            ),
            "/Xchg/Pyld/BizData/Hdr/AppHdr",
            "/Xchg/Pyld/BizData/Pyld/Document",
        ),
        (
            format!(
                "<FedNowOutgoing xmlns='urn:fednow:outgoing:v001'><FedNowTechnicalHeader/><FedNowOutgoingMessage><FedNowReceiptAcknowledgement>\
                  {h}{d}</FedNowReceiptAcknowledgement></FedNowOutgoingMessage></FedNowOutgoing>"
            ),
            "/FedNowOutgoing/FedNowOutgoingMessage/FedNowReceiptAcknowledgement/AppHdr",
            "/FedNowOutgoing/FedNowOutgoingMessage/FedNowReceiptAcknowledgement/Document",
        ),
        (
            format!(
                "<u:FedwireFundsIncoming xmlns:u='urn:fedwirefunds:incoming:v001'><u:FedwireFundsIncomingMessage>\
                  <u:FedwireFundsAcknowledgement>{h}{d}</u:FedwireFundsAcknowledgement></u:FedwireFundsIncomingMessage></u:FedwireFundsIncoming>"
            ),
            "/FedwireFundsIncoming/FedwireFundsIncomingMessage/FedwireFundsAcknowledgement/AppHdr",
            "/FedwireFundsIncoming/FedwireFundsIncomingMessage/FedwireFundsAcknowledgement/Document",
        ),
        (
            format!(
                "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header/><s:Body>text {h}{d}</s:Body></s:Envelope>"
            ),
            "/Envelope/Body/AppHdr",
            "/Envelope/Body/Document",
        ),
        (format!("{h}{d}"), "/AppHdr", "/Document"),
        (
            format!("<?xml version='1.0'?>\n{h}\n<?xml version='1.0'?>\n{d}\n"),
            "/AppHdr",
            "/Document",
        ),
    ];
    for (file, header_path, document_path) in cases {
        let envelope = read(&file);
        assert_eq!(
            paths(&envelope),
            [pair(header_path, document_path)],
            "{file}"
        );
        let message = envelope.messages().next().unwrap();
        for (part, text) in [
            (message.header().unwrap(), &h),
            (message.document().unwrap(), &d),
        ] {
            assert_eq!(part.bytes(), text.as_bytes());
            assert_eq!(&file.as_bytes()[part.range()], text.as_bytes());
            assert!(part.to_document().contains(" xmlns=\""));
        }
        let opened = message.open(&Limits::default());
        assert!(
            opened.errors().is_empty() && opened.warnings().is_empty(),
            "{opened:?}"
        );
        assert_eq!(
            opened.document(),
            Some(&AnyMessage::from_xml(d.as_bytes()).unwrap())
        );
        assert!(!envelope.is_bare());
    }
}

#[test]
fn namespaces_on_ancestors_come_with_the_part() {
    let h = prefixed(&header("B1", ""), "h");
    let d = prefixed(&document("R1"), "d");
    let file = format!(
        "<e:E xmlns:e=\"urn:e\" xmlns:d=\"urn:other\" xmlns:h=\"{HEAD}02\">{h}<e:B xmlns:d=\"{ADMI}\" xmlns:q=\"a&quot;&amp;b\">{d}</e:B></e:E>"
    );
    let envelope = read(&file);
    let message = envelope.messages().next().unwrap();
    let part = message.document().unwrap();
    assert_eq!(part.text(), d);
    assert_eq!(
        part.to_document(),
        d.replacen(
            "<d:Document",
            &format!("<d:Document xmlns:d=\"{ADMI}\" xmlns:q=\"a&quot;&amp;b\" xmlns:e=\"urn:e\" xmlns:h=\"{HEAD}02\""),
            1
        )
    );
    assert!(message.open(&Limits::default()).errors().is_empty());
    // The default namespace of an ancestor, taken back by another.
    let file = format!(
        "<e xmlns=\"{ADMI}\"><f xmlns=\"\"><g xmlns=\"{ADMI}\"><Document>{}</Document></g><Document/></f></e>",
        body("R1")
    );
    let envelope = read(&file);
    let [first, second] = envelope
        .messages()
        .map(|m| m.document().unwrap())
        .collect::<Vec<_>>()[..]
    else {
        panic!("two documents");
    };
    assert!(first.read(&Limits::default()).is_ok());
    assert_eq!(first.id(), Some("admi.007.001.01"));
    assert_eq!(second.to_document(), "<Document/>");
    assert_eq!(second.detected().namespace, "");
}

#[test]
fn pairs_follow_the_order_and_the_wrappers() {
    let (h, d) = (header("B1", ""), document("R1"));
    let none = None::<String>;
    let some = |path: &str| Some(path.to_owned());
    let cases = [
        (
            format!("<m>{h}{d}{h}{d}</m>"),
            vec![
                pair("/m/AppHdr", "/m/Document"),
                pair("/m/AppHdr[2]", "/m/Document[2]"),
            ],
        ),
        (
            format!("<m><p>{h}{d}</p><q/><p>{h}{d}</p></m>"),
            vec![
                pair("/m/p/AppHdr", "/m/p/Document"),
                pair("/m/p[2]/AppHdr", "/m/p[2]/Document"),
            ],
        ),
        (
            format!("<m>{d}{h}{d}{d}</m>"),
            vec![
                (none.clone(), some("/m/Document")),
                pair("/m/AppHdr", "/m/Document[2]"),
                (none.clone(), some("/m/Document[3]")),
            ],
        ),
        (
            format!("<m>{h}{h}{d}</m>"),
            vec![
                (some("/m/AppHdr"), none.clone()),
                pair("/m/AppHdr[2]", "/m/Document"),
            ],
        ),
        // Two messages that each lack a part, not one.
        (
            format!("<m><p>{h}</p><p>{d}</p></m>"),
            vec![
                (some("/m/p/AppHdr"), none.clone()),
                (none.clone(), some("/m/p[2]/Document")),
            ],
        ),
        (
            format!("<m><p><x>{h}</x></p><p><y>{d}</y></p></m>"),
            vec![
                (some("/m/p/x/AppHdr"), none.clone()),
                (none.clone(), some("/m/p[2]/y/Document")),
            ],
        ),
        (
            format!("<m><p><x>{h}</x><y>{d}</y></p></m>"),
            vec![pair("/m/p/x/AppHdr", "/m/p/y/Document")],
        ),
        (
            format!("<m>{h}<y>{d}</y></m>"),
            vec![pair("/m/AppHdr", "/m/y/Document")],
        ),
        (
            format!("<m><x>{h}</x>{d}</m>"),
            vec![pair("/m/x/AppHdr", "/m/Document")],
        ),
        (
            format!("<m>{h}</m><m>{d}</m>"),
            vec![
                (some("/m/AppHdr"), none.clone()),
                (none.clone(), some("/m[2]/Document")),
            ],
        ),
        (d.clone(), vec![(none.clone(), some("/Document"))]),
        (h.clone(), vec![(some("/AppHdr"), none)]),
    ];
    for (file, expected) in cases {
        assert_eq!(paths(&read(&file)), expected, "{file}");
    }
}

#[test]
fn the_inside_of_a_part_is_not_searched() {
    let inner = format!("<m>{}{}</m>", header("B2", ""), document("R2"));
    let file = format!(
        "<m><Document xmlns=\"{ADMI}\">{}<SplmtryData><Envlp>{inner}</Envlp></SplmtryData></RctAck></Document></m>",
        body("R1").trim_end_matches("</RctAck>")
    );
    let envelope = read(&file);
    assert_eq!(paths(&envelope), [(None, Some("/m/Document".to_owned()))]);
    assert!(
        envelope
            .messages()
            .next()
            .unwrap()
            .open(&Limits::default())
            .errors()
            .is_empty()
    );
}

#[test]
fn problems_have_their_places_in_the_file() {
    let h = prefixed(&header("B1", "<Bad/>"), "h");
    let file = format!(
        "<m xmlns:h=\"{HEAD}02\">\n\n €  {h}\n <p><Document xmlns=\"{ADMI}\"\n><RctAck>\n  <x/></RctAck></Document></p></m>"
    );
    let envelope = read(&file);
    let opened = envelope.messages().next().unwrap().open(&Limits::default());
    let found: Vec<_> = opened
        .errors()
        .iter()
        .map(|p| (p.path.as_str(), p.line.unwrap(), p.column.unwrap(), p.code))
        .collect();
    let bad = file.lines().nth(2).unwrap();
    let column = bad[..bad.find("<h:Bad").unwrap()].chars().count() + 1;
    assert_eq!(
        found,
        [
            (
                "/m/AppHdr",
                3,
                u32::try_from(column).unwrap(),
                Code::UnknownElement
            ),
            ("/m/p/Document/RctAck", 6, 3, Code::UnknownElement),
            ("/m/p/Document/RctAck/MsgId", 6, 7, Code::MissingElement),
            ("/m/p/Document/RctAck/Rpt", 6, 7, Code::MissingElement),
        ]
    );
    // An attribute of the start tag, behind declarations that were added.
    let file = format!(
        "<m xmlns:d=\"{ADMI}\">  <d:Document a=\"1\">{}</d:Document></m>",
        prefixed(&body("R"), "d")
    );
    let envelope = read(&file);
    let problem = &envelope.open(&Limits::default())[0].errors()[0].clone();
    let column = file.find("a=\"1\"").unwrap() + 1;
    assert_eq!(
        (problem.line, problem.column),
        (Some(1), u32::try_from(column).ok())
    );
    // The whole path, when the second document is the wrong one.
    let file = format!("<m>{}<Document xmlns=\"{ADMI}\"/></m>", document("R"));
    let opened = read(&file).open(&Limits::default());
    assert!(opened[0].errors().is_empty());
    assert_eq!(opened[1].errors()[0].path, "/m/Document[2]/RctAck");
}

#[test]
fn ranges_are_those_of_the_input_in_every_encoding() {
    let inner = format!("<m>é€{}\r\n{}</m>", header("B1", ""), document("R1"));
    let latin = format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{}",
        inner.replace('€', "ü")
    );
    let little = inner.encode_utf16().flat_map(u16::to_le_bytes);
    let big = format!("\u{FEFF}{inner}");
    let files: Vec<Vec<u8>> = vec![
        inner.clone().into_bytes(),
        format!("\u{FEFF}{inner}").into_bytes(),
        latin
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect(),
        little.collect(),
        big.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ];
    for file in files {
        let envelope = Envelope::read(&file, &Limits::default()).unwrap();
        let message = envelope.messages().next().unwrap();
        let part = message.document().unwrap();
        assert_eq!(part.text(), document("R1"));
        let bytes = part.bytes();
        assert_eq!(bytes, &file[part.range()]);
        let decoded: String = bytes
            .iter()
            .filter(|b| **b != 0)
            .copied()
            .map(char::from)
            .collect();
        assert_eq!(decoded, document("R1"));
        assert_eq!((part.line(), part.column()), (2, 1));
        assert!(message.open(&Limits::default()).errors().is_empty());
    }
}

#[test]
fn files_without_parts_and_broken_files_are_refused() {
    let kind = |file: &str, limits: &Limits| Envelope::read(file.as_bytes(), limits).unwrap_err();
    let all = Limits::default();
    let none = kind("<a><b/></a>", &all);
    assert_eq!(none.kind(), ErrorKind::UnknownMessage);
    assert_eq!(
        none.to_string(),
        "/a (1:1): expected a <Document> or an <AppHdr>, found none"
    );
    for broken in [
        "",
        "<a>",
        "<a/>text",
        "<m><Document></m>",
        "<m><Document/>",
        "<!DOCTYPE m><m><Document/></m>",
        "<m><p:Document/></m>",
        "<Document/><?xml version='2.0'?>",
    ] {
        assert_eq!(kind(broken, &all).kind(), ErrorKind::Malformed, "{broken}");
    }
    let few = all.with_max_parts(2);
    assert!(Envelope::read(b"<m><Document/><Document/></m>", &few).is_ok());
    assert_eq!(
        kind("<m><Document/><Document/><Document/></m>", &few).kind(),
        ErrorKind::Limit
    );
    assert_eq!(kind(&"<m/>".repeat(4), &few).kind(), ErrorKind::Limit);
    assert_eq!(kind(&"<m>".repeat(97), &all).kind(), ErrorKind::Limit);
    // Namespaces that each part would repeat.
    let long = "u".repeat(400);
    let mut declarations = String::new();
    for i in 0..60 {
        declarations.extend([" xmlns:a", &i.to_string(), "=\"", &long, "\""]);
    }
    let file = format!("<m{declarations}>{}</m>", "<Document/>".repeat(5_000));
    assert_eq!(kind(&file, &all).kind(), ErrorKind::Limit);
}

#[test]
fn header_and_document_are_held_together() {
    let other = header("B1", "").replace("admi.007.001.01", "pacs.008.001.08");
    let file = format!("<m>\n{other}{}</m>", document("R1"));
    let opened = read(&file).open(&Limits::default());
    let warning = &opened[0].warnings()[0];
    assert_eq!(
        (warning.code, warning.path.as_str()),
        (Code::Header, "/m/AppHdr/MsgDefIdr")
    );
    assert_eq!(
        warning.message(),
        "expected \"admi.007.001.01\", which the document is, found \"pacs.008.001.08\" in the header"
    );
    assert_eq!(warning.line, Some(2));
    assert_eq!(
        warning.column,
        other
            .find("<MsgDefIdr>")
            .map(|at| u32::try_from(at + 1).unwrap())
    );

    let alone = format!("<m>{}</m>", header("B1", ""));
    assert_eq!(
        read(&alone).open(&Limits::default())[0].warnings()[0].path,
        "/m/AppHdr"
    );
    assert!(
        read(&header("B1", "")).open(&Limits::default())[0]
            .warnings()
            .is_empty()
    );

    // The same identifier again: a warning, unless it says so.
    let again = |extra: &str| {
        let file = format!(
            "<m>{}{}\n{}{}</m>",
            header("B1", ""),
            document("R1"),
            header("B1", extra),
            document("R2")
        );
        let opened = read(&file).open(&Limits::default());
        assert!(opened.iter().all(|o| o.errors().is_empty()));
        opened[1]
            .warnings()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(again("").len(), 1);
    assert!(
        again("")[0].ends_with("found that of the header in line 1"),
        "{:?}",
        again("")
    );
    assert!(again("<PssblDplct>true</PssblDplct>").is_empty());
    assert!(again("<CpyDplct>COPY</CpyDplct>").is_empty());
    assert_eq!(again("<PssblDplct>false</PssblDplct>").len(), 1);

    let two = header("B1", "") + &document("R1");
    let warning = read(&two).warning().unwrap();
    assert_eq!(
        (warning.code, warning.path.as_str()),
        (Code::Roots, "/Document")
    );
    assert!(read(&document("R1")).warning().is_none());
}

fn built<M: Message>() -> M {
    let related =
        AnyMessage::from_xml(header("B0", "<CpyDplct>DUPL</CpyDplct>").as_bytes()).unwrap();
    HeaderBuilder::new(
        pacs_008_001_08::Document::DEFINITION,
        HeaderAddress::bic("BANKDEFFXXX").with_other_id("<X>"),
        HeaderAddress::clearing_member(Some("USABA"), "011104238"),
        "B&1",
        "2026-11-23T10:00:00+01:00".parse().unwrap(),
    )
    .with_business_service("swift.cbprplus.02")
    .with_copy_duplicate(CopyDuplicate::CopyDuplicate)
    .with_possible_duplicate(true)
    .with_priority("HIGH")
    .with_signature(
        AnyXml::parse("<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><x/></Signature>")
            .unwrap(),
    )
    .with_related(&Header::of(&related).unwrap())
    .build()
    .unwrap()
}

#[test]
fn headers_of_all_versions_are_built_and_read_alike() {
    let xml = [
        built::<BusinessApplicationHeaderV01>().to_xml().unwrap(),
        built::<BusinessApplicationHeaderV02>().to_xml().unwrap(),
        built::<BusinessApplicationHeaderV03>().to_xml().unwrap(),
        built::<BusinessApplicationHeaderV04>().to_xml().unwrap(),
    ];
    for (version, xml) in (1..).zip(&xml) {
        let message = AnyMessage::from_xml(xml.as_bytes()).unwrap();
        assert_eq!(message.id(), format!("head.001.001.0{version}"));
        let header = Header::of(&message).unwrap();
        let (from, to) = (header.from().unwrap(), header.to().unwrap());
        assert_eq!(from.bic().unwrap(), "BANKDEFFXXX");
        assert_eq!(from.other_id().unwrap(), "<X>");
        assert!(from.is_institution() && from.clearing_member().is_none());
        assert_eq!(to.clearing_member().unwrap(), "011104238");
        assert_eq!(to.clearing_system().unwrap(), "USABA");
        assert_eq!(header.business_message_id().unwrap(), "B&1");
        assert_eq!(header.message_definition_id().unwrap(), "pacs.008.001.08");
        assert_eq!(header.business_service().unwrap(), "swift.cbprplus.02");
        let created = header.created().unwrap();
        assert_eq!(created.instant().unwrap().to_rfc3339().len(), 25);
        assert_eq!(
            created.to_string(),
            if version == 1 {
                "2026-11-23T09:00:00Z"
            } else {
                "2026-11-23T10:00:00+01:00"
            }
        );
        assert_eq!(header.copy_duplicate(), Some(CopyDuplicate::CopyDuplicate));
        assert_eq!(header.possible_duplicate(), Some(true));
        assert!(header.is_duplicate());
        assert_eq!(header.priority().unwrap(), "HIGH");
        assert_eq!(
            header.signature().unwrap(),
            "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><x/></Signature>"
        );
        let related: Vec<_> = header.related().collect();
        assert_eq!(related.len(), 1);
        assert_eq!(related[0].business_message_id().unwrap(), "B0");
        assert_eq!(related[0].copy_duplicate(), Some(CopyDuplicate::Duplicate));
    }
}

#[test]
fn a_builder_tells_all_problems_and_no_places() {
    let built: Result<BusinessApplicationHeaderV01, Error> = HeaderBuilder::new(
        admi_007_001_01::Document::DEFINITION,
        HeaderAddress::organisation("nobic"),
        HeaderAddress::bic("BANKDEFFXXX").with_lei("529900T8BM49AURSDO55"),
        "",
        "2026-11-23T10:00:00Z".parse().unwrap(),
    )
    .with_market_practice("R", "I")
    .build();
    let problems: Vec<_> = built.unwrap_err().problems().to_vec();
    let paths: Vec<_> = problems
        .iter()
        .map(|p| (p.path.as_str(), p.code.as_str()))
        .collect();
    assert_eq!(
        paths,
        [
            ("/AppHdr/Fr/OrgId/Id/OrgId/AnyBIC", "pattern"),
            ("/AppHdr/To/FIId/FinInstnId", "unknown-element"),
            ("/AppHdr/BizMsgIdr", "length"),
            ("/AppHdr", "unknown-element"),
        ]
    );
    assert!(
        problems
            .iter()
            .all(|p| p.line.is_none() && p.column.is_none())
    );
    let no_header: Result<admi_007_001_01::Document, Error> = HeaderBuilder::new(
        admi_007_001_01::Document::DEFINITION,
        HeaderAddress::bic("BANKDEFFXXX"),
        HeaderAddress::bic("BANKDEFFXXX"),
        "1",
        "2026-11-23T10:00:00Z".parse().unwrap(),
    )
    .build();
    assert_eq!(no_header.unwrap_err().kind(), ErrorKind::UnknownMessage);
}

#[test]
fn what_is_wrapped_comes_back_unchanged() {
    let canonical_header = built::<BusinessApplicationHeaderV02>().to_xml().unwrap();
    let canonical = AnyMessage::from_xml(document("R1").as_bytes())
        .unwrap()
        .to_xml()
        .unwrap();
    let odd = format!(
        "<d:Document  xmlns:d='{ADMI}'\n>{}<!-- x --></d:Document >",
        prefixed(&body("R2"), "d")
    );
    let before =
        AnyXml::parse("<PyldDesc xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.002.001.01\"/>")
            .unwrap();
    let wrappers = [
        Wrapper::swift(),
        Wrapper::data_pdu("2.0.13", Some(&before)),
        Wrapper::business_message_envelope(),
        Wrapper::element("RequestPayload").unwrap(),
        Wrapper::element_in("Xchg", "urn:iso:std:iso:20022:tech:xsd:head.002.001.01")
            .unwrap()
            .with_before(&before)
            .with_inner("Pyld")
            .unwrap()
            .with_each("BizData")
            .unwrap()
            .with_holders("Hdr", "Pyld")
            .unwrap(),
    ];
    let element = |xml: &str| {
        xml[xml.find("?>").map_or(0, |at| at + 2)..]
            .trim()
            .to_owned()
    };
    for wrapper in wrappers {
        let file = wrapper
            .write(&[
                (Some(&canonical_header), Some(&canonical)),
                (None, Some(&odd)),
            ])
            .unwrap();
        let envelope = read(&file);
        let [first, second] = envelope.messages().collect::<Vec<_>>()[..] else {
            panic!("two messages: {file}");
        };
        assert_eq!(first.header().unwrap().text(), element(&canonical_header));
        assert_eq!(first.document().unwrap().text(), element(&canonical));
        assert!(second.header().is_none());
        assert_eq!(second.document().unwrap().text(), odd);
        assert_eq!(envelope.roots(), 1);
        assert!(
            envelope
                .open(&Limits::default())
                .iter()
                .all(|o| o.errors().is_empty())
        );
    }
    let wrapper = Wrapper::swift();
    for wrong in [
        "<x/>",
        "<m><Document/></m>",
        "<Document/><Document/>",
        "<AppHdr/>",
        "<Document>",
    ] {
        assert!(wrapper.write(&[(None, Some(wrong))]).is_err(), "{wrong}");
    }
    assert!(wrapper.write(&[]).is_err() && wrapper.write(&[(None, None)]).is_err());
    for name in ["", "a b", "a:b", "1", "Document", "<"] {
        assert!(Wrapper::element(name).is_err(), "{name}");
    }
    assert!(Wrapper::element_in("a", "").is_err());
    assert!(Wrapper::swift().with_holders("a", "a").is_err());
}

#[test]
fn signatures_are_kept_to_the_byte() {
    let signature = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" >\r\n  <ds:SignedInfo  /> </ds:Signature>";
    let h = header("B1", &format!("<Sgntr>{signature}</Sgntr>"));
    let file = format!("<m>{h}{}</m>", document("R1"));
    let envelope = read(&file);
    let opened = envelope.messages().next().unwrap().open(&Limits::default());
    assert!(opened.errors().is_empty(), "{:?}", opened.errors());
    let kept = opened.header().unwrap().signature().unwrap().into_owned();
    assert_eq!(kept.replace(&format!(" xmlns=\"{HEAD}02\""), ""), signature);
    assert!(
        envelope
            .messages()
            .next()
            .unwrap()
            .header()
            .unwrap()
            .text()
            .contains(signature)
    );
}

//! Up- and downgrade between versions.
#![cfg(all(
    feature = "camt-053-001-02",
    feature = "camt-053-001-04",
    feature = "camt-053-001-08",
    feature = "catalogue",
    feature = "convert",
    feature = "diff",
    feature = "pacs-008-001-08",
    feature = "pain-001-001-03",
    feature = "pain-001-001-09",
    feature = "pain-001-001-11"
))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

use std::path::PathBuf;

use girokit_iso20022::convert::{Conversion, convert, convert_element, is_convertible, to};
use girokit_iso20022::diff::{Change, diff};
use girokit_iso20022::{
    AnyMessage, ErrorKind, Message, Untyped, camt_053_001_02, camt_053_001_04, camt_053_001_08,
    definition, definitions, pacs_008_001_08, pain_001_001_03, pain_001_001_09, pain_001_001_11,
};

fn document(id: &str, body: &str) -> String {
    format!(r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{id}">{body}</Document>"#)
}

fn read<M: Message>(body: &str) -> M {
    M::from_xml(document(M::ID, body).as_bytes()).unwrap()
}

fn report<T>(conversion: &Conversion<T>) -> Vec<String> {
    let changes = conversion.changes.iter().map(ToString::to_string);
    let problems = conversion.problems.iter().map(ToString::to_string);
    changes.chain(problems).collect()
}

fn body(xml: &str) -> &str {
    let start = xml.find("<Document").unwrap();
    let start = start + xml[start..].find('>').unwrap() + 1;
    &xml[start..xml.find("</Document>").unwrap()]
}

const PAYMENT_03: &str = r#"<CstmrCdtTrfInitn><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-23T10:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><InitgPty><Nm>A</Nm><Id><OrgId><BICOrBEI>BANKDEFFXXX</BICOrBEI></OrgId></Id></InitgPty></GrpHdr><PmtInf><PmtInfId>P</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt>2026-11-24</ReqdExctnDt><Dbtr><Nm>A</Nm><PstlAdr><AdrTp>ADDR</AdrTp><Ctry>DE</Ctry></PstlAdr></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id><Tp><Cd>CACC</Cd></Tp></DbtrAcct><DbtrAgt><FinInstnId><BIC>BANKDEFFXXX</BIC></FinInstnId></DbtrAgt><CdtTrfTxInf><PmtId><EndToEndId>E</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">1.50</InstdAmt></Amt><Cdtr><Nm>B</Nm></Cdtr><Tax><AdmstnZn>Z</AdmstnZn></Tax><RltdRmtInf><RmtId>R</RmtId><RmtLctnMtd>EMAL</RmtLctnMtd><RmtLctnElctrncAdr>a@b.example</RmtLctnElctrncAdr></RltdRmtInf><RmtInf><Strd><RfrdDocAmt><DuePyblAmt Ccy="EUR">1.00</DuePyblAmt><DscntApldAmt Ccy="EUR">0.50</DscntApldAmt></RfrdDocAmt></Strd></RmtInf></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn>"#;

#[test]
fn renamed_and_regrouped_elements_find_their_places() {
    let old: pain_001_001_03::Document = read(PAYMENT_03);
    let up = convert::<pain_001_001_11::Document>(&old).unwrap();
    assert_eq!(report(&up), Vec::<String>::new());
    assert!(up.is_lossless() && up.is_valid());
    let xml = up.message.to_xml().unwrap();
    for part in [
        "<OrgId><AnyBIC>BANKDEFFXXX</AnyBIC></OrgId>",
        "<ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt>",
        "<AdrTp><Cd>ADDR</Cd></AdrTp>",
        "<FinInstnId><BICFI>BANKDEFFXXX</BICFI></FinInstnId>",
        r#"<InstdAmt Ccy="EUR">1.50</InstdAmt>"#,
        "<AdmstnZone>Z</AdmstnZone>",
        "<RmtId>R</RmtId><RmtLctnDtls><Mtd>EMAL</Mtd><ElctrncAdr>a@b.example</ElctrncAdr></RmtLctnDtls>",
        r#"<DscntApldAmt><Amt Ccy="EUR">0.50</Amt></DscntApldAmt>"#,
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    let down = convert::<pain_001_001_03::Document>(&up.message).unwrap();
    assert_eq!(report(&down), Vec::<String>::new());
    assert!(down.message == old);
    assert_eq!(body(&down.message.to_xml().unwrap()), PAYMENT_03);
}

#[test]
fn what_does_not_fit_is_told_and_never_cut() {
    let xml = PAYMENT_03
        .replace("BICOrBEI", "AnyBIC")
        .replace("<BIC>", "<BICFI>")
        .replace("</BIC>", "</BICFI>")
        .replace("<ReqdExctnDt>2026-11-24<", "<ReqdExctnDt><DtTm>2026-11-24T11:00:00+01:00</DtTm><")
        .replace("<AdrTp>ADDR</AdrTp>", "<AdrTp><Cd>ADDR</Cd></AdrTp>")
        .replace("<Cd>CACC</Cd>", "<Cd>OTHR</Cd>")
        .replace("</EndToEndId>", "</EndToEndId><UETR>00000000-0000-4000-8000-000000000001</UETR>")
        .replace("AdmstnZn", "AdmstnZone")
        .replace("<RmtLctnMtd>EMAL</RmtLctnMtd><RmtLctnElctrncAdr>a@b.example</RmtLctnElctrncAdr>",
            "<RmtLctnDtls><Mtd>EMAL</Mtd></RmtLctnDtls><RmtLctnDtls><Mtd>POST</Mtd></RmtLctnDtls>")
        .replace(r#"<DscntApldAmt Ccy="EUR">0.50</DscntApldAmt>"#,
            r#"<DscntApldAmt><Tp><Cd>STDS</Cd></Tp><Amt Ccy="EUR">0.50</Amt></DscntApldAmt><DscntApldAmt><Amt Ccy="EUR">1</Amt></DscntApldAmt>"#);
    let xml = xml.replace("<AnyBIC>BANKDEFFXXX", "<AnyBIC>1234DEFFXXX");
    let new: pain_001_001_09::Document = read(&xml);
    let down = convert::<pain_001_001_03::Document>(&new).unwrap();
    let base = "/Document/CstmrCdtTrfInitn";
    let tx = format!("{base}/PmtInf[1]/CdtTrfTxInf[1]");
    assert_eq!(
        report(&down),
        [
            format!(
                "{base}/GrpHdr/InitgPty/Id/OrgId/AnyBIC: lost: expected AnyBICIdentifier matching [A-Z]{{6,6}}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{{3,3}}){{0,1}}, found 11 characters of the shape \"9999AAAAAAA\""
            ),
            format!("{base}/PmtInf[1]/ReqdExctnDt/DtTm: altered: the time of day is left out"),
            format!(
                "{base}/PmtInf[1]/DbtrAcct/Tp/Cd: altered: it stands as proprietary: expected one of the 16 codes of CashAccountType4Code, found \"OTHR\""
            ),
            format!("{tx}/PmtId/UETR: lost: pain.001.001.03 has no place for it"),
            format!("{tx}/RltdRmtInf[1]/RmtLctnDtls[2]/Mtd: lost: there is room for 1 only"),
            format!(
                "{tx}/RmtInf/Strd[1]/RfrdDocAmt/DscntApldAmt[1]/Tp: lost: pain.001.001.03 has no place for it"
            ),
            format!(
                "{tx}/RmtInf/Strd[1]/RfrdDocAmt/DscntApldAmt[2]/Amt: lost: there is room for 1 only"
            ),
        ]
    );
    assert!(down.is_valid() && !down.is_lossless());
    let xml = down.message.to_xml().unwrap();
    assert!(
        xml.contains("<ReqdExctnDt>2026-11-24</ReqdExctnDt>")
            && xml.contains("<Tp><Prtry>OTHR</Prtry></Tp>")
    );
}

const STATEMENT_02: &str = r#"<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-23T10:00:00</CreDtTm></GrpHdr><Stmt><Id>S</Id><CreDtTm>2026-11-23T10:00:00</CreDtTm><Acct><Id><Othr><Id>17</Id></Othr></Id><Svcr><FinInstnId><BIC>BANKDEFFXXX</BIC></FinInstnId></Svcr></Acct><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-23</Dt></Dt></Bal><TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries><TtlNetNtryAmt>7</TtlNetNtryAmt><CdtDbtInd>CRDT</CdtDbtInd></TtlNtries></TxsSummry><Ntry><Amt Ccy="EUR">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BkTxCd></BkTxCd><Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">3</TtlChrgsAndTaxAmt><Amt Ccy="EUR">1</Amt><Pty><FinInstnId><BIC>BANKDEFFXXX</BIC></FinInstnId></Pty></Chrgs><Chrgs><Amt Ccy="EUR">2</Amt></Chrgs><NtryDtls><TxDtls><Refs><EndToEndId>E</EndToEndId></Refs><RltdPties><Dbtr><Nm>B</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr></Dbtr><DbtrAcct><Id><Othr><Id>18</Id></Othr></Id></DbtrAcct></RltdPties></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt>"#;

#[test]
fn a_statement_goes_up_and_comes_back() {
    let old: camt_053_001_02::Document = read(STATEMENT_02);
    let up = convert::<camt_053_001_08::Document>(&old).unwrap();
    assert_eq!(report(&up), Vec::<String>::new());
    let xml = up.message.to_xml().unwrap();
    for part in [
        "<TtlNetNtry><Amt>7</Amt><CdtDbtInd>CRDT</CdtDbtInd></TtlNetNtry>",
        "<Sts><Cd>BOOK</Cd></Sts>",
        r#"<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">3</TtlChrgsAndTaxAmt><Rcrd><Amt Ccy="EUR">1</Amt><Agt>"#,
        r#"</Agt></Rcrd><Rcrd><Amt Ccy="EUR">2</Amt></Rcrd></Chrgs>"#,
        "<Dbtr><Pty><Nm>B</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr></Pty></Dbtr>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    let down = convert::<camt_053_001_02::Document>(&up.message).unwrap();
    assert_eq!(report(&down), Vec::<String>::new());
    assert_eq!(body(&down.message.to_xml().unwrap()), STATEMENT_02);

    // Version .04 demands what .02 does not know; going back, that is all that is lost.
    let up = convert::<camt_053_001_04::Document>(&old).unwrap();
    let tx = "/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/NtryDtls[1]/TxDtls[1]";
    assert_eq!(
        report(&up),
        [
            format!("{tx}/Amt: supplied: taken from the entry, whose only transaction it is"),
            format!("{tx}/CdtDbtInd: supplied: taken from the entry"),
        ]
    );
    assert!(up.is_lossless() && up.is_valid());
    let down = convert::<camt_053_001_02::Document>(&up.message).unwrap();
    assert!(down.message == old && down.changes.len() == 2);
}

#[test]
fn what_the_target_demands_is_a_problem() {
    // Two transactions of one entry: their amounts are not known.
    let two = STATEMENT_02.replace("</TxDtls>", "</TxDtls><TxDtls/>");
    let old: camt_053_001_02::Document = read(&two);
    let up = convert::<camt_053_001_04::Document>(&old).unwrap();
    let problems: Vec<_> = up.problems.iter().map(|p| p.path.as_str()).collect();
    let tx = "/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/NtryDtls[1]/TxDtls";
    assert_eq!(problems, [format!("{tx}[1]/Amt"), format!("{tx}[2]/Amt")]);
    assert!(!up.is_valid() && up.message.to_xml().is_err());
    // The element is empty but present, and filling it in makes the message valid.
    let mut message = up.message;
    for details in &mut message.bk_to_cstmr_stmt.stmt[0].ntry[0].ntry_dtls[0].tx_dtls {
        details.amt.value = "3.50".parse().unwrap();
        details.amt.ccy = "EUR".into();
    }
    message.to_xml().unwrap();
}

#[test]
fn only_versions_of_one_message_convert() {
    let payment: pain_001_001_03::Document = read(PAYMENT_03);
    let error = convert::<pacs_008_001_08::Document>(&payment).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownMessage);
    assert_eq!(
        error.to_string(),
        "/Document: expected a version of pacs.008.001, found pain.001.001.03"
    );
    assert!(!is_convertible(
        camt_053_001_02::Document::DEFINITION,
        pain_001_001_03::Document::DEFINITION
    ));
    // The same version: a copy.
    let copy = convert::<pain_001_001_03::Document>(&payment).unwrap();
    assert!(copy.message == payment && copy.changes.is_empty());
}

fn samples() -> Vec<(PathBuf, Vec<u8>)> {
    let data = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let root = data.join("iso20022");
    let Ok(index) = std::fs::read_to_string(root.join("samples/index.tsv")) else {
        println!("skipped: no {}", root.display());
        return Vec::new();
    };
    let rows = index.lines().skip(1).map(|line| line.split('\t'));
    rows.filter_map(|mut columns| {
        let path = root.join(columns.next()?);
        let (_, status) = (columns.next()?, columns.next()?);
        (status == "valid").then(|| (path.clone(), std::fs::read(path).unwrap()))
    })
    .collect()
}

/// A message to every other version and back: what is valid is read again, what changed nothing is equal, what lost nothing is all there.
fn there_and_back(name: &str, message: &Untyped, counts: &mut [usize; 3]) {
    let from = message.definition();
    for definition in definitions().iter().filter(|d| is_convertible(from, d)) {
        let there = to(message.element(), from, definition).unwrap();
        counts[0] += 1;
        if !there.is_valid() {
            assert!(
                there.message.to_xml().is_err(),
                "{name} to {}",
                definition.id
            );
            continue;
        }
        let xml = there.message.to_xml().unwrap();
        let read = Untyped::from_xml(definition, xml.as_bytes())
            .unwrap_or_else(|e| panic!("{name} to {}: {e}", definition.id));
        assert!(read == there.message, "{name} to {}", definition.id);
        counts[1] += 1;
        if there.is_lossless() {
            let back = to(there.message.element(), definition, from).unwrap();
            let differences = diff(message.element(), back.message.element());
            assert!(
                differences.iter().all(|d| d.change == Change::Added)
                    && (differences.is_empty() || !there.changes.is_empty()),
                "{name} to {} and back: {:?}, {differences:?}",
                definition.id,
                report(&back)
            );
            counts[2] += 1;
        }
    }
}

#[test]
fn samples_go_there_and_back() {
    let mut counts = [0; 3];
    for (path, xml) in samples() {
        let detected = AnyMessage::detect(&xml).unwrap();
        let Some(definition) = detected.id().and_then(definition) else {
            continue;
        };
        let message = Untyped::from_xml(definition, &xml).unwrap();
        there_and_back(&path.display().to_string(), &message, &mut counts);
    }
    let [conversions, valid, lossless] = counts;
    println!("{conversions} conversions, {valid} valid, {lossless} lossless both ways");
    for text in [PAYMENT_03, STATEMENT_02] {
        for definition in definitions() {
            if let Ok(message) =
                Untyped::from_xml(definition, document(definition.id, text).as_bytes())
            {
                there_and_back(definition.id, &message, &mut counts);
            }
        }
    }
    assert!(counts[2] > 20);
}

#[test]
fn typed_and_untyped_conversions_agree() {
    let old = AnyMessage::from_xml(document("pain.001.001.03", PAYMENT_03).as_bytes()).unwrap();
    let definition = pain_001_001_11::Document::DEFINITION;
    let typed: Conversion<pain_001_001_11::Document> =
        convert_element(old.element(), old.definition()).unwrap();
    let untyped = to(old.element(), old.definition(), definition).unwrap();
    assert_eq!(
        typed.message.to_xml().unwrap(),
        untyped.message.to_xml().unwrap()
    );
    assert_eq!(untyped.message.definition().id, "pain.001.001.11");
}

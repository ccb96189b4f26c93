//! Every tag has a long name; a tree shows a message without its secrets.
#![cfg(all(feature = "camt-053-001-08", feature = "names"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use girokit_iso20022::names::{Tree, long_name};
use girokit_iso20022::schema::{Complex, Kind};
use girokit_iso20022::{Element, Message as _, camt_053_001_08, definitions};

fn tags(ty: &'static Complex, seen: &mut BTreeSet<usize>, out: &mut BTreeSet<&'static str>) {
    if !seen.insert(std::ptr::from_ref(ty).addr()) {
        return;
    }
    for field in ty.fields {
        out.insert(field.tag);
        if let Kind::Complex(inner) | Kind::Group(inner) = field.kind {
            tags(inner, seen, out);
        }
    }
}

#[test]
fn every_tag_of_the_tables_has_a_long_name() {
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    for definition in definitions() {
        tags(definition.ty, &mut seen, &mut found);
    }
    println!("{} definitions, {} tags", definitions().len(), found.len());
    assert!(found.len() > 300);
    for tag in found {
        assert!(
            tag.is_empty() || tag.contains('.') || long_name(tag).is_some(),
            "{tag}"
        );
    }
}

fn schemas(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            schemas(&path, out);
        } else if path.extension().is_some_and(|e| e == "xsd") {
            out.push(path);
        }
    }
}

/// Over all schemas in `../shared/data`, or `GIROKIT_DATA`: the body tags of the oldest messages, which are identifiers, aside.
#[test]
fn every_tag_of_every_schema_has_a_long_name() {
    let data = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = data.join("iso20022/xsd");
    if !folder.is_dir() {
        println!("skipped: no {}", folder.display());
        return;
    }
    let mut files = Vec::new();
    schemas(&folder, &mut files);
    let mut found = BTreeSet::new();
    for file in &files {
        let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        for element in text.split("<xs:element ").skip(1) {
            let name = element.split_once("name=\"").unwrap().1;
            found.insert(name.split('"').next().unwrap().to_owned());
        }
    }
    let tags: Vec<_> = found.iter().filter(|tag| !tag.contains('.')).collect();
    let unnamed: Vec<_> = tags.iter().filter(|tag| long_name(tag).is_none()).collect();
    println!("{} schemas, {} tags", files.len(), tags.len());
    assert!(files.len() > 600 && tags.len() > 2_500);
    assert!(unnamed.is_empty(), "{unnamed:?}");
}

const STATEMENT: &str = r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
  <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-23T10:00:00</CreDtTm></GrpHdr>
  <Stmt><Id>S1</Id><Acct><Id><Othr><Id>17</Id></Othr></Id></Acct>
    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-23</Dt></Dt></Bal>
    <Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd/>
      <CardTx><Card><PlainCardData><PAN>4000001234567899</PAN><XpryDt>2030-01</XpryDt><TrckData><TrckVal>4000=3001</TrckVal></TrckData>
        <CardSctyCd><CSCMgmt>PRST</CSCMgmt><CSCVal>123</CSCVal></CardSctyCd></PlainCardData></Card></CardTx>
      <AddtlNtryInf>two
lines</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>"#;

#[test]
fn a_tree_shows_names_and_values_but_no_card_data() {
    let statement = camt_053_001_08::Document::from_xml(STATEMENT.as_bytes()).unwrap();
    let tree = Tree::new(Element::of(&statement)).to_string();
    for line in [
        "Document\n  Bank To Customer Statement\n    Group Header\n      Message Identification: M1\n",
        "\n      Entry [1]\n        Amount: 5.00 EUR\n",
        "PAN: ****\n",
        "Track Value: ****\n",
        "Card Security Code Value: ****\n",
        "Additional Entry Information: two lines\n",
    ] {
        assert!(tree.contains(line), "{line} in {tree}");
    }
    let short = Tree::new(Element::of(&statement))
        .with_max_lines(3)
        .with_tags();
    assert_eq!(
        short.to_string(),
        "Document <Document>\n  Bank To Customer Statement <BkToCstmrStmt>\n    Group Header <GrpHdr>\n...\n"
    );
    for text in [tree, format!("{statement:?}"), format!("{short:?}")] {
        for secret in ["4000001234567899", "4000=3001", "123\""] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

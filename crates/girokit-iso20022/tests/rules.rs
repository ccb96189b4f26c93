//! Each rule: a message that keeps it, and its twin that breaks it.
#![cfg(all(feature = "catalogue", feature = "rules"))]
#![allow(
    clippy::format_push_string,
    clippy::inconsistent_digit_grouping,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use girokit_iso20022::rules::{
    self, At, BASE, Check, Checker, CodeSets, Messages, Options, Profile, Rule, Severity, When,
};
use girokit_iso20022::{Tree, definitions};

/// A message that keeps the rules; in it, what is replaced by what; the rule that is broken then, and where.
type Twin = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const PAIN_001: &str = include_str!("data/rules/pain.001.001.09.xml");
const CHEQUE: &str = include_str!("data/rules/pain.001.001.09.cheque.xml");
const PAIN_007: &str = include_str!("data/rules/pain.007.001.09.xml");
const PAIN_008: &str = include_str!("data/rules/pain.008.001.08.xml");
const PACS_002: &str = include_str!("data/rules/pacs.002.001.08.xml");
const PACS_004: &str = include_str!("data/rules/pacs.004.001.09.xml");
const PACS_007: &str = include_str!("data/rules/pacs.007.001.09.xml");
const PACS_008: &str = include_str!("data/rules/pacs.008.001.08.xml");
const CAMT_053: &str = include_str!("data/rules/camt.053.001.08.xml");
const CAMT_056: &str = include_str!("data/rules/camt.056.001.08.xml");

const AGENT: &str = "<FinInstnId><BICFI>BANKDEFFXXX</BICFI></FinInstnId>";

#[rustfmt::skip]
const TWINS: &[Twin] = &[
    // Single values.
    (PAIN_001, "DE89370400440532013000", "DE89370400440532013001", "iban", "/Document/CstmrCdtTrfInitn/PmtInf[1]/DbtrAcct/Id/IBAN"),
    (PAIN_001, "<AnyBIC>BANKDEFFXXX", "<AnyBIC>BANKZZFFXXX", "bic", "/Document/CstmrCdtTrfInitn/GrpHdr/InitgPty/Id/OrgId/AnyBIC"),
    (PAIN_001, "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R13", "lei", "/Document/CstmrCdtTrfInitn/GrpHdr/InitgPty/Id/OrgId/LEI"),
    (PAIN_001, "<Ccy>EUR</Ccy>", "<Ccy>EUX</Ccy>", "currency", "/Document/CstmrCdtTrfInitn/PmtInf[1]/DbtrAcct/Ccy"),
    (PACS_008, "<Amt Ccy=\"USD\">", "<Amt Ccy=\"USX\">", "currency", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/ChrgsInf[1]/Amt/@Ccy"),
    (PAIN_001, "10.25<", "10.255<", "currency-decimals", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt"),
    (PAIN_001, "<Ctry>DE", "<Ctry>UK", "country", "/Document/CstmrCdtTrfInitn/PmtInf[1]/Dbtr/PstlAdr/Ctry"),
    (PACS_008, "RF18539007547034", "RF19539007547034", "creditor-reference", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/RmtInf/Strd[1]/CdtrRefInf/Ref"),
    (PACS_008, "<Cd>SALA</Cd>", "<Cd>SALX</Cd>", "external-code", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/Purp/Cd"),
    // Counts, sums and balances.
    (PAIN_001, "<NbOfTxs>2", "<NbOfTxs>3", "transaction-count", "/Document/CstmrCdtTrfInitn/GrpHdr/NbOfTxs"),
    (PAIN_001, "TRF</PmtMtd>\n      <NbOfTxs>2", "TRF</PmtMtd><NbOfTxs>1", "transaction-count", "/Document/CstmrCdtTrfInitn/PmtInf[1]/NbOfTxs"),
    (PAIN_008, "<NbOfTxs>1", "<NbOfTxs>2", "transaction-count", "/Document/CstmrDrctDbtInitn/GrpHdr/NbOfTxs"),
    (PAIN_007, "<NbOfTxs>1", "<NbOfTxs>2", "transaction-count", "/Document/CstmrPmtRvsl/GrpHdr/NbOfTxs"),
    (PACS_004, "<NbOfTxs>1", "<NbOfTxs>2", "transaction-count", "/Document/PmtRtr/GrpHdr/NbOfTxs"),
    (CAMT_056, "<GrpCxl>true", "<GrpCxl>false", "transaction-count", "/Document/FIToFIPmtCxlReq/CtrlData/NbOfTxs"),
    (PAIN_001, "<CtrlSum>30.5", "<CtrlSum>30.51", "control-sum", "/Document/CstmrCdtTrfInitn/GrpHdr/CtrlSum"),
    (PAIN_008, "1</NbOfTxs>\n      <CtrlSum>10.25</CtrlSum>\n      <PmtTp", "1</NbOfTxs><CtrlSum>10</CtrlSum><PmtTp", "control-sum", "/Document/CstmrDrctDbtInitn/PmtInf[1]/CtrlSum"),
    (PACS_008, "30.50</Ttl", "30.51</Ttl", "settlement-total", "/Document/FIToFICstmrCdtTrf/GrpHdr/TtlIntrBkSttlmAmt"),
    (PACS_004, "10.25</Ttl", "10.26</Ttl", "settlement-total", "/Document/PmtRtr/GrpHdr/TtlRtrdIntrBkSttlmAmt"),
    (PACS_007, "10.25</Ttl", "10.26</Ttl", "settlement-total", "/Document/FIToFIPmtRvsl/GrpHdr/TtlRvsdIntrBkSttlmAmt"),
    (PACS_008, "<TtlIntrBkSttlmAmt Ccy=\"EUR\">", "<TtlIntrBkSttlmAmt Ccy=\"USD\">", "settlement-total-currency", "/Document/FIToFICstmrCdtTrf/GrpHdr/TtlIntrBkSttlmAmt"),
    (PACS_008, "<IntrBkSttlmAmt Ccy=\"EUR\">20", "<IntrBkSttlmAmt Ccy=\"USD\">20", "settlement-total-currency", "/Document/FIToFICstmrCdtTrf/GrpHdr/TtlIntrBkSttlmAmt"),
    (CAMT_053, ">60.5<", ">60.4<", "statement-balance", "/Document/BkToCstmrStmt/Stmt[1]"),
    (CAMT_053, "<NbOfNtries>3", "<NbOfNtries>4", "entry-totals", "/Document/BkToCstmrStmt/Stmt[1]/TxsSummry/TtlNtries/NbOfNtries"),
    (CAMT_053, ">181.50<", ">181.51<", "entry-totals", "/Document/BkToCstmrStmt/Stmt[1]/TxsSummry/TtlNtries/Sum"),
    (CAMT_053, "159.5</Amt><CdtDbtInd>DBIT", "159.5</Amt><CdtDbtInd>CRDT", "entry-totals", "/Document/BkToCstmrStmt/Stmt[1]/TxsSummry/TtlNtries/TtlNetNtry/Amt"),
    (CAMT_053, "<Sum>11<", "<Sum>12<", "entry-totals", "/Document/BkToCstmrStmt/Stmt[1]/TxsSummry/TtlCdtNtries/Sum"),
    (CAMT_053, "<NbOfNtries>2", "<NbOfNtries>1", "entry-totals", "/Document/BkToCstmrStmt/Stmt[1]/TxsSummry/TtlDbtNtries/NbOfNtries"),
    (CAMT_053, ">170.5</Amt>", ">171.5</Amt>", "entry-details", "/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/Amt"),
    (CAMT_053, "<NbOfTxs>2", "<NbOfTxs>1", "entry-batch-count", "/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/NtryDtls[1]/Btch/NbOfTxs"),
    // Between banks.
    (PACS_008, "<IntrmyAgt1>", "<InstgAgt>AGENT</InstgAgt><IntrmyAgt1>", "instructing-agent", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/InstgAgt"),
    (PACS_008, "<IntrmyAgt1>", "<InstdAgt>AGENT</InstdAgt><IntrmyAgt1>", "instructed-agent", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/InstdAgt"),
    (PACS_008, "<InstdAmt", "<IntrBkSttlmDt>2026-11-24</IntrBkSttlmDt><InstdAmt", "settlement-date", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/IntrBkSttlmDt"),
    (PACS_008, "<IntrBkSttlmDt>2026-11-24</IntrBkSttlmDt>", "", "settlement-date", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[2]/IntrBkSttlmDt"),
    (PACS_008, "<IntrBkSttlmDt>2026-11-24</IntrBkSttlmDt>", "", "settlement-total-date", "/Document/FIToFICstmrCdtTrf/GrpHdr/IntrBkSttlmDt"),
    (PACS_008, "</SttlmInf>", "</SttlmInf><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>TYPED", "header-payment-type", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[2]/PmtTpInf"),
    (PACS_008, "INDA</SttlmMtd>", "INGA</SttlmMtd><ClrSys><Cd>TGT</Cd></ClrSys>", "settlement-method-agent", "/Document/FIToFICstmrCdtTrf/GrpHdr/SttlmInf/ClrSys"),
    (PACS_008, "INDA</SttlmMtd>", "CLRG</SttlmMtd><InstgRmbrsmntAgt>AGENT</InstgRmbrsmntAgt>", "settlement-method-clearing", "/Document/FIToFICstmrCdtTrf/GrpHdr/SttlmInf/InstgRmbrsmntAgt"),
    (PACS_008, "INDA</SttlmMtd>", "COVE</SttlmMtd><ClrSys><Cd>TGT</Cd></ClrSys>", "settlement-method-cover", "/Document/FIToFICstmrCdtTrf/GrpHdr/SttlmInf/ClrSys"),
    (PACS_008, "INDA</SttlmMtd>", "COVE</SttlmMtd>", "settlement-method-cover-agent", "/Document/FIToFICstmrCdtTrf/GrpHdr/SttlmInf"),
    (PACS_008, "INDA</SttlmMtd>", "COVE</SttlmMtd><ThrdRmbrsmntAgt>AGENT</ThrdRmbrsmntAgt>", "third-reimbursement-agent", "/Document/FIToFICstmrCdtTrf/GrpHdr/SttlmInf/InstdRmbrsmntAgt"),
    (PACS_008, "INDA</SttlmMtd>", "COVE</SttlmMtd><InstgRmbrsmntAgtAcct><Id><Othr><Id>1</Id></Othr></Id></InstgRmbrsmntAgtAcct>", "reimbursement-agent-account", "/Document/FIToFICstmrCdtTrf/GrpHdr/SttlmInf/InstgRmbrsmntAgt"),
    (PACS_008, "<XchgRate>1.1</XchgRate>", "", "exchange-rate", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/XchgRate"),
    (PACS_008, "<InstdAmt Ccy=\"USD\">", "<InstdAmt Ccy=\"EUR\">", "exchange-rate", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/XchgRate"),
    (PACS_004, "</RtrdIntrBkSttlmAmt>", "</RtrdIntrBkSttlmAmt><XchgRate>2</XchgRate>", "exchange-rate", "/Document/PmtRtr/TxInf[1]/XchgRate"),
    (PACS_008, "<InstdAmt Ccy=\"USD\">11.25</InstdAmt>", "", "charges-instructed-amount", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/InstdAmt"),
    (PACS_008, "<ChrgBr>SHAR", "<ChrgBr>CRED", "charges-borne-by-creditor", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[2]/ChrgsInf"),
    (PACS_008, "PrvsInstgAgt1>", "PrvsInstgAgt3>", "previous-instructing-agent", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/PrvsInstgAgt1"),
    (PACS_008, "<TxId>TX-1</TxId>", "", "transaction-identification", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]"),
    // From customers.
    (PAIN_008, "</InstdAmt>", "</InstdAmt><ChrgBr>SLEV</ChrgBr>", "batch-charge-bearer", "/Document/CstmrDrctDbtInitn/PmtInf[1]/DrctDbtTxInf[1]/ChrgBr"),
    (CHEQUE, "</Amt>", "</Amt><ChrgBr>SHAR</ChrgBr>", "batch-charge-bearer", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/ChrgBr"),
    (PAIN_008, "<InstdAmt", "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf><InstdAmt", "batch-payment-type", "/Document/CstmrDrctDbtInitn/PmtInf[1]/DrctDbtTxInf[1]/PmtTpInf"),
    (CHEQUE, "</ChqInstr>", "</ChqInstr><UltmtDbtr><Nm>U</Nm></UltmtDbtr>", "batch-ultimate-debtor", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/UltmtDbtr"),
    (CHEQUE, "</InstrForCdtrAgt>", "</InstrForCdtrAgt><InstrForDbtrAgt>write</InstrForDbtrAgt>", "batch-debtor-agent-instruction", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/InstrForDbtrAgt"),
    (PAIN_008, "</DrctDbtTx>", "</DrctDbtTx><UltmtCdtr><Nm>U</Nm></UltmtCdtr>", "batch-ultimate-creditor", "/Document/CstmrDrctDbtInitn/PmtInf[1]/DrctDbtTxInf[1]/UltmtCdtr"),
    (PAIN_008, "</MndtRltdInf>", "</MndtRltdInf><CdtrSchmeId><Nm>U</Nm></CdtrSchmeId>", "batch-creditor-scheme", "/Document/CstmrDrctDbtInitn/PmtInf[1]/DrctDbtTxInf[1]/DrctDbtTx/CdtrSchmeId"),
    (CHEQUE, "<ChrgsAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></ChrgsAcct>", "", "charges-account", "/Document/CstmrCdtTrfInitn/PmtInf[1]/ChrgsAcct"),
    (CHEQUE, "CHK<", "TRF<", "cheque-instruction", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/ChqInstr"),
    (PAIN_001, "TRF<", "CHK<", "cheque-creditor-account", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct"),
    (CHEQUE, "CHK</PmtMtd>", "TRF</PmtMtd>NOCREDITOR", "creditor-or-account", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]"),
    (CHEQUE, "MLFA", "MLCD", "cheque-delivery", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/CdtrAgt"),
    (CHEQUE, "<ChqInstr><DlvryMtd><Cd>MLFA</Cd></DlvryMtd></ChqInstr>", "<ChqInstr/>", "cheque-delivery", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/CdtrAgt"),
    (CHEQUE, "</Cdtr>", "</Cdtr><CdtrAcct><Id><Othr><Id>1</Id></Othr></Id></CdtrAcct>", "pay-by-cheque", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct"),
    (PACS_008, "IntrmyAgt1>", "IntrmyAgt3>", "intermediary-agent", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/IntrmyAgt1"),
    (PAIN_008, "<AmdmntInd>true", "<AmdmntInd>false", "mandate-amendment", "/Document/CstmrDrctDbtInitn/PmtInf[1]/DrctDbtTxInf[1]/DrctDbtTx/MndtRltdInf/AmdmntInfDtls"),
    (PAIN_008, "<AmdmntInfDtls><OrgnlMndtId>M-0</OrgnlMndtId></AmdmntInfDtls>", "", "mandate-amendment", "/Document/CstmrDrctDbtInitn/PmtInf[1]/DrctDbtTxInf[1]/DrctDbtTx/MndtRltdInf/AmdmntInfDtls"),
    // Answers.
    (PACS_004, "<GrpRtr>false", "<GrpRtr>true", "group-return", "/Document/PmtRtr/TxInf[1]"),
    (PACS_007, "<GrpRvsl>false", "<GrpRvsl>true", "group-reversal", "/Document/FIToFIPmtRvsl/TxInf[1]"),
    (PAIN_007, "<GrpRvsl>false", "<GrpRvsl>true", "batch-reversal", "/Document/CstmrPmtRvsl/OrgnlPmtInfAndRvsl[1]"),
    (CAMT_056, "<CxlRsnInf><Rsn><Cd>DUPL</Cd></Rsn></CxlRsnInf>", "", "group-cancellation", "/Document/FIToFIPmtCxlReq/Undrlyg[1]/OrgnlGrpInfAndCxl/CxlRsnInf/Rsn"),
    (PACS_004, "<AddtlInf>told</AddtlInf>", "", "narrative-reason", "/Document/PmtRtr/TxInf[1]/RtrRsnInf[1]/AddtlInf"),
    (PACS_002, "RJCT", "ACCP", "group-status-reason", "/Document/FIToFIPmtStsRpt/OrgnlGrpInfAndSts[1]/StsRsnInf[1]/AddtlInf[1]"),
];

/// A twin's own message, with what stands for longer text.
fn broken(&(message, from, to, ..): &Twin) -> String {
    assert!(message.contains(from), "no {from}");
    let mut broken = match to.strip_suffix("TYPED") {
        Some(to) => message.replacen(from, to, 1).replace(
            "<UETR>eb6305c9-1f7f-49de-aed0-16487c27b42d</UETR></PmtId>",
            "<TxId>2</TxId></PmtId><PmtTpInf/>",
        ),
        // One pair of tags.
        None if from.ends_with("1>") && to.ends_with("3>") => message.replace(from, to),
        None => message.replacen(from, to, 1),
    };
    if broken.contains("NOCREDITOR") {
        broken = broken
            .replace("NOCREDITOR", "")
            .replace("<Cdtr><Nm>Creditor</Nm></Cdtr>", "");
    }
    // Elements that stand out of order now.
    for tag in ["PrvsInstgAgt", "IntrmyAgt"] {
        let (third, second) = (
            format!("<{tag}3>{AGENT}</{tag}3>"),
            format!("<{tag}2>{AGENT}</{tag}2>"),
        );
        if let Some(rest) = broken.find(&third).map(|at| at + third.len()) {
            broken = format!(
                "{}{}",
                &broken[..rest],
                broken[rest..].replacen(&second, "", 1)
            );
            broken = broken.replacen(&third, &format!("{second}{third}"), 1);
        }
    }
    broken.replace("AGENT", AGENT)
}

fn findings(xml: &str, options: &Options) -> Vec<(&'static str, String)> {
    let tree = Tree::from_xml(xml.as_bytes()).unwrap_or_else(|e| panic!("{e}: {xml}"));
    let report = rules::check_tree(&tree, options);
    let findings = report.into_findings().into_iter();
    findings.map(|f| (f.code, f.path)).collect()
}

#[test]
fn each_rule_speaks_when_it_is_broken_and_only_then() {
    let options = Options::new();
    for twin in TWINS {
        let (message, from, to, code, path) = *twin;
        assert_eq!(findings(message, &options), [], "the message before {code}");
        let found = findings(&broken(twin), &options);
        assert!(
            found.contains(&(code, path.to_owned())),
            "{from} -> {to}: {found:?}"
        );
        let without = findings(&broken(twin), &Options::new().without(code));
        assert!(without.iter().all(|(found, _)| *found != code), "{code}");
    }
}

/// The rules of a profile and of those that it includes.
fn all(profile: &'static Profile) -> Vec<&'static Rule> {
    let included = profile.includes.iter().flat_map(|included| all(included));
    included.chain(profile.rules).collect()
}

#[test]
fn each_rule_has_a_twin_a_source_and_a_code_of_its_own() {
    let tested: BTreeSet<&str> = TWINS.iter().map(|(_, _, _, code, _)| *code).collect();
    let mut codes = BTreeSet::new();
    for rule in all(&BASE) {
        assert!(tested.contains(rule.code), "no twin for {}", rule.code);
        assert!(
            !rule.source.is_empty() && rule.title.ends_with('.'),
            "{}",
            rule.code
        );
        assert!(codes.insert(rule.code), "{} twice", rule.code);
    }
}

#[test]
fn every_path_exists_in_each_message_that_its_rule_names() {
    let mut unknown = Vec::new();
    for definition in definitions() {
        for part in BASE.includes {
            for (code, path) in part.unknown_paths(definition) {
                unknown.push(format!("{}: {code}: {path}", definition.id));
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "{}\n{}",
        unknown.len(),
        unknown.join("\n")
    );
}

/// The table of `RULES.md`, from the rules themselves.
fn table() -> String {
    let mut table = String::new();
    for part in BASE.includes {
        table += &format!(
            "\n## {}\n\n`{}`\n\n| code | rule | messages | source |\n|---|---|---|---|\n",
            part.title, part.name
        );
        for rule in part.rules {
            let messages: Vec<String> = part.messages_of(rule).iter().map(shown).collect();
            let messages = if messages.is_empty() {
                "all".to_owned()
            } else {
                messages.join(", ")
            };
            table += &format!(
                "| `{}` | {} | {messages} | {} |\n",
                rule.code, rule.title, rule.source
            );
        }
    }
    table
}

fn shown(messages: &Messages) -> String {
    let prefix = messages.prefix.trim_end_matches('.');
    match (messages.first, messages.last) {
        (0, u32::MAX) => prefix.to_owned(),
        (first, u32::MAX) => format!("{prefix} from .{first:02}"),
        (0, last) => format!("{prefix} to .{last:02}"),
        (first, last) => format!("{prefix} .{first:02} to .{last:02}"),
    }
}

#[test]
fn the_documentation_has_every_rule() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/RULES.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (intro, rest) = text.split_once("<!-- rules -->\n").unwrap();
    let (written, outro) = rest.split_once("<!-- end of rules -->\n").unwrap();
    if std::env::var_os("GIROKIT_WRITE").is_some() {
        let text = format!(
            "{intro}<!-- rules -->\n{}\n<!-- end of rules -->\n{outro}",
            table()
        );
        std::fs::write(path, text).unwrap();
        return;
    }
    assert_eq!(
        written.trim(),
        table().trim(),
        "run the test with GIROKIT_WRITE=1"
    );
}

static OWN: Profile = Profile::new(
    "own",
    "Own rules",
    "this test",
    &[Messages::of("pain.001.").from(9).to(9)],
    &[
        Rule::new(
            "own-method",
            "Transfers only.",
            "this test",
            &[],
            At::Path(&["*/PmtInf"]),
            Check::All(&[
                Check::Codes("PmtMtd", &["TRF"]),
                Check::NotCodes("DbtrAcct/Ccy", &["USD"]),
                Check::MaxLength("PmtInfId", 7),
                Check::MaxOccurs("CdtTrfTxInf", 2),
                Check::Characters("Dbtr/Nm", |c| c.is_ascii_alphabetic(), "letters"),
                Check::AtMostOne(&["CtrlSum", "BtchBookg"]),
                Check::If(
                    &When::Any(&[When::Absent("CtrlSum"), When::Present("BtchBookg")]),
                    &Check::Required(&["UltmtDbtr"]),
                ),
            ]),
        ),
        Rule::new(
            "own-new",
            "Debtors have a name and an address only, from December on.",
            "this test",
            &[],
            At::Tag(&["Dbtr"]),
            Check::Only(&["Nm"]),
        )
        .since(2026_12_01),
        Rule::new(
            "own-nowhere",
            "None.",
            "this test",
            &[],
            At::Path(&["*/PmtInf/Nowhere"]),
            Check::Required(&["A"]),
        ),
        Rule::new(
            "own-relative",
            "None.",
            "this test",
            &[],
            At::Path(&["*/PmtInf"]),
            Check::Forbidden(&["Dbtr/Nowhere"]),
        ),
    ],
);

#[test]
fn own_profiles_are_data() {
    let options = Options::empty().with_profile(&OWN);
    let swaps = [
        ("BATCH-1", "BATCH-12"),
        ("<Nm>Debtor", "<Nm>Debtor & Sons"),
        ("<PmtMtd>TRF", "<PmtMtd>CHK"),
        ("<Ccy>EUR", "<Ccy>USD"),
        ("30.5</CtrlSum>\n      <Reqd", "<Reqd"),
        ("TRF</PmtMtd>", "TRF</PmtMtd><BtchBookg>true</BtchBookg>"),
    ];
    assert_eq!(findings(PAIN_001, &options), []);
    for (from, to) in swaps {
        let to = to.replace('&', "&amp;");
        let mut message = PAIN_001.replacen(from, &to, 1);
        if to == "<Reqd" {
            message = message.replacen("<CtrlSum><Reqd", "<Reqd", 1);
        }
        assert_ne!(findings(&message, &options), [], "{from} -> {to}");
    }
    let path = "/Document/CstmrCdtTrfInitn/PmtInf[1]/Dbtr/PstlAdr".to_owned();
    let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
    assert_eq!(
        findings(PAIN_001, &options.clone().on(day(1))),
        [("own-new", path)]
    );
    let options = options.with_grade("own-method", Severity::Error);
    let tree_of = |text: &str| text.replacen("<PmtMtd>TRF", "<PmtMtd>CHK", 1);
    let text = tree_of(PAIN_001);
    let tree = Tree::from_xml(text.as_bytes()).unwrap();
    let report = rules::check_tree(&tree, &options);
    assert!(report.has_errors() && !report.is_clean());
    let finding = &report.findings()[0];
    assert_eq!(
        (finding.line, finding.column),
        (Some(21), Some(15)),
        "{finding}"
    );
    assert_eq!(finding.message(), "expected TRF, found CHK");
    let unknown = OWN.unknown_paths(tree.definition());
    assert_eq!(
        unknown,
        [
            ("own-nowhere", "*/PmtInf/Nowhere".to_owned()),
            ("own-relative", "Dbtr/Nowhere".to_owned()),
        ]
    );
}

#[test]
fn findings_are_bounded_and_code_sets_replaced() {
    let many = PACS_008.replace("BANKDEFFXXX", "BANKZZFFXXX");
    let tree = Tree::from_xml(many.as_bytes()).unwrap();
    let report = rules::check_tree(&tree, &Options::new().with_max_findings(3));
    assert!(report.is_truncated());
    assert_eq!(report.findings().len(), 3);
    let other = PACS_008.replace("SALA", "MINE");
    let codes = CodeSets::new().with_codes("ExternalPurpose1Code", ["MINE"]);
    assert_eq!(findings(&other, &Options::new().with_codes(codes)), []);
    assert_eq!(
        findings(&other, &Options::new().with_codes(CodeSets::empty())),
        []
    );
    assert_eq!(
        definitions().len(),
        649,
        "the paths are tried on the whole catalogue"
    );
}

/// What a reader of a stream does: parts one by one, counts at the end.
fn streamed(xml: &str, items: &str, batch: Option<&str>) -> Vec<(&'static str, String)> {
    let tree = Tree::from_xml(xml.as_bytes()).unwrap();
    let options = Options::new();
    let mut checker = Checker::new(tree.definition(), &options);
    let mut totals = checker.totals().unwrap();
    let root = tree.element();
    let body = root.children().next().unwrap();
    let base = format!("/Document/{}", body.tag());
    let mut found = Vec::new();
    let mut keep = |report: rules::Report| {
        found.extend(report.into_findings().into_iter().map(|f| (f.code, f.path)));
    };
    let header = body.get("GrpHdr").unwrap();
    keep(checker.check_part(&format!("{base}/GrpHdr"), &[root, body], header));
    let batches = match batch {
        Some(tag) => body
            .all(tag)
            .map(|b| {
                (
                    format!("{base}/{tag}[{}]", b.nth().unwrap()),
                    vec![root, body, b],
                )
            })
            .collect(),
        None => vec![(base.clone(), vec![root, body])],
    };
    for (path, around) in batches {
        let holder = *around.last().unwrap();
        for item in holder.all(items) {
            let path = format!("{path}/{items}[{}]", item.nth().unwrap());
            totals.add(item);
            keep(checker.check_part(&path, &around, item));
        }
        if batch.is_some() {
            keep(totals.end_batch(&path, holder));
        }
    }
    keep(totals.finish(&base, body));
    found.sort();
    found
}

#[test]
fn parts_and_totals_find_what_the_whole_finds() {
    let cases = [
        (PAIN_001, "CdtTrfTxInf", Some("PmtInf")),
        (PACS_008, "CdtTrfTxInf", None),
        (CAMT_053, "Ntry", Some("Stmt")),
    ];
    for (message, items, batch) in cases {
        assert_eq!(streamed(message, items, batch), []);
        for twin in TWINS.iter().filter(|twin| twin.0 == message) {
            let broken = broken(twin);
            let mut whole = findings(&broken, &Options::new());
            // Values outside the parts that are given.
            whole.retain(|(_, path)| {
                path.contains(items)
                    || path.contains("GrpHdr")
                    || path.contains("NbOfTxs")
                    || path.contains("CtrlSum")
                    || path.contains("Summry")
                    || path.ends_with("Stmt[1]")
            });
            whole.sort();
            assert_eq!(streamed(&broken, items, batch), whole, "{}", twin.3);
        }
    }
}

#[test]
fn public_types_are_plain_values() {
    fn debug_send_sync<T: std::fmt::Debug + Send + Sync>() {}
    debug_send_sync::<(At, Check, When, Messages, Rule, Profile)>();
    debug_send_sync::<(Checker<'_>, CodeSets, Options, Severity)>();
    debug_send_sync::<(rules::Finding, rules::Report)>();
    debug_send_sync::<(rules::ParseCodeSetsError, rules::Totals)>();
}

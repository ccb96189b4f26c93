//! Twins of the SEPA rules.

use super::{Twin, twin, twin_on};

const DE: &str = "<IBAN>DE89370400440532013000</IBAN>";
const FR: &str = "<IBAN>FR1420041010050500013M02606</IBAN>";
const OTHER: &str = "<Othr><Id>1</Id></Othr>";
const US_IBAN: &str = "<IBAN>TR330006100519786457841326</IBAN>";
const ADDRESS: &str = "<PstlAdr><StrtNm>Musterweg</StrtNm><BldgNb>1</BldgNb><PstCd>12345</PstCd><TwnNm>Musterstadt</TwnNm><Ctry>DE</Ctry></PstlAdr>";
const LINES: &str = "<PstlAdr><AdrLine>Musterweg 1, Musterstadt</AdrLine></PstlAdr>";
const CREDITOR: &str = "<CdtrSchmeId><Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>";
const SEPA_LEVEL: &str = "<SvcLvl><Cd>SEPA</Cd></SvcLvl>";

pub(crate) static TWINS: &[Twin] = &[
    // sepa
    twin(
        "sepa-characters",
        "sct-pain.001",
        "Exemple SA",
        "Exempl\u{e9} SA",
    ),
    twin("sepa-reference", "sct-pain.001", "INSTR-1", "/INSTR-1"),
    twin("sepa-reference", "sct-pacs.008", "TX-1", "TX//1"),
    twin(
        "sepa-amount",
        "sct-pain.001",
        r#"Ccy="EUR">100.50"#,
        r#"Ccy="USD">100.50"#,
    ),
    twin(
        "sepa-amount",
        "sct-pain.001",
        r#"Ccy="EUR">100.50"#,
        r#"Ccy="EUR">1000000000"#,
    ),
    twin(
        "sepa-amount",
        "sdd-pain.008",
        r#"Ccy="EUR">19.90"#,
        r#"Ccy="EUR">0.00"#,
    ),
    twin(
        "sepa-amount",
        "sdd-pacs.003",
        r#"<IntrBkSttlmAmt Ccy="EUR">19.90"#,
        r#"<IntrBkSttlmAmt Ccy="EUR">19.905"#,
    ),
    twin(
        "sepa-total",
        "sct-pacs.008",
        r#"<TtlIntrBkSttlmAmt Ccy="EUR">"#,
        r#"<TtlIntrBkSttlmAmt Ccy="CHF">"#,
    ),
    twin("sepa-charge-bearer", "sct-pain.001", "SLEV", "SHAR"),
    twin(
        "sepa-service-level",
        "sct-pain.001",
        "<Cd>SEPA</Cd>",
        "<Cd>URGP</Cd>",
    ),
    twin(
        "sepa-service-level",
        "sct-pain.001",
        SEPA_LEVEL,
        "<SvcLvl><Cd>SEPA</Cd></SvcLvl><SvcLvl><Cd>SEPA</Cd></SvcLvl>",
    ),
    twin(
        "sepa-service-level",
        "sct-pain.001",
        "<Cd>SEPA</Cd>",
        "<Prtry>SEPA</Prtry>",
    ),
    twin("sepa-account", "sct-pain.001", DE, OTHER),
    twin("sepa-account", "sct-pacs.008", FR, OTHER),
    twin("sepa-country", "sct-pain.001", FR, US_IBAN),
    twin(
        "sepa-name-length",
        "sct-pain.001",
        "<Nm>Exemple SA",
        "<Nm>{70} SA",
    ),
    twin("sepa-name", "sct-pain.001", "<Nm>Exemple SA</Nm>", ""),
    twin(
        "sepa-organisation",
        "sct-pain.001",
        "<InitgPty><Nm>Muster GmbH</Nm>",
        "<InitgPty><Id><OrgId><AnyBIC>MUSTDEFFXXX</AnyBIC><LEI>529900T8BM49AURSDO55</LEI></OrgId></Id>",
    ),
    twin(
        "sepa-organisation",
        "sct-pain.001",
        "</LEI>",
        "</LEI><Othr><Id>1</Id></Othr><Othr><Id>2</Id></Othr>",
    ),
    twin(
        "sepa-person",
        "sct-pain.001",
        "</DtAndPlcOfBirth>",
        "</DtAndPlcOfBirth><Othr><Id>1</Id></Othr>",
    ),
    twin(
        "sepa-customer-agent",
        "sct-pain.001",
        "NOTPROVIDED",
        "UNKNOWN",
    ),
    twin(
        "sepa-agent",
        "sct-pacs.008",
        "<BICFI>BANKDEFFXXX</BICFI>",
        "<Nm>Bank</Nm>",
    ),
    twin(
        "sepa-remittance",
        "sct-pain.001",
        "<RmtInf>",
        "<RmtInf><Ustrd>Invoice</Ustrd>",
    ),
    twin(
        "sepa-remittance",
        "sct-pacs.008",
        "</Ustrd>",
        "</Ustrd><Ustrd>Invoice</Ustrd>",
    ),
    twin(
        "sepa-remittance-length",
        "sct-pain.001",
        "</CdtrRefInf>",
        "</CdtrRefInf><AddtlRmtInf>{70}</AddtlRmtInf>",
    ),
    twin(
        "sepa-creditor-reference",
        "sct-pain.001",
        "RF18539007547034",
        "RF19539007547034",
    ),
    twin(
        "sepa-creditor-reference",
        "sct-pain.001",
        "<Cd>SCOR</Cd>",
        "<Cd>PUOR</Cd>",
    ),
    twin(
        "sepa-creditor-reference",
        "sct-pain.001",
        "<Ref>RF18539007547034</Ref>",
        "",
    ),
    twin(
        "sepa-control-sum",
        "sct-pain.001",
        "<CtrlSum>100.50</CtrlSum>",
        "",
    ),
    twin(
        "sepa-control-sum",
        "sdd-pain.008",
        "<CtrlSum>19.90</CtrlSum>",
        "<CtrlSum>19.901</CtrlSum>",
    ),
    twin(
        "sepa-count",
        "sct-pain.001",
        "<NbOfTxs>1</NbOfTxs><CtrlSum>100.50</CtrlSum>\n    <PmtTpInf>",
        "<CtrlSum>100.50</CtrlSum>\n    <PmtTpInf>",
    ),
    twin(
        "sepa-settlement",
        "sct-pacs.008",
        "<IntrBkSttlmDt>2026-11-24</IntrBkSttlmDt>",
        "",
    ),
    twin(
        "sepa-settlement-method",
        "sct-pacs.008",
        "<SttlmMtd>CLRG</SttlmMtd>",
        "<SttlmMtd>COVE</SttlmMtd>",
    ),
    twin(
        "sepa-address-lines",
        "sct-pain.001",
        "<AdrLine>",
        "<AdrLine>a</AdrLine><AdrLine>b</AdrLine><AdrLine>",
    ),
    twin(
        "sepa-address-town",
        "sct-pain.001",
        "<TwnNm>Musterstadt</TwnNm>",
        "",
    ),
    twin_on(
        2025_10_04,
        "sepa-address-hybrid",
        "sct-pacs.008",
        "<Ctry>DE</Ctry>",
        "<Ctry>DE</Ctry><AdrLine>a</AdrLine>",
    ),
    twin("sepa-address-unstructured", "sct-pain.001", ADDRESS, LINES),
    twin(
        "sepa-sequence",
        "sdd-pain.008",
        "<SeqTp>RCUR</SeqTp>",
        "<SeqTp>RPRE</SeqTp>",
    ),
    twin(
        "sepa-proxy",
        "sct-pain.001",
        "<Id>+33-600000000</Id>",
        "<Id>{70}{70}{70}{70}{70}</Id>",
    ),
    // sepa-sct
    twin(
        "sepa-sct-method",
        "sct-pain.001",
        "<PmtMtd>TRF</PmtMtd>",
        "<PmtMtd>TRA</PmtMtd>",
    ),
    twin(
        "sepa-sct-type",
        "sct-pain.001",
        "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>",
        "",
    ),
    twin(
        "sepa-sct-type",
        "sct-pacs.008",
        "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>",
        "",
    ),
    twin(
        "sepa-sct-accounts",
        "sct-pacs.008",
        "<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>",
        "",
    ),
    twin(
        "sepa-sct-creditor-agent",
        "sct-pain.001",
        "<BICFI>BANKFRPPXXX</BICFI>",
        OTHER,
    ),
    twin(
        "sepa-sct-transaction",
        "sct-pacs.008",
        "<TxId>TX-1</TxId>",
        "",
    ),
    twin(
        "sepa-sct-date",
        "sct-pain.001",
        "<Dt>2026-11-24</Dt>",
        "<DtTm>2026-11-24T10:00:00</DtTm>",
    ),
    twin(
        "sepa-subset",
        "sct-pain.001",
        "</InitgPty>",
        "<CtryOfRes>DE</CtryOfRes></InitgPty>",
    ),
    twin(
        "sepa-subset",
        "sct-pain.001",
        "<Purp><Cd>GDDS</Cd></Purp>",
        "<Purp><Prtry>GDDS</Prtry></Purp>",
    ),
    twin(
        "sepa-subset",
        "sct-pacs.008",
        "</ClrSys>",
        "</ClrSys><InstgRmbrsmntAgt><FinInstnId/></InstgRmbrsmntAgt>",
    ),
    twin(
        "sepa-subset",
        "sct-pacs.008",
        "</TxId>",
        "</TxId><ClrSysRef>1</ClrSysRef>",
    ),
    twin(
        "sepa-subset",
        "sdd-pain.008",
        "<CdtrSchmeId>",
        "<CdtrSchmeId><Nm>Verein</Nm>",
    ),
    twin(
        "sepa-subset",
        "sdd-pain.008",
        "</AmdmntInfDtls>",
        "</AmdmntInfDtls><FrstColltnDt>2024-02-01</FrstColltnDt>",
    ),
    // sepa-inst
    twin(
        "sepa-inst-instrument",
        "inst-pacs.008",
        "<Cd>INST</Cd>",
        "<Cd>TRF</Cd>",
    ),
    twin(
        "sepa-inst-single",
        "inst-pacs.008",
        "<NbOfTxs>1</NbOfTxs>",
        "<NbOfTxs>2</NbOfTxs>",
    ),
    twin(
        "sepa-inst-timestamp",
        "inst-pacs.008",
        "<AccptncDtTm>2026-11-23T09:59:59.123Z</AccptncDtTm>",
        "",
    ),
    // sepa-sdd
    twin(
        "sepa-sdd-core-instrument",
        "sdd-pain.008",
        "<Cd>CORE</Cd>",
        "<Cd>B2B</Cd>",
    ),
    twin(
        "sepa-sdd-core-instrument",
        "sdd-pacs.003",
        "<Cd>CORE</Cd>",
        "<Prtry>CORE</Prtry>",
    ),
    twin(
        "sepa-sdd-b2b-instrument",
        "sdd-b2b-pain.008",
        "<Cd>B2B</Cd>",
        "<Cd>COR1</Cd>",
    ),
    twin("sepa-sdd-type", "sdd-pain.008", "<SeqTp>RCUR</SeqTp>", ""),
    twin(
        "sepa-sdd-mandate",
        "sdd-pain.008",
        "<DtOfSgntr>2024-01-31</DtOfSgntr>",
        "",
    ),
    twin(
        "sepa-sdd-mandate",
        "sdd-pacs.003",
        "<MndtId>MNDT-1</MndtId>",
        "",
    ),
    twin(
        "sepa-sdd-amendment",
        "sdd-pacs.003",
        "</DtOfSgntr>",
        "</DtOfSgntr><AmdmntInd>true</AmdmntInd>",
    ),
    twin(
        "sepa-sdd-amendment",
        "sdd-pain.008",
        "</OrgnlDbtrAcct>",
        "</OrgnlDbtrAcct><OrgnlDbtrAgt><FinInstnId/></OrgnlDbtrAgt>",
    ),
    twin("sepa-sdd-creditor-given", "sdd-pain.008", CREDITOR, ""),
    twin("sepa-sdd-creditor-given", "sdd-pacs.003", CREDITOR, ""),
    twin(
        "sepa-sdd-creditor",
        "sdd-pain.008",
        "DE98ZZZ09999999999",
        "DE97ZZZ09999999999",
    ),
    twin(
        "sepa-sdd-creditor",
        "sdd-pain.008",
        "<Prtry>SEPA</Prtry>",
        "<Prtry>OTHER</Prtry>",
    ),
    twin(
        "sepa-sdd-creditor",
        "sdd-pacs.003",
        CREDITOR,
        "<CdtrSchmeId><Nm>Verein</Nm></CdtrSchmeId>",
    ),
    twin(
        "sepa-sdd-ultimate-creditor",
        "sdd-pain.008",
        "</DrctDbtTx>",
        "</DrctDbtTx><UltmtCdtr><Nm>Other</Nm></UltmtCdtr>",
    ),
    twin(
        "sepa-sdd-account",
        "sdd-pacs.003",
        "<CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>",
        "",
    ),
];

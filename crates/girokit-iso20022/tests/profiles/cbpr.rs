//! Twins of the CBPR+ rules.

use super::{Twin, twin, twin_on};

const UETR: &str = "<UETR>8a562c67-ca16-48ba-b074-65581be6f011</UETR>";
const OLD_UETR: &str = "<OrgnlUETR>8a562c67-ca16-48ba-b074-65581be6f011</OrgnlUETR>";
const ADDRESS: &str = "<PstlAdr><StrtNm>Musterweg</StrtNm><BldgNb>1</BldgNb><PstCd>12345</PstCd><TwnNm>Musterstadt</TwnNm><Ctry>DE</Ctry></PstlAdr>";
const LINES: &str = "<PstlAdr><AdrLine>Musterweg 1, Musterstadt</AdrLine></PstlAdr>";
const ORIGINAL: &str = "<OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId>";
const COVERED: &str = "</Cdtr><UndrlygCstmrCdtTrf><Dbtr><Nm>A</Nm></Dbtr><DbtrAgt><FinInstnId/></DbtrAgt><CdtrAgt><FinInstnId/></CdtrAgt><Cdtr><Nm>B</Nm></Cdtr></UndrlygCstmrCdtTrf>";
const LONG_LINES: &str =
    "<PstlAdr><AdrLine>Musterweg 1, im Hinterhaus rechts, 12345 Musterstadt</AdrLine></PstlAdr>";
const CHARGES_ZERO: &str = r#"<ChrgsInf><Amt Ccy="USD">0</Amt><Agt><FinInstnId><BICFI>BANKFRPPXXX</BICFI></FinInstnId></Agt></ChrgsInf>"#;
const MORE_CHARGES: &str = r#"<ChrgsInf><Amt Ccy="USD">1</Amt><Agt><FinInstnId><BICFI>BANKFRPPXXX</BICFI></FinInstnId></Agt></ChrgsInf><ChrgsInf>"#;
const REMITTANCE: &str = "<RmtInf><Ustrd>Invoice #1</Ustrd></RmtInf>";

pub(crate) static TWINS: &[Twin] = &[
    // cbpr
    twin("cbpr-core-no-customer", "cbpr-pacs.009", "</Cdtr>", COVERED),
    twin("cbpr-adv-no-customer", "cbpr-pacs.009", "</Cdtr>", COVERED),
    twin(
        "cbpr-adv-no-account",
        "cbpr-pacs.009",
        "</SttlmMtd>",
        "</SttlmMtd><SttlmAcct><Id><Othr><Id>1</Id></Othr></Id></SttlmAcct>",
    ),
    twin("cbpr-characters", "cbpr-pacs.008", "E2E-1", "E2E#1"),
    twin(
        "cbpr-characters",
        "cbpr-pacs.008",
        "Invoice #1",
        "Facture n\u{b0} 1",
    ),
    twin("cbpr-time-offset", "cbpr-pacs.008", "+01:00", ""),
    twin(
        "cbpr-instruction-reference",
        "cbpr-pacs.008",
        "INSTR-1",
        "INSTR-1/",
    ),
    twin(
        "cbpr-instruction-reference",
        "cbpr-pacs.002",
        "INSTR-1",
        "INSTR//1",
    ),
    twin("cbpr-case-reference", "cbpr-camt.056", "CXL-1", "/CXL-1"),
    twin("cbpr-case-reference", "cbpr-camt.029", "STS-1", "STS//1"),
    twin(
        "cbpr-agent-address",
        "cbpr-pacs.008",
        "<Nm>Banque Exemple</Nm>",
        "",
    ),
    twin(
        "cbpr-agent-bic",
        "cbpr-pacs.008",
        "<Nm>Banque Exemple</Nm>",
        "<BICFI>BANKFRPPXXX</BICFI><Nm>Banque Exemple</Nm>",
    ),
    twin(
        "cbpr-agent-known",
        "cbpr-pacs.009",
        "<Cdtr><FinInstnId><BICFI>BANKFRPPXXX</BICFI></FinInstnId>",
        "<Cdtr><FinInstnId/>",
    ),
    twin(
        "cbpr-party-address",
        "cbpr-pacs.008",
        "<Nm>Muster GmbH &amp; Co</Nm>",
        "",
    ),
    twin(
        "cbpr-party-known",
        "cbpr-pacs.008",
        "<Id><OrgId><AnyBIC>EXEMFRPPXXX</AnyBIC></OrgId></Id>",
        "<CtryOfRes>FR</CtryOfRes>",
    ),
    twin(
        "cbpr-party-known",
        "cbpr-pacs.004",
        "<Nm>Exemple SA</Nm>",
        "<CtryOfRes>FR</CtryOfRes>",
    ),
    twin(
        "cbpr-party-bic",
        "cbpr-pacs.008",
        "<Cdtr>",
        "<Cdtr><Nm>Exemple SA</Nm>",
    ),
    twin(
        "cbpr-address-town",
        "cbpr-pacs.008",
        "<TwnNm>Lyon</TwnNm>",
        "",
    ),
    twin(
        "cbpr-address-hybrid",
        "cbpr-pacs.008",
        "<AdrLine>",
        "<AdrLine>a</AdrLine><AdrLine>b</AdrLine><AdrLine>",
    ),
    twin_on(
        2026_11_13,
        "cbpr-address-lines",
        "cbpr-pacs.008",
        ADDRESS,
        LONG_LINES,
    ),
    twin("cbpr-address-unstructured", "cbpr-pacs.008", ADDRESS, LINES),
    twin(
        "cbpr-address-duplication",
        "cbpr-pacs.008",
        "12 rue des Exemples",
        "12 rue des Exemples, LYON",
    ),
    twin(
        "cbpr-single",
        "cbpr-pacs.008",
        "<NbOfTxs>1</NbOfTxs>",
        "<NbOfTxs>2</NbOfTxs>",
    ),
    twin(
        "cbpr-header-use",
        "cbpr-pacs.008",
        "</NbOfTxs>",
        "</NbOfTxs><CtrlSum>1010</CtrlSum>",
    ),
    twin("cbpr-settlement-method", "cbpr-pacs.008", "INDA", "CLRG"),
    twin("cbpr-uetr", "cbpr-pacs.008", UETR, ""),
    twin("cbpr-uetr", "cbpr-pacs.004", OLD_UETR, ""),
    twin(
        "cbpr-instruction",
        "cbpr-pacs.008",
        "INSTR-1",
        "INSTR-12345678901",
    ),
    twin(
        "cbpr-instruction",
        "cbpr-pacs.009",
        "<InstrId>INSTR-1</InstrId>",
        "",
    ),
    twin("cbpr-end-to-end", "cbpr-pacs.009", "E2E-1", "/E2E-1"),
    twin(
        "cbpr-agents",
        "cbpr-pacs.008",
        "<InstgAgt><FinInstnId><BICFI>BANKDEFFXXX</BICFI></FinInstnId></InstgAgt>",
        "",
    ),
    twin("cbpr-charge-bearer", "cbpr-pacs.008", "DEBT", "SLEV"),
    twin("cbpr-charges-creditor", "cbpr-pacs.004", CHARGES_ZERO, ""),
    twin(
        "cbpr-charges-debtor",
        "cbpr-pacs.008",
        "<ChrgsInf>",
        MORE_CHARGES,
    ),
    twin(
        "cbpr-charges-prepaid",
        "cbpr-pacs.008",
        r#"<Amt Ccy="USD">10.00"#,
        r#"<Amt Ccy="USD">0"#,
    ),
    twin(
        "cbpr-currency",
        "cbpr-pacs.009",
        r#"Ccy="USD""#,
        r#"Ccy="XAU""#,
    ),
    twin(
        "cbpr-remittance",
        "cbpr-pacs.008",
        "</Ustrd>",
        "</Ustrd><Ustrd>2</Ustrd>",
    ),
    twin(
        "cbpr-remittance-related",
        "cbpr-pacs.008",
        REMITTANCE,
        "<RltdRmtInf><RmtId>1</RmtId></RltdRmtInf><RmtInf><Ustrd>1</Ustrd></RmtInf>",
    ),
    twin(
        "cbpr-remittance-length",
        "cbpr-pacs.008",
        REMITTANCE,
        "{long}",
    ),
    twin(
        "cbpr-creditor-agent-codes",
        "cbpr-pacs.008",
        "<Cd>HOLD</Cd>",
        "<Cd>PHOB</Cd>",
    ),
    twin(
        "cbpr-creditor-agent-codes",
        "cbpr-pacs.008",
        "<Cd>HOLD</Cd>",
        "<Cd>TELB</Cd>",
    ),
    twin("cbpr-gpi-level", "cbpr-pacs.008", "G001", "G002"),
    twin(
        "cbpr-return-original",
        "cbpr-pacs.004",
        "</RtrRsnInf>",
        "</RtrRsnInf><OrgnlTxRef><IntrBkSttlmDt>2026-11-20</IntrBkSttlmDt></OrgnlTxRef>",
    ),
    twin(
        "cbpr-return-message",
        "cbpr-pacs.004",
        ORIGINAL,
        "<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>",
    ),
    twin("cbpr-return-partial", "cbpr-pacs.004", "PART", "ALL"),
    twin("cbpr-status-single", "cbpr-pacs.002", OLD_UETR, ""),
    twin(
        "cbpr-status-agents",
        "cbpr-pacs.002",
        "<InstgAgt><FinInstnId><BICFI>BANKFRPPXXX</BICFI></FinInstnId></InstgAgt>",
        "",
    ),
    twin(
        "cbpr-status-rejected",
        "cbpr-pacs.002",
        "<Rsn><Cd>NARR</Cd></Rsn>",
        "",
    ),
    twin(
        "cbpr-status-message",
        "cbpr-pacs.002",
        ORIGINAL,
        "<OrgnlMsgNmId>pacs.008</OrgnlMsgNmId>",
    ),
    twin("cbpr-recall-uetr", "cbpr-camt.056", OLD_UETR, ""),
    twin("cbpr-recall-uetr", "cbpr-camt.029", OLD_UETR, ""),
    twin(
        "cbpr-recall-narrative",
        "cbpr-camt.056",
        "<AddtlInf>sent twice</AddtlInf>",
        "",
    ),
    twin(
        "cbpr-recall-refused",
        "cbpr-camt.029",
        "<CxlStsRsnInf><Rsn><Cd>CUST</Cd></Rsn></CxlStsRsnInf>",
        "",
    ),
    twin(
        "cbpr-statement-page",
        "cbpr-camt.053",
        "<PgNb>1</PgNb>",
        "<PgNb>00</PgNb>",
    ),
    twin(
        "cbpr-statement-date",
        "cbpr-camt.053",
        "<BookgDt><Dt>2026-11-23</Dt></BookgDt>",
        "",
    ),
    twin(
        "cbpr-cov-customer",
        "cbpr-pacs.009-cov",
        "UndrlygCstmrCdtTrf>",
        "{uncovered}",
    ),
    twin(
        "cbpr-header-parties",
        "cbpr-head",
        "<BICFI>BANKDEFFXXX</BICFI>",
        "<Nm>Bank</Nm>",
    ),
    twin(
        "cbpr-header-service",
        "cbpr-head",
        "swift.cbprplus.04",
        "swift.cbprplus.cov.04",
    ),
    twin(
        "cbpr-header-service",
        "cbpr-head",
        "swift.cbprplus.04",
        "mybank.04",
    ),
    twin(
        "cbpr-header-release",
        "cbpr-head",
        "swift.cbprplus.04",
        "swift.cbprplus.03",
    ),
    twin_on(
        2026_11_13,
        "cbpr-header-release",
        "cbpr-head",
        "<Prty>",
        "<Prty>",
    ),
    twin_on(
        2025_11_21,
        "cbpr-header-release",
        "cbpr-head",
        "<Prty>",
        "<Prty>",
    ),
    twin("cbpr-header-time", "cbpr-head", "+01:00", ""),
];

//! Twins of the rules of FedNow, Fedwire and CIPS.

use super::{Twin, twin, twin_on};

const UETR: &str = "<UETR>8a562c67-ca16-48ba-b074-65581be6f011</UETR>";
const ORIGINAL: &str = "<OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId>";
const ABA: &str =
    "<ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>021000021</MmbId></ClrSysMmbId>";
const ABA_ONLY: &str = "<ClrSysMmbId><MmbId>021000021</MmbId></ClrSysMmbId>";

pub(crate) static TWINS: &[Twin] = &[
    // fednow
    twin(
        "fednow-single",
        "fednow-pacs.008",
        "<NbOfTxs>1</NbOfTxs>",
        "<NbOfTxs>2</NbOfTxs>",
    ),
    twin(
        "fednow-settlement",
        "fednow-pacs.008",
        "<Cd>FDN</Cd>",
        "<Cd>FDW</Cd>",
    ),
    twin(
        "fednow-message-id",
        "fednow-pacs.008",
        "<MsgId>2026",
        "<MsgId>MSG-2026",
    ),
    twin(
        "fednow-amount",
        "fednow-pacs.008",
        r#"Ccy="USD""#,
        r#"Ccy="CAD""#,
    ),
    twin(
        "fednow-amount",
        "fednow-pacs.008",
        ">51.74<",
        ">1234567890123.45<",
    ),
    twin("fednow-agents", "fednow-pacs.008", ABA, ABA_ONLY),
    twin(
        "fednow-agents",
        "fednow-pacs.008",
        ABA,
        "<BICFI>BANKUS33XXX</BICFI><ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>021000021</MmbId></ClrSysMmbId>",
    ),
    twin(
        "fednow-routing",
        "fednow-pacs.008",
        "<MmbId>021000021",
        "<MmbId>021000022",
    ),
    twin(
        "fednow-transfer",
        "fednow-pacs.008",
        "<IntrBkSttlmDt>2026-11-23</IntrBkSttlmDt>",
        "",
    ),
    twin(
        "fednow-transfer-use",
        "fednow-pacs.008",
        "</IntrBkSttlmDt>",
        r#"</IntrBkSttlmDt><InstdAmt Ccy="USD">51.74</InstdAmt>"#,
    ),
    twin("fednow-instrument", "fednow-pacs.008", "CONS", "OTHR"),
    twin("fednow-charge-bearer", "fednow-pacs.008", "SLEV", "SHAR"),
    twin(
        "fednow-address",
        "fednow-pacs.008",
        "<CtrySubDvsn>IL</CtrySubDvsn>",
        "",
    ),
    twin("fednow-name", "fednow-pacs.008", "<Nm>Acme Corp</Nm>", ""),
    twin(
        "fednow-status",
        "fednow-pacs.002",
        "<TxSts>ACSC</TxSts>",
        "",
    ),
    twin("fednow-status-code", "fednow-pacs.002", "ACSC", "ACSP"),
    twin(
        "fednow-original",
        "fednow-pacs.002",
        ORIGINAL,
        "<OrgnlMsgNmId>pacs.008</OrgnlMsgNmId>",
    ),
    twin(
        "fednow-header",
        "fednow-head",
        "frb.fednow.01",
        "frb.fedwire.01",
    ),
    twin(
        "fednow-header",
        "fednow-head",
        "</CreDt>",
        "</CreDt><CpyDplct>COPY</CpyDplct>",
    ),
    twin(
        "fednow-header-use",
        "fednow-head",
        "</MsgDefIdr>",
        "</MsgDefIdr><BizSvc>TEST</BizSvc>",
    ),
    twin("fednow-header-time", "fednow-head", "-05:00", ""),
    // fedwire
    twin(
        "fedwire-single",
        "fedwire-pacs.008",
        "<NbOfTxs>1</NbOfTxs>",
        "<NbOfTxs>2</NbOfTxs>",
    ),
    twin(
        "fedwire-settlement",
        "fedwire-pacs.008",
        "<Cd>FDW</Cd>",
        "<Cd>FDN</Cd>",
    ),
    twin(
        "fedwire-imad",
        "fedwire-pacs.008",
        "B1QDRCQR000001",
        "B1QDRCQR1",
    ),
    twin(
        "fedwire-amount",
        "fedwire-pacs.008",
        r#"Ccy="USD""#,
        r#"Ccy="EUR""#,
    ),
    twin("fedwire-uetr", "fedwire-pacs.008", UETR, ""),
    twin(
        "fedwire-agents",
        "fedwire-pacs.009",
        "<Cd>USABA</Cd>",
        "<Cd>CHIPS</Cd>",
    ),
    twin(
        "fedwire-routing",
        "fedwire-pacs.008",
        "<MmbId>021000021",
        "<MmbId>021000022",
    ),
    twin(
        "fedwire-instrument-customer",
        "fedwire-pacs.008",
        "CTRC",
        "BTRC",
    ),
    twin(
        "fedwire-instrument-bank",
        "fedwire-pacs.009",
        "BTRC",
        "COVC",
    ),
    twin(
        "fedwire-return",
        "fedwire-pacs.004",
        "<Rsn><Cd>CUST</Cd></Rsn>",
        "<Rsn><Prtry>CUST</Prtry></Rsn>",
    ),
    twin(
        "fedwire-return",
        "fedwire-pacs.004",
        "<Prtry>CTRC</Prtry>",
        "<Prtry>XXXX</Prtry>",
    ),
    twin(
        "fedwire-status",
        "fedwire-pacs.002",
        "</TxSts>",
        "</TxSts><StsRsnInf><Rsn><Prtry>E1</Prtry></Rsn></StsRsnInf>",
    ),
    twin(
        "fedwire-original",
        "fedwire-pacs.004",
        ORIGINAL,
        "<OrgnlMsgNmId>MT103</OrgnlMsgNmId>",
    ),
    twin(
        "fedwire-address-town",
        "fedwire-pacs.008",
        "<TwnNm>Lisle</TwnNm>",
        "",
    ),
    twin(
        "fedwire-address-lines",
        "fedwire-pacs.008",
        "</Ctry>",
        "</Ctry><AdrLine>a</AdrLine><AdrLine>b</AdrLine><AdrLine>c</AdrLine>",
    ),
    twin_on(
        2026_11_15,
        "fedwire-address-unstructured",
        "fedwire-pacs.008",
        "<PstCd>60532</PstCd><TwnNm>Lisle</TwnNm><CtrySubDvsn>IL</CtrySubDvsn><Ctry>US</Ctry>",
        "<AdrLine>a</AdrLine><AdrLine>b</AdrLine><AdrLine>c</AdrLine><AdrLine>d</AdrLine>",
    ),
    // cips
    twin(
        "cips-currency",
        "cips-pacs.008",
        r#"Ccy="CNY""#,
        r#"Ccy="USD""#,
    ),
    twin("cips-cnaps", "cips-pacs.008", "102100099996", "10210009999"),
    twin(
        "cips-carried",
        "cips-pacs.008",
        "/GrpHdr/NbOfTxs:1",
        "/GrpHdr/NbOfTxs 1",
    ),
];

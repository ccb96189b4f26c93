//! The FedNow Service.

use crate::profiles::characters::has_offset;
use crate::rules::{At, Check, Context, Messages, Profile, Rule};

use super::us;

/// The FedNow Service: customer transfers, returns, and their status; requests for status; the header.
pub static FEDNOW: Profile = Profile::new(
    "fednow",
    "FedNow Service",
    "FedNow Service Release 1, usage guidelines of 8 June 2024, schemas of 22 November 2024",
    &[
        Messages::of("pacs.002.001.10"),
        Messages::of("pacs.004.001.10"),
        Messages::of("pacs.008.001.08"),
        Messages::of("pacs.009.001.08"),
        Messages::of("pacs.028.001.03"),
    ],
    RULES,
);

const HEADER: &[Messages] = &[Messages::of("head.001.001.02")];
const PACS_002: &[Messages] = &[Messages::of("pacs.002.001.10")];
const PACS_008: &[Messages] = &[Messages::of("pacs.008.001.08")];
/// The messages that move money.
const MONEY: &[Messages] = &[
    Messages::of("pacs.004.001.10"),
    Messages::of("pacs.008.001.08"),
    Messages::of("pacs.009.001.08"),
];
const BODIES: At = At::Path(&["FIToFICstmrCdtTrf", "FICdtTrf", "PmtRtr"]);
const TRANSACTIONS: At = At::Path(&[
    "FIToFICstmrCdtTrf/CdtTrfTxInf",
    "FICdtTrf/CdtTrfTxInf",
    "PmtRtr/TxInf",
    "FIToFIPmtStsRpt/TxInfAndSts",
    "FIToFIPmtStsReq/TxInf",
]);
const TRANSFER: At = At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf"]);

const RULES: &[Rule] = &[
    Rule::new(
        "fednow-single",
        "A message holds one transaction.",
        "FedNow Release 1, GroupHeader/NumberOfTransactions (fixed 1)",
        MONEY,
        BODIES,
        Check::All(&[
            Check::Codes("GrpHdr/NbOfTxs", &["1"]),
            Check::MaxOccurs("CdtTrfTxInf", 1),
            Check::MaxOccurs("TxInf", 1),
        ]),
    ),
    Rule::new(
        "fednow-settlement",
        "Settlement is by clearing, through FDN.",
        "FedNow Release 1, SettlementInformation",
        MONEY,
        At::Tag(&["SttlmInf"]),
        Check::All(&[
            Check::Codes("SttlmMtd", &["CLRG"]),
            Check::Required(&["ClrSys/Cd"]),
            Check::Codes("ClrSys/Cd", &["FDN"]),
        ]),
    ),
    Rule::new(
        "fednow-message-id",
        "The message identification is a date, a party of nine characters and a reference of up to 18, letters and digits only.",
        "FedNow Release 1, MessageIdentification_FedNow_1",
        MONEY,
        At::Path(&[
            "FIToFICstmrCdtTrf/GrpHdr/MsgId",
            "FICdtTrf/GrpHdr/MsgId",
            "PmtRtr/GrpHdr/MsgId",
        ]),
        Check::Run(message_id),
    ),
    Rule::new(
        "fednow-amount",
        "The amount is in dollars, with at most 14 digits, two of them decimals.",
        "FedNow Release 1, ActiveCurrencyAndAmount_FedNow_1",
        MONEY,
        At::Path(&[
            "FIToFICstmrCdtTrf/CdtTrfTxInf/IntrBkSttlmAmt",
            "FICdtTrf/CdtTrfTxInf/IntrBkSttlmAmt",
            "PmtRtr/TxInf/RtrdIntrBkSttlmAmt",
        ]),
        Check::Run(us::dollars),
    ),
    Rule::new(
        "fednow-agents",
        "Instructing and instructed agent are there, with routing numbers and nothing else.",
        "FedNow Release 1, InstructingAgent, InstructedAgent",
        &[],
        TRANSACTIONS,
        Check::All(&[
            Check::Required(&[
                "InstgAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd",
                "InstdAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd",
            ]),
            Check::Forbidden(&[
                "InstgAgt/FinInstnId/BICFI",
                "InstgAgt/FinInstnId/Nm",
                "InstgAgt/FinInstnId/PstlAdr",
                "InstdAgt/FinInstnId/BICFI",
                "InstdAgt/FinInstnId/Nm",
                "InstdAgt/FinInstnId/PstlAdr",
            ]),
        ]),
    ),
    Rule::new(
        "fednow-routing",
        "A bank is a member of USABA, its number an ABA routing number.",
        "FedNow Release 1, RoutingNumber_FRS_1; check digit of the ABA routing number",
        &[],
        At::Tag(&["ClrSysMmbId"]),
        Check::Run(us::routing_number),
    ),
    Rule::new(
        "fednow-transfer",
        "A customer transfer has its payment type, settlement date, and both accounts.",
        "FedNow Release 1, CreditTransferTransaction39__1",
        PACS_008,
        TRANSFER,
        Check::Required(&[
            "PmtTpInf/LclInstrm/Prtry",
            "PmtTpInf/CtgyPurp/Prtry",
            "IntrBkSttlmDt",
            "DbtrAcct",
            "CdtrAcct",
        ]),
    ),
    Rule::new(
        "fednow-transfer-use",
        "A customer transfer has no elements that the service does not carry.",
        "FedNow Release 1, CreditTransferTransaction39__1",
        PACS_008,
        TRANSFER,
        Check::Forbidden(&[
            "SttlmPrty",
            "SttlmTmIndctn",
            "SttlmTmReq",
            "AccptncDtTm",
            "PoolgAdjstmntDt",
            "InstdAmt",
            "XchgRate",
            "ChrgsInf",
            "PrvsInstgAgt1",
            "PrvsInstgAgt2",
            "PrvsInstgAgt3",
            "IntrmyAgt1",
            "IntrmyAgt2",
            "IntrmyAgt3",
            "InstrForCdtrAgt",
            "InstrForNxtAgt",
            "RgltryRptg",
            "Tax",
            "SplmtryData",
        ]),
    ),
    Rule::new(
        "fednow-instrument",
        "The local instrument is FDNA, the category purpose CONS or BIZZ.",
        "FedNow Release 1, published samples; the full code list is not public",
        PACS_008,
        TRANSFER,
        Check::All(&[
            Check::Codes("PmtTpInf/LclInstrm/Prtry", &["FDNA"]),
            Check::Codes("PmtTpInf/CtgyPurp/Prtry", &["BIZZ", "CONS"]),
        ]),
    ),
    Rule::new(
        "fednow-charge-bearer",
        "Charges follow the service: SLEV.",
        "FedNow Release 1, ChargeBearerType1Code__1",
        &[],
        At::Tag(&["ChrgBr"]),
        Check::Codes("", &["SLEV"]),
    ),
    Rule::new(
        "fednow-address",
        "An address has post code, town, state and country, and at most one line.",
        "FedNow Release 1, PostalAddress24__1",
        PACS_008,
        At::Path(&[
            "FIToFICstmrCdtTrf/CdtTrfTxInf/UltmtDbtr/PstlAdr",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/InitgPty/PstlAdr",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/Dbtr/PstlAdr",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/DbtrAgt/FinInstnId/PstlAdr",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/CdtrAgt/FinInstnId/PstlAdr",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/Cdtr/PstlAdr",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/UltmtCdtr/PstlAdr",
        ]),
        Check::All(&[
            Check::Required(&["PstCd", "TwnNm", "CtrySubDvsn", "Ctry"]),
            Check::MaxOccurs("AdrLine", 1),
        ]),
    ),
    Rule::new(
        "fednow-name",
        "A party has a name.",
        "FedNow Release 1, PartyIdentification135__1",
        PACS_008,
        At::Path(&[
            "FIToFICstmrCdtTrf/CdtTrfTxInf/UltmtDbtr",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/InitgPty",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/Dbtr",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/Cdtr",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/UltmtCdtr",
        ]),
        Check::Required(&["Nm"]),
    ),
    Rule::new(
        "fednow-status",
        "A status report is about one transaction, whose message it names, and has a status.",
        "FedNow Release 1, ParticipantPaymentStatus and FedNowPaymentStatus",
        PACS_002,
        At::Path(&["FIToFIPmtStsRpt"]),
        Check::All(&[
            Check::Forbidden(&["OrgnlGrpInfAndSts"]),
            Check::MaxOccurs("TxInfAndSts", 1),
            Check::Required(&["TxInfAndSts/OrgnlGrpInf/OrgnlCreDtTm", "TxInfAndSts/TxSts"]),
        ]),
    ),
    Rule::new(
        "fednow-status-code",
        "The status is ACCC, ACSC, ACTC, ACWP, BLCK, PDNG or RJCT.",
        "FedNow Release 1, published samples",
        PACS_002,
        At::Path(&["FIToFIPmtStsRpt/TxInfAndSts"]),
        Check::Codes(
            "TxSts",
            &["ACCC", "ACSC", "ACTC", "ACWP", "BLCK", "PDNG", "RJCT"],
        ),
    ),
    Rule::new(
        "fednow-original",
        "The original message is named with its version.",
        "FedNow Release 1, MessageNameIdentification_FRS_1",
        &[],
        At::Path(&[
            "FIToFIPmtStsRpt/TxInfAndSts",
            "FIToFIPmtStsReq/TxInf",
            "PmtRtr/TxInf",
        ]),
        Check::Run(us::original_message),
    ),
    Rule::new(
        "fednow-header",
        "Sender and receiver are connection parties, and the market practice is FedNow's.",
        "FedNow Release 1, BusinessApplicationHeaderV02",
        HEADER,
        At::Root,
        Check::All(&[
            Check::Required(&[
                "Fr/FIId/FinInstnId/ClrSysMmbId/MmbId",
                "To/FIId/FinInstnId/ClrSysMmbId/MmbId",
                "MktPrctc",
            ]),
            Check::Codes("MktPrctc/Regy", &[REGISTRY]),
            Check::Codes("CpyDplct", &["DUPL"]),
            Check::Run(market_practice),
        ]),
    ),
    Rule::new(
        "fednow-header-use",
        "The header has no elements that the service does not carry.",
        "FedNow Release 1, BusinessApplicationHeaderV02; BusinessService is not used in Release 1",
        HEADER,
        At::Root,
        Check::Forbidden(&["CharSet", "BizSvc", "PssblDplct", "Prty", "Sgntr"]),
    ),
    Rule::new(
        "fednow-header-time",
        "The creation time has its offset from UTC.",
        "FedNow Release 1, CreationDate",
        HEADER,
        At::Path(&["CreDt"]),
        Check::Run(has_offset),
    ),
];

const REGISTRY: &str =
    "www2.swift.com/mystandards/#/group/Federal_Reserve_Financial_Services/FedNow_Service";

fn market_practice(context: &mut Context<'_, '_>) {
    const PATH: &str = "MktPrctc/Id";
    let Some(id) = context.text(PATH) else { return };
    let kind = id
        .strip_prefix("frb.fednow.")
        .and_then(|rest| rest.strip_suffix("01"));
    let known = kind.is_some_and(|kind| {
        kind.is_empty()
            || (kind.len() == 4
                && kind.ends_with('.')
                && kind.bytes().take(3).all(|b| b.is_ascii_lowercase()))
    });
    if !known {
        context.report(PATH, "frb.fednow.01 or frb.fednow.xxx.01", "another");
    }
}

fn message_id(context: &mut Context<'_, '_>) {
    let good = context.element().text().is_some_and(|id| {
        (18..=35).contains(&id.len())
            && id.bytes().take(8).all(|b| b.is_ascii_digit())
            && id.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    if !good {
        let expected = "8 digits, 9 and 1 to 18 letters or digits";
        context.report("", expected, "another text");
    }
}

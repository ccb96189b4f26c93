//! The Fedwire Funds Service.

use crate::rules::{At, Check, Context, Messages, Profile, Rule, When};

use super::{address, us};

/// The Fedwire Funds Service: transfers, returns and their status.
pub static FEDWIRE: Profile = Profile::new(
    "fedwire",
    "Fedwire Funds Service",
    "Fedwire Funds Service Release 2025 (in force 14 July 2025), schemas of 22 November 2024",
    &[
        Messages::of("pacs.002.001.10"),
        Messages::of("pacs.004.001.10"),
        Messages::of("pacs.008.001.08"),
        Messages::of("pacs.009.001.08"),
    ],
    RULES,
);

const RETURNS: &[Messages] = &[Messages::of("pacs.004.001.10")];
const STATUS: &[Messages] = &[Messages::of("pacs.002.001.10")];
const MONEY: &[Messages] = &[
    Messages::of("pacs.004.001.10"),
    Messages::of("pacs.008.001.08"),
    Messages::of("pacs.009.001.08"),
];

const RULES: &[Rule] = &[
    Rule::new(
        "fedwire-single",
        "A message holds one transaction.",
        "Fedwire Release 2025, NumberOfTransactions (fixed 1)",
        MONEY,
        At::Path(&["FIToFICstmrCdtTrf", "FICdtTrf", "PmtRtr"]),
        Check::All(&[
            Check::Codes("GrpHdr/NbOfTxs", &["1"]),
            Check::MaxOccurs("CdtTrfTxInf", 1),
            Check::MaxOccurs("TxInf", 1),
        ]),
    ),
    Rule::new(
        "fedwire-settlement",
        "Settlement is by clearing, through FDW.",
        "Fedwire Release 2025, SettlementInstruction7__1",
        MONEY,
        At::Path(&[
            "FIToFICstmrCdtTrf/GrpHdr/SttlmInf",
            "FICdtTrf/GrpHdr/SttlmInf",
            "PmtRtr/GrpHdr/SttlmInf",
        ]),
        Check::All(&[
            Check::Codes("SttlmMtd", &["CLRG"]),
            Check::Required(&["ClrSys/Cd"]),
            Check::Codes("ClrSys/Cd", &["FDW"]),
        ]),
    ),
    Rule::new(
        "fedwire-imad",
        "The message identification is an IMAD: a date, a source of eight letters or digits, a number of six digits.",
        "Fedwire Release 2025, IMAD_FedwireFunds_1",
        MONEY,
        At::Path(&[
            "FIToFICstmrCdtTrf/GrpHdr/MsgId",
            "FICdtTrf/GrpHdr/MsgId",
            "PmtRtr/GrpHdr/MsgId",
        ]),
        Check::Run(imad),
    ),
    Rule::new(
        "fedwire-amount",
        "The amount is in dollars, with at most 14 digits, two of them decimals.",
        "Fedwire Release 2025, ActiveCurrencyAndAmount_Fedwire_1",
        MONEY,
        At::Path(&[
            "FIToFICstmrCdtTrf/CdtTrfTxInf/IntrBkSttlmAmt",
            "FICdtTrf/CdtTrfTxInf/IntrBkSttlmAmt",
            "PmtRtr/TxInf/RtrdIntrBkSttlmAmt",
        ]),
        Check::Run(us::dollars),
    ),
    Rule::new(
        "fedwire-uetr",
        "A transfer, its return and its status have the UETR.",
        "Fedwire Release 2025, UETR, OriginalUETR",
        &[],
        At::Path(&[
            "FIToFICstmrCdtTrf/CdtTrfTxInf",
            "FICdtTrf/CdtTrfTxInf",
            "PmtRtr/TxInf",
            "FIToFIPmtStsRpt/TxInfAndSts",
        ]),
        Check::OneOf(&["PmtId/UETR", "OrgnlUETR"]),
    ),
    Rule::new(
        "fedwire-agents",
        "Instructing and instructed agent are there, with routing numbers and nothing else.",
        "Fedwire Release 2025, FinancialInstitutionIdentification18__2",
        &[],
        At::Path(&[
            "FIToFICstmrCdtTrf/CdtTrfTxInf",
            "FICdtTrf/CdtTrfTxInf",
            "PmtRtr/TxInf",
            "FIToFIPmtStsRpt/TxInfAndSts",
        ]),
        Check::All(&[
            Check::Required(&[
                "InstgAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd",
                "InstdAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd",
            ]),
            Check::Codes("InstgAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd", &["USABA"]),
            Check::Codes("InstdAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd", &["USABA"]),
            Check::Forbidden(&[
                "InstgAgt/FinInstnId/BICFI",
                "InstgAgt/FinInstnId/Nm",
                "InstdAgt/FinInstnId/BICFI",
                "InstdAgt/FinInstnId/Nm",
            ]),
        ]),
    ),
    Rule::new(
        "fedwire-routing",
        "A member of USABA has an ABA routing number.",
        "Fedwire Release 2025, RoutingNumber_FRS_1; check digit of the ABA routing number",
        &[],
        At::Tag(&["ClrSysMmbId"]),
        Check::Run(us::routing_number_of_usaba),
    ),
    Rule::new(
        "fedwire-instrument-customer",
        "The local instrument of a customer transfer is CTRC, CTRD or CTRS.",
        "Fedwire Release 2025, LocalInstrument_FedwireFunds_1 (from the return's list of originals)",
        &[Messages::of("pacs.008.001.08")],
        At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf"]),
        Check::All(&[
            Check::Required(&["PmtTpInf/LclInstrm/Prtry"]),
            Check::Codes("PmtTpInf/LclInstrm/Prtry", &["CTRC", "CTRD", "CTRS"]),
        ]),
    ),
    Rule::new(
        "fedwire-instrument-bank",
        "The local instrument of a bank's transfer is BTRC, BTRD or BTRS, of a cover COVC or COVS.",
        "Fedwire Release 2025, LocalInstrument_FedwireFunds_1 (from the return's list of originals)",
        &[Messages::of("pacs.009.001.08")],
        At::Path(&["FICdtTrf/CdtTrfTxInf"]),
        Check::All(&[
            Check::Required(&["PmtTpInf/LclInstrm/Prtry"]),
            Check::If(
                &When::Absent("UndrlygCstmrCdtTrf"),
                &Check::Codes("PmtTpInf/LclInstrm/Prtry", &["BTRC", "BTRD", "BTRS"]),
            ),
            Check::If(
                &When::Present("UndrlygCstmrCdtTrf"),
                &Check::Codes("PmtTpInf/LclInstrm/Prtry", &["COVC", "COVS"]),
            ),
        ]),
    ),
    Rule::new(
        "fedwire-return",
        "A return names the original message, gives its amounts, dates and parties, one reason, and the original's local instrument.",
        "Fedwire Release 2025, PaymentTransaction118__1",
        RETURNS,
        At::Path(&["PmtRtr/TxInf"]),
        Check::All(&[
            Check::Required(&[
                "OrgnlGrpInf/OrgnlCreDtTm",
                "IntrBkSttlmDt",
                "RtrdInstdAmt",
                "RtrChain",
                "RtrRsnInf/Rsn/Cd",
                "OrgnlTxRef/PmtTpInf/LclInstrm/Prtry",
            ]),
            Check::MaxOccurs("RtrRsnInf", 1),
            Check::MaxOccurs("RtrRsnInf/AddtlInf", 2),
            Check::Codes("ChrgBr", &["CRED", "SHAR", "SLEV"]),
            Check::Codes(
                "OrgnlTxRef/PmtTpInf/LclInstrm/Prtry",
                &[
                    "BTRC", "BTRD", "BTRS", "COVC", "COVS", "CTRC", "CTRD", "CTRS",
                ],
            ),
        ]),
    ),
    Rule::new(
        "fedwire-status",
        "A status report is about one transaction, which it names by its IMAD; a reason is proprietary and explained.",
        "Fedwire Release 2025, PaymentTransaction110__1, StatusReasonInformation12__1",
        STATUS,
        At::Path(&["FIToFIPmtStsRpt"]),
        Check::All(&[
            Check::Forbidden(&["OrgnlGrpInfAndSts", "TxInfAndSts/StsRsnInf/Rsn/Cd"]),
            Check::MaxOccurs("TxInfAndSts", 1),
            Check::Required(&["TxInfAndSts/OrgnlGrpInf/OrgnlCreDtTm", "TxInfAndSts/TxSts"]),
            Check::If(
                &When::Present("TxInfAndSts/StsRsnInf"),
                &Check::Required(&["TxInfAndSts/StsRsnInf/AddtlInf"]),
            ),
        ]),
    ),
    Rule::new(
        "fedwire-original",
        "The original message is named with its version.",
        "Fedwire Release 2025, MessageNameIdentification_FRS_1",
        &[],
        At::Path(&["PmtRtr/TxInf", "FIToFIPmtStsRpt/TxInfAndSts"]),
        Check::Run(us::original_message),
    ),
    Rule::new(
        "fedwire-address-town",
        "From 16 November 2026 an address names town and country.",
        "Federal Reserve, removal of unstructured addresses on 16 November 2026 (as Jack Henry's guide gives it)",
        MONEY,
        At::Tag(&["PstlAdr"]),
        Check::Required(&["TwnNm", "Ctry"]),
    )
    .since(2026_11_16),
    Rule::new(
        "fedwire-address-lines",
        "From 16 November 2026 an address has at most two lines.",
        "Federal Reserve, hybrid addresses from 16 November 2026; PostalAddress24__2",
        MONEY,
        At::Tag(&["PstlAdr"]),
        Check::MaxOccurs("AdrLine", 2),
    )
    .since(2026_11_16),
    Rule::new(
        "fedwire-address-unstructured",
        "Until 15 November 2026 an address of lines alone has at most three, of at most 35 characters.",
        "Fedwire Release 2025, PostalAddress24__1",
        MONEY,
        At::Tag(&["PstlAdr"]),
        Check::Run(address::has_short_lines),
    )
    .until(2026_11_15),
];

fn imad(context: &mut Context<'_, '_>) {
    let good = context.element().text().is_some_and(|id| {
        id.len() == 22
            && id.bytes().enumerate().all(|(at, b)| match at {
                8..16 => b.is_ascii_uppercase() || b.is_ascii_digit(),
                _ => b.is_ascii_digit(),
            })
    });
    if !good {
        let expected = "8 digits, 8 capitals or digits, 6 digits";
        context.report("", expected, "another text");
    }
}

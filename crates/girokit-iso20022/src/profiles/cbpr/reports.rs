//! pacs.002, camt.029, camt.056, and the reports camt.052 to camt.054.

use super::payments::is_version_of;
use crate::rules::{At, Check, Context, Messages, Profile, Rule, When};

/// What CBPR+ demands of the messages about payments.
pub(super) static REPORTS: Profile = Profile::new(
    "cbpr-reports",
    "CBPR+ status reports, recalls and statements",
    "CBPR+ usage guidelines pacs.002.001.10, camt.029.001.09, camt.052, camt.053 and camt.054.001.08, camt.056.001.08",
    &[],
    RULES,
);

const PACS_002: &[Messages] = &[Messages::of("pacs.002.001.10")];
const STATUS: At = At::Path(&["FIToFIPmtStsRpt/TxInfAndSts"]);
const STATEMENTS: &[Messages] = &[
    Messages::of("camt.052.001.08"),
    Messages::of("camt.053.001.08"),
    Messages::of("camt.054.001.08"),
];

const RULES: &[Rule] = &[
    Rule::new(
        "cbpr-status-single",
        "A status report is about one transaction, by its UETR.",
        "usage guideline pacs.002, TransactionInformationAndStatus; CBPR_Original_UETR_TextualRule (R17)",
        PACS_002,
        At::Path(&["FIToFIPmtStsRpt"]),
        Check::All(&[
            Check::Forbidden(&["OrgnlGrpInfAndSts"]),
            Check::Required(&["TxInfAndSts/OrgnlUETR"]),
            Check::MaxOccurs("TxInfAndSts", 1),
        ]),
    ),
    Rule::new(
        "cbpr-status-agents",
        "Instructing and instructed agent are there, with their BICs.",
        "usage guideline pacs.002, InstructingAgent and InstructedAgent, number not public",
        PACS_002,
        STATUS,
        Check::Required(&["InstgAgt/FinInstnId/BICFI", "InstdAgt/FinInstnId/BICFI"]),
    ),
    Rule::new(
        "cbpr-status-rejected",
        "A rejection has a reason and no settlement date.",
        "CBPR_Transaction_Status_Reject_Reason (pacs.002 R9), _Reject_Effective_Sett_Date_FormalRule (R10)",
        PACS_002,
        STATUS,
        Check::If(
            &When::Is("TxSts", &["RJCT"]),
            &Check::All(&[
                Check::Required(&["StsRsnInf/Rsn"]),
                Check::Forbidden(&["FctvIntrBkSttlmDt"]),
            ]),
        ),
    ),
    Rule::new(
        "cbpr-status-message",
        "The original message is a pacs.003, pacs.004, pacs.008, pacs.009 or pacs.010.",
        "CBPR_OriginalMessageNameIdentification_FormalRule (pacs.002 R12)",
        PACS_002,
        STATUS,
        Check::Run(original_message),
    ),
    Rule::new(
        "cbpr-recall-uetr",
        "A recall and its answer name the payment by its UETR.",
        "usage guidelines camt.056 and camt.029, OriginalUETR, number not public",
        &[
            Messages::of("camt.029.001.09"),
            Messages::of("camt.056.001.08"),
        ],
        At::Path(&[
            "FIToFIPmtCxlReq/Undrlyg/TxInf",
            "RsltnOfInvstgtn/CxlDtls/TxInfAndSts",
        ]),
        Check::Required(&["OrgnlUETR"]),
    ),
    Rule::new(
        "cbpr-recall-narrative",
        "The reason NARR is explained.",
        "CBPR_Reason_Code_NARR_Additional_Information_FormalRule (camt.056)",
        &[
            Messages::of("camt.056.001.08"),
            Messages::of("pacs.002.001.10"),
        ],
        At::Tag(&["CxlRsnInf", "StsRsnInf"]),
        Check::If(
            &When::Is("Rsn/Cd", &["NARR"]),
            &Check::Required(&["AddtlInf"]),
        ),
    ),
    Rule::new(
        "cbpr-recall-refused",
        "A refused recall has a reason.",
        "CBPR_Cancellation_Reason_FormalRule (camt.029)",
        &[Messages::of("camt.029.001.09")],
        At::Path(&["RsltnOfInvstgtn"]),
        Check::If(
            &When::Is("Sts/Conf", &["RJCR"]),
            &Check::Required(&["CxlDtls/TxInfAndSts/CxlStsRsnInf/Rsn"]),
        ),
    ),
    Rule::new(
        "cbpr-statement-page",
        "Pages are counted from one.",
        "CBPR_PageNumber_FormalRule (camt.054 R8)",
        STATEMENTS,
        At::Tag(&["MsgPgntn", "RptPgntn", "StmtPgntn", "NtfctnPgntn"]),
        Check::NotCodes("PgNb", &["0", "00", "000", "0000", "00000"]),
    ),
    Rule::new(
        "cbpr-statement-date",
        "A booked entry has a booking date or a value date.",
        "CBPR_BookingDate_ValueDate_FormalRule (camt.054 R10)",
        STATEMENTS,
        At::Tag(&["Ntry"]),
        Check::If(
            &When::Is("Sts/Cd", &["BOOK"]),
            &Check::OneOf(&["BookgDt", "ValDt"]),
        ),
    ),
];

fn original_message(context: &mut Context<'_, '_>) {
    const PATH: &str = "OrgnlGrpInf/OrgnlMsgNmId";
    let known = ["pacs.003", "pacs.004", "pacs.008", "pacs.009", "pacs.010"];
    if let Some(name) = context.text(PATH)
        && !known.iter().any(|id| is_version_of(&name, id))
    {
        let expected = "pacs.003, pacs.004, pacs.008, pacs.009 or pacs.010 with its version";
        context.report(PATH, expected, "another");
    }
}

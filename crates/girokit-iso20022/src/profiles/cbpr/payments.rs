//! pacs.008, pacs.009 and pacs.004.

use rust_decimal::Decimal;

use crate::profiles::characters::has_no_bad_slash_in_16;
use crate::rules::{At, Check, Context, Messages, Profile, Rule, When};

/// What CBPR+ demands of the messages that move money.
pub(super) static PAYMENTS: Profile = Profile::new(
    "cbpr-payments",
    "CBPR+ payments",
    "CBPR+ usage guidelines pacs.008.001.08, pacs.009.001.08, pacs.004.001.09, SR2025 and SR2026",
    &[],
    RULES,
);

const PACS_004: &[Messages] = &[Messages::of("pacs.004.001.09")];
const PACS_008: &[Messages] = &[Messages::of("pacs.008.001.08")];
const PACS_009: &[Messages] = &[Messages::of("pacs.009.001.08")];
const TRANSFERS: &[Messages] = &[
    Messages::of("pacs.008.001.08"),
    Messages::of("pacs.009.001.08"),
];
const PAYMENTS_ALL: &[Messages] = &[
    Messages::of("pacs.004.001.09"),
    Messages::of("pacs.008.001.08"),
    Messages::of("pacs.009.001.08"),
];

const BODIES: At = At::Path(&["FIToFICstmrCdtTrf", "FICdtTrf", "PmtRtr"]);
const TRANSFER: At = At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf", "FICdtTrf/CdtTrfTxInf"]);
const RETURN: At = At::Path(&["PmtRtr/TxInf"]);

const RULES: &[Rule] = &[
    Rule::new(
        "cbpr-single",
        "A message holds one transaction.",
        "usage guidelines, GroupHeader/NumberOfTransactions (fixed 1), number not public",
        PAYMENTS_ALL,
        BODIES,
        Check::All(&[
            Check::Codes("GrpHdr/NbOfTxs", &["1"]),
            Check::MaxOccurs("CdtTrfTxInf", 1),
            Check::MaxOccurs("TxInf", 1),
        ]),
    ),
    Rule::new(
        "cbpr-header-use",
        "The group header holds identification, time, count and settlement information only.",
        "usage guidelines, GroupHeader, number not public",
        PAYMENTS_ALL,
        At::Path(&[
            "FIToFICstmrCdtTrf/GrpHdr",
            "FICdtTrf/GrpHdr",
            "PmtRtr/GrpHdr",
        ]),
        Check::Forbidden(&[
            "Authstn",
            "BtchBookg",
            "CtrlSum",
            "TtlIntrBkSttlmAmt",
            "TtlRtrdIntrBkSttlmAmt",
            "IntrBkSttlmDt",
            "PmtTpInf",
            "InstgAgt",
            "InstdAgt",
        ]),
    ),
    Rule::new(
        "cbpr-settlement-method",
        "Settlement is by an account of one agent with the other, of a customer transfer also by cover; not by clearing.",
        "usage guidelines, SettlementInformation/SettlementMethod, number not public",
        PAYMENTS_ALL,
        At::Path(&[
            "FIToFICstmrCdtTrf/GrpHdr/SttlmInf",
            "FICdtTrf/GrpHdr/SttlmInf",
            "PmtRtr/GrpHdr/SttlmInf",
        ]),
        Check::Codes("SttlmMtd", &["COVE", "INDA", "INGA"]),
    ),
    Rule::new(
        "cbpr-uetr",
        "A payment has its UETR.",
        "usage guidelines, PaymentIdentification/UETR (pacs.004 OriginalUETR), number not public",
        PAYMENTS_ALL,
        At::Path(&[
            "FIToFICstmrCdtTrf/CdtTrfTxInf",
            "FICdtTrf/CdtTrfTxInf",
            "PmtRtr/TxInf",
        ]),
        Check::OneOf(&["PmtId/UETR", "OrgnlUETR"]),
    ),
    Rule::new(
        "cbpr-instruction",
        "A transfer has an instruction identification of at most 16 characters.",
        "usage guidelines, PaymentIdentification/InstructionIdentification, number not public",
        TRANSFERS,
        TRANSFER,
        Check::All(&[
            Check::Required(&["PmtId/InstrId"]),
            Check::MaxLength("PmtId/InstrId", 16),
        ]),
    ),
    Rule::new(
        "cbpr-end-to-end",
        "In its first 16 characters, the end-to-end identification has no slash at either end and no two in a row.",
        "CBPR_End_To_End_Identification_FormalRule (pacs.009 R15)",
        PACS_009,
        At::Path(&["FICdtTrf/CdtTrfTxInf/PmtId/EndToEndId"]),
        Check::Run(has_no_bad_slash_in_16),
    ),
    Rule::new(
        "cbpr-agents",
        "Instructing and instructed agent are there, with their BICs.",
        "principle 1A, note, of the guidelines pacs.008 and pacs.009",
        PAYMENTS_ALL,
        At::Path(&[
            "FIToFICstmrCdtTrf/CdtTrfTxInf",
            "FICdtTrf/CdtTrfTxInf",
            "PmtRtr/TxInf",
        ]),
        Check::Required(&["InstgAgt/FinInstnId/BICFI", "InstdAgt/FinInstnId/BICFI"]),
    ),
    Rule::new(
        "cbpr-charge-bearer",
        "Charges are borne by the debtor, the creditor, or are shared.",
        "usage guidelines pacs.008 and pacs.004, ChargeBearer, number not public",
        PAYMENTS_ALL,
        At::Tag(&["ChrgBr"]),
        Check::Codes("", &["CRED", "DEBT", "SHAR"]),
    ),
    Rule::new(
        "cbpr-charges-creditor",
        "If the creditor bears the charges, they are told, if only as zero.",
        "CBPR_CRED_FormalRule (pacs.008 R26, pacs.004 R11)",
        PAYMENTS_ALL,
        At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf", "PmtRtr/TxInf"]),
        Check::If(
            &When::Is("ChrgBr", &["CRED"]),
            &Check::Required(&["ChrgsInf"]),
        ),
    ),
    Rule::new(
        "cbpr-charges-debtor",
        "If the debtor bears the charges, they are told once at most.",
        "CBPR_DEBT_FormalRule (pacs.008 R23)",
        PACS_008,
        At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf"]),
        Check::If(
            &When::Is("ChrgBr", &["DEBT"]),
            &Check::MaxOccurs("ChrgsInf", 1),
        ),
    ),
    Rule::new(
        "cbpr-charges-prepaid",
        "If the debtor bears the charges and more is settled than instructed, the charges are told, and are not zero.",
        "CBPR_DEBT_Rule_1_TextualRule (pacs.008 R30 and R33)",
        PACS_008,
        At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf"]),
        Check::If(&When::Is("ChrgBr", &["DEBT"]), &Check::Run(prepaid)),
    ),
    Rule::new(
        "cbpr-currency",
        "Precious metals are no currency of a payment.",
        "CBPR_Interbank_Settlement_Currency_FormalRule (pacs.008 R31, pacs.009 R17 and R20, pacs.004 R20 and R23)",
        PAYMENTS_ALL,
        At::Tag(&[
            "IntrBkSttlmAmt",
            "OrgnlIntrBkSttlmAmt",
            "RtrdIntrBkSttlmAmt",
        ]),
        Check::Run(not_metal),
    ),
    Rule::new(
        "cbpr-remittance",
        "Remittance information is structured or unstructured; unstructured it stands once.",
        "CBPR_Remittance_Mutually_Exclusive_FormalRule (pacs.008 R24, pacs.009 COV R10, pacs.004 R70)",
        PAYMENTS_ALL,
        At::Tag(&["RmtInf"]),
        Check::All(&[
            Check::AtMostOne(&["Ustrd", "Strd"]),
            Check::MaxOccurs("Ustrd", 1),
        ]),
    ),
    Rule::new(
        "cbpr-remittance-related",
        "Remittance information and a reference to it exclude each other.",
        "CBPR_Related_Remit_Info_Remit_Info_Mutually_Exclusive_FormalRule (pacs.008 R27)",
        PACS_008,
        At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf"]),
        Check::AtMostOne(&["RltdRmtInf", "RmtInf"]),
    ),
    Rule::new(
        "cbpr-remittance-length",
        "Structured remittance information has at most 9000 characters, tags not counted.",
        "CBPR_Structured_RemittanceInformation_TextualRule (pacs.008 R63, pacs.009 COV R61, pacs.004 R71)",
        PAYMENTS_ALL,
        At::Tag(&["RmtInf"]),
        Check::Run(remittance_length),
    ),
    Rule::new(
        "cbpr-creditor-agent-codes",
        "An instruction for the creditor agent stands once; TELB not beside PHOB, HOLD not beside CHQB.",
        "CBPR_Instruction_For_Creditor_Presence_Code (pacs.008 R25), _Creditor_Agent1 (R11), _Creditor_Agent2_FormalRule (R10)",
        TRANSFERS,
        TRANSFER,
        Check::Run(creditor_agent_codes),
    ),
    Rule::new(
        "cbpr-gpi-level",
        "Of the service levels of gpi, a payment has G001.",
        "CBPR_GPI_ServiceLevel_Code_FormalRule (pacs.008 R13, pacs.009 COV R11)",
        TRANSFERS,
        At::Tag(&["PmtTpInf"]),
        Check::NotCodes(
            "SvcLvl/Cd",
            &["G002", "G003", "G004", "G005", "G006", "G007", "G009"],
        ),
    ),
    Rule::new(
        "cbpr-return-original",
        "What is told of the original payment is told once.",
        "CBPR_Interbank_Settlement_Date (pacs.004 R9), CBPR_Interbank_Settlement_Amount_FormalRule (R10)",
        PACS_004,
        RETURN,
        Check::All(&[
            Check::AtMostOne(&["OrgnlIntrBkSttlmDt", "OrgnlTxRef/IntrBkSttlmDt"]),
            Check::AtMostOne(&["OrgnlIntrBkSttlmAmt", "OrgnlTxRef/IntrBkSttlmAmt"]),
        ]),
    ),
    Rule::new(
        "cbpr-return-message",
        "The original message is a pacs.002, pacs.008, pacs.009, camt.053, camt.054 or an MT of the same use.",
        "CBPR_Original_Message_Name_Identification_FormalRule (pacs.004 R13)",
        PACS_004,
        RETURN,
        Check::Run(returned_message),
    ),
    Rule::new(
        "cbpr-return-partial",
        "A return of less than the original amount says PART and gives a reason.",
        "CBPR_Partial_Return_TextualRule (pacs.004 R61)",
        PACS_004,
        RETURN,
        Check::Run(partial_return),
    ),
];

/// An amount with its currency.
fn amount(context: &Context<'_, '_>, path: &str) -> Option<(String, Decimal)> {
    let element = context.at(path)?;
    let currency = element.attribute("Ccy")?.into_owned();
    Some((currency, element.decimal()?))
}

fn prepaid(context: &mut Context<'_, '_>) {
    let (Some(instructed), Some(settled)) = (
        amount(context, "InstdAmt"),
        amount(context, "IntrBkSttlmAmt"),
    ) else {
        return;
    };
    if instructed.0 != settled.0 || settled.1 <= instructed.1 {
        return;
    }
    match amount(context, "ChrgsInf/Amt") {
        None => context.report_missing("ChrgsInf"),
        Some((_, charges)) if charges.is_zero() => {
            context.report("ChrgsInf/Amt", "charges above zero", "0");
        }
        Some(_) => {}
    }
}

fn not_metal(context: &mut Context<'_, '_>) {
    if let Some(currency) = context.element().attribute("Ccy")
        && ["XAG", "XAU", "XPD", "XPT"].contains(&&*currency)
    {
        context.report("@Ccy", "a currency", currency);
    }
}

fn remittance_length(context: &mut Context<'_, '_>) {
    fn length(element: crate::Element<'_>) -> usize {
        let own = element.text().map_or(0, |text| text.chars().count());
        element.children().map(length).sum::<usize>() + own
    }
    let remittance = context.element();
    let total: usize = remittance.all("Strd").map(length).sum();
    if total > 9_000 {
        context.report("Strd", "at most 9000 characters", total.to_string());
    }
}

fn creditor_agent_codes(context: &mut Context<'_, '_>) {
    let mut seen: Vec<String> = Vec::new();
    for (path, code) in context.select("InstrForCdtrAgt/Cd") {
        let Some(code) = code.text() else { continue };
        if seen.iter().any(|known| **known == *code) {
            context.report(&path, "each code once", &*code);
        }
        seen.push(code.into_owned());
    }
    for (first, second) in [("PHOB", "TELB"), ("CHQB", "HOLD")] {
        let has = |code: &str| seen.iter().any(|known| known == code);
        if has(first) && has(second) {
            let expected = format!("not both {first} and {second}");
            context.report("InstrForCdtrAgt", expected, "both");
        }
    }
}

fn returned_message(context: &mut Context<'_, '_>) {
    const PATH: &str = "OrgnlGrpInf/OrgnlMsgNmId";
    let Some(name) = context.text(PATH) else {
        return;
    };
    let allowed = ["pacs.002", "pacs.008", "pacs.009", "camt.053", "camt.054"]
        .iter()
        .any(|id| is_version_of(&name, id))
        || [
            "MT103", "MT202", "MT205", "MT900", "MT910", "MT940", "MT950",
        ]
        .contains(&&*name);
    if !allowed {
        let expected =
            "pacs.002, pacs.008, pacs.009, camt.053 or camt.054 with its version, or an MT";
        context.report(PATH, expected, "another");
    }
}

/// Whether a name is an identifier like `pacs.008.001.08` of this message.
pub(super) fn is_version_of(name: &str, id: &str) -> bool {
    name.strip_prefix(id)
        .and_then(|rest| rest.strip_prefix(".001."))
        .is_some_and(|version| version.len() == 2 && version.bytes().all(|b| b.is_ascii_digit()))
}

fn partial_return(context: &mut Context<'_, '_>) {
    let (Some(returned), Some(original)) = (
        amount(context, "RtrdIntrBkSttlmAmt"),
        amount(context, "OrgnlIntrBkSttlmAmt"),
    ) else {
        return;
    };
    if returned.0 != original.0 || returned.1 >= original.1 {
        return;
    }
    let part = context
        .select("RtrRsnInf/AddtlInf")
        .iter()
        .any(|(_, text)| text.text().as_deref() == Some("PART"));
    if !part {
        context.report("RtrRsnInf/AddtlInf", "PART", "none");
    }
    if !context.has("RtrRsnInf/Rsn") {
        context.report_missing("RtrRsnInf/Rsn");
    }
}

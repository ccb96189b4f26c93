//! Cross-Border Payments and Reporting Plus (CBPR+).

mod header;
mod payments;
mod reports;

pub use header::cbpr_agreement;

use crate::element::Type;
use crate::rules::{At, Check, Context, Messages, Profile, Rule, When};

use super::{address, characters};

/// CBPR+, for all its messages that are covered; a pacs.009 may be of any kind.
pub static CBPR: Profile = Profile::new(
    "cbpr",
    "Cross-Border Payments and Reporting Plus",
    "CBPR+ usage guidelines SR2025 and SR2026, rule names and numbers as published outside MyStandards",
    MESSAGES,
    RULES,
)
.including(&[&header::HEADER, &payments::PAYMENTS, &reports::REPORTS]);

/// CBPR+ with pacs.009 as the core message: a bank's own transfer.
pub static CBPR_CORE: Profile = Profile::new(
    "cbpr-core",
    "CBPR+ with the core pacs.009",
    "CBPR+ usage guideline pacs.009.001.08 core SR2026",
    MESSAGES,
    &[Rule::new(
        "cbpr-core-no-customer",
        "The core message covers no customer transfer.",
        "usage guideline pacs.009.001.08 core, number not public",
        &[Messages::of("pacs.009.001.08")],
        At::Path(&["FICdtTrf/CdtTrfTxInf"]),
        Check::Forbidden(&["UndrlygCstmrCdtTrf"]),
    )],
)
.including(&[&CBPR]);

/// CBPR+ with pacs.009 as the cover of a pacs.008.
pub static CBPR_COV: Profile = Profile::new(
    "cbpr-cov",
    "CBPR+ with the cover pacs.009",
    "CBPR+ usage guideline pacs.009.001.08 COV SR2026",
    MESSAGES,
    &[Rule::new(
        "cbpr-cov-customer",
        "The cover carries the customer transfer that it covers.",
        "usage guideline pacs.009.001.08 COV, number not public",
        &[Messages::of("pacs.009.001.08")],
        At::Path(&["FICdtTrf/CdtTrfTxInf"]),
        Check::Required(&["UndrlygCstmrCdtTrf"]),
    )],
)
.including(&[&CBPR]);

/// CBPR+ with pacs.009 as an advice: no settlement follows from it.
pub static CBPR_ADV: Profile = Profile::new(
    "cbpr-adv",
    "CBPR+ with the advice pacs.009",
    "CBPR+ usage guideline pacs.009.001.08 ADV SR2026",
    MESSAGES,
    &[
        Rule::new(
            "cbpr-adv-no-customer",
            "The advice covers no customer transfer.",
            "usage guideline pacs.009.001.08 ADV, number not public",
            &[Messages::of("pacs.009.001.08")],
            At::Path(&["FICdtTrf/CdtTrfTxInf"]),
            Check::Forbidden(&["UndrlygCstmrCdtTrf"]),
        ),
        Rule::new(
            "cbpr-adv-no-account",
            "The advice names no settlement account.",
            "usage guideline pacs.009.001.08 ADV, number not public",
            &[Messages::of("pacs.009.001.08")],
            At::Path(&["FICdtTrf/GrpHdr/SttlmInf"]),
            Check::Forbidden(&["SttlmAcct"]),
        ),
    ],
)
.including(&[&CBPR]);

const MESSAGES: &[Messages] = &[
    Messages::of("camt.029.001.09"),
    Messages::of("camt.052.001.08"),
    Messages::of("camt.053.001.08"),
    Messages::of("camt.054.001.08"),
    Messages::of("camt.056.001.08"),
    Messages::of("pacs.002.001.10"),
    Messages::of("pacs.004.001.09"),
    Messages::of("pacs.008.001.08"),
    Messages::of("pacs.009.001.08"),
];

/// The messages that move money, with their parties and agents.
const PAYMENT: &[Messages] = &[
    Messages::of("pacs.004.001.09"),
    Messages::of("pacs.008.001.08"),
    Messages::of("pacs.009.001.08"),
];

const RULES: &[Rule] = &[
    Rule::new(
        "cbpr-characters",
        "Texts keep to the X set; names, addresses and remittance information may use the extended set.",
        "CBPR_Character_Set_Usage_TextualRule, in every guideline (pacs.009 R4 in SR2025)",
        &[],
        At::Where(characters::is_text),
        Check::Run(characters::is_fin),
    ),
    Rule::new(
        "cbpr-time-offset",
        "Times have their offset from UTC.",
        "CBPR+ user handbook, DateTime; type CBPR_DateTime of the guidelines",
        &[],
        At::Tag(&["CreDtTm", "AccptncDtTm", "OrgnlCreDtTm"]),
        Check::Run(characters::has_offset),
    ),
    Rule::new(
        "cbpr-instruction-reference",
        "An instruction's reference neither begins nor ends with a slash and has no two in a row.",
        "CBPR_Instruction_Identification_FormalRule (pacs.008 R28, pacs.009 R13), \
         CBPR_Original_Instruction_Identification_FormalRule (pacs.002 R14, pacs.004 R14, camt.054 R13)",
        &[],
        At::Tag(&["InstrId", "OrgnlInstrId"]),
        Check::Run(characters::has_no_bad_slash),
    ),
    Rule::new(
        "cbpr-case-reference",
        "In its first 16 characters, a case's or cancellation's reference has no slash at either end and no two in a row.",
        "CBPR_Cancellation_Identification (camt.056 R8), CBPR_Case_Identification (camt.056 R9, camt.029 R10), \
         CBPR_Cancellation_Status_Identification_FormalRule (camt.029 R9)",
        &[
            Messages::of("camt.029.001.09"),
            Messages::of("camt.056.001.08"),
        ],
        At::Path(&[
            "FIToFIPmtCxlReq/Undrlyg/TxInf/CxlId",
            "FIToFIPmtCxlReq/Undrlyg/TxInf/Case/Id",
            "RsltnOfInvstgtn/CxlDtls/TxInfAndSts/CxlStsId",
            "RsltnOfInvstgtn/CxlDtls/TxInfAndSts/RslvdCase/Id",
        ]),
        Check::Run(characters::has_no_bad_slash_in_16),
    ),
    Rule::new(
        "cbpr-agent-address",
        "An agent's name and address stand together.",
        "CBPR_Agent_Name_Postal_Address_FormalRule (pacs.008 R12 and others, pacs.009 R22, pacs.004 R29)",
        &[],
        At::Tag(&["FinInstnId"]),
        Check::All(&[
            Check::If(&When::Present("Nm"), &Check::Required(&["PstlAdr"])),
            Check::If(&When::Present("PstlAdr"), &Check::Required(&["Nm"])),
        ]),
    ),
    Rule::new(
        "cbpr-agent-bic",
        "An agent with a BIC has no name and address.",
        "principle 1A of the guidelines pacs.008 and pacs.009 (SR2024 and later)",
        PAYMENT,
        At::Tag(&["FinInstnId"]),
        Check::If(
            &When::Present("BICFI"),
            &Check::Forbidden(&["Nm", "PstlAdr"]),
        ),
    ),
    Rule::new(
        "cbpr-agent-known",
        "An agent is identified by its BIC, or by name and address, or inside one country by its clearing code.",
        "CBPR_Agent_Option_1 to 3, CBPR_Agent_National_only_TextualRule (pacs.008 R14 to R18)",
        PAYMENT,
        At::Tag(&["FinInstnId"]),
        Check::OneOf(&["BICFI", "Nm", "ClrSysMmbId"]),
    ),
    Rule::new(
        "cbpr-party-address",
        "A party with an address has a name.",
        "CBPR_Party_Name_Postal_Address_FormalRule (pacs.008 R44 to R60, pacs.002 R19, pacs.004 R34 and others)",
        &[],
        At::Where(is_party),
        Check::If(&When::Present("PstlAdr"), &Check::Required(&["Nm"])),
    ),
    Rule::new(
        "cbpr-party-known",
        "Debtor, creditor and originator have a name or a BIC.",
        "CBPR_Party_Name_Any_BIC_FormalRule (pacs.008 R50 and R55, pacs.002 R20, pacs.004 R37 and others)",
        &[],
        At::Where(is_party),
        Check::Run(is_known),
    ),
    Rule::new(
        "cbpr-party-bic",
        "A debtor or creditor with a BIC has no name and address.",
        "CBPR_Debtor_BIC_Presence, CBPR_Creditor_BIC_Presence_TextualRule (pacs.008 R47 and R54)",
        PAYMENT,
        At::Where(is_party),
        Check::If(
            &When::All(&[When::Present("Id/OrgId/AnyBIC"), When::Holds(is_principal)]),
            &Check::Forbidden(&["Nm", "PstlAdr"]),
        ),
    ),
    Rule::new(
        "cbpr-address-town",
        "An address with more than lines names town and country.",
        "CBPR_GracePeriod_Structured and _Hybrid_FormalRule (pacs.009 R26 and R27 in SR2025); schema in SR2026",
        &[],
        At::Tag(&["PstlAdr"]),
        Check::Run(address::has_town_and_country_unless_lines),
    ),
    Rule::new(
        "cbpr-address-hybrid",
        "A hybrid address has at most two lines.",
        "CBPR_GracePeriod_Hybrid_FormalRule (pacs.009 R27 in SR2025); schema in SR2026",
        &[],
        At::Tag(&["PstlAdr"]),
        Check::Run(address::has_two_lines),
    ),
    Rule::new(
        "cbpr-address-lines",
        "An unstructured address has at most three lines of at most 35 characters.",
        "CBPR_GracePeriod_Unstructured_FormalRule (pacs.009 R29 in SR2025)",
        &[],
        At::Tag(&["PstlAdr"]),
        Check::Run(address::has_short_lines),
    )
    .until(2026_11_13),
    Rule::new(
        "cbpr-address-unstructured",
        "From 14 November 2026 an address is structured or hybrid.",
        "CBPR+ SR2026; PMPG, Hybrid Postal Address: Grace Period Guide for Banks, December 2025",
        &[],
        At::Tag(&["PstlAdr"]),
        Check::Run(address::is_not_unstructured),
    )
    .since(2026_11_14),
    Rule::new(
        "cbpr-address-duplication",
        "Address lines repeat nothing that an element of its own says.",
        "CBPR_Duplication_Postal_Address_TextualRule (pacs.008 R20, pacs.004 R30, pacs.002 R21)",
        &[],
        At::Tag(&["PstlAdr"]),
        Check::Run(address::repeats_nothing),
    ),
];

/// A party: a type that has an identification of organisations or persons beside its name.
fn is_party(tag: &'static str, ty: Type) -> bool {
    let _ = tag;
    matches!(ty, Type::Complex(complex) if complex.name.starts_with("PartyIdentification"))
}

/// The tag that tells the party's role: of `Pty` in a choice, the tag around it.
fn role(context: &Context<'_, '_>) -> &'static str {
    let tag = context.element().tag();
    if tag == "Pty" {
        context.parent().map_or(tag, |parent| parent.tag())
    } else {
        tag
    }
}

fn is_principal(context: &Context<'_, '_>) -> bool {
    matches!(role(context), "Dbtr" | "Cdtr")
}

fn is_known(context: &mut Context<'_, '_>) {
    let known = context.has("Nm") || context.has("Id/OrgId/AnyBIC");
    if !known && matches!(role(context), "Dbtr" | "Cdtr" | "Orgtr") {
        context.report_missing("Nm");
    }
}

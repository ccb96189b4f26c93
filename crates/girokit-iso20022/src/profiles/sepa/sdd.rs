//! SEPA Direct Debit, Core and B2B.

use girokit_types::CreditorIdentifier;

use crate::profiles::subset::{self, Used, all, of};
use crate::rules::{At, Check, Context, Messages, Profile, Rule, When};

use super::SEPA;
use super::sct::{CUSTOMER_AGENT, PARTY, REFERENCE_PARTY, REMITTANCE};

/// SEPA Direct Debit Core, from the customer to his bank (pain.008.001.08) and between banks (pacs.003.001.08).
pub static SEPA_SDD_CORE: Profile = Profile::new(
    "sepa-sdd-core",
    "SEPA Direct Debit Core",
    "EPC130-08 2025 v1.0 (customer to PSP), EPC114-06 (inter-PSP); rulebook EPC016-06 2025 v1.1, in force 5 October 2025",
    MESSAGES,
    &[Rule::new(
        "sepa-sdd-core-instrument",
        "The local instrument is CORE.",
        "EPC130-08, EPC114-06: AT-T001",
        &[],
        At::Tag(&["PmtTpInf"]),
        Check::All(&[
            Check::Codes("LclInstrm/Cd", &["CORE"]),
            Check::Forbidden(&["LclInstrm/Prtry"]),
        ]),
    )],
)
.including(&[&SEPA, &DIRECT_DEBIT]);

/// SEPA Direct Debit B2B, from the customer to his bank (pain.008.001.08) and between banks (pacs.003.001.08).
pub static SEPA_SDD_B2B: Profile = Profile::new(
    "sepa-sdd-b2b",
    "SEPA Direct Debit B2B",
    "EPC131-08 2025 v1.0 (customer to PSP), EPC301-07 (inter-PSP); rulebook EPC222-07 2025 v1.1, in force 5 October 2025",
    MESSAGES,
    &[Rule::new(
        "sepa-sdd-b2b-instrument",
        "The local instrument is B2B.",
        "EPC131-08: AT-T001",
        &[],
        At::Tag(&["PmtTpInf"]),
        Check::All(&[
            Check::Codes("LclInstrm/Cd", &["B2B"]),
            Check::Forbidden(&["LclInstrm/Prtry"]),
        ]),
    )],
)
.including(&[&SEPA, &DIRECT_DEBIT]);

/// What both schemes have in common.
static DIRECT_DEBIT: Profile = Profile::new(
    "sepa-direct-debit",
    "Common rules of SEPA direct debits",
    "EPC130-08, EPC131-08 2025 v1.0, EPC114-06",
    MESSAGES,
    RULES,
);

const MESSAGES: &[Messages] = &[
    Messages::of("pain.008.001.08"),
    Messages::of("pacs.003.001.08"),
];

const TRANSACTIONS: At = At::Path(&[
    "CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf",
    "FIToFICstmrDrctDbt/DrctDbtTxInf",
]);

const RULES: &[Rule] = &[
    Rule::new(
        "sepa-sdd-type",
        "The payment type stands in the block or in the transaction, with service level, local instrument and sequence type.",
        "EPC130-08 PaymentTypeInformation",
        &[],
        TRANSACTIONS,
        Check::Run(has_type),
    ),
    Rule::new(
        "sepa-sdd-mandate",
        "A transaction names the mandate and the day on which it was signed.",
        "EPC130-08 AT-M001, AT-M008",
        &[],
        TRANSACTIONS,
        Check::Required(&[
            "DrctDbtTx/MndtRltdInf/MndtId",
            "DrctDbtTx/MndtRltdInf/DtOfSgntr",
        ]),
    ),
    Rule::new(
        "sepa-sdd-amendment",
        "An amended mandate says what was amended; with a new account (SMNDA) no former bank.",
        "EPC130-08 AT-M007, OriginalDebtorAgent",
        &[],
        At::Tag(&["MndtRltdInf"]),
        Check::All(&[
            Check::If(
                &When::Is("AmdmntInd", &["true", "1"]),
                &Check::Required(&["AmdmntInfDtls"]),
            ),
            Check::If(
                &When::Is("AmdmntInfDtls/OrgnlDbtrAcct/Id/Othr/Id", &["SMNDA"]),
                &Check::Forbidden(&["AmdmntInfDtls/OrgnlDbtrAgt"]),
            ),
        ]),
    ),
    Rule::new(
        "sepa-sdd-creditor-given",
        "The creditor identifier stands in the block or in the transaction.",
        "EPC130-08 CreditorSchemeIdentification, AT-E005",
        &[],
        TRANSACTIONS,
        Check::Run(has_creditor),
    ),
    Rule::new(
        "sepa-sdd-creditor",
        "The creditor identifier is the one other identification of a person, of the scheme SEPA, with right check digits.",
        "EPC130-08 AT-E005 and 1.5.2; EPC262-08",
        &[],
        At::Tag(&["CdtrSchmeId"]),
        Check::Run(creditor),
    ),
    Rule::new(
        "sepa-sdd-ultimate-creditor",
        "The ultimate creditor stands in the block or in the transaction, not in both.",
        "EPC130-08 UltimateCreditor",
        &[],
        At::Path(&["CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf"]),
        Check::Run(one_ultimate_creditor),
    ),
    Rule::new(
        "sepa-sdd-account",
        "A transaction has the debtor's account; between banks the creditor's too.",
        "EPC130-08 AT-D001; EPC114-06 AT-C001",
        &[],
        TRANSACTIONS,
        Check::All(&[
            Check::Required(&["DbtrAcct"]),
            Check::If(
                &When::Present("IntrBkSttlmAmt"),
                &Check::Required(&["CdtrAcct"]),
            ),
        ]),
    ),
    Rule::new(
        "sepa-subset",
        "The header and the payment blocks have only elements that the scheme uses, unless the parties agreed on more.",
        "EPC130-08 2025 v1.0, fields in yellow",
        &[Messages::of("pain.008.001.08")],
        subset::DIRECT_DEBIT,
        Check::Run(header),
    ),
    Rule::new(
        "sepa-subset",
        "A transaction has only elements that the scheme uses, unless the parties agreed on more.",
        "EPC130-08 2025 v1.0, fields in yellow",
        &[Messages::of("pain.008.001.08")],
        At::Path(&["CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf"]),
        Check::Run(transaction),
    ),
];

fn has_type(context: &mut Context<'_, '_>) {
    let around = context
        .ancestor("PmtInf")
        .or_else(|| context.ancestor("FIToFICstmrDrctDbt")?.get("GrpHdr"));
    let own = context.at("PmtTpInf");
    let given = own.or_else(|| around?.get("PmtTpInf"));
    match given {
        Some(given) => {
            for tag in ["SvcLvl", "LclInstrm", "SeqTp"] {
                if given.get(tag).is_none() {
                    context.report_missing(&format!("PmtTpInf/{tag}"));
                }
            }
        }
        // A streamed transaction may come without what stands around it.
        None if around.is_none() => {}
        None => context.report_missing("PmtTpInf"),
    }
}

fn has_creditor(context: &mut Context<'_, '_>) {
    const PATH: &str = "DrctDbtTx/CdtrSchmeId";
    let customer = context.message_id().starts_with("pain.");
    let around = context.ancestor("PmtInf");
    let given = context.has(PATH) || around.is_some_and(|a| a.get("CdtrSchmeId").is_some());
    if !given && (around.is_some() || !customer) {
        context.report_missing(PATH);
    }
}

fn creditor(context: &mut Context<'_, '_>) {
    const PATH: &str = "Id/PrvtId/Othr";
    let others = context.select(PATH);
    if others.len() > 1 {
        let found = others.len().to_string();
        context.report(PATH, "one <Othr>", found);
    }
    let Some((path, other)) = others.into_iter().next() else {
        context.report_missing(PATH);
        return;
    };
    let scheme = other.at("SchmeNm/Prtry").and_then(|name| name.text());
    if scheme.as_deref() != Some("SEPA") {
        let found = if scheme.is_some() { "another" } else { "none" };
        context.report(&format!("{path}/SchmeNm/Prtry"), "SEPA", found);
    }
    if let Some(text) = other.get("Id").and_then(|id| id.text())
        && let Err(error) = CreditorIdentifier::parse(&text)
    {
        context.report(
            &format!("{path}/Id"),
            "a creditor identifier",
            error.to_string(),
        );
    }
}

fn one_ultimate_creditor(context: &mut Context<'_, '_>) {
    let around = context
        .ancestor("PmtInf")
        .and_then(|block| block.get("UltmtCdtr"));
    if around.is_some() && context.has("UltmtCdtr") {
        context.report_unexpected("UltmtCdtr");
    }
}

fn header(context: &mut Context<'_, '_>) {
    subset::check_below_root(context, HEADER);
}

fn transaction(context: &mut Context<'_, '_>) {
    subset::check(context, TRANSACTION);
}

const CREDITOR: &[Used] = &[of(
    "Id",
    &[of(
        "PrvtId",
        &[of("Othr", &[all("Id"), of("SchmeNm", &[all("Prtry")])])],
    )],
)];

const TYPE: &[Used] = &[
    all("SvcLvl"),
    all("LclInstrm"),
    all("SeqTp"),
    all("CtgyPurp"),
];

pub(super) const HEADER: &[Used] = &[of(
    "CstmrDrctDbtInitn",
    &[
        of(
            "GrpHdr",
            &[
                all("MsgId"),
                all("CreDtTm"),
                all("NbOfTxs"),
                all("CtrlSum"),
                of("InitgPty", REFERENCE_PARTY),
            ],
        ),
        of(
            "PmtInf",
            &[
                all("PmtInfId"),
                all("PmtMtd"),
                all("BtchBookg"),
                all("NbOfTxs"),
                all("CtrlSum"),
                of("PmtTpInf", TYPE),
                all("ReqdColltnDt"),
                of("Cdtr", &[all("Nm"), of("PstlAdr", super::sct::ADDRESS)]),
                of("CdtrAcct", &[of("Id", &[all("IBAN")]), all("Ccy")]),
                of("CdtrAgt", CUSTOMER_AGENT),
                of("UltmtCdtr", REFERENCE_PARTY),
                all("ChrgBr"),
                of("CdtrSchmeId", CREDITOR),
                all("DrctDbtTxInf"),
            ],
        ),
    ],
)];

pub(super) const TRANSACTION: &[Used] = &[
    of("PmtId", &[all("InstrId"), all("EndToEndId")]),
    of("PmtTpInf", TYPE),
    all("InstdAmt"),
    all("ChrgBr"),
    of(
        "DrctDbtTx",
        &[
            of(
                "MndtRltdInf",
                &[
                    all("MndtId"),
                    all("DtOfSgntr"),
                    all("AmdmntInd"),
                    of(
                        "AmdmntInfDtls",
                        &[
                            all("OrgnlMndtId"),
                            of("OrgnlCdtrSchmeId", REFERENCE_PARTY),
                            of(
                                "OrgnlDbtrAcct",
                                &[of("Id", &[all("IBAN"), of("Othr", &[all("Id")])])],
                            ),
                            all("OrgnlDbtrAgt"),
                        ],
                    ),
                    all("ElctrncSgntr"),
                ],
            ),
            of("CdtrSchmeId", CREDITOR),
        ],
    ),
    of("UltmtCdtr", REFERENCE_PARTY),
    of("DbtrAgt", CUSTOMER_AGENT),
    of("Dbtr", PARTY),
    of("DbtrAcct", &[of("Id", &[all("IBAN")])]),
    of("UltmtDbtr", REFERENCE_PARTY),
    of("Purp", &[all("Cd")]),
    of("RmtInf", REMITTANCE),
];

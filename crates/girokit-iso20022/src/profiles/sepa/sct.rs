//! SEPA Credit Transfer.

use crate::profiles::subset::{self, Used, all, of};
use crate::rules::{At, Check, Context, Messages, Profile, Rule, When};

use super::SEPA;

/// SEPA Credit Transfer, from the customer to his bank (pain.001.001.09) and between banks (pacs.008.001.08).
pub static SEPA_SCT: Profile = Profile::new(
    "sepa-sct",
    "SEPA Credit Transfer",
    "EPC132-08 2025 v1.0 (customer to PSP), EPC115-06 (inter-PSP); rulebook EPC125-05 2025 v1.1, in force 5 October 2025",
    &[
        Messages::of("pain.001.001.09"),
        Messages::of("pacs.008.001.08"),
    ],
    RULES,
)
.including(&[&SEPA, &CREDIT_TRANSFER]);

/// What SEPA Credit Transfer and its instant sister have in common.
pub(super) static CREDIT_TRANSFER: Profile = Profile::new(
    "sepa-credit-transfer",
    "Common rules of SEPA credit transfers",
    "EPC132-08, EPC121-16, EPC115-06, EPC122-16",
    &[
        Messages::of("pain.001.001.09"),
        Messages::of("pacs.008.001.08"),
    ],
    COMMON,
);

const COMMON: &[Rule] = &[
    Rule::new(
        "sepa-sct-method",
        "The payment method is TRF.",
        "EPC132-08 PaymentMethod",
        &[],
        At::Path(&["CstmrCdtTrfInitn/PmtInf"]),
        Check::Codes("PmtMtd", &["TRF"]),
    ),
    Rule::new(
        "sepa-sct-type",
        "The payment type stands in the block or in the transaction.",
        "EPC132-08, EPC115-06: PaymentTypeInformation",
        &[],
        At::Path(&[
            "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf",
            "FIToFICstmrCdtTrf/CdtTrfTxInf",
        ]),
        Check::Run(has_type),
    ),
    Rule::new(
        "sepa-sct-accounts",
        "A transaction has creditor and creditor account; between banks the debtor account too.",
        "EPC132-08 AT-E001, AT-C001; EPC115-06 AT-D001, AT-C001",
        &[],
        At::Path(&[
            "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf",
            "FIToFICstmrCdtTrf/CdtTrfTxInf",
        ]),
        Check::All(&[
            Check::Required(&["Cdtr", "CdtrAcct"]),
            Check::If(
                &When::Present("IntrBkSttlmAmt"),
                &Check::Required(&["DbtrAcct"]),
            ),
        ]),
    ),
    Rule::new(
        "sepa-sct-creditor-agent",
        "The creditor agent is identified by its BIC or left out.",
        "EPC132-08 AT-C002",
        &[Messages::of("pain.001.001.09")],
        At::Path(&["CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/CdtrAgt"]),
        Check::Required(&["FinInstnId/BICFI"]),
    ),
    Rule::new(
        "sepa-sct-transaction",
        "Between banks a transaction has the originator bank's reference, and the service level is named.",
        "EPC115-06 AT-T054, AT-T001",
        &[Messages::of("pacs.008.001.08")],
        At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf"]),
        Check::All(&[
            Check::Required(&["PmtId/TxId"]),
            Check::If(
                &When::Present("PmtTpInf"),
                &Check::Required(&["PmtTpInf/SvcLvl"]),
            ),
        ]),
    ),
];

const RULES: &[Rule] = &[
    Rule::new(
        "sepa-subset",
        "The header and the payment blocks have only elements that the scheme uses, unless the parties agreed on more.",
        "EPC132-08 2025 v1.0, fields in yellow",
        &[Messages::of("pain.001.001.09")],
        subset::CUSTOMER,
        Check::Run(customer_header),
    ),
    Rule::new(
        "sepa-subset",
        "A transaction has only elements that the scheme uses, unless the parties agreed on more.",
        "EPC132-08 2025 v1.0, fields in yellow",
        &[Messages::of("pain.001.001.09")],
        At::Path(&["CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"]),
        Check::Run(customer_transaction),
    ),
    Rule::new(
        "sepa-subset",
        "Between banks the header has only elements that the scheme uses, unless the parties agreed on more.",
        "EPC115-06 2023 v1.0, fields in yellow (2025: same version of the message)",
        &[Messages::of("pacs.008.001.08")],
        subset::INTERBANK,
        Check::Run(interbank_header),
    ),
    Rule::new(
        "sepa-subset",
        "Between banks a transaction has only elements that the scheme uses, unless the parties agreed on more.",
        "EPC115-06 2023 v1.0, fields in yellow (2025: same version of the message)",
        &[Messages::of("pacs.008.001.08")],
        At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf"]),
        Check::Run(interbank_transaction),
    ),
    Rule::new(
        "sepa-sct-date",
        "The requested execution date is a date without a time.",
        "EPC132-08 AT-T013",
        &[Messages::of("pain.001.001.09")],
        At::Path(&["CstmrCdtTrfInitn/PmtInf"]),
        Check::Required(&["ReqdExctnDt/Dt"]),
    ),
];

fn has_type(context: &mut Context<'_, '_>) {
    let header = context
        .ancestor("PmtInf")
        .or_else(|| context.ancestor("FIToFICstmrCdtTrf")?.get("GrpHdr"));
    // A streamed transaction may come without what stands around it.
    if let Some(header) = header
        && header.get("PmtTpInf").is_none()
    {
        let here = context.has("PmtTpInf");
        if !here {
            context.report_missing("PmtTpInf");
        }
    }
}

fn customer_header(context: &mut Context<'_, '_>) {
    subset::check_below_root(context, CUSTOMER);
}

fn customer_transaction(context: &mut Context<'_, '_>) {
    subset::check(context, CUSTOMER_TRANSACTION);
}

fn interbank_header(context: &mut Context<'_, '_>) {
    subset::check_below_root(context, INTERBANK);
}

fn interbank_transaction(context: &mut Context<'_, '_>) {
    subset::check(context, INTERBANK_TRANSACTION);
}

/// Name and identification.
pub(in crate::profiles) const REFERENCE_PARTY: &[Used] = &[all("Nm"), all("Id")];

/// Name, address and identification.
pub(in crate::profiles) const PARTY: &[Used] = &[all("Nm"), of("PstlAdr", ADDRESS), all("Id")];

pub(in crate::profiles) const ADDRESS: &[Used] = &[
    all("Dept"),
    all("SubDept"),
    all("StrtNm"),
    all("BldgNb"),
    all("BldgNm"),
    all("Flr"),
    all("PstBx"),
    all("Room"),
    all("PstCd"),
    all("TwnNm"),
    all("TwnLctnNm"),
    all("DstrctNm"),
    all("CtrySubDvsn"),
    all("Ctry"),
    all("AdrLine"),
];

const BIC: &[Used] = &[of("FinInstnId", &[all("BICFI")])];

/// A BIC or `NOTPROVIDED`.
pub(in crate::profiles) const CUSTOMER_AGENT: &[Used] =
    &[of("FinInstnId", &[all("BICFI"), of("Othr", &[all("Id")])])];

pub(in crate::profiles) const REMITTANCE: &[Used] =
    &[all("Ustrd"), of("Strd", &[all("CdtrRefInf")])];

const ACCOUNT: &[Used] = &[of("Id", &[all("IBAN")]), all("Prxy")];

pub(super) const CUSTOMER: &[Used] = &[of(
    "CstmrCdtTrfInitn",
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
                of(
                    "PmtTpInf",
                    &[
                        all("InstrPrty"),
                        all("SvcLvl"),
                        all("LclInstrm"),
                        all("CtgyPurp"),
                    ],
                ),
                all("ReqdExctnDt"),
                of("Dbtr", PARTY),
                of(
                    "DbtrAcct",
                    &[of("Id", &[all("IBAN")]), all("Ccy"), all("Prxy")],
                ),
                of("DbtrAgt", CUSTOMER_AGENT),
                of("UltmtDbtr", REFERENCE_PARTY),
                all("ChrgBr"),
                all("CdtTrfTxInf"),
            ],
        ),
    ],
)];

pub(super) const CUSTOMER_TRANSACTION: &[Used] = &[
    of("PmtId", &[all("InstrId"), all("EndToEndId")]),
    of(
        "PmtTpInf",
        &[all("SvcLvl"), all("LclInstrm"), all("CtgyPurp")],
    ),
    of("Amt", &[all("InstdAmt")]),
    all("ChrgBr"),
    of("UltmtDbtr", REFERENCE_PARTY),
    of("CdtrAgt", BIC),
    of("Cdtr", PARTY),
    of("CdtrAcct", ACCOUNT),
    of("UltmtCdtr", REFERENCE_PARTY),
    of("Purp", &[all("Cd")]),
    of("RmtInf", REMITTANCE),
];

pub(super) const INTERBANK: &[Used] = &[of(
    "FIToFICstmrCdtTrf",
    &[
        of(
            "GrpHdr",
            &[
                all("MsgId"),
                all("CreDtTm"),
                all("NbOfTxs"),
                all("TtlIntrBkSttlmAmt"),
                all("IntrBkSttlmDt"),
                of(
                    "SttlmInf",
                    &[
                        all("SttlmMtd"),
                        of("SttlmAcct", &[all("Id")]),
                        all("ClrSys"),
                    ],
                ),
                of(
                    "PmtTpInf",
                    &[all("SvcLvl"), all("LclInstrm"), all("CtgyPurp")],
                ),
                of("InstgAgt", BIC),
                of("InstdAgt", BIC),
            ],
        ),
        all("CdtTrfTxInf"),
    ],
)];

pub(super) const INTERBANK_TRANSACTION: &[Used] = &[
    of("PmtId", &[all("InstrId"), all("EndToEndId"), all("TxId")]),
    of(
        "PmtTpInf",
        &[all("SvcLvl"), all("LclInstrm"), all("CtgyPurp")],
    ),
    all("IntrBkSttlmAmt"),
    all("ChrgBr"),
    of("InstgAgt", BIC),
    of("InstdAgt", BIC),
    of("UltmtDbtr", REFERENCE_PARTY),
    of("Dbtr", PARTY),
    of("DbtrAcct", ACCOUNT),
    of("DbtrAgt", BIC),
    of("CdtrAgt", BIC),
    of("Cdtr", PARTY),
    of("CdtrAcct", ACCOUNT),
    of("UltmtCdtr", REFERENCE_PARTY),
    of("Purp", &[all("Cd")]),
    of("RmtInf", REMITTANCE),
];

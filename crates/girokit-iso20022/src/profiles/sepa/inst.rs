//! SEPA Instant Credit Transfer.

use crate::profiles::subset;
use crate::rules::{At, Check, Context, Messages, Profile, Rule};

use super::SEPA;
use super::sct::{
    CREDIT_TRANSFER, CUSTOMER, CUSTOMER_TRANSACTION, INTERBANK, INTERBANK_TRANSACTION,
};

/// SEPA Instant Credit Transfer, from the customer to his bank (pain.001.001.09) and between banks (pacs.008.001.08).
pub static SEPA_INST: Profile = Profile::new(
    "sepa-inst",
    "SEPA Instant Credit Transfer",
    "EPC121-16 (customer to PSP), EPC122-16 (inter-PSP); rulebook EPC004-16 2025 v1.1, in force 5 October 2025",
    &[
        Messages::of("pain.001.001.09"),
        Messages::of("pacs.008.001.08"),
    ],
    RULES,
)
.including(&[&SEPA, &CREDIT_TRANSFER]);

const RULES: &[Rule] = &[
    Rule::new(
        "sepa-inst-instrument",
        "The local instrument is INST.",
        "EPC121-16, EPC122-16: LocalInstrument, AT-T001",
        &[],
        At::Path(&[
            "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf",
            "FIToFICstmrCdtTrf/CdtTrfTxInf",
        ]),
        Check::Run(is_instant),
    ),
    Rule::new(
        "sepa-inst-single",
        "Between banks a message holds one transaction.",
        "EPC122-16 NumberOfTransactions",
        &[Messages::of("pacs.008.001.08")],
        At::Path(&["FIToFICstmrCdtTrf"]),
        Check::All(&[
            Check::Codes("GrpHdr/NbOfTxs", &["1"]),
            Check::MaxOccurs("CdtTrfTxInf", 1),
        ]),
    ),
    Rule::new(
        "sepa-inst-timestamp",
        "Between banks a transaction has the time from which its execution is measured.",
        "EPC122-16 AcceptanceDateTime, AT-T056",
        &[Messages::of("pacs.008.001.08")],
        At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf"]),
        Check::Required(&["AccptncDtTm"]),
    ),
    Rule::new(
        "sepa-subset",
        "The header and the payment blocks have only elements that the scheme uses, unless the parties agreed on more.",
        "EPC121-16, as EPC132-08 2025 v1.0, fields in yellow",
        &[Messages::of("pain.001.001.09")],
        subset::CUSTOMER,
        Check::Run(customer_header),
    ),
    Rule::new(
        "sepa-subset",
        "A transaction has only elements that the scheme uses, unless the parties agreed on more.",
        "EPC121-16, as EPC132-08 2025 v1.0, fields in yellow",
        &[Messages::of("pain.001.001.09")],
        At::Path(&["CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"]),
        Check::Run(customer_transaction),
    ),
    Rule::new(
        "sepa-subset",
        "Between banks the header has only elements that the scheme uses, unless the parties agreed on more.",
        "EPC122-16, as EPC115-06 2023 v1.0, fields in yellow",
        &[Messages::of("pacs.008.001.08")],
        subset::INTERBANK,
        Check::Run(interbank_header),
    ),
    Rule::new(
        "sepa-subset",
        "Between banks a transaction has only elements that the scheme uses, unless the parties agreed on more.",
        "EPC122-16, as EPC115-06 2023 v1.0, fields in yellow, and AcceptanceDateTime",
        &[Messages::of("pacs.008.001.08")],
        At::Path(&["FIToFICstmrCdtTrf/CdtTrfTxInf"]),
        Check::Run(interbank_transaction),
    ),
];

/// The instrument of the transaction, or else of what stands around it.
fn is_instant(context: &mut Context<'_, '_>) {
    const PATH: &str = "PmtTpInf/LclInstrm/Cd";
    let around = context
        .ancestor("PmtInf")
        .or_else(|| context.ancestor("FIToFICstmrCdtTrf")?.get("GrpHdr"));
    let own = context.text(PATH);
    let given = own.or_else(|| around?.at(PATH)?.text());
    match given.as_deref() {
        Some("INST") => {}
        Some(other) => {
            let other = other.to_owned();
            context.report(PATH, "INST", other);
        }
        // A streamed transaction may come without what stands around it.
        None if around.is_none() => {}
        None => context.report(PATH, "INST", "none"),
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
    subset::check_with(context, INTERBANK_TRANSACTION, "AccptncDtTm");
}

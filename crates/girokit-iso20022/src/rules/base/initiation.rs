//! Cross rules of the messages from customers to banks, and of what they have in common with those between banks.

use crate::rules::Context;
use crate::rules::rule::{At, Check, Messages, Rule, When};

pub(super) static RULES: &[Rule] = &[
    Rule::new(
        "batch-payment-type",
        "The payment type stands in the batch or in its transactions, not in both.",
        "ISO 20022 PaymentTypeInformationRule",
        BATCHES,
        At::Path(TRANSACTIONS),
        Check::If(&When::Around("PmtTpInf"), &Check::Forbidden(&["PmtTpInf"])),
    ),
    Rule::new(
        "batch-charge-bearer",
        "The charge bearer stands in the batch or in its transactions, not in both.",
        "ISO 20022 ChargeBearerRule",
        BATCHES,
        At::Path(TRANSACTIONS),
        Check::If(&When::Around("ChrgBr"), &Check::Forbidden(&["ChrgBr"])),
    ),
    Rule::new(
        "batch-ultimate-debtor",
        "The ultimate debtor stands in the batch or in its transactions, not in both.",
        "ISO 20022 UltimateDebtorRule",
        CREDIT_TRANSFERS,
        At::Path(&["*/PmtInf/CdtTrfTxInf"]),
        Check::If(
            &When::Around("UltmtDbtr"),
            &Check::Forbidden(&["UltmtDbtr"]),
        ),
    ),
    Rule::new(
        "batch-debtor-agent-instruction",
        "Instructions for the debtor's agent stand in the batch or in its transactions, not in both.",
        "ISO 20022 InstructionForDebtorAgentRule",
        &[Messages::of("pain.001.").from(9)],
        At::Path(&["*/PmtInf/CdtTrfTxInf"]),
        Check::If(
            &When::Around("InstrForDbtrAgt"),
            &Check::Forbidden(&["InstrForDbtrAgt"]),
        ),
    ),
    Rule::new(
        "batch-ultimate-creditor",
        "The ultimate creditor stands in the batch or in its transactions, not in both.",
        "ISO 20022 UltimateCreditorRule",
        DIRECT_DEBITS,
        At::Path(&["*/PmtInf/DrctDbtTxInf"]),
        Check::If(
            &When::Around("UltmtCdtr"),
            &Check::Forbidden(&["UltmtCdtr"]),
        ),
    ),
    Rule::new(
        "batch-creditor-scheme",
        "The creditor's scheme identification stands in the batch or in its transactions, not in both.",
        "ISO 20022 CreditorSchemeIdentificationRule",
        DIRECT_DEBITS,
        At::Path(&["*/PmtInf/DrctDbtTxInf"]),
        Check::If(
            &When::Around("CdtrSchmeId"),
            &Check::Forbidden(&["DrctDbtTx/CdtrSchmeId"]),
        ),
    ),
    Rule::new(
        "charges-account",
        "The agent of the charges account stands beside the account.",
        "ISO 20022 ChargesAccountRule",
        BATCHES,
        At::Path(&["*/PmtInf"]),
        Check::If(
            &When::Present("ChrgsAcctAgt"),
            &Check::Required(&["ChrgsAcct"]),
        ),
    ),
    Rule::new(
        "cheque-instruction",
        "Only a payment by cheque (CHK) has cheque instructions.",
        "ISO 20022 ChequeInstructionRule",
        CREDIT_TRANSFERS,
        At::Path(&["*/PmtInf/CdtTrfTxInf"]),
        Check::If(
            &When::Holds(not_by_cheque),
            &Check::Forbidden(&["ChqInstr"]),
        ),
    ),
    Rule::new(
        "cheque-creditor-account",
        "A payment by cheque (CHK) has no creditor account.",
        "ISO 20022 ChequeAndCreditorAccountRule",
        CREDIT_TRANSFERS,
        At::Path(&["*/PmtInf/CdtTrfTxInf"]),
        Check::If(&When::Holds(by_cheque), &Check::Forbidden(&["CdtrAcct"])),
    ),
    Rule::new(
        "creditor-or-account",
        "A payment other than by cheque has the creditor or his account.",
        "ISO 20022 NonChequePaymentMethodRule",
        CREDIT_TRANSFERS,
        At::Path(&["*/PmtInf/CdtTrfTxInf"]),
        Check::If(
            &When::Holds(not_by_cheque),
            &Check::OneOf(&["Cdtr", "CdtrAcct"]),
        ),
    ),
    Rule::new(
        "cheque-delivery",
        "A cheque that is delivered to the final agent has a creditor's agent; any other cheque has none.",
        "ISO 20022 ChequeDeliveryAndCreditorAgentRule, ChequeDeliveryAndNoCreditorAgentRule, \
         ChequeNoDeliveryAndNoCreditorAgentRule",
        CREDIT_TRANSFERS,
        At::Path(&["*/PmtInf/CdtTrfTxInf"]),
        Check::Run(cheque_delivery),
    ),
    Rule::new(
        "pay-by-cheque",
        "An instruction to pay the creditor by cheque (CHQB) has no creditor account.",
        "ISO 20022 InstructionForCreditorAgentRule",
        &[
            Messages::of("pain.001.").from(3),
            Messages::of("pacs.008.").from(2),
        ],
        At::Path(&["*/PmtInf/CdtTrfTxInf", "*/CdtTrfTxInf"]),
        Check::If(
            &When::Is("InstrForCdtrAgt/Cd", &["CHQB"]),
            &Check::Forbidden(&["CdtrAcct"]),
        ),
    ),
    Rule::new(
        "intermediary-agent",
        "A second or third intermediary agent stands beside the one before it, and the account of each beside the agent.",
        "ISO 20022 IntermediaryAgent2Rule, IntermediaryAgent3Rule, IntermediaryAgent1AccountRule to \
         IntermediaryAgent3AccountRule",
        &[
            Messages::of("pain.001.").from(3),
            Messages::of("pacs.008."),
            Messages::of("pacs.009."),
        ],
        At::Path(&["*/PmtInf/CdtTrfTxInf", "*/CdtTrfTxInf"]),
        Check::All(&[
            Check::If(
                &When::Present("IntrmyAgt2"),
                &Check::Required(&["IntrmyAgt1"]),
            ),
            Check::If(
                &When::Present("IntrmyAgt3"),
                &Check::Required(&["IntrmyAgt2"]),
            ),
            Check::If(
                &When::Present("IntrmyAgt1Acct"),
                &Check::Required(&["IntrmyAgt1"]),
            ),
            Check::If(
                &When::Present("IntrmyAgt2Acct"),
                &Check::Required(&["IntrmyAgt2"]),
            ),
            Check::If(
                &When::Present("IntrmyAgt3Acct"),
                &Check::Required(&["IntrmyAgt3"]),
            ),
        ]),
    ),
    Rule::new(
        "mandate-amendment",
        "A mandate says what was amended if and only if it says that it was amended.",
        "ISO 20022 AmendmentIndicatorTrueRule, AmendmentIndicatorFalseRule",
        &[Messages::of("pain.008.").from(2), Messages::of("pacs.003.")],
        At::Path(&[
            "*/PmtInf/DrctDbtTxInf/DrctDbtTx/MndtRltdInf",
            "*/DrctDbtTxInf/DrctDbtTx/MndtRltdInf",
        ]),
        Check::All(&[
            Check::If(
                &When::Is("AmdmntInd", &["true", "1"]),
                &Check::Required(&["AmdmntInfDtls"]),
            ),
            Check::If(
                &When::Is("AmdmntInd", &["false", "0"]),
                &Check::Forbidden(&["AmdmntInfDtls"]),
            ),
        ]),
    ),
];

const CREDIT_TRANSFERS: &[Messages] = &[Messages::of("pain.001.").from(3)];

const DIRECT_DEBITS: &[Messages] = &[Messages::of("pain.008.").from(2)];

const BATCHES: &[Messages] = &[
    Messages::of("pain.001.").from(3),
    Messages::of("pain.008.").from(2),
];

const TRANSACTIONS: &[&str] = &["*/PmtInf/CdtTrfTxInf", "*/PmtInf/DrctDbtTxInf"];

fn is_by_cheque(context: &Context<'_, '_>) -> Option<bool> {
    let method = context.parent()?.get("PmtMtd")?.text()?;
    Some(method == "CHK")
}

fn by_cheque(context: &Context<'_, '_>) -> bool {
    is_by_cheque(context) == Some(true)
}

fn not_by_cheque(context: &Context<'_, '_>) -> bool {
    is_by_cheque(context) == Some(false)
}

fn cheque_delivery(context: &mut Context<'_, '_>) {
    let to_final_agent = ["CRFA", "MLFA", "PUFA", "RGFA"];
    if !by_cheque(context) {
        return;
    }
    let Some(cheque) = context.at("ChqInstr") else {
        return;
    };
    let method = cheque.at("DlvryMtd/Cd").and_then(|code| code.text());
    if method.is_none() && cheque.get("DlvryMtd").is_some() {
        // A way of delivery of the bank's own: nothing is said of it.
        return;
    }
    let final_agent = method.is_some_and(|method| to_final_agent.contains(&&*method));
    match (final_agent, context.has("CdtrAgt")) {
        (true, false) => context.report_missing("CdtrAgt"),
        (false, true) => context.report_unexpected("CdtrAgt"),
        _ => {}
    }
}

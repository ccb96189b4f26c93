//! Cross rules of the messages between banks: header and transaction, settlement, charges, exchange rates, chains of agents.

use crate::rules::Context;
use crate::rules::rule::{At, Check, Messages, Rule, When};

pub(super) static RULES: &[Rule] = &[
    Rule::new(
        "instructing-agent",
        "The instructing agent stands in the header or in the transactions, not in both.",
        "ISO 20022 InstructingAgentRule",
        ALL,
        At::Path(TRANSACTIONS),
        Check::If(
            &When::Around("GrpHdr/InstgAgt"),
            &Check::Forbidden(&["InstgAgt"]),
        ),
    ),
    Rule::new(
        "instructed-agent",
        "The instructed agent stands in the header or in the transactions, not in both.",
        "ISO 20022 InstructedAgentRule",
        ALL,
        At::Path(TRANSACTIONS),
        Check::If(
            &When::Around("GrpHdr/InstdAgt"),
            &Check::Forbidden(&["InstdAgt"]),
        ),
    ),
    Rule::new(
        "settlement-date",
        "The settlement date stands in the header or in every transaction, not in both.",
        "ISO 20022 GroupHeaderInterbankSettlementDateRule, TransactionInterbankSettlementDateRule",
        PAYMENTS,
        At::Path(TRANSFERS),
        Check::All(&[
            Check::If(
                &When::Around("GrpHdr/IntrBkSttlmDt"),
                &Check::Forbidden(&["IntrBkSttlmDt"]),
            ),
            Check::If(
                &When::NotAround("GrpHdr/IntrBkSttlmDt"),
                &Check::Required(&["IntrBkSttlmDt"]),
            ),
        ]),
    ),
    Rule::new(
        "settlement-total-date",
        "A header with a total settlement amount has the settlement date.",
        "ISO 20022 TotalInterbankSettlementAmountAndDateRule",
        PAYMENTS,
        At::Path(&["*/GrpHdr"]),
        Check::If(
            &When::Present("TtlIntrBkSttlmAmt"),
            &Check::Required(&["IntrBkSttlmDt"]),
        ),
    ),
    Rule::new(
        "header-payment-type",
        "The payment type stands in the header or in the transactions, not in both.",
        "ISO 20022 PaymentTypeInformationRule",
        PAYMENTS,
        At::Path(TRANSFERS),
        Check::If(
            &When::Around("GrpHdr/PmtTpInf"),
            &Check::Forbidden(&["PmtTpInf"]),
        ),
    ),
    Rule::new(
        "settlement-method-agent",
        "Settlement by the instructed or the instructing agent (INDA, INGA) has no reimbursement agents and no clearing system.",
        "ISO 20022 SettlementMethodAgentRule",
        CREDIT_TRANSFERS,
        At::Path(SETTLEMENT),
        Check::If(
            &When::Is("SttlmMtd", &["INDA", "INGA"]),
            &Check::Forbidden(&[
                "InstgRmbrsmntAgt",
                "InstdRmbrsmntAgt",
                "ThrdRmbrsmntAgt",
                "ClrSys",
            ]),
        ),
    ),
    Rule::new(
        "settlement-method-clearing",
        "Settlement by a clearing system (CLRG) has no settlement account and no reimbursement agents.",
        "ISO 20022 SettlementMethodClearingRule",
        CREDIT_TRANSFERS,
        At::Path(SETTLEMENT),
        Check::If(
            &When::Is("SttlmMtd", &["CLRG"]),
            &Check::Forbidden(&[
                "SttlmAcct",
                "InstgRmbrsmntAgt",
                "InstdRmbrsmntAgt",
                "ThrdRmbrsmntAgt",
            ]),
        ),
    ),
    Rule::new(
        "settlement-method-cover",
        "Settlement by cover (COVE) has no settlement account and no clearing system.",
        "ISO 20022 SettlementMethodCoverRule",
        CREDIT_TRANSFERS,
        At::Path(SETTLEMENT),
        Check::If(
            &When::Is("SttlmMtd", &["COVE"]),
            &Check::Forbidden(&["SttlmAcct", "ClrSys"]),
        ),
    ),
    Rule::new(
        "settlement-method-cover-agent",
        "Settlement by cover (COVE) has the instructing or the instructed reimbursement agent.",
        "ISO 20022 SettlementMethodCoverAgentRule",
        CREDIT_TRANSFERS,
        At::Path(SETTLEMENT),
        Check::If(
            &When::Is("SttlmMtd", &["COVE"]),
            &Check::OneOf(&["InstgRmbrsmntAgt", "InstdRmbrsmntAgt"]),
        ),
    ),
    Rule::new(
        "third-reimbursement-agent",
        "A third reimbursement agent stands beside the instructing and the instructed one.",
        "ISO 20022 ThirdReimbursementAgentRule",
        CREDIT_TRANSFERS,
        At::Path(SETTLEMENT),
        Check::If(
            &When::Present("ThrdRmbrsmntAgt"),
            &Check::Required(&["InstgRmbrsmntAgt", "InstdRmbrsmntAgt"]),
        ),
    ),
    Rule::new(
        "reimbursement-agent-account",
        "The account of a reimbursement agent stands beside the agent.",
        "ISO 20022 InstructingReimbursementAgentAccountRule, InstructedReimbursementAgentAccountRule, \
         ThirdReimbursementAgentAccountRule",
        CREDIT_TRANSFERS,
        At::Path(SETTLEMENT),
        Check::All(&[
            Check::If(
                &When::Present("InstgRmbrsmntAgtAcct"),
                &Check::Required(&["InstgRmbrsmntAgt"]),
            ),
            Check::If(
                &When::Present("InstdRmbrsmntAgtAcct"),
                &Check::Required(&["InstdRmbrsmntAgt"]),
            ),
            Check::If(
                &When::Present("ThrdRmbrsmntAgtAcct"),
                &Check::Required(&["ThrdRmbrsmntAgt"]),
            ),
        ]),
    ),
    Rule::new(
        "exchange-rate",
        "The exchange rate is there if and only if there is an instructed amount in another currency than the settlement amount.",
        "ISO 20022 InstructedAmountAndExchangeRate1Rule, InstructedAmountAndExchangeRate2Rule, \
         InstructedAmountAndExchangeRate3Rule; ReturnedInstructedAmountAndExchangeRate1Rule to 3Rule; \
         ReversedInstructedAmountAndExchangeRate1Rule to 3Rule",
        EXCHANGES,
        At::Path(&["*/CdtTrfTxInf", "*/DrctDbtTxInf", "*/TxInf"]),
        Check::Run(exchange_rate),
    ),
    Rule::new(
        "charges-instructed-amount",
        "A transaction with charges has the instructed amount.",
        "ISO 20022 ChargesInformationAndInstructedAmountRule",
        CUSTOMER,
        At::Path(TRANSFERS),
        Check::If(&When::Present("ChrgsInf"), &Check::Required(&["InstdAmt"])),
    ),
    Rule::new(
        "charges-borne-by-creditor",
        "A credit transfer whose charges the creditor bears (CRED) tells the charges.",
        "ISO 20022 ChargeBearerAndChargesInformationRule",
        &[Messages::of("pacs.008.")],
        At::Path(&["*/CdtTrfTxInf"]),
        Check::If(
            &When::Is("ChrgBr", &["CRED"]),
            &Check::Required(&["ChrgsInf"]),
        ),
    ),
    Rule::new(
        "previous-instructing-agent",
        "A second or third previous instructing agent stands beside the one before it, and the account of each beside the agent.",
        "ISO 20022 PreviousInstructingAgent2Rule, PreviousInstructingAgent3Rule, PreviousInstructingAgent1AccountRule to \
         PreviousInstructingAgent3AccountRule",
        &[
            Messages::of("pacs.008.").from(7),
            Messages::of("pacs.009.").from(7),
        ],
        At::Path(&["*/CdtTrfTxInf"]),
        Check::All(&[
            Check::If(
                &When::Present("PrvsInstgAgt2"),
                &Check::Required(&["PrvsInstgAgt1"]),
            ),
            Check::If(
                &When::Present("PrvsInstgAgt3"),
                &Check::Required(&["PrvsInstgAgt2"]),
            ),
            Check::If(
                &When::Present("PrvsInstgAgt1Acct"),
                &Check::Required(&["PrvsInstgAgt1"]),
            ),
            Check::If(
                &When::Present("PrvsInstgAgt2Acct"),
                &Check::Required(&["PrvsInstgAgt2"]),
            ),
            Check::If(
                &When::Present("PrvsInstgAgt3Acct"),
                &Check::Required(&["PrvsInstgAgt3"]),
            ),
        ]),
    ),
    Rule::new(
        "transaction-identification",
        "A transaction between banks has a transaction identification or a UETR.",
        "ISO 20022 TransactionIdentificationPresenceRule",
        &[
            Messages::of("pacs.003.").from(8),
            Messages::of("pacs.008.").from(8),
            Messages::of("pacs.009.").from(8),
        ],
        At::Path(TRANSFERS),
        Check::OneOf(&["PmtId/TxId", "PmtId/UETR"]),
    ),
];

/// Messages between banks with agents in the header and in the transactions.
const ALL: &[Messages] = &[
    Messages::of("pacs.002."),
    Messages::of("pacs.003."),
    Messages::of("pacs.004."),
    Messages::of("pacs.007."),
    Messages::of("pacs.008."),
    Messages::of("pacs.009."),
    Messages::of("pacs.010."),
    Messages::of("pacs.028."),
];

const TRANSACTIONS: &[&str] = &[
    "*/CdtTrfTxInf",
    "*/DrctDbtTxInf",
    "*/TxInf",
    "*/TxInfAndSts",
    "*/CdtInstr",
];

const PAYMENTS: &[Messages] = &[
    Messages::of("pacs.003."),
    Messages::of("pacs.008."),
    Messages::of("pacs.009."),
];

const CUSTOMER: &[Messages] = &[Messages::of("pacs.003."), Messages::of("pacs.008.")];

const TRANSFERS: &[&str] = &["*/CdtTrfTxInf", "*/DrctDbtTxInf"];

const CREDIT_TRANSFERS: &[Messages] = &[Messages::of("pacs.008."), Messages::of("pacs.009.")];

const SETTLEMENT: &[&str] = &["*/GrpHdr/SttlmInf"];

const EXCHANGES: &[Messages] = &[
    Messages::of("pacs.003."),
    Messages::of("pacs.004."),
    Messages::of("pacs.007."),
    Messages::of("pacs.008."),
];

fn exchange_rate(context: &mut Context<'_, '_>) {
    let first = |tags: [&str; 3]| tags.into_iter().find_map(|tag| context.at(tag));
    let currency = |amount: crate::Element<'_>| amount.attribute("Ccy").map(String::from);
    let instructed = first(["InstdAmt", "RtrdInstdAmt", "RvsdInstdAmt"]).and_then(currency);
    let settled = first(["RtrdIntrBkSttlmAmt", "RvsdIntrBkSttlmAmt", "IntrBkSttlmAmt"]);
    let differ = instructed.is_some() && instructed != settled.and_then(currency);
    match (differ, context.has("XchgRate")) {
        (true, false) => context.report_missing("XchgRate"),
        (false, true) => context.report_unexpected("XchgRate"),
        _ => {}
    }
}

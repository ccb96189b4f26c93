//! Counts, sums and balances: what [`Totals`](crate::rules::Totals) reports.

use crate::rules::rule::{At, Check, Messages, Rule};

pub(super) static RULES: &[Rule] = &[
    Rule::new(
        "transaction-count",
        "NbOfTxs is the number of transactions, of the message and of each batch.",
        "ISO 20022 NumberOfTransactionsAndCreditTransfersRule, GroupReturnAndNumberOfTransactionsRule, \
         GroupReversalAndNumberOfTransactionsRule; definition of NumberOfTransactions",
        PAYMENTS,
        At::Path(&["*"]),
        Check::Totals,
    ),
    Rule::new(
        "control-sum",
        "CtrlSum is the sum of the transactions' amounts whatever their currency, of the message and of each batch.",
        "ISO 20022 definition of ControlSum",
        PAYMENTS,
        At::Path(&["*"]),
        Check::Totals,
    ),
    Rule::new(
        "settlement-total",
        "The total settlement amount of a header is the sum of the transactions' settlement amounts.",
        "ISO 20022 TotalInterbankSettlementAmountAndSumRule, TotalReturnedInterbankSettlementAmountAndSumRule, \
         TotalReversedInterbankSettlementAmountAndSumRule",
        INTERBANK,
        At::Path(&["*"]),
        Check::Totals,
    ),
    Rule::new(
        "settlement-total-currency",
        "The total settlement amount of a header and the transactions' settlement amounts have one currency.",
        "ISO 20022 TotalInterbankSettlementAmountRule, TotalReturnedInterbankSettlementAmountRule, \
         TotalReversedInterbankSettlementAmountRule",
        INTERBANK,
        At::Path(&["*"]),
        Check::Totals,
    ),
    Rule::new(
        "statement-balance",
        "The opening booked balance and the booked entries give the closing booked balance, if they have one currency.",
        "ISO 20022 ExternalBalanceType1Code OPBD, PRCD, CLBD",
        &[Messages::of("camt.053.")],
        At::Path(&["*"]),
        Check::Totals,
    ),
    Rule::new(
        "entry-totals",
        "The numbers and sums of a statement's summary are those of its entries.",
        "ISO 20022 definitions of TransactionsSummary, TotalEntries, TotalCreditEntries, TotalDebitEntries",
        STATEMENTS,
        At::Path(&["*"]),
        Check::Totals,
    ),
];

const PAYMENTS: &[Messages] = &[
    Messages::of("pain.001."),
    Messages::of("pain.007."),
    Messages::of("pain.008."),
    Messages::of("pain.013."),
    Messages::of("pacs.003."),
    Messages::of("pacs.004."),
    Messages::of("pacs.007."),
    Messages::of("pacs.008."),
    Messages::of("pacs.009."),
    Messages::of("pacs.010."),
    Messages::of("camt.055."),
    Messages::of("camt.056."),
];

const INTERBANK: &[Messages] = &[
    Messages::of("pacs.003."),
    Messages::of("pacs.004."),
    Messages::of("pacs.007."),
    Messages::of("pacs.008."),
    Messages::of("pacs.009."),
    Messages::of("pacs.010."),
];

const STATEMENTS: &[Messages] = &[
    Messages::of("camt.052."),
    Messages::of("camt.053."),
    Messages::of("camt.054."),
];

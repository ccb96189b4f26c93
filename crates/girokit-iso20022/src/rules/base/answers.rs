//! Cross rules of returns, reversals, cancellations and status reports.

use crate::rules::rule::{At, Check, Messages, Rule, When};

pub(super) static RULES: &[Rule] = &[
    Rule::new(
        "group-return",
        "A return of a whole group has no transactions, and its reason in the original group.",
        "ISO 20022 GroupReturnAndTransactionInformationNotPresentRule, GroupReturnAndReturnReasonRule",
        &[Messages::of("pacs.004.").from(2)],
        At::Path(&["*"]),
        Check::If(
            &When::Is("GrpHdr/GrpRtr", TRUE),
            &Check::All(&[
                Check::Forbidden(&["TxInf"]),
                Check::Required(&["OrgnlGrpInf/RtrRsnInf/Rsn"]),
            ]),
        ),
    ),
    Rule::new(
        "group-reversal",
        "A reversal of a whole group has no transactions.",
        "ISO 20022 GroupReversalAndTransactionInformationNotPresentRule, \
         GroupReversalAndPaymentInformationNotPresentRule",
        &[Messages::of("pacs.007.").from(2)],
        At::Path(&["*"]),
        Check::If(
            &When::Is("GrpHdr/GrpRvsl", TRUE),
            &Check::Forbidden(&["TxInf"]),
        ),
    ),
    Rule::new(
        "batch-reversal",
        "A reversal of a whole group has no batches; any other has at least one.",
        "ISO 20022 GroupReversalAndPaymentInformationNotPresentRule, GroupReversalAndPaymentInformationPresentRule",
        &[Messages::of("pain.007.").from(3)],
        At::Path(&["*"]),
        Check::All(&[
            Check::If(
                &When::Is("GrpHdr/GrpRvsl", TRUE),
                &Check::Forbidden(&["OrgnlPmtInfAndRvsl"]),
            ),
            Check::If(
                &When::Is("GrpHdr/GrpRvsl", FALSE),
                &Check::Required(&["OrgnlPmtInfAndRvsl"]),
            ),
        ]),
    ),
    Rule::new(
        "group-cancellation",
        "A request to cancel a whole group has its reason.",
        "ISO 20022 GroupCancellationAndReasonRule",
        &[Messages::of("camt.055."), Messages::of("camt.056.")],
        At::Path(&["*/Undrlyg/OrgnlGrpInfAndCxl"]),
        Check::If(
            &When::Is("GrpCxl", TRUE),
            &Check::Required(&["CxlRsnInf/Rsn"]),
        ),
    ),
    Rule::new(
        "narrative-reason",
        "A reason that is told in words (NARR) has the words.",
        "ISO 20022 StatusReasonRule, ReturnReasonRule, ReversalReasonRule, CancellationReasonRule",
        &[],
        At::Tag(&["StsRsnInf", "RtrRsnInf", "RvslRsnInf", "CxlRsnInf"]),
        Check::If(
            &When::Is("Rsn/Cd", &["NARR"]),
            &Check::Required(&["AddtlInf"]),
        ),
    ),
    Rule::new(
        "group-status-reason",
        "Additional information on a group's status stands beside the status rejected (RJCT) or pending (PDNG) only.",
        "ISO 20022 StatusReasonInformationRule",
        &[
            Messages::of("pacs.002.").from(3).to(8),
            Messages::of("pain.002.").from(3).to(8),
        ],
        At::Path(&["*/OrgnlGrpInfAndSts"]),
        Check::If(
            &When::All(&[
                When::Present("GrpSts"),
                When::IsNot("GrpSts", &["RJCT", "PDNG"]),
            ]),
            &Check::Forbidden(&["StsRsnInf/AddtlInf"]),
        ),
    ),
];

const TRUE: &[&str] = &["true", "1"];

const FALSE: &[&str] = &["false", "0"];

//! The business application header, by itself and beside its document.

use std::borrow::Cow;

use crate::element::Element;
use crate::profiles::characters::has_offset;
use crate::rules::{At, Check, Context, Finding, Messages, Profile, Rule, Severity};
use crate::schema::Definition;

/// What CBPR+ demands of the header.
pub(super) static HEADER: Profile = Profile::new(
    "cbpr-header",
    "CBPR+ business application header",
    "CBPR+ usage guidelines, head.001.001.02, SR2023 to SR2026",
    &[Messages::of("head.001.001.02")],
    RULES,
);

const RULES: &[Rule] = &[
    Rule::new(
        "cbpr-header-parties",
        "Sender and receiver are institutions with their BICs.",
        "CBPR+ user handbook, From and To",
        &[],
        At::Root,
        Check::Required(&["Fr/FIId/FinInstnId/BICFI", "To/FIId/FinInstnId/BICFI"]),
    ),
    Rule::new(
        "cbpr-header-service",
        "The business service is one of CBPR+, and fits the message.",
        "CBPR_Business_Service_Usage_TextualRule (pacs.009 R8)",
        &[],
        At::Root,
        Check::Run(service),
    ),
    Rule::new(
        "cbpr-header-release",
        "The business service names a release before 2025: 01 or 02.",
        "CBPR_Business_Service_Usage_TextualRule, SR2022 to SR2024",
        &[],
        At::Root,
        Check::Run(release_02),
    )
    .until(2025_11_21),
    Rule::new(
        "cbpr-header-release",
        "The business service names the release of 2025: 03.",
        "CBPR_Business_Service_Usage_TextualRule, SR2025",
        &[],
        At::Root,
        Check::Run(release_03),
    )
    .since(2025_11_22)
    .until(2026_11_13),
    Rule::new(
        "cbpr-header-release",
        "The business service names the release of 2026: 04.",
        "CBPR_Business_Service_Usage_TextualRule, SR2026",
        &[],
        At::Root,
        Check::Run(release_04),
    )
    .since(2026_11_14),
    Rule::new(
        "cbpr-header-time",
        "The creation time has its offset from UTC.",
        "CBPR+ user handbook, CreationDate",
        &[],
        At::Path(&["CreDt"]),
        Check::Run(has_offset),
    ),
];

/// The kinds of a message that have a business service of their own, such as `cov` of `swift.cbprplus.cov.04`, and the release.
fn parts(service: &str) -> Option<(&str, &str)> {
    let rest = service.strip_prefix("swift.cbprplus.")?;
    let (kind, release) = rest.rsplit_once('.').unwrap_or(("", rest));
    let numbered = release.len() == 2 && release.bytes().all(|b| b.is_ascii_digit());
    numbered.then_some((kind, release))
}

fn service(context: &mut Context<'_, '_>) {
    let Some(service) = context.text("BizSvc") else {
        context.report_missing("BizSvc");
        return;
    };
    let message = context.text("MsgDefIdr").unwrap_or_default();
    let kinds: &[&str] = if message.starts_with("pacs.009.") {
        &["", "adv", "cov"]
    } else if message.starts_with("pacs.008.") {
        &["", "stp"]
    } else {
        &["", "col", "mlp"]
    };
    match parts(&service) {
        Some((kind, _)) if kinds.contains(&kind) => {}
        Some(_) => context.report("BizSvc", "a business service of this message", "another"),
        None => context.report("BizSvc", "a business service of CBPR+", "another"),
    }
}

fn release_02(context: &mut Context<'_, '_>) {
    release(context, &["01", "02"]);
}

fn release_03(context: &mut Context<'_, '_>) {
    release(context, &["03"]);
}

fn release_04(context: &mut Context<'_, '_>) {
    release(context, &["04"]);
}

fn release(context: &mut Context<'_, '_>, allowed: &[&str]) {
    let service = context.text("BizSvc").unwrap_or_default();
    let message = context.text("MsgDefIdr").unwrap_or_default();
    // Each guideline counts its own releases; those of these messages are known and run together.
    let counted = [
        "camt.052.",
        "camt.053.",
        "camt.054.",
        "pacs.002.",
        "pacs.004.",
        "pacs.008.",
        "pacs.009.",
    ];
    if !counted.iter().any(|prefix| message.starts_with(prefix)) {
        return;
    }
    if let Some((_, found)) = parts(&service)
        && !allowed.contains(&found)
    {
        let expected = format!("release {}", allowed.join(" or "));
        context.report("BizSvc", expected, found.to_owned());
    }
}

/// What holds between a header and the document that it stands before, by CBPR+: warnings.
///
/// - `cbpr-agreement-message`: `MsgDefIdr` is the document's (`CBPR_Message_Definition_Identifier_TextualRule`, pacs.008 R8).
/// - `cbpr-agreement-identifier`: `BizMsgIdr` is `GrpHdr/MsgId`, in recalls `Assgnmt/Id`
///   (`CBPR_BusinessMessageIdentifier_FormalRule`, pacs.008 R1).
/// - `cbpr-agreement-from`, `cbpr-agreement-to`: the BICs are those of instructing and instructed agent, unless the message is a
///   copy (`CBPR_From_Instructing_Agent_BIC`, `CBPR_To_Instructed_Agent_BIC_1_FormalRule`, pacs.008 R5 and R2).
/// - `cbpr-agreement-priority`: `Prty` is `InstrPrty`, if both stand (`CBPR_Priority_Instruction_Priority_FormalRule`, pacs.008 R4).
/// - `cbpr-agreement-cover`: a document with `UndrlygCstmrCdtTrf` has a service with `cov`, and no other has.
///
/// `header` and `document` are the root elements. Paths are those of the header.
pub fn cbpr_agreement(
    header: Element<'_>,
    definition: &'static Definition,
    document: Element<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut report = |code, source, path: &str, expected: &str| {
        findings.push(Finding {
            code,
            source,
            severity: Severity::Warning,
            path: format!("/AppHdr/{path}"),
            offset: None,
            line: None,
            column: None,
            expected: expected.to_owned(),
            found: "another".to_owned(),
        });
    };
    let Some(body) = document.children().next() else {
        return findings;
    };
    let transaction = ["CdtTrfTxInf", "TxInf", "TxInfAndSts"]
        .iter()
        .find_map(|tag| body.get(tag));
    let of = |path: &str| transaction.and_then(|t| t.at(path)?.text());
    let differ = |path: &str, other: Option<Cow<'_, str>>| {
        let own = header.at(path).and_then(|own| own.text());
        matches!((own, other), (Some(own), Some(other)) if own != other)
    };
    if differ("MsgDefIdr", Some(definition.id.into())) {
        let source = "CBPR_Message_Definition_Identifier_TextualRule (pacs.008 R8)";
        report("cbpr-agreement-message", source, "MsgDefIdr", definition.id);
    }
    let id = ["GrpHdr/MsgId", "Assgnmt/Id"]
        .iter()
        .find_map(|path| body.at(path)?.text());
    if differ("BizMsgIdr", id) {
        let source = "CBPR_BusinessMessageIdentifier_FormalRule (pacs.008 R1)";
        let expected = "the document's identification";
        report("cbpr-agreement-identifier", source, "BizMsgIdr", expected);
    }
    let from = "Fr/FIId/FinInstnId/BICFI";
    if differ(from, of("InstgAgt/FinInstnId/BICFI")) {
        let source = "CBPR_From_Instructing_Agent_BIC_FormalRule (pacs.008 R5)";
        let expected = "the instructing agent's BIC";
        report("cbpr-agreement-from", source, from, expected);
    }
    let copy = header.get("CpyDplct").and_then(|copy| copy.text());
    let to = "To/FIId/FinInstnId/BICFI";
    if !matches!(copy.as_deref(), Some("COPY" | "CODU"))
        && differ(to, of("InstdAgt/FinInstnId/BICFI"))
    {
        let source = "CBPR_To_Instructed_Agent_BIC_1_FormalRule (pacs.008 R2)";
        let expected = "the instructed agent's BIC";
        report("cbpr-agreement-to", source, to, expected);
    }
    if differ("Prty", of("PmtTpInf/InstrPrty")) {
        let source = "CBPR_Priority_Instruction_Priority_FormalRule (pacs.008 R4)";
        let expected = "the instruction's priority";
        report("cbpr-agreement-priority", source, "Prty", expected);
    }
    let covers = transaction.is_some_and(|t| t.get("UndrlygCstmrCdtTrf").is_some());
    let service = header.get("BizSvc").and_then(|service| service.text());
    if let Some((kind, _)) = service.as_deref().and_then(parts)
        && (kind == "cov") != covers
    {
        let expected = if covers {
            "the service for covers"
        } else {
            "a service for other messages than covers"
        };
        let source = "CBPR_Business_Service_Usage_TextualRule (pacs.009 COV)";
        report("cbpr-agreement-cover", source, "BizSvc", expected);
    }
    findings
}

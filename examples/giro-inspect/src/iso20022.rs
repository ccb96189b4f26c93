//! ISO 20022 messages: verdict and summary.

use std::collections::BTreeMap;

use girokit_iso20022::schema::{Node, Ref};
use girokit_iso20022::{AnyMessage, Error, Limits};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::report::{Finding, Line, Report};
use crate::rules;
use crate::walk::{nodes, select, text};

/// Reads a message and reports on it. The message comes back if it is valid.
pub(crate) fn inspect(
    bytes: &[u8],
    named: Option<&str>,
    limits: &Limits,
) -> (Report, Option<AnyMessage>) {
    let detected = AnyMessage::detect_with(bytes, limits);
    let id = detected
        .as_ref()
        .ok()
        .and_then(|d| d.id().map(str::to_owned));
    let mut report =
        Report::new(
            id.as_deref()
                .unwrap_or(if detected.is_ok() { "xml" } else { "unknown" }),
        );
    if let (Some(named), Some(id)) = (named.filter(|n| *n != "iso20022"), &id)
        && named != id
    {
        report.error(Finding::new(
            "unknown-message",
            format!("expected {named}, found {id}"),
        ));
        return (report, None);
    }
    match AnyMessage::from_xml_with(bytes, limits) {
        Ok(message) => {
            let root = detected.map(|d| d.root).unwrap_or_default();
            report.warnings = rules::check(message.id(), &root, message.as_node());
            report.summary = summary(&message);
            report.lines = lines(&message);
            (report, Some(message))
        }
        Err(error) => {
            problems(&mut report, &error);
            (report, None)
        }
    }
}

fn problems(report: &mut Report, error: &Error) {
    for problem in error.problems() {
        let mut finding = Finding::new(problem.code.as_str(), problem.message()).at(&problem.path);
        (finding.line, finding.column) = (problem.line, problem.column);
        report.error(finding);
    }
    report.truncated = error.is_truncated();
}

/// Where a message keeps its header, and its transactions with their amounts.
struct Layout {
    /// The message's prefix, such as `pain.001.`.
    prefix: &'static str,
    body: &'static str,
    /// From the body to each transaction.
    transactions: &'static [&'static str],
    /// From a transaction to its amount: the first that is there.
    amounts: &'static [&'static [&'static str]],
    /// From a transaction to its reference and to the other party's name.
    reference: &'static [&'static [&'static str]],
    party: &'static [&'static [&'static str]],
}

const LAYOUTS: &[Layout] = &[
    Layout {
        prefix: "pain.001.",
        body: "CstmrCdtTrfInitn",
        transactions: &["PmtInf", "CdtTrfTxInf"],
        amounts: &[&["Amt", "InstdAmt"], &["Amt", "EqvtAmt", "Amt"]],
        reference: &[&["PmtId", "EndToEndId"]],
        party: &[&["Cdtr", "Nm"]],
    },
    Layout {
        prefix: "pain.002.",
        body: "CstmrPmtStsRpt",
        transactions: &["OrgnlPmtInfAndSts", "TxInfAndSts"],
        amounts: &[&["OrgnlTxRef", "Amt", "InstdAmt"]],
        reference: &[&["OrgnlEndToEndId"], &["StsId"]],
        party: &[&["TxSts"]],
    },
    Layout {
        prefix: "pacs.008.",
        body: "FIToFICstmrCdtTrf",
        transactions: &["CdtTrfTxInf"],
        amounts: &[&["IntrBkSttlmAmt"]],
        reference: &[&["PmtId", "UETR"], &["PmtId", "EndToEndId"]],
        party: &[&["Cdtr", "Nm"]],
    },
    Layout {
        prefix: "camt.053.",
        body: "BkToCstmrStmt",
        transactions: &["Stmt", "Ntry"],
        amounts: &[&["Amt"]],
        reference: &[&["AcctSvcrRef"], &["NtryRef"]],
        party: &[&["AddtlNtryInf"]],
    },
    Layout {
        prefix: "camt.054.",
        body: "BkToCstmrDbtCdtNtfctn",
        transactions: &["Ntfctn", "Ntry"],
        amounts: &[&["Amt"]],
        reference: &[&["AcctSvcrRef"], &["NtryRef"]],
        party: &[&["AddtlNtryInf"]],
    },
];

fn layout(message: &AnyMessage) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|l| message.id().starts_with(l.prefix))
}

fn first(node: &dyn Node, paths: &[&[&str]]) -> Option<String> {
    paths.iter().find_map(|path| text(node, path))
}

/// What the message is about: identification, creation, counts, sums for each currency and direction.
fn summary(message: &AnyMessage) -> Map<String, Value> {
    let root = message.as_node();
    let mut summary = Map::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            summary.insert(key.to_owned(), Value::String(value));
        }
    };
    let Some(layout) = layout(message) else {
        put("business_message_id", text(root, &["BizMsgIdr"]));
        put("message_definition", text(root, &["MsgDefIdr"]));
        put("created", text(root, &["CreDt"]));
        put("from", text(root, &["Fr", "FIId", "FinInstnId", "BICFI"]));
        put("to", text(root, &["To", "FIId", "FinInstnId", "BICFI"]));
        return summary;
    };
    put("message_id", text(root, &[layout.body, "GrpHdr", "MsgId"]));
    put("created", text(root, &[layout.body, "GrpHdr", "CreDtTm"]));
    let transactions = nodes(root, &[&[layout.body], layout.transactions].concat());
    summary.insert("transactions".to_owned(), json!(transactions.len()));
    let mut sums: BTreeMap<String, Option<Decimal>> = BTreeMap::new();
    for transaction in &transactions {
        if let Some((amount, currency)) = amount(*transaction, layout) {
            let key = match text(*transaction, &["CdtDbtInd"]) {
                Some(direction) => format!("{currency} {direction}"),
                None => currency,
            };
            let sum = sums.entry(key).or_insert(Some(Decimal::ZERO));
            *sum = sum.and_then(|s| s.checked_add(amount));
        }
    }
    let sums = sums
        .into_iter()
        .map(|(key, sum)| (key, json!(sum.map(|s| s.to_string()))))
        .collect();
    summary.insert("sums".to_owned(), Value::Object(sums));
    summary
}

/// A transaction's amount and currency.
fn amount(transaction: &dyn Node, layout: &Layout) -> Option<(Decimal, String)> {
    layout.amounts.iter().find_map(|path| {
        let (last, way) = path.split_last()?;
        let holder = nodes(transaction, way).into_iter().next()?;
        let amount = rules::number(holder, &[last])?;
        let currency = match currency(holder, last) {
            Some(currency) => currency,
            None => String::from("?"),
        };
        Some((amount, currency))
    })
}

/// The attribute `Ccy` of an element.
fn currency(holder: &dyn Node, tag: &str) -> Option<String> {
    let schema = holder.schema();
    let field = schema.fields.iter().position(|f| f.tag == tag)?;
    let Some(Ref::Node(amount)) = holder.child(field, 0) else {
        return None;
    };
    let at = amount
        .schema()
        .attributes
        .iter()
        .position(|a| a.name == "Ccy")?;
    match amount.child(1 + at, 0) {
        Some(Ref::Text(currency)) => Some(currency.to_string()),
        _ => None,
    }
}

/// The transactions for people.
fn lines(message: &AnyMessage) -> Vec<Line> {
    let Some(layout) = layout(message) else {
        return Vec::new();
    };
    let transactions = select(
        message.as_node(),
        &[&[layout.body], layout.transactions].concat(),
    );
    let line = |value| match value {
        Ref::Node(node) => {
            let (amount, currency) =
                amount(node, layout).map_or_else(Default::default, |(a, c)| (a.to_string(), c));
            Some(Line {
                reference: first(node, layout.reference).unwrap_or_default(),
                amount,
                currency,
                direction: text(node, &["CdtDbtInd"]).unwrap_or_default(),
                party: first(node, layout.party).unwrap_or_default(),
            })
        }
        _ => None,
    };
    transactions.into_iter().filter_map(line).collect()
}

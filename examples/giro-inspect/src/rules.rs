//! What a schema cannot say: check digits, decimals of currencies, control sums, balances.

use girokit_iso20022::schema::{Node, Ref};
use girokit_types::{Bic, CreditorReference, Currency, Iban, Lei};
use rust_decimal::Decimal;

use crate::report::Finding;
use crate::walk::{Leaf, leaves, nodes, select, text};

/// At most this many findings; behind them the report says that there may be more.
const MAX_FINDINGS: usize = 1_000;

/// Checks a valid message.
pub(crate) fn check(id: &str, root: &str, message: &dyn Node) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut path = format!("/{root}");
    leaves(message, &mut path, &mut |leaf| {
        if findings.len() < MAX_FINDINGS
            && let Some((code, message)) = value(leaf)
        {
            findings.push(Finding::new(code, message).at(leaf.path));
        }
    });
    match id {
        _ if id.starts_with("pain.001.") => control(
            message,
            &["CstmrCdtTrfInitn"],
            Some("PmtInf"),
            &[&["Amt", "InstdAmt"], &["Amt", "EqvtAmt", "Amt"]],
            &mut findings,
        ),
        _ if id.starts_with("pacs.008.") => control(
            message,
            &["FIToFICstmrCdtTrf"],
            None,
            &[&["IntrBkSttlmAmt"]],
            &mut findings,
        ),
        _ if id.starts_with("camt.053.") => statements(message, &mut findings),
        _ => {}
    }
    findings
}

/// What one value breaks. The value itself is not repeated.
fn value(leaf: &Leaf<'_>) -> Option<(&'static str, String)> {
    let tag = leaf
        .path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .split('[')
        .next()
        .unwrap_or_default();
    let text = match leaf.value {
        Ref::Text(text) => text.as_str(),
        Ref::Number(number) => {
            let currency = leaf.currency?;
            let Ok(known) = Currency::parse(currency) else {
                return Some(("currency", format!("{currency} is no currency of ISO 4217")));
            };
            let decimals = number.fraction_digits();
            return known
                .exponent()
                .filter(|allowed| decimals > *allowed)
                .map(|allowed| {
                    (
                        "currency-decimals",
                        format!(
                            "expected at most {allowed} decimals for {currency}, found {decimals}"
                        ),
                    )
                });
        }
        _ => return None,
    };
    match tag {
        "IBAN" => Iban::parse(text).err().map(|e| ("iban", e.to_string())),
        "BIC" | "BICFI" | "BICOrBEI" | "AnyBIC" => {
            Bic::parse(text).err().map(|e| ("bic", e.to_string()))
        }
        "LEI" => Lei::parse(text).err().map(|e| ("lei", e.to_string())),
        "Ref" if leaf.path.ends_with("/CdtrRefInf/Ref") && text.starts_with("RF") => {
            CreditorReference::parse(text)
                .err()
                .map(|e| ("creditor-reference", e.to_string()))
        }
        _ if leaf.ty.name.contains("CurrencyCode") => Currency::parse(text)
            .err()
            .map(|_| ("currency", format!("{text} is no currency of ISO 4217"))),
        _ => None,
    }
}

/// Numbers and sums that a header or a batch declares of its transactions.
fn control(
    message: &dyn Node,
    body: &[&str],
    batch: Option<&str>,
    amounts: &[&[&str]],
    findings: &mut Vec<Finding>,
) {
    let Some(body_node) = nodes(message, body).into_iter().next() else {
        return;
    };
    let base = format!("/Document/{}", body.join("/"));
    let transactions = |node| nodes(node, &["CdtTrfTxInf"]);
    let mut all: Vec<&dyn Node> = Vec::new();
    match batch {
        None => all = transactions(body_node),
        Some(tag) => {
            for (i, batch_node) in nodes(body_node, &[tag]).into_iter().enumerate() {
                let own = transactions(batch_node);
                declared(
                    batch_node,
                    &[],
                    &own,
                    amounts,
                    &format!("{base}/{tag}[{}]", i + 1),
                    findings,
                );
                all.extend(own);
            }
        }
    }
    declared(
        body_node,
        &["GrpHdr"],
        &all,
        amounts,
        &format!("{base}/GrpHdr"),
        findings,
    );
    if let Some(total) = number(body_node, &["GrpHdr", "TtlIntrBkSttlmAmt"]) {
        let sum = sum(&all, amounts);
        if sum != Some(total) {
            findings.push(
                mismatch("settlement-total", total, sum)
                    .at(&format!("{base}/GrpHdr/TtlIntrBkSttlmAmt")),
            );
        }
    }
}

fn declared(
    node: &dyn Node,
    header: &[&str],
    transactions: &[&dyn Node],
    amounts: &[&[&str]],
    path: &str,
    findings: &mut Vec<Finding>,
) {
    let at = |tag| [header, &[tag]].concat();
    if let Some(declared) = text(node, &at("NbOfTxs"))
        && declared.parse() != Ok(transactions.len())
    {
        let message = format!(
            "declares {declared} transactions, found {}",
            transactions.len()
        );
        findings.push(Finding::new("transaction-count", message).at(&format!("{path}/NbOfTxs")));
    }
    if let Some(declared) = number(node, &at("CtrlSum")) {
        let sum = sum(transactions, amounts);
        if sum != Some(declared) {
            findings.push(mismatch("control-sum", declared, sum).at(&format!("{path}/CtrlSum")));
        }
    }
}

fn mismatch(code: &'static str, declared: Decimal, sum: Option<Decimal>) -> Finding {
    let found = sum.map_or_else(
        || "amounts too large to add".to_owned(),
        |sum| sum.to_string(),
    );
    Finding::new(code, format!("declares {declared}, found {found}"))
}

fn sum(transactions: &[&dyn Node], amounts: &[&[&str]]) -> Option<Decimal> {
    let amount = |t: &&dyn Node| {
        amounts
            .iter()
            .find_map(|path| number(*t, path))
            .unwrap_or_default()
    };
    transactions
        .iter()
        .map(amount)
        .try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// The number at a path; of an amount, its value.
pub(crate) fn number(node: &dyn Node, tags: &[&str]) -> Option<Decimal> {
    select(node, tags)
        .into_iter()
        .find_map(|value| match value {
            Ref::Number(number) => Some(number.value()),
            Ref::Node(amount) => match amount.child(0, 0) {
                Some(Ref::Number(number)) => Some(number.value()),
                _ => None,
            },
            _ => None,
        })
}

/// The opening balance and the booked entries must give the closing balance.
fn statements(message: &dyn Node, findings: &mut Vec<Finding>) {
    for (i, statement) in nodes(message, &["BkToCstmrStmt", "Stmt"])
        .into_iter()
        .enumerate()
    {
        let path = format!("/Document/BkToCstmrStmt/Stmt[{}]", i + 1);
        let balances = nodes(statement, &["Bal"]);
        let of = |codes: &[&str]| {
            let mut matching = balances.iter().filter(|b| {
                text(**b, &["Tp", "CdOrPrtry", "Cd"])
                    .is_some_and(|code| codes.contains(&code.as_str()))
            });
            matching.next().and_then(|b| signed(*b))
        };
        let (Some(opening), Some(closing)) = (of(&["OPBD", "PRCD"]), of(&["CLBD"])) else {
            continue;
        };
        let mut movements = Some(Decimal::ZERO);
        for entry in nodes(statement, &["Ntry"]) {
            let status = text(entry, &["Sts"]).or_else(|| text(entry, &["Sts", "Cd"]));
            if status.as_deref() == Some("BOOK") {
                movements = movements.and_then(|sum| sum.checked_add(signed(entry)?));
            }
        }
        let reached = movements.and_then(|m| opening.checked_add(m));
        if reached != Some(closing) {
            let reached = reached.map_or_else(|| "too much to add".to_owned(), |r| r.to_string());
            let message = format!(
                "opening balance and booked entries give {reached}, the closing balance says {closing}"
            );
            findings.push(Finding::new("statement-balance", message).at(&path));
        }
    }
}

/// An amount with the sign of its credit-debit indicator.
fn signed(node: &dyn Node) -> Option<Decimal> {
    let amount = number(node, &["Amt"])?;
    Some(if text(node, &["CdtDbtInd"])? == "DBIT" {
        -amount
    } else {
        amount
    })
}

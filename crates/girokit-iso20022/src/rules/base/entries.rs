//! Entries of statements and their details.

use rust_decimal::Decimal;

use crate::element::Element;
use crate::rules::Context;
use crate::rules::rule::{At, Check, Messages, Rule};

pub(super) static RULES: &[Rule] = &[
    Rule::new(
        "entry-details",
        "If each detail of an entry without charges has an amount in the entry's currency, they add up to the entry's amount.",
        "ISO 20022 definitions of ReportEntry, EntryDetails, TransactionDetails/Amount",
        &[
            Messages::of("camt.052.").from(4),
            Messages::of("camt.053.").from(4),
            Messages::of("camt.054.").from(4),
        ],
        At::Path(ENTRIES),
        Check::Run(details),
    ),
    Rule::new(
        "entry-batch-count",
        "A batch of an entry has at most as many details as it says it has transactions.",
        "ISO 20022 definition of BatchInformation/NumberOfTransactions",
        &[
            Messages::of("camt.052.").from(2),
            Messages::of("camt.053.").from(2),
            Messages::of("camt.054.").from(2),
        ],
        At::Path(&[
            "*/Stmt/Ntry/NtryDtls",
            "*/Rpt/Ntry/NtryDtls",
            "*/Ntfctn/Ntry/NtryDtls",
        ]),
        Check::Run(batch_count),
    ),
];

const ENTRIES: &[&str] = &["*/Stmt/Ntry", "*/Rpt/Ntry", "*/Ntfctn/Ntry"];

/// The signed sum of an entry's details, if it can be told.
fn sum_of_details(entry: Element<'_>, currency: &str) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    let mut any = false;
    for details in entry.all("NtryDtls") {
        let (mut count, mut declared) = (0_u64, None);
        for child in details.children() {
            match child.tag() {
                "Btch" => declared = child.get("NbOfTxs").and_then(|n| n.text()?.parse().ok()),
                "TxDtls" => {
                    let amount = child.get("Amt")?;
                    if amount.attribute("Ccy")? != currency || child.get("Chrgs").is_some() {
                        return None;
                    }
                    sum = sum.checked_add(signed(amount.decimal()?, child)?)?;
                    count += 1;
                    any = true;
                }
                _ => {}
            }
        }
        if declared.is_some_and(|declared: u64| declared != count) {
            // Not every transaction of the batch is told.
            return None;
        }
    }
    any.then_some(sum)
}

/// An amount with the sign of the indicator beside it.
fn signed(amount: Decimal, holder: Element<'_>) -> Option<Decimal> {
    let indicator = holder.get("CdtDbtInd")?.text()?;
    if indicator == "DBIT" {
        Decimal::ZERO.checked_sub(amount)
    } else {
        Some(amount)
    }
}

fn details(context: &mut Context<'_, '_>) {
    let entry = context.element();
    if entry.get("Chrgs").is_some() || entry.get("NtryDtls").is_none() {
        return;
    }
    let Some(amount) = entry.get("Amt") else {
        return;
    };
    let Some(currency) = amount.attribute("Ccy") else {
        return;
    };
    let declared = amount.decimal().and_then(|amount| signed(amount, entry));
    if let Some(sum) = sum_of_details(entry, &currency)
        && let Some(declared) = declared
        && declared != sum
    {
        let expected = format!("{}, the sum of the details", sum.normalize());
        context.report("Amt", expected, declared.to_string());
    }
}

fn batch_count(context: &mut Context<'_, '_>) {
    let details = context.element();
    let Some(declared) = details.at("Btch/NbOfTxs").and_then(|e| e.text()) else {
        return;
    };
    let count = details.all("TxDtls").count();
    if declared
        .parse()
        .is_ok_and(|declared: usize| declared < count)
    {
        let expected = format!("at least {count}, the number of details");
        context.report("Btch/NbOfTxs", expected, declared);
    }
}

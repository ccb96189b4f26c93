//! The report for programs. Amounts are strings, so that no reader makes floats of them.

use serde_json::{Value, json as object};

use super::{Mood, Report};

/// Writes the report as JSON.
pub(crate) fn json(report: &Report) -> String {
    let payments: Vec<Value> = report
        .payments
        .iter()
        .map(|row| {
            object!({
                "key": row.key, "method": row.method, "creditor": row.creditor, "amount": row.amount, "state": row.state,
                "explanation": row.explanation, "class": row.mood.name(), "history": row.history,
            })
        })
        .collect();
    let statements: Vec<Value> = report
        .statements
        .iter()
        .map(|row| {
            let entries: Vec<Value> = row
                .entries
                .iter()
                .map(|entry| {
                    object!({
                        "date": entry.date, "amount": entry.amount, "status": entry.status,
                        "counterparty": entry.counterparty, "reference": entry.reference,
                    })
                })
                .collect();
            object!({
                "id": row.id, "account": row.account, "currency": row.currency, "opening": row.opening,
                "credits": row.credits, "debits": row.debits, "closing": row.closing, "balanced": row.balanced,
                "proof": row.proof, "entries": entries,
            })
        })
        .collect();
    let reconciliation = report.reconciliation.as_ref().map(|found| {
        let breaks: Vec<Value> = found
            .breaks
            .iter()
            .map(|row| object!({ "kind": row.kind, "exception": row.exception, "explanation": row.explanation }))
            .collect();
        object!({
            "matched": found.matched, "cancelled": found.cancelled, "breaks": breaks, "proof": found.proof,
            "conserved": found.conserved,
        })
    });
    let whole = object!({
        "title": report.title, "balanced": report.is_balanced(), "verdict": report.verdict(), "faults": report.faults,
        "counts": {
            "paid": report.count(Mood::Paid), "refused": report.count(Mood::Refused),
            "waiting": report.count(Mood::Waiting), "trouble": report.count(Mood::Trouble),
        },
        "payments": payments, "statements": statements, "reconciliation": reconciliation,
    });
    format!("{whole:#}\n")
}

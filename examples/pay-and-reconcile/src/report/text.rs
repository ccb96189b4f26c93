//! The report for the terminal.

use std::fmt::Write as _;

use super::{Mood, Report};

/// How many entries of a statement the terminal shows; the other reports have all.
const SHOWN_ENTRIES: usize = 20;

/// Writes the report as text.
pub(crate) fn text(report: &Report) -> String {
    let mut out = format!("{}\n\n", report.title);
    if !report.payments.is_empty() {
        payments(&mut out, report);
    }
    statements(&mut out, report);
    reconciliation(&mut out, report);
    let _ = writeln!(out, "{}", report.verdict());
    for fault in report.faults.iter().skip(1) {
        let _ = writeln!(out, "  {fault}");
    }
    out
}

fn payments(out: &mut String, report: &Report) {
    let rows = report.payments.iter().map(|row| {
        let cells = [
            &row.key,
            &row.method,
            &row.creditor,
            &row.amount,
            &row.state,
            &row.explanation,
        ];
        cells.map(String::as_str).to_vec()
    });
    table(
        out,
        &["payment", "method", "creditor", "amount", "state", "why"],
        &[3],
        rows.collect(),
    );
    let counts = [Mood::Paid, Mood::Refused, Mood::Waiting, Mood::Trouble]
        .map(|mood| format!("{} {}", report.count(mood), mood.name()));
    let _ = writeln!(
        out,
        "{} payments: {}\n",
        report.payments.len(),
        counts.join(", ")
    );
}

fn statements(out: &mut String, report: &Report) {
    let rows = report.statements.iter().map(|row| {
        let proof = if row.balanced { "proved" } else { "NOT PROVED" };
        vec![
            &*row.account,
            &row.currency,
            &row.opening,
            &row.credits,
            &row.debits,
            &row.closing,
            proof,
        ]
    });
    let header = [
        "account", "ccy", "opening", "credits", "debits", "closing", "proof",
    ];
    table(out, &header, &[2, 3, 4, 5], rows.collect());
    for row in report.statements.iter().filter(|row| !row.balanced) {
        let _ = writeln!(out, "{} ({}): {}", row.account, row.id, row.proof);
    }
    out.push('\n');
    if !report.payments.is_empty() {
        return;
    }
    for row in &report.statements {
        let _ = writeln!(
            out,
            "Statement {} of {} in {}",
            row.id, row.account, row.currency
        );
        let entries = row.entries.iter().take(SHOWN_ENTRIES);
        let rows = entries.map(|entry| {
            vec![
                &*entry.date,
                &entry.amount,
                &entry.status,
                &entry.counterparty,
                &entry.reference,
            ]
        });
        table(
            out,
            &["date", "amount", "status", "counterparty", "reference"],
            &[1],
            rows.collect(),
        );
        if row.entries.len() > SHOWN_ENTRIES {
            let more = row.entries.len().saturating_sub(SHOWN_ENTRIES);
            let _ = writeln!(
                out,
                "... and {more} more; report.json and report.html have all"
            );
        }
        out.push('\n');
    }
}

fn reconciliation(out: &mut String, report: &Report) {
    let Some(found) = &report.reconciliation else {
        return;
    };
    let exceptions = found.breaks.iter().filter(|row| row.exception).count();
    let _ = writeln!(
        out,
        "Reconciliation: {} matched, {} cancelled, {} open, {exceptions} of them exceptions",
        found.matched,
        found.cancelled,
        found.breaks.len()
    );
    for row in &found.breaks {
        let mark = if row.exception { '!' } else { '-' };
        let _ = writeln!(out, "  {mark} {}: {}", row.kind, row.explanation);
    }
    for line in &found.proof {
        let _ = writeln!(out, "  {line}");
    }
    out.push('\n');
}

/// Writes rows in columns; the numbered columns stand to the right.
fn table(out: &mut String, header: &[&str], right: &[usize], rows: Vec<Vec<&str>>) {
    let mut widths: Vec<usize> = header.iter().map(|cell| cell.chars().count()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count().min(MAX_WIDTH));
        }
    }
    for row in std::iter::once(header.to_vec()).chain(rows) {
        let last = row.len().saturating_sub(1);
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let cell: String = cell
                .chars()
                .map(|letter| if letter.is_control() { ' ' } else { letter })
                .collect();
            let cell = if column == last {
                cell
            } else {
                shortened(&cell)
            };
            let _ = if column == last {
                writeln!(out, "{cell}")
            } else if right.contains(&column) {
                write!(out, "{cell:>width$}  ")
            } else {
                write!(out, "{cell:<width$}  ")
            };
        }
    }
}

fn shortened(cell: &str) -> String {
    if cell.chars().count() <= MAX_WIDTH {
        return cell.to_owned();
    }
    cell.chars()
        .take(MAX_WIDTH.saturating_sub(3))
        .chain("...".chars())
        .collect()
}

/// The widest column but the last.
const MAX_WIDTH: usize = 34;

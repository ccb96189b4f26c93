//! Statements in the canonical form: a table for people, JSON for programs.

use std::fmt::Write as _;

use girokit_files::Converted;
use girokit_files::girokit_types::statement::{
    ContinuityFinding, Statement, StatementEntry, prove_continuity,
};
use serde::Serialize;

use crate::cli::Arguments;
use crate::report::safe;

/// Prints statements as the arguments ask for.
///
/// # Errors
/// What cannot be written as JSON.
pub(crate) fn print(converted: &Converted, arguments: &Arguments) -> Result<String, String> {
    let continuity = prove_continuity(&converted.statements);
    if arguments.json {
        let whole = Whole {
            converted,
            continuity: continuity.findings(),
        };
        let text = serde_json::to_string_pretty(&whole).map_err(|error| error.to_string())?;
        return Ok(format!("{text}\n"));
    }
    let mut page = String::new();
    for statement in &converted.statements {
        table(&mut page, statement, arguments.lines);
    }
    let findings = continuity.findings();
    if !findings.is_empty() {
        page.push('\n');
    }
    for finding in findings.iter().take(arguments.lines) {
        // Writing to a string does not fail.
        let _ = writeln!(
            page,
            "warning [statement.continuity] {}",
            safe(&finding.to_string(), 300)
        );
    }
    if findings.len() > arguments.lines {
        let more = findings.len().saturating_sub(arguments.lines);
        let _ = writeln!(page, "... and {more} more (--lines)");
    }
    if !converted.unmapped.is_empty() {
        let count = converted.unmapped.len();
        let _ = writeln!(
            page,
            "\n{count} fields of the file have no place in a statement"
        );
        for one in converted.unmapped.iter().take(arguments.lines) {
            let value = safe(&one.value, 60);
            let _ = writeln!(page, "  line {:<6}{:<36}{value}", one.line, one.field);
        }
        if count > arguments.lines {
            let _ = writeln!(page, "  ... and {} more (--lines)", count - arguments.lines);
        }
    }
    Ok(page)
}

/// The JSON of `--statement`.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    converted: &'a Converted,
    /// What does not follow what.
    continuity: &'a [ContinuityFinding],
}

fn table(page: &mut String, statement: &Statement, most: usize) {
    let id = safe(statement.id(), 35);
    let _ = write!(
        page,
        "\n{} {} {id}",
        statement.account(),
        statement.currency()
    );
    if let Some((first, last)) = statement.period() {
        let _ = write!(page, ", {first} to {last}");
    }
    page.push('\n');
    for balance in statement.balances() {
        let name = balance.kind().name().unwrap_or(balance.kind().as_str());
        let amount = balance.amount().amount();
        let _ = writeln!(page, "  {} {name:<58} {amount:>18}", balance.date());
    }
    for entry in statement.entries().iter().take(most) {
        row(page, entry);
    }
    let more = statement.entries().len().saturating_sub(most);
    if more > 0 {
        let _ = writeln!(page, "  ... and {more} more (--lines)");
    }
    let _ = writeln!(page, "  {}", statement.prove());
}

fn row(page: &mut String, entry: &StatementEntry) {
    let date = entry.booking_date().or(entry.value_date());
    let date = date.map(|date| date.to_string()).unwrap_or_default();
    let references = entry.references();
    let reference = references
        .end_to_end_id()
        .or_else(|| references.iter().next().map(|(_, value)| value))
        .unwrap_or_default();
    let party = entry
        .details()
        .counterparty()
        .and_then(|party| party.name());
    let text = party.or(entry.additional_information()).unwrap_or_default();
    let reversal = if entry.is_reversal() { " reversal" } else { "" };
    let row = format!(
        "  {date:<10} {:<24} {:<33} {:>18} {}{reversal}",
        safe(reference, 24),
        safe(text, 33),
        entry.amount().amount(),
        entry.credit_debit()
    );
    let _ = writeln!(page, "{}", row.trim_end());
}

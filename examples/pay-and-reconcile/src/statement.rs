//! A real statement: read, proved, summed up, and reconciled with a ledger if there is one.

use chrono::NaiveDate;
use girokit_adapters::iso20022::read_statements;
use girokit_recon::{Config, reconcile};
use girokit_types::statement::Statement;

use crate::cli::StatementOptions;
use crate::input;
use crate::report::{ReconciliationRows, Report, StatementRow};

/// Proves the statements of a file.
pub(crate) fn run(options: &StatementOptions, today: NaiveDate) -> Result<Report, String> {
    let name = options.statement.display();
    let bytes = input::read(&options.statement)?;
    if bytes.len() > LARGE {
        eprintln!("reading {} MB of {name}", bytes.len() / 1_000_000);
    }
    let statements = read_statements(&bytes).map_err(|error| format!("{name}: {error}"))?;
    let entries: usize = statements
        .iter()
        .map(|statement| statement.entries().len())
        .sum();
    if entries > MANY {
        eprintln!(
            "proving {entries} entries of {} statements",
            statements.len()
        );
    }
    let rows: Vec<StatementRow> = statements.iter().map(StatementRow::new).collect();
    let unproved = rows.iter().filter(|row| !row.balanced);
    let mut faults: Vec<String> = unproved
        .map(|row| format!("statement {} of {} {}", row.id, row.account, row.proof))
        .collect();
    if statements.is_empty() {
        faults.push("the file has no statement".to_owned());
    }
    let mut reconciliation = None;
    if let Some(path) = &options.ledger {
        let ledger = input::ledger(path)?;
        let as_of = last_day(&statements).unwrap_or(today);
        let found = reconcile(&Config::new(), &statements, &ledger, as_of)
            .map_err(|error| error.to_string())?;
        let rows = ReconciliationRows::new(&found);
        let of_entries = found
            .exceptions()
            .filter(|found| found.statement().is_none());
        faults.extend(of_entries.map(|found| found.explanation().to_owned()));
        if !rows.conserved {
            faults.push("the reconciliation lost a line: a fault of girokit-recon".to_owned());
        }
        reconciliation = Some(rows);
    }
    Ok(Report {
        title: format!("{name}: {} statements, {entries} entries", statements.len()),
        payments: Vec::new(),
        statements: rows,
        reconciliation,
        faults,
    })
}

/// The last day of which the statements tell: the day from which "overdue" counts.
fn last_day(statements: &[Statement]) -> Option<NaiveDate> {
    let periods = statements
        .iter()
        .filter_map(|statement| statement.period().map(|(_, last)| last));
    let bookings = statements
        .iter()
        .flat_map(Statement::entries)
        .filter_map(girokit_types::StatementEntry::booking_date);
    let balances = statements
        .iter()
        .filter_map(Statement::closing_balance)
        .map(girokit_types::statement::Balance::date);
    periods.chain(bookings).chain(balances).max()
}

/// From this size on, reading takes long enough to be told.
const LARGE: usize = 5_000_000;

/// From this number of entries on, proving takes long enough to be told.
const MANY: usize = 10_000;

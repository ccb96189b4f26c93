//! A payment day: a payment list in, bank messages out, statements back, reconciled and reported.
//!
//! `cargo run --release -p pay-and-reconcile` runs the committed list of 40 payments. `--help` says the rest.

mod cli;
mod day;
mod input;
mod report;
mod statement;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use chrono::{DateTime, NaiveTime, Utc};
use girokit_adapters::simulator::WireMessage;
use girokit_iso20022::AnyMessage;

use cli::{Command, DayOptions, StatementOptions};
use report::Report;

fn main() -> ExitCode {
    let command = match cli::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => return failed(&error),
    };
    let now = Utc::now();
    let done = match command {
        Command::Help => {
            print(cli::HELP);
            return ExitCode::SUCCESS;
        }
        Command::Day(options) => run_day(&options, now),
        Command::Statement(options) => run_statement(&options, now),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => failed(&error),
    }
}

fn run_day(options: &DayOptions, now: DateTime<Utc>) -> Result<bool, String> {
    let morning = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
    let now = options
        .date
        .map_or(now, |date| date.and_time(morning).and_utc());
    let outcome = day::run(options, now)?;
    let mut files = write_messages(&options.out, &outcome.traffic)?;
    files.extend(write_reports(&options.out, &outcome.report)?);
    print(&report::text(&outcome.report));
    print(&format!(
        "\nWritten into {}: {}\n",
        options.out.display(),
        files.join(", ")
    ));
    Ok(outcome.report.is_balanced())
}

fn run_statement(options: &StatementOptions, now: DateTime<Utc>) -> Result<bool, String> {
    let report = statement::run(options, now.date_naive())?;
    let files = write_reports(&options.out, &report)?;
    print(&report::text(&report));
    print(&format!(
        "\nWritten into {}: {}\n",
        options.out.display(),
        files.join(", ")
    ));
    Ok(report.is_balanced())
}

/// Writes each message, numbered from the second of its kind on, after checking it against its schema once more.
fn write_messages(out: &Path, traffic: &[WireMessage]) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    for message in traffic {
        AnyMessage::from_xml(&message.xml)
            .map_err(|error| format!("{} is not valid: {error}", message.definition))?;
        let kind = message.definition.get(..8).unwrap_or(message.definition);
        let earlier = names.iter().filter(|name| name.starts_with(kind)).count();
        let name = if earlier == 0 {
            format!("{kind}.xml")
        } else {
            format!("{kind}-{}.xml", earlier.saturating_add(1))
        };
        write(out, &name, &message.xml)?;
        names.push(name);
    }
    Ok(names)
}

fn write_reports(out: &Path, report: &Report) -> Result<[String; 2], String> {
    write(out, "report.json", report::json(report).as_bytes())?;
    write(out, "report.html", report::html(report).as_bytes())?;
    Ok(["report.json".to_owned(), "report.html".to_owned()])
}

fn write(out: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    std::fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    let path = out.join(name);
    std::fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// Prints, and does not mind a reader that has gone away.
fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

fn failed(error: &str) -> ExitCode {
    eprintln!("pay-and-reconcile: {error}");
    ExitCode::from(2)
}

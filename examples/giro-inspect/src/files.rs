//! Bank files: NACHA, SWIFT MT, BAI2, OFX.
//!
//! `formats` has a row for each format and what it says of its files; `statement` prints statements of any format, camt too.

use std::fmt::Write as _;

use girokit_files::girokit_types::statement::prove_continuity;
use girokit_files::{Converted, Error, Place, Problem, Profile, Severity};
use serde_json::{Map, Value, json};

use crate::Output;
use crate::cli::{Arguments, Mode};
use crate::report::{Finding, Line, Report};

mod formats;
mod mt;
mod nacha;
pub(crate) mod statement;

pub(crate) use formats::{Format, find};

/// What a file turned out to be.
pub(crate) struct Content {
    /// The format, as exactly as it is known.
    pub(crate) format: String,
    pub(crate) report: girokit_files::Report,
    pub(crate) summary: Map<String, Value>,
    pub(crate) lines: Vec<Line>,
    pub(crate) transactions: usize,
    /// The file in its own format again.
    pub(crate) canonical: Result<Vec<u8>, String>,
    pub(crate) converted: Option<Converted>,
}

/// The formats with their titles.
pub(crate) fn list() -> String {
    let mut list = String::new();
    for format in formats::ALL {
        // Writing to a string does not fail.
        let _ = writeln!(list, "{:<18}{}", format.name, format.title);
    }
    list
}

/// The profiles of each format.
pub(crate) fn list_profiles() -> String {
    let mut list = String::new();
    for format in formats::ALL {
        for profile in (format.profiles)() {
            let rules = profile.bends().count();
            let (name, title) = (profile.name(), format.title);
            let _ = writeln!(list, "{name:<24}{title}; bends {rules} rules");
        }
    }
    list
}

/// The format that a file is of, by its beginning.
pub(crate) fn detect(bytes: &[u8]) -> Option<&'static Format> {
    let head = bytes.get(..formats::HEAD).unwrap_or(bytes);
    formats::ALL.iter().find(|format| (format.detect)(head))
}

/// What to print, and the exit code.
///
/// # Errors
/// Usage.
pub(crate) fn run(
    arguments: &Arguments,
    bytes: &[u8],
    format: &Format,
) -> Result<(Output, u8), String> {
    refuse(arguments)?;
    let profile = profile(arguments, format)?;
    let opened = if bytes.len() > arguments.max_bytes {
        let text = format!("expected at most {} bytes, found more", arguments.max_bytes);
        Err(refused(format.name, Finding::new("limit", text)))
    } else {
        (format.read)(bytes, &profile, arguments).map_err(|error| unreadable(format.name, &error))
    };
    let report = match &opened {
        Ok(content) => report(arguments, content),
        Err(report) => report.clone(),
    };
    let code = u8::from(!report.valid);
    let text = match (&arguments.mode, &opened) {
        (Mode::Report, _) if arguments.json => report.to_json().into_bytes(),
        (Mode::Report, _) => report.to_text(&arguments.file, arguments.lines).into(),
        (Mode::Statement, Ok(content)) => {
            let Some(converted) = &content.converted else {
                return Err(format!("--statement is not for {}", content.format));
            };
            // A statement of a file with errors may be wrong: it is shown beside them.
            statement::print(converted, arguments)?.into_bytes()
        }
        (_, Ok(content)) if report.valid => content.canonical.clone()?,
        _ => Vec::new(),
    };
    let mut output = Output::new(text);
    if code == 1 && !matches!(arguments.mode, Mode::Report) {
        let mut short = report;
        short.body = Some(String::new());
        output.aside = short.to_text(&arguments.file, arguments.lines);
    }
    output.file.clone_from(&arguments.output);
    Ok((output, code))
}

/// What bank files do not have.
fn refuse(arguments: &Arguments) -> Result<(), String> {
    let refused = match arguments.mode {
        Mode::Convert(_) => "--convert",
        Mode::Tree => "--tree",
        Mode::Diff(_) => "--diff",
        Mode::ToJson => "--to-json",
        Mode::Describe => "--describe",
        Mode::Dump => "--dump",
        _ if arguments.from_json => "--from-json",
        _ if arguments.stream => "--stream",
        Mode::Canonical | Mode::Report | Mode::Statement => return Ok(()),
    };
    Err(format!("{refused} is not for bank files"))
}

/// The profile that is asked for; without one the standard, where what lies beyond a file's form warns unless `--rules` is given.
fn profile(arguments: &Arguments, format: &Format) -> Result<Profile, String> {
    let known = (format.profiles)();
    match arguments.profiles.as_slice() {
        [] if arguments.rules => Ok(Profile::STRICT),
        [] => Ok(format.usual.clone()),
        [name] => {
            let found = known.iter().find(|profile| profile.name() == name.as_str());
            found.cloned().ok_or_else(|| {
                let names: Vec<&str> = known.iter().map(Profile::name).collect();
                format!(
                    "no profile {name:?} for {}; known are {}",
                    format.name,
                    names.join(", ")
                )
            })
        }
        _ => Err("bank files take one --profile".to_owned()),
    }
}

fn refused(format: &str, finding: Finding) -> Report {
    let mut report = Report::new(format);
    report.error(finding);
    report
}

fn unreadable(format: &str, error: &Error) -> Report {
    let line = error.line().and_then(|line| u32::try_from(line).ok());
    refused(
        format,
        Finding::new("unreadable", error.to_string()).on(line, None),
    )
}

fn report(arguments: &Arguments, content: &Content) -> Report {
    let mut report = Report::new(&content.format);
    report.summary.clone_from(&content.summary);
    report.lines = content
        .lines
        .iter()
        .take(arguments.lines)
        .cloned()
        .collect();
    report.transactions = content.transactions;
    for problem in content.report.problems() {
        match problem.severity() {
            Severity::Error => report.error(finding(problem)),
            Severity::Warning | Severity::Allowed => report.warnings.push(finding(problem)),
        }
    }
    let listed = content.report.problems().len() as u64;
    let counted = content
        .report
        .error_count()
        .saturating_add(content.report.warning_count());
    if counted > listed {
        let text = format!(
            "{} more problems are counted and not listed",
            counted - listed
        );
        report.warnings.push(Finding::new("more-problems", text));
    }
    if let Some(converted) = &content.converted {
        balances(&mut report, converted, arguments.rules);
    }
    report
}

fn finding(problem: &Problem) -> Finding {
    let place: Place = problem.place();
    let line = place
        .line_number()
        .and_then(|line| u32::try_from(line).ok());
    let message = format!("expected {}, found {}", problem.expected(), problem.found());
    Finding::new(problem.rule().code(), message)
        .at(problem.field())
        .on(line, place.column())
}

/// Statements whose balances do not prove what was booked, or that do not follow each other.
fn balances(report: &mut Report, converted: &Converted, strict: bool) {
    let (mut proved, mut unproved) = (0_u64, 0_u64);
    for statement in &converted.statements {
        let proof = statement.prove();
        if proof.is_balanced() {
            proved += 1;
            continue;
        }
        if statement.opening_balance().is_none() || statement.closing_balance().is_none() {
            unproved += 1;
            continue;
        }
        let message = format!("statement {}: {proof}", statement.id());
        let finding = Finding::new("statement.balance", message).at(statement.account().as_str());
        if strict {
            report.error(finding);
        } else {
            report.warnings.push(finding);
        }
    }
    let continuity = prove_continuity(&converted.statements);
    for one in continuity.findings() {
        let finding = Finding::new("statement.continuity", one.to_string());
        if strict {
            report.error(finding);
        } else {
            report.warnings.push(finding);
        }
    }
    let summary = &mut report.summary;
    summary.insert(
        "continuity_breaks".to_owned(),
        json!(continuity.findings().len()),
    );
    summary.insert("statements".to_owned(), json!(converted.statements.len()));
    summary.insert("balances_proved".to_owned(), json!(proved));
    summary.insert("without_both_balances".to_owned(), json!(unproved));
    summary.insert(
        "unmapped_fields".to_owned(),
        json!(converted.unmapped.len()),
    );
}

//! A row for each format: how it is told, how it is read, what is said of it.

use std::collections::BTreeMap;

use girokit_files::girokit_types::statement::Statement;
use girokit_files::{Converted, Error, Profile, bai2, nacha as ach};
use serde_json::{Map, Value, json};

use super::{Content, nacha};
use crate::cli::Arguments;
use crate::report::Line;

/// How many bytes of a file tell its format.
pub(super) const HEAD: usize = 8 << 10;

/// A format of bank files.
pub(crate) struct Format {
    /// As `--format` takes it.
    pub(crate) name: &'static str,
    pub(super) title: &'static str,
    pub(super) detect: fn(&[u8]) -> bool,
    pub(super) profiles: fn() -> &'static [Profile],
    /// The rules beyond a file's form, which warn unless `--rules` is given.
    pub(super) beyond: &'static [&'static str],
    pub(super) read: fn(&[u8], &Profile, &Arguments) -> Result<Content, Error>,
}

/// Every format, in the order in which they are tried.
pub(super) const ALL: &[Format] = &[
    Format {
        name: "nacha",
        title: "NACHA/ACH files",
        detect: ach::detect,
        profiles: || ach::profiles::ALL,
        beyond: &[],
        read: nacha::read,
    },
    Format {
        name: "bai2",
        title: "BAI2 balance reports",
        detect: bai2::detect,
        profiles: || bai2::profiles::ALL,
        beyond: &["bai2.control.*"],
        read: bai2_file,
    },
];

/// The format of this name.
pub(crate) fn find(name: &str) -> Option<&'static Format> {
    ALL.iter().find(|format| format.name == name)
}

fn bai2_file(bytes: &[u8], profile: &Profile, arguments: &Arguments) -> Result<Content, Error> {
    let (file, report) = bai2::read(bytes, profile)?;
    let converted = file.to_statements();
    let mut summary = Map::new();
    summary.insert("sender".to_owned(), json!(file.sender));
    summary.insert("file_id".to_owned(), json!(file.id));
    summary.insert("groups".to_owned(), json!(file.groups.len()));
    Ok(Content {
        format: "bai2".to_owned(),
        report,
        lines: lines(&converted, arguments.lines),
        transactions: entries(&converted),
        summary: with_sums(summary, &converted.statements),
        canonical: file.to_bytes().map_err(|error| error.to_string()),
        converted: Some(converted),
    })
}

/// The first entries of statements, a line each.
fn lines(converted: &Converted, most: usize) -> Vec<Line> {
    let entries = converted.statements.iter().flat_map(Statement::entries);
    entries
        .take(most)
        .map(|entry| {
            let (references, details) = (entry.references(), entry.details());
            let reference = references
                .end_to_end_id()
                .or_else(|| references.iter().next().map(|(_, value)| value));
            let name = details.counterparty().and_then(|party| party.name());
            Line {
                reference: reference.unwrap_or_default().to_owned(),
                amount: entry.amount().amount().to_string(),
                currency: entry.currency().code().to_owned(),
                direction: entry.credit_debit().to_string(),
                party: name
                    .or(entry.additional_information())
                    .unwrap_or_default()
                    .to_owned(),
            }
        })
        .collect()
}

fn entries(converted: &Converted) -> usize {
    let counts = converted.statements.iter().map(|one| one.entries().len());
    counts.sum()
}

/// Adds the count of entries, and what they move by currency and direction.
fn with_sums(mut summary: Map<String, Value>, statements: &[Statement]) -> Map<String, Value> {
    let mut sums = BTreeMap::new();
    let mut count = 0_usize;
    for entry in statements.iter().flat_map(Statement::entries) {
        count = count.saturating_add(1);
        let key = format!("{} {}", entry.credit_debit(), entry.currency().code());
        let sum = sums
            .entry(key)
            .or_insert(Some(girokit_files::girokit_types::Money::zero(
                entry.currency(),
            )));
        *sum = sum.and_then(|sum| sum.checked_add(entry.amount()).ok());
    }
    let sums: Map<String, Value> = sums
        .into_iter()
        .map(|(key, sum)| {
            (
                key,
                sum.map_or(Value::Null, |sum| json!(sum.amount().to_string())),
            )
        })
        .collect();
    summary.insert("entries".to_owned(), json!(count));
    if !sums.is_empty() {
        summary.insert("sums".to_owned(), Value::Object(sums));
    }
    summary
}

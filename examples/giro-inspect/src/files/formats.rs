//! A row for each format: how it is told, how it is read, what is said of it.

use std::collections::BTreeMap;

use girokit_files::girokit_types::statement::Statement;
use girokit_files::{Converted, Error, Profile, bai2, mt as swift, nacha as ach, ofx};
use serde_json::{Map, Value, json};

use super::{Content, mt, nacha};
use crate::cli::Arguments;
use crate::report::Line;

/// How many bytes of a file tell its format.
pub(super) const HEAD: usize = 8 << 10;

/// A format of bank files.
pub(crate) struct Format {
    /// As `--format` takes it.
    pub(crate) name: &'static str,
    /// Other names of it.
    aliases: &'static [&'static str],
    pub(super) title: &'static str,
    pub(super) detect: fn(&[u8]) -> bool,
    pub(super) profiles: fn() -> &'static [Profile],
    /// What a file is held against unless `--rules` or `--profile` is given: what lies beyond its form warns.
    pub(super) usual: Profile,
    pub(super) read: fn(&[u8], &Profile, &Arguments) -> Result<Content, Error>,
}

/// Every format, in the order in which they are tried.
pub(super) const ALL: &[Format] = &[
    Format {
        name: "nacha",
        aliases: &["ach"],
        title: "NACHA/ACH files",
        detect: ach::detect,
        profiles: || ach::profiles::ALL,
        usual: Profile::STRICT,
        read: nacha::read,
    },
    Format {
        name: "bai2",
        aliases: &[],
        title: "BAI2 balance reports",
        detect: bai2::detect,
        profiles: || bai2::profiles::ALL,
        usual: bai2::profiles::CONTROLS_WARN,
        read: bai2_file,
    },
    Format {
        name: "mt940",
        aliases: &["mt", "mt900", "mt910", "mt941", "mt942", "mt950"],
        title: "SWIFT MT statements: MT940, MT941, MT942, MT950, MT900, MT910",
        detect: swift::detect,
        profiles: || swift::profiles::ALL,
        usual: swift::profiles::LENIENT,
        read: mt::read,
    },
    Format {
        name: "ofx",
        aliases: &[],
        title: "OFX statements, 1.x and 2.x",
        detect: ofx::detect,
        profiles: || ofx::profiles::ALL,
        usual: Profile::STRICT,
        read: ofx_file,
    },
];

/// The format of this name.
pub(crate) fn find(name: &str) -> Option<&'static Format> {
    ALL.iter()
        .find(|format| format.name == name || format.aliases.contains(&name))
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

fn ofx_file(bytes: &[u8], profile: &Profile, arguments: &Arguments) -> Result<Content, Error> {
    let (file, report) = ofx::read(bytes, profile)?;
    let converted = file.to_statements();
    let mut summary = Map::new();
    summary.insert("version".to_owned(), json!(file.version));
    summary.insert("organization".to_owned(), json!(file.organization));
    Ok(Content {
        format: "ofx".to_owned(),
        report,
        lines: lines(&converted, arguments.lines),
        transactions: entries(&converted),
        summary: with_sums(summary, &converted.statements),
        canonical: Err("OFX is read and not written".to_owned()),
        converted: Some(converted),
    })
}

/// The first entries of statements, a line each.
pub(super) fn lines(converted: &Converted, most: usize) -> Vec<Line> {
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
                direction: entry.credit_debit().code().to_owned(),
                party: name
                    .or(entry.additional_information())
                    .unwrap_or_default()
                    .to_owned(),
            }
        })
        .collect()
}

pub(super) fn entries(converted: &Converted) -> usize {
    let counts = converted.statements.iter().map(|one| one.entries().len());
    counts.sum()
}

/// Adds the count of entries, and what they move by currency and direction.
pub(super) fn with_sums(
    mut summary: Map<String, Value>,
    statements: &[Statement],
) -> Map<String, Value> {
    let mut sums = BTreeMap::new();
    let mut count = 0_usize;
    for entry in statements.iter().flat_map(Statement::entries) {
        count = count.saturating_add(1);
        let key = format!(
            "{} {}",
            entry.credit_debit().code(),
            entry.currency().code()
        );
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

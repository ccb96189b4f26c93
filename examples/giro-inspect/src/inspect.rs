//! The verdict on a file: its schema, what lies beyond, and what it is about.

use std::fmt::Write as _;

use girokit_iso20022::rules::{self, Checker, Options, Profile, Severity};
use girokit_iso20022::schema::Definition;
use girokit_iso20022::{Element, Limits, Tree, Untyped, profiles};
use serde_json::{Map, Value, json};

use crate::cli::Arguments;
use crate::input::{Opened, Source, is_xml};
use crate::locate::places;
use crate::report::{Finding, Report};
use crate::summary;

/// A message of a file, with what tells its places.
pub(crate) struct Message<'s> {
    pub(crate) source: &'s Source<'s>,
    pub(crate) content: Tree<'s>,
}

/// The rules beyond the schema that the arguments ask for.
///
/// # Errors
/// If a profile is not known.
pub(crate) fn options(arguments: &Arguments) -> Result<Options, String> {
    let mut options = Options::new();
    if arguments.rules || !arguments.profiles.is_empty() {
        options = options.with_severity(Severity::Error);
    }
    for name in &arguments.profiles {
        options = options.with_profile(profile(name)?);
    }
    Ok(options)
}

fn profile(name: &str) -> Result<&'static Profile, String> {
    profiles::find(name).ok_or_else(|| {
        let known: Vec<&str> = profiles::all().iter().map(|p| p.name).collect();
        format!("no profile {name:?}; known are {}", known.join(", "))
    })
}

/// Name, title and source of every profile.
pub(crate) fn list_profiles() -> String {
    let mut list = String::new();
    for profile in profiles::all() {
        // Writing to a string does not fail.
        let _ = writeln!(
            list,
            "{:<16}{}; {}",
            profile.name, profile.title, profile.source
        );
    }
    list
}

/// Warns of a profile that has no rule for any of these messages.
pub(crate) fn applicable(
    report: &mut Report,
    names: &[String],
    definitions: &[&'static Definition],
) {
    for name in names {
        let Ok(profile) = profile(name) else { continue };
        let options = Options::empty().with_profile(profile);
        let covered = |definition: &&'static Definition| {
            Checker::new(definition, &options).rules().next().is_some()
        };
        if !definitions.iter().any(covered) {
            let ids: Vec<&str> = definitions.iter().map(|d| d.id).collect();
            let message = format!("profile {name} has no rule for {}", ids.join(", "));
            report.warnings.push(Finding::new("profile", message));
        }
    }
}

/// Reads all messages of a file and reports on them. The messages come back if the file is valid by its schemas.
pub(crate) fn inspect<'s>(
    opened: &Result<Opened<'_>, Box<Report>>,
    sources: &'s [Source<'s>],
    arguments: &Arguments,
    options: &Options,
    limits: &Limits,
) -> (Report, Vec<Message<'s>>) {
    let opened = match opened {
        Ok(opened) => opened,
        Err(report) => return (Report::clone(report), Vec::new()),
    };
    let format = sources
        .iter()
        .find(|s| !s.is_header())
        .or(sources.first())
        .map_or("xml", |s| &s.id);
    let mut report = Report::new(format);
    if let Some(named) = arguments.format.as_deref()
        && named != "iso20022"
        && named != format
    {
        let message = format!("expected {named}, found {format}");
        report.error(Finding::new("unknown-message", message));
        return (report, Vec::new());
    }
    if let Some(fault) = opened.fault() {
        report.error(fault);
    }
    let mut messages = Vec::new();
    for source in sources {
        match source.read(limits) {
            None => report.error(source.unknown()),
            Some(Ok(content)) => messages.push(Message { source, content }),
            Some(Err(error)) => report.problems(&error),
        }
    }
    if !report.valid {
        return (report, Vec::new());
    }
    for message in &messages {
        beyond(&mut report, message, options);
    }
    let definitions: Vec<_> = messages.iter().map(|m| m.content.definition()).collect();
    applicable(&mut report, &arguments.profiles, &definitions);
    headers(&mut report, &messages);
    describe(&mut report, &messages, opened.wrapper(), arguments.lines);
    (report, messages)
}

/// Opens the bytes, or reports that they are no message at all.
pub(crate) fn open<'i>(
    bytes: &'i [u8],
    arguments: &Arguments,
    limits: &Limits,
) -> Result<Opened<'i>, Box<Report>> {
    if arguments.format.is_none() && !is_xml(bytes) {
        let mut report = Report::new("unknown");
        report.error(Finding::new(
            "unknown-format",
            "expected an XML message, or card messages that a shipped spec reads; found another kind of file".to_owned(),
        ));
        return Err(Box::new(report));
    }
    Opened::new(bytes, limits).map_err(|(format, error)| {
        let mut report = Report::new(&format);
        report.problems(&error);
        Box::new(report)
    })
}

/// Reports on a message that was not read from XML.
pub(crate) fn report(content: &Untyped, arguments: &Arguments, options: &Options) -> Report {
    let definition = content.definition();
    let mut report = Report::new(definition.id);
    let found = rules::check_element(definition, content.element(), options);
    for finding in found.findings() {
        report.rule(finding, &finding.path, (None, None));
    }
    applicable(&mut report, &arguments.profiles, &[definition]);
    about(
        &mut report,
        definition.id,
        content.element(),
        arguments.lines,
    );
    report
}

fn beyond(report: &mut Report, message: &Message<'_>, options: &Options) {
    let definition = message.content.definition();
    let found = rules::check_element(definition, message.content.element(), options);
    let paths = found.findings().iter().map(|f| f.path.as_str());
    let places = places(&message.content, paths);
    for (finding, place) in found.findings().iter().zip(places) {
        let path = message.source.path(&finding.path);
        report.rule(finding, &path, message.source.place(place));
    }
    report.truncated |= found.is_truncated();
}

/// A header must name the document that follows it.
fn headers(report: &mut Report, messages: &[Message<'_>]) {
    for pair in messages.windows(2) {
        let [header, document] = pair else { continue };
        if !header.source.is_header() || document.source.is_header() {
            continue;
        }
        let named = header.content.element();
        let Some(named) = named.at("MsgDefIdr").and_then(|e| e.text()) else {
            continue;
        };
        if *named != document.source.id {
            let message = format!("expected {}, found {named:?}", document.source.id);
            let finding = Finding::new("header-message-definition", message);
            let path = header.source.path("/AppHdr/MsgDefIdr");
            report.warnings.push(finding.at(&path));
        }
    }
}

fn describe(report: &mut Report, messages: &[Message<'_>], wrapper: Option<&str>, limit: usize) {
    let documents: Vec<_> = messages
        .iter()
        .filter(|m| !m.source.is_header() || messages.len() == 1)
        .collect();
    if let [only] = documents.as_slice() {
        about(report, &only.source.id, only.content.element(), limit);
    }
    let Some(wrapper) = wrapper else { return };
    let all: Vec<Value> = messages
        .iter()
        .map(|message| {
            let mut entry = Map::new();
            entry.insert("format".to_owned(), json!(message.source.id));
            entry.insert(
                "path".to_owned(),
                json!(
                    message
                        .source
                        .path(&format!("/{}", message.content.definition().root))
                ),
            );
            let root = message.content.element();
            entry.extend(summary::summary(&message.source.id, root, 0).0);
            Value::Object(entry)
        })
        .collect();
    report.summary.insert("envelope".to_owned(), json!(wrapper));
    report.summary.insert("parts".to_owned(), Value::Array(all));
}

fn about(report: &mut Report, id: &str, root: Element<'_>, limit: usize) {
    let (summary, tally) = summary::summary(id, root, limit);
    report.summary.extend(summary);
    (report.lines, report.transactions) = (tally.lines, tally.count);
}

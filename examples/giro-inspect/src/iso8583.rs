//! Card messages: ISO 8583, one or several, in bytes or in hex.
//!
//! `source` cuts the file into messages, `choice` finds the spec that reads them, `values` makes the summary; here they are put
//! together into what the arguments ask for.

use std::fmt::Write as _;

use girokit_iso8583::{Error, ErrorKind, Message, MessageView, diff, dump, specs};
use serde_json::{Map, Value, json};

use crate::Output;
use crate::cli::{Arguments, Mode};
use crate::input;
use crate::report::{Finding, Report, safe};

mod choice;
mod source;
mod values;

use choice::Chosen;
pub(crate) use source::{Form, framing};
use source::{Piece, Reading};

/// The name of the format.
pub(crate) const FORMAT: &str = "iso8583";

/// The shipped specs with their titles.
pub(crate) fn list() -> String {
    let mut list = String::new();
    for spec in specs::all() {
        // Writing to a string does not fail.
        let _ = writeln!(list, "{:<18}{}", spec.name, spec.title);
    }
    list
}

/// Whether the bytes are card messages beyond doubt: a shipped spec reads all of them strictly, each is of the version that it names,
/// and each has a trace number and a date or time, as every message of a card network has.
pub(crate) fn is_card(bytes: &[u8]) -> bool {
    if input::is_xml(bytes) {
        return false;
    }
    choice::fits(&source::readings(bytes, None, None), &choice::shipped(None))
        .iter()
        .any(|(reading, spec)| {
            reading.pieces.iter().all(|piece| {
                MessageView::read(spec, &piece.bytes).is_ok_and(|view| {
                    let has = |number| view.bits().contains(number);
                    has(11) && (has(7) || has(12))
                })
            })
        })
}

/// What to print, and the exit code.
///
/// # Errors
/// Usage or input.
pub(crate) fn run(arguments: &Arguments, bytes: &[u8]) -> Result<(Output, u8), String> {
    refuse(arguments)?;
    let opened = open(arguments, bytes)?;
    let mut aside = String::new();
    if arguments.card.secrets {
        aside.push_str(
            "giro-inspect: --show-secrets: what is printed holds card data; do not keep it\n",
        );
    }
    let (mut output, code) = present(arguments, &opened)?;
    output.aside.insert_str(0, &aside);
    output.file.clone_from(&arguments.output);
    Ok((output, code))
}

/// What card messages do not have.
fn refuse(arguments: &Arguments) -> Result<(), String> {
    let refused = match arguments.mode {
        Mode::Convert(_) => "--convert",
        Mode::Tree => "--tree",
        _ if arguments.from_json => "--from-json",
        _ if arguments.stream => "--stream",
        _ if !arguments.profiles.is_empty() => "--profile",
        Mode::Report => return Ok(()),
        _ if arguments.card.secrets => "--show-secrets with anything but a report",
        _ => return Ok(()),
    };
    Err(format!("{refused} is not for ISO 8583"))
}

/// A file with the spec that reads it, or the report that none does.
type Opened = Result<(Reading, Chosen), Box<Report>>;

/// Cuts the file into messages and finds their spec.
///
/// # Errors
/// The spec that is named cannot be had.
fn open(arguments: &Arguments, bytes: &[u8]) -> Result<Opened, String> {
    let card = &arguments.card;
    let specs = match &card.spec {
        Some(name) => vec![choice::named(name, card.header)?],
        None => choice::shipped(card.header),
    };
    let refused = |finding| {
        let mut report = Report::new(FORMAT);
        report.error(finding);
        Ok(Err(Box::new(report)))
    };
    if bytes.len() > arguments.max_bytes {
        let message = format!("expected at most {} bytes, found more", arguments.max_bytes);
        return refused(Finding::new("limit", message));
    }
    let readings = source::readings(bytes, card.form, card.framing);
    match choice::choose(readings, &specs, card.spec.is_some()) {
        Ok(opened) => Ok(Ok(opened)),
        Err(finding) => refused(finding),
    }
}

fn present(arguments: &Arguments, opened: &Opened) -> Result<(Output, u8), String> {
    let report = match opened {
        Ok((reading, chosen)) => report(arguments, reading, chosen),
        Err(report) => Report::clone(report),
    };
    let code = u8::from(!report.valid);
    let text = match (&arguments.mode, opened) {
        (Mode::Report, _) if arguments.json => report.to_json().into_bytes(),
        (Mode::Report, _) => report.to_text(&arguments.file, arguments.lines).into(),
        (_, Err(_)) => Vec::new(),
        (Mode::Describe, Ok((reading, chosen))) => describe(reading, chosen).into(),
        (Mode::Dump, Ok((reading, chosen))) => {
            let dumps: Vec<_> = reading
                .pieces
                .iter()
                .map(|piece| dump(&chosen.spec, &piece.bytes))
                .collect();
            dumps.join("\n").into()
        }
        _ if !report.valid => Vec::new(),
        (Mode::Diff(other), Ok(before)) => return compare(arguments, before, other),
        (Mode::ToJson, Ok((reading, chosen))) => reading
            .pieces
            .iter()
            .filter_map(|piece| MessageView::read(&chosen.spec, &piece.bytes).ok())
            .fold(String::new(), |text, view| text + &view.to_json() + "\n")
            .into(),
        (_, Ok((reading, chosen))) => canonical(reading, chosen)?,
    };
    let mut output = Output::new(text);
    if code == 1 && !matches!(arguments.mode, Mode::Report) {
        let mut short = report;
        short.body = Some(String::new());
        output.aside = short.to_text(&arguments.file, arguments.lines);
    }
    Ok((output, code))
}

/// The messages again, read and written, as the file had them.
fn canonical(reading: &Reading, chosen: &Chosen) -> Result<Vec<u8>, String> {
    let messages: Result<Vec<Vec<u8>>, Error> = reading
        .pieces
        .iter()
        .map(|piece| Message::read(chosen.spec.clone(), &piece.bytes).map(|m| m.to_bytes()))
        .collect();
    reading.write(&messages.map_err(|e| e.to_string())?)
}

fn describe(reading: &Reading, chosen: &Chosen) -> String {
    let mut pages = Vec::new();
    for piece in &reading.pieces {
        if let (Some(view), _) = MessageView::read_all(&chosen.spec, &piece.bytes) {
            pages.push(format!("{}\n", view.describe()));
        }
    }
    pages.join("\n")
}

/// The differences of two messages, masked.
fn compare(
    arguments: &Arguments,
    (reading, chosen): &(Reading, Chosen),
    other: &str,
) -> Result<(Output, u8), String> {
    let bytes = input::read(other, arguments.max_bytes)?;
    let opened = open(arguments, &bytes)?;
    let right = match &opened {
        Ok((right, by)) => {
            let report = report(arguments, right, by);
            if report.valid {
                Ok((right, by))
            } else {
                Err(Box::new(report))
            }
        }
        Err(report) => Err(report.clone()),
    };
    let (right, by) = match right {
        Ok(right) => right,
        Err(report) => {
            let mut output = Output::new(String::new());
            output.aside = report.to_text(other, arguments.lines);
            return Ok((output, 1));
        }
    };
    let only = |reading: &Reading, chosen: &Chosen| match reading.pieces.as_slice() {
        [only] => Message::read(chosen.spec.clone(), &only.bytes).map_err(|e| e.to_string()),
        more => Err(format!("expected one message, found {}", more.len())),
    };
    let found = diff(&only(reading, chosen)?, &only(right, by)?);
    let code = u8::from(!found.is_empty());
    if arguments.json {
        let items: Vec<Value> = found
            .iter()
            .map(|d| json!({"path": d.path, "left": d.before, "right": d.after}))
            .collect();
        let object = json!({"equal": found.is_empty(), "truncated": false, "differences": items});
        return Ok((Output::new(format!("{object:#}\n")), code));
    }
    let lines = found.iter().map(|d| safe(&d.to_string(), 400) + "\n");
    Ok((Output::new(lines.collect::<String>()), code))
}

/// The verdict on all messages of a file.
fn report(arguments: &Arguments, reading: &Reading, chosen: &Chosen) -> Report {
    let mut report = Report::new(FORMAT);
    let several = reading.pieces.len() > 1;
    let mut body = format!(
        "  {:<20}{} ({})\n  {:<20}{}\n",
        "spec",
        chosen.spec.name,
        if chosen.detected { "found" } else { "named" },
        "input",
        reading.form.name(),
    );
    let mut entries = Vec::new();
    for (piece, nth) in reading.pieces.iter().zip(1_usize..) {
        let (view, problems) = MessageView::read_all(&chosen.spec, &piece.bytes);
        let nth = several.then_some(nth);
        for problem in &problems {
            report.error(finding(problem, piece, nth));
        }
        let mut entry = Map::new();
        if several {
            entry.insert("valid".to_owned(), json!(problems.is_empty()));
            entry.insert("line".to_owned(), json!(piece.line));
        }
        if let Some(view) = view {
            for (number, code, message) in values::beyond(&view) {
                let at = Finding::new(code, message.to_owned()).at(&path(number, nth));
                if arguments.rules {
                    report.error(at);
                } else {
                    report.warnings.push(at);
                }
            }
            let description = view.describe().to_string();
            let words = description.lines().next().unwrap_or_default();
            let words = words.split_once(": ").map_or(words, |(_, words)| words);
            entry.insert("mti".to_owned(), json!(view.mti().to_string()));
            entry.insert("message_type".to_owned(), json!(words));
            entry.insert(
                "fields".to_owned(),
                values::fields(&view, arguments.card.secrets),
            );
            if nth.is_none_or(|nth| nth <= arguments.lines) {
                page(&mut body, &description, nth);
                if arguments.card.secrets {
                    values::page(&mut body, entry.get("fields"));
                }
            }
        }
        entries.push(entry);
    }
    report
        .summary
        .insert("spec".into(), json!(chosen.spec.name));
    report
        .summary
        .insert("spec_detected".into(), json!(chosen.detected));
    report
        .summary
        .insert("input".into(), json!(reading.form.name()));
    report
        .summary
        .insert("message_count".into(), json!(entries.len()));
    if several {
        if entries.len() > arguments.lines {
            let more = entries.len() - arguments.lines;
            let _ = writeln!(body, "\n  ... and {more} more (--lines)");
        }
        report.summary.insert("messages".into(), json!(entries));
    } else {
        report.summary.extend(entries.into_iter().flatten());
    }
    report.body = Some(body);
    report
}

fn page(body: &mut String, description: &str, nth: Option<usize>) {
    body.push('\n');
    if let Some(nth) = nth {
        let _ = writeln!(body, "  message {nth}");
    }
    for line in description.lines() {
        let _ = writeln!(body, "  {}", safe(line, 1_000));
    }
}

fn finding(problem: &Error, piece: &Piece, nth: Option<usize>) -> Finding {
    let message = format!("expected {}, found {}", problem.expected(), problem.found());
    let path = path(&problem.path().to_string(), nth);
    let finding = Finding::new(code(problem.kind()), message);
    let finding = if path.is_empty() {
        finding
    } else {
        finding.at(&path)
    };
    finding.on(piece.line, u32::try_from(problem.offset()).ok())
}

/// The path of an element in the file.
fn path(element: &str, nth: Option<usize>) -> String {
    match nth {
        None => element.to_owned(),
        Some(nth) if element.is_empty() => format!("message[{nth}]"),
        Some(nth) => format!("message[{nth}] / {element}"),
    }
}

const fn code(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UndefinedField => "undefined-field",
        ErrorKind::BitmapDigit => "bitmap-digit",
        ErrorKind::Short { .. } => "short",
        ErrorKind::MessageTooLong { .. } => "message-too-long",
        ErrorKind::Trailing { .. } => "trailing-bytes",
        ErrorKind::Mti => "mti",
        ErrorKind::LengthDigit => "length-digit",
        ErrorKind::TooLong { .. } => "too-long",
        ErrorKind::TooShort { .. } => "too-short",
        ErrorKind::Length { .. } => "length",
        ErrorKind::OddNibbles => "odd-nibbles",
        ErrorKind::Character { .. } => "character",
        ErrorKind::Filler { .. } => "filler",
        ErrorKind::Sign => "sign",
        ErrorKind::Tag { .. } => "tag",
        ErrorKind::UndefinedTag => "undefined-tag",
        ErrorKind::DuplicateTag => "duplicate-tag",
        ErrorKind::TooMany { .. } => "too-many",
        ErrorKind::Value { .. } => "value",
        ErrorKind::Missing => "missing-field",
        ErrorKind::Spec { .. } => "spec",
        _ => "other",
    }
}

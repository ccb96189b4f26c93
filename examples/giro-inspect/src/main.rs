//! Read, validate, explain and convert payment messages and files.
//!
//! The contract stands in `cli::HELP`. One module per step: `cli` takes the arguments, `input` opens the file, `inspect` gives the verdict
//! (with `summary` and the crate's rules), `stream` the same
//! for huge files, `transform` prints the message in another form, `report` prints the verdict. `iso8583` does all of it for card messages,
//! `files` for bank files; `signature` verifies and signs.

use std::io::Write as _;
use std::process::ExitCode;

use girokit_iso20022::names::long_name;
use girokit_iso20022::{Limits, definitions};

mod cli;
mod files;
mod input;
mod inspect;
mod iso8583;
mod locate;
mod report;
mod signature;
mod stream;
mod summary;
mod transform;

use cli::{Action, Arguments, Mode};
use input::Opened;
use report::{Finding, Report};
use transform::Content;

fn main() -> ExitCode {
    match run() {
        Ok((output, code)) => match output.write() {
            Ok(()) => ExitCode::from(code),
            Err(message) => fail(&message),
        },
        Err(message) => fail(&message),
    }
}

fn fail(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "giro-inspect: {message}");
    ExitCode::from(2)
}

/// What to print, and where.
struct Output {
    text: Vec<u8>,
    /// What goes to standard error.
    aside: String,
    file: Option<String>,
}

impl Output {
    fn new(text: impl Into<Vec<u8>>) -> Self {
        Self {
            text: text.into(),
            aside: String::new(),
            file: None,
        }
    }

    fn write(self) -> Result<(), String> {
        let _ = std::io::stderr().lock().write_all(self.aside.as_bytes());
        match self.file {
            Some(_) if self.text.is_empty() => Ok(()),
            Some(file) => std::fs::write(&file, &self.text).map_err(|e| format!("{file}: {e}")),
            None => {
                // A reader that closed the pipe has seen enough.
                let mut out = std::io::stdout().lock();
                let _ = out.write_all(&self.text);
                let _ = out.flush();
                Ok(())
            }
        }
    }
}

/// What to print, and the exit code. An error is one of usage or input.
fn run() -> Result<(Output, u8), String> {
    let arguments = match cli::parse(lexopt::Parser::from_env())? {
        Action::Print(text) => return Ok((Output::new(text), 0)),
        Action::ListMessages => return Ok((Output::new(list()), 0)),
        Action::ListProfiles => {
            let list = inspect::list_profiles() + &files::list_profiles();
            return Ok((Output::new(list), 0));
        }
        Action::Sign(arguments) => return signature::sign(&arguments),
        Action::Verify(arguments) => return signature::verify(&arguments),
        Action::Inspect(arguments) => arguments,
    };
    if arguments.is_card() {
        let bytes = input::read(&arguments.file, arguments.max_bytes)?;
        return iso8583::run(&arguments, &bytes);
    }
    if let Some(format) = arguments.format.as_deref().and_then(files::find) {
        let bytes = input::read(&arguments.file, arguments.max_bytes)?;
        return files::run(&arguments, &bytes, format);
    }
    if arguments.stream {
        let options = inspect::options(&arguments)?;
        let report = stream::inspect(&arguments, &options)?;
        let (mut output, code) = present(&arguments, &report, None, &[])?;
        output.file = arguments.output;
        return Ok((output, code));
    }
    let bytes = input::read(&arguments.file, arguments.max_bytes)?;
    if arguments.format.is_none() && !arguments.from_json {
        if let Some(format) = files::detect(&bytes) {
            return files::run(&arguments, &bytes, format);
        }
        if iso8583::is_card(&bytes) {
            return iso8583::run(&arguments, &bytes);
        }
    }
    let options = inspect::options(&arguments)?;
    let (mut output, code) = if arguments.from_json {
        match transform::from_json(&bytes, arguments.format.as_deref()) {
            Ok(content) => {
                let report = inspect::report(&content, &arguments, &options);
                present(&arguments, &report, Some(&Content::Json(content)), &[])?
            }
            Err((format, message)) => {
                let mut report = Report::new(&format);
                report.error(Finding::new("json", message));
                present(&arguments, &report, None, &[])?
            }
        }
    } else {
        let limits = Limits::default().with_max_bytes(arguments.max_bytes);
        let opened = inspect::open(&bytes, &arguments, &limits);
        let sources = opened.as_ref().map(Opened::sources).unwrap_or_default();
        let (report, messages) = inspect::inspect(&opened, &sources, &arguments, &options, &limits);
        let only = match arguments.mode {
            Mode::Report | Mode::Statement | Mode::Tree => None,
            _ => document(&messages)?,
        };
        present(&arguments, &report, only.as_ref(), &messages)?
    };
    output.file = arguments.output;
    Ok((output, code))
}

/// The one document of a file.
fn document<'m>(messages: &'m [inspect::Message<'_>]) -> Result<Option<Content<'m>>, String> {
    let documents: Vec<_> = messages
        .iter()
        .filter(|m| !m.source.is_header() || messages.len() == 1)
        .collect();
    match documents.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(Content::Xml(&only.content))),
        more => Err(format!("the file holds {} messages, not one", more.len())),
    }
}

/// Prints what the mode asks for. A message that is not valid is reported on standard error instead.
fn present(
    arguments: &Arguments,
    report: &Report,
    message: Option<&Content<'_>>,
    messages: &[inspect::Message<'_>],
) -> Result<(Output, u8), String> {
    let code = u8::from(!report.valid);
    if let Mode::Report = arguments.mode {
        let text = if arguments.json {
            report.to_json()
        } else {
            report.to_text(&arguments.file, arguments.lines)
        };
        return Ok((Output::new(text), code));
    }
    if !report.valid {
        let mut output = Output::new(String::new());
        output.aside = report.to_text(&arguments.file, arguments.lines);
        return Ok((output, 1));
    }
    if let Mode::Statement = arguments.mode {
        return Ok((Output::new(statements(arguments, messages)?), 0));
    }
    if let Mode::Tree = arguments.mode {
        let text = match message {
            Some(message) => transform::tree_of(message.element(), arguments.tags),
            None => transform::tree(messages, arguments.tags),
        };
        return Ok((Output::new(text), 0));
    }
    let Some(message) = message else {
        return Err("the file holds no message".to_owned());
    };
    match &arguments.mode {
        Mode::Canonical => Ok((Output::new(message.canonical()?), 0)),
        Mode::ToJson => Ok((Output::new(transform::to_json(message)?), 0)),
        Mode::Convert(to) => {
            let (xml, aside) = transform::convert(message, to, arguments.lines)?;
            let code = u8::from(xml.is_none());
            let mut output = Output::new(xml.unwrap_or_default());
            output.aside = aside;
            Ok((output, code))
        }
        Mode::Diff(other) => diff(arguments, message, other),
        // Described and dumped are card messages; the others were printed above.
        Mode::Report | Mode::Statement | Mode::Tree | Mode::Describe | Mode::Dump => {
            Ok((Output::new(String::new()), code))
        }
    }
}

/// The statements of camt messages.
fn statements(arguments: &Arguments, messages: &[inspect::Message<'_>]) -> Result<String, String> {
    let mut converted = girokit_files::Converted::default();
    for message in messages
        .iter()
        .filter(|message| !message.source.is_header())
    {
        let read = girokit_iso20022::statement::read(message.content.element());
        converted
            .statements
            .extend(read.map_err(|error| error.to_string())?);
    }
    files::statement::print(&converted, arguments)
}

fn diff(arguments: &Arguments, left: &Content<'_>, other: &str) -> Result<(Output, u8), String> {
    let limits = Limits::default().with_max_bytes(arguments.max_bytes);
    let bytes = input::read(other, arguments.max_bytes)?;
    let opened = inspect::open(&bytes, arguments, &limits);
    let none = girokit_iso20022::rules::Options::empty();
    let sources = opened.as_ref().map(Opened::sources).unwrap_or_default();
    let (report, messages) = inspect::inspect(&opened, &sources, arguments, &none, &limits);
    let right = document(&messages)?;
    let Some(right) = right.filter(|_| report.valid) else {
        let mut output = Output::new(String::new());
        output.aside = report.to_text(other, arguments.lines);
        return Ok((output, 1));
    };
    let (text, differ) = transform::diff(
        left.element(),
        right.element(),
        arguments.json,
        arguments.values,
        arguments.lines,
    );
    Ok((Output::new(text), u8::from(differ)))
}

/// All messages and specs that are known, with their long names.
fn list() -> String {
    let mut list = String::new();
    for definition in definitions() {
        let tag = match definition.ty.fields {
            [body] => body.tag,
            _ => definition.root,
        };
        let name = long_name(tag).unwrap_or_default();
        list.push_str(format!("{:<18}{name}", definition.id).trim_end());
        list.push('\n');
    }
    list.push_str(&iso8583::list());
    list.push_str(&files::list());
    list
}

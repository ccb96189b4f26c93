//! Read, validate, explain and convert payment messages and files.
//!
//! The contract stands in `cli::HELP`. One module per step: `cli` takes the arguments, `detect` finds the format, `iso20022`
//! reads and sums, `rules` looks beyond the schema, `report` prints.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use girokit_iso20022::{AnyMessage, Limits};

mod cli;
mod detect;
mod iso20022;
mod report;
mod rules;
mod walk;

use cli::{Action, Arguments};
use detect::Format;
use report::Report;

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    match run() {
        // A reader that closed the pipe has seen enough.
        Ok((text, code)) => {
            let _ = out.write_all(text.as_bytes());
            let _ = out.flush();
            ExitCode::from(code)
        }
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "giro-inspect: {message}");
            ExitCode::from(2)
        }
    }
}

/// What to print, and the exit code. An error is one of usage or input.
fn run() -> Result<(String, u8), String> {
    let arguments = match cli::parse(lexopt::Parser::from_env())? {
        Action::Print(text) => return Ok((text, 0)),
        Action::Inspect(arguments) => arguments,
    };
    let limits = Limits::default().with_max_bytes(arguments.max_bytes);
    let bytes = read(&arguments.file, arguments.max_bytes)?;
    let report = match detect::detect(&bytes, arguments.format.as_deref()) {
        Format::Iso20022 => iso20022::inspect(&bytes, arguments.format.as_deref(), &limits),
        Format::Unknown => (detect::unknown(), None),
    };
    let (mut report, message) = report;
    if arguments.rules {
        report.enforce_rules();
    }
    let code = u8::from(!report.valid);
    if arguments.canonical {
        return canonical(&arguments, &report, message, code);
    }
    let text = if arguments.json {
        report.to_json()
    } else {
        report.to_text(&arguments.file, arguments.lines)
    };
    Ok((text, code))
}

/// The message in its own format, or the reasons why it has none.
fn canonical(
    arguments: &Arguments,
    report: &Report,
    message: Option<AnyMessage>,
    code: u8,
) -> Result<(String, u8), String> {
    let written = match message {
        Some(message) => message.to_xml().map_err(|e| e.to_string())?,
        None => String::new(),
    };
    if code != 0 {
        let _ = write!(
            std::io::stderr(),
            "{}",
            report.to_text(&arguments.file, arguments.lines)
        );
        return Ok((String::new(), code));
    }
    Ok((written, code))
}

/// Reads a file, or standard input for `-`, but not more than one byte beyond the limit, which the reader then reports.
fn read(file: &str, max_bytes: usize) -> Result<Vec<u8>, String> {
    let bound = u64::try_from(max_bytes)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let mut bytes = Vec::new();
    let outcome = if file == "-" {
        std::io::stdin().lock().take(bound).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|f| f.take(bound).read_to_end(&mut bytes))
    };
    outcome.map_err(|e| format!("{file}: {e}"))?;
    Ok(bytes)
}

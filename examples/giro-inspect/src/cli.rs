//! The command line.

use girokit_iso20022::{AnyMessage, MAX_BYTES};

const HELP: &str = "\
Reads a payment message, says whether it is valid and what it holds.

Usage: giro-inspect [OPTIONS] FILE          (- is standard input)

  --format NAME     take the file for this format instead of detecting it: iso20022, or a message such as pain.001.001.09
  --json            print one JSON object: format, valid, errors, warnings, summary
  --canonical       print the message again in its own format
  --rules           what lies beyond the schema (check digits, control sums, currency decimals) is an error, not a warning
  --profile NAME    check a market practice; none is there yet
  --lines N         show at most N transactions and N problems (default 20)
  --max-bytes N     refuse larger files (default 1 GiB)
  -h, --help        print this
  -V, --version     print the version

Exit code: 0 valid; 1 read but invalid, or not readable as the format; 2 usage or input error.";

/// What the arguments ask for.
pub(crate) enum Action {
    Inspect(Arguments),
    Print(String),
}

pub(crate) struct Arguments {
    pub(crate) file: String,
    pub(crate) format: Option<String>,
    pub(crate) json: bool,
    pub(crate) canonical: bool,
    pub(crate) rules: bool,
    pub(crate) lines: usize,
    pub(crate) max_bytes: usize,
}

/// Takes the arguments.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Action, String> {
    let (mut file, mut format) = (None, None);
    let (mut json, mut canonical, mut rules) = (false, false, false);
    let (mut lines, mut max_bytes) = (20, MAX_BYTES);
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            lexopt::Arg::Long("format") => format = Some(known_format(value(&mut parser)?)?),
            lexopt::Arg::Long("json") => json = true,
            lexopt::Arg::Long("canonical") => canonical = true,
            lexopt::Arg::Long("rules") => rules = true,
            lexopt::Arg::Long("profile") => {
                let name = value(&mut parser)?;
                return Err(format!("no profile {name:?}; there is none yet"));
            }
            lexopt::Arg::Long("lines") => lines = number(&mut parser)?,
            lexopt::Arg::Long("max-bytes") => max_bytes = number(&mut parser)?,
            lexopt::Arg::Long("help") | lexopt::Arg::Short('h') => {
                return Ok(Action::Print(format!("{HELP}\n")));
            }
            lexopt::Arg::Long("version") | lexopt::Arg::Short('V') => {
                return Ok(Action::Print(format!(
                    "giro-inspect {}\n",
                    env!("CARGO_PKG_VERSION")
                )));
            }
            lexopt::Arg::Value(path) if file.is_none() => {
                file = Some(path.to_string_lossy().into_owned());
            }
            other => return Err(usage(other.unexpected())),
        }
    }
    if json && canonical {
        return Err("--json and --canonical exclude each other".to_owned());
    }
    let Some(file) = file else {
        return Err(format!("no file is named\n\n{HELP}"));
    };
    Ok(Action::Inspect(Arguments {
        file,
        format,
        json,
        canonical,
        rules,
        lines,
        max_bytes,
    }))
}

fn usage(error: impl std::fmt::Display) -> String {
    format!("{error}; see giro-inspect --help")
}

fn value(parser: &mut lexopt::Parser) -> Result<String, String> {
    parser
        .value()
        .map(|v| v.to_string_lossy().into_owned())
        .map_err(usage)
}

fn number(parser: &mut lexopt::Parser) -> Result<usize, String> {
    let text = value(parser)?;
    text.parse()
        .map_err(|_| format!("expected a number, found {text:?}"))
}

fn known_format(name: String) -> Result<String, String> {
    if name == "iso20022" || AnyMessage::IDS.contains(&name.as_str()) {
        return Ok(name);
    }
    Err(format!(
        "no format {name:?}; known are iso20022, {}",
        AnyMessage::IDS.join(", ")
    ))
}

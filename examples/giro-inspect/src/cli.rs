//! The command line.

use girokit_iso20022::schema::Definition;
use girokit_iso20022::{MAX_BYTES, definition};

const HELP: &str = "\
Reads a payment message, says whether it is valid and what it holds. Knows every ISO 20022 message of --list, alone or in a
wrapper (header and document, SWIFT's DataPDU, business files).

Usage: giro-inspect [OPTIONS] FILE          (- is standard input)

What to print; without any of these, a page for people:
  --json            one JSON object: format, valid, errors, warnings, summary
  --tree            the message as a tree with long names; card data is masked
  --canonical       the message again in its own format
  --convert ID      the message in another version, such as pain.001.001.03; what is lost or altered goes to standard error
  --diff OTHER      the differences to another file, by path; with --json as an object
  --to-json         the message as JSON
  --list            all messages that are known, and no FILE
  --list-profiles   all profiles that are known, and no FILE

How to read and check:
  --format NAME     take the file for this format instead of detecting it: iso20022, or a message such as pain.001.001.09
  --from-json       the file is JSON as --to-json prints it; alone, this prints the message as XML
  --rules           what lies beyond the schema (check digits, control sums, code sets) is an error, not a warning
  --profile NAME    check a market practice too, such as sepa-sct; what breaks it or --rules is an error
  --stream          read transactions one by one, in constant memory, with progress on standard error: for huge files, not in a
                    wrapper. Rules that look at all transactions together are left out and named in a warning, but for counts, sums
                    and balances
  --max-bytes N     refuse larger files (default 1 GiB); with --stream, a larger text in memory

How to print:
  -o, --output FILE write to a file instead of standard output
  --lines N         show at most N transactions, problems and differences (default 20)
  --tags            show the XML tags in a tree
  --values          show names, accounts and free text in differences
  -h, --help        print this
  -V, --version     print the version

Exit code: 0 valid (--diff: no difference; --convert: the result is valid too); 1 read but invalid, not readable as the format, or
different; 2 usage or input error.";

/// What the arguments ask for.
pub(crate) enum Action {
    Inspect(Box<Arguments>),
    ListMessages,
    ListProfiles,
    Print(String),
}

/// What to print.
pub(crate) enum Mode {
    Canonical,
    Convert(&'static Definition),
    Diff(String),
    Report,
    ToJson,
    Tree,
}

#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct Arguments {
    pub(crate) file: String,
    pub(crate) mode: Mode,
    pub(crate) format: Option<String>,
    pub(crate) json: bool,
    pub(crate) from_json: bool,
    pub(crate) rules: bool,
    pub(crate) profiles: Vec<String>,
    pub(crate) stream: bool,
    pub(crate) output: Option<String>,
    pub(crate) lines: usize,
    pub(crate) max_bytes: usize,
    pub(crate) tags: bool,
    pub(crate) values: bool,
}

/// Takes the arguments.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Action, String> {
    let mut file = None;
    let mut modes: Vec<(&str, Mode)> = Vec::new();
    let mut arguments = Arguments {
        file: String::new(),
        mode: Mode::Report,
        format: None,
        json: false,
        from_json: false,
        rules: false,
        profiles: Vec::new(),
        stream: false,
        output: None,
        lines: 20,
        max_bytes: MAX_BYTES,
        tags: false,
        values: false,
    };
    while let Some(argument) = parser.next().map_err(usage)? {
        use lexopt::Arg::{Long, Short, Value};
        match argument {
            Long("canonical") => modes.push(("--canonical", Mode::Canonical)),
            Long("convert") => {
                modes.push(("--convert", Mode::Convert(known(&value(&mut parser)?)?)));
            }
            Long("diff") => modes.push(("--diff", Mode::Diff(value(&mut parser)?))),
            Long("to-json") => modes.push(("--to-json", Mode::ToJson)),
            Long("tree") => modes.push(("--tree", Mode::Tree)),
            Long("json") => arguments.json = true,
            Long("from-json") => arguments.from_json = true,
            Long("rules") => arguments.rules = true,
            Long("profile") => arguments.profiles.push(value(&mut parser)?),
            Long("stream") => arguments.stream = true,
            Long("tags") => arguments.tags = true,
            Long("values") => arguments.values = true,
            Long("format") => arguments.format = Some(known_format(value(&mut parser)?)?),
            Long("output") | Short('o') => arguments.output = Some(value(&mut parser)?),
            Long("lines") => arguments.lines = number(&mut parser)?,
            Long("max-bytes") => arguments.max_bytes = number(&mut parser)?,
            Long("list") => return Ok(Action::ListMessages),
            Long("list-profiles") => return Ok(Action::ListProfiles),
            Long("help") | Short('h') => return Ok(Action::Print(format!("{HELP}\n"))),
            Long("version") | Short('V') => {
                let version = env!("CARGO_PKG_VERSION");
                return Ok(Action::Print(format!("giro-inspect {version}\n")));
            }
            Value(path) if file.is_none() => file = Some(path.to_string_lossy().into_owned()),
            other => return Err(usage(other.unexpected())),
        }
    }
    let Some(file) = file else {
        return Err(format!("no file is named\n\n{HELP}"));
    };
    arguments.file = file;
    choose(arguments, modes).map(|arguments| Action::Inspect(Box::new(arguments)))
}

/// Settles on one mode.
fn choose(mut arguments: Arguments, modes: Vec<(&str, Mode)>) -> Result<Arguments, String> {
    let names: Vec<&str> = modes.iter().map(|(name, _)| *name).collect();
    if names.len() > 1 {
        return Err(format!("{} exclude each other", names.join(" and ")));
    }
    if let Some((name, mode)) = modes.into_iter().next() {
        if arguments.json && !matches!(mode, Mode::Diff(_)) {
            return Err(format!("--json and {name} exclude each other"));
        }
        if arguments.stream {
            return Err(format!("--stream and {name} exclude each other"));
        }
        arguments.mode = mode;
    } else if arguments.from_json && !arguments.json {
        arguments.mode = Mode::Canonical;
    }
    if arguments.stream && arguments.from_json {
        return Err("--stream and --from-json exclude each other".to_owned());
    }
    if let Mode::Diff(other) = &arguments.mode
        && other == "-"
        && arguments.file == "-"
    {
        return Err("standard input cannot be both files".to_owned());
    }
    Ok(arguments)
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

fn known(id: &str) -> Result<&'static Definition, String> {
    definition(id)
        .ok_or_else(|| format!("no message {id:?}; giro-inspect --list names those that are known"))
}

fn known_format(name: String) -> Result<String, String> {
    if name == "iso20022" || definition(&name).is_some() {
        return Ok(name);
    }
    Err(format!(
        "no format {name:?}; known are iso20022 and the messages of giro-inspect --list"
    ))
}

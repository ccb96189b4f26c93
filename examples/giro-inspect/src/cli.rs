//! The command line.

use girokit_iso8583::link::framing::Framing;
use girokit_iso20022::schema::Definition;
use girokit_iso20022::{MAX_BYTES, definition};

use crate::files;
use crate::iso8583::{self, Form};
use crate::signature::cli::{self as signatures, SignArguments, VerifyArguments};

const HELP: &str = "\
Reads a payment message or a bank file, says whether it is valid and what it holds. Knows every ISO 20022 message of --list, alone or
in a wrapper (header and document, SWIFT's DataPDU, business files), ISO 8583 card messages by the specs of --list, alone or several,
and the bank files of --list.

Usage: giro-inspect [OPTIONS] FILE          (- is standard input)
       giro-inspect verify [OPTIONS] FILE   (a signature: XML, JWS, CMS, HTTP; see giro-inspect verify --help)
       giro-inspect sign [OPTIONS] FILE     (see giro-inspect sign --help)

What to print; without any of these, a page for people:
  --json            one JSON object: format, valid, errors, warnings, summary
  --tree            the message as a tree with long names; card data is masked
  --describe        ISO 8583: the message in words, masked
  --dump            ISO 8583: the bytes beside the fields that they hold, masked
  --canonical       the message again in its own format
  --statement       bank files and camt messages: the statements in one form for all formats, as a table; with --json as an object
  --convert ID      the message in another version, such as pain.001.001.03; what is lost or altered goes to standard error
  --diff OTHER      the differences to another file, by path; with --json as an object
  --to-json         the message as JSON; an ISO 8583 message masked
  --list            all messages, ISO 8583 specs and file formats that are known, and no FILE
  --list-profiles   all profiles that are known, and no FILE

How to read and check:
  --format NAME     take the file for this format instead of detecting it: iso20022, a message such as
                    pain.001.001.09, iso8583, or a file format such as nacha
  --from-json       the file is JSON as --to-json prints it; alone, this prints the message as XML
  --rules           what lies beyond the schema (check digits, control sums, code sets) is an error, not a warning; of bank files
                    every rule of the standard
  --profile NAME    check a market practice too, such as sepa-sct; what breaks it or --rules is an error. Of a bank file: what one
                    bank or network bends
  --stream          read transactions one by one, in constant memory, with progress on standard error: for huge files, not in a
                    wrapper. Rules that look at all transactions together are left out and named in a warning, but for counts, sums
                    and balances
  --max-bytes N     refuse larger files (default 1 GiB); with --stream, a larger text in memory

ISO 8583 (any of these says --format iso8583):
  --spec NAME       read by this spec of --list, or by the one in a file that ends in .json; without it every shipped spec is tried,
                    and one must fit alone
  --input FORM      raw bytes, hex (one message, white space skipped) or lines (of hex, a message each); otherwise detected
  --framing NAME    messages stand in frames: binary2, binary2-inclusive, binary4, ascii4, bcd2, visa or tpdu
  --header N        N bytes stand before the MTI of each message, beyond those of the spec
  --show-secrets    values unmasked, with a warning on standard error; PIN blocks and keys stay hidden
  In the object, path is the element (DE 55 / 9F02), column the byte of the message from 0, line the line of hex with --input lines.
  Of a message that its spec does not read whole, digits of a card number may stand under another element's name, unmasked.

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
    Sign(Box<SignArguments>),
    Verify(Box<VerifyArguments>),
}

/// What to print.
pub(crate) enum Mode {
    Canonical,
    Convert(&'static Definition),
    Describe,
    Diff(String),
    Dump,
    Report,
    Statement,
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
    pub(crate) card: Card,
}

/// What is said about card messages.
#[derive(Default)]
pub(crate) struct Card {
    pub(crate) spec: Option<String>,
    pub(crate) form: Option<Form>,
    pub(crate) framing: Option<Framing>,
    pub(crate) header: Option<u8>,
    pub(crate) secrets: bool,
}

impl Arguments {
    /// Whether the file is said to hold card messages.
    pub(crate) fn is_card(&self) -> bool {
        self.format.as_deref() == Some(iso8583::FORMAT)
    }
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
        card: Card::default(),
    };
    let mut first = true;
    while let Some(argument) = parser.next().map_err(usage)? {
        use lexopt::Arg::{Long, Short, Value};
        match argument {
            Long("canonical") => modes.push(("--canonical", Mode::Canonical)),
            Long("convert") => {
                modes.push(("--convert", Mode::Convert(known(&value(&mut parser)?)?)));
            }
            Long("describe") => modes.push(("--describe", Mode::Describe)),
            Long("dump") => modes.push(("--dump", Mode::Dump)),
            Long("diff") => modes.push(("--diff", Mode::Diff(value(&mut parser)?))),
            Long("statement") => modes.push(("--statement", Mode::Statement)),
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
            Long("spec") => arguments.card.spec = Some(value(&mut parser)?),
            Long("input") => arguments.card.form = Some(Form::named(&value(&mut parser)?)?),
            Long("framing") => {
                arguments.card.framing = Some(iso8583::framing(&value(&mut parser)?)?);
            }
            Long("header") => arguments.card.header = Some(header(&mut parser)?),
            Long("show-secrets") => arguments.card.secrets = true,
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
            Value(command) if first && command == "sign" => return signatures::sign(&mut parser),
            Value(command) if first && command == "verify" => {
                return signatures::verify(&mut parser);
            }
            Value(path) if file.is_none() => file = Some(path.to_string_lossy().into_owned()),
            other => return Err(usage(other.unexpected())),
        }
        first = false;
    }
    let Some(file) = file else {
        return Err(format!("no file is named\n\n{HELP}"));
    };
    arguments.file = file;
    imply(&mut arguments, &modes)?;
    choose(arguments, modes).map(|arguments| Action::Inspect(Box::new(arguments)))
}

/// Options of card messages name their format.
fn imply(arguments: &mut Arguments, modes: &[(&str, Mode)]) -> Result<(), String> {
    let card = &arguments.card;
    let options = [
        (card.spec.is_some(), "--spec"),
        (card.form.is_some(), "--input"),
        (card.framing.is_some(), "--framing"),
        (card.header.is_some(), "--header"),
        (card.secrets, "--show-secrets"),
    ];
    let mode = modes
        .iter()
        .find(|(_, mode)| matches!(mode, Mode::Describe | Mode::Dump));
    let option = options.iter().find(|(given, _)| *given);
    let Some(name) = option
        .map(|(_, name)| *name)
        .or(mode.map(|(name, _)| *name))
    else {
        return Ok(());
    };
    match arguments.format.as_deref() {
        None => arguments.format = Some(iso8583::FORMAT.to_owned()),
        Some(iso8583::FORMAT) => {}
        Some(other) => return Err(format!("{name} is for ISO 8583, not for {other}")),
    }
    Ok(())
}

/// Settles on one mode.
fn choose(mut arguments: Arguments, modes: Vec<(&str, Mode)>) -> Result<Arguments, String> {
    let names: Vec<&str> = modes.iter().map(|(name, _)| *name).collect();
    if names.len() > 1 {
        return Err(format!("{} exclude each other", names.join(" and ")));
    }
    if let Some((name, mode)) = modes.into_iter().next() {
        if arguments.json && !matches!(mode, Mode::Diff(_) | Mode::Statement) {
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

pub(crate) fn usage(error: impl std::fmt::Display) -> String {
    format!("{error}; see giro-inspect --help")
}

pub(crate) fn value(parser: &mut lexopt::Parser) -> Result<String, String> {
    parser
        .value()
        .map(|v| v.to_string_lossy().into_owned())
        .map_err(usage)
}

pub(crate) fn number(parser: &mut lexopt::Parser) -> Result<usize, String> {
    let text = value(parser)?;
    text.parse()
        .map_err(|_| format!("expected a number, found {text:?}"))
}

fn header(parser: &mut lexopt::Parser) -> Result<u8, String> {
    let text = value(parser)?;
    text.parse()
        .map_err(|_| format!("expected a number up to 255, found {text:?}"))
}

fn known(id: &str) -> Result<&'static Definition, String> {
    definition(id)
        .ok_or_else(|| format!("no message {id:?}; giro-inspect --list names those that are known"))
}

fn known_format(name: String) -> Result<String, String> {
    let known = name == "iso20022"
        || name == iso8583::FORMAT
        || definition(&name).is_some()
        || files::find(&name).is_some();
    if known {
        return Ok(name);
    }
    Err(format!(
        "no format {name:?}; known are iso20022, iso8583, and the messages and files of giro-inspect --list"
    ))
}

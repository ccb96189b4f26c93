//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::mac::TerminalKey;
use lexopt::prelude::{Long, Short, ValueExt};

/// What the user asked for.
#[derive(Debug)]
pub(crate) enum Command {
    /// Print the help.
    Help,
    /// Run.
    Run(Options),
}

/// How to run.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// How many payments the terminals send.
    pub(crate) messages: u32,
    /// What the payments and the faults are drawn from.
    pub(crate) seed: u64,
    /// Of a thousand messages to a host, how many meet a fault.
    pub(crate) faults: u16,
    /// Where to listen for terminals, instead of simulating them.
    pub(crate) listen: Option<String>,
    /// Where to keep what must survive a crash.
    pub(crate) store: Option<PathBuf>,
    /// By what messages of terminals are authenticated; `None`: not at all.
    pub(crate) mac: Option<TerminalKey>,
}

/// Reads the command line.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    let mut parser = lexopt::Parser::from_args(args);
    let mut options = Options {
        messages: 300,
        seed: 1,
        faults: 50,
        listen: None,
        store: None,
        mac: None,
    };
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("messages") => options.messages = number(&mut parser, "--messages", &900_000)?,
            Long("seed") => options.seed = number(&mut parser, "--seed", &u64::MAX)?,
            Long("faults") => options.faults = number(&mut parser, "--faults", &500)?,
            Long("listen") => options.listen = Some(text(&mut parser)?),
            Long("mac-key") => {
                let key = TerminalKey::from_hex(&text(&mut parser)?);
                options.mac = Some(key.ok_or("--mac-key: expected at least 32 hex digits")?);
            }
            Long("store") => options.store = Some(text(&mut parser)?.into()),
            other => return Err(format!("{}; --help lists the options", other.unexpected())),
        }
    }
    // The simulated terminals sign; real ones only if a key is given.
    if options.listen.is_none() && options.mac.is_none() {
        options.mac = Some(TerminalKey::demo());
    }
    Ok(Command::Run(options))
}

fn text(parser: &mut lexopt::Parser) -> Result<String, String> {
    parser
        .value()
        .and_then(ValueExt::string)
        .map_err(|error| error.to_string())
}

fn number<N>(parser: &mut lexopt::Parser, option: &str, most: &N) -> Result<N, String>
where
    N: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    let value = text(parser)?;
    match value.parse() {
        Ok(number) if number <= *most => Ok(number),
        _ => Err(format!(
            "{option}: expected a number up to {most}, found {value:?}"
        )),
    }
}

/// What `--help` prints.
pub(crate) const HELP: &str = "\
A card switch between terminals and two simulated issuers, one of which is killed in the middle.

card-switch [--messages N] [--seed N] [--faults N] [--store DIR]
card-switch --listen ADDR [--mac-key HEX] [--seed N] [--faults N] [--store DIR]

  --messages N   payments that the terminals send: 300
  --seed N       what payments and faults are drawn from: 1
  --faults N     of a thousand messages to an issuer, how many meet a fault: 50, at most 500
  --listen ADDR  serve terminals at ADDR (ISO 8583:1987 in ASCII behind a 2-byte length) until stopped
  --mac-key HEX  demand a MAC in DE 64 of every terminal: HMAC-SHA-256 cut to 8 bytes, for a demonstration. The simulated
                 terminals have a key of their own
  --store DIR    keep reversals and advices in files that survive a crash, in a directory that exists

Exit code: 0 the books of terminals and issuers agree, 1 they do not, 2 it could not run.
";

//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::NaiveDate;
use lexopt::prelude::{Long, Short, ValueExt};

/// What the user asked for.
#[derive(Debug)]
pub(crate) enum Command {
    /// Print the help.
    Help,
    /// Run a payment day against the simulated bank.
    Day(DayOptions),
    /// Prove a real statement.
    Statement(StatementOptions),
}

/// The options of a payment day.
#[derive(Debug)]
pub(crate) struct DayOptions {
    pub(crate) payments: Option<PathBuf>,
    pub(crate) accounts: Option<PathBuf>,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) lost_answers: Option<usize>,
    pub(crate) out: PathBuf,
}

/// The options of a statement proof.
#[derive(Debug)]
pub(crate) struct StatementOptions {
    pub(crate) statement: PathBuf,
    pub(crate) ledger: Option<PathBuf>,
    pub(crate) out: PathBuf,
}

/// Reads the command line.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    let mut parser = lexopt::Parser::from_args(args);
    let mut day = DayOptions {
        payments: None,
        accounts: None,
        date: None,
        lost_answers: None,
        out: PathBuf::from("out"),
    };
    let (mut statement, mut ledger) = (None, None);
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("payments") => day.payments = Some(path(&mut parser)?),
            Long("accounts") => day.accounts = Some(path(&mut parser)?),
            Long("out") => day.out = path(&mut parser)?,
            Long("statement") => statement = Some(path(&mut parser)?),
            Long("ledger") => ledger = Some(path(&mut parser)?),
            Long("date") => {
                day.date = Some(parsed(&mut parser, "--date", "a date such as 2026-11-23")?);
            }
            Long("lost-answers") => {
                day.lost_answers = Some(parsed(&mut parser, "--lost-answers", "a number")?);
            }
            other => return Err(format!("{}; --help lists the options", other.unexpected())),
        }
    }
    match (statement, ledger) {
        (Some(statement), ledger) => {
            if day.payments.is_some()
                || day.accounts.is_some()
                || day.date.is_some()
                || day.lost_answers.is_some()
            {
                return Err(
                    "--statement proves a real statement; it goes with --ledger and --out only"
                        .to_owned(),
                );
            }
            Ok(Command::Statement(StatementOptions {
                statement,
                ledger,
                out: day.out,
            }))
        }
        (None, Some(_)) => {
            Err("--ledger needs --statement: without it the ledger is the payment list".to_owned())
        }
        (None, None) => Ok(Command::Day(day)),
    }
}

fn path(parser: &mut lexopt::Parser) -> Result<PathBuf, String> {
    parser
        .value()
        .map(PathBuf::from)
        .map_err(|error| error.to_string())
}

fn parsed<T: std::str::FromStr>(
    parser: &mut lexopt::Parser,
    option: &str,
    expected: &str,
) -> Result<T, String> {
    let value = parser
        .value()
        .and_then(ValueExt::string)
        .map_err(|error| error.to_string())?;
    value
        .parse()
        .map_err(|_| format!("{option}: expected {expected}, found {value:?}"))
}

/// What `--help` prints.
pub(crate) const HELP: &str = "\
A payment day: a payment list in, bank messages out, statements back, reconciled and reported.

pay-and-reconcile [--payments FILE.csv] [--accounts FILE.csv] [--date YYYY-MM-DD] [--lost-answers N] [--out DIR]
    Sends a list of payments to a simulated bank as pain.001, reads its pain.002 and camt.053, and reconciles the day.
    Without options it runs a committed list of 40 payments in several currencies.

pay-and-reconcile --statement FILE [--ledger FILE.csv] [--out DIR]
    Takes a real camt.053 instead: proves that opening + movements = closing, sums it up and shows it, and with a ledger
    reconciles it.

Options:
  --payments FILE.csv  columns: key, method (sepa, instant, transfer, urgent), debtor_account, creditor, creditor_account,
                       creditor_bic, currency, amount, date (empty: today; +N: in N days; YYYY-MM-DD), end_to_end_id, remittance
  --accounts FILE.csv  the accounts of the simulated bank; columns: account, holder, currency, opening_balance,
                       status (open, closed)
  --date YYYY-MM-DD    the business date; default: today
  --lost-answers N     the bank's answer to the first N urgent payments is lost; default: 2 for the committed list, else 0
  --statement FILE     a camt.053 (001.02 or 001.08)
  --ledger FILE.csv    columns: reference, account, currency, amount (negative: money out), date, description
  --out DIR            where the messages and reports go; default: out
  -h, --help           this text

Exit code: 0 the day balances, 1 it does not, 2 a wrong option or a file that cannot be read.
";

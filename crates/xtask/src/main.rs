//! Repository chores, run as `cargo xtask <command>`.
//!
//! One file per command: it has a `HELP` line, a `run(&mut lexopt::Parser)` and its tests. To add a command, add its
//! module and one row to [`COMMANDS`].
//!
//! A command prints what it found to standard error and answers with the number of findings; this file turns that
//! into the exit code: 0 clean, 1 findings, 2 usage or I/O error.

mod codegen;
mod tidy;

use std::error::Error;
use std::process::ExitCode;

/// One chore.
struct Command {
    name: &'static str,
    help: &'static str,
    run: fn(&mut lexopt::Parser) -> Result<usize, Box<dyn Error>>,
}

/// Every chore, in the order that `--help` shows.
const COMMANDS: &[Command] = &[
    Command {
        name: "codegen",
        help: codegen::HELP,
        run: codegen::run,
    },
    Command {
        name: "tidy",
        help: tidy::HELP,
        run: tidy::run,
    },
];

fn main() -> ExitCode {
    match dispatch(&mut lexopt::Parser::from_env()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::from(2)
        }
    }
}

/// Runs the command that the first argument names.
fn dispatch(parser: &mut lexopt::Parser) -> Result<usize, Box<dyn Error>> {
    match parser.next()? {
        Some(lexopt::Arg::Value(name)) => {
            let command = COMMANDS
                .iter()
                .find(|command| name == command.name)
                .ok_or_else(|| format!("no command {}\n\n{}", name.display(), help()))?;
            (command.run)(parser)
        }
        Some(lexopt::Arg::Short('h') | lexopt::Arg::Long("help")) => {
            eprintln!("{}", help());
            Ok(0)
        }
        Some(other) => Err(format!("{}\n\n{}", other.unexpected(), help()).into()),
        None => Err(format!("which command?\n\n{}", help()).into()),
    }
}

/// Writes the usage text.
fn help() -> String {
    let mut text = String::from("Usage: cargo xtask <command>\n\nCommands:\n");
    for command in COMMANDS {
        text.push_str("  ");
        text.push_str(command.name);
        text.push_str("  ");
        text.push_str(command.help);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn run(arguments: &[&str]) -> Result<usize, String> {
        let mut parser = lexopt::Parser::from_args(arguments);
        dispatch(&mut parser).map_err(|error| error.to_string())
    }

    #[test]
    fn help_names_every_command() {
        let text = help();
        assert!(COMMANDS.iter().all(|command| text.contains(command.name)));
        assert_eq!(run(&["--help"]), Ok(0));
    }

    #[test]
    fn unknown_command_is_refused_with_the_usage() {
        assert!(
            run(&["polish"])
                .unwrap_err()
                .starts_with("no command polish\n\nUsage:")
        );
        assert!(run(&[]).unwrap_err().starts_with("which command?"));
        assert!(run(&["--verbose"]).unwrap_err().contains("--verbose"));
    }
}

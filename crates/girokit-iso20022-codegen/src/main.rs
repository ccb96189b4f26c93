//! `girokit-iso20022-codegen`: schema files in, Rust modules out.

use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use girokit_iso20022_codegen::{Options, generate};

const HELP: &str = "\
Generates Rust modules for ISO 20022 messages from their schemas.

Usage: girokit-iso20022-codegen --base PATH --out DIR [--features] [--serde] SCHEMA.xsd...

  --base PATH   the module that will hold the generated files, such as crate::bank
  --out DIR     where the files go
  --features    put each message behind a feature named like it (pain-001-001-09)
  --serde       implement serde's traits, behind the feature `serde` of your crate

The files are formatted with rustfmt if it is there. Your crate depends on girokit-iso20022; declare in the module
`mod patterns; mod shared; pub mod any_message;` and one `pub mod` for each message.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "girokit-iso20022-codegen: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let (mut base, mut out, mut features, mut serde) = (None, None, false, false);
    let mut schemas: Vec<PathBuf> = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            lexopt::Arg::Long("base") => {
                base = Some(
                    parser
                        .value()?
                        .into_string()
                        .map_err(|_| "--base is not UTF-8")?,
                );
            }
            lexopt::Arg::Long("out") => out = Some(PathBuf::from(parser.value()?)),
            lexopt::Arg::Long("features") => features = true,
            lexopt::Arg::Long("serde") => serde = true,
            lexopt::Arg::Long("help") | lexopt::Arg::Short('h') => {
                writeln!(std::io::stdout(), "{HELP}")?;
                return Ok(());
            }
            lexopt::Arg::Value(path) => schemas.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    let (Some(base), Some(out)) = (base, out) else {
        return Err(format!("--base and --out are needed\n\n{HELP}").into());
    };
    if schemas.is_empty() {
        return Err(format!("no schema is named\n\n{HELP}").into());
    }
    let mut options = Options::new(&base);
    if features {
        options = options.with_features();
    }
    if serde {
        options = options.with_serde();
    }
    let read = |path: &PathBuf| {
        std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
    };
    let texts = schemas.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for file in generate(&texts, &options)? {
        let path = out.join(&file.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, rustfmt(&file.content).unwrap_or(file.content))?;
    }
    Ok(())
}

/// The source formatted, or `None` if there is no rustfmt.
fn rustfmt(source: &str) -> Option<String> {
    let mut command = Command::new("rustfmt");
    let mut child = command
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    // rustfmt answers only after it has read everything, so that writing first cannot block.
    child.stdin.take()?.write_all(source.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    String::from_utf8(output.stdout)
        .ok()
        .filter(|_| output.status.success())
}

//! `girokit-iso20022-codegen`: schema files in, Rust modules out.

use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use girokit_iso20022_codegen::{Options, generate_named};

const HELP: &str = "\
Generates Rust modules for ISO 20022 messages from their schemas, published ones or a bank's restricted variants.

Usage: girokit-iso20022-codegen --out DIR [--features] [--views] SCHEMA.xsd...

  --out DIR     the module's folder, such as src/bank: it gets a mod.rs; declare `mod bank;` in your crate
  --features    put each message behind a feature of your crate named like it (pain-001-001-09)
  --views       write getters over a tree too
  -h, --help    this text

Your crate depends on girokit-iso20022. Files in DIR that a former run wrote for other schemas are left alone.
Exit code: 0 written; 2 a schema holds what is not supported (the error names file and line), or usage, or I/O.";

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
    let (mut out, mut options) = (None, Options::new());
    let mut schemas: Vec<PathBuf> = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            lexopt::Arg::Long("out") => out = Some(PathBuf::from(parser.value()?)),
            lexopt::Arg::Long("features") => options = options.with_features(),
            lexopt::Arg::Long("views") => options = options.with_views(),
            lexopt::Arg::Long("help") | lexopt::Arg::Short('h') => {
                writeln!(std::io::stdout(), "{HELP}")?;
                return Ok(());
            }
            lexopt::Arg::Value(path) => schemas.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    let Some(out) = out else {
        return Err(format!("--out is needed\n\n{HELP}").into());
    };
    if schemas.is_empty() {
        return Err(format!("no schema is named\n\n{HELP}").into());
    }
    let mut texts = Vec::new();
    for path in &schemas {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
        texts.push((name, text));
    }
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    for file in generate_named(&texts, &options)? {
        let path = out.join(&file.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, file.content)?;
    }
    Ok(())
}

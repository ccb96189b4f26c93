//! `cargo xtask codegen iso20022`: regenerates the committed models from the published schemas.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use girokit_iso20022_codegen::{Options, generate};

pub(crate) const HELP: &str =
    "regenerate the ISO 20022 models: codegen iso20022 [--check] [--schemas DIR] [--all --out DIR]";

/// The messages that the crate ships. Adding one: a line here, a feature in its `Cargo.toml`, a `mod` in `generated.rs`.
pub(crate) const MESSAGES: &[&str] = &[
    "admi.002.001.01",
    "admi.007.001.01",
    "camt.029.001.09",
    "camt.052.001.02",
    "camt.052.001.08",
    "camt.053.001.02",
    "camt.053.001.04",
    "camt.053.001.07",
    "camt.053.001.08",
    "camt.053.001.09",
    "camt.054.001.02",
    "camt.054.001.08",
    "camt.055.001.08",
    "camt.056.001.08",
    "camt.057.001.06",
    "camt.060.001.05",
    "camt.110.001.01",
    "camt.111.001.02",
    "head.001.001.01",
    "head.001.001.02",
    "head.001.001.03",
    "head.001.001.04",
    "pacs.002.001.10",
    "pacs.003.001.08",
    "pacs.004.001.09",
    "pacs.007.001.09",
    "pacs.008.001.07",
    "pacs.008.001.08",
    "pacs.008.001.09",
    "pacs.008.001.10",
    "pacs.009.001.08",
    "pacs.010.001.03",
    "pacs.028.001.03",
    "pain.001.001.03",
    "pain.001.001.08",
    "pain.001.001.09",
    "pain.001.001.10",
    "pain.001.001.11",
    "pain.002.001.03",
    "pain.002.001.10",
    "pain.007.001.09",
    "pain.008.001.02",
    "pain.008.001.08",
    "pain.013.001.07",
    "pain.014.001.07",
    "remt.001.001.04",
];

pub(crate) fn run(parser: &mut lexopt::Parser) -> Result<usize, Box<dyn Error>> {
    let mut check = false;
    let mut all = false;
    let mut schemas = default_schemas();
    let mut out = root().join("crates/girokit-iso20022/src/generated");
    let mut what = None;
    while let Some(argument) = parser.next()? {
        match argument {
            lexopt::Arg::Long("check") => check = true,
            lexopt::Arg::Long("all") => all = true,
            lexopt::Arg::Long("schemas") => schemas = parser.value()?.into(),
            lexopt::Arg::Long("out") => out = parser.value()?.into(),
            lexopt::Arg::Value(value) if what.is_none() => what = Some(value),
            other => return Err(other.unexpected().into()),
        }
    }
    if what.as_deref() != Some("iso20022".as_ref()) {
        return Err(format!("codegen of what?\n\n{HELP}").into());
    }
    if !schemas.is_dir() {
        return Err(format!(
            "no schemas in {}; download them from iso20022.org or name a folder with --schemas",
            schemas.display()
        )
        .into());
    }
    let messages = if all {
        every_message(&schemas)?
    } else {
        MESSAGES.iter().map(|m| (*m).to_owned()).collect()
    };
    let files = models(&schemas, &messages)?;
    if check {
        compare(&files, &out)
    } else {
        write(&files, &out)
    }
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The schemas lie outside the project: they are the registration authority's, and users download their own.
pub(crate) fn default_schemas() -> PathBuf {
    let data = std::env::var_os("GIROKIT_DATA")
        .map_or_else(|| root().join("../shared/data"), PathBuf::from);
    data.join("iso20022/xsd")
}

fn every_message(schemas: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut messages = Vec::new();
    for area in std::fs::read_dir(schemas)? {
        let area = area?.path();
        if area.is_dir() {
            for schema in std::fs::read_dir(area)? {
                let path = schema?.path();
                if path.extension().is_some_and(|e| e == "xsd") {
                    messages.extend(path.file_stem().map(|s| s.to_string_lossy().into_owned()));
                }
            }
        }
    }
    messages.sort();
    Ok(messages)
}

/// The formatted files of the models, by their path below `generated`.
pub(crate) fn models(
    schemas: &Path,
    messages: &[String],
) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for message in messages {
        let area = message.split('.').next().unwrap_or_default();
        let path = schemas.join(area).join(format!("{message}.xsd"));
        texts.push(std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?);
    }
    let options = Options::new("crate::generated")
        .with_runtime("crate")
        .with_command("`cargo xtask codegen iso20022`")
        .with_features()
        .with_serde();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut formatted = BTreeMap::new();
    for file in generate(&texts, &options)? {
        let content = rustfmt(&file.content).map_err(|e| format!("{}: {e}", file.path))?;
        formatted.insert(file.path, content);
    }
    Ok(formatted)
}

fn rustfmt(source: &str) -> Result<String, Box<dyn Error>> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config", "max_width=100"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().ok_or("rustfmt has no standard input")?;
    // rustfmt answers only after it has read everything, so that writing first cannot block.
    stdin.write_all(source.as_bytes())?;
    drop(stdin);
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err("rustfmt refused the generated code".into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn write(files: &BTreeMap<String, String>, out: &Path) -> Result<usize, Box<dyn Error>> {
    for stale in committed(out)?
        .into_keys()
        .filter(|path| !files.contains_key(path))
    {
        std::fs::remove_file(out.join(stale))?;
    }
    for (path, content) in files {
        let path = out.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, content)?;
    }
    let lines: usize = files.values().map(|c| c.lines().count()).sum();
    eprintln!("codegen: {} files, {lines} lines", files.len());
    Ok(0)
}

/// Says which committed files differ from what the schemas give.
pub(crate) fn compare(
    files: &BTreeMap<String, String>,
    out: &Path,
) -> Result<usize, Box<dyn Error>> {
    let committed = committed(out)?;
    let mut differing = 0;
    for path in files
        .keys()
        .chain(committed.keys().filter(|p| !files.contains_key(*p)))
    {
        if files.get(path) != committed.get(path) {
            eprintln!("codegen: {path} differs; run `cargo xtask codegen iso20022`");
            differing += 1;
        }
    }
    Ok(differing)
}

/// The generated files that stand in the tree.
fn committed(out: &Path) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut files = BTreeMap::new();
    for (folder, prefix) in [(out.to_path_buf(), ""), (out.join("shared"), "shared/")] {
        if !folder.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "rs") {
                let name = path
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default();
                files.insert(format!("{prefix}{name}"), std::fs::read_to_string(&path)?);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn committed_models_are_what_the_schemas_give() {
        let schemas = default_schemas();
        if !schemas.is_dir() {
            eprintln!("skipped: no schemas in {}", schemas.display());
            return;
        }
        let messages: Vec<String> = MESSAGES.iter().map(|m| (*m).to_owned()).collect();
        let files = models(&schemas, &messages).unwrap();
        let out = root().join("crates/girokit-iso20022/src/generated");
        assert_eq!(compare(&files, &out).unwrap(), 0);
    }
}

//! `cargo xtask codegen iso20022`: regenerates the committed models from the published schemas.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use girokit_iso20022_codegen::{Options, generate_named};

use features::Plan;

mod features;
#[cfg(test)]
mod tests;

pub(crate) const HELP: &str =
    "regenerate the ISO 20022 models: codegen iso20022 [--check] [--schemas DIR] [--out DIR]";

/// The manifest, seen from the crate's `src`.
const MANIFEST: &str = "../Cargo.toml";

pub(crate) fn run(parser: &mut lexopt::Parser) -> Result<usize, Box<dyn Error>> {
    let mut check = false;
    let mut schemas = default_schemas();
    let mut out = crate_dir().join("src");
    let mut what = None;
    while let Some(argument) = parser.next()? {
        match argument {
            lexopt::Arg::Long("check") => check = true,
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
    let messages = every_message(&schemas)?;
    let plan = Plan::new(&messages);
    let mut files = models(&schemas, &messages, &plan)?;
    if out == crate_dir().join("src") {
        let manifest = std::fs::read_to_string(crate_dir().join("Cargo.toml"))?;
        files.insert(MANIFEST.to_owned(), features::manifest(&manifest, &plan)?);
    }
    if check {
        compare(&files, &out)
    } else {
        write(&files, &out)
    }
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn crate_dir() -> PathBuf {
    root().join("crates/girokit-iso20022")
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

/// The files of the models, by their path below the crate's `src`.
pub(crate) fn models(
    schemas: &Path,
    messages: &[String],
    plan: &Plan,
) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for message in messages {
        let area = message.split('.').next().unwrap_or_default();
        let path = schemas.join(area).join(format!("{message}.xsd"));
        let text =
            std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        texts.push((path.display().to_string(), text));
    }
    let options = Options::new()
        .with_runtime("crate")
        .with_command("`cargo xtask codegen iso20022`")
        .with_feature_map(plan.conditions())
        .with_tables_feature("catalogue")
        .with_views_feature("views");
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let files = generate_named(&texts, &options)?.into_iter().map(|file| {
        let path = match file.path.as_str() {
            "mod.rs" => "generated.rs".to_owned(),
            path => format!("generated/{path}"),
        };
        (path, file.content)
    });
    Ok(files.collect())
}

fn write(files: &BTreeMap<String, String>, out: &Path) -> Result<usize, Box<dyn Error>> {
    for stale in committed(out)?
        .into_keys()
        .filter(|path| !files.contains_key(path) && path.starts_with("generated"))
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
    let bytes: usize = files.values().map(String::len).sum();
    eprintln!(
        "codegen: {} files, {lines} lines, {bytes} bytes",
        files.len()
    );
    Ok(0)
}

/// Says which committed files differ from what the schemas give.
pub(crate) fn compare(
    files: &BTreeMap<String, String>,
    out: &Path,
) -> Result<usize, Box<dyn Error>> {
    let committed = committed(out)?;
    let mut differing = 0;
    for path in files.keys().chain(
        committed
            .keys()
            .filter(|p| !files.contains_key(*p) && p.starts_with("generated")),
    ) {
        if files.get(path) != committed.get(path) {
            eprintln!("codegen: {path} differs; run `cargo xtask codegen iso20022`");
            differing += 1;
        }
    }
    Ok(differing)
}

/// The generated files that stand in the tree, and the manifest.
fn committed(out: &Path) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut files = BTreeMap::new();
    for name in ["generated.rs", MANIFEST] {
        if let Ok(text) = std::fs::read_to_string(out.join(name)) {
            files.insert(name.to_owned(), text);
        }
    }
    for folder in [
        "generated",
        "generated/messages",
        "generated/shared",
        "generated/tables",
        "generated/views",
    ] {
        let Ok(entries) = std::fs::read_dir(out.join(folder)) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "rs") {
                let name = path
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default();
                files.insert(format!("{folder}/{name}"), std::fs::read_to_string(&path)?);
            }
        }
    }
    Ok(files)
}

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use super::features::Plan;
use super::*;

/// The schemas, or `None` with a line that says why the test is skipped.
fn schemas() -> Option<PathBuf> {
    let schemas = default_schemas();
    if schemas.is_dir() {
        return Some(schemas);
    }
    eprintln!("skipped: no schemas in {}", schemas.display());
    None
}

/// The ids that the committed registry lists, in its order.
fn committed_ids() -> Vec<String> {
    let registry = read("generated/definitions.rs");
    let names = registry.split("&tables::").skip(1);
    names
        .map(|rest| {
            let name = rest.split(',').next().unwrap();
            name.to_ascii_lowercase().replace('_', ".")
        })
        .collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(crate_dir().join("src").join(path)).unwrap()
}

/// The features of the crate as cargo sees them, each with what it brings in the end.
fn features() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(crate_dir().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .unwrap();
    let package = metadata
        .packages
        .iter()
        .find(|p| p.name.as_ref() == "girokit-iso20022")
        .unwrap();
    let direct = &package.features;
    let closure = |name: &String| {
        let mut seen = BTreeSet::new();
        let mut open = vec![name.clone()];
        while let Some(next) = open.pop() {
            if let Some(brings) = direct.get(&next).filter(|_| seen.insert(next)) {
                open.extend(brings.iter().cloned());
            }
        }
        seen
    };
    direct
        .keys()
        .map(|name| (name.clone(), closure(name)))
        .collect()
}

#[test]
fn committed_models_are_what_the_schemas_give() {
    let Some(schemas) = schemas() else { return };
    let messages = every_message(&schemas).unwrap();
    let plan = Plan::new(&messages);
    let mut files = models(&schemas, &messages, &plan).unwrap();
    let manifest = std::fs::read_to_string(crate_dir().join("Cargo.toml")).unwrap();
    files.insert(
        MANIFEST.to_owned(),
        features::manifest(&manifest, &plan).unwrap(),
    );
    assert_eq!(compare(&files, &crate_dir().join("src")).unwrap(), 0);
}

/// crates.io refuses a crate with more than 300 features.
#[test]
fn the_features_are_fewer_than_crates_io_admits() {
    let count = features().len();
    assert!(count < 300, "{count} features");
}

#[test]
fn every_message_is_reached_and_each_area_brings_one_version_of_each() {
    let ids = committed_ids();
    assert!(ids.is_sorted() && ids.len() >= 649, "{}", ids.len());
    let plan = Plan::new(&ids);
    let conditions = plan.conditions();
    let features = features();
    let brings =
        |feature: &str, id: &String| conditions[id].iter().any(|c| features[feature].contains(c));
    for id in &ids {
        assert!(brings("all-versions", id), "{id}");
        let area = id.split('.').next().unwrap();
        assert_eq!(brings(area, id), plan.is_current(id), "{area} and {id}");
        let group = id[..8].replace('.', "-");
        if features.contains_key(&group) {
            assert!(brings(&group, id), "{group} and {id}");
        }
        for (feature, _) in features.iter().filter(|(f, _)| f.contains("-001-")) {
            let own = *feature == id.replace('.', "-");
            assert!(!brings(feature, id) || own, "{feature} brings {id}");
        }
    }
    let families: BTreeSet<&str> = ids.iter().map(|id| &id[..8]).collect();
    let current: Vec<&String> = ids.iter().filter(|id| plan.is_current(id)).collect();
    assert_eq!(current.len(), families.len());
}

/// The features of a `#[cfg(...)]` and the name behind it, for each line that has `mark` before the name.
fn conditions(text: &str, mark: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for part in text.split("#[cfg(").skip(1) {
        let (condition, rest) = part.split_once(")]").unwrap();
        let terms = condition.split("feature = \"").skip(1);
        let terms = terms.map(|t| t.split('"').next().unwrap().to_owned());
        let name = rest.trim_start().strip_prefix(mark).unwrap();
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        found.insert(
            name[..end.unwrap_or(name.len())].to_owned(),
            terms.collect(),
        );
    }
    found
}

/// The names behind each occurrence of a prefix such as `t::`.
fn names<'t>(text: &'t str, prefix: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(prefix).filter_map(move |(at, _)| {
        let before = text[..at].chars().next_back();
        let name = &text[at + prefix.len()..];
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let name = &name[..end.unwrap_or(name.len())];
        let whole = before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_' && c != ':');
        (whole && !name.is_empty()).then_some(name)
    })
}

/// Every table and type that a file names is compiled under each feature that compiles the file. This is read off the text, so
/// that it holds the generator's own reasoning to account; it stands for building each of the features alone.
#[test]
fn what_a_file_names_is_compiled_with_it() {
    let mut files: Vec<(String, BTreeSet<String>)> = Vec::new();
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut shared: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut views: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (folder, mark) in [
        ("tables", ""),
        ("views", ""),
        ("shared", ""),
        ("messages", "pub mod "),
    ] {
        let list = read(&format!("generated/{folder}.rs"));
        // Views end with the modules of the messages, which are looked at below.
        let list = list.split("pub mod messages {").next().unwrap();
        for (name, features) in conditions(list, mark) {
            let path = format!("generated/{folder}/{name}.rs");
            let text = read(&path);
            if folder == "tables" {
                assert!(features.contains("catalogue"), "{path}");
                for table in names(&text, "pub static ") {
                    let before = tables.insert(table.to_owned(), features.clone());
                    assert!(before.is_none(), "two tables {table}");
                }
            } else if folder == "views" {
                for view in names(&text, "pub struct ") {
                    let before = views.insert(view.to_owned(), features.clone());
                    assert!(before.is_none(), "two views {view}");
                }
            } else if folder == "shared" {
                for item in names(&text, "pub struct ").chain(names(&text, "pub enum ")) {
                    let before = shared.insert(item.to_owned(), features.clone());
                    assert!(before.is_none(), "two types {item}");
                }
            }
            files.push((path, features));
        }
    }
    assert!(tables.len() > 4000 && shared.len() > 2000);
    let mut seen = 0;
    for (path, features) in &files {
        let text = read(path);
        let used_tables = names(&text, "t::").chain(names(&text, "tables::"));
        for (name, known) in used_tables
            .map(|n| (n, &tables))
            .chain(names(&text, "v::").map(|n| (n, &views)))
            .chain(names(&text, "shared::").map(|n| (n, &shared)))
            .chain(shown(&text).map(|n| (n, &shared)))
        {
            assert!(features.is_subset(&known[name]), "{path} names {name}");
            seen += 1;
        }
    }
    assert!(seen > 50_000, "{seen}");
    let list = read("generated/views.rs");
    let roots = list.split_once("pub mod messages {").unwrap().1;
    for line in roots.lines().filter(|line| line.contains("cfg(")) {
        let features: BTreeSet<String> = conditions(line, "pub mod ").into_values().next().unwrap();
        let root = line.split("pub use super::super::").nth(1).unwrap();
        let known = &views[root.split(' ').next().unwrap()];
        assert!(features.is_subset(known), "{line}");
    }
}

/// The names in `pub use shared::{...}`; of a single one without braces `names` takes care.
fn shown(text: &str) -> impl Iterator<Item = &str> {
    let list = text.split_once("pub use shared::{");
    let list = list.and_then(|(_, rest)| rest.split_once('}'));
    let names = list.map_or("", |(list, _)| list).split(',');
    names
        .map(|n| n.trim().split(' ').next().unwrap())
        .filter(|n| !n.is_empty())
}

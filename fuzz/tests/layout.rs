//! Every target has its file, its entry in the manifest and its seeds; nothing is left over.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn names(folder: &str) -> BTreeSet<String> {
    fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[test]
fn targets_manifest_and_corpus_agree() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let bins: BTreeSet<String> = manifest
        .split("[[bin]]")
        .skip(1)
        .filter_map(|bin| bin.split('"').nth(1).map(str::to_owned))
        .collect();
    assert!(!bins.is_empty());
    assert_eq!(names("fuzz_targets"), bins);
    assert_eq!(names("corpus"), bins);
}

#[test]
fn each_target_calls_the_body_of_its_name() {
    for name in names("fuzz_targets") {
        let source = fs::read_to_string(root().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        let (module, body) = name.split_once('_').unwrap();
        assert!(
            source.contains(&format!("girokit_fuzz::{module}::{body}(data)")),
            "{name}"
        );
        assert!(source.lines().count() <= 3, "{name} has a body of its own");
    }
}

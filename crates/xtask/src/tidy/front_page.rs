//! A published crate explains itself: an example that runs on its front page, and a manifest that can be found.

use super::model::Package;

/// Lists what published crates lack.
pub(super) fn check(packages: &[Package]) -> Vec<String> {
    packages
        .iter()
        .filter(|package| package.published)
        .flat_map(|package| {
            missing(package)
                .into_iter()
                .map(|what| format!("{}: published without {what}", package.folder))
        })
        .collect()
}

fn missing(package: &Package) -> Vec<&'static str> {
    let blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    let page = package.front_page.as_deref().unwrap_or_default();
    [
        (blank(&package.description), "a description"),
        (package.keywords.is_empty(), "keywords"),
        (package.categories.is_empty(), "categories"),
        (blank(&package.license), "a license"),
        (
            !has_example(page),
            "an example that runs in the docs of its lib.rs",
        ),
    ]
    .into_iter()
    .filter_map(|(lacks, what)| lacks.then_some(what))
    .collect()
}

/// Looks for a code block that rustdoc compiles and runs: one opened by ` ``` ` alone or with `rust`.
fn has_example(source: &str) -> bool {
    let mut inside = false;
    for line in source.lines().filter_map(|line| line.strip_prefix("//!")) {
        if let Some(info) = line.trim().strip_prefix("```") {
            if !inside && matches!(info.trim(), "" | "rust") {
                return true;
            }
            inside = !inside;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "//! Counts.\n//!\n//! ```\n//! assert_eq!(1, 1);\n//! ```\n";

    fn complete() -> Package {
        Package {
            name: "girokit-a".to_owned(),
            folder: "crates/girokit-a".to_owned(),
            published: true,
            description: Some("Counts.".to_owned()),
            keywords: vec!["payments".to_owned()],
            categories: vec!["finance".to_owned()],
            license: Some("Apache-2.0".to_owned()),
            front_page: Some(PAGE.to_owned()),
            arrows: Vec::new(),
        }
    }

    fn findings(change: impl FnOnce(&mut Package)) -> Vec<String> {
        let mut package = complete();
        change(&mut package);
        check(&[package])
    }

    #[test]
    fn a_complete_crate_passes() {
        assert_eq!(findings(|_| ()), Vec::<String>::new());
    }

    #[test]
    fn each_missing_part_is_told() {
        let says = |found: Vec<String>, what: &str| {
            assert_eq!(
                found,
                [format!("crates/girokit-a: published without {what}")]
            );
        };
        says(
            findings(|package| package.description = None),
            "a description",
        );
        says(findings(|package| package.keywords.clear()), "keywords");
        says(findings(|package| package.categories.clear()), "categories");
        says(
            findings(|package| package.license = Some(" ".to_owned())),
            "a license",
        );
        let example = "an example that runs in the docs of its lib.rs";
        says(findings(|package| package.front_page = None), example);
        says(
            findings(|package| package.front_page = Some("//! Counts.\n".to_owned())),
            example,
        );
    }

    #[test]
    fn an_unpublished_package_may_be_bare() {
        let bare = |package: &mut Package| {
            package.published = false;
            package.front_page = None;
            package.keywords.clear();
        };
        assert_eq!(findings(bare), Vec::<String>::new());
    }

    #[test]
    fn only_blocks_that_run_count() {
        assert!(has_example(PAGE));
        assert!(has_example("//! ```rust\n//! ```\n"));
        assert!(!has_example("//! ```text\n//! picture\n//! ```\n"));
        assert!(!has_example("//! ```ignore\n//! f();\n//! ```\n"));
        assert!(!has_example("/// ```\n/// ```\nfn f() {}\n"));
        assert!(has_example(
            "//! ```text\n//! ```\n//! ```\n//! f();\n//! ```\n"
        ));
    }
}

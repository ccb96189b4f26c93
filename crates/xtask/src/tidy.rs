//! `cargo xtask tidy`: the rules of the house that no compiler checks.
//!
//! It reads `cargo metadata` into [`model`], then asks each rule for its findings. A rule is a pure function over the
//! model, so that its tests need no workspace on disk.

mod arrows;
mod file_size;
mod front_page;
mod model;

use std::error::Error;

/// What `cargo xtask --help` says.
pub(crate) const HELP: &str =
    "arrows between crates, front pages and manifests of published crates, file sizes";

/// Runs every rule over the workspace and prints its findings.
pub(crate) fn run(parser: &mut lexopt::Parser) -> Result<usize, Box<dyn Error>> {
    if let Some(argument) = parser.next()? {
        return Err(format!("tidy takes no arguments, found {argument:?}").into());
    }
    let workspace = model::Workspace::load()?;
    let findings = check(&workspace);
    for finding in &findings {
        eprintln!("tidy: {finding}");
    }
    eprintln!(
        "tidy: {} packages, {} findings",
        workspace.packages.len(),
        findings.len()
    );
    Ok(findings.len())
}

/// Asks every rule.
fn check(workspace: &model::Workspace) -> Vec<String> {
    let mut findings = arrows::check(&workspace.packages);
    findings.extend(front_page::check(&workspace.packages));
    findings.extend(file_size::check(&workspace.sources));
    findings
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    /// DESIGN: "a test reads cargo metadata and fails on an arrow that this page does not allow".
    #[test]
    fn this_workspace_is_tidy() {
        let workspace = model::Workspace::load().unwrap();
        assert!(
            workspace
                .packages
                .iter()
                .any(|package| package.name == "girokit-types")
        );
        assert!(
            workspace
                .sources
                .iter()
                .any(|source| source.path.ends_with("xtask/src/tidy.rs"))
        );
        assert_eq!(check(&workspace), Vec::<String>::new());
    }
}

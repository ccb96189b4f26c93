//! What the rules need to know of the workspace, and no more.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// The workspace as the rules see it.
#[derive(Debug)]
pub(super) struct Workspace {
    pub(super) packages: Vec<Package>,
    pub(super) sources: Vec<Source>,
}

/// A workspace member.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: String,
    /// The folder under the root, with `/`: `crates/girokit-types`.
    pub(super) folder: String,
    /// False when the manifest says `publish = false`.
    pub(super) published: bool,
    pub(super) description: Option<String>,
    pub(super) keywords: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) license: Option<String>,
    /// The text of the library's root file; `None` for a package of binaries.
    pub(super) front_page: Option<String>,
    /// Dependencies on other members.
    pub(super) arrows: Vec<Arrow>,
}

/// A dependency between two members.
#[derive(Debug)]
pub(super) struct Arrow {
    pub(super) to: String,
    /// True for a dev-dependency: seen by tests only, never by a user.
    pub(super) dev: bool,
}

/// A Rust file under the root.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) lines: usize,
    /// True when the head of the file says that `cargo xtask codegen` wrote it.
    pub(super) generated: bool,
}

impl Workspace {
    /// Reads `cargo metadata` and the sources.
    pub(super) fn load() -> Result<Self, Box<dyn Error>> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let metadata = MetadataCommand::new()
            .manifest_path(manifest)
            .no_deps()
            .other_options(vec!["--offline".to_owned()])
            .exec()?;
        let root = metadata.workspace_root.as_std_path();
        let members: Vec<&cargo_metadata::Package> = metadata.workspace_packages();
        let names: Vec<&str> = members
            .iter()
            .map(|package| package.name.as_str())
            .collect();
        let mut packages = Vec::with_capacity(members.len());
        for member in &members {
            packages.push(Package::read(member, root, &names)?);
        }
        let mut sources = Vec::new();
        collect_sources(root, root, &mut sources)?;
        Ok(Self { packages, sources })
    }
}

impl Package {
    fn read(
        package: &cargo_metadata::Package,
        root: &Path,
        members: &[&str],
    ) -> Result<Self, Box<dyn Error>> {
        let folder = package
            .manifest_path
            .parent()
            .ok_or("a manifest without a folder")?;
        let library = package
            .targets
            .iter()
            .find(|target| target.is_lib() || target.is_proc_macro());
        let front_page = library
            .map(|target| fs::read_to_string(&target.src_path))
            .transpose()?;
        let arrows = package
            .dependencies
            .iter()
            .filter(|dependency| members.contains(&dependency.name.as_str()))
            .map(|dependency| Arrow {
                to: dependency.name.clone(),
                dev: dependency.kind == DependencyKind::Development,
            })
            .collect();
        Ok(Self {
            name: package.name.to_string(),
            folder: relative(folder.as_std_path(), root),
            published: package
                .publish
                .as_ref()
                .is_none_or(|registries| !registries.is_empty()),
            description: package.description.clone(),
            keywords: package.keywords.clone(),
            categories: package.categories.clone(),
            license: package.license.clone(),
            front_page,
            arrows,
        })
    }
}

/// Walks the tree for Rust files, past build output and hidden folders.
fn collect_sources(
    folder: &Path,
    root: &Path,
    sources: &mut Vec<Source>,
) -> Result<(), Box<dyn Error>> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                collect_sources(&path, root, sources)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            sources.push(Source {
                path: relative(&path, root),
                lines: text.lines().count(),
                generated: is_generated(&text),
            });
        }
    }
    Ok(())
}

/// Looks for the mark of the generator in the first three lines (`rustfmt` and `#![allow]` may stand before it).
fn is_generated(text: &str) -> bool {
    text.lines()
        .take(3)
        .any(|line| line.contains("Generated by") && line.contains("cargo xtask"))
}

/// Writes a path under the root with `/`.
fn relative(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_files_say_so_at_their_head() {
        assert!(is_generated(
            "//! Generated by `cargo xtask codegen iso20022`; do not edit.\n"
        ));
        assert!(!is_generated(
            "//! Reads.\n\n\n// Generated by cargo xtask codegen\n"
        ));
    }

    #[test]
    fn paths_are_told_from_the_root() {
        assert_eq!(
            relative(Path::new("/w/crates/a/src/lib.rs"), Path::new("/w")),
            "crates/a/src/lib.rs"
        );
    }
}

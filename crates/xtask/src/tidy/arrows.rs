//! Which crate may depend on which: the picture of ARCHITECTURE.md as data, written once, here.

use super::model::{Arrow, Package};

/// What a crate of `crates/` may depend on. A crate that is missing here does not belong to the design yet.
struct Allowed {
    name: &'static str,
    may_use: &'static [&'static str],
}

/// The picture. Dependencies only point down; formats never know each other; `girokit-recon` and `girokit-bank` know no
/// format; `girokit-gateway` never names a concrete adapter.
const PICTURE: &[Allowed] = &[
    Allowed {
        name: "girokit-types",
        may_use: &[],
    },
    Allowed {
        name: "girokit-crypto",
        may_use: &["girokit-types"],
    },
    Allowed {
        name: "girokit-files",
        may_use: &["girokit-types"],
    },
    Allowed {
        name: "girokit-iso20022",
        may_use: &["girokit-types"],
    },
    Allowed {
        name: "girokit-iso20022-codegen",
        may_use: &[],
    },
    Allowed {
        name: "girokit-iso8583",
        may_use: &["girokit-iso8583-derive", "girokit-types"],
    },
    Allowed {
        name: "girokit-iso8583-derive",
        may_use: &[],
    },
    Allowed {
        name: "girokit-bank",
        may_use: &["girokit-types"],
    },
    Allowed {
        name: "girokit-custody",
        may_use: &["girokit-types"],
    },
    Allowed {
        name: "girokit-recon",
        may_use: &["girokit-types"],
    },
    Allowed {
        name: "girokit-adapters",
        may_use: &[
            "girokit-bank",
            "girokit-crypto",
            "girokit-files",
            "girokit-iso20022",
            "girokit-iso8583",
            "girokit-types",
        ],
    },
    Allowed {
        name: "girokit-gateway",
        may_use: &[
            "girokit-bank",
            "girokit-crypto",
            "girokit-custody",
            "girokit-iso20022",
            "girokit-recon",
            "girokit-types",
        ],
    },
    Allowed {
        name: "girokit",
        may_use: &[
            "girokit-adapters",
            "girokit-bank",
            "girokit-crypto",
            "girokit-custody",
            "girokit-files",
            "girokit-gateway",
            "girokit-iso20022",
            "girokit-iso8583",
            "girokit-recon",
            "girokit-types",
        ],
    },
    Allowed {
        name: "xtask",
        may_use: &["girokit-iso20022-codegen"],
    },
];

/// What any crate's tests may use besides: the bodies that replay its corpus. It reaches no user, as dev-dependencies
/// are not built for them, and a dev-dependency without a version is dropped on publishing.
const FOR_ANY_TESTS: &[&str] = &["girokit-fuzz"];

/// What the tests of one crate may use besides. The generator's tests compile what it wrote against the runtime.
const FOR_TESTS: &[(&str, &str)] = &[("girokit-iso20022-codegen", "girokit-iso20022")];

/// Packages outside `crates/` that stand at the top: they may use every crate of the picture but nothing may use them.
const TOP_FOLDERS: &[&str] = &["benches", "examples/", "fuzz"];

/// Lists every arrow that the picture does not have, and every crate that it does not know.
pub(super) fn check(packages: &[Package]) -> Vec<String> {
    packages
        .iter()
        .flat_map(|package| match rule_for(package) {
            Some(rule) => package
                .arrows
                .iter()
                .filter(|arrow| !rule.allows(&package.name, arrow))
                .map(|arrow| forbidden(package, arrow))
                .collect(),
            None => vec![format!(
                "{}: {} is not in the picture; give it a place in xtask's tidy/arrows.rs and in ARCHITECTURE.md",
                package.folder, package.name
            )],
        })
        .collect()
}

/// What one package may do.
enum Rule {
    /// Use the crates of this list.
    Listed(&'static [&'static str]),
    /// Use every crate that is published; tools stay out.
    Top,
}

impl Rule {
    fn allows(&self, from: &str, arrow: &Arrow) -> bool {
        let to = arrow.to.as_str();
        let down = match self {
            Self::Listed(names) => names.contains(&to),
            Self::Top => to != "xtask" && PICTURE.iter().any(|allowed| allowed.name == to),
        };
        down || (arrow.dev && (FOR_ANY_TESTS.contains(&to) || FOR_TESTS.contains(&(from, to))))
    }
}

fn rule_for(package: &Package) -> Option<Rule> {
    if TOP_FOLDERS
        .iter()
        .any(|folder| package.folder.starts_with(folder))
    {
        return Some(Rule::Top);
    }
    PICTURE
        .iter()
        .find(|allowed| allowed.name == package.name)
        .map(|allowed| Rule::Listed(allowed.may_use))
}

fn forbidden(package: &Package, arrow: &Arrow) -> String {
    let kind = if arrow.dev {
        "dev-dependency"
    } else {
        "dependency"
    };
    format!(
        "{}: {} may not have {} as a {kind}; the picture in ARCHITECTURE.md has no such arrow",
        package.folder, package.name, arrow.to
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(folder: &str, to: &[(&str, bool)]) -> Package {
        Package {
            name: folder.rsplit('/').next().unwrap_or(folder).to_owned(),
            folder: folder.to_owned(),
            published: true,
            description: None,
            keywords: Vec::new(),
            categories: Vec::new(),
            license: None,
            front_page: None,
            arrows: to
                .iter()
                .map(|(to, dev)| Arrow {
                    to: (*to).to_owned(),
                    dev: *dev,
                })
                .collect(),
        }
    }

    fn findings(folder: &str, to: &[(&str, bool)]) -> usize {
        check(&[package(folder, to)]).len()
    }

    #[test]
    fn arrows_of_the_picture_pass() {
        assert_eq!(
            findings("crates/girokit-recon", &[("girokit-types", false)]),
            0
        );
        assert_eq!(
            findings(
                "crates/girokit-adapters",
                &[("girokit-bank", false), ("girokit-iso20022", false)]
            ),
            0
        );
        assert_eq!(findings("examples/shop", &[("girokit-adapters", false)]), 0);
    }

    #[test]
    fn types_depend_on_nothing() {
        assert_eq!(
            findings("crates/girokit-types", &[("girokit-recon", false)]),
            1
        );
        assert_eq!(
            findings("crates/girokit-types", &[("girokit-iso20022", true)]),
            1
        );
    }

    #[test]
    fn formats_do_not_know_each_other() {
        assert_eq!(
            findings("crates/girokit-files", &[("girokit-iso20022", false)]),
            1
        );
    }

    #[test]
    fn engines_know_no_format() {
        assert_eq!(
            findings("crates/girokit-recon", &[("girokit-iso20022", false)]),
            1
        );
        assert_eq!(
            findings("crates/girokit-bank", &[("girokit-iso20022", true)]),
            1
        );
    }

    #[test]
    fn the_gateway_names_no_adapter() {
        assert_eq!(
            findings("crates/girokit-gateway", &[("girokit-adapters", false)]),
            1
        );
    }

    #[test]
    fn fuzz_bodies_serve_tests_only() {
        assert_eq!(
            findings("crates/girokit-types", &[("girokit-fuzz", true)]),
            0
        );
        assert_eq!(
            findings("crates/girokit-types", &[("girokit-fuzz", false)]),
            1
        );
    }

    #[test]
    fn the_generator_meets_its_runtime_in_tests_only() {
        let (generator, runtime) = ("crates/girokit-iso20022-codegen", "girokit-iso20022");
        assert_eq!(findings(generator, &[(runtime, true)]), 0);
        assert_eq!(findings(generator, &[(runtime, false)]), 1);
    }

    #[test]
    fn tools_and_tops_are_used_by_nobody() {
        assert_eq!(findings("examples/shop", &[("xtask", false)]), 1);
        assert_eq!(
            findings("examples/shop", &[("pay-and-reconcile", false)]),
            1
        );
        assert_eq!(findings("crates/girokit", &[("girokit-benches", true)]), 1);
    }

    #[test]
    fn a_crate_outside_the_picture_is_told() {
        assert_eq!(findings("crates/girokit-misc", &[]), 1);
    }

    #[test]
    fn every_name_in_the_picture_has_a_place_of_its_own() {
        for allowed in PICTURE {
            for to in allowed.may_use {
                assert!(
                    PICTURE.iter().any(|other| other.name == *to),
                    "{to} has no row"
                );
            }
        }
    }
}

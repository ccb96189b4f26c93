//! Which feature brings which message: crates.io admits 300 features for a crate, and there are 649 messages.
//!
//! - An area (`pain`) brings the current version of each of its messages.
//! - A version that people name in practice has a feature of its own (`pain-001-001-09`).
//! - A message's group (`pain-001`) brings every version of it. A message with one version has that version's feature instead.
//! - `all-versions` brings every version of every message.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The versions with a feature of their own: those of the 2009 release, which banks still send, those that a market names in
/// its guidelines, and everything from the 2019 release on of the messages that everybody meets.
const NAMED: &[(&str, &[u8])] = &[
    ("camt.029", &[3, 9, 10, 11, 12, 13, 14]),
    ("camt.052", &[2, 4, 6, 8, 9, 10, 11, 12, 13, 14]),
    ("camt.053", &[2, 4, 7, 8, 9, 10, 11, 12, 13, 14]),
    ("camt.054", &[2, 4, 8, 9, 10, 11, 12, 13, 14]),
    ("camt.055", &[8]),
    ("camt.056", &[1, 8, 9, 10, 11, 12]),
    ("camt.057", &[6]),
    ("camt.060", &[5]),
    ("camt.110", &[1]),
    ("camt.111", &[2]),
    ("head.001", &[1, 2, 3, 4]),
    ("pacs.002", &[3, 8, 10, 11, 12, 13, 14, 15, 16]),
    ("pacs.003", &[2, 8, 11, 12]),
    ("pacs.004", &[2, 9, 10, 11, 12, 13, 14, 15]),
    ("pacs.007", &[9]),
    ("pacs.008", &[2, 7, 8, 9, 10, 11, 12, 13, 14]),
    ("pacs.009", &[7, 8, 9, 10, 11, 12, 13]),
    ("pacs.010", &[3]),
    ("pacs.028", &[3]),
    ("pain.001", &[3, 8, 9, 10, 11, 12, 13]),
    ("pain.002", &[3, 10, 11, 12, 13, 14, 15]),
    ("pain.007", &[9]),
    ("pain.008", &[2, 8, 9, 10, 11, 12]),
    ("pain.013", &[7]),
    ("pain.014", &[7]),
    ("remt.001", &[4]),
];

/// The current version where it is not the newest: what the market infrastructures and schemes demand today, most of it the
/// 2019 release. Read in public copies of their lists, since the lists themselves stand behind registration:
///
/// - CBPR+ SR2025: `internal/rules/cbpr.go` of sebastienrousseau/anchor ("SR2025 Usage Identifiers") and the README of
///   Payment-Components/demo-iso20022 ("Supported CBPR+ Message Types"). Both have camt.029.001.09, camt.052 to .056 in .08,
///   camt.057.001.06, camt.058.001.08, camt.060.001.05, camt.105.001.02, camt.106.001.02, camt.107.001.01, camt.108.001.01,
///   camt.109.001.01, pacs.002.001.10, pacs.003.001.08, pacs.004.001.09, pacs.008 and .009 in .08, pacs.010.001.03, pain.001.001.09,
///   pain.002.001.10, pain.008.001.08.
/// - FedNow Service Release 1, edition of 6 August 2024: the namespaces of moov-io/fednow20022. camt.026.001.07, camt.028.001.09,
///   pacs.028.001.03, pain.013.001.07, pain.014.001.07. It is alone with pacs.004.001.10 and camt.055.001.09, so those stay with CBPR+.
/// - RTP of The Clearing House: the namespaces of moov-io/rtp20022. camt.026.001.07, camt.028.001.09, remt.001.001.04.
/// - Swift's case management: camt.110.001.01 and camt.111.001.02, the README of Payment-Components/demo-iso20022 ("Supported
///   Swiftcase Message Types"). Fedwire has both messages, too (frbservices.org, "Format Frequently Asked Questions").
///
/// pacs.007 and pain.007 are in none of these; their versions are those of the release of most others.
const CURRENT: &[(&str, u8)] = &[
    ("camt.026", 7),
    ("camt.028", 9),
    ("camt.029", 9),
    ("camt.052", 8),
    ("camt.053", 8),
    ("camt.054", 8),
    ("camt.055", 8),
    ("camt.056", 8),
    ("camt.057", 6),
    ("camt.058", 8),
    ("camt.060", 5),
    ("camt.105", 2),
    ("camt.106", 2),
    ("camt.107", 1),
    ("camt.108", 1),
    ("camt.109", 1),
    ("camt.110", 1),
    ("camt.111", 2),
    ("head.001", 2),
    ("pacs.002", 10),
    ("pacs.003", 8),
    ("pacs.004", 9),
    ("pacs.007", 9),
    ("pacs.008", 8),
    ("pacs.009", 8),
    ("pacs.010", 3),
    ("pacs.028", 3),
    ("pain.001", 9),
    ("pain.002", 10),
    ("pain.007", 9),
    ("pain.008", 8),
    ("pain.013", 7),
    ("pain.014", 7),
    ("remt.001", 4),
];

/// The message of which this id is a version: `pain.001`.
fn family(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

fn area(id: &str) -> &str {
    id.split('.').next().unwrap_or(id)
}

fn version(id: &str) -> Option<u8> {
    id.rsplit('.').next()?.parse().ok()
}

fn feature(id: &str) -> String {
    id.replace('.', "-")
}

/// The features of a set of messages.
pub(crate) struct Plan {
    /// The messages by family.
    families: BTreeMap<String, Vec<String>>,
}

impl Plan {
    pub(crate) fn new(messages: &[String]) -> Self {
        let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for id in messages {
            families
                .entry(family(id).to_owned())
                .or_default()
                .push(id.clone());
        }
        Self { families }
    }

    fn versions(&self, id: &str) -> &[String] {
        self.families
            .get(family(id))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Whether a message has a feature of its own.
    fn is_named(&self, id: &str) -> bool {
        let listed = NAMED.iter().find(|(f, _)| *f == family(id));
        let named =
            listed.is_some_and(|(_, versions)| version(id).is_some_and(|v| versions.contains(&v)));
        named || self.versions(id).len() == 1
    }

    /// Whether the area's feature brings this version.
    pub(crate) fn is_current(&self, id: &str) -> bool {
        match CURRENT.iter().find(|(f, _)| *f == family(id)) {
            Some((_, current)) => version(id) == Some(*current),
            None => self.versions(id).last().is_some_and(|newest| newest == id),
        }
    }

    /// For each message the features that it is compiled under; the others bring it through these.
    pub(crate) fn conditions(&self) -> BTreeMap<String, Vec<String>> {
        let of = |id: &String| {
            if self.is_named(id) {
                return vec![feature(id)];
            }
            let area = self.is_current(id).then(|| area(id).to_owned());
            area.into_iter().chain([feature(family(id))]).collect()
        };
        self.families
            .values()
            .flatten()
            .map(|id| (id.clone(), of(id)))
            .collect()
    }

    /// The features of `Cargo.toml` and what each brings.
    pub(crate) fn features(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut features: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut all = BTreeSet::new();
        for (family, versions) in &self.families {
            let area = area(family).to_owned();
            features.entry(area.clone()).or_default();
            if versions.len() > 1 {
                features.entry(feature(family)).or_default();
                all.insert(feature(family));
            }
            for id in versions.iter().filter(|id| self.is_named(id)) {
                features.entry(feature(id)).or_default();
                match versions.len() {
                    1 => all.insert(feature(id)),
                    _ => features
                        .entry(feature(family))
                        .or_default()
                        .insert(feature(id)),
                };
                if self.is_current(id) {
                    features
                        .entry(area.clone())
                        .or_default()
                        .insert(feature(id));
                }
            }
        }
        features.insert("all-versions".to_owned(), all);
        features.insert("catalogue".to_owned(), BTreeSet::new());
        features
    }

    /// The block of `Cargo.toml` between [`BEGIN`] and [`END`].
    pub(crate) fn block(&self) -> String {
        let mut text = String::new();
        let features = self.features();
        let (short, long): (Vec<_>, Vec<_>) = features
            .iter()
            .partition(|(name, _)| !name.contains('-') || *name == "all-versions");
        for (name, brings) in short.into_iter().chain(long) {
            let list: Vec<String> = brings.iter().map(|b| format!("\"{b}\"")).collect();
            let _ = writeln!(text, "{name} = [{}]", list.join(", "));
        }
        text
    }
}

/// The line of `Cargo.toml` before the features that this module writes.
pub(crate) const BEGIN: &str = "# Written by `cargo xtask codegen iso20022` to `# End`, from crates/xtask/src/codegen/features.rs.\n";

/// The line behind them.
pub(crate) const END: &str = "# End\n";

/// The manifest with the features in place.
pub(crate) fn manifest(text: &str, plan: &Plan) -> Result<String, String> {
    let missing = || format!("Cargo.toml of girokit-iso20022 lacks the line {BEGIN:?} or {END:?}");
    let (before, rest) = text.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    Ok(format!("{before}{BEGIN}{}{END}{after}", plan.block()))
}

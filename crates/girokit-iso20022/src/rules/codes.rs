//! External code sets: the lists of codes that ISO 20022 publishes apart from the schemas, four times a year.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

mod release;

/// The external code sets that codes are held against.
///
/// The crate comes with the sets of one [release](Self::RELEASE), complete for each set that it lists. A set that it does not list is
/// not checked: the bank transaction codes (domain, family, sub-family), which ISO 20022 publishes as a table of their own, and the
/// sets without codes in that release. A user adds the sets that he has, in a simple text form or (feature `serde`) in the JSON form
/// in which ISO 20022 publishes them:
///
/// ```
/// use girokit_iso20022::rules::CodeSets;
///
/// let codes = CodeSets::new()
///     .with_codes("ExternalPurpose1Code", ["MINE"])
///     .with_text("# mine, 2026-11\nExternalBankTransactionDomain1Code ACMT CAMT PMNT XTND\n")?;
/// assert_eq!(codes.contains("ExternalPurpose1Code", "SALA"), Some(true));
/// assert_eq!(codes.contains("ExternalPurpose1Code", "MINE"), Some(true));
/// assert_eq!(codes.contains("ExternalBankTransactionDomain1Code", "NONE"), Some(false));
/// assert_eq!(codes.contains("ExternalBankTransactionFamily1Code", "RCDT"), None); // no list: not checked
/// # Ok::<(), girokit_iso20022::rules::ParseCodeSetsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSets {
    /// Whether the sets of the release are looked at when there is no own one.
    release: bool,
    /// Own sets; an empty one hides the release's.
    own: BTreeMap<String, BTreeSet<String>>,
}

impl Default for CodeSets {
    fn default() -> Self {
        Self {
            release: true,
            own: BTreeMap::new(),
        }
    }
}

impl CodeSets {
    /// The release of the sets that come with this version of the crate, as ISO 20022 names it.
    pub const RELEASE: &str = release::RELEASE;

    /// The sets that come with this version of the crate.
    pub fn new() -> Self {
        Self::default()
    }

    /// No set, so that no code is checked.
    pub fn empty() -> Self {
        Self {
            release: false,
            own: BTreeMap::new(),
        }
    }

    /// Replaces a set, named as in the schemas (`ExternalPurpose1Code`). Without codes, the set is not checked.
    #[must_use]
    pub fn with_set<C: Into<String>>(
        mut self,
        name: impl Into<String>,
        codes: impl IntoIterator<Item = C>,
    ) -> Self {
        let codes = codes.into_iter().map(Into::into).collect();
        self.own.insert(name.into(), codes);
        self
    }

    /// Adds codes to a set.
    #[must_use]
    pub fn with_codes<C: Into<String>>(
        mut self,
        name: &str,
        codes: impl IntoIterator<Item = C>,
    ) -> Self {
        let mut all: BTreeSet<String> = match self.own.remove(name) {
            Some(own) => own,
            None => self.released(name).map_or_else(BTreeSet::new, |known| {
                known.split(' ').map(str::to_owned).collect()
            }),
        };
        all.extend(codes.into_iter().map(Into::into));
        self.own.insert(name.to_owned(), all);
        self
    }

    /// Replaces sets by those of a text: in each line a set's name and its codes, with white space or commas between them. Empty
    /// lines and lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// If a line does not begin with the name of an external code set, or has something that cannot be a code: more than 35
    /// characters, or others than letters and digits.
    pub fn with_text(mut self, text: &str) -> Result<Self, ParseCodeSetsError> {
        for (line, content) in (1..).zip(text.lines()) {
            let mut words = content
                .split(|c: char| c.is_whitespace() || c == ',')
                .filter(|word| !word.is_empty());
            let Some(name) = words.next().filter(|name| !name.starts_with('#')) else {
                continue;
            };
            if !name.starts_with("External") || !name.ends_with("Code") {
                return Err(ParseCodeSetsError { line });
            }
            let codes: BTreeSet<String> = words.map(str::to_owned).collect();
            let is_code =
                |code: &String| code.len() <= 35 && code.bytes().all(|b| b.is_ascii_alphanumeric());
            if !codes.iter().all(is_code) {
                return Err(ParseCodeSetsError { line });
            }
            self.own.insert(name.to_owned(), codes);
        }
        Ok(self)
    }

    /// Replaces sets by those of another collection's own.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.own.extend(other.own);
        self
    }

    /// Whether a set has a code; `None` when there is no list to hold it against.
    pub fn contains(&self, set: &str, code: &str) -> Option<bool> {
        if let Some(own) = self.own.get(set) {
            return (!own.is_empty()).then(|| own.contains(code));
        }
        Some(has_word(self.released(set)?, code))
    }

    /// The names of the sets that codes are held against.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let released = release::SETS.iter().map(|(name, _)| *name);
        let released = released.filter(|name| self.release && !self.own.contains_key(*name));
        let own = self.own.iter().filter(|(_, codes)| !codes.is_empty());
        released.chain(own.map(|(name, _)| name.as_str()))
    }

    fn released(&self, set: &str) -> Option<&'static str> {
        let at = release::SETS.binary_search_by_key(&set, |(name, _)| name);
        let (_, codes) = release::SETS.get(at.ok()?)?;
        self.release.then_some(*codes)
    }
}

/// Searches a word in sorted words with one space between them.
fn has_word(mut words: &str, word: &str) -> bool {
    while !words.is_empty() {
        // The word around the middle; the text is ASCII, so that every index is a boundary.
        let middle = words.len() / 2;
        let (before, after) = words.split_at(middle);
        let start = before.rfind(' ').map_or(0, |space| space + 1);
        let end = after.find(' ').map_or(words.len(), |space| middle + space);
        let found = words.get(start..end).unwrap_or_default();
        words = match found.cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => words.get(end + 1..).unwrap_or_default(),
            std::cmp::Ordering::Greater => words.get(..start.saturating_sub(1)).unwrap_or_default(),
        };
    }
    false
}

/// The JSON form in which ISO 20022 publishes the sets: `{"definitions": {"ExternalPurpose1Code": {"enum": ["ACCT", ...]}, ...}}`.
/// The collection has the sets of the document only; give it to [`CodeSets::with`].
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for CodeSets {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Document {
            definitions: BTreeMap<String, Definition>,
        }
        #[derive(serde::Deserialize)]
        struct Definition {
            #[serde(default, rename = "enum")]
            codes: BTreeSet<String>,
        }
        let document = Document::deserialize(deserializer)?;
        let sets = document.definitions.into_iter();
        Ok(Self {
            release: false,
            own: sets.map(|(name, set)| (name, set.codes)).collect(),
        })
    }
}

/// A text that is no list of external code sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseCodeSetsError {
    line: u32,
}

impl ParseCodeSetsError {
    /// The line, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }
}

impl fmt::Display for ParseCodeSetsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}: expected the name of an external code set and its codes, found something else",
            self.line
        )
    }
}

impl std::error::Error for ParseCodeSetsError {}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_release_is_sorted_and_every_code_is_found() {
        assert!(release::SETS.is_sorted_by(|(a, _), (b, _)| a < b));
        let codes = CodeSets::new();
        for (name, words) in release::SETS {
            let all: Vec<&str> = words.split(' ').collect();
            assert!(all.is_sorted_by(|a, b| a < b), "{name}");
            for code in all {
                assert_eq!(codes.contains(name, code), Some(true), "{name} {code}");
                let other = format!("{code}~");
                assert_eq!(codes.contains(name, &other), Some(false), "{name} {other}");
            }
            for other in ["", "!", "~", "A"] {
                assert_eq!(codes.contains(name, other), Some(false), "{name} {other}");
            }
        }
    }

    #[test]
    fn own_sets_replace_extend_and_hide_the_release() {
        let name = "ExternalEntryStatus1Code";
        let codes = CodeSets::new().with_codes(name, ["MINE"]);
        assert_eq!(codes.contains(name, "BOOK"), Some(true));
        assert_eq!(codes.contains(name, "MINE"), Some(true));
        let codes = codes
            .with_text("\n# x\nExternalEntryStatus1Code A,B  C\n")
            .unwrap();
        assert_eq!(codes.contains(name, "BOOK"), Some(false));
        assert_eq!(codes.contains(name, "C"), Some(true));
        assert_eq!(codes.with_set(name, [""; 0]).contains(name, "BOOK"), None);
        assert_eq!(CodeSets::empty().contains(name, "BOOK"), None);
        for text in ["Other A", "ExternalX1Code \u{e4}", "ExternalX1Code A-B"] {
            let error = CodeSets::new().with_text(&format!("\n{text}")).unwrap_err();
            assert_eq!(error.line(), 2);
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn the_published_json_form_is_read() {
        let json = r#"{"$schema": "x", "properties": {"a": {}}, "definitions":
            {"ExternalPurpose1Code": {"type": "string", "enum": ["AAAA"]}, "ExternalNone1Code": {"type": "string"}}}"#;
        let codes = CodeSets::new().with(serde_json::from_str(json).unwrap());
        assert_eq!(codes.contains("ExternalPurpose1Code", "SALA"), Some(false));
        assert_eq!(codes.contains("ExternalPurpose1Code", "AAAA"), Some(true));
        assert_eq!(
            codes.contains("ExternalEntryStatus1Code", "BOOK"),
            Some(true)
        );
    }
}

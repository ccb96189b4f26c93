//! What is wrong with a file that can be read: problems, the rules they break, and the profiles that bend rules.

use core::fmt;
use std::borrow::Cow;

/// Most problems that a [`Report`] lists of each severity, unless the caller says otherwise; the others are only counted.
pub const MAX_PROBLEMS: usize = 1000;

/// Most characters of content that a problem shows.
pub const MAX_FOUND: usize = 60;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(
    clippy::exhaustive_enums,
    reason = "a rule is off, a warning or an error"
)]
pub enum Severity {
    /// Not reported: a profile's word for a rule that this bank does not have.
    Allowed,
    /// The file can be used; somebody should look.
    Warning,
    /// The file is not of its format.
    Error,
}

/// A rule of a format: a stable code, its severity unless a profile says otherwise, and where it is written.
///
/// Codes are `format.part.rule` (`nacha.batch-control.entry-hash`) and never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rule {
    code: &'static str,
    severity: Severity,
    source: &'static str,
}

impl Rule {
    /// A rule whose breach makes the file invalid. `source` is where the standard has it: `NACHA 8-record 11-20`.
    pub(crate) const fn error(code: &'static str, source: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Error,
            source,
        }
    }

    /// A rule whose breach a reader can live with.
    pub(crate) const fn warning(code: &'static str, source: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Warning,
            source,
        }
    }

    /// The code.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// The severity unless a profile says otherwise.
    pub fn severity(self) -> Severity {
        self.severity
    }

    /// Where the standard has the rule.
    pub fn source(self) -> &'static str {
        self.source
    }
}

/// The place of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Place {
    line: u64,
    column: u32,
    length: u32,
}

impl Place {
    /// A whole line, from 1; 0 is the file as a whole.
    pub fn line(line: u64) -> Self {
        Self {
            line,
            column: 0,
            length: 0,
        }
    }

    /// `length` bytes of a line, from the byte `column`, both counted from 1.
    pub fn span(line: u64, column: usize, length: usize) -> Self {
        Self {
            line,
            column: u32::try_from(column).unwrap_or(u32::MAX),
            length: u32::try_from(length).unwrap_or(u32::MAX),
        }
    }

    /// The line, from 1; none for the file as a whole.
    pub fn line_number(self) -> Option<u64> {
        (self.line > 0).then_some(self.line)
    }

    /// The first byte of the line, from 1; none for the whole line.
    pub fn column(self) -> Option<u32> {
        (self.column > 0).then_some(self.column)
    }

    /// The last byte, from 1; none for the whole line.
    pub fn last_column(self) -> Option<u32> {
        let behind = self.column.saturating_add(self.length.max(1));
        self.column().map(|_| behind.saturating_sub(1))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line_number(), self.column(), self.last_column()) {
            (None, ..) => f.write_str("file"),
            (Some(line), Some(first), Some(last)) if first != last => {
                write!(f, "line {line}, columns {first}-{last}")
            }
            (Some(line), Some(first), _) => write!(f, "line {line}, column {first}"),
            (Some(line), None, _) => write!(f, "line {line}"),
        }
    }
}

/// One breach of one rule: where, what was expected, what was found.
///
/// `found` shows content of at most [`MAX_FOUND`] characters; whoever makes a problem of an account or card number gives
/// it masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    rule: Rule,
    severity: Severity,
    place: Place,
    field: Cow<'static, str>,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
}

impl Problem {
    /// A breach of `rule` by the field of this name (the standard's), with the rule's own severity.
    pub(crate) fn new(
        rule: Rule,
        place: Place,
        field: impl Into<Cow<'static, str>>,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            rule,
            severity: rule.severity,
            place,
            field: field.into(),
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// The rule.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The severity under the profile that was asked for.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Where.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The field, by its name in the standard.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What the rule expects.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What stands there.
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}: expected {}, found {} [{}]",
            self.place, self.field, self.expected, self.found, self.rule.code
        )
    }
}

/// Content as a problem shows it: in quotes, bytes that do not print as escapes, cut after [`MAX_FOUND`] characters.
pub(crate) fn shown(content: &[u8]) -> String {
    let head = content.get(..MAX_FOUND).unwrap_or(content);
    let more = if head.len() < content.len() {
        "..."
    } else {
        ""
    };
    format!("\"{}{more}\"", head.escape_ascii())
}

/// What one bank or network bends of a format: data, by the codes of the rules.
///
/// A profile gives rules another severity. It never changes how bytes are read, so that a file that two profiles accept
/// means the same under both.
///
/// ```
/// use girokit_files::{Profile, Severity};
///
/// let profile = Profile::new("our-bank").with("nacha.file-header.immediate-origin", Severity::Warning);
/// assert_eq!(profile.name(), "our-bank");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    name: Cow<'static, str>,
    bends: Cow<'static, [(Cow<'static, str>, Severity)]>,
}

impl Profile {
    /// The standard as written.
    pub const STRICT: Self = Self::constant("strict", &[]);

    /// A profile of this crate.
    pub(crate) const fn constant(
        name: &'static str,
        bends: &'static [(Cow<'static, str>, Severity)],
    ) -> Self {
        Self {
            name: Cow::Borrowed(name),
            bends: Cow::Borrowed(bends),
        }
    }

    /// A profile of one's own that bends nothing yet.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            bends: Cow::Borrowed(&[]),
        }
    }

    /// The same under another name, to bend more.
    #[must_use]
    pub fn renamed(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.name = name.into();
        self
    }

    /// Gives a rule another severity; a code that ends in `.*` names every rule that begins so. The last word counts.
    #[must_use]
    pub fn with(mut self, code: impl Into<Cow<'static, str>>, severity: Severity) -> Self {
        self.bends.to_mut().push((code.into(), severity));
        self
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Every code with its severity, in the order in which they were given.
    pub fn bends(&self) -> impl Iterator<Item = (&str, Severity)> {
        self.bends
            .iter()
            .map(|(code, severity)| (&**code, *severity))
    }

    /// The severity of a rule under this profile.
    pub fn severity(&self, rule: Rule) -> Severity {
        let names = |code: &str| match code.strip_suffix('*') {
            Some(stem) => rule.code.starts_with(stem),
            None => rule.code == code,
        };
        let bend = self.bends.iter().rev().find(|(code, _)| names(code));
        bend.map_or(rule.severity, |(_, severity)| *severity)
    }
}

/// Every problem of a file, under a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    profile: Profile,
    limit: usize,
    problems: Vec<Problem>,
    errors: u64,
    warnings: u64,
}

impl Report {
    /// An empty report that lists at most [`MAX_PROBLEMS`] of each severity.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            limit: MAX_PROBLEMS,
            problems: Vec::new(),
            errors: 0,
            warnings: 0,
        }
    }

    /// Sets how many problems of each severity are listed; the others are only counted.
    #[must_use]
    pub fn with_limit(mut self, problems: usize) -> Self {
        self.limit = problems;
        self
    }

    /// The profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Whether there is no error; there may be warnings.
    pub fn is_valid(&self) -> bool {
        self.errors == 0
    }

    /// The problems that are listed, in the order in which they were found.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The errors that are listed.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.of(Severity::Error)
    }

    /// The warnings that are listed.
    pub fn warnings(&self) -> impl Iterator<Item = &Problem> {
        self.of(Severity::Warning)
    }

    /// How many errors there are, listed or not.
    pub fn error_count(&self) -> u64 {
        self.errors
    }

    /// How many warnings there are, listed or not.
    pub fn warning_count(&self) -> u64 {
        self.warnings
    }

    fn of(&self, severity: Severity) -> impl Iterator<Item = &Problem> {
        self.problems
            .iter()
            .filter(move |problem| problem.severity == severity)
    }

    /// Adds a problem, as bad as the profile says.
    pub(crate) fn add(&mut self, mut problem: Problem) {
        problem.severity = self.profile.severity(problem.rule);
        let count = match problem.severity {
            Severity::Allowed => return,
            Severity::Warning => &mut self.warnings,
            Severity::Error => &mut self.errors,
        };
        *count = count.saturating_add(1);
        if *count <= self.limit as u64 {
            self.problems.push(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: Rule = Rule::error("nacha.batch-control.entry-hash", "NACHA 8-record 11-20");

    fn problem() -> Problem {
        Problem::new(
            HASH,
            Place::span(7, 11, 10),
            "Entry Hash",
            "12",
            shown(b"13"),
        )
    }

    #[test]
    fn a_problem_says_where_what_and_why() {
        assert_eq!(
            problem().to_string(),
            "line 7, columns 11-20: Entry Hash: expected 12, found \"13\" [nacha.batch-control.entry-hash]"
        );
    }

    #[test]
    fn a_profile_bends_by_code_and_by_stem_and_the_last_word_counts() {
        let profile = Profile::new("a").with("nacha.*", Severity::Warning);
        assert_eq!(profile.severity(HASH), Severity::Warning);
        let profile = profile.with(HASH.code(), Severity::Allowed);
        assert_eq!(profile.severity(HASH), Severity::Allowed);
        assert_eq!(Profile::STRICT.severity(HASH), Severity::Error);
    }

    #[test]
    fn a_report_counts_what_it_does_not_list() {
        let mut report = Report::new(Profile::STRICT).with_limit(2);
        for _ in 0..5 {
            report.add(problem());
        }
        assert_eq!((report.problems().len(), report.error_count()), (2, 5));
        assert!(!report.is_valid());
    }

    #[test]
    fn content_is_cut_and_escaped() {
        assert_eq!(shown(b"a\x00"), "\"a\\x00\"");
        assert_eq!(shown(&[b'a'; 100]).len(), MAX_FOUND + 5);
    }
}

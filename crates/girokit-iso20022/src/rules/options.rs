//! What is checked, and how strictly.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{BASE, CodeSets, Profile, Rule, Severity};

/// What is checked, and how strictly. By default: the rules of ISO 20022 itself ([`BASE`]), as warnings.
///
/// ```
/// use girokit_iso20022::rules::{Options, Severity};
///
/// let strict = Options::new().with_severity(Severity::Error).without("external-code");
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    pub(super) profiles: Vec<&'static Profile>,
    pub(super) rules: Vec<Rule>,
    pub(super) grades: BTreeMap<Cow<'static, str>, Option<Severity>>,
    pub(super) severity: Severity,
    pub(super) max_findings: usize,
    pub(super) date: Option<NaiveDate>,
    pub(super) codes: CodeSets,
}

/// Findings are collected up to this many: more than anybody reads, few enough to stay small.
pub const MAX_FINDINGS: usize = 1_000;

impl Default for Options {
    fn default() -> Self {
        Self {
            profiles: vec![&BASE],
            ..Self::empty()
        }
    }
}

impl Options {
    /// The rules of ISO 20022 itself, as warnings.
    pub fn new() -> Self {
        Self::default()
    }

    /// No rule at all, to add to.
    pub fn empty() -> Self {
        Self {
            profiles: Vec::new(),
            rules: Vec::new(),
            grades: BTreeMap::new(),
            severity: Severity::Warning,
            max_findings: MAX_FINDINGS,
            date: None,
            codes: CodeSets::new(),
        }
    }

    /// Adds a profile with all that it includes. A rule that several profiles include is checked once.
    #[must_use]
    pub fn with_profile(mut self, profile: &'static Profile) -> Self {
        self.profiles.push(profile);
        self
    }

    /// Adds a rule.
    #[must_use]
    pub fn with_rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Leaves out the rules of this code.
    #[must_use]
    pub fn without(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.grades.insert(code.into(), None);
        self
    }

    /// Grades the rules of this code by themselves.
    #[must_use]
    pub fn with_grade(mut self, code: impl Into<Cow<'static, str>>, severity: Severity) -> Self {
        self.grades.insert(code.into(), Some(severity));
        self
    }

    /// Grades all rules that are not graded by themselves.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Sets the day whose rules apply. Without it: the day on which the message says it was created, and if it does not say, the
    /// newest rules.
    #[must_use]
    pub fn on(mut self, date: NaiveDate) -> Self {
        self.date = Some(date);
        self
    }

    /// Sets the external code sets.
    #[must_use]
    pub fn with_codes(mut self, codes: CodeSets) -> Self {
        self.codes = codes;
        self
    }

    /// Sets after how many findings the check stops reporting.
    #[must_use]
    pub fn with_max_findings(mut self, max: usize) -> Self {
        self.max_findings = max;
        self
    }
}

//! What a check found.

use std::fmt;

use crate::path::position;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Doubtful: the message is valid by its schema.
    Warning,
    /// The message shall not pass.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One broken rule, and where.
///
/// The texts never contain names, account numbers or free text; values of codes, numbers and dates are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's stable name, such as `iban`.
    pub code: &'static str,
    /// Where the rule is published.
    pub source: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// The element, such as `/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[3]/Amt/InstdAmt`. Elements that may repeat are
    /// numbered from 1. An element that is missing is named where it should stand.
    pub path: String,
    /// Byte offset in the decoded document ([`Tree::text`](crate::Tree::text)) of the element, or of what is there of the way to it.
    /// `None` when the message does not know it: plain structs do not.
    pub offset: Option<usize>,
    /// Line in the document, from 1. `None` when the message does not know it, or the check was not given the text.
    pub line: Option<u32>,
    /// Column in the line, in characters, from 1.
    pub column: Option<u32>,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

impl Finding {
    /// What was expected and what was found, in one sentence.
    pub fn message(&self) -> String {
        format!("expected {}, found {}", self.expected, self.found)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, " ({line}:{column})")?;
        }
        write!(f, ": {} [{}]", self.message(), self.code)
    }
}

/// What a check found, in the order in which the elements end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    findings: Vec<Finding>,
    truncated: bool,
}

impl Report {
    /// Every finding.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Every finding, by value.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether a finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// Whether there were more findings than [`Options::with_max_findings`](super::Options::with_max_findings) allows.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// Fills in lines and columns, in one pass over the text.
    pub(super) fn locate(&mut self, text: &str) {
        let mut located: Vec<&mut Finding> = self.findings.iter_mut().collect();
        located.sort_by_key(|finding| finding.offset);
        let mut position = position(text);
        for finding in located {
            if let Some(offset) = finding.offset {
                let (line, column) = position(offset);
                (finding.line, finding.column) = (Some(line), Some(column));
            }
        }
    }

    /// Adds what another report found, up to `max` findings.
    pub(super) fn extend(&mut self, max: usize, other: Self) {
        for finding in other.findings {
            self.push(max, || finding);
        }
        self.truncated |= other.truncated;
    }

    /// Adds a finding unless there are `max` already.
    pub(super) fn push(&mut self, max: usize, finding: impl FnOnce() -> Finding) {
        if self.findings.len() < max {
            self.findings.push(finding());
        } else {
            self.truncated = true;
        }
    }
}

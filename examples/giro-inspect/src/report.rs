//! What is printed: one JSON object for programs, a page for people.

use std::fmt::Write as _;

use girokit_iso20022::{Error, Problem, rules};
use serde_json::{Map, Value, json};

use crate::locate::Place;

/// Something that is wrong or doubtful.
#[derive(Clone)]
pub(crate) struct Finding {
    pub(crate) path: Option<String>,
    pub(crate) line: Option<u32>,
    pub(crate) column: Option<u32>,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl From<&Problem> for Finding {
    fn from(problem: &Problem) -> Self {
        Self::new(problem.code.as_str(), problem.message())
            .at(&problem.path)
            .on(problem.line, problem.column)
    }
}

impl Finding {
    pub(crate) fn new(code: &'static str, message: String) -> Self {
        Self {
            path: None,
            line: None,
            column: None,
            code,
            message,
        }
    }

    pub(crate) fn at(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    pub(crate) fn on(mut self, line: Option<u32>, column: Option<u32>) -> Self {
        (self.line, self.column) = (line, column);
        self
    }

    fn to_json(&self) -> Value {
        json!({
            "path": self.path, "line": self.line, "column": self.column, "code": self.code, "message": self.message,
        })
    }
}

/// A transaction in one line.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) reference: String,
    pub(crate) amount: String,
    pub(crate) currency: String,
    pub(crate) direction: String,
    pub(crate) party: String,
}

#[derive(Clone)]
pub(crate) struct Report {
    format: String,
    pub(crate) valid: bool,
    errors: Vec<Finding>,
    pub(crate) warnings: Vec<Finding>,
    pub(crate) summary: Map<String, Value>,
    /// The first transactions.
    pub(crate) lines: Vec<Line>,
    /// How many transactions there are.
    pub(crate) transactions: usize,
    /// Reading stopped before all errors were found.
    pub(crate) truncated: bool,
    /// What the page for people shows instead of the summary.
    pub(crate) body: Option<String>,
}

impl Report {
    pub(crate) fn new(format: &str) -> Self {
        Self {
            format: format.to_owned(),
            valid: true,
            errors: Vec::new(),
            warnings: Vec::new(),
            summary: Map::new(),
            lines: Vec::new(),
            transactions: 0,
            truncated: false,
            body: None,
        }
    }

    pub(crate) fn error(&mut self, finding: Finding) {
        self.valid = false;
        self.errors.push(finding);
    }

    /// How many errors and warnings there are.
    pub(crate) fn findings(&self) -> usize {
        self.errors.len().saturating_add(self.warnings.len())
    }

    /// Takes over everything that breaks the schema.
    pub(crate) fn problems(&mut self, error: &Error) {
        for problem in error.problems() {
            self.error(Finding::from(problem));
        }
        self.truncated |= error.is_truncated();
    }

    /// Takes over what breaks a rule beyond the schema.
    pub(crate) fn rule(&mut self, finding: &rules::Finding, path: &str, (line, column): Place) {
        let own = Finding::new(finding.code, finding.message())
            .at(path)
            .on(line, column);
        if finding.severity == rules::Severity::Error {
            self.error(own);
        } else {
            self.warnings.push(own);
        }
    }

    pub(crate) fn to_json(&self) -> String {
        let list = |findings: &[Finding]| findings.iter().map(Finding::to_json).collect::<Vec<_>>();
        let object = json!({
            "format": self.format,
            "valid": self.valid,
            "errors": list(&self.errors),
            "warnings": list(&self.warnings),
            "summary": self.summary,
        });
        format!("{object:#}\n")
    }

    /// A page for people, with at most `limit` transactions and problems.
    pub(crate) fn to_text(&self, file: &str, limit: usize) -> String {
        let mut page = String::new();
        let verdict = if self.valid { "valid" } else { "NOT VALID" };
        // Writing to a string does not fail.
        let _ = writeln!(page, "{file}: {}, {verdict}", self.format);
        let summary = self.summary.iter().filter(|_| self.body.is_none());
        page.push_str(self.body.as_deref().unwrap_or_default());
        for (key, value) in summary {
            match value {
                Value::Object(sums) => {
                    for (key, sum) in sums {
                        let _ = writeln!(page, "  {:<20}{}", format!("sum {key}"), plain(sum));
                    }
                }
                Value::Array(parts) => {
                    for part in parts {
                        let text = |key| part.get(key).and_then(Value::as_str).unwrap_or_default();
                        let _ =
                            writeln!(page, "  {:<20}{} {}", "part", text("format"), text("path"));
                    }
                }
                value => {
                    let _ = writeln!(page, "  {:<20}{}", key.replace('_', " "), plain(value));
                }
            }
        }
        self.transactions(&mut page, limit);
        findings(&mut page, "error", &self.errors, limit);
        if self.truncated {
            page.push_str("reading stopped here; there may be more errors\n");
        }
        findings(&mut page, "warning", &self.warnings, limit);
        page
    }

    fn transactions(&self, page: &mut String, limit: usize) {
        if self.lines.is_empty() || limit == 0 {
            return;
        }
        let _ = writeln!(page, "\n  {:<36} {:>18}", "reference", "amount");
        for line in self.lines.iter().take(limit) {
            let row = format!(
                "  {:<36} {:>18} {:<4}{:<5}{}",
                safe(&line.reference, 36),
                line.amount,
                line.currency,
                line.direction,
                safe(&line.party, 40)
            );
            let _ = writeln!(page, "{}", row.trim_end());
        }
        let more = self
            .transactions
            .saturating_sub(self.lines.len().min(limit));
        if more > 0 {
            let _ = writeln!(page, "  ... and {more} more (--lines)");
        }
    }
}

fn findings(page: &mut String, kind: &str, findings: &[Finding], limit: usize) {
    if findings.is_empty() {
        return;
    }
    let plural = if findings.len() == 1 { "" } else { "s" };
    let _ = writeln!(page, "\n{} {kind}{plural}", findings.len());
    for finding in findings.iter().take(limit) {
        let place = match (finding.line, finding.column) {
            (Some(line), Some(column)) => format!("line {line}, column {column}: "),
            (None, Some(byte)) => format!("byte {byte}: "),
            _ => String::new(),
        };
        match &finding.path {
            Some(path) => {
                let _ = writeln!(page, "  {place}{path}");
            }
            None if finding.line.is_none() && finding.column.is_some() => {
                let _ = writeln!(page, "  {}", place.trim_end_matches(": "));
            }
            None => {}
        }
        let _ = writeln!(
            page,
            "    {} [{}]",
            safe(&finding.message, 400),
            finding.code
        );
    }
    if findings.len() > limit {
        let _ = writeln!(page, "  ... and {} more (--lines)", findings.len() - limit);
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => safe(text, 80),
        Value::Null => "too large to add".to_owned(),
        other => other.to_string(),
    }
}

/// Text from a file, for a terminal: no control characters, not longer than `limit`.
pub(crate) fn safe(text: &str, limit: usize) -> String {
    let mut shown: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(limit)
        .collect();
    if text.chars().nth(limit).is_some() {
        shown.pop();
        shown.push('…');
    }
    shown
}

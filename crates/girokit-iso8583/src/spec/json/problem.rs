//! What is wrong with a spec in JSON, and where.

use core::fmt;

/// Why a spec in JSON was refused: every problem that was found, up to [`MAX_SPEC_PROBLEMS`](crate::limits::MAX_SPEC_PROBLEMS).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecError {
    problems: Vec<SpecProblem>,
}

impl SpecError {
    pub(super) const fn new(problems: Vec<SpecProblem>) -> Self {
        Self { problems }
    }

    /// The problems, at least one; those of soundness come last.
    pub fn problems(&self) -> &[SpecProblem] {
        &self.problems
    }
}

/// A line a problem.
impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl core::error::Error for SpecError {}

/// One problem of a spec in JSON.
///
/// Prints as `/elements/55/parts/9F02/length: expected ..., found ...`. Long texts and numbers of the file are not shown: a message
/// read as a spec by mistake does not get into a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecProblem {
    kind: SpecProblemKind,
    path: String,
    place: Option<(usize, usize)>,
    expected: String,
    found: String,
}

impl SpecProblem {
    pub(super) const fn new(
        kind: SpecProblemKind,
        path: String,
        expected: String,
        found: String,
    ) -> Self {
        Self {
            kind,
            path,
            place: None,
            expected,
            found,
        }
    }

    pub(super) const fn with_place(mut self, line: usize, column: usize) -> Self {
        self.place = Some((line, column));
        self
    }

    /// What sort of problem it is.
    pub const fn kind(&self) -> SpecProblemKind {
        self.kind
    }

    /// Where, as a JSON pointer (RFC 6901): `/elements/55/parts/9F02/length`. Empty for the file as a whole. A key that is too long for
    /// a word stands as `?`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Line and column, from 1, of [`SpecProblemKind::Syntax`] and of too deep nesting.
    pub const fn line_and_column(&self) -> Option<(usize, usize)> {
        self.place
    }

    /// What was expected there.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was found instead.
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for SpecProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "line {line}, column {column}")?,
            None if self.path.is_empty() => f.write_str("the file")?,
            None => f.write_str(&self.path)?,
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)
    }
}

impl core::error::Error for SpecProblem {}

/// The sorts of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpecProblemKind {
    /// The file is not JSON.
    Syntax,
    /// The file is longer, nests deeper, or defines more elements than the loader's limits allow.
    Limit,
    /// `extends` names a spec that neither the resolver nor this crate knows.
    Base,
    /// A key that stands twice in its object.
    Duplicate,
    /// A key that is needed is absent.
    Missing,
    /// A key that the format does not have there.
    UnknownKey,
    /// A value of the wrong type, or out of range.
    Value,
    /// The values are well-formed but cannot hold together: [`Spec::check`](crate::Spec::check) refuses them.
    Unsound,
}

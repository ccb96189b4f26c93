//! No hand-written file so long that nobody reads it whole.

use super::model::Source;

/// The longest hand-written file; STYLE aims at 600.
const MAX_LINES: usize = 800;

/// Lists the hand-written files over [`MAX_LINES`].
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| source.lines > MAX_LINES && !source.generated)
        .map(|source| {
            format!(
                "{}: {} lines, over {MAX_LINES}; split it",
                source.path, source.lines
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(lines: usize, generated: bool) -> usize {
        let path = "crates/a/src/lib.rs".to_owned();
        check(&[Source {
            path,
            lines,
            generated,
        }])
        .len()
    }

    #[test]
    fn long_files_are_told_unless_generated() {
        assert_eq!(findings(MAX_LINES, false), 0);
        assert_eq!(findings(MAX_LINES + 1, false), 1);
        assert_eq!(findings(MAX_LINES + 1, true), 0);
    }
}

//! Where in a message: element paths, lines and columns.

use std::fmt::Write as _;

#[cfg(any(feature = "convert", feature = "diff"))]
use crate::element::Element;

#[derive(Debug, Clone, Copy)]
struct Step {
    tag: &'static str,
    /// Number among its like, from 1; 0 when the element can occur once only, so that no number is shown.
    nth: u32,
    attribute: bool,
}

/// The way from the root to the current element.
#[derive(Debug, Default, Clone)]
pub(crate) struct Path(Vec<Step>);

impl Path {
    #[inline]
    pub(crate) fn push(&mut self, tag: &'static str, nth: u32, repeats: bool) {
        self.0.push(Step {
            tag,
            nth: if repeats { nth } else { 0 },
            attribute: false,
        });
    }

    pub(crate) fn push_attribute(&mut self, name: &'static str) {
        self.0.push(Step {
            tag: name,
            nth: 0,
            attribute: true,
        });
    }

    #[inline]
    pub(crate) fn pop(&mut self) {
        self.0.pop();
    }

    #[cold]
    pub(crate) fn render(&self) -> String {
        let mut path = String::new();
        for step in &self.0 {
            path.push('/');
            if step.attribute {
                path.push('@');
            }
            path.push_str(if step.tag.is_empty() { "*" } else { step.tag });
            if step.nth > 0 {
                let _ = write!(path, "[{}]", step.nth);
            }
        }
        if path.is_empty() {
            path.push('/');
        }
        path
    }
}

/// Appends an element's step to a path.
#[cfg(any(feature = "convert", feature = "diff"))]
pub(crate) fn step(path: &mut String, element: Element<'_>) {
    path.push('/');
    path.push_str(element.tag());
    if let Some(nth) = element.nth() {
        // Writing to a string does not fail.
        let _ = write!(path, "[{nth}]");
    }
}

/// Finds line and column (both from 1, the column in characters) of offsets that do not decrease, in one pass over the text.
pub(crate) fn position(source: &str) -> impl FnMut(usize) -> (u32, u32) + '_ {
    let (mut at, mut line, mut column) = (0_usize, 1_usize, 1_usize);
    move |offset| {
        let mut offset = offset.min(source.len()).max(at);
        while !source.is_char_boundary(offset) {
            offset -= 1;
        }
        let passed = source.get(at..offset).unwrap_or_default();
        let last_line = match memchr::memrchr(b'\n', passed.as_bytes()) {
            Some(last) => {
                line += memchr::memchr_iter(b'\n', passed.as_bytes()).count();
                column = 1;
                passed.get(last + 1..).unwrap_or_default()
            }
            None => passed,
        };
        column += last_line.chars().count();
        at = offset;
        (
            u32::try_from(line).unwrap_or(u32::MAX),
            u32::try_from(column).unwrap_or(u32::MAX),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let mut at = position("é<a>\n <b>");
        assert_eq!(at(2), (1, 2));
        assert_eq!(at(7), (2, 2));
        assert_eq!(at(99), (2, 5));
    }

    #[test]
    fn only_repeatable_elements_are_numbered() {
        let mut path = Path::default();
        path.push("Document", 1, false);
        path.push("PmtInf", 2, true);
        path.push_attribute("Ccy");
        assert_eq!(path.render(), "/Document/PmtInf[2]/@Ccy");
    }
}

//! What a rule sees.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use crate::element::Element;
use crate::schema::Definition;

use super::report::{Finding, Report};
use super::{CodeSets, Rule, Severity};

/// What a rule sees: the element that it looks at, what stands around it, and a way to report.
///
/// `'m` is the message's lifetime.
pub struct Context<'c, 'm> {
    pub(super) definition: &'static Definition,
    pub(super) codes: &'c CodeSets,
    /// The number `yyyymmdd`; `None`: the newest rules.
    pub(super) day: Option<u32>,
    pub(super) rule: &'c Rule,
    pub(super) severity: Severity,
    pub(super) max: usize,
    /// Where the check began, when it did not begin at the root element, and how many of the elements around and at the place it
    /// names.
    pub(super) start: (&'c str, usize),
    /// From the root element to the parent.
    pub(super) ancestors: &'c [Element<'m>],
    pub(super) element: Element<'m>,
    pub(super) report: &'c mut Report,
}

impl<'m> Context<'_, 'm> {
    /// The element that the rule looks at.
    pub fn element(&self) -> Element<'m> {
        self.element
    }

    /// The element around it. `None` at the root element, and where a streamed item's surroundings are not at hand.
    pub fn parent(&self) -> Option<Element<'m>> {
        self.ancestors.last().copied()
    }

    /// The nearest element around it with this tag.
    pub fn ancestor(&self, tag: &str) -> Option<Element<'m>> {
        self.ancestors
            .iter()
            .rev()
            .find(|e| e.tag() == tag)
            .copied()
    }

    /// The elements around it, outermost first.
    pub fn ancestors(&self) -> &[Element<'m>] {
        self.ancestors
    }

    /// The message's identifier, such as `pacs.008.001.08`.
    pub fn message_id(&self) -> &'static str {
        self.definition.id
    }

    /// The rule that is being checked.
    pub fn rule(&self) -> &Rule {
        self.rule
    }

    /// The external code sets.
    pub fn codes(&self) -> &CodeSets {
        self.codes
    }

    /// The day whose rules apply, as the number `yyyymmdd`; `None`: the newest rules.
    pub fn day(&self) -> Option<u32> {
        self.day
    }

    /// The first element at a path below the element; the empty path is the element itself.
    pub fn at(&self, path: &str) -> Option<Element<'m>> {
        if path.is_empty() {
            Some(self.element)
        } else {
            self.element.at(path)
        }
    }

    /// Whether there is an element at a path below the element.
    pub fn has(&self, path: &str) -> bool {
        self.at(path).is_some()
    }

    /// The value of the first element at a path below the element.
    pub fn text(&self, path: &str) -> Option<Cow<'m, str>> {
        self.at(path)?.text()
    }

    /// Every element at a path below the element with its own relative path, numbered where it may repeat.
    pub fn select(&self, path: &str) -> Vec<(String, Element<'m>)> {
        let mut found = vec![(String::new(), self.element)];
        for tag in path.split('/').filter(|tag| !tag.is_empty()) {
            found = found
                .iter()
                .flat_map(|(path, element)| {
                    element.all(tag).map(move |child| {
                        let mut path = path.clone();
                        push(&mut path, child);
                        (path, child)
                    })
                })
                .collect();
        }
        found
    }

    /// Reports that the rule is broken.
    ///
    /// `path` is relative to the element, such as `Amt/InstdAmt` or `PstlAdr/AdrLine[3]`; the empty path is the element itself.
    /// `expected` and `found` must not repeat names, account numbers or free text.
    pub fn report(&mut self, path: &str, expected: impl Into<String>, found: impl Into<String>) {
        let (rule, severity) = (self.rule, self.severity);
        let mut full = rendered(self.start, self.ancestors, self.element);
        if !path.is_empty() {
            full.push('/');
            full.push_str(path);
        }
        let offset = locate(self.ancestors, self.element, path);
        self.report.push(self.max, || Finding {
            code: rule.code,
            source: rule.source,
            severity,
            path: full,
            offset,
            line: None,
            column: None,
            expected: expected.into(),
            found: found.into(),
        });
    }

    /// Reports an element that must be there.
    pub fn report_missing(&mut self, path: &str) {
        let tag = path.rsplit('/').next().unwrap_or_default();
        self.report(path, format!("<{tag}>"), "none");
    }

    /// Reports that the element must not be there.
    #[cfg(feature = "profiles")]
    pub(crate) fn report_none(&mut self) {
        let tag = self.element.tag();
        self.report("", format!("no <{tag}>"), "one");
    }

    /// Reports an element that must not be there.
    pub fn report_unexpected(&mut self, path: &str) {
        let tag = path.rsplit('/').next().unwrap_or_default();
        let tag = tag.split('[').next().unwrap_or_default();
        self.report(path, format!("no <{tag}>"), "one");
    }
}

impl fmt::Debug for Context<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("message", &self.definition.id)
            .field("rule", &self.rule.code)
            .field("element", &self.element)
            .finish_non_exhaustive()
    }
}

/// Where in the document the element at a path below another stands, or what is there of the way to it.
pub(super) fn locate(ancestors: &[Element<'_>], element: Element<'_>, path: &str) -> Option<usize> {
    let above = ancestors.iter().rev().find_map(Element::offset);
    let mut offset = element.offset().or(above);
    let mut at = element;
    for step in path.split('/').filter(|step| !step.is_empty()) {
        let (tag, nth) = step.split_once('[').unwrap_or((step, "1]"));
        let nth: usize = nth.trim_end_matches(']').parse().unwrap_or(1);
        let Some(next) = at.all(tag).nth(nth.saturating_sub(1)) else {
            break;
        };
        at = next;
        offset = at.offset().or(offset);
    }
    offset
}

/// The path of an element below its ancestors. `start` is where the way began, and how many of the elements it names already.
pub(super) fn rendered(
    start: (&str, usize),
    ancestors: &[Element<'_>],
    element: Element<'_>,
) -> String {
    let mut path = start.0.to_owned();
    for element in ancestors.iter().chain([&element]).skip(start.1) {
        push_rooted(&mut path, *element);
    }
    path
}

/// Appends an element to a relative path.
fn push(path: &mut String, element: Element<'_>) {
    if !path.is_empty() {
        path.push('/');
    }
    step(path, element);
}

/// Appends an element to a path from the root.
fn push_rooted(path: &mut String, element: Element<'_>) {
    path.push('/');
    step(path, element);
}

fn step(path: &mut String, element: Element<'_>) {
    path.push_str(element.tag());
    if let Some(nth) = element.nth() {
        // Writing to a string does not fail.
        let _ = write!(path, "[{nth}]");
    }
}

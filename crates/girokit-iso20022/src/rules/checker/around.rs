//! What can be checked of a message without its items.

use crate::element::Element;
use crate::rules::paths::of_check;
use crate::rules::{Check, Report, Rule};

use super::{Active, Checker, Walk};

/// A rule that a stream cannot check as it stands.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct LeftOut {
    /// The rule.
    pub rule: Rule,
    /// Whether a part of it stays, which does not need the items.
    pub in_part: bool,
}

impl Checker<'_> {
    /// Takes out what needs the items of a message that is read item by item, and returns it: rules on the message, its body, or an element
    /// around items (`PmtInf`, `Stmt`) whose paths lead to items, and functions on the message or its body, which may look at anything. Without
    /// this they would find items missing that were read.
    ///
    /// `spine` are the tags from the body to the item, such as `CstmrCdtTrfInitn`, `PmtInf`, `CdtTrfTxInf`:
    /// `Streamed::SPINE`, or what `UntypedStream::spine` tells. Rules that count and add up stay: see [`Totals`](crate::rules::Totals).
    pub fn without_items(&mut self, spine: &[&str]) -> Vec<LeftOut> {
        let mut left_out: Vec<LeftOut> = Vec::new();
        let mut at = Some(0);
        for depth in 0..spine.len() {
            let Some(step) = at else { break };
            // Of the elements around items only one is there at a time, and that one without items.
            let gone = spine.get(depth..spine.len().min(depth.max(1) + 1));
            let gone = gone.unwrap_or_default();
            let rules = self.tree.get(step).map(|step| step.rules.clone());
            let mut kept = Vec::new();
            for index in rules.unwrap_or_default() {
                let Some(active) = self.rules.get(index).copied() else {
                    continue;
                };
                if !needs(&active.rule.check, depth, gone) {
                    kept.push(index);
                    continue;
                }
                let parts = self.parts(active, depth, gone);
                if !left_out.iter().any(|l| l.rule.code == active.rule.code) {
                    left_out.push(LeftOut {
                        rule: active.rule,
                        in_part: !parts.is_empty(),
                    });
                }
                kept.extend(parts);
            }
            if let Some(step) = self.tree.get_mut(step) {
                step.rules = kept;
            }
            at = spine.get(depth).and_then(|tag| self.next(step, tag));
        }
        left_out
    }

    /// Checks the root element and the body of a message without its items; what stands below the body is checked by
    /// [`check_part`](Self::check_part). [`without_items`](Self::without_items) comes first.
    pub fn check_around(&mut self, root: Element<'_>) -> Report {
        let mut walk = Walk {
            day: self.day(root),
            start: ("", 0),
            ancestors: Vec::new(),
            report: Report::default(),
            totals: None,
        };
        let mut step = Some(0);
        for element in [Some(root), root.children().next()].into_iter().flatten() {
            if !walk.ancestors.is_empty() {
                step = step.and_then(|at| self.next(at, element.tag()));
            }
            self.look(&mut walk, element, step);
            walk.ancestors.push(element);
        }
        walk.report
    }

    /// The parts of a rule that do not need the items, as rules.
    fn parts(&mut self, active: Active, depth: usize, gone: &[&str]) -> Vec<usize> {
        let Check::All(checks) = active.rule.check else {
            return Vec::new();
        };
        let mut parts = Vec::new();
        for check in checks {
            if !needs(check, depth, gone) {
                parts.push(self.rules.len());
                let mut part = active;
                part.rule.check = *check;
                self.rules.push(part);
            }
        }
        parts
    }
}

/// Whether a check at an element of the spine needs what is gone: the elements at this path below it.
fn needs(check: &Check, depth: usize, gone: &[&str]) -> bool {
    match check {
        Check::Totals => false,
        // The message is there in pieces, an element around items but for its items.
        Check::Run(_) => depth < 2,
        Check::Only(allowed) => {
            let gone = gone.first();
            gone.is_some_and(|tag| !allowed.contains(tag))
        }
        Check::If(when, inner) => {
            (depth < 2 && when.asks_function()) || needs(inner, depth, gone) || leads(check, gone)
        }
        Check::All(checks) => checks.iter().any(|check| needs(check, depth, gone)),
        _ => leads(check, gone),
    }
}

/// Whether a path of the check leads to what is gone.
fn leads(check: &Check, gone: &[&str]) -> bool {
    let mut paths = Vec::new();
    of_check(check, &mut paths);
    paths.iter().any(|path| {
        let mut steps = path.split('/');
        gone.iter().all(|tag| steps.next() == Some(tag))
    })
}

//! The walk over a message: each element once, each rule where it belongs.

use std::collections::HashMap;
use std::fmt;

use chrono::Datelike as _;

use crate::element::{Element, Type};
use crate::schema::Definition;

use super::context::rendered;
use super::options::Options;
use super::report::{Report, Severity};
use super::rule::{At, Check, Profile, Rule};
use super::{Context, Totals, check};

pub use around::LeftOut;

mod around;

/// The rules that apply to one message definition, made ready once for any number of messages.
///
/// The time of a check is proportional to the number of elements and of rules that apply to them.
#[derive(Clone)]
pub struct Checker<'o> {
    definition: &'static Definition,
    options: &'o Options,
    rules: Vec<Active>,
    /// The paths of the rules as a tree of tags; 0 is the root element.
    tree: Vec<Step>,
    /// The rules that may apply anywhere.
    anywhere: Vec<usize>,
    /// Which of them apply to elements of a tag and a type, by the addresses of the tables' own: a range of `applying`.
    known: HashMap<(usize, usize), (usize, usize)>,
    applying: Vec<usize>,
    totals: Option<Totals>,
}

/// A rule and its grade.
#[derive(Debug, Clone, Copy)]
struct Active {
    rule: Rule,
    severity: Severity,
}

/// A place on the paths of the rules.
#[derive(Debug, Clone, Default)]
struct Step {
    next: Vec<(&'static str, usize)>,
    rules: Vec<usize>,
    mark: Mark,
}

/// What a place is to [`Totals`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Mark {
    #[default]
    None,
    Batch,
    Body,
    Item,
}

impl<'o> Checker<'o> {
    /// Makes the rules of the options ready for a message definition.
    pub fn new(definition: &'static Definition, options: &'o Options) -> Self {
        let mut checker = Self {
            definition,
            options,
            rules: Vec::new(),
            tree: vec![Step::default()],
            anywhere: Vec::new(),
            known: HashMap::new(),
            applying: Vec::new(),
            totals: None,
        };
        let mut seen = Vec::new();
        for profile in &options.profiles {
            checker.add_profile(profile, &mut seen);
        }
        for rule in &options.rules {
            if rule.messages.is_empty() || covers(rule.messages, definition) {
                checker.add(*rule);
            }
        }
        checker.add_totals();
        checker
    }

    /// Counts and sums for a message that is read piece by piece; `None` when nothing of this message is counted, or the rules do
    /// not ask for it.
    pub fn totals(&self) -> Option<Totals> {
        self.totals.clone()
    }

    /// The message definition.
    pub fn definition(&self) -> &'static Definition {
        self.definition
    }

    /// The rules that apply to the message definition, in the order of the profiles.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|active| &active.rule)
    }

    /// Checks a whole message, given its root element.
    pub fn check(&mut self, root: Element<'_>) -> Report {
        let mut walk = Walk {
            day: self.day(root),
            start: ("", 0),
            ancestors: Vec::new(),
            report: Report::default(),
            totals: self.totals(),
        };
        self.visit(&mut walk, root, Some(0));
        walk.report
    }

    /// Checks one part of a message, such as a transaction that was read from a stream: the rules that look at it or below it.
    ///
    /// `path` is the part's own, such as `/Document/CstmrCdtTrfInitn/PmtInf[2]/CdtTrfTxInf[17]`. `around` are the elements around it as
    /// far as they are at hand, from the root element to the parent; rules that look for a surrounding element that is not given
    /// stay silent. Rules that look at more than one part (counts, sums) are not checked: see [`Totals`](super::Totals).
    pub fn check_part<'m>(
        &mut self,
        path: &str,
        around: &[Element<'m>],
        part: Element<'m>,
    ) -> Report {
        let root = around.first().copied();
        let mut walk = Walk {
            day: root.map_or_else(|| self.options_day(), |root| self.day(root)),
            start: (path, around.len().saturating_add(1)),
            ancestors: around.to_vec(),
            report: Report::default(),
            totals: None,
        };
        let mut step = Some(0);
        for tag in path.split('/').skip(2) {
            let tag = tag.split('[').next().unwrap_or_default();
            step = step.and_then(|at| self.next(at, tag));
        }
        self.visit(&mut walk, part, step);
        walk.report
    }

    fn add_profile(&mut self, profile: &'static Profile, seen: &mut Vec<&'static str>) {
        if seen.contains(&profile.name) {
            return;
        }
        seen.push(profile.name);
        for included in profile.includes {
            self.add_profile(included, seen);
        }
        for rule in profile.rules {
            let messages = profile.messages_of(rule);
            if messages.is_empty() || covers(messages, self.definition) {
                self.add(*rule);
            }
        }
    }

    fn add(&mut self, rule: Rule) {
        let severity = match self.options.grades.get(rule.code) {
            Some(None) => return,
            Some(Some(severity)) => *severity,
            None => self.options.severity,
        };
        let index = self.rules.len();
        self.rules.push(Active { rule, severity });
        match rule.at {
            At::Root => self.add_path("", index),
            At::Path(paths) => paths.iter().for_each(|path| self.add_path(path, index)),
            At::Tag(_) | At::Where(_) => self.anywhere.push(index),
        }
    }

    fn add_totals(&mut self) {
        let rules = self.rules.iter();
        let rules = rules.filter(|active| matches!(active.rule.check, Check::Totals));
        let rules = rules.map(|active| (active.rule, active.severity)).collect();
        self.totals = Totals::new(self.definition, rules, self.options.max_findings);
        let Some(layout) = self.totals.as_ref().map(Totals::layout) else {
            return;
        };
        let body = self.place(0, "*");
        self.mark(body, Mark::Body);
        if !layout.batch.is_empty() {
            let batch = self.place(body, layout.batch);
            self.mark(batch, Mark::Batch);
        }
        for item in layout.items {
            let item = self.place(body, item);
            self.mark(item, Mark::Item);
        }
    }

    fn mark(&mut self, at: usize, mark: Mark) {
        if let Some(step) = self.tree.get_mut(at) {
            step.mark = mark;
        }
    }

    fn add_path(&mut self, path: &'static str, rule: usize) {
        let at = self.place(0, path);
        if let Some(step) = self.tree.get_mut(at) {
            step.rules.push(rule);
        }
    }

    /// The place at a path below another, made if it is new.
    fn place(&mut self, from: usize, path: &'static str) -> usize {
        let mut at = from;
        for tag in path.split('/').filter(|tag| !tag.is_empty()) {
            // A document has one body, whose tag differs between messages.
            let tag = if tag == "*" { self.body() } else { tag };
            at = if let Some(next) = self.next(at, tag) {
                next
            } else {
                let next = self.tree.len();
                self.tree.push(Step::default());
                if let Some(step) = self.tree.get_mut(at) {
                    step.next.push((tag, next));
                }
                next
            };
        }
        at
    }

    fn body(&self) -> &'static str {
        let first = self.definition.ty.fields.first();
        first.map_or("", |field| field.tag)
    }

    fn next(&self, at: usize, tag: &str) -> Option<usize> {
        let step = self.tree.get(at)?;
        let (_, next) = step.next.iter().find(|(known, _)| *known == tag)?;
        Some(*next)
    }

    fn visit<'m>(&mut self, walk: &mut Walk<'_, 'm>, element: Element<'m>, step: Option<usize>) {
        let mark = step.and_then(|at| self.tree.get(at));
        let mark = mark.map_or(Mark::None, |step| step.mark);
        if mark == Mark::Item
            && let Some(totals) = &mut walk.totals
        {
            totals.add(element);
        }
        self.look(walk, element, step);
        if matches!(element.ty(), Type::Complex(_)) {
            walk.ancestors.push(element);
            for child in element.children() {
                let next = step.and_then(|at| self.next(at, child.tag()));
                self.visit(walk, child, next);
            }
            walk.ancestors.pop();
        }
        match mark {
            Mark::Batch => {
                if let Some(totals) = &mut walk.totals {
                    let path = rendered(walk.start, &walk.ancestors, element);
                    let report = totals.end_batch(&path, element);
                    walk.report.extend(self.options.max_findings, report);
                }
            }
            Mark::Body => {
                if let Some(totals) = walk.totals.take() {
                    let path = rendered(walk.start, &walk.ancestors, element);
                    let report = totals.finish(&path, element);
                    walk.report.extend(self.options.max_findings, report);
                }
            }
            Mark::Item | Mark::None => {}
        }
    }

    /// Runs the rules that look at an element.
    fn look<'m>(&mut self, walk: &mut Walk<'_, 'm>, element: Element<'m>, step: Option<usize>) {
        if let Some(step) = step.and_then(|at| self.tree.get(at)) {
            for index in &step.rules {
                self.run(*index, walk, element);
            }
        }
        let (start, end) = self.applying(element.tag(), element.ty());
        for index in self.applying.get(start..end).into_iter().flatten() {
            self.run(*index, walk, element);
        }
    }

    fn run<'m>(&self, index: usize, walk: &mut Walk<'_, 'm>, element: Element<'m>) {
        let Some(active) = self.rules.get(index) else {
            return;
        };
        if !active.rule.in_force(walk.day.unwrap_or(u32::MAX)) {
            return;
        }
        check::run(
            &mut Context {
                definition: self.definition,
                codes: &self.options.codes,
                day: walk.day,
                rule: &active.rule,
                severity: active.severity,
                max: self.options.max_findings,
                start: walk.start,
                ancestors: &walk.ancestors,
                element,
                report: &mut walk.report,
            },
            &active.rule.check,
        );
    }

    /// The rules that apply to elements of a tag and a type, wherever they stand, as a range of `applying`.
    fn applying(&mut self, tag: &'static str, ty: Type) -> (usize, usize) {
        let key = (tag.as_ptr().addr(), address(ty));
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let rules = &self.rules;
        let applies = |index: &usize| match rules.get(*index).map(|active| active.rule.at) {
            Some(At::Tag(tags)) => tags.contains(&tag),
            Some(At::Where(holds)) => holds(tag, ty),
            _ => false,
        };
        let start = self.applying.len();
        self.applying
            .extend(self.anywhere.iter().copied().filter(applies));
        let range = (start, self.applying.len());
        self.known.insert(key, range);
        range
    }

    fn options_day(&self) -> Option<u32> {
        let date = self.options.date?;
        let year = u32::try_from(date.year()).ok()?;
        year.checked_mul(10_000)?
            .checked_add(date.month() * 100 + date.day())
    }

    /// The day of the options, or on which the message says it was created.
    fn day(&self, root: Element<'_>) -> Option<u32> {
        self.options_day().or_else(|| {
            let created = |holder: Element<'_>| {
                holder
                    .get("CreDtTm")
                    .or_else(|| holder.get("CreDt"))
                    .and_then(|created| created.text())
                    .and_then(|text| text.get(..10)?.replace('-', "").parse().ok())
            };
            let header = root.children().next().and_then(|body| {
                let header = body.get("GrpHdr").or_else(|| body.get("MsgHdr"));
                header.or_else(|| body.get("Assgnmt"))
            });
            created(root).or_else(|| header.and_then(created))
        })
    }
}

impl fmt::Debug for Checker<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checker")
            .field("message", &self.definition.id)
            .field("rules", &self.rules.len())
            .finish_non_exhaustive()
    }
}

/// What changes on the way.
struct Walk<'p, 'm> {
    day: Option<u32>,
    start: (&'p str, usize),
    ancestors: Vec<Element<'m>>,
    report: Report,
    totals: Option<Totals>,
}

fn covers(messages: &[super::Messages], definition: &Definition) -> bool {
    messages.iter().any(|m| m.contains(definition.id))
}

/// The address of a type's table: equal addresses are equal types.
fn address(ty: Type) -> usize {
    match ty {
        Type::Any => 0,
        Type::Complex(complex) => std::ptr::from_ref(complex).addr(),
        Type::Simple(simple) => std::ptr::from_ref(simple).addr(),
    }
}

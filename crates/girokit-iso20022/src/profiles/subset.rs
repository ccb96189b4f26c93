//! The part of a message that a scheme uses.

use std::fmt::Write as _;

use crate::element::Element;
use crate::rules::{At, Context};

/// What stands beside the transactions of a customer's transfers; each by itself, so that a stream can check it.
pub(super) const CUSTOMER: At = At::Path(&[
    "CstmrCdtTrfInitn/GrpHdr",
    "CstmrCdtTrfInitn/PmtInf",
    "CstmrCdtTrfInitn/SplmtryData",
]);

/// The same of a customer's direct debits.
pub(super) const DIRECT_DEBIT: At = At::Path(&[
    "CstmrDrctDbtInitn/GrpHdr",
    "CstmrDrctDbtInitn/PmtInf",
    "CstmrDrctDbtInitn/SplmtryData",
]);

/// The same of transfers between banks.
pub(super) const INTERBANK: At =
    At::Path(&["FIToFICstmrCdtTrf/GrpHdr", "FIToFICstmrCdtTrf/SplmtryData"]);

/// An element that a scheme uses, and what it uses of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used {
    pub(super) tag: &'static str,
    /// Empty: everything.
    pub(super) parts: &'static [Self],
}

/// An element with all that it holds.
pub(super) const fn all(tag: &'static str) -> Used {
    Used { tag, parts: &[] }
}

/// An element of which these parts are used.
pub(super) const fn of(tag: &'static str, parts: &'static [Used]) -> Used {
    Used { tag, parts }
}

/// Reports each element below the context's element that the scheme does not use.
pub(super) fn check(context: &mut Context<'_, '_>, used: &[Used]) {
    let mut unused = Vec::new();
    collect(context.element(), used, "", &mut unused);
    for path in unused {
        context.report_unexpected(&path);
    }
}

/// As [`check`], at an element for which the table of the root element is given.
pub(super) fn check_below_root(context: &mut Context<'_, '_>, used: &[Used]) {
    let mut used = used;
    let above = context.ancestors().iter().skip(1);
    let tags: Vec<&str> = above
        .chain([&context.element()])
        .map(Element::tag)
        .collect();
    for tag in tags {
        match used.iter().find(|used| used.tag == tag) {
            None => return context.report_none(),
            Some(known) if known.parts.is_empty() => return,
            Some(known) => used = known.parts,
        }
    }
    check(context, used);
}

fn collect(element: Element<'_>, used: &[Used], path: &str, unused: &mut Vec<String>) {
    for child in element.children() {
        let mut at = path.to_owned();
        if !at.is_empty() {
            at.push('/');
        }
        at.push_str(child.tag());
        if let Some(nth) = child.nth() {
            // Writing to a string does not fail.
            let _ = write!(at, "[{nth}]");
        }
        match used.iter().find(|used| used.tag == child.tag()) {
            None => unused.push(at),
            Some(known) if known.parts.is_empty() => {}
            Some(known) => collect(child, known.parts, &at, unused),
        }
    }
}

/// As [`check`], with one element more.
pub(super) fn check_with(context: &mut Context<'_, '_>, used: &[Used], more: &'static str) {
    let mut used = used.to_vec();
    used.push(all(more));
    check(context, &used);
}

/// The used elements that a type does not have.
#[cfg(test)]
pub(super) fn unknown(ty: &crate::schema::Complex, used: &[Used], path: &str) -> Vec<String> {
    use crate::schema::Kind;

    let mut unknown = Vec::new();
    for used in used {
        let path = format!("{path}/{}", used.tag);
        let fields = ty.fields.iter().flat_map(|field| match &field.kind {
            Kind::Group(group) => group.fields,
            _ => std::slice::from_ref(field),
        });
        match fields.map(|f| (f.tag, &f.kind)).find(|f| f.0 == used.tag) {
            Some((_, Kind::Complex(inner))) => {
                unknown.extend(self::unknown(inner, used.parts, &path));
            }
            Some(_) if used.parts.is_empty() => {}
            _ => unknown.push(path),
        }
    }
    unknown
}

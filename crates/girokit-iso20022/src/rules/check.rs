//! The checks that are data.

use crate::element::Element;

use super::Context;
use super::rule::{Check, When};

/// Runs one check at the context's element.
pub(super) fn run(context: &mut Context<'_, '_>, check: &Check) {
    match check {
        Check::Run(function) => function(context),
        Check::Required(paths) => {
            for path in *paths {
                if !context.has(path) {
                    context.report_missing(path);
                }
            }
        }
        Check::Forbidden(paths) => {
            for path in *paths {
                if context.has(path) {
                    for (found, _) in context.select(path) {
                        context.report_unexpected(&found);
                    }
                }
            }
        }
        Check::OneOf(paths) => {
            if !paths.iter().any(|path| context.has(path)) {
                context.report("", format!("one of {}", listed(paths)), "none");
            }
        }
        Check::AtMostOne(paths) => {
            let present = paths.iter().filter(|path| context.has(path));
            let present: Vec<&str> = present.copied().collect();
            if present.len() > 1 {
                let expected = format!("at most one of {}", listed(paths));
                context.report("", expected, listed(&present));
            }
        }
        Check::Codes(path, allowed) => each(context, path, |value| {
            (!allowed.contains(&value)).then(|| (one_of(allowed), shown(value)))
        }),
        Check::NotCodes(path, refused) => each(context, path, |value| {
            let expected = || format!("a code other than {}", refused.join(", "));
            refused
                .contains(&value)
                .then(|| (expected(), value.to_owned()))
        }),
        Check::MaxLength(path, max) => each(context, path, |value| {
            let length = value.chars().count();
            (length > *max).then(|| {
                let expected = format!("at most {max} characters");
                (expected, length.to_string())
            })
        }),
        Check::MaxOccurs(path, max) => {
            let found = context.select(path);
            if let Some((first, _)) = found.get(*max) {
                let tag = path.rsplit('/').next().unwrap_or_default();
                let expected = format!("at most {max} of <{tag}>");
                context.report(first, expected, found.len().to_string());
            }
        }
        Check::Only(allowed) => {
            let mut last = "";
            for child in context.element().children() {
                if !allowed.contains(&child.tag()) && last != child.tag() {
                    last = child.tag();
                    context.report_unexpected(last);
                }
            }
        }
        Check::Characters(path, allowed, name) => each(context, path, |value| {
            let refused = value.chars().position(|c| !allowed(c))?;
            // The character's number, not the text around it.
            let character = value.chars().nth(refused)?;
            let number = u32::from(character);
            let found = format!("U+{number:04X} at character {}", refused.saturating_add(1));
            Some(((*name).to_owned(), found))
        }),
        Check::If(when, check) => {
            if holds(context, when) {
                run(context, check);
            }
        }
        Check::All(checks) => checks.iter().for_each(|check| run(context, check)),
        // Counted on the way, not looked at here.
        Check::Totals => {}
    }
}

/// Whether a condition holds at the context's element.
fn holds(context: &Context<'_, '_>, when: &When) -> bool {
    let is = |path: &str, codes: &[&str]| {
        let found = context.element().select(path);
        let mut values = found.iter().filter_map(Element::text);
        values.any(|value| codes.contains(&&*value))
    };
    match when {
        When::Present(path) => context.has(path),
        When::Absent(path) => !context.has(path),
        When::Is(path, codes) => is(path, codes),
        When::IsNot(path, codes) => !is(path, codes),
        When::Around(path) => context.parent().is_some_and(|e| e.at(path).is_some()),
        When::NotAround(path) => context.parent().is_some_and(|e| e.at(path).is_none()),
        When::All(all) => all.iter().all(|when| holds(context, when)),
        When::Any(any) => any.iter().any(|when| holds(context, when)),
        When::Holds(function) => function(context),
    }
}

/// Looks at each value at a path.
fn each(
    context: &mut Context<'_, '_>,
    path: &str,
    mut broken: impl FnMut(&str) -> Option<(String, String)>,
) {
    if path.is_empty() {
        // The common case of leaf rules, without a path to build.
        let value = context.element().text();
        if let Some((expected, found)) = value.and_then(|value| broken(&value)) {
            context.report("", expected, found);
        }
        return;
    }
    for (at, element) in context.select(path) {
        if let Some((expected, found)) = element.text().and_then(|value| broken(&value)) {
            context.report(&at, expected, found);
        }
    }
}

fn listed(paths: &[&str]) -> String {
    let tags: Vec<String> = paths.iter().map(|path| format!("<{path}>")).collect();
    tags.join(", ")
}

fn one_of(codes: &[&str]) -> String {
    match codes {
        [only] => (*only).to_owned(),
        codes => format!("one of {}", codes.join(", ")),
    }
}

/// A code as it is; of a text that has not the form of one, only its length.
pub(super) fn shown(value: &str) -> String {
    let code = (1..=11).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric());
    if code {
        value.to_owned()
    } else {
        format!("a text of {} characters", value.chars().count())
    }
}

//! Whether the paths of rules exist in the tables of a message.

use crate::schema::{Complex, Definition, Kind};

use super::rule::{At, Check, Messages, Profile, Rule, When};

impl Profile {
    /// The paths of the profile's own rules that do not exist in a message definition that they name, each behind its rule's code: for
    /// the tests of who writes a profile. Of paths that are alternatives, one must exist.
    pub fn unknown_paths(&self, definition: &Definition) -> Vec<(&'static str, String)> {
        let rules = self.rules.iter();
        let rules = rules.filter(|rule| covers(self.messages_of(rule), definition));
        rules.flat_map(|rule| unknown(rule, definition)).collect()
    }
}

fn covers(messages: &[Messages], definition: &Definition) -> bool {
    messages.iter().any(|m| m.contains(definition.id))
}

fn unknown(rule: &Rule, definition: &Definition) -> Vec<(&'static str, String)> {
    let types = match rule.at {
        At::Root => vec![definition.ty],
        At::Path(paths) => {
            let found = paths.iter().flat_map(|path| find(definition.ty, path));
            let found: Vec<_> = found.collect();
            if found.is_empty() {
                return vec![(rule.code, paths.join(" or "))];
            }
            // A value has nothing below it.
            found.into_iter().flatten().collect()
        }
        // They stand anywhere, so that only a message can tell.
        At::Tag(_) | At::Where(_) => return Vec::new(),
    };
    let mut relative = Vec::new();
    of_check(&rule.check, &mut relative);
    relative
        .into_iter()
        .filter(|path| !path.is_empty() && !types.iter().any(|ty| !find(ty, path).is_empty()))
        .map(|path| (rule.code, path.to_owned()))
        .collect()
}

/// The types of the elements at a path: `None` for an element that is a value.
fn find(ty: &'static Complex, path: &str) -> Vec<Option<&'static Complex>> {
    let (tag, rest) = match path.split_once('/') {
        Some((tag, rest)) => (tag, Some(rest)),
        None => (path, None),
    };
    let mut found = Vec::new();
    if path.is_empty() {
        return vec![Some(ty)];
    }
    for field in ty.fields {
        match &field.kind {
            Kind::Group(group) => found.extend(find(group, path)),
            Kind::Complex(inner) if field.tag == tag || tag == "*" => match rest {
                Some(rest) => found.extend(find(inner, rest)),
                None => found.push(Some(*inner)),
            },
            Kind::Simple(_) if rest.is_none() && field.tag == tag => found.push(None),
            _ => {}
        }
    }
    found
}

/// The paths of a check, without those from the element around.
pub(super) fn of_check(check: &Check, paths: &mut Vec<&'static str>) {
    match check {
        Check::Required(list)
        | Check::Forbidden(list)
        | Check::OneOf(list)
        | Check::AtMostOne(list) => paths.extend(*list),
        Check::Codes(path, _)
        | Check::NotCodes(path, _)
        | Check::MaxLength(path, _)
        | Check::MaxOccurs(path, _)
        | Check::Characters(path, _, _) => paths.push(path),
        Check::If(when, check) => {
            of_condition(when, paths);
            of_check(check, paths);
        }
        Check::All(checks) => checks.iter().for_each(|check| of_check(check, paths)),
        Check::Only(_) | Check::Run(_) | Check::Totals => {}
    }
}

fn of_condition(when: &When, paths: &mut Vec<&'static str>) {
    match when {
        When::Present(path) | When::Absent(path) | When::Is(path, _) | When::IsNot(path, _) => {
            paths.push(path);
        }
        When::All(all) | When::Any(all) => all.iter().for_each(|w| of_condition(w, paths)),
        When::Around(_) | When::NotAround(_) | When::Holds(_) => {}
    }
}

impl When {
    /// Whether a function decides.
    pub(super) fn asks_function(&self) -> bool {
        match self {
            Self::Holds(_) => true,
            Self::All(all) | Self::Any(all) => all.iter().any(Self::asks_function),
            _ => false,
        }
    }
}

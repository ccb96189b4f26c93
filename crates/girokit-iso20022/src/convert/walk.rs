//! The walk over the source that fills the target.

use std::borrow::Cow;

use super::aliases::{ALIASES, Alias, FOLDS, From, SUPPLIES, Supply};
use super::place::{Place, count, find, fits, lacking, last, push, resolve, room, set, store};
use super::{Change, ChangeKind, MAX_CHANGES, amounts, text};
use crate::check;
use crate::element::Element;
use crate::path::step;
use crate::schema::{Content, Definition, Kind, Node as _, Simple};
use crate::untyped::Record;

/// Converts all below `source` into `root`. Returns the changes, and whether there were more.
pub(super) fn run(
    source: Element<'_>,
    to: &'static Definition,
    root: &mut Record,
) -> (Vec<Change>, bool) {
    let mut walk = Walk {
        to,
        path: String::new(),
        above: Vec::new(),
        changes: Vec::new(),
        truncated: false,
    };
    step(&mut walk.path, source);
    walk.element(source, to.root, None, root);
    (walk.changes, walk.truncated)
}

pub(super) struct Walk<'a> {
    pub(super) to: &'static Definition,
    /// The path in the source.
    path: String,
    /// The elements of the source above the current one.
    above: Vec<Element<'a>>,
    changes: Vec<Change>,
    truncated: bool,
}

/// The element of the target that is being filled.
pub(super) struct Frame<'r> {
    pub(super) into: &'r mut Record,
    /// The tags of the source and the target element.
    within: [&'static str; 2],
    /// Containers that the source does not have.
    made: Vec<Made>,
}

/// A container that an alias made.
struct Made {
    place: Place,
    nth: usize,
    /// The paths of the source that went into it.
    from: Vec<String>,
}

impl Alias {
    fn applies(&self, within: [&str; 2]) -> bool {
        self.within.is_empty() || within.iter().any(|tag| self.within.contains(tag))
    }

    /// The other places of what stands at `way`, best first.
    fn others(&'static self, way: &str) -> impl Iterator<Item = &'static str> {
        let paths = match self.note {
            "" if self.paths.contains(&way) => self.paths,
            _ if self.paths.first() == Some(&way) => self.paths.get(1..).unwrap_or_default(),
            _ => &[],
        };
        let way = way.to_owned();
        paths
            .iter()
            .rev()
            .copied()
            .filter(move |path| *path != way.as_str())
    }
}

impl<'a> Walk<'a> {
    pub(super) fn note(&mut self, kind: ChangeKind, why: impl Into<String>) {
        self.note_at(kind, self.path.clone(), why.into());
    }

    fn note_at(&mut self, kind: ChangeKind, path: String, why: String) {
        if self.changes.len() < MAX_CHANGES {
            self.changes.push(Change { kind, path, why });
        } else {
            self.truncated = true;
        }
    }

    /// Converts the children of an element. With a part `(tag, nth)`, only the `nth` of its children of this tag, and the other children
    /// with the first part.
    fn element(
        &mut self,
        source: Element<'a>,
        tag: &'static str,
        part: Option<(&str, usize)>,
        into: &mut Record,
    ) {
        let is_root = self.above.is_empty();
        let mut frame = Frame {
            into,
            within: [source.tag(), tag],
            made: Vec::new(),
        };
        self.above.push(source);
        let mut seen = 0_usize;
        for child in source.children() {
            if let Some((tag, nth)) = part {
                let here = if child.tag() == tag {
                    seen = seen.saturating_add(1);
                    seen == nth.saturating_add(1)
                } else {
                    nth == 0
                };
                if !here {
                    continue;
                }
            }
            let length = self.path.len();
            step(&mut self.path, child);
            self.child(child, is_root, &mut frame);
            self.path.truncate(length);
        }
        self.above.pop();
        let Frame { into, made, .. } = frame;
        self.prune(made, into);
        self.supply(source, tag, into);
    }

    fn child(&mut self, child: Element<'a>, is_root: bool, frame: &mut Frame<'_>) {
        if amounts::convert(self, child, frame) {
            return;
        }
        let ty = frame.into.table();
        let mut direct = find(ty, child.tag());
        if direct.is_none() && is_root && ty.fields.len() == 1 {
            // The body: the oldest versions name it by their identifier.
            direct = ty.fields.first().and_then(|field| find(ty, field.tag));
        }
        if let Some(place) = direct
            && fits(child, place.declared)
        {
            self.put(child, place, "", frame.into);
        } else if !self.elsewhere(child, child.tag(), frame) {
            if leads_on(child.tag(), frame) {
                self.dissolve(child, child.tag(), frame);
            } else {
                let why = match direct {
                    Some(_) => format!("{} has another kind of content there", self.to.id),
                    None => format!("{} has no place for it", self.to.id),
                };
                self.note(ChangeKind::Lost, why);
            }
        }
    }

    /// Puts an element at the first of the other places of `way`, its path in the source, that the target has. False if there is none.
    fn elsewhere(&mut self, child: Element<'a>, way: &str, frame: &mut Frame<'_>) -> bool {
        for alias in ALIASES.iter().filter(|a| a.applies(frame.within)) {
            for path in alias.others(way) {
                if let Some(places) = resolve(frame.into.table(), path, child) {
                    self.put_deep(child, &places, alias.note, frame);
                    return true;
                }
            }
        }
        false
    }

    /// Converts what a container holds one by one, since the target does not have the container.
    fn dissolve(&mut self, container: Element<'a>, way: &str, frame: &mut Frame<'_>) {
        for child in container.children() {
            let length = self.path.len();
            step(&mut self.path, child);
            let way = format!("{way}/{}", child.tag());
            if !self.elsewhere(child, &way, frame) {
                if leads_on(&way, frame) {
                    self.dissolve(child, &way, frame);
                } else {
                    self.note(
                        ChangeKind::Lost,
                        format!("{} has no place for it", self.to.id),
                    );
                }
            }
            self.path.truncate(length);
        }
    }

    /// Puts an element into containers that the source does not have. Those made for the same parent are filled on.
    fn put_deep(
        &mut self,
        child: Element<'a>,
        places: &[Place],
        note: &str,
        frame: &mut Frame<'_>,
    ) {
        let Some((first, rest)) = places.split_first() else {
            return;
        };
        let Some(next) = rest.first() else {
            self.put(child, *first, note, frame.into);
            return;
        };
        let own = frame
            .made
            .iter()
            .rposition(|made| made.place.declared.tag == first.declared.tag);
        let reused = own.filter(|_| {
            last(frame.into, *first).is_some_and(|made| rest.len() > 1 || room(made, *next).is_ok())
        });
        let Some(at) = reused.or_else(|| self.container(*first, frame)) else {
            return;
        };
        let mut record = last(frame.into, *first);
        for place in rest.iter().take(rest.len().saturating_sub(1)) {
            let Some(inner) = record else { return };
            if count(inner, *place) == 0
                && let Kind::Complex(ty) = place.declared.kind
            {
                push(inner, *place, Record::new(ty));
            }
            record = last(inner, *place);
        }
        if let (Some(record), Some(place)) = (record, rest.last()) {
            self.put(child, *place, note, record);
        }
        if let Some(made) = frame.made.get_mut(at) {
            made.from.push(self.path.clone());
        }
    }

    /// Makes a container, if there is room, and returns its number.
    fn container(&mut self, place: Place, frame: &mut Frame<'_>) -> Option<usize> {
        let Kind::Complex(ty) = place.declared.kind else {
            return None;
        };
        if let Err(why) = room(frame.into, place) {
            self.note(ChangeKind::Lost, why);
            return None;
        }
        let nth = count(frame.into, place);
        push(frame.into, place, Record::new(ty));
        frame.made.push(Made {
            place,
            nth,
            from: Vec::new(),
        });
        frame.made.len().checked_sub(1)
    }

    /// Puts an element at a place.
    pub(super) fn put(&mut self, child: Element<'a>, place: Place, note: &str, into: &mut Record) {
        let fold = FOLDS
            .iter()
            .find(|(tag, _)| *tag == child.tag())
            .map(|(_, records)| *records);
        let inner = match place.declared.kind {
            Kind::Complex(ty) if !matches!(ty.content, Content::Simple(_)) => Some(ty),
            _ => None,
        };
        if let Err(why) = room(into, place) {
            // What the source repeats, the target holds as records of one.
            if let (Some(records), Some(ty)) = (fold, inner)
                && find(ty, records).is_some()
                && let Some(first) = last(into, place)
            {
                self.element(child, place.declared.tag, None, first);
            } else {
                self.note(ChangeKind::Lost, why);
            }
            return;
        }
        let Some(ty) = inner else {
            self.leaf(child, place, note, into);
            return;
        };
        let parts = match fold {
            Some(records) if place.declared.max > 1 && find(ty, records).is_none() => {
                child.all(records).count().max(1)
            }
            _ => 1,
        };
        for nth in 0..parts {
            if nth > 0
                && let Err(why) = room(into, place)
            {
                self.note(ChangeKind::Lost, why);
                return;
            }
            let mut record = Record::new(ty);
            let part = fold.filter(|_| parts > 1).map(|records| (records, nth));
            self.element(child, place.declared.tag, part, &mut record);
            // What held something and lost it all is not there; what was empty stays empty.
            if !record.is_empty() || child.children().next().is_none() {
                push(into, place, record);
                if !note.is_empty() {
                    self.note(ChangeKind::Altered, note);
                }
            }
        }
    }

    /// Puts a value at a place; false if it does not fit there. `note` says what the place loses.
    fn leaf(&mut self, child: Element<'a>, place: Place, note: &str, into: &mut Record) -> bool {
        let value = text(child);
        let stored = match place.declared.kind {
            Kind::Any(_) => {
                store(into, place, &value);
                return true;
            }
            Kind::Simple(simple) => {
                let outcome = adapted(child, simple);
                if let Ok((text, _)) = &outcome {
                    store(into, place, text);
                    for (name, _) in child.attributes() {
                        let path = format!("{}/@{name}", self.path);
                        let why = format!("{} has no place for it", self.to.id);
                        self.note_at(ChangeKind::Lost, path, why);
                    }
                }
                outcome.map(|(_, note)| note)
            }
            Kind::Complex(ty) => {
                let Content::Simple(simple) = ty.content else {
                    return false;
                };
                let outcome = adapted(child, simple);
                if let Ok((text, _)) = &outcome {
                    let mut record = Record::new(ty);
                    set(record.slot(0), simple, text);
                    self.attributes(child, &mut record);
                    push(into, place, record);
                }
                outcome.map(|(_, note)| note)
            }
            Kind::Group(_) => return false,
        };
        match stored {
            Ok(own) => {
                let note = if own.is_empty() { note } else { own };
                if !note.is_empty() {
                    self.note(ChangeKind::Altered, note);
                }
                true
            }
            Err(why) => {
                if proprietary(place, &value, into) {
                    let why = format!("it stands as proprietary: {why}");
                    self.note(ChangeKind::Altered, why);
                    return true;
                }
                self.note(ChangeKind::Lost, why);
                false
            }
        }
    }

    fn attributes(&mut self, child: Element<'a>, record: &mut Record) {
        let declared = record.table().attributes;
        for (name, value) in child.attributes() {
            let at = declared.iter().position(|a| a.name == name);
            let why = match at.and_then(|at| Some((at, declared.get(at)?.ty))) {
                Some((at, ty)) => match check::text(ty, &value) {
                    Ok(()) => {
                        set(record.slot(at.saturating_add(1)), ty, &value);
                        continue;
                    }
                    Err(fault) => refusal(&fault),
                },
                None => format!("{} has no place for it", self.to.id),
            };
            let path = format!("{}/@{name}", self.path);
            self.note_at(ChangeKind::Lost, path, why);
        }
    }

    /// Takes containers away again that the target wants to hold more than the source has.
    fn prune(&mut self, made: Vec<Made>, into: &mut Record) {
        for made in made.into_iter().rev() {
            let Place {
                field, alternative, ..
            } = made.place;
            if alternative.is_some() || made.place.declared.min > 0 {
                continue;
            }
            let missing = into.nth(field, made.nth).and_then(lacking);
            if let Some(tag) = missing {
                into.remove(field, made.nth);
                for path in made.from {
                    let why = format!("{} demands <{tag}> beside it", self.to.id);
                    self.note_at(ChangeKind::Lost, path, why);
                }
            }
        }
    }

    /// Fills in what the target demands and the surroundings tell.
    fn supply(&mut self, source: Element<'a>, tag: &str, into: &mut Record) {
        for supply in SUPPLIES.iter().filter(|supply| supply.within == tag) {
            let Some(place) = find(into.table(), supply.tag) else {
                continue;
            };
            if place.declared.min == 0 || count(into, place) > 0 {
                continue;
            }
            let Some(value) = self.surroundings(source, supply) else {
                continue;
            };
            if fits(value, place.declared) && self.leaf(value, place, "", into) {
                let path = format!("{}/{}", self.path, supply.tag);
                self.note_at(ChangeKind::Supplied, path, supply.why.to_owned());
            }
        }
    }

    fn surroundings(&self, source: Element<'a>, supply: &Supply) -> Option<Element<'a>> {
        let (tag, child, shared) = match supply.from {
            From::Below(path) => return source.at(path),
            From::Above { tag, child, shared } => (tag, child, shared),
        };
        let mut inner = source.tag();
        for element in self.above.iter().rev() {
            if !shared && element.all(inner).take(2).count() > 1 {
                return None;
            }
            if element.tag() == tag {
                return match child.strip_prefix("*/") {
                    Some(rest) => element.children().next()?.at(rest),
                    None => element.at(child),
                };
            }
            inner = element.tag();
        }
        None
    }
}

/// Whether the target knows parts of the container at `way` at other places.
fn leads_on(way: &str, frame: &Frame<'_>) -> bool {
    let below = |path: &str| {
        path.strip_prefix(way)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    let known = |path: &str| {
        path.split('/')
            .next()
            .is_some_and(|tag| find(frame.into.table(), tag).is_some())
    };
    ALIASES
        .iter()
        .filter(|alias| alias.applies(frame.within))
        .any(|alias| {
            let mut paths = alias.paths.iter().filter(|path| below(path));
            paths.any(|path| alias.others(path).any(known))
        })
}

/// A value in a form that a type admits, and what that leaves out.
fn adapted<'a>(
    child: Element<'a>,
    simple: &'static Simple,
) -> Result<(Cow<'a, str>, &'static str), String> {
    let value = text(child);
    let Err(fault) = check::text(simple, &value) else {
        return Ok((value, ""));
    };
    let (other, note) = if let Some(moment) = child.date_time() {
        (
            moment.naive().date().to_string(),
            "the time of day is left out",
        )
    } else if let Some(date) = child.date() {
        (
            date.naive().format("%Y").to_string(),
            "month and day are left out",
        )
    } else if let Some(year) = child.year() {
        (
            format!("{:04}-01-01", year.year()),
            "the first of January stands for the year",
        )
    } else {
        return Err(refusal(&fault));
    };
    match check::text(simple, &other) {
        Ok(()) => Ok((Cow::Owned(other), note)),
        Err(_) => Err(refusal(&fault)),
    }
}

fn refusal(fault: &check::Fault) -> String {
    format!("expected {}, found {}", fault.expected, fault.found)
}

/// Stores a code that a closed list does not have as a proprietary one, if the choice has such an alternative.
fn proprietary(place: Place, code: &str, into: &mut Record) -> bool {
    if place.declared.tag != "Cd" || !matches!(into.table().content, Content::Choice) {
        return false;
    }
    let Some(place) = find(into.table(), "Prtry") else {
        return false;
    };
    let Kind::Simple(simple) = place.declared.kind else {
        return false;
    };
    let fits = check::text(simple, code).is_ok() && room(into, place).is_ok();
    if fits {
        store(into, place, code);
    }
    fits
}

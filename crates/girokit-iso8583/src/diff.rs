//! How two messages differ.

use core::fmt;

use crate::mask::Mask;
use crate::message::Message;
use crate::walk::{self, Item};

/// One difference: where, and what stood there and stands there now, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// `MTI`, `header`, or the path of the element: `DE 55 / 9F02`.
    pub path: String,
    /// What stood there; `None`: nothing.
    pub before: Option<String>,
    /// What stands there now; `None`: nothing. Both may read alike where what differs is masked, or is written in another form.
    pub after: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.before, &self.after) {
            (None, Some(after)) => write!(f, "+ {}: {after}", self.path),
            (Some(before), None) => write!(f, "- {}: {before}", self.path),
            (before, after) => {
                let shown = |value: &Option<String>| value.clone().unwrap_or_default();
                write!(f, "~ {}: {} -> {}", self.path, shown(before), shown(after))
            }
        }
    }
}

/// The differences from `before` to `after`, down to parts and tags, masked by the default policy; empty for the same MTI, header and
/// fields. Bitmaps are not compared.
pub fn diff(before: &Message, after: &Message) -> Vec<Difference> {
    let mut found = Vec::new();
    if before.mti() != after.mti() {
        found.push(Difference {
            path: "MTI".into(),
            before: Some(before.mti().to_string()),
            after: Some(after.mti().to_string()),
        });
    }
    if before.header() != after.header() {
        let shown = |header: &[u8]| Some(format!("[hidden, {}]", header.len()));
        found.push(Difference {
            path: "header".into(),
            before: shown(before.header()),
            after: shown(after.header()),
        });
    }
    let old = walk::items(Mask::new(), before.mti().version(), before.fields());
    let new = walk::items(Mask::new(), after.mti().version(), after.fields());
    let of = |items: &[Item<'_>], path: &str| items.iter().position(|item| item.path == path);
    for item in &old {
        let Some(other) = of(&new, &item.path).and_then(|at| new.get(at)) else {
            if !is_told(&found, &item.path) {
                found.push(Difference {
                    path: item.path.clone(),
                    before: Some(shown(item)),
                    after: None,
                });
            }
            continue;
        };
        if item.view.wire() == other.view.wire() {
            continue;
        }
        let whole = item.shown.is_none() && other.shown.is_none();
        let told_by_parts = whole
            && item.broken.is_none()
            && other.broken.is_none()
            && parts_differ(&old, &new, &item.path);
        if !told_by_parts {
            found.push(Difference {
                path: item.path.clone(),
                before: Some(shown(item)),
                after: Some(shown(other)),
            });
        }
    }
    for item in &new {
        if of(&old, &item.path).is_none() && !is_told(&found, &item.path) {
            found.push(Difference {
                path: item.path.clone(),
                before: None,
                after: Some(shown(item)),
            });
        }
    }
    found
}

fn shown(item: &Item<'_>) -> String {
    item.shown
        .clone()
        .unwrap_or_else(|| format!("[parts, {}]", item.view.count()))
}

/// Whether what holds this element is told as added or removed itself.
fn is_told(found: &[Difference], path: &str) -> bool {
    found.iter().any(|difference| {
        (difference.before.is_none() || difference.after.is_none())
            && path
                .strip_prefix(difference.path.as_str())
                .is_some_and(|rest| rest.starts_with(" / "))
    })
}

fn parts_differ(old: &[Item<'_>], new: &[Item<'_>], path: &str) -> bool {
    let parts = |items: &[Item<'_>]| -> Vec<(String, Vec<u8>)> {
        let within = format!("{path} / ");
        let mut parts: Vec<_> = items
            .iter()
            .filter(|item| item.path.starts_with(&within))
            .map(|item| (item.path.clone(), item.view.wire().to_vec()))
            .collect();
        parts.sort();
        parts
    };
    parts(old) != parts(new)
}

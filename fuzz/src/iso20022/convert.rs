//! Conversion between versions, and differences.

use girokit_iso20022::convert::{is_convertible, to};
use girokit_iso20022::diff::{Change, Comparison, KEYS};
use girokit_iso20022::schema::Definition;
use girokit_iso20022::{Element, Tree, Untyped, definitions};

/// A message that reads converts to its neighbours and to the oldest and newest version: the result is valid and reads again, or says what
/// it lacks. What changed nothing comes back equal; what lost nothing comes back whole.
///
/// # Panics
/// When a promise is broken.
pub fn convert(data: &[u8]) {
    let Ok(message) = Tree::from_xml(data) else {
        return;
    };
    let from = message.definition();
    for target in targets(from) {
        let there = to(message.element(), from, target).expect("versions of one message convert");
        for change in &there.changes {
            assert!(change.path.starts_with('/') && !change.why.is_empty());
        }
        if !there.is_valid() {
            assert!(there.message.to_xml().is_err(), "{}", target.id);
            continue;
        }
        let xml = there.message.to_xml().expect("what is valid is written");
        let read = Untyped::from_xml(target, xml.as_bytes()).expect("what was written is read");
        assert!(read == there.message, "{} reads otherwise", target.id);
        if !there.is_lossless() {
            continue;
        }
        let back = to(there.message.element(), target, from).expect("as before");
        let differences = Comparison::new()
            .between(message.element(), back.message.element())
            .items;
        assert!(
            differences.iter().all(|d| d.change == Change::Added),
            "{} to {} and back: {differences:?}",
            from.id,
            target.id
        );
        assert!(
            differences.is_empty() || !there.changes.is_empty(),
            "{} to {} and back: {differences:?}",
            from.id,
            target.id
        );
    }
}

/// The neighbours of a version, the oldest, the newest, and itself.
fn targets(from: &'static Definition) -> Vec<&'static Definition> {
    let family: Vec<_> = definitions()
        .iter()
        .filter(|d| is_convertible(from, d))
        .collect();
    let own = family.iter().position(|d| d.id == from.id).unwrap_or(0);
    let last = family.len().saturating_sub(1);
    let mut chosen = vec![0, own.saturating_sub(1), own, own.saturating_add(1), last];
    chosen.dedup();
    chosen
        .into_iter()
        .filter_map(|at| family.get(at).map(|d| **d))
        .collect()
}

/// A message does not differ from itself, and from another version of it by as much as that from it.
///
/// # Panics
/// When a promise is broken.
pub fn diff(data: &[u8]) {
    let Ok(message) = Tree::from_xml(data) else {
        return;
    };
    let root = message.element();
    let keyed = Comparison::new().with_keys(KEYS);
    for comparison in [Comparison::new(), keyed] {
        let same = comparison.between(root, root);
        assert!(same.items.is_empty() && !same.truncated, "{same:?}");
    }
    for target in targets(message.definition()) {
        let other =
            to(root, message.definition(), target).expect("versions of one message convert");
        symmetric(root, other.message.element(), Comparison::new());
        symmetric(root, other.message.element(), keyed);
    }
    // Parts of the message against each other: most of them have something in common.
    let parts: Vec<Element<'_>> = root
        .children()
        .flat_map(|body| body.children())
        .take(8)
        .collect();
    for pair in parts.windows(2) {
        if let [left, right] = pair {
            symmetric(*left, *right, keyed);
        }
    }
}

fn symmetric(left: Element<'_>, right: Element<'_>, comparison: Comparison<'_>) {
    let there = comparison.between(left, right);
    let back = comparison.between(right, left);
    let count = |items: &[girokit_iso20022::diff::Difference<'_>], change: Change| {
        items.iter().filter(|d| d.change == change).count()
    };
    if !there.truncated && !back.truncated {
        for (one, other) in [
            (Change::Added, Change::Removed),
            (Change::Removed, Change::Added),
            (Change::Changed, Change::Changed),
            (Change::Reordered, Change::Reordered),
        ] {
            assert_eq!(
                count(&there.items, one),
                count(&back.items, other),
                "{there:?} and {back:?}"
            );
        }
    }
}

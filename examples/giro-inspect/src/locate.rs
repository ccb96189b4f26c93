//! Lines of paths: rules name elements by their paths; where those stand in the file, the tree knows.

use girokit_iso20022::{Element, Tree};

/// A line and a column, from 1.
pub(crate) type Place = (Option<u32>, Option<u32>);

/// The places of paths such as `/Document/BkToCstmrStmt/Stmt[1]/Ntry[3]/Amt/@Ccy`, in one pass over the text. An element that is missing
/// stands where the one above it stands.
pub(crate) fn places<'p>(tree: &Tree<'_>, paths: impl Iterator<Item = &'p str>) -> Vec<Place> {
    let mut offsets: Vec<(usize, Option<usize>)> = paths
        .map(|path| offset(tree.element(), path))
        .enumerate()
        .collect();
    let mut places = vec![(None, None); offsets.len()];
    offsets.sort_by_key(|(_, offset)| *offset);
    let (mut passed, mut line, mut start) = (0, 1_u32, 0);
    for (at, offset) in offsets {
        let Some(offset) = offset else { continue };
        let text = tree.text();
        for (i, byte) in text.bytes().enumerate().take(offset).skip(passed) {
            if byte == b'\n' {
                line = line.saturating_add(1);
                start = i.saturating_add(1);
            }
        }
        passed = offset;
        let column = text.get(start..offset).map_or(0, |t| t.chars().count());
        let column = u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1);
        if let Some(place) = places.get_mut(at) {
            *place = (Some(line), Some(column));
        }
    }
    places
}

/// Where the element of a path, or the nearest one above it, stands in the text.
fn offset(root: Element<'_>, path: &str) -> Option<usize> {
    let mut element = root;
    let mut found = root.offset();
    for step in path.split('/').skip(2) {
        let (tag, nth) = match step.strip_suffix(']').and_then(|s| s.split_once('[')) {
            Some((tag, nth)) => (tag, nth.parse().unwrap_or(1_usize)),
            None => (step, 1),
        };
        let Some(child) = element.all(tag).nth(nth.saturating_sub(1)) else {
            break;
        };
        element = child;
        found = element.offset().or(found);
    }
    found
}

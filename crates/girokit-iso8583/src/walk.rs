//! All elements of a message, outermost first, each as it may be shown.

use crate::field::FieldView;
use crate::mask::{self, Mask};
use crate::mti::Version;
use crate::spec::{Key, Sensitivity};
use crate::{emv, meanings};

/// One element.
pub(crate) struct Item<'a> {
    /// From the message to the element: `DE 55 / 9F02`; a key that stands again is numbered: `DE 48 / 01 #2`.
    pub(crate) path: String,
    pub(crate) depth: usize,
    pub(crate) view: FieldView<'a>,
    /// `None`: its parts follow.
    pub(crate) shown: Option<String>,
    /// Whether `shown` is the whole value.
    pub(crate) clear: bool,
    pub(crate) meaning: Option<String>,
    /// Why no more of its parts follow, without content.
    pub(crate) broken: Option<String>,
}

pub(crate) fn items<'a>(
    mask: Mask,
    version: Version,
    fields: impl Iterator<Item = FieldView<'a>>,
) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    for field in fields {
        let path = format!("DE {}", field.key());
        element(mask, version, field, None, &path, 0, &mut items);
    }
    items
}

fn element<'a>(
    mask: Mask,
    version: Version,
    view: FieldView<'a>,
    outer: Option<Sensitivity>,
    path: &str,
    depth: usize,
    items: &mut Vec<Item<'a>>,
) {
    let rule = Mask::rule(outer, &view);
    let parts = view.is_composite() && !mask::is_opaque(rule);
    let (shown, clear) = if parts {
        (None, false)
    } else {
        let (shown, clear) = mask.show(rule, &view);
        (Some(shown), clear)
    };
    let meaning = match view.key() {
        _ if !clear => None,
        Key::Number(number) if outer.is_none() => meanings::field(version, number, &view.text()),
        Key::Tag(tag) if !tag.is_text() => emv::meaning(tag, &view.bytes()),
        _ => None,
    };
    let at = items.len();
    items.push(Item {
        path: path.to_owned(),
        depth,
        view,
        shown,
        clear,
        meaning,
        broken: None,
    });
    if !parts {
        return;
    }
    let mut seen: Vec<Key> = Vec::new();
    for part in view.elements() {
        match part {
            Ok(part) => {
                let key = part.key();
                seen.push(key);
                let path = match seen.iter().filter(|&&other| other == key).count() {
                    1 => format!("{path} / {key}"),
                    again => format!("{path} / {key} #{again}"),
                };
                element(mask, version, part, Some(rule), &path, depth + 1, items);
            }
            Err(error) => {
                if let Some(item) = items.get_mut(at) {
                    item.broken = Some(error.to_string());
                }
            }
        }
    }
}

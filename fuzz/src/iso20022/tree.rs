//! The tree beside the owned structs.

use girokit_iso20022::{AnyMessage, Element, Limits, Tree, definitions};

/// The tree and the owned structs give the same verdict with the same problems, hold the same values, and write the same text.
///
/// # Panics
/// When a promise is broken.
pub fn tree(data: &[u8]) {
    let known: Vec<_> = definitions()
        .iter()
        .copied()
        .filter(|definition| AnyMessage::IDS.contains(&definition.id))
        .collect();
    let tree = Tree::read_any(data, &known, &Limits::default());
    match (AnyMessage::from_xml(data), tree) {
        (Ok(message), Ok(tree)) => {
            same(message.element(), tree.element());
            let xml = message.to_xml().expect("what was read can be written");
            assert_eq!(tree.to_xml(), xml, "another text");
        }
        (Err(one), Err(other)) => {
            assert_eq!(one.kind(), other.kind());
            assert_eq!(one.problems(), other.problems());
            assert_eq!(one.is_truncated(), other.is_truncated());
        }
        (Ok(_), Err(error)) => panic!("only the tree refuses: {error}"),
        (Err(error), Ok(_)) => panic!("only the structs refuse: {error}"),
    }
}

fn same(one: Element<'_>, other: Element<'_>) {
    assert_eq!((one.tag(), one.nth()), (other.tag(), other.nth()));
    assert_eq!(one.text(), other.text());
    assert_eq!(one.number(), other.number());
    assert_eq!(one.date(), other.date());
    assert_eq!(one.date_time(), other.date_time());
    assert_eq!(one.boolean(), other.boolean());
    assert!(one.attributes().eq(other.attributes()));
    let (mut ones, mut others) = (one.children(), other.children());
    loop {
        match (ones.next(), others.next()) {
            (Some(one), Some(other)) => same(one, other),
            (None, None) => return,
            (one, other) => panic!("{one:?} beside {other:?}"),
        }
    }
}

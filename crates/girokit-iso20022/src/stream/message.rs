//! Which messages can be streamed, and how their values along the way are reached.

use crate::message::Message;
use crate::schema::{Node, Value};

/// A message with a list of items that can be read and written one by one.
///
/// Generated code implements it for every message with a list named `Ntry`, `CdtTrfTxInf` or `DrctDbtTxInf` on its main path:
/// camt.052, .053 and .054, pain.001 and .008, pacs.003, .008, .009 and .010; and auth.025, whose entries are documents.
pub trait Streamed: Message {
    /// The type of an item, such as `ReportEntry10`.
    type Item: Node + Value;

    /// The tags from the root's child down to the item, such as `BkToCstmrStmt`, `Stmt`, `Ntry`.
    const SPINE: &'static [&'static str];

    /// The element at this depth that occurred last: 0 is the root, the items are not counted.
    #[doc(hidden)]
    fn trunk(&mut self, depth: usize) -> Option<&mut dyn Node>;

    /// Lets go of the elements at this depth.
    #[doc(hidden)]
    fn forget(&mut self, depth: usize);
}

/// A field on the way to the items.
#[doc(hidden)]
pub trait Along {
    /// What the field holds.
    type Held: Node;

    /// The last occurrence.
    fn last(&mut self) -> Option<&mut Self::Held>;

    /// Drops all occurrences, where the field can be empty.
    fn forget(&mut self) {}
}

impl<T: Node> Along for T {
    type Held = T;

    fn last(&mut self) -> Option<&mut T> {
        Some(self)
    }
}

impl<T: Along> Along for Option<T> {
    type Held = T::Held;

    fn last(&mut self) -> Option<&mut T::Held> {
        self.as_mut().and_then(T::last)
    }

    fn forget(&mut self) {
        *self = None;
    }
}

impl<T: Along> Along for Vec<T> {
    type Held = T::Held;

    fn last(&mut self) -> Option<&mut T::Held> {
        self.last_mut().and_then(T::last)
    }

    fn forget(&mut self) {
        self.clear();
    }
}

/// Names the fields from a message's root to its items: `streamed!(Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt";
/// ntry "Ntry" ReportEntry10);`
#[doc(hidden)]
#[macro_export]
macro_rules! __streamed {
    ($root:ty: $($field:ident $tag:literal),+; $items:ident $item_tag:literal $item:ty) => {
        impl $crate::codegen::Streamed for $root {
            type Item = $item;

            const SPINE: &'static [&'static str] = &[$($tag,)+ $item_tag];

            fn trunk(&mut self, depth: usize) -> Option<&mut dyn $crate::codegen::Node> {
                let node = self;
                if depth == 0 {
                    return Some(node);
                }
                let above = 0;
                $(
                    let node = $crate::codegen::Along::last(&mut node.$field)?;
                    let above = above + 1;
                    if depth == above {
                        return Some(node);
                    }
                )+
                // The list itself, so that a line that names another field does not compile.
                let _: &mut Vec<$item> = &mut node.$items;
                None
            }

            fn forget(&mut self, depth: usize) {
                let Some(depth) = depth.checked_sub(1) else {
                    return;
                };
                let _ = $crate::__forget!(self, depth, 0usize; $($field),+);
            }
        }
    };
}

/// Walks down to the field of a depth and empties it.
#[doc(hidden)]
#[macro_export]
macro_rules! __forget {
    ($node:expr, $depth:ident, $above:expr; $field:ident $(, $more:ident)*) => {
        if $depth == $above {
            $crate::codegen::Along::forget(&mut $node.$field);
        } else if let Some(_node) = $crate::codegen::Along::last(&mut $node.$field) {
            $crate::__forget!(_node, $depth, $above + 1; $($more),*);
        }
    };
    ($node:expr, $depth:ident, $above:expr;) => {};
}

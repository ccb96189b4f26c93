//! A message around its items: what a streaming writer writes before, between and behind them.

use super::{Tag, Writer};
use crate::error::{Code, Error, ErrorKind};
use crate::path::Path;
use crate::schema::{Complex, Field, Kind, Node, Ref};

/// A message whose lists of items are empty, as text.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) text: String,
    /// Each list of items, in order.
    pub(crate) gaps: Vec<Gap>,
}

/// Where the items of one list go.
#[derive(Debug)]
pub(crate) struct Gap {
    /// Offset into the text.
    pub(crate) at: usize,
    /// The element around the list.
    pub(crate) path: Path,
}

/// Writes a message around its items, or says what is wrong with it. `spine` leads from the root to the items.
pub(crate) fn frame(
    node: &dyn Node,
    tag: &'static str,
    namespace: &'static str,
    spine: &[&'static Field],
) -> Result<Frame, Error> {
    let mut writer = Writer::<true>::new();
    let mut gaps = Vec::new();
    let root = Tag::new(tag);
    writer.start(node, root, tag, namespace);
    writer.spine(node, node.schema(), spine, &mut gaps);
    writer.out.close(root);
    writer.out.raw("\n");
    let out = std::mem::take(&mut writer.out);
    writer.conclude().map(|()| Frame {
        text: out.into_string(),
        gaps,
    })
}

impl Writer<true> {
    fn spine(
        &mut self,
        node: &dyn Node,
        schema: &'static Complex,
        spine: &[&'static Field],
        gaps: &mut Vec<Gap>,
    ) {
        let present = node.present();
        for (number, field) in schema.fields.iter().enumerate() {
            match spine.split_first() {
                Some((first, rest)) if std::ptr::eq(*first, field) => {
                    if rest.is_empty() {
                        self.gap(node, number, field, gaps);
                    } else {
                        self.holders(node, number, field, rest, gaps);
                    }
                }
                _ if present >> number & 1 != 0 => self.field(node, number, field),
                _ if field.min > 0 => self.miscounted(field, 0),
                _ => {}
            }
        }
    }

    /// The list of items.
    fn gap(&mut self, node: &dyn Node, number: usize, field: &'static Field, gaps: &mut Vec<Gap>) {
        if node.child(number, 0).is_some() {
            self.path.push(field.tag, 1, false);
            let expected = "an empty list, to be written item by item".to_owned();
            self.problem(Code::Repeated, expected, "items".to_owned());
            self.path.pop();
        }
        gaps.push(Gap {
            at: self.out.len(),
            path: self.path.clone(),
        });
    }

    /// The elements around the lists.
    fn holders(
        &mut self,
        node: &dyn Node,
        number: usize,
        field: &'static Field,
        rest: &[&'static Field],
        gaps: &mut Vec<Gap>,
    ) {
        let tag = Tag::from(field);
        let mut count = 0_u32;
        while let Some(Ref::Node(inner)) = node.child(number, count as usize) {
            count += 1;
            self.path.push(field.tag, count, field.max > 1);
            self.out.begin(tag);
            self.attributes(inner, inner.schema());
            self.out.end_of_start();
            self.spine(inner, inner.schema(), rest, gaps);
            self.out.close(tag);
            self.path.pop();
            if field.max == 1 {
                break;
            }
        }
        if count < field.min || count > field.max {
            self.miscounted(field, count);
        }
    }
}

/// Writes items one by one into a buffer.
pub(crate) struct Items {
    writer: Writer<true>,
    field: &'static Field,
}

impl Items {
    /// Starts on the items that stand in this field.
    pub(crate) fn new(field: &'static Field) -> Self {
        Self {
            writer: Writer::new(),
            field,
        }
    }

    /// Names the element around the items that follow.
    pub(crate) fn enter(&mut self, path: Path) {
        self.writer.path = path;
    }

    /// Appends an item, or says what is wrong with it and leaves the buffer as it is.
    pub(crate) fn item(&mut self, item: &dyn Node, nth: u32) -> Result<(), Error> {
        let before = self.writer.out.len();
        let Kind::Complex(_) = self.field.kind else {
            return Ok(());
        };
        self.writer.occurrence(self.field, Ref::Node(item), nth);
        if self.writer.problems.is_empty() {
            return Ok(());
        }
        self.writer.out.truncate(before);
        Err(self.refusal())
    }

    /// Says that the list lacks items.
    pub(crate) fn lacking(&mut self, count: u32) -> Error {
        self.writer.miscounted(self.field, count);
        self.refusal()
    }

    /// The tag of an item.
    #[cfg(feature = "rules")]
    pub(crate) fn tag(&self) -> &'static str {
        self.field.tag
    }

    /// How many items a list must hold.
    pub(crate) fn least(&self) -> u32 {
        self.field.min
    }

    fn refusal(&mut self) -> Error {
        let problems = std::mem::take(&mut self.writer.problems);
        let truncated = problems.len() >= crate::limits::MAX_PROBLEMS;
        Error::new(ErrorKind::Invalid, problems, truncated)
    }

    /// Appends text as it is.
    pub(crate) fn raw(&mut self, text: &str) {
        self.writer.out.raw(text);
    }

    /// What is written and not taken yet.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.writer.out.bytes()
    }

    pub(crate) fn clear(&mut self) {
        self.writer.out.truncate(0);
    }
}

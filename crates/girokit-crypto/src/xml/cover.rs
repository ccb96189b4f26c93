//! What a signature must cover, and whether it does.

use core::ops::Range;

use super::document::{Document, Node};
use super::verify::{Given, Signed, Sources};
use crate::{Error, ErrorKind};

/// What a signature must cover to be of use.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cover {
    /// The root element, whole, but for the signature itself.
    Root,
    /// Every element of these names (namespace, local name), and each must be there.
    Elements(Vec<(String, String)>),
    /// What the caller gave with [`Sources`], bytes and elements, all of it.
    Given,
    /// EBICS: the one `header` of the root, every element with `authenticate="true"`, and every element that must have it by
    /// the schemas: else a header that is not authenticated could stand where the signed one was.
    Authenticated,
    /// Whatever it covers: the caller looks at the result, and works on nothing else.
    DangerouslyAnything,
}

/// The reference of EBICS: every element that says so, with all in it.
pub(super) const AUTHENTICATED: &str = "#xpointer(//*[@authenticate='true'])";

/// The elements to which the schemas of EBICS 2.4 to 3.0 (H003 to H005) fix `authenticate="true"`.
const EBICS: [&str; 7] = [
    "DataEncryptionInfo",
    "PreValidation",
    "ReturnCode",
    "SignatureData",
    "TimestampBankParameter",
    "TransferReceipt",
    "header",
];

/// The outermost elements with `authenticate="true"`, in document order.
pub(super) fn authenticated<'d, 'a>(document: &'d Document<'a>) -> Vec<Node<'d, 'a>> {
    let mut covered: Range<usize> = 0..0;
    let mut found = Vec::new();
    for node in document.elements() {
        let range = node.range();
        if range.start >= covered.end && node.attribute("authenticate").as_deref() == Some("true") {
            covered = range;
            found.push(node);
        }
    }
    found
}

/// What a signature covers of its document.
pub(super) struct Covered<'c, 's, 'd, 'a> {
    signature: Node<'d, 'a>,
    signed: &'c [Signed<'s, 'd, 'a>],
    /// Bytes of the document that were signed, in order and apart: of many elements each is found by bisection.
    ranges: Vec<Range<usize>>,
}

impl<'c, 's, 'd, 'a> Covered<'c, 's, 'd, 'a> {
    pub(super) fn new(signature: Node<'d, 'a>, signed: &'c [Signed<'s, 'd, 'a>]) -> Self {
        let mut all = Vec::new();
        for part in signed {
            let Signed::Element { node, without } = part else {
                continue;
            };
            if !core::ptr::eq(node.document(), signature.document()) {
                continue;
            }
            let whole = node.range();
            match without.map(|hole| hole.range()) {
                Some(hole) => all.extend([whole.start..hole.start, hole.end..whole.end]),
                None => all.push(whole),
            }
        }
        all.sort_by_key(|range| range.start);
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for range in all {
            match ranges.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => ranges.push(range),
            }
        }
        Self {
            signature,
            signed,
            ranges,
        }
    }

    /// Whether an element was signed, whole but for the signature.
    fn contains(&self, node: Node<'d, 'a>) -> bool {
        let at = node.range().start;
        let behind = self.ranges.partition_point(|range| range.start <= at);
        let range = behind.checked_sub(1).and_then(|last| self.ranges.get(last));
        range.is_some_and(|range| range.contains(&at))
    }

    fn missing(&self, what: impl Into<std::borrow::Cow<'static, str>>) -> Error {
        Error::new(ErrorKind::NotCovered, what).in_part(self.signature.path())
    }

    fn demand(&self, node: Node<'d, 'a>) -> Result<(), Error> {
        if self.contains(node) {
            return Ok(());
        }
        Err(self.missing(format!("expected {} to be signed", node.path())))
    }

    /// Whether everything is there that must be.
    pub(super) fn check(&self, cover: &Cover, sources: &Sources<'_, 'd, 'a>) -> Result<(), Error> {
        let document = self.signature.document();
        match cover {
            Cover::DangerouslyAnything => Ok(()),
            Cover::Root => {
                // A signature that is the root covers nothing of it but itself.
                if self.signature.parent().is_some() && self.contains(document.root()) {
                    return Ok(());
                }
                Err(self.missing("expected the root element to be signed"))
            }
            Cover::Elements(names) => {
                for (namespace, local) in names {
                    let mut found = document.named(namespace, local).peekable();
                    if found.peek().is_none() {
                        return Err(self.missing(format!("expected an element {local}")));
                    }
                    found.try_for_each(|node| self.demand(node))?;
                }
                Ok(())
            }
            Cover::Given => self.check_given(sources),
            Cover::Authenticated => {
                let root = document.root();
                let header = root.child(root.namespace(), "header")?;
                let header = header.ok_or_else(|| self.missing("expected a header in the root"))?;
                self.demand(header)?;
                authenticated(document)
                    .into_iter()
                    .chain(document.elements().filter(|node| {
                        EBICS.contains(&node.local_name()) && node.namespace() == root.namespace()
                    }))
                    .try_for_each(|node| self.demand(node))
            }
        }
    }

    fn check_given(&self, sources: &Sources<'_, 'd, 'a>) -> Result<(), Error> {
        let is_signed = |bytes: &[u8]| {
            let mut contents = self.signed.iter();
            contents.any(
                |part| matches!(part, Signed::Content(content) if core::ptr::eq(*content, bytes)),
            )
        };
        // An element may stand in another document.
        let is_covered = |node: Node<'d, 'a>| self.signed.iter().any(|part| part.contains(node));
        let unnamed = match sources.unnamed {
            Some(Given::Bytes(bytes)) => is_signed(bytes),
            Some(Given::Node(node)) => is_covered(node),
            None => true,
        };
        let some =
            sources.whole.is_some() || sources.unnamed.is_some() || !sources.detached.is_empty();
        if some
            && unnamed
            && sources.whole.is_none_or(is_covered)
            && sources.detached.iter().all(|(_, bytes)| is_signed(bytes))
        {
            return Ok(());
        }
        Err(self.missing("expected all that was given to be signed"))
    }
}

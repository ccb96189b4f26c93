//! What stands beside the items of a stream, and where it stood in the document.

use crate::encoding::Encoding;
use crate::stream::Mark;

/// The document so far without its items.
#[derive(Debug, Default)]
pub(crate) struct Head {
    text: String,
    /// From each of these on, the text stood in one piece in the document.
    pieces: Vec<Piece>,
    /// Something was passed over since the last piece.
    is_broken: bool,
    /// Where the newest piece begins in the text of the turn that brought it.
    unsettled: Option<usize>,
    /// The element around items that was opened last.
    current: Around,
    former: Option<Former>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Offset in the kept text.
    at: usize,
    /// `None` of what was read before a stream was resumed.
    mark: Option<Mark>,
}

/// The element around items before the current one.
#[derive(Debug)]
struct Former {
    nth: u32,
    text: String,
    pieces: Vec<Piece>,
}

impl Head {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Keeps a text that begins at an offset of the turn's text.
    pub(super) fn push(&mut self, text: &str, from: usize) {
        if from > 0 || self.is_broken || self.pieces.is_empty() {
            let at = self.text.len();
            self.pieces.push(Piece { at, mark: None });
            self.unsettled = Some(from);
            self.is_broken = false;
        }
        self.text.push_str(text);
    }

    /// Something was read that is not kept.
    pub(super) fn pass(&mut self) {
        self.is_broken = true;
    }

    /// Lets go of what is behind a length: an element around items, which stays at hand until the next one goes.
    pub(super) fn truncate(&mut self, length: usize) {
        let kept = self.pieces.partition_point(|piece| piece.at < length);
        let pieces = self.pieces.split_off(kept).into_iter();
        self.former = Some(Former {
            nth: self.current.nth,
            text: self.text.get(length..).unwrap_or_default().to_owned(),
            pieces: pieces
                .map(|piece| Piece {
                    at: piece.at - length,
                    ..piece
                })
                .collect(),
        });
        self.text.truncate(length);
        self.is_broken = true;
    }

    /// An element around items begins, at this depth and of this number.
    pub(super) fn begin(&mut self, depth: usize, tag: &'static str, nth: u32) {
        self.current = Around { depth, tag, nth };
        // It goes as a whole, and its place with it.
        self.is_broken = true;
    }

    /// Where the newest piece begins in the text of the turn that brought it, if its place is not known yet.
    pub(crate) fn unsettled(&mut self) -> Option<usize> {
        self.unsettled.take()
    }

    /// Sets the place of the newest piece.
    pub(crate) fn settle(&mut self, mark: Mark) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.mark = Some(mark);
        }
    }

    /// Forgets all places: the text was not read from the document.
    pub(crate) fn unsettle(&mut self) {
        self.pieces = vec![Piece { at: 0, mark: None }];
        self.is_broken = true;
        self.unsettled = None;
        self.former = None;
    }

    /// Where the element of a path stood, or what is there of the way to it.
    pub(super) fn locate(&self, mut steps: Vec<Step<'_>>, encoding: Encoding) -> Option<Mark> {
        let Around { depth, tag, nth } = self.current;
        let (mut text, mut pieces) = (&self.text, &self.pieces);
        if let Some(step) = steps.get_mut(depth).filter(|step| step.tag == tag) {
            // Of elements around items, a text has one.
            let wanted = std::mem::replace(&mut step.nth, 1);
            if wanted != nth {
                let former = self.former.as_ref().filter(|f| f.nth == wanted)?;
                (text, pieces) = (&former.text, &former.pieces);
                steps.drain(..depth);
            }
        }
        let offset = seek(text, &steps)?;
        let piece = pieces.partition_point(|piece| piece.at <= offset);
        let piece = pieces.get(piece.checked_sub(1)?)?;
        let between = text.get(piece.at..offset).unwrap_or_default();
        Some(piece.mark?.after(between, encoding))
    }
}

/// An element around items.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    depth: usize,
    tag: &'static str,
    nth: u32,
}

/// A step of a path: a tag and which of its like is meant, from 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'p> {
    pub(crate) tag: &'p str,
    pub(crate) nth: u32,
}

/// The steps of a path such as `/Document/BkToCstmrStmt/Stmt[2]/Id`.
pub(crate) fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split('/').skip(1).map(|step| {
        let numbered = step.strip_suffix(']').and_then(|s| s.split_once('['));
        match numbered {
            Some((tag, nth)) => Step {
                tag,
                nth: nth.parse().unwrap_or(1),
            },
            None => Step { tag: step, nth: 1 },
        }
    })
}

/// The offset of the element at a path, or of what is there of the way to it, in a text that was found to be well-formed. Its end may
/// be missing. It is that of the start tag, and of an element with a value and no attributes that of the value: where the tree has it.
/// `None` when not even the first step is there.
pub(crate) fn seek(text: &str, steps: &[Step<'_>]) -> Option<usize> {
    let mut found = None;
    let (mut depth, mut matched, mut count) = (0_usize, 0_usize, 0_u32);
    let mut at = 0;
    while let Some(step) = steps.get(matched) {
        let rest = text.get(at..)?;
        let Some(start) = memchr::memchr(b'<', rest.as_bytes()) else {
            break;
        };
        let Some(tag) = rest.get(start..) else { break };
        let Some(length) = length_of(tag) else { break };
        let offset = at + start;
        at = offset + length;
        let Some(tag) = tag.get(1..length - 1) else {
            break;
        };
        match tag.as_bytes().first() {
            Some(b'!' | b'?') => {}
            Some(b'/') => {
                depth = depth.saturating_sub(1);
                if depth < matched {
                    break;
                }
            }
            _ => {
                let is_empty = tag.ends_with('/');
                if depth == matched && local_name(tag) == step.tag {
                    count += 1;
                    if count == step.nth {
                        let value = text.get(at..).filter(|_| !tag.contains('='));
                        let is_leaf = value.is_some_and(begins_value);
                        found = Some(if is_leaf { at } else { offset });
                        (matched, count) = (matched + 1, 0);
                        if is_empty {
                            break;
                        }
                    }
                }
                depth += usize::from(!is_empty);
            }
        }
    }
    found
}

/// Whether a text begins with the value of an element that has no others in it.
fn begins_value(text: &str) -> bool {
    let end = memchr::memchr(b'<', text.as_bytes());
    let rest = end.and_then(|end| text.get(end..));
    end != Some(0) && rest.is_some_and(|rest| rest.starts_with("</"))
}

/// The length of the markup at the start of a text.
fn length_of(markup: &str) -> Option<usize> {
    let bytes = markup.as_bytes();
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if let Some(inner) = markup.strip_prefix(start) {
            let inner = memchr::memmem::find(inner.as_bytes(), end.as_bytes())?;
            return Some(start.len() + inner + end.len());
        }
    }
    let mut at = 0;
    loop {
        let next = memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?)? + at;
        match bytes.get(next)? {
            b'>' => return Some(next + 1),
            quote => at = next + 1 + memchr::memchr(*quote, bytes.get(next + 1..)?)? + 1,
        }
    }
}

/// The name of a start tag without its prefix.
fn local_name(tag: &str) -> &str {
    let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/');
    let name = end.and_then(|end| tag.get(..end)).unwrap_or(tag);
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_elements() {
        let text = "<?xml version='1.0'?><!-- <a> --><n:a x='>' y=\"<b>\"><b/><c><b/></c><![CDATA[<b>]]><b ><d>1</d>";
        let at = |path: &str| {
            let steps: Vec<_> = steps(path).collect();
            seek(text, &steps).and_then(|at| text.get(at..at + 3))
        };
        assert_eq!(at("/a"), Some("<n:"));
        assert_eq!(at("/a/b"), Some("<b/"));
        assert_eq!(at("/a/b[2]"), Some("<b "));
        assert_eq!(at("/a/b[2]/d"), Some("1</"));
        assert_eq!(at("/a/b/d"), Some("<b/"));
        assert_eq!(at("/a/c/b[2]"), Some("<c>"));
        assert_eq!(at("/a/e/@x"), Some("<n:"));
        assert_eq!(at("/b"), None);
    }
}

//! The one pass that finds the parts.

use std::ops::Range;

use crate::any::Detected;
use crate::limits::Limits;
use crate::path::position;
use crate::read::clip;
use crate::scan::{Event, Fatal, Scanner, Start};

/// An element around parts. Kept only if a part stands below it.
#[derive(Debug, Clone)]
pub(super) struct Wrapping {
    pub(super) parent: Option<usize>,
    /// Its step in a path, such as `/Msg[2]`.
    pub(super) step: String,
    /// Prefix and namespace of each declaration on it.
    pub(super) declarations: Vec<(String, String)>,
    /// Bytes of the declarations on it and around it.
    declared: usize,
}

/// A header or a document in the text.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    /// In the decoded text.
    pub(super) text: Range<usize>,
    /// In the input.
    pub(super) bytes: Range<usize>,
    pub(super) wrapping: Option<usize>,
    pub(super) step: String,
    /// What its start tag says; line and column are those of the start tag.
    pub(super) detected: Detected,
    /// Length of its name as written, with the prefix.
    pub(super) name: usize,
    /// The prefixes that it declares itself.
    pub(super) own: Vec<String>,
}

/// A header, a document, or both.
#[derive(Debug, Clone, Default)]
pub(super) struct Pair {
    pub(super) header: Option<Raw>,
    pub(super) document: Option<Raw>,
}

#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) roots: Vec<Detected>,
    pub(super) wrappings: Vec<Wrapping>,
    pub(super) messages: Vec<Pair>,
}

/// Names of children that are counted for each open element; those of further names carry no number in paths.
const MAX_COUNTED: usize = 8;

/// What the namespaces around all parts may cost together, in bytes: this many times the document and a constant.
const MAX_DECLARED: (usize, usize) = (8, 1 << 20);

/// An open element that is no part.
#[derive(Default)]
struct Frame<'i> {
    local: &'i str,
    number: u32,
    wrapping: Option<usize>,
    counted: Vec<(&'i str, u32)>,
}

impl<'i> Frame<'i> {
    /// The number of the next child of this name among its like; 0 if it is not counted.
    fn count(&mut self, local: &'i str) -> u32 {
        if let Some((_, number)) = self.counted.iter_mut().find(|(name, _)| *name == local) {
            *number = number.saturating_add(1);
            return *number;
        }
        if self.counted.len() >= MAX_COUNTED {
            return 0;
        }
        self.counted.push((local, 1));
        1
    }
}

/// A header whose document may follow.
struct Waiting<'i> {
    message: usize,
    /// The elements around the header.
    around: Vec<&'i str>,
    /// How many of them are still open since.
    open: usize,
}

struct Finder<'i, 'l> {
    scanner: Scanner<'i>,
    limits: &'l Limits,
    /// The first stands for the file.
    frames: Vec<Frame<'i>>,
    waiting: Option<Waiting<'i>>,
    parts: usize,
    declared: usize,
    found: Found,
}

pub(super) fn find(xml: &[u8], source: &str, limits: &Limits) -> Result<Found, Fatal> {
    let mut finder = Finder {
        scanner: Scanner::new(source, limits)?,
        limits,
        frames: vec![Frame::default()],
        waiting: None,
        parts: 0,
        declared: 0,
        found: Found::default(),
    };
    let mut offset_of = byte_offset(xml, source);
    let mut position = position(source);
    while finder.scanner.next_root()? {
        loop {
            match finder.scanner.next()? {
                Event::Start(start) => {
                    Scanner::check_name(&start)?;
                    let place = position(start.offset);
                    finder.element(&start, place, &mut offset_of)?;
                }
                Event::End { .. } => finder.end(),
                Event::Text { .. } => {}
            }
            if finder.frames.len() == 1 {
                break;
            }
        }
    }
    if finder.found.roots.is_empty() {
        let end = "the end of the document";
        return Err(Fatal::malformed(source.len(), "an element", end));
    }
    Ok(finder.found)
}

impl<'i> Finder<'i, '_> {
    fn element(
        &mut self,
        start: &Start<'i>,
        (line, column): (u32, u32),
        offset_of: &mut impl FnMut(usize) -> usize,
    ) -> Result<(), Fatal> {
        let number = self.frames.last_mut().map_or(0, |f| f.count(start.local));
        let is_root = self.frames.len() == 1;
        let is_part = matches!(start.local, "AppHdr" | "Document");
        if is_root || is_part {
            let detected = Detected {
                root: clip(start.local).to_owned(),
                namespace: self.scanner.namespace_of(start.name).to_owned(),
                line,
                column,
            };
            if is_root {
                // Each further root element costs as much as a part.
                let further = !is_part && !self.found.roots.is_empty();
                self.spend(usize::from(further), detected.namespace.len(), start)?;
                self.found.roots.push(detected.clone());
            }
            if is_part {
                return self.part(start, number, detected, offset_of);
            }
        }
        self.frames.push(Frame {
            local: start.local,
            number,
            wrapping: None,
            counted: Vec::new(),
        });
        Ok(())
    }

    fn end(&mut self) {
        self.frames.pop();
        if let Some(waiting) = &mut self.waiting {
            // The first frame stands for the file.
            waiting.open = waiting.open.min(self.frames.len().saturating_sub(1));
        }
    }

    fn part(
        &mut self,
        start: &Start<'i>,
        number: u32,
        detected: Detected,
        offset_of: &mut impl FnMut(usize) -> usize,
    ) -> Result<(), Fatal> {
        let wrapping = self.wrapping();
        let around = wrapping.and_then(|w| self.found.wrappings.get(w));
        let declared = around.map_or(0, |w| w.declared);
        self.spend(1, declared + detected.namespace.len(), start)?;
        let own = self.scanner.declarations_at(self.frames.len());
        let own = own.map(|(prefix, _)| prefix.to_owned()).collect();
        self.scanner.skip()?;
        let text = start.offset..self.scanner.at();
        let raw = Raw {
            bytes: offset_of(text.start)..offset_of(text.end),
            text,
            wrapping,
            step: step(start.local, number),
            detected,
            name: start.name.len(),
            own,
        };
        if start.local == "AppHdr" {
            let around: Vec<_> = self.frames.iter().skip(1).map(|f| f.local).collect();
            self.waiting = Some(Waiting {
                message: self.found.messages.len(),
                open: around.len(),
                around,
            });
            self.found.messages.push(Pair {
                header: Some(raw),
                document: None,
            });
            return Ok(());
        }
        let waiting = self.waiting.take().filter(|w| self.is_together(w));
        match waiting.and_then(|w| self.found.messages.get_mut(w.message)) {
            Some(pair) => pair.document = Some(raw),
            None => self.found.messages.push(Pair {
                header: None,
                document: Some(raw),
            }),
        }
        Ok(())
    }

    /// Whether the header that waits belongs to a document that stands here.
    fn is_together(&self, waiting: &Waiting<'i>) -> bool {
        let theirs = waiting.around.get(waiting.open);
        // One further, because the first frame stands for the file.
        let ours = self.frames.get(waiting.open + 1).map(|f| f.local);
        match (theirs, ours) {
            (Some(theirs), Some(ours)) => *theirs != ours,
            _ => true,
        }
    }

    /// Keeps the open elements and returns the innermost one.
    fn wrapping(&mut self) -> Option<usize> {
        let mut parent: Option<usize> = None;
        for (depth, frame) in self.frames.iter_mut().enumerate().skip(1) {
            if frame.wrapping.is_none() {
                let declarations: Vec<_> = self
                    .scanner
                    .declarations_at(depth)
                    .map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()))
                    .collect();
                let own: usize = declarations.iter().map(|(p, n)| p.len() + n.len()).sum();
                let around = parent.and_then(|p| self.found.wrappings.get(p));
                let declared = own + around.map_or(0, |w| w.declared);
                frame.wrapping = Some(self.found.wrappings.len());
                self.found.wrappings.push(Wrapping {
                    parent,
                    step: step(frame.local, frame.number),
                    declarations,
                    declared,
                });
            }
            parent = frame.wrapping;
        }
        parent
    }

    fn spend(&mut self, parts: usize, bytes: usize, start: &Start<'_>) -> Result<(), Fatal> {
        self.parts += parts;
        if self.parts > self.limits.max_parts {
            let expected = format!("at most {} headers and documents", self.limits.max_parts);
            return Err(Fatal::limit(start.offset, expected, "more"));
        }
        let (factor, constant) = MAX_DECLARED;
        let bound = self.scanner.source().len().saturating_mul(factor);
        self.declared = self.declared.saturating_add(bytes);
        if self.declared > bound.saturating_add(constant) {
            let expected = "parts that fit the document".to_owned();
            let found = "namespaces that would be repeated beyond it";
            return Err(Fatal::limit(start.offset, expected, found));
        }
        Ok(())
    }
}

/// A step of a path; the second of a name and each further one carries its number.
fn step(local: &str, number: u32) -> String {
    let local = clip(local);
    if number > 1 {
        format!("/{local}[{number}]")
    } else {
        format!("/{local}")
    }
}

/// Maps offsets in the text, which do not decrease, to offsets in the bytes that it was decoded from.
fn byte_offset<'s>(xml: &[u8], source: &'s str) -> impl FnMut(usize) -> usize + 's {
    let (mark, width): (usize, fn(&str) -> usize) = match xml {
        [0xEF, 0xBB, 0xBF, ..] => (3, str::len),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => (2, utf16_bytes),
        [b'<', 0, _, 0, ..] | [0, b'<', 0, _, ..] => (0, utf16_bytes),
        // UTF-8 and ASCII keep their length; the one-byte encodings have a byte for each character.
        _ if xml.len() == source.len() => (0, str::len),
        _ => (0, |text| text.chars().count()),
    };
    let (mut at, mut bytes) = (0_usize, mark);
    move |offset| {
        bytes += width(source.get(at..offset).unwrap_or_default());
        at = offset;
        bytes
    }
}

fn utf16_bytes(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum::<usize>() * 2
}

//! Streams of messages that have no struct.

use std::collections::VecDeque;
use std::fmt;
use std::io::BufRead;

use super::window::{Mark, Window};
use super::{Core, Progress, Pulled, State, WINDOW};
use crate::element::Element;
use crate::error::Error;
use crate::limits::Limits;
use crate::read::spine::Trunk;
use crate::schema::{Complex, Content, Definition, Field, Kind, Node};
use crate::untyped::Record;

/// The items of a message of any definition with a list of them, read and validated one by one without a struct: an
/// [`ItemStream`](super::ItemStream) for who knows the message's type only when the file is there.
///
/// ```
/// # #[cfg(feature = "camt-053-001-08")] {
/// use girokit_iso20022::{Limits, definition};
/// use girokit_iso20022::stream::UntypedStream;
///
/// # let file: &[u8] = br#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId>
/// #   <CreDtTm>2026-11-23T06:00:00Z</CreDtTm></GrpHdr><Stmt><Id>7</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
/// #   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-22</Dt></Dt></Bal>
/// #   <Ntry><Amt Ccy="EUR">2</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd></BkTxCd></Ntry>
/// #   </Stmt></BkToCstmrStmt></Document>"#;
/// let definition = definition("camt.053.001.08").unwrap();
/// let mut stream = UntypedStream::new(definition, file, &Limits::default()).unwrap().with_ends();
/// let entry = stream.next().unwrap().unwrap();
/// assert_eq!(entry.path(), "/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]");
/// assert_eq!(entry.element().at("Amt").unwrap().text().unwrap(), "2");
/// assert_eq!(stream.message().at("BkToCstmrStmt/Stmt/Id").unwrap().text().unwrap(), "7");
/// let statement = stream.next().unwrap().unwrap();
/// assert!(!statement.is_item());
/// assert_eq!(statement.path(), "/Document/BkToCstmrStmt/Stmt[1]");
/// assert!(stream.next().is_none() && stream.is_complete());
/// # }
/// ```
pub struct UntypedStream<R> {
    reader: R,
    core: Core,
    message: Message,
    item: &'static Complex,
    item_tag: &'static str,
    spine: Vec<&'static str>,
    /// Whether elements around items are told at their end.
    tells_ends: bool,
    /// What comes behind an element that ended.
    held: Option<Error>,
}

/// An element of a stream, with the place where it stood.
#[derive(Clone)]
pub struct Part {
    tag: &'static str,
    path: String,
    record: Record,
    is_item: bool,
}

impl Part {
    /// The element. It does not know its number among its like; its path does.
    pub fn element(&self) -> Element<'_> {
        Element::root(self.tag, &self.record)
    }

    /// Whether it is an item, and not an element around items that ended: see [`UntypedStream::with_ends`].
    pub fn is_item(&self) -> bool {
        self.is_item
    }

    /// The element's path, such as `/Document/BkToCstmrStmt/Stmt[1]/Ntry[17]`.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the value: it holds names and accounts.
        f.debug_struct("Part")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// The tags of the lists that are streamed.
const ITEMS: &[&str] = &[
    "CdtTrfTxInf",
    "DrctDbtTxInf",
    "Ntry",
    "TxInf",
    "TxInfAndSts",
];

/// An element on the way to the items.
#[derive(Clone, Copy)]
struct Step {
    number: usize,
    field: &'static Field,
}

/// The way to the nearest list of items, at most one element of which repeats itself.
fn spine(definition: &'static Definition) -> Option<Vec<Step>> {
    let mut ways = VecDeque::from([(definition.ty, Vec::new())]);
    while let Some((ty, way)) = ways.pop_front() {
        if !matches!(ty.content, Content::Sequence) || way.len() >= MAX_STEPS {
            continue;
        }
        for (number, field) in ty.fields.iter().enumerate() {
            let Kind::Complex(inner) = field.kind else {
                continue;
            };
            let mut way: Vec<Step> = way.clone();
            way.push(Step { number, field });
            let repeating = way.iter().filter(|step| step.field.max > 1).count();
            if field.max > 1 && ITEMS.contains(&field.tag) && !way.is_empty() {
                return (repeating <= 2).then_some(way);
            }
            if repeating <= 1 {
                ways.push_back((inner, way));
            }
        }
    }
    None
}

/// Items stand at most this deep below the root.
const MAX_STEPS: usize = 4;

impl<R: BufRead> UntypedStream<R> {
    /// Starts on a document. Nothing is read yet. `None` if the message has no list of transactions or entries.
    pub fn new(definition: &'static Definition, reader: R, limits: &Limits) -> Option<Self> {
        let mut steps = spine(definition)?;
        let tags: Vec<&'static str> = steps.iter().map(|step| step.field.tag).collect();
        let core = Core::of(
            definition,
            &tags,
            limits,
            Window::new(WINDOW, Mark::START, None),
        );
        let last = steps.pop()?;
        let Kind::Complex(item) = last.field.kind else {
            return None;
        };
        Some(Self {
            reader,
            core,
            message: Message {
                definition,
                root: Record::new(definition.ty),
                steps,
                ended: None,
                number: 0,
                is_over: false,
            },
            item,
            item_tag: last.field.tag,
            spine: tags,
            tells_ends: false,
            held: None,
        })
    }

    /// Gives each element around items (`Stmt`, `PmtInf`) as a [`Part`] too when it ended, without its items and behind them: to hold what it
    /// declares against them. The last one comes when the document ended.
    #[must_use]
    pub fn with_ends(mut self) -> Self {
        self.tells_ends = true;
        self
    }

    /// The tags from the root's child down to the item, such as `BkToCstmrStmt`, `Stmt`, `Ntry`.
    pub fn spine(&self) -> &[&'static str] {
        &self.spine
    }

    /// Everything read so far except the items, as [`ItemStream::message`](super::ItemStream::message) shows it.
    pub fn message(&self) -> Element<'_> {
        Element::root(self.message.definition.root, &self.message.root)
    }

    /// Line and column of the element at a path, as [`ItemStream::place_of`](super::ItemStream::place_of) tells them. It knows the element around
    /// items that ended last, too.
    pub fn place_of(&self, path: &str) -> Option<(u32, u32)> {
        self.core.locate(path)
    }

    /// How far the stream has come.
    pub fn progress(&mut self) -> Progress {
        self.core.progress()
    }

    /// Whether the document was read to its end.
    pub fn is_complete(&self) -> bool {
        self.core.state == State::Complete
    }
}

impl<R: BufRead> Iterator for UntypedStream<R> {
    type Item = Result<Part, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.held.take() {
            return Some(Err(error));
        }
        loop {
            let mut record = Record::new(self.item);
            let pulled = self
                .core
                .pull(&mut self.reader, &mut self.message, &mut record);
            if matches!(pulled, Pulled::End)
                && self.is_complete()
                && !std::mem::replace(&mut self.message.is_over, true)
            {
                self.message.end();
            }
            if let Some(ended) = self.message.ended.take().filter(|_| self.tells_ends) {
                // An item does not come in the turn that opens the element around it.
                if let Pulled::Error(error) = pulled {
                    self.held = Some(error);
                }
                return Some(Ok(ended));
            }
            match pulled {
                Pulled::Again => {}
                Pulled::End => return None,
                Pulled::Error(error) => return Some(Err(error)),
                Pulled::Item => {
                    let (path, nth) = self.core.place();
                    return Some(Ok(Part {
                        tag: self.item_tag,
                        path: format!("{path}/{}[{nth}]", self.item_tag),
                        record,
                        is_item: true,
                    }));
                }
            }
        }
    }
}

impl<R> fmt::Debug for UntypedStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntypedStream")
            .field("message", &self.message.definition.id)
            .finish_non_exhaustive()
    }
}

/// The message without its items.
struct Message {
    definition: &'static Definition,
    root: Record,
    /// The way to the element that holds the items.
    steps: Vec<Step>,
    /// The one that ended last, if that was not told.
    ended: Option<Part>,
    /// How many elements around items have ended.
    number: usize,
    /// The end was told.
    is_over: bool,
}

impl Message {
    fn record(&mut self, depth: usize) -> Option<&mut Record> {
        let mut record = &mut self.root;
        for step in self.steps.get(..depth)? {
            record = record.last_mut(step.number)?;
        }
        Some(record)
    }

    /// Lets the elements around items go that are there at the end.
    fn end(&mut self) {
        let depths = 1..=self.steps.len();
        for depth in depths.rev() {
            let repeats = |step: &Step| step.field.max > 1;
            if self.steps.get(depth - 1).is_some_and(repeats) {
                // It stays in the message, too.
                let kept = self.record(depth).cloned();
                self.forget(depth);
                if let (Some(kept), Some(step)) = (kept, self.steps.get(depth - 1).copied())
                    && let Some(above) = self.record(depth - 1)
                {
                    above.push(step.number, kept);
                }
            }
        }
    }
}

impl Trunk for Message {
    fn node(&mut self, depth: usize) -> Option<&mut dyn Node> {
        self.record(depth).map(|record| record as &mut dyn Node)
    }

    fn forget(&mut self, depth: usize) {
        let Some(step) = depth
            .checked_sub(1)
            .and_then(|at| self.steps.get(at))
            .copied()
        else {
            return;
        };
        let Some(above) = self.record(depth - 1) else {
            return;
        };
        let Some(record) = above.take(step.number) else {
            return;
        };
        self.number += 1;
        let mut path = format!("/{}", self.definition.root);
        for step in self.steps.get(..depth).unwrap_or_default() {
            path.push('/');
            path.push_str(step.field.tag);
        }
        self.ended = Some(Part {
            tag: step.field.tag,
            path: format!("{path}[{}]", self.number),
            record,
            is_item: false,
        });
    }
}

//! Huge messages item by item: the entries of a statement, the transactions of a payment file, in constant memory.
//!
//! ```
//! # #[cfg(feature = "camt-053-001-08")] {
//! use girokit_iso20022::camt_053_001_08::Document;
//! use girokit_iso20022::stream::ItemStream;
//! use girokit_iso20022::Limits;
//!
//! # let file: &[u8] = br#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId>
//! #   <CreDtTm>2026-11-23T06:00:00Z</CreDtTm></GrpHdr><Stmt><Id>7</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
//! #   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-22</Dt></Dt></Bal>
//! #   <Ntry><Amt Ccy="EUR">2</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd></BkTxCd></Ntry>
//! #   <Ntry><Amt Ccy="EUR">x</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd></BkTxCd></Ntry>
//! #   </Stmt></BkToCstmrStmt></Document>"#;
//! // `file` is any `BufRead`: a `BufReader<File>`, a decompressor, standard input.
//! let mut stream = ItemStream::<Document, _>::new(file, &Limits::default());
//! let (mut read, mut refused) = (0, 0);
//! while let Some(entry) = stream.next() {
//!     match entry {
//!         Ok(entry) => {
//!             // The header, the account and the balances are at hand with each entry.
//!             let statement = &stream.message().bk_to_cstmr_stmt.stmt[0];
//!             assert_eq!(statement.id, "7");
//!             assert_eq!(entry.amt.value.to_string(), "2");
//!             read += 1;
//!         }
//!         // All problems of one entry, or of what stands around the entries. Reading goes on.
//!         Err(error) => {
//!             assert_eq!(error.problems()[0].path, "/Document/BkToCstmrStmt/Stmt[1]/Ntry[2]/Amt");
//!             refused += 1;
//!         }
//!     }
//! }
//! assert!(stream.is_complete());
//! assert_eq!((read, refused), (1, 1));
//! # }
//! ```
//!
//! Every problem is the one that [`Message::from_xml`](crate::Message::from_xml) would tell, with the same path, line and column;
//! in the order of the document, the problems of each item together. After the last item the stream reads the rest of the
//! document: missing elements, end tags, what follows the root. Only a stream that [is complete](ItemStream::is_complete) was
//! read and checked to its end.
//!
//! [`ItemWriter`] writes a message item by item.
//!
//! # What is held
//! A window on the text ([`ItemStream::with_window`]), one item, and the message without its items: of elements that hold items
//! and repeat (`Stmt`, `PmtInf`) the current one. One item, and what is held beside the items, may take
//! [`Limits::max_item_bytes`]. There is no limit on the document: [`Limits::max_bytes`] bounds what is held in memory at once.
//!
//! # Where the stream differs from reading the whole
//! - [`Limits::max_problems`] bounds the problems of one error, and reading goes on behind it.
//! - Bytes that cannot be decoded and characters that XML forbids are told where they stand, after the problems before them;
//!   reading the whole tells them alone.
//! - Namespaces in supplementary data are bounded for each item, not for the document.
//! - An XML declaration is looked for in the first 4096 bytes.

use std::fmt;
use std::io::BufRead;

#[cfg(feature = "rules")]
use crate::element::Element;
use crate::encoding::Encoding;
use crate::error::{Code, Error, ErrorKind, Problem};
use crate::limits::Limits;
use crate::read::Found;
use crate::read::spine::{Driver, Input, Told, Trunk, Turn, seek, steps};
#[cfg(feature = "rules")]
use crate::rules::{Finding, Totals};
use crate::scan::Fatal;
use crate::schema::{Definition, Node, Slot, Value as _};
use crate::stream::counted::Counted;
use crate::stream::tally::Tally;
use crate::stream::window::Window;

pub(crate) use window::Mark;

pub use message::{Along, Streamed};
pub use position::{ParsePositionError, Position};
#[cfg(feature = "untyped")]
pub use untyped::{Part, UntypedStream};
pub use writer::ItemWriter;

pub(crate) mod counted;
mod message;
mod position;
mod tally;
#[cfg(feature = "untyped")]
mod untyped;
mod window;
mod writer;

/// Text that a stream holds at a time, in bytes, unless told otherwise.
const WINDOW: usize = 1 << 18;

/// The items of a message, read and validated one by one. See the [module](self).
pub struct ItemStream<M: Streamed, R> {
    reader: R,
    core: Core,
    message: M,
    tally: Tally,
    /// What the interrupted stream had counted.
    #[cfg_attr(
        not(feature = "rules"),
        allow(dead_code, reason = "nothing is counted without rules")
    )]
    counted: Option<Counted>,
}

/// How far a stream has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes of the input that are done with.
    pub bytes: u64,
    /// Items that were read, valid or not.
    pub items: u64,
    /// Items that were refused.
    pub refused: u64,
}

impl<M: Streamed, R: BufRead> ItemStream<M, R> {
    /// Starts on a document. Nothing is read yet.
    pub fn new(reader: R, limits: &Limits) -> Self {
        Self {
            reader,
            core: Core::new::<M>(limits, Window::new(WINDOW, Mark::START, None)),
            message: M::vacant(),
            tally: Tally::default(),
            counted: None,
        }
    }

    /// Goes on from a position that [`position`](Self::position) told. The reader stands at [`Position::offset`] of the same
    /// input.
    ///
    /// The items that follow, their problems and the rest of the document are the same as without the interruption.
    ///
    /// # Errors
    /// If the position was not taken from a stream of this message.
    pub fn resume(reader: R, position: &Position, limits: &Limits) -> Result<Self, Error> {
        let mut message = M::vacant();
        let core = position.restore::<M>(&mut message, limits)?;
        Ok(Self {
            reader,
            core,
            message,
            tally: Tally::default(),
            counted: position.counted.clone(),
        })
    }

    /// Holds about this much text at a time, in bytes; 256 KiB by default. Larger items take more, for as long as needed.
    #[must_use]
    pub fn with_window(mut self, bytes: usize) -> Self {
        self.core.window.set_size(bytes.max(1));
        self
    }

    /// Everything read so far except the items: their list is empty. What is not read yet is empty or a placeholder.
    ///
    /// Of elements that hold items and repeat, such as `Stmt` and `PmtInf`, only the last is there: the one that the item
    /// returned last belongs to.
    pub fn message(&self) -> &M {
        &self.message
    }

    /// Ends the stream and gives the message as [`message`](Self::message) shows it.
    pub fn into_message(self) -> M {
        self.message
    }

    /// Where the next item begins, to go on from later with [`resume`](Self::resume).
    ///
    /// It holds the totals so far, if the stream counts: what they brought already is not told again, so
    /// ask for the findings first. With a problem pending behind the last item, that is told again.
    pub fn position(&mut self) -> Position {
        #[cfg_attr(
            not(feature = "rules"),
            allow(unused_mut, reason = "nothing is counted without rules")
        )]
        let mut position = Position::take::<M>(&mut self.core);
        #[cfg(feature = "rules")]
        {
            position.counted = self.tally.counted();
        }
        position
    }

    /// Line and column, from 1, of the element at a path such as a finding's: in the item that was read last, or beside the items
    /// of the current `Stmt` or `PmtInf`, the one before it and the message. Of an element that is missing, of what is there of the
    /// way to it. `None` of other items, and of what stands before the place where the stream was resumed.
    pub fn place_of(&self, path: &str) -> Option<(u32, u32)> {
        self.core.locate(path)
    }

    /// How far the stream has come.
    pub fn progress(&mut self) -> Progress {
        self.core.progress()
    }

    /// Whether the document was read to its end. False while items may follow, and after an error that ended the stream.
    pub fn is_complete(&self) -> bool {
        self.core.state == State::Complete
    }
}

/// Rules beyond the schema.
///
/// ```
/// # #[cfg(feature = "pain-001-001-09")] {
/// use girokit_iso20022::pain_001_001_09::Document;
/// use girokit_iso20022::rules::{Checker, Options};
/// use girokit_iso20022::stream::ItemStream;
/// use girokit_iso20022::{Element, Limits, Message as _};
///
/// # let file: &[u8] = br#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr><MsgId>1</MsgId>
/// #   <CreDtTm>2026-11-23T06:00:00Z</CreDtTm><NbOfTxs>2</NbOfTxs><InitgPty><Nm>I</Nm></InitgPty></GrpHdr><PmtInf><PmtInfId>P1</PmtInfId>
/// #   <PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt><Dbtr><Nm>D</Nm></Dbtr>
/// #   <DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt>
/// #   <CdtTrfTxInf><PmtId><EndToEndId>1</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">1.00</InstdAmt></Amt><Cdtr><Nm>C</Nm></Cdtr>
/// #   <CdtrAcct><Id><IBAN>DE88370400440532013000</IBAN></Id></CdtrAcct></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>"#;
/// let options = Options::new();
/// let mut checker = Checker::new(Document::DEFINITION, &options);
/// let mut stream = ItemStream::<Document, _>::new(file, &Limits::default());
/// if let Some(totals) = checker.totals() {
///     stream = stream.with_totals(totals);
/// }
/// while let Some(item) = stream.next() {
///     let item = item?;
///     // Rules that look at one item.
///     let report = checker.check_part(&stream.item_path(), &stream.around(), Element::root("CdtTrfTxInf", &item));
///     assert!(report.findings()[0].path.ends_with("/PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct/Id/IBAN"));
/// }
/// // Counts and sums, at the end.
/// let findings = stream.take_findings();
/// assert_eq!(findings[0].path, "/Document/CstmrCdtTrfInitn/GrpHdr/NbOfTxs");
/// # }
/// # Ok::<(), girokit_iso20022::Error>(())
/// ```
#[cfg(feature = "rules")]
impl<M: Streamed, R: BufRead> ItemStream<M, R> {
    /// Counts items and adds up their amounts, and holds the results against what the message declares: see
    /// [`take_findings`](Self::take_findings).
    ///
    /// A resumed stream goes on with what the interrupted one had counted: its [`position`](Self::position) holds that. Of a position
    /// of a stream that did not count, the totals are those that are given here. They are set before the first item.
    #[must_use]
    pub fn with_totals(mut self, totals: Totals) -> Self {
        self.tally = Tally::new(totals, self.core.ended());
        if let Some(counted) = self.counted.take() {
            self.tally.restore(&counted);
        }
        self
    }

    /// The totals so far; `None` without [`with_totals`](Self::with_totals) and
    /// behind the end.
    pub fn totals(&self) -> Option<&Totals> {
        self.tally.totals()
    }

    /// What the totals brought since the last call: those of a statement or a batch when the next has begun, those of the message
    /// when the stream is complete. Nothing is found where an error was told: then the sums are not those of the document.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.tally.findings)
    }

    /// The path of the item that was read last, such as `/Document/CstmrCdtTrfInitn/PmtInf[2]/CdtTrfTxInf[17]`.
    pub fn item_path(&self) -> String {
        let (path, nth) = self.core.place();
        format!("{path}/{}[{nth}]", item_tag::<M>())
    }

    /// The elements around the item that was read last, from the root to its parent, without items.
    pub fn around(&self) -> Vec<Element<'_>> {
        let mut around = vec![Element::of(&self.message)];
        let tags = M::SPINE.split_last().map_or(&[] as &[_], |(_, tags)| tags);
        for tag in tags {
            let next = around.last().and_then(|element| element.get(tag));
            around.extend(next);
        }
        around
    }

    /// Holds the totals of the last list and of the message against what they declare, once.
    fn end_totals(&mut self) {
        if self.core.state == State::Complete && self.tally.totals().is_some() {
            self.tally.end_batch(&self.message);
            self.tally.finish(&self.message);
        }
        self.locate_findings();
    }

    /// Fills in the lines and columns of new findings.
    fn locate_findings(&mut self) {
        let new = self.tally.findings.iter_mut().rev();
        for finding in new.take_while(|finding| finding.line.is_none()) {
            (finding.line, finding.column) = self.core.locate(&finding.path).unzip();
        }
    }
}

/// The tag of an item.
#[cfg(feature = "rules")]
fn item_tag<M: Streamed>() -> &'static str {
    M::SPINE.last().copied().unwrap_or_default()
}

impl<M: Streamed, R: BufRead> Iterator for ItemStream<M, R> {
    type Item = Result<M::Item, Error>;

    /// The next item, or what is wrong with it or with what stands before it.
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut item = M::Item::vacant();
            let Slot::Node(node) = item.place() else {
                return None;
            };
            let trunk = &mut Values {
                message: &mut self.message,
                tally: &mut self.tally,
            };
            let pulled = self.core.pull(&mut self.reader, trunk, node);
            #[cfg(feature = "rules")]
            self.locate_findings();
            match pulled {
                Pulled::Again => {}
                Pulled::End => {
                    #[cfg(feature = "rules")]
                    self.end_totals();
                    return None;
                }
                Pulled::Error(error) => {
                    #[cfg(feature = "rules")]
                    self.tally.refused();
                    return Some(Err(error));
                }
                Pulled::Item => {
                    #[cfg(feature = "rules")]
                    self.tally.item(Element::root(item_tag::<M>(), &item));
                    return Some(Ok(item));
                }
            }
        }
    }
}

impl<M: Streamed, R: BufRead> std::iter::FusedIterator for ItemStream<M, R> {}

impl<M: Streamed, R> fmt::Debug for ItemStream<M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream")
            .field("message", &M::ID)
            .field("items", &self.core.items)
            .field("refused", &self.core.refused)
            .finish_non_exhaustive()
    }
}

/// The message as the driver sees it.
struct Values<'m, M> {
    message: &'m mut M,
    #[cfg_attr(
        not(feature = "rules"),
        allow(dead_code, reason = "nothing is counted without rules")
    )]
    tally: &'m mut Tally,
}

impl<M: Streamed> Trunk for Values<'_, M> {
    fn node(&mut self, depth: usize) -> Option<&mut dyn Node> {
        self.message.trunk(depth)
    }

    fn forget(&mut self, depth: usize) {
        #[cfg(feature = "rules")]
        if depth + 1 == M::SPINE.len() && self.message.trunk(depth).is_some() {
            self.tally.end_batch(&*self.message);
        }
        self.message.forget(depth);
    }
}

/// What became of a call for the next item.
enum Pulled {
    /// Something else was read, or more text: call again, with an empty item.
    Again,
    End,
    Error(Error),
    Item,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Complete,
    Failed,
    Open,
}

/// What does not depend on the message's type.
struct Core {
    window: Window,
    /// `None`: the tags of the message's spine are not those of its tables.
    driver: Option<Driver>,
    limits: Limits,
    items: u64,
    refused: u64,
    state: State,
    /// How much of what is done with is the last item, and what stood before it.
    last: usize,
}

impl Core {
    fn new<M: Streamed>(limits: &Limits, window: Window) -> Self {
        Self::of(M::DEFINITION, M::SPINE, limits, window)
    }

    fn of(
        definition: &'static Definition,
        spine: &[&str],
        limits: &Limits,
        window: Window,
    ) -> Self {
        Self {
            window,
            driver: Driver::new(definition, spine, limits),
            limits: *limits,
            items: 0,
            refused: 0,
            state: State::Open,
            last: 0,
        }
    }

    fn progress(&mut self) -> Progress {
        Progress {
            bytes: self.window.offset(),
            items: self.items,
            refused: self.refused,
        }
    }

    /// The path of the element around the items, and how many of them it has had.
    fn place(&self) -> (String, u32) {
        let Some(driver) = &self.driver else {
            return (String::new(), 0);
        };
        let last = driver.counters().last();
        (driver.path(), last.map_or(0, |(_, _, _, count)| count))
    }

    /// Line and column of the element at a path: in the last item, or beside the items.
    fn locate(&self, path: &str) -> Option<(u32, u32)> {
        let driver = self.driver.as_ref()?;
        let (around, nth) = self.place();
        let item = path
            .strip_prefix(around.as_str())
            .map(|below| steps(below).collect::<Vec<_>>());
        let item = item.filter(|steps| {
            let first = steps.first();
            first.is_some_and(|step| Some(step.tag) == driver.item_tag() && step.nth == nth)
        });
        let mark = match item {
            Some(mut steps) => {
                if let Some(first) = steps.first_mut() {
                    first.nth = 1;
                }
                let offset = seek(self.window.passed(self.last), &steps)?;
                self.window.mark_in_passed(self.last, offset)?
            }
            None => driver.locate(path, self.window.encoding().unwrap_or(Encoding::Utf8))?,
        };
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Some((narrow(mark.line), narrow(mark.column)))
    }

    /// How many of the elements around items have ended.
    #[cfg(feature = "rules")]
    fn ended(&self) -> u32 {
        let counters = self.driver.iter().flat_map(Driver::counters);
        // The second below the root: one that is open has not ended.
        counters
            .skip(2)
            .map(|(nth, _, _, _)| nth.saturating_sub(1))
            .next()
            .unwrap_or(0)
    }

    fn pull(
        &mut self,
        reader: &mut dyn BufRead,
        trunk: &mut dyn Trunk,
        item: &mut dyn Node,
    ) -> Pulled {
        let Some(driver) = self.driver.as_mut().filter(|_| self.state == State::Open) else {
            return Pulled::End;
        };
        self.last = 0;
        let max = self.limits.max_item_bytes;
        let text = self.window.text();
        let is_last = self.window.is_last();
        let is_all = is_last || text.len() >= max;
        let input = Input {
            text,
            is_last,
            is_all,
            census: self.window.census(),
        };
        let (done, turn) = driver.turn(&input, trunk, item);
        if let Some(from) = driver.head_mut().unsettled() {
            let mark = self.window.mark();
            let before = self.window.text().get(..from).unwrap_or_default();
            let encoding = self.window.encoding().unwrap_or(Encoding::Utf8);
            driver.head_mut().settle(mark.after(before, encoding));
        }
        match turn {
            Turn::More => {
                self.window.advance(done);
                match self.window.fill(reader, max) {
                    Ok(()) => Pulled::Again,
                    Err(error) => self.fail(stream_failed(&error)),
                }
            }
            Turn::Read(told) => {
                let error = self.error(ErrorKind::Invalid, told);
                self.window.advance(done);
                error.map_or(Pulled::Again, Pulled::Error)
            }
            Turn::Item(_) if done > max => self.oversized(),
            Turn::Item(told) => {
                let error = self.error(ErrorKind::Invalid, told);
                self.window.advance(done);
                self.last = done;
                self.items += 1;
                self.refused += u64::from(error.is_some());
                error.map_or(Pulled::Item, Pulled::Error)
            }
            Turn::End => {
                self.window.advance(done);
                if let Some(fatal) = self.window.fault() {
                    return self.undecodable(fatal);
                }
                self.state = State::Complete;
                Pulled::End
            }
            Turn::Fatal(kind, told) => {
                if let Some(fatal) = self.window.fault() {
                    return self.undecodable(fatal);
                }
                if !is_last && kind == ErrorKind::Malformed && is_starved(self.window.text(), &told)
                {
                    return self.oversized();
                }
                let error = self.error(kind, told);
                self.state = State::Failed;
                error.map_or(Pulled::End, Pulled::Error)
            }
        }
    }

    /// The error that these problems make, if there are any. They lie in the text that is not done with.
    fn error(&mut self, kind: ErrorKind, told: Told) -> Option<Error> {
        let Told {
            mut found,
            truncated,
        } = told;
        if found.is_empty() {
            return None;
        }
        found.sort_by_key(|f| f.offset);
        let mut mark = self.window.mark();
        let encoding = self.window.encoding().unwrap_or(Encoding::Utf8);
        let text = self.window.text();
        let mut at = 0;
        let problems = found.into_iter().map(|f| {
            let mut offset = f.offset.clamp(at, text.len());
            while !text.is_char_boundary(offset) {
                offset -= 1;
            }
            mark = mark.after(text.get(at..offset).unwrap_or_default(), encoding);
            at = offset;
            Problem {
                code: f.code,
                path: f.path,
                line: Some(u32::try_from(mark.line).unwrap_or(u32::MAX)),
                column: Some(u32::try_from(mark.column).unwrap_or(u32::MAX)),
                expected: f.expected.into_owned(),
                found: f.actual.into_owned(),
            }
        });
        Some(Error::new(kind, problems.collect(), truncated))
    }

    fn fail(&mut self, error: Error) -> Pulled {
        self.state = State::Failed;
        Pulled::Error(error)
    }

    /// What stopped reading, and nothing else.
    fn only(&mut self, kind: ErrorKind, fatal: Fatal, path: String) -> Pulled {
        let told = Told {
            found: vec![Found::from_fatal(fatal, path)],
            truncated: false,
        };
        match self.error(kind, told) {
            Some(error) => self.fail(error),
            None => Pulled::End,
        }
    }

    /// The bytes behind the text are none of the encoding, or characters that XML forbids.
    fn undecodable(&mut self, mut fatal: Fatal) -> Pulled {
        fatal.0.offset = self.window.text().len();
        self.only(ErrorKind::Malformed, fatal, String::from("/"))
    }

    /// The next element takes more than an item may.
    fn oversized(&mut self) -> Pulled {
        let max = self.limits.max_item_bytes;
        let fatal = Fatal::limit(0, format!("at most {max} bytes in one element"), "more");
        let path = self.driver.as_ref().map_or_else(String::new, Driver::path);
        self.only(ErrorKind::Limit, fatal, path)
    }
}

/// Whether the scanner may have stopped for want of text: it cannot know that the text goes on.
fn is_starved(text: &str, told: &Told) -> bool {
    let Some(last) = told.found.last() else {
        return false;
    };
    let rest = text.as_bytes().get(last.offset + 1..).unwrap_or_default();
    last.actual == "the end of the document"
        || !rest.contains(&b'<')
        || !rest.contains(&b'>')
        || rest.ends_with(b"-")
}

fn stream_failed(error: &std::io::Error) -> Error {
    let problem = Problem {
        code: Code::Malformed,
        path: String::from("/"),
        line: None,
        column: None,
        expected: String::from("a readable stream"),
        found: error.to_string(),
    };
    Error::new(ErrorKind::Io, vec![problem], false)
}

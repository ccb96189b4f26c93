//! Writing a message item by item.

use std::fmt;
use std::io::Write;

use super::message::Streamed;
#[cfg(feature = "rules")]
use super::tally::Tally;
#[cfg(feature = "rules")]
use crate::element::Element;
use crate::error::{Code, Error, ErrorKind, Problem};
use crate::read::spine::rungs;
#[cfg(feature = "rules")]
use crate::rules::Totals;
use crate::schema::{Ref, Value as _};
use crate::write::frame::{Frame, Items, frame};

/// Text that is held before it goes to the output, in bytes.
const BUFFER: usize = 1 << 16;

/// Writes a message whose items come one by one: the text is the one that [`Message::to_xml`](crate::Message::to_xml) gives for
/// the whole message.
///
/// The message is given without its items: every list of items is empty. What the header declares of them (`NbOfTxs`, `CtrlSum`)
/// stands before them and so is given at the start; with totals (feature `rules`, `with_totals`) the writer refuses to finish when it
/// does not agree.
///
/// ```
/// # #[cfg(feature = "camt-053-001-08")] {
/// use girokit_iso20022::camt_053_001_08::Document;
/// use girokit_iso20022::stream::ItemWriter;
/// use girokit_iso20022::Message as _;
///
/// # let xml: &[u8] = br#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId>
/// #   <CreDtTm>2026-11-23T06:00:00Z</CreDtTm></GrpHdr><Stmt><Id>7</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
/// #   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-22</Dt></Dt></Bal>
/// #   <Ntry><Amt Ccy="EUR">2</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd></BkTxCd></Ntry>
/// #   </Stmt></BkToCstmrStmt></Document>"#;
/// let mut statement = Document::from_xml(xml)?;
/// let whole = statement.to_xml()?;
/// let entries = std::mem::take(&mut statement.bk_to_cstmr_stmt.stmt[0].ntry);
///
/// let mut writer = ItemWriter::new(&statement, Vec::new())?;
/// for entry in &entries {
///     writer.write(entry)?;
/// }
/// assert_eq!(writer.finish()?, whole.as_bytes());
/// # }
/// # Ok::<(), girokit_iso20022::Error>(())
/// ```
pub struct ItemWriter<'m, M: Streamed, W> {
    #[cfg_attr(
        not(feature = "rules"),
        allow(dead_code, reason = "nothing is counted without rules")
    )]
    message: &'m M,
    #[cfg(feature = "rules")]
    tally: Tally,
    out: W,
    frame: Frame,
    items: Items,
    /// How much of the frame is written.
    written: usize,
    /// Lists that are begun.
    lists: usize,
    /// Items in the current list.
    count: u32,
    /// A failed output takes nothing more.
    failed: bool,
}

impl<'m, M: Streamed, W: Write> ItemWriter<'m, M, W> {
    /// Checks the message around its items and begins its first list.
    ///
    /// # Errors
    /// If the message breaks its schema, other than by lists of items that are empty; if one is not empty; if the output fails.
    /// Nothing is written of a message that is refused.
    pub fn new(message: &'m M, out: W) -> Result<Self, Error> {
        let rungs = rungs(M::DEFINITION, M::SPINE).unwrap_or_default();
        let spine: Vec<_> = rungs.iter().map(|rung| rung.field).collect();
        let Some(field) = spine.last() else {
            return Err(unfit::<M>());
        };
        let mut writer = Self {
            message,
            #[cfg(feature = "rules")]
            tally: Tally::default(),
            out,
            frame: frame(message, M::ROOT, M::NAMESPACE, &spine)?,
            items: Items::new(field),
            written: 0,
            lists: 0,
            count: 0,
            failed: false,
        };
        writer.begin()?;
        Ok(writer)
    }

    /// Checks an item and writes it into the current list.
    ///
    /// # Errors
    /// If the item breaks its schema: with all its problems. It is not written, and others may follow. If there is no list: the
    /// message has no element to hold one. If the output fails: then nothing more can be written.
    pub fn write(&mut self, item: &M::Item) -> Result<(), Error> {
        let Ref::Node(node) = item.view() else {
            return Err(unfit::<M>());
        };
        if self.failed {
            return Err(unwritable("an output that failed before"));
        }
        if self.lists == 0 {
            return Err(unfit::<M>());
        }
        self.items.item(node, self.count.saturating_add(1))?;
        #[cfg(feature = "rules")]
        self.tally.item(Element::root(self.items.tag(), node));
        self.count = self.count.saturating_add(1);
        if self.items.bytes().len() >= BUFFER {
            self.flush()?;
        }
        Ok(())
    }

    /// Ends the current list and goes on to the next: the one of the next `Stmt` or `PmtInf` of the message. False if there is
    /// none; then the current list stays.
    ///
    /// # Errors
    /// If the current list lacks items, or the output fails.
    pub fn next_list(&mut self) -> Result<bool, Error> {
        if self.lists >= self.frame.gaps.len() {
            return Ok(false);
        }
        self.end()?;
        self.begin()?;
        Ok(true)
    }

    /// Ends the current list, and writes the rest of the message. Returns the output, flushed.
    ///
    /// # Errors
    /// If a list lacks items (`CdtTrfTxInf` must occur, `Ntry` need not), the totals do not agree, or the output fails. The output then holds no whole
    /// document.
    pub fn finish(mut self) -> Result<W, Error> {
        while self.next_list()? {}
        self.end()?;
        #[cfg(feature = "rules")]
        self.agree()?;
        let rest = self.frame.text.get(self.written..).unwrap_or_default();
        self.items.raw(rest);
        self.flush()?;
        self.out.flush().map_err(|error| unwritable(&error))?;
        Ok(self.out)
    }

    /// Counts the items and adds up their amounts; [`finish`](Self::finish) refuses when the message declares other counts or
    /// sums: with a problem of [`Code::Total`] for each. The output then lacks the end of the document.
    ///
    /// [`Checker::totals`](crate::rules::Checker::totals) gives the totals of a message. They are set before the first item.
    #[cfg(feature = "rules")]
    #[must_use]
    pub fn with_totals(mut self, totals: Totals) -> Self {
        self.tally = Tally::new(totals, 0);
        self
    }

    /// Refuses totals that are not those of the items.
    #[cfg(feature = "rules")]
    fn agree(&mut self) -> Result<(), Error> {
        self.tally.finish(self.message);
        let findings = std::mem::take(&mut self.tally.findings);
        if findings.is_empty() {
            return Ok(());
        }
        let problems = findings.into_iter().map(|finding| Problem {
            code: Code::Total,
            path: finding.path,
            line: None,
            column: None,
            expected: finding.expected,
            found: finding.found,
        });
        Err(Error::new(ErrorKind::Invalid, problems.collect(), false))
    }

    /// Items written into the current list.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Writes up to the next list.
    fn begin(&mut self) -> Result<(), Error> {
        if let Some(gap) = self.frame.gaps.get(self.lists) {
            let text = self.frame.text.get(self.written..gap.at);
            self.items.raw(text.unwrap_or_default());
            self.items.enter(gap.path.clone());
            self.written = gap.at;
            self.lists += 1;
            self.count = 0;
        }
        self.flush()
    }

    fn end(&mut self) -> Result<(), Error> {
        if self.lists > 0 && self.count < self.items.least() {
            return Err(self.items.lacking(self.count));
        }
        #[cfg(feature = "rules")]
        if let Some(list) = self.lists.checked_sub(1) {
            self.tally.end_list(self.message, list);
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        let written = self.out.write_all(self.items.bytes());
        self.items.clear();
        written.map_err(|error| {
            self.failed = true;
            unwritable(&error)
        })
    }
}

impl<M: Streamed, W> fmt::Debug for ItemWriter<'_, M, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemWriter")
            .field("message", &M::ID)
            .field("list", &self.lists)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

fn unwritable(error: &(impl fmt::Display + ?Sized)) -> Error {
    one(ErrorKind::Io, "a writable stream", error.to_string())
}

/// A message without an element to hold items, or whose spine does not fit its tables.
fn unfit<M: Streamed>() -> Error {
    one(
        ErrorKind::Invalid,
        "an element to hold items",
        format!("none in {}", M::ID),
    )
}

fn one(kind: ErrorKind, expected: &str, found: String) -> Error {
    let problem = Problem {
        code: Code::Malformed,
        path: String::from("/"),
        line: None,
        column: None,
        expected: expected.to_owned(),
        found,
    };
    Error::new(kind, vec![problem], false)
}

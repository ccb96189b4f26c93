//! The verdict on a huge file: transaction by transaction, in constant memory.

use std::io::{BufRead, BufReader, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use girokit_iso20022::rules::{self, Checker, LeftOut, Options, Totals};
use girokit_iso20022::schema::Definition;
use girokit_iso20022::stream::{Part, UntypedStream};
use girokit_iso20022::{AnyMessage, Element, Limits, definition};

use crate::cli::Arguments;
use crate::inspect;
use crate::report::{Finding, Report};
use crate::summary::{self, Tally};

/// The transactions of a file.
type Stream = UntypedStream<Box<dyn BufRead>>;

/// Findings are collected up to this many, errors and warnings together.
const MAX_FINDINGS: usize = 1_000;

/// What is read before the message's type is known.
const HEAD: usize = 64 << 10;

/// Reads a file transaction by transaction.
///
/// # Errors
/// If it cannot be opened, or is no message that can be read like this.
pub(crate) fn inspect(arguments: &Arguments, options: &Options) -> Result<Report, String> {
    let failed = |e: std::io::Error| format!("{}: {e}", arguments.file);
    let limits = Limits::default().with_max_bytes(arguments.max_bytes);
    let (mut reader, size): (Box<dyn BufRead>, Option<u64>) = if arguments.file == "-" {
        let input = BufReader::with_capacity(HEAD, std::io::stdin());
        (Box::new(input), None)
    } else {
        let file = std::fs::File::open(&arguments.file).map_err(failed)?;
        let size = file.metadata().ok().map(|m| m.len());
        (Box::new(BufReader::with_capacity(HEAD, file)), size)
    };
    let head = reader.fill_buf().map_err(failed)?;
    let definition = match message_of(head, arguments, &limits) {
        Ok(definition) => definition,
        Err(report) => return Ok(*report),
    };
    let Some(stream) = UntypedStream::new(definition, reader, &limits) else {
        return Err(format!(
            "{} has no list of transactions to read one by one; leave --stream out",
            definition.id
        ));
    };
    let stream = stream.with_ends();
    let mut walk = Walk {
        report: Report::new(definition.id),
        tally: Tally::new(definition.id, arguments.lines),
        checker: Checker::new(definition, options),
        totals: None,
        is_refused: false,
        progress: Progress::new(size),
    };
    walk.totals = walk.checker.totals();
    let left_out = walk.checker.without_items(stream.spine());
    if !left_out.is_empty() {
        walk.report.warnings.push(not_checked(&left_out));
    }
    inspect::applicable(&mut walk.report, &arguments.profiles, &[definition]);
    walk.run(stream);
    Ok(walk.report)
}

/// The rules that a stream leaves out.
fn not_checked(left_out: &[LeftOut]) -> Finding {
    let codes: Vec<String> = left_out
        .iter()
        .map(|left_out| {
            let part = if left_out.in_part { " (in part)" } else { "" };
            format!("{}{part}", left_out.rule.code)
        })
        .collect();
    let codes = codes.join(", ");
    let message = format!(
        "not checked, for they look at all transactions together: {codes}; leave --stream out"
    );
    Finding::new("stream", message)
}

/// The message that the beginning of a file names.
fn message_of(
    head: &[u8],
    arguments: &Arguments,
    limits: &Limits,
) -> Result<&'static Definition, Box<Report>> {
    // The head may end within a character or a tag.
    let end = head.iter().rposition(|b| *b == b'>').unwrap_or(head.len());
    let utf16_le = usize::from(head.get(end.saturating_add(1)) == Some(&0));
    let whole = head.get(..=end.saturating_add(utf16_le)).unwrap_or(head);
    let refuse = |format: &str, finding: Finding| {
        let mut report = Report::new(format);
        report.error(finding);
        Err(Box::new(report))
    };
    let detected = match AnyMessage::detect_with(whole, limits) {
        Ok(detected) => detected,
        Err(error) => {
            let mut report = Report::new("unknown");
            report.problems(&error);
            return Err(Box::new(report));
        }
    };
    let id = detected.id().unwrap_or("xml");
    let named = arguments.format.as_deref().filter(|n| *n != "iso20022");
    match definition(id) {
        Some(known) if named.is_none_or(|named| named == id) => Ok(known),
        Some(_) => {
            let message = format!("expected {}, found {id}", named.unwrap_or_default());
            refuse(id, Finding::new("unknown-message", message))
        }
        None => {
            let message = format!(
                "expected a message of giro-inspect --list as the whole file, found {detected}; leave --stream out to read a wrapper"
            );
            refuse(id, Finding::new("unknown-message", message))
        }
    }
}

struct Walk<'o> {
    report: Report,
    tally: Tally,
    checker: Checker<'o>,
    totals: Option<Totals>,
    /// Something breaks the schema, so that sums tell nothing.
    is_refused: bool,
    progress: Progress,
}

impl Walk<'_> {
    fn run(&mut self, mut stream: Stream) {
        loop {
            match stream.next() {
                None => break,
                Some(Ok(part)) if part.is_item() => self.item(&stream, &part),
                Some(Ok(part)) => self.ended(&stream, &part),
                Some(Err(error)) => {
                    self.is_refused = true;
                    self.report.problems(&error);
                }
            }
            if self.report.findings() >= MAX_FINDINGS {
                self.report.truncated = true;
                break;
            }
            self.progress.tell(&mut stream);
        }
        if !self.is_refused && stream.is_complete() {
            self.rest(&stream);
        }
        self.progress.end();
        let root = stream.message();
        self.report.summary = summary::heading(root, &self.tally);
        self.report.transactions = self.tally.count;
        self.report.lines = std::mem::take(&mut self.tally.lines);
    }

    fn item(&mut self, stream: &Stream, item: &Part) {
        self.tally.add(item.element());
        if let Some(totals) = &mut self.totals {
            totals.add(item.element());
        }
        let around = around(stream.message(), item.path());
        let found = self
            .checker
            .check_part(item.path(), &around, item.element());
        self.take(stream, &found);
    }

    /// A statement or batch has ended: what it declares of its items.
    fn ended(&mut self, stream: &Stream, part: &Part) {
        let around = around(stream.message(), part.path());
        let found = self
            .checker
            .check_part(part.path(), &around, part.element());
        self.take(stream, &found);
        let is_batch = |totals: &&mut Totals| totals.batch() == Some(part.element().tag());
        if !self.is_refused
            && let Some(totals) = self.totals.as_mut().filter(is_batch)
        {
            let found = totals.end_batch(part.path(), part.element());
            self.take(stream, &found);
        }
    }

    /// What stands beside the items.
    fn rest(&mut self, stream: &Stream) {
        let root = stream.message();
        let Some(body) = root.children().next() else {
            return;
        };
        let path = format!("/{}/{}", root.tag(), body.tag());
        let found = self.checker.check_around(root);
        self.take(stream, &found);
        let around = stream.spine().get(1);
        for child in body.children() {
            if around != Some(&child.tag()) || child.nth().is_none() {
                let nth = child
                    .nth()
                    .map_or_else(String::new, |nth| format!("[{nth}]"));
                let path = format!("{path}/{}{nth}", child.tag());
                let found = self.checker.check_part(&path, &[root, body], child);
                self.take(stream, &found);
            }
        }
        if let Some(totals) = self.totals.take() {
            let found = totals.finish(&path, body);
            self.take(stream, &found);
        }
    }

    fn take(&mut self, stream: &Stream, found: &rules::Report) {
        for finding in found.findings() {
            if self.report.findings() >= MAX_FINDINGS {
                self.report.truncated = true;
                return;
            }
            let place = stream.place_of(&finding.path).unzip();
            self.report.rule(finding, &finding.path, place);
        }
    }
}

/// The elements around a path, from the root on, as far as the message still has them.
fn around<'m>(root: Element<'m>, path: &str) -> Vec<Element<'m>> {
    let mut around = vec![root];
    let steps: Vec<&str> = path.split('/').skip(2).collect();
    let mut element = root;
    for step in steps.iter().take(steps.len().saturating_sub(1)) {
        let tag = step.split('[').next().unwrap_or_default();
        let Some(child) = element.get(tag) else { break };
        around.push(child);
        element = child;
    }
    around
}

/// Tells every second how far reading has come.
struct Progress {
    size: Option<u64>,
    last: Instant,
    told: bool,
    is_terminal: bool,
    /// Items since the clock was looked at.
    since: u32,
}

impl Progress {
    fn new(size: Option<u64>) -> Self {
        Self {
            size,
            last: Instant::now(),
            told: false,
            is_terminal: std::io::stderr().is_terminal(),
            since: 0,
        }
    }

    fn tell<R: BufRead>(&mut self, stream: &mut UntypedStream<R>) {
        self.since = self.since.saturating_add(1);
        if self.since < 256 || self.last.elapsed() < Duration::from_secs(1) {
            return;
        }
        (self.last, self.since, self.told) = (Instant::now(), 0, true);
        let progress = stream.progress();
        let of = match self.size {
            Some(size) => format!(" of {}", megabytes(size)),
            None => String::new(),
        };
        let line = format!(
            "giro-inspect: {}{of}, {} items",
            megabytes(progress.bytes),
            progress.items
        );
        let mut out = std::io::stderr().lock();
        let _ = if self.is_terminal {
            write!(out, "\r{line}")
        } else {
            writeln!(out, "{line}")
        };
        let _ = out.flush();
    }

    fn end(&self) {
        if self.told && self.is_terminal {
            let _ = writeln!(std::io::stderr());
        }
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}

//! Puts entries into other files: merged under limits, split, and it is told where each went.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::file::{Batch, File};
use super::layout::RECORD_LENGTH;
use super::owned::{EntryBuf, RecordBuf};
use super::record::{adv_entry, batch_header, entry_detail, file_header};
use super::rules;
use super::sec::SecCode;
use super::transaction::TransactionCode;
use crate::error::{Error, ErrorKind};
use crate::problem::{Place, Problem};

/// What a file may hold. Everything that does not fit goes to the next file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Records of a file without its padding; 10,000, which many operators' guides name.
    pub records: usize,
    /// Batches of a file; 999,999, what the File Control can count.
    pub batches: usize,
    /// Entries of a file; 99,999,999, what the File Control can count.
    pub entries: usize,
    /// Cents of a file's debits; $9,999,999,999.99, what a control can hold.
    pub debit_cents: u64,
    /// Cents of a file's credits; the same.
    pub credit_cents: u64,
    /// Whether entries of batches with equal headers (but for the batch number) share a batch; they do unless it is turned off.
    /// Batches in which the same trace number stands, ADV and IAT batches are never combined.
    pub combine_batches: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            records: 10_000,
            batches: 999_999,
            entries: 99_999_999,
            debit_cents: 999_999_999_999,
            credit_cents: 999_999_999_999,
            combine_batches: true,
        }
    }
}

/// Where an entry stands: the file, the batch in it, the entry in that, each from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(
    clippy::exhaustive_structs,
    reason = "nothing else says where an entry is"
)]
pub struct EntryPlace {
    /// The file.
    pub file: usize,
    /// The batch in the file.
    pub batch: usize,
    /// The entry in the batch.
    pub entry: usize,
}

/// Where an entry came from and where it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "from and to is all")]
pub struct Move {
    /// Its place in the files that were given.
    pub from: EntryPlace,
    /// Its place in the files that were made.
    pub to: EntryPlace,
}

/// Files that were made of others.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moved {
    /// The files, completed.
    pub files: Vec<File>,
    /// Every entry, in the order of the files that were given.
    pub moves: Vec<Move>,
}

/// Merges files into as few as the limits allow.
///
/// Files are merged when they have the same destination, origin and names and are both, or both not, of ADV batches; the header
/// of the first of them is kept. Files that one header is kept for get the File ID Modifiers that follow the first's.
/// Entries keep their trace numbers; batches are numbered anew from 1. No file is merged in part: either all of them are or
/// there is an error.
///
/// ```
/// use girokit_files::nacha::{self, Limits, SecCode};
/// # use chrono::NaiveDate;
/// # use girokit_files::nacha::{BatchBuilder, EntryBuilder, FileBuilder, TransactionCode};
/// # use girokit_types::AbaRoutingNumber;
/// # let created = NaiveDate::from_ymd_opt(2024, 11, 23).and_then(|day| day.and_hms_opt(22, 7, 0)).unwrap();
/// # let file = |trace| {
/// #     let (ours, theirs) = (AbaRoutingNumber::parse("121042882").unwrap(), AbaRoutingNumber::parse("231380104").unwrap());
/// #     let entry = EntryBuilder::new(TransactionCode::DEMAND_CREDIT, theirs, "744567899", 100).name("WADE ARNOLD");
/// #     let batch = BatchBuilder::new(SecCode::PPD, "1234567890", ours).company_name("HARBOUR TOOLS").description("PAYROLL");
/// #     let file = FileBuilder::new("231380104", "121042882", created).first_trace_number(trace);
/// #     file.batch(batch.effective_entry_date(created.date()).entry(entry)).build().unwrap()
/// # };
/// let (morning, noon) = (file(1), file(2)); // Alike, but for the trace numbers.
/// let merged = nacha::merge(vec![morning, noon], &Limits::default())?;
/// assert_eq!(merged.files.len(), 1);
/// assert_eq!(merged.files[0].batches.len(), 1);
/// assert_eq!((merged.moves[1].from.file, merged.moves[1].to.entry), (1, 1));
/// # Ok::<(), girokit_files::Error>(())
/// ```
///
/// # Errors
/// [`Invalid`](ErrorKind::Invalid) with every record that has no place in its file (a missing header, what stands behind the
/// File Control) and everything that [`File::complete`] says; [`TooMany`](ErrorKind::TooMany) when one entry alone is above the
/// limits, or when more than 36 files need a File ID Modifier.
pub fn merge(files: Vec<File>, limits: &Limits) -> Result<Moved, Error> {
    pack(files, limits, |_, _| ())
}

/// Splits a file under limits: [`merge`] of one.
///
/// # Errors
/// As of [`merge`].
pub fn split(file: File, limits: &Limits) -> Result<Moved, Error> {
    merge(vec![file], limits)
}

/// Splits a file by what a function says of each entry (its side, its SEC code, its bank), and under limits. The files are in
/// the order of the keys.
///
/// Batches keep their service class: one of debits and credits (200) may hold one side alone.
///
/// # Errors
/// As of [`merge`].
pub fn split_by<K: Ord>(
    file: File,
    limits: &Limits,
    key: impl Fn(&Batch, &EntryBuf) -> K,
) -> Result<Moved, Error> {
    pack(vec![file], limits, key)
}

/// A batch that is being filled: where each entry came from beside it.
struct OpenBatch {
    header: RecordBuf,
    control: Option<RecordBuf>,
    sec: SecCode,
    entries: Vec<(EntryPlace, EntryBuf)>,
    traces: HashSet<Vec<u8>>,
    combined: bool,
}

/// A file that is being filled.
struct OpenFile {
    header: RecordBuf,
    file: File,
    batches: Vec<OpenBatch>,
    /// The batches by what must be equal.
    known: HashMap<(Vec<u8>, bool, bool), Vec<usize>>,
    /// The source batch that filled the last, and which it is.
    current: Option<((usize, usize), usize)>,
    records: usize,
    entries: usize,
    debits: u64,
    credits: u64,
}

/// What an entry needs of a file.
struct Cost {
    records: usize,
    debits: u64,
    credits: u64,
}

impl OpenFile {
    fn new(header: RecordBuf, like: &File) -> Self {
        let mut file = File::new(header.clone());
        file.physical = like.physical;
        file.physical.byte_order_mark = false;
        file.physical.last_ends = true;
        Self {
            header,
            file,
            batches: Vec::new(),
            known: HashMap::new(),
            current: None,
            // File Header and File Control.
            records: 2,
            entries: 0,
            debits: 0,
            credits: 0,
        }
    }

    fn has_room(&self, cost: &Cost, new_batch: bool, limits: &Limits) -> bool {
        let records = cost.records.saturating_add(if new_batch { 2 } else { 0 });
        let batches = self.batches.len().saturating_add(usize::from(new_batch));
        self.records.saturating_add(records) <= limits.records
            && batches <= limits.batches
            && self.entries < limits.entries
            && self.debits.saturating_add(cost.debits) <= limits.debit_cents
            && self.credits.saturating_add(cost.credits) <= limits.credit_cents
    }

    /// The batch that this entry may go to.
    fn batch_for(
        &self,
        source: (usize, usize),
        key: &(Vec<u8>, bool, bool),
        trace: &[u8],
        combine: bool,
    ) -> Option<usize> {
        if let Some((from, batch)) = self.current
            && from == source
        {
            let open = self.batches.get(batch)?;
            // Inside one source batch nothing is moved apart, unless it met another's trace number.
            if !open.combined || !open.traces.contains(trace) {
                return Some(batch);
            }
        }
        if !combine {
            return None;
        }
        // Of many batches with equal headers the last few are looked at: the work stays linear.
        let candidates = self.known.get(key)?.iter().rev().take(CANDIDATES);
        candidates.copied().find(|batch| {
            self.batches
                .get(*batch)
                .is_some_and(|open| !open.traces.contains(trace))
        })
    }
}

/// Most batches with equal headers that are tried for an entry.
const CANDIDATES: usize = 8;

fn pack<K: Ord>(
    files: Vec<File>,
    limits: &Limits,
    key: impl Fn(&Batch, &EntryBuf) -> K,
) -> Result<Moved, Error> {
    let mut problems = Vec::new();
    for file in &files {
        misplaced(file, &mut problems);
    }
    if !problems.is_empty() {
        return Err(Error::invalid(problems));
    }
    let mut packer = Packer {
        limits,
        groups: BTreeMap::new(),
        first_seen: HashMap::new(),
    };
    for (file_index, mut file) in files.into_iter().enumerate() {
        let batches = core::mem::take(&mut file.batches);
        let adv = batches
            .first()
            .is_some_and(|batch| batch.sec_code() == SecCode::ADV);
        for (batch_index, mut batch) in batches.into_iter().enumerate() {
            let entries = core::mem::take(&mut batch.entries);
            for (entry_index, entry) in entries.into_iter().enumerate() {
                let from = EntryPlace {
                    file: file_index,
                    batch: batch_index,
                    entry: entry_index,
                };
                let key = key(&batch, &entry);
                packer.add(&file, adv, &batch, key, from, entry)?;
            }
        }
    }
    packer.finish()
}

/// Which files may become one.
type Group = (usize, bool);

struct Packer<'a, K> {
    limits: &'a Limits,
    /// In the order of the keys, then in the order in which headers were first seen.
    groups: BTreeMap<(K, Group), Vec<OpenFile>>,
    first_seen: HashMap<Vec<u8>, usize>,
}

impl<K: Ord> Packer<'_, K> {
    fn add(
        &mut self,
        file: &File,
        adv: bool,
        batch: &Batch,
        key: K,
        from: EntryPlace,
        entry: EntryBuf,
    ) -> Result<(), Error> {
        let (Some(header), Some(batch_header)) = (&file.header, &batch.header) else {
            return Ok(());
        };
        let next = self.first_seen.len();
        let seen = *self.first_seen.entry(identity(header)).or_insert(next);
        let open = self.groups.entry((key, (seen, adv))).or_default();
        let sec = batch.layout_sec();
        let trace = trace_of(&entry, sec);
        let cost = cost_of(&entry, sec);
        let alike = (
            header_key(batch_header),
            entry.is_return(),
            entry.is_change(),
        );
        let combine = self.limits.combine_batches && sec != SecCode::ADV && sec != SecCode::IAT;
        let source = (from.file, from.batch);
        let mut place = open
            .last()
            .and_then(|file| file.batch_for(source, &alike, &trace, combine));
        let fits = open
            .last()
            .is_some_and(|file| file.has_room(&cost, place.is_none(), self.limits));
        if !fits {
            let first = open.first().map_or(header, |file| &file.header);
            let next = OpenFile::new(first.clone(), file);
            if !next.has_room(&cost, true, self.limits) {
                let text =
                    "expected an entry within the limits, found one that is above them alone";
                return Err(Error::new(
                    ErrorKind::TooMany,
                    Some(entry.record.line()),
                    text,
                ));
            }
            open.push(next);
            place = None;
        }
        let Some(target) = open.last_mut() else {
            return Ok(());
        };
        let index = place.unwrap_or_else(|| {
            target.batches.push(OpenBatch {
                header: batch_header.clone(),
                control: batch.control.clone(),
                sec,
                entries: Vec::new(),
                traces: HashSet::new(),
                combined: false,
            });
            target.records = target.records.saturating_add(2);
            target.batches.len().saturating_sub(1)
        });
        if place.is_none() {
            target.known.entry(alike).or_default().push(index);
        }
        target.records = target.records.saturating_add(cost.records);
        target.entries = target.entries.saturating_add(1);
        target.debits = target.debits.saturating_add(cost.debits);
        target.credits = target.credits.saturating_add(cost.credits);
        if let Some(open) = target.batches.get_mut(index) {
            open.combined |= open
                .entries
                .first()
                .is_some_and(|(first, _)| (first.file, first.batch) != source);
            open.traces.insert(trace);
            open.entries.push((from, entry));
        }
        target.current = Some((source, index));
        Ok(())
    }

    fn finish(self) -> Result<Moved, Error> {
        let mut files = Vec::new();
        let mut moves = Vec::new();
        let mut problems = Vec::new();
        let mut modifiers: HashMap<usize, usize> = HashMap::new();
        for ((_, (seen, _)), group) in self.groups {
            for open in group {
                let nth = modifiers.entry(seen).or_default();
                let mut file = open.file;
                if let Some(header) = &mut file.header {
                    set_modifier(header, *nth)?;
                }
                *nth = nth.saturating_add(1);
                for batch in open.batches {
                    let at = (files.len(), file.batches.len());
                    let (batch, own) = close(batch, at);
                    file.batches.push(batch);
                    moves.extend(own);
                }
                file.normalize();
                if let Err(error) = file.complete() {
                    problems.extend_from_slice(error.problems());
                }
                files.push(file);
            }
        }
        if !problems.is_empty() {
            return Err(Error::invalid(problems));
        }
        moves.sort_unstable();
        Ok(Moved { files, moves })
    }
}

/// The batch as it is written, and where its entries came from.
fn close(mut open: OpenBatch, (file, batch): (usize, usize)) -> (Batch, Vec<Move>) {
    if open.combined {
        let sec = open.sec;
        open.entries
            .sort_by_cached_key(|(from, entry)| (trace_of(entry, sec), *from));
    }
    let mut header = open.header;
    let number = batch.saturating_add(1).to_string();
    header.put(batch_header::BATCH_NUMBER, &number);
    let mut closed = Batch::new(header);
    closed.control = open.control.filter(|_| !open.combined);
    let mut moves = Vec::with_capacity(open.entries.len());
    for (index, (from, entry)) in open.entries.into_iter().enumerate() {
        let to = EntryPlace {
            file,
            batch,
            entry: index,
        };
        moves.push(Move { from, to });
        closed.entries.push(entry);
    }
    (closed, moves)
}

/// Records that cannot be moved anywhere.
fn misplaced(file: &File, problems: &mut Vec<Problem>) {
    let record_type = batch_header::RECORD_TYPE.name();
    if file.header.is_none() && !file.batches.is_empty() {
        let problem = Problem::new(
            rules::FILE_HEADER_MISSING,
            Place::default(),
            record_type,
            "1",
            "nothing",
        );
        problems.push(problem);
    }
    for batch in &file.batches {
        let line = |record: &RecordBuf| Place::line(record.line());
        let first = batch.entries.first().map(|entry| &entry.record);
        if batch.header.is_none()
            && let Some(record) = first.or(batch.control.as_ref())
        {
            let (rule, place) = (rules::BATCH_HEADER_MISSING, line(record));
            problems.push(Problem::new(rule, place, record_type, "5", "no header"));
        } else if batch.entries.is_empty()
            && let Some(header) = &batch.header
        {
            let (rule, place) = (rules::BATCH_EMPTY, line(header));
            problems.push(Problem::new(rule, place, "Batch", "an entry", "none"));
        }
    }
    for record in file.others() {
        if !record.bytes().trim_ascii().is_empty() {
            let place = Place::line(record.line());
            let expected = "a record in its place";
            let problem = Problem::new(
                rules::RECORD_TYPE,
                place,
                record_type,
                expected,
                "one out of place",
            );
            problems.push(problem);
        }
    }
}

/// What files that become one have in common: destination, origin, their names.
fn identity(header: &RecordBuf) -> Vec<u8> {
    let fields = [
        file_header::IMMEDIATE_DESTINATION,
        file_header::IMMEDIATE_ORIGIN,
        file_header::IMMEDIATE_DESTINATION_NAME,
        file_header::IMMEDIATE_ORIGIN_NAME,
    ];
    let mut bytes = Vec::with_capacity(RECORD_LENGTH);
    for field in fields {
        bytes.extend_from_slice(field.of(header.bytes()).trim_ascii_end());
        bytes.push(0);
    }
    bytes
}

/// A Batch Header without its number.
fn header_key(header: &RecordBuf) -> Vec<u8> {
    let bytes = header.bytes();
    let end = batch_header::BATCH_NUMBER.first().saturating_sub(1);
    bytes.get(..end).unwrap_or(bytes).to_vec()
}

/// The trace number, or what ADV entries have in its place.
fn trace_of(entry: &EntryBuf, sec: SecCode) -> Vec<u8> {
    let field = if sec == SecCode::ADV {
        adv_entry::SEQUENCE_NUMBER
    } else {
        entry_detail::TRACE_NUMBER
    };
    field.of(entry.record.bytes()).to_vec()
}

fn cost_of(entry: &EntryBuf, sec: SecCode) -> Cost {
    let cents = entry.amount_cents(sec).unwrap_or_default();
    let credit = entry
        .transaction_code()
        .and_then(TransactionCode::is_credit);
    let (debits, credits) = match credit {
        Some(true) => (0, cents),
        Some(false) => (cents, 0),
        None => (0, 0),
    };
    Cost {
        records: entry.addenda.len().saturating_add(1),
        debits,
        credits,
    }
}

const MODIFIERS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Gives the nth file of one header its modifier: those behind the first's.
fn set_modifier(header: &mut RecordBuf, nth: usize) -> Result<(), Error> {
    if nth == 0 {
        return Ok(());
    }
    let field = file_header::FILE_ID_MODIFIER;
    let first = field.of(header.bytes()).first().copied();
    let start = MODIFIERS
        .iter()
        .position(|modifier| Some(*modifier) == first)
        .unwrap_or_default();
    let modifier = (nth < MODIFIERS.len())
        .then(|| MODIFIERS.iter().cycle().nth(start.saturating_add(nth)))
        .flatten();
    let Some(modifier) = modifier else {
        let text = "expected at most 36 files of one header, found more";
        return Err(Error::new(ErrorKind::TooMany, None, text));
    };
    header.put(field, &char::from(*modifier).to_string());
    Ok(())
}

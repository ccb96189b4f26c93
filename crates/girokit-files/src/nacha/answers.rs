//! Answers to entries: returns, notifications of change, what is said against them, and reversals.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::build::{Draft, FileBuilder, number_addenda};
use super::codes::{ChangeCode, ReturnKind, ReturnReason};
use super::file::{Batch, File};
use super::kind::AddendaKind;
use super::layout::Field;
use super::owned::{EntryBuf, RecordBuf, amount_field};
use super::record::{
    batch_header, change_addenda, contested_return_addenda, dishonored_return_addenda,
    entry_detail, iat_batch_header, iat_return_addenda, refused_change_addenda, return_addenda,
};
use super::rules;
use super::sec::SecCode;
use super::transaction::TransactionCode;
use super::validate::check_digit;
use crate::error::Error;
use crate::problem::{Place, Problem, Rule};

/// What is answered to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer<'a> {
    /// The receiving bank sends an entry back.
    Return {
        /// Why: R01-R53, R80-R85.
        reason: ReturnReason,
        /// Of R14 and R15, when it is known.
        date_of_death: Option<NaiveDate>,
        /// Addenda Information, at most 44 characters (34 of IAT).
        information: &'a str,
    },
    /// The receiving bank posts the entry and tells what is wrong with it.
    Change {
        /// What is wrong: C01-C14.
        code: ChangeCode,
        /// Corrected Data as the standard lays it out for the code, at most 29 characters.
        corrected_data: &'a str,
    },
    /// The originating bank does not take a notification of change.
    Refuse {
        /// Why: C61-C69.
        code: ChangeCode,
    },
    /// The originating bank does not take a return.
    Dishonor {
        /// Why: R61-R70.
        reason: ReturnReason,
        /// Addenda Information, at most 21 characters.
        information: &'a str,
    },
    /// The receiving bank insists on a return that was dishonored.
    Contest {
        /// Why: R71-R77.
        reason: ReturnReason,
        /// When the entry was returned.
        returned_on: Option<NaiveDate>,
        /// The day of the year on which the entry had settled.
        original_settlement_day: u16,
    },
}

/// Collects answers to entries of files that were received, and builds the file that carries them.
///
/// The two banks change places, the transaction code becomes that of a return, and addenda 98 or 99 say what it is about;
/// of IAT the addenda 10-18 are kept. Batches are those of the entries, trace numbers count through the file.
///
/// ```
/// use chrono::NaiveDate;
/// use girokit_files::{Profile, nacha::{self, Answer, Answers, ReturnReason}};
///
/// let received = concat!(
///     "101 231380104 1210428822411232207A094101FEDERAL RESERVE BANK   OUR BANK                       \n",
///     "5220HARBOUR TOOLS                       1234567890PPDPAYROLL         241125   1121042880000001\n",
///     "622231380104744567899        0000012345ID 1           WADE ARNOLD           S 0121042880000001\n",
///     "82200000010023138010000000000000000000012345", "1234567890                         121042880000001\n",
///     "9000001000001000000010023138010000000000000000000012345                                       \n",
/// );
/// let (received, _) = nacha::read(received.as_bytes(), &Profile::STRICT)?;
/// let created = NaiveDate::from_ymd_opt(2024, 11, 26).and_then(|day| day.and_hms_opt(9, 0, 0)).unwrap();
/// let mut answers = Answers::new("121042882", "231380104", created);
/// let reason = ReturnReason::parse("R03").unwrap();
/// let answer = Answer::Return { reason, date_of_death: None, information: "" };
/// for (batch, entry) in received.entries() {
///     answers.add(batch, entry, &answer)?;
/// }
/// let file = answers.build()?;
/// assert!(file.batches[0].entries[0].is_return());
/// assert_eq!(file.batches[0].entries[0].detail().trace_number(), "231380100000001");
/// # Ok::<(), girokit_files::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Answers {
    file: FileBuilder,
    batches: Vec<Batch>,
    known: HashMap<(Vec<u8>, bool), usize>,
}

impl Answers {
    /// A file of answers from an origin to a destination, as of [`FileBuilder::new`].
    pub fn new(destination: &str, origin: &str, created: NaiveDateTime) -> Self {
        Self::of(FileBuilder::new(destination, origin, created))
    }

    /// A file of answers with the header and the first trace number of a builder that has no batches.
    pub fn of(file: FileBuilder) -> Self {
        Self {
            file,
            batches: Vec::new(),
            known: HashMap::new(),
        }
    }

    /// How many entries were answered.
    pub fn len(&self) -> usize {
        self.batches.iter().map(|batch| batch.entries.len()).sum()
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// Answers an entry.
    ///
    /// # Errors
    /// [`Invalid`](crate::ErrorKind::Invalid) when the answer is not one to such an entry: a code of another kind, a return
    /// of a return, anything to an advice; or when a text does not fit its field. Nothing is added then.
    pub fn add(
        &mut self,
        batch: &Batch,
        entry: &EntryBuf,
        answer: &Answer<'_>,
    ) -> Result<(), Error> {
        let header = batch.header.as_ref();
        let Some(header) = header.filter(|_| batch.sec_code() != SecCode::ADV) else {
            let expected = "an entry of a batch that is not ADV";
            return Err(misfit(
                rules::SEC_CODE,
                entry,
                batch_header::STANDARD_ENTRY_CLASS_CODE,
                expected,
            ));
        };
        let sec = batch.layout_sec();
        let addendum = addendum(header, entry, sec, answer)?;
        let mut record = entry.record.clone();
        record.normalize();
        record.detach();
        let code = entry
            .transaction_code()
            .filter(|code| code.is_return() || code.return_code().is_some());
        let Some(code) = code else {
            let field = entry_detail::TRANSACTION_CODE;
            let expected = "a code that can be answered";
            return Err(misfit(rules::TRANSACTION_CODE, entry, field, expected));
        };
        let code = code.return_code().unwrap_or(code);
        let notice = matches!(answer, Answer::Change { .. } | Answer::Refuse { .. });
        let odfi = batch_header::ODFI_IDENTIFICATION;
        let bytes: [u8; 8] = odfi.of(header.bytes()).try_into().unwrap_or_default();
        let Some(digit) = check_digit(bytes) else {
            return Err(misfit(rules::NUMERIC, entry, odfi, "digits"));
        };
        let ours = entry_detail::RDFI_IDENTIFICATION.of(entry.record.bytes());
        let ours = core::str::from_utf8(ours).unwrap_or_default();
        record.put(entry_detail::TRANSACTION_CODE, &code.as_u8().to_string());
        record.copy(entry_detail::RDFI_IDENTIFICATION, header, odfi);
        record.put(entry_detail::CHECK_DIGIT, &char::from(digit).to_string());
        if notice {
            record.put(amount_field(sec), "0");
        }
        let mut new = Draft::of(header.clone());
        new.set(odfi, ours);
        if notice {
            new.set(batch_header::STANDARD_ENTRY_CLASS_CODE, "COR");
            if sec == SecCode::IAT {
                new.set(iat_batch_header::IAT_INDICATOR, "IATCOR");
            }
        }
        let mut problems = Vec::new();
        let mut new = new.finish(&mut problems);
        if !problems.is_empty() {
            return Err(Error::invalid(problems));
        }
        new.clear(batch_header::SETTLEMENT_DATE);
        new.put(batch_header::SERVICE_CLASS_CODE, "0");
        new.put(batch_header::BATCH_NUMBER, "0");
        let mut addenda = vec![addendum];
        if sec == SecCode::IAT && !notice {
            let forward = |one: &&RecordBuf| !matches!(one.bytes().get(1..3), Some(b"98" | b"99"));
            addenda.extend(entry.addenda.iter().filter(forward).map(|one| {
                let mut one = one.clone();
                one.normalize();
                one.detach();
                one
            }));
        }
        let key = (new.bytes().to_vec(), notice);
        let next = self.batches.len();
        let index = *self.known.entry(key).or_insert(next);
        if index == next {
            self.batches.push(Batch::new(new));
        }
        if let Some(batch) = self.batches.get_mut(index) {
            batch.entries.push(EntryBuf::new(record, addenda));
        }
        Ok(())
    }

    /// Builds the file.
    ///
    /// # Errors
    /// [`Invalid`](crate::ErrorKind::Invalid) with every rule that the file would break, as of [`FileBuilder::build`].
    pub fn build(self) -> Result<File, Error> {
        self.file.build_of(self.batches)
    }
}

/// Addenda 98 or 99 of an answer.
fn addendum(
    header: &RecordBuf,
    entry: &EntryBuf,
    sec: SecCode,
    answer: &Answer<'_>,
) -> Result<RecordBuf, Error> {
    let record = entry.record.record();
    let trace = record.text(entry_detail::TRACE_NUMBER).into_owned();
    let rdfi = record.text(entry_detail::RDFI_IDENTIFICATION).into_owned();
    let answered = entry.is_return() || entry.is_change();
    let returned = entry
        .addenda_kinds(sec)
        .find(|kind| !matches!(kind, AddendaKind::Other(_)));
    let settled = batch_header::SETTLEMENT_DATE.of(header.bytes());
    let settled = core::str::from_utf8(settled).unwrap_or_default().trim();
    let mut draft;
    match answer {
        Answer::Return {
            reason,
            date_of_death,
            information,
        } => {
            kind(entry, *reason, ReturnKind::Return)?;
            forward(entry, answered)?;
            let date = date_of_death.map(|day| day.format("%y%m%d").to_string());
            let date = date.unwrap_or_default();
            let cents = entry.amount_cents(sec).unwrap_or_default().to_string();
            if sec == SecCode::IAT {
                use iat_return_addenda as at;
                draft = Draft::new(at::LAYOUT);
                draft.set(at::ORIGINAL_FORWARD_ENTRY_PAYMENT_AMOUNT, &cents);
                draft.set(at::ADDENDA_INFORMATION, information);
            } else {
                draft = Draft::new(return_addenda::LAYOUT);
                draft.set(return_addenda::ADDENDA_INFORMATION, information);
            }
            draft.set(return_addenda::RETURN_REASON_CODE, reason.as_str());
            draft.set(return_addenda::DATE_OF_DEATH, &date);
            draft.set(return_addenda::ORIGINAL_ENTRY_TRACE_NUMBER, &trace);
            draft.set(return_addenda::ORIGINAL_RDFI_IDENTIFICATION, &rdfi);
        }
        Answer::Change {
            code,
            corrected_data,
        } => {
            use change_addenda as at;
            change(entry, *code, false)?;
            forward(entry, answered)?;
            draft = Draft::new(at::LAYOUT);
            draft.set(at::CHANGE_CODE, code.as_str());
            draft.set(at::CORRECTED_DATA, corrected_data);
            draft.set(at::ORIGINAL_ENTRY_TRACE_NUMBER, &trace);
            draft.set(at::ORIGINAL_RDFI_IDENTIFICATION, &rdfi);
        }
        Answer::Refuse { code } => {
            use refused_change_addenda as at;
            change(entry, *code, true)?;
            let Some(AddendaKind::Change(notice)) = returned else {
                return Err(not_answered(
                    entry,
                    "an entry with a notification of change",
                ));
            };
            draft = Draft::new(at::LAYOUT);
            draft.set(at::REFUSED_COR_CODE, code.as_str());
            let from = notice.record();
            copy(&mut draft, at::ORIGINAL_ENTRY_TRACE_NUMBER, from);
            copy(&mut draft, at::ORIGINAL_RDFI_IDENTIFICATION, from);
            copy(&mut draft, at::CORRECTED_DATA, from);
            draft.set(at::CHANGE_CODE, &notice.change_code());
            let sequence = notice.trace_number();
            draft.set(
                at::TRACE_SEQUENCE_NUMBER,
                sequence.get(8..).unwrap_or_default(),
            );
        }
        Answer::Dishonor {
            reason,
            information,
        } => {
            draft = dishonored(entry, returned, *reason, information, settled)?;
        }
        Answer::Contest {
            reason,
            returned_on,
            original_settlement_day,
        } => {
            let facts = (returned_on.as_ref(), *original_settlement_day);
            draft = contested(entry, returned, *reason, facts, settled)?;
        }
    }
    let mut problems = Vec::new();
    let record = draft.finish(&mut problems);
    if problems.is_empty() {
        Ok(record)
    } else {
        Err(Error::invalid(problems))
    }
}

/// Addenda 99 against a return.
fn dishonored(
    entry: &EntryBuf,
    returned: Option<AddendaKind<'_>>,
    reason: ReturnReason,
    information: &str,
    settled: &str,
) -> Result<Draft, Error> {
    use dishonored_return_addenda as at;
    kind(entry, reason, ReturnKind::Dishonored)?;
    let back = match returned {
        Some(AddendaKind::Return(back)) => back.record(),
        Some(AddendaKind::IatReturn(back)) => back.record(),
        _ => return Err(not_answered(entry, "a return")),
    };
    let mut draft = Draft::new(at::LAYOUT);
    draft.set(at::DISHONORED_RETURN_REASON_CODE, reason.as_str());
    copy(&mut draft, at::ORIGINAL_ENTRY_TRACE_NUMBER, back);
    copy(&mut draft, at::ORIGINAL_RDFI_IDENTIFICATION, back);
    draft.set(
        at::RETURN_TRACE_NUMBER,
        &back.text(return_addenda::TRACE_NUMBER),
    );
    draft.set(at::RETURN_SETTLEMENT_DATE, settled);
    let code = back.text(return_addenda::RETURN_REASON_CODE);
    draft.set(at::RETURN_REASON_CODE, code.get(1..).unwrap_or_default());
    draft.set(at::ADDENDA_INFORMATION, information);
    Ok(draft)
}

/// Addenda 99 against a dishonored return.
fn contested(
    entry: &EntryBuf,
    returned: Option<AddendaKind<'_>>,
    reason: ReturnReason,
    (returned_on, original_settlement_day): (Option<&NaiveDate>, u16),
    settled: &str,
) -> Result<Draft, Error> {
    use contested_return_addenda as at;
    kind(entry, reason, ReturnKind::Contested)?;
    let Some(AddendaKind::DishonoredReturn(dishonored)) = returned else {
        return Err(not_answered(entry, "a dishonored return"));
    };
    let from = dishonored.record();
    let mut draft = Draft::new(at::LAYOUT);
    draft.set(at::CONTESTED_RETURN_REASON_CODE, reason.as_str());
    for field in [
        at::ORIGINAL_ENTRY_TRACE_NUMBER,
        at::ORIGINAL_RDFI_IDENTIFICATION,
        at::RETURN_TRACE_NUMBER,
        at::RETURN_SETTLEMENT_DATE,
        at::RETURN_REASON_CODE,
    ] {
        copy(&mut draft, field, from);
    }
    let date = returned_on
        .map(|day| day.format("%y%m%d").to_string())
        .unwrap_or_default();
    draft.set(at::DATE_ORIGINAL_ENTRY_RETURNED, &date);
    let original = original_settlement_day.to_string();
    draft.set(at::ORIGINAL_SETTLEMENT_DATE, &original);
    draft.set(
        at::DISHONORED_RETURN_TRACE_NUMBER,
        &dishonored.trace_number(),
    );
    draft.set(at::DISHONORED_RETURN_SETTLEMENT_DATE, settled);
    let code = dishonored.dishonored_return_reason_code();
    draft.set(
        at::DISHONORED_RETURN_REASON_CODE,
        code.get(1..).unwrap_or_default(),
    );
    Ok(draft)
}

/// Copies a field that stands in the same place; a numeric one that is no number stays zero.
fn copy(draft: &mut Draft, field: Field, from: super::record::Record<'_>) {
    let text = String::from_utf8_lossy(field.of(from.bytes())).into_owned();
    let text = if field.kind() == super::layout::FieldKind::Numeric {
        text.trim().to_owned()
    } else {
        text.trim_end().to_owned()
    };
    draft.set(field, &text);
}

fn kind(entry: &EntryBuf, reason: ReturnReason, expected: ReturnKind) -> Result<(), Error> {
    if reason.kind() == expected {
        return Ok(());
    }
    let expected = match expected {
        ReturnKind::Return => "R01-R53 or R80-R85",
        ReturnKind::Dishonored => "R61-R70",
        ReturnKind::Contested => "R71-R77",
    };
    let field = return_addenda::RETURN_REASON_CODE;
    let place = Place::line(entry.record.line());
    let found = reason.as_str();
    let problem = Problem::new(rules::RETURN_REASON, place, field.name(), expected, found);
    Err(Error::invalid(vec![problem]))
}

fn change(entry: &EntryBuf, code: ChangeCode, refusal: bool) -> Result<(), Error> {
    if code.is_refusal() == refusal {
        return Ok(());
    }
    let expected = if refusal { "C61-C69" } else { "C01-C14" };
    let field = change_addenda::CHANGE_CODE;
    let place = Place::line(entry.record.line());
    let found = code.as_str();
    let problem = Problem::new(rules::CHANGE_CODE, place, field.name(), expected, found);
    Err(Error::invalid(vec![problem]))
}

fn forward(entry: &EntryBuf, answered: bool) -> Result<(), Error> {
    if answered {
        Err(not_answered(entry, "an entry that is no answer itself"))
    } else {
        Ok(())
    }
}

fn not_answered(entry: &EntryBuf, expected: &'static str) -> Error {
    let field = entry_detail::ADDENDA_RECORD_INDICATOR;
    misfit(rules::RETURN_ADDENDA, entry, field, expected)
}

fn misfit(rule: Rule, entry: &EntryBuf, field: Field, expected: &'static str) -> Error {
    let place = Place::line(entry.record.line());
    let problem = Problem::new(rule, place, field.name(), expected, "another");
    Error::invalid(vec![problem])
}

/// Builds the file that takes back what a file paid: its entries with debits and credits exchanged, described as `REVERSAL`.
///
/// The function says which entries are reversed. A reversal is sent within five banking days behind the settlement; see
/// [`Deadline`](super::Deadline). The batches keep company and SEC code; addenda are kept.
///
/// # Errors
/// [`Invalid`](crate::ErrorKind::Invalid) when an entry that was chosen has no reversal: a return, a notification, a prenote,
/// an entry without money, an advice; and with every rule that the file would break, as of [`FileBuilder::build`].
pub fn reverse(
    file: &File,
    into: FileBuilder,
    choose: impl Fn(&Batch, &EntryBuf) -> bool,
) -> Result<File, Error> {
    let mut batches = Vec::new();
    let mut problems = Vec::new();
    for batch in &file.batches {
        let Some(header) = &batch.header else {
            continue;
        };
        let mut header = header.clone();
        header.normalize();
        header.put(batch_header::COMPANY_ENTRY_DESCRIPTION, "REVERSAL");
        header.clear(batch_header::SETTLEMENT_DATE);
        let mut reversed = Batch::new(header);
        for entry in batch.entries.iter().filter(|entry| choose(batch, entry)) {
            let code = entry.transaction_code().and_then(reversal_code);
            let Some(code) = code.filter(|_| !entry.is_return() && !entry.is_change()) else {
                let field = entry_detail::TRANSACTION_CODE;
                let place = Place::span(entry.record.line(), field.first(), field.len());
                let found = entry.record.record().text(field).into_owned();
                let expected = "an entry that moved money";
                let rule = rules::TRANSACTION_CODE;
                problems.push(Problem::new(rule, place, field.name(), expected, found));
                continue;
            };
            let mut entry = entry.clone();
            for record in core::iter::once(&mut entry.record).chain(&mut entry.addenda) {
                record.normalize();
                record.detach();
            }
            let code = code.as_u8().to_string();
            entry.record.put(entry_detail::TRANSACTION_CODE, &code);
            reversed.entries.push(entry);
        }
        if !reversed.entries.is_empty() {
            batches.push(reversed);
        }
    }
    if problems.is_empty() {
        into.build_of(batches)
    } else {
        Err(Error::invalid(problems))
    }
}

/// The code that takes back one that moves money.
fn reversal_code(code: TransactionCode) -> Option<TransactionCode> {
    let number = match code.as_u8() {
        code @ (22 | 32 | 42) => code.saturating_add(5),
        code @ (27 | 37 | 47) => code.saturating_sub(5),
        52 => 55,
        55 => 52,
        _ => return None,
    };
    Some(TransactionCode::new(number))
}

/// Gives batches their numbers and classes, entries their trace numbers.
pub(crate) fn number_batches(batches: &mut [Batch], mut sequence: u64) {
    for (number, batch) in (1_u64..).zip(batches) {
        let sec = batch.layout_sec();
        let odfi = batch.header_bytes(batch_header::ODFI_IDENTIFICATION);
        let odfi = String::from_utf8_lossy(odfi).into_owned();
        let mut sides = [false, false];
        for entry in &mut batch.entries {
            let credit = entry
                .transaction_code()
                .and_then(TransactionCode::is_credit);
            if let Some(side) = sides.get_mut(usize::from(credit == Some(true))) {
                *side = true;
            }
            let trace = format!("{odfi}{sequence:07}");
            if entry
                .record
                .misfit(entry_detail::TRACE_NUMBER, &trace)
                .is_none()
            {
                entry.record.put(entry_detail::TRACE_NUMBER, &trace);
            }
            number_addenda(&entry.record, &mut entry.addenda, sec);
            sequence = sequence.saturating_add(1);
        }
        let class = match sides {
            [true, true] => "200",
            [true, false] => "225",
            _ => "220",
        };
        if let Some(header) = &mut batch.header {
            header.put(batch_header::SERVICE_CLASS_CODE, class);
            let number = number.to_string();
            header.put(batch_header::BATCH_NUMBER, &number);
        }
    }
}

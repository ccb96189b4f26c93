//! Builds files: what can be computed is, and the result keeps every rule.

use core::fmt;

use chrono::NaiveDateTime;
use girokit_types::AbaRoutingNumber;

use super::addenda::PaymentInformation;
use super::answers::number_batches;
use super::file::{Batch, File};
use super::kind::{AddendaKind, entry_layout};
use super::layout::{Field, Layout};
use super::owned::{EntryBuf, RecordBuf, amount_field};
use super::record::{
    adv_entry, batch_header, entry_detail, file_header, iat_batch_header, payment_addenda,
};
use super::rules;
use super::sec::SecCode;
use super::transaction::TransactionCode;
use crate::error::Error;
use crate::problem::{Place, Problem, Profile, Rule};

/// Builds a [`File`].
///
/// Batch numbers count from 1 and trace numbers from 1 through the whole file, unless they are set. Check digits, service
/// classes, addenda sequence numbers, counts, hashes, totals and padding are computed. The result keeps every rule of the
/// [strict](Profile::STRICT) profile, or there is none.
///
/// ```
/// use chrono::NaiveDate;
/// use girokit_files::nacha::{BatchBuilder, EntryBuilder, FileBuilder, SecCode, TransactionCode};
/// use girokit_types::AbaRoutingNumber;
///
/// let created = NaiveDate::from_ymd_opt(2024, 11, 23).and_then(|day| day.and_hms_opt(22, 7, 0)).unwrap();
/// let (ours, theirs) = (AbaRoutingNumber::parse("121042882")?, AbaRoutingNumber::parse("231380104")?);
/// let wages = EntryBuilder::new(TransactionCode::DEMAND_CREDIT, theirs, "744567899", 123_45)
///     .name("WADE ARNOLD")
///     .payment_information("WAGES NOVEMBER");
/// let batch = BatchBuilder::new(SecCode::PPD, "1234567890", ours)
///     .company_name("HARBOUR TOOLS")
///     .description("PAYROLL")
///     .effective_entry_date(created.date())
///     .entry(wages);
/// let file = FileBuilder::new("231380104", "121042882", created)
///     .names("FEDERAL RESERVE BANK", "OUR BANK")
///     .batch(batch)
///     .build()?;
/// assert_eq!(file.batches[0].entries[0].detail().trace_number(), "121042880000001");
/// assert_eq!(file.to_bytes().len(), 10 * 95);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is built before `build`"]
pub struct FileBuilder {
    header: Draft,
    batches: Vec<BatchBuilder>,
    first_trace: u64,
}

impl FileBuilder {
    /// A file from an origin to a destination: routing numbers of nine digits, or what the operator agreed to (up to ten
    /// characters): `NACHA 1-record 04-13, 14-23`. The File ID Modifier is A.
    pub fn new(destination: &str, origin: &str, created: NaiveDateTime) -> Self {
        let mut header = Draft::new(file_header::LAYOUT);
        header.set(file_header::PRIORITY_CODE, "01");
        header.set(file_header::IMMEDIATE_DESTINATION, destination);
        header.set(file_header::IMMEDIATE_ORIGIN, origin);
        let day = created.format("%y%m%d").to_string();
        header.set(file_header::FILE_CREATION_DATE, &day);
        let time = created.format("%H%M").to_string();
        header.set(file_header::FILE_CREATION_TIME, &time);
        header.set(file_header::FILE_ID_MODIFIER, "A");
        Self {
            header,
            batches: Vec::new(),
            first_trace: 1,
        }
    }

    /// The names of destination and origin, of at most 23 characters: `NACHA 1-record 41-63, 64-86`.
    pub fn names(mut self, destination: &str, origin: &str) -> Self {
        self.header
            .set(file_header::IMMEDIATE_DESTINATION_NAME, destination);
        self.header.set(file_header::IMMEDIATE_ORIGIN_NAME, origin);
        self
    }

    /// Tells files of one day apart, A-Z or 0-9: `NACHA 1-record 34`.
    pub fn file_id_modifier(mut self, modifier: char) -> Self {
        self.header.set(
            file_header::FILE_ID_MODIFIER,
            modifier.encode_utf8(&mut [0; 4]),
        );
        self
    }

    /// The sequence number of the first trace number, 1 unless it is set here: `NACHA 6-record 88-94`, at most 9,999,999.
    pub fn first_trace_number(mut self, sequence: u64) -> Self {
        self.first_trace = sequence;
        self
    }

    /// Sets a field of the File Header, one of [`file_header`].
    pub fn set(mut self, field: Field, text: &str) -> Self {
        self.header.set(field, text);
        self
    }

    /// Adds a batch.
    pub fn batch(mut self, batch: BatchBuilder) -> Self {
        self.batches.push(batch);
        self
    }

    /// Builds the file.
    ///
    /// # Errors
    /// [`Invalid`](crate::ErrorKind::Invalid) with every rule that it would break. Lines are those of the file as it would be
    /// written; where a text does not fit its field, there is no line.
    pub fn build(self) -> Result<File, Error> {
        let mut problems = Vec::new();
        let mut file = File::new(self.header.finish(&mut problems));
        let mut sequence = self.first_trace;
        for (number, batch) in (1_u64..).zip(self.batches) {
            let batch = batch.finish(number, &mut sequence, &mut problems);
            file.batches.push(batch);
        }
        prove(file, problems)
    }

    /// Builds the file of batches whose numbers are given here.
    pub(crate) fn build_of(self, mut batches: Vec<Batch>) -> Result<File, Error> {
        let mut problems = Vec::new();
        number_batches(&mut batches, self.first_trace);
        let mut file = File::new(self.header.finish(&mut problems));
        file.batches = batches;
        prove(file, problems)
    }
}

/// The file, completed, when it keeps every rule.
fn prove(mut file: File, problems: Vec<Problem>) -> Result<File, Error> {
    if !problems.is_empty() {
        return Err(Error::invalid(problems));
    }
    file.complete()?;
    let report = file.check(&Profile::STRICT)?;
    let broken: Vec<Problem> = report.errors().cloned().collect();
    if broken.is_empty() {
        Ok(file)
    } else {
        Err(Error::invalid(broken))
    }
}

/// Builds a batch of one SEC code; all 23 can be built.
#[derive(Debug, Clone)]
#[must_use = "a batch is added to a `FileBuilder`"]
pub struct BatchBuilder {
    sec: SecCode,
    header: Draft,
    odfi: AbaRoutingNumber,
    service_class: Option<u16>,
    number: Option<u64>,
    entries: Vec<EntryBuilder>,
}

impl BatchBuilder {
    /// A batch of a company (its identification of ten characters: `NACHA 5-record 41-50`) through its originating bank.
    ///
    /// The service class follows from the entries, the originator status code is 2 for DNE, 0 for ADV, else 1, and the
    /// description is that of the SEC code where it has one: AUTOENROLL (ENR), REDEPCHECK (RCK), NO CHECK (XCK).
    pub fn new(sec: SecCode, company_identification: &str, odfi: AbaRoutingNumber) -> Self {
        let international = sec == SecCode::IAT;
        let mut header = Draft::new(if international {
            iat_batch_header::LAYOUT
        } else {
            batch_header::LAYOUT
        });
        header.set(batch_header::COMPANY_IDENTIFICATION, company_identification);
        header.set(batch_header::STANDARD_ENTRY_CLASS_CODE, sec.as_str());
        header.set(batch_header::ODFI_IDENTIFICATION, odfi.first_eight());
        let status = match sec {
            SecCode::ADV => "0",
            SecCode::DNE => "2",
            _ => "1",
        };
        header.set(batch_header::ORIGINATOR_STATUS_CODE, status);
        let description = match sec {
            SecCode::ENR => "AUTOENROLL",
            SecCode::RCK => "REDEPCHECK",
            SecCode::XCK => "NO CHECK",
            _ => "",
        };
        header.set(batch_header::COMPANY_ENTRY_DESCRIPTION, description);
        Self {
            sec,
            header,
            odfi,
            service_class: None,
            number: None,
            entries: Vec::new(),
        }
    }

    /// The company's name, at most 16 characters: `NACHA 5-record 05-20`. IAT names the originator in addenda 11.
    pub fn company_name(mut self, name: &str) -> Self {
        self.header.set(batch_header::COMPANY_NAME, name);
        self
    }

    /// What the receiver reads it is for, at most 10 characters: `NACHA 5-record 54-63`.
    pub fn description(mut self, description: &str) -> Self {
        self.header
            .set(batch_header::COMPANY_ENTRY_DESCRIPTION, description);
        self
    }

    /// The banking day on which it is to settle: `NACHA 5-record 70-75`.
    pub fn effective_entry_date(mut self, day: chrono::NaiveDate) -> Self {
        let day = day.format("%y%m%d").to_string();
        self.header.set(batch_header::EFFECTIVE_ENTRY_DATE, &day);
        self
    }

    /// Sets the service class, which otherwise follows from the entries: 200 for both, 220 credits, 225 debits, 280 ADV.
    pub fn service_class(mut self, class: super::ServiceClassCode) -> Self {
        self.service_class = Some(class.as_u16());
        self
    }

    /// Sets the batch number, which otherwise is the batch's place in the file, from 1.
    pub fn number(mut self, number: u64) -> Self {
        self.number = Some(number);
        self
    }

    /// Sets a field of the Batch Header, one of [`batch_header`] or, for IAT, [`iat_batch_header`].
    pub fn set(mut self, field: Field, text: &str) -> Self {
        self.header.set(field, text);
        self
    }

    /// Adds an entry.
    pub fn entry(mut self, entry: EntryBuilder) -> Self {
        self.entries.push(entry);
        self
    }

    /// Adds entries.
    pub fn entries(mut self, entries: impl IntoIterator<Item = EntryBuilder>) -> Self {
        self.entries.extend(entries);
        self
    }

    fn finish(mut self, number: u64, sequence: &mut u64, problems: &mut Vec<Problem>) -> Batch {
        let class = self.service_class.unwrap_or_else(|| self.usual_class());
        let class = class.to_string();
        self.header.set(batch_header::SERVICE_CLASS_CODE, &class);
        let number = self.number.unwrap_or(number).to_string();
        self.header.set(batch_header::BATCH_NUMBER, &number);
        let mut batch = Batch::new(self.header.finish(problems));
        for (place, entry) in (1_u64..).zip(self.entries) {
            let count = if self.sec == SecCode::ADV {
                place
            } else {
                *sequence
            };
            let entry = entry.finish(self.sec, self.odfi.first_eight(), count, problems);
            batch.entries.push(entry);
            *sequence = sequence.saturating_add(1);
        }
        batch
    }

    fn usual_class(&self) -> u16 {
        if self.sec == SecCode::ADV {
            return 280;
        }
        let has = |credit: bool| {
            self.entries
                .iter()
                .any(|entry| entry.code.is_credit() == Some(credit))
        };
        match (has(true), has(false)) {
            (true, true) => 200,
            (false, true) => 225,
            _ => 220,
        }
    }
}

/// Builds an entry with its addenda.
#[derive(Clone)]
#[must_use = "an entry is added to a `BatchBuilder`"]
pub struct EntryBuilder {
    code: TransactionCode,
    rdfi: AbaRoutingNumber,
    account: String,
    cents: u64,
    /// What is set by the names of fields, because where they stand is the SEC code's to say.
    named: Vec<(&'static [&'static str], String)>,
    set: Vec<(Field, String)>,
    addenda: Vec<RecordBuf>,
    problems: Vec<Problem>,
}

const NAME: &[&str] = &[
    "Individual Name",
    "Individual Name/Receiving Company Name",
    "Receiving Company Name/ID Number",
];
const IDENTIFICATION: &[&str] = &["Individual Identification Number", "Identification Number"];
const CHECK_SERIAL: &[&str] = &["Check Serial Number"];
const DISCRETIONARY: &[&str] = &[
    "Discretionary Data",
    "Item Type Indicator/Discretionary Data",
    "Card Transaction Type Code",
];
const ACCOUNT: &[&str] = &[
    "DFI Account Number",
    "Foreign Receiver's Account Number/DFI Account Number",
];
const ADVICE_ROUTING: &[&str] = &["Advice Routing Number"];
const TRACE: &[&str] = &["Trace Number"];

impl EntryBuilder {
    /// An entry to an account at a receiving bank (IAT: the gateway operator), of so many cents.
    pub fn new(code: TransactionCode, rdfi: AbaRoutingNumber, account: &str, cents: u64) -> Self {
        Self {
            code,
            rdfi,
            account: account.to_owned(),
            cents,
            named: Vec::new(),
            set: Vec::new(),
            addenda: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The prenote of an entry with this code: the account is tried out without money.
    ///
    /// # Errors
    /// [`Invalid`](crate::ErrorKind::Invalid) for a code that has no prenote: a loan debit, an accounting or unknown one.
    pub fn prenote(
        code: TransactionCode,
        rdfi: AbaRoutingNumber,
        account: &str,
    ) -> Result<Self, Error> {
        let Some(prenote) = code.prenote_code() else {
            let field = entry_detail::TRANSACTION_CODE;
            let found = code.as_u8().to_string();
            let expected = "a code that has a prenote";
            let problem = Problem::new(
                rules::TRANSACTION_CODE,
                Place::default(),
                field.name(),
                expected,
                found,
            );
            return Err(Error::invalid(vec![problem]));
        };
        Ok(Self::new(prenote, rdfi, account, 0))
    }

    /// The receiver's name, where the SEC code has it; SHR has none, and IAT has it in addenda 10.
    pub fn name(self, name: &str) -> Self {
        self.named(NAME, name)
    }

    /// The number by which the originator knows the receiver.
    pub fn identification(self, number: &str) -> Self {
        self.named(IDENTIFICATION, number)
    }

    /// The check's serial number, of ARC, BOC, POP, RCK, TRC, XCK.
    pub fn check_serial_number(self, number: &str) -> Self {
        self.named(CHECK_SERIAL, number)
    }

    /// Positions 77-78: discretionary data, the payment type of TEL and WEB, the card transaction type of POS and SHR.
    pub fn discretionary_data(self, data: &str) -> Self {
        self.named(DISCRETIONARY, data)
    }

    /// Sets a field of the entry, one of its SEC code's layout, such as
    /// [`point_of_purchase_entry::TERMINAL_CITY`](super::record::point_of_purchase_entry::TERMINAL_CITY).
    pub fn set(mut self, field: Field, text: &str) -> Self {
        self.set.push((field, text.to_owned()));
        self
    }

    /// Sets the trace number, 15 digits, which otherwise counts on from the entry before.
    pub fn trace_number(self, number: &str) -> Self {
        self.named(TRACE, number)
    }

    /// Adds addenda 05: remittance information of at most 80 characters.
    pub fn payment_information(mut self, text: &str) -> Self {
        let mut record = Draft::new(payment_addenda::LAYOUT);
        record.set(payment_addenda::PAYMENT_RELATED_INFORMATION, text);
        let record = record.finish(&mut self.problems);
        self.addenda.push(record);
        self
    }

    /// Adds addenda: a [`Terminal`](super::Terminal) of POS and SHR, a [`MachineTransfer`](super::MachineTransfer) of MTE, the
    /// [`International`](super::International) of IAT, or records. Their sequence and trace numbers are filled in.
    pub fn addenda(mut self, addenda: &impl ToAddenda) -> Self {
        match addenda.to_addenda() {
            Ok(records) => self.addenda.extend(records),
            Err(error) => self.problems.extend_from_slice(error.problems()),
        }
        self
    }

    fn named(mut self, names: &'static [&'static str], text: &str) -> Self {
        self.named.push((names, text.to_owned()));
        self
    }

    fn finish(
        self,
        sec: SecCode,
        odfi: &str,
        sequence: u64,
        problems: &mut Vec<Problem>,
    ) -> EntryBuf {
        problems.extend(self.problems);
        let layout = entry_layout(sec);
        let mut draft = Draft::new(layout);
        let digit = self.rdfi.check_digit();
        for (field, text) in [
            (
                entry_detail::TRANSACTION_CODE,
                &*self.code.as_u8().to_string(),
            ),
            (entry_detail::RDFI_IDENTIFICATION, self.rdfi.first_eight()),
            (entry_detail::CHECK_DIGIT, digit.encode_utf8(&mut [0; 4])),
            (amount_field(sec), &self.cents.to_string()),
        ] {
            draft.set(field, text);
        }
        draft.set_named(ACCOUNT, &self.account);
        let trace = format!("{odfi}{sequence:07}");
        if sec == SecCode::ADV {
            draft.set(adv_entry::SEQUENCE_NUMBER, &sequence.to_string());
            draft.set_named(ADVICE_ROUTING, self.rdfi.as_str());
        } else {
            draft.set(entry_detail::TRACE_NUMBER, &trace);
        }
        for (names, text) in &self.named {
            draft.set_named(names, text);
        }
        for (field, text) in &self.set {
            draft.set(*field, text);
        }
        let record = draft.finish(problems);
        let mut addenda = self.addenda;
        number_addenda(&record, &mut addenda, sec);
        EntryBuf::new(record, addenda)
    }
}

/// The SEC code's fields are not known yet, and the account is not shown.
impl fmt::Debug for EntryBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntryBuilder")
            .field("code", &self.code)
            .field("cents", &self.cents)
            .field("addenda", &self.addenda.len())
            .finish_non_exhaustive()
    }
}

/// What an entry takes as addenda.
pub trait ToAddenda {
    /// The records, without sequence and trace numbers.
    ///
    /// # Errors
    /// [`Invalid`](crate::ErrorKind::Invalid) with every text that does not fit its field.
    fn to_addenda(&self) -> Result<Vec<RecordBuf>, Error>;
}

impl ToAddenda for RecordBuf {
    fn to_addenda(&self) -> Result<Vec<RecordBuf>, Error> {
        Ok(vec![self.clone()])
    }
}

/// Gives addenda their sequence numbers and the entry's trace number.
pub(crate) fn number_addenda(entry: &RecordBuf, addenda: &mut [RecordBuf], sec: SecCode) {
    let trace = entry.record().text(entry_detail::TRACE_NUMBER).into_owned();
    let sequence = trace.get(8..).unwrap_or_default().to_owned();
    let mut counts = PaymentInformation::default();
    for addendum in addenda {
        let layout = AddendaKind::of(addendum.record(), sec).layout();
        let count = counts.next(layout).to_string();
        for field in layout.fields() {
            let text = match field.name() {
                "Addenda Sequence Number" => &count,
                "Entry Detail Sequence Number" => &sequence,
                "Trace Number" => &trace,
                _ => continue,
            };
            if addendum.misfit(*field, text).is_none() {
                addendum.put(*field, text);
            }
        }
    }
}

/// A record that is being built, and what did not fit.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    layout: Layout,
    record: RecordBuf,
    problems: Vec<Problem>,
}

impl Draft {
    pub(crate) fn new(layout: Layout) -> Self {
        Self {
            layout,
            record: RecordBuf::new(layout),
            problems: Vec::new(),
        }
    }

    /// A record that is there already, of which fields that every Batch Header has in the same places are set.
    pub(crate) fn of(mut record: RecordBuf) -> Self {
        let international = super::reader::is_international(record.record());
        let layout = if international {
            iat_batch_header::LAYOUT
        } else {
            batch_header::LAYOUT
        };
        record.normalize();
        record.detach();
        Self {
            layout,
            record,
            problems: Vec::new(),
        }
    }

    /// Sets a field; an empty text leaves it as it is. Fields are known by their positions: those of another layout that
    /// stand in the same place are the same.
    pub(crate) fn set(&mut self, field: Field, text: &str) {
        let own = self
            .layout
            .fields()
            .iter()
            .find(|own| own.first() == field.first() && own.last() == field.last());
        let Some(own) = own else {
            self.unknown(field.name());
            return;
        };
        if text.is_empty() {
            return;
        }
        match self.record.misfit(*own, text) {
            Some(problem) => self.problems.push(problem),
            None => self.record.put(*own, text),
        }
    }

    fn set_named(&mut self, names: &[&'static str], text: &str) {
        let field = self
            .layout
            .fields()
            .iter()
            .find(|field| names.contains(&field.name()));
        match field {
            Some(field) => self.set(*field, text),
            None => self.unknown(names.first().copied().unwrap_or_default()),
        }
    }

    fn unknown(&mut self, name: &'static str) {
        let rule: Rule = rules::FIELD_UNKNOWN;
        let expected = format!("a field of the {} record", self.layout.name());
        let problem = Problem::new(rule, Place::default(), name, expected, "another record's");
        self.problems.push(problem);
    }

    pub(crate) fn finish(self, problems: &mut Vec<Problem>) -> RecordBuf {
        problems.extend(self.problems);
        self.record
    }
}

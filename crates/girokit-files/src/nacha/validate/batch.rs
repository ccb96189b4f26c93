//! Rules of Batch Headers and Batch Controls.

use super::{Checker, RECORD_TYPE, Sums, fields, header_item, header_layout};
use crate::nacha::layout::Field;
use crate::nacha::reader::{Item, is_international};
use crate::nacha::record::{
    AdvBatchControl, BatchControl, Record, adv_batch_control, batch_control, batch_header,
    iat_batch_header,
};
use crate::nacha::rules;
use crate::nacha::sec::SecCode;
use crate::nacha::sec_rules::SecRules;
use crate::problem::{Place, Rule};

/// The batch that is being read.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    line: u64,
    /// The SEC code of the header; none for entries without a header.
    pub(super) sec: Option<SecCode>,
    /// The SEC code by which entries are laid out.
    pub(super) layout_sec: SecCode,
    pub(super) rules: SecRules,
    pub(super) reversal: bool,
    service_class: [u8; 3],
    company: [u8; 10],
    odfi: [u8; 8],
    number: [u8; 7],
    pub(super) entries: u64,
    pub(super) sums: Sums,
    pub(super) last_trace: Option<u64>,
    /// Whether the first entry is a return.
    pub(super) returned: Option<bool>,
}

/// A code that no standard has: entries without a header are laid out as most are.
pub(super) const NO_SEC: SecCode = SecCode::new(*b"   ");

impl Batch {
    /// A batch without a header.
    fn headless(line: u64) -> Self {
        Self {
            line,
            sec: None,
            layout_sec: NO_SEC,
            rules: SecRules::of(NO_SEC),
            reversal: false,
            service_class: *b"200",
            company: [b' '; 10],
            odfi: [b' '; 8],
            number: [b' '; 7],
            entries: 0,
            sums: Sums::default(),
            last_trace: None,
            returned: None,
        }
    }

    fn of(record: Record<'_>) -> Self {
        let code = array(record.raw(batch_header::STANDARD_ENTRY_CLASS_CODE));
        let sec = SecCode::new(code);
        let international = is_international(record);
        let description = record.raw(batch_header::COMPANY_ENTRY_DESCRIPTION);
        Self {
            sec: Some(sec),
            layout_sec: if international { SecCode::IAT } else { sec },
            rules: SecRules::of(sec),
            reversal: description.trim_ascii() == b"REVERSAL",
            service_class: array(record.raw(batch_header::SERVICE_CLASS_CODE)),
            company: array(record.raw(batch_header::COMPANY_IDENTIFICATION)),
            odfi: array(record.raw(batch_header::ODFI_IDENTIFICATION)),
            number: array(record.raw(batch_header::BATCH_NUMBER)),
            ..Self::headless(record.line())
        }
    }

    /// Whether entries of this direction may stand in the batch's service class.
    pub(super) fn holds(&self, credit: bool) -> bool {
        match &self.service_class {
            b"220" => credit,
            b"225" => !credit,
            _ => true,
        }
    }

    /// The originating DFI of the header; none without a header.
    pub(super) fn odfi(&self) -> Option<&[u8; 8]> {
        self.sec.is_some().then_some(&self.odfi)
    }

    pub(super) fn service_class(&self) -> String {
        self.service_class.escape_ascii().to_string()
    }
}

/// The bytes, filled with blanks where there are too few.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [b' '; N];
    for (to, from) in array.iter_mut().zip(bytes) {
        *to = *from;
    }
    array
}

impl Checker {
    pub(super) fn batch_header<'a>(&mut self, record: Record<'a>) -> Item<'a> {
        self.close_batch(record.line());
        self.file.batches = self.file.batches.saturating_add(1);
        self.fields(record, header_layout(record));
        let batch = Batch::of(record);
        let advices = batch.sec == Some(SecCode::ADV);
        self.codes_of_header(record, advices);
        self.dates_of_header(record);
        if is_international(record) {
            self.international_header(record);
        } else {
            self.mandatory(
                record,
                &[
                    batch_header::COMPANY_NAME,
                    batch_header::COMPANY_IDENTIFICATION,
                    batch_header::COMPANY_ENTRY_DESCRIPTION,
                ],
            );
        }
        self.description(record, &batch);
        self.number_of_header(record);
        if *self.file.advices.get_or_insert(advices) != advices {
            let field = batch_header::STANDARD_ENTRY_CLASS_CODE;
            let expected = if advices { "no ADV" } else { "ADV" };
            self.problem(rules::ADV_MIXED, record, field, expected, None);
        }
        self.batch = Some(batch);
        header_item(record)
    }

    /// The description that some SEC codes prescribe; a reversal has its own.
    fn description(&mut self, record: Record<'_>, batch: &Batch) {
        let expected = match batch.sec {
            Some(SecCode::ENR) => "AUTOENROLL",
            Some(SecCode::RCK) => "REDEPCHECK",
            Some(SecCode::XCK) => "NO CHECK",
            _ => return,
        };
        let field = batch_header::COMPANY_ENTRY_DESCRIPTION;
        let found = record.raw(field).trim_ascii();
        if found != expected.as_bytes() && !batch.reversal {
            self.problem(rules::ENTRY_DESCRIPTION, record, field, expected, None);
        }
    }

    fn codes_of_header(&mut self, record: Record<'_>, advices: bool) {
        let (classes, expected): (&[&str], _) = if advices {
            (&["280"], "280")
        } else {
            (&["200", "220", "225"], "200, 220 or 225")
        };
        let field = batch_header::SERVICE_CLASS_CODE;
        self.one_of(rules::SERVICE_CLASS, record, field, classes, expected);
        let field = batch_header::STANDARD_ENTRY_CLASS_CODE;
        if !SecCode::new(array(record.raw(field))).is_known() && fields::whole(record, field) {
            let expected = "a Standard Entry Class Code";
            self.problem(rules::SEC_CODE, record, field, expected, None);
        }
        let (statuses, expected): (&[&str], _) = match record.raw(field) {
            b"ADV" => (&["0"], "0"),
            b"DNE" => (&["2"], "2"),
            _ => (&["1", "2"], "1 or 2"),
        };
        let field = batch_header::ORIGINATOR_STATUS_CODE;
        self.one_of(rules::ORIGINATOR_STATUS, record, field, statuses, expected);
    }

    fn dates_of_header(&mut self, record: Record<'_>) {
        let field = batch_header::EFFECTIVE_ENTRY_DATE;
        if matches!(record.raw(field), b"      " | b"000000") {
            let rule = rules::EFFECTIVE_ENTRY_DATE_MISSING;
            self.problem(rule, record, field, "a date, YYMMDD", None);
        } else {
            self.date(rules::EFFECTIVE_ENTRY_DATE, record, field, false);
        }
        let field = batch_header::SETTLEMENT_DATE;
        let raw = record.raw(field);
        let day = record.number(field);
        if raw.len() == 3 && raw != b"   " && day.is_none_or(|day| day > 366) {
            let expected = "blanks, or a day of the year";
            self.problem(rules::SETTLEMENT_DATE, record, field, expected, None);
        }
    }

    fn number_of_header(&mut self, record: Record<'_>) {
        let field = batch_header::BATCH_NUMBER;
        let Some(number) = record.number(field) else {
            return;
        };
        if let Some(last) = self.file.last_batch_number
            && number <= last
        {
            let expected = format!("more than {last}");
            self.problem(rules::BATCH_NUMBER_ORDER, record, field, expected, None);
        }
        self.file.last_batch_number = Some(number);
    }

    fn international_header(&mut self, record: Record<'_>) {
        self.mandatory(
            record,
            &[
                iat_batch_header::ORIGINATOR_IDENTIFICATION,
                iat_batch_header::COMPANY_ENTRY_DESCRIPTION,
            ],
        );
        self.one_of(
            rules::FOREIGN_EXCHANGE,
            record,
            iat_batch_header::FOREIGN_EXCHANGE_INDICATOR,
            &["FF", "FV", "VF"],
            "FF, FV or VF",
        );
        self.one_of(
            rules::FOREIGN_EXCHANGE,
            record,
            iat_batch_header::FOREIGN_EXCHANGE_REFERENCE_INDICATOR,
            &["1", "2", "3"],
            "1, 2 or 3",
        );
        for field in [
            iat_batch_header::ISO_DESTINATION_COUNTRY_CODE,
            iat_batch_header::ISO_ORIGINATING_CURRENCY_CODE,
            iat_batch_header::ISO_DESTINATION_CURRENCY_CODE,
        ] {
            if !record.raw(field).iter().all(u8::is_ascii_uppercase) {
                self.problem(rules::ISO_CODE, record, field, "capital letters", None);
            }
        }
    }

    /// The batch that an entry or a control stands in; one without a header if there is none.
    pub(super) fn open_batch(&mut self, record: Record<'_>) -> Batch {
        if let Some(batch) = self.batch.take() {
            return batch;
        }
        let expected = "5, a Batch Header, before";
        let rule = rules::BATCH_HEADER_MISSING;
        self.problem(rule, record, RECORD_TYPE, expected, None);
        self.file.batches = self.file.batches.saturating_add(1);
        Batch::headless(record.line())
    }

    pub(super) fn batch_control<'a>(&mut self, record: Record<'a>) -> Item<'a> {
        let batch = self.open_batch(record);
        let advices = batch.sec == Some(SecCode::ADV);
        let layout = if advices {
            adv_batch_control::LAYOUT
        } else {
            batch_control::LAYOUT
        };
        self.fields(record, layout);
        if batch.entries == 0 {
            self.problem(rules::BATCH_EMPTY, record, RECORD_TYPE, "an entry", None);
        }
        if batch.sec.is_some() {
            self.equal_to_header(record, &batch, advices);
        }
        let sums = batch.sums;
        let (debit, credit) = if advices {
            (
                adv_batch_control::TOTAL_DEBIT_AMOUNT,
                adv_batch_control::TOTAL_CREDIT_AMOUNT,
            )
        } else {
            (
                batch_control::TOTAL_DEBIT_AMOUNT,
                batch_control::TOTAL_CREDIT_AMOUNT,
            )
        };
        let field = batch_control::ENTRY_ADDENDA_COUNT;
        self.total(rules::BATCH_CONTROL_COUNT, record, field, sums.count);
        let field = batch_control::ENTRY_HASH;
        self.total(rules::BATCH_CONTROL_HASH, record, field, sums.hash());
        self.total(rules::BATCH_CONTROL_DEBIT, record, debit, sums.debits);
        self.total(rules::BATCH_CONTROL_CREDIT, record, credit, sums.credits);
        self.file.sums.add(sums);
        if advices {
            Item::AdvBatchControl(AdvBatchControl::new(record))
        } else {
            Item::BatchControl(BatchControl::new(record))
        }
    }

    fn equal_to_header(&mut self, record: Record<'_>, batch: &Batch, advices: bool) {
        let mut equal = |rule: Rule, field: Field, header: &[u8]| {
            let found = record.raw(field);
            if fields::whole(record, field) && found.trim_ascii() != header.trim_ascii() {
                let expected = format!("{}, as in line {}", problem_text(header), batch.line);
                self.problem(rule, record, field, expected, None);
            }
        };
        equal(
            rules::BATCH_CONTROL_SERVICE_CLASS,
            batch_control::SERVICE_CLASS_CODE,
            &batch.service_class,
        );
        let company = record.raw(batch_control::COMPANY_IDENTIFICATION);
        let international = batch.layout_sec == SecCode::IAT;
        // An IAT header has an originator's identification in this place; its control may leave it out.
        let left_out = international && company.trim_ascii().is_empty();
        if !advices && !left_out {
            equal(
                rules::BATCH_CONTROL_COMPANY,
                batch_control::COMPANY_IDENTIFICATION,
                &batch.company,
            );
        }
        equal(
            rules::BATCH_CONTROL_ODFI,
            batch_control::ODFI_IDENTIFICATION,
            &batch.odfi,
        );
        equal(
            rules::BATCH_CONTROL_NUMBER,
            batch_control::BATCH_NUMBER,
            &batch.number,
        );
    }

    /// Ends a batch that has no control before this line.
    pub(super) fn close_batch(&mut self, line: u64) {
        let Some(batch) = self.batch.take() else {
            return;
        };
        self.add(
            rules::BATCH_CONTROL_MISSING,
            Place::line(line),
            "Batch Control",
            format!("8, for the batch of line {}", batch.line),
            "none",
        );
        self.file.sums.add(batch.sums);
    }
}

fn problem_text(bytes: &[u8]) -> String {
    crate::problem::shown(bytes)
}

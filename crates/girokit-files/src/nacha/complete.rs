//! Computes every control of a file.

use super::file::{Batch, File};
use super::kind::entry_layout;
use super::layout::{BLOCKING_FACTOR, Field, RECORD_LENGTH};
use super::owned::{RecordBuf, amount_field};
use super::record::{
    adv_batch_control, adv_entry, adv_file_control, batch_control, batch_header, corporate_entry,
    entry_detail, file_control,
};
use super::rules;
use super::sec::SecCode;
use super::validate::Sums;
use super::validate::fields::shown_bytes;
use crate::error::Error;
use crate::problem::{Place, Problem, Rule};

impl Batch {
    /// Computes the batch's control, and of each entry the addenda indicator and the number of addenda.
    ///
    /// Message authentication code and ACH operator data are kept. Batch and trace numbers are not given anew.
    ///
    /// # Errors
    /// [`Invalid`](crate::ErrorKind::Invalid) with every entry whose amount, transaction code or receiving DFI is no number,
    /// and with totals that have no room. The batch is then as before, but for the numbers of addenda.
    pub fn complete(&mut self) -> Result<(), Error> {
        let mut problems = Vec::new();
        self.complete_into(&mut problems);
        finish(problems)
    }

    /// Computes the control, unless there are problems, and gives the sums.
    fn complete_into(&mut self, problems: &mut Vec<Problem>) -> Sums {
        let before = problems.len();
        let sec = self.layout_sec();
        let advices = self.sec_code() == SecCode::ADV;
        let mut sums = Sums::default();
        for entry in &mut self.entries {
            let addenda = entry.addenda.len();
            let indicator = if addenda > 0 { "1" } else { "0" };
            entry
                .record
                .put(adv_entry::ADDENDA_RECORD_INDICATOR, indicator);
            let count = corporate_entry::NUMBER_OF_ADDENDA_RECORDS.name();
            let layout = entry_layout(sec);
            if let Some(field) = layout.fields().iter().find(|field| field.name() == count) {
                set(&mut entry.record, *field, addenda as u64, problems);
            }
            let one = sums_of(&entry.record, addenda, sec, problems);
            sums.add(one);
        }
        let layout = if advices {
            adv_batch_control::LAYOUT
        } else {
            batch_control::LAYOUT
        };
        let mut control = RecordBuf::new(layout);
        if let Some(header) = &self.header {
            let class = batch_header::SERVICE_CLASS_CODE;
            control.copy(batch_control::SERVICE_CLASS_CODE, header, class);
            if !advices {
                let company = batch_header::COMPANY_IDENTIFICATION;
                control.copy(batch_control::COMPANY_IDENTIFICATION, header, company);
            }
            let odfi = batch_header::ODFI_IDENTIFICATION;
            control.copy(batch_control::ODFI_IDENTIFICATION, header, odfi);
            control.copy(
                batch_control::BATCH_NUMBER,
                header,
                batch_header::BATCH_NUMBER,
            );
        } else if let Some(old) = &self.control {
            for field in layout.fields() {
                control.copy(*field, old, *field);
            }
        }
        let (kept, debit, credit) = if advices {
            (
                adv_batch_control::ACH_OPERATOR_DATA,
                adv_batch_control::TOTAL_DEBIT_AMOUNT,
                adv_batch_control::TOTAL_CREDIT_AMOUNT,
            )
        } else {
            (
                batch_control::MESSAGE_AUTHENTICATION_CODE,
                batch_control::TOTAL_DEBIT_AMOUNT,
                batch_control::TOTAL_CREDIT_AMOUNT,
            )
        };
        if let Some(old) = &self.control {
            control.copy(kept, old, kept);
        }
        for (field, number) in [
            (batch_control::ENTRY_ADDENDA_COUNT, sums.count),
            (batch_control::ENTRY_HASH, sums.hash()),
            (debit, sums.debits),
            (credit, sums.credits),
        ] {
            set(&mut control, field, number, problems);
        }
        if problems.len() == before {
            self.control = Some(control);
        }
        sums
    }
}

impl File {
    /// Computes every control: of each batch, of the file, and the records of nines that fill its last block.
    ///
    /// Batch numbers and trace numbers are not given anew.
    ///
    /// # Errors
    /// [`Invalid`](crate::ErrorKind::Invalid) with every entry whose amount, transaction code or receiving DFI is no number,
    /// and with totals that have no room. The File Control is then as before.
    pub fn complete(&mut self) -> Result<(), Error> {
        let mut problems = Vec::new();
        let mut sums = Sums::default();
        for batch in &mut self.batches {
            sums.add(batch.complete_into(&mut problems));
        }
        let advices = self.is_adv();
        let (layout, debit, credit) = if advices {
            (
                adv_file_control::LAYOUT,
                adv_file_control::TOTAL_DEBIT_AMOUNT,
                adv_file_control::TOTAL_CREDIT_AMOUNT,
            )
        } else {
            (
                file_control::LAYOUT,
                file_control::TOTAL_DEBIT_AMOUNT,
                file_control::TOTAL_CREDIT_AMOUNT,
            )
        };
        let mut control = RecordBuf::new(layout);
        let records = (self.counted() as u64).saturating_add(1);
        let blocks = records.div_ceil(BLOCKING_FACTOR);
        let batches = self.batches.len() as u64;
        for (field, number) in [
            (file_control::BATCH_COUNT, batches),
            (file_control::BLOCK_COUNT, blocks),
            (file_control::ENTRY_ADDENDA_COUNT, sums.count),
            (file_control::ENTRY_HASH, sums.hash()),
            (debit, sums.debits),
            (credit, sums.credits),
        ] {
            set(&mut control, field, number, &mut problems);
        }
        finish(problems)?;
        self.control = Some(control);
        let nines = blocks
            .saturating_mul(BLOCKING_FACTOR)
            .saturating_sub(records);
        let nine = RecordBuf::from_bytes(&[b'9'; RECORD_LENGTH]);
        self.padding.clear();
        self.padding.extend((0..nines).map(|_| nine.clone()));
        Ok(())
    }
}

/// What one entry adds to the sums.
fn sums_of(record: &RecordBuf, addenda: usize, sec: SecCode, problems: &mut Vec<Problem>) -> Sums {
    let view = record.record();
    let mut number = |field: Field, rule: Rule| {
        view.number(field).unwrap_or_else(|| {
            let place = Place::span(record.line(), field.first(), field.len());
            let found = shown_bytes(field, view.raw(field));
            problems.push(Problem::new(rule, place, field.name(), "digits", found));
            0
        })
    };
    let cents = number(amount_field(sec), rules::AMOUNT);
    let routing = number(entry_detail::RDFI_IDENTIFICATION, rules::NUMERIC);
    let code = number(entry_detail::TRANSACTION_CODE, rules::TRANSACTION_CODE);
    let code = u8::try_from(code).unwrap_or(u8::MAX);
    let credit = super::transaction::TransactionCode::new(code).is_credit();
    let (debits, credits) = match credit {
        Some(true) => (0, cents),
        Some(false) => (cents, 0),
        // Nobody knows which total it belongs to; that the code is unknown is what a check says.
        None => (0, 0),
    };
    Sums {
        count: (addenda as u64).saturating_add(1),
        routing,
        debits,
        credits,
    }
}

/// Sets a number, or says that it has no room.
fn set(record: &mut RecordBuf, field: Field, number: u64, problems: &mut Vec<Problem>) {
    let text = number.to_string();
    match record.misfit(field, &text) {
        Some(problem) => problems.push(problem),
        None => record.put(field, &text),
    }
}

fn finish(problems: Vec<Problem>) -> Result<(), Error> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::invalid(problems))
    }
}

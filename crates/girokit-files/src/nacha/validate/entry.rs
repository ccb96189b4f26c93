//! Rules of entries.

use super::batch::Batch;
use super::{Checker, addenda, check_digit, fields};
use crate::nacha::kind::entry_layout;
use crate::nacha::layout::Field;
use crate::nacha::reader::{Addenda, Entry, Item};
use crate::nacha::record::{
    Record, adv_entry, check_entry, corporate_entry, customer_initiated_entry, digits,
    entry_detail, iat_entry, machine_transfer_entry, point_of_purchase_entry, shared_network_entry,
    truncated_check_entry,
};
use crate::nacha::rules;
use crate::nacha::sec::SecCode;
use crate::nacha::sec_rules::Moves;
use crate::nacha::transaction::TransactionCode;

/// Card transaction types: `NACHA POS, SHR`.
const CARD_TRANSACTION_TYPES: &[&str] = &["01", "02", "03", "11", "12", "13", "21", "99"];

impl Checker {
    pub(super) fn entry<'a>(&mut self, record: Record<'a>, addenda: Addenda<'a>) -> Item<'a> {
        let mut batch = self.open_batch(record);
        self.fields(record, entry_layout(batch.layout_sec));
        batch.entries = batch.entries.saturating_add(1);
        let count = (addenda.parts.len() as u64).saturating_add(1);
        batch.sums.count = batch.sums.count.saturating_add(count);
        let seen = addenda::Seen::of(addenda);
        let code = self.transaction_code(record, &batch, seen);
        self.apart(record, &mut batch, seen);
        self.routing(record, &mut batch);
        self.amount(record, &mut batch, code, seen);
        self.inclusion(record, &batch);
        self.number_of_addenda(record, &batch, seen, addenda);
        if batch.sec == Some(SecCode::ADV) {
            let field = adv_entry::SEQUENCE_NUMBER;
            self.ascending(record, field, record.number(field), &mut batch);
        } else {
            self.trace(record, &mut batch);
        }
        self.addenda(record, addenda, &batch, seen);
        let entry = Entry::new(record, addenda, batch.sec, batch.layout_sec);
        self.batch = Some(batch);
        Item::Entry(entry)
    }

    /// Returns and forward entries stand in batches of their own; notifications of change may stand with both.
    fn apart(&mut self, record: Record<'_>, batch: &mut Batch, seen: addenda::Seen) {
        let returned = seen.is_returned();
        if batch.sec.is_none() || (seen.is_return() && !returned) {
            return;
        }
        if *batch.returned.get_or_insert(returned) != returned {
            let (expected, found) = if returned {
                ("no return", "a return")
            } else {
                ("a return", "none")
            };
            let field = entry_detail::ADDENDA_RECORD_INDICATOR;
            let found = Some(found.to_owned());
            self.problem(rules::RETURNS_MIXED, record, field, expected, found);
        }
    }

    /// The transaction code, by itself, for the SEC code and for the service class.
    fn transaction_code(
        &mut self,
        record: Record<'_>,
        batch: &Batch,
        seen: addenda::Seen,
    ) -> Option<TransactionCode> {
        let field = entry_detail::TRANSACTION_CODE;
        let code = TransactionCode::from_digits(record.raw(field)).filter(|code| code.is_known());
        let Some(code) = code else {
            if fields::whole(record, field) {
                let expected = "a transaction code";
                self.problem(rules::TRANSACTION_CODE, record, field, expected, None);
            }
            return None;
        };
        if !batch.rules.allows(code, batch.reversal) {
            let expected = batch.rules.moves_in_words();
            self.problem(rules::TRANSACTION_CODE_SEC, record, field, expected, None);
        }
        if code.is_credit().is_some_and(|credit| !batch.holds(credit)) {
            let expected = format!("an entry of service class {}", batch.service_class());
            self.problem(rules::TRANSACTION_CODE_CLASS, record, field, expected, None);
        }
        if code.is_return() && !seen.is_return() {
            let found = Some(format!("{} and neither", code.as_u8()));
            let expected = "an addenda 98 or 99";
            self.problem(rules::RETURN_ADDENDA, record, field, expected, found);
        }
        if !code.is_return() && seen.is_return() && !code.is_accounting() {
            let expected = "a return's transaction code";
            self.problem(
                rules::RETURN_TRANSACTION_CODE,
                record,
                field,
                expected,
                None,
            );
        }
        Some(code)
    }

    /// The receiving DFI: its check digit, and its share of the hash.
    fn routing(&mut self, record: Record<'_>, batch: &mut Batch) {
        let routing = record.raw(entry_detail::RDFI_IDENTIFICATION);
        if let Some(number) = digits(routing) {
            batch.sums.routing = batch.sums.routing.saturating_add(number);
        }
        let Some(digit) = routing.first_chunk().copied().and_then(check_digit) else {
            return;
        };
        let field = entry_detail::CHECK_DIGIT;
        if record.raw(field) != [digit] && fields::whole(record, field) {
            let expected = char::from(digit).to_string();
            self.problem(rules::CHECK_DIGIT, record, field, expected, None);
        }
    }

    fn amount(
        &mut self,
        record: Record<'_>,
        batch: &mut Batch,
        code: Option<TransactionCode>,
        seen: addenda::Seen,
    ) {
        let field = if batch.sec == Some(SecCode::ADV) {
            adv_entry::AMOUNT
        } else {
            entry_detail::AMOUNT
        };
        let Some(cents) = record.number(field) else {
            return;
        };
        let Some(code) = code else { return };
        let sum = match code.is_credit() {
            Some(true) => &mut batch.sums.credits,
            _ => &mut batch.sums.debits,
        };
        *sum = sum.saturating_add(cents);
        let zero =
            code.is_prenote() || code.is_zero_dollar() || batch.rules.moves == Moves::Changes;
        if zero && cents != 0 {
            let rule = rules::AMOUNT_NOT_ZERO;
            self.problem(rule, record, field, "0", None);
        } else if !zero && cents == 0 && !seen.is_return() && !code.is_return() {
            let rule = rules::AMOUNT_ZERO;
            self.problem(rule, record, field, "more than 0", None);
        }
        if let Some(limit) = batch.rules.limit
            && cents > limit
            && code.is_credit() == Some(false)
        {
            let expected = format!("at most {limit}");
            self.problem(rules::AMOUNT_LIMIT, record, field, expected, None);
        }
    }

    /// Fields that an entry must have.
    fn inclusion(&mut self, record: Record<'_>, batch: &Batch) {
        let account = match batch.layout_sec {
            SecCode::ADV => adv_entry::DFI_ACCOUNT_NUMBER,
            SecCode::IAT => iat_entry::DFI_ACCOUNT_NUMBER,
            _ => entry_detail::DFI_ACCOUNT_NUMBER,
        };
        self.mandatory(record, &[account]);
        let required = required(batch.layout_sec);
        match required.split_last() {
            Some((_, but_name)) if batch.rules.name_optional => self.mandatory(record, but_name),
            _ => self.mandatory(record, required),
        }
        self.card(record, batch.layout_sec);
    }

    /// Cards of POS and SHR, payment types of TEL and WEB.
    fn card(&mut self, record: Record<'_>, sec: SecCode) {
        let field = entry_detail::DISCRETIONARY_DATA;
        if sec == SecCode::POS || sec == SecCode::SHR {
            self.one_of(
                rules::CARD_TRANSACTION_TYPE,
                record,
                shared_network_entry::CARD_TRANSACTION_TYPE_CODE,
                CARD_TRANSACTION_TYPES,
                "a card transaction type",
            );
        }
        if sec == SecCode::TEL || sec == SecCode::WEB {
            let raw = record.raw(field);
            if !matches!(raw.trim_ascii(), b"" | b"R" | b"S") {
                self.problem(rules::PAYMENT_TYPE, record, field, "R, S or blanks", None);
            }
        }
        if sec == SecCode::SHR {
            let field = shared_network_entry::CARD_EXPIRATION_DATE;
            let date = record.number(field);
            let good = date.is_some_and(|date| (1..=12).contains(&(date / 100)))
                || record.raw(field) == b"    ";
            if !good && fields::whole(record, field) {
                let expected = "a month and a year, MMYY, or blanks";
                self.problem(rules::CARD_EXPIRATION, record, field, expected, None);
            }
        }
    }

    /// The addenda indicator, and the number of addenda where the entry counts them.
    fn number_of_addenda(
        &mut self,
        record: Record<'_>,
        batch: &Batch,
        seen: addenda::Seen,
        addenda: Addenda<'_>,
    ) {
        let count = addenda.parts.len();
        let expected = if count == 0 { "0" } else { "1" };
        let field = entry_detail::ADDENDA_RECORD_INDICATOR;
        self.one_of(
            rules::ADDENDA_INDICATOR,
            record,
            field,
            &[expected],
            expected,
        );
        let field = match batch.layout_sec {
            SecCode::ATX | SecCode::CTX | SecCode::ENR | SecCode::TRX => {
                corporate_entry::NUMBER_OF_ADDENDA_RECORDS
            }
            SecCode::IAT => iat_entry::NUMBER_OF_ADDENDA_RECORDS,
            _ => return,
        };
        let found = record.number(field);
        if !seen.is_return() && found.is_some_and(|found| found != count as u64) {
            let expected = count.to_string();
            self.problem(rules::NUMBER_OF_ADDENDA, record, field, expected, None);
        }
    }

    fn trace(&mut self, record: Record<'_>, batch: &mut Batch) {
        let field = entry_detail::TRACE_NUMBER;
        let raw = record.raw(field);
        if let (Some(odfi), Some(begins)) = (batch.odfi(), raw.first_chunk::<8>())
            && odfi != begins
        {
            let expected = format!("{} and a number", odfi.escape_ascii());
            self.problem(rules::TRACE_ODFI, record, field, expected, None);
        }
        self.ascending(record, field, record.number(field), batch);
    }

    fn ascending(
        &mut self,
        record: Record<'_>,
        field: Field,
        number: Option<u64>,
        batch: &mut Batch,
    ) {
        let Some(number) = number else { return };
        if let Some(last) = batch.last_trace
            && number <= last
        {
            let expected = format!("more than {last}");
            self.problem(rules::TRACE_ORDER, record, field, expected, None);
        }
        batch.last_trace = Some(number);
    }
}

/// Fields that entries of a SEC code must have beside the account; the last is a name where there is one.
fn required(sec: SecCode) -> &'static [Field] {
    match sec {
        SecCode::ADV => &[adv_entry::INDIVIDUAL_NAME],
        SecCode::ARC | SecCode::BOC | SecCode::RCK => &[
            check_entry::CHECK_SERIAL_NUMBER,
            check_entry::INDIVIDUAL_NAME,
        ],
        SecCode::ATX | SecCode::CTX | SecCode::ENR | SecCode::TRX => {
            &[corporate_entry::RECEIVING_COMPANY_NAME]
        }
        SecCode::CIE => &[
            customer_initiated_entry::INDIVIDUAL_IDENTIFICATION_NUMBER,
            customer_initiated_entry::INDIVIDUAL_NAME,
        ],
        SecCode::IAT => &[],
        SecCode::MTE => &[
            machine_transfer_entry::INDIVIDUAL_IDENTIFICATION_NUMBER,
            machine_transfer_entry::INDIVIDUAL_NAME,
        ],
        SecCode::POP => &[
            point_of_purchase_entry::CHECK_SERIAL_NUMBER,
            point_of_purchase_entry::TERMINAL_CITY,
            point_of_purchase_entry::TERMINAL_STATE,
            point_of_purchase_entry::INDIVIDUAL_NAME,
        ],
        SecCode::SHR => &[
            shared_network_entry::DOCUMENT_REFERENCE_NUMBER,
            shared_network_entry::INDIVIDUAL_CARD_ACCOUNT_NUMBER,
        ],
        SecCode::TRC | SecCode::XCK => &[
            truncated_check_entry::CHECK_SERIAL_NUMBER,
            truncated_check_entry::PROCESS_CONTROL_FIELD,
            truncated_check_entry::ITEM_RESEARCH_NUMBER,
        ],
        _ => &[entry_detail::INDIVIDUAL_NAME],
    }
}

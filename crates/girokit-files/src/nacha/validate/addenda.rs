//! Rules of addenda.

use super::batch::Batch;
use super::{Checker, RECORD_TYPE, fields};
use crate::nacha::kind::{AddendaKind, is_refusal};
use crate::nacha::layout::Field;
use crate::nacha::reader;
use crate::nacha::record::{
    Record, addenda_record, change_addenda, entry_detail, iat10, iat11, iat12, iat13, iat14, iat15,
    iat16, iat17, iat18, payment_addenda, return_addenda, terminal_addenda,
};
use crate::nacha::rules;
use crate::nacha::sec::SecCode;
use crate::nacha::sec_rules::Addenda as Allowed;

/// How many addenda of each type an entry has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    terminal: usize,
    payment: usize,
    /// A bit for each of 10-18.
    international: u16,
    remittance: usize,
    correspondents: usize,
    changes: usize,
    returns: usize,
}

/// Bits of 10-16.
const MANDATORY_IAT: u16 = 0b111_1111;

impl Seen {
    pub(super) fn of(addenda: reader::Addenda<'_>) -> Self {
        let mut seen = Self::default();
        for record in addenda.records() {
            seen.add(record.raw(addenda_record::ADDENDA_TYPE_CODE));
        }
        seen
    }

    fn add(&mut self, code: &[u8]) {
        match code {
            b"02" => self.terminal = self.terminal.saturating_add(1),
            b"05" => self.payment = self.payment.saturating_add(1),
            b"17" => self.remittance = self.remittance.saturating_add(1),
            b"18" => self.correspondents = self.correspondents.saturating_add(1),
            b"98" => self.changes = self.changes.saturating_add(1),
            b"99" => self.returns = self.returns.saturating_add(1),
            &[b'1', digit @ b'0'..=b'6'] => {
                self.international |= 1 << digit.wrapping_sub(b'0');
            }
            _ => {}
        }
    }

    /// Whether there is an addenda 99.
    pub(super) fn is_returned(self) -> bool {
        self.returns > 0
    }

    /// Whether there is an addenda 98 or 99.
    pub(super) fn is_return(self) -> bool {
        self.changes > 0 || self.returns > 0
    }
}

impl Checker {
    /// An addenda that follows no entry.
    pub(super) fn outside_entry(&mut self, record: Record<'_>) {
        let expected = "6, an entry, before";
        self.problem(rules::ADDENDA_OUTSIDE, record, RECORD_TYPE, expected, None);
        if let Some(batch) = &mut self.batch {
            batch.sums.count = batch.sums.count.saturating_add(1);
        }
    }

    pub(super) fn addenda(
        &mut self,
        entry: Record<'_>,
        addenda: reader::Addenda<'_>,
        batch: &Batch,
        seen: Seen,
    ) {
        self.required(entry, batch, seen);
        let trace = entry.raw(entry_detail::TRACE_NUMBER);
        let mut so_far = Seen::default();
        let mut last_iat: &[u8] = b"";
        for record in addenda.records() {
            let code = record.raw(addenda_record::ADDENDA_TYPE_CODE);
            so_far.add(code);
            let kind = AddendaKind::of(record, batch.layout_sec);
            self.fields(record, kind.layout());
            self.allowed(record, batch, so_far);
            self.content(record, kind, trace, so_far);
            if let [b'1', _] = code {
                if code < last_iat {
                    self.problem(
                        rules::ADDENDA_ORDER,
                        record,
                        addenda_record::ADDENDA_TYPE_CODE,
                        format!("{} or more", last_iat.escape_ascii()),
                        None,
                    );
                }
                last_iat = code;
            }
        }
    }

    /// Addenda that the entry must have and lacks.
    fn required(&mut self, entry: Record<'_>, batch: &Batch, seen: Seen) {
        let missing = match batch.rules.addenda {
            Allowed::Change if seen.changes == 0 => "98",
            Allowed::International
                if seen.changes == 0 && seen.international & MANDATORY_IAT != MANDATORY_IAT =>
            {
                "each of 10-16"
            }
            Allowed::Payment(least, _) if seen.payment < least && !seen.is_return() => "05",
            Allowed::Terminal if seen.terminal == 0 && !seen.is_return() => "02",
            _ => return,
        };
        self.problem(
            rules::ADDENDA_REQUIRED,
            entry,
            entry_detail::ADDENDA_RECORD_INDICATOR,
            format!("addenda {missing}"),
            Some("none".to_owned()),
        );
    }

    /// Whether the SEC code has addenda of this type, and of this number.
    fn allowed(&mut self, record: Record<'_>, batch: &Batch, so_far: Seen) {
        let field = addenda_record::ADDENDA_TYPE_CODE;
        let code = record.raw(field);
        let known = matches!(code, b"02" | b"05" | [b'1', b'0'..=b'8'] | b"98" | b"99");
        if !known {
            if fields::whole(record, field) {
                let expected = "02, 05, 10-18, 98 or 99";
                self.problem(rules::ADDENDA_TYPE, record, field, expected, None);
            }
            return;
        }
        if batch.sec.is_none() {
            return;
        }
        let change = batch.rules.addenda == Allowed::Change;
        let international = batch.layout_sec == SecCode::IAT;
        let (most, number) = match (code, batch.rules.addenda) {
            (b"98", Allowed::Change) => (1, so_far.changes),
            (b"99", _) if !change => (1, so_far.returns),
            (b"02", Allowed::Terminal) => (1, so_far.terminal),
            (b"05", Allowed::Payment(_, most)) => (most, so_far.payment),
            (b"17", _) if international => (2, so_far.remittance),
            (b"18", _) if international => (5, so_far.correspondents),
            ([b'1', _], _) if international => return,
            _ => {
                let sec = batch.sec.unwrap_or(batch.layout_sec);
                let expected = format!("addenda of {sec}");
                self.problem(rules::ADDENDA_TYPE_SEC, record, field, expected, None);
                return;
            }
        };
        // Said once, of the first that is too many.
        if number == most.saturating_add(1) {
            let expected = format!("at most {most}");
            let found = Some("more".to_owned());
            self.problem(rules::ADDENDA_COUNT, record, field, expected, found);
        }
    }

    fn content(&mut self, record: Record<'_>, kind: AddendaKind<'_>, trace: &[u8], so_far: Seen) {
        let sequence = payment_addenda::ADDENDA_SEQUENCE_NUMBER;
        match kind {
            AddendaKind::Payment(_) => {
                self.sequence(record, sequence, so_far.payment);
                self.entry_sequence(record, trace);
            }
            AddendaKind::Terminal(_) | AddendaKind::MachineTransfer(_) => {
                self.terminal(record, trace);
            }
            AddendaKind::Change(_) | AddendaKind::RefusedChange(_) => {
                self.change(record);
                self.return_trace(record, trace);
            }
            AddendaKind::Return(_) | AddendaKind::IatReturn(_) => {
                let field = return_addenda::DATE_OF_DEATH;
                self.date(rules::DATE_OF_DEATH, record, field, true);
                self.reason(record);
                self.return_trace(record, trace);
            }
            AddendaKind::DishonoredReturn(_) | AddendaKind::ContestedReturn(_) => {
                self.reason(record);
                self.return_trace(record, trace);
            }
            AddendaKind::Other(_) => {}
            _ => {
                match kind {
                    AddendaKind::Iat17(_) => {
                        self.sequence(record, iat17::ADDENDA_SEQUENCE_NUMBER, so_far.remittance);
                    }
                    AddendaKind::Iat18(_) => {
                        let field = iat18::ADDENDA_SEQUENCE_NUMBER;
                        self.sequence(record, field, so_far.correspondents);
                    }
                    _ => {}
                }
                self.international(record, kind);
                self.entry_sequence(record, trace);
            }
        }
    }

    /// The addenda's number among those of its type.
    fn sequence(&mut self, record: Record<'_>, field: Field, expected: usize) {
        let found = record.number(field);
        if found.is_some_and(|found| found != expected as u64) {
            let expected = expected.to_string();
            self.problem(rules::ADDENDA_SEQUENCE, record, field, expected, None);
        }
    }

    /// The last seven digits of the entry's trace number.
    fn entry_sequence(&mut self, record: Record<'_>, trace: &[u8]) {
        let field = payment_addenda::ENTRY_DETAIL_SEQUENCE_NUMBER;
        let found = record.raw(field);
        let Some(expected) = trace.get(8..15) else {
            return;
        };
        if found != expected && record.number(field).is_some() {
            let expected = expected.escape_ascii().to_string();
            self.problem(rules::ADDENDA_ENTRY, record, field, expected, None);
        }
    }

    fn terminal(&mut self, record: Record<'_>, trace: &[u8]) {
        let field = terminal_addenda::TRACE_NUMBER;
        if trace.len() == field.len()
            && record.raw(field) != trace
            && record.number(field).is_some()
        {
            let expected = trace.escape_ascii().to_string();
            self.problem(rules::ADDENDA_TRACE, record, field, expected, None);
        }
        let field = terminal_addenda::TRANSACTION_DATE;
        let date = record.number(field);
        let is_day =
            |date: u64| (1..=12).contains(&(date / 100)) && (1..=31).contains(&(date % 100));
        if !date.is_some_and(is_day) && fields::whole(record, field) {
            let expected = "a month and a day, MMDD";
            self.problem(rules::TERMINAL_DATE, record, field, expected, None);
        }
        self.mandatory(
            record,
            &[
                terminal_addenda::TERMINAL_IDENTIFICATION_CODE,
                terminal_addenda::TRANSACTION_SERIAL_NUMBER,
                terminal_addenda::TERMINAL_LOCATION,
                terminal_addenda::TERMINAL_CITY,
                terminal_addenda::TERMINAL_STATE,
            ],
        );
    }

    fn return_trace(&mut self, record: Record<'_>, trace: &[u8]) {
        let field = return_addenda::TRACE_NUMBER;
        if trace.len() == field.len()
            && record.raw(field) != trace
            && record.number(field).is_some()
        {
            let expected = trace.escape_ascii().to_string();
            self.problem(rules::ADDENDA_RETURN_TRACE, record, field, expected, None);
        }
    }

    fn change(&mut self, record: Record<'_>) {
        let field = change_addenda::CHANGE_CODE;
        let code = record.raw(field);
        let known = is_refusal(code)
            || matches!(code, [b'C', b'0', b'1'..=b'9'] | [b'C', b'1', b'0'..=b'4']);
        if !known && fields::whole(record, field) {
            let rule = rules::CHANGE_CODE;
            self.problem(rule, record, field, "C01-C14 or C61-C69", None);
        }
        self.mandatory(record, &[change_addenda::CORRECTED_DATA]);
    }

    fn reason(&mut self, record: Record<'_>) {
        let field = return_addenda::RETURN_REASON_CODE;
        let code = record.raw(field);
        let number = code
            .strip_prefix(b"R")
            .and_then(crate::nacha::record::digits);
        let known = matches!(number, Some(1..=47 | 50..=53 | 61..=77 | 80..=85));
        if !known && fields::whole(record, field) {
            let expected = "R01-R47, R50-R53, R61-R77 or R80-R85";
            self.problem(rules::RETURN_REASON, record, field, expected, None);
        }
    }

    fn international(&mut self, record: Record<'_>, kind: AddendaKind<'_>) {
        match kind {
            AddendaKind::Iat10(_) => {
                self.one_of(
                    rules::IAT_TRANSACTION_TYPE,
                    record,
                    iat10::TRANSACTION_TYPE_CODE,
                    &[
                        "ANN", "ARC", "BOC", "BUS", "DEP", "LOA", "MIS", "MOR", "MTE", "PEN",
                        "POP", "POS", "RCK", "REM", "RLS", "SAL", "SHR", "TAX", "TEL", "WEB",
                    ],
                    "a transaction type",
                );
                self.mandatory(record, &[iat10::RECEIVING_COMPANY_NAME]);
            }
            AddendaKind::Iat11(_) => self.mandatory(
                record,
                &[iat11::ORIGINATOR_NAME, iat11::ORIGINATOR_STREET_ADDRESS],
            ),
            AddendaKind::Iat12(_) => {
                self.mandatory(record, &[iat12::ORIGINATOR_CITY, iat12::ORIGINATOR_COUNTRY]);
            }
            AddendaKind::Iat13(_) => {
                self.qualifier(record, iat13::ODFI_IDENTIFICATION_NUMBER_QUALIFIER);
                self.mandatory(
                    record,
                    &[
                        iat13::ODFI_NAME,
                        iat13::ODFI_IDENTIFICATION,
                        iat13::ODFI_BRANCH_COUNTRY_CODE,
                    ],
                );
            }
            AddendaKind::Iat14(_) => {
                self.qualifier(record, iat14::RDFI_IDENTIFICATION_NUMBER_QUALIFIER);
                self.mandatory(
                    record,
                    &[
                        iat14::RDFI_NAME,
                        iat14::RDFI_IDENTIFICATION,
                        iat14::RDFI_BRANCH_COUNTRY_CODE,
                    ],
                );
            }
            AddendaKind::Iat15(_) => self.mandatory(record, &[iat15::RECEIVER_STREET_ADDRESS]),
            AddendaKind::Iat16(_) => {
                self.mandatory(record, &[iat16::RECEIVER_CITY, iat16::RECEIVER_COUNTRY]);
            }
            AddendaKind::Iat18(_) => {
                let field = iat18::FOREIGN_CORRESPONDENT_BANK_IDENTIFICATION_NUMBER_QUALIFIER;
                self.qualifier(record, field);
                self.mandatory(record, &[iat18::FOREIGN_CORRESPONDENT_BANK_NAME]);
            }
            _ => {}
        }
    }

    fn qualifier(&mut self, record: Record<'_>, field: Field) {
        let values = &["01", "02", "03"];
        self.one_of(rules::IAT_QUALIFIER, record, field, values, "01, 02 or 03");
    }
}

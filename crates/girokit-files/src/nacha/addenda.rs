//! Addenda that are built from what they mean: terminals, machine transfers, international payments.

use super::build::{Draft, ToAddenda};
use super::layout::{Field, Layout};
use super::owned::RecordBuf;
use super::record::{
    iat10, iat11, iat12, iat13, iat14, iat15, iat16, iat17, iat18, machine_transfer_addenda,
    payment_addenda, terminal_addenda,
};
use crate::error::Error;
use crate::problem::Problem;

/// Counts addenda by their type, as their sequence numbers do: 05 and, in IAT, 17 and 18 each from 1.
#[derive(Debug, Default)]
pub(crate) struct PaymentInformation {
    payments: u64,
    remittances: u64,
    correspondents: u64,
}

impl PaymentInformation {
    pub(crate) fn next(&mut self, layout: Layout) -> u64 {
        let count = if layout == iat17::LAYOUT {
            &mut self.remittances
        } else if layout == iat18::LAYOUT {
            &mut self.correspondents
        } else if layout == payment_addenda::LAYOUT {
            &mut self.payments
        } else {
            return 0;
        };
        *count = count.saturating_add(1);
        *count
    }
}

/// Where a card was used: addenda 02 of POS and SHR.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the standard's fields")]
pub struct Terminal<'a> {
    /// Reference Information #1, 7 characters.
    pub reference_information_1: &'a str,
    /// Reference Information #2, 3 characters.
    pub reference_information_2: &'a str,
    /// Terminal Identification Code, 6 characters.
    pub terminal_identification_code: &'a str,
    /// Transaction Serial Number, 6 characters.
    pub transaction_serial_number: &'a str,
    /// Transaction Date, MMDD.
    pub transaction_date: &'a str,
    /// Authorization Code or Card Expiration Date, 6 characters.
    pub authorization_code: &'a str,
    /// Terminal Location, 27 characters.
    pub terminal_location: &'a str,
    /// Terminal City, 15 characters.
    pub terminal_city: &'a str,
    /// Terminal State, 2 letters.
    pub terminal_state: &'a str,
}

impl ToAddenda for Terminal<'_> {
    fn to_addenda(&self) -> Result<Vec<RecordBuf>, Error> {
        use terminal_addenda as at;
        let content = [
            (at::REFERENCE_INFORMATION_1, self.reference_information_1),
            (at::REFERENCE_INFORMATION_2, self.reference_information_2),
            (
                at::TERMINAL_IDENTIFICATION_CODE,
                self.terminal_identification_code,
            ),
            (
                at::TRANSACTION_SERIAL_NUMBER,
                self.transaction_serial_number,
            ),
            (at::TRANSACTION_DATE, self.transaction_date),
            (at::AUTHORIZATION_CODE, self.authorization_code),
            (at::TERMINAL_LOCATION, self.terminal_location),
            (at::TERMINAL_CITY, self.terminal_city),
            (at::TERMINAL_STATE, self.terminal_state),
        ];
        records(&[(at::LAYOUT, &content)])
    }
}

/// Where a machine transfer was made: addenda 02 of MTE.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the standard's fields")]
pub struct MachineTransfer<'a> {
    /// Transaction Description, 7 characters.
    pub transaction_description: &'a str,
    /// Network Identification Code, 3 characters.
    pub network_identification_code: &'a str,
    /// Terminal Identification Code, 6 characters.
    pub terminal_identification_code: &'a str,
    /// Transaction Serial Number, 6 characters.
    pub transaction_serial_number: &'a str,
    /// Transaction Date, MMDD.
    pub transaction_date: &'a str,
    /// Transaction Time, HHMMSS.
    pub transaction_time: &'a str,
    /// Terminal Location, 27 characters.
    pub terminal_location: &'a str,
    /// Terminal City, 15 characters.
    pub terminal_city: &'a str,
    /// Terminal State, 2 letters.
    pub terminal_state: &'a str,
}

impl ToAddenda for MachineTransfer<'_> {
    fn to_addenda(&self) -> Result<Vec<RecordBuf>, Error> {
        use machine_transfer_addenda as at;
        let content = [
            (at::TRANSACTION_DESCRIPTION, self.transaction_description),
            (
                at::NETWORK_IDENTIFICATION_CODE,
                self.network_identification_code,
            ),
            (
                at::TERMINAL_IDENTIFICATION_CODE,
                self.terminal_identification_code,
            ),
            (
                at::TRANSACTION_SERIAL_NUMBER,
                self.transaction_serial_number,
            ),
            (at::TRANSACTION_DATE, self.transaction_date),
            (at::TRANSACTION_TIME, self.transaction_time),
            (at::TERMINAL_LOCATION, self.terminal_location),
            (at::TERMINAL_CITY, self.terminal_city),
            (at::TERMINAL_STATE, self.terminal_state),
        ];
        records(&[(at::LAYOUT, &content)])
    }
}

/// A bank of an international payment: addenda 13, 14, 18.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the standard's fields")]
pub struct InternationalBank<'a> {
    /// The name, 35 characters.
    pub name: &'a str,
    /// The kind of the identification: 01 national clearing, 02 BIC, 03 IBAN.
    pub qualifier: &'a str,
    /// The identification, 34 characters.
    pub identification: &'a str,
    /// The branch's country, ISO 3166.
    pub country: &'a str,
}

/// A party of an international payment: addenda 10-12, 15, 16.
#[derive(Clone, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the standard's fields")]
pub struct InternationalParty<'a> {
    /// The name, 35 characters.
    pub name: &'a str,
    /// The street address, 35 characters.
    pub street: &'a str,
    /// City and state or province, `CITY*STATE\`: 35 characters.
    pub city: &'a str,
    /// Country and postal code, `US*19305\`: 35 characters.
    pub country: &'a str,
}

/// The country only: who pays and who is paid is not for logs.
impl core::fmt::Debug for InternationalParty<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("InternationalParty")
            .field("country", &self.country)
            .finish_non_exhaustive()
    }
}

/// What an international payment says: addenda 10-18 of IAT, the first seven of which every entry has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the standard's fields")]
pub struct International<'a> {
    /// Transaction Type Code: ANN, BUS, DEP, LOA, MIS, MOR, PEN, RLS, REM, SAL, TAX, TEL, WEB, ARC, BOC, POP, RCK and others.
    pub transaction_type_code: &'a str,
    /// The amount in the receiver's currency, in its smallest unit; 0 for none.
    pub foreign_payment_amount: u64,
    /// Foreign Trace Number, 22 characters.
    pub foreign_trace_number: &'a str,
    /// Who pays.
    pub originator: InternationalParty<'a>,
    /// Who is paid.
    pub receiver: InternationalParty<'a>,
    /// Receiver Identification Number, 15 characters.
    pub receiver_identification_number: &'a str,
    /// The originating bank.
    pub odfi: InternationalBank<'a>,
    /// The receiving bank.
    pub rdfi: InternationalBank<'a>,
    /// Remittance information, each of 80 characters: at most two addenda 17.
    pub remittance: &'a [&'a str],
    /// Banks between the two: at most five addenda 18.
    pub correspondents: &'a [InternationalBank<'a>],
}

impl ToAddenda for International<'_> {
    fn to_addenda(&self) -> Result<Vec<RecordBuf>, Error> {
        let amount = self.foreign_payment_amount.to_string();
        let (from, to) = (&self.originator, &self.receiver);
        let mut addenda = Vec::new();
        let mut problems = Vec::new();
        let mut add = |layout: Layout, content: &[(Field, &str)]| {
            addenda.push(record(layout, content, &mut problems));
        };
        add(
            iat10::LAYOUT,
            &[
                (iat10::TRANSACTION_TYPE_CODE, self.transaction_type_code),
                (iat10::FOREIGN_PAYMENT_AMOUNT, &amount),
                (iat10::FOREIGN_TRACE_NUMBER, self.foreign_trace_number),
                (iat10::RECEIVING_COMPANY_NAME, to.name),
            ],
        );
        add(
            iat11::LAYOUT,
            &[
                (iat11::ORIGINATOR_NAME, from.name),
                (iat11::ORIGINATOR_STREET_ADDRESS, from.street),
            ],
        );
        add(
            iat12::LAYOUT,
            &[
                (iat12::ORIGINATOR_CITY, from.city),
                (iat12::ORIGINATOR_COUNTRY, from.country),
            ],
        );
        add(iat13::LAYOUT, &bank_fields(&self.odfi));
        add(iat14::LAYOUT, &bank_fields(&self.rdfi));
        add(
            iat15::LAYOUT,
            &[
                (
                    iat15::RECEIVER_IDENTIFICATION_NUMBER,
                    self.receiver_identification_number,
                ),
                (iat15::RECEIVER_STREET_ADDRESS, to.street),
            ],
        );
        add(
            iat16::LAYOUT,
            &[
                (iat16::RECEIVER_CITY, to.city),
                (iat16::RECEIVER_COUNTRY, to.country),
            ],
        );
        for text in self.remittance {
            add(iat17::LAYOUT, &[(iat17::PAYMENT_RELATED_INFORMATION, text)]);
        }
        for correspondent in self.correspondents {
            add(iat18::LAYOUT, &bank_fields(correspondent));
        }
        finish(addenda, problems)
    }
}

/// The fields of a bank: 13, 14 and 18 have them in the same positions.
fn bank_fields<'a>(bank: &InternationalBank<'a>) -> [(Field, &'a str); 4] {
    [
        (iat13::ODFI_NAME, bank.name),
        (iat13::ODFI_IDENTIFICATION_NUMBER_QUALIFIER, bank.qualifier),
        (iat13::ODFI_IDENTIFICATION, bank.identification),
        (iat13::ODFI_BRANCH_COUNTRY_CODE, bank.country),
    ]
}

type Content<'a> = &'a [(Field, &'a str)];

fn records(all: &[(Layout, Content<'_>)]) -> Result<Vec<RecordBuf>, Error> {
    let mut problems = Vec::new();
    let addenda = all
        .iter()
        .map(|(layout, content)| record(*layout, content, &mut problems))
        .collect();
    finish(addenda, problems)
}

fn finish(addenda: Vec<RecordBuf>, problems: Vec<Problem>) -> Result<Vec<RecordBuf>, Error> {
    if problems.is_empty() {
        Ok(addenda)
    } else {
        Err(Error::invalid(problems))
    }
}

fn record(layout: Layout, content: &[(Field, &str)], problems: &mut Vec<Problem>) -> RecordBuf {
    let mut draft = Draft::new(layout);
    for (field, text) in content {
        draft.set(*field, text);
    }
    draft.finish(problems)
}

//! Batch and file controls.

use super::{Cow, Field, FieldKind, Layout, Record, fmt};

record! {
    /// Company/Batch Control Record of every batch but ADV: `NACHA 8-record`. Totals are in cents.
    BatchControl, batch_control, "Company/Batch Control":
    RECORD_TYPE 1 1 "8" "Record Type Code";
    SERVICE_CLASS_CODE 2 4 numeric "Service Class Code" => service_class_code: text;
    ENTRY_ADDENDA_COUNT 5 10 numeric "Entry/Addenda Count" => entry_addenda_count: number;
    ENTRY_HASH 11 20 numeric "Entry Hash" => entry_hash: number;
    TOTAL_DEBIT_AMOUNT 21 32 numeric "Total Debit Entry Dollar Amount" => total_debit_amount_cents: number;
    TOTAL_CREDIT_AMOUNT 33 44 numeric "Total Credit Entry Dollar Amount" => total_credit_amount_cents: number;
    COMPANY_IDENTIFICATION 45 54 alphanumeric "Company Identification" => company_identification: text;
    MESSAGE_AUTHENTICATION_CODE 55 73 alphanumeric "Message Authentication Code" => message_authentication_code: text;
    RESERVED 74 79 blank "Reserved";
    ODFI_IDENTIFICATION 80 87 numeric "Originating DFI Identification" => odfi_identification: text;
    BATCH_NUMBER 88 94 numeric "Batch Number" => batch_number: number;
}

record! {
    /// Company/Batch Control Record of an ADV batch: `NACHA 8-record (ADV)`. Totals are in cents.
    AdvBatchControl, adv_batch_control, "ADV Batch Control":
    RECORD_TYPE 1 1 "8" "Record Type Code";
    SERVICE_CLASS_CODE 2 4 numeric "Service Class Code" => service_class_code: text;
    ENTRY_ADDENDA_COUNT 5 10 numeric "Entry/Addenda Count" => entry_addenda_count: number;
    ENTRY_HASH 11 20 numeric "Entry Hash" => entry_hash: number;
    TOTAL_DEBIT_AMOUNT 21 40 numeric "Total Debit Entry Dollar Amount" => total_debit_amount_cents: number;
    TOTAL_CREDIT_AMOUNT 41 60 numeric "Total Credit Entry Dollar Amount" => total_credit_amount_cents: number;
    ACH_OPERATOR_DATA 61 79 alphanumeric "ACH Operator Data" => ach_operator_data: text;
    ODFI_IDENTIFICATION 80 87 numeric "Originating DFI Identification" => odfi_identification: text;
    BATCH_NUMBER 88 94 numeric "Batch Number" => batch_number: number;
}

record! {
    /// File Control Record: `NACHA 9-record`. Totals are in cents.
    FileControl, file_control, "File Control":
    RECORD_TYPE 1 1 "9" "Record Type Code";
    BATCH_COUNT 2 7 numeric "Batch Count" => batch_count: number;
    BLOCK_COUNT 8 13 numeric "Block Count" => block_count: number;
    ENTRY_ADDENDA_COUNT 14 21 numeric "Entry/Addenda Count" => entry_addenda_count: number;
    ENTRY_HASH 22 31 numeric "Entry Hash" => entry_hash: number;
    TOTAL_DEBIT_AMOUNT 32 43 numeric "Total Debit Entry Dollar Amount in File" => total_debit_amount_cents: number;
    TOTAL_CREDIT_AMOUNT 44 55 numeric "Total Credit Entry Dollar Amount in File" => total_credit_amount_cents: number;
    RESERVED 56 94 blank "Reserved";
}

record! {
    /// File Control Record of a file of ADV batches: `NACHA 9-record (ADV)`. Totals are in cents.
    AdvFileControl, adv_file_control, "ADV File Control":
    RECORD_TYPE 1 1 "9" "Record Type Code";
    BATCH_COUNT 2 7 numeric "Batch Count" => batch_count: number;
    BLOCK_COUNT 8 13 numeric "Block Count" => block_count: number;
    ENTRY_ADDENDA_COUNT 14 21 numeric "Entry/Addenda Count" => entry_addenda_count: number;
    ENTRY_HASH 22 31 numeric "Entry Hash" => entry_hash: number;
    TOTAL_DEBIT_AMOUNT 32 51 numeric "Total Debit Entry Dollar Amount in File" => total_debit_amount_cents: number;
    TOTAL_CREDIT_AMOUNT 52 71 numeric "Total Credit Entry Dollar Amount in File" => total_credit_amount_cents: number;
    RESERVED 72 94 blank "Reserved";
}

/// Fields of a record of padding.
pub mod padding {
    use super::{Field, FieldKind, Layout};
    /// Ninety-four nines.
    pub const NINES: Field = Field::new("Padding", 1, 94, FieldKind::Numeric);
    /// The record's fields in order.
    pub const LAYOUT: Layout = Layout::new("Padding", &[NINES]);
}

//! Entry Detail Records: one layout per group of Standard Entry Class Codes.

use super::{Cow, Field, FieldKind, Layout, Record, fmt};

record! {
    /// Entry Detail Record of ACK, CCD, COR, DNE, POS, PPD, TEL, WEB: `NACHA 6-record`. The amount is in cents.
    ///
    /// Positions 1-12 and 79-94 are the same in every entry but ADV's, and 13-39 in every entry but ADV's and IAT's.
    EntryDetail, entry_detail, "Entry Detail":
    RECORD_TYPE 1 1 "6" "Record Type Code";
    TRANSACTION_CODE 2 3 numeric "Transaction Code" => transaction_code: number;
    RDFI_IDENTIFICATION 4 11 numeric "Receiving DFI Identification" => rdfi_identification: text;
    CHECK_DIGIT 12 12 numeric "Check Digit" => check_digit: number;
    DFI_ACCOUNT_NUMBER 13 29 alphanumeric "DFI Account Number" => dfi_account_number: text;
    AMOUNT 30 39 numeric "Amount" => amount_cents: number;
    INDIVIDUAL_IDENTIFICATION_NUMBER 40 54 alphanumeric "Individual Identification Number" => individual_identification_number: text;
    INDIVIDUAL_NAME 55 76 alphanumeric "Individual Name" => individual_name: text;
    DISCRETIONARY_DATA 77 78 alphanumeric "Discretionary Data" => discretionary_data: text;
    ADDENDA_RECORD_INDICATOR 79 79 numeric "Addenda Record Indicator" => addenda_record_indicator: number;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Entry Detail Record of ATX, CTX, ENR and TRX, which counts its addenda: `NACHA 6-record (CTX)`.
    CorporateEntry, corporate_entry, "Corporate Entry Detail":
    RECORD_TYPE 1 1 "6" "Record Type Code";
    TRANSACTION_CODE 2 3 numeric "Transaction Code" => transaction_code: number;
    RDFI_IDENTIFICATION 4 11 numeric "Receiving DFI Identification" => rdfi_identification: text;
    CHECK_DIGIT 12 12 numeric "Check Digit" => check_digit: number;
    DFI_ACCOUNT_NUMBER 13 29 alphanumeric "DFI Account Number" => dfi_account_number: text;
    AMOUNT 30 39 numeric "Total Amount" => amount_cents: number;
    IDENTIFICATION_NUMBER 40 54 alphanumeric "Identification Number" => identification_number: text;
    NUMBER_OF_ADDENDA_RECORDS 55 58 numeric "Number of Addenda Records" => number_of_addenda_records: number;
    RECEIVING_COMPANY_NAME 59 74 alphanumeric "Receiving Company Name/ID Number" => receiving_company_name: text;
    RESERVED 75 76 blank "Reserved";
    DISCRETIONARY_DATA 77 78 alphanumeric "Discretionary Data" => discretionary_data: text;
    ADDENDA_RECORD_INDICATOR 79 79 numeric "Addenda Record Indicator" => addenda_record_indicator: number;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Entry Detail Record of the converted checks ARC, BOC and RCK: `NACHA 6-record (ARC)`.
    CheckEntry, check_entry, "Check Entry Detail":
    RECORD_TYPE 1 1 "6" "Record Type Code";
    TRANSACTION_CODE 2 3 numeric "Transaction Code" => transaction_code: number;
    RDFI_IDENTIFICATION 4 11 numeric "Receiving DFI Identification" => rdfi_identification: text;
    CHECK_DIGIT 12 12 numeric "Check Digit" => check_digit: number;
    DFI_ACCOUNT_NUMBER 13 29 alphanumeric "DFI Account Number" => dfi_account_number: text;
    AMOUNT 30 39 numeric "Amount" => amount_cents: number;
    CHECK_SERIAL_NUMBER 40 54 alphanumeric "Check Serial Number" => check_serial_number: text;
    INDIVIDUAL_NAME 55 76 alphanumeric "Individual Name/Receiving Company Name" => individual_name: text;
    DISCRETIONARY_DATA 77 78 alphanumeric "Discretionary Data" => discretionary_data: text;
    ADDENDA_RECORD_INDICATOR 79 79 numeric "Addenda Record Indicator" => addenda_record_indicator: number;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Entry Detail Record of POP: `NACHA 6-record (POP)`.
    PointOfPurchaseEntry, point_of_purchase_entry, "POP Entry Detail":
    RECORD_TYPE 1 1 "6" "Record Type Code";
    TRANSACTION_CODE 2 3 numeric "Transaction Code" => transaction_code: number;
    RDFI_IDENTIFICATION 4 11 numeric "Receiving DFI Identification" => rdfi_identification: text;
    CHECK_DIGIT 12 12 numeric "Check Digit" => check_digit: number;
    DFI_ACCOUNT_NUMBER 13 29 alphanumeric "DFI Account Number" => dfi_account_number: text;
    AMOUNT 30 39 numeric "Amount" => amount_cents: number;
    CHECK_SERIAL_NUMBER 40 48 alphanumeric "Check Serial Number" => check_serial_number: text;
    TERMINAL_CITY 49 52 alphanumeric "Terminal City" => terminal_city: text;
    TERMINAL_STATE 53 54 alphanumeric "Terminal State" => terminal_state: text;
    INDIVIDUAL_NAME 55 76 alphanumeric "Individual Name/Receiving Company Name" => individual_name: text;
    DISCRETIONARY_DATA 77 78 alphanumeric "Discretionary Data" => discretionary_data: text;
    ADDENDA_RECORD_INDICATOR 79 79 numeric "Addenda Record Indicator" => addenda_record_indicator: number;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Entry Detail Record of the truncated and destroyed checks TRC and XCK: `NACHA 6-record (TRC)`.
    TruncatedCheckEntry, truncated_check_entry, "Truncated Check Entry Detail":
    RECORD_TYPE 1 1 "6" "Record Type Code";
    TRANSACTION_CODE 2 3 numeric "Transaction Code" => transaction_code: number;
    RDFI_IDENTIFICATION 4 11 numeric "Receiving DFI Identification" => rdfi_identification: text;
    CHECK_DIGIT 12 12 numeric "Check Digit" => check_digit: number;
    DFI_ACCOUNT_NUMBER 13 29 alphanumeric "DFI Account Number" => dfi_account_number: text;
    AMOUNT 30 39 numeric "Amount" => amount_cents: number;
    CHECK_SERIAL_NUMBER 40 54 alphanumeric "Check Serial Number" => check_serial_number: text;
    PROCESS_CONTROL_FIELD 55 60 alphanumeric "Process Control Field" => process_control_field: text;
    ITEM_RESEARCH_NUMBER 61 76 alphanumeric "Item Research Number" => item_research_number: text;
    ITEM_TYPE_INDICATOR 77 78 alphanumeric "Item Type Indicator/Discretionary Data" => item_type_indicator: text;
    ADDENDA_RECORD_INDICATOR 79 79 numeric "Addenda Record Indicator" => addenda_record_indicator: number;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Entry Detail Record of SHR: `NACHA 6-record (SHR)`. The card account number is a card number: treat it as one.
    SharedNetworkEntry, shared_network_entry, "SHR Entry Detail":
    RECORD_TYPE 1 1 "6" "Record Type Code";
    TRANSACTION_CODE 2 3 numeric "Transaction Code" => transaction_code: number;
    RDFI_IDENTIFICATION 4 11 numeric "Receiving DFI Identification" => rdfi_identification: text;
    CHECK_DIGIT 12 12 numeric "Check Digit" => check_digit: number;
    DFI_ACCOUNT_NUMBER 13 29 alphanumeric "DFI Account Number" => dfi_account_number: text;
    AMOUNT 30 39 numeric "Amount" => amount_cents: number;
    CARD_EXPIRATION_DATE 40 43 numeric "Card Expiration Date" => card_expiration_date: text;
    DOCUMENT_REFERENCE_NUMBER 44 54 alphanumeric "Document Reference Number" => document_reference_number: text;
    INDIVIDUAL_CARD_ACCOUNT_NUMBER 55 76 alphanumeric "Individual Card Account Number" => individual_card_account_number: text;
    CARD_TRANSACTION_TYPE_CODE 77 78 alphanumeric "Card Transaction Type Code" => card_transaction_type_code: text;
    ADDENDA_RECORD_INDICATOR 79 79 numeric "Addenda Record Indicator" => addenda_record_indicator: number;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Entry Detail Record of CIE, with the payer's name first: `NACHA 6-record (CIE)`.
    CustomerInitiatedEntry, customer_initiated_entry, "CIE Entry Detail":
    RECORD_TYPE 1 1 "6" "Record Type Code";
    TRANSACTION_CODE 2 3 numeric "Transaction Code" => transaction_code: number;
    RDFI_IDENTIFICATION 4 11 numeric "Receiving DFI Identification" => rdfi_identification: text;
    CHECK_DIGIT 12 12 numeric "Check Digit" => check_digit: number;
    DFI_ACCOUNT_NUMBER 13 29 alphanumeric "DFI Account Number" => dfi_account_number: text;
    AMOUNT 30 39 numeric "Amount" => amount_cents: number;
    INDIVIDUAL_NAME 40 54 alphanumeric "Individual Name" => individual_name: text;
    INDIVIDUAL_IDENTIFICATION_NUMBER 55 76 alphanumeric "Individual Identification Number" => individual_identification_number: text;
    DISCRETIONARY_DATA 77 78 alphanumeric "Discretionary Data" => discretionary_data: text;
    ADDENDA_RECORD_INDICATOR 79 79 numeric "Addenda Record Indicator" => addenda_record_indicator: number;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Entry Detail Record of MTE: `NACHA 6-record (MTE)`.
    MachineTransferEntry, machine_transfer_entry, "MTE Entry Detail":
    RECORD_TYPE 1 1 "6" "Record Type Code";
    TRANSACTION_CODE 2 3 numeric "Transaction Code" => transaction_code: number;
    RDFI_IDENTIFICATION 4 11 numeric "Receiving DFI Identification" => rdfi_identification: text;
    CHECK_DIGIT 12 12 numeric "Check Digit" => check_digit: number;
    DFI_ACCOUNT_NUMBER 13 29 alphanumeric "DFI Account Number" => dfi_account_number: text;
    AMOUNT 30 39 numeric "Amount" => amount_cents: number;
    INDIVIDUAL_NAME 40 54 alphanumeric "Individual Name" => individual_name: text;
    INDIVIDUAL_IDENTIFICATION_NUMBER 55 76 alphanumeric "Individual Identification Number" => individual_identification_number: text;
    DISCRETIONARY_DATA 77 78 alphanumeric "Discretionary Data" => discretionary_data: text;
    ADDENDA_RECORD_INDICATOR 79 79 numeric "Addenda Record Indicator" => addenda_record_indicator: number;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Entry Detail Record of IAT: `NACHA 6-record (IAT)`.
    IatEntry, iat_entry, "IAT Entry Detail":
    RECORD_TYPE 1 1 "6" "Record Type Code";
    TRANSACTION_CODE 2 3 numeric "Transaction Code" => transaction_code: number;
    RDFI_IDENTIFICATION 4 11 numeric "GO Identification/Receiving DFI Identification" => rdfi_identification: text;
    CHECK_DIGIT 12 12 numeric "Check Digit" => check_digit: number;
    NUMBER_OF_ADDENDA_RECORDS 13 16 numeric "Number of Addenda Records" => number_of_addenda_records: number;
    RESERVED 17 29 blank "Reserved";
    AMOUNT 30 39 numeric "Amount" => amount_cents: number;
    DFI_ACCOUNT_NUMBER 40 74 alphanumeric "Foreign Receiver's Account Number/DFI Account Number" => dfi_account_number: text;
    RESERVED_2 75 76 blank "Reserved";
    GATEWAY_OPERATOR_OFAC_SCREENING_INDICATOR 77 77 alphanumeric "Gateway Operator OFAC Screening Indicator" => gateway_operator_ofac_screening_indicator: text;
    SECONDARY_OFAC_SCREENING_INDICATOR 78 78 alphanumeric "Secondary OFAC Screening Indicator" => secondary_ofac_screening_indicator: text;
    ADDENDA_RECORD_INDICATOR 79 79 numeric "Addenda Record Indicator" => addenda_record_indicator: number;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Entry Detail Record of ADV, an operator's accounting advice: `NACHA 6-record (ADV)`. It has no trace number.
    AdvEntry, adv_entry, "ADV Entry Detail":
    RECORD_TYPE 1 1 "6" "Record Type Code";
    TRANSACTION_CODE 2 3 numeric "Transaction Code" => transaction_code: number;
    RDFI_IDENTIFICATION 4 11 numeric "Receiving DFI Identification" => rdfi_identification: text;
    CHECK_DIGIT 12 12 numeric "Check Digit" => check_digit: number;
    DFI_ACCOUNT_NUMBER 13 27 alphanumeric "DFI Account Number" => dfi_account_number: text;
    AMOUNT 28 39 numeric "Amount" => amount_cents: number;
    ADVICE_ROUTING_NUMBER 40 48 numeric "Advice Routing Number" => advice_routing_number: text;
    FILE_IDENTIFICATION 49 53 alphanumeric "File Identification" => file_identification: text;
    ACH_OPERATOR_DATA 54 54 alphanumeric "ACH Operator Data" => ach_operator_data: text;
    INDIVIDUAL_NAME 55 76 alphanumeric "Individual Name" => individual_name: text;
    DISCRETIONARY_DATA 77 78 alphanumeric "Discretionary Data" => discretionary_data: text;
    ADDENDA_RECORD_INDICATOR 79 79 numeric "Addenda Record Indicator" => addenda_record_indicator: number;
    ACH_OPERATOR_ROUTING_NUMBER 80 87 numeric "Routing Number of ACH Operator" => ach_operator_routing_number: text;
    JULIAN_DATE 88 90 numeric "Julian Date on Which This Advice Is Created" => julian_date: number;
    SEQUENCE_NUMBER 91 94 numeric "Sequence Number within Batch" => sequence_number: number;
}

//! Addenda Records: one layout per Addenda Type Code, and per kind of return.

use super::{Cow, Field, FieldKind, Layout, NaiveDate, Record, fmt};

record! {
    /// An Addenda Record of any type: its type code only.
    AddendaRecord, addenda_record, "Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 alphanumeric "Addenda Type Code" => addenda_type_code: text;
    CONTENT 4 94 alphanumeric "Addenda Information" => content: raw;
}

record! {
    /// Addenda 02 of POS and SHR: where the card was used. `NACHA 7-record (02)`.
    TerminalAddenda, terminal_addenda, "POS/SHR Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "02" "Addenda Type Code";
    REFERENCE_INFORMATION_1 4 10 alphanumeric "Reference Information #1" => reference_information_1: text;
    REFERENCE_INFORMATION_2 11 13 alphanumeric "Reference Information #2" => reference_information_2: text;
    TERMINAL_IDENTIFICATION_CODE 14 19 alphanumeric "Terminal Identification Code" => terminal_identification_code: text;
    TRANSACTION_SERIAL_NUMBER 20 25 alphanumeric "Transaction Serial Number" => transaction_serial_number: text;
    TRANSACTION_DATE 26 29 numeric "Transaction Date" => transaction_date: text;
    AUTHORIZATION_CODE 30 35 alphanumeric "Authorization Code or Card Expiration Date" => authorization_code: text;
    TERMINAL_LOCATION 36 62 alphanumeric "Terminal Location" => terminal_location: text;
    TERMINAL_CITY 63 77 alphanumeric "Terminal City" => terminal_city: text;
    TERMINAL_STATE 78 79 alphanumeric "Terminal State" => terminal_state: text;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Addenda 02 of MTE: the machine and the transfer. `NACHA 7-record (02, MTE)`.
    MachineTransferAddenda, machine_transfer_addenda, "MTE Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "02" "Addenda Type Code";
    TRANSACTION_DESCRIPTION 4 10 alphanumeric "Transaction Description" => transaction_description: text;
    NETWORK_IDENTIFICATION_CODE 11 13 alphanumeric "Network Identification Code" => network_identification_code: text;
    TERMINAL_IDENTIFICATION_CODE 14 19 alphanumeric "Terminal Identification Code" => terminal_identification_code: text;
    TRANSACTION_SERIAL_NUMBER 20 25 alphanumeric "Transaction Serial Number" => transaction_serial_number: text;
    TRANSACTION_DATE 26 29 numeric "Transaction Date" => transaction_date: text;
    TRANSACTION_TIME 30 35 alphanumeric "Transaction Time" => transaction_time: text;
    TERMINAL_LOCATION 36 62 alphanumeric "Terminal Location" => terminal_location: text;
    TERMINAL_CITY 63 77 alphanumeric "Terminal City" => terminal_city: text;
    TERMINAL_STATE 78 79 alphanumeric "Terminal State" => terminal_state: text;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Addenda 05: payment related information. `NACHA 7-record (05)`.
    PaymentAddenda, payment_addenda, "Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "05" "Addenda Type Code";
    PAYMENT_RELATED_INFORMATION 4 83 alphanumeric "Payment Related Information" => payment_related_information: text;
    ADDENDA_SEQUENCE_NUMBER 84 87 numeric "Addenda Sequence Number" => addenda_sequence_number: number;
    ENTRY_DETAIL_SEQUENCE_NUMBER 88 94 numeric "Entry Detail Sequence Number" => entry_detail_sequence_number: number;
}

record! {
    /// First IAT addenda: the transaction and the receiver's name. `NACHA 7-record (10)`.
    Iat10, iat10, "First IAT Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "10" "Addenda Type Code";
    TRANSACTION_TYPE_CODE 4 6 alphanumeric "Transaction Type Code" => transaction_type_code: text;
    FOREIGN_PAYMENT_AMOUNT 7 24 numeric "Foreign Payment Amount" => foreign_payment_amount: number;
    FOREIGN_TRACE_NUMBER 25 46 alphanumeric "Foreign Trace Number" => foreign_trace_number: text;
    RECEIVING_COMPANY_NAME 47 81 alphanumeric "Receiving Company Name/Individual Name" => receiving_company_name: text;
    RESERVED 82 87 blank "Reserved";
    ENTRY_DETAIL_SEQUENCE_NUMBER 88 94 numeric "Entry Detail Sequence Number" => entry_detail_sequence_number: number;
}

record! {
    /// Second IAT addenda: the originator. `NACHA 7-record (11)`.
    Iat11, iat11, "Second IAT Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "11" "Addenda Type Code";
    ORIGINATOR_NAME 4 38 alphanumeric "Originator Name" => originator_name: text;
    ORIGINATOR_STREET_ADDRESS 39 73 alphanumeric "Originator Street Address" => originator_street_address: text;
    RESERVED 74 87 blank "Reserved";
    ENTRY_DETAIL_SEQUENCE_NUMBER 88 94 numeric "Entry Detail Sequence Number" => entry_detail_sequence_number: number;
}

record! {
    /// Third IAT addenda: where the originator is. `NACHA 7-record (12)`.
    Iat12, iat12, "Third IAT Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "12" "Addenda Type Code";
    ORIGINATOR_CITY 4 38 alphanumeric "Originator City & State/Province" => originator_city: text;
    ORIGINATOR_COUNTRY 39 73 alphanumeric "Originator Country & Postal Code" => originator_country: text;
    RESERVED 74 87 blank "Reserved";
    ENTRY_DETAIL_SEQUENCE_NUMBER 88 94 numeric "Entry Detail Sequence Number" => entry_detail_sequence_number: number;
}

record! {
    /// Fourth IAT addenda: the originating bank. `NACHA 7-record (13)`.
    Iat13, iat13, "Fourth IAT Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "13" "Addenda Type Code";
    ODFI_NAME 4 38 alphanumeric "Originating DFI Name" => odfi_name: text;
    ODFI_IDENTIFICATION_NUMBER_QUALIFIER 39 40 alphanumeric "Originating DFI Identification Number Qualifier" => odfi_identification_number_qualifier: text;
    ODFI_IDENTIFICATION 41 74 alphanumeric "Originating DFI Identification" => odfi_identification: text;
    ODFI_BRANCH_COUNTRY_CODE 75 77 alphanumeric "Originating DFI Branch Country Code" => odfi_branch_country_code: text;
    RESERVED 78 87 blank "Reserved";
    ENTRY_DETAIL_SEQUENCE_NUMBER 88 94 numeric "Entry Detail Sequence Number" => entry_detail_sequence_number: number;
}

record! {
    /// Fifth IAT addenda: the receiving bank. `NACHA 7-record (14)`.
    Iat14, iat14, "Fifth IAT Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "14" "Addenda Type Code";
    RDFI_NAME 4 38 alphanumeric "Receiving DFI Name" => rdfi_name: text;
    RDFI_IDENTIFICATION_NUMBER_QUALIFIER 39 40 alphanumeric "Receiving DFI Identification Number Qualifier" => rdfi_identification_number_qualifier: text;
    RDFI_IDENTIFICATION 41 74 alphanumeric "Receiving DFI Identification" => rdfi_identification: text;
    RDFI_BRANCH_COUNTRY_CODE 75 77 alphanumeric "Receiving DFI Branch Country Code" => rdfi_branch_country_code: text;
    RESERVED 78 87 blank "Reserved";
    ENTRY_DETAIL_SEQUENCE_NUMBER 88 94 numeric "Entry Detail Sequence Number" => entry_detail_sequence_number: number;
}

record! {
    /// Sixth IAT addenda: the receiver. `NACHA 7-record (15)`.
    Iat15, iat15, "Sixth IAT Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "15" "Addenda Type Code";
    RECEIVER_IDENTIFICATION_NUMBER 4 18 alphanumeric "Receiver Identification Number" => receiver_identification_number: text;
    RECEIVER_STREET_ADDRESS 19 53 alphanumeric "Receiver Street Address" => receiver_street_address: text;
    RESERVED 54 87 blank "Reserved";
    ENTRY_DETAIL_SEQUENCE_NUMBER 88 94 numeric "Entry Detail Sequence Number" => entry_detail_sequence_number: number;
}

record! {
    /// Seventh IAT addenda: where the receiver is. `NACHA 7-record (16)`.
    Iat16, iat16, "Seventh IAT Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "16" "Addenda Type Code";
    RECEIVER_CITY 4 38 alphanumeric "Receiver City & State/Province" => receiver_city: text;
    RECEIVER_COUNTRY 39 73 alphanumeric "Receiver Country & Postal Code" => receiver_country: text;
    RESERVED 74 87 blank "Reserved";
    ENTRY_DETAIL_SEQUENCE_NUMBER 88 94 numeric "Entry Detail Sequence Number" => entry_detail_sequence_number: number;
}

record! {
    /// IAT addenda for remittance information, at most two. `NACHA 7-record (17)`.
    Iat17, iat17, "IAT Remittance Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "17" "Addenda Type Code";
    PAYMENT_RELATED_INFORMATION 4 83 alphanumeric "Payment Related Information" => payment_related_information: text;
    ADDENDA_SEQUENCE_NUMBER 84 87 numeric "Addenda Sequence Number" => addenda_sequence_number: number;
    ENTRY_DETAIL_SEQUENCE_NUMBER 88 94 numeric "Entry Detail Sequence Number" => entry_detail_sequence_number: number;
}

record! {
    /// IAT addenda for foreign correspondent banks, at most five. `NACHA 7-record (18)`.
    Iat18, iat18, "IAT Foreign Correspondent Bank Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "18" "Addenda Type Code";
    FOREIGN_CORRESPONDENT_BANK_NAME 4 38 alphanumeric "Foreign Correspondent Bank Name" => foreign_correspondent_bank_name: text;
    FOREIGN_CORRESPONDENT_BANK_IDENTIFICATION_NUMBER_QUALIFIER 39 40 alphanumeric "Foreign Correspondent Bank Identification Number Qualifier" => foreign_correspondent_bank_identification_number_qualifier: text;
    FOREIGN_CORRESPONDENT_BANK_IDENTIFICATION_NUMBER 41 74 alphanumeric "Foreign Correspondent Bank Identification Number" => foreign_correspondent_bank_identification_number: text;
    FOREIGN_CORRESPONDENT_BANK_BRANCH_COUNTRY_CODE 75 77 alphanumeric "Foreign Correspondent Bank Branch Country Code" => foreign_correspondent_bank_branch_country_code: text;
    RESERVED 78 83 blank "Reserved";
    ADDENDA_SEQUENCE_NUMBER 84 87 numeric "Addenda Sequence Number" => addenda_sequence_number: number;
    ENTRY_DETAIL_SEQUENCE_NUMBER 88 94 numeric "Entry Detail Sequence Number" => entry_detail_sequence_number: number;
}

record! {
    /// Addenda 98: notification of change. `NACHA 7-record (98)`.
    ///
    /// The corrected data may be an account number.
    ChangeAddenda, change_addenda, "Notification of Change Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "98" "Addenda Type Code";
    CHANGE_CODE 4 6 alphanumeric "Change Code" => change_code: text;
    ORIGINAL_ENTRY_TRACE_NUMBER 7 21 numeric "Original Entry Trace Number" => original_entry_trace_number: text;
    RESERVED 22 27 blank "Reserved";
    ORIGINAL_RDFI_IDENTIFICATION 28 35 numeric "Original Receiving DFI Identification" => original_rdfi_identification: text;
    CORRECTED_DATA 36 64 alphanumeric "Corrected Data" => corrected_data: text;
    RESERVED_2 65 79 blank "Reserved";
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Addenda 98 of a refused notification of change (C61-C69). `NACHA 7-record (98, refused)`.
    RefusedChangeAddenda, refused_change_addenda, "Refused Notification of Change Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "98" "Addenda Type Code";
    REFUSED_COR_CODE 4 6 alphanumeric "Refused COR Code" => refused_cor_code: text;
    ORIGINAL_ENTRY_TRACE_NUMBER 7 21 numeric "Original Entry Trace Number" => original_entry_trace_number: text;
    RESERVED 22 27 blank "Reserved";
    ORIGINAL_RDFI_IDENTIFICATION 28 35 numeric "Original Receiving DFI Identification" => original_rdfi_identification: text;
    CORRECTED_DATA 36 64 alphanumeric "Corrected Data" => corrected_data: text;
    CHANGE_CODE 65 67 alphanumeric "Change Code" => change_code: text;
    TRACE_SEQUENCE_NUMBER 68 74 numeric "Trace Sequence Number" => trace_sequence_number: text;
    RESERVED_2 75 79 blank "Reserved";
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Addenda 99: a return. `NACHA 7-record (99)`.
    ReturnAddenda, return_addenda, "Return Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "99" "Addenda Type Code";
    RETURN_REASON_CODE 4 6 alphanumeric "Return Reason Code" => return_reason_code: text;
    ORIGINAL_ENTRY_TRACE_NUMBER 7 21 numeric "Original Entry Trace Number" => original_entry_trace_number: text;
    DATE_OF_DEATH 22 27 date "Date of Death" => date_of_death: date;
    ORIGINAL_RDFI_IDENTIFICATION 28 35 numeric "Original Receiving DFI Identification" => original_rdfi_identification: text;
    ADDENDA_INFORMATION 36 79 alphanumeric "Addenda Information" => addenda_information: text;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Addenda 99 of an IAT return, with the amount that was sent. `NACHA 7-record (99, IAT)`. The amount is in cents.
    IatReturnAddenda, iat_return_addenda, "IAT Return Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "99" "Addenda Type Code";
    RETURN_REASON_CODE 4 6 alphanumeric "Return Reason Code" => return_reason_code: text;
    ORIGINAL_ENTRY_TRACE_NUMBER 7 21 numeric "Original Entry Trace Number" => original_entry_trace_number: text;
    DATE_OF_DEATH 22 27 date "Date of Death" => date_of_death: date;
    ORIGINAL_RDFI_IDENTIFICATION 28 35 numeric "Original Receiving DFI Identification" => original_rdfi_identification: text;
    ORIGINAL_FORWARD_ENTRY_PAYMENT_AMOUNT 36 45 numeric "Original Forward Entry Payment Amount" => original_forward_entry_payment_amount_cents: number;
    ADDENDA_INFORMATION 46 79 alphanumeric "Addenda Information" => addenda_information: text;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Addenda 99 of a dishonored return (R61-R70). `NACHA 7-record (99, dishonored)`.
    DishonoredReturnAddenda, dishonored_return_addenda, "Dishonored Return Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "99" "Addenda Type Code";
    DISHONORED_RETURN_REASON_CODE 4 6 alphanumeric "Dishonored Return Reason Code" => dishonored_return_reason_code: text;
    ORIGINAL_ENTRY_TRACE_NUMBER 7 21 numeric "Original Entry Trace Number" => original_entry_trace_number: text;
    RESERVED 22 27 blank "Reserved";
    ORIGINAL_RDFI_IDENTIFICATION 28 35 numeric "Original Receiving DFI Identification" => original_rdfi_identification: text;
    RESERVED_2 36 38 blank "Reserved";
    RETURN_TRACE_NUMBER 39 53 numeric "Return Trace Number" => return_trace_number: text;
    RETURN_SETTLEMENT_DATE 54 56 numeric "Return Settlement Date" => return_settlement_date: text;
    RETURN_REASON_CODE 57 58 alphanumeric "Return Reason Code" => return_reason_code: text;
    ADDENDA_INFORMATION 59 79 alphanumeric "Addenda Information" => addenda_information: text;
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

record! {
    /// Addenda 99 of a contested dishonored return (R71-R77). `NACHA 7-record (99, contested)`.
    ContestedReturnAddenda, contested_return_addenda, "Contested Dishonored Return Addenda":
    RECORD_TYPE 1 1 "7" "Record Type Code";
    ADDENDA_TYPE_CODE 2 3 "99" "Addenda Type Code";
    CONTESTED_RETURN_REASON_CODE 4 6 alphanumeric "Contested Dishonored Return Reason Code" => contested_return_reason_code: text;
    ORIGINAL_ENTRY_TRACE_NUMBER 7 21 numeric "Original Entry Trace Number" => original_entry_trace_number: text;
    DATE_ORIGINAL_ENTRY_RETURNED 22 27 date "Date Original Entry Returned" => date_original_entry_returned: date;
    ORIGINAL_RDFI_IDENTIFICATION 28 35 numeric "Original Receiving DFI Identification" => original_rdfi_identification: text;
    ORIGINAL_SETTLEMENT_DATE 36 38 numeric "Original Settlement Date" => original_settlement_date: text;
    RETURN_TRACE_NUMBER 39 53 numeric "Return Trace Number" => return_trace_number: text;
    RETURN_SETTLEMENT_DATE 54 56 numeric "Return Settlement Date" => return_settlement_date: text;
    RETURN_REASON_CODE 57 58 alphanumeric "Return Reason Code" => return_reason_code: text;
    DISHONORED_RETURN_TRACE_NUMBER 59 73 numeric "Dishonored Return Trace Number" => dishonored_return_trace_number: text;
    DISHONORED_RETURN_SETTLEMENT_DATE 74 76 numeric "Dishonored Return Settlement Date" => dishonored_return_settlement_date: text;
    DISHONORED_RETURN_REASON_CODE 77 78 alphanumeric "Dishonored Return Reason Code" => dishonored_return_reason_code: text;
    RESERVED 79 79 blank "Reserved";
    TRACE_NUMBER 80 94 numeric "Trace Number" => trace_number: text;
}

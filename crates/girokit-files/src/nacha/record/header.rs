//! File Header and Batch Headers.

use super::{Cow, Field, FieldKind, Layout, NaiveDate, NaiveTime, Record, fmt};

record! {
    /// File Header Record: `NACHA 1-record`.
    FileHeader, file_header, "File Header":
    RECORD_TYPE 1 1 "1" "Record Type Code";
    PRIORITY_CODE 2 3 numeric "Priority Code" => priority_code: text;
    IMMEDIATE_DESTINATION 4 13 routing "Immediate Destination" => immediate_destination: text;
    IMMEDIATE_ORIGIN 14 23 routing "Immediate Origin" => immediate_origin: text;
    FILE_CREATION_DATE 24 29 date "File Creation Date" => file_creation_date: date;
    FILE_CREATION_TIME 30 33 time "File Creation Time" => file_creation_time: time;
    FILE_ID_MODIFIER 34 34 alphanumeric "File ID Modifier" => file_id_modifier: text;
    RECORD_SIZE 35 37 "094" "Record Size" => record_size: number;
    BLOCKING_FACTOR 38 39 "10" "Blocking Factor" => blocking_factor: number;
    FORMAT_CODE 40 40 "1" "Format Code" => format_code: text;
    IMMEDIATE_DESTINATION_NAME 41 63 alphanumeric "Immediate Destination Name" => immediate_destination_name: text;
    IMMEDIATE_ORIGIN_NAME 64 86 alphanumeric "Immediate Origin Name" => immediate_origin_name: text;
    REFERENCE_CODE 87 94 alphanumeric "Reference Code" => reference_code: text;
}

record! {
    /// Company/Batch Header Record of every batch but IAT: `NACHA 5-record`.
    BatchHeader, batch_header, "Company/Batch Header":
    RECORD_TYPE 1 1 "5" "Record Type Code";
    SERVICE_CLASS_CODE 2 4 numeric "Service Class Code" => service_class_code: text;
    COMPANY_NAME 5 20 alphanumeric "Company Name" => company_name: text;
    COMPANY_DISCRETIONARY_DATA 21 40 alphanumeric "Company Discretionary Data" => company_discretionary_data: text;
    COMPANY_IDENTIFICATION 41 50 alphanumeric "Company Identification" => company_identification: text;
    STANDARD_ENTRY_CLASS_CODE 51 53 alphanumeric "Standard Entry Class Code" => standard_entry_class_code: text;
    COMPANY_ENTRY_DESCRIPTION 54 63 alphanumeric "Company Entry Description" => company_entry_description: text;
    COMPANY_DESCRIPTIVE_DATE 64 69 alphanumeric "Company Descriptive Date" => company_descriptive_date: text;
    EFFECTIVE_ENTRY_DATE 70 75 date "Effective Entry Date" => effective_entry_date: date;
    SETTLEMENT_DATE 76 78 alphanumeric "Settlement Date (Julian)" => settlement_date: number;
    ORIGINATOR_STATUS_CODE 79 79 alphanumeric "Originator Status Code" => originator_status_code: text;
    ODFI_IDENTIFICATION 80 87 numeric "Originating DFI Identification" => odfi_identification: text;
    BATCH_NUMBER 88 94 numeric "Batch Number" => batch_number: number;
}

record! {
    /// Company/Batch Header Record of an IAT batch: `NACHA 5-record (IAT)`.
    IatBatchHeader, iat_batch_header, "IAT Company/Batch Header":
    RECORD_TYPE 1 1 "5" "Record Type Code";
    SERVICE_CLASS_CODE 2 4 numeric "Service Class Code" => service_class_code: text;
    IAT_INDICATOR 5 20 alphanumeric "IAT Indicator" => iat_indicator: text;
    FOREIGN_EXCHANGE_INDICATOR 21 22 alphanumeric "Foreign Exchange Indicator" => foreign_exchange_indicator: text;
    FOREIGN_EXCHANGE_REFERENCE_INDICATOR 23 23 numeric "Foreign Exchange Reference Indicator" => foreign_exchange_reference_indicator: text;
    FOREIGN_EXCHANGE_REFERENCE 24 38 alphanumeric "Foreign Exchange Reference" => foreign_exchange_reference: text;
    ISO_DESTINATION_COUNTRY_CODE 39 40 alphanumeric "ISO Destination Country Code" => iso_destination_country_code: text;
    ORIGINATOR_IDENTIFICATION 41 50 alphanumeric "Originator Identification" => originator_identification: text;
    STANDARD_ENTRY_CLASS_CODE 51 53 alphanumeric "Standard Entry Class Code" => standard_entry_class_code: text;
    COMPANY_ENTRY_DESCRIPTION 54 63 alphanumeric "Company Entry Description" => company_entry_description: text;
    ISO_ORIGINATING_CURRENCY_CODE 64 66 alphanumeric "ISO Originating Currency Code" => iso_originating_currency_code: text;
    ISO_DESTINATION_CURRENCY_CODE 67 69 alphanumeric "ISO Destination Currency Code" => iso_destination_currency_code: text;
    EFFECTIVE_ENTRY_DATE 70 75 date "Effective Entry Date" => effective_entry_date: date;
    SETTLEMENT_DATE 76 78 alphanumeric "Settlement Date (Julian)" => settlement_date: number;
    ORIGINATOR_STATUS_CODE 79 79 alphanumeric "Originator Status Code" => originator_status_code: text;
    ODFI_IDENTIFICATION 80 87 numeric "GO Identification/Originating DFI Identification" => odfi_identification: text;
    BATCH_NUMBER 88 94 numeric "Batch Number" => batch_number: number;
}

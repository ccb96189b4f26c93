//! Every rule, by its code.
//!
//! A breach is an error when it changes, or may change, what the file says. It is a warning when it changes nothing that is
//! read: blanks that a transport cut off or added at the end of a line, padding that is missing, empty lines, reserved
//! fields in use.
//! [`OPERATOR`](super::profiles::OPERATOR) makes errors of those too.

use crate::problem::Rule;

/// A field that is set has room for its content. Writers report it; a file that is read cannot break it.
pub const FIELD_LENGTH: Rule = Rule::error(
    "nacha.field.length",
    "NACHA Appendix Three: field positions",
);

/// A field that is set is one of the record's. Writers report it; a file that is read cannot break it.
pub const FIELD_UNKNOWN: Rule = Rule::error(
    "nacha.field.unknown",
    "NACHA Appendix Three: sequence of records",
);

macro_rules! rules {
    ($($name:ident $severity:ident $code:literal $source:literal $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub const $name: Rule = Rule::$severity($code, $source);
        )*

        /// Every rule of the format.
        pub const ALL: &[Rule] = &[$($name),*];
    };
}

rules! {
    // The file.
    BYTE_ORDER_MARK warning "nacha.file.byte-order-mark" "NACHA file exchange: ASCII" "A file has no byte-order mark.";
    MIXED_LINE_ENDINGS warning "nacha.file.mixed-line-endings" "NACHA file exchange: physical file" "Lines end alike.";
    END_MARK warning "nacha.file.end-mark" "NACHA file exchange: physical file" "Nothing (Ctrl-Z, NUL) stands behind the last record.";
    BLANK_END warning "nacha.file.blank-end" "NACHA file exchange: physical file" "No empty lines stand behind the last record.";
    CONCATENATED error "nacha.file.concatenated" "NACHA sequence of records" "A file ends with its File Control; a second one does not follow.";
    AFTER_CONTROL error "nacha.file.after-control" "NACHA sequence of records" "Nothing but padding stands behind the File Control.";
    PADDING warning "nacha.file.padding" "NACHA 1-record 38-39" "Records of nines fill the last block of ten.";
    EARLY_PADDING error "nacha.file.early-padding" "NACHA sequence of records" "Padding stands behind the File Control only.";
    ADV_MIXED error "nacha.file.adv-mixed" "NACHA ADV" "ADV batches stand in a file of their own.";
    // Records.
    RECORD_TYPE error "nacha.record.type" "NACHA position 01" "A record is of type 1, 5, 6, 7, 8 or 9.";
    RECORD_LENGTH error "nacha.record.length" "NACHA 1-record 35-37" "A record has 94 characters.";
    RECORD_TRIMMED warning "nacha.record.trimmed" "NACHA 1-record 35-37" "The blanks that end a record are written.";
    RECORD_TRAILING_BLANKS warning "nacha.record.trailing-blanks" "NACHA 1-record 35-37" "No blanks follow the 94 characters.";
    RECORD_JOINED warning "nacha.record.joined" "NACHA file exchange: physical file" "In a file with line breaks each record has a line.";
    BLANK_LINE warning "nacha.record.blank-line" "NACHA file exchange: physical file" "No empty lines stand between records.";
    CHARACTERS error "nacha.record.characters" "NACHA data specifications: ASCII 20-7E" "A record has printable ASCII characters only.";
    // Any field.
    NUMERIC error "nacha.field.numeric" "NACHA data specifications: numeric" "A numeric field has digits only.";
    RESERVED warning "nacha.field.reserved" "NACHA data specifications: reserved" "A reserved field is blank.";
    MISSING error "nacha.field.missing" "NACHA field inclusion: mandatory, required" "A mandatory or required field is not blank.";
    // File Header.
    FILE_HEADER_MISSING error "nacha.file-header.missing" "NACHA sequence of records" "A file begins with a File Header.";
    FILE_HEADER_DUPLICATE error "nacha.file-header.duplicate" "NACHA sequence of records" "A file has one File Header.";
    PRIORITY_CODE error "nacha.file-header.priority-code" "NACHA 1-record 02-03" "The priority code is 01.";
    IMMEDIATE_DESTINATION error "nacha.file-header.immediate-destination" "NACHA 1-record 04-13" "The destination is a blank and a routing number with its check digit.";
    CREATION_DATE error "nacha.file-header.file-creation-date" "NACHA 1-record 24-29" "The creation date is a date.";
    CREATION_TIME error "nacha.file-header.file-creation-time" "NACHA 1-record 30-33" "The creation time is a time or blank.";
    FILE_ID_MODIFIER error "nacha.file-header.file-id-modifier" "NACHA 1-record 34" "The modifier is one of A-Z and 0-9.";
    RECORD_SIZE error "nacha.file-header.record-size" "NACHA 1-record 35-37" "The record size is 094.";
    BLOCKING_FACTOR error "nacha.file-header.blocking-factor" "NACHA 1-record 38-39" "The blocking factor is 10.";
    FORMAT_CODE error "nacha.file-header.format-code" "NACHA 1-record 40" "The format code is 1.";
    // Batch Header.
    BATCH_HEADER_MISSING error "nacha.batch-header.missing" "NACHA sequence of records" "Entries and a Batch Control follow a Batch Header.";
    SERVICE_CLASS error "nacha.batch-header.service-class-code" "NACHA 5-record 02-04" "The service class code is 200, 220, 225, or 280 for ADV.";
    SEC_CODE error "nacha.batch-header.standard-entry-class-code" "NACHA 5-record 51-53" "The SEC code is one of the standard's.";
    EFFECTIVE_ENTRY_DATE error "nacha.batch-header.effective-entry-date" "NACHA 5-record 70-75" "The effective entry date is a date.";
    EFFECTIVE_ENTRY_DATE_MISSING warning "nacha.batch-header.effective-entry-date-missing" "NACHA 5-record 70-75" "The effective entry date is given.";
    SETTLEMENT_DATE error "nacha.batch-header.settlement-date" "NACHA 5-record 76-78" "The settlement date is blank or a day of the year.";
    ORIGINATOR_STATUS error "nacha.batch-header.originator-status-code" "NACHA 5-record 79" "The originator status code is 1 or 2, 2 for DNE, and 0 for ADV.";
    BATCH_NUMBER_ORDER error "nacha.batch-header.batch-number-order" "NACHA 5-record 88-94" "Batch numbers ascend.";
    FOREIGN_EXCHANGE error "nacha.batch-header.foreign-exchange-indicator" "NACHA 5-record (IAT) 21-23" "The indicators of foreign exchange are FV, VF or FF, and 1, 2 or 3.";
    ISO_CODE error "nacha.batch-header.iso-code" "NACHA 5-record (IAT) 39-40, 64-69" "Countries have two letters, currencies three.";
    ENTRY_DESCRIPTION error "nacha.batch-header.company-entry-description" "NACHA 5-record (ENR, RCK, XCK) 54-63" "The description is the one that the SEC code has: AUTOENROLL, REDEPCHECK, NO CHECK.";
    // Batch.
    BATCH_EMPTY error "nacha.batch.empty" "NACHA sequence of records" "A batch has an entry.";
    RETURNS_MIXED error "nacha.batch.returns-mixed" "NACHA returns" "Returns do not share a batch with forward entries.";
    // Entries.
    TRANSACTION_CODE error "nacha.entry.transaction-code" "NACHA 6-record 02-03" "The transaction code is one of the standard's.";
    TRANSACTION_CODE_SEC error "nacha.entry.transaction-code-for-sec" "NACHA SEC codes" "The SEC code has entries of this transaction code.";
    TRANSACTION_CODE_CLASS error "nacha.entry.transaction-code-for-service-class" "NACHA 5-record 02-04" "The batch's service class has entries of this transaction code.";
    CHECK_DIGIT error "nacha.entry.check-digit" "NACHA 6-record 12" "The check digit is that of the routing number.";
    AMOUNT error "nacha.entry.amount" "NACHA 6-record 30-39" "The amount is digits.";
    AMOUNT_ZERO error "nacha.entry.amount-zero" "NACHA 6-record 30-39" "An entry that moves money has an amount.";
    AMOUNT_NOT_ZERO error "nacha.entry.amount-not-zero" "NACHA 6-record 30-39" "A prenote, a zero-dollar entry or a notification has no amount.";
    AMOUNT_LIMIT error "nacha.entry.amount-limit" "NACHA ARC, BOC, POP, RCK, XCK" "A converted check is at most $25,000, a re-presented or destroyed one $2,500.";
    ADDENDA_INDICATOR error "nacha.entry.addenda-record-indicator" "NACHA 6-record 79" "The indicator is 1 when addenda follow and 0 when not.";
    NUMBER_OF_ADDENDA error "nacha.entry.number-of-addenda-records" "NACHA 6-record (CTX) 55-58, (IAT) 13-16" "An entry that counts its addenda counts them right.";
    TRACE_ODFI error "nacha.entry.trace-number-odfi" "NACHA 6-record 80-87" "A trace number begins with the batch's originating DFI.";
    TRACE_ORDER error "nacha.entry.trace-number-order" "NACHA 6-record 80-94" "Trace numbers ascend within the batch.";
    CARD_EXPIRATION error "nacha.entry.card-expiration-date" "NACHA 6-record (SHR) 40-43" "A card's expiration is a month and a year, or blank.";
    CARD_TRANSACTION_TYPE error "nacha.entry.card-transaction-type-code" "NACHA 6-record (POS, SHR) 77-78" "The card transaction type is one of the standard's.";
    PAYMENT_TYPE warning "nacha.entry.payment-type-code" "NACHA 6-record (TEL, WEB) 77-78" "The payment type is R, S or blank.";
    RETURN_ADDENDA error "nacha.entry.return-addenda" "NACHA 7-record (98, 99)" "An entry with a return's transaction code has an addenda 98 or 99.";
    RETURN_TRANSACTION_CODE warning "nacha.entry.return-transaction-code" "NACHA 6-record 02-03" "An entry with an addenda 98 or 99 has a return's transaction code.";
    // Addenda.
    ADDENDA_OUTSIDE error "nacha.addenda.outside-entry" "NACHA sequence of records" "Addenda follow an entry.";
    ADDENDA_TYPE error "nacha.addenda.type-code" "NACHA 7-record 02-03" "The addenda type is one of the standard's.";
    ADDENDA_TYPE_SEC error "nacha.addenda.type-code-for-sec" "NACHA SEC codes" "The SEC code has addenda of this type.";
    ADDENDA_COUNT error "nacha.addenda.count" "NACHA SEC codes" "An entry has no more addenda than its SEC code allows.";
    ADDENDA_REQUIRED error "nacha.addenda.required" "NACHA SEC codes" "An entry has the addenda that its SEC code demands.";
    ADDENDA_ORDER error "nacha.addenda.order" "NACHA IAT" "IAT addenda stand in the order of their types.";
    ADDENDA_SEQUENCE error "nacha.addenda.sequence-number" "NACHA 7-record 84-87" "Addenda sequence numbers count from 1.";
    ADDENDA_ENTRY error "nacha.addenda.entry-detail-sequence-number" "NACHA 7-record 88-94" "Addenda name the last seven digits of the entry's trace number.";
    ADDENDA_TRACE error "nacha.addenda.trace-number" "NACHA 7-record (02) 80-94" "Addenda 02 name the entry's trace number.";
    ADDENDA_RETURN_TRACE warning "nacha.addenda.return-trace-number" "NACHA 7-record (98, 99) 80-94" "Addenda 98 and 99 name the entry's trace number.";
    CHANGE_CODE error "nacha.addenda.change-code" "NACHA 7-record (98) 04-06" "The change code is one of the standard's.";
    RETURN_REASON error "nacha.addenda.return-reason-code" "NACHA 7-record (99) 04-06" "The return reason is one of the standard's.";
    DATE_OF_DEATH error "nacha.addenda.date-of-death" "NACHA 7-record (99) 22-27" "A date of death is a date or blank.";
    IAT_TRANSACTION_TYPE error "nacha.addenda.transaction-type-code" "NACHA 7-record (10) 04-06" "The transaction type is one of the standard's.";
    IAT_QUALIFIER error "nacha.addenda.identification-number-qualifier" "NACHA 7-record (13, 14, 18) 39-40" "A bank's identification is qualified 01, 02 or 03.";
    TERMINAL_DATE error "nacha.addenda.transaction-date" "NACHA 7-record (02) 26-29" "A transaction date is a month and a day.";
    // Batch Control.
    BATCH_CONTROL_MISSING error "nacha.batch-control.missing" "NACHA sequence of records" "A batch ends with a Batch Control.";
    BATCH_CONTROL_SERVICE_CLASS error "nacha.batch-control.service-class-code" "NACHA 8-record 02-04" "The service class code is the header's.";
    BATCH_CONTROL_COUNT error "nacha.batch-control.entry-addenda-count" "NACHA 8-record 05-10" "The count is that of the batch's entries and addenda.";
    BATCH_CONTROL_HASH error "nacha.batch-control.entry-hash" "NACHA 8-record 11-20" "The hash is the sum of the batch's receiving DFIs.";
    BATCH_CONTROL_DEBIT error "nacha.batch-control.total-debit" "NACHA 8-record 21-32" "The total is that of the batch's debits.";
    BATCH_CONTROL_CREDIT error "nacha.batch-control.total-credit" "NACHA 8-record 33-44" "The total is that of the batch's credits.";
    BATCH_CONTROL_COMPANY error "nacha.batch-control.company-identification" "NACHA 8-record 45-54" "The company is the header's.";
    BATCH_CONTROL_ODFI error "nacha.batch-control.odfi-identification" "NACHA 8-record 80-87" "The originating DFI is the header's.";
    BATCH_CONTROL_NUMBER error "nacha.batch-control.batch-number" "NACHA 8-record 88-94" "The batch number is the header's.";
    // File Control.
    FILE_CONTROL_MISSING error "nacha.file-control.missing" "NACHA sequence of records" "A file ends with a File Control.";
    FILE_CONTROL_DUPLICATE error "nacha.file-control.duplicate" "NACHA sequence of records" "A file has one File Control.";
    FILE_CONTROL_BATCHES error "nacha.file-control.batch-count" "NACHA 9-record 02-07" "The count is that of the file's batches.";
    FILE_CONTROL_BLOCKS error "nacha.file-control.block-count" "NACHA 9-record 08-13" "The count is that of the file's blocks of ten records.";
    FILE_CONTROL_COUNT error "nacha.file-control.entry-addenda-count" "NACHA 9-record 14-21" "The count is that of the file's entries and addenda.";
    FILE_CONTROL_HASH error "nacha.file-control.entry-hash" "NACHA 9-record 22-31" "The hash is the sum of the file's receiving DFIs.";
    FILE_CONTROL_DEBIT error "nacha.file-control.total-debit" "NACHA 9-record 32-43" "The total is that of the file's debits.";
    FILE_CONTROL_CREDIT error "nacha.file-control.total-credit" "NACHA 9-record 44-55" "The total is that of the file's credits.";
}

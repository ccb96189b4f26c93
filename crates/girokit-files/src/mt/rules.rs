//! The rules of SWIFT MT statements, each with its code.

use crate::problem::Rule;

macro_rules! rules {
    ($($name:ident = $severity:ident($code:literal, $source:literal, $doc:literal);)*) => {
        $(#[doc = $doc] pub const $name: Rule = Rule::$severity($code, $source);)*

        /// Every rule.
        pub const ALL: &[Rule] = &[$($name),*];
    };
}

rules! {
    PREAMBLE = warning("mt.file.preamble", "SWIFT FIN blocks 1 to 5", "Text that is no block stands before a message.");
    NO_END = warning("mt.file.no-end", "SWIFT FIN block 4", "A message does not end with a hyphen on a line of its own.");
    BLOCKS = error("mt.file.blocks", "SWIFT FIN blocks 1 to 5", "The blocks around a message are no blocks.");
    EMPTY = error("mt.file.empty", "SWIFT FIN", "There is no message.");
    FIELD_MISSING = error("mt.field.missing", "SWIFT MT940, MT941, MT942, MT950, MT900, MT910 field tables", "A mandatory field is missing.");
    FIELD_ORDER = error("mt.field.order", "SWIFT MT940, MT941, MT942, MT950, MT900, MT910 field tables", "A field stands in front of one that comes before it, or twice.");
    FIELD_UNKNOWN = error("mt.field.unknown", "SWIFT MT940, MT941, MT942, MT950, MT900, MT910 field tables", "The message type has no such field.");
    FIELD_LINES = error("mt.field.lines", "SWIFT MT field formats", "A field has more lines than its format.");
    FIELD_LENGTH = error("mt.field.length", "SWIFT MT field formats", "A line or subfield is longer than its format.");
    FIELD_CHARACTERS = warning("mt.field.characters", "SWIFT MT character set X", "A character outside of SWIFT's set X.");
    REFERENCE = error("mt.20.slashes", "SWIFT MT field 20, error T26", "A reference begins or ends with a slash, or has two in a row.");
    STATEMENT_NUMBER = error("mt.28.format", "SWIFT MT field 28C", "A statement number is not `5n[/5n]`.");
    DATE_TIME = error("mt.13.format", "SWIFT MT field 13D", "A date and time is not `6!n4!n1!x4!n`.");
    FLOOR = error("mt.34.format", "SWIFT MT942 field 34F", "A floor limit is not `3!a[1!a]15d`.");
    TOTALS = error("mt.90.format", "SWIFT MT942 field 90C, 90D", "A number and sum is not `5n3!a15d`.");
    VALUE_AMOUNT = error("mt.32.format", "SWIFT MT900 and MT910 field 32A", "Date, currency and amount are not `6!n3!a15d`.");
    BALANCE = error("mt.balance.format", "SWIFT MT940 fields 60a, 62a, 64, 65", "A balance is not `1!a6!n3!a15d`.");
    BALANCE_OPTION = error("mt.balance.option", "SWIFT MT940 fields 60a, 62a", "An opening or closing balance is neither final (F) nor intermediate (M).");
    LINE_FORMAT = error("mt.61.format", "SWIFT MT940 field 61", "A statement line is not `6!n[4!n]2a[1!a]15d1!a3!c16x[//16x][34x]`.");
    LINE_TYPE = error("mt.61.transaction-type", "SWIFT MT940 field 61 subfield 6", "A transaction type is not N, F or S and three characters.");
    LINE_ENTRY_DATE = error("mt.61.entry-date", "SWIFT MT940 field 61 subfield 2", "An entry date is not MMDD.");
    LINE_FUNDS = error("mt.61.funds-code", "SWIFT MT940 field 61 subfield 4", "A funds code is not the third letter of the currency.");
    LINE_REFERENCE = error("mt.61.reference", "SWIFT MT940 field 61 subfield 7", "A statement line has no reference of the account owner.");
    DATE = error("mt.date", "SWIFT MT dates YYMMDD", "A date is no day of the calendar.");
    AMOUNT = error("mt.amount.format", "SWIFT MT amounts 15d", "An amount is not digits with one comma.");
    AMOUNT_POINT = error("mt.amount.point", "SWIFT MT amounts 15d", "An amount has a point where the comma belongs.");
    AMOUNT_DECIMALS = error("mt.amount.decimals", "SWIFT MT error C03", "An amount has more decimals than its currency.");
    AMOUNT_LENGTH = error("mt.amount.length", "SWIFT MT amounts 15d", "An amount is longer than 15 characters.");
    CURRENCY = error("mt.currency", "SWIFT MT error T52", "A currency is not of ISO 4217.");
    CURRENCIES = error("mt.balance.currencies", "SWIFT MT940 rule C2, MT942 rule C2", "The currencies of a statement's balances differ.");
    INFORMATION = error("mt.86.place", "SWIFT MT940 rule C1", "Information to the account owner follows neither a statement line nor the balances.");
}

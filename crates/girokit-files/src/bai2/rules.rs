//! The rules of BAI2, each with its code.

use crate::problem::Rule;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $severity:ident($code:literal, $source:literal);)*) => {
        $($(#[$doc])* pub const $name: Rule = Rule::$severity($code, $source);)*

        /// Every rule.
        pub const ALL: &[Rule] = &[$($name),*];
    };
}

rules! {
    /// A record stands where its kind may not: an account outside of a group, a second file header.
    RECORD_ORDER = error("bai2.record.order", "BAI2 file structure");
    /// The record code is none of 01, 02, 03, 16, 49, 88, 98, 99.
    RECORD_CODE = error("bai2.record.code", "BAI2 record codes");
    /// A record that is not text does not end with a slash.
    RECORD_END = error("bai2.record.end", "BAI2 delimiters");
    /// Something other than blanks stands behind the slash that ends a record.
    RECORD_BEHIND_END = error("bai2.record.behind-end", "BAI2 delimiters");
    /// A physical record is longer than the file header says.
    RECORD_LENGTH = error("bai2.record.length", "BAI2 01 physical record length");
    /// A record has more fields than its kind has.
    RECORD_FIELDS = error("bai2.record.fields", "BAI2 record formats");
    /// A line without content.
    BLANK_LINE = warning("bai2.record.blank", "BAI2 file structure");
    /// A field that must be there is empty.
    FIELD_MISSING = error("bai2.field.missing", "BAI2 record formats");
    /// A date is not YYMMDD, or no day of the calendar.
    FIELD_DATE = error("bai2.field.date", "BAI2 dates");
    /// A time is not HHMM from 0000 to 2400, nor 9999 for the end of the day.
    FIELD_TIME = error("bai2.field.time", "BAI2 times");
    /// An amount is not digits behind an optional sign.
    FIELD_AMOUNT = error("bai2.field.amount", "BAI2 amounts");
    /// A count or number is not digits.
    FIELD_NUMBER = error("bai2.field.number", "BAI2 record formats");
    /// A type code is not three digits.
    FIELD_TYPE_CODE = error("bai2.field.type-code", "BAI2 type codes");
    /// A funds type is none of 0, 1, 2, D, S, V, Z.
    FIELD_FUNDS_TYPE = error("bai2.field.funds-type", "BAI2 funds types");
    /// A currency is not of ISO 4217.
    FIELD_CURRENCY = error("bai2.field.currency", "BAI2 02 and 03 currency code");
    /// A group's status is none of 1 to 4.
    FIELD_STATUS = error("bai2.field.group-status", "BAI2 02 group status");
    /// An as-of-date modifier is none of 1 to 4.
    FIELD_MODIFIER = error("bai2.field.modifier", "BAI2 02 as-of-date modifier");
    /// The version is not 2.
    FIELD_VERSION = error("bai2.field.version", "BAI2 01 version number");
    /// A byte that is no printable character of ASCII.
    FIELD_CHARACTERS = warning("bai2.field.characters", "BAI2 character set");
    /// The amounts of a distribution of funds are not the amount.
    FUNDS_SUM = warning("bai2.funds.sum", "BAI2 funds types S and D");
    /// A detail stands where summaries do, or the other way round.
    TYPE_CODE_LEVEL = warning("bai2.type-code.level", "BAI2 type codes");
    /// The sum of an account's amounts is not its trailer's.
    ACCOUNT_TOTAL = error("bai2.control.account-total", "BAI2 49 account control total");
    /// The number of an account's records is not its trailer's.
    ACCOUNT_RECORDS = error("bai2.control.account-records", "BAI2 49 number of records");
    /// The sum of a group's accounts is not its trailer's.
    GROUP_TOTAL = error("bai2.control.group-total", "BAI2 98 group control total");
    /// The number of a group's accounts is not its trailer's.
    GROUP_ACCOUNTS = error("bai2.control.group-accounts", "BAI2 98 number of accounts");
    /// The number of a group's records is not its trailer's.
    GROUP_RECORDS = error("bai2.control.group-records", "BAI2 98 number of records");
    /// The sum of the groups is not the file trailer's.
    FILE_TOTAL = error("bai2.control.file-total", "BAI2 99 file control total");
    /// The number of groups is not the file trailer's.
    FILE_GROUPS = error("bai2.control.file-groups", "BAI2 99 number of groups");
    /// The number of records is not the file trailer's.
    FILE_RECORDS = error("bai2.control.file-records", "BAI2 99 number of records");
    /// An account, a group or the file ends without its trailer.
    UNCLOSED = error("bai2.file.unclosed", "BAI2 file structure");
}

//! The rules of OFX, each with its code.

use crate::problem::Rule;

macro_rules! rules {
    ($($name:ident = $severity:ident($code:literal, $source:literal, $doc:literal);)*) => {
        $(#[doc = $doc] pub const $name: Rule = Rule::$severity($code, $source);)*

        /// Every rule.
        pub const ALL: &[Rule] = &[$($name),*];
    };
}

rules! {
    HEADER = warning("ofx.file.header", "OFX 2.2", "A file does not begin with an OFX header.");
    ROOT = error("ofx.file.root", "OFX 2.4", "There is no OFX element, or it does not end.");
    ENCODING = warning("ofx.file.encoding", "OFX 2.2.1 ENCODING, CHARSET", "Bytes are not of the encoding that the header names.");
    CLOSE = error("ofx.element.close", "OFX 2.3.2 aggregates", "An aggregate does not end, or ends that did not begin.");
    PLACE = error("ofx.element.place", "OFX 11.4.2 STMTRS", "A transaction or a balance stands outside of a statement.");
    TAG = error("ofx.element.tag", "OFX 2.3.2", "A tag has no name, or no end.");
    STATUS = error("ofx.status", "OFX 3.1.4 STATUS", "The server answered with an error.");
    MISSING = error("ofx.field.missing", "OFX 11.4 STMTTRN, 11.4.2 STMTRS", "A required element is missing or empty.");
    REPEATED = error("ofx.field.repeated", "OFX 11.4.3 STMTTRN", "An element that stands once stands twice.");
    DATE = error("ofx.field.date", "OFX 3.2.8.2 datetime", "A date is not `YYYYMMDD[HHMMSS[.XXX]][[offset[:name]]]`.");
    AMOUNT = error("ofx.field.amount", "OFX 3.2.9.1 amount", "An amount is not digits with a sign and at most one comma or point.");
    DECIMALS = warning("ofx.field.decimals", "OFX 3.2.9.1 amount", "An amount has more decimals than its currency; it may be one with thousands set apart.");
    CURRENCY = error("ofx.field.currency", "OFX 3.2.11 CURDEF, CURSYM", "A currency is not of ISO 4217.");
    TYPE = error("ofx.field.type", "OFX 11.4.4.3 TRNTYPE", "A transaction type is none of the standard's.");
    LENGTH = warning("ofx.field.length", "OFX 11.4.4 A-32, A-255", "A text is longer than its type.");
    DUPLICATE = warning("ofx.fitid.duplicate", "OFX 3.2.3 FITID", "Two transactions of an account have one FITID.");
}

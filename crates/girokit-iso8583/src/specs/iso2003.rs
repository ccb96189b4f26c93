//! ISO 8583:2003: the data elements of the standard, as far as a public table of them was found.
//!
//! DE 2 to 49 are those of a public table of the 2003 edition (kuriositaet.de/iso8583/fields.html), which was read up to there. DE 52 to 59,
//! 62 to 64, 72 and 128 are from general knowledge and not held against a listing. The other elements are not defined: a message
//! that has one is refused by its number, and a spec of one's own adds it.
//!
//! Amounts (DE 4 to 6) are constructed: currency, its decimals and the amount, 3, 1 and 12 digits; they are one value here. Composite elements
//! (DE 34, 43, 44, 49) hold data sets that each interchange defines: they stay bytes and are not shown.

use super::{Content, Field, Form, Sensitivity, Spec, version};
use crate::mti::Version;

version! {
    V2003, "ISO 8583:2003, generic, in part",
    "DE 2 to 49 after a public table of the 2003 edition (kuriositaet.de/iso8583/fields.html); DE 52 to 59, 62 to 64, 72 and 128 from general knowledge; DE 55 as ICC data. The others are not defined",
    [
        Ascii ISO2003_ASCII ASCII "iso2003-ascii";
        Binary ISO2003_BINARY BINARY "iso2003-binary";
        Ebcdic ISO2003_EBCDIC EBCDIC "iso2003-ebcdic";
    ]
    []
    [
        2 "Primary account number" N 2 19 Pan;
        3 "Processing code" An 0 6 Clear;
        4 "Amount, transaction" N 0 16 Clear;
        5 "Amount, reconciliation" N 0 16 Clear;
        6 "Amount, cardholder billing" N 0 16 Clear;
        7 "Date and time, transmission" N 0 10 Clear;
        8 "Amount, cardholder billing fee" N 0 12 Clear;
        9 "Conversion rate, reconciliation" N 0 8 Clear;
        10 "Conversion rate, cardholder billing" N 0 8 Clear;
        11 "Systems trace audit number" N 0 12 Clear;
        12 "Date and time, local transaction" N 0 14 Clear;
        13 "Date, effective" N 0 6 Clear;
        14 "Date, expiration" N 0 4 Clear;
        15 "Date, settlement" N 0 8 Clear;
        16 "Date, conversion" N 0 4 Clear;
        17 "Date, capture" N 0 4 Clear;
        18 "Message error indicator" B 3 140 Clear;
        19 "Country code, acquiring institution" N 0 3 Clear;
        20 "Country code, primary account number" N 0 3 Clear;
        21 "Transaction life cycle identification data" Ans 0 22 Clear;
        22 "Point of service data code" B 0 12 Clear;
        23 "Card sequence number" N 0 3 Clear;
        24 "Function code" N 0 3 Clear;
        25 "Message reason code" N 0 4 Clear;
        26 "Merchant category code" N 0 4 Clear;
        27 "Point of service capability" B 0 25 Clear;
        28 "Date, reconciliation" N 0 8 Clear;
        29 "Reconciliation indicator" N 0 3 Clear;
        30 "Amounts, original" N 0 32 Clear;
        31 "Acquirer reference number" N 0 23 Clear;
        32 "Acquiring institution identification code" N 2 11 Clear;
        33 "Forwarding institution identification code" N 2 11 Clear;
        34 "Electronic commerce data" B 4 9999 Secret;
        35 "Track 2 data" Z 2 37 Track;
        36 "Track 3 data" Z 3 104 Track;
        37 "Retrieval reference number" An 0 12 Clear;
        38 "Approval code" An 0 6 Clear;
        39 "Action code" N 0 4 Clear;
        40 "Service code" N 0 3 Clear;
        41 "Card acceptor terminal identification" Ans 0 16 Clear;
        42 "Card acceptor identification code" Ans 2 35 Clear;
        43 "Card acceptor name/location" B 4 9999 Secret;
        44 "Additional response data" B 4 9999 Secret;
        45 "Track 1 data" Ans 2 76 Track;
        46 "Amounts, fees" Ans 3 216 Clear;
        47 "Additional data, national" Ans 3 999 Secret;
        48 "Additional data, private" Ans 3 999 Secret;
        49 "Verification data" B 3 999 Secret;
        52 "PIN data" B 0 8 Pin;
        53 "Security related control information" B 2 48 Secret;
        54 "Amounts, additional" Ans 3 126 Clear;
        55 "ICC related data" B 3 999 Tags;
        56 "Original data elements" N 2 41 Clear;
        57 "Authorization life cycle code" N 0 3 Clear;
        58 "Authorizing agent institution identification code" N 2 11 Clear;
        59 "Transport data" Ans 3 999 Secret;
        62 "Reserved, private" Ans 3 999 Secret;
        63 "Reserved, private" Ans 3 999 Secret;
        64 "Message authentication code" B 0 8 Secret;
        72 "Data record" Ans 4 9999 Secret;
        128 "Message authentication code" B 0 8 Secret;
    ]
}

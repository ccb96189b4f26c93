//! ISO 8583:1993: the data elements of the standard.
//!
//! Held against an open listing of DE 2 to 128 in the manner of jPOS ISO93A, and in part (names from DE 84 on) against two more. Where
//! they differ from one another or from us:
//! - DE 56 is at most 35, as jPOS ISO93A has it; the listing read has 48, with parts of its own.
//! - DE 111 to 115 are ISO's, 116 to 122 national, 123 to 127 private; one listing names 122 and 123 for its own network.
//!
//! Of the two the excerpts that a search shows were read, not the files.
//!
//! Additional, transported and reserved data (DE 47, 48, 59 to 63, 72, 111 to 127) is masked: a network may put a verification value
//! or a card number there.

use super::{Content, Field, Form, Sensitivity, Spec, version};
use crate::mti::Version;

version! {
    V1993, "ISO 8583:1993, generic",
    "ISO 8583:1993 as open listings in the manner of jPOS ISO93A give it, DE 2 to 128. The attributes (n, an, ans) are from general knowledge",
    [
        Ascii ISO1993_ASCII ASCII "iso1993-ascii";
        Binary ISO1993_BINARY BINARY "iso1993-binary";
        Ebcdic ISO1993_EBCDIC EBCDIC "iso1993-ebcdic";
    ]
    []
    [
        2 "Primary account number" N 2 19 Pan;
        3 "Processing code" N 0 6 Clear;
        4 "Amount, transaction" N 0 12 Clear;
        5 "Amount, reconciliation" N 0 12 Clear;
        6 "Amount, cardholder billing" N 0 12 Clear;
        7 "Date and time, transmission" N 0 10 Clear;
        8 "Amount, cardholder billing fee" N 0 8 Clear;
        9 "Conversion rate, reconciliation" N 0 8 Clear;
        10 "Conversion rate, cardholder billing" N 0 8 Clear;
        11 "Systems trace audit number" N 0 6 Clear;
        12 "Date and time, local transaction" N 0 12 Clear;
        13 "Date, effective" N 0 4 Clear;
        14 "Date, expiration" N 0 4 Clear;
        15 "Date, settlement" N 0 6 Clear;
        16 "Date, conversion" N 0 4 Clear;
        17 "Date, capture" N 0 4 Clear;
        18 "Merchant type" N 0 4 Clear;
        19 "Country code, acquiring institution" N 0 3 Clear;
        20 "Country code, primary account number" N 0 3 Clear;
        21 "Country code, forwarding institution" N 0 3 Clear;
        22 "Point of service data code" An 0 12 Clear;
        23 "Card sequence number" N 0 3 Clear;
        24 "Function code" N 0 3 Clear;
        25 "Message reason code" N 0 4 Clear;
        26 "Card acceptor business code" N 0 4 Clear;
        27 "Approval code length" N 0 1 Clear;
        28 "Date, reconciliation" N 0 6 Clear;
        29 "Reconciliation indicator" N 0 3 Clear;
        30 "Amounts, original" N 0 24 Clear;
        31 "Acquirer reference data" Ans 2 99 Clear;
        32 "Acquiring institution identification code" N 2 11 Clear;
        33 "Forwarding institution identification code" N 2 11 Clear;
        34 "Primary account number, extended" Ns 2 28 Pan;
        35 "Track 2 data" Z 2 37 Track;
        36 "Track 3 data" Z 3 104 Track;
        37 "Retrieval reference number" An 0 12 Clear;
        38 "Approval code" An 0 6 Clear;
        39 "Action code" N 0 3 Clear;
        40 "Service code" N 0 3 Clear;
        41 "Card acceptor terminal identification" Ans 0 8 Clear;
        42 "Card acceptor identification code" Ans 0 15 Clear;
        43 "Card acceptor name/location" Ans 2 99 Clear;
        44 "Additional response data" Ans 2 99 Clear;
        45 "Track 1 data" Ans 2 76 Track;
        46 "Amounts, fees" Ans 3 204 Clear;
        47 "Additional data, national" Ans 3 999 Secret;
        48 "Additional data, private" Ans 3 999 Secret;
        49 "Currency code, transaction" An 0 3 Clear;
        50 "Currency code, reconciliation" An 0 3 Clear;
        51 "Currency code, cardholder billing" An 0 3 Clear;
        52 "Personal identification number data" B 0 8 Pin;
        53 "Security related control information" B 2 48 Secret;
        54 "Amounts, additional" Ans 3 120 Clear;
        55 "ICC system related data" B 3 255 Tags;
        56 "Original data elements" N 2 35 Clear;
        57 "Authorization life cycle code" N 0 3 Clear;
        58 "Authorizing agent institution identification code" N 2 11 Clear;
        59 "Transport data" Ans 3 999 Secret;
        60 "Reserved, national" Ans 3 999 Secret;
        61 "Reserved, national" Ans 3 999 Secret;
        62 "Reserved, private" Ans 3 999 Secret;
        63 "Reserved, private" Ans 3 999 Secret;
        64 "Message authentication code" B 0 8 Secret;
        66 "Amounts, original fees" Ans 3 204 Clear;
        67 "Extended payment data" N 0 2 Clear;
        68 "Country code, receiving institution" N 0 3 Clear;
        69 "Country code, settlement institution" N 0 3 Clear;
        70 "Country code, authorizing agent institution" N 0 3 Clear;
        71 "Message number" N 0 8 Clear;
        72 "Data record" Ans 3 999 Secret;
        73 "Date, action" N 0 6 Clear;
        74 "Credits, number" N 0 10 Clear;
        75 "Credits, reversal number" N 0 10 Clear;
        76 "Debits, number" N 0 10 Clear;
        77 "Debits, reversal number" N 0 10 Clear;
        78 "Transfer, number" N 0 10 Clear;
        79 "Transfer, reversal number" N 0 10 Clear;
        80 "Inquiries, number" N 0 10 Clear;
        81 "Authorizations, number" N 0 10 Clear;
        82 "Inquiries, reversal number" N 0 10 Clear;
        83 "Payments, number" N 0 10 Clear;
        84 "Payments, reversal number" N 0 10 Clear;
        85 "Fee collections, number" N 0 10 Clear;
        86 "Credits, amount" N 0 16 Clear;
        87 "Credits, reversal amount" N 0 16 Clear;
        88 "Debits, amount" N 0 16 Clear;
        89 "Debits, reversal amount" N 0 16 Clear;
        90 "Authorizations, reversal number" N 0 10 Clear;
        91 "Country code, transaction destination institution" N 0 3 Clear;
        92 "Country code, transaction originator institution" N 0 3 Clear;
        93 "Transaction destination institution identification code" N 2 11 Clear;
        94 "Transaction originator institution identification code" N 2 11 Clear;
        95 "Card issuer reference data" Ans 2 99 Clear;
        96 "Key management data" B 3 999 Secret;
        97 "Amount, net reconciliation" XN 0 17 Clear;
        98 "Payee" Ans 0 25 Clear;
        99 "Settlement institution identification code" N 2 11 Clear;
        100 "Receiving institution identification code" N 2 11 Clear;
        101 "File name" Ans 2 17 Clear;
        102 "Account identification 1" Ans 2 28 Secret;
        103 "Account identification 2" Ans 2 28 Secret;
        104 "Transaction description" Ans 3 100 Clear;
        105 "Credits, chargeback amount" N 0 16 Clear;
        106 "Debits, chargeback amount" N 0 16 Clear;
        107 "Credits, chargeback number" N 0 10 Clear;
        108 "Debits, chargeback number" N 0 10 Clear;
        109 "Credits, fee amounts" Ans 2 84 Clear;
        110 "Debits, fee amounts" Ans 2 84 Clear;
        111 "Reserved, ISO" Ans 3 999 Secret;
        112 "Reserved, ISO" Ans 3 999 Secret;
        113 "Reserved, ISO" Ans 3 999 Secret;
        114 "Reserved, ISO" Ans 3 999 Secret;
        115 "Reserved, ISO" Ans 3 999 Secret;
        116 "Reserved, national" Ans 3 999 Secret;
        117 "Reserved, national" Ans 3 999 Secret;
        118 "Reserved, national" Ans 3 999 Secret;
        119 "Reserved, national" Ans 3 999 Secret;
        120 "Reserved, national" Ans 3 999 Secret;
        121 "Reserved, national" Ans 3 999 Secret;
        122 "Reserved, national" Ans 3 999 Secret;
        123 "Reserved, private" Ans 3 999 Secret;
        124 "Reserved, private" Ans 3 999 Secret;
        125 "Reserved, private" Ans 3 999 Secret;
        126 "Reserved, private" Ans 3 999 Secret;
        127 "Reserved, private" Ans 3 999 Secret;
        128 "Message authentication code" B 0 8 Secret;
    ]
}

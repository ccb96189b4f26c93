//! ISO 8583:1987: the data elements of the standard.
//!
//! Held against three open listings: jPOS `iso87binary.xml` (DE 2 to 120), the default specs of pyiso8583 (DE 2 to 101) and moov's
//! `spec87ascii` (DE 2 to 64 and 90). Where they differ from one another or from us:
//! - DE 93 is 5 long, as pyiso8583 has it; jPOS 6.
//! - DE 96 is 64 bits, as pyiso8583 has it; jPOS 16 bytes.
//! - DE 54 is at most 120, as jPOS and moov have it; pyiso8583 240.
//! - DE 44 is at most 25, as jPOS and pyiso8583 have it; moov 99.
//! - DE 60 is national, as pyiso8583 and moov have it; jPOS calls it private.
//! - DE 55 is ICC data in bytes at most 999 long, by practice; pyiso8583 255, jPOS and moov text.
//!
//! Additional and reserved data (DE 46 to 48, 56 to 63, 105 to 127) is masked: a network may put a verification value or a card number there.

use super::{Content, Field, Form, Sensitivity, Spec, version};
use crate::mti::Version;

version! {
    V1987, "ISO 8583:1987, generic",
    "ISO 8583:1987 as the open listings of jPOS (iso87binary.xml), pyiso8583 and moov (spec87ascii) give it; DE 55 as ICC data by practice. DE 121 to 128 and the attributes (n, an, ans) are from general knowledge",
    [
        Ascii ISO1987_ASCII ASCII "iso1987-ascii";
        Binary ISO1987_BINARY BINARY "iso1987-binary";
        Ebcdic ISO1987_EBCDIC EBCDIC "iso1987-ebcdic";
    ]
    [
        Visa VISA;
        Mastercard MASTERCARD;
        UnionPay UNIONPAY;
        As2805 AS2805;
        Binary POS;
    ]
    [
        2 "Primary account number" N 2 19 Pan;
        3 "Processing code" N 0 6 Clear;
        4 "Amount, transaction" N 0 12 Clear;
        5 "Amount, settlement" N 0 12 Clear;
        6 "Amount, cardholder billing" N 0 12 Clear;
        7 "Transmission date and time" N 0 10 Clear;
        8 "Amount, cardholder billing fee" N 0 8 Clear;
        9 "Conversion rate, settlement" N 0 8 Clear;
        10 "Conversion rate, cardholder billing" N 0 8 Clear;
        11 "Systems trace audit number" N 0 6 Clear;
        12 "Time, local transaction" N 0 6 Clear;
        13 "Date, local transaction" N 0 4 Clear;
        14 "Date, expiration" N 0 4 Clear;
        15 "Date, settlement" N 0 4 Clear;
        16 "Date, conversion" N 0 4 Clear;
        17 "Date, capture" N 0 4 Clear;
        18 "Merchant's type" N 0 4 Clear;
        19 "Acquiring institution country code" N 0 3 Clear;
        20 "Primary account number extended, country code" N 0 3 Clear;
        21 "Forwarding institution country code" N 0 3 Clear;
        22 "Point of service entry mode" N 0 3 Clear;
        23 "Card sequence number" N 0 3 Clear;
        24 "Network international identifier" N 0 3 Clear;
        25 "Point of service condition code" N 0 2 Clear;
        26 "Point of service PIN capture code" N 0 2 Clear;
        27 "Authorization identification response length" N 0 1 Clear;
        28 "Amount, transaction fee" XN 0 9 Clear;
        29 "Amount, settlement fee" XN 0 9 Clear;
        30 "Amount, transaction processing fee" XN 0 9 Clear;
        31 "Amount, settlement processing fee" XN 0 9 Clear;
        32 "Acquiring institution identification code" N 2 11 Clear;
        33 "Forwarding institution identification code" N 2 11 Clear;
        34 "Primary account number, extended" Ns 2 28 Pan;
        35 "Track 2 data" Z 2 37 Track;
        36 "Track 3 data" Z 3 104 Track;
        37 "Retrieval reference number" An 0 12 Clear;
        38 "Authorization identification response" An 0 6 Clear;
        39 "Response code" An 0 2 Clear;
        40 "Service restriction code" An 0 3 Clear;
        41 "Card acceptor terminal identification" Ans 0 8 Clear;
        42 "Card acceptor identification code" Ans 0 15 Clear;
        43 "Card acceptor name/location" Ans 0 40 Clear;
        44 "Additional response data" Ans 2 25 Clear;
        45 "Track 1 data" Ans 2 76 Track;
        46 "Additional data, ISO" Ans 3 999 Secret;
        47 "Additional data, national" Ans 3 999 Secret;
        48 "Additional data, private" Ans 3 999 Secret;
        49 "Currency code, transaction" An 0 3 Clear;
        50 "Currency code, settlement" An 0 3 Clear;
        51 "Currency code, cardholder billing" An 0 3 Clear;
        52 "Personal identification number data" B 0 8 Pin;
        53 "Security related control information" N 0 16 Secret;
        54 "Additional amounts" Ans 3 120 Clear;
        55 "ICC system related data" B 3 999 Tags;
        56 "Reserved, ISO" Ans 3 999 Secret;
        57 "Reserved, national" Ans 3 999 Secret;
        58 "Reserved, national" Ans 3 999 Secret;
        59 "Reserved, national" Ans 3 999 Secret;
        60 "Reserved, national" Ans 3 999 Secret;
        61 "Reserved, private" Ans 3 999 Secret;
        62 "Reserved, private" Ans 3 999 Secret;
        63 "Reserved, private" Ans 3 999 Secret;
        64 "Message authentication code" B 0 8 Secret;
        66 "Settlement code" N 0 1 Clear;
        67 "Extended payment code" N 0 2 Clear;
        68 "Receiving institution country code" N 0 3 Clear;
        69 "Settlement institution country code" N 0 3 Clear;
        70 "Network management information code" N 0 3 Clear;
        71 "Message number" N 0 4 Clear;
        72 "Message number, last" N 0 4 Clear;
        73 "Date, action" N 0 6 Clear;
        74 "Credits, number" N 0 10 Clear;
        75 "Credits, reversal number" N 0 10 Clear;
        76 "Debits, number" N 0 10 Clear;
        77 "Debits, reversal number" N 0 10 Clear;
        78 "Transfer, number" N 0 10 Clear;
        79 "Transfer, reversal number" N 0 10 Clear;
        80 "Inquiries, number" N 0 10 Clear;
        81 "Authorizations, number" N 0 10 Clear;
        82 "Credits, processing fee amount" N 0 12 Clear;
        83 "Credits, transaction fee amount" N 0 12 Clear;
        84 "Debits, processing fee amount" N 0 12 Clear;
        85 "Debits, transaction fee amount" N 0 12 Clear;
        86 "Credits, amount" N 0 16 Clear;
        87 "Credits, reversal amount" N 0 16 Clear;
        88 "Debits, amount" N 0 16 Clear;
        89 "Debits, reversal amount" N 0 16 Clear;
        90 "Original data elements" N 0 42 Clear;
        91 "File update code" An 0 1 Clear;
        92 "File security code" An 0 2 Clear;
        93 "Response indicator" An 0 5 Clear;
        94 "Service indicator" An 0 7 Clear;
        95 "Replacement amounts" An 0 42 Clear;
        96 "Message security code" B 0 8 Secret;
        97 "Amount, net settlement" XN 0 17 Clear;
        98 "Payee" Ans 0 25 Clear;
        99 "Settlement institution identification code" N 2 11 Clear;
        100 "Receiving institution identification code" N 2 11 Clear;
        101 "File name" Ans 2 17 Clear;
        102 "Account identification 1" Ans 2 28 Secret;
        103 "Account identification 2" Ans 2 28 Secret;
        104 "Transaction description" Ans 3 100 Clear;
        105 "Reserved, ISO" Ans 3 999 Secret;
        106 "Reserved, ISO" Ans 3 999 Secret;
        107 "Reserved, ISO" Ans 3 999 Secret;
        108 "Reserved, ISO" Ans 3 999 Secret;
        109 "Reserved, ISO" Ans 3 999 Secret;
        110 "Reserved, ISO" Ans 3 999 Secret;
        111 "Reserved, ISO" Ans 3 999 Secret;
        112 "Reserved, national" Ans 3 999 Secret;
        113 "Reserved, national" Ans 3 999 Secret;
        114 "Reserved, national" Ans 3 999 Secret;
        115 "Reserved, national" Ans 3 999 Secret;
        116 "Reserved, national" Ans 3 999 Secret;
        117 "Reserved, national" Ans 3 999 Secret;
        118 "Reserved, national" Ans 3 999 Secret;
        119 "Reserved, national" Ans 3 999 Secret;
        120 "Reserved, private" Ans 3 999 Secret;
        121 "Reserved, private" Ans 3 999 Secret;
        122 "Reserved, private" Ans 3 999 Secret;
        123 "Reserved, private" Ans 3 999 Secret;
        124 "Reserved, private" Ans 3 999 Secret;
        125 "Reserved, private" Ans 3 999 Secret;
        126 "Reserved, private" Ans 3 999 Secret;
        127 "Reserved, private" Ans 3 999 Secret;
        128 "Message authentication code" B 0 8 Secret;
    ]
}

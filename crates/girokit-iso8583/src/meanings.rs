//! What codes of the standard mean, for people. A code that is not here has a meaning that networks define.
//!
//! Compared with public listings, not with the standard itself, which is sold:
//! - DE 39 of :1987 with the tables of three gateways (Vodacom, CRB, myPOS): 70 of 71 codes stand in one or more of them with the same
//!   meaning, 51 in two; 95 in none that we saw. What is not here is reserved or private.
//! - DE 22 of :1987 with openemv/emv-utils: 13 of 14 (81 is of the networks). DE 25: 28 of 28 with one table (arifunal), 17 of them with
//!   a second (Galileo).
//! - DE 70 with the constants of two switches (VaulCard, Posability): 7 of 8; 202 differs in words.
//! - DE 24 (61 codes) and 39 (99) of :1993, transaction and account types of DE 3: one listing of the standard in an open switch; of DE 39
//!   those to 400 and 902 to 907 with a second (Bilderlings). DE 39 of :2003 has four digits and other codes: without words.
//!
//! Also without words: merchant categories (DE 18), dates, DE 22 of :1993 and :2003, and most currencies.

mod codes1993;

use crate::mti::{Class, Function, Mti, Origin, Version};

/// The MTI in words: `ISO 8583:1987, financial, request, acquirer`.
pub(crate) fn mti(mti: Mti) -> String {
    let version = match mti.version() {
        Version::V1987 => "ISO 8583:1987",
        Version::V1993 => "ISO 8583:1993",
        Version::V2003 => "ISO 8583:2003",
        Version::National => "national",
        Version::Private => "private",
        Version::Reserved(_) => "reserved version",
    };
    let class = match mti.class() {
        Class::Authorization => "authorization",
        Class::Financial => "financial",
        Class::FileAction => "file action",
        Class::Reversal => "reversal",
        Class::Reconciliation => "reconciliation",
        Class::Administrative => "administrative",
        Class::FeeCollection => "fee collection",
        Class::NetworkManagement => "network management",
        Class::Reserved(_) => "reserved class",
    };
    let function = match mti.function() {
        Function::Request => "request",
        Function::RequestResponse => "request response",
        Function::Advice => "advice",
        Function::AdviceResponse => "advice response",
        Function::Notification => "notification",
        Function::NotificationAcknowledgement => "notification acknowledgement",
        Function::Instruction => "instruction",
        Function::InstructionAcknowledgement => "instruction acknowledgement",
        Function::Reserved(_) => "reserved function",
    };
    let origin = match mti.origin() {
        Origin::Acquirer => "acquirer",
        Origin::AcquirerRepeat => "acquirer, repeat",
        Origin::Issuer => "issuer",
        Origin::IssuerRepeat => "issuer, repeat",
        Origin::Other => "other",
        Origin::OtherRepeat => "other, repeat",
        Origin::Reserved(_) => "reserved origin",
    };
    format!("{version}, {class}, {function}, {origin}")
}

/// The meaning of data element `number` that holds `text`, where the standard says it.
pub(crate) fn field(version: Version, number: u8, text: &str) -> Option<String> {
    match number {
        3 => processing(text),
        22 if version == Version::V1987 => entry_mode(text).map(str::to_owned),
        24 if matches!(version, Version::V1993 | Version::V2003) => {
            codes1993::function(text).map(str::to_owned)
        }
        25 if version == Version::V1987 => condition(text).map(str::to_owned),
        39 if version == Version::V1987 => response(text).map(str::to_owned),
        39 if version == Version::V1993 => codes1993::action(text).map(str::to_owned),
        70 if version == Version::V1987 => network(text).map(str::to_owned),
        49..=51 => currency(text).map(str::to_owned),
        _ => None,
    }
}

/// Source: ISO 8583:1987 table 9: transaction type, then the account from which and to which.
fn processing(text: &str) -> Option<String> {
    let code: u8 = text.get(..2)?.parse().ok()?;
    let kind = transaction(code)?;
    let (from, to) = (account(text.get(2..4)?), account(text.get(4..6)?));
    Some(format!("{kind}, from {from}, to {to}"))
}

/// Source: ISO 8583:1987 DE 3, positions 1 and 2.
pub(crate) const fn transaction(code: u8) -> Option<&'static str> {
    Some(match code {
        0 => "goods and services",
        1 => "cash",
        2 => "adjustment (debit)",
        3 => "cheque guarantee",
        4 => "cheque verification",
        5 => "eurocheque",
        6 => "traveller cheque",
        7 => "letter of credit",
        8 => "giro",
        9 => "goods and services with cash",
        10 => "non-cash financial instrument",
        11 => "quasi-cash and scrip",
        20 => "refund",
        21 => "deposit",
        22 => "adjustment (credit)",
        23 => "cheque deposit guarantee",
        24 => "cheque deposit",
        30 => "available funds inquiry",
        31 => "balance inquiry",
        40 => "cardholder accounts transfer",
        50 => "payment",
        _ => return None,
    })
}

fn account(code: &str) -> &'static str {
    match code {
        "00" => "default account",
        "10" => "savings account",
        "20" => "cheque account",
        "30" => "credit account",
        "40" => "universal account",
        "50" => "investment account",
        _ => "another account",
    }
}

fn entry_mode(text: &str) -> Option<&'static str> {
    let digits = text.as_bytes();
    match digits.get(digits.len().checked_sub(3)?..)? {
        &[tens, ones, _] => entry(tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0')),
        _ => None,
    }
}

/// Source: ISO 8583:1987 DE 22, positions 1 and 2, and what networks agreed on since for chips.
pub(crate) const fn entry(tens: u8, ones: u8) -> Option<&'static str> {
    Some(match (tens, ones) {
        (0, 0) => "entry mode unknown",
        (0, 1) => "manual",
        (0, 2) => "magnetic stripe",
        (0, 3) => "bar code",
        (0, 4) => "OCR",
        (0, 5) => "chip",
        (0, 7) => "contactless chip",
        (1, 0) => "credentials on file",
        (8, 0) => "fallback from chip to magnetic stripe",
        (8, 1) => "electronic commerce",
        (9, 0) => "magnetic stripe, whole track",
        (9, 1) => "contactless magnetic stripe",
        (9, 5) => "chip, verification value may be unreliable",
        (9, 9) => "same as the original transaction",
        _ => return None,
    })
}

/// Source: ISO 8583:1987 DE 25. Codes from 28 are for networks.
fn condition(code: &str) -> Option<&'static str> {
    Some(match code {
        "00" => "normal presentment",
        "01" => "customer not present",
        "02" => "unattended terminal, card can be retained",
        "03" => "merchant suspicious",
        "04" => "electronic cash register interface",
        "05" => "customer present, card not present",
        "06" => "pre-authorized request",
        "07" => "telephone device required",
        "08" => "mail or telephone order",
        "09" => "security alert",
        "10" => "customer identity verified",
        "11" => "suspected fraud",
        "12" => "security reasons",
        "13" => "representation of item",
        "14" => "public utility terminal",
        "15" => "customer's terminal",
        "16" => "administrative terminal",
        "17" => "returned item",
        "18" => "no cheque in envelope, return",
        "19" => "deposit out of balance, return",
        "20" => "payment out of balance, return",
        "21" => "manual reversal",
        "22" => "terminal error, counted",
        "23" => "terminal error, not counted",
        "24" => "deposit out of balance, apply",
        "25" => "payment out of balance, apply",
        "26" => "withdrawal error, reversed",
        "27" => "unattended terminal, card cannot be retained",
        _ => return None,
    })
}

/// Source: ISO 8583:1987 DE 70. Key change and cutover are coded as most networks do.
fn network(code: &str) -> Option<&'static str> {
    Some(match code {
        "001" => "sign-on",
        "002" => "sign-off",
        "101" | "161" | "162" => "key change",
        "201" => "cutover",
        "202" => "cutover complete",
        "301" => "echo test",
        _ => return None,
    })
}

/// Source: ISO 8583:1987 DE 39 (table of response codes).
fn response(code: &str) -> Option<&'static str> {
    Some(match code {
        "00" => "approved",
        "01" => "refer to card issuer",
        "02" => "refer to card issuer, special condition",
        "03" => "invalid merchant",
        "04" => "pick up card",
        "05" => "do not honour",
        "06" => "error",
        "07" => "pick up card, special condition",
        "08" => "honour with identification",
        "09" => "request in progress",
        "10" => "approved for partial amount",
        "11" => "approved, VIP",
        "12" => "invalid transaction",
        "13" => "invalid amount",
        "14" => "invalid card number",
        "15" => "no such issuer",
        "16" => "approved, update track 3",
        "17" => "customer cancellation",
        "18" => "customer dispute",
        "19" => "re-enter transaction",
        "20" => "invalid response",
        "21" => "no action taken",
        "22" => "suspected malfunction",
        "23" => "unacceptable transaction fee",
        "24" => "file update not supported",
        "25" => "unable to locate record",
        "26" => "duplicate record",
        "27" => "file update, field edit error",
        "28" => "file update, file locked",
        "29" => "file update failed",
        "30" => "format error",
        "31" => "bank not supported",
        "32" => "completed partially",
        "33" => "expired card, pick up",
        "34" => "suspected fraud, pick up",
        "35" => "card acceptor contact acquirer, pick up",
        "36" => "restricted card, pick up",
        "37" => "card acceptor call acquirer's security, pick up",
        "38" => "PIN tries exceeded, pick up",
        "39" => "no credit account",
        "40" => "requested function not supported",
        "41" => "lost card",
        "42" => "no universal account",
        "43" => "stolen card",
        "44" => "no investment account",
        "51" => "not sufficient funds",
        "52" => "no cheque account",
        "53" => "no savings account",
        "54" => "expired card",
        "55" => "incorrect PIN",
        "56" => "no card record",
        "57" => "not permitted to cardholder",
        "58" => "not permitted to terminal",
        "59" => "suspected fraud",
        "60" => "card acceptor contact acquirer",
        "61" => "exceeds withdrawal amount limit",
        "62" => "restricted card",
        "63" => "security violation",
        "64" => "original amount incorrect",
        "65" => "exceeds withdrawal frequency limit",
        "66" => "card acceptor call acquirer's security",
        "67" => "hard capture",
        "68" => "response received too late",
        "75" => "PIN tries exceeded",
        "90" => "cutoff in process",
        "91" => "issuer or switch inoperative",
        "92" => "no route",
        "93" => "violation of law",
        "94" => "duplicate transmission",
        "95" => "reconcile error",
        "96" => "system malfunction",
        _ => return None,
    })
}

/// Source: ISO 4217, the currencies most seen.
fn currency(code: &str) -> Option<&'static str> {
    Some(match code {
        "036" | "AUD" => "Australian dollar",
        "124" | "CAD" => "Canadian dollar",
        "156" | "CNY" => "yuan renminbi",
        "344" | "HKD" => "Hong Kong dollar",
        "356" | "INR" => "Indian rupee",
        "392" | "JPY" => "yen",
        "756" | "CHF" => "Swiss franc",
        "826" | "GBP" => "pound sterling",
        "840" | "USD" => "US dollar",
        "978" | "EUR" => "euro",
        "986" | "BRL" => "Brazilian real",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_belong_to_their_version() {
        for (version, number, text, meaning) in [
            (Version::V1987, 22, "051", Some("chip")),
            (Version::V1987, 22, "0051", Some("chip")),
            (Version::V1987, 22, "1", None),
            (Version::V1987, 22, "/01", None),
            (Version::V1993, 22, "051", None),
            (Version::V1987, 24, "200", None),
            (
                Version::V1993,
                24,
                "200",
                Some("original financial request or advice"),
            ),
            (Version::V2003, 24, "831", Some("echo test")),
            (Version::V1987, 25, "59", None),
            (Version::V1987, 39, "51", Some("not sufficient funds")),
            (Version::V1993, 39, "116", Some("not sufficient funds")),
            (Version::V1993, 39, "209", Some("pick up, stolen card")),
            (Version::V2003, 39, "1000", None),
            (Version::V1987, 70, "301", Some("echo test")),
        ] {
            assert_eq!(
                field(version, number, text).as_deref(),
                meaning,
                "{number} {text}"
            );
        }
    }
}

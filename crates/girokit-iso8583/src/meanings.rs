//! What codes of the standard mean, for people. A code that is not here has a meaning that networks define.
//!
//! The tables were written from memory and are not yet compared with the standard. Without words: merchant categories (DE 18), dates, DE
//! 22 and 39 of :1993 and :2003, and most currencies.

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
        39 if version == Version::V1987 => response(text).map(str::to_owned),
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
        9 => "goods and services with cash",
        20 => "refund",
        21 => "deposit",
        22 => "adjustment (credit)",
        30 => "available funds inquiry",
        31 => "balance inquiry",
        40 => "cardholder accounts transfer",
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
        _ => "another account",
    }
}

/// Source: ISO 8583:1987 DE 22, positions 1 and 2, and what networks agreed on since for chips.
fn entry_mode(text: &str) -> Option<&'static str> {
    Some(match text.get(text.len().checked_sub(3)?..)?.get(..2)? {
        "00" => "entry mode unknown",
        "01" => "manual",
        "02" => "magnetic stripe",
        "03" => "bar code",
        "04" => "OCR",
        "05" => "chip",
        "07" => "contactless chip",
        "80" => "fallback from chip to magnetic stripe",
        "81" => "electronic commerce",
        "90" => "magnetic stripe, whole track",
        "91" => "contactless magnetic stripe",
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
        "08" => "honour with identification",
        "10" => "approved for partial amount",
        "12" => "invalid transaction",
        "13" => "invalid amount",
        "14" => "invalid card number",
        "15" => "no such issuer",
        "19" => "re-enter transaction",
        "25" => "unable to locate record",
        "30" => "format error",
        "33" => "expired card, pick up",
        "34" => "suspected fraud, pick up",
        "38" => "PIN tries exceeded, pick up",
        "41" => "lost card",
        "43" => "stolen card",
        "51" => "not sufficient funds",
        "54" => "expired card",
        "55" => "incorrect PIN",
        "57" => "not permitted to cardholder",
        "58" => "not permitted to terminal",
        "59" => "suspected fraud",
        "61" => "exceeds withdrawal amount limit",
        "62" => "restricted card",
        "63" => "security violation",
        "65" => "exceeds withdrawal frequency limit",
        "68" => "response received too late",
        "75" => "PIN tries exceeded",
        "90" => "cutoff in process",
        "91" => "issuer or switch inoperative",
        "92" => "no route",
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

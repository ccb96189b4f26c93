//! Tells NACHA files from others by their beginning.

use memchr::memchr2;

use super::layout::RECORD_LENGTH;
use super::record::{Record, batch_header, entry_detail, file_header, iat_batch_header};
use super::sec::SecCode;
use super::transaction::TransactionCode;
use super::validate::check_digit;

/// Whether a file that begins so is a NACHA file, or a fragment of one that begins with a batch or an entry.
///
/// The first kilobyte is enough. A file with mistakes is one too, as long as its first record can be told from other text.
///
/// ```
/// use girokit_files::nacha::detect;
///
/// assert!(detect(b"101 231380104 1210428822411232207A094101FEDERAL RESERVE BANK   OUR BANK\n"));
/// assert!(!detect(b"01,121042882,231380104,241123,2207,1,80,10,2/\n"));
/// ```
pub fn detect(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = head.trim_ascii_start();
    let end = memchr2(b'\n', b'\r', head).unwrap_or(head.len());
    let line = head.get(..end.min(RECORD_LENGTH)).unwrap_or(head);
    let record = Record::new(line, 1);
    match record.record_type() {
        Some(b'1') => is_file_header(record),
        Some(b'5') => is_batch_header(record),
        Some(b'6') => is_entry(record),
        _ => false,
    }
}

/// Two of its constants, its date and its destination.
fn is_file_header(record: Record<'_>) -> bool {
    let destination = match record.raw(file_header::IMMEDIATE_DESTINATION) {
        [b' ', routing @ ..] => routing,
        all => all,
    };
    let clues = [
        destination.len() >= 9 && destination.iter().all(u8::is_ascii_digit),
        record.raw(file_header::PRIORITY_CODE) == b"01",
        record.raw(file_header::RECORD_SIZE) == b"094",
        record.raw(file_header::BLOCKING_FACTOR) == b"10"
            && record.raw(file_header::FORMAT_CODE) == b"1",
        record.date(file_header::FILE_CREATION_DATE).is_some(),
    ];
    clues.iter().filter(|clue| **clue).count() >= 2
}

fn is_batch_header(record: Record<'_>) -> bool {
    let class = record.raw(batch_header::SERVICE_CLASS_CODE);
    let sec = record.raw(iat_batch_header::STANDARD_ENTRY_CLASS_CODE);
    let known = sec
        .first_chunk()
        .is_some_and(|sec| SecCode::new(*sec).is_known());
    let number = record.number(batch_header::BATCH_NUMBER).is_some();
    matches!(class, b"200" | b"220" | b"225" | b"280") && (known || number)
}

/// A transaction code and a routing number with its check digit.
fn is_entry(record: Record<'_>) -> bool {
    let code = TransactionCode::from_digits(record.raw(entry_detail::TRANSACTION_CODE));
    let routing = record.raw(entry_detail::RDFI_IDENTIFICATION).first_chunk();
    let digit = routing.copied().and_then(check_digit);
    code.is_some_and(TransactionCode::is_known)
        && digit.is_some_and(|digit| record.raw(entry_detail::CHECK_DIGIT) == [digit])
        && record.number(entry_detail::AMOUNT).is_some()
}

//! BAI2: 100,000 transactions, every field and control checked, beside a scan for lines.
#![expect(clippy::unwrap_used, reason = "a bench stops when its input is wrong")]

use std::hint::black_box;

use girokit_benches::race::{Plan, Row, race};
use girokit_files::bai2::{self, Account, File, Group, Reader, TimeOfDay, Transaction, TypeCode};
use girokit_files::line::Lines;
use girokit_files::{Profile, chrono::NaiveDate};

fn main() {
    let plan = Plan::from_args();
    let count = if plan.is_quick() { 1_000 } else { 100_000 };
    let file = sample(count);
    let bytes = file.to_bytes().unwrap();
    race(
        &format!("BAI2 of {count} transactions"),
        plan,
        vec![
            Row::new("floor: the lines, with std", bytes.len(), || {
                let lines = bytes.split(|byte| *byte == b'\n');
                black_box(lines.fold(0, |sum, line| sum + line.len()));
            }),
            Row::new("lines", bytes.len(), || {
                let mut lines = Lines::new(&bytes[..]);
                let mut length = 0;
                while let Some(line) = lines.next_line().unwrap() {
                    length += line.bytes().len();
                }
                black_box(length);
            }),
            Row::new("Reader, everything checked", bytes.len(), || {
                let mut reader = Reader::new(&bytes[..]);
                while let Some(record) = reader.next_record().unwrap() {
                    black_box(&record);
                }
                assert!(reader.report().is_valid());
            }),
            Row::new("read into a File", bytes.len(), || {
                black_box(bai2::read(&bytes[..], &Profile::STRICT).unwrap());
            }),
            Row::new("statements of a File", bytes.len(), || {
                black_box(file.to_statements());
            }),
            Row::new("write", bytes.len(), || {
                black_box(file.to_bytes().unwrap());
            }),
        ],
    );
}

/// A report of one account.
fn sample(count: usize) -> File {
    let date = NaiveDate::from_ymd_opt(2026, 6, 20).unwrap();
    let mut account = Account::new("0123456789");
    for number in 0..count {
        let code = if number % 3 == 0 { 195 } else { 475 };
        let amount = i64::try_from(number).unwrap() * 7 + 100;
        let transaction = Transaction::new(TypeCode::new(code).unwrap(), amount)
            .with_references(&format!("BR{number:010}"), &format!("INV-{number}"))
            .with_text("PAYMENT OF THE MONTH\nORDER 2026/06");
        account = account.with_transaction(transaction);
    }
    File::new("122099999", "123456789", date, TimeOfDay::END_OF_DAY, "1")
        .with_group(Group::new("", "031001234", date).with_account(account))
}

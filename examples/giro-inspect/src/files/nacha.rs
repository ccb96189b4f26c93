//! NACHA files: read record by record, summed, and written back.

use std::collections::BTreeSet;

use girokit_files::nacha::{Entry, Item, Reader, TransactionCode};
use girokit_files::{Error, Profile};
use serde_json::{Map, Value, json};

use super::Content;
use crate::cli::Arguments;
use crate::report::Line;

/// What is counted on the way.
#[derive(Default)]
struct Totals {
    batches: u64,
    entries: usize,
    credit_cents: u64,
    debit_cents: u64,
    sec_codes: BTreeSet<String>,
}

pub(super) fn read(
    bytes: &[u8],
    profile: &Profile,
    arguments: &Arguments,
) -> Result<Content, Error> {
    let mut reader = Reader::new(bytes).with_profile(profile.clone());
    let mut totals = Totals::default();
    let mut lines = Vec::new();
    let mut canonical = Vec::new();
    let mut put = |record: &[u8]| {
        canonical.extend_from_slice(record);
        canonical.push(b'\n');
    };
    let mut header = Map::new();
    while let Some(item) = reader.next_item()? {
        put(item.record().bytes());
        match item {
            Item::Entry(entry) => {
                for addendum in entry.addenda_records() {
                    put(addendum.bytes());
                }
                let line = totals.entry(entry);
                if lines.len() < arguments.lines {
                    lines.push(line);
                }
            }
            Item::BatchHeader(_) | Item::IatBatchHeader(_) => totals.batches += 1,
            Item::FileHeader(view) => {
                let mut keep = |key: &str, value: &str| {
                    header.insert(key.to_owned(), json!(value.trim()));
                };
                keep("immediate_destination", &view.immediate_destination());
                keep("immediate_origin", &view.immediate_origin());
            }
            _ => {}
        }
    }
    Ok(Content {
        format: "nacha".to_owned(),
        report: reader.into_report(),
        transactions: totals.entries,
        summary: totals.summary(header),
        lines,
        canonical: Ok(canonical),
        converted: None,
    })
}

impl Totals {
    fn entry(&mut self, entry: Entry<'_>) -> Line {
        self.entries = self.entries.saturating_add(1);
        let detail = entry.detail();
        let cents = entry.amount_cents().unwrap_or_default();
        let code = entry.record().bytes().get(1..3).unwrap_or_default();
        let code = TransactionCode::from_digits(code);
        let credit = code.and_then(TransactionCode::is_credit) == Some(true);
        let sum = if credit {
            &mut self.credit_cents
        } else {
            &mut self.debit_cents
        };
        *sum = sum.saturating_add(cents);
        if let Some(code) = entry.sec_code() {
            self.sec_codes.insert(code.to_string());
        }
        Line {
            reference: detail.trace_number().trim().to_owned(),
            amount: format!("{}.{:02}", cents / 100, cents % 100),
            currency: "USD".to_owned(),
            direction: if credit { "CRDT" } else { "DBIT" }.to_owned(),
            party: detail.individual_name().trim().to_owned(),
        }
    }

    fn summary(self, mut summary: Map<String, Value>) -> Map<String, Value> {
        let dollars = |cents: u64| json!(format!("{}.{:02}", cents / 100, cents % 100));
        let codes: Vec<String> = self.sec_codes.into_iter().collect();
        let mut sums = Map::new();
        sums.insert("CRDT USD".to_owned(), dollars(self.credit_cents));
        sums.insert("DBIT USD".to_owned(), dollars(self.debit_cents));
        summary.insert("sec_codes".to_owned(), json!(codes.join(" ")));
        summary.insert("batches".to_owned(), json!(self.batches));
        summary.insert("entries".to_owned(), json!(self.entries));
        summary.insert("sums".to_owned(), Value::Object(sums));
        summary
    }
}

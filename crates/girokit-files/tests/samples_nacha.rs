//! NACHA files from elsewhere: `../shared/data/ach`, or `GIROKIT_DATA`. Verdicts of the index, and every mutant refused where
//! it was mutated.
#![cfg(feature = "nacha")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use girokit_files::nacha::{self, Reader};
use girokit_files::{Profile, Report};

fn root() -> Option<PathBuf> {
    let data = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let root = data.join("ach");
    if !root.is_dir() {
        println!("skipped: no {}", root.display());
        return None;
    }
    Some(root)
}

fn rows(index: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(index).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
    lines
        .map(|line| {
            let columns = line.split('\t').map(str::to_owned);
            names
                .iter()
                .map(|name| (*name).to_owned())
                .zip(columns)
                .collect()
        })
        .collect()
}

fn report(path: &Path) -> Report {
    let file = BufReader::new(File::open(path).unwrap());
    let mut reader = Reader::new(file).with_profile(Profile::STRICT);
    while reader.next_item().unwrap().is_some() {}
    reader.into_report()
}

/// Files on which we and the other library (moov-io/ach with its default options) differ: its verdict, and why.
const ARGUED: &[(&str, &str, &str)] = &[
    (
        "6e498621-contested-return",
        "valid",
        "one entry has three addenda 99; an entry is returned once, so that its addenda is one",
    ),
    (
        "be14b200-enr-read",
        "valid",
        "an ENR entry counts its addenda in 55-58; here the name stands there",
    ),
    ("ca259b27-enr-read", "valid", "the same file, elsewhere"),
    (
        "14c1cedd-20180713-IAT",
        "valid",
        "a debit (27) in a batch of service class 220, credits only; the other library does not compare them for IAT",
    ),
    (
        "8e9dde28-20180716-IAT-A17",
        "valid",
        "the same, and an entry with nine addenda says seven",
    ),
    (
        "1e2254b9-flattenIATBatchesMultipleBatchHeaders",
        "valid",
        "entries with nine addenda say seven; originator status 0, which is ADV's",
    ),
    (
        "09c458b6-iat-addenda98",
        "valid",
        "a notification of change of $1,000; it carries no money",
    ),
];

#[test]
fn verdicts_are_the_indexs_or_argued() {
    let Some(root) = root() else { return };
    let rows = rows(&root.join("index.tsv"));
    let (mut agree, mut differing, mut argued) = (0, Vec::new(), Vec::new());
    for row in &rows {
        let report = report(&root.join(&row["path"]));
        let ours = if report.is_valid() {
            "valid"
        } else {
            "invalid"
        };
        let theirs = &row["oracle_verdict"];
        if ours == theirs {
            agree += 1;
            continue;
        }
        let reason = ARGUED
            .iter()
            .find(|(file, verdict, _)| row["path"].contains(file) && verdict == theirs);
        let first = report.errors().next().map(ToString::to_string);
        match reason {
            Some((file, _, reason)) => argued.push(format!("{file}: {reason}\n    {first:?}")),
            None => differing.push(format!("{}: {theirs}, we {ours}: {first:?}", row["path"])),
        }
    }
    println!(
        "{agree} of {} verdicts agree, {} argued:",
        rows.len(),
        argued.len()
    );
    println!("{}", argued.join("\n"));
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// Refused files, and the profile that is for them.
const PROFILED: &[(&str, &str)] = &[
    ("0f3de61a-neither_file_record", "fragment"),
    ("3224b685-no_control", "fragment"),
    ("69469488-no_header", "fragment"),
    ("a1ac9ae8-adv-noFileControl", "fragment"),
    ("e80c83ae-bh-ed-ad-bh-ed-ad-ed-ad", "returns"),
    ("9e205dd8-return-no-batch-controls", "returns"),
    ("dc6449f1-return-no-batch-header", "returns"),
    ("0c589dd6-return-PPD-custom-reason-code", "returns"),
    ("85659e9d-pos-invalidReturnFile", "returns"),
    ("b5cb2562-iat-invalidAddenda99", "returns"),
    ("eb43a5d5-issue702-1", "private-routing"),
    ("def559b9-issue702", "private-routing"),
    ("1472c29c-202001172118", "sparse-entries"),
    ("33b3a4be-201805101354", "lenient-entries"),
    (
        "453f6045-ppd-debit-invalid-entryDetail-checkDigit",
        "lenient-entries",
    ),
    ("14c1cedd-20180713-IAT", "lenient-entries"),
    ("8e9dde28-20180716-IAT-A17", "lenient-entries"),
    (
        "1e2254b9-flattenIATBatchesMultipleBatchHeaders",
        "lenient-entries",
    ),
    ("8a6eee52-pos-invalidEntryDetail", "extended-characters"),
];

#[test]
fn what_is_bent_passes_under_its_profile() {
    let Some(root) = root() else { return };
    let rows = rows(&root.join("index.tsv"));
    for (file, name) in PROFILED {
        let Some(row) = rows.iter().find(|row| row["path"].contains(file)) else {
            println!("not there: {file}");
            continue;
        };
        let bytes = std::fs::read(root.join(&row["path"])).unwrap();
        let profile = nacha::profiles::by_name(name).unwrap();
        let mut reader = Reader::new(&bytes[..]).with_profile(profile.clone());
        while reader.next_item().unwrap().is_some() {}
        let first = reader.report().errors().next().map(ToString::to_string);
        assert_eq!(first, None, "{file} under {name}");
    }
}

/// Where a mutant must have an error: a line of the file, columns, or the rule where the fault is that something is missing.
fn is_at_the_place(mutation: &str, base: &[Vec<u8>], mutant: &[Vec<u8>], report: &Report) -> bool {
    let has = |code: &str| report.errors().any(|problem| problem.rule().code() == code);
    match mutation {
        "file_header_missing" => has("nacha.file-header.missing"),
        "batch_header_missing" => has("nacha.batch-header.missing"),
        "batch_control_missing" => has("nacha.batch-control.missing"),
        "file_control_missing" => has("nacha.file-control.missing"),
        "truncated_after_first_entry" => {
            has("nacha.batch-control.missing") && has("nacha.file-control.missing")
        }
        // The amount is as good as another; what it breaks are the totals.
        "amount_changed_totals_stale" => {
            ["debit", "credit"]
                .iter()
                .any(|side| has(&format!("nacha.batch-control.total-{side}")))
                || has("nacha.entry.amount-not-zero")
        }
        _ => {
            let line = base.iter().zip(mutant).position(|(a, b)| a != b).unwrap();
            let columns = differing_columns(&base[line], &mutant[line]);
            report.errors().any(|problem| {
                let place = problem.place();
                let first = place.column().unwrap_or(1) as usize;
                let last = place.last_column().unwrap_or(94) as usize;
                place.line_number() == Some(line as u64 + 1)
                    && (mutation.starts_with("duplicate")
                        || (first <= columns.1 && last >= columns.0))
            })
        }
    }
}

/// The first and the last column that differ.
fn differing_columns(base: &[u8], mutant: &[u8]) -> (usize, usize) {
    if base.len() != mutant.len() {
        let end = base.len().min(mutant.len());
        return (end, end + 1);
    }
    let differs = |at: &usize| base[*at] != mutant[*at];
    let first = (0..base.len()).find(differs).unwrap();
    let last = (0..base.len()).rfind(differs).unwrap();
    (first + 1, last + 1)
}

fn lines(path: &Path) -> Vec<Vec<u8>> {
    let bytes = std::fs::read(path).unwrap();
    bytes
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec())
        .collect()
}

#[test]
fn every_mutant_is_refused_where_it_was_mutated() {
    let Some(root) = root() else { return };
    let rows = rows(&root.join("synthetic.tsv"));
    assert!(rows.len() > 400, "the index lost its cases");
    let mut wrong = Vec::new();
    let mut table: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in &rows {
        let report = report(&root.join(&row["path"]));
        let base = lines(&root.join(&row["base"]));
        let mutant = lines(&root.join(&row["path"]));
        let mutation = &row["mutation"];
        let good = !report.is_valid() && is_at_the_place(mutation, &base, &mutant, &report);
        let count = table.entry(mutation).or_default();
        count.0 += 1;
        count.1 += usize::from(good);
        if !good {
            let first = report.errors().next().map(ToString::to_string);
            wrong.push(format!("{}: {first:?}", row["path"]));
        }
    }
    for (mutation, (files, refused)) in &table {
        println!("{mutation:32} {files:4} files {refused:4} refused at the place");
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

#[test]
fn files_are_detected() {
    let Some(root) = root() else { return };
    let mut missed = Vec::new();
    for index in ["index.tsv", "synthetic.tsv"] {
        for row in rows(&root.join(index)) {
            let file = std::fs::read(root.join(&row["path"])).unwrap();
            if !nacha::detect(&file) {
                missed.push(row["path"].clone());
            }
        }
    }
    println!("not detected: {missed:?}");
    // Two are a fuzzer's own notation, one has a character before its header.
    assert!(missed.len() <= 3, "{missed:?}");
}

#[test]
fn every_file_is_written_as_it_was_read_and_its_controls_are_computed_alike() {
    let Some(root) = root() else { return };
    let (mut files, mut valid, mut completed) = (0, 0, 0);
    for index in ["index.tsv", "synthetic.tsv"] {
        for row in rows(&root.join(index)) {
            let path = &row["path"];
            let bytes = std::fs::read(root.join(path)).unwrap();
            let (read, report) = nacha::read_all(&bytes[..], &Profile::STRICT).unwrap();
            let written: Vec<u8> = read.iter().flat_map(nacha::File::to_bytes).collect();
            assert!(written == bytes, "{path} is not written as it was read");
            files += 1;
            if !report.is_valid() {
                continue;
            }
            valid += 1;
            let mut again = read.clone();
            for file in &mut again {
                for batch in &mut file.batches {
                    let kept = batch
                        .control
                        .as_ref()
                        .map(|old| old.bytes()[54..79].to_vec());
                    batch.complete().unwrap();
                    let new = batch.control.as_ref().unwrap().bytes()[54..79].to_vec();
                    assert!(kept.is_none_or(|old| old == new), "{path}");
                }
                file.complete().unwrap();
                file.normalize();
                let report = file.check(&Profile::STRICT).unwrap();
                assert!(report.is_valid(), "{path}: {:?}", report.errors().next());
            }
            let controls = |files: &[nacha::File]| -> Vec<Vec<u8>> {
                let of = |file: &nacha::File| {
                    let batches = file
                        .batches
                        .iter()
                        .filter_map(|batch| batch.control.clone());
                    let all = batches.chain(file.control.clone());
                    all.map(|one| one.bytes().trim_ascii_end().to_vec())
                        .collect::<Vec<_>>()
                };
                files.iter().flat_map(of).collect()
            };
            if controls(&read) == controls(&again) {
                completed += 1;
            } else {
                println!("controls of {path} are spelled in another way");
            }
        }
    }
    println!(
        "{files} files written byte for byte; of {valid} valid ones {completed} controls computed byte for byte"
    );
    assert!(completed * 10 >= valid * 9);
}

#[test]
fn every_entry_of_valid_files_is_answered() {
    use nacha::{Answer, Answers, ChangeCode, FileBuilder, ReturnReason};
    let Some(root) = root() else { return };
    let created = chrono::NaiveDate::from_ymd_opt(2024, 11, 26).unwrap();
    let created = created.and_hms_opt(9, 0, 0).unwrap();
    let back = Answer::Return {
        reason: ReturnReason::parse("R02").unwrap(),
        date_of_death: None,
        information: "",
    };
    let change = Answer::Change {
        code: ChangeCode::parse("C01").unwrap(),
        corrected_data: "1918171614",
    };
    let dishonor = Answer::Dishonor {
        reason: ReturnReason::parse("R61").unwrap(),
        information: "",
    };
    let refuse = Answer::Refuse {
        code: ChangeCode::parse("C62").unwrap(),
    };
    let answer = |file: &nacha::File, one: &Answer<'_>| {
        let mut answers = Answers::of(FileBuilder::new("121042882", "231380104", created));
        for (batch, entry) in file.entries() {
            // An answer cannot be answered so, nor can an advice.
            let _ = answers.add(batch, entry, one);
        }
        (!answers.is_empty()).then(|| answers.build())
    };
    let (mut files, mut entries, mut wrong) = (0, 0, Vec::new());
    for row in rows(&root.join("index.tsv")) {
        let bytes = std::fs::read(root.join(&row["path"])).unwrap();
        let (all, report) = nacha::read_all(&bytes[..], &Profile::STRICT).unwrap();
        for file in all.iter().filter(|_| report.is_valid()) {
            files += 1;
            for (first, second) in [(&back, &dishonor), (&change, &refuse)] {
                let built = match answer(file, first) {
                    Some(Ok(built)) => built,
                    Some(Err(error)) => {
                        wrong.push(format!("{}: {first:?}: {error}", row["path"]));
                        continue;
                    }
                    None => continue,
                };
                entries += built.entries().count();
                if let Some(Err(error)) = answer(&built, second) {
                    wrong.push(format!("{}: {second:?}: {error}", row["path"]));
                }
            }
        }
    }
    println!(
        "{files} valid files, {entries} entries returned and changed, and that answered in turn"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

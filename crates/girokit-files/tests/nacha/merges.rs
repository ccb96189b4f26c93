//! Files that are merged and split: nothing is lost, limits hold, and each entry is found again.

use std::collections::BTreeSet;

use girokit_files::nacha::record::entry_detail;
use girokit_files::nacha::{self, File, Limits, Moved, SecCode};
use girokit_files::{ErrorKind, Profile};
use proptest::prelude::*;

use crate::good;

fn read(lines: &[String]) -> File {
    nacha::read(&good::bytes(lines)[..], &Profile::STRICT)
        .unwrap()
        .0
}

/// A file of batches, each of a SEC code and of entries: code, cents, sequence.
fn of(batches: &[(&str, &[(&str, u64, u32)])]) -> File {
    let batches: Vec<Vec<String>> = (1..)
        .zip(batches)
        .map(|(number, (sec, entries)): (u32, _)| {
            let entries: Vec<_> = entries
                .iter()
                .map(|(code, cents, sequence)| {
                    good::entry(sec, code, &cents.to_string(), *sequence, &[])
                })
                .collect();
            good::batch(sec, "200", &number.to_string(), &entries)
        })
        .collect();
    read(&good::file(&batches))
}

/// Every entry is once where it is said to be, unchanged, and every file is valid.
fn prove(given: &[File], moved: &Moved) {
    let all: usize = given.iter().map(|file| file.entries().count()).sum();
    assert_eq!(moved.moves.len(), all);
    let to: BTreeSet<_> = moved.moves.iter().map(|one| one.to).collect();
    assert_eq!(to.len(), all);
    assert_eq!(
        moved
            .files
            .iter()
            .map(|file| file.entries().count())
            .sum::<usize>(),
        all
    );
    for one in &moved.moves {
        let entry = |files: &[File], at: nacha::EntryPlace| {
            files[at.file].batches[at.batch].entries[at.entry].clone()
        };
        let (from, to) = (entry(given, one.from), entry(&moved.files, one.to));
        assert_eq!(from.record.bytes(), to.record.bytes());
        assert_eq!(from.addenda.len(), to.addenda.len());
    }
    for file in &moved.files {
        let report = file.check(&Profile::STRICT).unwrap();
        assert_eq!(crate::problems(&report), Vec::<String>::new());
    }
}

fn shape(moved: &Moved) -> Vec<Vec<usize>> {
    let batches = |file: &File| {
        file.batches
            .iter()
            .map(|batch| batch.entries.len())
            .collect()
    };
    moved.files.iter().map(batches).collect()
}

#[test]
fn equal_batches_are_combined_in_the_order_of_trace_numbers() {
    let given = vec![
        of(&[("PPD", &[("22", 1, 5), ("27", 2, 6)])]),
        of(&[
            ("PPD", &[("22", 3, 1), ("27", 4, 9)]),
            ("CCD", &[("22", 5, 2)]),
        ]),
    ];
    let moved = nacha::merge(given.clone(), &Limits::default()).unwrap();
    prove(&given, &moved);
    assert_eq!(shape(&moved), [vec![4, 1]]);
    let traces: Vec<_> = moved.files[0].batches[0]
        .entries
        .iter()
        .map(|entry| entry.detail().trace_number().into_owned())
        .collect();
    assert!(traces.is_sorted(), "{traces:?}");
    let mut limits = Limits::default();
    limits.combine_batches = false;
    let apart = nacha::merge(given.clone(), &limits).unwrap();
    prove(&given, &apart);
    assert_eq!(shape(&apart), [vec![2, 2, 1]]);
}

#[test]
fn the_same_trace_number_twice_is_two_batches() {
    let given = vec![
        of(&[("PPD", &[("22", 1, 1)])]),
        of(&[("PPD", &[("22", 1, 1)])]),
    ];
    let moved = nacha::merge(given.clone(), &Limits::default()).unwrap();
    prove(&given, &moved);
    assert_eq!(shape(&moved), [vec![1, 1]]);
}

#[test]
fn limits_open_the_next_file_with_the_next_modifier() {
    let entries: Vec<(&str, u64, u32)> = (1..=10).map(|number| ("22", 100, number)).collect();
    let given = of(&[("PPD", &entries)]);
    for (change, expected) in [
        (
            &(|limits: &mut Limits| limits.records = 8) as &dyn Fn(&mut Limits),
            vec![4, 4, 2],
        ),
        (&|limits| limits.entries = 5, vec![5, 5]),
        (&|limits| limits.credit_cents = 300, vec![3, 3, 3, 1]),
        (&|limits| limits.debit_cents = 0, vec![10]),
    ] {
        let mut limits = Limits::default();
        change(&mut limits);
        let moved = nacha::split(given.clone(), &limits).unwrap();
        prove(std::slice::from_ref(&given), &moved);
        assert_eq!(shape(&moved).concat(), expected);
        let modifiers: String = moved
            .files
            .iter()
            .map(|file| file.file_header().unwrap().file_id_modifier().into_owned())
            .collect();
        assert!("ABCD".starts_with(&modifiers), "{modifiers}");
    }
    let mut limits = Limits::default();
    limits.credit_cents = 99;
    assert_eq!(
        nacha::split(given.clone(), &limits).unwrap_err().kind(),
        ErrorKind::TooMany
    );
    limits = Limits::default();
    limits.batches = 0;
    assert_eq!(
        nacha::split(given.clone(), &limits).unwrap_err().kind(),
        ErrorKind::TooMany
    );
    let many: Vec<(&str, u64, u32)> = (1..=37).map(|number| ("22", 100, number)).collect();
    limits = Limits::default();
    limits.entries = 1;
    assert_eq!(
        nacha::split(of(&[("PPD", &many)]), &limits)
            .unwrap_err()
            .kind(),
        ErrorKind::TooMany
    );
}

#[test]
fn debits_and_credits_are_split_apart() {
    let given = of(&[
        ("PPD", &[("22", 1, 1), ("27", 2, 2), ("22", 3, 3)]),
        ("CCD", &[("27", 4, 4)]),
    ]);
    let moved = nacha::split_by(given.clone(), &Limits::default(), |_, entry| {
        entry.transaction_code().unwrap().is_credit()
    })
    .unwrap();
    prove(&[given], &moved);
    assert_eq!(shape(&moved), [vec![1, 1], vec![2]]);
}

#[test]
fn other_origins_and_advices_stay_apart() {
    let mut other = good::of("PPD");
    other[0].replace_range(63..69, "A BANK");
    let given = vec![
        read(&good::of("PPD")),
        read(&other),
        read(&good::of("ADV")),
        read(&good::of("IAT")),
    ];
    let moved = nacha::merge(given.clone(), &Limits::default()).unwrap();
    prove(&given, &moved);
    assert_eq!(moved.files.len(), 3);
    assert!(moved.files.iter().any(File::is_adv));
}

#[test]
fn what_has_no_place_is_not_lost_but_refused() {
    let mut lines = good::of("PPD");
    lines.insert(2, "7 out of place".to_owned());
    let error = nacha::split(read(&lines), &Limits::default()).unwrap_err();
    assert!(
        error.problems()[0]
            .to_string()
            .starts_with("line 3: Record Type Code: expected a record in its place"),
        "{error}"
    );
    let lines = good::of("PPD");
    let error = nacha::split(read(&lines[1..]), &Limits::default()).unwrap_err();
    assert_eq!(
        error.problems()[0].rule().code(),
        "nacha.file-header.missing"
    );
    let error = nacha::split(
        read(&[&lines[..1], &lines[2..]].concat()),
        &Limits::default(),
    )
    .unwrap_err();
    assert_eq!(
        error.problems()[0].rule().code(),
        "nacha.batch-header.missing"
    );
    let mut lines = good::of("PPD");
    good::set(&mut lines, 3, entry_detail::AMOUNT, "ABCDEFGHIJ");
    assert_eq!(
        nacha::split(read(&lines), &Limits::default())
            .unwrap_err()
            .kind(),
        ErrorKind::Invalid
    );
}

#[test]
fn files_of_every_sec_code_are_merged() {
    let given: Vec<File> = SecCode::ALL
        .iter()
        .map(|sec| read(&good::of(sec.as_str())))
        .collect();
    let moved = nacha::merge(given.clone(), &Limits::default()).unwrap();
    prove(&given, &moved);
    assert_eq!(moved.files.len(), 2);
    assert_eq!(
        nacha::merge(Vec::new(), &Limits::default())
            .unwrap()
            .files
            .len(),
        0
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nothing_is_lost_and_limits_hold(
        files in prop::collection::vec(prop::collection::vec((any::<bool>(), prop::collection::vec((any::<bool>(), 1_u64..500), 1..5)), 1..4), 1..5),
        records in 8_usize..30,
        combine: bool,
        overlap: bool,
    ) {
        let mut sequence = 0;
        let given: Vec<File> = files.iter().map(|batches| {
            if overlap {
                sequence = 0;
            }
            let batches: Vec<(&str, Vec<(&str, u64, u32)>)> = batches.iter().map(|(personal, entries)| {
                let entries = entries.iter().map(|(credit, cents)| {
                    sequence += 1;
                    (if *credit { "22" } else { "27" }, *cents, sequence)
                });
                (if *personal { "PPD" } else { "CCD" }, entries.collect())
            }).collect();
            let batches: Vec<(&str, &[(&str, u64, u32)])> = batches.iter().map(|(sec, entries)| (*sec, &entries[..])).collect();
            of(&batches)
        }).collect();
        let mut limits = Limits::default();
        limits.records = records;
        limits.combine_batches = combine;
        let moved = nacha::merge(given.clone(), &limits).unwrap();
        prove(&given, &moved);
        for file in &moved.files {
            prop_assert!(file.record_count() - file.padding.len() <= records);
        }
    }
}

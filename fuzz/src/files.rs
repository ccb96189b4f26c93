//! Bodies for `girokit-files`.

use std::io::BufReader;

use girokit_files::chrono::NaiveDateTime;
use girokit_files::line::Lines;
use girokit_files::nacha::{self, Item, Record};
use girokit_files::{Profile, Report, bai2, mt, ofx};

/// Reads lines through buffers of two sizes: the lines and endings, put together, are the file.
///
/// # Panics
/// When a promise is broken.
pub fn lines(data: &[u8]) {
    let whole = collect(data, 1 << 16);
    assert_eq!(whole, collect(data, 3));
    let mark = &b"\xef\xbb\xbf"[..];
    let mut written = Vec::new();
    if data.starts_with(mark) {
        written.extend_from_slice(mark);
    }
    for (line, ending) in whole {
        written.extend_from_slice(&line);
        written.extend_from_slice(ending);
    }
    assert_eq!(written, data);
}

fn collect(data: &[u8], buffer: usize) -> Vec<(Vec<u8>, &'static [u8])> {
    let mut lines = Lines::new(BufReader::with_capacity(buffer, data));
    let mut found = Vec::new();
    while let Ok(Some(line)) = lines.next_line() {
        found.push((line.bytes().to_vec(), line.ending().as_bytes()));
    }
    found
}

/// Reads BAI2 through buffers of two sizes with one result; what is written of it reads back equal and without an error of
/// form, and becomes statements.
///
/// # Panics
/// When a promise is broken.
pub fn bai2(data: &[u8]) {
    let strict = &Profile::STRICT;
    let whole = bai2::read(data, strict);
    let small = bai2::read(BufReader::with_capacity(3, data), strict);
    match (&whole, &small) {
        (Ok(one), Ok(other)) => assert_eq!(one, other),
        (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string()),
        _ => panic!("{whole:?} {small:?}"),
    }
    let Ok((file, report)) = whole else { return };
    assert!(
        report
            .problems()
            .iter()
            .all(|one| one.place().line_number().is_none_or(|line| line > 0))
    );
    let _ = file.to_statements();
    let Ok(written) = file.to_bytes() else { return };
    let (again, _) = bai2::read(&written[..], strict).expect("what is written is read");
    assert_eq!(again.to_bytes().expect("what is read is written"), written);
}

/// Reads NACHA through buffers of two sizes with one report; the records and their line endings, put together, are the file.
///
/// # Panics
/// When a promise is broken.
pub fn nacha(data: &[u8]) {
    let _ = nacha::detect(data);
    let (whole, report) = nacha_records(data, 1 << 16);
    let (small, again) = nacha_records(data, 3);
    assert_eq!(whole, small);
    assert_eq!(report, again);
    let mark = &b"\xef\xbb\xbf"[..];
    let start = if data.starts_with(mark) { mark } else { b"" };
    assert_eq!([start, &whole].concat(), data);
    for problem in report.problems() {
        assert!(nacha::rules::ALL.contains(&problem.rule()));
        assert!(!problem.expected().is_empty() && !problem.found().is_empty());
    }
}

fn nacha_records(data: &[u8], buffer: usize) -> (Vec<u8>, Report) {
    let mut reader = nacha::Reader::new(BufReader::with_capacity(buffer, data));
    let mut bytes = Vec::new();
    let mut put = |record: Record<'_>, layout: nacha::Layout| {
        bytes.extend_from_slice(record.bytes());
        bytes.extend_from_slice(record.ending().as_bytes());
        for field in layout.fields() {
            let _ = (record.text(*field), record.number(*field));
            let _ = (record.date(*field), record.time(*field));
        }
    };
    while let Some(item) = reader.next_item().expect("lines below the limit") {
        if let Item::Entry(entry) = item {
            put(entry.record(), entry.layout());
            let kinds = entry.addenda();
            for (record, kind) in entry.addenda_records().zip(kinds) {
                put(record, kind.layout());
            }
        } else {
            put(item.record(), nacha::record::file_header::LAYOUT);
        }
    }
    (bytes, reader.into_report())
}

/// Reads NACHA files whole: written again they are the same bytes; completed and made to stand as an operator asks, nothing
/// that a control says is wrong, and completing once more changes nothing.
///
/// # Panics
/// When a promise is broken.
pub fn nacha_file(data: &[u8]) {
    let strict = &Profile::STRICT;
    let (files, _) = nacha::read_all(data, strict).expect("lines below the limit");
    let written: Vec<u8> = files.iter().flat_map(nacha::File::to_bytes).collect();
    assert_eq!(written, data);
    for mut file in files {
        file.normalize();
        if file.complete().is_err() {
            continue;
        }
        let bytes = file.to_bytes();
        // What has no place stays, and is counted by nobody in the same way.
        let whole = file.others().len() == 0 && file.header.is_some();
        let report = file.check(strict).expect("lines below the limit");
        for problem in report.problems() {
            let code = problem.rule().code();
            let counted = code.ends_with("-count") || code.ends_with("hash");
            assert!(!(whole && counted), "{problem}");
        }
        file.complete()
            .expect("what was completed is completed again");
        assert_eq!(file.to_bytes(), bytes);
    }
}

/// Answers every entry of a NACHA file, merges and splits it: what is built keeps every rule, what is moved is all there.
///
/// # Panics
/// When a promise is broken.
pub fn nacha_answers(data: &[u8]) {
    let strict = &Profile::STRICT;
    let (files, _) = nacha::read_all(data, strict).expect("lines below the limit");
    let reason = |code| nacha::ReturnReason::parse(code).expect("a code of the standard");
    let change = |code| nacha::ChangeCode::parse(code).expect("a code of the standard");
    let all = [
        nacha::Answer::Return {
            reason: reason("R02"),
            date_of_death: None,
            information: "",
        },
        nacha::Answer::Change {
            code: change("C01"),
            corrected_data: "1918171614",
        },
        nacha::Answer::Refuse {
            code: change("C62"),
        },
        nacha::Answer::Dishonor {
            reason: reason("R61"),
            information: "",
        },
        nacha::Answer::Contest {
            reason: reason("R73"),
            returned_on: None,
            original_settlement_day: 1,
        },
    ];
    for answer in &all {
        let mut answers = nacha::Answers::new("121042882", "231380104", NaiveDateTime::default());
        let added = files
            .iter()
            .flat_map(nacha::File::entries)
            .filter(|(batch, entry)| answers.add(batch, entry, answer).is_ok())
            .count();
        assert_eq!(answers.len(), added);
        if let Ok(file) = answers.build() {
            let report = file.check(strict).expect("lines below the limit");
            assert!(report.is_valid() && file.entries().count() == added);
        }
    }
    let entries: usize = files.iter().map(|file| file.entries().count()).sum();
    let mut limits = nacha::Limits::default();
    limits.records = 8;
    for limits in [&nacha::Limits::default(), &limits] {
        if let Ok(moved) = nacha::merge(files.clone(), limits) {
            assert_eq!(moved.moves.len(), entries);
            let kept: usize = moved.files.iter().map(|file| file.entries().count()).sum();
            assert_eq!(kept, entries);
        }
    }
}

/// Reads statement messages through buffers of two sizes with one result; what is written of them reads back as itself, and
/// they become statements.
///
/// # Panics
/// When a promise is broken.
pub fn mt(data: &[u8]) {
    let strict = &Profile::STRICT;
    let whole = mt::read(data, strict);
    let small = mt::read(BufReader::with_capacity(3, data), strict);
    match (&whole, &small) {
        (Ok(one), Ok(other)) => assert_eq!(one, other),
        (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string()),
        _ => panic!("{whole:?} {small:?}"),
    }
    let Ok((messages, _)) = whole else { return };
    let _ = mt::to_statements(&messages);
    let Ok(written) = mt::to_bytes(&messages) else {
        return;
    };
    let (again, _) = mt::read(&written[..], strict).expect("what is written is read");
    assert_eq!(
        mt::to_bytes(&again).expect("what is read is written"),
        written
    );
}

/// Reads OFX, and makes statements of it.
///
/// # Panics
/// When a promise is broken.
pub fn ofx(data: &[u8]) {
    let Ok((file, report)) = ofx::read(data, &Profile::STRICT) else {
        return;
    };
    let lines = data.split(|byte| *byte == b'\n').count() as u64;
    let places = report
        .problems()
        .iter()
        .filter_map(|one| one.place().line_number());
    assert!(places.into_iter().all(|line| line <= lines));
    let converted = file.to_statements();
    assert!(converted.statements.len() <= file.statements.len());
}

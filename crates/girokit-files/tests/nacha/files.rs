//! Files that are held: read and written byte for byte, changed, completed.

use girokit_files::line::LineEnding;
use girokit_files::nacha::record::{adv_batch_control, batch_control, entry_detail, file_control};
use girokit_files::nacha::{self, EntryBuf, File, RecordBuf, SecCode};
use girokit_files::{ErrorKind, Profile};

use crate::good;

fn read(bytes: &[u8]) -> File {
    nacha::read(bytes, &Profile::STRICT).unwrap().0
}

fn of(sec: &str) -> Vec<u8> {
    good::bytes(&good::of(sec))
}

const CODES: [&str; 23] = [
    "ACK", "ADV", "ARC", "ATX", "BOC", "CCD", "CIE", "COR", "CTX", "DNE", "ENR", "IAT", "MTE",
    "POP", "POS", "PPD", "RCK", "SHR", "TEL", "TRC", "TRX", "WEB", "XCK",
];

#[test]
fn what_is_read_is_written_byte_for_byte() {
    let lines = good::of("PPD");
    let joined = lines.concat();
    let crlf = lines.join("\r\n");
    let cr = lines.join("\r");
    let mixed = [&lines[..3].join("\r\n"), "\n", &lines[3..].join("\n"), "\n"].concat();
    let text = String::from_utf8(of("PPD")).unwrap();
    let two_in_a_line = [&lines[..2].concat(), "\n", &lines[2..].join("\n")].concat();
    let cases = [
        text.clone(),
        joined.clone(),
        format!("{joined}\n"),
        crlf.clone(),
        format!("{crlf}\r\n"),
        cr,
        mixed,
        two_in_a_line,
        format!("\u{feff}{text}"),
        format!("{text}\n\n\u{1a}"),
        text.replace("\n6", "\n\n6"),
        text.replace(" \n", "\n"),
        format!("{text}{text}").replace("\n101", "\n5\n6\n101"),
        lines[2..].join("\n"),
        lines[2].clone(),
        format!("{text}6 behind the end\n7 and its addenda\n"),
        String::new(),
        "\n".to_owned(),
        "nonsense".to_owned(),
    ];
    for case in cases {
        let (files, _) = nacha::read_all(case.as_bytes(), &Profile::STRICT).unwrap();
        let written: Vec<u8> = files.iter().flat_map(File::to_bytes).collect();
        assert_eq!(String::from_utf8_lossy(&written), case);
    }
}

#[test]
fn every_control_of_every_sec_code_is_computed() {
    for sec in CODES {
        let bytes = of(sec);
        let mut file = read(&bytes);
        for batch in &mut file.batches {
            batch.control = None;
        }
        file.control = None;
        file.padding.clear();
        file.complete().unwrap();
        let written = file.to_bytes();
        assert_eq!(
            String::from_utf8_lossy(&written),
            String::from_utf8_lossy(&bytes),
            "{sec}"
        );
        assert!(file.check(&Profile::STRICT).unwrap().is_valid(), "{sec}");
    }
}

#[test]
fn a_changed_amount_is_a_changed_total() {
    let mut file = read(&of("PPD"));
    let entry = &mut file.batches[0].entries[0];
    let before = entry.amount_cents(SecCode::PPD).unwrap();
    entry
        .record
        .set_number(entry_detail::AMOUNT, before + 7)
        .unwrap();
    assert!(!file.check(&Profile::STRICT).unwrap().is_valid());
    file.complete().unwrap();
    assert!(file.check(&Profile::STRICT).unwrap().is_valid());
}

#[test]
fn addenda_that_are_added_are_counted() {
    let mut file = read(&of("PPD"));
    let line = good::payment(1, "0001");
    let entry = &mut file.batches[0].entries[0];
    entry.addenda = vec![RecordBuf::from_bytes(line.as_bytes())];
    file.complete().unwrap();
    let report = file.check(&Profile::STRICT).unwrap();
    assert_eq!(crate::problems(&report), Vec::<String>::new());
    assert_eq!(file.batches[0].entries[0].record.bytes()[78], b'1');
}

#[test]
fn what_cannot_be_summed_is_said_and_nothing_is_changed() {
    let text = String::from_utf8(of("PPD")).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    good::set(&mut lines, 3, entry_detail::AMOUNT, "00000012E4");
    let mut file = read(&good::bytes(&lines));
    let before = file.clone();
    let error = file.complete().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let text = error.problems()[0].to_string();
    assert!(
        text.starts_with("line 3, columns 30-39: Amount: expected digits, found"),
        "{text}"
    );
    assert_eq!(file, before);

    let mut file = read(&of("PPD"));
    let entry = file.batches[0].entries[0].clone();
    file.batches[0].entries.clear();
    for _ in 0..101 {
        let mut entry = entry.clone();
        entry
            .record
            .set(entry_detail::AMOUNT, "9999999999")
            .unwrap();
        file.batches[0].entries.push(entry);
    }
    let error = file.complete().unwrap_err();
    let problem = error.problems()[0].to_string();
    assert!(problem.contains("nacha.field.length"), "{problem}");
}

#[test]
fn fields_take_what_fits_them() {
    let mut record = RecordBuf::new(entry_detail::LAYOUT);
    assert!(record.set(entry_detail::AMOUNT, "12345678901").is_err());
    assert!(record.set(entry_detail::AMOUNT, "12.5").is_err());
    assert!(
        record
            .set(entry_detail::INDIVIDUAL_NAME, "tab\there")
            .is_err()
    );
    assert!(
        record
            .set(entry_detail::INDIVIDUAL_NAME, "Zo\u{eb}")
            .is_err()
    );
    assert_eq!(record, RecordBuf::new(entry_detail::LAYOUT));
    record.set(entry_detail::INDIVIDUAL_NAME, "ANNA").unwrap();
    record.set_number(entry_detail::AMOUNT, 7).unwrap();
    assert_eq!(record.record().raw(entry_detail::AMOUNT), b"0000000007");
    assert_eq!(record.record().text(entry_detail::INDIVIDUAL_NAME), "ANNA");
    record.clear(entry_detail::AMOUNT);
    assert_eq!(record.record().number(entry_detail::AMOUNT), None);
}

#[test]
fn a_file_is_made_to_stand_as_operators_ask() {
    let text = String::from_utf8(of("PPD")).unwrap();
    let bent = format!(
        "\u{feff}{}\n\u{1a}",
        text.replace(" \n", "\n").replace("\n6", "\r\n\n6")
    );
    let mut file = read(bent.as_bytes());
    file.normalize();
    file.set_line_ending(LineEnding::Lf);
    assert_eq!(String::from_utf8(file.to_bytes()).unwrap(), text);
    file.set_line_ending(LineEnding::CrLf);
    assert_eq!(
        String::from_utf8(file.to_bytes()).unwrap(),
        text.replace('\n', "\r\n")
    );
    file.set_line_ending(LineEnding::None);
    assert_eq!(
        String::from_utf8(file.to_bytes()).unwrap(),
        text.replace('\n', "")
    );
}

#[test]
fn empty_lines_count_for_no_block() {
    let text = String::from_utf8(of("PPD")).unwrap();
    let mut file = read(text.replace("\n6", "\n\n\n\n\n\n\n\n\n\n\n6").as_bytes());
    file.complete().unwrap();
    assert_eq!(file.file_control().unwrap().block_count(), Some(1));
    let report = file.check(&Profile::STRICT).unwrap();
    assert!(report.is_valid(), "{:?}", crate::problems(&report));
}

#[test]
fn a_file_is_put_together_from_records() {
    let lines = good::of("CCD");
    let mut batch = nacha::Batch::new(RecordBuf::from_bytes(lines[1].as_bytes()));
    batch.entries.push(EntryBuf::new(
        RecordBuf::from_bytes(lines[2].as_bytes()),
        Vec::new(),
    ));
    batch.complete().unwrap();
    let control = batch.control.clone().unwrap();
    assert_eq!(
        control.record().number(batch_control::ENTRY_ADDENDA_COUNT),
        Some(1)
    );
    let mut file = File::new(RecordBuf::from_bytes(lines[0].as_bytes()));
    file.batches.push(batch);
    file.complete().unwrap();
    assert_eq!(file.record_count(), 10);
    let control = file.control.clone().unwrap();
    assert_eq!(control.record().number(file_control::BATCH_COUNT), Some(1));
    assert!(file.check(&Profile::STRICT).unwrap().is_valid());
    let advice = read(&of("ADV"));
    assert!(advice.is_adv());
    let control = advice.batches[0].control.as_ref().unwrap();
    assert!(
        control
            .record()
            .number(adv_batch_control::TOTAL_CREDIT_AMOUNT)
            .is_some()
    );
}

#[test]
fn several_files_are_read_apart_and_too_many_records_are_refused() {
    let one = of("PPD");
    let two = [one.clone(), of("ADV")].concat();
    let (files, _) = nacha::read_all(&two[..], &Profile::STRICT).unwrap();
    assert_eq!(files.len(), 2);
    assert_eq!(files[0].to_bytes(), one);
    let error = nacha::read(&two[..], &Profile::STRICT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMany);
    let error = nacha::read_from(nacha::Reader::new(&two[..]), 11).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMany);
    assert!(error.line().is_some());
}

#[test]
fn debug_shows_no_account() {
    let file = read(&of("IAT"));
    let text = format!("{file:?} {:?}", file.batches[0].entries[0]);
    assert!(!text.contains("744567899"), "{text}");
}

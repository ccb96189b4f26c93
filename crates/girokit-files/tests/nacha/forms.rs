//! How a file may stand on disk: line endings, none, marks, short buffers, very long lines.

use std::io::{self, BufReader, Read};

use girokit_files::nacha::{Item, Reader};
use girokit_files::{ErrorKind, Profile};
use proptest::prelude::*;

use crate::good::{self, bytes, of};
use crate::{problems, report};

fn records(file: &[u8], buffer: usize) -> (Vec<(String, u64)>, Vec<String>) {
    let mut reader = Reader::new(BufReader::with_capacity(buffer, file));
    let mut records = Vec::new();
    while let Some(item) = reader.next_item().unwrap() {
        let record = item.record();
        records.push((
            String::from_utf8_lossy(record.bytes()).into_owned(),
            record.line(),
        ));
        if let Item::Entry(entry) = item {
            for record in entry.addenda_records() {
                records.push((
                    String::from_utf8_lossy(record.bytes()).into_owned(),
                    record.line(),
                ));
            }
        }
    }
    (records, problems(reader.report()))
}

#[test]
fn a_file_is_the_same_under_any_line_ending_and_under_none() {
    for sec in ["PPD", "IAT", "CTX"] {
        let lines = of(sec);
        let whole = records(&bytes(&lines), 1 << 16);
        for ending in ["\r\n", "\r", ""] {
            let file = lines.join(ending) + ending;
            for buffer in [1, 7, 94, 95, 1 << 16] {
                assert_eq!(
                    records(file.as_bytes(), buffer),
                    whole,
                    "{ending:?} {buffer}"
                );
            }
        }
        assert_eq!(records(lines.join("\n").as_bytes(), 5), whole);
        assert_eq!(whole.1, Vec::<String>::new());
    }
}

#[test]
fn a_mark_is_passed_over_and_told() {
    for ending in ["\n", ""] {
        let file = format!("\u{feff}{}{ending}", of("PPD").join(ending));
        let found = report(file.as_bytes(), &Profile::STRICT);
        assert_eq!(
            problems(&found),
            [
                "line 1: File: expected no byte-order mark, found EF BB BF [nacha.file.byte-order-mark]"
            ]
        );
        assert!(found.is_valid());
    }
}

#[test]
fn an_empty_file_lacks_its_header_and_its_control() {
    for file in ["", "\n\n", "  \r\n"] {
        let found = report(file.as_bytes(), &Profile::STRICT);
        let codes: Vec<_> = found
            .errors()
            .map(|problem| problem.rule().code())
            .collect();
        assert_eq!(
            codes,
            ["nacha.file-header.missing", "nacha.file-control.missing"]
        );
    }
}

#[test]
fn a_tab_is_no_blank() {
    let mut lines = of("PPD");
    lines[2].replace_range(70..71, "\t");
    let found = report(&bytes(&lines), &Profile::STRICT);
    assert_eq!(
        problems(&found),
        [
            "line 3, column 71: Individual Name: expected printable ASCII, 20-7E, found \"\\t\" \
             [nacha.record.characters]"
        ]
    );
}

/// A gigabyte of one byte, without a line break.
fn endless(byte: u8) -> impl Read {
    io::repeat(byte).take(1 << 30)
}

#[test]
fn a_line_of_a_gigabyte_is_an_error_and_not_memory() {
    let file = BufReader::with_capacity(1 << 16, endless(b'x'));
    let mut reader = Reader::new(file);
    let error = reader.next_item().unwrap_err();
    assert_eq!(
        (error.kind(), error.line()),
        (ErrorKind::LineTooLong, Some(1))
    );
    assert!(reader.next_item().unwrap().is_none());
    let mut reader = Reader::new(&b"101 0313\n5200\n"[..]).with_max_line(7);
    assert_eq!(
        reader.next_item().unwrap_err().kind(),
        ErrorKind::LineTooLong
    );
}

#[test]
fn an_entry_of_too_many_addenda_is_an_error() {
    let addenda: Vec<String> = (1..=9_999)
        .map(|n: u32| good::payment(1, &n.to_string()))
        .collect();
    let entry = |addenda: &[String]| {
        let entry = good::entry("CTX", "22", "100", 1, addenda);
        bytes(&good::file(&[good::batch("CTX", "220", "1", &[entry])]))
    };
    let found = report(&entry(&addenda), &Profile::STRICT);
    assert_eq!(problems(&found), Vec::<String>::new());
    let file = entry(&addenda[..5]);
    let mut reader = Reader::new(&file[..]).with_max_addenda(4);
    let error = loop {
        match reader.next_item() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("no error"),
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), error.line()), (ErrorKind::TooMany, Some(3)));
}

#[test]
fn two_files_in_one_are_each_checked() {
    let mut lines = of("PPD");
    lines.extend(of("WEB"));
    let found = report(&bytes(&lines), &Profile::STRICT);
    assert_eq!(found.error_count(), 1, "{:?}", problems(&found));
}

#[test]
fn an_entry_behind_the_file_control_keeps_its_addenda() {
    let mut lines = of("PPD");
    let entry = lines[3..5].to_vec();
    lines.splice(7..7, entry);
    let file = bytes(&lines);
    let (found, problems) = records(&file, 1 << 16);
    assert_eq!(found.len(), lines.len());
    assert!(
        problems[0].ends_with("[nacha.file.after-control]"),
        "{problems:?}"
    );
}

#[test]
fn records_without_a_place_are_given_and_not_dropped() {
    let file = "garbage\n\n622\n705\n8200\nmore";
    let mut reader = Reader::new(file.as_bytes());
    let mut bytes = 0;
    while let Some(item) = reader.next_item().unwrap() {
        bytes += item.record().bytes().len() + 1;
        if let Item::Entry(entry) = item {
            bytes += entry
                .addenda_records()
                .map(|record| record.bytes().len() + 1)
                .sum::<usize>();
        }
    }
    assert_eq!(bytes, file.len() + 1);
    assert!(!reader.report().is_valid());
}

proptest! {
    /// Nothing panics, nothing depends on the buffer, and no byte is lost.
    #[test]
    fn whatever_stands_there_is_read(
        sec in 0_usize..23,
        edits in prop::collection::vec((0_usize..2_000, "[0-9A-Z \n\r\u{1}é]{0,2}"), 0..6),
        buffer in 1_usize..200,
    ) {
        let sec = girokit_files::nacha::SecCode::ALL[sec];
        let mut file = bytes(&of(sec.as_str()));
        for (at, text) in edits {
            let at = at % file.len();
            let end = (at + text.len()).min(file.len());
            file.splice(at..end, text.bytes());
        }
        let whole = records(&file, 1 << 16);
        prop_assert_eq!(&whole, &records(&file, buffer));
        let len: usize = whole.0.iter().map(|record| record.0.len()).sum();
        let lossy = String::from_utf8_lossy(&file);
        let breaks = lossy.bytes().filter(|byte| matches!(byte, b'\r' | b'\n')).count();
        prop_assert!(len + breaks >= file.len());
    }
}

#[test]
fn files_are_told_by_their_beginning() {
    use girokit_files::nacha::detect;
    for sec in girokit_files::nacha::SecCode::ALL {
        let lines = of(sec.as_str());
        let file = bytes(&lines);
        assert!(detect(&file) && detect(&file[..100]), "{sec}");
        assert!(detect(&bytes(&lines[1..])), "{sec} from its batch");
        assert!(detect(lines.join("").as_bytes()));
    }
    assert!(detect(&bytes(&of("PPD")[2..])), "from its entry");
    assert!(detect(
        "\u{feff}\n101 231380104 1210428822411232207A095101".as_bytes()
    ));
    for other in [
        "",
        "1",
        "101,5,6\n",
        "5220\n",
        ":20:4711\r\n:25:744567899\r\n",
        "{1:F01BANKDEFFXXXX0000000000}",
        "OFXHEADER:100\n",
        "6011111111111117,1,2\n",
        "<Document/>",
    ] {
        assert!(!detect(other.as_bytes()), "{other:?}");
    }
}

//! Streams: what the fuzz body cannot see.
#![cfg(all(
    feature = "camt-053-001-08",
    feature = "pain-001-001-09",
    feature = "pacs-008-001-08",
    feature = "stream"
))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use girokit_iso20022::stream::{ItemStream, ItemWriter, ParsePositionError, Position};
use girokit_iso20022::{
    Code, ErrorKind, Limits, Message as _, camt_053_001_08, pacs_008_001_08, pain_001_001_09,
};

fn corpus(name: &str) -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus/iso20022_stream")
        .join(name);
    std::fs::read(file).unwrap()
}

/// Every sample from elsewhere, as the fuzz body reads it.
#[test]
fn samples_stream_as_they_are_read() {
    let data = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let root = data.join("iso20022");
    if !root.is_dir() {
        println!("skipped: no {}", root.display());
        return;
    }
    let mut tried = 0;
    for index in ["samples/index.tsv", "samples/mutated.tsv"] {
        let text = std::fs::read_to_string(root.join(index)).unwrap();
        for line in text.lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            let streamable = [
                "camt.052.001.08",
                "camt.053.001.02",
                "camt.053.001.08",
                "camt.054.001.08",
                "pacs.003.001.08",
                "pacs.008.001.08",
                "pain.001.001.09",
                "pain.008.001.08",
            ];
            if streamable.contains(&columns[1]) {
                girokit_fuzz::iso20022::stream(&std::fs::read(root.join(columns[0])).unwrap());
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried} samples");
}

#[test]
fn the_message_holds_the_element_around_the_item() {
    let data = corpus("batches.xml");
    let mut stream =
        ItemStream::<pain_001_001_09::Document, _>::new(data.as_slice(), &Limits::default());
    let mut seen = Vec::new();
    while let Some(item) = stream.next() {
        let batches = &stream.message().cstmr_cdt_trf_initn.pmt_inf;
        assert_eq!(batches.len(), 1, "one batch is held at a time");
        assert!(batches[0].cdt_trf_tx_inf.is_empty());
        let batch = batches[0].pmt_inf_id.to_string();
        seen.push(match item {
            Ok(item) => format!("{batch}/{}", item.pmt_id.end_to_end_id),
            Err(error) => error.problems()[0].path.clone(),
        });
    }
    assert_eq!(
        seen,
        [
            "P1/a",
            "P1/b",
            "P2/c",
            "/Document/CstmrCdtTrfInitn/PmtInf[2]/CdtTrfTxInf[2]/PmtId/EndToEndId",
            "/Document/CstmrCdtTrfInitn/PmtInf[3]/CdtTrfTxInf",
        ]
    );
    assert!(stream.is_complete());
    let progress = stream.progress();
    assert_eq!((progress.items, progress.refused), (4, 1));
    assert_eq!(progress.bytes, data.len() as u64);
}

#[test]
fn an_item_beyond_its_limit_ends_the_stream() {
    let data = corpus("two_statements.xml");
    let limits = Limits::default().with_max_item_bytes(300);
    let mut stream =
        ItemStream::<camt_053_001_08::Document, _>::new(data.as_slice(), &limits).with_window(16);
    let errors: Vec<_> = stream.by_ref().filter_map(Result::err).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].kind(), ErrorKind::Limit);
    assert_eq!(errors[0].problems()[0].code, Code::Limit);
    assert!(!stream.is_complete());
    assert!(stream.next().is_none());
}

/// An entry that never ends.
struct Endless(Vec<u8>);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let taken = self.0.as_slice().read(buffer)?;
        self.0.drain(..taken);
        if self.0.is_empty() {
            self.0.extend_from_slice(&[b'a'; 4096]);
        }
        Ok(taken)
    }
}

#[test]
fn what_never_ends_is_refused_in_bounded_memory() {
    let start = String::from_utf8(corpus("two_statements.xml")).unwrap();
    for cut in ["r2", "<Ntry>", "Stmt", "<BkToCstmrStmt", "?>", "<Id>"] {
        let (start, _) = start.split_once(cut).unwrap_or((&start, ""));
        let reader = BufReader::new(Endless(format!("{start}{cut}").into_bytes()));
        let limits = Limits::default().with_max_item_bytes(100_000);
        let mut stream = ItemStream::<camt_053_001_08::Document, _>::new(reader, &limits);
        let last = stream.by_ref().last().unwrap().unwrap_err();
        assert!(
            matches!(last.kind(), ErrorKind::Limit | ErrorKind::Malformed),
            "{cut}: {last}"
        );
        assert!(stream.progress().bytes < 1_000_000);
    }
}

#[test]
fn a_failing_reader_is_no_verdict() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    impl BufRead for Failing {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            Err(io::Error::other("gone"))
        }
        fn consume(&mut self, _: usize) {}
    }
    let mut stream = ItemStream::<camt_053_001_08::Document, _>::new(Failing, &Limits::default());
    let error = stream.next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(!stream.is_complete());
}

#[test]
fn a_position_belongs_to_its_message() {
    let data = corpus("two_statements.xml");
    let mut stream =
        ItemStream::<camt_053_001_08::Document, _>::new(data.as_slice(), &Limits::default());
    stream.next().unwrap().unwrap();
    let position = stream.position();
    assert_eq!((position.items(), position.line()), (1, 2));
    assert_eq!(position.message(), "camt.053.001.08");
    let rest = &data[usize::try_from(position.offset()).unwrap()..];
    assert!(
        ItemStream::<pacs_008_001_08::Document, _>::resume(rest, &position, &Limits::default())
            .is_err()
    );
    let mut resumed =
        ItemStream::<camt_053_001_08::Document, _>::resume(rest, &position, &Limits::default())
            .unwrap();
    assert_eq!(resumed.message().bk_to_cstmr_stmt.stmt[0].id, "A");
    assert_eq!(resumed.by_ref().map(Result::unwrap).count(), 2);
    assert_eq!(resumed.progress(), {
        stream.by_ref().for_each(drop);
        stream.progress()
    });
    let shown = format!("{position:?}");
    assert!(!shown.contains("DE89"), "{shown}");
    for text in ["", "x", "girokit-stream-position 1 a\nb\nc\n"] {
        let parsed: Result<Position, ParsePositionError> = text.parse();
        assert!(parsed.is_err(), "{text:?}");
    }
}

#[test]
fn the_writer_refuses_an_item_and_goes_on() {
    let whole = camt_053_001_08::Document::from_xml(&corpus("two_statements.xml")).unwrap();
    let mut around = whole.clone();
    let lists: Vec<_> = around
        .bk_to_cstmr_stmt
        .stmt
        .iter_mut()
        .map(|statement| std::mem::take(&mut statement.ntry))
        .collect();
    let mut writer = ItemWriter::new(&around, Vec::new()).unwrap();
    for (i, list) in lists.iter().enumerate() {
        if i > 0 {
            assert!(writer.next_list().unwrap());
        }
        for entry in list {
            let mut bad = entry.clone();
            bad.acct_svcr_ref = Some("x".repeat(36).as_str().into());
            let error = writer.write(&bad).unwrap_err();
            assert_eq!(
                error.problems()[0].path,
                format!(
                    "/Document/BkToCstmrStmt/Stmt[{}]/Ntry[{}]/AcctSvcrRef",
                    i + 1,
                    writer.count() + 1
                )
            );
            writer.write(entry).unwrap();
        }
    }
    assert!(!writer.next_list().unwrap());
    let written = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert_eq!(written, whole.to_xml().unwrap());
    // A list that is not empty would be written twice.
    let error = ItemWriter::new(&whole, Vec::new()).unwrap_err();
    assert_eq!(
        error.problems()[0].path,
        "/Document/BkToCstmrStmt/Stmt[1]/Ntry"
    );
}

#[test]
fn a_list_that_must_hold_items_does() {
    let data = corpus("batches.xml");
    let mut stream =
        ItemStream::<pain_001_001_09::Document, _>::new(data.as_slice(), &Limits::default());
    let item = stream.next().unwrap().unwrap();
    let around = stream.into_message();
    let writer = ItemWriter::new(&around, Vec::new()).unwrap();
    let error = writer.finish().unwrap_err();
    assert_eq!(error.problems()[0].code, Code::MissingElement);
    let mut writer = ItemWriter::new(&around, Vec::new()).unwrap();
    writer.write(&item).unwrap();
    assert!(pain_001_001_09::Document::from_xml(&writer.finish().unwrap()).is_ok());
}

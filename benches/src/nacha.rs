//! NACHA files of any size, each control right: CCD debits with one addenda each, in batches.

use std::io::{self, Read};

/// Entries of a batch.
const BATCH: u32 = 5_000;

/// The receiving DFI of every entry, with its check digit behind it.
const RDFI: u64 = 23_138_010;

/// The records of a file of so many entries, without line breaks.
#[derive(Debug, Clone)]
pub struct Records {
    entries: u32,
    next: Next,
    /// Entries written.
    written: u32,
    lines: u32,
    cents: u64,
    batch_cents: u64,
    batches: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    FileHeader,
    BatchHeader,
    Entry,
    Addenda,
    BatchControl,
    FileControl,
    Padding,
}

impl Records {
    /// A file of so many entries.
    pub fn new(entries: u32) -> Self {
        Self {
            entries,
            next: Next::FileHeader,
            written: 0,
            lines: 0,
            cents: 0,
            batch_cents: 0,
            batches: 0,
        }
    }

    fn entry(&mut self) -> String {
        let cents = 1_000 + u64::from(self.written % 9_999);
        self.cents += cents;
        self.batch_cents += cents;
        self.written += 1;
        let (name, trace) = ("RECEIVER ACCOUNT NAME", self.written);
        format!(
            "627{RDFI}4{:<17}{cents:010}{:<15}{name:<22}  112104288{trace:07}",
            format!("7445{trace}"),
            format!("ID {trace}")
        )
    }

    fn batch_control(&mut self) -> String {
        let entries = self.written - (self.batches - 1) * BATCH;
        let hash = RDFI * u64::from(entries) % 10_000_000_000;
        let (count, cents, number) = (entries * 2, self.batch_cents, self.batches);
        self.batch_cents = 0;
        format!(
            "8225{count:06}{hash:010}{cents:012}{:012}1234567890{:25}12104288{number:07}",
            0, ""
        )
    }

    fn file_control(&self) -> String {
        let hash = RDFI * u64::from(self.entries) % 10_000_000_000;
        let blocks = (self.lines + 1).div_ceil(10);
        let (batches, count, cents) = (self.batches, self.entries * 2, self.cents);
        format!(
            "9{batches:06}{blocks:06}{count:08}{hash:010}{cents:012}{:012}{:39}",
            0, ""
        )
    }
}

impl Iterator for Records {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let (record, next) = match self.next {
            Next::FileHeader => {
                let banks = format!("{:<23}{:<23}", "FEDERAL RESERVE BANK", "OUR BANK");
                let header = format!("101 231380104 1210428822411232207A094101{banks}{:8}", "");
                (header, Next::BatchHeader)
            }
            Next::BatchHeader => {
                self.batches += 1;
                let number = self.batches;
                let header = format!(
                    "5225{:<16}{:20}1234567890CCD{:<10}{:6}241125   112104288{number:07}",
                    "HARBOUR TOOLS", "", "VENDOR PAY", ""
                );
                (header, Next::Entry)
            }
            Next::Entry => (self.entry(), Next::Addenda),
            Next::Addenda => {
                let trace = self.written;
                let ended = trace == self.entries || trace.is_multiple_of(BATCH);
                let next = if ended {
                    Next::BatchControl
                } else {
                    Next::Entry
                };
                let text = format!("RMR*IV*INVOICE {trace}**1000.00\\");
                (format!("705{text:<80}0001{trace:07}"), next)
            }
            Next::BatchControl if self.written == self.entries => {
                (self.batch_control(), Next::FileControl)
            }
            Next::BatchControl => (self.batch_control(), Next::BatchHeader),
            Next::FileControl => (self.file_control(), Next::Padding),
            Next::Padding if self.lines.is_multiple_of(10) => return None,
            Next::Padding => ("9".repeat(94), Next::Padding),
        };
        self.next = next;
        self.lines += 1;
        Some(record)
    }
}

/// A file of so many entries, with line feeds.
pub fn file(entries: u32) -> String {
    Records::new(entries).fold(String::new(), |file, record| file + &record + "\n")
}

/// The same, which nobody holds as a whole.
#[derive(Debug)]
pub struct Stream {
    records: Records,
    line: Vec<u8>,
    at: usize,
}

impl Stream {
    /// A file of so many entries.
    pub fn new(entries: u32) -> Self {
        Self {
            records: Records::new(entries),
            line: Vec::new(),
            at: 0,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() {
            self.line.clear();
            self.at = 0;
            if let Some(record) = self.records.next() {
                self.line.extend_from_slice(record.as_bytes());
                self.line.push(b'\n');
            }
        }
        let rest = self.line.get(self.at..).unwrap_or_default();
        let taken = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        self.at += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_94_characters_and_fill_their_blocks() {
        let records: Vec<String> = Records::new(5_001).collect();
        assert!(records.iter().all(|record| record.len() == 94));
        assert!(records.len().is_multiple_of(10));
        let mut streamed = String::new();
        Stream::new(5_001)
            .read_to_string(&mut streamed)
            .expect("it never fails");
        assert_eq!(streamed, file(5_001));
    }
}

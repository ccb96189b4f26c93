//! Messages to measure with, written here in memory: repetitive in structure, as real statements are, but with values that
//! differ from entry to entry.

use std::fmt::Write;
use std::io::{self, Read};

/// A message and what it holds.
#[derive(Debug, Clone)]
pub struct Input {
    /// What the figures are about, such as `camt.053.001.08, 45.0 MB, 96,234 entries`.
    pub title: String,
    /// The message.
    pub xml: String,
}

/// Writes a bank statement of about `bytes` bytes: one booked entry after the other, each of some 470 bytes with amount,
/// dates, bank transaction code, references, a counterparty and remittance.
///
/// `version` is the message's: `02` in its own form (no page, plain status and party), `08` and later in theirs.
pub fn camt_053(version: &str, bytes: usize) -> Input {
    let mut xml = String::with_capacity(bytes + 1024);
    statement_start(&mut xml, version);
    let mut entries = 0_u64;
    while xml.len() < bytes {
        entries += 1;
        entry(&mut xml, entries, version == "02");
    }
    xml.push_str(STATEMENT_END);
    Input {
        title: format!(
            "camt.053.001.{version}, {} bytes, {entries} entries",
            xml.len()
        ),
        xml,
    }
}

const STATEMENT_END: &str = "</Stmt></BkToCstmrStmt></Document>\n";

/// The start of a statement, up to its entries.
fn statement_start(xml: &mut String, version: &str) {
    let page = if version == "02" {
        ""
    } else {
        "<StmtPgntn><PgNb>1</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>"
    };
    put(
        xml,
        format_args!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}\"><BkToCstmrStmt>\
             <GrpHdr><MsgId>BENCH-1</MsgId><CreDtTm>2026-11-23T06:00:00+01:00</CreDtTm></GrpHdr>\
             <Stmt><Id>BENCH-1</Id>{page}<CreDtTm>2026-11-23T06:00:00+01:00</CreDtTm>\
             <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        ),
    );
    for code in ["OPBD", "CLBD"] {
        put(
            xml,
            format_args!(
                "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1000000.00</Amt>\
                 <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-22</Dt></Dt></Bal>"
            ),
        );
    }
}

/// The statement of [`camt_053`] in version 08 as a reader that holds one entry at a time, for sizes that no one holds.
#[derive(Debug)]
pub struct HugeStatement {
    /// Written and not read yet.
    part: String,
    at: usize,
    left: u64,
    entries: u64,
    is_closed: bool,
}

impl HugeStatement {
    /// A statement of about `bytes` bytes.
    pub fn new(bytes: u64) -> Self {
        let mut part = String::new();
        statement_start(&mut part, "08");
        Self {
            left: bytes.saturating_sub(part.len() as u64),
            part,
            at: 0,
            entries: 0,
            is_closed: false,
        }
    }

    /// Entries written so far.
    pub fn entries(&self) -> u64 {
        self.entries
    }
}

impl Read for HugeStatement {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.part.len() && !self.is_closed {
            self.part.clear();
            self.at = 0;
            if self.left > 0 {
                // Some entries at once, as a file would give them.
                while self.left > 0 && self.part.len() < buffer.len() {
                    self.entries += 1;
                    let before = self.part.len();
                    entry(&mut self.part, self.entries, false);
                    let written = (self.part.len() - before) as u64;
                    self.left = self.left.saturating_sub(written);
                }
            } else {
                self.part.push_str(STATEMENT_END);
                self.is_closed = true;
            }
        }
        let rest = self.part.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.at += length;
        Ok(length)
    }
}

fn entry(xml: &mut String, number: u64, old: bool) {
    const NAMES: [&str; 7] = [
        "Weaver &amp; Sons",
        "Müller GmbH",
        "Harbour Tools Ltd",
        "Ana Pereira",
        "Nordlicht Energie AG",
        "Quay Street Books",
        "Jean-Luc Martin",
    ];
    let mixed = number.wrapping_mul(2_654_435_761) % 1_000_003;
    let (units, cents, day) = (mixed % 9_000 + 1, mixed % 100, number % 28 + 1);
    let indicator = if mixed.is_multiple_of(3) {
        "DBIT"
    } else {
        "CRDT"
    };
    let (party, family) = if mixed.is_multiple_of(3) {
        ("Cdtr", "ICDT")
    } else {
        ("Dbtr", "RCDT")
    };
    let name = NAMES
        .iter()
        .cycle()
        .nth(usize::from(mixed.to_le_bytes()[0]))
        .copied()
        .unwrap_or_default();
    let status = if old { "BOOK" } else { "<Cd>BOOK</Cd>" };
    let (open, close) = if old { ("", "") } else { ("<Pty>", "</Pty>") };
    put(
        xml,
        format_args!(
            "<Ntry><Amt Ccy=\"EUR\">{units}.{cents:02}</Amt><CdtDbtInd>{indicator}</CdtDbtInd><Sts>{status}</Sts>\
             <BookgDt><Dt>2026-11-{day:02}</Dt></BookgDt><ValDt><Dt>2026-11-{day:02}</Dt></ValDt>\
             <AcctSvcrRef>B{number:010}</AcctSvcrRef>\
             <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>\
             <NtryDtls><TxDtls><Refs><EndToEndId>INV-{mixed}-{number}</EndToEndId></Refs>\
             <RltdPties><{party}>{open}<Nm>{name}</Nm>{close}</{party}></RltdPties>\
             <RmtInf><Ustrd>Invoice {mixed} of order {number}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
        ),
    );
}

/// Writes one interbank credit transfer: transactions of about 2.3 kB each with agents, addresses, structured remittance. Two
/// make 5 kB.
pub fn pacs_008(version: &str, transactions: u32) -> Input {
    let mut xml = String::with_capacity(8 * 1024);
    put(
        &mut xml,
        format_args!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.{version}\">\n  <FIToFICstmrCdtTrf>\n    \
             <GrpHdr>\n      <MsgId>BENCH-PACS-1</MsgId>\n      <CreDtTm>2026-11-23T09:30:00+00:00</CreDtTm>\n      \
             <NbOfTxs>{transactions}</NbOfTxs>\n      <SttlmInf>\n        <SttlmMtd>CLRG</SttlmMtd>\n        <ClrSys>\n          \
             <Cd>FDN</Cd>\n        </ClrSys>\n      </SttlmInf>\n    </GrpHdr>\n"
        ),
    );
    for number in 1..=transactions {
        transaction(&mut xml, number);
    }
    xml.push_str("  </FIToFICstmrCdtTrf>\n</Document>\n");
    Input {
        title: format!(
            "pacs.008.001.{version}, {} bytes, {transactions} transactions",
            xml.len()
        ),
        xml,
    }
}

fn transaction(xml: &mut String, number: u32) {
    put(
        xml,
        format_args!(
            "    <CdtTrfTxInf>\n      <PmtId>\n        <InstrId>BENCH-I{number}</InstrId>\n        \
             <EndToEndId>BENCH-E{number}</EndToEndId>\n        <UETR>8a562c67-ca16-48ba-b074-65581be6f01{number}</UETR>\n      \
             </PmtId>\n      <PmtTpInf>\n        <SvcLvl>\n          <Cd>G001</Cd>\n        </SvcLvl>\n      </PmtTpInf>\n      \
             <IntrBkSttlmAmt Ccy=\"USD\">{number}7500.25</IntrBkSttlmAmt>\n      <IntrBkSttlmDt>2026-11-23</IntrBkSttlmDt>\n      \
             <InstdAmt Ccy=\"USD\">{number}7510.25</InstdAmt>\n      <ChrgBr>SHAR</ChrgBr>\n      <ChrgsInf>\n        \
             <Amt Ccy=\"USD\">10.00</Amt>\n        <Agt>\n          <FinInstnId>\n            <BICFI>COBADEFFXXX</BICFI>\n          \
             </FinInstnId>\n        </Agt>\n      </ChrgsInf>\n"
        ),
    );
    for agent in ["InstgAgt", "InstdAgt"] {
        put(
            xml,
            format_args!(
                "      <{agent}>\n        <FinInstnId>\n          <ClrSysMmbId>\n            <ClrSysId>\n              \
                 <Cd>USABA</Cd>\n            </ClrSysId>\n            <MmbId>021000021</MmbId>\n          </ClrSysMmbId>\n        \
                 </FinInstnId>\n      </{agent}>\n"
            ),
        );
    }
    party(
        xml,
        "Dbtr",
        "Harbour Tools Ltd",
        "12 Quay Street",
        "Bristol",
        "GB",
    );
    xml.push_str("      <DbtrAgt>\n        <FinInstnId>\n          <BICFI>COBADEFFXXX</BICFI>\n        </FinInstnId>\n      </DbtrAgt>\n");
    xml.push_str("      <CdtrAgt>\n        <FinInstnId>\n          <BICFI>CHASUS33XXX</BICFI>\n        </FinInstnId>\n      </CdtrAgt>\n");
    party(
        xml,
        "Cdtr",
        "Quay Street Books",
        "400 Elm Avenue",
        "Albany",
        "US",
    );
    put(
        xml,
        format_args!(
            "      <RmtInf>\n        <Strd>\n          <RfrdDocInf>\n            <Nb>INV-{number}</Nb>\n          \
             </RfrdDocInf>\n          <CdtrRefInf>\n            \
             <Ref>RF18539007547034</Ref>\n          </CdtrRefInf>\n        </Strd>\n      </RmtInf>\n    </CdtTrfTxInf>\n"
        ),
    );
}

fn party(xml: &mut String, tag: &str, name: &str, street: &str, town: &str, country: &str) {
    put(
        xml,
        format_args!(
            "      <{tag}>\n        <Nm>{name}</Nm>\n        <PstlAdr>\n          <StrtNm>{street}</StrtNm>\n          \
             <TwnNm>{town}</TwnNm>\n          <Ctry>{country}</Ctry>\n        </PstlAdr>\n      </{tag}>\n"
        ),
    );
    put(
        xml,
        format_args!(
            "      <{tag}Acct>\n        <Id>\n          <Othr>\n            <Id>0123456789</Id>\n          </Othr>\n        \
             </Id>\n      </{tag}Acct>\n"
        ),
    );
}

/// Writes a customer's credit transfer initiation: one batch of so many transfers, each of some 420 bytes.
pub fn pain_001(version: &str, transfers: u32) -> Input {
    let mut xml = String::new();
    put(
        &mut xml,
        format_args!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.{version}\"><CstmrCdtTrfInitn>\
             <GrpHdr><MsgId>BENCH-1</MsgId><CreDtTm>2026-11-23T06:00:00+01:00</CreDtTm><NbOfTxs>{transfers}</NbOfTxs>\
             <InitgPty><Nm>Harbour Tools Ltd</Nm></InitgPty></GrpHdr>\
             <PmtInf><PmtInfId>BENCH-1</PmtInfId><PmtMtd>TRF</PmtMtd><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>\
             <ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt><Dbtr><Nm>Harbour Tools Ltd</Nm></Dbtr>\
             <DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>\
             <DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>"
        ),
    );
    for number in 1..=transfers {
        let mixed = number.wrapping_mul(2_654_435_761) % 1_000_003;
        put(
            &mut xml,
            format_args!(
                "<CdtTrfTxInf><PmtId><InstrId>I{number:07}</InstrId><EndToEndId>PAYROLL-2026-11-{number:07}</EndToEndId></PmtId>\
                 <Amt><InstdAmt Ccy=\"EUR\">{}.{:02}</InstdAmt></Amt>\
                 <CdtrAgt><FinInstnId><BICFI>BNPAFRPPXXX</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>Employee {mixed}</Nm>\
                 <PstlAdr><TwnNm>Lyon</TwnNm><Ctry>FR</Ctry></PstlAdr></Cdtr>\
                 <CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct><Purp><Cd>SALA</Cd></Purp>\
                 <RmtInf><Ustrd>Salary November 2026, number {mixed}</Ustrd></RmtInf></CdtTrfTxInf>",
                mixed % 9_000 + 1,
                mixed % 100,
            ),
        );
    }
    xml.push_str("</PmtInf></CstmrCdtTrfInitn></Document>\n");
    Input {
        title: format!(
            "pain.001.001.{version}, {} bytes, {transfers} transfers",
            xml.len()
        ),
        xml,
    }
}

/// Appends; a `String` never refuses.
fn put(xml: &mut String, text: std::fmt::Arguments<'_>) {
    xml.write_fmt(text).expect("a string takes every text");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statement_has_the_size_that_was_asked_for() {
        let input = camt_053("08", 100_000);
        assert!(
            (100_000..101_000).contains(&input.xml.len()),
            "{}",
            input.xml.len()
        );
        let entries = input.xml.matches("<Ntry>").count();
        assert!(
            (450..560).contains(&(input.xml.len() / entries)),
            "{} bytes an entry",
            input.xml.len() / entries
        );
    }

    #[test]
    fn huge_statement_is_the_statement() {
        let mut read = String::new();
        HugeStatement::new(100_000)
            .read_to_string(&mut read)
            .expect("a text");
        assert_eq!(read, camt_053("08", 100_000).xml);
    }

    #[test]
    fn transfer_is_about_five_kilobytes() {
        let length = pacs_008("08", 2).xml.len();
        assert!((4_500..6_500).contains(&length), "{length}");
    }
}

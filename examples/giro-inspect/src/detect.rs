//! Which format a file has.

use crate::report::{Finding, Report};

/// The formats that the crates know so far.
pub(crate) enum Format {
    Iso20022,
    Unknown,
}

/// Looks at the first bytes: a format that is named is believed, and then shown to be wrong by its reader.
pub(crate) fn detect(bytes: &[u8], named: Option<&str>) -> Format {
    let xml = [
        b"<".as_slice(),
        b"\xEF\xBB\xBF<",
        b"\xFF\xFE<",
        b"\xFE\xFF\0<",
        b"\0<",
    ];
    let start = bytes.trim_ascii_start();
    if named.is_some() || xml.iter().any(|mark| start.starts_with(mark)) {
        Format::Iso20022
    } else {
        Format::Unknown
    }
}

/// The report on a file whose format nobody knows.
pub(crate) fn unknown() -> Report {
    let mut report = Report::new("unknown");
    report.error(Finding::new(
        "unknown-format",
        "expected an XML message, found another kind of file".to_owned(),
    ));
    report
}

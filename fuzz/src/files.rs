//! Bodies for `girokit-files`.

use std::io::BufReader;

use girokit_files::line::Lines;

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

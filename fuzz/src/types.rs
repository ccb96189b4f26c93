//! Bodies for `girokit-types`.

/// x
pub fn parse(data: &[u8]) {
    let _ = data;
}

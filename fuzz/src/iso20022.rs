//! Bodies for `girokit-iso20022`.
/// x
pub fn read(data: &[u8]) {
    let _ = data;
}
/// x
pub fn roundtrip(data: &[u8]) {
    let _ = data;
}
/// x
pub fn tokens(data: &[u8]) {
    let _ = data;
}

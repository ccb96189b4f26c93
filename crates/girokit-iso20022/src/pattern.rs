//! Placeholder until the values land from branch h-values, which replaces this file.
#[derive(Debug)]
pub struct Pattern {
    pub source: &'static str,
}
impl Pattern {
    pub fn matches(&self, _: &str) -> bool {
        true
    }
}

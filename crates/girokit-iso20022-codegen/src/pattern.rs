//! Placeholder until the values land from branch h-values, which replaces this file.
pub struct Dfa;
pub fn compile(p: &[&str]) -> Result<Dfa, crate::Error> {
    let _ = p;
    Ok(Dfa)
}
impl Dfa {
    pub fn to_rust(&self, s: &str) -> String {
        format!("Pattern{{source:{s:?}}}")
    }
}

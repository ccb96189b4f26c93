//! External code sets: the lists of codes that ISO 20022 publishes apart from the schemas.

/// The external code sets that codes are held against.
#[derive(Debug, Clone, Default)]
pub struct CodeSets(());

impl CodeSets {
    /// The sets that come with this version of the crate.
    pub fn new() -> Self {
        Self::default()
    }
}

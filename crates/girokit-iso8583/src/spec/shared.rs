//! A spec that a message keeps.

use core::ops::Deref;
use std::sync::Arc;

use super::Spec;

/// A spec that stands in the program or was loaded; cheap to clone.
#[derive(Debug, Clone)]
#[expect(
    clippy::exhaustive_enums,
    reason = "static or shared; there is no third way"
)]
pub enum SpecRef {
    /// Part of the program.
    Static(&'static Spec),
    /// Loaded, and shared by the messages that follow it.
    Shared(Arc<Spec>),
}

/// By the spec, wherever it stands.
impl PartialEq for SpecRef {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for SpecRef {}

impl Deref for SpecRef {
    type Target = Spec;

    fn deref(&self) -> &Spec {
        match self {
            Self::Static(spec) => spec,
            Self::Shared(spec) => spec,
        }
    }
}

impl From<&'static Spec> for SpecRef {
    fn from(spec: &'static Spec) -> Self {
        Self::Static(spec)
    }
}

impl From<Arc<Spec>> for SpecRef {
    fn from(spec: Arc<Spec>) -> Self {
        Self::Shared(spec)
    }
}

impl From<Spec> for SpecRef {
    fn from(spec: Spec) -> Self {
        Self::Shared(Arc::new(spec))
    }
}

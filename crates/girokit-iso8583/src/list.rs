//! A slice that is a constant of the program or was loaded at run time.

use core::fmt;
use core::ops::Deref;

/// Elements that stand in the program (`Static`) or were read from a file (`Owned`); either way a slice.
///
/// `Cow<'static, [T]>` cannot hold a `T` that holds such a list itself, as a composite field does.
#[derive(Clone)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a slice is borrowed or owned; there is no third way"
)]
pub enum List<T: 'static> {
    /// Part of the program.
    Static(&'static [T]),
    /// Made at run time.
    Owned(Box<[T]>),
}

impl<T> List<T> {
    /// Nothing.
    pub const EMPTY: Self = Self::Static(&[]);

    /// The elements.
    pub const fn as_slice(&self) -> &[T] {
        match self {
            Self::Static(slice) => slice,
            Self::Owned(slice) => slice,
        }
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(elements: Vec<T>) -> Self {
        Self::Owned(elements.into_boxed_slice())
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Eq> Eq for List<T> {}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

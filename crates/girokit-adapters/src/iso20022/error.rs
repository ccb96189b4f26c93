//! Why a message cannot be mapped.

use std::error::Error;
use std::fmt;

/// A message that cannot be read or written.
#[derive(Debug)]
pub struct MappingError {
    kind: MappingErrorKind,
    path: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl MappingError {
    pub(crate) fn schema(source: girokit_iso20022::Error) -> Self {
        let path = source
            .problems()
            .first()
            .map_or_else(|| "/".to_owned(), |problem| problem.path.clone());
        Self {
            kind: MappingErrorKind::Schema,
            path,
            source: Some(Box::new(source)),
        }
    }

    /// A message that keeps its schema and does not mean what is asked of it.
    pub(crate) fn content(source: girokit_iso20022::Error) -> Self {
        Self {
            kind: MappingErrorKind::Value,
            ..Self::schema(source)
        }
    }

    pub(crate) fn value(
        path: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self {
            kind: MappingErrorKind::Value,
            path: path.into(),
            source: Some(source.into()),
        }
    }

    pub(crate) fn message(found: &str) -> Self {
        Self {
            kind: MappingErrorKind::Message {
                found: found.to_owned(),
            },
            path: "/".to_owned(),
            source: None,
        }
    }

    /// What class of error this is.
    pub fn kind(&self) -> &MappingErrorKind {
        &self.kind
    }

    /// The element at fault, such as `/Document/BkToCstmrStmt/Stmt[1]/Ntry[3]/Amt`.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.kind, &self.source) {
            (MappingErrorKind::Message { found }, _) => {
                write!(f, "expected another message, found {found}")
            }
            (_, Some(source)) if source.is::<girokit_iso20022::Error>() => source.fmt(f),
            (_, Some(source)) => write!(f, "{}: {source}", self.path),
            (_, None) => f.write_str(&self.path),
        }
    }
}

impl Error for MappingError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn Error + 'static))
    }
}

/// What class of error a [`MappingError`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MappingErrorKind {
    /// It is another message than the one that is read here.
    Message {
        /// What the root element says, or that it says nothing.
        found: String,
    },
    /// The message is not well-formed, or breaks its schema.
    Schema,
    /// The schema allows the value and its meaning does not: an unknown currency, an account of blanks.
    Value,
}

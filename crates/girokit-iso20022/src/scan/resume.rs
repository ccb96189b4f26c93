//! Going on in the middle of a document: what a scanner carries from one window of a stream to the next.

use std::borrow::Cow;

use super::{Binding, Fatal, Scanner};
use crate::encoding::Census;
use crate::limits::{Limits, MAX_ATTRIBUTES, MAX_DEPTH};

/// The state between two elements of a document, without borrowing from its text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Carried {
    /// The names of the open elements as written.
    open: Vec<String>,
    /// Prefix, namespace and depth of each declaration in scope.
    bindings: Vec<(String, String, usize)>,
    /// The last start tag was `<a/>`: its end comes next.
    pending_end: bool,
}

impl<'i> Scanner<'i> {
    /// Goes on where another scanner stopped, on the text that follows. The characters of the text are checked already.
    pub(crate) fn resume(
        source: &'i str,
        carried: &'i Carried,
        census: Census,
        target: &'static str,
        limits: &Limits,
    ) -> Self {
        let mut open = Vec::with_capacity(32);
        open.extend(carried.open.iter().map(String::as_str));
        let bindings: Vec<_> = carried
            .bindings
            .iter()
            .map(|(prefix, namespace, depth)| Binding {
                prefix,
                namespace: Cow::Borrowed(namespace),
                depth: *depth,
            })
            .collect();
        let mut scanner = Self {
            source,
            at: 0,
            census,
            open,
            binding_depth: bindings.last().map_or(0, |b| b.depth),
            bindings,
            target: "",
            default_is_target: true,
            pending_end: carried.pending_end.then_some(0),
            attributes: Vec::new(),
            declared: 0,
            max_depth: limits.max_depth.min(MAX_DEPTH),
            max_attributes: limits.max_attributes.min(MAX_ATTRIBUTES),
        };
        scanner.set_target(target);
        scanner
    }

    /// What the next scanner must know.
    pub(crate) fn carry(&self) -> Carried {
        Carried {
            open: self.open.iter().map(|&name| name.to_owned()).collect(),
            bindings: self
                .bindings
                .iter()
                .map(|b| {
                    (
                        b.prefix.to_owned(),
                        b.namespace.clone().into_owned(),
                        b.depth,
                    )
                })
                .collect(),
            pending_end: self.pending_end.is_some(),
        }
    }

    /// Reads the XML declaration, if there is one.
    pub(crate) fn prolog(&mut self) -> Result<(), Fatal> {
        self.declaration()
    }

    /// Goes back to a place in the same element.
    pub(crate) fn rewind(&mut self, at: usize) {
        self.at = at;
    }

    /// Passes over white space, comments and processing instructions. After an error the cursor stands before what is wrong.
    pub(crate) fn skim(&mut self) -> Result<(), Fatal> {
        if self.pending_end.is_some() {
            return Ok(());
        }
        loop {
            self.skip_space();
            let rest = self.rest();
            if !rest.starts_with("<!--") && !rest.starts_with("<?") {
                return Ok(());
            }
            self.misc()?;
        }
    }
}

#![doc = include_str!("../../SPEC-JSON.md")]

use core::fmt;

use crate::limits::{MAX_SPEC_ELEMENTS, MAX_SPEC_JSON, MAX_SPEC_NESTING, MAX_SPEC_VARIANTS};
use crate::spec::{Spec, SpecRef, SpecSet};
use crate::specs;

mod node;
mod problem;
mod read;
mod words;
mod write;

pub use problem::{SpecError, SpecProblem, SpecProblemKind};

use node::Node;
use read::Limits;

impl Spec {
    /// Reads a spec from [JSON](self), within the default limits; `extends` takes the name of a [shipped spec](crate::specs).
    ///
    /// The spec has passed [`check`](Self::check). For limits and names of one's own there is [`SpecLoader`].
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, SpecError> {
        SpecLoader::new().load(json)
    }

    /// The spec as [JSON](self), indented for people: [`from_json`](Self::from_json) gives an equal spec back, if this one is sound
    /// ([`check`](Self::check)).
    ///
    /// What is not looked at when a message is read is not kept: the key of a header's field, and that of a definition for other tags.
    pub fn to_json(&self) -> String {
        write::spec(self)
    }
}

impl SpecSet {
    /// Reads a spec with its variants from [JSON](self), within the default limits. A file without variants is a set of one.
    ///
    /// # Errors
    /// As [`Spec::from_json`].
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, SpecError> {
        SpecLoader::new().load_set(json)
    }

    /// The set as [JSON](self), as [`Spec::to_json`]; of the variants what differs from the base.
    pub fn to_json(&self) -> String {
        write::set(self)
    }
}

/// Reads specs from JSON within limits of one's own, and with bases of one's own.
///
/// ```
/// use girokit_iso8583::spec::json::SpecLoader;
/// use girokit_iso8583::{Spec, SpecRef};
///
/// let house: SpecRef = Spec::from_json(r#"{"name": "house", "extends": "iso1987-binary"}"#)?.into();
/// let resolver = |name: &str| (name == "house").then(|| house.clone());
/// let loader = SpecLoader::new().with_resolver(&resolver);
/// let spec = loader.load(r#"{"name": "house-2", "extends": "house", "elements": {"63": null}}"#)?;
/// assert!(spec.field(63).is_none());
/// # Ok::<(), girokit_iso8583::spec::json::SpecError>(())
/// ```
#[derive(Clone, Copy)]
pub struct SpecLoader<'a> {
    limits: Limits,
    resolver: Option<&'a Resolver<'a>>,
}

/// Gives the spec of a name.
type Resolver<'a> = dyn Fn(&str) -> Option<SpecRef> + 'a;

impl<'a> SpecLoader<'a> {
    /// A loader with the default limits that knows the shipped specs.
    pub const fn new() -> Self {
        Self {
            limits: Limits {
                bytes: MAX_SPEC_JSON,
                nesting: MAX_SPEC_NESTING,
                elements: MAX_SPEC_ELEMENTS,
                variants: MAX_SPEC_VARIANTS,
            },
            resolver: None,
        }
    }

    /// The same loader for files of at most so many bytes ([`MAX_SPEC_JSON`]).
    #[must_use]
    pub const fn with_max_bytes(mut self, bytes: usize) -> Self {
        self.limits.bytes = bytes;
        self
    }

    /// The same loader for objects of at most so many levels ([`MAX_SPEC_NESTING`]). More than 128 are never read.
    #[must_use]
    pub const fn with_max_nesting(mut self, levels: usize) -> Self {
        self.limits.nesting = levels;
        self
    }

    /// The same loader for at most so many elements and parts in one file ([`MAX_SPEC_ELEMENTS`]). The elements of a base do not count;
    /// the parts that one of them has do where some are changed, and so do those of `emv`.
    #[must_use]
    pub const fn with_max_elements(mut self, elements: usize) -> Self {
        self.limits.elements = elements;
        self
    }

    /// The same loader for at most so many variants by MTI ([`MAX_SPEC_VARIANTS`]).
    #[must_use]
    pub const fn with_max_variants(mut self, variants: usize) -> Self {
        self.limits.variants = variants;
        self
    }

    /// The same loader that asks `resolver` for the spec that another extends; what it does not know is looked for among the
    /// shipped ones. A base that stands in a file itself is loaded by the resolver, which must see that files do not go in circles.
    #[must_use]
    pub const fn with_resolver(mut self, resolver: &'a Resolver<'a>) -> Self {
        self.resolver = Some(resolver);
        self
    }

    /// Reads a spec. A byte order mark before it is skipped.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place; variants among it, as one spec has none. Of what is not JSON, or
    /// larger than the limits, the first problem.
    pub fn load(&self, json: impl AsRef<[u8]>) -> Result<Spec, SpecError> {
        let set = self.load_set(json)?;
        if set.variants().next().is_some() {
            return Err(SpecError::new(vec![SpecProblem::new(
                SpecProblemKind::UnknownKey,
                "/variants".to_owned(),
                "one spec; a set of variants is loaded as such".to_owned(),
                "variants".to_owned(),
            )]));
        }
        Ok(Spec::clone(set.base()))
    }

    /// Reads a spec with its variants.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_set(&self, json: impl AsRef<[u8]>) -> Result<SpecSet, SpecError> {
        let json = json.as_ref();
        if json.len() > self.limits.bytes {
            return Err(SpecError::new(vec![SpecProblem::new(
                SpecProblemKind::Limit,
                String::new(),
                format!("at most {} bytes", self.limits.bytes),
                json.len().to_string(),
            )]));
        }
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        let node =
            Node::parse(json, self.limits.nesting).map_err(|error| SpecError::new(vec![error]))?;
        let find = |name: &str| {
            let own = self.resolver.and_then(|resolver| resolver(name));
            own.or_else(|| specs::by_name(name).map(SpecRef::Static))
        };
        read::set(&node, self.limits, &find).map_err(SpecError::new)
    }
}

impl Default for SpecLoader<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SpecLoader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpecLoader")
            .field("limits", &self.limits)
            .field("resolver", &self.resolver.is_some())
            .finish()
    }
}

//! Which types of which schemas are the same, compared recursively, so that each is emitted once.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use crate::xsd::{ComplexType, Particle, Schema};

/// Rounds of refinement. Two types are told apart if they differ within this many levels; the deepest published schema nests
/// fewer than 30.
const ROUNDS: usize = 40;

/// The types of some schemas, sorted into groups by the set of schemas that use them.
#[derive(Debug)]
pub(crate) struct Sharing {
    /// For each schema (by its number) and type name: the group, or `None` if the type is the schema's own.
    group_of: BTreeMap<(usize, String), usize>,
    /// For each group: the schemas that use it, ascending, and the names of its types.
    pub(crate) groups: Vec<(Vec<usize>, Vec<String>)>,
}

impl Sharing {
    pub(crate) fn new(schemas: &[Schema]) -> Self {
        let mut users: BTreeMap<(String, u64), Vec<usize>> = BTreeMap::new();
        for (i, schema) in schemas.iter().enumerate() {
            for (name, hash) in fingerprints(schema) {
                users.entry((name, hash)).or_default().push(i);
            }
        }
        let mut by_set: BTreeMap<Vec<usize>, BTreeSet<String>> = BTreeMap::new();
        for ((name, _), set) in users.into_iter().filter(|(_, set)| set.len() > 1) {
            by_set.entry(set).or_default().insert(name);
        }
        let mut sharing = Self {
            group_of: BTreeMap::new(),
            groups: Vec::new(),
        };
        for (number, (set, names)) in by_set.into_iter().enumerate() {
            for &schema in &set {
                for name in &names {
                    sharing.group_of.insert((schema, name.clone()), number);
                }
            }
            sharing.groups.push((set, names.into_iter().collect()));
        }
        sharing
    }

    /// The group that holds this type of this schema, if another schema has the same.
    pub(crate) fn group(&self, schema: usize, name: &str) -> Option<usize> {
        self.group_of.get(&(schema, name.to_owned())).copied()
    }
}

/// A number for each type that is equal for equal types: the type's own definition first, then, round by round, those of the
/// types it names.
fn fingerprints(schema: &Schema) -> BTreeMap<String, u64> {
    let own = |value: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        value(&mut hasher);
        hasher.finish()
    };
    let mut current: BTreeMap<String, u64> = BTreeMap::new();
    for (name, ty) in &schema.simple {
        current.insert(name.clone(), own(&|h| ty.hash(h)));
    }
    for (name, ty) in &schema.complex {
        current.insert(name.clone(), own(&|h| ty.hash(h)));
    }
    // The root type belongs to one message, even if a second message's looks the same.
    current.insert(schema.root.1.clone(), own(&|h| schema.namespace.hash(h)));
    for _ in 0..ROUNDS {
        let mut next = current.clone();
        for (name, ty) in &schema.complex {
            next.insert(
                name.clone(),
                own(&|h| {
                    current.get(name).hash(h);
                    for used in uses(ty) {
                        current.get(used).hash(h);
                    }
                }),
            );
        }
        current = next;
    }
    current
}

/// The names of the types that a type's definition names.
fn uses(ty: &ComplexType) -> Vec<&str> {
    fn of(particle: &Particle) -> Vec<&str> {
        match particle {
            Particle::Any { .. } => Vec::new(),
            Particle::Choice(inner) => inner.iter().flat_map(of).collect(),
            Particle::Element { ty, .. } => vec![ty],
        }
    }
    match ty {
        ComplexType::Choice(particles) | ComplexType::Sequence(particles) => {
            particles.iter().flat_map(of).collect()
        }
        ComplexType::Simple { base, attributes } => std::iter::once(base.as_str())
            .chain(attributes.iter().map(|a| a.ty.as_str()))
            .collect(),
    }
}

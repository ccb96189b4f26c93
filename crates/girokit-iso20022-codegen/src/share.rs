//! Which types of which schemas are the same, compared recursively, so that each is emitted once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::xsd::{ComplexType, Particle, Schema, SimpleType};
use crate::{Options, names};

/// A type, as all schemas that have the same one see it.
#[derive(Debug)]
pub(crate) struct Class {
    /// The name in the schema.
    pub(crate) name: String,
    /// The schemas that have it, ascending.
    pub(crate) users: Vec<usize>,
    /// The features of its users; empty when there are no features.
    pub(crate) features: BTreeSet<String>,
    /// The name of its table: no other table of any schema has it.
    pub(crate) table: String,
    /// The name of its Rust type: no other type of the same module has it.
    pub(crate) item: String,
}

impl Class {
    /// The schema that it is written from: any of its users.
    pub(crate) fn schema(&self) -> usize {
        self.users.first().copied().unwrap_or_default()
    }

    /// Whether it stands in `shared`; else it is the own type of one message.
    pub(crate) fn is_shared(&self) -> bool {
        self.users.len() > 1
    }
}

/// The types of some schemas, each once.
#[derive(Debug)]
pub(crate) struct Sharing {
    pub(crate) classes: Vec<Class>,
    /// For each schema: the class of each of its types.
    of: Vec<BTreeMap<String, usize>>,
}

impl Sharing {
    pub(crate) fn new(schemas: &[Schema], options: &Options) -> Self {
        let (of, count) = classes(schemas);
        let mut users: Vec<(String, Vec<usize>)> = vec![(String::new(), Vec::new()); count];
        for (schema, types) in of.iter().enumerate() {
            for (name, &class) in types {
                users[class].0.clone_from(name);
                users[class].1.push(schema);
            }
        }
        let features_of: Vec<Vec<String>> = schemas
            .iter()
            .map(|s| options.features_of(s.id()))
            .collect();
        let classes: Vec<Class> = users
            .into_iter()
            .map(|(name, users)| Class {
                features: users
                    .iter()
                    .flat_map(|s| features_of[*s].iter().cloned())
                    .collect(),
                table: String::new(),
                item: String::new(),
                name,
                users,
            })
            .collect();
        let mut sharing = Self { classes, of };
        sharing.name(schemas);
        sharing
    }

    /// Gives each class its names. Of several types with one name in the schemas, each is named with the first message that has it,
    /// so that a name does not depend on the order in which they are met.
    fn name(&mut self, schemas: &[Schema]) {
        let mut all: BTreeMap<String, usize> = BTreeMap::new();
        let mut shared: BTreeMap<String, usize> = BTreeMap::new();
        for class in &self.classes {
            *all.entry(names::type_name(&class.name)).or_default() += 1;
            if class.is_shared() {
                *shared.entry(names::type_name(&class.name)).or_default() += 1;
            }
        }
        for class in &mut self.classes {
            let plain = names::type_name(&class.name);
            let first = class.users.first().map_or("", |s| schemas[*s].id());
            let long = format!("{plain}_{}", names::module(first));
            let is_one =
                |counts: &BTreeMap<String, usize>| counts.get(&plain).is_none_or(|n| *n < 2);
            class.table = if is_one(&all) {
                plain.clone()
            } else {
                long.clone()
            };
            class.item = if !class.is_shared() || is_one(&shared) {
                plain
            } else {
                long
            };
        }
    }

    /// The number of the class of a schema's type.
    pub(crate) fn number(&self, schema: usize, name: &str) -> Option<usize> {
        self.of[schema].get(name).copied()
    }

    /// The class of a schema's type.
    pub(crate) fn class(&self, schema: usize, name: &str) -> Option<&Class> {
        self.number(schema, name).map(|class| &self.classes[class])
    }
}

/// What a type's own definition says.
#[derive(PartialEq, Eq, Hash)]
enum Definition<'a> {
    Complex(&'a ComplexType),
    /// The root type belongs to one message, even if a second message's looks the same.
    Root(&'a str),
    Simple(&'a SimpleType),
}

/// A number for each type that is equal for equal types, and how many numbers there are.
///
/// Types are told apart first by name and own definition, then, round by round, by the classes of the types that they name,
/// until a round tells no further types apart.
fn classes(schemas: &[Schema]) -> (Vec<BTreeMap<String, usize>>, usize) {
    /// A type: where it stands and the numbers of the types that it names.
    struct Type<'a> {
        name: &'a str,
        uses: Vec<usize>,
    }
    let mut types: Vec<Type<'_>> = Vec::new();
    let mut class: Vec<usize> = Vec::new();
    let mut own: HashMap<(&str, Definition<'_>), usize> = HashMap::new();
    let mut numbers: Vec<(usize, usize)> = Vec::new();
    for schema in schemas {
        let first = types.len();
        let simple = schema
            .simple
            .iter()
            .map(|(n, ty)| (n.as_str(), Definition::Simple(ty)));
        let complex = schema.complex.iter().map(|(n, ty)| {
            if *n == schema.root.1 {
                (n.as_str(), Definition::Root(&schema.namespace))
            } else {
                (n.as_str(), Definition::Complex(ty))
            }
        });
        for (name, definition) in simple.chain(complex) {
            let next = own.len();
            class.push(*own.entry((name, definition)).or_insert(next));
            types.push(Type {
                name,
                uses: Vec::new(),
            });
        }
        let by_name: HashMap<&str, usize> = types
            .iter()
            .enumerate()
            .skip(first)
            .map(|(i, ty)| (ty.name, i))
            .collect();
        for (name, ty) in &schema.complex {
            let uses = uses(ty)
                .into_iter()
                .filter_map(|used| by_name.get(used).copied())
                .collect();
            if let Some(&i) = by_name.get(name.as_str()) {
                types[i].uses = uses;
            }
        }
        // A restriction of another simple type is equal only if that one is.
        for (name, ty) in &schema.simple {
            if let (Some(&i), Some(&base)) =
                (by_name.get(name.as_str()), by_name.get(ty.base.as_str()))
            {
                types[i].uses = vec![base];
            }
        }
        numbers.push((first, types.len()));
    }
    let mut count = own.len();
    loop {
        let mut told: HashMap<(usize, Vec<usize>), usize> = HashMap::new();
        let next: Vec<usize> = types
            .iter()
            .zip(&class)
            .map(|(ty, own)| {
                let number = told.len();
                let used = ty.uses.iter().map(|used| class[*used]).collect();
                *told.entry((*own, used)).or_insert(number)
            })
            .collect();
        class = next;
        if told.len() == count {
            break;
        }
        count = told.len();
    }
    let of = numbers
        .into_iter()
        .map(|(from, to)| {
            (from..to)
                .map(|i| (types[i].name.to_owned(), class[i]))
                .collect()
        })
        .collect();
    (of, count)
}

/// The names of the types that a type's definition names.
pub(crate) fn uses(ty: &ComplexType) -> Vec<&str> {
    fn of<'a>(particle: &'a Particle, used: &mut Vec<&'a str>) {
        match particle {
            Particle::Any { .. } => {}
            Particle::Choice(inner) => {
                for particle in inner {
                    of(particle, used);
                }
            }
            Particle::Element { ty, .. } => used.push(ty),
        }
    }
    let mut used = Vec::new();
    match ty {
        ComplexType::Choice(particles) | ComplexType::Sequence(particles) => {
            for particle in particles {
                of(particle, &mut used);
            }
        }
        ComplexType::Simple { base, attributes } => {
            used.push(base);
            used.extend(attributes.iter().map(|a| a.ty.as_str()));
        }
    }
    used
}

//! The driver of streams: the same walk as [`sequence`](super::sequence), one child at a time, with its state outside.
//!
//! The spine is the way from the root to the list of items: `Document`, `BkToCstmrStmt`, `Stmt`, and then `Ntry`. Its elements
//! are opened and closed one by one; every other child of theirs is read whole into the message, and each item into a value of
//! its own.

use super::fill::{Owned, Place};
use super::sequence::find;
use super::{Found, Reader, Root, Stop};
use crate::encoding::{Census, Encoding};
use crate::error::{Code, ErrorKind};
use crate::limits::Limits;
use crate::path::Path;
use crate::scan::{Carried, Event, Fatal, Scanner, Start};
use crate::schema::{Complex, Definition, Field, Kind, Node};
use crate::stream::Mark;

pub(crate) use head::{Head, seek, steps};

mod head;

/// The values along the spine.
pub(crate) trait Trunk {
    /// The element at this depth that was opened last; 0 is the root.
    fn node(&mut self, depth: usize) -> Option<&mut dyn Node>;

    /// Lets go of the elements at this depth.
    fn forget(&mut self, depth: usize);
}

/// One step of the spine downwards: the field of the type above.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rung {
    number: usize,
    pub(crate) field: &'static Field,
}

/// The fields from the root to the items; `None` if the tags do not lead from the root to elements.
pub(crate) fn rungs(definition: &'static Definition, spine: &[&str]) -> Option<Vec<Rung>> {
    let mut ty = definition.ty;
    let mut rungs = Vec::new();
    for tag in spine {
        let number = ty.fields.iter().position(|f| f.tag == *tag)?;
        let field = ty.fields.get(number)?;
        let Kind::Complex(inner) = field.kind else {
            return None;
        };
        rungs.push(Rung { number, field });
        ty = inner;
    }
    Some(rungs)
}

/// An open element of the spine.
#[derive(Debug, Clone, Copy)]
struct Level {
    tag: &'static str,
    nth: u32,
    repeats: bool,
    schema: &'static Complex,
    now: Now,
    /// Length of [`Driver::head`] before the first of its children that is on the spine.
    head: Option<usize>,
}

/// Where in a sequence the reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Now {
    place: Place,
    count: u32,
}

impl Now {
    const START: Self = Self {
        place: Place::of(0),
        count: 0,
    };
}

/// An open element of the spine as numbers: which of its like it is, the field and alternative that it has come to, and how
/// often that occurred.
pub(crate) type Counters = (u32, usize, Option<usize>, u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing is read yet.
    Fresh,
    /// Before the root element.
    Prolog,
    /// In the root element.
    Body,
    /// Behind the root element.
    Tail,
}

/// What one turn brought.
#[derive(Debug)]
pub(crate) enum Turn {
    /// The end of the document. All is read and checked.
    End,
    /// Reading cannot go on.
    Fatal(ErrorKind, Told),
    /// An item was read.
    Item(Told),
    /// Nothing can be said before more text is there.
    More,
    /// Something else was read.
    Read(Told),
}

/// What is wrong with what one turn read.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) found: Vec<Found>,
    pub(crate) truncated: bool,
}

/// What a step came to.
enum Step {
    End,
    Item,
    More,
    Read,
    Unknown,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Driver {
    root: Root,
    ty: &'static Complex,
    rungs: Vec<Rung>,
    limits: Limits,
    phase: Phase,
    levels: Vec<Level>,
    carried: Carried,
    /// The document so far without the items, and without what the message no longer holds.
    head: Head,
}

/// What a turn works on.
pub(crate) struct Input<'a> {
    /// What is there of the document, from where the last turn stopped.
    pub(crate) text: &'a str,
    /// Whether the text is the last of the document.
    pub(crate) is_last: bool,
    /// Whether no more text will be given for this turn.
    pub(crate) is_all: bool,
    pub(crate) census: Census,
}

impl Driver {
    /// `None` if the tags do not lead from the root to elements.
    pub(crate) fn new(
        definition: &'static Definition,
        spine: &[&str],
        limits: &Limits,
    ) -> Option<Self> {
        let rungs = rungs(definition, spine)?;
        Some(Self {
            root: Root {
                namespace: definition.namespace,
                tag: definition.root,
            },
            ty: definition.ty,
            rungs,
            limits: *limits,
            phase: Phase::Fresh,
            levels: Vec::new(),
            carried: Carried::default(),
            head: Head::default(),
        })
    }

    /// Reads on by one piece. Returns how much of the text is done with; the next turn begins there.
    pub(crate) fn turn(
        &mut self,
        input: &Input<'_>,
        trunk: &mut dyn Trunk,
        item: &mut dyn Node,
    ) -> (usize, Turn) {
        let carried = std::mem::take(&mut self.carried);
        let (done, turn, next) = self.turn_from(&carried, input, trunk, item);
        self.carried = next.unwrap_or(carried);
        (done, turn)
    }

    fn turn_from(
        &mut self,
        carried: &Carried,
        input: &Input<'_>,
        trunk: &mut dyn Trunk,
        item: &mut dyn Node,
    ) -> (usize, Turn, Option<Carried>) {
        let target = self.root.namespace;
        let path = self.way();
        let mut reader = Reader {
            scanner: Scanner::resume(input.text, carried, input.census, target, &self.limits),
            path,
            found: Vec::new(),
            max_problems: self.limits.max_problems.max(1),
            goes_on: true,
            truncated: false,
        };
        let depth = self.levels.len();
        let kept = self.head.text().len();
        let mut done = 0;
        let outcome = self.step(&mut reader, input, &mut done, trunk, item);
        let mut told = Told {
            found: std::mem::take(&mut reader.found),
            truncated: reader.truncated,
        };
        let turn = match outcome {
            Ok(Step::More) => Turn::More,
            Err(Stop::Fatal(_)) if !input.is_all && !self.is_overfull() => Turn::More,
            Ok(Step::End) => Turn::End,
            Ok(Step::Read) => Turn::Read(told),
            Ok(Step::Item) => Turn::Item(told),
            Ok(Step::Unknown) => Turn::Fatal(ErrorKind::UnknownMessage, told),
            Err(Stop::Enough) => {
                told.truncated = true;
                Turn::Fatal(ErrorKind::Invalid, told)
            }
            Err(Stop::Fatal(fatal)) => {
                let kind = if fatal.0.code == Code::Limit {
                    ErrorKind::Limit
                } else {
                    ErrorKind::Malformed
                };
                told.found
                    .push(Found::from_fatal(fatal, reader.path.render()));
                Turn::Fatal(kind, told)
            }
        };
        if done > 0 && self.head.text().len() == kept {
            self.head.pass();
        }
        let next = (self.levels.len() != depth).then(|| reader.scanner.carry());
        (done, turn, next)
    }

    fn step<'i>(
        &mut self,
        reader: &mut Reader<'i>,
        input: &Input<'i>,
        done: &mut usize,
        trunk: &mut dyn Trunk,
        item: &mut dyn Node,
    ) -> Result<Step, Stop> {
        match self.phase {
            Phase::Fresh => {
                if input.text.len() <= "<?xml".len() && !input.is_all {
                    return Ok(Step::More);
                }
                reader.scanner.prolog()?;
                *done = reader.scanner.at();
                self.phase = Phase::Prolog;
                Ok(Step::Read)
            }
            Phase::Prolog => {
                let skimmed = reader.scanner.skim();
                *done = reader.scanner.at();
                skimmed?;
                self.open_root(reader, input, done, trunk)
            }
            Phase::Body => {
                let skimmed = reader.scanner.skim();
                *done = reader.scanner.at();
                skimmed?;
                self.child(reader, input, done, trunk, item)
            }
            Phase::Tail => {
                let skimmed = reader.scanner.skim();
                *done = reader.scanner.at();
                skimmed?;
                if *done < input.text.len() {
                    reader.scanner.finish()?;
                }
                Ok(if input.is_last { Step::End } else { Step::More })
            }
        }
    }

    fn open_root<'i>(
        &mut self,
        reader: &mut Reader<'i>,
        input: &Input<'i>,
        done: &mut usize,
        trunk: &mut dyn Trunk,
    ) -> Result<Step, Stop> {
        let start = match reader.scanner.next()? {
            Event::Start(start) => start,
            Event::End { offset } | Event::Text { offset } => {
                return Err(Fatal::malformed(offset, "the root element", "something else").into());
            }
        };
        if !reader.is_root(self.root, &start)? {
            return Ok(Step::Unknown);
        }
        self.open(reader, input, &start, 1, trunk)?;
        self.phase = Phase::Body;
        *done = reader.scanner.at();
        Ok(Step::Read)
    }

    /// Opens an element of the spine.
    fn open<'i>(
        &mut self,
        reader: &mut Reader<'i>,
        input: &Input<'i>,
        start: &Start<'i>,
        nth: u32,
        trunk: &mut dyn Trunk,
    ) -> Result<(), Stop> {
        let depth = self.levels.len();
        let (tag, repeats, schema) = match self.rung(depth) {
            None => (self.root.tag, false, self.ty),
            Some(Rung { number, field }) => {
                let Kind::Complex(schema) = field.kind else {
                    return Err(unfit(start.offset));
                };
                if field.max > 1 {
                    trunk.forget(depth);
                }
                if let Some(above) = self.levels.last_mut() {
                    match above.head {
                        None => above.head = Some(self.head.text().len()),
                        Some(length) => self.head.truncate(length),
                    }
                    if field.max > 1 {
                        self.head.begin(depth, field.tag, nth);
                    }
                    if let Some(node) = trunk.node(depth - 1) {
                        let _ = node.slot(number);
                    }
                }
                (field.tag, field.max > 1, schema)
            }
        };
        let node = trunk.node(depth).ok_or_else(|| unfit(start.offset))?;
        self.keep(input.text, start.offset, reader.scanner.at())?;
        reader.path.push(tag, nth, repeats);
        if start.has_attributes || !schema.attributes.is_empty() {
            reader.attributes(Some(&mut Owned(node)), schema, start)?;
        }
        self.levels.push(Level {
            tag,
            nth,
            repeats,
            schema,
            now: Now::START,
            head: None,
        });
        Ok(())
    }

    /// The field that leads to this depth.
    fn rung(&self, depth: usize) -> Option<Rung> {
        depth
            .checked_sub(1)
            .and_then(|i| self.rungs.get(i))
            .copied()
    }

    /// Reads one child of the innermost open element of the spine, or its end.
    fn child<'i>(
        &mut self,
        reader: &mut Reader<'i>,
        input: &Input<'i>,
        done: &mut usize,
        trunk: &mut dyn Trunk,
        item: &mut dyn Node,
    ) -> Result<Step, Stop> {
        let depth = self.levels.len();
        let (Some(level), Some(rung)) = (self.levels.last().copied(), self.rung(depth)) else {
            return Err(unfit(*done));
        };
        let schema = level.schema;
        let mut now = level.now;
        let mut end = 0;
        let Some(start) = reader.child(&mut end)? else {
            reader.missing(
                schema.fields,
                now.place.field,
                now.count,
                schema.fields.len(),
                end,
            )?;
            *done = reader.scanner.at();
            self.keep(input.text, end, *done)?;
            self.levels.pop();
            if self.levels.is_empty() {
                self.phase = Phase::Tail;
            }
            return Ok(Step::Read);
        };
        let in_order = find(schema, now.place.field, &start);
        let place = in_order.or_else(|| find(schema, 0, &start));
        let on_spine = place.is_some_and(|p| p.field == rung.number);
        if !on_spine && !input.is_all {
            // The message must not hold half a child: first it is seen whether all of it is there.
            return self.whole(reader, input, done, trunk, item);
        }
        let is_item = on_spine && depth == self.rungs.len();
        if let Some(place) = in_order
            && place.field > now.place.field
        {
            let (field, count) = (now.place.field, now.count);
            reader.missing(schema.fields, field, count, place.field, start.offset)?;
            now = Now { place, count: 0 };
        }
        if is_item && !reader.found.is_empty() {
            // What is wrong before the item is told by itself. The item comes next.
            self.set(now);
            *done = start.offset;
            return Ok(Step::Read);
        }
        let nth = if in_order.is_some() {
            now.count = now.count.saturating_add(1);
            now.count
        } else {
            1
        };
        if on_spine {
            if in_order.is_none() {
                reader.out_of_order(schema, &start, now.place.field, now.count)?;
            } else if nth > rung.field.max {
                reader.repeated(rung.field, nth, &start)?;
            }
            if is_item {
                let Kind::Complex(schema) = rung.field.kind else {
                    return Err(unfit(start.offset));
                };
                reader.path.push(rung.field.tag, nth, rung.field.max > 1);
                reader.complex(Owned(item), schema, &start)?;
                reader.path.pop();
                *done = reader.scanner.at();
                self.set(now);
                return Ok(Step::Item);
            }
            self.set(now);
            self.open(reader, input, &start, nth, trunk)?;
        } else {
            let mut into = Owned(trunk.node(depth - 1).ok_or_else(|| unfit(start.offset))?);
            match in_order {
                None => {
                    let Now { place, count } = now;
                    reader.misplaced(&mut into, schema, &start, place.field, count)?;
                }
                Some(place) => branch(reader, &mut into, schema, &mut now, place, &start)?,
            }
            self.keep(input.text, start.offset, reader.scanner.at())?;
            self.set(now);
        }
        *done = reader.scanner.at();
        Ok(Step::Read)
    }

    /// Sees whether all of a child is there, and then reads it.
    fn whole<'i>(
        &mut self,
        reader: &mut Reader<'i>,
        input: &Input<'i>,
        done: &mut usize,
        trunk: &mut dyn Trunk,
        item: &mut dyn Node,
    ) -> Result<Step, Stop> {
        reader.scanner.skip()?;
        reader.found.clear();
        reader.truncated = false;
        reader.scanner.rewind(*done);
        let input = Input {
            is_all: true,
            ..*input
        };
        self.child(reader, &input, done, trunk, item)
    }

    fn set(&mut self, now: Now) {
        if let Some(level) = self.levels.last_mut() {
            level.now = now;
        }
    }

    /// Keeps a piece of the document beside the items.
    fn keep(&mut self, text: &str, from: usize, to: usize) -> Result<(), Stop> {
        self.head.push(text.get(from..to).unwrap_or_default(), from);
        if !self.is_overfull() {
            return Ok(());
        }
        let max = self.limits.max_item_bytes;
        Err(Fatal::limit(
            from,
            format!("at most {max} bytes beside the items"),
            "more",
        )
        .into())
    }

    fn way(&self) -> Path {
        let mut path = Path::default();
        for level in &self.levels {
            path.push(level.tag, level.nth, level.repeats);
        }
        path
    }

    /// The path of the innermost open element of the spine.
    pub(crate) fn path(&self) -> String {
        self.way().render()
    }

    fn is_overfull(&self) -> bool {
        self.head.text().len() > self.limits.max_item_bytes
    }

    /// The open elements as numbers.
    pub(crate) fn counters(&self) -> impl Iterator<Item = Counters> {
        self.levels.iter().map(|level| {
            let Now { place, count } = level.now;
            (level.nth, place.field, place.alternative, count)
        })
    }

    /// What was read but the items, and what the message no longer holds.
    pub(crate) fn head(&self) -> &str {
        self.head.text()
    }

    /// The same, with the places where it stood.
    pub(crate) fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    /// The tag of the items.
    pub(crate) fn item_tag(&self) -> Option<&'static str> {
        self.rungs.last().map(|rung| rung.field.tag)
    }

    /// Where the element of a path stood, of all that is beside the items; `None` of an item, too.
    pub(crate) fn locate(&self, path: &str, encoding: Encoding) -> Option<Mark> {
        let steps: Vec<_> = steps(path).collect();
        let item = self.item_tag();
        if steps.get(self.rungs.len()).map(|step| step.tag) == item {
            return None;
        }
        self.head.locate(steps, encoding)
    }

    /// Whether nothing is read yet, not even an XML declaration.
    pub(crate) fn is_fresh(&self) -> bool {
        self.phase == Phase::Fresh
    }

    /// Passes over the XML declaration, for it was read before.
    pub(crate) fn start_late(&mut self) {
        self.phase = Phase::Prolog;
    }

    /// Sets the numbers of the open elements; false if they are not as many.
    pub(crate) fn set_counters(&mut self, counters: &[Counters]) -> bool {
        for (level, &(nth, field, alternative, count)) in self.levels.iter_mut().zip(counters) {
            level.nth = nth;
            level.now = Now {
                place: Place { field, alternative },
                count,
            };
        }
        self.levels.len() == counters.len()
    }
}

/// Reads a child that is not on the spine.
fn branch<'i>(
    reader: &mut Reader<'i>,
    into: &mut Owned<'_>,
    schema: &'static Complex,
    now: &mut Now,
    place: Place,
    start: &Start<'i>,
) -> Result<(), Stop> {
    let Some(field) = schema.fields.get(place.field) else {
        return Ok(());
    };
    if let (Kind::Group(group), Some(alternative)) = (&field.kind, place.alternative) {
        let Some(inner) = group.fields.get(alternative) else {
            return Ok(());
        };
        if now.count > 1 && (now.place.alternative != place.alternative || now.count > inner.max) {
            reader.beside(inner, start)?;
        }
        now.place.alternative = place.alternative;
        return reader.element(into, place, inner, now.count, start);
    }
    if now.count > field.max {
        reader.repeated(field, now.count, start)?;
    }
    reader.element(into, place, field, now.count, start)
}

/// The spine and the structs come from one generator; a pair that does not fit is a defect.
#[cold]
fn unfit(offset: usize) -> Stop {
    Fatal::malformed(offset, "a message with items", "a table that does not fit").into()
}

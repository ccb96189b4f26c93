//! A message of one's own: to build, to edit, to send.

use core::fmt;

use zeroize::Zeroizing;

use crate::bitmap::{self, Bits};
use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::limits::MAX_MESSAGE;
use crate::mti::Mti;
use crate::spec::{Field, Key, Length, MtiEncoding, SpecRef};
use crate::view::MessageView;
use crate::write::{self, Value};

/// A message that owns its bytes.
///
/// Each field is kept as it is on the wire, so that what was read and not touched is written back byte for byte; a field that is set is
/// put into bytes, and checked, at once. The memory is overwritten when the message is dropped.
#[derive(Clone)]
pub struct Message {
    spec: SpecRef,
    mti: Mti,
    bits: Bits,
    header: Span,
    /// The bitmaps as they were read, and what they said: written back if that still holds.
    bitmap: Option<(Span, Bits)>,
    /// Ascending by number.
    slots: Vec<Slot>,
    arena: Zeroizing<Vec<u8>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    const fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    number: u8,
    span: Span,
}

impl Message {
    /// An empty message.
    pub fn new(spec: impl Into<SpecRef>, mti: Mti) -> Self {
        Self {
            spec: spec.into(),
            mti,
            bits: Bits::EMPTY,
            header: Span::default(),
            bitmap: None,
            slots: Vec::new(),
            arena: Zeroizing::default(),
        }
    }

    /// Reads a message, strictly, and keeps a copy of its bytes.
    ///
    /// # Errors
    /// As [`MessageView::read`].
    pub fn read(spec: impl Into<SpecRef>, bytes: &[u8]) -> Result<Self, Error> {
        let spec = spec.into();
        let view = MessageView::read(&spec, bytes)?;
        let (mti, bits) = (view.mti(), view.bits());
        let header = span(0, view.header().len());
        let maps = view.bitmap_span();
        let mut slots = Vec::with_capacity(bits.len());
        slots.extend(view.spans().map(|(number, start, end)| Slot {
            number,
            span: span(start, end),
        }));
        Ok(Self {
            mti,
            bits,
            header,
            bitmap: Some((span(maps.start, maps.end), bits)),
            slots,
            arena: Zeroizing::new(bytes.to_vec()),
            spec,
        })
    }

    /// The spec that it follows.
    pub fn spec(&self) -> &SpecRef {
        &self.spec
    }

    /// The message type.
    pub fn mti(&self) -> Mti {
        self.mti
    }

    /// Makes it a message of another type.
    pub fn set_mti(&mut self, mti: Mti) {
        self.mti = mti;
    }

    /// What stands before the MTI.
    pub fn header(&self) -> &[u8] {
        self.bytes(self.header)
    }

    /// Sets what stands before the MTI. It is written as given: a length prefix or a counting byte is part of it.
    pub fn set_header(&mut self, header: &[u8]) {
        self.make_room(header.len());
        let start = self.arena.len();
        self.arena.extend_from_slice(header);
        self.header = span(start, self.arena.len());
    }

    /// The numbers of the fields that are there.
    pub fn bits(&self) -> Bits {
        self.bits
    }

    /// Field `number`, if it is there.
    pub fn field(&self, number: u8) -> Option<FieldView<'_>> {
        let slot = self.slots.get(self.place(number).ok()?)?;
        let field = self.spec.field(number)?;
        let (start, end) = (slot.span.start as usize, slot.span.end as usize);
        let bytes = self.arena.get(..end)?;
        FieldView::locate(field, Key::Number(number), bytes, start, end).ok()
    }

    /// The fields, ascending.
    pub fn fields(&self) -> impl Iterator<Item = FieldView<'_>> {
        self.slots.iter().filter_map(|slot| self.field(slot.number))
    }

    /// Sets field `number` to a text: characters, digits, or hex digits for binary content, padded as the spec says.
    ///
    /// # Errors
    /// The field is not defined, or does not admit the value; the message is then as it was.
    pub fn set(&mut self, number: u8, text: &str) -> Result<&mut Self, Error> {
        self.put(number, Value::Text(text))
    }

    /// Sets field `number` to bytes: the content of a binary or hex field, or what a composite field holds, tags and lengths
    /// included.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn set_bytes(&mut self, number: u8, bytes: &[u8]) -> Result<&mut Self, Error> {
        self.put(number, Value::Bytes(bytes))
    }

    /// Takes field `number` out; whether it was there.
    pub fn remove(&mut self, number: u8) -> bool {
        match self.place(number) {
            Ok(at) => {
                self.slots.remove(at);
                self.bits.remove(number);
                true
            }
            Err(_) => false,
        }
    }

    /// Makes it an empty message of type `mti`, without a header; its memory is overwritten and used again.
    pub fn clear(&mut self, mti: Mti) {
        self.mti = mti;
        self.bits = Bits::EMPTY;
        self.header = Span::default();
        self.bitmap = None;
        self.slots.clear();
        self.arena.fill(0);
        self.arena.clear();
    }

    /// Writes the message behind what `out` holds.
    ///
    /// Nothing is allocated if `out` has room.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.header());
        let [a, b, c, d] = self.mti.digits();
        match self.spec.mti {
            MtiEncoding::Text(charset) => {
                out.extend([a, b, c, d].map(|digit| charset.encode(b'0' + digit)));
            }
            MtiEncoding::Bcd => out.extend([a << 4 | b, c << 4 | d]),
        }
        match self.bitmap {
            Some((span, bits)) if bits == self.bits => out.extend_from_slice(self.bytes(span)),
            _ => bitmap::write_all(self.spec.bitmap, self.bits, out),
        }
        for slot in &self.slots {
            out.extend_from_slice(self.bytes(slot.span));
        }
    }

    /// The bytes of memory that it holds for its content: at most about four times what the message has on the wire, however often it
    /// is edited, and 512 at least once a field is set.
    pub fn memory(&self) -> usize {
        self.arena.capacity()
    }

    /// The message as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    pub(crate) fn put(&mut self, number: u8, value: Value<'_>) -> Result<&mut Self, Error> {
        let key = Key::Number(number);
        let spec = self.spec.clone();
        let Some(field) = spec.field(number) else {
            return Err(Error::new(ErrorKind::UndefinedField, 0).within(key));
        };
        self.make_room(room(field, value));
        let start = self.arena.len();
        let common = match value {
            Value::Text(text) => {
                let plan = spec.plan(number);
                plan.write(text.as_bytes(), field.pad, &mut self.arena)
            }
            Value::Bytes(_) | Value::Wire(_) => false,
        };
        if !common {
            self.arena.truncate(start);
            if let Err(error) = write::element(field, value, &mut self.arena) {
                self.arena.truncate(start);
                return Err(error.within(key));
            }
        }
        let slot = Slot {
            number,
            span: span(start, self.arena.len()),
        };
        if self.slots.last().is_none_or(|last| last.number < number) {
            if self.slots.capacity() == 0 {
                self.slots.reserve(FIELDS);
            }
            self.slots.push(slot);
        } else {
            match self.place(number) {
                Ok(at) => {
                    if let Some(place) = self.slots.get_mut(at) {
                        *place = slot;
                    }
                }
                Err(at) => self.slots.insert(at, slot),
            }
        }
        self.bits.insert(number);
        Ok(self)
    }

    /// Room for `more` bytes, so that the arena does not move, and leave a copy behind, while they are written. What no field holds any
    /// more goes when it moves.
    fn make_room(&mut self, more: usize) {
        if self.arena.capacity() - self.arena.len() >= more {
            return;
        }
        let (header, bitmap) = (
            self.header,
            self.bitmap.map_or(Span::default(), |(map, _)| map),
        );
        let live: usize = self.slots.iter().map(|slot| slot.span.len()).sum();
        let live = live + header.len() + bitmap.len();
        let old = core::mem::replace(
            &mut self.arena,
            Zeroizing::new(Vec::with_capacity((2 * live + more).max(ROOM))),
        );
        let mut moved = |from: Span| {
            let start = self.arena.len();
            let bytes = old.get(from.start as usize..from.end as usize);
            self.arena.extend_from_slice(bytes.unwrap_or_default());
            span(start, self.arena.len())
        };
        self.header = moved(header);
        if let Some((map, _)) = &mut self.bitmap {
            *map = moved(bitmap);
        }
        for slot in &mut self.slots {
            slot.span = moved(slot.span);
        }
    }

    fn place(&self, number: u8) -> Result<usize, usize> {
        self.slots.binary_search_by_key(&number, |slot| slot.number)
    }

    fn bytes(&self, span: Span) -> &[u8] {
        self.arena
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }
}

/// Shows the MTI and the numbers of the fields, never what they hold.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("spec", &self.spec.name)
            .field("mti", &self.mti)
            .field("fields", &self.bits)
            .finish_non_exhaustive()
    }
}

/// The bytes that a message has room for when its first field is set.
const ROOM: usize = 512;

/// The fields that a message has room for then.
const FIELDS: usize = 24;

/// The most bytes that the value can take in this field.
fn room(field: &Field, value: Value<'_>) -> usize {
    let given = match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) | Value::Wire(bytes) => bytes.len(),
    };
    let fixed = match field.length {
        Length::Fixed { len, .. } => (len as usize).min(MAX_MESSAGE),
        Length::Var { .. } | Length::Rest => 0,
    };
    // Hex takes two bytes for one; a prefix is at most six.
    2 * given.max(fixed) + 8
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a message is shorter than 4 GB: limits::MAX_MESSAGE"
)]
const fn span(start: usize, end: usize) -> Span {
    Span {
        start: start as u32,
        end: end as u32,
    }
}

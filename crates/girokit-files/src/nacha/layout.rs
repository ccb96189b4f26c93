//! Field positions of every record, as the standard prints them: what readers and writers both go by.
//!
//! Each record is a [`Layout`]: fields that follow each other without a gap from position 1 to 94. A module per record in
//! [`record`](crate::nacha::record) names its fields (`record::entry_detail::AMOUNT`).

/// Bytes of a record: "Record Size" 094 of the File Header.
pub const RECORD_LENGTH: usize = 94;

/// Records of a block: "Blocking Factor" 10 of the File Header.
pub const BLOCKING_FACTOR: u64 = 10;

/// What a field holds, and how it is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldKind {
    /// Letters, digits and signs; from the left, filled with blanks.
    Alphanumeric,
    /// Nothing: reserved, blanks.
    Blank,
    /// What is given here and nothing else.
    Constant(&'static str),
    /// A date as YYMMDD, or blanks where the field is optional.
    Date,
    /// Digits; from the right, filled with zeros.
    Numeric,
    /// A routing number behind a blank (`bTTTTAAAAC`), or another identification; from the right, filled with blanks.
    Routing,
    /// A time of day as HHMM, or blanks.
    Time,
}

/// A field: its name in the standard and its positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Field {
    name: &'static str,
    first: u8,
    last: u8,
    kind: FieldKind,
}

impl Field {
    pub(crate) const fn new(name: &'static str, first: u8, last: u8, kind: FieldKind) -> Self {
        Self {
            name,
            first,
            last,
            kind,
        }
    }

    /// The name, as the standard writes it.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The first position, from 1.
    pub const fn first(self) -> usize {
        self.first as usize
    }

    /// The last position.
    pub const fn last(self) -> usize {
        self.last as usize
    }

    /// What it holds.
    pub const fn kind(self) -> FieldKind {
        self.kind
    }

    /// How many positions it has.
    #[expect(clippy::len_without_is_empty, reason = "a field always has a position")]
    pub const fn len(self) -> usize {
        (self.last as usize)
            .saturating_add(1)
            .saturating_sub(self.first as usize)
    }

    /// The field's bytes in a record; fewer, or none, where the record is too short.
    pub fn of(self, record: &[u8]) -> &[u8] {
        let end = self.last().min(record.len());
        let start = self.first().saturating_sub(1).min(end);
        record.get(start..end).unwrap_or_default()
    }

    /// The field's bytes in a record, to write to.
    pub fn of_mut(self, record: &mut [u8; RECORD_LENGTH]) -> &mut [u8] {
        let start = self.first().saturating_sub(1);
        record.get_mut(start..self.last()).unwrap_or_default()
    }
}

/// A record: its name in the standard and its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    name: &'static str,
    fields: &'static [Field],
}

impl Layout {
    pub(crate) const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields }
    }

    /// The record's name.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Its fields, from position 1 to 94.
    pub const fn fields(self) -> &'static [Field] {
        self.fields
    }
}

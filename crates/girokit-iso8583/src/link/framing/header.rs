//! What stands between the length and the message.

use core::fmt;

/// The most bytes of a frame's header.
pub const MAX_HEADER: usize = 8;

/// The bytes between length and message, as they are on the wire. Zero to [`MAX_HEADER`] of them.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct FrameHeader {
    bytes: [u8; MAX_HEADER],
    len: u8,
}

impl FrameHeader {
    /// No bytes.
    pub const EMPTY: Self = Self {
        bytes: [0; MAX_HEADER],
        len: 0,
    };

    /// These bytes; those beyond [`MAX_HEADER`] are left out.
    pub fn new(source: &[u8]) -> Self {
        let mut header = Self::EMPTY;
        for (to, from) in header.bytes.iter_mut().zip(source) {
            *to = *from;
            header.len += 1;
        }
        header
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    fn sized(self, len: u8) -> Self {
        Self { len, ..self }
    }
}

impl fmt::Debug for FrameHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.as_bytes() {
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

/// What the bytes between length and message are, and so what an answer has there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderForm {
    /// There are none.
    None,
    /// Bytes that an answer repeats: reserved or session bytes. These are what this side sends first.
    Repeated(FrameHeader),
    /// A TPDU: an answer goes back to where the request came from.
    Tpdu(Tpdu),
}

impl HeaderForm {
    /// So many bytes (at most [`MAX_HEADER`]), zero in what this side sends first, repeated by an answer.
    pub const fn reserved(len: u8) -> Self {
        Self::Repeated(FrameHeader {
            bytes: [0; MAX_HEADER],
            len: if len as usize > MAX_HEADER { 8 } else { len },
        })
    }

    /// Its bytes.
    pub(crate) const fn len(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Repeated(header) => header.len,
            Self::Tpdu(_) => Tpdu::SIZE,
        }
    }

    /// What this side sends in a frame that answers nothing.
    pub fn first(self) -> FrameHeader {
        match self {
            Self::None => FrameHeader::EMPTY,
            Self::Repeated(header) => header,
            Self::Tpdu(tpdu) => tpdu.to_header(),
        }
    }

    /// What the answer to a frame with this header has.
    pub fn answer(self, request: FrameHeader) -> FrameHeader {
        let request = self.fit(request);
        match self {
            Self::None | Self::Repeated(_) => request,
            Self::Tpdu(_) => Tpdu::from_header(request).swapped().to_header(),
        }
    }

    /// The header brought to this form's length, so that no frame goes wrong by it.
    pub(crate) fn fit(self, header: FrameHeader) -> FrameHeader {
        header.sized(self.len())
    }
}

/// Five bytes that route a message through a network access controller: an identifier, the destination, the source, two bytes
/// each, shown as they are dialled: `6000030000`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tpdu {
    id: u8,
    destination: [u8; 2],
    source: [u8; 2],
}

impl Tpdu {
    /// The identifier of transactions.
    pub const TRANSACTION: u8 = 0x60;

    const SIZE: u8 = 5;

    /// A TPDU for transactions.
    pub const fn new(destination: [u8; 2], source: [u8; 2]) -> Self {
        Self {
            id: Self::TRANSACTION,
            destination,
            source,
        }
    }

    /// The same with another identifier.
    #[must_use]
    pub const fn with_id(mut self, id: u8) -> Self {
        self.id = id;
        self
    }

    /// Where it goes.
    pub const fn destination(self) -> [u8; 2] {
        self.destination
    }

    /// Where it comes from.
    pub const fn source(self) -> [u8; 2] {
        self.source
    }

    /// The way back.
    #[must_use]
    pub const fn swapped(self) -> Self {
        Self {
            id: self.id,
            destination: self.source,
            source: self.destination,
        }
    }

    /// Its five bytes.
    pub fn to_header(self) -> FrameHeader {
        let [to_high, to_low] = self.destination;
        let [from_high, from_low] = self.source;
        FrameHeader::new(&[self.id, to_high, to_low, from_high, from_low])
    }

    /// From five bytes; what is missing is zero.
    pub fn from_header(header: FrameHeader) -> Self {
        let [id, to_high, to_low, from_high, from_low, ..] = header.bytes;
        Self {
            id,
            destination: [to_high, to_low],
            source: [from_high, from_low],
        }
    }
}

impl fmt::Debug for Tpdu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tpdu({:?})", self.to_header())
    }
}

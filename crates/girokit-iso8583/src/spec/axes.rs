//! The axes of an element: content, encoding, length, padding, sensitivity.

/// What an element may hold, by the attributes of ISO 8583:1987 4.2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Content {
    /// Anything, unchecked.
    Any,
    /// `a`: letters and spaces.
    A,
    /// `n`: digits.
    N,
    /// `p`: spaces.
    P,
    /// `an`: letters, digits and spaces (a right-filled element has them).
    An,
    /// `as`: letters, special characters, spaces.
    As,
    /// `ns`: digits and special characters, spaces among them.
    Ns,
    /// `ans`: letters, digits, special characters: every printable character of the charset.
    Ans,
    /// `b`: bits; the value is bytes.
    B,
    /// `z`: track 2 or 3 as on the stripe (ISO 7811, 7813): digits and the separator `=` (or `D`, or nibble D), further control
    /// characters `:;<>?`.
    Z,
    /// `cn` (EMV Book 3, 4.3): digits, an even number by as many nibbles F behind them as it takes.
    Cn,
    /// `x+n`: `C` or `D`, then digits: an amount with its sign.
    XN,
}

/// A table from characters to bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Charset {
    /// ASCII; bytes above 7F stand for themselves (ISO 8859-1) where the content is not checked.
    Ascii,
    /// EBCDIC code page 037: USA, Canada.
    Cp037,
    /// EBCDIC code page 500: international.
    Cp500,
    /// EBCDIC code page 1047: open systems.
    Cp1047,
}

/// A side of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a value has two sides")]
pub enum Side {
    /// Before the first character or digit.
    Left,
    /// Behind the last.
    Right,
}

/// How content is put into bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// A byte a character.
    Text(Charset),
    /// Two digits a byte. Of an odd number of digits `filler` (0 to 15) takes the nibble that is left, on `side`. Content
    /// [`Content::Z`] has nibble D for the separator; [`Content::XN`] one character of ASCII for the sign, then digits.
    Bcd {
        /// Where the filler of an odd number of digits stands.
        side: Side,
        /// The filler.
        filler: u8,
    },
    /// The bytes themselves.
    Binary,
    /// Bytes as two hex digits each.
    Hex(Charset),
}

impl Encoding {
    /// ASCII text.
    pub const ASCII: Self = Self::Text(Charset::Ascii);
    /// EBCDIC text of code page 037.
    pub const EBCDIC: Self = Self::Text(Charset::Cp037);
    /// Digits, an odd number filled with 0 before the first.
    pub const BCD: Self = Self::Bcd {
        side: Side::Left,
        filler: 0,
    };
}

/// What a length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the three things that networks count"
)]
pub enum Unit {
    /// What the value has: characters of text, digits of BCD, bytes of binary and hex content. For `x+n` the sign counts.
    Value,
    /// Bytes on the wire.
    Bytes,
    /// Half bytes on the wire.
    Nibbles,
}

/// How a length prefix is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LengthEncoding {
    /// Decimal digits, a character each.
    Text(Charset),
    /// Decimal digits, two a byte, an odd number with 0 before the first.
    Bcd,
    /// A big-endian number of so many bytes as the prefix has `digits` (1 to 4).
    Binary,
}

/// How long an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Length {
    /// Always so long.
    Fixed {
        /// The length in `unit`.
        len: u32,
        /// What it counts.
        unit: Unit,
    },
    /// A prefix says how long.
    Var {
        /// Digits of the prefix, 1 to 6 (`LVAR` to `LLLLLLVAR`), or bytes of a binary prefix, 1 to 4.
        digits: u8,
        /// How the prefix is written.
        encoding: LengthEncoding,
        /// What it counts.
        unit: Unit,
        /// The least it may say.
        min: u32,
        /// The most it may say.
        max: u32,
    },
    /// All that is left of what holds it: the last part of a composite, or a message's last field.
    Rest,
}

impl Length {
    /// Fixed, in units of the value.
    pub const fn fixed(len: u32) -> Self {
        Self::Fixed {
            len,
            unit: Unit::Value,
        }
    }

    /// A prefix of so many digits in ASCII that counts in units of the value, at most `max`.
    pub const fn var(digits: u8, max: u32) -> Self {
        Self::Var {
            digits,
            encoding: LengthEncoding::Text(Charset::Ascii),
            unit: Unit::Value,
            min: 0,
            max,
        }
    }

    /// `LLVAR` in ASCII.
    pub const fn ll(max: u32) -> Self {
        Self::var(2, max)
    }

    /// `LLLVAR` in ASCII.
    pub const fn lll(max: u32) -> Self {
        Self::var(3, max)
    }

    /// The same length with its prefix written so.
    #[must_use]
    pub const fn with_encoding(self, encoding: LengthEncoding) -> Self {
        match self {
            Self::Var {
                digits,
                unit,
                min,
                max,
                ..
            } => Self::Var {
                digits,
                encoding,
                unit,
                min,
                max,
            },
            other => other,
        }
    }

    /// The same length, counted so.
    #[must_use]
    pub const fn with_unit(self, unit: Unit) -> Self {
        match self {
            Self::Fixed { len, .. } => Self::Fixed { len, unit },
            Self::Var {
                digits,
                encoding,
                min,
                max,
                ..
            } => Self::Var {
                digits,
                encoding,
                unit,
                min,
                max,
            },
            Self::Rest => self,
        }
    }

    /// The same length, which is at least `min`.
    #[must_use]
    pub const fn at_least(self, min: u32) -> Self {
        match self {
            Self::Var {
                digits,
                encoding,
                unit,
                max,
                ..
            } => Self::Var {
                digits,
                encoding,
                unit,
                min,
                max,
            },
            other => other,
        }
    }
}

/// How a value shorter than a fixed length is filled when it is set; [`FieldView::trimmed`](crate::FieldView::trimmed) takes it off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Pad {
    /// It is not: a value of another length is refused.
    None,
    /// Before the first character, as numbers are with `0`.
    Left(char),
    /// Behind the last character, as text is with a space.
    Right(char),
}

/// What of an element may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sensitivity {
    /// All.
    Clear,
    /// A card number: first six and last four.
    Pan,
    /// Track data: nothing but the length (PCI DSS 3.3: never stored after authorization).
    Track,
    /// A PIN block: nothing, not its length.
    Pin,
    /// A card verification value, a cryptogram, a key: nothing but the length.
    Secret,
    /// Names and addresses of people: the length, unless asked for.
    Personal,
    /// Holds tags of which some are sensitive (EMV data): each by its own rule, unknown ones masked.
    Tags,
}

/// How four digits of the MTI are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MtiEncoding {
    /// Four characters.
    Text(Charset),
    /// Two bytes.
    Bcd,
}

/// How a bitmap is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BitmapEncoding {
    /// The bytes.
    Binary,
    /// Two hex digits a byte.
    Hex(Charset),
}

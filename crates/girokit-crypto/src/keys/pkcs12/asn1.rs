//! A cursor over DER, one element after the other.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode as _, Reader as _, SliceReader, Tag, TagNumber, Tagged as _};

pub(super) struct Cursor<'a>(SliceReader<'a>);

/// `AlgorithmIdentifier`: the name, and the parameters in DER if there are any.
#[derive(Clone, Copy)]
pub(super) struct Algorithm<'a> {
    pub(super) oid: ObjectIdentifier,
    pub(super) parameters: Option<AnyRef<'a>>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(der: &'a [u8]) -> der::Result<Self> {
        SliceReader::new(der).map(Self)
    }

    /// What `read` reads, if nothing follows it.
    pub(super) fn whole<T>(
        der: &'a [u8],
        read: impl FnOnce(&mut Self) -> der::Result<T>,
    ) -> der::Result<T> {
        let mut cursor = Self::new(der)?;
        let value = read(&mut cursor)?;
        cursor.end()?;
        Ok(value)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_finished()
    }

    pub(super) fn end(&self) -> der::Result<()> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(der::ErrorKind::Failed.into())
        }
    }

    /// Everything that is left.
    pub(super) fn rest(&mut self) -> der::Result<&'a [u8]> {
        let left = self.0.remaining_len();
        self.0.read_slice(left)
    }

    fn tagged(&mut self, tag: Tag) -> der::Result<&'a [u8]> {
        let any = AnyRef::decode(&mut self.0)?;
        any.tag().assert_eq(tag)?;
        Ok(any.value())
    }

    fn within(&mut self, tag: Tag) -> der::Result<Self> {
        Self::new(self.tagged(tag)?)
    }

    pub(super) fn sequence(&mut self) -> der::Result<Self> {
        self.within(Tag::Sequence)
    }

    pub(super) fn set(&mut self) -> der::Result<Self> {
        self.within(Tag::Set)
    }

    /// What stands in `[number] EXPLICIT`.
    pub(super) fn explicit(&mut self, number: u32) -> der::Result<Self> {
        self.within(Tag::ContextSpecific {
            constructed: true,
            number: TagNumber(number),
        })
    }

    pub(super) fn implicit_octets(&mut self, number: u32) -> der::Result<&'a [u8]> {
        self.tagged(Tag::ContextSpecific {
            constructed: false,
            number: TagNumber(number),
        })
    }

    pub(super) fn octets(&mut self) -> der::Result<&'a [u8]> {
        self.tagged(Tag::OctetString)
    }

    pub(super) fn oid(&mut self) -> der::Result<ObjectIdentifier> {
        ObjectIdentifier::decode(&mut self.0)
    }

    pub(super) fn number(&mut self) -> der::Result<u32> {
        u32::decode(&mut self.0)
    }

    /// Whether a number comes next.
    pub(super) fn at_number(&self) -> bool {
        Tag::peek(&self.0).is_ok_and(|tag| tag == Tag::Integer)
    }

    pub(super) fn algorithm(&mut self) -> der::Result<Algorithm<'a>> {
        let mut inner = self.sequence()?;
        let oid = inner.oid()?;
        let parameters = if inner.is_empty() {
            None
        } else {
            Some(AnyRef::decode(&mut inner.0)?)
        };
        inner.end()?;
        Ok(Algorithm { oid, parameters })
    }

    /// A `BMPString`: UTF-16, big-endian.
    pub(super) fn bmp(&mut self) -> der::Result<String> {
        let (units, odd) = self.tagged(Tag::BmpString)?.as_chunks::<2>();
        let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
        if odd.is_empty() {
            String::from_utf16(&units).map_err(|_| der::ErrorKind::Failed.into())
        } else {
            Err(der::ErrorKind::Failed.into())
        }
    }
}

impl<'a> Algorithm<'a> {
    /// The name of an algorithm that has no parameters, or NULL.
    pub(super) fn bare(&self) -> der::Result<ObjectIdentifier> {
        match self.parameters {
            Some(parameters) if !parameters.is_null() => Err(der::ErrorKind::Failed.into()),
            _ => Ok(self.oid),
        }
    }

    /// The parameters, which must be a SEQUENCE.
    pub(super) fn sequence(&self) -> der::Result<Cursor<'a>> {
        let parameters = self.parameters.ok_or(der::ErrorKind::Failed)?;
        parameters.tag().assert_eq(Tag::Sequence)?;
        Cursor::new(parameters.value())
    }

    /// The parameters, which must be an OCTET STRING.
    pub(super) fn octets(&self) -> der::Result<&'a [u8]> {
        let parameters = self.parameters.ok_or(der::ErrorKind::Failed)?;
        parameters.tag().assert_eq(Tag::OctetString)?;
        Ok(parameters.value())
    }
}

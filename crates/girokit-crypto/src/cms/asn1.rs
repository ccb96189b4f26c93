//! Reading and writing the elements of a CMS message; the input is DER already ([`super::ber`]).

use chrono::{DateTime, Datelike as _, Utc};
use der::asn1::{GeneralizedTime, ObjectIdentifier, UtcTime};
use der::{DateTime as DerTime, Decode as _, Encode as _};

use super::ber::{self, Header};
use crate::{Error, ErrorKind};

/// Universal tags, X.680 section 8.4.
pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// Context tag `[number]` of a constructed value.
pub(super) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// Context tag `[number]` of a primitive value.
pub(super) const fn context_primitive(number: u8) -> u8 {
    0x80 | number
}

/// One element.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    /// Tag, length and value.
    pub(super) whole: &'a [u8],
    pub(super) value: &'a [u8],
}

impl<'a> Element<'a> {
    /// The only element of `bytes`.
    pub(super) fn only(bytes: &'a [u8], tag: u8, name: &'static str) -> Result<Self, Error> {
        let mut elements = Elements::new(bytes, name);
        let element = elements.take(tag)?;
        elements.finish()?;
        Ok(element)
    }

    /// The elements in it.
    pub(super) fn elements(self, name: &'static str) -> Elements<'a> {
        Elements::new(self.value, name)
    }

    /// Object identifier.
    pub(super) fn oid(self) -> Result<ObjectIdentifier, Error> {
        ObjectIdentifier::from_der(self.whole)
            .map_err(|_| Error::new(ErrorKind::Malformed, "expected an object identifier"))
    }

    /// A number from 0 to 127.
    pub(super) fn small(self) -> Result<u8, Error> {
        match (self.tag, self.value) {
            (INTEGER, [number @ 0..=0x7f]) => Ok(*number),
            _ => Err(Error::new(ErrorKind::Malformed, "expected a small number")),
        }
    }

    /// `UTCTime` or `GeneralizedTime` in DER: seconds, no fraction, `Z`.
    pub(super) fn time(self) -> Result<DateTime<Utc>, Error> {
        let bad = || Error::new(ErrorKind::Malformed, "expected a time in UTC");
        let since = match self.tag {
            0x17 => UtcTime::from_der(self.whole).map(|time| time.to_unix_duration()),
            _ => GeneralizedTime::from_der(self.whole).map(|time| time.to_unix_duration()),
        };
        let since = since.map_err(|_| bad())?;
        i64::try_from(since.as_secs())
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .ok_or_else(bad)
    }
}

/// Elements that follow each other.
pub(super) struct Elements<'a> {
    rest: &'a [u8],
    name: &'static str,
}

impl<'a> Elements<'a> {
    /// The elements of `bytes`; `name` is the type they form, for errors.
    pub(super) fn new(bytes: &'a [u8], name: &'static str) -> Self {
        Self { rest: bytes, name }
    }

    /// The next, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<Element<'a>>, Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let header = Header::read(self.rest).map_err(|error| error.in_part(self.name))?;
        let length = header.length.filter(|_| header.minimal);
        let whole = length.map(|length| length.saturating_add(header.size));
        let (whole, rest) = whole
            .and_then(|whole| self.rest.split_at_checked(whole))
            .ok_or_else(|| Error::new(ErrorKind::Malformed, "expected DER").in_part(self.name))?;
        self.rest = rest;
        Ok(Some(Element {
            tag: header.tag,
            whole,
            value: whole.get(header.size..).unwrap_or_default(),
        }))
    }

    /// The next, which has this tag.
    pub(super) fn take(&mut self, tag: u8) -> Result<Element<'a>, Error> {
        self.take_if(tag)?.ok_or_else(|| {
            let found = match self.rest.first() {
                Some(found) => format!("expected tag {tag:#04x}, found {found:#04x}"),
                None => format!("expected tag {tag:#04x}, found the end"),
            };
            Error::new(ErrorKind::Malformed, found).in_part(self.name)
        })
    }

    /// The next, if it has this tag.
    pub(super) fn take_if(&mut self, tag: u8) -> Result<Option<Element<'a>>, Error> {
        match self.rest.first() {
            Some(next) if *next == tag => self.next(),
            _ => Ok(None),
        }
    }

    /// Nothing more.
    pub(super) fn finish(self) -> Result<(), Error> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            let what = "expected nothing more";
            Err(Error::new(ErrorKind::Malformed, what).in_part(self.name))
        }
    }
}

/// An element with these parts.
pub(super) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length = parts
        .iter()
        .fold(0_usize, |sum, part| sum.saturating_add(part.len()));
    let mut whole = Vec::with_capacity(length.saturating_add(10));
    ber::put_header(&mut whole, tag, length);
    for part in parts {
        whole.extend_from_slice(part);
    }
    whole
}

/// Tag and length of an element.
pub(super) fn header(tag: u8, length: usize) -> Vec<u8> {
    let mut header = Vec::with_capacity(10);
    ber::put_header(&mut header, tag, length);
    header
}

/// A set in the order of DER, X.690 section 11.6.
pub(super) fn set_of(tag: u8, mut members: Vec<Vec<u8>>) -> Vec<u8> {
    members.sort_unstable();
    element(tag, &[&members.concat()])
}

/// A number from 0 to 127.
pub(super) fn small(number: u8) -> [u8; 3] {
    [INTEGER, 1, number]
}

/// An object identifier.
pub(super) fn oid(oid: ObjectIdentifier) -> Vec<u8> {
    element(OID, &[oid.as_bytes()])
}

/// A time as RFC 5652 section 11.3 writes it: `UTCTime` from 1950 to 2049, else `GeneralizedTime`.
pub(super) fn time(time: DateTime<Utc>) -> Result<Vec<u8>, Error> {
    let bad = || Error::new(ErrorKind::Unsupported, "expected a time from 1970 to 9999");
    let seconds = u64::try_from(time.timestamp()).map_err(|_| bad())?;
    let since = core::time::Duration::from_secs(seconds);
    let encode = || -> der::Result<Vec<u8>> {
        if time.year() < 2050 {
            UtcTime::from_unix_duration(since)?.to_der()
        } else {
            GeneralizedTime::from_date_time(DerTime::from_unix_duration(since)?).to_der()
        }
    };
    encode().map_err(|_| bad())
}

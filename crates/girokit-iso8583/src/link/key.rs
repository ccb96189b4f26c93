//! By what an answer is told to belong to a request.

use core::fmt;
use std::sync::Arc;

use crate::message::Message;
use crate::mti::Mti;

/// Whether a host must give a field back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a host must, or may")]
pub enum Echo {
    /// An answer without it is reported as one that cannot be matched.
    Always,
    /// An answer without it matches all the same.
    IfPresent,
}

/// By what an answer is told to belong to a request: the MTI pair (`0210` answers `0200` and `0201`) and some fields.
///
/// The default is the trace number (DE 11), always; the terminal (DE 41), always if the request has it; the transmission time
/// (DE 7), if the answer has it. An answer that lacks a field of the key is reported by name: it is never a silent timeout.
#[derive(Clone)]
pub struct MatchRule {
    index: Index,
    compared: Vec<(u8, Echo)>,
}

#[derive(Clone)]
enum Index {
    Fields(Vec<u8>),
    Custom(Arc<KeyFn>),
}

type KeyFn = dyn Fn(&Message) -> Result<Vec<u8>, u8> + Send + Sync;

impl Default for MatchRule {
    fn default() -> Self {
        Self::by(&[11])
            .and(41, Echo::Always)
            .and(7, Echo::IfPresent)
    }
}

impl MatchRule {
    /// By these fields, which every request and every answer has.
    pub fn by(fields: &[u8]) -> Self {
        Self {
            index: Index::Fields(fields.to_vec()),
            compared: Vec::new(),
        }
    }

    /// By what `key` makes of a message, of the request and of the answer alike. It gives the number of the field that it misses.
    pub fn custom(key: impl Fn(&Message) -> Result<Vec<u8>, u8> + Send + Sync + 'static) -> Self {
        Self {
            index: Index::Custom(Arc::new(key)),
            compared: Vec::new(),
        }
    }

    /// And by field `number`, of requests that have it.
    #[must_use]
    pub fn and(mut self, number: u8, echo: Echo) -> Self {
        self.compared.push((number, echo));
        self
    }

    /// Appends the key of a message that is, or is answered by, one of type `answer`; the field that is missing if one is.
    pub(crate) fn index(
        &self,
        answer: Mti,
        message: &Message,
        out: &mut Vec<u8>,
    ) -> Result<(), u8> {
        out.extend_from_slice(&answer.number().to_be_bytes());
        match &self.index {
            Index::Fields(fields) => {
                for &number in fields {
                    let field = message.field(number).ok_or(number)?;
                    put(out, field.as_bytes());
                }
            }
            Index::Custom(key) => put(out, &key(message)?),
        }
        Ok(())
    }

    /// Appends what of a request is compared beyond the key.
    pub(crate) fn compared(&self, request: &Message, out: &mut Vec<u8>) {
        for &(number, _) in &self.compared {
            match request.field(number) {
                Some(field) => {
                    out.push(1);
                    put(out, field.as_bytes());
                }
                None => out.push(0),
            }
        }
    }

    /// Holds an answer against what [`compared`](Self::compared) kept of a request.
    pub(crate) fn compare(&self, mut kept: &[u8], answer: &Message) -> Compared {
        let mut compared = Compared::Same;
        for &(number, echo) in &self.compared {
            let Some((&present, rest)) = kept.split_first() else {
                break;
            };
            kept = rest;
            if present == 0 {
                continue;
            }
            let Some((value, rest)) = take(kept) else {
                break;
            };
            kept = rest;
            match (answer.field(number), echo) {
                (Some(field), _) if field.as_bytes() == value => {}
                (Some(_), _) => return Compared::Other,
                (None, Echo::Always) => compared = Compared::Lacks(number),
                (None, Echo::IfPresent) => {}
            }
        }
        compared
    }
}

/// Shows the numbers of the fields.
impl fmt::Debug for MatchRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("MatchRule");
        match &self.index {
            Index::Fields(fields) => shown.field("by", fields),
            Index::Custom(_) => shown.field("by", &"custom"),
        };
        shown.field("and", &self.compared).finish()
    }
}

/// How an answer compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    Same,
    Other,
    /// It could be the answer, but lacks this field.
    Lacks(u8),
}

fn put(out: &mut Vec<u8>, value: &[u8]) {
    let len = u32::try_from(value.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(value);
}

fn take(kept: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = kept.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_be_bytes(*len) as usize)
}

//! What goes wrong, by script or by seed.

use core::time::Duration;
use std::collections::BTreeMap;

use crate::link::backoff::Spread;

/// What goes wrong with one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The connection goes after the message was handled; no answer.
    DisconnectAfter,
    /// The connection goes before the message is handled; no answer.
    DisconnectBefore,
    /// The answer comes twice.
    Duplicate,
    /// The answer comes, but is no message.
    Garbled,
    /// The answer comes this much later.
    Late(Duration),
    /// It is handled, and not answered.
    NoAnswer,
    /// The answer has trace number 000000, so that it is nobody's.
    WrongEcho,
}

/// Which messages meet a fault. Network management never does.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    script: BTreeMap<u64, Fault>,
    seeded: Option<Seeded>,
}

#[derive(Debug, Clone)]
struct Seeded {
    spread: Spread,
    per_mille: u64,
    late: Duration,
}

impl Faults {
    /// None.
    pub fn none() -> Self {
        Self::default()
    }

    /// The same with a fault for the `nth` message, counted from 1. It comes before what the seed draws.
    #[must_use]
    pub fn with(mut self, nth: u64, fault: Fault) -> Self {
        self.script.insert(nth, fault);
        self
    }

    /// Faults of every kind, drawn by `seed`, for `per_mille` of a thousand messages; a late answer comes after `late`.
    pub fn seeded(seed: u64, per_mille: u16, late: Duration) -> Self {
        Self {
            script: BTreeMap::new(),
            seeded: Some(Seeded {
                spread: Spread::new(seed),
                per_mille: u64::from(per_mille),
                late,
            }),
        }
    }

    pub(super) fn draw(&mut self, nth: u64) -> Option<Fault> {
        // The seed is drawn from in any case, so that a script does not shift what comes after it.
        let drawn = self.seeded.as_mut().and_then(Seeded::draw);
        self.script.remove(&nth).or(drawn)
    }
}

impl Seeded {
    fn draw(&mut self) -> Option<Fault> {
        let (hit, kind) = (self.spread.next() % 1000, self.spread.next() % 7);
        (hit < self.per_mille).then_some(match kind {
            0 => Fault::DisconnectAfter,
            1 => Fault::DisconnectBefore,
            2 => Fault::Duplicate,
            3 => Fault::Garbled,
            4 => Fault::Late(self.late),
            5 => Fault::NoAnswer,
            _ => Fault::WrongEcho,
        })
    }
}

//! What goes wrong, and when: a plan that makes the same run fail the same way each time.

use girokit_types::{InstructionId, MessageId};

/// Which submissions lose their answer, and whether the bank acted on them.
///
/// A rule fires once. A seeded plan adds faults by a fixed function of the seed and the position, so that a failing run is
/// repeated by its seed alone.
#[derive(Clone, Debug, Default)]
pub struct FaultPlan {
    rules: Vec<(FaultTarget, Fault)>,
    seeded: Option<Seeded>,
}

#[derive(Clone, Copy, Debug)]
struct Seeded {
    seed: u64,
    per_mille: u16,
}

impl FaultPlan {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Self::default()
    }

    /// About `per_mille` of 1000 messages lose their answer, half of them before the bank acted.
    pub fn seeded(seed: u64, per_mille: u16) -> Self {
        Self {
            rules: Vec::new(),
            seeded: Some(Seeded {
                seed,
                per_mille: per_mille.min(1_000),
            }),
        }
    }

    /// Adds a rule.
    #[must_use]
    pub fn with(mut self, target: FaultTarget, fault: Fault) -> Self {
        self.rules.push((target, fault));
        self
    }

    /// The fault of a whole message; its rule is used up.
    pub(super) fn take_for_message(&mut self, id: &MessageId, submission: u64) -> Option<Fault> {
        self.take(|target| match target {
            FaultTarget::Message(own) => own == id,
            FaultTarget::Submission(own) => *own == submission,
            FaultTarget::Instruction(_) => false,
        })
        .or_else(|| self.seeded.and_then(|seeded| seeded.fault(submission)))
    }

    /// The fault of one order within a message that is answered; its rule is used up.
    pub(super) fn take_for_instruction(&mut self, id: &InstructionId) -> Option<Fault> {
        self.take(|target| matches!(target, FaultTarget::Instruction(own) if own == id))
    }

    fn take(&mut self, matches: impl Fn(&FaultTarget) -> bool) -> Option<Fault> {
        let index = self.rules.iter().position(|(target, _)| matches(target))?;
        Some(self.rules.remove(index).1)
    }
}

impl Seeded {
    fn fault(self, submission: u64) -> Option<Fault> {
        let draw = splitmix64(self.seed ^ submission.rotate_left(32));
        let hit = draw % 1_000 < u64::from(self.per_mille);
        let fault = if draw & (1 << 40) == 0 {
            Fault::DropBeforeCommit
        } else {
            Fault::DropAfterCommit
        };
        hit.then_some(fault)
    }
}

/// What a fault hits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultTarget {
    /// One order: the rest of its message is answered.
    Instruction(InstructionId),
    /// The message with this id.
    Message(MessageId),
    /// The message that is the n-th to arrive, counted from zero.
    Submission(u64),
}

/// How an answer gets lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The bank acted, and its answer was lost.
    DropAfterCommit,
    /// The order was lost before the bank acted.
    DropBeforeCommit,
}

/// Steele, Lea and Flood's mixing function: one well-spread number for each input, the same on every machine.
fn splitmix64(input: u64) -> u64 {
    let mut z = input.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

//! The day in figures, and whether the books agree.

use std::fmt;
use std::sync::atomic::Ordering;

use girokit_iso8583::simulator::{Broken, HostCounters, HostServer, Proof};

use crate::switch::Switch;
use crate::terminals::Slip;

/// The day.
pub(crate) struct Report {
    sample: Vec<Slip>,
    approved: usize,
    declined: usize,
    unanswered: usize,
    slips_minor: i128,
    answered: u64,
    stand_in: u64,
    refused: u64,
    unknown: u64,
    queued: usize,
    hosts: Vec<(HostCounters, Result<Proof, Broken>)>,
}

impl Report {
    pub(crate) fn new(slips: &[Slip], switch: &Switch, hosts: &[HostServer]) -> Self {
        let approved = |slip: &&Slip| slip.code.as_deref() == Some("00");
        let counts = switch.counts();
        let unanswered = slips.iter().filter(|slip| slip.code.is_none()).count();
        let count = slips.iter().filter(approved).count();
        Self {
            sample: slips.iter().take(5).cloned().collect(),
            approved: count,
            declined: slips.len() - count - unanswered,
            unanswered,
            slips_minor: slips
                .iter()
                .filter(approved)
                .map(|slip| i128::from(slip.amount_minor))
                .sum(),
            answered: counts.answered.load(Ordering::Relaxed),
            stand_in: counts.stand_in.load(Ordering::Relaxed),
            refused: counts.refused.load(Ordering::Relaxed),
            unknown: counts.unknown.load(Ordering::Relaxed),
            queued: switch.queued(),
            hosts: hosts
                .iter()
                .map(|host| {
                    let host = host.host();
                    (host.counters(), host.prove())
                })
                .collect(),
        }
    }

    /// What the issuers owe, if their books are right.
    fn settlement_minor(&self) -> Option<i128> {
        self.hosts.iter().try_fold(0, |sum, (_, proof)| {
            let proof = proof.as_ref().ok()?;
            Some(sum + i128::from(proof.settlement_minor))
        })
    }

    /// Whether terminals and issuers have the same books, and nothing is open.
    pub(crate) fn agrees(&self) -> bool {
        self.unanswered == 0
            && self.queued == 0
            && self.settlement_minor() == Some(self.slips_minor)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The first payments")?;
        for slip in &self.sample {
            writeln!(
                f,
                "  {:06}  POS{:05}  {}  {:>9}  {}",
                slip.stan,
                slip.terminal,
                slip.card,
                amount(slip.amount_minor.into()),
                slip.code.as_deref().unwrap_or("--"),
            )?;
        }
        writeln!(f, "Terminals")?;
        writeln!(f, "  approved           {:>8}", self.approved)?;
        writeln!(f, "  declined           {:>8}", self.declined)?;
        writeln!(f, "  unanswered         {:>8}", self.unanswered)?;
        writeln!(f, "Switch")?;
        writeln!(f, "  answered by issuer {:>8}", self.answered)?;
        writeln!(f, "  stand-in           {:>8}", self.stand_in)?;
        writeln!(f, "  refused            {:>8}", self.refused)?;
        writeln!(f, "  unknown            {:>8}", self.unknown)?;
        let resolved = self
            .unknown
            .saturating_sub(u64::try_from(self.queued).unwrap_or(u64::MAX));
        writeln!(f, "  unknown resolved   {resolved:>8}")?;
        writeln!(f, "  still queued       {:>8}", self.queued)?;
        for (number, (counters, proof)) in (1..).zip(&self.hosts) {
            writeln!(f, "Issuer {number}")?;
            writeln!(f, "  messages           {:>8}", counters.messages)?;
            writeln!(f, "  faults             {:>8}", counters.faults)?;
            writeln!(f, "  repeats            {:>8}", counters.repeats)?;
            writeln!(f, "  sign-ons           {:>8}", counters.sign_ons)?;
            writeln!(f, "  reversed           {:>8}", counters.reversed)?;
            writeln!(f, "  reversed, nothing  {:>8}", counters.reversed_nothing)?;
            match proof {
                Ok(proof) => writeln!(
                    f,
                    "  ledger             {:>8} entries sum to zero; {} posted once, {} reversed once",
                    proof.entries, proof.posted, proof.reversed
                )?,
                Err(broken) => writeln!(f, "  ledger broken: {broken}")?,
            }
        }
        writeln!(f, "Books")?;
        writeln!(
            f,
            "  slips              {:>11} EUR",
            amount(self.slips_minor)
        )?;
        let settlement = self.settlement_minor().map_or("unknown".to_owned(), amount);
        writeln!(f, "  issuers owe        {settlement:>11} EUR")?;
        let verdict = if self.agrees() {
            "agree"
        } else {
            "DO NOT AGREE"
        };
        writeln!(f, "  they {verdict}")
    }
}

fn amount(minor: i128) -> String {
    format!("{}.{:02}", minor / 100, minor.unsigned_abs() % 100)
}

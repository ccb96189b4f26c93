//! A link simulated from one seed: no sockets, no real time, every kind of trouble.
//!
//! `GIROKIT_SIM_SEED` sets the seed, `GIROKIT_SIM_MESSAGES` how many messages there are. A failure prints both. The million:
//! `GIROKIT_SIM_MESSAGES=1000000 cargo test --release -p girokit-iso8583 --test simulation -- --nocapture all_is_`
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may panic and print"
)]

use girokit_iso8583::spec::{Content, Encoding, Key, Length, Pad};
use girokit_iso8583::{Field, Spec};

mod book;
mod chance;
mod client;
mod host;
mod world;

use client::Fault;
use world::{Plan, Report, run};

const fn n(number: u8, len: u32) -> Field {
    Field::new(
        Key::Number(number),
        "",
        Content::N,
        Encoding::ASCII,
        Length::fixed(len),
    )
    .with_pad(Pad::Left('0'))
}

const fn an(number: u8, len: u32) -> Field {
    Field::new(
        Key::Number(number),
        "",
        Content::Ans,
        Encoding::ASCII,
        Length::fixed(len),
    )
    .with_pad(Pad::Right(' '))
}

static FIELDS: [Field; 8] = [
    n(4, 12),
    n(7, 10),
    n(11, 6),
    an(37, 12),
    n(39, 2),
    an(41, 8),
    n(70, 3),
    n(90, 42),
];
pub(crate) static SPEC: Spec = Spec::new("simulation", &FIELDS);

fn set(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn good(plan: Plan) -> Report {
    run(plan).unwrap_or_else(|wrong| {
        let first = wrong
            .iter()
            .take(10)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n");
        panic!("{plan:?}: {} wrong\n{first}", wrong.len());
    })
}

#[test]
fn all_is_answered_reversed_or_resolved_once() {
    let plan = Plan {
        seed: set("GIROKIT_SIM_SEED").unwrap_or(8583),
        messages: set("GIROKIT_SIM_MESSAGES").unwrap_or(20_000),
        fault: Fault::None,
    };
    let report = good(plan);
    println!("{plan:?}\n{report:?}");
    if plan.messages >= 20_000 {
        // All the trouble did happen.
        let tally = report.tally;
        for count in [
            tally.answered,
            tally.not_sent,
            tally.timed_out,
            tally.lost,
            tally.late,
            tally.late_after_resolved,
            tally.duplicates,
            tally.resolved,
            tally.repeats,
            tally.crashes,
            tally.resets,
            tally.rearmed,
            report.reversals,
        ] {
            assert!(count > 0, "{tally:?}");
        }
    }
}

#[test]
fn other_seeds_are_as_good_and_a_seed_gives_the_same_again() {
    for seed in 0..8 {
        let plan = Plan {
            seed,
            messages: 1_000,
            fault: Fault::None,
        };
        assert_eq!(good(plan), good(plan), "{plan:?}");
    }
}

#[test]
fn each_fault_of_a_client_is_found() {
    for fault in [
        Fault::DropReversal,
        Fault::TimeoutIsDecline,
        Fault::MatchByTraceNumber,
        Fault::ForgetStore,
        Fault::TellTwice,
        Fault::SendBeforeArm,
        Fault::RemoveBeforeTell,
        Fault::StampRepeats,
        Fault::RepeatAsNew,
        Fault::SendUnknownAgain,
        Fault::SentIsAnswered,
        Fault::LateRemovesReversal,
        Fault::LostIsNotSent,
    ] {
        // Some need a crash at one moment: the first of a few seeds that shows it is enough.
        let found = (0..10).find_map(|seed| {
            let plan = Plan {
                seed,
                messages: 5_000,
                fault,
            };
            let wrong = run(plan).err()?;
            Some((seed, wrong.first().cloned().unwrap_or_default()))
        });
        let (seed, wrong) = found.unwrap_or_else(|| panic!("{fault:?} is not found"));
        println!("{fault:?}: seed {seed}: {wrong}");
    }
}

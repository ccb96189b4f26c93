//! Rows timed in turn: A B C, A B C, ... so that a slow spell of the machine hits all of them.
#![expect(clippy::float_arithmetic, reason = "figures for people; no money")]

use std::fmt;
use std::process::{Command, Stdio};
use std::time::Duration;

use cpu_time::ProcessTime;

use crate::memory::size;

/// How long a race takes.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Rounds; each row's figure is its median.
    pub rounds: usize,
    /// A row of a round repeats its work until this much CPU time is gone.
    pub at_least: Duration,
}

impl Plan {
    /// For the figures of RESULTS.md.
    pub const FULL: Self = Self {
        rounds: 7,
        at_least: Duration::from_millis(300),
    };

    /// Proves that everything runs.
    pub const QUICK: Self = Self {
        rounds: 1,
        at_least: Duration::from_millis(5),
    };

    /// Reads `--quick` from the command line.
    pub fn from_args() -> Self {
        if std::env::args().any(|argument| argument == "--quick") {
            Self::QUICK
        } else {
            Self::FULL
        }
    }

    /// True for [`Plan::QUICK`].
    pub fn is_quick(self) -> bool {
        self.rounds == Self::QUICK.rounds
    }
}

/// One thing to time.
pub struct Row<'a> {
    name: &'a str,
    bytes: usize,
    work: Work<'a>,
}

enum Work<'a> {
    /// In this process.
    Here(Box<dyn FnMut() + 'a>),
    /// A child process, which does the work this many times.
    Child(Box<dyn FnMut() -> Command + 'a>, u32),
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("name", &self.name)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

impl<'a> Row<'a> {
    /// Names a piece of work over a message of `bytes` bytes.
    pub fn new(name: &'a str, bytes: usize, work: impl FnMut() + 'a) -> Self {
        Self {
            name,
            bytes,
            work: Work::Here(Box::new(work)),
        }
    }

    /// Names a command that works `times` times over a message of `bytes` bytes. Its start is part of what it costs.
    pub fn child(
        name: &'a str,
        bytes: usize,
        times: u32,
        command: impl FnMut() -> Command + 'a,
    ) -> Self {
        Self {
            name,
            bytes,
            work: Work::Child(Box::new(command), times),
        }
    }

    /// Runs the work until `at_least` is gone; answers seconds of CPU per run.
    fn time(&mut self, at_least: Duration) -> f64 {
        let mut runs = 0_u32;
        match &mut self.work {
            Work::Here(work) => {
                let start = ProcessTime::now();
                loop {
                    work();
                    runs += 1;
                    let elapsed = start.elapsed();
                    if elapsed >= at_least {
                        return elapsed.as_secs_f64() / f64::from(runs);
                    }
                }
            }
            Work::Child(command, times) => {
                let mut elapsed = 0.0;
                loop {
                    elapsed += child_seconds(&mut command());
                    runs += *times;
                    if elapsed >= at_least.as_secs_f64() {
                        return elapsed / f64::from(runs);
                    }
                }
            }
        }
    }
}

/// Times the rows and prints MB/s (10^6 bytes), messages/s and the ratio to the first row, the floor.
///
/// A ratio is the median of the rounds' ratios, each of two neighbouring measurements.
#[expect(clippy::print_stdout, reason = "a bench prints figures")]
pub fn race(title: &str, plan: Plan, mut rows: Vec<Row<'_>>) {
    let mut speeds: Vec<Vec<f64>> = rows
        .iter()
        .map(|_| Vec::with_capacity(plan.rounds))
        .collect();
    for row in &mut rows {
        row.time(Duration::ZERO);
    }
    for _ in 0..plan.rounds {
        for (row, speeds) in rows.iter_mut().zip(&mut speeds) {
            let seconds = row.time(plan.at_least);
            speeds.push(size(row.bytes) / seconds);
        }
    }
    println!("\n{title}: CPU time, median of {} rounds", plan.rounds);
    println!(
        "{:<38} {:>10} {:>14} {:>12}",
        "row", "MB/s", "messages/s", "x floor"
    );
    let floor = speeds.first().cloned().unwrap_or_default();
    for (row, speeds) in rows.iter().zip(speeds) {
        let ratio = median(
            speeds
                .iter()
                .zip(&floor)
                .map(|(speed, floor)| speed / floor)
                .collect(),
        );
        let speed = median(speeds);
        println!(
            "{:<38} {:>10.1} {:>14.1} {ratio:>12.3}",
            row.name,
            speed / 1e6,
            speed / size(row.bytes)
        );
    }
}

/// Runs a command to its end; answers its CPU seconds, user and system, as the kernel counts them: in hundredths.
fn child_seconds(command: &mut Command) -> f64 {
    let before = children_ticks();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "the command works when the bench begins"
    );
    let ticks = children_ticks().saturating_sub(before);
    f64::from(ticks.max(1)) / 100.0
}

/// Clock ticks that children have used which were waited for: fields 16 and 17 of `/proc/self/stat`.
fn children_ticks() -> u32 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is the name in parentheses; the third begins behind them.
    let behind = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks = behind.split(' ').skip(13).take(2);
    ticks.filter_map(|field| field.parse::<u32>().ok()).sum()
}

/// The middle value; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_is_the_middle() {
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn work_is_repeated_until_the_time_is_gone() {
        let mut runs = 0;
        let mut row = Row::new("row", 1, || runs += 1);
        assert!(row.time(Duration::from_millis(2)) < 0.002);
        drop(row);
        assert!(runs > 1);
    }

    #[test]
    fn a_child_s_time_is_its_own() {
        let mut row = Row::child("row", 1, 2, || Command::new("true"));
        assert!(row.time(Duration::ZERO) > 0.0);
    }
}

//! Work of nanoseconds: rows timed in batches, in turn, with the allocations of one run.
#![expect(clippy::float_arithmetic, reason = "figures for people; no money")]

use std::fmt;

use cpu_time::ProcessTime;

use crate::race::{Plan, median};

/// Runs between two looks at the clock.
const BATCH: u32 = 1_000;

/// One thing to time.
pub struct Small<'a> {
    name: &'a str,
    work: Box<dyn FnMut() + 'a>,
}

impl fmt::Debug for Small<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Small")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl<'a> Small<'a> {
    /// Names a piece of work.
    pub fn new(name: &'a str, work: impl FnMut() + 'a) -> Self {
        let work = Box::new(work);
        Self { name, work }
    }

    /// Runs the work in batches until the plan's time is gone; answers nanoseconds of CPU per run.
    fn time(&mut self, plan: Plan) -> f64 {
        let mut batches = 0_u32;
        let start = ProcessTime::now();
        loop {
            for _ in 0..BATCH {
                (self.work)();
            }
            batches += 1;
            let elapsed = start.elapsed();
            if elapsed >= plan.at_least / 4 {
                return elapsed.as_secs_f64() * 1e9 / f64::from(batches) / f64::from(BATCH);
            }
        }
    }
}

/// Times the rows and prints nanoseconds, allocations (as `count` counts them) and the time as a multiple of the first row's, the floor.
///
/// With `--only NAME` on the command line that row alone runs, a million times and untimed: for `valgrind --tool=callgrind`.
#[expect(clippy::print_stdout, reason = "a bench prints figures")]
pub fn table(
    title: &str,
    plan: Plan,
    count: impl Fn(&mut dyn FnMut()) -> u64,
    mut rows: Vec<Small<'_>>,
) {
    if let Some(only) = std::env::args().skip_while(|arg| arg != "--only").nth(1) {
        for row in rows.iter_mut().filter(|row| row.name == only) {
            (0..1_000_000).for_each(|_| (row.work)());
        }
        return;
    }
    let mut times: Vec<Vec<f64>> = rows.iter().map(|_| Vec::new()).collect();
    let allocations: Vec<u64> = rows
        .iter_mut()
        .map(|row| {
            (row.work)();
            count(&mut row.work)
        })
        .collect();
    for _ in 0..2 * plan.rounds {
        for (row, times) in rows.iter_mut().zip(&mut times) {
            times.push(row.time(plan));
        }
    }
    println!("\n{title}: CPU time, median of {} rounds", 2 * plan.rounds);
    println!(
        "{:<52} {:>9} {:>12} {:>9}",
        "row", "ns", "allocations", "x floor"
    );
    let floor = times.first().cloned().unwrap_or_default();
    for ((row, times), allocations) in rows.iter().zip(times).zip(allocations) {
        let ratios = times.iter().zip(&floor).map(|(time, floor)| time / floor);
        let ratio = median(ratios.collect());
        println!(
            "{:<52} {:>9.1} {allocations:>12} {ratio:>9.2}",
            row.name,
            median(times)
        );
    }
}

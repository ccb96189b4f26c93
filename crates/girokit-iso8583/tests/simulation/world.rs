//! Time, the network and the run of one simulation.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use girokit_iso8583::Message;
use girokit_iso8583::link::framing::{FrameReader, Framing};
use girokit_iso8583::link::saf::MemoryStore;

use crate::SPEC;
use crate::book::{Book, Told};
use crate::chance::Chance;
use crate::client::{Crash, Fault, Outside, Process, SimStamp, Tally};
use crate::host::Host;

/// What is simulated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) messages: u64,
    pub(crate) fault: Fault,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) tally: Tally,
    pub(crate) reversals: u64,
    pub(crate) sum: u64,
    pub(crate) simulated: Duration,
}

enum Event {
    /// A caller wants something.
    Arrival,
    /// The connection is open, or could not be opened; of this run of the process.
    Connected { run: u32, open: bool },
    /// The connection breaks.
    Reset { line: u64 },
    /// A message comes to the host, over this connection.
    ToHost { line: u64, message: Message },
    /// A frame comes to the client.
    ToClient { line: u64, frame: Vec<u8> },
    /// The process is started again.
    Restart,
    /// The host falls silent, or speaks again.
    Silent(Silence),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Silence {
    No,
    /// It acts and does not answer.
    Answers,
    /// It is not there.
    All,
}

struct World {
    outside: Outside,
    host: Host,
    events: BinaryHeap<Reverse<(Duration, u64)>>,
    kept: Vec<Option<Event>>,
    free: Vec<usize>,
    process: Option<Process>,
    /// The connection, if one is open; its number.
    open: bool,
    line: u64,
    reader: FrameReader,
    silence: Silence,
    number: u64,
}

/// One simulation: all that is wrong, or the report.
pub(crate) fn run(plan: Plan) -> Result<Report, Vec<String>> {
    let mut world = World::new(plan);
    let limit = Duration::from_secs(plan.messages + 36_000);
    world.restart();
    world.plan(0, Event::Arrival);
    world.plan(60_000, Event::Silent(Silence::Answers));
    let mut left = plan.messages;
    loop {
        let idle = world.process.as_ref().is_some_and(Process::is_idle);
        if left == 0 && idle {
            break;
        }
        if world.outside.now > limit {
            return Err(vec![format!("not all is resolved at {limit:?}")]);
        }
        world.turn(&mut left);
        if !world.outside.book.wrong.is_empty() || !world.host.wrong.is_empty() {
            let mut wrong = world.outside.book.wrong;
            wrong.extend(world.host.wrong);
            return Err(wrong);
        }
    }
    world.judge()
}

impl World {
    fn new(plan: Plan) -> Self {
        Self {
            outside: Outside {
                now: Duration::ZERO,
                chance: Chance::new(plan.seed),
                store: MemoryStore::default(),
                book: Book::default(),
                clock: SimStamp::default(),
                crash_one_in: 4_000,
                tally: Tally::default(),
                fault: plan.fault,
            },
            host: Host::default(),
            events: BinaryHeap::new(),
            kept: Vec::new(),
            free: Vec::new(),
            process: None,
            open: false,
            line: 0,
            reader: FrameReader::new(Framing::binary2()),
            silence: Silence::No,
            number: 0,
        }
    }

    fn plan(&mut self, in_ms: u64, event: Event) {
        let at = self.free.pop().unwrap_or_else(|| {
            self.kept.push(None);
            self.kept.len() - 1
        });
        self.kept[at] = Some(event);
        self.number += 1;
        // Of those at the same time the first planned comes first; a slot is known by the low digits.
        let order = self.number << 24 | at as u64;
        let due = self.outside.now + Duration::from_millis(in_ms);
        self.events.push(Reverse((due, order)));
    }

    /// Goes to the next moment at which something is due, and does it.
    fn turn(&mut self, left: &mut u64) {
        let event = self.events.peek().map(|Reverse((due, _))| *due);
        let deadline = self.process.as_ref().and_then(Process::deadline);
        let next = [event, deadline].into_iter().flatten().min().unwrap();
        self.outside.now = self.outside.now.max(next);
        let tenths = u64::try_from(self.outside.now.as_millis() / 100).unwrap();
        self.outside.clock.tenths.store(tenths, Ordering::Relaxed);
        let mut done = Ok(());
        while let Some(&Reverse((due, order))) = self.events.peek() {
            if due > self.outside.now || done.is_err() {
                break;
            }
            self.events.pop();
            let at = usize::try_from(order & 0xFF_FFFF).unwrap();
            self.free.push(at);
            let event = self.kept[at].take().unwrap();
            done = self.event(event, left);
        }
        if let Err(Crash) = done.and_then(|()| self.step()) {
            self.crash();
        }
    }

    fn event(&mut self, event: Event, left: &mut u64) -> Result<(), Crash> {
        let now = self.outside.now;
        match event {
            Event::Arrival => return self.arrival(left),
            Event::Connected { run, open } => {
                let Some(process) = &mut self.process else {
                    return Ok(());
                };
                if run != self.outside.book.run {
                    return Ok(());
                }
                if open {
                    self.line += 1;
                    self.open = true;
                    self.reader.reset();
                    process.session.connected(now);
                    let line = self.line;
                    let breaks_in = self.outside.chance.between(1_000, 120_000);
                    self.plan(breaks_in, Event::Reset { line });
                } else {
                    process.session.disconnected(now);
                }
            }
            Event::Reset { line } => {
                if self.open && line == self.line {
                    self.outside.tally.resets += 1;
                    self.cut();
                }
            }
            Event::ToHost { line, message } => self.at_host(line, &message),
            Event::ToClient { line, frame } => {
                let Some(process) = &mut self.process else {
                    return Ok(());
                };
                if !self.open || line != self.line {
                    return Ok(());
                }
                // TCP keeps no frames together.
                let at = usize::try_from(self.outside.chance.between(0, frame.len() as u64));
                let (first, second) = frame.split_at(at.unwrap());
                process.session.received(now, first);
                if self.outside.chance.one_in(500) {
                    self.outside.tally.resets += 1;
                    self.cut();
                    return Ok(());
                }
                process.session.received(now, second);
            }
            Event::Restart => self.restart(),
            Event::Silent(silence) => {
                self.silence = silence;
                let (after, next) = match silence {
                    Silence::No => {
                        if self.outside.chance.one_in(2) {
                            (120_000, Silence::Answers)
                        } else {
                            (120_000, Silence::All)
                        }
                    }
                    _ => (6_000, Silence::No),
                };
                let after = after + self.outside.chance.between(0, after);
                self.plan(after, Event::Silent(next));
            }
        }
        Ok(())
    }

    fn arrival(&mut self, left: &mut u64) -> Result<(), Crash> {
        let wait = self.outside.chance.between(0, 50);
        if self.process.is_none() {
            self.plan(wait, Event::Arrival);
            return Ok(());
        }
        *left -= 1;
        let amount = self.outside.chance.between(100, 100_000);
        let advice = self.outside.chance.one_in(20);
        let order = self.outside.book.begin(amount, advice);
        if *left > 0 {
            self.plan(wait, Event::Arrival);
        }
        let Some(process) = &mut self.process else {
            return Ok(());
        };
        if advice {
            return process.advise(&mut self.outside, order, amount);
        }
        process.request(&mut self.outside, order, amount)
    }

    /// Has the process do what is due, and carries its bytes.
    fn step(&mut self) -> Result<(), Crash> {
        loop {
            let Some(process) = &mut self.process else {
                return Ok(());
            };
            process.step(&mut self.outside)?;
            if std::mem::take(&mut process.wants_connect) {
                let wait = self.outside.chance.between(1, 50);
                let open = !self.outside.chance.one_in(5) && self.silence != Silence::All;
                let run = self.outside.book.run;
                self.plan(wait, Event::Connected { run, open });
            }
            self.flush()?;
            let Some(process) = &mut self.process else {
                return Ok(());
            };
            if !std::mem::take(&mut process.wants_disconnect) {
                return Ok(());
            }
            self.cut();
        }
    }

    /// Brings what the client writes to the host's side; the connection may break in the middle of it.
    fn flush(&mut self) -> Result<(), Crash> {
        let Some(process) = &mut self.process else {
            return Ok(());
        };
        let mut bytes = Vec::new();
        if !self.open || !process.session.take_output(&mut bytes) {
            return Ok(());
        }
        let broken = self.outside.chance.one_in(1_000);
        let crashed = self.outside.crash_point();
        if broken || crashed.is_err() {
            let at = self.outside.chance.between(0, bytes.len() as u64 + 1);
            bytes.truncate(usize::try_from(at).unwrap());
        }
        self.reader.push(&bytes);
        let mut messages = Vec::new();
        while let Some(frame) = self.reader.next_frame().unwrap() {
            if !frame.body.is_empty() {
                messages.push(Message::read(&SPEC, frame.body).unwrap());
            }
        }
        let line = self.line;
        for message in messages {
            self.host.tap(&message);
            for wait in fate(&mut self.outside.chance) {
                let message = message.clone();
                self.plan(wait, Event::ToHost { line, message });
            }
        }
        crashed?;
        if broken {
            self.outside.tally.resets += 1;
            self.cut();
        }
        match &mut self.process {
            Some(process) => process.flushed(&mut self.outside),
            None => Ok(()),
        }
    }

    fn at_host(&mut self, line: u64, message: &Message) {
        if self.silence == Silence::All {
            return;
        }
        let answer = self.host.handle(message);
        if self.silence == Silence::Answers {
            return;
        }
        let mut frame = Vec::new();
        let body = answer.to_bytes();
        Framing::binary2()
            .write_with(Framing::binary2().header().first(), &mut frame, |out| {
                out.extend_from_slice(&body);
            })
            .unwrap();
        for wait in fate(&mut self.outside.chance) {
            let frame = frame.clone();
            self.plan(wait, Event::ToClient { line, frame });
        }
    }

    fn cut(&mut self) {
        self.open = false;
        if let Some(process) = &mut self.process {
            process.session.disconnected(self.outside.now);
        }
    }

    fn crash(&mut self) {
        self.outside.tally.crashes += 1;
        self.process = None;
        self.open = false;
        let wait = self.outside.chance.between(100, 3_000);
        self.plan(wait, Event::Restart);
    }

    fn restart(&mut self) {
        self.outside.book.run += 1;
        let seed = self.outside.chance.next();
        match Process::start(&mut self.outside, seed) {
            Ok(process) => self.process = Some(process),
            Err(Crash) => self.crash(),
        }
    }

    /// Holds the book against the host's ledger.
    fn judge(self) -> Result<Report, Vec<String>> {
        let book = &self.outside.book;
        let mut wrong = Vec::new();
        for (number, order) in (0_u64..).zip(&book.orders) {
            let stands = self.host.stands(number);
            let right = match (order.advice, order.told, order.resolved) {
                (true, _, resolved) => {
                    (!order.taken || resolved) && resolved == (stands == Some(true))
                }
                (_, _, true) => stands != Some(true),
                (_, Some(Told::Approved), false) => stands == Some(true),
                (_, Some(Told::Declined), false) => stands == Some(false),
                // A crash before anything was kept: nothing was sent.
                (_, None | Some(Told::NotSent), false) => stands.is_none(),
                (_, Some(Told::Unknown), false) => false,
            };
            if !right {
                wrong.push(format!("order {number}: {order:?}, at the host {stands:?}"));
            }
        }
        let sum = book.sum();
        if i128::from(sum) != self.host.sum {
            wrong.push(format!("the book says {sum}, the host {}", self.host.sum));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Report {
            tally: self.outside.tally,
            reversals: self.host.reversals,
            sum,
            simulated: self.outside.now,
        })
    }
}

/// When a message comes, in milliseconds: as a rule once and soon, or late, or twice, or never.
fn fate(chance: &mut Chance) -> Vec<u64> {
    let soon = chance.between(1, 60);
    match chance.between(0, 200) {
        0 | 1 => Vec::new(),
        2 | 3 => vec![soon, soon + chance.between(0, 5_000)],
        4 | 5 => vec![chance.between(1_000, 15_000)],
        _ => vec![soon],
    }
}

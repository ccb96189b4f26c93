//! The client process: session, queue and reversal driven as the tokio forwarder drives them, with faults to be found.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use girokit_iso8583::link::backoff::Backoff;
use girokit_iso8583::link::framing::Framing;
use girokit_iso8583::link::key::MatchRule;
use girokit_iso8583::link::network::{Stamp, StandardNetwork};
use girokit_iso8583::link::outcome::{Outcome, Unknown};
use girokit_iso8583::link::reversal::{LateRule, ReversalRule};
use girokit_iso8583::link::saf::{EntryId, MemoryStore, Record, SafQueue, SafStore};
use girokit_iso8583::link::session::{Effect, LinkConfig, LinkEvent, Session};
use girokit_iso8583::{Error, Message};

use crate::SPEC;
use crate::book::{Book, Told};
use crate::chance::Chance;

/// What may be wrong with a client. Each must be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// The reversal is dropped when the outcome is unknown.
    DropReversal,
    /// A timeout is told as a decline.
    TimeoutIsDecline,
    /// Answers are matched by the trace number alone, which comes again.
    MatchByTraceNumber,
    /// The store is not read after a crash.
    ForgetStore,
    /// A second answer is told again.
    TellTwice,
    /// The request leaves before its reversal is durable.
    SendBeforeArm,
    /// The reversal is removed before the caller has the answer.
    RemoveBeforeTell,
    /// A repeat gets a trace number of its own.
    StampRepeats,
    /// A repeat is sent as new.
    RepeatAsNew,
    /// A request whose outcome is unknown is sent again as new.
    SendUnknownAgain,
    /// A reversal counts as answered when it was sent.
    SentIsAnswered,
    /// A late approval removes the reversal, but the caller was told that the outcome is unknown.
    LateRemovesReversal,
    /// What is lost before it was sent is told as not sent even if it was.
    LostIsNotSent,
}

/// The process has crashed.
#[derive(Debug)]
pub(crate) struct Crash;

/// What survives the process.
pub(crate) struct Outside {
    pub(crate) now: Duration,
    pub(crate) chance: Chance,
    pub(crate) store: MemoryStore,
    pub(crate) book: Book,
    pub(crate) clock: SimStamp,
    /// A crash once in so many points.
    pub(crate) crash_one_in: u64,
    pub(crate) tally: Tally,
    pub(crate) fault: Fault,
}

/// That all the trouble did happen.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) answered: u64,
    pub(crate) not_sent: u64,
    pub(crate) timed_out: u64,
    pub(crate) lost: u64,
    pub(crate) late: u64,
    pub(crate) late_after_resolved: u64,
    pub(crate) duplicates: u64,
    pub(crate) unmatched: u64,
    pub(crate) resolved: u64,
    pub(crate) repeats: u64,
    pub(crate) crashes: u64,
    pub(crate) resets: u64,
    pub(crate) rearmed: u64,
    pub(crate) withdrawn: u64,
}

impl Outside {
    /// The process may crash here.
    pub(crate) fn crash_point(&mut self) -> Result<(), Crash> {
        if self.chance.one_in(self.crash_one_in) {
            Err(Crash)
        } else {
            Ok(())
        }
    }

    /// A crash before it, or after it; between these nothing is half done.
    fn commit(&mut self, record: impl Into<Option<Record>>) -> Result<(), Crash> {
        self.crash_point()?;
        self.store
            .commit(record.into().as_slice())
            .expect("memory does not fail");
        self.crash_point()
    }
}

/// Trace numbers that come again soon, and the simulated time.
#[derive(Clone, Default)]
pub(crate) struct SimStamp {
    /// In tenths of a second, so that number and time together never come again.
    pub(crate) tenths: Arc<AtomicU64>,
    stan: Arc<AtomicU64>,
}

impl Stamp for SimStamp {
    fn stamp(&mut self, message: &mut Message) -> Result<(), Error> {
        let stan = self.stan.fetch_add(1, Ordering::Relaxed) % 199 + 1;
        let tenths = self.tenths.load(Ordering::Relaxed);
        message.set(7, &tenths.to_string())?;
        message.set(11, &stan.to_string())?;
        Ok(())
    }
}

/// Who waits for an answer.
enum Waiter {
    Caller {
        order: u64,
        entry: EntryId,
        /// The request and its reversal.
        messages: Box<(Message, Message)>,
    },
    Forward {
        order: u64,
        entry: EntryId,
    },
}

pub(crate) struct Process {
    pub(crate) session: Session<Waiting>,
    pub(crate) queue: SafQueue,
    rule: ReversalRule,
    /// One that is started with an odd seed takes reversals of late declines back.
    late_rule: LateRule,
    pub(crate) wants_connect: bool,
    pub(crate) wants_disconnect: bool,
    /// Entries whose request's outcome was unknown, by request.
    late: Vec<(u64, EntryId)>,
    /// Records that a fault makes durable too late.
    unkept: Vec<(EntryId, Record)>,
}

/// Keeps [`Waiter`] to this file.
pub(crate) struct Waiting(Waiter);

impl Process {
    /// Goes on with what the store keeps.
    pub(crate) fn start(outside: &mut Outside, seed: u64) -> Result<Self, Crash> {
        if outside.fault == Fault::ForgetStore {
            outside.store = MemoryStore::default();
        }
        let mut config = LinkConfig::new(Framing::binary2());
        config.timeout = Duration::from_secs(3);
        config.network_timeout = Duration::from_secs(3);
        config.idle = Some(Duration::from_secs(5));
        config.remember = Duration::from_mins(1);
        config.backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(2));
        config.max_in_flight = 128;
        config.seed = seed;
        if outside.fault == Fault::MatchByTraceNumber {
            config.rule = MatchRule::by(&[11]);
        }
        let backoff = Backoff::new(Duration::from_millis(20), Duration::from_secs(1));
        let network = StandardNetwork::new(&SPEC, outside.clock.clone());
        let mut process = Self {
            session: Session::new(&SPEC, config).with_network(Box::new(network)),
            queue: SafQueue::new(outside.store.entries().unwrap(), backoff, seed),
            rule: ReversalRule::default(),
            late_rule: match seed % 2 {
                0 => LateRule::Reverse,
                _ => LateRule::Withdraw {
                    approved: vec!["00".to_owned()],
                },
            },
            wants_connect: false,
            wants_disconnect: false,
            late: Vec::new(),
            unkept: Vec::new(),
        };
        let armed: Vec<_> = process
            .queue
            .armed()
            .map(|entry| (entry.id, entry.message.clone()))
            .collect();
        for (id, bytes) in armed {
            outside.tally.rearmed += 1;
            process.release(outside, id, Message::read(&SPEC, &bytes).unwrap())?;
        }
        process.session.start();
        Ok(process)
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.session.in_flight() == 0
            && self.queue.queued() == 0
            && self.queue.armed().next().is_none()
    }

    pub(crate) fn deadline(&self) -> Option<Duration> {
        [self.session.deadline(), self.queue.deadline()]
            .into_iter()
            .flatten()
            .min()
    }

    pub(crate) fn advise(
        &mut self,
        outside: &mut Outside,
        order: u64,
        amount: u64,
    ) -> Result<(), Crash> {
        let advice = message(outside, "0220", order, amount);
        let (_, record) = self.queue.enqueue(advice.to_bytes());
        outside.commit(record)?;
        outside.book.take(order);
        Ok(())
    }

    pub(crate) fn request(
        &mut self,
        outside: &mut Outside,
        order: u64,
        amount: u64,
    ) -> Result<(), Crash> {
        let request = message(outside, "0200", order, amount);
        self.send(outside, order, &request)
    }

    fn send(&mut self, outside: &mut Outside, order: u64, request: &Message) -> Result<(), Crash> {
        let reversal = self.rule.make(request).unwrap();
        let (entry, record) = self.queue.arm(reversal.to_bytes());
        let late = outside.fault == Fault::SendBeforeArm;
        if !late {
            outside.commit(record.clone())?;
        }
        let waiter = Waiting(Waiter::Caller {
            order,
            entry,
            messages: Box::new((request.clone(), reversal)),
        });
        let timeout = self.session.config().timeout;
        let sent = self.session.submit(outside.now, request, waiter, timeout);
        if late {
            // In truth the bytes are on the wire by now; here they leave with the next step.
            self.unkept.push((entry, record));
        }
        if sent.is_err() {
            outside.tally.not_sent += 1;
            outside.book.tell(order, Told::NotSent);
            outside.commit(self.queue.disarm(entry))?;
        }
        Ok(())
    }

    /// What was to be written was taken.
    pub(crate) fn flushed(&mut self, outside: &mut Outside) -> Result<(), Crash> {
        outside.crash_point()?;
        for (id, record) in std::mem::take(&mut self.unkept) {
            if self.queue.armed().any(|entry| entry.id == id) {
                outside.commit(record)?;
            }
        }
        Ok(())
    }

    fn release(
        &mut self,
        outside: &mut Outside,
        entry: EntryId,
        mut reversal: Message,
    ) -> Result<(), Crash> {
        self.rule.stamp(&mut reversal, &mut outside.clock).unwrap();
        let record = self.queue.release(entry, reversal.to_bytes());
        outside.commit(record)
    }

    /// Does all that is due now.
    pub(crate) fn step(&mut self, outside: &mut Outside) -> Result<(), Crash> {
        self.session.tick(outside.now);
        self.effects(outside)?;
        self.forward(outside)?;
        self.effects(outside)
    }

    /// Sends the next queued entry.
    fn forward(&mut self, outside: &mut Outside) -> Result<(), Crash> {
        let Some(due) = self.queue.due(outside.now) else {
            return Ok(());
        };
        let (entry, repeat) = (due.id, due.repeat);
        let mut message = Message::read(&SPEC, due.message).unwrap();
        if repeat {
            outside.tally.repeats += 1;
            if outside.fault == Fault::StampRepeats {
                outside.clock.stamp(&mut message).unwrap();
            }
            if outside.fault != Fault::RepeatAsNew {
                message.set_mti(message.mti().repeat().unwrap());
            }
        }
        let order = message.field(37).unwrap().text().trim().parse().unwrap();
        let waiter = Waiting(Waiter::Forward { order, entry });
        let timeout = self.session.config().timeout;
        match self.session.submit(outside.now, &message, waiter, timeout) {
            Err(_) => self.queue.unanswered(entry, outside.now),
            Ok(_) if outside.fault == Fault::SentIsAnswered => {
                outside.book.resolve(order);
                let record = self.queue.answered(entry);
                outside.commit(record)?;
            }
            Ok(_) => {}
        }
        Ok(())
    }

    fn effects(&mut self, outside: &mut Outside) -> Result<(), Crash> {
        while let Some(effect) = self.session.effect() {
            match effect {
                Effect::Connect => self.wants_connect = true,
                Effect::Disconnect(_) => self.wants_disconnect = true,
                Effect::Done { token, outcome } => match token.0 {
                    Waiter::Forward { order, entry } => {
                        self.forwarded(outside, order, entry, &outcome)?;
                    }
                    Waiter::Caller {
                        order,
                        entry,
                        messages,
                    } => self.done(outside, order, entry, *messages, &outcome)?,
                },
                Effect::Event(event) => self.event(outside, &event)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// The outcome of an entry of the queue.
    fn forwarded(
        &mut self,
        outside: &mut Outside,
        order: u64,
        entry: EntryId,
        outcome: &Outcome,
    ) -> Result<(), Crash> {
        if matches!(outcome, Outcome::Answered(_)) {
            self.late.retain(|(late, _)| *late != order);
            outside.tally.resolved += 1;
            outside.book.resolve(order);
            let record = self.queue.answered(entry);
            return outside.commit(record);
        }
        self.queue.unanswered(entry, outside.now);
        Ok(())
    }

    /// The outcome of a caller's request.
    fn done(
        &mut self,
        outside: &mut Outside,
        order: u64,
        entry: EntryId,
        (mut request, reversal): (Message, Message),
        outcome: &Outcome,
    ) -> Result<(), Crash> {
        let told = told(outside, outcome);
        let fault = outside.fault;
        if told != Told::Unknown {
            if fault == Fault::RemoveBeforeTell {
                outside.commit(self.queue.disarm(entry))?;
                outside.book.tell(order, told);
                return Ok(());
            }
            outside.book.tell(order, told);
            return outside.commit(self.queue.disarm(entry));
        }
        match fault {
            Fault::TimeoutIsDecline => {
                outside.book.tell(order, Told::Declined);
                return outside.commit(self.queue.disarm(entry));
            }
            Fault::LostIsNotSent
                if matches!(outcome, Outcome::Unknown(Unknown::ConnectionLost)) =>
            {
                outside.book.tell(order, Told::NotSent);
                return outside.commit(self.queue.disarm(entry));
            }
            Fault::SendUnknownAgain => {
                outside.commit(self.queue.disarm(entry))?;
                outside.clock.stamp(&mut request).unwrap();
                return self.send(outside, order, &request);
            }
            _ => {}
        }
        outside.book.tell(order, told);
        if fault == Fault::DropReversal {
            return outside.commit(self.queue.disarm(entry));
        }
        self.late.push((order, entry));
        self.release(outside, entry, reversal)
    }

    fn event(&mut self, outside: &mut Outside, event: &LinkEvent) -> Result<(), Crash> {
        let number = |answer: &Message| {
            let field = answer.field(37)?;
            field.text().trim().parse::<u64>().ok()
        };
        match event {
            LinkEvent::Late { answer, .. } => {
                outside.tally.late += 1;
                let Some(order) = number(answer).filter(|_| answer.mti().number() == 210) else {
                    return Ok(());
                };
                let at = usize::try_from(order).unwrap();
                outside.tally.late_after_resolved += u64::from(outside.book.orders[at].resolved);
                let found = self.late.iter().position(|(late, _)| *late == order);
                let Some((_, entry)) = found.map(|at| self.late.swap_remove(at)) else {
                    return Ok(());
                };
                if outside.fault == Fault::LateRemovesReversal {
                    return outside.commit(self.queue.answered(entry));
                }
                let declined = self.late_rule.withdraws(answer);
                let withdrawn = declined.then(|| self.queue.withdraw(entry)).flatten();
                if let Some(record) = withdrawn {
                    // The late decline is the answer: there is nothing to reverse.
                    outside.tally.withdrawn += 1;
                    outside.book.resolve(order);
                    outside.commit(record)?;
                }
            }
            LinkEvent::Duplicate { answer, .. } => {
                outside.tally.duplicates += 1;
                if let Some(order) = number(answer)
                    && outside.fault == Fault::TellTwice
                    && answer.mti().number() == 210
                {
                    outside.book.tell(order, Told::Approved);
                }
            }
            LinkEvent::Unmatched { .. } => outside.tally.unmatched += 1,
            _ => {}
        }
        Ok(())
    }
}

fn told(outside: &mut Outside, outcome: &Outcome) -> Told {
    match outcome {
        Outcome::Answered(answer) => {
            outside.tally.answered += 1;
            match &*answer.field(39).unwrap().text() {
                "00" => Told::Approved,
                _ => Told::Declined,
            }
        }
        Outcome::NotSent(_) => {
            outside.tally.not_sent += 1;
            Told::NotSent
        }
        Outcome::Unknown(Unknown::ConnectionLost) => {
            outside.tally.lost += 1;
            Told::Unknown
        }
        Outcome::Unknown(_) => {
            outside.tally.timed_out += 1;
            Told::Unknown
        }
    }
}

fn message(outside: &mut Outside, mti: &str, order: u64, amount: u64) -> Message {
    let mut message = Message::new(&SPEC, mti.parse().unwrap());
    message.set(4, &amount.to_string()).unwrap();
    message.set(37, &format!("{order:012}")).unwrap();
    message.set(41, "TERM0001").unwrap();
    outside.clock.stamp(&mut message).unwrap();
    message
}

//! What goes onto the wire and what comes off it.

use core::mem;
use std::time::Duration;

use super::{
    Disconnect, Effect, KeyError, LinkEvent, Owner, Phase, RequestId, Session, State, Unmatched,
};
use crate::link::framing::FrameHeader;
use crate::link::outcome::{NotSent, Outcome};
use crate::link::session::table::{Key, Match};
use crate::message::Message;

impl<T> Session<T> {
    /// Takes what is to be written, all of it: `into`, which is cleared, holds it from then on. Whether there is any.
    ///
    /// What is taken counts as sent from this moment: a request whose bytes were taken is unknown if the connection is lost.
    pub fn take_output(&mut self, into: &mut Vec<u8>) -> bool {
        into.clear();
        if self.output.is_empty() {
            return false;
        }
        mem::swap(&mut self.output, into);
        self.taken = self.written;
        true
    }

    /// Whether there is something to write.
    pub fn has_output(&self) -> bool {
        !self.output.is_empty()
    }

    /// Takes bytes that came.
    pub fn received(&mut self, now: Duration, bytes: &[u8]) {
        self.reader.push(bytes);
        self.counters.bytes_received += bytes.len() as u64;
        self.read(now);
    }

    fn read(&mut self, now: Duration) {
        self.heard = now;
        while !matches!(self.phase, Phase::Closing | Phase::Closed) {
            let (header, parsed) = match self.reader.next_frame() {
                Ok(Some(frame)) if frame.body.is_empty() => continue,
                Ok(Some(frame)) => (frame.header, Message::read(self.spec.clone(), frame.body)),
                Ok(None) => break,
                Err(error) => {
                    self.disconnect(Disconnect::Framing(error));
                    break;
                }
            };
            self.counters.received += 1;
            match parsed {
                Ok(message) if message.mti().is_response() => self.answer(now, message),
                Ok(message) => self.unsolicited(header, message),
                Err(error) => {
                    self.counters.malformed += 1;
                    self.event(LinkEvent::Malformed(error));
                }
            }
        }
        self.drained(now);
    }

    fn answer(&mut self, now: Duration, answer: Message) {
        let at = match self.table.find(&self.config.rule, &answer) {
            Match::One(at) => at,
            Match::Ambiguous => return self.unmatched(answer, Unmatched::Ambiguous),
            Match::Lacks(field) => return self.unmatched(answer, Unmatched::Lacks(field)),
            Match::None => return self.unmatched(answer, Unmatched::Unknown),
        };
        let Some(entry) = self.table.get_mut(at) else {
            return;
        };
        let id = entry.id;
        match entry.state {
            State::Done => {
                self.counters.duplicates += 1;
                self.event(LinkEvent::Duplicate { id, answer });
            }
            State::Late => {
                // A third answer is a second one.
                entry.state = State::Done;
                self.counters.late += 1;
                self.event(LinkEvent::Late { id, answer });
            }
            State::InFlight => match self.land(now, at, State::Done) {
                Some(Owner::Caller(token)) => {
                    self.counters.answered += 1;
                    let outcome = Outcome::Answered(answer);
                    self.effects.push_back(Effect::Done { token, outcome });
                }
                Some(Owner::Network(step)) => {
                    let accepted = self
                        .network
                        .as_mut()
                        .is_some_and(|network| network.accepts(step, &answer));
                    self.event(LinkEvent::Network { step, accepted });
                    // That an echo is answered at all is what it asks; a sign-off ends the connection either way.
                    match (accepted, step) {
                        (false, super::NetworkStep::SignOn | super::NetworkStep::KeyExchange) => {
                            self.failed_step(step);
                        }
                        _ => self.stepped(now, step),
                    }
                }
                None => {}
            },
        }
    }

    fn unmatched(&mut self, answer: Message, why: Unmatched) {
        self.counters.unmatched += 1;
        self.event(LinkEvent::Unmatched { answer, why });
    }

    fn unsolicited(&mut self, header: FrameHeader, message: Message) {
        self.counters.unsolicited += 1;
        let network = self.network.as_mut();
        if let Some(answer) = network.and_then(|network| network.answer(&message))
            && self.respond(header, &answer).is_ok()
        {
            return;
        }
        self.event(LinkEvent::Unsolicited { message, header });
    }

    fn event(&mut self, event: LinkEvent) {
        self.effects.push_back(Effect::Event(event));
    }

    /// Puts a request on the wire; [`wait`](Self::wait) must follow.
    pub(super) fn put(&mut self, request: &Message) -> Result<Put, NotSent> {
        let key = self.table.key(&self.config.rule, request);
        let key = key.map_err(|error| match error {
            KeyError::NoAnswerDue => NotSent::NoAnswerDue,
            KeyError::Missing(field) => NotSent::MissingKeyField(field),
            KeyError::Duplicate => NotSent::DuplicateKey,
        })?;
        let frame = self.written;
        self.frame(self.config.framing.header().first(), request)?;
        Ok(Put { key, frame })
    }

    /// Has `owner` wait for the answer.
    pub(super) fn wait(&mut self, put: Put, owner: Owner<T>, deadline: Duration) -> RequestId {
        self.next_id += 1;
        let id = RequestId(self.next_id);
        self.table.insert(id, owner, put.key, put.frame, deadline);
        id
    }

    pub(super) fn frame(&mut self, header: FrameHeader, message: &Message) -> Result<(), NotSent> {
        let before = self.output.len();
        let framing = self.config.framing;
        framing
            .write_with(header, &mut self.output, |out| message.write(out))
            .map_err(|_| NotSent::Length)?;
        let size = (self.output.len() - before) as u64;
        self.written += size;
        self.counters.sent += 1;
        self.counters.bytes_sent += size;
        Ok(())
    }
}

/// A request that is on the wire.
pub(super) struct Put {
    key: Key,
    frame: u64,
}

//! Network management: sign-on, echo, key exchange, sign-off.

use core::fmt;

use crate::error::Error;
use crate::message::Message;
use crate::mti::{Function, Mti, Version};
use crate::spec::SpecRef;

/// A step of network management that this side begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NetworkStep {
    /// Asks to take part: the first message on a connection.
    SignOn,
    /// Asks for a working key, or tells one: behind the sign-on.
    KeyExchange,
    /// Asks whether the other side is there, after silence.
    Echo,
    /// Takes leave.
    SignOff,
}

/// The network messages of a link. Every message is `None` where the network has no such step.
///
/// The messages are made anew each time: they carry a trace number and a time of their own.
pub trait Network: Send {
    /// The message of this step.
    fn message(&mut self, step: NetworkStep) -> Option<Message>;

    /// The answer to it came: whether it lets us go on. A refused sign-on or key exchange closes the connection, which is then
    /// opened again after the backoff. The working key of a key exchange is taken from `answer` here.
    fn accepts(&mut self, step: NetworkStep, answer: &Message) -> bool;

    /// The answer to a request of the other side that is the network's business, such as its echo. `None`: not ours; it is handed
    /// out as unsolicited.
    fn answer(&mut self, request: &Message) -> Option<Message>;
}

/// Puts the trace number (DE 11) and the transmission time (DE 7) into a message that this side begins.
///
/// The core has no clock; under feature `tokio` there is `SystemStamp`.
pub trait Stamp: Send {
    /// Stamps it.
    ///
    /// # Errors
    /// The spec does not admit the values.
    fn stamp(&mut self, message: &mut Message) -> Result<(), Error>;
}

/// Trace numbers: 1 to 999999, then 1 again. They say nothing of other processes: give each terminal or link its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StanCounter(u32);

impl StanCounter {
    /// Begins with `first`; what is not 1 to 999999 is brought into it.
    pub const fn new(first: u32) -> Self {
        Self(if first == 0 { 0 } else { (first - 1) % 999_999 })
    }

    /// The next one.
    pub const fn take(&mut self) -> u32 {
        self.0 = self.0 % 999_999 + 1;
        self.0
    }
}

/// Network messages as ISO 8583 has them: `x800` with DE 70 (:1987) or DE 24 (:1993, :2003), DE 7 and DE 11.
///
/// Source: ISO 8583:1987 table 12 (DE 70: 001 sign-on, 002 sign-off, 301 echo test), :1993 table A.8 (DE 24: 801, 802, 831). Key
/// exchange differs from network to network and is off until its code is set (often 101 or 161; 811). Networks that want other
/// fields implement [`Network`] themselves.
pub struct StandardNetwork {
    spec: SpecRef,
    mti: Mti,
    stamp: Box<dyn Stamp>,
    codes: [Option<u16>; 4],
    approved: Vec<String>,
}

impl StandardNetwork {
    /// Sign-on, echo and sign-off in the version of the spec; :1987 where the spec does not say.
    pub fn new(spec: impl Into<SpecRef>, stamp: impl Stamp + 'static) -> Self {
        let spec = spec.into();
        let (number, codes, approved) = match spec.version {
            Some(Version::V1993) => (1800, [Some(801), None, Some(831), Some(802)], "800"),
            Some(Version::V2003) => (2800, [Some(801), None, Some(831), Some(802)], "8000"),
            _ => (800, [Some(1), None, Some(301), Some(2)], "00"),
        };
        Self {
            mti: Mti::new(number).unwrap_or(ECHO_1987),
            spec,
            stamp: Box::new(stamp),
            codes,
            approved: vec![approved.to_owned()],
        }
    }

    /// The same with another code for a step; `None` leaves the step out.
    #[must_use]
    pub fn with_code(mut self, step: NetworkStep, code: Option<u16>) -> Self {
        if let Some(place) = self.codes.get_mut(place(step)) {
            *place = code;
        }
        self
    }

    /// The same with further response codes (DE 39) that accept a step.
    #[must_use]
    pub fn with_approved(mut self, code: impl Into<String>) -> Self {
        self.approved.push(code.into());
        self
    }

    /// Where the code of the step stands.
    fn code_field(&self) -> (u8, usize) {
        match self.mti.version() {
            Version::V1993 | Version::V2003 => (24, 3),
            _ => (70, 3),
        }
    }
}

const ECHO_1987: Mti = match Mti::new(800) {
    Some(mti) => mti,
    None => panic!("four digits"),
};

const fn place(step: NetworkStep) -> usize {
    match step {
        NetworkStep::SignOn => 0,
        NetworkStep::KeyExchange => 1,
        NetworkStep::Echo => 2,
        NetworkStep::SignOff => 3,
    }
}

impl Network for StandardNetwork {
    fn message(&mut self, step: NetworkStep) -> Option<Message> {
        let code = (*self.codes.get(place(step))?)?;
        let (field, width) = self.code_field();
        let mut message = Message::new(self.spec.clone(), self.mti);
        self.stamp.stamp(&mut message).ok()?;
        message.set(field, &format!("{code:0width$}")).ok()?;
        Some(message)
    }

    fn accepts(&mut self, _: NetworkStep, answer: &Message) -> bool {
        answer.field(39).is_some_and(|code| {
            self.approved
                .iter()
                .any(|approved| approved == code.text().trim_end())
        })
    }

    fn answer(&mut self, request: &Message) -> Option<Message> {
        if request.mti().digits()[1] != 8 || request.mti().function() != Function::Request {
            return None;
        }
        let mut answer = request.clone();
        answer.set_mti(request.mti().response()?);
        answer.set(39, self.approved.first()?).ok()?;
        Some(answer)
    }
}

impl fmt::Debug for StandardNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandardNetwork")
            .field("mti", &self.mti)
            .field("codes", &self.codes)
            .finish_non_exhaustive()
    }
}

//! The reversal of a request whose outcome is unknown.

use crate::error::Error;
use crate::link::network::Stamp;
use crate::message::Message;
use crate::mti::{Class, Function, Mti, Version};

/// How a reversal is made of a request. What a network wants otherwise is set in the fields.
///
/// The reversal is the request with another message type and fewer fields, so that what is copied is copied byte for byte. It names the
/// original in DE 90 (:1987: message type, trace number, transmission time, acquirer and forwarder, 42 digits) or DE 56 (:1993 and
/// :2003: message type, trace number, local time, acquirer with its length), as far as the spec defines them. Where it defines neither,
/// the reversal keeps the trace number and the time of the original, by which the host must find it.
///
/// Source: ISO 8583:1987 DE 39, DE 90; :1993 DE 24, DE 25, DE 56, with the codes of public host specifications (PayEx H2H: 400, 4021).
/// That :2003 has the acquirer's length in DE 56 as :1993 does is an assumption.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReversalRule {
    /// Whether the reversal is an advice (`x420`, the default) or a request (`x400`).
    pub form: ReversalForm,
    /// The fields that are copied if the request has them. Tracks, PIN block, verification values and EMV data are not among the
    /// default ones: they must not be kept.
    pub copied: Vec<u8>,
    /// DE 39 of a reversal of :1987: `68`, the response was received too late or not at all. `None`: no DE 39.
    pub response_code: Option<String>,
    /// DE 24 and DE 25 of a reversal of :1993 and :2003: full reversal (400), timeout while waiting for a response (4021).
    pub reason: Option<(String, String)>,
    /// Whether DE 2 is taken from track 2 where the request has only that.
    pub pan_from_track: bool,
}

/// The message type of a reversal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these two")]
pub enum ReversalForm {
    /// `x420`, repeated as `x421`: it cannot be refused.
    Advice,
    /// `x400`, repeated as `x401`.
    Request,
}

/// What an answer does that comes after its request was told to be unknown.
///
/// **The outcome stays unknown to the caller, and a late approval never stands**: the caller has gone on without it, and the host has
/// to be told so. What may be chosen is what a late decline does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the reversal of a late decline is sent, or is not"
)]
pub enum LateRule {
    /// The reversal is sent, whatever the answer says. The default.
    #[default]
    Reverse,
    /// The reversal of a request that was declined is taken back if no byte of it has left yet: there is nothing to reverse. That of an
    /// approved one is sent.
    Withdraw {
        /// The values of DE 39 that approve, in part too: all others decline.
        approved: Vec<String>,
    },
}

impl LateRule {
    /// Whether this answer leaves nothing to reverse. One without DE 39 says nothing.
    pub fn withdraws(&self, answer: &Message) -> bool {
        match (self, answer.field(39)) {
            (Self::Withdraw { approved }, Some(code)) => {
                let code = code.text();
                !approved.iter().any(|approved| *approved == code)
            }
            _ => false,
        }
    }
}

impl Default for ReversalRule {
    fn default() -> Self {
        Self {
            form: ReversalForm::Advice,
            copied: vec![
                2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 22, 23, 24, 25, 26, 28,
                32, 33, 37, 41, 42, 43, 49, 50, 51,
            ],
            response_code: Some("68".to_owned()),
            reason: Some(("400".to_owned(), "4021".to_owned())),
            pan_from_track: true,
        }
    }
}

impl ReversalRule {
    /// Whether an unknown outcome of this message must be reversed: a request of class authorization or financial. An advice is
    /// repeated instead.
    pub fn applies(&self, mti: Mti) -> bool {
        matches!(mti.class(), Class::Authorization | Class::Financial)
            && mti.function() == Function::Request
    }

    /// The reversal of `request`, without a trace number and a time of its own: [`stamp`](Self::stamp) gives it those.
    ///
    /// # Errors
    /// The spec does not admit a field as the reversal needs it; the error says which.
    pub fn make(&self, request: &Message) -> Result<Message, Error> {
        let mut reversal = request.clone();
        for number in request.bits().iter() {
            if !self.copied.contains(&number) {
                reversal.remove(number);
            }
        }
        let [version, _, _, origin] = request.mti().digits();
        let function = match self.form {
            ReversalForm::Advice => 2,
            ReversalForm::Request => 0,
        };
        if let Some(mti) = Mti::from_digits([version, 4, function, origin & !1]) {
            reversal.set_mti(mti);
        }
        if self.pan_from_track && !reversal.bits().contains(2) {
            let track = request
                .field(35)
                .map(|track| zeroize::Zeroizing::new(track.text().into_owned()));
            if let Some(pan) = track
                .as_ref()
                .and_then(|track| track.split(['=', 'D']).next())
                && reversal.spec().field(2).is_some()
            {
                reversal.set(2, pan)?;
            }
        }
        let (original, digits) = if request.mti().version() == Version::V1987 {
            if let Some(code) = &self.response_code {
                reversal.set(39, code)?;
            }
            (90, original_1987(request))
        } else {
            if let Some((function, reason)) = &self.reason {
                reversal.set(24, function)?.set(25, reason)?;
            }
            (56, original_1993(request))
        };
        if reversal.spec().field(original).is_some() {
            reversal.set(original, &digits)?;
        }
        Ok(reversal)
    }

    /// Gives a reversal its own trace number and time, unless those of the original are all that names it. To be done once: a repeat
    /// has those of the first.
    ///
    /// # Errors
    /// The spec does not admit the values.
    pub fn stamp(&self, reversal: &mut Message, stamp: &mut dyn Stamp) -> Result<(), Error> {
        if reversal.bits().contains(90) || reversal.bits().contains(56) {
            stamp.stamp(reversal)?;
        }
        Ok(())
    }
}

/// DE 90: n 42.
fn original_1987(request: &Message) -> String {
    let mut digits = request.mti().to_string();
    for (number, width) in [(11, 6), (7, 10), (32, 11), (33, 11)] {
        digits.push_str(&right(request, number, width));
    }
    digits
}

/// DE 56: n ..35 (:1993), n ..43 (:2003).
fn original_1993(request: &Message) -> String {
    let mut digits = request.mti().to_string();
    let (stan, time) = match request.mti().version() {
        Version::V1993 => (6, 12),
        _ => (12, 14),
    };
    digits.push_str(&right(request, 11, stan));
    digits.push_str(&right(request, 12, time));
    let acquirer = request
        .field(32)
        .map(|field| field.text().into_owned())
        .unwrap_or_default();
    format!("{digits}{:02}{acquirer}", acquirer.len())
}

/// The digits of a field, the last `width` of them, filled with zeros before the first.
fn right(request: &Message, number: u8, width: usize) -> String {
    let text = request
        .field(number)
        .map(|field| field.text().into_owned())
        .unwrap_or_default();
    let from = text.len().saturating_sub(width);
    format!("{:0>width$}", text.get(from..).unwrap_or_default())
}

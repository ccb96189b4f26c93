//! What names a message: the same for its repeats, and what a reversal says of its original.

use crate::message::Message;
use crate::mti::Version;

/// Class, function, trace number, time, acquirer, terminal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct RequestKey {
    class: u8,
    function: u8,
    stan: String,
    time: String,
    acquirer: String,
    terminal: String,
}

impl RequestKey {
    /// The key of a message; `None` without a trace number.
    pub(super) fn of(message: &Message) -> Option<Self> {
        let [_, class, function, _] = message.mti().digits();
        let time = match message.mti().version() {
            Version::V1987 => 7,
            _ => 12,
        };
        Some(Self {
            class,
            function,
            stan: plain(&text(message, 11)?),
            time: plain(&text(message, time).unwrap_or_default()),
            acquirer: plain(&text(message, 32).unwrap_or_default()),
            terminal: terminal(message),
        })
    }

    /// The keys that the original of a reversal may have.
    pub(super) fn originals(reversal: &Message) -> Vec<Self> {
        let named = match reversal.mti().version() {
            Version::V1987 => text(reversal, 90).and_then(|de90| Self::from_1987(&de90)),
            _ => text(reversal, 56).and_then(|de56| Self::from_1993(&de56)),
        };
        if let Some(mut key) = named {
            key.terminal = terminal(reversal);
            return vec![key];
        }
        let Some(own) = Self::of(reversal) else {
            return Vec::new();
        };
        [(2, 0), (1, 0), (2, 2), (1, 2)]
            .into_iter()
            .map(|(class, function)| Self {
                class,
                function,
                ..own.clone()
            })
            .collect()
    }

    fn from_1987(de90: &str) -> Option<Self> {
        Self::from_parts(
            de90.get(..4)?,
            de90.get(4..10)?,
            de90.get(10..20)?,
            de90.get(20..31)?,
        )
    }

    fn from_1993(de56: &str) -> Option<Self> {
        Self::from_parts(
            de56.get(..4)?,
            de56.get(4..10)?,
            de56.get(10..22)?,
            de56.get(24..).unwrap_or_default(),
        )
    }

    fn from_parts(mti: &str, stan: &str, time: &str, acquirer: &str) -> Option<Self> {
        let [_, class, function, _] = mti.parse::<crate::Mti>().ok()?.digits();
        Some(Self {
            class,
            function,
            stan: plain(stan),
            time: plain(time),
            acquirer: plain(acquirer),
            terminal: String::new(),
        })
    }
}

pub(super) fn text(message: &Message, number: u8) -> Option<String> {
    message.field(number).map(|field| field.text().into_owned())
}

/// DE 41 without the spaces behind it.
pub(super) fn terminal(message: &Message) -> String {
    let mut terminal = text(message, 41).unwrap_or_default();
    terminal.truncate(terminal.trim_end().len());
    terminal
}

/// Without zeros at the front: the same number may be padded differently where it is repeated.
fn plain(digits: &str) -> String {
    digits.trim_start_matches('0').to_owned()
}

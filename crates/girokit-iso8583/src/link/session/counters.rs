//! What has happened on a link.

/// Counts since the link began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counters {
    /// Connections that were opened.
    pub connects: u64,
    /// Connections that ended.
    pub disconnects: u64,
    /// Messages put on the wire.
    pub sent: u64,
    /// Messages that came.
    pub received: u64,
    /// Bytes put on the wire.
    pub bytes_sent: u64,
    /// Bytes that came.
    pub bytes_received: u64,
    /// Requests that were answered.
    pub answered: u64,
    /// Requests that were not sent.
    pub not_sent: u64,
    /// Requests whose outcome is unknown.
    pub unknown: u64,
    /// Answers to requests whose outcome was unknown.
    pub late: u64,
    /// Second answers.
    pub duplicates: u64,
    /// Answers that belong to nothing.
    pub unmatched: u64,
    /// Requests, advices and notifications of the other side.
    pub unsolicited: u64,
    /// Frames that are no message.
    pub malformed: u64,
    /// Requests in flight now.
    pub in_flight: usize,
}

impl Counters {
    /// Of two links together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            connects: self.connects + other.connects,
            disconnects: self.disconnects + other.disconnects,
            sent: self.sent + other.sent,
            received: self.received + other.received,
            bytes_sent: self.bytes_sent + other.bytes_sent,
            bytes_received: self.bytes_received + other.bytes_received,
            answered: self.answered + other.answered,
            not_sent: self.not_sent + other.not_sent,
            unknown: self.unknown + other.unknown,
            late: self.late + other.late,
            duplicates: self.duplicates + other.duplicates,
            unmatched: self.unmatched + other.unmatched,
            unsolicited: self.unsolicited + other.unsolicited,
            malformed: self.malformed + other.malformed,
            in_flight: self.in_flight + other.in_flight,
        }
    }
}

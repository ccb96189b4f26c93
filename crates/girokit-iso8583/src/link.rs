//! Links to a card host: frames, requests in flight, reversals, and (feature `tokio`) the client and server over TCP or TLS.
//!
//! What decides is sans-I/O: events, bytes and `now` in, effects and bytes out. `now` is the time since an instant of the caller's
//! choice, which never goes back.

pub mod backoff;
#[cfg(feature = "tokio")]
pub mod client;
#[cfg(feature = "tokio")]
pub mod forward;
pub mod framing;
pub mod key;
pub mod network;
pub mod outcome;
#[cfg(feature = "tokio")]
pub mod pool;
pub mod reversal;
pub mod saf;
#[cfg(feature = "tokio")]
pub mod server;
pub mod session;
#[cfg(feature = "tls")]
pub mod tls;

//! Content that is never shown: the PIN block of DE 52 and the security control information of DE 53.

use core::fmt;

use zeroize::Zeroizing;

use crate::error::Error;
use crate::message::Message;

macro_rules! secret {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        ///
        /// Never shown, not serializable, compared in constant time, overwritten when dropped.
        #[derive(Clone)]
        pub struct $name(Zeroizing<Vec<u8>>);

        impl $name {
            /// A copy of these bytes.
            pub fn new(bytes: &[u8]) -> Self {
                Self(Zeroizing::new(bytes.to_vec()))
            }

            /// **The bytes in the clear.** Never print, log or store what this returns.
            pub fn expose(&self) -> &[u8] {
                &self.0
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                subtle::ConstantTimeEq::ct_eq(self.expose(), other.expose()).into()
            }
        }

        impl Eq for $name {}

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([hidden])"))
            }
        }
    };
}

secret!(
    /// A PIN block, encrypted: 8 bytes (ISO 9564-1 formats 0 to 3) or 16 (format 4). Source: ISO 8583:1987 DE 52.
    PinBlock
);
secret!(
    /// Which key and which format protect the message, as the networks agreed. Source: ISO 8583:1987 DE 53.
    SecurityControl
);

impl Message {
    /// The PIN block, if DE 52 is there.
    pub fn pin_block(&self) -> Option<PinBlock> {
        self.field(52).map(|field| PinBlock::new(&field.bytes()))
    }

    /// Sets DE 52.
    ///
    /// # Errors
    /// As [`set_bytes`](Self::set_bytes).
    pub fn set_pin_block(&mut self, block: &PinBlock) -> Result<&mut Self, Error> {
        self.set_bytes(52, block.expose())
    }

    /// The security control information, if DE 53 is there: its bytes as on the wire.
    pub fn security_control(&self) -> Option<SecurityControl> {
        self.field(53)
            .map(|field| SecurityControl::new(&field.bytes()))
    }

    /// Sets DE 53, to its bytes as on the wire.
    ///
    /// # Errors
    /// As [`set_bytes`](Self::set_bytes).
    pub fn set_security_control(&mut self, control: &SecurityControl) -> Result<&mut Self, Error> {
        self.set_bytes(53, control.expose())
    }
}

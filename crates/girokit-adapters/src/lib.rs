//! Bank adapters over real formats and transports, on the traits of girokit-bank.

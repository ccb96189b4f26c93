//! The values that every payment names: money, currency, accounts, parties, ids, dates, a canonical statement entry.

pub mod calendar;

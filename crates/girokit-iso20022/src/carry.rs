//! A payment's way: from the customer's order over the banks' message to the entries on both accounts.
//!
//! | step | from | to |
//! |---|---|---|
//! | the debtor's bank sends it on | pain.001.001.09 `CdtTrfTxInf` | pacs.008.001.08, by [`Forward`] |
//! | the debtor's bank books it | pain.001.001.09 `CdtTrfTxInf` | `Ntry`, by [`Booking::debit`] |
//! | the creditor's bank books it | pacs.008.001.08 `CdtTrfTxInf` | `Ntry`, by [`Booking::credit`] |
//! | a bank tells its customer | `Ntry` | camt.054.001.08, by [`Notification`] |
//!
//! `Ntry` of camt.052, camt.053 and camt.054 in version .08 is one type, so that an entry fits each of them.
//!
//! Each step carries what has a place in the next message: references (`EndToEndId`, `InstrId`, `UETR`, `TxId`), parties, accounts,
//! agents, remittance, purpose, bearer of charges. The rest is told as [`Loss`]es, each with its path and why. Nothing is left out
//! silently: the report is made by walking the source, and what no table knows is a loss.
//!
//! ```
//! use girokit_iso20022::carry::{Booking, Forward, Notification, Transfer};
//! use girokit_iso20022::jobs::{Agent, CreditTransfer, CreditTransferBlock, CreditTransferInitiation, InterbankTransfer, Original, Party};
//! use girokit_iso20022::{Element, statement};
//!
//! let day = "2026-11-24".parse()?;
//! let (ours, theirs) = ("COBADEFFXXX".parse()?, "BNPAFRPPXXX".parse()?);
//! let creditor: girokit_types::Iban = "FR1420041010050500013M02606".parse()?;
//! # let payer = || Party::new("Muster");
//! let transfer = CreditTransfer::new("INV-42".parse()?, "EUR 12.50".parse()?, Party::new("Weaver"), creditor.into())
//!     .with_agent(Agent::bic(theirs));
//! let block = CreditTransferBlock::sepa(payer(), "DE89370400440532013000".parse()?, day)
//!     .with_agent(Agent::bic(ours))
//!     .with_transfer(transfer);
//! let order = CreditTransferInitiation::new("MSG-1".parse()?, "2026-11-23T09:00:00Z".parse()?, payer())
//!     .with_block(block)
//!     .build()?;
//!
//! // The debtor's bank.
//! let envelope = InterbankTransfer::sepa("PACS-1".parse()?, "2026-11-23T11:00:00+01:00".parse()?, ours, theirs, "ST2");
//! let sent = Forward::new(envelope, day).with_transfer(Transfer::of(&order, 1, 1)?).build()?;
//! assert!(sent.losses.iter().any(|loss| loss.path.ends_with("/PmtInf[1]/PmtInfId")));
//!
//! // The creditor's bank.
//! let original = Original::of(&sent.value, 1)?;
//! let entry = Booking::new(day, day, "BANKREF-1").credit(original)?;
//! let notice = Notification::new("N-1".parse()?, "2026-11-24T08:00:00Z".parse()?, creditor.into()).with_entry(entry.value);
//! let told = statement::read(Element::of(&notice.build()?))?;
//! assert_eq!(told[0].entries()[0].references().end_to_end_id(), Some("INV-42"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::element::Element;

mod booking;
mod fates;
mod forward;

pub use booking::{Booking, Notification};
pub use forward::{Forward, Transfer};

/// What a step made, and what it could not carry.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Carried<T> {
    /// The message or entry.
    pub value: T,
    /// What stayed behind, in document order.
    pub losses: Vec<Loss>,
}

/// Something that a step could not carry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The element in the source, such as `/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[3]/ChqInstr`.
    pub path: String,
    /// Why it stayed behind.
    pub reason: Reason,
}

/// Why something stays behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// It concerns only the two who exchanged the source message: ids and totals of the message, booking wishes, instructions to a
    /// bank that has the order already.
    BetweenThem,
    /// The next message has no place for it.
    NoPlace,
    /// The bank tells its own instead.
    Replaced,
}

impl Reason {
    /// The reason in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BetweenThem => "concerns only the two who exchanged this message",
            Self::NoPlace => "the next message has no place for it",
            Self::Replaced => "the bank tells its own instead",
        }
    }
}

impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path, self.reason.as_str())
    }
}

/// What becomes of an element and all below it; `None`: it is carried.
type Fate = (&'static str, Option<Reason>);

/// Walks below an element and notes what stays behind. An element that no fate names, and below which none is named, has no place.
fn losses(element: Element<'_>, at: &str, fates: &[Fate], found: &mut Vec<Loss>) {
    walk(element, "", at, fates, found);
}

fn walk(element: Element<'_>, below: &str, at: &str, fates: &[Fate], found: &mut Vec<Loss>) {
    for child in element.children() {
        let path = if below.is_empty() {
            child.tag().to_owned()
        } else {
            format!("{below}/{}", child.tag())
        };
        let place = match child.nth() {
            Some(nth) => format!("{at}/{}[{nth}]", child.tag()),
            None => format!("{at}/{}", child.tag()),
        };
        let exact = fates.iter().find(|(tags, _)| *tags == path);
        if let Some((_, fate)) = exact {
            if let Some(reason) = *fate {
                found.push(Loss {
                    path: place,
                    reason,
                });
            }
            continue;
        }
        let deeper = fates.iter().any(|(tags, _)| {
            tags.strip_prefix(path.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
        });
        if deeper {
            walk(child, &path, &place, fates, found);
        } else {
            found.push(Loss {
                path: place,
                reason: Reason::NoPlace,
            });
        }
    }
}

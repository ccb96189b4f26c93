//! Constructors for the common jobs: from values of [`girokit_types`] to a message that its schema and the usual practice accept.
//!
//! | job | constructor | message |
//! |---|---|---|
//! | SEPA credit transfer | [`CreditTransferBlock::sepa`] | pain.001.001.09 |
//! | SEPA instant credit transfer | [`CreditTransferBlock::sepa_instant`] | pain.001.001.09 |
//! | payroll | [`CreditTransferBlock::payroll`] | pain.001.001.09 |
//! | SEPA direct debit, core and B2B | [`DirectDebitBlock::core`], [`DirectDebitBlock::b2b`] | pain.008.001.08 |
//! | answer to a pain.001 | [`StatusReport`] | pain.002.001.10 |
//! | cross-border payment | [`InterbankTransfer::cross_border`] | pacs.008.001.08 |
//! | SEPA payment between banks | [`InterbankTransfer::sepa`], [`InterbankTransfer::sepa_instant`] | pacs.008.001.08 |
//! | return of a payment | [`PaymentReturn`] | pacs.004.001.09 |
//! | recall, and the answer to it | [`Recall`], [`RecallAnswer`] | camt.056.001.08, camt.029.001.09 |
//! | investigation | [`Investigation`] | camt.110.001.01 |
//! | statement, notification | [`StatementMessage`], [`NotificationMessage`] | camt.053.001.08, camt.054.001.08 |
//!
//! Features: `jobs-pain` for what customer and bank tell each other, `jobs-pacs` for what banks tell each other, `jobs` for all.
//!
//! The business application header of any of them is filled by `envelope::HeaderBuilder`, feature `envelope`.
//!
//! Required things stand in `new`, the rest in `with_...`. `build` counts and adds up itself (`NbOfTxs`, `CtrlSum`), checks the
//! result against its schema, and tells *all* problems with their paths. Sums are exact. There is no clock and no random number:
//! times and ids are arguments.
//!
//! A text that a network does not take (a character set, a length below the schema's) is not changed and not refused here: that is
//! what the profiles are for.

use crate::error::{Error, ErrorKind, Problem};
use crate::limits::MAX_PROBLEMS;
use crate::message::Message;

#[cfg(feature = "jobs-pain")]
mod credit_transfer;
#[cfg(feature = "jobs-pain")]
mod direct_debit;
#[cfg(feature = "jobs-pacs")]
mod interbank;
#[cfg(feature = "jobs-pacs")]
mod investigation;
#[cfg(feature = "jobs-pacs")]
mod original;
mod party;
#[cfg(feature = "jobs-pacs")]
mod payment_return;
#[cfg(feature = "jobs-pacs")]
mod recall;
mod remittance;
#[cfg(feature = "jobs-pain")]
mod status_report;
mod total;

#[cfg(feature = "jobs-pain")]
pub use credit_transfer::{CreditTransfer, CreditTransferBlock, CreditTransferInitiation};
#[cfg(feature = "jobs-pain")]
pub use direct_debit::{DirectDebit, DirectDebitBlock, DirectDebitInitiation, Mandate, Sequence};
#[cfg(feature = "jobs-pacs")]
pub use interbank::{Customer, InterbankPayment, InterbankTransfer, Settlement};
#[cfg(feature = "jobs-pacs")]
pub use investigation::Investigation;
#[cfg(feature = "jobs-pacs")]
pub use original::Original;
pub use party::{Account, Address, Agent, Party};
#[cfg(feature = "jobs-pacs")]
pub use payment_return::PaymentReturn;
#[cfg(feature = "jobs-pacs")]
pub use recall::{Recall, RecallAnswer};
pub use remittance::Remittance;
#[cfg(feature = "jobs-pain")]
pub use status_report::{StatusReport, Verdict};
#[cfg(feature = "carry")]
pub(crate) use {
    interbank::{Settled, settled},
    total::payable,
};

#[cfg(feature = "camt-054-001-08")]
pub use crate::statement::NotificationMessage;
#[cfg(feature = "camt-053-001-08")]
pub use crate::statement::StatementMessage;

/// The message, unless something is wrong with what it was made from or with itself: then all of it.
pub(crate) fn finish<M: Message>(message: M, mut problems: Vec<Problem>) -> Result<M, Error> {
    match message.validate() {
        Ok(()) => Error::content(problems).map(|()| message),
        Err(error) => {
            problems.extend_from_slice(error.problems());
            let truncated = error.is_truncated() || problems.len() > MAX_PROBLEMS;
            problems.truncate(MAX_PROBLEMS);
            Err(Error::new(ErrorKind::Invalid, problems, truncated))
        }
    }
}

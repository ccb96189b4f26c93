//! What a payment is for.

use std::fmt;

use girokit_types::CreditorReference;

use crate::parts::base::RemittanceInformation16;
use crate::parts::{creditor_reference, text};

/// What a payment is for, as its creditor wants to read it: words or one structured reference, never both, as SEPA demands.
///
/// Source: ISO 20022 `RemittanceInformation16`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remittance {
    /// An ISO 11649 reference: `Strd/CdtrRefInf` with type `SCOR` and issuer `ISO`.
    CreditorReference(CreditorReference),
    /// Another structured reference, such as a Swiss QR reference: `Strd/CdtrRefInf/Ref`, up to 35 characters.
    Reference(String),
    /// Words of up to 140 characters: `Ustrd`.
    Unstructured(String),
}

impl Remittance {
    pub(super) fn build(&self) -> RemittanceInformation16 {
        let mut information = RemittanceInformation16::new();
        match self {
            Self::CreditorReference(reference) => {
                information
                    .strd
                    .push(creditor_reference(reference.as_str()));
            }
            Self::Reference(reference) => information.strd.push(creditor_reference(reference)),
            Self::Unstructured(words) => information.ustrd.push(text(words)),
        }
        information
    }
}

impl fmt::Debug for Remittance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Words may name people.
        f.write_str(match self {
            Self::CreditorReference(_) => "CreditorReference(..)",
            Self::Reference(_) => "Reference(..)",
            Self::Unstructured(_) => "Unstructured(..)",
        })
    }
}

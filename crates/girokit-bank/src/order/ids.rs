//! The ids of an order, derived before anything is sent.

use girokit_types::{EndToEndId, InstructionId, Uetr};
use sha2::{Digest, Sha256};

/// The ids that a payer gives to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentIds {
    /// The id between payer and bank; unique among all orders of the payer.
    pub instruction_id: InstructionId,
    /// The payer's reference, which travels to the creditor.
    pub end_to_end_id: EndToEndId,
    /// The universal id of the transaction.
    pub uetr: Option<Uetr>,
}

impl PaymentIds {
    /// Takes ids that were made elsewhere.
    pub const fn new(
        instruction_id: InstructionId,
        end_to_end_id: EndToEndId,
        uetr: Option<Uetr>,
    ) -> Self {
        Self {
            instruction_id,
            end_to_end_id,
            uetr,
        }
    }

    /// Derives the instruction id and the UETR from the payer's own key for the payment, so that a program that restarts
    /// arrives at the same ids.
    ///
    /// `scope` keeps two systems of one payer apart; `key` is unique within it (the ERP's document number). Two payments of
    /// the same content have different keys and so different ids: a payer may pay the same amount to the same creditor twice.
    ///
    /// The instruction id has 26 characters of `0-9A-Z` (130 bits of SHA-256); the UETR has the form of a UUID version 4,
    /// as ISO 20022 demands, with its free bits taken from the same digest.
    ///
    /// # Panics
    /// Never: 26 letters and digits are an instruction id.
    pub fn derive(scope: &str, key: &str, end_to_end_id: EndToEndId) -> Self {
        let mut hasher = Sha256::new();
        for part in ["girokit payment ids v1", scope, key] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let digest: [u8; 32] = hasher.finalize().into();
        let (first, second) = halves(&digest);
        Self {
            instruction_id: InstructionId::parse(&base32(u128::from_be_bytes(first)))
                .expect("26 letters and digits are an instruction id"),
            end_to_end_id,
            uetr: Some(Uetr::from_random_bytes(second)),
        }
    }
}

fn halves(digest: &[u8; 32]) -> ([u8; 16], [u8; 16]) {
    let (mut first, mut second) = ([0; 16], [0; 16]);
    for (to, from) in first.iter_mut().chain(&mut second).zip(digest) {
        *to = *from;
    }
    (first, second)
}

/// Crockford's base 32: no letter that reads like a digit.
fn base32(value: u128) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    (0..26_u32)
        .rev()
        .filter_map(|place| {
            let digit = usize::try_from((value >> (place * 5)) & 31).ok()?;
            ALPHABET.get(digit).copied().map(char::from)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_same_key_gives_the_same_ids_and_another_key_others() {
        let end_to_end = EndToEndId::parse("INV-1").unwrap();
        let first = PaymentIds::derive("erp", "1", end_to_end.clone());
        assert_eq!(first, PaymentIds::derive("erp", "1", end_to_end.clone()));
        let other = PaymentIds::derive("erp", "2", end_to_end.clone());
        assert_ne!(first.instruction_id, other.instruction_id);
        assert_ne!(first.uetr, other.uetr);
        assert_ne!(
            first.instruction_id,
            PaymentIds::derive("er", "p1", end_to_end).instruction_id
        );
    }

    #[test]
    fn base_32_has_26_places() {
        assert_eq!(base32(0), "0".repeat(26));
        assert_eq!(base32(u128::MAX), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    }
}

//! The hash of an order's content: the same id with the same content is a repetition, with another content a conflict.

use std::collections::BTreeMap;
use std::fmt;

use girokit_types::InstructionId;
use sha2::{Digest, Sha256};

use super::{ChargeBearer, Party, PaymentMethod, PaymentOrder, Remittance};

/// SHA-256 over everything that an order says: ids, parties, amount, date, method, charges, remittance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The digest.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

impl PaymentOrder {
    /// The hash of the order's content. Stored beside the instruction id before the order is sent.
    ///
    /// Each part goes in with its length, so that no two orders share their bytes; an amount goes in as minor units.
    pub fn content_hash(&self) -> ContentHash {
        let mut hasher = Sha256::new();
        let mut put = |part: &str| {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        };
        put("girokit payment order v1");
        put(self.instruction_id().as_str());
        put(self.end_to_end_id().as_str());
        put(&self.uetr().map(|uetr| uetr.to_string()).unwrap_or_default());
        put_party(&mut put, &self.debtor);
        put_party(&mut put, &self.creditor);
        put(self.amount.currency().code());
        put(&self.amount.amount().normalize().to_string());
        put(&self.execution_date.to_string());
        put(method_code(self.method));
        put(charge_bearer_code(self.charge_bearer));
        match &self.remittance {
            Remittance::None => put("none"),
            Remittance::Reference(reference) => {
                put("reference");
                put(reference.as_str());
            }
            Remittance::Unstructured(text) => {
                put("unstructured");
                put(text.as_str());
            }
        }
        ContentHash(hasher.finalize().into())
    }
}

fn put_party(put: &mut impl FnMut(&str), party: &Party) {
    put(party.name());
    put(&party.account().to_string());
    put(party.agent().map_or("", |agent| agent.as_str()));
}

/// Fixed words: a stored hash must outlive a renamed variant.
fn method_code(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::CreditTransfer => "credit-transfer",
        PaymentMethod::SepaCreditTransfer => "sepa-credit-transfer",
        PaymentMethod::SepaInstantCreditTransfer => "sepa-instant-credit-transfer",
        PaymentMethod::UrgentCreditTransfer => "urgent-credit-transfer",
    }
}

fn charge_bearer_code(bearer: ChargeBearer) -> &'static str {
    match bearer {
        ChargeBearer::Creditor => "CRED",
        ChargeBearer::Debtor => "DEBT",
        ChargeBearer::FollowingServiceLevel => "SLEV",
        ChargeBearer::Shared => "SHAR",
    }
}

/// The orders that were handed over so far, by id, with the hash of what each said.
#[derive(Clone, Debug, Default)]
pub struct SeenOrders(BTreeMap<InstructionId, ContentHash>);

impl SeenOrders {
    /// Nothing was seen yet.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Says whether the order is new, a repetition or a conflict, and remembers a new one.
    pub fn admit(&mut self, order: &PaymentOrder) -> Admission {
        let hash = order.content_hash();
        match self.0.get(order.instruction_id()) {
            None => {
                self.0.insert(order.instruction_id().clone(), hash);
                Admission::New
            }
            Some(seen) if *seen == hash => Admission::Repetition,
            Some(_) => Admission::Conflict,
        }
    }

    /// The content hash under which an id was seen.
    pub fn hash_of(&self, id: &InstructionId) -> Option<ContentHash> {
        self.0.get(id).copied()
    }
}

/// What [`SeenOrders`] says of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Admission {
    /// The id was seen with another content: neither may be taken for the other.
    Conflict,
    /// The id is new.
    New,
    /// The id was seen with the same content: the first answer is the answer.
    Repetition,
}

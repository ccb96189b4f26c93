//! The card host of the simulation: a ledger that knows a repeat, and a reversal that comes before its original.

use std::collections::HashMap;

use girokit_iso8583::Message;

/// Trace number and transmission time.
type Key = (u64, u64);

struct Posting {
    order: u64,
    amount: u64,
    approved: bool,
    reversed_by: Option<Key>,
}

#[derive(Default)]
pub(crate) struct Host {
    postings: HashMap<Key, Posting>,
    by_order: HashMap<u64, Vec<Key>>,
    /// Originals that were reversed before they came, and by what.
    reversed_early: HashMap<Key, Key>,
    /// First sendings, by message type and key.
    sent: HashMap<(u16, Key), u64>,
    pub(crate) sum: i128,
    pub(crate) reversals: u64,
    pub(crate) wrong: Vec<String>,
}

fn key(message: &Message) -> Key {
    let number = |field| message.field(field).unwrap().number().unwrap();
    (number(11), number(7))
}

fn order(message: &Message) -> u64 {
    message.field(37).unwrap().text().trim().parse().unwrap()
}

impl Host {
    /// Sees what leaves the client, before the network has its way with it.
    pub(crate) fn tap(&mut self, message: &Message) {
        let mti = message.mti().number();
        if mti % 10 == 1 || mti >= 800 {
            return;
        }
        let order = order(message);
        if let Some(before) = self.sent.insert((mti, key(message)), order) {
            let mti = message.mti();
            self.wrong.push(format!(
                "sent twice as new: {mti} of orders {before} and {order}"
            ));
        }
    }

    /// Acts on a message; its answer.
    pub(crate) fn handle(&mut self, message: &Message) -> Message {
        let approved = match message.mti().number() {
            200 | 201 => self.request(message),
            220 | 221 => self.advice(message),
            420 | 421 => self.reverse(message),
            _ => true,
        };
        let mut answer = message.clone();
        answer.set_mti(message.mti().response().unwrap());
        answer.remove(90);
        answer.set(39, if approved { "00" } else { "05" }).unwrap();
        answer
    }

    fn request(&mut self, message: &Message) -> bool {
        let key = key(message);
        if let Some(posting) = self.postings.get(&key) {
            return posting.approved;
        }
        let amount = message.field(4).unwrap().number().unwrap();
        let approved = amount % 10 != 3 && !self.reversed_early.contains_key(&key);
        self.post(key, order(message), amount, approved);
        approved
    }

    fn advice(&mut self, message: &Message) -> bool {
        let key = key(message);
        if !self.postings.contains_key(&key) {
            let amount = message.field(4).unwrap().number().unwrap();
            self.post(key, order(message), amount, true);
        }
        true
    }

    fn post(&mut self, key: Key, order: u64, amount: u64, approved: bool) {
        let posting = Posting {
            order,
            amount,
            approved,
            reversed_by: None,
        };
        if approved {
            self.sum += i128::from(amount);
        }
        self.postings.insert(key, posting);
        let keys = self.by_order.entry(order).or_default();
        keys.push(key);
        if keys.len() > 1 {
            self.wrong.push(format!("order {order}: came twice"));
        }
    }

    fn reverse(&mut self, message: &Message) -> bool {
        let original = message.field(90).unwrap().text().into_owned();
        let original = (
            original[4..10].parse().unwrap(),
            original[10..20].parse().unwrap(),
        );
        let by = key(message);
        let before = match self.postings.get_mut(&original) {
            Some(posting) if posting.order == order(message) => {
                let before = posting.reversed_by.replace(by);
                if before.is_none() && posting.approved {
                    self.sum -= i128::from(posting.amount);
                    self.reversals += 1;
                }
                before
            }
            Some(_) => {
                self.wrong
                    .push(format!("order {}: reverses another", order(message)));
                None
            }
            None => self.reversed_early.insert(original, by),
        };
        if before.is_some_and(|before| before != by) {
            self.wrong
                .push(format!("order {}: two reversals", order(message)));
        }
        true
    }

    /// Whether an order stands in the ledger: approved, declined or absent; reversed ones do not stand.
    pub(crate) fn stands(&self, order: u64) -> Option<bool> {
        let mut standing = None;
        for key in self.by_order.get(&order)? {
            let posting = &self.postings[key];
            let stands = posting.approved && posting.reversed_by.is_none();
            standing = Some(standing.unwrap_or(false) || stands);
        }
        standing
    }
}

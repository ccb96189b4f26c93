//! The host: decides, posts, answers.

use core::fmt;
use core::time::Duration;
use std::collections::HashMap;

use super::account::{Account, CardStatus};
use super::decision::{Decision, Facts, Rule};
use super::fault::{Fault, Faults};
use super::key::{RequestKey, terminal, text};
use super::ledger::{Book, Broken, Cause, Ledger, Proof};
use super::totals::Totals;
use crate::message::Message;
use crate::mti::{Class, Function, Mti, Version};

/// A card host. See the [module](super).
pub struct Host {
    accounts: Vec<Account>,
    rules: Vec<Rule>,
    faults: Faults,
    ledger: Ledger,
    records: HashMap<RequestKey, Record>,
    holds: HashMap<(usize, String), i64>,
    totals: HashMap<String, Totals>,
    counters: HostCounters,
    approvals: u32,
}

/// What is to be done, in order.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_enums, reason = "a host can do nothing else")]
pub enum Output {
    /// Close the connection.
    Disconnect,
    /// Send this after a while.
    Send {
        /// How long to wait before.
        after: Duration,
        /// The answer.
        message: Message,
    },
}

/// What has come so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct HostCounters {
    /// Messages of every kind.
    pub messages: u64,
    /// Those that met a fault.
    pub faults: u64,
    /// Those whose key was seen before.
    pub repeats: u64,
    /// Requests and advices that were approved, repeats not counted.
    pub approved: u64,
    /// Those that were declined, repeats not counted.
    pub declined: u64,
    /// Reversals that undid a posting.
    pub reversed: u64,
    /// Reversals whose original had not come, or had posted nothing.
    pub reversed_nothing: u64,
    /// Sign-ons accepted.
    pub sign_ons: u64,
    /// Other network management messages.
    pub network: u64,
}

/// What became of a message.
#[derive(Debug, Clone)]
struct Record {
    /// What its repeat must have as well: the card and the amount.
    content: (Option<usize>, Option<i64>),
    answer: Answer,
    effect: Effect,
    acquirer: String,
}

/// What the answer says beyond what it echoes.
#[derive(Debug, Clone)]
struct Answer {
    code: &'static str,
    fields: Vec<(u8, String)>,
}

/// What was posted.
#[derive(Debug, Clone)]
enum Effect {
    None,
    /// A reversal came first: never to be posted.
    Barred,
    Hold {
        request: usize,
        approval: String,
    },
    Posted {
        request: usize,
        lines: Vec<(Book, i64)>,
        credit: bool,
        amount: i64,
        /// The approval code and amount of the hold that it took.
        hold: Option<(String, i64)>,
    },
    Reversed,
}

impl Host {
    /// A host that keeps these accounts, without rules or faults. Of two accounts for a card the first counts.
    pub fn new(accounts: impl IntoIterator<Item = Account>) -> Self {
        let mut accounts: Vec<Account> = accounts.into_iter().collect();
        accounts.sort_by(|a, b| a.pan.cmp(&b.pan));
        accounts.dedup_by(|a, b| *a.pan == *b.pan);
        let mut ledger = Ledger::default();
        for (card, account) in accounts.iter().enumerate() {
            let lines = vec![
                (Book::Opening, account.opening.saturating_neg()),
                (Book::Card(card), account.opening),
            ];
            // What overflows shows in the proof: the balance is then not the opening one.
            let _ = ledger.post(Cause::Opening, lines);
        }
        Self {
            accounts,
            rules: Vec::new(),
            faults: Faults::none(),
            ledger,
            records: HashMap::new(),
            holds: HashMap::new(),
            totals: HashMap::new(),
            counters: HostCounters::default(),
            approvals: 0,
        }
    }

    /// The same with a rule behind those it has.
    #[must_use]
    pub fn with_rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// The same with faults.
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Sets the faults of the messages to come. A script still counts from the first message of all.
    pub fn set_faults(&mut self, faults: Faults) {
        self.faults = faults;
    }

    /// What the cardholder may spend, in minor units; `None` without an account.
    pub fn balance(&self, pan: &str) -> Option<i64> {
        Some(self.ledger.balance(Book::Card(self.card(pan)?)))
    }

    /// What is held of it, in minor units.
    pub fn held(&self, pan: &str) -> Option<i64> {
        Some(self.ledger.balance(Book::Held(self.card(pan)?)))
    }

    /// The totals of an acquirer (DE 32, without zeros at its front) since its last reconciliation.
    pub fn totals(&self, acquirer: &str) -> Totals {
        let acquirer = acquirer.trim_start_matches('0');
        self.totals.get(acquirer).copied().unwrap_or_default()
    }

    /// What has come so far.
    pub const fn counters(&self) -> HostCounters {
        self.counters
    }

    /// Proves that sums are conserved and that every message was posted, and reversed, at most once, from the entries alone.
    ///
    /// # Errors
    /// What is wrong: an error of this host.
    pub fn prove(&self) -> Result<Proof, Broken> {
        self.ledger.prove()
    }

    /// Handles a message. An answer, or what has none, gets no output.
    pub fn handle(&mut self, message: &Message) -> Vec<Output> {
        let Some(response) = message.mti().response() else {
            return Vec::new();
        };
        self.counters.messages += 1;
        let fault = if message.mti().class() == Class::NetworkManagement {
            None
        } else {
            self.faults.draw(self.counters.messages)
        };
        if fault.is_some() {
            self.counters.faults += 1;
        }
        if fault == Some(Fault::DisconnectBefore) {
            return vec![Output::Disconnect];
        }
        let answer = self.decide(message);
        let mut answered = respond(message, response, &answer);
        let mut after = Duration::ZERO;
        let mut outputs = Vec::new();
        match fault {
            Some(Fault::NoAnswer) => return outputs,
            Some(Fault::DisconnectAfter) => return vec![Output::Disconnect],
            Some(Fault::Duplicate) => outputs.push(Output::Send {
                after,
                message: answered.clone(),
            }),
            Some(Fault::Garbled) => answered.set_header(&[0xff; 4]),
            Some(Fault::Late(late)) => after = late,
            // A spec that does not admit it has no fixed digits in DE 11; the fault is then none.
            Some(Fault::WrongEcho) => drop(answered.set(11, "0")),
            Some(Fault::DisconnectBefore) | None => {}
        }
        outputs.push(Output::Send {
            after,
            message: answered,
        });
        outputs
    }

    fn decide(&mut self, message: &Message) -> Answer {
        let mti = message.mti();
        let refuse = |decision| Answer::new(decision, mti, Vec::new());
        if mti.class() == Class::NetworkManagement {
            return self.network(message);
        }
        let Some(key) = RequestKey::of(message) else {
            return refuse(Decision::FormatError);
        };
        let content = (self.card_of(message), amount(message));
        if let Some(record) = self.records.get(&key) {
            self.counters.repeats += 1;
            return match record.effect {
                // What was taken back is not promised again.
                Effect::Barred | Effect::Reversed => refuse(Decision::DoNotHonour),
                _ if record.content == content => record.answer.clone(),
                _ => refuse(Decision::Duplicate),
            };
        }
        let (answer, effect) = match mti.class() {
            Class::Authorization | Class::Financial => self.transaction(message, &key, content),
            Class::Reversal => (self.reverse(message), Effect::None),
            Class::Reconciliation => (self.reconcile(message), Effect::None),
            _ => (refuse(Decision::InvalidTransaction), Effect::None),
        };
        let record = Record {
            content,
            answer: answer.clone(),
            effect,
            acquirer: acquirer(message),
        };
        self.records.insert(key, record);
        answer
    }

    fn network(&mut self, message: &Message) -> Answer {
        let number = match message.mti().version() {
            Version::V1987 => 70,
            _ => 24,
        };
        match message.field(number).and_then(|code| code.number()) {
            Some(1 | 801) => self.counters.sign_ons += 1,
            _ => self.counters.network += 1,
        }
        Answer::new(Decision::Approved, message.mti(), Vec::new())
    }

    fn transaction(
        &mut self,
        message: &Message,
        key: &RequestKey,
        content: (Option<usize>, Option<i64>),
    ) -> (Answer, Effect) {
        let advice = message.mti().function() == Function::Advice;
        let processing = text(message, 3).and_then(|code| code.get(..2)?.parse::<u8>().ok());
        let decided = match (content, processing) {
            (_, None) => Err(Decision::FormatError),
            ((None, _), _) => Err(Decision::InvalidCard),
            ((Some(card), _), Some(30..=39)) => self
                .admit(message, card, 0, true)
                .map(|()| (card, 0, false)),
            ((_, None | Some(0)), _) => Err(Decision::InvalidAmount),
            ((Some(card), Some(amount)), Some(code @ 0..=29)) => {
                let credit = code >= 20;
                let admitted = if advice {
                    Ok(())
                } else {
                    self.admit(message, card, amount, credit)
                };
                admitted.map(|()| (card, amount, credit))
            }
            _ => Err(Decision::InvalidTransaction),
        };
        let made = decided.and_then(|(card, amount, credit)| {
            let approval = self.approval(message, advice);
            self.post(message, key, (card, amount, credit), &approval)
                .map(|effect| (card, approval, effect))
                .ok_or(Decision::SystemMalfunction)
        });
        match made {
            Ok((card, approval, effect)) => {
                self.counters.approved += 1;
                let mut fields = vec![(38, approval)];
                if matches!(effect, Effect::None) {
                    fields.push((54, self.balance_text(message, card)));
                }
                let answer = Answer::new(Decision::Approved, message.mti(), fields);
                (answer, effect)
            }
            Err(decision) => {
                self.counters.declined += 1;
                let answer = Answer::new(decision, message.mti(), Vec::new());
                (answer, Effect::None)
            }
        }
    }

    /// Whether the rules and the account admit it.
    fn admit(
        &self,
        message: &Message,
        card: usize,
        amount: i64,
        credit: bool,
    ) -> Result<(), Decision> {
        let account = self.accounts.get(card).ok_or(Decision::InvalidCard)?;
        let (mcc, terminal) = (text(message, 18), terminal(message));
        let facts = Facts {
            amount,
            mcc: mcc.as_deref(),
            pan: &account.pan,
            terminal: &terminal,
        };
        let refuse = |wrong, decision| if wrong { Err(decision) } else { Ok(()) };
        match self.rules.iter().find_map(|rule| rule.decide(&facts)) {
            // Rules may decide before the account does, but cannot spend what is not there.
            None | Some(Decision::Approved) => {}
            Some(decision) => return Err(decision),
        }
        match account.status {
            CardStatus::Active => {}
            CardStatus::Expired => return Err(Decision::ExpiredCard),
            CardStatus::Lost => return Err(Decision::LostCard),
            CardStatus::Stolen => return Err(Decision::StolenCard),
        }
        let other = |given: Option<String>, known: &Option<String>| {
            given.zip(known.as_ref()).is_some_and(|(a, b)| a != *b)
        };
        refuse(
            other(text(message, 14), &account.expiry),
            Decision::ExpiredCard,
        )?;
        refuse(
            other(text(message, 49), &account.currency),
            Decision::InvalidTransaction,
        )?;
        refuse(
            account.wrong_pin && message.bits().contains(52),
            Decision::WrongPin,
        )?;
        if credit {
            return Ok(());
        }
        let above = account.limit.is_some_and(|limit| amount > limit);
        refuse(above, Decision::ExceedsLimit)?;
        let funds = self.ledger.balance(Book::Card(card));
        refuse(amount > funds, Decision::InsufficientFunds)
    }

    /// Posts what was decided; `None` if the books cannot take it. An inquiry has no effect.
    fn post(
        &mut self,
        message: &Message,
        key: &RequestKey,
        (card, amount, credit): (usize, i64, bool),
        approval: &str,
    ) -> Option<Effect> {
        if amount == 0 {
            return Some(Effect::None);
        }
        let place = (card, approval.to_owned());
        // Only an advice brings the approval code of a hold.
        let old = match message.mti().function() {
            Function::Advice => self.holds.get(&place).copied(),
            _ => None,
        };
        let held = old.unwrap_or_default();
        let authorization = message.mti().class() == Class::Authorization;
        // An authorized refund holds nothing: the money comes with the financial message.
        if authorization && credit {
            return Some(Effect::None);
        }
        let signed = if credit { -amount } else { amount };
        let mut lines = vec![(Book::Card(card), held.checked_sub(signed)?)];
        if authorization {
            lines.push((Book::Held(card), amount.checked_sub(held)?));
        } else {
            lines.push((Book::Settlement, signed));
            if held != 0 {
                lines.push((Book::Held(card), -held));
            }
        }
        let request = self.ledger.admit(key.clone());
        if !self.ledger.post(Cause::Posted(request), lines.clone()) {
            return None;
        }
        if authorization {
            self.holds.insert(place, amount);
            return Some(Effect::Hold {
                request,
                approval: approval.to_owned(),
            });
        }
        self.holds.remove(&place);
        self.totals
            .entry(acquirer(message))
            .or_default()
            .count(credit, amount);
        Some(Effect::Posted {
            request,
            lines,
            credit,
            amount,
            hold: old.map(|amount| (approval.to_owned(), amount)),
        })
    }

    fn reverse(&mut self, reversal: &Message) -> Answer {
        let mti = reversal.mti();
        let accept = |decision| Answer::new(decision, mti, Vec::new());
        let keys = RequestKey::originals(reversal);
        let found = keys.iter().find(|key| self.records.contains_key(key));
        let Some(key) = found.cloned() else {
            self.counters.reversed_nothing += 1;
            for key in keys {
                let record = Record {
                    content: (None, None),
                    answer: accept(Decision::DoNotHonour),
                    effect: Effect::Barred,
                    acquirer: String::new(),
                };
                self.records.insert(key, record);
            }
            return accept(Decision::Approved);
        };
        let Some(record) = self.records.get(&key).cloned() else {
            return accept(Decision::SystemMalfunction);
        };
        let other = self
            .card_of(reversal)
            .is_some_and(|card| record.content.0.is_some_and(|known| known != card));
        if other {
            return accept(Decision::InvalidTransaction);
        }
        let Some(undone) = self.undo(&record, actual(reversal)) else {
            return accept(Decision::InvalidTransaction);
        };
        if undone {
            self.counters.reversed += 1;
            if let Some(record) = self.records.get_mut(&key) {
                record.effect = Effect::Reversed;
            }
        } else {
            self.counters.reversed_nothing += 1;
        }
        accept(Decision::Approved)
    }

    /// Undoes what was posted, but for `actual` of it; whether there was anything. `None`: it cannot be undone.
    fn undo(&mut self, record: &Record, actual: i64) -> Option<bool> {
        match &record.effect {
            Effect::None | Effect::Barred | Effect::Reversed => Some(false),
            Effect::Hold { request, approval } => {
                let place = (record.content.0?, approval.clone());
                let held = *self.holds.get(&place)?;
                let back = held.checked_sub(actual)?;
                let lines = vec![(Book::Held(place.0), -back), (Book::Card(place.0), back)];
                if back <= 0 || !self.ledger.post(Cause::Reversed(*request), lines) {
                    return None;
                }
                if actual == 0 {
                    self.holds.remove(&place);
                } else {
                    self.holds.insert(place, actual);
                }
                Some(true)
            }
            Effect::Posted {
                request,
                lines,
                credit,
                amount,
                hold,
            } => {
                let back = amount.checked_sub(actual)?;
                if back <= 0 || (hold.is_some() && actual != 0) {
                    return None;
                }
                let scale = |&(book, line): &(Book, i64)| {
                    let back = if hold.is_some() {
                        line
                    } else {
                        back * line.signum()
                    };
                    (book, -back)
                };
                let lines = lines.iter().map(scale).collect();
                if !self.ledger.post(Cause::Reversed(*request), lines) {
                    return None;
                }
                if let Some((approval, amount)) = hold {
                    self.holds
                        .insert((record.content.0?, approval.clone()), *amount);
                }
                self.totals
                    .entry(record.acquirer.clone())
                    .or_default()
                    .count_reversal(*credit, back);
                Some(true)
            }
        }
    }

    fn reconcile(&mut self, message: &Message) -> Answer {
        let totals = self.totals.remove(&acquirer(message)).unwrap_or_default();
        let agree = totals.agree(message);
        let mut answer = Answer::new(Decision::Approved, message.mti(), Vec::new());
        if !agree && message.mti().version() != Version::V1987 {
            // ISO 8583:1993 action code: reconciled, out of balance.
            answer.code = "501";
        }
        // ISO 8583:1987 DE 66: 1 in balance, 2 out of balance.
        let settlement = if agree { "1" } else { "2" };
        answer.fields.push((66, settlement.to_owned()));
        let mut own = Message::new(message.spec().clone(), message.mti());
        if totals.write(&mut own).is_ok() {
            let fields = own.fields().filter_map(|field| {
                let number = field.key().number()?;
                Some((number, field.text().into_owned()))
            });
            answer.fields.extend(fields);
        }
        answer
    }

    fn approval(&mut self, message: &Message, advice: bool) -> String {
        if advice && let Some(given) = text(message, 38) {
            return given;
        }
        self.approvals = self.approvals % 999_999 + 1;
        format!("{:06}", self.approvals)
    }

    /// DE 54: account type 00, amount type 02 (available), currency, sign, amount.
    fn balance_text(&self, message: &Message, card: usize) -> String {
        let balance = self.ledger.balance(Book::Card(card));
        let sign = if balance < 0 { 'D' } else { 'C' };
        let currency = self
            .accounts
            .get(card)
            .and_then(|account| account.currency.clone())
            .or_else(|| text(message, 49))
            .unwrap_or_else(|| "999".to_owned());
        format!("0002{currency}{sign}{:012}", balance.unsigned_abs())
    }

    fn card(&self, pan: &str) -> Option<usize> {
        self.accounts
            .binary_search_by(|account| account.pan.as_str().cmp(pan))
            .ok()
    }

    /// The account by DE 2, or by the card number in DE 35.
    fn card_of(&self, message: &Message) -> Option<usize> {
        let number = if message.bits().contains(2) { 2 } else { 35 };
        let text = zeroize::Zeroizing::new(text(message, number)?);
        self.card(text.split(['=', 'D']).next()?)
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("accounts", &self.accounts.len())
            .field("counters", &self.counters)
            .finish_non_exhaustive()
    }
}

impl Answer {
    fn new(decision: Decision, mti: Mti, fields: Vec<(u8, String)>) -> Self {
        Self {
            code: decision.code(mti.version(), mti.class()),
            fields,
        }
    }
}

/// The request as an answer: secrets and what only a request has are left out.
fn respond(request: &Message, mti: Mti, answer: &Answer) -> Message {
    let mut response = request.clone();
    response.set_mti(mti);
    for number in [
        14, 18, 22, 23, 25, 26, 35, 36, 43, 45, 52, 53, 55, 56, 90, 95,
    ] {
        response.remove(number);
    }
    let code = (39, answer.code.to_owned());
    for (number, value) in answer.fields.iter().chain([&code]) {
        // A spec without the field, or with another use of it, has an answer without it.
        let _ = response.set(*number, value);
    }
    response
}

/// DE 4 in minor units.
fn amount(message: &Message) -> Option<i64> {
    i64::try_from(message.field(4)?.number()?).ok()
}

/// The first 12 digits of DE 95: what was in fact dispensed. Nothing, if it is not there.
fn actual(reversal: &Message) -> i64 {
    text(reversal, 95)
        .and_then(|amounts| amounts.get(..12)?.parse().ok())
        .unwrap_or_default()
}

fn acquirer(message: &Message) -> String {
    let acquirer = text(message, 32).unwrap_or_default();
    acquirer.trim_start_matches('0').to_owned()
}

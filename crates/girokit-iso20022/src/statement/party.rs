//! The other party of an entry.

use girokit_types::statement::{AccountId, Agent, Counterparty, CreditDebit};

use super::fields::{text, text_at};
use super::read::account_id;
use crate::element::Element;

/// The tags of one side of a payment.
struct Side {
    party: &'static str,
    account: &'static str,
    ultimate: &'static str,
    agent: &'static str,
}

/// The debtor of a credit, the creditor of a debit, unless that is the account's own side.
pub(super) fn counterparty(
    transaction: Element<'_>,
    direction: CreditDebit,
    own: &AccountId,
) -> Option<Counterparty> {
    let sides = match direction {
        CreditDebit::Credit => [&DEBTOR, &CREDITOR],
        CreditDebit::Debit => [&CREDITOR, &DEBTOR],
    };
    let mut parties = sides.into_iter().map(|side| party(transaction, side));
    parties.find(|party| !party.is_empty() && party.account() != Some(own))
}

fn party(transaction: Element<'_>, side: &Side) -> Counterparty {
    let mut party = Counterparty::new();
    let mut agent = Agent::new();
    if let Some(parties) = transaction.get("RltdPties") {
        if let Some(own) = parties.get(side.party) {
            if let Some(name) = name(own) {
                party = party.with_name(&name);
            }
            // A bank as the party itself.
            if let Some(bic) = text(own, "Agt/FinInstnId/BICFI") {
                agent = agent.with_bic(&bic);
            }
        }
        // Blanks identify no account.
        let account = parties.get(side.account).and_then(account_id);
        if let Some(account) = account.and_then(|account| AccountId::parse(&account).ok()) {
            party = party.with_account(account);
        }
        if let Some(name) = parties.get(side.ultimate).and_then(name) {
            party = party.with_ultimate_name(&name);
        }
    }
    let bank = transaction
        .get("RltdAgts")
        .and_then(|agents| agents.get(side.agent)?.get("FinInstnId"));
    if let Some(bank) = bank {
        if let Some(bic) = text_at(bank, &["BICFI", "BIC", "CmbndId/BIC"]) {
            agent = agent.with_bic(&bic);
        }
        let member = ["ClrSysMmbId/MmbId", "ClrSysMmbId/Id", "ClrSysMmbId/Prtry"];
        if let Some(member) = text_at(bank, &member) {
            agent = agent.with_member_id(&member);
        }
        if let Some(name) = text_at(bank, &["Nm", "NmAndAdr/Nm", "CmbndId/Nm"]) {
            agent = agent.with_name(&name);
        }
    }
    party.with_agent(agent)
}

fn name(party: Element<'_>) -> Option<std::borrow::Cow<'_, str>> {
    text_at(party, &["Pty/Nm", "Agt/FinInstnId/Nm", "Nm"])
}

const CREDITOR: Side = Side {
    party: "Cdtr",
    account: "CdtrAcct",
    ultimate: "UltmtCdtr",
    agent: "CdtrAgt",
};

const DEBTOR: Side = Side {
    party: "Dbtr",
    account: "DbtrAcct",
    ultimate: "UltmtDbtr",
    agent: "DbtrAgt",
};

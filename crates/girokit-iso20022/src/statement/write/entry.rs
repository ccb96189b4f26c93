//! Entries to `Ntry` of version .08 of camt.052, camt.053 and camt.054.

use girokit_types::Iban;
use girokit_types::statement::{
    AccountId, Agent, BankTransactionCode, Charge, Counterparty, CreditDebit, Exchange,
    ReferenceKind, References, StatementEntry, TransactionDetails,
};

use super::camt::{
    AccountIdentification4Choice, AmountAndCurrencyExchange3, AmountAndCurrencyExchangeDetails3,
    BankTransactionCodeStructure4, BankTransactionCodeStructure5, BankTransactionCodeStructure6,
    BatchInformation2, BranchAndFinancialInstitutionIdentification6, CashAccount38,
    ChargeBearerType1Code, ChargeType3Choice, Charges6, ChargesRecord3,
    ClearingSystemMemberIdentification2, CreditDebitCode, CurrencyExchange5, EntryDetails9,
    EntryStatus1Choice, EntryTransaction10, FinancialInstitutionIdentification18,
    GenericAccountIdentification1, GenericIdentification3, Party40Choice, PartyIdentification135,
    PaymentReturnReason5, ProprietaryBankTransactionCodeStructure1, ProprietaryReference1,
    ReferredDocumentInformation7, RemittanceInformation16, ReportEntry10, ReturnReason5Choice,
    StructuredRemittanceInformation16, TransactionAgents5, TransactionParties6,
    TransactionReferences6,
};
use crate::parts::{MAX_CODE_LEN, amount, creditor_reference, date, text};
use crate::value::{Boolean, Number, Text};

pub(super) fn report_entry(entry: &StatementEntry) -> ReportEntry10 {
    let details = entry.details();
    let mut out = ReportEntry10::new(
        amount(entry.amount()),
        direction_code(entry.credit_debit()),
        EntryStatus1Choice::Cd(entry.status().code().into()),
        details
            .bank_transaction_code()
            .map_or_else(BankTransactionCodeStructure4::new, transaction_code),
    );
    let references = entry.references();
    let first = |kind| references.first(kind).map(text);
    out.ntry_ref = first(ReferenceKind::Entry);
    out.rvsl_ind = entry.is_reversal().then(|| Boolean::from(true));
    out.bookg_dt = entry.booking_date().map(date);
    out.val_dt = entry.value_date().map(date);
    out.acct_svcr_ref = first(ReferenceKind::AccountServicer);
    out.addtl_ntry_inf = entry.additional_information().map(text);
    let mut block = EntryDetails9::new();
    if entry.batch_count().is_some() {
        let mut batch = BatchInformation2::new();
        batch.msg_id = first(ReferenceKind::Message);
        batch.pmt_inf_id = first(ReferenceKind::PaymentInformation);
        batch.nb_of_txs = entry.batch_count().map(|count| text(&count.to_string()));
        block.btch = Some(Box::new(batch));
    }
    out.chrgs = charges(details.charges());
    out.amt_dtls = details
        .exchange()
        .map(|exchange| Box::new(amounts(exchange, entry)));
    if entry.transactions().is_empty() {
        let single = transaction(details, entry.credit_debit(), true);
        if single != EntryTransaction10::new() {
            block.tx_dtls.push(single);
        }
    } else {
        let parts = entry.transactions().iter();
        block
            .tx_dtls
            .extend(parts.map(|part| transaction(part, entry.credit_debit(), false)));
    }
    if block != EntryDetails9::new() {
        out.ntry_dtls.push(block);
    }
    out
}

/// The details of one transaction. What an entry with a single one tells in its own elements is not told again.
fn transaction(
    details: &TransactionDetails,
    of_entry: CreditDebit,
    single: bool,
) -> EntryTransaction10 {
    let mut out = EntryTransaction10::new();
    let direction = details.credit_debit().unwrap_or(of_entry);
    out.refs = transaction_references(details.references(), single);
    out.rmt_inf = remittance(details.references());
    out.rtr_inf = details
        .return_reason()
        .map(|reason| Box::new(return_reason(reason)));
    if let Some(counterparty) = details.counterparty() {
        out.rltd_pties = parties(counterparty, direction);
        out.rltd_agts = agents(counterparty.agent(), direction);
    }
    out.amt = details.amount().map(amount);
    out.cdt_dbt_ind = details.credit_debit().map(direction_code);
    if !single {
        out.bk_tx_cd = details
            .bank_transaction_code()
            .map(|code| Box::new(transaction_code(code)));
        out.chrgs = charges(details.charges());
        out.amt_dtls = details
            .exchange()
            .map(|exchange| Box::new(exchange_details(exchange)));
    }
    out
}

pub(super) fn direction_code(direction: CreditDebit) -> CreditDebitCode {
    match direction {
        CreditDebit::Credit => CreditDebitCode::Crdt,
        CreditDebit::Debit => CreditDebitCode::Dbit,
    }
}

fn transaction_code(code: &BankTransactionCode) -> BankTransactionCodeStructure4 {
    let mut out = BankTransactionCodeStructure4::new();
    if let (Some(domain), Some(family), Some(subfamily)) =
        (code.domain(), code.family(), code.subfamily())
    {
        let family = BankTransactionCodeStructure6::new(family.into(), subfamily.into());
        out.domn = Some(Box::new(BankTransactionCodeStructure5::new(
            domain.into(),
            family,
        )));
    }
    out.prtry = code.proprietary_code().map(|own| {
        let mut proprietary = ProprietaryBankTransactionCodeStructure1::new(text(own));
        proprietary.issr = code.proprietary_issuer().map(text);
        Box::new(proprietary)
    });
    out
}

fn transaction_references(
    references: &References,
    single: bool,
) -> Option<Box<TransactionReferences6>> {
    let mut out = TransactionReferences6::new();
    let own = references.all(ReferenceKind::Proprietary);
    out.prtry = own
        .map(|value| ProprietaryReference1::new(text("OTHR"), text(value)))
        .collect();
    let first = |kind| references.first(kind).map(text);
    out.msg_id = first(ReferenceKind::Message);
    // An entry with a single transaction tells the bank's reference itself; a second one is the transaction's.
    out.acct_svcr_ref = references
        .all(ReferenceKind::AccountServicer)
        .nth(usize::from(single))
        .map(text);
    out.pmt_inf_id = first(ReferenceKind::PaymentInformation);
    out.instr_id = first(ReferenceKind::Instruction);
    out.end_to_end_id = first(ReferenceKind::EndToEnd);
    out.uetr = first(ReferenceKind::Uetr);
    out.tx_id = first(ReferenceKind::Transaction);
    out.mndt_id = first(ReferenceKind::Mandate);
    out.chq_nb = first(ReferenceKind::Cheque);
    out.clr_sys_ref = first(ReferenceKind::ClearingSystem);
    out.acct_ownr_tx_id = first(ReferenceKind::AccountOwner);
    (out != TransactionReferences6::new()).then(|| Box::new(out))
}

fn remittance(references: &References) -> Option<Box<RemittanceInformation16>> {
    let mut out = RemittanceInformation16::new();
    out.ustrd = references.remittance().map(text).collect();
    out.strd = references
        .all(ReferenceKind::CreditorReference)
        .map(creditor_reference)
        .collect();
    let invoices = references.all(ReferenceKind::Invoice).map(|number| {
        let mut document = ReferredDocumentInformation7::new();
        document.nb = Some(text(number));
        let mut structured = StructuredRemittanceInformation16::new();
        structured.rfrd_doc_inf.push(document);
        structured
    });
    out.strd.extend(invoices);
    (out != RemittanceInformation16::new()).then(|| Box::new(out))
}

fn return_reason(reason: &str) -> PaymentReturnReason5 {
    let mut out = PaymentReturnReason5::new();
    out.rsn = Some(if reason.chars().count() <= MAX_CODE_LEN {
        ReturnReason5Choice::Cd(reason.into())
    } else {
        ReturnReason5Choice::Prtry(text(reason))
    });
    out
}

/// The counterparty in its role: the debtor of a credit, the creditor of a debit.
fn parties(
    counterparty: &Counterparty,
    direction: CreditDebit,
) -> Option<Box<TransactionParties6>> {
    let pty = |name: &str| Party40Choice::Pty(Box::new(named(name)));
    let party = counterparty.name().map(pty);
    let account = counterparty.account().map(|own| Box::new(account(own)));
    let ultimate = counterparty.ultimate_name().map(pty);
    let mut out = TransactionParties6::new();
    match direction {
        CreditDebit::Credit => {
            (out.dbtr, out.dbtr_acct, out.ultmt_dbtr) = (party, account, ultimate);
        }
        CreditDebit::Debit => {
            (out.cdtr, out.cdtr_acct, out.ultmt_cdtr) = (party, account, ultimate);
        }
    }
    (out != TransactionParties6::new()).then(|| Box::new(out))
}

fn agents(agent: &Agent, direction: CreditDebit) -> Option<Box<TransactionAgents5>> {
    if agent.is_empty() {
        return None;
    }
    let mut id = FinancialInstitutionIdentification18::new();
    id.bicfi = agent.bic().map(text);
    id.clr_sys_mmb_id = agent
        .member_id()
        .map(|member| Box::new(ClearingSystemMemberIdentification2::new(text(member))));
    id.nm = agent.name().map(text);
    let bank = Some(Box::new(BranchAndFinancialInstitutionIdentification6::new(
        id,
    )));
    let mut out = TransactionAgents5::new();
    match direction {
        CreditDebit::Credit => out.dbtr_agt = bank,
        CreditDebit::Debit => out.cdtr_agt = bank,
    }
    Some(Box::new(out))
}

fn charges(charges: &[Charge]) -> Option<Box<Charges6>> {
    let mut out = Charges6::new();
    for charge in charges {
        let mut record = ChargesRecord3::new(amount(charge.amount()));
        record.cdt_dbt_ind = Some(direction_code(charge.credit_debit()));
        record.chrg_incl_ind = charge.included().map(Boolean::from);
        record.br = charge.bearer().and_then(charge_bearer);
        record.tp = charge.kind().map(|kind| {
            if kind.chars().count() <= MAX_CODE_LEN {
                ChargeType3Choice::Cd(kind.into())
            } else {
                ChargeType3Choice::Prtry(Box::new(GenericIdentification3::new(text(kind))))
            }
        });
        out.rcrd.push(record);
    }
    (!out.rcrd.is_empty()).then(|| Box::new(out))
}

fn amounts(exchange: &Exchange, entry: &StatementEntry) -> AmountAndCurrencyExchange3 {
    let mut out = exchange_details(exchange);
    out.tx_amt = Some(Box::new(AmountAndCurrencyExchangeDetails3::new(amount(
        entry.amount(),
    ))));
    out
}

fn exchange_details(exchange: &Exchange) -> AmountAndCurrencyExchange3 {
    let original = exchange.original_amount();
    let mut instructed = AmountAndCurrencyExchangeDetails3::new(amount(original));
    instructed.ccy_xchg = exchange.rate().map(|rate| {
        let source: Text = text(original.currency().code());
        let mut told = CurrencyExchange5::new(source, Number::from(rate));
        told.unit_ccy = exchange.unit_currency().map(|unit| text(unit.code()));
        Box::new(told)
    });
    let mut out = AmountAndCurrencyExchange3::new();
    out.instd_amt = Some(Box::new(instructed));
    out
}

fn charge_bearer(code: &str) -> Option<ChargeBearerType1Code> {
    ChargeBearerType1Code::ALL
        .iter()
        .copied()
        .find(|known| known.as_str() == code)
}

/// A party of which the name is known.
fn named(name: &str) -> PartyIdentification135 {
    let mut party = PartyIdentification135::new();
    party.nm = Some(text(name));
    party
}

/// An IBAN as such, anything else as another identification.
pub(super) fn account_id(account: &AccountId) -> AccountIdentification4Choice {
    let id = text(account.as_str());
    if account.parse_as::<Iban>().is_ok() {
        AccountIdentification4Choice::IBAN(id)
    } else {
        let other = GenericAccountIdentification1::new(id);
        AccountIdentification4Choice::Othr(Box::new(other))
    }
}

fn account(account: &AccountId) -> CashAccount38 {
    CashAccount38::new(account_id(account))
}

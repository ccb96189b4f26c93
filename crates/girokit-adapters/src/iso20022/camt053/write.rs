//! Statements to camt.053.001.08.

use chrono::{DateTime as Instant, NaiveTime, Utc};
use girokit_iso20022::Message as _;
use girokit_iso20022::camt_053_001_08::{
    AccountStatement9, AmountAndCurrencyExchange3, AmountAndCurrencyExchangeDetails3,
    BalanceSubType1Choice, BalanceType10Choice, BalanceType13, BankToCustomerStatementV08,
    BankTransactionCodeStructure4, BankTransactionCodeStructure5, BankTransactionCodeStructure6,
    BatchInformation2, BranchAndFinancialInstitutionIdentification6, CashAccount39, CashBalance8,
    ChargeType3Choice, Charges6, ChargesRecord3, ClearingSystemMemberIdentification2,
    CreditDebitCode, CurrencyExchange5, DateTimePeriod1, Document, EntryDetails9,
    EntryStatus1Choice, EntryTransaction10, FinancialInstitutionIdentification18, GroupHeader81,
    Pagination1, Party40Choice, PaymentReturnReason5, ProprietaryBankTransactionCodeStructure1,
    ProprietaryReference1, ReferredDocumentInformation7, RemittanceInformation16, ReportEntry10,
    ReturnReason5Choice, StructuredRemittanceInformation16, TransactionAgents5,
    TransactionParties6, TransactionReferences6,
};
use girokit_iso20022::value::{Boolean, DateTime, Number, Text};
use girokit_types::MessageId;
use girokit_types::statement::{
    Agent, Balance, BankTransactionCode, Charge, Counterparty, CreditDebit, Exchange,
    ReferenceKind, References, Statement, StatementEntry, TransactionDetails,
};
use rust_decimal::Decimal;

use crate::iso20022::error::MappingError;
use crate::iso20022::parts;

/// The envelope of the statements that go out in one camt.053.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatementMessage {
    /// The message's id.
    pub message_id: MessageId,
    /// When it is made.
    pub created_at: Instant<Utc>,
}

impl StatementMessage {
    /// A message made at a time.
    pub const fn new(message_id: MessageId, created_at: Instant<Utc>) -> Self {
        Self {
            message_id,
            created_at,
        }
    }
}

/// Writes statements as camt.053.001.08.
///
/// # Errors
/// A statement without a balance (the schema demands one), or a text that the schema does not allow. Nothing invalid is written.
///
/// Source: ISO 20022 camt.053.001.08 `/BkToCstmrStmt`.
pub fn write_statements(
    message: &StatementMessage,
    statements: &[Statement],
) -> Result<String, MappingError> {
    let header = GroupHeader81::new(
        parts::text(message.message_id.as_str()),
        DateTime::from(message.created_at),
    );
    let statements = statements
        .iter()
        .map(|statement| account_statement(statement, message.created_at))
        .collect();
    Document::new(BankToCustomerStatementV08::new(header, statements))
        .to_xml()
        .map_err(MappingError::schema)
}

fn account_statement(statement: &Statement, created_at: Instant<Utc>) -> AccountStatement9 {
    let mut account = CashAccount39::new(parts::account_id(statement.account()));
    account.ccy = Some(parts::text(statement.currency().code()));
    let balances = statement.balances().iter().map(balance).collect();
    let mut out = AccountStatement9::new(parts::text(statement.id()), account, balances);
    out.stmt_pgntn = statement.page().map(|page| {
        let last = Boolean::from(page.last.unwrap_or(true));
        Box::new(Pagination1::new(
            parts::text(&page.number.to_string()),
            last,
        ))
    });
    out.elctrnc_seq_nb = statement
        .sequence()
        .map(|sequence| Number::from(Decimal::from(sequence)));
    out.cre_dt_tm = Some(DateTime::from(created_at));
    out.fr_to_dt = statement.period().map(|(first, last)| {
        let last_second = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
        let first = DateTime::from(first.and_time(NaiveTime::MIN));
        Box::new(DateTimePeriod1::new(
            first,
            DateTime::from(last.and_time(last_second)),
        ))
    });
    out.ntry = statement.entries().iter().map(report_entry).collect();
    out
}

fn balance(balance: &Balance) -> CashBalance8 {
    let code = balance.kind().as_str();
    let kind = if balance.kind().name().is_some() || code.len() <= MAX_CODE_LEN {
        BalanceType10Choice::Cd(code.into())
    } else {
        BalanceType10Choice::Prtry(parts::text(code))
    };
    let mut kind = BalanceType13::new(kind);
    if balance.is_intermediate() {
        kind.sub_tp = Some(BalanceSubType1Choice::Cd("INTM".into()));
    }
    let direction = if balance.amount().is_negative() {
        CreditDebit::Debit
    } else {
        CreditDebit::Credit
    };
    CashBalance8::new(
        kind,
        parts::amount(balance.amount()),
        direction_code(direction),
        parts::date(balance.date()),
    )
}

fn report_entry(entry: &StatementEntry) -> ReportEntry10 {
    let details = entry.details();
    let mut out = ReportEntry10::new(
        parts::amount(entry.amount()),
        direction_code(entry.credit_debit()),
        EntryStatus1Choice::Cd(entry.status().code().into()),
        details
            .bank_transaction_code()
            .map_or_else(BankTransactionCodeStructure4::new, transaction_code),
    );
    let references = entry.references();
    let first = |kind| references.first(kind).map(parts::text);
    out.ntry_ref = first(ReferenceKind::Entry);
    out.rvsl_ind = entry.is_reversal().then(|| Boolean::from(true));
    out.bookg_dt = entry.booking_date().map(parts::date);
    out.val_dt = entry.value_date().map(parts::date);
    out.acct_svcr_ref = first(ReferenceKind::AccountServicer);
    out.addtl_ntry_inf = entry.additional_information().map(parts::text);
    let mut block = EntryDetails9::new();
    if entry.batch_count().is_some() {
        let mut batch = BatchInformation2::new();
        batch.msg_id = first(ReferenceKind::Message);
        batch.pmt_inf_id = first(ReferenceKind::PaymentInformation);
        batch.nb_of_txs = entry
            .batch_count()
            .map(|count| parts::text(&count.to_string()));
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
    if !single {
        out.amt = details.amount().map(parts::amount);
        out.cdt_dbt_ind = details.credit_debit().map(direction_code);
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

fn direction_code(direction: CreditDebit) -> CreditDebitCode {
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
        let mut proprietary = ProprietaryBankTransactionCodeStructure1::new(parts::text(own));
        proprietary.issr = code.proprietary_issuer().map(parts::text);
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
        .map(|value| ProprietaryReference1::new(parts::text("OTHR"), parts::text(value)))
        .collect();
    let first = |kind| references.first(kind).map(parts::text);
    out.msg_id = first(ReferenceKind::Message);
    // An entry with a single transaction tells the bank's reference itself; a second one is the transaction's.
    out.acct_svcr_ref = references
        .all(ReferenceKind::AccountServicer)
        .nth(usize::from(single))
        .map(parts::text);
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
    out.ustrd = references.remittance().map(parts::text).collect();
    out.strd = references
        .all(ReferenceKind::CreditorReference)
        .map(parts::structured)
        .collect();
    let invoices = references.all(ReferenceKind::Invoice).map(|number| {
        let mut document = ReferredDocumentInformation7::new();
        document.nb = Some(parts::text(number));
        let mut structured = StructuredRemittanceInformation16::new();
        structured.rfrd_doc_inf.push(document);
        structured
    });
    out.strd.extend(invoices);
    (out != RemittanceInformation16::new()).then(|| Box::new(out))
}

fn return_reason(reason: &str) -> PaymentReturnReason5 {
    let mut out = PaymentReturnReason5::new();
    out.rsn = Some(if reason.len() <= MAX_CODE_LEN {
        ReturnReason5Choice::Cd(reason.into())
    } else {
        ReturnReason5Choice::Prtry(parts::text(reason))
    });
    out
}

/// The counterparty in its role: the debtor of a credit, the creditor of a debit.
fn parties(
    counterparty: &Counterparty,
    direction: CreditDebit,
) -> Option<Box<TransactionParties6>> {
    let named = |name: &str| Party40Choice::Pty(Box::new(parts::party(name)));
    let party = counterparty.name().map(named);
    let account = counterparty
        .account()
        .map(|account| Box::new(parts::account(account)));
    let ultimate = counterparty.ultimate_name().map(named);
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
    id.bicfi = agent.bic().map(parts::text);
    id.clr_sys_mmb_id = agent.member_id().map(|member| {
        Box::new(ClearingSystemMemberIdentification2::new(parts::text(
            member,
        )))
    });
    id.nm = agent.name().map(parts::text);
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
        let mut record = ChargesRecord3::new(parts::amount(charge.amount()));
        record.cdt_dbt_ind = Some(direction_code(charge.credit_debit()));
        record.chrg_incl_ind = charge.included().map(Boolean::from);
        record.br = charge.bearer().and_then(parts::charge_bearer);
        record.tp = charge.kind().map(|kind| ChargeType3Choice::Cd(kind.into()));
        out.rcrd.push(record);
    }
    (!out.rcrd.is_empty()).then(|| Box::new(out))
}

fn amounts(exchange: &Exchange, entry: &StatementEntry) -> AmountAndCurrencyExchange3 {
    let mut out = exchange_details(exchange);
    out.tx_amt = Some(Box::new(AmountAndCurrencyExchangeDetails3::new(
        parts::amount(entry.amount()),
    )));
    out
}

fn exchange_details(exchange: &Exchange) -> AmountAndCurrencyExchange3 {
    let original = exchange.original_amount();
    let mut instructed = AmountAndCurrencyExchangeDetails3::new(parts::amount(original));
    instructed.ccy_xchg = exchange.rate().map(|rate| {
        let source: Text = parts::text(original.currency().code());
        let mut told = CurrencyExchange5::new(source, Number::from(rate));
        told.unit_ccy = exchange
            .unit_currency()
            .map(|unit| parts::text(unit.code()));
        Box::new(told)
    });
    let mut out = AmountAndCurrencyExchange3::new();
    out.instd_amt = Some(Box::new(instructed));
    out
}

/// ISO 20022 external codes have at most four characters.
const MAX_CODE_LEN: usize = 4;

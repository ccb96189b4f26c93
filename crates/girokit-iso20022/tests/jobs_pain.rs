//! The constructors between customer and bank: what they build is valid, counts right, and refuses what cannot be paid.
#![cfg(feature = "jobs-pain")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use girokit_iso20022::girokit_types::{
    CreditorIdentifier, Currency, EndToEndId, Iban, Money, Uetr, strategies,
};
use girokit_iso20022::jobs::{
    Account, Address, Agent, CreditTransfer, CreditTransferBlock, CreditTransferInitiation,
    DirectDebit, DirectDebitBlock, DirectDebitInitiation, Mandate, Party, Remittance, Sequence,
    StatusReport, Verdict,
};
use girokit_iso20022::rust_decimal::Decimal;
use girokit_iso20022::{Code, Error, ErrorKind, Message as _, pain_001_001_09, pain_008_001_08};
use proptest::prelude::*;

const DEBTOR: &str = "DE89370400440532013000";
const CREDITOR: &str = "FR1420041010050500013M02606";

fn now() -> chrono::DateTime<chrono::Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

fn iban(text: &str) -> Iban {
    text.parse().unwrap()
}

fn message(block: CreditTransferBlock) -> CreditTransferInitiation {
    CreditTransferInitiation::new("MSG-1".parse().unwrap(), now(), Party::new("Payer"))
        .with_block(block)
}

fn sepa() -> CreditTransferBlock {
    CreditTransferBlock::sepa(
        Party::new("Payer"),
        iban(DEBTOR),
        "2026-11-24".parse().unwrap(),
    )
}

fn transfer(id: &str, amount: &str) -> CreditTransfer {
    CreditTransfer::new(
        id.parse().unwrap(),
        amount.parse().unwrap(),
        Party::new("Creditor"),
        iban(CREDITOR).into(),
    )
}

fn paths(error: &Error) -> Vec<&str> {
    let problems = error.problems().iter();
    problems.map(|problem| problem.path.as_str()).collect()
}

#[test]
fn all_problems_are_told_at_once() {
    let other: Account = Account::Other("4711".parse().unwrap());
    let long = CreditTransfer::new(
        "C".parse().unwrap(),
        "EUR 1.00".parse().unwrap(),
        Party::new(&"x".repeat(141)),
        other,
    );
    let block = sepa()
        .with_transfer(transfer("A", "EUR 1.005"))
        .with_transfer(transfer("B", "USD 1.00"))
        .with_transfer(long);
    let error = message(block).build().unwrap_err();
    let at = |rest: &str| format!("/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf{rest}");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(
        paths(&error),
        [
            at("[1]/Amt/InstdAmt"),
            at("[2]/Amt/InstdAmt"),
            at("[2]/Amt/InstdAmt"),
            at("[3]/CdtrAcct/Id"),
            at("[3]/Cdtr/Nm"),
        ]
    );
    let codes: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(codes[..4], [Code::Value; 4]);
    assert_eq!(codes[4], Code::Length);
}

#[test]
fn what_cannot_be_paid_is_refused() {
    for amount in ["EUR 0.00", "EUR -1.00"] {
        let error = message(sepa().with_transfer(transfer("A", amount)))
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Content, "{amount}");
    }
    let error = message(sepa()).build().unwrap_err();
    assert_eq!(
        paths(&error),
        ["/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf"]
    );
    let twice = message(
        sepa()
            .with_id("X".parse().unwrap())
            .with_transfer(transfer("A", "EUR 1.00")),
    )
    .with_block(
        sepa()
            .with_id("X".parse().unwrap())
            .with_transfer(transfer("B", "EUR 1.00")),
    );
    let error = twice.build().unwrap_err();
    assert_eq!(
        paths(&error),
        ["/Document/CstmrCdtTrfInitn/PmtInf[2]/PmtInfId"]
    );
}

#[test]
fn everything_that_can_be_said_goes_out() {
    let block = CreditTransferBlock::urgent(
        Party::new("Payer").with_lei("5493001KJTIIGC8Y1R12".parse().unwrap()),
        iban(DEBTOR).into(),
        "2026-11-24".parse().unwrap(),
    )
    .with_agent(Agent::bic("COBADEFFXXX".parse().unwrap()))
    .with_ultimate_debtor(Party::new("Who really pays").with_number("4711"))
    .with_transfer(
        transfer("A", "USD 7.00")
            .with_instruction_id("I".parse().unwrap())
            .with_uetr("7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10".parse().unwrap())
            .with_agent(
                Agent::member("USABA", "021000021")
                    .with_lei("5493001KJTIIGC8Y1R12".parse().unwrap()),
            )
            .with_ultimate_creditor(
                Party::new("Who really gets it")
                    .with_bic("COBADEFFXXX".parse().unwrap())
                    .with_residence("US")
                    .with_address(
                        Address::new("US", "New York")
                            .with_subdivision("NY")
                            .with_line("c/o Weaver"),
                    ),
            )
            .with_purpose("GDDS")
            .with_remittance(Remittance::CreditorReference(
                "RF18539007547034".parse().unwrap(),
            )),
    );
    let xml = message(block).build().unwrap().to_xml().unwrap();
    for part in [
        "<PmtTpInf><InstrPrty>HIGH</InstrPrty><SvcLvl><Cd>URGP</Cd></SvcLvl></PmtTpInf>",
        "<DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt>",
        "<UltmtDbtr><Nm>Who really pays</Nm><Id><OrgId><Othr><Id>4711</Id></Othr></OrgId></Id></UltmtDbtr>",
        "<ChrgBr>SHAR</ChrgBr>",
        "<ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>021000021</MmbId></ClrSysMmbId>",
        "<CtrySubDvsn>NY</CtrySubDvsn><Ctry>US</Ctry><AdrLine>c/o Weaver</AdrLine>",
        "<CtryOfRes>US</CtryOfRes>",
        "<Purp><Cd>GDDS</Cd></Purp>",
        "<Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>ISO</Issr></Tp><Ref>RF18539007547034</Ref>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
}

fn debit(mandate: Mandate, amount: &str) -> DirectDebitInitiation {
    let creditor_id: CreditorIdentifier = "DE98ZZZ09999999999".parse().unwrap();
    let block = DirectDebitBlock::b2b(
        Party::new("Creditor"),
        iban(DEBTOR),
        creditor_id,
        "2026-12-01".parse().unwrap(),
        Sequence::First,
    )
    .with_batch_booking(true)
    .with_agent(Agent::bic("COBADEFFXXX".parse().unwrap()))
    .with_debit(
        DirectDebit::new(
            "A".parse().unwrap(),
            amount.parse().unwrap(),
            mandate,
            Party::new("Debtor"),
            iban(CREDITOR),
        )
        .with_purpose("RENT")
        .with_remittance(Remittance::Unstructured("November".to_owned())),
    );
    DirectDebitInitiation::new("DD-1".parse().unwrap(), now(), Party::new("Creditor"))
        .with_block(block)
}

#[test]
fn a_changed_mandate_says_what_changed() {
    let mandate = || Mandate::new("M".parse().unwrap(), "2026-01-01".parse().unwrap());
    let creditor_id: CreditorIdentifier = "DE98ZZZ09999999999".parse().unwrap();
    let changed = mandate()
        .with_former_id("OLD".parse().unwrap())
        .with_former_creditor("Old name", creditor_id)
        .with_account_from_another_bank();
    let xml = debit(changed, "EUR 5.00")
        .build()
        .unwrap()
        .to_xml()
        .unwrap();
    for part in [
        "<LclInstrm><Cd>B2B</Cd></LclInstrm><SeqTp>FRST</SeqTp>",
        "<AmdmntInd>true</AmdmntInd><AmdmntInfDtls><OrgnlMndtId>OLD</OrgnlMndtId><OrgnlCdtrSchmeId><Nm>Old name</Nm>",
        "<OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>",
        "<CdtrSchmeId><Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>",
        "<ChrgBr>SLEV</ChrgBr>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    let plain = debit(mandate(), "EUR 5.00")
        .build()
        .unwrap()
        .to_xml()
        .unwrap();
    assert!(!plain.contains("AmdmntInd"));
    let moved = mandate().with_former_account(iban(DEBTOR));
    let xml = debit(moved, "EUR 5.00").build().unwrap().to_xml().unwrap();
    assert!(
        xml.contains("<OrgnlDbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></OrgnlDbtrAcct>")
    );
}

#[test]
fn a_mandate_is_signed_before_it_is_used() {
    let late = Mandate::new("M".parse().unwrap(), "2026-12-02".parse().unwrap());
    let error = debit(late, "CHF 5.00").build().unwrap_err();
    let at = "/Document/CstmrDrctDbtInitn/PmtInf[1]/DrctDbtTxInf[1]";
    assert_eq!(
        paths(&error),
        [
            format!("{at}/InstdAmt"),
            format!("{at}/DrctDbtTx/MndtRltdInf/DtOfSgntr")
        ]
    );
}

fn sent() -> pain_001_001_09::Document {
    let first = sepa().with_transfers([transfer("A", "EUR 1.00"), transfer("B", "EUR 2.00")]);
    let second = sepa().with_transfers([transfer("C", "EUR 3.00"), transfer("A", "EUR 4.00")]);
    message(first).with_block(second).build().unwrap()
}

#[test]
fn an_answer_says_no_more_than_is_needed() {
    let sent = sent();
    let report = || StatusReport::new("R-1".parse().unwrap(), now(), &sent);
    let accepted = report().with_accepted_as("ACSP").build().unwrap();
    let group = &accepted.cstmr_pmt_sts_rpt.orgnl_grp_inf_and_sts;
    assert_eq!(group.grp_sts.as_ref().unwrap().as_str(), "ACSP");
    assert_eq!(group.orgnl_nb_of_txs.as_ref().unwrap().as_str(), "4");
    assert!(accepted.cstmr_pmt_sts_rpt.orgnl_pmt_inf_and_sts.is_empty());
    let rejected = report()
        .with_all(Verdict::rejected("AM18"))
        .build()
        .unwrap();
    let xml = rejected.to_xml().unwrap();
    assert!(xml.contains("<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM18</Cd></Rsn></StsRsnInf>"));
    assert!(!xml.contains("OrgnlPmtInfAndSts"));
}

#[test]
fn an_answer_in_part_counts_each_status() {
    let sent = sent();
    let report = StatusReport::new("R-1".parse().unwrap(), now(), &sent)
        .with_end_to_end_id("A", Verdict::rejected("our own reason"))
        .with_transaction(1, 1, Verdict::Pending)
        .build()
        .unwrap();
    let report = report.cstmr_pmt_sts_rpt;
    let counted: Vec<_> = report
        .orgnl_grp_inf_and_sts
        .nb_of_txs_per_sts
        .iter()
        .map(|one| {
            let sum = one.dtld_ctrl_sum.as_ref().unwrap().to_string();
            (
                one.dtld_sts.as_str().to_owned(),
                one.dtld_nb_of_txs.as_str().to_owned(),
                sum,
            )
        })
        .collect();
    let row = |status: &str, count: &str, sum: &str| (status.into(), count.into(), sum.into());
    assert_eq!(
        counted,
        [
            row("ACCP", "2", "5.00"),
            row("PDNG", "1", "1.00"),
            row("RJCT", "1", "4.00")
        ]
    );
    let told: Vec<Vec<_>> = report
        .orgnl_pmt_inf_and_sts
        .iter()
        .map(|block| {
            let told = block.tx_inf_and_sts.iter();
            told.map(|one| one.tx_sts.as_ref().unwrap().as_str())
                .collect()
        })
        .collect();
    assert_eq!(told, [["PDNG", "ACCP"], ["ACCP", "RJCT"]]);
}

#[test]
fn a_block_can_be_rejected_as_a_whole() {
    let sent = sent();
    let report = StatusReport::new("R-1".parse().unwrap(), now(), &sent)
        .with_block(2, Verdict::rejected("AC06"))
        .build()
        .unwrap();
    let blocks = &report.cstmr_pmt_sts_rpt.orgnl_pmt_inf_and_sts;
    let statuses: Vec<_> = blocks
        .iter()
        .map(|block| block.pmt_inf_sts.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(statuses, ["ACCP", "RJCT"]);
    assert!(blocks[0].tx_inf_and_sts.is_empty());
    assert_eq!(blocks[1].tx_inf_and_sts.len(), 2);
}

#[test]
fn an_answer_speaks_of_what_was_sent_only() {
    let sent = sent();
    let error = StatusReport::new("R-1".parse().unwrap(), now(), &sent)
        .with_block(3, Verdict::Pending)
        .with_end_to_end_id("Z", Verdict::Pending)
        .build()
        .unwrap_err();
    assert_eq!(error.problems().len(), 2);
    assert_eq!(error.problems()[0].found, "PmtInf[3]");
}

fn order() -> impl Strategy<Value = (EndToEndId, Money, Iban, Uetr)> {
    (
        strategies::end_to_end_id(),
        strategies::payment_amount(Currency::EUR),
        strategies::iban(),
        strategies::uetr(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_orders_build_and_add_up(
        orders in prop::collection::vec(order(), 1..30),
        split in 1_usize..5,
        kind in 0..3,
    ) {
        let block = match kind {
            0 => sepa(),
            1 => CreditTransferBlock::payroll(Party::new("P"), iban(DEBTOR), "2026-11-24".parse().unwrap()),
            _ => CreditTransferBlock::sepa_instant(Party::new("P"), iban(DEBTOR), "2026-11-24".parse().unwrap()),
        };
        let mut initiation = CreditTransferInitiation::new("MSG".parse().unwrap(), now(), Party::new("P"));
        for part in orders.chunks(split) {
            let transfers = part.iter().map(|(id, amount, iban, uetr)| {
                CreditTransfer::new(id.clone(), *amount, Party::new("C"), (*iban).into()).with_uetr(*uetr)
            });
            initiation = initiation.with_block(block.clone().with_transfers(transfers));
        }
        let document = initiation.build().unwrap();
        let again = pain_001_001_09::Document::from_xml(document.to_xml().unwrap().as_bytes()).unwrap();
        prop_assert_eq!(&again, &document);
        let initiation = again.cstmr_cdt_trf_initn;
        let total: Decimal = orders.iter().map(|(_, amount, _, _)| amount.amount()).sum();
        prop_assert_eq!(initiation.grp_hdr.ctrl_sum.unwrap().value(), total);
        prop_assert_eq!(initiation.grp_hdr.nb_of_txs.as_str(), orders.len().to_string());
        let blocks: Decimal = initiation.pmt_inf.iter().map(|b| b.ctrl_sum.as_ref().unwrap().value()).sum();
        prop_assert_eq!(blocks, total);
        let ids: Vec<_> = initiation.pmt_inf.iter().flat_map(|b| &b.cdt_trf_tx_inf)
            .map(|t| t.pmt_id.end_to_end_id.as_str().to_owned()).collect();
        let expected: Vec<_> = orders.iter().map(|(id, ..)| id.as_str().to_owned()).collect();
        prop_assert_eq!(ids, expected);
    }

    #[test]
    fn random_debits_build_and_add_up(
        debits in prop::collection::vec((order(), strategies::mandate_id()), 1..20),
        creditor_id in strategies::creditor_identifier(),
    ) {
        let block = DirectDebitBlock::core(
            Party::new("C"), iban(DEBTOR), creditor_id, "2026-12-01".parse().unwrap(), Sequence::Recurrent,
        )
        .with_debits(debits.iter().map(|((id, amount, iban, _), mandate)| {
            let mandate = Mandate::new(mandate.clone(), "2026-01-01".parse().unwrap());
            DirectDebit::new(id.clone(), *amount, mandate, Party::new("D"), *iban)
        }));
        let document = DirectDebitInitiation::new("DD".parse().unwrap(), now(), Party::new("C"))
            .with_block(block).build().unwrap();
        let xml = document.to_xml().unwrap();
        let again = pain_008_001_08::Document::from_xml(xml.as_bytes()).unwrap().cstmr_drct_dbt_initn;
        let total: Decimal = debits.iter().map(|((_, amount, ..), _)| amount.amount()).sum();
        prop_assert_eq!(again.grp_hdr.ctrl_sum.unwrap().value(), total);
        prop_assert_eq!(again.pmt_inf[0].drct_dbt_tx_inf.len(), debits.len());
    }
}

//! The constructors between banks: payments, returns, recalls with their answers, investigations.
#![cfg(feature = "jobs-pacs")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use chrono::{DateTime, FixedOffset};
use girokit_iso20022::girokit_types::{Bic, Currency, Iban, Money, Uetr, strategies};
use girokit_iso20022::jobs::{
    Agent, Customer, InterbankPayment, InterbankTransfer, Investigation, Original, Party,
    PaymentReturn, Recall, RecallAnswer, Remittance, Settlement,
};
use girokit_iso20022::pacs_008_001_08::{ChargeBearerType1Code, Document};
use girokit_iso20022::rust_decimal::Decimal;
use girokit_iso20022::{Error, Message as _};
use proptest::prelude::*;

const UETR: &str = "7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10";

fn now() -> DateTime<FixedOffset> {
    "2026-11-23T10:00:00+01:00".parse().unwrap()
}

fn bic(text: &str) -> Bic {
    text.parse().unwrap()
}

fn customer(name: &str, bank: &str, account: &str) -> Customer {
    let iban: Iban = account.parse().unwrap();
    Customer::new(Party::new(name), Agent::bic(bic(bank))).with_account(iban.into())
}

fn payment(amount: &str) -> InterbankPayment {
    InterbankPayment::new(
        "E2E".parse().unwrap(),
        amount.parse().unwrap(),
        "2026-11-24".parse().unwrap(),
        customer("Debtor", "COBADEFFXXX", "DE89370400440532013000"),
        customer("Creditor", "BNPAFRPPXXX", "FR1420041010050500013M02606"),
    )
    .with_uetr(UETR.parse().unwrap())
    .with_instruction_id("INSTR".parse().unwrap())
    .with_remittance(Remittance::Unstructured("Invoice 7".to_owned()))
    .with_purpose("GDDS")
}

fn cross_border() -> InterbankTransfer {
    InterbankTransfer::cross_border(
        "M-1".parse().unwrap(),
        now(),
        bic("COBADEFFXXX"),
        bic("BNPAFRPPXXX"),
    )
}

fn sepa() -> InterbankTransfer {
    InterbankTransfer::sepa(
        "M-1".parse().unwrap(),
        now(),
        bic("COBADEFFXXX"),
        bic("BNPAFRPPXXX"),
        "ST2",
    )
}

fn paths(error: &Error) -> Vec<&str> {
    let problems = error.problems().iter();
    problems.map(|problem| problem.path.as_str()).collect()
}

#[test]
fn a_cross_border_payment_tells_its_way() {
    let rich = payment("EUR 95.00")
        .with_instructed_amount("USD 110.00".parse().unwrap(), Some(Decimal::new(8636, 4)))
        .with_charge_bearer(ChargeBearerType1Code::Debt)
        .with_charge("EUR 5.00".parse().unwrap(), Agent::bic(bic("COBADEFFXXX")))
        .with_previous_agent(Agent::member("USABA", "021000021"))
        .with_intermediary(Agent::bic(bic("DEUTDEFFXXX")))
        .with_intermediary(Agent::bic(bic("SOGEFRPPXXX")));
    let transfer = cross_border()
        .with_settlement(Settlement::Cover {
            instructing: bic("CHASUS33XXX"),
            instructed: bic("CITIUS33XXX"),
        })
        .with_payment(rich);
    let xml = transfer.build().unwrap().to_xml().unwrap();
    for part in [
        "<CreDtTm>2026-11-23T10:00:00+01:00</CreDtTm><NbOfTxs>1</NbOfTxs>",
        "<SttlmMtd>COVE</SttlmMtd><InstgRmbrsmntAgt><FinInstnId><BICFI>CHASUS33XXX</BICFI>",
        "<IntrBkSttlmAmt Ccy=\"EUR\">95.00</IntrBkSttlmAmt><IntrBkSttlmDt>2026-11-24</IntrBkSttlmDt>",
        "<InstdAmt Ccy=\"USD\">110.00</InstdAmt><XchgRate>0.8636</XchgRate><ChrgBr>DEBT</ChrgBr>",
        "<IntrmyAgt2><FinInstnId><BICFI>SOGEFRPPXXX</BICFI>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    assert!(!xml.contains("TtlIntrBkSttlmAmt"));
}

#[test]
fn sepa_payments_are_totalled_in_the_header() {
    let transfer = sepa()
        .with_payment(payment("EUR 1.10"))
        .with_payment(payment("EUR 2.20"));
    let xml = transfer.build().unwrap().to_xml().unwrap();
    for part in [
        "<NbOfTxs>2</NbOfTxs><TtlIntrBkSttlmAmt Ccy=\"EUR\">3.30</TtlIntrBkSttlmAmt><IntrBkSttlmDt>2026-11-24</IntrBkSttlmDt>",
        "<SttlmMtd>CLRG</SttlmMtd><ClrSys><Cd>ST2</Cd></ClrSys>",
        "<TxId>INSTR</TxId>",
        "<SvcLvl><Cd>SEPA</Cd></SvcLvl>",
        "<ChrgBr>SLEV</ChrgBr>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    let instant = InterbankTransfer::sepa_instant(
        "M-1".parse().unwrap(),
        now(),
        bic("COBADEFFXXX"),
        bic("BNPAFRPPXXX"),
        "RT1 system",
    )
    .with_payment(payment("EUR 1.10"));
    let xml = instant.build().unwrap().to_xml().unwrap();
    assert!(xml.contains("<LclInstrm><Cd>INST</Cd></LclInstrm>"));
    assert!(xml.contains("<AccptncDtTm>2026-11-23T10:00:00+01:00</AccptncDtTm>"));
    assert!(xml.contains("<ClrSys><Prtry>RT1 system</Prtry></ClrSys>"));
}

#[test]
fn what_does_not_fit_together_is_told_at_once() {
    let agent = || Agent::bic(bic("DEUTDEFFXXX"));
    let bad = payment("USD 1.00")
        .with_instructed_amount("EUR 1.00".parse().unwrap(), None)
        .with_charge("EUR -5.00".parse().unwrap(), agent())
        .with_intermediary(agent())
        .with_intermediary(agent())
        .with_intermediary(agent())
        .with_intermediary(agent());
    let error = sepa()
        .with_payment(payment("EUR 1.00"))
        .with_payment(bad)
        .build()
        .unwrap_err();
    let at = |rest: &str| format!("/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[2]/{rest}");
    assert_eq!(
        paths(&error),
        [
            at("XchgRate"),
            at("ChrgsInf[1]/Amt"),
            at("IntrmyAgt3"),
            at("IntrBkSttlmAmt"),
            at("IntrBkSttlmAmt"),
        ]
    );
    assert!(cross_border().build().is_err(), "no payment");
    let agent = Agent::bic(bic("COBADEFFXXX"));
    let untold = InterbankPayment::new(
        "E2E".parse().unwrap(),
        "EUR 1.00".parse().unwrap(),
        "2026-11-24".parse().unwrap(),
        Customer::new(Party::new("D"), agent.clone()),
        Customer::new(Party::new("C"), agent),
    );
    assert!(sepa().with_payment(untold.clone()).build().is_ok());
    let error = cross_border().with_payment(untold).build().unwrap_err();
    assert_eq!(
        paths(&error),
        ["/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/PmtId/UETR"]
    );
}

fn sent(sepa_payment: bool) -> Document {
    let base = if sepa_payment { sepa() } else { cross_border() };
    base.with_payment(payment("EUR 50.00")).build().unwrap()
}

#[test]
fn a_return_goes_the_other_way() {
    let received = sent(false);
    let original = Original::with_uetr(&received, UETR.parse().unwrap()).unwrap();
    let document = PaymentReturn::new(
        "RTR-1".parse().unwrap(),
        now(),
        original,
        "our own reason",
        "2026-11-25".parse().unwrap(),
    )
    .with_amount("EUR 45.00".parse().unwrap())
    .with_charge("EUR 5.00".parse().unwrap(), Agent::bic(bic("BNPAFRPPXXX")))
    .with_originator(Party::new("Creditor"))
    .with_information("account closed")
    .build()
    .unwrap();
    let xml = document.to_xml().unwrap();
    for part in [
        "<OrgnlMsgId>M-1</OrgnlMsgId><OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId>",
        "<OrgnlIntrBkSttlmAmt Ccy=\"EUR\">50.00</OrgnlIntrBkSttlmAmt><OrgnlIntrBkSttlmDt>2026-11-24</OrgnlIntrBkSttlmDt>",
        "<RtrdIntrBkSttlmAmt Ccy=\"EUR\">45.00</RtrdIntrBkSttlmAmt><IntrBkSttlmDt>2026-11-25</IntrBkSttlmDt>",
        "<InstgAgt><FinInstnId><BICFI>BNPAFRPPXXX</BICFI></FinInstnId></InstgAgt>",
        "<RtrChain><Dbtr><Pty><Nm>Creditor</Nm>",
        "<Rsn><Prtry>our own reason</Prtry></Rsn><AddtlInf>account closed</AddtlInf>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
}

#[test]
fn a_sepa_return_repeats_the_payment() {
    let received = sent(true);
    let original = Original::of(&received, 1).unwrap();
    assert!(original.is_sepa());
    let document = PaymentReturn::new(
        "RTR-1".parse().unwrap(),
        now(),
        original,
        "AC04",
        "2026-11-25".parse().unwrap(),
    );
    let xml = document.build().unwrap().to_xml().unwrap();
    for part in [
        "<TtlRtrdIntrBkSttlmAmt Ccy=\"EUR\">50.00</TtlRtrdIntrBkSttlmAmt>",
        "<OrgnlTxRef><IntrBkSttlmAmt Ccy=\"EUR\">50.00</IntrBkSttlmAmt>",
        "<Ustrd>Invoice 7</Ustrd>",
        "<Dbtr><Pty><Nm>Debtor</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN>",
        "<ChrgBr>SLEV</ChrgBr>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    let more = document
        .with_amount("EUR 50.01".parse().unwrap())
        .build()
        .unwrap_err();
    assert_eq!(
        paths(&more),
        ["/Document/PmtRtr/TxInf[1]/RtrdIntrBkSttlmAmt"]
    );
}

#[test]
fn an_original_is_one_payment_of_the_message() {
    let received = sepa()
        .with_payment(payment("EUR 1.00"))
        .with_payment(payment("EUR 2.00"))
        .build()
        .unwrap();
    assert!(Original::of(&received, 0).is_err());
    assert!(Original::of(&received, 3).is_err());
    assert!(Original::with_uetr(&received, UETR.parse().unwrap()).is_err());
    let other: Uetr = "00000000-0000-4000-8000-000000000001".parse().unwrap();
    let error = Original::with_uetr(&received, other).unwrap_err();
    assert_eq!(error.problems()[0].found, "none");
    let second = Original::of(&received, 2).unwrap();
    assert_eq!(second.amount(), "EUR 2.00".parse().unwrap());
}

#[test]
fn a_recall_is_asked_and_answered() {
    for is_sepa in [true, false] {
        let sent = sent(is_sepa);
        let original = Original::of(&sent, 1).unwrap();
        let request = Recall::new(
            "CXL-1".parse().unwrap(),
            now(),
            bic("COBADEFFXXX"),
            bic("BNPAFRPPXXX"),
            original,
            "FRAD",
        )
        .with_information("the order was not ours")
        .build()
        .unwrap();
        let xml = request.to_xml().unwrap();
        assert!(xml.contains("<OrgnlUETR>7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10</OrgnlUETR>"));
        assert_eq!(xml.contains("<OrgnlTxRef>"), is_sepa);
        assert_eq!(xml.contains("<Case>"), !is_sepa);
        assert_eq!(
            xml.contains("<Orgtr><Id><OrgId><AnyBIC>COBADEFFXXX</AnyBIC>"),
            is_sepa
        );
        let id = || "ANS-1".parse().unwrap();
        let answers = [
            (
                RecallAnswer::accepted(id(), now(), &request),
                "CNCL",
                "ACCR",
            ),
            (
                RecallAnswer::pending(id(), now(), &request, "PTNA"),
                "PDCR",
                "PDCR",
            ),
            (
                RecallAnswer::rejected(id(), now(), &request, "ARDT"),
                "RJCR",
                "RJCR",
            ),
        ];
        for (answer, whole, single) in answers {
            let xml = answer
                .with_information("see our letter")
                .build()
                .unwrap()
                .to_xml()
                .unwrap();
            assert!(xml.contains(&format!("<Sts><Conf>{whole}</Conf></Sts>")));
            assert!(xml.contains(&format!("<TxCxlSts>{single}</TxCxlSts>")));
            assert!(xml.contains("<Assgnr><Agt><FinInstnId><BICFI>BNPAFRPPXXX</BICFI>"));
            assert_eq!(xml.contains("<RslvdCase>"), !is_sepa);
        }
    }
}

#[test]
fn an_investigation_names_its_payment() {
    let sent = sent(false);
    let document = Investigation::new(
        "INV-1".parse().unwrap(),
        "RQFI",
        bic("COBADEFFXXX"),
        bic("BNPAFRPPXXX"),
        Original::of(&sent, 1).unwrap(),
        "CTOR",
    )
    .with_question("Who is the creditor?")
    .build()
    .unwrap();
    let xml = document.to_xml().unwrap();
    for part in [
        "<InvstgtnTp><Cd>RQFI</Cd></InvstgtnTp><UndrlygInstrm><Cd>XBCT</Cd></UndrlygInstrm>",
        "<OrgnlEndToEndId>E2E</OrgnlEndToEndId>",
        "<Rsn><Cd>CTOR</Cd></Rsn><AddtlReqData><ReqNrrtv>Who is the creditor?</ReqNrrtv>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_payments_build_and_come_back(
        payments in prop::collection::vec(
            (strategies::end_to_end_id(), strategies::uetr(), strategies::payment_amount(Currency::EUR), strategies::iban()),
            1..10,
        ),
        instructing in strategies::bic(),
        instructed in strategies::bic(),
    ) {
        let mut transfer = InterbankTransfer::sepa("M".parse().unwrap(), now(), instructing, instructed, "ST2");
        for (id, uetr, amount, iban) in &payments {
            let debtor = Customer::new(Party::new("D"), Agent::bic(instructing)).with_account((*iban).into());
            let creditor = Customer::new(Party::new("C"), Agent::bic(instructed)).with_account((*iban).into());
            let day = "2026-11-24".parse().unwrap();
            transfer = transfer.with_payment(InterbankPayment::new(id.clone(), *amount, day, debtor, creditor).with_uetr(*uetr));
        }
        let document = transfer.build().unwrap();
        let again = Document::from_xml(document.to_xml().unwrap().as_bytes()).unwrap();
        prop_assert_eq!(&again, &document);
        let total = Money::checked_sum(Currency::EUR, payments.iter().map(|(_, _, amount, _)| *amount)).unwrap();
        let told = again.fi_to_fi_cstmr_cdt_trf.grp_hdr.ttl_intr_bk_sttlm_amt.clone().unwrap();
        prop_assert_eq!(told.value.value(), total.amount());
        for (number, (id, uetr, amount, _)) in (1..).zip(&payments) {
            let original = Original::of(&again, number).unwrap();
            prop_assert_eq!(original.amount(), *amount);
            let back = PaymentReturn::new("R".parse().unwrap(), now(), original, "AC04", "2026-11-25".parse().unwrap())
                .build()
                .unwrap();
            let told = &back.pmt_rtr.tx_inf[0];
            prop_assert_eq!(told.orgnl_end_to_end_id.as_ref().unwrap().as_str(), id.as_str());
            prop_assert_eq!(told.orgnl_uetr.as_ref().unwrap().as_str(), uetr.to_string());
        }
    }
}

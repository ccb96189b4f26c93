//! A payment's way: from any order that reads, over the banks' message, to the entries.

use girokit_iso20022::camt_054_001_08::ReportEntry10;
use girokit_iso20022::carry::{Booking, Forward, Transfer};
use girokit_iso20022::girokit_types::MessageId;
use girokit_iso20022::jobs::{
    Agent, InterbankTransfer, Original, PaymentReturn, Recall, StatusReport,
};
use girokit_iso20022::{AnyMessage, Element, Message as _, pacs_008_001_08};

/// No order and no payment panics any step; what a step makes is valid and has the end-to-end id and the amount of its source.
///
/// # Panics
/// When a promise is broken.
pub fn carry(data: &[u8]) {
    match AnyMessage::from_xml(data) {
        Ok(AnyMessage::Pain00100109(order)) => {
            let report = StatusReport::new(id(), time().to_utc(), &order).build();
            if let Ok(report) = report {
                report.to_xml().expect("what was built is valid");
            }
            let blocks = &order.cstmr_cdt_trf_initn.pmt_inf;
            for (block, of_block) in (1..).zip(blocks) {
                for (number, sent) in (1..).zip(&of_block.cdt_trf_tx_inf) {
                    let Ok(transfer) = Transfer::of(&order, block, number) else {
                        continue;
                    };
                    if let Ok(debit) = booking().debit(&transfer) {
                        assert_eq!(
                            end_to_end_id(&debit.value).as_deref(),
                            Some(sent.pmt_id.end_to_end_id.as_str())
                        );
                    }
                    let agent = Agent::bic("BNPAFRPPXXX".parse().expect("a BIC"));
                    let step = Forward::new(envelope(), day())
                        .with_transfer(transfer.with_creditor_agent(agent));
                    if let Ok(sent) = step.build() {
                        received(&sent.value);
                    }
                }
            }
        }
        Ok(AnyMessage::Pacs00800108(payments)) => received(&payments),
        _ => {}
    }
}

fn received(payments: &pacs_008_001_08::Document) {
    let xml = payments.to_xml().expect("what was built is valid");
    let again = pacs_008_001_08::Document::from_xml(xml.as_bytes()).expect("as before");
    assert!(*payments == again);
    let body = &payments.fi_to_fi_cstmr_cdt_trf;
    for (number, sent) in (1..).zip(&body.cdt_trf_tx_inf) {
        let Ok(original) = Original::of(payments, number) else {
            continue;
        };
        if let Ok(credit) = booking().credit(original) {
            let entry = credit.value;
            assert_eq!(
                entry.amt.value.value(),
                sent.intr_bk_sttlm_amt.value.value()
            );
            assert_eq!(
                end_to_end_id(&entry).as_deref(),
                Some(sent.pmt_id.end_to_end_id.as_str())
            );
        }
        let (ours, theirs) = (
            "COBADEFFXXX".parse().expect("a BIC"),
            "BNPAFRPPXXX".parse().expect("a BIC"),
        );
        if let Ok(back) = PaymentReturn::new(id(), time(), original, "AC04", day()).build() {
            back.to_xml().expect("what was built is valid");
        }
        if let Ok(recall) = Recall::new(id(), time(), ours, theirs, original, "DUPL").build() {
            recall.to_xml().expect("what was built is valid");
        }
    }
}

fn end_to_end_id(entry: &ReportEntry10) -> Option<String> {
    let entry = Element::root("Ntry", entry);
    let id = entry.at("NtryDtls/TxDtls/Refs/EndToEndId")?;
    Some(id.text()?.into_owned())
}

fn booking() -> Booking {
    Booking::new(day(), day(), "REFERENCE")
}

fn envelope() -> InterbankTransfer {
    InterbankTransfer::cross_border(
        id(),
        time(),
        "COBADEFFXXX".parse().expect("a BIC"),
        "BNPAFRPPXXX".parse().expect("a BIC"),
    )
}

fn id() -> MessageId {
    "1".parse().expect("an id")
}

fn time() -> girokit_iso20022::chrono::DateTime<girokit_iso20022::chrono::FixedOffset> {
    "2026-11-23T10:00:00+01:00".parse().expect("a time")
}

fn day() -> girokit_iso20022::chrono::NaiveDate {
    "2026-11-24".parse().expect("a day")
}

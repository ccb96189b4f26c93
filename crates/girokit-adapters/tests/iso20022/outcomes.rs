//! pain.002: one outcome for every order, whatever the bank sends.

use girokit_adapters::iso20022::read_outcomes;
use girokit_bank::{PaymentBatch, SubmitOutcome};

use super::given;

fn report(message_id: &str, group: &str, blocks: &str) -> String {
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
         <GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-11-23T09:00:01Z</CreDtTm></GrpHdr>\
         <OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}\
         </OrgnlGrpInfAndSts>{blocks}</CstmrPmtStsRpt></Document>"
    )
}

fn block(id: &str, status: &str, transactions: &str) -> String {
    format!(
        "<OrgnlPmtInfAndSts><OrgnlPmtInfId>{id}</OrgnlPmtInfId>{status}{transactions}</OrgnlPmtInfAndSts>"
    )
}

fn transaction(batch: &PaymentBatch, index: usize, rest: &str) -> String {
    let id = batch.orders()[index].instruction_id();
    format!("<TxInfAndSts><OrgnlInstrId>{id}</OrgnlInstrId>{rest}</TxInfAndSts>")
}

/// One letter for each order: Accepted, Settled, Rejected, Unknown.
fn letters(batch: &PaymentBatch, xml: &str) -> String {
    let letter = |outcome: &SubmitOutcome| match outcome {
        SubmitOutcome::Accepted { .. } => 'A',
        SubmitOutcome::Settled { .. } => 'S',
        SubmitOutcome::Rejected { .. } => 'R',
        SubmitOutcome::NotSent { .. } => 'N',
        SubmitOutcome::Unknown { .. } => 'U',
    };
    read_outcomes(batch, xml.as_bytes())
        .iter()
        .map(|(_, outcome)| letter(outcome))
        .collect()
}

#[test]
fn a_group_status_counts_for_all_unless_it_is_partial() {
    let batch = given::mixed();
    for (status, expected) in [
        ("ACSP", "AAAAAA"),
        ("ACSC", "SSSSSS"),
        ("RJCT", "RRRRRR"),
        ("PART", "UUUUUU"),
        ("ZZZZ", "UUUUUU"),
    ] {
        let xml = report("MSG-1", &format!("<GrpSts>{status}</GrpSts>"), "");
        assert_eq!(letters(&batch, &xml), expected, "{status}");
    }
    assert_eq!(letters(&batch, &report("MSG-1", "", "")), "UUUUUU");
}

#[test]
fn a_block_status_counts_for_its_own_orders_only() {
    let batch = given::mixed();
    let blocks = block("MSG-1-1", "<PmtInfSts>RJCT</PmtInfSts>", "");
    let xml = report("MSG-1", "<GrpSts>PART</GrpSts>", &blocks);
    assert_eq!(letters(&batch, &xml), "RUUURU");
}

#[test]
fn a_transaction_status_goes_before_its_block_and_group() {
    let batch = given::mixed();
    let one = transaction(
        &batch,
        0,
        "<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn><AddtlInf>short</AddtlInf></StsRsnInf>",
    );
    let xml = report(
        "MSG-1",
        "<GrpSts>ACSP</GrpSts>",
        &block("MSG-1-1", "", &one),
    );
    assert_eq!(letters(&batch, &xml), "RAAAAA");
    let outcome = read_outcomes(&batch, xml.as_bytes());
    let first = outcome.of(batch.orders()[0].instruction_id()).unwrap();
    assert_eq!(first.to_string(), "rejected AM04: short");
}

#[test]
fn an_answer_that_does_not_fit_leaves_the_order_unknown() {
    let batch = given::mixed();
    let end_to_end = transaction(
        &batch,
        0,
        "<OrgnlEndToEndId>OTHER</OrgnlEndToEndId><TxSts>ACSP</TxSts>",
    );
    let amount = transaction(
        &batch,
        1,
        "<TxSts>ACSP</TxSts><OrgnlTxRef><Amt><InstdAmt Ccy=\"EUR\">7.01</InstdAmt></Amt></OrgnlTxRef>",
    );
    let twice = transaction(&batch, 2, "<TxSts>ACSP</TxSts>")
        + &transaction(&batch, 2, "<TxSts>RJCT</TxSts>");
    let fits = transaction(
        &batch,
        3,
        "<OrgnlEndToEndId>E2E-4</OrgnlEndToEndId><TxSts>ACSP</TxSts>",
    );
    let xml = report(
        "MSG-1",
        "",
        &block("B", "", &(end_to_end + &amount + &twice + &fits)),
    );
    assert_eq!(letters(&batch, &xml), "UUUAUU");
}

#[test]
fn an_answer_about_something_else_or_no_answer_at_all_leaves_all_unknown() {
    let batch = given::mixed();
    let accepted = "<GrpSts>ACSP</GrpSts>";
    assert_eq!(letters(&batch, &report("MSG-2", accepted, "")), "UUUUUU");
    let count = "<OrgnlNbOfTxs>5</OrgnlNbOfTxs><GrpSts>ACSP</GrpSts>";
    assert_eq!(letters(&batch, &report("MSG-1", count, "")), "UUUUUU");
    assert_eq!(letters(&batch, "<html>502 Bad Gateway</html>"), "UUUUUU");
    assert_eq!(letters(&batch, ""), "UUUUUU");
}

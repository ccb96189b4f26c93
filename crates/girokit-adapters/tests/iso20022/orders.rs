//! pain.001: what is written is valid, counts right, and reads back as the same orders.

use girokit_adapters::iso20022::{read_orders, write_orders};
use girokit_bank::StatusReason;
use girokit_iso20022::Message as _;
use girokit_iso20022::pain_001_001_09::Document;

use super::given;

#[test]
fn orders_read_back_as_they_were() {
    let batch = given::mixed();
    let xml = write_orders(&batch).unwrap();
    let received = read_orders(xml.as_bytes()).unwrap();
    assert_eq!(received.problem, None);
    assert_eq!(received.message_id, *batch.message_id());
    assert_eq!(received.created_at, batch.created_at());
    let mut orders: Vec<_> = received
        .orders
        .into_iter()
        .map(|one| one.order.unwrap())
        .collect();
    orders.sort_by_key(|order| order.end_to_end_id().as_str().to_owned());
    assert_eq!(orders, batch.orders());
}

#[test]
fn counts_and_sums_are_stated_for_the_message_and_each_block() {
    let xml = write_orders(&given::mixed()).unwrap();
    let document = Document::from_xml(xml.as_bytes()).unwrap();
    let initiation = document.cstmr_cdt_trf_initn;
    assert_eq!(initiation.grp_hdr.nb_of_txs.as_str(), "6");
    assert_eq!(
        initiation.grp_hdr.ctrl_sum.unwrap().value().to_string(),
        "25268.635"
    );
    let blocks: Vec<_> = initiation
        .pmt_inf
        .iter()
        .map(|block| {
            (
                block.pmt_inf_id.as_str(),
                block.nb_of_txs.as_ref().unwrap().as_str(),
                block.cdt_trf_tx_inf.len(),
            )
        })
        .collect();
    assert_eq!(
        blocks,
        [
            ("MSG-1-1", "2", 2),
            ("MSG-1-2", "1", 1),
            ("MSG-1-3", "1", 1),
            ("MSG-1-4", "1", 1),
            ("MSG-1-5", "1", 1)
        ]
    );
}

#[test]
fn an_iban_goes_out_as_such_and_another_account_as_other() {
    let xml = write_orders(&given::mixed()).unwrap();
    assert!(
        xml.contains("<CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct>"),
        "{xml}"
    );
    assert!(
        xml.contains("<CdtrAcct><Id><Othr><Id>4020117788</Id></Othr></Id></CdtrAcct>"),
        "{xml}"
    );
}

#[test]
fn the_bank_finds_wrong_counts_and_sums() {
    let xml = write_orders(&given::mixed()).unwrap();
    let cases = [
        (
            "<NbOfTxs>6</NbOfTxs>",
            "<NbOfTxs>7</NbOfTxs>",
            StatusReason::AM18,
            "the message states 7 transactions and has 6",
        ),
        (
            "<CtrlSum>25268.635</CtrlSum>",
            "<CtrlSum>25268.64</CtrlSum>",
            StatusReason::AM10,
            "the message states a control sum of 25268.64 and adds up to 25268.635",
        ),
        (
            "<CtrlSum>10.51</CtrlSum>",
            "<CtrlSum>10.52</CtrlSum>",
            StatusReason::AM10,
            "the block MSG-1-1 states a control sum of 10.52 and adds up to 10.51",
        ),
    ];
    for (right, wrong, code, detail) in cases {
        assert!(xml.contains(right), "{right} in {xml}");
        let problem = read_orders(xml.replace(right, wrong).as_bytes())
            .unwrap()
            .problem
            .unwrap();
        assert_eq!((problem.code, problem.detail.as_str()), (code, detail));
    }
}

#[test]
fn the_bank_refuses_single_orders_with_codes() {
    let xml = write_orders(&given::mixed()).unwrap();
    let cases = [
        (
            "<InstdAmt Ccy=\"JPY\">24050</InstdAmt>",
            "<InstdAmt Ccy=\"JPY\">24049.5</InstdAmt>",
            StatusReason::CH20,
        ),
        ("<IBAN>KW81CBKU", "<IBAN>KW82CBKU", StatusReason::AC03),
        (
            "<InstdAmt Ccy=\"EUR\">7.00</InstdAmt>",
            "<InstdAmt Ccy=\"QQQ\">7.00</InstdAmt>",
            StatusReason::AM03,
        ),
    ];
    for (right, wrong, code) in cases {
        assert!(xml.contains(right), "{right} in {xml}");
        let received = read_orders(xml.replace(right, wrong).as_bytes()).unwrap();
        let refused: Vec<_> = received
            .orders
            .into_iter()
            .filter_map(|one| one.order.err())
            .collect();
        assert_eq!(refused.len(), 1, "{wrong}");
        assert_eq!(refused[0].0, code);
    }
}

#[test]
fn another_message_is_refused() {
    assert!(read_orders(b"<Document xmlns=\"urn:x\"/>").is_err());
    assert!(read_orders(b"").is_err());
}

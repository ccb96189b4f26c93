//! Views beside the structs of the same messages, on messages from elsewhere: `../shared/data`, or `GIROKIT_DATA`.
#![cfg(all(
    feature = "views",
    feature = "camt-053-001-08",
    feature = "pacs-008-001-08",
    feature = "pain-001-001-09"
))]
#![allow(
    clippy::redundant_closure_for_method_calls,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

use std::path::PathBuf;

use girokit_iso20022::views::messages as views;
use girokit_iso20022::{
    Message, Tree, camt_053_001_08 as camt, pacs_008_001_08 as pacs, pain_001_001_09 as pain,
    shared,
};

/// The valid samples of a message; none where the data is missing.
fn samples(id: &str) -> Vec<Vec<u8>> {
    let data = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let root = data.join("iso20022");
    let Ok(index) = std::fs::read_to_string(root.join("samples/index.tsv")) else {
        println!("skipped: no {}", root.display());
        return Vec::new();
    };
    let lines = index
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let wanted = lines.filter(|c| c.get(1) == Some(&id) && c.get(2) == Some(&"valid"));
    let samples: Vec<_> = wanted
        .map(|c| std::fs::read(root.join(c.first().unwrap())).unwrap())
        .collect();
    assert!(!samples.is_empty(), "the index lost its samples of {id}");
    samples
}

#[test]
fn a_statement_reads_alike() {
    let mut entries = 0;
    for xml in samples("camt.053.001.08") {
        let owned = camt::Document::from_xml(&xml).unwrap();
        let tree = Tree::from_xml(&xml).unwrap();
        let view = views::camt_053_001_08::Document::of(&tree).unwrap();
        assert!(views::pain_001_001_09::Document::of(&tree).is_none());
        let (owned, view) = (owned.bk_to_cstmr_stmt, view.bk_to_cstmr_stmt());
        assert_eq!(view.grp_hdr().msg_id(), owned.grp_hdr.msg_id.as_str());
        assert_eq!(view.grp_hdr().cre_dt_tm(), owned.grp_hdr.cre_dt_tm);
        assert_eq!(view.stmt().count(), owned.stmt.len());
        for (view, owned) in view.stmt().zip(&owned.stmt) {
            assert_eq!(view.id(), owned.id.as_str());
            let iban = view.acct().id().iban();
            let owned_iban = match &owned.acct.id {
                shared::AccountIdentification4Choice::IBAN(iban) => Some(iban.as_str()),
                shared::AccountIdentification4Choice::Othr(_) => None,
            };
            assert_eq!(iban, owned_iban);
            assert_eq!(view.bal().count(), owned.bal.len());
            assert_eq!(view.ntry().count(), owned.ntry.len());
            for (view, owned) in view.ntry().zip(&owned.ntry) {
                entries += 1;
                assert_eq!(view.amt().value(), owned.amt.value);
                assert_eq!(view.amt().ccy(), owned.amt.ccy.as_str());
                assert_eq!(view.cdt_dbt_ind(), owned.cdt_dbt_ind.as_str());
                assert_eq!(view.rvsl_ind(), owned.rvsl_ind.as_ref().map(|b| b.value()));
                assert_eq!(view.ntry_ref(), owned.ntry_ref.as_deref());
                assert_eq!(view.bookg_dt().is_some(), owned.bookg_dt.is_some());
                assert_eq!(view.ntry_dtls().count(), owned.ntry_dtls.len());
                let view_lines = view.ntry_dtls().flat_map(|d| d.tx_dtls());
                let owned_lines = owned.ntry_dtls.iter().flat_map(|d| &d.tx_dtls);
                for (view, owned) in view_lines.zip(owned_lines) {
                    let view = view.refs().and_then(|r| r.end_to_end_id());
                    let owned = owned.refs.as_ref().and_then(|r| r.end_to_end_id.as_deref());
                    assert_eq!(view, owned);
                }
            }
        }
    }
    println!("{entries} entries");
}

#[test]
fn transfers_read_alike() {
    for xml in samples("pain.001.001.09") {
        let owned = pain::Document::from_xml(&xml).unwrap().cstmr_cdt_trf_initn;
        let tree = Tree::from_xml(&xml).unwrap();
        let view = views::pain_001_001_09::Document::of(&tree)
            .unwrap()
            .cstmr_cdt_trf_initn();
        assert_eq!(view.pmt_inf().count(), owned.pmt_inf.len());
        for (view, owned) in view.pmt_inf().zip(&owned.pmt_inf) {
            assert_eq!(view.pmt_inf_id(), owned.pmt_inf_id.as_str());
            assert_eq!(
                view.reqd_exctn_dt().dt().is_some(),
                view.reqd_exctn_dt().dt_tm().is_none()
            );
            assert_eq!(view.cdt_trf_tx_inf().count(), owned.cdt_trf_tx_inf.len());
            for (view, owned) in view.cdt_trf_tx_inf().zip(&owned.cdt_trf_tx_inf) {
                assert_eq!(
                    view.pmt_id().end_to_end_id(),
                    owned.pmt_id.end_to_end_id.as_str()
                );
                let amount = view.amt().instd_amt().map(|a| a.value());
                let owned_amount = match &owned.amt {
                    shared::AmountType4Choice::InstdAmt(amount) => Some(amount.value.clone()),
                    shared::AmountType4Choice::EqvtAmt(_) => None,
                };
                assert_eq!(amount, owned_amount);
                let lines: Vec<&str> = view.rmt_inf().into_iter().flat_map(|r| r.ustrd()).collect();
                let owned_lines = owned.rmt_inf.iter().flat_map(|r| &r.ustrd);
                assert!(owned_lines.map(|l| l.as_str()).eq(lines));
            }
        }
    }
}

#[test]
fn interbank_transfers_read_alike() {
    for xml in samples("pacs.008.001.08") {
        let owned = pacs::Document::from_xml(&xml)
            .unwrap()
            .fi_to_fi_cstmr_cdt_trf;
        let tree = Tree::from_xml(&xml).unwrap();
        let view = views::pacs_008_001_08::Document::of(&tree).unwrap();
        for (view, owned) in view
            .fi_to_fi_cstmr_cdt_trf()
            .cdt_trf_tx_inf()
            .zip(&owned.cdt_trf_tx_inf)
        {
            assert_eq!(view.pmt_id().uetr(), owned.pmt_id.uetr.as_deref());
            assert_eq!(
                view.intr_bk_sttlm_amt().value(),
                owned.intr_bk_sttlm_amt.value
            );
            assert_eq!(view.chrg_br(), owned.chrg_br.as_str());
            assert_eq!(view.cdtr().nm(), owned.cdtr.nm.as_deref());
            let agent = view.cdtr_agt().fin_instn_id().bicfi();
            assert_eq!(agent, owned.cdtr_agt.fin_instn_id.bicfi.as_deref());
            assert_eq!(view.intr_bk_sttlm_dt(), owned.intr_bk_sttlm_dt);
        }
    }
}

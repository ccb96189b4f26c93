//! The peers, each behind its feature, called as its own documentation does.
#![allow(
    dead_code,
    unused_imports,
    reason = "which parts are used depends on the peers that are compiled in"
)]

use std::any::Any;

/// Parses into the peer's structs.
pub(crate) type Parse = fn(&str) -> Box<dyn Any>;

/// A peer, with the versions of camt.053.001 and pacs.008.001 that it has.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    pub(crate) statement: Option<(&'static str, Parse)>,
    pub(crate) transfer: Option<(&'static str, Parse)>,
}

/// The peers that are compiled in.
pub(crate) const PEERS: &[Peer] = &[
    #[cfg(feature = "mx-message")]
    mx_message_peer::PEER,
    #[cfg(feature = "mx20022")]
    mx20022_peer::PEER,
    #[cfg(feature = "open-payments")]
    open_payments_peer::PEER,
];

#[cfg(feature = "mx-message")]
mod mx_message_peer {
    use super::*;
    use mx_message::document::camt_053_001_08::BankToCustomerStatementV08;
    use mx_message::document::pacs_008_001_08::FIToFICustomerCreditTransferV08;

    pub(super) const PEER: Peer = Peer {
        name: "mx-message 3.1.4, parse and drop",
        statement: Some(("08", |xml| Box::new(read::<Statement>(xml)))),
        transfer: Some(("08", |xml| Box::new(read::<Transfer>(xml)))),
    };

    #[derive(serde::Deserialize)]
    struct Statement {
        #[serde(rename = "BkToCstmrStmt")]
        message: BankToCustomerStatementV08,
    }

    #[derive(serde::Deserialize)]
    struct Transfer {
        #[serde(rename = "FIToFICstmrCdtTrf")]
        message: FIToFICustomerCreditTransferV08,
    }

    fn read<T: serde::de::DeserializeOwned>(xml: &str) -> T {
        quick_xml_036::de::from_str(xml).expect("mx-message reads the input")
    }
}

#[cfg(feature = "mx20022")]
mod mx20022_peer {
    use super::*;

    pub(super) const PEER: Peer = Peer {
        name: "mx20022 0.3.2, parse and drop",
        #[cfg(feature = "mx20022-camt")]
        statement: Some(("11", |xml| {
            use mx20022_model::generated::camt::camt_053_001_11::Document;
            Box::new(mx20022_parse::de::from_str::<Document>(xml).expect("mx20022 reads the input"))
        })),
        #[cfg(not(feature = "mx20022-camt"))]
        statement: None,
        #[cfg(feature = "mx20022-pacs")]
        transfer: Some(("08", |xml| {
            use mx20022_model::generated::pacs::pacs_008_001_08::Document;
            Box::new(mx20022_parse::de::from_str::<Document>(xml).expect("mx20022 reads the input"))
        })),
        #[cfg(not(feature = "mx20022-pacs"))]
        transfer: None,
    };
}

#[cfg(feature = "open-payments")]
mod open_payments_peer {
    use super::*;
    use open_payments_iso20022_camt::camt_053_001_12::BankToCustomerStatementV12;
    use open_payments_iso20022_pacs::pacs_008_001_12::FIToFICustomerCreditTransferV12;

    pub(super) const PEER: Peer = Peer {
        name: "open-payments 1.0.10, parse and drop",
        statement: Some(("12", |xml| Box::new(read::<Statement>(xml)))),
        transfer: Some(("12", |xml| Box::new(read::<Transfer>(xml)))),
    };

    #[derive(serde::Deserialize)]
    struct Statement {
        #[serde(rename = "BkToCstmrStmt")]
        message: BankToCustomerStatementV12,
    }

    #[derive(serde::Deserialize)]
    struct Transfer {
        #[serde(rename = "FIToFICstmrCdtTrf")]
        message: FIToFICustomerCreditTransferV12,
    }

    fn read<T: serde::de::DeserializeOwned>(xml: &str) -> T {
        quick_xml::de::from_str(xml).expect("open-payments reads the input")
    }
}

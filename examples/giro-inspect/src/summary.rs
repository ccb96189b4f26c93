//! What a message is about: identification, counts, sums, and its transactions in a line each.

use std::borrow::Cow;
use std::collections::BTreeMap;

use girokit_iso20022::Element;
use girokit_iso20022::rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::report::Line;

/// Where messages keep their transactions and what to say of each. Paths begin below the body.
struct Layout {
    /// The messages' prefixes, such as `pain.001.`.
    messages: &'static [&'static str],
    transactions: &'static str,
    /// From a transaction to its amount: the first that is there.
    amounts: &'static [&'static str],
    /// From a transaction to its reference and to the other party's name.
    reference: &'static [&'static str],
    party: &'static [&'static str],
}

const LAYOUTS: &[Layout] = &[
    Layout {
        messages: &["pain.001."],
        transactions: "PmtInf/CdtTrfTxInf",
        amounts: &["Amt/InstdAmt", "Amt/EqvtAmt/Amt"],
        reference: &["PmtId/EndToEndId"],
        party: &["Cdtr/Nm"],
    },
    Layout {
        messages: &["pain.008."],
        transactions: "PmtInf/DrctDbtTxInf",
        amounts: &["InstdAmt"],
        reference: &["PmtId/EndToEndId"],
        party: &["Dbtr/Nm"],
    },
    Layout {
        messages: &["pain.013."],
        transactions: "PmtInf/CdtTrfTx",
        amounts: &["Amt/InstdAmt", "Amt/EqvtAmt/Amt"],
        reference: &["PmtId/EndToEndId"],
        party: &["Cdtr/Nm"],
    },
    Layout {
        messages: &["pain.002.", "pain.014."],
        transactions: "OrgnlPmtInfAndSts/TxInfAndSts",
        amounts: &["OrgnlTxRef/Amt/InstdAmt"],
        reference: &["OrgnlEndToEndId", "StsId"],
        party: &["TxSts"],
    },
    Layout {
        messages: &["pain.007."],
        transactions: "OrgnlPmtInfAndRvsl/TxInf",
        amounts: &["RvsdInstdAmt", "OrgnlInstdAmt"],
        reference: &["OrgnlEndToEndId", "RvslId"],
        party: &["OrgnlTxRef/Cdtr/Nm", "OrgnlTxRef/Cdtr/Pty/Nm"],
    },
    Layout {
        messages: &["pacs.008.", "pacs.009."],
        transactions: "CdtTrfTxInf",
        amounts: &["IntrBkSttlmAmt"],
        reference: &["PmtId/UETR", "PmtId/EndToEndId"],
        party: &["Cdtr/Nm", "Cdtr/FinInstnId/BICFI", "Cdtr/FinInstnId/Nm"],
    },
    Layout {
        messages: &["pacs.003."],
        transactions: "DrctDbtTxInf",
        amounts: &["IntrBkSttlmAmt"],
        reference: &["PmtId/UETR", "PmtId/EndToEndId"],
        party: &["Dbtr/Nm"],
    },
    Layout {
        messages: &["pacs.010."],
        transactions: "CdtInstr/DrctDbtTxInf",
        amounts: &["IntrBkSttlmAmt"],
        reference: &["PmtId/UETR", "PmtId/EndToEndId"],
        party: &["Dbtr/FinInstnId/BICFI", "Dbtr/FinInstnId/Nm"],
    },
    Layout {
        messages: &["pacs.002."],
        transactions: "TxInfAndSts",
        amounts: &["OrgnlTxRef/IntrBkSttlmAmt"],
        reference: &["OrgnlUETR", "OrgnlTxId", "OrgnlEndToEndId", "StsId"],
        party: &["TxSts"],
    },
    Layout {
        messages: &["pacs.028."],
        transactions: "TxInf",
        amounts: &["OrgnlTxRef/IntrBkSttlmAmt"],
        reference: &["OrgnlUETR", "OrgnlTxId", "OrgnlEndToEndId", "StsReqId"],
        party: &["OrgnlTxRef/Cdtr/Nm", "OrgnlTxRef/Cdtr/Pty/Nm"],
    },
    Layout {
        messages: &["pacs.004.", "pacs.007."],
        transactions: "TxInf",
        amounts: &["RtrdIntrBkSttlmAmt", "RvsdIntrBkSttlmAmt"],
        reference: &[
            "OrgnlUETR",
            "OrgnlTxId",
            "OrgnlEndToEndId",
            "RtrId",
            "RvslId",
        ],
        party: &["RtrRsnInf/Rsn/Cd", "RvslRsnInf/Rsn/Cd"],
    },
    Layout {
        messages: &["camt.052."],
        transactions: "Rpt/Ntry",
        amounts: &["Amt"],
        reference: &["AcctSvcrRef", "NtryRef"],
        party: &["AddtlNtryInf"],
    },
    Layout {
        messages: &["camt.053."],
        transactions: "Stmt/Ntry",
        amounts: &["Amt"],
        reference: &["AcctSvcrRef", "NtryRef"],
        party: &["AddtlNtryInf"],
    },
    Layout {
        messages: &["camt.054."],
        transactions: "Ntfctn/Ntry",
        amounts: &["Amt"],
        reference: &["AcctSvcrRef", "NtryRef"],
        party: &["AddtlNtryInf"],
    },
    Layout {
        messages: &["camt.055."],
        transactions: "Undrlyg/OrgnlPmtInfAndCxl/TxInf",
        amounts: &["OrgnlInstdAmt"],
        reference: &["OrgnlUETR", "OrgnlEndToEndId", "CxlId"],
        party: &["CxlRsnInf/Rsn/Cd"],
    },
    Layout {
        messages: &["camt.056."],
        transactions: "Undrlyg/TxInf",
        amounts: &["OrgnlIntrBkSttlmAmt"],
        reference: &["OrgnlUETR", "OrgnlTxId", "OrgnlEndToEndId", "CxlId"],
        party: &["CxlRsnInf/Rsn/Cd"],
    },
    Layout {
        messages: &["camt.029."],
        transactions: "CxlDtls/TxInfAndSts",
        amounts: &["OrgnlIntrBkSttlmAmt"],
        reference: &["OrgnlUETR", "OrgnlTxId", "OrgnlEndToEndId", "CxlStsId"],
        party: &["CxlStsRsnInf/Rsn/Cd", "TxCxlSts"],
    },
];

/// Where messages keep their identification and time.
const IDS: &[&str] = &[
    "GrpHdr/MsgId",
    "Assgnmt/Id",
    "MsgHdr/MsgId",
    "MsgId/Id",
    "MsgId",
];
const TIMES: &[&str] = &[
    "GrpHdr/CreDtTm",
    "Assgnmt/CreDtTm",
    "MsgHdr/CreDtTm",
    "MsgId/CreDtTm",
];

fn layout(id: &str) -> Option<&'static Layout> {
    LAYOUTS
        .iter()
        .find(|l| l.messages.iter().any(|prefix| id.starts_with(prefix)))
}

/// The first value at one of these paths.
fn first<'a>(element: Element<'a>, paths: &[&str]) -> Option<Cow<'a, str>> {
    paths.iter().find_map(|path| element.at(path)?.text())
}

/// Identification, creation, counts, sums for each currency and direction, and the first `limit` transactions.
pub(crate) fn summary(id: &str, root: Element<'_>, limit: usize) -> (Map<String, Value>, Tally) {
    let mut tally = Tally::new(id, limit);
    if let (Some(layout), Some(body)) = (tally.layout, root.children().next()) {
        for transaction in body.select(layout.transactions) {
            tally.add(transaction);
        }
    }
    (heading(root, &tally), tally)
}

/// Identification and creation, and what the tally counted.
pub(crate) fn heading(root: Element<'_>, tally: &Tally) -> Map<String, Value> {
    let mut summary = Map::new();
    let mut put = |key: &str, value: Option<Cow<'_, str>>| {
        if let Some(value) = value {
            summary.insert(key.to_owned(), Value::String(value.into_owned()));
        }
    };
    if root.tag() == "AppHdr" {
        put("business_message_id", first(root, &["BizMsgIdr"]));
        put("message_definition", first(root, &["MsgDefIdr"]));
        put("created", first(root, &["CreDt"]));
        let institution = ["FIId/FinInstnId/BICFI", "FIId/FinInstnId/ClrSysMmbId/MmbId"];
        put(
            "from",
            root.get("Fr").and_then(|fr| first(fr, &institution)),
        );
        put("to", root.get("To").and_then(|to| first(to, &institution)));
        return summary;
    }
    let Some(body) = root.children().next() else {
        return summary;
    };
    put("message_id", first(body, IDS));
    put("created", first(body, TIMES));
    if tally.layout.is_some() {
        let sums = tally
            .sums
            .iter()
            .map(|(key, sum)| (key.clone(), json!(sum.map(|s| s.to_string()))))
            .collect();
        summary.insert("transactions".to_owned(), json!(tally.count));
        summary.insert("sums".to_owned(), Value::Object(sums));
    }
    summary
}

/// Counts and sums of transactions, and the first of them.
pub(crate) struct Tally {
    layout: Option<&'static Layout>,
    limit: usize,
    pub(crate) count: usize,
    sums: BTreeMap<String, Option<Decimal>>,
    pub(crate) lines: Vec<Line>,
}

impl Tally {
    /// Of a message, with at most `limit` lines.
    pub(crate) fn new(id: &str, limit: usize) -> Self {
        Self {
            layout: layout(id),
            limit,
            count: 0,
            sums: BTreeMap::new(),
            lines: Vec::new(),
        }
    }

    /// Takes one more transaction in.
    pub(crate) fn add(&mut self, transaction: Element<'_>) {
        let Some(layout) = self.layout else { return };
        self.count = self.count.saturating_add(1);
        let amount = amount(transaction, layout);
        let direction = first(transaction, &["CdtDbtInd"]);
        if let Some((amount, currency)) = &amount {
            let key = match &direction {
                Some(direction) => format!("{currency} {direction}"),
                None => currency.clone().into_owned(),
            };
            let sum = self.sums.entry(key).or_insert(Some(Decimal::ZERO));
            *sum = sum.and_then(|s| s.checked_add(amount.decimal()?));
        }
        if self.lines.len() < self.limit {
            let owned = |text: Option<Cow<'_, str>>| text.unwrap_or_default().into_owned();
            self.lines.push(Line {
                reference: owned(first(transaction, layout.reference)),
                amount: owned(amount.as_ref().and_then(|(amount, _)| amount.text())),
                currency: owned(amount.map(|(_, currency)| currency)),
                direction: owned(direction),
                party: owned(first(transaction, layout.party)),
            });
        }
    }
}

/// A transaction's amount and currency.
fn amount<'a>(transaction: Element<'a>, layout: &Layout) -> Option<(Element<'a>, Cow<'a, str>)> {
    let amount = layout
        .amounts
        .iter()
        .find_map(|path| transaction.at(path))?;
    let currency = amount.attribute("Ccy").unwrap_or(Cow::Borrowed("?"));
    Some((amount, currency))
}

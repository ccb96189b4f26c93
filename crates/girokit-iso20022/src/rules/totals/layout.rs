//! Where each message keeps its items and what it declares of them.

use crate::rules::rule::Messages;

/// Where a message keeps its items and what it declares of them. Paths are below the body.
#[derive(Debug)]
pub(in crate::rules) struct Layout {
    messages: Messages,
    /// The element that declares `NbOfTxs` and `CtrlSum` of all items.
    pub(super) header: &'static str,
    /// The element around items that declares totals of its own; empty when there is none.
    pub(in crate::rules) batch: &'static str,
    pub(in crate::rules) items: &'static [&'static str],
    /// From an item to its amount: the first that is there.
    pub(super) amounts: &'static [&'static str],
    /// The total of the settlement amounts; empty when there is none.
    pub(super) total: &'static str,
    /// The same of a batch, below the batch.
    pub(super) batch_total: &'static str,
    /// Where `true` says that a whole group is meant whose transactions are not repeated.
    pub(super) unless: &'static [&'static str],
    /// Whether the items are entries and the batches statements.
    pub(super) statement: bool,
}

impl Layout {
    /// The layout of a message definition.
    pub(super) fn of(id: &str) -> Option<&'static Self> {
        LAYOUTS.iter().find(|layout| layout.messages.contains(id))
    }

    const fn new(
        prefix: &'static str,
        items: &'static [&'static str],
        amounts: &'static [&'static str],
    ) -> Self {
        Self {
            messages: Messages::of(prefix),
            header: "GrpHdr",
            batch: "",
            items,
            amounts,
            total: "",
            batch_total: "",
            unless: &[],
            statement: false,
        }
    }

    const fn batch(mut self, batch: &'static str) -> Self {
        self.batch = batch;
        self
    }

    const fn total(mut self, total: &'static str) -> Self {
        self.total = total;
        self
    }

    const fn unless(mut self, unless: &'static [&'static str]) -> Self {
        self.unless = unless;
        self
    }

    const fn statement(
        prefix: &'static str,
        batch: &'static str,
        items: &'static [&'static str],
    ) -> Self {
        let mut layout = Self::new(prefix, items, &[]).batch(batch);
        layout.statement = true;
        layout
    }
}

const INSTRUCTED: &[&str] = &["Amt/InstdAmt", "Amt/EqvtAmt/Amt"];
const SETTLED: &[&str] = &["IntrBkSttlmAmt"];
const TOTAL: &str = "GrpHdr/TtlIntrBkSttlmAmt";

static LAYOUTS: &[Layout] = &[
    Layout::new("pain.001.", &["PmtInf/CdtTrfTxInf"], INSTRUCTED).batch("PmtInf"),
    Layout::new(
        "pain.007.",
        &["OrgnlPmtInfAndRvsl/TxInf"],
        &["RvsdInstdAmt"],
    )
    .unless(&["GrpHdr/GrpRvsl", "OrgnlPmtInfAndRvsl/PmtInfRvsl"]),
    Layout::new("pain.008.", &["PmtInf/DrctDbtTxInf"], &["InstdAmt"]).batch("PmtInf"),
    Layout::new("pain.013.", &["PmtInf/CdtTrfTx"], INSTRUCTED),
    Layout::new("pacs.003.", &["DrctDbtTxInf"], SETTLED).total(TOTAL),
    Layout::new("pacs.004.", &["TxInf"], &["RtrdIntrBkSttlmAmt"])
        .total("GrpHdr/TtlRtrdIntrBkSttlmAmt")
        .unless(&["GrpHdr/GrpRtr"]),
    Layout::new("pacs.007.", &["TxInf"], &["RvsdIntrBkSttlmAmt"])
        .total("GrpHdr/TtlRvsdIntrBkSttlmAmt")
        .unless(&["GrpHdr/GrpRvsl"]),
    Layout::new("pacs.008.", &["CdtTrfTxInf"], SETTLED).total(TOTAL),
    Layout::new("pacs.009.", &["CdtTrfTxInf"], SETTLED).total(TOTAL),
    {
        let mut layout =
            Layout::new("pacs.010.", &["CdtInstr/DrctDbtTxInf"], SETTLED).batch("CdtInstr");
        layout.batch_total = "TtlIntrBkSttlmAmt";
        layout
    },
    {
        let items = &["Undrlyg/OrgnlPmtInfAndCxl/TxInf", "Undrlyg/TxInf"];
        let mut layout = Layout::new("camt.055.", items, &["OrgnlInstdAmt"]).unless(&[
            "Undrlyg/OrgnlGrpInfAndCxl/GrpCxl",
            "Undrlyg/OrgnlPmtInfAndCxl/PmtInfCxl",
        ]);
        layout.header = "CtrlData";
        layout
    },
    {
        let mut layout = Layout::new("camt.056.", &["Undrlyg/TxInf"], &["OrgnlIntrBkSttlmAmt"])
            .unless(&["Undrlyg/OrgnlGrpInfAndCxl/GrpCxl"]);
        layout.header = "CtrlData";
        layout
    },
    Layout::statement("camt.052.", "Rpt", &["Rpt/Ntry"]),
    Layout::statement("camt.053.", "Stmt", &["Stmt/Ntry"]),
    Layout::statement("camt.054.", "Ntfctn", &["Ntfctn/Ntry"]),
];

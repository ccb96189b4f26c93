//! Investigations: camt.110.001.01.

use girokit_types::{Bic, MessageId};

use super::original::Original;
use super::{Agent, finish};
use crate::camt_110_001_01::{
    AdditionalRequestData1Choice, Document, InvestigationReason1Choice, InvestigationReason2,
    InvestigationRequest2, InvestigationRequestV01, InvestigationType1Choice, Party40Choice,
    UnderlyingData2Choice, UnderlyingGroupInformation1, UnderlyingInvestigationInstrument1Choice,
    UnderlyingPaymentTransaction7,
};
use crate::error::Error;
use crate::parts::{MAX_CODE_LEN, amount, text};

/// A camt.110.001.01 in the making: a question to another bank about one payment of a pacs.008.001.08.
///
/// ```
/// # use girokit_iso20022::jobs::{Agent, Customer, InterbankPayment, InterbankTransfer, Party};
/// use girokit_iso20022::Message as _;
/// use girokit_iso20022::jobs::{Investigation, Original};
///
/// # let bank = |bic: &str| Agent::bic(bic.parse().unwrap());
/// # let payment = InterbankPayment::new("INV-42".parse()?, "USD 50.00".parse()?,
/// #     "2026-11-24".parse()?, Customer::new(Party::new("Muster"), bank("COBADEFFXXX")), Customer::new(Party::new("Weaver"), bank("BNPAFRPPXXX")))
/// #     .with_uetr("7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10".parse()?);
/// # let sent = InterbankTransfer::cross_border("PACS-1".parse()?, "2026-11-23T10:00:00+01:00".parse()?, "COBADEFFXXX".parse()?,
/// #     "BNPAFRPPXXX".parse()?).with_payment(payment).build()?;
/// let original = Original::of(&sent, 1)?; // of a pacs_008_001_08::Document
/// let document = Investigation::new(
///     "CASE-1".parse()?,
///     "CCNR",
///     "COBADEFFXXX".parse()?,
///     "BNPAFRPPXXX".parse()?,
///     original,
///     "CCNR",
/// )
/// .with_question("The creditor says that nothing arrived.")
/// .build()?;
/// assert!(document.to_xml()?.contains("<OrgnlUETR>7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10</OrgnlUETR>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: ISO 20022 camt.110.001.01 `/InvstgtnReq`.
#[derive(Clone, Debug)]
pub struct Investigation<'a> {
    message_id: MessageId,
    kind: String,
    requestor: Bic,
    responder: Bic,
    original: Original<'a>,
    reason: String,
    question: Option<String>,
}

impl<'a> Investigation<'a> {
    /// A question. `kind` is an `ExternalInvestigationType1Code` such as `CCNR` (the creditor claims not to have been paid) or `RQFI`
    /// (further information), and `reason` an `ExternalInvestigationReason1Code`; longer texts go
    /// out as the banks' own. The message's id serves as the investigation's.
    pub fn new(
        message_id: MessageId,
        kind: &str,
        requestor: Bic,
        responder: Bic,
        original: Original<'a>,
        reason: &str,
    ) -> Self {
        Self {
            message_id,
            kind: kind.to_owned(),
            requestor,
            responder,
            original,
            reason: reason.to_owned(),
            question: None,
        }
    }

    /// Sets the question in words of up to 500 characters: `ReqNrrtv`.
    #[must_use]
    pub fn with_question(mut self, words: &str) -> Self {
        self.question = Some(words.to_owned());
        self
    }

    /// Makes the message.
    ///
    /// # Errors
    /// What the schema does not allow: all problems.
    pub fn build(&self) -> Result<Document, Error> {
        let bank = |bic: Bic| Party40Choice::Agt(Box::new(Agent::bic(bic).build()));
        let kind = if self.kind.chars().count() <= MAX_CODE_LEN {
            InvestigationType1Choice::Cd(self.kind.as_str().into())
        } else {
            InvestigationType1Choice::Prtry(text(&self.kind))
        };
        let id = text(self.message_id.as_str());
        let mut request = InvestigationRequest2::new(
            id.clone(),
            kind,
            UnderlyingData2Choice::IntrBk(Box::new(self.underlying())),
            bank(self.requestor),
            bank(self.responder),
        );
        request.rqstr_invstgtn_id = Some(id);
        let instrument = UnderlyingInvestigationInstrument1Choice::Cd(self.instrument().into());
        request.undrlyg_instrm = Some(instrument);
        let reason = if self.reason.chars().count() <= MAX_CODE_LEN {
            InvestigationReason1Choice::Cd(self.reason.as_str().into())
        } else {
            InvestigationReason1Choice::Prtry(text(&self.reason))
        };
        let mut data = InvestigationReason2::new(reason);
        let question = self.question.as_deref().map(text);
        data.addtl_req_data = question.map(AdditionalRequestData1Choice::ReqNrrtv);
        let body = InvestigationRequestV01::new(request, vec![data]);
        finish(Document::new(body), Vec::new())
    }

    /// An `ExternalInvestigationInstrument1Code`.
    fn instrument(&self) -> &'static str {
        match (self.original.is_sepa(), self.original.is_instant()) {
            (_, true) => "INST",
            (true, false) => "ACHP",
            (false, false) => "XBCT",
        }
    }

    fn underlying(&self) -> UnderlyingPaymentTransaction7 {
        let original = self.original;
        let sent = original.transaction;
        let group = original.group();
        let mut about = UnderlyingGroupInformation1::new(group.orgnl_msg_id, group.orgnl_msg_nm_id);
        about.orgnl_cre_dt_tm = group.orgnl_cre_dt_tm;
        let mut out = UnderlyingPaymentTransaction7::new();
        out.orgnl_grp_inf = Some(Box::new(about));
        out.orgnl_instr_id.clone_from(&sent.pmt_id.instr_id);
        out.orgnl_end_to_end_id = Some(sent.pmt_id.end_to_end_id.clone());
        out.orgnl_tx_id.clone_from(&sent.pmt_id.tx_id);
        out.orgnl_uetr.clone_from(&sent.pmt_id.uetr);
        out.orgnl_intr_bk_sttlm_amt = Some(amount(original.amount()));
        out.orgnl_intr_bk_sttlm_dt = original.settlement_date();
        out
    }
}

//! Recalls and their answers: camt.056.001.08 and camt.029.001.09.

use chrono::{DateTime, FixedOffset};
use girokit_types::{Bic, MessageId};

use super::original::Original;
use super::{Agent, Party, finish};
use crate::camt_029_001_09::{
    CancellationIndividualStatus1Code, CancellationStatusReason3Choice, CancellationStatusReason4,
    Document as Resolution, InvestigationStatus5Choice, PaymentTransaction102,
    ResolutionOfInvestigationV09, UnderlyingTransaction22,
};
use crate::camt_056_001_08::{
    CancellationReason33Choice, Case5, CaseAssignment5, ControlData1, Document,
    FIToFIPaymentCancellationRequestV08, Party40Choice, PaymentCancellationReason5,
    PaymentTransaction106, UnderlyingTransaction23,
};
use crate::error::Error;
use crate::parts::{MAX_CODE_LEN, amount, text};
use crate::value::DateTime as Moment;

/// A camt.056.001.08 in the making: the request to cancel or send back one payment of a pacs.008.001.08.
///
/// A SEPA recall repeats the original payment (`OrgnlTxRef`); any other opens a case with the assignment's id.
///
/// ```
/// # use girokit_iso20022::jobs::{Agent, Customer, InterbankPayment, InterbankTransfer, Party};
/// use girokit_iso20022::Message as _;
/// use girokit_iso20022::jobs::{Original, Recall, RecallAnswer};
///
/// # let bank = |bic: &str| Agent::bic(bic.parse().unwrap());
/// # let payment = InterbankPayment::new("INV-42".parse()?, "USD 50.00".parse()?,
/// #     "2026-11-24".parse()?, Customer::new(Party::new("Muster"), bank("COBADEFFXXX")), Customer::new(Party::new("Weaver"), bank("BNPAFRPPXXX")))
/// #     .with_uetr("7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10".parse()?);
/// # let sent = InterbankTransfer::cross_border("PACS-1".parse()?, "2026-11-23T10:00:00+01:00".parse()?, "COBADEFFXXX".parse()?,
/// #     "BNPAFRPPXXX".parse()?).with_payment(payment).build()?;
/// let original = Original::of(&sent, 1)?; // of a pacs_008_001_08::Document
/// let (ours, theirs) = ("COBADEFFXXX".parse()?, "BNPAFRPPXXX".parse()?);
/// let now = "2026-11-25T09:00:00+01:00".parse()?;
/// let document = Recall::new("RECALL-1".parse()?, now, ours, theirs, original, "DUPL").build()?;
/// assert!(document.to_xml()?.contains("<CxlRsnInf><Rsn><Cd>DUPL</Cd></Rsn></CxlRsnInf>"));
///
/// // The other bank's answer.
/// let answer = RecallAnswer::rejected("ANSWER-1".parse()?, now, &document, "CUST").build()?;
/// assert!(answer.to_xml()?.contains("<Sts><Conf>RJCR</Conf></Sts>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: ISO 20022 camt.056.001.08 `/FIToFIPmtCxlReq`.
#[derive(Clone, Debug)]
pub struct Recall<'a> {
    assignment_id: MessageId,
    created_at: DateTime<FixedOffset>,
    from: Bic,
    to: Bic,
    original: Original<'a>,
    reason: String,
    originator: Option<Party>,
    information: Vec<String>,
}

impl<'a> Recall<'a> {
    /// A recall from one bank (`Assgnr`) to another (`Assgne`). The assignment's id serves for the cancellation (`CxlId`) and, outside SEPA, for the case.
    ///
    /// `reason` is an `ExternalCancellationReason1Code` such as `DUPL` or `FRAD`, or up to 35 characters of the bank's own.
    pub fn new(
        assignment_id: MessageId,
        created_at: DateTime<FixedOffset>,
        from: Bic,
        to: Bic,
        original: Original<'a>,
        reason: &str,
    ) -> Self {
        Self {
            assignment_id,
            created_at,
            from,
            to,
            original,
            reason: reason.to_owned(),
            originator: None,
            information: Vec::new(),
        }
    }

    /// Sets who wants the payment back: `CxlRsnInf/Orgtr`. Unless set, a SEPA recall names the bank.
    #[must_use]
    pub fn with_originator(mut self, party: Party) -> Self {
        self.originator = Some(party);
        self
    }

    /// Adds words to the reason: a line of up to 105 characters.
    #[must_use]
    pub fn with_information(mut self, line: &str) -> Self {
        self.information.push(line.to_owned());
        self
    }

    /// Makes the message.
    ///
    /// # Errors
    /// What the schema does not allow: all problems.
    pub fn build(&self) -> Result<Document, Error> {
        let original = self.original;
        let sent = original.transaction;
        let id = text(self.assignment_id.as_str());
        let bank = |bic: Bic| Party40Choice::Agt(Box::new(Agent::bic(bic).build()));
        let mut out = PaymentTransaction106::new();
        out.cxl_id = Some(id.clone());
        out.orgnl_grp_inf = Some(Box::new(original.group()));
        out.orgnl_instr_id.clone_from(&sent.pmt_id.instr_id);
        out.orgnl_end_to_end_id = Some(sent.pmt_id.end_to_end_id.clone());
        out.orgnl_tx_id.clone_from(&sent.pmt_id.tx_id);
        out.orgnl_uetr.clone_from(&sent.pmt_id.uetr);
        out.orgnl_clr_sys_ref.clone_from(&sent.pmt_id.clr_sys_ref);
        out.orgnl_intr_bk_sttlm_amt = Some(amount(original.amount()));
        out.orgnl_intr_bk_sttlm_dt = original.settlement_date();
        let mut originator = self.originator.as_ref().map(Party::build);
        if original.is_sepa() {
            out.orgnl_tx_ref = Some(Box::new(original.reference()));
            originator = originator.or_else(|| Some(super::party::bank_as_party(self.from)));
        } else {
            out.case = Some(Box::new(Case5::new(id.clone(), bank(self.from))));
        }
        let mut reason = PaymentCancellationReason5::new();
        reason.orgtr = originator.map(Box::new);
        reason.rsn = Some(if self.reason.chars().count() <= MAX_CODE_LEN {
            CancellationReason33Choice::Cd(self.reason.as_str().into())
        } else {
            CancellationReason33Choice::Prtry(text(&self.reason))
        });
        reason.addtl_inf = self.information.iter().map(|line| text(line)).collect();
        out.cxl_rsn_inf = vec![reason];
        let mut underlying = UnderlyingTransaction23::new();
        underlying.tx_inf.push(out);
        let assignment = CaseAssignment5::new(
            id,
            bank(self.from),
            bank(self.to),
            Moment::from(self.created_at),
        );
        let mut body = FIToFIPaymentCancellationRequestV08::new(assignment, vec![underlying]);
        body.ctrl_data = Some(Box::new(ControlData1::new(text("1"))));
        finish(Document::new(body), Vec::new())
    }
}

/// A camt.029.001.09 in the making: the answer to every recall in a camt.056.001.08.
///
/// Source: ISO 20022 camt.029.001.09 `/RsltnOfInvstgtn`.
#[derive(Clone, Debug)]
pub struct RecallAnswer<'a> {
    assignment_id: MessageId,
    created_at: DateTime<FixedOffset>,
    request: &'a Document,
    decision: Decision,
    information: Vec<String>,
}

#[derive(Clone, Debug)]
enum Decision {
    Accepted,
    Pending(String),
    Rejected(String),
}

impl<'a> RecallAnswer<'a> {
    /// The payment is cancelled: `CNCL`. That the money goes back tells a return.
    pub fn accepted(
        assignment_id: MessageId,
        created_at: DateTime<FixedOffset>,
        request: &'a Document,
    ) -> Self {
        Self {
            assignment_id,
            created_at,
            request,
            decision: Decision::Accepted,
            information: Vec::new(),
        }
    }

    /// The recall is rejected: `RJCR`, with an `ExternalPaymentCancellationRejection1Code` such as `CUST` or `ARDT`.
    pub fn rejected(
        assignment_id: MessageId,
        created_at: DateTime<FixedOffset>,
        request: &'a Document,
        reason: &str,
    ) -> Self {
        Self {
            decision: Decision::Rejected(reason.to_owned()),
            ..Self::accepted(assignment_id, created_at, request)
        }
    }

    /// The recall is not decided yet: `PDCR`, with a reason such as `PTNA` or `RQDA`.
    pub fn pending(
        assignment_id: MessageId,
        created_at: DateTime<FixedOffset>,
        request: &'a Document,
        reason: &str,
    ) -> Self {
        Self {
            decision: Decision::Pending(reason.to_owned()),
            ..Self::accepted(assignment_id, created_at, request)
        }
    }

    /// Adds words to the reason: a line of up to 105 characters.
    #[must_use]
    pub fn with_information(mut self, line: &str) -> Self {
        self.information.push(line.to_owned());
        self
    }

    /// Makes the message. Who was asked answers whoever asked.
    ///
    /// # Errors
    /// What the schema does not allow: all problems.
    pub fn build(&self) -> Result<Resolution, Error> {
        let request = &self.request.fi_to_fi_pmt_cxl_req;
        let (code, status, reason) = match &self.decision {
            Decision::Accepted => ("CNCL", None, None),
            Decision::Pending(reason) => (
                "PDCR",
                Some(CancellationIndividualStatus1Code::Pdcr),
                Some(reason),
            ),
            Decision::Rejected(reason) => (
                "RJCR",
                Some(CancellationIndividualStatus1Code::Rjcr),
                Some(reason),
            ),
        };
        let status = status.unwrap_or(CancellationIndividualStatus1Code::Accr);
        let assignment = CaseAssignment5::new(
            text(self.assignment_id.as_str()),
            request.assgnmt.assgne.clone(),
            request.assgnmt.assgnr.clone(),
            Moment::from(self.created_at),
        );
        let confirmed = InvestigationStatus5Choice::Conf(code.into());
        let mut body = ResolutionOfInvestigationV09::new(assignment, confirmed);
        body.rslvd_case.clone_from(&request.case);
        let mut details = UnderlyingTransaction22::new();
        for asked in request.undrlyg.iter().flat_map(|one| &one.tx_inf) {
            let mut out = PaymentTransaction102::new();
            out.cxl_sts_id = Some(text(self.assignment_id.as_str()));
            out.rslvd_case.clone_from(&asked.case);
            out.orgnl_grp_inf.clone_from(&asked.orgnl_grp_inf);
            out.orgnl_instr_id.clone_from(&asked.orgnl_instr_id);
            out.orgnl_end_to_end_id
                .clone_from(&asked.orgnl_end_to_end_id);
            out.orgnl_tx_id.clone_from(&asked.orgnl_tx_id);
            out.orgnl_clr_sys_ref.clone_from(&asked.orgnl_clr_sys_ref);
            out.orgnl_uetr.clone_from(&asked.orgnl_uetr);
            out.orgnl_intr_bk_sttlm_amt
                .clone_from(&asked.orgnl_intr_bk_sttlm_amt);
            out.orgnl_intr_bk_sttlm_dt
                .clone_from(&asked.orgnl_intr_bk_sttlm_dt);
            out.tx_cxl_sts = Some(status);
            out.cxl_sts_rsn_inf
                .extend(reason.map(|reason| self.reason(reason)));
            out.orgnl_tx_ref.clone_from(&asked.orgnl_tx_ref);
            details.tx_inf_and_sts.push(out);
        }
        body.cxl_dtls = vec![details];
        finish(Resolution::new(body), Vec::new())
    }

    fn reason(&self, code: &str) -> CancellationStatusReason4 {
        let mut out = CancellationStatusReason4::new();
        out.rsn = Some(if code.chars().count() <= MAX_CODE_LEN {
            CancellationStatusReason3Choice::Cd(code.into())
        } else {
            CancellationStatusReason3Choice::Prtry(text(code))
        });
        out.addtl_inf = self.information.iter().map(|line| text(line)).collect();
        out
    }
}

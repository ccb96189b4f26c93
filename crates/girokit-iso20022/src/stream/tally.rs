//! Counts and sums while a stream passes. Without the feature `rules` nothing is counted.

#[cfg(feature = "rules")]
use super::counted::Counted;
#[cfg(feature = "rules")]
use super::message::Streamed;
#[cfg(feature = "rules")]
use crate::element::Element;
#[cfg(feature = "rules")]
use crate::rules::{Finding, Report, Totals};

/// What is counted of a message, and what came of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    #[cfg(feature = "rules")]
    totals: Option<Totals>,
    /// Elements around items that have ended.
    #[cfg(feature = "rules")]
    ended: u32,
    /// Something was refused, so that sums of the current list tell nothing.
    #[cfg(feature = "rules")]
    is_partial: bool,
    /// Something was refused, so that sums of the message tell nothing.
    #[cfg(feature = "rules")]
    is_all_partial: bool,
    #[cfg(feature = "rules")]
    pub(super) findings: Vec<Finding>,
}

#[cfg(feature = "rules")]
impl Tally {
    /// Counts on from `totals`, behind so many elements around items.
    pub(super) fn new(totals: Totals, ended: u32) -> Self {
        Self {
            totals: Some(totals),
            ended,
            ..Self::default()
        }
    }

    /// Goes on from what another stream of the document has counted.
    pub(super) fn restore(&mut self, counted: &Counted) {
        if let Some(totals) = &mut self.totals {
            totals.restore(counted);
            self.ended = counted.ended;
            self.is_partial = counted.is_partial;
            self.is_all_partial = counted.is_all_partial;
        }
    }

    /// What was counted so far.
    pub(super) fn counted(&self) -> Option<Counted> {
        let totals = self.totals.as_ref()?;
        Some(Counted {
            ended: self.ended,
            is_partial: self.is_partial,
            is_all_partial: self.is_all_partial,
            sums: totals.counted(),
        })
    }

    pub(super) fn totals(&self) -> Option<&Totals> {
        self.totals.as_ref()
    }

    pub(super) fn item(&mut self, item: Element<'_>) {
        if let Some(totals) = &mut self.totals {
            totals.add(item);
        }
    }

    pub(super) fn refused(&mut self) {
        self.is_partial = true;
        self.is_all_partial = true;
    }

    /// The tag of the elements around items that have totals of their own.
    fn batch<M: Streamed>(&self) -> Option<&'static str> {
        let batch = self.totals.as_ref()?.batch()?;
        (M::SPINE.len() == 3 && M::SPINE.get(1) == Some(&batch)).then_some(batch)
    }

    /// The list of this number ends, of a message that holds the elements around all of them.
    pub(super) fn end_list<M: Streamed>(&mut self, message: &M, list: usize) {
        let batch = self.batch::<M>().zip(body(message));
        let Some((tag, body)) = batch else {
            return;
        };
        if let Some(batch) = body.all(tag).nth(list) {
            self.end(&format!("{}/{tag}[{}]", path::<M>(), list + 1), batch);
        }
    }

    /// An element around items goes.
    pub(super) fn end_batch<M: Streamed>(&mut self, message: &M) {
        let Some(tag) = self.batch::<M>() else {
            return;
        };
        let Some(body) = body(message) else {
            return;
        };
        if let Some(batch) = body.all(tag).last() {
            self.end(&format!("{}/{tag}[{}]", path::<M>(), self.ended + 1), batch);
        }
    }

    /// Holds the totals of an element around items against what it declares.
    fn end(&mut self, path: &str, batch: Element<'_>) {
        let Some(totals) = &mut self.totals else {
            return;
        };
        let report = totals.end_batch(path, batch);
        self.ended = self.ended.saturating_add(1);
        if !std::mem::take(&mut self.is_partial) {
            self.take(report);
        }
    }

    /// The message ends.
    pub(super) fn finish<M: Streamed>(&mut self, message: &M) {
        let Some(totals) = self.totals.take() else {
            return;
        };
        if let Some(body) = body(message)
            && !self.is_all_partial
        {
            let report = totals.finish(&path::<M>(), body);
            self.take(report);
        }
    }

    fn take(&mut self, report: Report) {
        self.findings.extend(report.into_findings());
    }
}

#[cfg(feature = "rules")]
fn body<M: Streamed>(message: &M) -> Option<Element<'_>> {
    Element::of(message).get(M::SPINE.first()?)
}

#[cfg(feature = "rules")]
fn path<M: Streamed>() -> String {
    let body = M::SPINE.first().copied().unwrap_or_default();
    format!("/{}/{body}", M::ROOT)
}

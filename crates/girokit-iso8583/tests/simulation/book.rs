//! What the callers were told: a book that survives the process, as a till's journal does.

/// What a caller was told of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Approved,
    Declined,
    NotSent,
    Unknown,
}

/// A request or an advice of a caller.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) amount: u64,
    pub(crate) advice: bool,
    /// The run of the process in which it was begun.
    pub(crate) run: u32,
    pub(crate) told: Option<Told>,
    /// Whether the reversal, or the advice, was answered.
    pub(crate) resolved: bool,
    /// Whether the advice was taken for sending.
    pub(crate) taken: bool,
}

#[derive(Default)]
pub(crate) struct Book {
    pub(crate) orders: Vec<Order>,
    pub(crate) run: u32,
    pub(crate) wrong: Vec<String>,
}

impl Book {
    pub(crate) fn begin(&mut self, amount: u64, advice: bool) -> u64 {
        self.orders.push(Order {
            amount,
            advice,
            run: self.run,
            told: None,
            resolved: false,
            taken: false,
        });
        self.orders.len() as u64 - 1
    }

    pub(crate) fn tell(&mut self, number: u64, told: Told) {
        let order = &mut self.orders[usize::try_from(number).unwrap()];
        if let Some(before) = order.told.replace(told) {
            self.wrong
                .push(format!("order {number}: told {before:?}, then {told:?}"));
        }
    }

    pub(crate) fn take(&mut self, number: u64) {
        self.orders[usize::try_from(number).unwrap()].taken = true;
    }

    /// The reversal of it, or the advice itself, was answered. That may be told more than once.
    pub(crate) fn resolve(&mut self, number: u64) {
        let order = &mut self.orders[usize::try_from(number).unwrap()];
        order.resolved = true;
        let known = matches!(order.told, Some(told) if told != Told::Unknown);
        // After a crash between what the caller was told and the removal of the reversal, the reversal is sent.
        if known && order.run == self.run {
            self.wrong.push(format!(
                "order {number}: told {:?}, reversed all the same",
                order.told
            ));
        }
    }

    /// What stands for the callers at the end: approved and not reversed, and the advices.
    pub(crate) fn sum(&self) -> u64 {
        let stands = |order: &&Order| {
            if order.advice {
                order.resolved
            } else {
                order.told == Some(Told::Approved) && !order.resolved
            }
        };
        let standing = self.orders.iter().filter(stands);
        standing.map(|order| order.amount).sum()
    }
}

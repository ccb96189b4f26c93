//! Counts and sums as a stream's position keeps them.

use super::{Currency, Sum, Sums};
use crate::stream::counted::{Added, Counter, Currencies};

impl Sums {
    pub(super) fn counter(&self) -> Counter {
        counter(self.count, self.sum, &self.currency)
    }

    pub(super) fn from_counter(counter: &Counter) -> Self {
        Self {
            count: counter.count,
            sum: counter.sum.into(),
            currency: Currency::from(&counter.currency),
        }
    }
}

pub(super) fn counter(count: u64, sum: Sum, currency: &Currency) -> Counter {
    Counter {
        count,
        sum: match sum {
            Sum::Known(sum) => Added::Known(sum),
            Sum::Missing => Added::Missing,
            Sum::TooLarge => Added::TooLarge,
        },
        currency: match currency {
            Currency::None => Currencies::None,
            Currency::One(one) => Currencies::One(one.clone()),
            Currency::Several => Currencies::Several,
        },
    }
}

impl From<Added> for Sum {
    fn from(sum: Added) -> Self {
        match sum {
            Added::Known(sum) => Self::Known(sum),
            Added::Missing => Self::Missing,
            Added::TooLarge => Self::TooLarge,
        }
    }
}

impl From<&Currencies> for Currency {
    fn from(currency: &Currencies) -> Self {
        match currency {
            Currencies::None => Self::None,
            Currencies::One(one) => Self::One(one.clone()),
            Currencies::Several => Self::Several,
        }
    }
}

//! Who may do what.

use core::fmt;
use std::collections::BTreeSet;

use super::{CallerId, ProfileName, Purpose, TenantId};

/// Who asks and what for, after you authenticated him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    id: CallerId,
    purpose: Purpose,
}

impl Caller {
    /// This caller, for this purpose.
    pub fn new(id: CallerId, purpose: Purpose) -> Self {
        Self { id, purpose }
    }

    /// Who asks.
    pub fn id(&self) -> &CallerId {
        &self.id
    }

    /// What for.
    pub fn purpose(&self) -> &Purpose {
        &self.purpose
    }
}

/// What a caller may do, and did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Action {
    /// Sees the value of a token.
    Detokenize,
    /// Finds the token of a value, without making one.
    Find,
    /// Erases a value and its token.
    Remove,
    /// Makes new data keys and moves values to them; a right over a whole tenant.
    Rotate,
    /// Sees a few characters of the value of a token.
    ShowMasked,
    /// Makes tokens.
    Tokenize,
}

impl Action {
    /// Its name in the journal: `detokenize`, `show-masked`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Detokenize => "detokenize",
            Self::Find => "find",
            Self::Remove => "remove",
            Self::Rotate => "rotate",
            Self::ShowMasked => "show-masked",
            Self::Tokenize => "tokenize",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Decides who may do what: [`Grants`], or your own rights management.
pub trait Access: fmt::Debug + Send + Sync {
    /// Whether `caller` may. `profile` is `None` for what concerns a whole tenant ([`Action::Rotate`]).
    fn allows(
        &self,
        caller: &Caller,
        action: Action,
        tenant: &TenantId,
        profile: Option<&ProfileName>,
    ) -> bool;
}

/// An allow-list of rights in memory: what is not granted is denied.
#[derive(Clone, Debug, Default)]
pub struct Grants(BTreeSet<(CallerId, TenantId, Option<ProfileName>, Action)>);

impl Grants {
    /// Nobody may do anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Grants actions on one profile of one tenant.
    #[must_use]
    pub fn with(
        mut self,
        caller: &CallerId,
        tenant: &TenantId,
        profile: &ProfileName,
        actions: &[Action],
    ) -> Self {
        for &action in actions {
            let (caller, tenant) = (caller.clone(), tenant.clone());
            self.0
                .insert((caller, tenant, Some(profile.clone()), action));
        }
        self
    }

    /// Grants [`Action::Rotate`] over a tenant.
    #[must_use]
    pub fn with_rotation(mut self, caller: &CallerId, tenant: &TenantId) -> Self {
        let (caller, tenant) = (caller.clone(), tenant.clone());
        self.0.insert((caller, tenant, None, Action::Rotate));
        self
    }
}

impl Access for Grants {
    fn allows(
        &self,
        caller: &Caller,
        action: Action,
        tenant: &TenantId,
        profile: Option<&ProfileName>,
    ) -> bool {
        let (caller, tenant) = (caller.id.clone(), tenant.clone());
        self.0.contains(&(caller, tenant, profile.cloned(), action))
    }
}

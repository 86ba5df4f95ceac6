//! What a proof is told about lists.

use std::collections::BTreeMap;

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::ids::ListId;
use pointsman_domain::list::{ListKeys, ListKind};

use super::present::PresentLists;
use crate::lists::ListIndex;

/// For which contents of lists a claim holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// For all contents that the lists' types allow; where something is possible, for some of them.
    AnyLists,
    /// For what is in the lists now.
    PresentLists,
}

impl Scope {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnyLists => "any_lists",
            Self::PresentLists => "present_lists",
        }
    }
}

/// What asking about one inquiry has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// The lists that match; one may be here more than once.
    pub found: Vec<ListMatch>,
    /// Items that were gone through for it, where a look-up is no single step.
    pub visited: u64,
}

/// Finds the lists that an inquiry is on, as deciding does.
pub trait Matching {
    /// The lists that match; `None` if lists have changed since that proofs are about. On no list is something else.
    fn matches(&self, keys: &ListKeys) -> Option<Matched>;
}

impl Matching for ListIndex {
    fn matches(&self, keys: &ListKeys) -> Option<Matched> {
        let (found, visited) = self.every_match_counted(keys);
        Some(Matched { found, visited })
    }
}

/// What is in lists now.
#[derive(Clone, Copy)]
pub struct Present<'l> {
    /// Which lists can match together, and with which values.
    pub lists: &'l PresentLists,
    /// Confirms each value before it is shown.
    pub matching: &'l dyn Matching,
}

/// What a proof may know about the lists that conditions mention.
#[derive(Clone, Default)]
pub struct KnownLists<'l> {
    /// The kinds of lists; one that is not here may be of any kind.
    pub kinds: BTreeMap<ListId, ListKind>,
    /// Their contents; without them claims are made for any contents alone.
    pub present: Option<Present<'l>>,
}

//! What a listing of inquiries is asked for.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{ListId, WorkflowId};
use pointsman_domain::inquiry::Status;
use pointsman_domain::workflow::TakenRoute;

use super::record::Outcome;
use super::write::UNDECIDED;

/// Which inquiries a page shows, those that meet every part that is given, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InquiryFilter {
    /// With this status.
    pub status: Option<Status>,
    /// With this decision, or without one.
    pub decision: Option<DecisionFilter>,
    /// With a run of this workflow.
    pub workflow: Option<WorkflowId>,
    /// With a run that took this route, of `workflow` if that is given.
    pub route: Option<TakenRoute>,
    /// With a match on this list at completion.
    pub list: Option<ListId>,
    /// An exact id, reference id or e-mail address, or the beginning of a last name.
    pub q: Option<String>,
    /// Made at this moment or later.
    pub created_after: Option<Timestamp>,
    /// Made before this moment.
    pub created_before: Option<Timestamp>,
    /// With this tag.
    pub tag: Option<String>,
    /// Which come first.
    pub order: InquiryOrder,
}

/// Which inquiries come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InquiryOrder {
    /// The newest.
    #[default]
    NewestFirst,
    /// The oldest: a queue that people work off.
    OldestFirst,
}

/// A decision to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionFilter {
    /// No decision yet.
    Undecided,
    /// This one.
    Is(Outcome),
}

/// A place in a listing; it belongs to the filter with which it was made. Inquiries are ordered by the moment at
/// which they were made, or by that of the run where a workflow or route is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InquiryPosition {
    /// That moment.
    pub at: Timestamp,
    /// The inquiry's order number, or the run's number.
    pub number: i64,
}

impl InquiryOrder {
    /// How SQL names it.
    pub(super) const fn direction(self) -> &'static str {
        match self {
            Self::NewestFirst => "DESC",
            Self::OldestFirst => "ASC",
        }
    }

    /// How what comes later compares with a place.
    pub(super) const fn behind(self) -> &'static str {
        match self {
            Self::NewestFirst => "<",
            Self::OldestFirst => ">",
        }
    }
}

impl DecisionFilter {
    /// What its column holds.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Undecided => UNDECIDED,
            Self::Is(outcome) => outcome.as_str(),
        }
    }
}

impl InquiryFilter {
    /// What `q` asks for, if anything.
    pub(super) fn search(&self) -> Option<&str> {
        self.q.as_deref().map(str::trim).filter(|q| !q.is_empty())
    }

    /// Whether nothing but `q` is asked for, in whichever order.
    pub(super) fn asks_only_to_search(&self) -> bool {
        let alone = Self { q: self.q.clone(), order: self.order, ..Self::default() };
        *self == alone
    }
}

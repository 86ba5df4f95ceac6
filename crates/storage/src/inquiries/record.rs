//! An inquiry as it is kept.

use std::fmt;
use std::str::FromStr;

use pointsman_domain::attribute::Attributes;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, WorkflowId};
use pointsman_domain::inquiry::{Status, Submission};
use pointsman_domain::run::LeftAloneReason;
use pointsman_domain::workflow::DecisionAction;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;

/// An inquiry with everything but its runs and events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// The id.
    pub id: InquiryId,
    /// Taken from the database when it was made: greater than that of every start acknowledged before.
    pub order_no: i64,
    /// The integrator's own key; unique if present.
    pub reference_id: Option<String>,
    /// Which template the check followed.
    pub template: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// What its bodies have said.
    pub submission: Submission,
    /// Tags.
    pub tags: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Whether it came as history. Such an inquiry is never eligible.
    pub imported: bool,
    /// What a decision reads, once it has completed.
    pub completion: Option<Completion>,
    /// The decision in force.
    pub decision: Option<Decision>,
    /// Workflows of its event that left no run.
    pub left_alone: Vec<LeftAlone>,
    /// When the person's data was erased.
    pub erased_at: Option<Timestamp>,
}

/// What a decision reads. Computed once, at completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// When the inquiry completed.
    pub completed_at: Timestamp,
    /// The version of the catalogue that the attributes follow.
    pub catalogue_version: i64,
    /// The attributes, list matches included.
    pub attributes: Attributes,
    /// Nobody knows which lists it was on: it was imported without them. Then the attributes name none.
    pub lists_unknown: bool,
    /// Of the completing body, so that an equal one is answered again; `None` for an empty one and imports.
    pub digest: Option<[u8; 32]>,
}

/// A decision in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub outcome: Outcome,
    /// Who decided: a run, a member or a key.
    pub by: Actor,
    /// What a person says about it.
    pub comment: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What a decision can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Approved.
    Approve,
    /// Declined.
    Decline,
    /// A person has to look.
    MarkForReview,
}

/// A workflow that left no run, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftAlone {
    /// The workflow.
    pub workflow: WorkflowId,
    /// Why.
    pub reason: LeftAloneReason,
    /// When the workflow was started, or paused.
    pub since: Timestamp,
    /// When the inquiry was left alone.
    pub at: Timestamp,
}

/// An inquiry to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInquiry {
    /// The id.
    pub id: InquiryId,
    /// The integrator's own key.
    pub reference_id: Option<String>,
    /// Which template the check follows.
    pub template: Option<String>,
    /// Where it stands at first.
    pub status: Status,
    /// What the first body says.
    pub submission: Submission,
    /// Tags.
    pub tags: Vec<String>,
    /// When.
    pub created_at: Timestamp,
    /// Whether it comes as history.
    pub imported: bool,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 3] = [Self::Approve, Self::Decline, Self::MarkForReview];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::MarkForReview => "mark_for_review",
        }
    }

    /// The outcome of an action; `None` for `do_nothing`.
    pub const fn of(action: DecisionAction) -> Option<Self> {
        match action {
            DecisionAction::Approve => Some(Self::Approve),
            DecisionAction::Decline => Some(Self::Decline),
            DecisionAction::MarkForReview => Some(Self::MarkForReview),
            DecisionAction::DoNothing => None,
        }
    }

    /// The status that an inquiry has after it.
    pub const fn status(self) -> Status {
        match self {
            Self::Approve => Status::Approved,
            Self::Decline => Status::Declined,
            Self::MarkForReview => Status::NeedsReview,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An outcome that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no outcome `{0}`; use approve, decline or mark_for_review")]
pub struct UnknownOutcome(pub String);

impl FromStr for Outcome {
    type Err = UnknownOutcome;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
            .ok_or_else(|| UnknownOutcome(text.to_owned()))
    }
}

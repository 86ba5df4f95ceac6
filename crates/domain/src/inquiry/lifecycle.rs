//! Which status an inquiry has, and which calls lead from one to another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where an inquiry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Made, nothing checked yet.
    Created,
    /// Verifications or a session have arrived.
    Pending,
    /// The person finished the check.
    Completed,
    /// The person could not pass.
    Failed,
    /// The time ran out.
    Expired,
    /// Waits for a person's decision.
    NeedsReview,
    /// Decided.
    Approved,
    /// Decided.
    Declined,
}

/// A call that changes the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transition {
    /// The first patch with verifications or a session.
    Begin,
    /// The check is complete.
    Complete,
    /// The check failed.
    Fail,
    /// The check expired.
    Expire,
    /// By hand, or from `completed` by a workflow.
    Approve,
    /// By hand, or from `completed` by a workflow.
    Decline,
    /// By hand, or from `completed` by a workflow.
    MarkForReview,
}

/// A call that the present status does not allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an inquiry that is {from} cannot {verb}; it allows {allowed}")]
pub struct ForbiddenTransition {
    /// The present status.
    pub from: Status,
    /// What was asked for.
    pub verb: &'static str,
    /// What the status allows, in words.
    pub allowed: String,
}

impl Status {
    /// All statuses.
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::Pending,
        Self::Completed,
        Self::Failed,
        Self::Expired,
        Self::NeedsReview,
        Self::Approved,
        Self::Declined,
    ];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::NeedsReview => "needs_review",
            Self::Approved => "approved",
            Self::Declined => "declined",
        }
    }

    /// Whether fields, session, verifications and attributes may still change.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Pending)
    }

    /// Whether it is approved or declined, so that the other decision overturns.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Approved | Self::Declined)
    }

    /// The status after `transition`. Whether an overturn is allowed to who asks is not decided here.
    pub fn after(self, transition: Transition) -> Result<Self, ForbiddenTransition> {
        self.target(transition).ok_or_else(|| {
            let allowed: Vec<&str> = Transition::CALLS
                .into_iter()
                .filter(|other| self.target(*other).is_some())
                .map(Transition::verb)
                .collect();
            let allowed =
                if allowed.is_empty() { "nothing more".to_owned() } else { allowed.join(", ") };
            ForbiddenTransition { from: self, verb: transition.verb(), allowed }
        })
    }

    fn target(self, transition: Transition) -> Option<Self> {
        match transition {
            Transition::Begin => self.is_open().then_some(Self::Pending),
            Transition::Complete => self.is_open().then_some(Self::Completed),
            Transition::Fail => self.is_open().then_some(Self::Failed),
            Transition::Expire => self.is_open().then_some(Self::Expired),
            Transition::Approve => (self != Self::Approved).then_some(Self::Approved),
            Transition::Decline => (self != Self::Declined).then_some(Self::Declined),
            Transition::MarkForReview => (!self.is_decided()).then_some(Self::NeedsReview),
        }
    }
}

impl Transition {
    const CALLS: [Self; 6] = [
        Self::Complete,
        Self::Fail,
        Self::Expire,
        Self::Approve,
        Self::Decline,
        Self::MarkForReview,
    ];

    const fn verb(self) -> &'static str {
        match self {
            Self::Begin => "take verifications or a session",
            Self::Complete => "complete",
            Self::Fail => "fail",
            Self::Expire => "expire",
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::MarkForReview => "mark_for_review",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A status that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no status `{0}`")]
pub struct UnknownStatus(pub String);

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

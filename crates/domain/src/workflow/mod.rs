//! Workflows: the document that people edit, its limits, and what is wrong with one.

pub mod diagnostic;
pub mod document;
pub mod limits;
pub mod operator;
mod parse;
mod print;

pub use diagnostic::{Diagnostic, Severity};
pub use document::{Condition, Document, Route, RouteId, Test, TestValue};
pub use operator::Operator;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a workflow listens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WorkflowEvent {
    /// A person finished the identity check.
    #[serde(rename = "inquiry.completed")]
    InquiryCompleted,
}

impl WorkflowEvent {
    /// All events.
    pub const ALL: [Self; 1] = [Self::InquiryCompleted];

    /// The name in documents, on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InquiryCompleted => "inquiry.completed",
        }
    }
}

/// An event that workflows cannot listen to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no event `{0}` that starts workflows; use inquiry.completed")]
pub struct UnknownEvent(pub String);

impl FromStr for WorkflowEvent {
    type Err = UnknownEvent;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|event| event.as_str() == text)
            .ok_or_else(|| UnknownEvent(text.to_owned()))
    }
}

/// What a route does with the inquiry. Every route has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionAction {
    /// Approve the inquiry.
    Approve,
    /// Decline the inquiry.
    Decline,
    /// Send the inquiry to review.
    MarkForReview,
    /// Leave the inquiry as it is.
    DoNothing,
}

impl DecisionAction {
    /// All decision actions.
    pub const ALL: [Self; 4] = [Self::Approve, Self::Decline, Self::MarkForReview, Self::DoNothing];

    /// The name in documents, on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::MarkForReview => "mark_for_review",
            Self::DoNothing => "do_nothing",
        }
    }
}

/// An action that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no action `{0}`; use approve, decline, mark_for_review or do_nothing")]
pub struct UnknownAction(pub String);

impl FromStr for DecisionAction {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|action| action.as_str() == text)
            .ok_or_else(|| UnknownAction(text.to_owned()))
    }
}

/// Which route a run took: one of the routes, or *Everything else*.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TakenRoute {
    /// A route by its id.
    Route(RouteId),
    /// No route matched.
    EverythingElse,
}

/// The word for *Everything else* where a route id may stand.
pub const EVERYTHING_ELSE: &str = "everything_else";

impl fmt::Display for TakenRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Route(id) => f.write_str(id.as_str()),
            Self::EverythingElse => f.write_str(EVERYTHING_ELSE),
        }
    }
}

impl FromStr for TakenRoute {
    type Err = document::InvalidRouteId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == EVERYTHING_ELSE {
            Ok(Self::EverythingElse)
        } else {
            text.parse().map(Self::Route)
        }
    }
}

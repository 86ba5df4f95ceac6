//! Who decided what, and why a workflow did not.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::run::{Applied, LeftAloneReason, NotAppliedReason};
use pointsman_domain::workflow::DecisionAction;

use super::words;

/// Who decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedBy<'a> {
    /// A route of a version of a workflow.
    Route {
        /// The route's name.
        route: &'a str,
        /// The workflow's name.
        workflow: &'a str,
        /// The version's number.
        version: i64,
    },
    /// *Everything else* of a version of a workflow.
    EverythingElse {
        /// The workflow's name.
        workflow: &'a str,
        /// The version's number.
        version: i64,
    },
    /// A document that is only tried, so that it has no version.
    Tried {
        /// The route's name; `None` for *Everything else*.
        route: Option<&'a str>,
        /// The document's name.
        workflow: &'a str,
    },
    /// A member, by name.
    Member(&'a str),
    /// An API key, by name.
    Key(&'a str),
    /// Nobody knows: it was decided before it was imported.
    Elsewhere,
}

/// A decision, such as `Declined by route “Minors” of Onboarding, version 3.`
pub fn decision_sentence(outcome: DecisionAction, by: DecidedBy<'_>) -> String {
    format!("{} by {}.", done(outcome), decider(by))
}

/// A run, applied or not.
pub fn run_sentence(outcome: DecisionAction, by: DecidedBy<'_>, applied: Applied) -> String {
    let reason = match applied {
        Applied::Yes => return decision_sentence(outcome, by),
        Applied::No(NotAppliedReason::DecidedByEarlierWorkflow) => "an earlier workflow",
        Applied::No(NotAppliedReason::DecidedByPerson) => "a person",
    };
    let action = words::action(outcome);
    format!("Not applied, because {reason} had decided: {action}, said {}.", decider(by))
}

/// Why a workflow left an inquiry alone. `since` is the start, or the pause.
pub fn left_alone_sentence(reason: LeftAloneReason, workflow: &str, since: Timestamp) -> String {
    let since = moment(since);
    match reason {
        LeftAloneReason::CreatedBeforeStart => format!(
            "Left alone by {workflow}: the inquiry was created before the workflow was started on {since}."
        ),
        LeftAloneReason::Paused => {
            format!("Left alone by {workflow}: the workflow was paused on {since}.")
        }
    }
}

const fn done(outcome: DecisionAction) -> &'static str {
    match outcome {
        DecisionAction::Approve => "Approved",
        DecisionAction::Decline => "Declined",
        DecisionAction::MarkForReview => "Marked for review",
        DecisionAction::DoNothing => "Left as it is",
    }
}

fn decider(by: DecidedBy<'_>) -> String {
    match by {
        DecidedBy::Route { route, workflow, version } => {
            format!("route “{route}” of {workflow}, version {version}")
        }
        DecidedBy::EverythingElse { workflow, version } => {
            format!("Everything else of {workflow}, version {version}")
        }
        DecidedBy::Tried { route: Some(route), workflow } => {
            format!("route “{route}” of {workflow}")
        }
        DecidedBy::Tried { route: None, workflow } => format!("Everything else of {workflow}"),
        DecidedBy::Member(name) => name.to_owned(),
        DecidedBy::Key(name) => format!("API key “{name}”"),
        DecidedBy::Elsewhere => "another system, before the import".to_owned(),
    }
}

/// To the minute: `2026-11-22 at 10:42 UTC`.
fn moment(at: Timestamp) -> String {
    let text = at.to_string();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    let minutes: String = time.chars().take("10:42".len()).collect();
    format!("{date} at {minutes} UTC")
}

//! A decision on its way out, with the engine's sentence.

use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::sentence::{DecidedBy, decision_sentence};
use pointsman_storage::Actor;
use pointsman_storage::inquiries::{Decision, Outcome};

use super::wire;
use crate::runs::wire::RunSummary;

/// The decision as callers see it. `runs` are those of the inquiry.
pub(crate) fn decision(decision: Decision, runs: &[RunSummary]) -> wire::Decision {
    wire::Decision {
        sentence: sentence(decision.outcome, &decision.by, runs),
        outcome: decision.outcome.into(),
        decided_by: decided_by(decision.by),
        comment: decision.comment,
        at: decision.at.into(),
    }
}

/// A decision in one sentence.
pub(crate) fn sentence(outcome: Outcome, by: &Actor, runs: &[RunSummary]) -> String {
    let action = action(outcome);
    match by {
        Actor::Run { id } => {
            let run = runs.iter().find(|run| run.id == *id);
            run.map_or_else(
                || decision_sentence(action, DecidedBy::Member("a workflow")),
                |run| run.sentence.clone(),
            )
        }
        Actor::Member { name, .. } => decision_sentence(action, DecidedBy::Member(name)),
        Actor::Key { name, .. } => decision_sentence(action, DecidedBy::Key(name)),
        Actor::System => decision_sentence(action, DecidedBy::Elsewhere),
    }
}

const fn action(outcome: Outcome) -> DecisionAction {
    match outcome {
        Outcome::Approve => DecisionAction::Approve,
        Outcome::Decline => DecisionAction::Decline,
        Outcome::MarkForReview => DecisionAction::MarkForReview,
    }
}

fn decided_by(actor: Actor) -> wire::DecidedBy {
    let (kind, id, name) = match actor {
        Actor::Run { id } => (wire::DeciderKind::Run, id.to_string(), None),
        Actor::Member { id, name } => (wire::DeciderKind::Member, id.to_string(), Some(name)),
        Actor::Key { id, name } => (wire::DeciderKind::Key, id.to_string(), Some(name)),
        Actor::System => {
            // Pointsman itself never decides: this came with an import.
            (wire::DeciderKind::Member, "system".to_owned(), Some("Another system".to_owned()))
        }
    };
    wire::DecidedBy { kind, id, name }
}

impl From<Outcome> for wire::Outcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Approve => Self::Approve,
            Outcome::Decline => Self::Decline,
            Outcome::MarkForReview => Self::MarkForReview,
        }
    }
}

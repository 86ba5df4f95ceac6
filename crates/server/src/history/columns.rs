//! From what storage reads to what columns keep.

use pointsman_domain::workflow::DecisionAction;
use pointsman_history::{Keys, PastInquiry, RecordedRun, Settled, Source};
use pointsman_storage::inquiries::{CompletedInquiry, CompletedRun, Outcome};

/// A completed inquiry as columns keep it. Its outcome is what was decided then: by a workflow, or, of one that was
/// imported, wherever it comes from. What people decided later stays out.
pub(super) fn past(completed: &CompletedInquiry) -> PastInquiry {
    let by_workflow = completed.runs.iter().find(|run| settles(run)).map(|run| run.outcome);
    let run = |run: &CompletedRun| RecordedRun {
        workflow: run.workflow,
        route: run.route.clone(),
        settled: if settles(run) { Settled::Yes } else { Settled::No },
    };
    let mut past = PastInquiry::new(completed.id, completed.completed_at, &completed.attributes);
    if completed.lists_unknown {
        past.lists_then = None;
    }
    past.keys = if completed.erased { Keys::Erased } else { Keys::Kept };
    past.outcome = by_workflow.or_else(|| completed.brought.map(action));
    past.runs = completed.runs.iter().map(run).collect();
    past.source = if completed.imported { Source::Import } else { Source::Intake };
    past
}

/// Whether a run decided its inquiry.
fn settles(run: &CompletedRun) -> bool {
    let decides = match run.outcome {
        DecisionAction::Approve | DecisionAction::Decline | DecisionAction::MarkForReview => true,
        DecisionAction::DoNothing => false,
    };
    run.applied && decides
}

const fn action(outcome: Outcome) -> DecisionAction {
    match outcome {
        Outcome::Approve => DecisionAction::Approve,
        Outcome::Decline => DecisionAction::Decline,
        Outcome::MarkForReview => DecisionAction::MarkForReview,
    }
}

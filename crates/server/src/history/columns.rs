//! From what storage reads to what columns keep.

use pointsman_domain::workflow::DecisionAction;
use pointsman_history::segments::Kept;
use pointsman_history::{KeyValues, Keys, PastInquiry, RecordedRun, Source};
use pointsman_storage::inquiries::{CompletedInquiry, CompletedRun, Outcome};

/// A completed inquiry as columns keep it. Its outcome is what was decided then: by a workflow, or, of one that was
/// imported, wherever it comes from. What people decided later stays out.
pub(super) fn past(completed: &CompletedInquiry) -> PastInquiry {
    let deciding = completed.runs.iter().find(|run| settles(run));
    let by_workflow = deciding.map(|run| run.outcome);
    let run = |run: &CompletedRun| RecordedRun { workflow: run.workflow, route: run.route.clone() };
    let mut past = PastInquiry::new(completed.id, completed.completed_at, &completed.attributes);
    if completed.lists_unknown {
        past.lists_then = None;
    }
    past.keys = match KeyValues::new(&completed.submission) {
        _ if completed.erased => Keys::Erased,
        // Nobody has said what lists match on.
        values if completed.imported && values == KeyValues::default() => Keys::Never,
        _ => Keys::Kept,
    };
    past.outcome = by_workflow.or_else(|| completed.brought.map(action));
    past.settled_by = deciding.map(|run| run.workflow);
    past.runs = completed.runs.iter().map(run).collect();
    past.source = if completed.imported { Source::Import } else { Source::Intake };
    past
}

/// The same with what lists match on.
pub(super) fn kept(completed: &CompletedInquiry) -> Kept {
    Kept { inquiry: past(completed), values: KeyValues::new(&completed.submission) }
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

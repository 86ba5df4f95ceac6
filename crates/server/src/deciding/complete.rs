//! Completing an inquiry and deciding it, in one transaction: inquiry, attributes, list matches, runs and events are
//! kept together or not at all.

use std::sync::Arc;

use pointsman_domain::attribute::{Attributes, catalogue, derive};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{IdSource, InquiryId, RunId};
use pointsman_domain::inquiry::{ForbiddenTransition, InquiryBody, Transition};
use pointsman_domain::list::ListKeys;
use pointsman_domain::run::{Applied, NotAppliedReason};
use pointsman_domain::workflow::{DecisionAction, WorkflowEvent};
use pointsman_engine::SEMANTICS;
use pointsman_storage::events::{self, Event};
use pointsman_storage::inquiries::{self, Completion, Decision, Inquiry, LeftAlone, Outcome};
use pointsman_storage::runs::{self, NewRun};
use pointsman_storage::{Actor, Storage, StorageError, Transaction};

use super::decider::{Decider, Ready, RefreshError};
use super::judge::{Judgement, Subject, judge};
use super::sitting::{Sitting, sit};
use crate::inquiries::change::{self, ChangeError};
use crate::inquiries::facts;

/// A call of `complete`.
#[derive(Clone, Debug)]
pub(crate) struct Completing {
    /// The inquiry.
    pub(crate) inquiry: InquiryId,
    /// The body, if there is one that says anything.
    pub(crate) body: Option<CompletingBody>,
    /// Who calls.
    pub(crate) by: Actor,
    /// The moment of completion.
    pub(crate) now: Timestamp,
}

/// A body that says something.
#[derive(Clone, Debug)]
pub(crate) struct CompletingBody {
    /// What it changes.
    pub(crate) change: InquiryBody,
    /// SHA-256 of its canonical text.
    pub(crate) digest: [u8; 32],
}

/// Why an inquiry cannot be completed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompleteError {
    /// There is none.
    #[error("there is no inquiry `{0}`")]
    NotFound(InquiryId),
    /// Its status does not allow it.
    #[error(transparent)]
    Forbidden(#[from] ForbiddenTransition),
    /// It has completed, with another body.
    #[error("the inquiry has completed already, with another body; send the same one or none")]
    OtherBody,
    /// The body does not fit.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// Another inquiry has the reference id.
    #[error("inquiry `{by}` has this reference_id already")]
    ReferenceTaken {
        /// Which.
        by: InquiryId,
    },
    /// What decides cannot be read.
    #[error(transparent)]
    Refresh(#[from] RefreshError),
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What came of completing an inquiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decided {
    /// What a workflow has decided, if one has.
    pub(crate) outcome: Option<Outcome>,
    /// What each run came to, and whether it was applied.
    pub(crate) runs: Vec<(DecisionAction, bool)>,
}

/// An inquiry that has just completed, with everything that hangs on it, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Completed {
    /// The inquiry.
    pub(crate) inquiry: Inquiry,
    /// Its runs, in the order of their workflows.
    pub(crate) runs: Vec<NewRun>,
    /// What happened to it when it completed, oldest first.
    pub(crate) facts: Vec<Event>,
    /// What had happened to it before.
    pub(crate) facts_before: Vec<Event>,
}

/// Completes the inquiry and decides it; once it has completed an empty or equal body changes nothing, which is
/// `None`. `look` is shown what came of it before anybody else can change it.
pub(crate) async fn complete<T, L>(
    storage: &Storage,
    decider: &Arc<Decider>,
    ids: &Arc<dyn IdSource>,
    completing: Completing,
    look: L,
) -> Result<(Option<Decided>, T), CompleteError>
where
    L: Fn(&mut Transaction<'_>, Option<Completed>) -> Result<T, StorageError>
        + Send
        + Sync
        + 'static,
    T: Send + 'static,
{
    let order = completing.inquiry.uuid().as_u128();
    sit(storage, decider, ids, order, move |transaction, sitting| {
        // Read first, so that nothing that is written has to be read back.
        let facts_before = events::of_inquiry(transaction, completing.inquiry)?;
        let Some((came_of_it, completed)) = complete_and_show(transaction, sitting, &completing)?
        else {
            return Ok((None, look(transaction, None)?));
        };
        let completed = Completed { facts_before, ..completed };
        Ok((Some(came_of_it), look(transaction, Some(completed))?))
    })
    .await
}

/// The same in a transaction that may complete others as well.
pub(crate) fn complete_within(
    transaction: &mut Transaction<'_>,
    sitting: &mut Sitting,
    completing: &Completing,
) -> Result<Option<Decided>, CompleteError> {
    let came_of_it = complete_and_show(transaction, sitting, completing)?;
    Ok(came_of_it.map(|(decided, _)| decided))
}

/// `facts_before` is left out.
fn complete_and_show(
    transaction: &mut Transaction<'_>,
    sitting: &mut Sitting,
    completing: &Completing,
) -> Result<Option<(Decided, Completed)>, CompleteError> {
    let Some(mut inquiry) = open(transaction, completing)? else { return Ok(None) };
    inquiry.status = inquiry.status.after(Transition::Complete)?;
    let mut attributes = derive::attributes(&inquiry.submission, completing.now);
    let keys = ListKeys::new(&inquiry.submission, &attributes);
    let ready = sitting.ready(transaction, &keys)?;
    attributes.list_matches.clone_from(&ready.list_matches);
    keep(transaction, sitting.ids(), completing, inquiry, attributes, &ready).map(Some)
}

/// The locked inquiry with the body merged in; `None` when it has completed in just this way before.
fn open(
    transaction: &mut Transaction<'_>,
    completing: &Completing,
) -> Result<Option<Inquiry>, CompleteError> {
    let found = inquiries::lock(transaction, completing.inquiry)?;
    let mut inquiry = found.ok_or(CompleteError::NotFound(completing.inquiry))?;
    if inquiry.erased_at.is_some() && completing.body.is_some() {
        return Err(ChangeError::Erased.into());
    }
    if let Some(before) = &inquiry.completion {
        return match &completing.body {
            None => Ok(None),
            Some(body) if before.digest == Some(body.digest) => Ok(None),
            Some(_) => Err(CompleteError::OtherBody),
        };
    }
    inquiry.status.after(Transition::Complete)?;
    if let Some(body) = &completing.body {
        let before = inquiry.reference_id.clone();
        change::merge(&mut inquiry, &body.change, completing.now)?;
        if inquiry.reference_id != before
            && let Some(by) = inquiries::holder_of_reference(transaction, &inquiry)?
        {
            return Err(CompleteError::ReferenceTaken { by });
        }
    }
    Ok(Some(inquiry))
}

/// Judges the inquiry, writes everything, and says what came of it.
fn keep(
    transaction: &mut Transaction<'_>,
    ids: &dyn IdSource,
    completing: &Completing,
    mut inquiry: Inquiry,
    attributes: Attributes,
    ready: &Ready,
) -> Result<(Decided, Completed), CompleteError> {
    let now = completing.now;
    let subject = Subject {
        // One that was imported is never eligible, whenever it completes: it stands before every start.
        order_number: if inquiry.imported { 0 } else { inquiry.order_no },
        attributes: &attributes,
        settled: inquiry.decision.is_some().then_some(NotAppliedReason::DecidedByPerson),
    };
    let judgement = judge(&ready.standings, subject);
    let runs = runs_of(&judgement, ids, now);
    let mut facts = vec![facts::completed(ids, &inquiry, &completing.by, now)];
    let decided = deciding(&judgement, &runs);
    if let Some((run, outcome)) = decided {
        let decision = Decision { outcome, by: Actor::Run { id: run.id }, comment: None, at: now };
        inquiry.status = inquiry.status.after(transition(outcome))?;
        facts.push(facts::decided_by_run(ids, &inquiry, &decision, run));
        inquiry.decision = Some(decision);
    }
    inquiry.left_alone = left_alone(&judgement, now);
    inquiry.updated_at = now;
    if completing.body.as_ref().is_some_and(|body| body.change.tags.is_some()) {
        inquiries::save_tags(transaction, &inquiry)?;
    }
    let completion = Completion {
        completed_at: now,
        catalogue_version: catalogue::CATALOGUE_VERSION,
        attributes,
        lists_unknown: false,
        digest: completing.body.as_ref().map(|body| body.digest),
    };
    match &completing.body {
        None => inquiries::complete(transaction, &inquiry, &completion)?,
        Some(_) => inquiries::complete_changed(transaction, &inquiry, &completion)?,
    }
    runs::insert(transaction, &inquiry, &runs)?;
    events::append(transaction, &facts)?;
    inquiry.completion = Some(completion);
    let outcome = decided.map(|(_, outcome)| outcome);
    let ran = runs.iter().map(|run| (run.outcome, run.applied == Applied::Yes)).collect();
    let completed = Completed { inquiry, runs, facts, facts_before: Vec::new() };
    Ok((Decided { outcome, runs: ran }, completed))
}

fn runs_of(judgement: &Judgement, ids: &dyn IdSource, now: Timestamp) -> Vec<NewRun> {
    let ran = judgement.ran();
    let runs = judgement.runs.iter().map(|run| NewRun {
        id: RunId::new(ids, now),
        event: WorkflowEvent::InquiryCompleted,
        workflow: run.ran.workflow,
        version: run.ran.version,
        route: run.route.clone(),
        outcome: run.action,
        actions: vec![run.action],
        applied: run.applied,
        ran: ran.clone(),
        semantics: i64::from(SEMANTICS),
        trace_digest: run.digest.bytes(),
        created_at: now,
    });
    runs.collect()
}

fn deciding<'r>(judgement: &Judgement, runs: &'r [NewRun]) -> Option<(&'r NewRun, Outcome)> {
    let (place, action) = judgement.deciding()?;
    Some((runs.get(place)?, Outcome::of(action)?))
}

fn left_alone(judgement: &Judgement, now: Timestamp) -> Vec<LeftAlone> {
    let aside = judgement.stood_aside.iter();
    aside
        .map(|aside| LeftAlone {
            workflow: aside.workflow,
            reason: aside.reason,
            since: aside.since,
            at: now,
        })
        .collect()
}

/// The call that leads to an outcome.
pub(crate) const fn transition(outcome: Outcome) -> Transition {
    match outcome {
        Outcome::Approve => Transition::Approve,
        Outcome::Decline => Transition::Decline,
        Outcome::MarkForReview => Transition::MarkForReview,
    }
}

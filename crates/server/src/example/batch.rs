//! Hundreds of steps in one transaction: people arrive, their checks end, the running workflows decide, reviewers
//! decide by hand. Each step is the very function that the API's handler calls.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::InquiryBody;
use pointsman_storage::inquiries::{NewInquiry, Outcome};
use pointsman_storage::{Actor, Transaction, example};

use super::MakeError;
use crate::app::App;
use crate::author::Author;
use crate::deciding::{Completing, Sitting, complete_within, sit};
use crate::inquiries::{DecidingByHand, End, Ending, create_within, decide_within, end_within};

/// Something that happens to one inquiry.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) at: Timestamp,
    /// Which of two steps of one moment comes first.
    pub(super) number: u64,
    pub(super) inquiry: InquiryId,
    pub(super) what: What,
}

/// What happens.
#[derive(Clone)]
pub(super) enum What {
    /// The person begins.
    Arrives(Arc<NewInquiry>),
    /// The check completes; what people will do about the decision.
    Completes(Arc<Reactions>),
    /// The check ends without completing.
    Ends(Ending),
    /// A person decides.
    IsDecided(ByHand),
}

/// What people will do about a workflow's decision.
#[derive(Clone, Default)]
pub(super) struct Reactions {
    /// If it is sent to review. Without one it waits.
    pub(super) review: Option<ByHand>,
    /// If it is approved: somebody overturns it.
    pub(super) approval: Option<ByHand>,
    /// If it is declined: somebody overturns it.
    pub(super) decline: Option<ByHand>,
}

/// A decision by hand to come.
#[derive(Clone)]
pub(super) struct ByHand {
    pub(super) at: Timestamp,
    pub(super) outcome: Outcome,
    pub(super) comment: &'static str,
    pub(super) by: Author,
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.number) == (other.at, other.number)
    }
}

impl Eq for Step {}

impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Step {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

/// Steps of one transaction.
pub(super) struct Batch {
    pub(super) steps: Vec<Step>,
    /// What comes of them before this moment belongs to the same transaction.
    pub(super) until: Timestamp,
    /// Who hands in inquiries.
    pub(super) vendor: Actor,
    /// The real moment, for the progress.
    pub(super) now: Timestamp,
}

/// What a batch led to.
#[derive(Default)]
pub(super) struct Done {
    /// Steps that follow after the batch.
    pub(super) later: Vec<Step>,
    /// Inquiries that were made.
    pub(super) made: i64,
}

/// Does all steps, those that follow from them included, in one transaction.
pub(super) async fn perform(app: &App, batch: Batch) -> Result<Done, MakeError> {
    let work = move |t: &mut Transaction<'_>, sitting: &mut Sitting| steps(t, sitting, &batch);
    // Nobody else locks what is being made.
    sit(app.storage(), app.decider(), &app.shared_ids(), 0, work).await
}

fn steps(
    transaction: &mut Transaction<'_>,
    sitting: &mut Sitting,
    batch: &Batch,
) -> Result<Done, MakeError> {
    let mut done = Done::default();
    let mut made = Vec::new();
    let mut waiting: BinaryHeap<Reverse<Step>> = batch.steps.iter().cloned().map(Reverse).collect();
    while let Some(Reverse(step)) = waiting.pop() {
        let follows = match &step.what {
            What::Arrives(new) => {
                made.push(create_within(transaction, sitting.ids(), new, &batch.vendor)?.order_no);
                None
            }
            What::Completes(reactions) => {
                let completing = Completing {
                    inquiry: step.inquiry,
                    body: None,
                    by: batch.vendor.clone(),
                    now: step.at,
                };
                let decided = complete_within(transaction, sitting, &completing)?;
                let outcome = decided.and_then(|decided| decided.outcome);
                outcome.and_then(|outcome| reactions.to(outcome)).cloned()
            }
            What::Ends(ending) => {
                let end = End {
                    inquiry: step.inquiry,
                    ending: *ending,
                    body: InquiryBody::default(),
                    by: batch.vendor.clone(),
                    now: step.at,
                };
                end_within(transaction, sitting.ids(), &end)?;
                None
            }
            What::IsDecided(by_hand) => {
                let author = by_hand.by.later(step.at);
                decide_within(transaction, &author, &by_hand.deciding(step.inquiry))?;
                None
            }
        };
        if let Some(by_hand) = follows {
            let next = Step { at: by_hand.at, what: What::IsDecided(by_hand), ..step };
            if next.at < batch.until {
                waiting.push(Reverse(next));
            } else {
                done.later.push(next);
            }
        }
    }
    done.made = i64::try_from(made.len()).unwrap_or(i64::MAX);
    example::note_inquiries(transaction, &made)?;
    note_progress(transaction, done.made, batch.now)?;
    Ok(done)
}

fn note_progress(
    transaction: &mut Transaction<'_>,
    made: i64,
    now: Timestamp,
) -> Result<(), MakeError> {
    let mut present = example::get(transaction)?.ok_or(MakeError::Gone)?;
    present.done += made;
    present.updated_at = now;
    Ok(example::set(transaction, &present)?)
}

impl Reactions {
    const fn to(&self, outcome: Outcome) -> Option<&ByHand> {
        match outcome {
            Outcome::MarkForReview => self.review.as_ref(),
            Outcome::Approve => self.approval.as_ref(),
            Outcome::Decline => self.decline.as_ref(),
        }
    }
}

impl ByHand {
    fn deciding(&self, inquiry: InquiryId) -> DecidingByHand {
        DecidingByHand {
            inquiry,
            outcome: self.outcome,
            expected: None,
            comment: Some(self.comment.to_owned()),
        }
    }
}

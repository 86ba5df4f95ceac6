//! The events of an inquiry: what others may learn about it. Values of fields, session and attributes stay out of
//! them; comments are in, and are what erasing takes out.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{EventId, IdSource, WorkflowId};
use pointsman_domain::inquiry::InquiryBody;
use pointsman_storage::Actor;
use pointsman_storage::events::Event;
use pointsman_storage::inquiries::{Decision, Inquiry, Outcome};
use pointsman_storage::runs::NewRun;
use serde_json::{Value, json};

use super::erase::AlsoErased;

/// The key of what a person wrote.
pub(crate) const COMMENT: &str = "comment";

/// It was made.
pub(crate) const CREATED: &str = "inquiry.created";
/// A body changed it.
pub(crate) const UPDATED: &str = "inquiry.updated";
/// The check is complete.
pub(crate) const COMPLETED: &str = "inquiry.completed";
/// The person could not pass.
pub(crate) const FAILED: &str = "inquiry.failed";
/// The time ran out.
pub(crate) const EXPIRED: &str = "inquiry.expired";
/// It was approved.
pub(crate) const APPROVED: &str = "inquiry.approved";
/// It was declined.
pub(crate) const DECLINED: &str = "inquiry.declined";
/// It was sent to review.
pub(crate) const MARKED_FOR_REVIEW: &str = "inquiry.marked_for_review";

/// The person's data was erased.
pub(crate) const ERASED: &str = "inquiry.erased";

/// The event of an outcome.
pub(crate) const fn of_outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approve => APPROVED,
        Outcome::Decline => DECLINED,
        Outcome::MarkForReview => MARKED_FOR_REVIEW,
    }
}

pub(crate) fn created(ids: &dyn IdSource, inquiry: &Inquiry, by: &Actor) -> Event {
    event(ids, inquiry, by, inquiry.created_at, CREATED, json!({}))
}

pub(crate) fn updated(
    ids: &dyn IdSource,
    inquiry: &Inquiry,
    by: &Actor,
    body: &InquiryBody,
) -> Event {
    event(ids, inquiry, by, inquiry.updated_at, UPDATED, json!({"changed": body.keys()}))
}

/// Its tags were changed. Which ones stays out: people write into them what they like.
pub(crate) fn tagged(ids: &dyn IdSource, inquiry: &Inquiry, by: &Actor) -> Event {
    event(ids, inquiry, by, inquiry.updated_at, UPDATED, json!({"changed": ["tags"]}))
}

pub(crate) fn completed(
    ids: &dyn IdSource,
    inquiry: &Inquiry,
    by: &Actor,
    now: Timestamp,
) -> Event {
    event(ids, inquiry, by, now, COMPLETED, json!({}))
}

/// Failed or expired.
pub(crate) fn ended(ids: &dyn IdSource, inquiry: &Inquiry, by: &Actor, kind: &str) -> Event {
    event(ids, inquiry, by, inquiry.updated_at, kind, json!({}))
}

pub(crate) fn decided_by_run(
    ids: &dyn IdSource,
    inquiry: &Inquiry,
    decision: &Decision,
    run: &NewRun,
) -> Event {
    let data = json!({
        "run": run.id, "workflow": run.workflow, "version": run.version, "route": run.route.to_string(),
    });
    let kind = of_outcome(decision.outcome);
    Event {
        workflow: Some::<WorkflowId>(run.workflow),
        ..event(ids, inquiry, &decision.by, decision.at, kind, data)
    }
}

/// `before` is the decision that this one replaces, if there was one.
pub(crate) fn decided_by_hand(
    ids: &dyn IdSource,
    inquiry: &Inquiry,
    decision: &Decision,
    before: Option<Outcome>,
) -> Event {
    let data = json!({COMMENT: decision.comment, "before": before.map(Outcome::as_str)});
    event(ids, inquiry, &decision.by, decision.at, of_outcome(decision.outcome), data)
}

/// `also` says what was erased besides the person's data.
pub(crate) fn erased(
    ids: &dyn IdSource,
    inquiry: &Inquiry,
    by: &Actor,
    at: Timestamp,
    also: AlsoErased,
) -> Event {
    event(ids, inquiry, by, at, ERASED, json!({"also": also.keys()}))
}

/// The payload of an event without what a person wrote; `None` where nobody did.
pub(crate) fn without_comment(event: &Event) -> Option<Value> {
    event.payload.get(COMMENT).filter(|comment| !comment.is_null())?;
    let mut payload = event.payload.clone();
    if let Some(comment) = payload.get_mut(COMMENT) {
        *comment = Value::Null;
    }
    Some(payload)
}

fn event(
    ids: &dyn IdSource,
    inquiry: &Inquiry,
    by: &Actor,
    at: Timestamp,
    kind: &str,
    payload: Value,
) -> Event {
    Event {
        id: EventId::new(ids, at),
        event_type: kind.to_owned(),
        inquiry: Some(inquiry.id),
        workflow: None,
        list: None,
        by: by.clone(),
        payload,
        at,
    }
}

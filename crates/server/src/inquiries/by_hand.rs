//! `POST /v1/inquiries/{id}/approve`, `…/decline` and `…/mark_for_review`: a person decides.

use axum::Json;
use axum::extract::State;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::{ForbiddenTransition, Status};
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::inquiries::{self, Decision, Inquiry, Outcome};
use pointsman_storage::{Actor, StorageError, Transaction, events};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body_schema::DecideRequest;
use super::decision::sentence;
use super::{facts, present, problems, wire};
use crate::app::App;
use crate::auth::{Allowed, Caller, right};
use crate::author::Author;
use crate::body::{Fields, OptionalJsonBody, readers};
use crate::deciding::transition;
use crate::problem::Problem;
use crate::request::PathId;

/// The most characters of a comment.
pub(crate) const COMMENT_CHARACTERS: usize = 2_000;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(approve_inquiry))
        .routes(routes!(decline_inquiry))
        .routes(routes!(mark_inquiry_for_review))
}

/// Why a person's decision is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecideError {
    /// There is none.
    #[error("there is no inquiry `{0}`")]
    NotFound(InquiryId),
    /// Its status does not allow it.
    #[error(transparent)]
    Forbidden(#[from] ForbiddenTransition),
    /// Somebody was faster.
    #[error(
        "the inquiry is {present} and no longer {expected}: {sentence}; read it again before you decide"
    )]
    Changed {
        /// Its status.
        present: Status,
        /// The status that the caller has seen.
        expected: Status,
        /// What was decided, by whom.
        sentence: String,
    },
    /// An overturn without a reason.
    #[error("say in `comment` why the decision is overturned")]
    NoComment,
    /// Words about a person whose data was erased.
    #[error(
        "the personal data of this inquiry was erased; it takes no comment, and so its decision is not overturned"
    )]
    Erased,
    /// An overturn by a program.
    #[error("a decision is overturned by a member, not by an API key; ask a person who may decide")]
    NotAMember,
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<DecideError> for Problem {
    fn from(error: DecideError) -> Self {
        let detail = error.to_string();
        match error {
            DecideError::NotFound(id) => problems::no_inquiry(id),
            DecideError::Forbidden(error) => problems::forbidden_transition(&error),
            DecideError::Changed { .. } => Self::conflict("status_changed", detail),
            DecideError::NoComment => {
                let at = Pointer::root().key("comment");
                Self::invalid(vec![FieldError::new(&at, "required", detail)])
            }
            DecideError::Erased => Self::conflict(problems::INQUIRY_ERASED, detail),
            DecideError::NotAMember => Self::forbidden("members_only", detail),
            DecideError::Storage(error) => error.into(),
        }
    }
}

/// Approves an inquiry by hand. Overturning a decline takes a comment.
#[utoipa::path(
    post,
    path = "/v1/inquiries/{id}/approve",
    operation_id = "approve_inquiry",
    tag = "inquiries",
    params(("id" = String, Path, description = "`inq_…`")),
    request_body = Option<DecideRequest>,
    responses(
        (status = 200, description = "The approved inquiry.", body = wire::Inquiry),
        (status = 404, description = "There is no such inquiry."),
        (status = 409, description = "Its status does not allow this, or is not the expected one."),
        (status = 422, description = "The comment is missing or too long, or the body says something else."),
    )
)]
async fn approve_inquiry(
    caller: Allowed<right::InquiriesDecide>,
    State(app): State<App>,
    PathId(id): PathId<InquiryId>,
    OptionalJsonBody(body): OptionalJsonBody,
) -> Result<Json<wire::Inquiry>, Problem> {
    decide(&app, id, Outcome::Approve, body, &caller).await
}

/// Declines an inquiry by hand. Overturning an approval takes a comment.
#[utoipa::path(
    post,
    path = "/v1/inquiries/{id}/decline",
    operation_id = "decline_inquiry",
    tag = "inquiries",
    params(("id" = String, Path, description = "`inq_…`")),
    request_body = Option<DecideRequest>,
    responses(
        (status = 200, description = "The declined inquiry.", body = wire::Inquiry),
        (status = 404, description = "There is no such inquiry."),
        (status = 409, description = "Its status does not allow this, or is not the expected one."),
        (status = 422, description = "The comment is missing or too long, or the body says something else."),
    )
)]
async fn decline_inquiry(
    caller: Allowed<right::InquiriesDecide>,
    State(app): State<App>,
    PathId(id): PathId<InquiryId>,
    OptionalJsonBody(body): OptionalJsonBody,
) -> Result<Json<wire::Inquiry>, Problem> {
    decide(&app, id, Outcome::Decline, body, &caller).await
}

/// Sends an inquiry to review by hand.
#[utoipa::path(
    post,
    path = "/v1/inquiries/{id}/mark_for_review",
    operation_id = "mark_inquiry_for_review",
    tag = "inquiries",
    params(("id" = String, Path, description = "`inq_…`")),
    request_body = Option<DecideRequest>,
    responses(
        (status = 200, description = "The inquiry, waiting for review.", body = wire::Inquiry),
        (status = 404, description = "There is no such inquiry."),
        (status = 409, description = "Its status does not allow this, or is not the expected one."),
        (status = 422, description = "The comment is too long, or the body says something else."),
    )
)]
async fn mark_inquiry_for_review(
    caller: Allowed<right::InquiriesDecide>,
    State(app): State<App>,
    PathId(id): PathId<InquiryId>,
    OptionalJsonBody(body): OptionalJsonBody,
) -> Result<Json<wire::Inquiry>, Problem> {
    decide(&app, id, Outcome::MarkForReview, body, &caller).await
}

async fn decide(
    app: &App,
    id: InquiryId,
    outcome: Outcome,
    body: Option<Value>,
    caller: &Caller,
) -> Result<Json<wire::Inquiry>, Problem> {
    let Wanted { comment, expected } = read_body(&body.unwrap_or_else(|| json!({})))?;
    let deciding = DecidingByHand { inquiry: id, outcome, comment, expected };
    let author = Author::of(app, caller);
    app.storage().write(move |transaction| decide_within(transaction, &author, &deciding)).await?;
    present(app, caller, id).await.map(Json)
}

/// A person's decision.
#[derive(Clone, Debug)]
pub(crate) struct DecidingByHand {
    /// The inquiry.
    pub(crate) inquiry: InquiryId,
    /// What is decided.
    pub(crate) outcome: Outcome,
    /// What the person says about it.
    pub(crate) comment: Option<String>,
    /// The status that the person has seen.
    pub(crate) expected: Option<Status>,
}

/// Notes the decision in the record of changes. A comment speaks of a person, so it can be erased.
fn audit(
    transaction: &mut Transaction<'_>,
    before: &Inquiry,
    after: Status,
    deciding: &DecidingByHand,
    author: &Author,
) -> Result<(), StorageError> {
    let outcome = deciding.outcome;
    let action = match outcome {
        Outcome::Approve => Action::InquiryApproved,
        Outcome::Decline => Action::InquiryDeclined,
        Outcome::MarkForReview => Action::InquiryMarkedForReview,
    };
    let earlier = before.decision.as_ref();
    let plain = Plain::none()
        .changed("status", before.status.as_str(), after.as_str())
        .before("decision", earlier.map(|decision| decision.outcome.as_str()))
        .after("decision", outcome.as_str());
    let personal = Personal::none()
        .before("comment", earlier.and_then(|decision| decision.comment.clone()))
        .after("comment", deciding.comment.clone());
    author.audit(transaction, action, Subject::Inquiry(before.id), plain, personal)
}

/// Decides in a transaction that may do more, and notes it in the record of changes.
pub(crate) fn decide_within(
    transaction: &mut Transaction<'_>,
    author: &Author,
    deciding: &DecidingByHand,
) -> Result<(), DecideError> {
    let DecidingByHand { inquiry: id, outcome, comment, expected } = deciding;
    let found = inquiries::lock(transaction, *id)?;
    let seen = found.ok_or(DecideError::NotFound(*id))?;
    let mut inquiry = seen.clone();
    is_as_seen(&inquiry, *expected)?;
    let status = inquiry.status.after(transition(*outcome))?;
    if is_decided_so(&inquiry, deciding, &author.by) {
        return Ok(());
    }
    if inquiry.erased_at.is_some() && (inquiry.status.is_decided() || comment.is_some()) {
        return Err(DecideError::Erased);
    }
    may_overturn(inquiry.status, &author.by, comment.as_deref())?;
    let before = inquiry.decision.as_ref().map(|decision| decision.outcome);
    let (by, at) = (author.by.clone(), author.at);
    let decision = Decision { outcome: *outcome, by, comment: comment.clone(), at };
    inquiry.status = status;
    inquiry.updated_at = at;
    let fact = facts::decided_by_hand(author.ids(), &inquiry, &decision, before);
    inquiry.decision = Some(decision);
    inquiries::save_status(transaction, &inquiry)?;
    events::append(transaction, &[fact])?;
    audit(transaction, &seen, status, deciding, author)?;
    Ok(())
}

/// Whether the same caller has decided the same with the same words: a repeat whose first answer was lost. Only a mark for
/// review can be set on what has it.
fn is_decided_so(inquiry: &Inquiry, deciding: &DecidingByHand, by: &Actor) -> bool {
    inquiry.decision.as_ref().is_some_and(|present| {
        present.outcome == deciding.outcome
            && present.by.is_same(by)
            && present.comment == deciding.comment
    })
}

/// Refuses to decide about an inquiry that has another status than the one that the caller has seen: of two who
/// decide at once, the second learns who came first.
fn is_as_seen(inquiry: &Inquiry, expected: Option<Status>) -> Result<(), DecideError> {
    let Some(expected) = expected.filter(|expected| *expected != inquiry.status) else {
        return Ok(());
    };
    let sentence = inquiry.decision.as_ref().map_or_else(
        || "nothing is decided".to_owned(),
        |decision| {
            let sentence = sentence(decision.outcome, &decision.by, &[]);
            let mut letters = sentence.trim_end_matches('.').chars();
            letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
        },
    );
    Err(DecideError::Changed { present: inquiry.status, expected, sentence })
}

/// The other decision on what is decided is an overturn: by a member, with a comment.
fn may_overturn(status: Status, by: &Actor, comment: Option<&str>) -> Result<(), DecideError> {
    let decided = match status {
        Status::Approved | Status::Declined => true,
        Status::Created
        | Status::Pending
        | Status::Completed
        | Status::Failed
        | Status::Expired
        | Status::NeedsReview => false,
    };
    match (decided, by, comment) {
        (false, _, _) | (true, Actor::Member { .. }, Some(_)) => Ok(()),
        (true, Actor::Member { .. }, None) => Err(DecideError::NoComment),
        (true, Actor::Key { .. } | Actor::Run { .. } | Actor::System, _) => {
            Err(DecideError::NotAMember)
        }
    }
}

/// What a body says.
struct Wanted {
    comment: Option<String>,
    /// The status that the caller has seen.
    expected: Option<Status>,
}

fn read_body(body: &Value) -> Result<Wanted, Problem> {
    let mut fields = Fields::of(body);
    let comment = fields.optional("comment", readers::text(0, COMMENT_CHARACTERS));
    let expected = fields.optional("expected_status", readers::parsed("unknown_status"));
    let comment = comment.filter(|comment| !comment.is_empty());
    fields.finish(|| Some(Wanted { comment, expected }))
}

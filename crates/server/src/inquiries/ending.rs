//! `POST /v1/inquiries/{id}/complete`, `…/fail` and `…/expire`: the check is over.

use std::time::Instant;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{IdSource, InquiryId};
use pointsman_domain::inquiry::{ForbiddenTransition, InquiryBody, Transition};
use pointsman_domain::json::{Tree, canonical_tree, parse_tree};
use pointsman_domain::people::Authority;
use pointsman_storage::inquiries::{self, SaveInquiry};
use pointsman_storage::{Actor, StorageError, Transaction, events};
use sha2::{Digest, Sha256};
use tracing::Instrument;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body_schema::InquiryBody as InquiryBodySchema;
use super::change::{self, ChangeError};
use super::{facts, intake, look, look_at_new, present, problems, read, wire};
use crate::app::App;
use crate::auth::{Allowed, Caller, right};
use crate::body::OptionalJsonBytes;
use crate::deciding::{CompleteError, Completed, Completing, CompletingBody, complete};
use crate::lifecycle::Kind;
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(complete_inquiry))
        .routes(routes!(fail_inquiry))
        .routes(routes!(expire_inquiry))
}

/// Why an inquiry does not fail or expire.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EndError {
    /// There is none.
    #[error("there is no inquiry `{0}`")]
    NotFound(InquiryId),
    /// Its status does not allow it.
    #[error(transparent)]
    Forbidden(#[from] ForbiddenTransition),
    /// The body does not fit.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// Another inquiry has the reference id.
    #[error("inquiry `{by}` has this reference_id already")]
    ReferenceTaken {
        /// Which.
        by: InquiryId,
    },
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<EndError> for Problem {
    fn from(error: EndError) -> Self {
        match error {
            EndError::NotFound(id) => problems::no_inquiry(id),
            EndError::Forbidden(error) => problems::forbidden_transition(&error),
            EndError::Change(error) => error.into(),
            EndError::ReferenceTaken { by } => problems::reference_taken(by),
            EndError::Storage(error) => error.into(),
        }
    }
}

/// The person finished the check: attributes are computed, and the running workflows decide.
///
/// Once it has completed, an empty or equal body is answered with the present state and does nothing.
#[utoipa::path(
    post,
    path = "/v1/inquiries/{id}/complete",
    operation_id = "complete_inquiry",
    tag = "inquiries",
    params(("id" = String, Path, description = "`inq_…`")),
    request_body(content = Option<InquiryBodySchema>, description = "Merged first, as by a patch."),
    responses(
        (status = 200, description = "The inquiry, decided if a workflow decided it.", body = wire::Inquiry),
        (status = 404, description = "There is no such inquiry."),
        (status = 409, description = "Its status does not allow this, or it completed with another body."),
        (status = 422, description = "The body says something that the inquiry does not take."),
    )
)]
async fn complete_inquiry(
    caller: Allowed<right::InquiriesWrite>,
    State(app): State<App>,
    PathId(id): PathId<InquiryId>,
    OptionalJsonBytes(body): OptionalJsonBytes,
) -> Result<Json<wire::Inquiry>, Problem> {
    let now = app.now();
    let body = match body {
        None => None,
        Some(body) => completing_body(&body, now)?,
    };
    let completing = Completing { inquiry: id, body, by: caller.actor(), now };
    match complete_and_count(&app, completing, caller.authority()).await? {
        Some(shown) => Ok(Json(shown)),
        None => present(&app, &caller, id).await.map(Json),
    }
}

/// In a task of its own: once it waits for its turn it commits, even if the caller hangs up, and then it counts.
async fn complete_and_count(
    app: &App,
    completing: Completing,
    reader: Authority,
) -> Result<Option<wire::Inquiry>, Problem> {
    let under_way = app.lifecycle().begin(Kind::Work, "completing".to_owned());
    let app = app.clone();
    let task = async move {
        let _under_way = under_way;
        let began = Instant::now();
        let ids = app.shared_ids();
        let (names, id) = (app.route_names(), completing.inquiry);
        let look = move |t: &mut Transaction<'_>, completed: Option<Completed>| match completed {
            Some(completed) => look_at_new(t, &names, reader, completed.into()),
            None => look(t, &names, reader, id),
        };
        let (decided, shown) =
            complete(app.storage(), app.decider(), &ids, completing, look).await?;
        if let Some(decided) = decided {
            app.metrics().decided(&decided, began.elapsed());
        }
        Ok::<_, CompleteError>(shown)
    };
    match tokio::spawn(task.in_current_span()).await {
        Ok(completed) => Ok(completed?),
        Err(panicked) => Err(Problem::internal(&panicked)),
    }
}

/// The person could not pass. No workflow runs.
#[utoipa::path(
    post,
    path = "/v1/inquiries/{id}/fail",
    operation_id = "fail_inquiry",
    tag = "inquiries",
    params(("id" = String, Path, description = "`inq_…`")),
    request_body(content = Option<InquiryBodySchema>, description = "Merged first, as by a patch."),
    responses(
        (status = 200, description = "The failed inquiry.", body = wire::Inquiry),
        (status = 404, description = "There is no such inquiry."),
        (status = 409, description = "Its status does not allow this."),
        (status = 422, description = "The body says something that the inquiry does not take."),
    )
)]
async fn fail_inquiry(
    caller: Allowed<right::InquiriesWrite>,
    State(app): State<App>,
    PathId(id): PathId<InquiryId>,
    OptionalJsonBytes(body): OptionalJsonBytes,
) -> Result<Json<wire::Inquiry>, Problem> {
    end(&app, id, body, &caller, Ending::Failed).await
}

/// The time ran out. No workflow runs.
#[utoipa::path(
    post,
    path = "/v1/inquiries/{id}/expire",
    operation_id = "expire_inquiry",
    tag = "inquiries",
    params(("id" = String, Path, description = "`inq_…`")),
    request_body(content = Option<InquiryBodySchema>, description = "Merged first, as by a patch."),
    responses(
        (status = 200, description = "The expired inquiry.", body = wire::Inquiry),
        (status = 404, description = "There is no such inquiry."),
        (status = 409, description = "Its status does not allow this."),
        (status = 422, description = "The body says something that the inquiry does not take."),
    )
)]
async fn expire_inquiry(
    caller: Allowed<right::InquiriesWrite>,
    State(app): State<App>,
    PathId(id): PathId<InquiryId>,
    OptionalJsonBytes(body): OptionalJsonBytes,
) -> Result<Json<wire::Inquiry>, Problem> {
    end(&app, id, body, &caller, Ending::Expired).await
}

/// How a check ends without completing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending {
    /// The person could not pass.
    Failed,
    /// The time ran out.
    Expired,
}

impl Ending {
    const fn transition(self) -> Transition {
        match self {
            Self::Failed => Transition::Fail,
            Self::Expired => Transition::Expire,
        }
    }

    const fn event(self) -> &'static str {
        match self {
            Self::Failed => facts::FAILED,
            Self::Expired => facts::EXPIRED,
        }
    }
}

async fn end(
    app: &App,
    id: InquiryId,
    body: Option<Bytes>,
    caller: &Caller,
    ending: Ending,
) -> Result<Json<wire::Inquiry>, Problem> {
    let now = app.now();
    let body = match body {
        None => InquiryBody::default(),
        Some(body) => intake(&body, now)?,
    };
    let by = caller.actor();
    let (ids, end) = (app.shared_ids(), End { inquiry: id, ending, body, by, now });
    let (order, names, reader) = (id.uuid().as_u128(), app.route_names(), caller.authority());
    let work = move |transaction: &mut Transaction<'_>| {
        end_within(transaction, ids.as_ref(), &end)?;
        Ok::<_, EndError>(look(transaction, &names, reader, id)?)
    };
    match app.storage().write_grouped(order, work).await? {
        Some(shown) => Ok(Json(shown)),
        None => present(app, caller, id).await.map(Json),
    }
}

/// A call of `fail` or `expire`.
#[derive(Clone, Debug)]
pub(crate) struct End {
    /// The inquiry.
    pub(crate) inquiry: InquiryId,
    /// How it ends.
    pub(crate) ending: Ending,
    /// What the body changes.
    pub(crate) body: InquiryBody,
    /// Who calls.
    pub(crate) by: Actor,
    /// The moment.
    pub(crate) now: Timestamp,
}

/// Ends a check in a transaction that may do more.
pub(crate) fn end_within(
    transaction: &mut Transaction<'_>,
    ids: &dyn IdSource,
    end: &End,
) -> Result<(), EndError> {
    let found = inquiries::lock(transaction, end.inquiry)?;
    let mut inquiry = found.ok_or(EndError::NotFound(end.inquiry))?;
    let status = inquiry.status.after(end.ending.transition())?;
    change::merge(&mut inquiry, &end.body, end.now)?;
    inquiry.status = status;
    match inquiries::save_submission(transaction, &inquiry)? {
        SaveInquiry::Saved => {}
        SaveInquiry::ReferenceTaken { by } => return Err(EndError::ReferenceTaken { by }),
    }
    if end.body.tags.is_some() {
        inquiries::save_tags(transaction, &inquiry)?;
    }
    events::append(transaction, &[facts::ended(ids, &inquiry, &end.by, end.ending.event())])?;
    Ok(())
}

/// `None` if it says nothing.
fn completing_body(body: &[u8], now: Timestamp) -> Result<Option<CompletingBody>, Problem> {
    let document = parse_tree(body)?;
    let tree = document.root();
    if matches!(tree, Tree::Object(object) if object.is_empty()) {
        return Ok(None);
    }
    let digest = Sha256::digest(canonical_tree(tree)).into();
    Ok(Some(CompletingBody { change: read(tree, now)?, digest }))
}

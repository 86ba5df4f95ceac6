//! `GET` and `PATCH /v1/invariants/{id}`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use pointsman_domain::error::FieldError;
use pointsman_domain::ids::InvariantId;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::invariants::{self, ChangeInvariant, Invariant};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{self, PatchBody};
use super::running::{after_change, with_running};
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::body::JsonBody;
use crate::lists;
use crate::problem::Problem;
use crate::request::{PathId, Precondition, etag_header};
use crate::runs::wire::ActionKind;
use crate::workflows::Proving;
use crate::workflows::wire::Condition;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_invariant, change_invariant))
}

/// Why an invariant is not read or changed.
#[derive(Debug, thiserror::Error)]
enum SingleError {
    #[error("there is no invariant `{0}`")]
    NotFound(InvariantId),
    #[error("invariant `{0}` is archived")]
    Archived(InvariantId),
    #[error("the invariant has changed since you read it; its version is now {0}")]
    Stale(i64),
    #[error("the invariant has errors")]
    Invalid(Vec<FieldError>),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<SingleError> for Problem {
    fn from(error: SingleError) -> Self {
        let detail = error.to_string();
        match error {
            SingleError::NotFound(id) => super::no_invariant(id),
            SingleError::Archived(id) => super::archived(id),
            SingleError::Stale(version) => {
                Precondition::failed(detail).with_etag(version.to_string())
            }
            SingleError::Invalid(errors) => Self::invalid(errors),
            SingleError::Storage(error) => error.into(),
        }
    }
}

/// What an invariant says from now on; what is absent stays.
#[derive(Serialize, ToSchema)]
struct InvariantPatch {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Whom it is about, as a route has it.
    #[serde(rename = "if")]
    whom: Option<Condition>,
    /// What is never done with them.
    #[schema(min_items = 1, max_items = 4)]
    never: Option<Vec<ActionKind>>,
}

type Answer = ([(HeaderName, HeaderValue); 1], Json<wire::Invariant>);

/// One invariant, and whether what runs keeps it.
#[utoipa::path(
    get,
    path = "/v1/invariants/{id}",
    operation_id = "read_invariant",
    tag = "invariants",
    params(("id" = String, Path, description = "`ivr_…`")),
    responses(
        (status = 200, description = "The invariant.", body = wire::Invariant,
            headers(("ETag" = String, description = "Its version in double quotes."))),
        (status = 404, description = "There is no such invariant."),
    )
)]
async fn read_invariant(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<InvariantId>,
) -> Result<Answer, Problem> {
    let read =
        move |t: &mut Transaction<'_>| invariants::get(t, id)?.ok_or(SingleError::NotFound(id));
    let found = app.storage().read(read).await?;
    answer(with_running(&app, found, Proving::Looking).await?)
}

/// Makes what it says from now on the next version. Versions of workflows that run and break it go on; the answer says
/// which these are.
#[utoipa::path(
    patch,
    path = "/v1/invariants/{id}",
    operation_id = "change_invariant",
    tag = "invariants",
    params(
        ("id" = String, Path, description = "`ivr_…`"),
        ("If-Match" = Option<String>, Header, description = "The version that you have seen, in double quotes."),
    ),
    request_body = InvariantPatch,
    responses(
        (status = 200, description = "The invariant, and whether what runs keeps it.", body = wire::Invariant,
            headers(("ETag" = String, description = "Its version in double quotes."))),
        (status = 404, description = "There is no such invariant."),
        (status = 409, description = "It is archived."),
        (status = 412, description = "It has changed; the header `ETag` is the present version."),
        (status = 422, description = "The body is not a change of an invariant."),
        (status = 428, description = "`If-Match` was not sent."),
    )
)]
async fn change_invariant(
    caller: Allowed<right::InvariantsManage>,
    State(app): State<App>,
    PathId(id): PathId<InvariantId>,
    precondition: Precondition,
    JsonBody(body): JsonBody,
) -> Result<Answer, Problem> {
    let seen = precondition.require_match()?.to_owned();
    let patch = PatchBody::read(&body)?;
    let author = Author::of(&app, &caller);
    let changed = app.storage().write(move |t| change(t, id, &seen, &patch, &author)).await?;
    answer(after_change(&app, changed).await)
}

fn answer(invariant: wire::Invariant) -> Result<Answer, Problem> {
    Ok(([etag_header(&invariant.version.to_string())?], Json(invariant)))
}

fn change(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
    seen: &str,
    patch: &PatchBody,
    author: &Author,
) -> Result<Invariant, SingleError> {
    let before = invariants::lock(transaction, id)?.ok_or(SingleError::NotFound(id))?;
    if before.archived_at.is_some() {
        return Err(SingleError::Archived(id));
    }
    if before.version.to_string() != seen {
        return Err(SingleError::Stale(before.version));
    }
    let text = patch.over(&before.text);
    if text == before.text {
        return Ok(before);
    }
    let lists = lists::directory(transaction)?;
    let errors = body::errors(&text, &lists);
    if !errors.is_empty() {
        return Err(SingleError::Invalid(errors));
    }
    let by = (author.at, &author.by);
    let after = match invariants::change(transaction, id, before.version, &text, by)? {
        ChangeInvariant::Changed(after) => *after,
        ChangeInvariant::Stale(present) => return Err(SingleError::Stale(present.version)),
        ChangeInvariant::Archived => return Err(SingleError::Archived(id)),
        ChangeInvariant::NotFound => return Err(SingleError::NotFound(id)),
    };
    let never = |of: &Invariant| -> Vec<&'static str> {
        of.text.never.iter().map(|action| action.as_str()).collect()
    };
    let sentence = |of: &Invariant| view::invariant(of.clone(), &lists).sentence;
    let plain = Plain::none()
        .changed("name", before.text.name.as_str(), after.text.name.as_str())
        .changed("if", before.text.whom.as_str(), after.text.whom.as_str())
        .changed("never", never(&before), never(&after))
        .changed("sentence", sentence(&before), sentence(&after))
        .changed("version", before.version, after.version);
    let (action, subject) = (Action::InvariantChanged, Subject::Invariant(id));
    author.audit(transaction, action, subject, plain, Personal::none())?;
    Ok(after)
}

//! `GET` and `PATCH /v1/inquiries/{id}`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::{Status, Transition};
use pointsman_storage::inquiries::{self, SaveInquiry};
use pointsman_storage::{StorageError, events};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body_schema::InquiryBody as InquiryBodySchema;
use super::change::{self, ChangeError};
use super::{facts, intake, present, problems, view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::JsonBytes;
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_inquiry, patch_inquiry))
}

/// Why an inquiry is not changed.
#[derive(Debug, thiserror::Error)]
enum PatchError {
    #[error("there is no inquiry `{0}`")]
    NotFound(InquiryId),
    #[error(transparent)]
    Change(#[from] ChangeError),
    #[error("inquiry `{by}` has this reference_id already")]
    ReferenceTaken { by: InquiryId },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<PatchError> for Problem {
    fn from(error: PatchError) -> Self {
        match error {
            PatchError::NotFound(id) => problems::no_inquiry(id),
            PatchError::Change(error) => error.into(),
            PatchError::ReferenceTaken { by } => problems::reference_taken(by),
            PatchError::Storage(error) => error.into(),
        }
    }
}

/// One inquiry with its runs and timeline.
#[utoipa::path(
    get,
    path = "/v1/inquiries/{id}",
    operation_id = "read_inquiry",
    tag = "inquiries",
    params(("id" = String, Path, description = "`inq_…`")),
    responses(
        (status = 200, description = "The inquiry.", body = wire::Inquiry),
        (status = 404, description = "There is no such inquiry."),
    )
)]
async fn read_inquiry(
    caller: Allowed<right::InquiriesRead>,
    State(app): State<App>,
    PathId(id): PathId<InquiryId>,
) -> Result<Json<wire::Inquiry>, Problem> {
    let (names, reader) = (app.route_names(), caller.authority());
    let found = app.storage().read(move |t| view::one(t, &names, reader, id)).await?;
    found.map(Json).ok_or_else(|| problems::no_inquiry(id))
}

/// Merges a body into an inquiry: by key, verifications by id; `null` clears.
///
/// Once the inquiry is no longer created or pending it takes only `tags` and `reference_id`.
#[utoipa::path(
    patch,
    path = "/v1/inquiries/{id}",
    operation_id = "patch_inquiry",
    tag = "inquiries",
    params(("id" = String, Path, description = "`inq_…`")),
    request_body = InquiryBodySchema,
    responses(
        (status = 200, description = "The changed inquiry.", body = wire::Inquiry),
        (status = 404, description = "There is no such inquiry."),
        (status = 409, description = "Its status does not allow this, or the reference_id is taken."),
        (status = 422, description = "The body says something that the inquiry does not take."),
    )
)]
async fn patch_inquiry(
    caller: Allowed<right::InquiriesWrite>,
    State(app): State<App>,
    PathId(id): PathId<InquiryId>,
    JsonBytes(body): JsonBytes,
) -> Result<Json<wire::Inquiry>, Problem> {
    let now = app.now();
    let body = intake(&body, now)?;
    let (by, ids) = (caller.actor(), app.shared_ids());
    app.storage()
        .write_grouped(id.uuid().as_u128(), move |transaction| {
            let found = inquiries::lock(transaction, id)?;
            let mut inquiry = found.ok_or(PatchError::NotFound(id))?;
            change::merge(&mut inquiry, &body, now)?;
            if inquiry.status == Status::Created && body.begins() {
                inquiry.status = inquiry.status.after(Transition::Begin).unwrap_or(inquiry.status);
            }
            match inquiries::save_submission(transaction, &inquiry)? {
                SaveInquiry::Saved => {}
                SaveInquiry::ReferenceTaken { by } => {
                    return Err(PatchError::ReferenceTaken { by });
                }
            }
            if body.tags.is_some() {
                inquiries::save_tags(transaction, &inquiry)?;
            }
            events::append(transaction, &[facts::updated(ids.as_ref(), &inquiry, &by, &body)])?;
            Ok(())
        })
        .await?;
    present(&app, &caller, id).await.map(Json)
}

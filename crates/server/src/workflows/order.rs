//! `GET` and `PUT /v1/workflow_order`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::WorkflowId;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflows::{self, SetOrder};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::wire::WorkflowOrder;
use crate::app::App;
use crate::auth::{Allowed, hex, right};
use crate::author::{Author, Changed};
use crate::body::{Fields, JsonBody, readers};
use crate::problem::Problem;
use crate::request::{Precondition, etag_header};
use crate::router::BODY_BYTES;

/// Ids of workflows that fit in a body.
const MOST_WORKFLOWS: usize = BODY_BYTES / 32;
/// How much of the digest is the etag, in bytes.
const ETAG_BYTES: usize = 16;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_order, set_order))
}

/// Why the order is not changed.
#[derive(Debug, thiserror::Error)]
enum OrderError {
    #[error("the order has changed since you read it; its etag is now \"{0}\"")]
    Stale(String),
    #[error("name every workflow that is not archived, each once; {0}")]
    OtherWorkflows(String),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Stale(ref etag) => Precondition::failed(error.to_string()).with_etag(etag),
            OrderError::OtherWorkflows(_) => {
                let at = Pointer::root().key("data");
                Self::invalid(vec![FieldError::new(&at, "other_workflows", error.to_string())])
            }
            OrderError::Storage(error) => error.into(),
        }
    }
}

/// The order that is wanted.
#[derive(Serialize, ToSchema)]
struct NewWorkflowOrder {
    /// Ids of all workflows that are not archived, each once.
    data: Vec<String>,
}

/// The order in which workflows run.
#[utoipa::path(
    get,
    path = "/v1/workflow_order",
    operation_id = "read_workflow_order",
    tag = "workflows",
    responses((status = 200, description = "The order.", body = WorkflowOrder))
)]
async fn read_order(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
) -> Result<OrderAnswer, Problem> {
    answer(app.storage().read(workflows::order).await?)
}

/// Sets the order in which workflows run. With `If-Match`, only if nobody else changed it meanwhile.
#[utoipa::path(
    put,
    path = "/v1/workflow_order",
    operation_id = "set_workflow_order",
    tag = "workflows",
    params(("If-Match" = Option<String>, Header, description = "The order's etag in double quotes.")),
    request_body = NewWorkflowOrder,
    responses(
        (status = 200, description = "The order.", body = WorkflowOrder),
        (status = 412, description = "The order has changed since it was read."),
        (status = 422, description = "Not exactly the workflows that there are."),
    )
)]
async fn set_order(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    precondition: Precondition,
    JsonBody(body): JsonBody,
) -> Result<OrderAnswer, Problem> {
    let mut fields = Fields::of(&body);
    let read_id = readers::parsed::<WorkflowId>("invalid_id");
    let ids = fields.required("data", readers::array(MOST_WORKFLOWS, read_id));
    let ids = fields.finish(|| ids)?;
    let seen = match precondition {
        Precondition::Matches(etag) => Some(etag),
        Precondition::None | Precondition::Exists => None,
        Precondition::Absent => {
            return Err(Precondition::failed("there is an order already; send If-Match"));
        }
    };
    let author = Author::of(&app, &caller);
    let order = app.storage().write(move |t| change(t, &ids, seen.as_deref(), &author)).await?;
    answer(order)
}

fn change(
    transaction: &mut Transaction<'_>,
    ids: &[WorkflowId],
    seen: Option<&str>,
    author: &Author,
) -> Result<Vec<WorkflowId>, OrderError> {
    let before = workflows::order(transaction)?;
    let present = etag(&before);
    if seen.is_some_and(|seen| seen != present) {
        return Err(OrderError::Stale(present));
    }
    if before == ids {
        return Ok(before);
    }
    match workflows::set_order(transaction, ids)? {
        SetOrder::Saved => {
            let payload: Value = json!({"before": before, "after": ids});
            author.record(
                transaction,
                "workflow_order.changed",
                Changed::WorkflowOrder,
                payload,
            )?;
            let names =
                |ids: &[WorkflowId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
            author.audit(
                transaction,
                Action::WorkflowOrderChanged,
                Subject::WorkflowOrder,
                Plain::none().changed("order", names(&before), names(ids)),
                Personal::none(),
            )?;
            Ok(ids.to_vec())
        }
        SetOrder::OtherWorkflows { present } => {
            Err(OrderError::OtherWorkflows(difference(ids, &present)))
        }
    }
}

fn difference(ids: &[WorkflowId], present: &[WorkflowId]) -> String {
    let lacking =
        present.iter().find(|id| !ids.contains(id)).map(|id| format!("`{id}` is not named"));
    let strange =
        || ids.iter().find(|id| !present.contains(id)).map(|id| format!("`{id}` is none of them"));
    lacking.or_else(strange).unwrap_or_else(|| "one is named twice".to_owned())
}

type OrderAnswer = ([(axum::http::HeaderName, axum::http::HeaderValue); 1], Json<WorkflowOrder>);

fn answer(data: Vec<WorkflowId>) -> Result<OrderAnswer, Problem> {
    let etag = etag(&data);
    Ok(([etag_header(&etag)?], Json(WorkflowOrder { data, etag })))
}

fn etag(order: &[WorkflowId]) -> String {
    let mut hasher = Sha256::new();
    for id in order {
        hasher.update(id.uuid().as_bytes());
    }
    let digest = hasher.finalize();
    hex(digest.get(..ETAG_BYTES).unwrap_or_default())
}

//! `GET /v1/review_queue`: what waits for a person.

use axum::Json;
use axum::extract::State;
use pointsman_storage::inquiries;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;
use crate::wire::Time;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_review_queue))
}

/// The inquiries that wait for review. They are read with `GET /v1/inquiries?status=needs_review&order=oldest_first`.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct ReviewQueue {
    /// How many wait.
    #[schema(minimum = 0)]
    waiting: i64,
    /// When the oldest of them was made; `null` if none waits.
    #[schema(required)]
    oldest_created_at: Option<Time>,
}

impl From<inquiries::ReviewQueue> for ReviewQueue {
    fn from(queue: inquiries::ReviewQueue) -> Self {
        Self { waiting: queue.waiting, oldest_created_at: queue.oldest_created_at.map(Time::from) }
    }
}

/// How many inquiries wait for review, and since when.
#[utoipa::path(
    get,
    path = "/v1/review_queue",
    operation_id = "read_review_queue",
    tag = "inquiries",
    responses((status = 200, description = "The queue.", body = ReviewQueue))
)]
async fn read_review_queue(
    _: Allowed<right::InquiriesRead>,
    State(app): State<App>,
) -> Result<Json<ReviewQueue>, Problem> {
    Ok(Json(app.storage().read(inquiries::review_queue).await?.into()))
}

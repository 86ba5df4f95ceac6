//! Whether the server lives, and whether it can work.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::problem::Problem;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz))
}

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    status: HealthStatus,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HealthStatus {
    /// It is well.
    Ok,
}

const WELL: Json<Health> = Json(Health { status: HealthStatus::Ok });

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "about", security(()),
    responses((status = 200, description = "It lives.", body = Health)))]
async fn healthz() -> Json<Health> {
    WELL
}

/// Whether the database answers, so that requests can be sent here.
#[utoipa::path(get, path = "/readyz", tag = "about", security(()), responses(
    (status = 200, description = "The database answers.", body = Health),
    (status = 503, description = "The database does not answer."),
    (status = 500, description = "The database answers with an error.")))]
async fn readyz(State(app): State<App>) -> Result<Json<Health>, Problem> {
    app.storage().read(pointsman_storage::people::members::count).await?;
    Ok(WELL)
}

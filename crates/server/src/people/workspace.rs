//! `/v1/workspace`: what an administrator sets for everybody.

use axum::Json;
use axum::extract::State;
use pointsman_domain::people::Role;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::people::workflows_hidden;
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::body::readers::{array, parsed};
use crate::body::{Fault, Fields, JsonBody};
use crate::problem::Problem;
use crate::wire;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_workspace, change_workspace))
}

// ---- docs ----

/// What an administrator sets for everybody.
#[derive(Debug, Serialize, ToSchema)]
struct Workspace {
    /// The roles that do not see Workflows, as members and as keys.
    workflows_hidden_from: Vec<wire::Role>,
}

impl From<Vec<Role>> for Workspace {
    fn from(hidden: Vec<Role>) -> Self {
        Self { workflows_hidden_from: hidden.into_iter().map(wire::Role::from).collect() }
    }
}

/// What is set from now on.
#[derive(ToSchema)]
struct WorkspaceChange {
    /// All roles that do not see Workflows: any of `editor`, `analyst` and `developer`.
    #[schema(value_type = Vec<wire::Role>)]
    workflows_hidden_from: Vec<Role>,
}

impl WorkspaceChange {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let hidden =
            fields.required("workflows_hidden_from", array(Role::ALL.len(), role_to_hide_from));
        fields.finish(|| Some(Self { workflows_hidden_from: hidden? }))
    }
}

fn role_to_hide_from(value: &Value) -> Result<Role, Fault> {
    let role: Role = parsed("unknown_role")(value)?;
    if role.can_miss_workflows() {
        return Ok(role);
    }
    let detail = format!(
        "Workflows cannot be hidden from the role {role}; use editor, analyst or developer"
    );
    Err(Fault::new("never_hidden", detail))
}

// ---- handlers ----

/// What an administrator set for everybody.
#[utoipa::path(get, path = "/v1/workspace", tag = "people",
    responses((status = 200, description = "The settings.", body = Workspace)))]
async fn get_workspace(
    _caller: Allowed<right::MembersRead>,
    State(app): State<App>,
) -> Result<Json<Workspace>, Problem> {
    Ok(Json(app.storage().read(workflows_hidden::roles).await?.into()))
}

/// Set it. It counts from everybody's next request on.
#[utoipa::path(patch, path = "/v1/workspace", tag = "people", request_body = WorkspaceChange, responses(
    (status = 200, description = "The settings.", body = Workspace),
    (status = 422, description = "The body says something that is not taken.")))]
async fn change_workspace(
    caller: Allowed<right::WorkspaceManage>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<Json<Workspace>, Problem> {
    let hidden = WorkspaceChange::read(&body)?.workflows_hidden_from;
    let author = Author::of(&app, &caller);
    let hidden = app.storage().write(move |t| hide(t, &hidden, &author)).await?;
    Ok(Json(hidden.into()))
}

fn hide(
    transaction: &mut Transaction<'_>,
    hidden: &[Role],
    author: &Author,
) -> Result<Vec<Role>, StorageError> {
    let before = workflows_hidden::roles(transaction)?;
    workflows_hidden::put(transaction, hidden, author.at, &author.by)?;
    let after = workflows_hidden::roles(transaction)?;
    if before != after {
        let names = |roles: &[Role]| roles.iter().map(|role| role.as_str()).collect::<Vec<_>>();
        let plain = Plain::none().changed("workflows_hidden_from", names(&before), names(&after));
        let (action, subject) = (Action::WorkspaceChanged, Subject::Workspace);
        author.audit(transaction, action, subject, plain, Personal::none())?;
    }
    Ok(after)
}

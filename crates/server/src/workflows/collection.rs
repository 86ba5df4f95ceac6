//! `GET` and `POST /v1/workflows`.

use std::fmt;
use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::{Document, WorkflowEvent, limits};
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflows::{
    self, DraftGuard, NewDraft, NewWorkflow, StateFilter, WorkflowPosition,
};
use pointsman_storage::{Page as StoredPage, StorageError};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::draft::new_etag;
use super::{text, view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::{Author, Changed};
use crate::body::{Fields, JsonBody, readers};
use crate::problem::Problem;
use crate::request::{PageParams, QueryFields};
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_workflows, create_workflow))
}

/// Which workflows a page shows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct WorkflowParams {
    /// Only workflows in this state. Archived ones are shown only when they are asked for.
    state: Option<wire::WorkflowState>,
}

/// A workflow to make.
#[derive(Serialize, ToSchema)]
#[schema(as = NewWorkflow)]
struct NewWorkflowBody {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What it listens to.
    #[schema(example = "inquiry.completed")]
    event: String,
}

/// Workflows in the order in which they run.
#[utoipa::path(
    get,
    path = "/v1/workflows",
    operation_id = "list_workflows",
    tag = "workflows",
    params(WorkflowParams, PageParams),
    responses((status = 200, description = "A page of workflows.", body = Page<wire::Workflow>))
)]
async fn list_workflows(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<wire::Workflow>>, Problem> {
    let filter = query.optional::<Filter>("state").unwrap_or_default();
    let page = query.page();
    query.finish()?;
    let after = page.after::<Place>()?.map(|place| place.0);
    let limit = page.limit;
    let now = app.now();
    let found = app
        .storage()
        .read(move |t| {
            let page = workflows::page(t, filter.0, after, limit as usize)?;
            let today = view::runs_today(t, now)?;
            let rows: Result<Vec<_>, StorageError> = page
                .rows
                .into_iter()
                .map(|workflow| {
                    let runs_today = today.get(&workflow.id).copied().unwrap_or_default();
                    view::with_runs(t, workflow, runs_today)
                })
                .collect();
            Ok::<_, StorageError>(StoredPage { rows: rows?, next: page.next.map(Place) })
        })
        .await?;
    Ok(Json(Page::of(found, |workflow| workflow)))
}

/// Makes a workflow with an empty draft. It goes last in the order.
#[utoipa::path(
    post,
    path = "/v1/workflows",
    operation_id = "create_workflow",
    tag = "workflows",
    request_body = NewWorkflowBody,
    responses(
        (status = 201, description = "The workflow.", body = wire::Workflow),
        (status = 422, description = "The body is not a workflow to make."),
    )
)]
async fn create_workflow(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<wire::Workflow>), Problem> {
    let (name, event) = read_body(&body)?;
    let author = Author::of(&app, &caller);
    let id = WorkflowId::new(app.ids(), author.at);
    let etag = new_etag(&app);
    let made = app
        .storage()
        .write(move |t| {
            let new = NewWorkflow {
                id,
                name: name.clone(),
                event,
                created_at: author.at,
                created_by: author.by.clone(),
            };
            let made = workflows::insert(t, &new)?;
            let draft = NewDraft {
                document: text::to_stored(&Document::empty(&name, event.as_str())),
                etag: etag.clone(),
                base_version: None,
                updated_at: author.at,
                updated_by: author.by.clone(),
            };
            workflows::put_draft(t, id, DraftGuard::Absent, &draft)?;
            author.record(
                t,
                "workflow.created",
                Changed::Workflow(id),
                json!({"name": name, "event": event}),
            )?;
            let plain = Plain::none().after("name", name.as_str()).after("event", event.as_str());
            let subject = Subject::Workflow(id);
            author.audit(t, Action::WorkflowCreated, subject, plain, Personal::none())?;
            // Nothing has run yet, so there is nothing to count.
            view::with_runs(t, made, wire::RunsToday::default())
        })
        .await
        .map_err(|error: StorageError| Problem::from(error))?;
    Ok((StatusCode::CREATED, Json(made)))
}

fn read_body(body: &Value) -> Result<(String, WorkflowEvent), Problem> {
    let mut fields = Fields::of(body);
    let name = fields.required("name", readers::text(1, limits::NAME_CHARACTERS));
    let event = fields.required("event", readers::parsed("unknown_event"));
    fields.finish(|| Some((name?, event?)))
}

/// `state=…` of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Filter(StateFilter);

/// A state that no workflow has.
#[derive(Debug, thiserror::Error)]
#[error("there is no state `{0}`; use draft, published, running, paused or archived")]
struct UnknownState(String);

impl FromStr for Filter {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(match text {
            "draft" => StateFilter::Draft,
            "published" => StateFilter::Published,
            "running" => StateFilter::Running,
            "paused" => StateFilter::Paused,
            "archived" => StateFilter::Archived,
            other => return Err(UnknownState(other.to_owned())),
        }))
    }
}

/// A place in the order, inside a cursor: position and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place(WorkflowPosition);

/// A text that is no place.
#[derive(Debug, PartialEq, Eq)]
struct NoPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.position, self.0.id)
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (position, id) = text.split_once(' ').ok_or(NoPlace)?;
        let position = position.parse().map_err(|_| NoPlace)?;
        Ok(Self(WorkflowPosition { position, id: id.parse().map_err(|_| NoPlace)? }))
    }
}

#[cfg(test)]
mod tests {
    use pointsman_domain::clock::Timestamp;
    use pointsman_domain::ids::CountingIds;

    use super::*;

    #[test]
    fn a_place_survives_its_cursor() {
        let id = WorkflowId::new(&CountingIds::default(), Timestamp::from_microseconds(0));
        let place = Place(WorkflowPosition { position: -3, id });
        assert_eq!(place.to_string().parse(), Ok(place));
        for text in ["", "1", "x wfl_0", "1 inq_0"] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }
}

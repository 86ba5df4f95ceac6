//! `POST /v1/lists/{id}/impact` and `POST /v1/lists/{id}/import/impact`: other items on a list against the past.
//!
//! Beside the list stands a copy with the other items, under an id of its own. A running workflow is read twice, with the
//! one and with the other, and both are counted in one pass: so the counts are those of a preview, before and after. Lists
//! count as they are now: as they were then says nothing of items that are to come.

mod answer;
mod concerned;
mod kept;
mod looked;
mod pages;
mod proofs;
mod read;
mod remarks;
mod request;
mod wire;

pub(crate) use kept::Impacts;

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Request, State};
use pointsman_domain::ids::ListId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Allowed, Caller, right};
use crate::body::JsonBody;
use crate::history::preview::work;
use crate::history::room::Place;
use crate::lists::proposal::Written;
use crate::lists::{proposal, proposed};
use crate::problem::Problem;
use crate::request::{PathId, QueryFields};
use looked::Question;
use request::Among;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_impact)).merge(pages::endpoints())
}

pub(super) fn streamed_endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import_impact)).merge(pages::streamed_endpoints())
}

/// Says what adding and removing items would change: past inquiries that running workflows would decide differently,
/// routes that nobody would take any more or somebody for the first time, and items that are dangerous or change nothing.
/// Nothing is saved.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/impact",
    operation_id = "list_impact",
    tag = "lists",
    params(("id" = String, Path, description = "`lst_…`")),
    request_body = request::ListImpactRequest,
    responses(
        (status = 200, description = "Exact counts.", body = wire::ListImpact),
        (status = 404, description = "There is no such list, or it has no such item."),
        (status = 409, description = "The list is archived, or a newer question of the same caller took its place."),
        (status = 422, description = "A value is none of the list's type."),
    )
)]
async fn list_impact(
    caller: Allowed<right::ListsWrite>,
    _: Allowed<right::WorkflowsRead>,
    _: Allowed<right::RunsRead>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
    JsonBody(body): JsonBody,
) -> Result<Json<wire::ListImpact>, Problem> {
    let began = app.steady();
    let (written, among) = request::counts(&body)?;
    let question = of_body(&app, id, written, among).await?;
    answer::answer(&app, &caller, question, began).await.map(Json)
}

/// Says what importing a file would change, as `/impact` does, of 200,000 lines at most. Nothing is saved.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/import/impact",
    operation_id = "import_impact",
    tag = "lists",
    params(("id" = String, Path, description = "`lst_…`"), request::FileImpactParams),
    request_body(content = String, content_type = "text/csv", description = "The file, in UTF-8."),
    responses(
        (status = 200, description = "Exact counts.", body = wire::ListImpact),
        (status = 404, description = "There is no such list."),
        (status = 408, description = "The upload fell silent."),
        (status = 409, description = "The list is archived, or a newer question of the same caller took its place."),
        (status = 413, description = "Too many bytes or lines."),
        (status = 422, description = "The file is not a text in UTF-8."),
    )
)]
async fn import_impact(
    caller: Allowed<right::ListsWrite>,
    _: Allowed<right::WorkflowsRead>,
    _: Allowed<right::RunsRead>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
    query: QueryFields,
    file: Request,
) -> Result<Json<wire::ListImpact>, Problem> {
    let began = app.steady();
    let among = request::file_counts(query)?;
    let (place, question) = of_file(&app, (&caller, "file"), id, among, file).await?;
    let answered = answer::answer(&app, &caller, question, began).await;
    drop(place);
    answered.map(Json)
}

/// Reads the items of a body.
async fn of_body(
    app: &App,
    list: ListId,
    written: Written<'_>,
    among: Among,
) -> Result<Question, Problem> {
    let kind = app.storage().read(move |t| proposal::list(t, list)).await?.kind;
    let (lines, remove) = written.read(&kind, app.ids(), app.now())?;
    Ok(Question { list, lines, bad: 0, remove, among })
}

/// Reads a file. Its items are held until it is answered: few files at a time, and who waits sends nothing yet. The place is
/// given back when the connection closes, too.
async fn of_file(
    app: &App,
    (caller, kind): (&Caller, &'static str),
    list: ListId,
    among: Among,
    file: Request,
) -> Result<(Place, Question), Problem> {
    let kind_of_list = app.storage().read(move |t| proposal::list(t, list)).await?.kind;
    let asker = work::asker(caller, among.asker.clone(), kind);
    let place = app.history().files_room().enter(asker).await?;
    let (parts, body) = file.into_parts();
    let (lines, bad) = proposed::read(app, &kind_of_list, &parts.headers, body).await?;
    Ok((place, Question { list, lines, bad, remove: BTreeSet::new(), among }))
}

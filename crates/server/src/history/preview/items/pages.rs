//! `POST /v1/lists/{id}/impact/inquiries` and `POST /v1/lists/{id}/import/impact/inquiries`: who is behind a number of the
//! impact, newest first.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};
use pointsman_domain::workflow::{DecisionAction, TakenRoute};
use pointsman_history::preview::newest::{Place, newest};
use pointsman_history::preview::together::{FoundSettled, newest_together};
use pointsman_history::{Cache, Cancel, Inquiries, Unanswered, Window};
use pointsman_storage::inquiries::known_by;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::concerned::Whom;
use super::kept::About;
use super::looked::{CACHE_BYTES, Looked, Question, Sides, asked, begun, known};
use super::read::Asked;
use super::request::{self, Shown};
use super::wire::ListImpactInquiry;
use super::{of_body, of_file};
use crate::app::App;
use crate::auth::{Allowed, Caller, right};
use crate::body::JsonBody;
use crate::history::preview::inquiries::{At, is_in};
use crate::history::preview::request::Cell;
use crate::history::preview::work;
use crate::lists::proposal;
use crate::problem::Problem;
use crate::request::{Cursor, PageParams, PathId, QueryFields};
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_impact_inquiries))
}

pub(super) fn streamed_endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import_impact_inquiries))
}

/// The past inquiries behind a number of what adding and removing items would change, newest first. Nothing is saved.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/impact/inquiries",
    operation_id = "list_impact_inquiries",
    tag = "lists",
    params(("id" = String, Path, description = "`lst_…`")),
    request_body = request::ListImpactInquiriesRequest,
    responses(
        (status = 200, description = "A page of inquiries.", body = Page<ListImpactInquiry>),
        (status = 404, description = "There is no such list, it has no such item, or no such workflow runs and asks about it."),
        (status = 409, description = "The list is archived, or a newer question of the same caller took its place."),
        (status = 422, description = "A value is none of the list's type, or the body does not fit."),
    )
)]
async fn list_impact_inquiries(
    caller: Allowed<right::ListsWrite>,
    _: Allowed<right::WorkflowsRead>,
    _: Allowed<right::InquiriesRead>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
    JsonBody(body): JsonBody,
) -> Result<Json<Page<ListImpactInquiry>>, Problem> {
    let (written, among, shown) = request::inquiries(&body)?;
    let question = of_body(&app, id, written, among).await?;
    page(&app, &caller, question, shown).await.map(Json)
}

/// The past inquiries behind a number of what importing a file would change, newest first. The file is sent with each page;
/// nothing is kept.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/import/impact/inquiries",
    operation_id = "import_impact_inquiries",
    tag = "lists",
    params(
        ("id" = String, Path, description = "`lst_…`"),
        request::FileImpactParams,
        request::FileCellParams,
        PageParams,
    ),
    request_body(content = String, content_type = "text/csv", description = "The file, in UTF-8."),
    responses(
        (status = 200, description = "A page of inquiries.", body = Page<ListImpactInquiry>),
        (status = 404, description = "There is no such list, or no such workflow runs and asks about it."),
        (status = 408, description = "The upload fell silent."),
        (status = 409, description = "The list is archived, or a newer question of the same caller took its place."),
        (status = 413, description = "Too many bytes or lines."),
        (status = 422, description = "The file is not a text in UTF-8."),
    )
)]
async fn import_impact_inquiries(
    caller: Allowed<right::ListsWrite>,
    _: Allowed<right::WorkflowsRead>,
    _: Allowed<right::InquiriesRead>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
    query: QueryFields,
    file: Request,
) -> Result<Json<Page<ListImpactInquiry>>, Problem> {
    let (among, shown) = request::file_inquiries(query)?;
    let (place, question) = of_file(&app, (&caller, "file inquiries"), id, among, file).await?;
    let answered = page(&app, &caller, question, shown).await;
    drop(place);
    answered.map(Json)
}

/// An inquiry that is shown.
struct Found {
    place: Place,
    row: u64,
    from: (DecisionAction, Option<TakenRoute>),
    to: (DecisionAction, Option<TakenRoute>),
}

async fn page(
    app: &App,
    caller: &Caller,
    question: Question,
    shown: Shown,
) -> Result<Page<ListImpactInquiry>, Problem> {
    let before = shown.page.after::<At>()?.map(|At(place)| place);
    let (limit, among) = (shown.page.limit(), question.among.clone());
    let by = work::asker(caller, among.asker.clone(), "items inquiries");
    let _place = app.impacts().room().enter(by).await?;
    let behind = Behind::new(app, question).await?;
    let workflow = shown.workflow.map(|id| place_of(&behind.running, id)).transpose()?;
    let past = Arc::clone(&behind.whom.past);
    let kind = (&among, "items inquiries");
    let (window, own) = (among.window.asked(), Arc::clone(&past));
    let mut found = begun(app, caller, kind, own, move |means| {
        behind.newest(workflow, &shown.cell, window, (before, limit + 1), means.cancel)
    })
    .await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let end = found.last().map(|found| At(found.place));
    let next_cursor = end.filter(|_| more).map(|at| Cursor::carrying(at).to_wire());
    Ok(Page { data: on_the_wire(app, &past.inquiries, found).await?, next_cursor })
}

/// Whom the items concern, and what runs.
struct Behind {
    list: ListId,
    copy: ListId,
    running: Arc<Vec<Asked>>,
    whom: Arc<Whom>,
}

impl Behind {
    /// As it was answered lately, or asked anew.
    async fn new(app: &App, question: Question) -> Result<Self, Problem> {
        let list = question.list;
        let present = app.storage().read(move |t| proposal::list(t, list)).await?;
        let about = About::new(list, present.revision, &question.lines, &question.remove);
        let (running, copy) = asked(app, list, &question.among).await?;
        if let Some(whom) = known(app, &about, list, &running) {
            return Ok(Self { list, copy, running, whom });
        }
        let Looked { asked: running, copy, whom, .. } = Looked::new(app, question).await?;
        Ok(Self { list, copy, running, whom })
    }

    fn newest(
        &self,
        workflow: Option<usize>,
        cell: &Cell,
        window: Window,
        paged: (Option<Place>, usize),
        cancel: &Cancel,
    ) -> Result<Vec<Found>, Unanswered> {
        let (inquiries, cache) =
            (self.whom.with_copy(self.list, self.copy), Cache::new(CACHE_BYTES));
        if let Some(own) = workflow.and_then(|place| self.running.get(place)) {
            return of_workflow(&inquiries, own, cell, paged, &cache, cancel);
        }
        let sides = Sides::of(&self.running);
        let wanted = |from, to| is_decided(cell, from, to);
        let found =
            newest_together(&inquiries, &sides.asked(window), wanted, paged, &cache, cancel)?;
        let shown = found.into_iter().map(|found: FoundSettled| Found {
            place: found.place,
            row: found.row,
            from: (found.from, None),
            to: (found.to, None),
        });
        Ok(shown.collect())
    }
}

/// Which of the workflows it is.
fn place_of(asked: &[Asked], id: WorkflowId) -> Result<usize, Problem> {
    let place = asked.iter().position(|asked| asked.workflow == id && asked.uses);
    place.ok_or_else(|| Problem::not_found("running workflow that asks about the list", id))
}

fn of_workflow(
    inquiries: &Inquiries,
    asked: &Asked,
    cell: &Cell,
    (before, limit): (Option<Place>, usize),
    cache: &Cache,
    cancel: &Cancel,
) -> Result<Vec<Found>, Unanswered> {
    let wanted = |from, to| is_in(&asked.prepared, cell, from, to);
    let question = asked.prepared.question();
    let found = newest(inquiries, &question, wanted, before, limit, cache, cancel)?;
    let (present, then) = (&asked.present, &asked.prepared.plan);
    let shown = found.into_iter().filter_map(|found| {
        let from = found.from?;
        Some(Found {
            place: found.place,
            row: found.row,
            from: (present.action(from), Some(present.taken_route(from))),
            to: (then.action(found.to), Some(then.taken_route(found.to))),
        })
    });
    Ok(shown.collect())
}

fn is_decided(cell: &Cell, from: DecisionAction, to: DecisionAction) -> bool {
    cell.from.is_none_or(|wanted| wanted == from.into())
        && cell.to.is_none_or(|wanted| wanted == to.into())
        && (!cell.changed || from != to)
}

async fn on_the_wire(
    app: &App,
    inquiries: &Inquiries,
    found: Vec<Found>,
) -> Result<Vec<ListImpactInquiry>, Problem> {
    let ids: Vec<InquiryId> = found.iter().map(|found| found.place.id).collect();
    let known = app.storage().read(move |transaction| known_by(transaction, &ids)).await?;
    let mut known: HashMap<InquiryId, _> =
        known.into_iter().map(|known| (known.id, known)).collect();
    let mut data = Vec::with_capacity(found.len());
    for Found { place, row, from: (from, from_route), to: (to, to_route) } in found {
        let recorded = inquiries.outcome(row).map_err(|error| Problem::internal(&error))?;
        let known = known.remove(&place.id);
        let (reference_id, name) =
            known.map_or((None, None), |known| (known.reference_id, known.name));
        data.push(ListImpactInquiry {
            id: place.id,
            completed_at: place.completed_at.into(),
            from: from.into(),
            to: to.into(),
            from_route: from_route.map(|route| route.to_string()),
            to_route: to_route.map(|route| route.to_string()),
            recorded: recorded.map(Into::into),
            reference_id,
            name,
        });
    }
    Ok(data)
}

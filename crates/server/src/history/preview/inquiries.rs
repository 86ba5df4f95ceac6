//! `POST /v1/workflows/preview/inquiries`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::InquiryId;
use pointsman_engine::Taken;
use pointsman_history::SpillError;
use pointsman_history::preview::newest::{Found, Place, newest};
use pointsman_storage::inquiries::{KnownBy, known_by};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::prepare::Prepared;
use super::request::Cell;
use super::view::differs;
use super::wire::{PreviewInquiry, PreviewOutcome};
use super::{prepare, request, work};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::JsonBody;
use crate::history::keeper::Past;
use crate::problem::Problem;
use crate::request::Cursor;
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(preview_inquiries))
}

/// A place among completed inquiries, as a cursor carries it.
#[derive(Clone, Copy)]
pub(super) struct At(pub(super) Place);

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.0.completed_at.microseconds(), self.0.id)
    }
}

impl std::str::FromStr for At {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once(' ').ok_or(())?;
        let completed_at = Timestamp::from_microseconds(at.parse().map_err(drop)?);
        let id: InquiryId = id.parse().map_err(drop)?;
        Ok(Self(Place { completed_at, id }))
    }
}

/// The past inquiries of a cell of the flow, or of several, newest first.
#[utoipa::path(
    post,
    path = "/v1/workflows/preview/inquiries",
    operation_id = "preview_inquiries",
    tag = "workflows",
    request_body = request::PreviewInquiriesRequest,
    responses(
        (status = 200, description = "A page of inquiries.", body = Page<PreviewInquiry>),
        (status = 404, description = "There is no such workflow or version to compare with."),
        (status = 409, description = "A newer question of the same caller took its place."),
        (status = 422, description = "The document has errors, or the body does not fit."),
    )
)]
async fn preview_inquiries(
    caller: Allowed<right::WorkflowsRead>,
    _: Allowed<right::InquiriesRead>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<Json<Page<PreviewInquiry>>, Problem> {
    let (asked, cell, page) = request::inquiries(&body)?;
    let before = page.after::<At>()?.map(|At(place)| place);
    let limit = page.limit();
    let asked = Arc::new(prepare::prepare(&app, asked).await?);
    if asked.baseline.is_none() && cell.compares() {
        // Nothing runs: nothing can have changed.
        return Ok(Json(Page { data: Vec::new(), next_cursor: None }));
    }
    let place = work::enter(&app, &caller, &asked, "inquiries").await?;
    let past = asked.past(&app).await?;
    let (own, shown) = (Arc::clone(&asked), Arc::clone(&past));
    let begun = work::begin(&app, place, past, move |means| {
        let wanted = |from, to| is_in(&own, &cell, from, to);
        let (inquiries, question) = (&means.past.inquiries, own.question());
        newest(inquiries, &question, wanted, before, limit + 1, means.cache, means.cancel)
    });
    let mut found = work::ended(begun).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().map(|found| At(found.place));
    let next_cursor = last.filter(|_| more).map(|at| Cursor::carrying(at).to_wire());
    let ids: Vec<InquiryId> = found.iter().map(|found| found.place.id).collect();
    let known = app.storage().read(move |transaction| known_by(transaction, &ids)).await?;
    let mut known: HashMap<InquiryId, KnownBy> =
        known.into_iter().map(|known| (known.id, known)).collect();
    let data = found.iter().map(|found| {
        let known = known.remove(&found.place.id);
        on_the_wire(&asked, &shown, found, known)
    });
    let data: Result<_, SpillError> = data.collect();
    Ok(Json(Page { data: data.map_err(|error| Problem::internal(&error))?, next_cursor }))
}

pub(super) fn is_in(asked: &Prepared, cell: &Cell, from: Option<Taken>, to: Taken) -> bool {
    let plan = &asked.plan;
    let goes = cell.to_route.as_ref().is_none_or(|route| *route == plan.taken_route(to))
        && cell.to.is_none_or(|outcome| outcome == plan.action(to).into());
    let Some((from, (_, baseline))) = from.zip(asked.baseline.as_ref()) else { return goes };
    goes && cell.from_route.as_ref().is_none_or(|route| *route == baseline.taken_route(from))
        && cell.from.is_none_or(|outcome| outcome == baseline.action(from).into())
        && (!cell.changed || differs(plan, baseline, from, to))
}

fn on_the_wire(
    asked: &Prepared,
    past: &Past,
    found: &Found,
    known: Option<KnownBy>,
) -> Result<PreviewInquiry, SpillError> {
    let baseline = asked.baseline.as_ref().map(|(_, plan)| plan);
    let from = found.from.zip(baseline);
    let (reference_id, name) = known.map_or((None, None), |known| (known.reference_id, known.name));
    let recorded = past.inquiries.outcome(found.row)?;
    Ok(PreviewInquiry {
        id: found.place.id,
        completed_at: found.place.completed_at.into(),
        to_route: asked.plan.taken_route(found.to).to_string(),
        to: asked.plan.action(found.to).into(),
        from_route: from.map(|(from, plan)| plan.taken_route(from).to_string()),
        from: from.map(|(from, plan)| plan.action(from).into()),
        recorded: recorded.map(PreviewOutcome::from),
        reference_id,
        name,
    })
}

//! What is asked about items of a list.

use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::TakenRoute;
use serde::Serialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::body::{Fault, Fields, readers};
use crate::history::preview::request::{
    ASKER_CHARACTERS, Cell, PreviewCell, PreviewWindow, Window, asker, cell, page, window,
};
use crate::history::preview::wire::PreviewOutcome;
use crate::lists::item_body::NewItemBody;
use crate::lists::proposal::{self, Written};
use crate::problem::Problem;
use crate::request::{PageRequest, QueryFields};

/// Items to add and to remove.
#[derive(Serialize, ToSchema)]
pub(super) struct ListImpactRequest {
    /// Items as they would be added, at most 1,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 1000)]
    add: Option<Vec<NewItemBody>>,
    /// Ids of items that would be removed, at most 1,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 1000)]
    remove: Option<Vec<String>>,
    /// When the inquiries completed; without it, ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    window: Option<PreviewWindow>,
    /// Tells those who ask with one session or key apart, such as the tabs of a browser: of each the newest question
    /// alone waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_length = 1, max_length = 64)]
    asker: Option<String>,
}

/// Items, and which of the inquiries to show.
#[derive(Serialize, ToSchema)]
pub(super) struct ListImpactInquiriesRequest {
    #[serde(flatten)]
    asked: ListImpactRequest,
    /// A running workflow; without it all of them together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    workflow: Option<String>,
    /// Inquiries that meet every part that is given; `from` is what is decided now, and `to` what would be. Routes are those
    /// of the workflow.
    cell: PreviewCell,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 100, default = 25)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cursor: Option<String>,
}

/// The same beside a file.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
pub(super) struct FileImpactParams {
    /// Only inquiries that completed then or later.
    #[param(required = false, format = DateTime)]
    window_from: String,
    /// Only inquiries that completed before.
    #[param(required = false, format = DateTime)]
    window_to: String,
    /// Tells those who ask with one session or key apart: of each the newest question alone waits.
    #[param(required = false, min_length = 1, max_length = 64)]
    asker: String,
}

/// Which of the inquiries to show, beside a file.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
pub(super) struct FileCellParams {
    /// A running workflow; without it all of them together.
    #[param(required = false)]
    workflow: String,
    /// What is decided now.
    #[param(required = false)]
    from: PreviewOutcome,
    /// What would be decided.
    #[param(required = false)]
    to: PreviewOutcome,
    /// The route of the workflow that is taken now.
    #[param(required = false)]
    from_route: String,
    /// The route that would be taken.
    #[param(required = false)]
    to_route: String,
    /// Only those whose route or outcome differ.
    #[param(required = false)]
    changed: bool,
}

/// Of whom it is asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Among {
    pub(super) window: Window,
    pub(super) asker: Option<String>,
}

/// Which inquiries to show.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) workflow: Option<WorkflowId>,
    pub(super) cell: Cell,
    pub(super) page: PageRequest,
}

/// Reads a request for counts.
pub(super) fn counts(body: &Value) -> Result<(Written<'_>, Among), Problem> {
    let mut fields = Fields::of(body);
    let written = proposal::written(&mut fields);
    let among = among(&mut fields);
    fields.finish(|| Some((written, among)))
}

/// Reads a request for inquiries.
pub(super) fn inquiries(body: &Value) -> Result<(Written<'_>, Among, Shown), Problem> {
    let mut fields = Fields::of(body);
    let written = proposal::written(&mut fields);
    let among = among(&mut fields);
    let workflow = fields.optional("workflow", readers::parsed::<WorkflowId>("invalid_id"));
    let is_one = workflow.is_some();
    let read = |value: &Value| {
        let cell = cell(value)?;
        if is_one || !names_routes(&cell) {
            Ok(cell)
        } else {
            Err(Fault::new("invalid_cell", OF_ONE))
        }
    };
    let cell = fields.required("cell", read);
    let page = page(&mut fields);
    let (written, among, cell) = fields.finish(|| Some((written, among, cell?)))?;
    Ok((written, among, Shown { workflow, cell, page: page.read()? }))
}

const OF_ONE: &str = "routes are those of one workflow: name it with `workflow`";

const fn names_routes(cell: &Cell) -> bool {
    cell.from_route.is_some() || cell.to_route.is_some()
}

fn among(fields: &mut Fields<'_>) -> Among {
    let window = fields.optional("window", window).unwrap_or_default();
    Among { window, asker: asker(fields) }
}

/// Reads what stands beside a file.
pub(super) fn file_counts(mut query: QueryFields) -> Result<Among, Problem> {
    let among = file_among(&mut query);
    query.finish()?;
    among
}

/// Reads what stands beside a file whose inquiries are wanted.
pub(super) fn file_inquiries(mut query: QueryFields) -> Result<(Among, Shown), Problem> {
    let among = file_among(&mut query);
    let workflow = query.optional("workflow");
    let cell = Cell {
        from: query.optional("from"),
        to: query.optional("to"),
        from_route: query.optional::<TakenRoute>("from_route"),
        to_route: query.optional::<TakenRoute>("to_route"),
        changed: query.flag("changed"),
    };
    let page = query.page();
    query.finish()?;
    if workflow.is_none() && names_routes(&cell) {
        return Err(invalid(OF_ONE));
    }
    Ok((among?, Shown { workflow, cell, page }))
}

fn file_among(query: &mut QueryFields) -> Result<Among, Problem> {
    let (from, to) = (query.optional("window_from"), query.optional("window_to"));
    let asker: Option<String> = query.optional("asker");
    let window = Window { from, to }.checked().map_err(|fault| invalid(&fault.detail))?;
    if asker.as_ref().is_some_and(|asker| asker.chars().count() > ASKER_CHARACTERS) {
        return Err(invalid(&format!(
            "parameter `asker`: must have at most {ASKER_CHARACTERS} characters"
        )));
    }
    Ok(Among { window, asker })
}

fn invalid(detail: &str) -> Problem {
    Problem::bad_request("invalid_parameter", detail)
}

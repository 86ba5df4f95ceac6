//! `GET /v1/overview`: what needs someone, and how decisions flow. The dashboard's first page.
//!
//! All counts are exact and taken at one moment. Days and times of day are UTC.

mod flow;
mod wire;

use axum::Json;
use axum::extract::State;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::people::Right;
use pointsman_storage::activity::{self, LookBack};
use pointsman_storage::workflows::{self, StateFilter, Workflow};
use pointsman_storage::{StorageError, Transaction, inquiries, lists};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;

/// Drafts and broken imports that are named; whoever has more is led to the whole listing.
const NAMED: i64 = 10;
/// Workflows read at a time.
const AT_A_TIME: usize = 1_000;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_overview))
}

/// What needs someone, and how decisions flow. Parts that the caller may not read are `null`.
#[utoipa::path(
    get,
    path = "/v1/overview",
    operation_id = "read_overview",
    tag = "overview",
    responses((status = 200, description = "The overview of this moment.", body = wire::Overview))
)]
async fn read_overview(
    caller: Allowed<right::RunsRead>,
    State(app): State<App>,
) -> Result<Json<wire::Overview>, Problem> {
    let now = app.now();
    let visible = Visible {
        workflows: caller.authority().may(Right::WorkflowsRead),
        lists: caller.authority().may(Right::ListsRead),
    };
    Ok(Json(app.storage().read(move |transaction| overview(transaction, visible, now)).await?))
}

/// What the caller may read beside inquiries.
#[derive(Clone, Copy, Debug)]
struct Visible {
    workflows: bool,
    lists: bool,
}

fn overview(
    transaction: &mut Transaction<'_>,
    visible: Visible,
    now: Timestamp,
) -> Result<wire::Overview, StorageError> {
    let look_back = LookBack::new(now, flow::DAYS);
    let runs = activity::runs(transaction, look_back)?;
    let decided = activity::decided(transaction, look_back)?;
    let (workflows, drafts) = if visible.workflows {
        let found = current(transaction)?;
        let drafts = workflows::open_drafts(transaction, NAMED)?;
        (Some(flow::of_workflows(found, &runs)), Some(drafts.into()))
    } else {
        (None, None)
    };
    let broken_imports = if visible.lists {
        let found = lists::broken_off_imports(transaction, NAMED)?;
        Some(found.into_iter().map(wire::BrokenImport::from).collect())
    } else {
        None
    };
    Ok(wire::Overview {
        at: now.into(),
        review_queue: inquiries::review_queue(transaction)?.into(),
        outcomes: flow::spans(|span| flow::outcomes(&runs, span)),
        automation: flow::spans(|span| flow::automation(&decided, span)),
        first_day: flow::first_day(now),
        workflows,
        drafts,
        broken_imports,
    })
}

/// All workflows that are not archived, in the order in which they run.
fn current(transaction: &mut Transaction<'_>) -> Result<Vec<Workflow>, StorageError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = workflows::page(transaction, StateFilter::default(), after, AT_A_TIME)?;
        found.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(found),
        }
    }
}

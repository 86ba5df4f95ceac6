//! `GET /v1/workflows/{id}/since_start`: what the version that runs was expected to do, by the inquiries before its start,
//! and what its runs did since.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::{DecisionAction, EVERYTHING_ELSE};
use pointsman_engine::{Plan, Taken};
use pointsman_history::answer::{Answer, RouteCount};
use pointsman_history::{preview, recorded_routes};
use pointsman_storage::workflows::{self, WorkflowState};
use pointsman_storage::{StorageError, Transaction, events};
use serde::Serialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::prepare::Prepared;
use super::request::Window;
use super::wire::PreviewLists;
use super::work;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::deciding::plan_of;
use crate::lists;
use crate::problem::Problem;
use crate::request::{PathId, QueryFields};
use crate::runs::wire::ActionKind;
use crate::wire::Time;
use crate::workflows::view::running;
use crate::workflows::wire::Running;

/// Days before the start that are looked at, unless others are wanted.
const DAYS: i64 = 30;
const MOST_DAYS: i64 = 3_650;
const DAY_SECONDS: i64 = 86_400;
/// Fewer inquiries than this on either side say nothing.
const LEAST: u64 = 100;
/// So many inquiries are expected on either side at least, or the normal distribution is none.
const LEAST_EXPECTED: f64 = 5.0;
/// So many standard errors apart chance does not explain: it does once in 16,000 times.
const STANDARD_ERRORS: f64 = 4.0;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(compare_since_start))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct SinceStartParams {
    /// Days before the start whose inquiries say what is expected.
    #[param(required = false, minimum = 1, maximum = 3650, default = 30)]
    days: i64,
}

/// What was expected of the version that runs, and what it did.
#[derive(Debug, Serialize, ToSchema)]
struct SinceStart {
    /// The version that runs; `null` if none does. Nothing is compared then.
    #[schema(required)]
    running: Option<Running>,
    /// The version that ran until this one took its place; `null` if none did.
    #[schema(required, minimum = 1)]
    before: Option<i64>,
    /// What it did; `null` if none runs.
    #[schema(required)]
    compared: Option<SinceStartCounts>,
}

/// Expected and actual counts, by route and by outcome.
#[derive(Debug, Serialize, ToSchema)]
struct SinceStartCounts {
    /// The first moment of those that say what is expected. The start is the first one after.
    from: Time,
    /// Whatever had completed by then is counted; `null` while history is being read.
    #[schema(required)]
    complete_to: Option<Time>,
    /// Inquiries before the start that say what is expected, with lists as they are now.
    #[schema(minimum = 0)]
    expected_of: u64,
    /// Inquiries that the version has decided since it was last started or swapped in. One that was being decided at that
    /// moment may still be of the version before.
    #[schema(minimum = 0)]
    actual_of: u64,
    /// Of those before the start, how many of which nobody knows on which lists they are.
    #[schema(minimum = 0)]
    unknown_lists: u64,
    /// In the order of the version.
    routes: Vec<SinceStartRoute>,
    /// The last route.
    everything_else: SinceStartCount,
    /// By what is done.
    outcomes: Vec<SinceStartOutcome>,
}

/// A route, before and after.
#[derive(Debug, Serialize, ToSchema)]
struct SinceStartRoute {
    /// `rt_…`
    id: String,
    #[serde(flatten)]
    count: SinceStartCount,
}

/// An outcome, before and after.
#[derive(Debug, Serialize, ToSchema)]
struct SinceStartOutcome {
    /// What is done.
    outcome: ActionKind,
    #[serde(flatten)]
    count: SinceStartCount,
}

/// Inquiries before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
struct SinceStartCount {
    /// Of the inquiries before the start, those that would have come here.
    #[schema(minimum = 0)]
    expected: u64,
    /// Of the inquiries that the version decided, those that came here.
    #[schema(minimum = 0)]
    actual: u64,
    /// Whether the shares are further apart than chance explains: more than four standard errors of the difference of two
    /// proportions, with 100 inquiries at least on either side.
    differs: bool,
}

/// What the version that runs was expected to do, by the inquiries before its start, and what its runs did since. Nothing was
/// stored at the start: it is counted when somebody asks.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/since_start",
    operation_id = "compare_since_start",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`"), SinceStartParams),
    responses(
        (status = 200, description = "Expected and actual counts.", body = SinceStart),
        (status = 400, description = "A parameter does not fit."),
        (status = 404, description = "There is no such workflow."),
    )
)]
async fn compare_since_start(
    caller: Allowed<right::WorkflowsRead>,
    _: Allowed<right::RunsRead>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
    mut query: QueryFields,
) -> Result<Json<SinceStart>, Problem> {
    let days = query.number("days", 1..=MOST_DAYS).unwrap_or(DAYS);
    query.finish()?;
    let found = app.storage().read(move |transaction| read(transaction, id)).await?;
    let Some((runs, found)) = found.ok_or_else(|| Problem::not_found("workflow", id))? else {
        return Ok(Json(SinceStart { running: None, before: None, compared: None }));
    };
    let (version, since) = (runs.version, found.since);
    let plan = plan_of(id, version, &found.text, &found.directory)
        .map_err(|error| Problem::internal(&error))?;
    let from = since.plus_seconds(-days * DAY_SECONDS);
    let asked = Arc::new(Prepared {
        // Its conditions are not shown.
        document: Arc::new(Value::Null),
        plan: Arc::new(plan),
        baseline: None,
        window: Window { from: Some(from), to: Some(since) },
        lists: PreviewLists::Now,
        asker: None,
        earlier: Vec::new(),
    });
    let place = work::enter(&app, &caller, &asked, "since_start").await?;
    let past = asked.past(&app).await?;
    let (own, shown) = (Arc::clone(&asked), Arc::clone(&past));
    let working = work::begin(&app, place, past, move |means| {
        let effort = means.effort(u64::MAX);
        let inquiries = &means.past.inquiries;
        let expected = preview(inquiries, &own.question(), means.cache, effort, |_| {})?;
        let after = pointsman_history::Window { from: Some(since), to: None };
        Ok((expected, recorded_routes(inquiries, id, &after, means.cancel)?))
    });
    let (expected, actual) = work::ended(working).await?;
    let mut compared = counts(&asked.plan, &expected, &actual, from);
    compared.complete_to = shown.complete_to().map(Time::from);
    Ok(Json(SinceStart { running: Some(runs), before: found.before, compared: Some(compared) }))
}

/// The version that runs.
struct Found {
    since: Timestamp,
    before: Option<i64>,
    text: String,
    directory: pointsman_engine::ListDirectory,
}

type Read = Option<Option<(Running, Found)>>;

/// Nothing without such a workflow, nothing in it while none runs.
fn read(transaction: &mut Transaction<'_>, id: WorkflowId) -> Result<Read, StorageError> {
    let Some(workflow) = workflows::get(transaction, id)? else { return Ok(None) };
    let WorkflowState::Running { active, .. } = &workflow.state else { return Ok(Some(None)) };
    let since = active.since;
    let Some(shown) = running(workflow.state) else { return Ok(Some(None)) };
    let Some(version) = workflows::version(transaction, id, shown.version)? else {
        return Ok(Some(None));
    };
    let directory = lists::directory(transaction)?;
    let started = events::newest_of_workflow(transaction, id, "workflow.started")?;
    let before = started.and_then(|said| said.get("version_before").and_then(Value::as_i64));
    Ok(Some(Some((shown, Found { since, before, text: version.document, directory }))))
}

fn counts(
    plan: &Plan,
    expected: &Answer,
    actual: &BTreeMap<String, u64>,
    from: Timestamp,
) -> SinceStartCounts {
    let of = |route: &str| actual.get(route).copied().unwrap_or(0);
    // What a run of another version recorded has no route here.
    let of_plan = plan.routes().iter().map(|route| of(route.id().as_str()));
    let wholes = (expected.considered, of_plan.sum::<u64>() + of(EVERYTHING_ELSE));
    let count = |expected: u64, actual: u64| SinceStartCount {
        expected,
        actual,
        differs: differs((expected, wholes.0), (actual, wholes.1)),
    };
    let mut outcomes = DecisionAction::ALL.map(|action| (action, 0, 0));
    let mut note = |taken: Taken, RouteCount { count, .. }: RouteCount, actual: u64| {
        let action = plan.action(taken);
        for (_, before, after) in outcomes.iter_mut().filter(|(own, ..)| *own == action) {
            *before += count;
            *after += actual;
        }
    };
    let mut routes = Vec::new();
    for (place, (route, before)) in plan.routes().iter().zip(&expected.plan.routes).enumerate() {
        let id = route.id().to_string();
        let after = of(&id);
        note(Taken::Route(place), *before, after);
        routes.push(SinceStartRoute { id, count: count(before.count, after) });
    }
    let (before, after) = (expected.plan.everything_else, of(EVERYTHING_ELSE));
    note(Taken::EverythingElse, before, after);
    let outcomes = outcomes.map(|(outcome, before, after)| SinceStartOutcome {
        outcome: outcome.into(),
        count: count(before, after),
    });
    SinceStartCounts {
        from: from.into(),
        complete_to: None,
        expected_of: wholes.0,
        actual_of: wholes.1,
        unknown_lists: expected.unknown_lists,
        routes,
        everything_else: count(before.count, after),
        outcomes: outcomes.into(),
    }
}

/// Whether two shares are further apart than chance explains: the test of two proportions with their pooled variance
/// (Fleiss, Levin, Paik: *Statistical Methods for Rates and Proportions*, third edition, section 3.2), without a correction for
/// continuity.
fn differs((one, one_of): (u64, u64), (other, other_of): (u64, u64)) -> bool {
    if one_of < LEAST || other_of < LEAST {
        return false;
    }
    let [one, one_of, other, other_of] = [one, one_of, other, other_of].map(float);
    let pooled = (one + other) / (one_of + other_of);
    let rarer = pooled.min(1.0 - pooled);
    if rarer * one_of.min(other_of) < LEAST_EXPECTED {
        return false;
    }
    let variance = pooled * (1.0 - pooled) * (1.0 / one_of + 1.0 / other_of);
    (one / one_of - other / other_of).abs() > STANDARD_ERRORS * variance.sqrt()
}

/// Counts are far below what a float tells apart.
#[expect(clippy::cast_precision_loss, reason = "there are less than 2^52 inquiries")]
const fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::differs;

    #[test]
    fn only_what_chance_does_not_explain_differs() {
        // Of 1,000 and 1,000: the pooled error of 20 % is 1.8 points, so the line is at 7.2.
        assert!(!differs((200, 1_000), (271, 1_000)));
        assert!(differs((200, 1_000), (290, 1_000)));
        assert!(differs((290, 1_000), (200, 1_000)));
        assert!(!differs((0, 1_000), (0, 1_000)));
        assert!(!differs((1_000, 1_000), (500, 500)));
        // Too few of either.
        assert!(!differs((0, 99), (1_000, 1_000)));
        assert!(differs((0, 100), (1_000, 1_000)));
        assert!(!differs((0, 100), (30, 1_000)), "three would be expected");
        assert!(differs((0, 1_000_000), (100, 1_000_000)));
    }
}

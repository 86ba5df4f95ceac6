//! `POST /v1/workflows/preview/lens`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use pointsman_domain::decimal::Decimal;
use pointsman_engine::checked::{Constant, Test};
use pointsman_history::lens::{Lens, lens};
use pointsman_history::{Question, Unanswered};
use serde_json::{Number, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::prepare::Prepared;
use super::wire::{PreviewLens, PreviewPoint};
use super::{prepare, request, view, work};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::JsonBody;
use crate::problem::Problem;

/// Points of a drawing.
const POINTS: usize = 400;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(preview_lens))
}

/// What would be decided with every value that the number of one condition could have, at once.
#[utoipa::path(
    post,
    path = "/v1/workflows/preview/lens",
    operation_id = "preview_lens",
    tag = "workflows",
    request_body = request::PreviewLensRequest,
    responses(
        (status = 200, description = "The outcomes for every value that makes a difference.", body = PreviewLens),
        (status = 404, description = "There is no such workflow or version to compare with."),
        (status = 409, description = "A newer question of the same caller took its place."),
        (status = 422, description = "The document has errors, there is no such number, or the body does not fit."),
    )
)]
async fn preview_lens(
    caller: Allowed<right::WorkflowsRead>,
    _: Allowed<right::RunsRead>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<Json<PreviewLens>, Problem> {
    let (asked, pointer) = request::lens(&body)?;
    let asked = Arc::new(prepare::prepare(&app, asked).await?);
    let Some((attribute, value)) = number_at(&asked, &pointer) else {
        return Err(Unanswered::NoConstant { pointer }.into());
    };
    let operator = asked.document.pointer(&pointer).and_then(|test| test.get("operator"));
    let operator = operator.and_then(Value::as_str).unwrap_or_default().to_owned();
    let place = work::enter(&app, &caller, &asked, "lens").await?;
    let past = asked.past(&app).await?;
    let own = Arc::clone(&asked);
    let begun = work::begin(&app, place, past, move |means| {
        let question = Question { baseline: None, ..own.question() };
        let looked = Lens { pointer: &pointer, constant: Constant::First, points: POINTS };
        lens(&means.past.inquiries, &question, looked, means.cache, means.effort(u64::MAX))
    });
    let curve = work::ended(begun).await?;
    let points = curve.points.iter().map(|point| PreviewPoint {
        value: wire_number(point.at),
        outcomes: view::outcomes(&point.outcomes),
        changed: point.changed,
    });
    Ok(Json(PreviewLens {
        attribute: attribute.to_owned(),
        operator,
        value: wire_number(value),
        considered: curve.considered,
        points: points.collect(),
    }))
}

/// The attribute and the number of a condition that has one.
fn number_at(asked: &Prepared, pointer: &str) -> Option<(&'static str, Decimal)> {
    let (_, test) = asked.plan.condition_at(pointer)?;
    let Test::Number(attribute, predicate) = test else { return None };
    if predicate.constant(Constant::Second).is_some() {
        return None;
    }
    Some((attribute.key().as_str(), predicate.constant(Constant::First)?))
}

fn wire_number(number: Decimal) -> Number {
    number.to_json()
}

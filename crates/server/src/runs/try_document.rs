//! `POST /v1/workflows/try`: what a document would decide about an inquiry that is never made.

use axum::Json;
use axum::extract::State;
use pointsman_domain::attribute::{Attributes, ListMatch, derive};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::inquiry::{InquiryBody, SentLists, Submission};
use pointsman_domain::list::ListKeys;
use pointsman_domain::workflow::Document;
use pointsman_engine::sentence::{DecidedBy, decision_sentence};
use pointsman_engine::{ListDirectory, Plan, SEMANTICS, check, compile, explain};
use pointsman_storage::{StorageError, Transaction};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::names::EVERYTHING_ELSE;
use super::{explain as explaining, trace, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::{Fields, JsonBody, readers};
use crate::inquiries::InquiryBodySchema;
use crate::lists;
use crate::problem::Problem;
use crate::workflows::wire::WorkflowDocument;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(try_workflow))
}

/// A document and an inquiry to try it on.
#[derive(Deserialize, ToSchema)]
#[schema(as = TryRequest)]
#[expect(dead_code, reason = "it only describes; `Fields` reads")]
struct TryRequest {
    /// The document; it must be without errors.
    #[schema(value_type = WorkflowDocument)]
    document: Value,
    /// As for creating one; `attributes.list_matches` (ids or keys of lists) and `completed_at` may be assumed.
    #[schema(value_type = InquiryBodySchema)]
    inquiry: Value,
}

/// Decides an inquiry that is never made, by a document that need not be published, and explains it.
///
/// Lists are asked as they are now, unless `attributes.list_matches` says what to assume. Nothing is kept.
#[utoipa::path(
    post,
    path = "/v1/workflows/try",
    operation_id = "try_workflow",
    tag = "workflows",
    request_body = TryRequest,
    responses(
        (status = 200, description = "The run that it would be.", body = wire::TriedRun),
        (status = 422, description = "The document has errors, or the inquiry does not fit."),
    )
)]
async fn try_workflow(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<Json<wire::TriedRun>, Problem> {
    let mut fields = Fields::of(&body);
    let document = fields.required("document", readers::json);
    let inquiry = fields.required("inquiry", readers::json);
    let (document, inquiry) = fields.finish(|| Some((document?, inquiry?)))?;

    let now = app.now();
    let directory = app.storage().read(lists::directory).await?;
    let (plan, tried) = read(document, inquiry, &directory, now)?;
    let mut attributes = derive::attributes(&tried.submission, tried.completed_at);
    attributes.list_matches = if let Some(assumed) = tried.lists {
        assumed
    } else {
        let keys = ListKeys::new(&tried.submission, &attributes);
        app.decider().list_matches(app.storage(), &keys).await?
    };
    let matches = attributes.list_matches.clone();
    let values = move |transaction: &mut Transaction<'_>| -> Result<_, StorageError> {
        explaining::values_of(transaction, &matches)
    };
    let items = app.storage().read(values).await?;
    Ok(Json(tried_run(&plan, &attributes, &items)))
}

/// An inquiry to try a document on.
pub(super) struct Tried {
    pub(super) submission: Submission,
    pub(super) completed_at: Timestamp,
    /// The lists to assume; `None` asks them.
    pub(super) lists: Option<Vec<ListMatch>>,
}

/// Both parts, with the errors of both.
fn read(
    document: &Value,
    inquiry: &Value,
    directory: &ListDirectory,
    now: Timestamp,
) -> Result<(Plan, Tried), Problem> {
    match (plan(document, directory), tried(inquiry, directory, now)) {
        (Ok(plan), Ok(tried)) => Ok((plan, tried)),
        (plan, tried) => {
            let document = plan.err().into_iter().flatten().map(|error| below("/document", error));
            let inquiry = tried.err().into_iter().flatten().map(|error| below("/inquiry", error));
            Err(Problem::invalid(document.chain(inquiry).collect()))
        }
    }
}

pub(crate) fn plan(document: &Value, directory: &ListDirectory) -> Result<Plan, Vec<FieldError>> {
    let document = Document::from_json(document)?;
    let checking = check(&document, directory);
    match &checking.workflow {
        Some(checked) => Ok(compile(checked)),
        None => Err(checking.errors().cloned().map(FieldError::from).collect()),
    }
}

pub(super) fn tried(
    inquiry: &Value,
    directory: &ListDirectory,
    now: Timestamp,
) -> Result<Tried, Vec<FieldError>> {
    let body = InquiryBody::parse(inquiry, now, SentLists::Accepted)?;
    let submission = Submission::default().merge(&body)?;
    let lists = body.list_matches.map(|names| assumed_lists(&names, directory)).transpose()?;
    Ok(Tried { submission, completed_at: body.completed_at.unwrap_or(now), lists })
}

/// The lists that the caller assumes to match, or knows to have matched, ordered by id, each once.
pub(crate) fn assumed_lists(
    names: &[String],
    directory: &ListDirectory,
) -> Result<Vec<ListMatch>, Vec<FieldError>> {
    let at = Pointer::root().key("attributes").key("list_matches");
    let mut errors = Vec::new();
    let mut matches = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if let Some(list) = directory.find(name) {
            matches.push(ListMatch { list: list.id, item: None, revision: 0 });
        } else {
            let detail = format!("there is no list `{name}`; name it by id or key");
            errors.push(FieldError::new(&at.index(index), "unknown_list", detail));
        }
    }
    matches.sort_unstable();
    matches.dedup();
    if errors.is_empty() { Ok(matches) } else { Err(errors) }
}

pub(crate) fn below(part: &str, error: FieldError) -> FieldError {
    FieldError { pointer: format!("{part}{}", error.pointer), ..error }
}

pub(super) fn tried_run(
    plan: &Plan,
    attributes: &Attributes,
    items: &trace::ItemValues,
) -> wire::TriedRun {
    let trace = explain(plan, attributes);
    let route = plan.route(trace.taken).map(pointsman_engine::plan::PlannedRoute::name);
    let action = plan.action(trace.taken);
    wire::TriedRun {
        workflow_name: plan.name().to_owned(),
        route: trace.taken_route.to_string(),
        route_name: route.unwrap_or(EVERYTHING_ELSE).to_owned(),
        actions: vec![action.into()],
        sentence: decision_sentence(action, DecidedBy::Tried { route, workflow: plan.name() }),
        event: plan.event().as_str().to_owned(),
        semantics: i64::from(SEMANTICS),
        trace_digest: trace.digest().to_string(),
        trace: trace::on_the_wire(&trace, items),
    }
}

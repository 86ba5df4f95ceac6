//! `GET` and `POST /v1/workflows/{id}/tests`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::{InquiryId, TestId, WorkflowId};
use pointsman_engine::compile;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflow_tests::{self, WorkflowTest};
use pointsman_storage::workflows::{self, WorkflowState};
use pointsman_storage::{StorageError, Transaction, inquiries};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{self, Expected, NewBody, Source};
use super::stated::Stated;
use super::text::{Text, TextError};
use super::verdict::{decide, name};
use super::{TESTS, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::body::JsonBody;
use crate::lists;
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_tests, keep_tests))
}

/// Names of tests that the record of changes takes from one call; the rest is counted.
const TOLD_TESTS: usize = 50;

/// Why tests are not kept.
#[derive(Debug, thiserror::Error)]
enum KeepError {
    #[error("workflow `{0}` would have more than {TESTS} tests; remove some first")]
    TooMany(WorkflowId),
    #[error("the tests have errors")]
    Invalid(Vec<FieldError>),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<KeepError> for Problem {
    fn from(error: KeepError) -> Self {
        let detail = error.to_string();
        match error {
            KeepError::TooMany(_) => Self::conflict("too_many_tests", detail),
            KeepError::Invalid(errors) => Self::invalid(errors),
            KeepError::Text(error) => error.into(),
            KeepError::Storage(error) => error.into(),
        }
    }
}

/// Tests to keep.
#[derive(Serialize, ToSchema)]
#[schema(as = NewWorkflowTests)]
struct NewTests {
    /// One or more.
    #[schema(min_items = 1, max_items = 1000)]
    tests: Vec<NewTest>,
}

/// A test to keep.
#[derive(Serialize, ToSchema)]
#[schema(as = NewWorkflowTest)]
struct NewTest {
    /// What people call it; without one it is named after what it states.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    name: Option<String>,
    /// A body that `try` accepts, of which only `attributes` is kept: other keys are refused.
    #[schema(value_type = Option<Value>, nullable = false)]
    inquiry: Option<Value>,
    /// Instead of `inquiry`: `inq_…`, whose attributes and list matches at its completion are kept.
    #[schema(nullable = false)]
    from_inquiry: Option<String>,
    /// What is expected; without it, what the draft decides now, or the newest version if there is no draft.
    #[schema(nullable = false)]
    expect: Option<wire::Expectation>,
    /// `offered` if Pointsman offered it.
    #[schema(nullable = false)]
    origin: Option<wire::Origin>,
}

/// All tests of a workflow, the oldest first.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/tests",
    operation_id = "list_workflow_tests",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    responses(
        (status = 200, description = "The tests; at most 1,000, so there are no pages.", body = wire::KeptTests),
        (status = 404, description = "There is no such workflow."),
    )
)]
async fn list_tests(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
) -> Result<Json<wire::KeptTests>, Problem> {
    let read = move |t: &mut Transaction<'_>| {
        workflows::get(t, id)?.ok_or(TextError::NotFound(id))?;
        Ok::<_, TextError>(workflow_tests::of_workflow(t, id)?)
    };
    let tests = app.storage().read(read).await?;
    Ok(Json(wire::KeptTests { data: tests.iter().map(wire::WorkflowTest::of).collect() }))
}

/// Keeps tests with a workflow, all of them or none. From then on they run whenever it is published.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/tests",
    operation_id = "keep_workflow_tests",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    request_body = NewTests,
    responses(
        (status = 201, description = "The tests.", body = wire::KeptTests),
        (status = 404, description = "There is no such workflow."),
        (status = 409, description = "There would be too many, the workflow is archived, or there is no text to say what is expected."),
        (status = 422, description = "A test cannot be kept, or the document has errors and a test does not say what is expected."),
    )
)]
async fn keep_tests(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<wire::KeptTests>), Problem> {
    let tests = body::new_tests(&body)?;
    let author = Author::of(&app, &caller);
    let ids: Vec<TestId> = tests.iter().map(|_| TestId::new(app.ids(), author.at)).collect();
    let kept = app.storage().write(move |t| keep(t, id, &ids, &tests, &author)).await?;
    let data = kept.iter().map(wire::WorkflowTest::of).collect();
    Ok((StatusCode::CREATED, Json(wire::KeptTests { data })))
}

fn keep(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    ids: &[TestId],
    tests: &[NewBody],
    author: &Author,
) -> Result<Vec<WorkflowTest>, KeepError> {
    let workflow = workflows::lock(transaction, id)?.ok_or(TextError::NotFound(id))?;
    if matches!(workflow.state, WorkflowState::Archived { .. }) {
        return Err(TextError::Archived(id).into());
    }
    if workflow_tests::of_workflow(transaction, id)?.len() + tests.len() > TESTS {
        return Err(KeepError::TooMany(id));
    }
    let stated = all_stated(transaction, tests)?;
    let asks_the_text = tests.iter().any(|test| test.expect.is_none() || test.name.is_none());
    let plan =
        if asks_the_text { Some(compile(&Text::read(transaction, id)?.workflow)) } else { None };
    let mut kept = Vec::with_capacity(tests.len());
    for ((test, stated), new) in tests.iter().zip(&stated).zip(ids) {
        let decided = plan.as_ref().map(|plan| decide(plan, stated));
        let decided = decided.map(|(route, outcome)| Expected { route, outcome });
        let Some(expect) = test.expect.clone().or(decided) else { continue };
        let name = test
            .name
            .clone()
            .or_else(|| plan.as_ref().map(|plan| name(plan, &expect.route, stated)));
        let test = WorkflowTest {
            id: *new,
            workflow: id,
            name: name.unwrap_or_default(),
            inquiry: stated.to_stored(),
            route: expect.route,
            outcome: expect.outcome,
            origin: test.origin,
            created_at: author.at,
            created_by: author.by.clone(),
            updated_at: author.at,
            updated_by: author.by.clone(),
        };
        workflow_tests::insert(transaction, &test)?;
        kept.push(test);
    }
    let told: Vec<&str> = kept.iter().take(TOLD_TESTS).map(|test| test.name.as_str()).collect();
    let details = Plain::none().after("tests", told).after("count", kept.len());
    let (action, subject) = (Action::WorkflowTestsAdded, Subject::Workflow(id));
    author.audit(transaction, action, subject, details, Personal::none())?;
    Ok(kept)
}

/// What each test states, with all that is wrong in any of them.
fn all_stated(
    transaction: &mut Transaction<'_>,
    tests: &[NewBody],
) -> Result<Vec<Stated>, KeepError> {
    let directory = lists::directory(transaction)?;
    let (mut all, mut errors) = (Vec::with_capacity(tests.len()), Vec::new());
    for (place, test) in tests.iter().enumerate() {
        let stated = match &test.source {
            Source::Stated(inquiry) => Stated::read(inquiry, &directory).map_err(|errors| {
                let below = |error: FieldError| FieldError {
                    pointer: format!("/inquiry{}", error.pointer),
                    ..error
                };
                errors.into_iter().map(below).collect::<Vec<_>>()
            }),
            Source::Inquiry(id) => of_inquiry(transaction, *id)?,
        };
        match stated {
            Ok(stated) => all.push(stated),
            Err(found) => errors.extend(found.into_iter().map(|error| body::at(place, error))),
        }
    }
    if errors.is_empty() { Ok(all) } else { Err(KeepError::Invalid(errors)) }
}

/// What was derived when the inquiry completed.
fn of_inquiry(
    transaction: &mut Transaction<'_>,
    id: InquiryId,
) -> Result<Result<Stated, Vec<FieldError>>, StorageError> {
    let completion = inquiries::get(transaction, id)?.and_then(|inquiry| inquiry.completion);
    let at = Pointer::root().key("from_inquiry");
    Ok(match completion {
        Some(completion) if completion.lists_unknown => {
            let detail = format!("nobody knows which lists inquiry `{id}` was on");
            Err(vec![FieldError::new(&at, "lists_unknown", detail)])
        }
        Some(completion) => Ok(Stated::of(&completion.attributes)),
        None => {
            let detail = format!("there is no inquiry `{id}` that has completed");
            Err(vec![FieldError::new(&at, "unknown_inquiry", detail)])
        }
    })
}

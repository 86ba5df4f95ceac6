//! Whether tests pass: each is decided by the plan that would decide.

use pointsman_domain::error::FieldError;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::{DecisionAction, Document, TakenRoute};
use pointsman_engine::plan::PlannedRoute;
use pointsman_engine::sentence::BoundaryName;
use pointsman_engine::{Facts, ListDirectory, Plan, compile};
use pointsman_storage::workflow_tests::{self, WorkflowTest};
use pointsman_storage::{StorageError, Transaction};

use super::stated::Stated;
use super::text::checked;
use super::wire::{Decided, TestResult};
use crate::problem::Problem;
use crate::runs::names::EVERYTHING_ELSE;

/// Why a document may not be published.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotPassed {
    /// These tests are broken.
    #[error("{}", in_words(.0))]
    Broken(Vec<FieldError>),
    /// They cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<NotPassed> for Problem {
    fn from(error: NotPassed) -> Self {
        let detail = error.to_string();
        match error {
            NotPassed::Broken(errors) => Self::conflict("test_broken", detail).with_errors(errors),
            NotPassed::Storage(error) => error.into(),
        }
    }
}

fn in_words(broken: &[FieldError]) -> String {
    match broken {
        [one] => format!("a test is broken: {}", one.detail),
        many => format!("{} tests are broken; `errors` says which", many.len()),
    }
}

/// Passes if all tests of a workflow do, with the text that is going to be published. The workflow is locked, so no test
/// changes meanwhile; deciding some hundred inquiries takes less than the transaction does.
pub(crate) fn confirm(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    document: &Document,
    lists: &ListDirectory,
) -> Result<(), NotPassed> {
    let tests = workflow_tests::of_workflow(transaction, workflow)?;
    if tests.is_empty() {
        return Ok(());
    }
    // Who publishes has found no errors in it.
    let Ok(workflow) = checked(document, lists) else { return Ok(()) };
    let results = results(&compile(&workflow), &tests)?;
    let broken = results.iter().filter(|result| !result.passed).map(|result| FieldError {
        pointer: format!("/tests/{}", result.test),
        code: "test_broken".to_owned(),
        detail: result.in_words(),
    });
    let broken: Vec<FieldError> = broken.collect();
    if broken.is_empty() { Ok(()) } else { Err(NotPassed::Broken(broken)) }
}

/// What becomes of each test.
pub(super) fn results(
    plan: &Plan,
    tests: &[WorkflowTest],
) -> Result<Vec<TestResult>, StorageError> {
    tests.iter().map(|test| Ok(result(plan, test, &Stated::stored(test)?))).collect()
}

fn result(plan: &Plan, test: &WorkflowTest, stated: &Stated) -> TestResult {
    let (route, outcome) = decide(plan, stated);
    TestResult {
        test: test.id,
        name: test.name.clone(),
        origin: test.origin.into(),
        inquiry: stated.to_json(),
        passed: route == test.route && outcome == test.outcome,
        expected: decided(plan, &test.route, test.outcome),
        actual: decided(plan, &route, outcome),
    }
}

/// Which route takes an inquiry, and what is done.
pub(super) fn decide(plan: &Plan, stated: &Stated) -> (TakenRoute, DecisionAction) {
    let taken = plan.decide(&Facts::new(&stated.attributes()));
    (plan.taken_route(taken), plan.action(taken))
}

/// With the name that the route has in this text.
pub(super) fn decided(plan: &Plan, route: &TakenRoute, outcome: DecisionAction) -> Decided {
    let name = match route {
        TakenRoute::EverythingElse => Some(EVERYTHING_ELSE.to_owned()),
        TakenRoute::Route(id) => {
            let found = plan.routes().iter().find(|found| found.id() == id);
            found.map(PlannedRoute::name).map(str::to_owned)
        }
    };
    Decided { route: route.to_string(), route_name: name, outcome: outcome.into() }
}

/// Named after the route that is expected and everything that is stated.
pub(super) fn name(plan: &Plan, route: &TakenRoute, stated: &Stated) -> String {
    let route = plan.routes().iter().find(|found| match route {
        TakenRoute::Route(id) => found.id() == id,
        TakenRoute::EverythingElse => false,
    });
    let route = route.map(PlannedRoute::name);
    let stated = stated.in_parts();
    BoundaryName { route, stated: &stated, goes_to: route, lists: plan.lists() }.to_string()
}

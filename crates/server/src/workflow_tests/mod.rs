//! Tests of workflows over HTTP: what is expected to become of one inquiry. All of a workflow run when it is published, and
//! a broken one stops that, unless its expectation is changed on purpose.
//!
//! A test holds attributes and the lists that they are on, whatever is on these lists now, and nothing else of a person: so
//! erasing a person's data leaves it as it is.

mod body;
mod collection;
mod files;
mod offer;
mod run;
mod single;
mod stated;
mod text;
mod verdict;
mod wire;

pub use files::{test_document, with_offered_tests};
pub(crate) use verdict::{NotPassed, confirm};

use pointsman_domain::ids::{TestId, WorkflowId};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::problem::Problem;

/// Tests of one workflow. All of them run in the transaction that publishes.
const TESTS: usize = 1_000;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(collection::endpoints())
        .merge(single::endpoints())
        .merge(offer::endpoints())
        .merge(run::endpoints())
}

fn no_workflow(id: WorkflowId) -> Problem {
    Problem::not_found("workflow", id)
}

fn no_test(id: TestId) -> Problem {
    Problem::not_found("test", id)
}

fn archived(id: WorkflowId) -> Problem {
    let detail = format!("workflow `{id}` is archived and does not change any more");
    Problem::conflict("archived", detail)
}

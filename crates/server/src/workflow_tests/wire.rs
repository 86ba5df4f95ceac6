//! Tests on the wire.

use pointsman_domain::ids::TestId;
use pointsman_storage::workflow_tests::{self, TestOrigin};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::runs::wire::ActionKind;
use crate::wire::{Actor, Time};

/// What is expected to become of one inquiry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WorkflowTest {
    /// `tst_…`
    #[schema(value_type = String)]
    pub id: TestId,
    /// What people call it.
    pub name: String,
    /// Attributes, and under `list_matches` the lists that it is on: a body that `try` accepts.
    pub inquiry: Value,
    /// What is expected.
    pub expect: Expectation,
    /// Where it comes from.
    pub origin: Origin,
    /// When it was made.
    pub created_at: Time,
    /// By whom.
    pub created_by: Actor,
    /// When the name or what is expected changed last.
    pub updated_at: Time,
    /// By whom.
    pub updated_by: Actor,
}

/// Which route is taken, and what is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Expectation {
    /// `rt_…`, or `everything_else`.
    pub route: String,
    /// What is done.
    pub outcome: ActionKind,
}

/// Where a test comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TestOrigin)]
pub(crate) enum Origin {
    /// Pointsman offered it.
    Offered,
    /// It was made from an inquiry.
    Inquiry,
    /// Somebody wrote it.
    Written,
}

/// Tests that were kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptTests {
    /// In the order in which they came.
    pub data: Vec<WorkflowTest>,
}

/// A test that can be kept as it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OfferedTest {
    /// In plain words.
    #[schema(example = "Minors: age 18 goes to Everything else")]
    pub name: String,
    /// Attributes, and under `list_matches` the lists that it is on.
    pub inquiry: Value,
    /// What becomes of it now.
    pub expect: Expectation,
    /// Always `offered`.
    pub origin: Origin,
}

/// Tests at the boundaries of each route: as few as notice every small mistake that changes a decision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OfferedTests {
    /// Those that are not kept yet, in the order of the routes.
    pub tests: Vec<OfferedTest>,
    /// How many of them are kept already.
    pub kept: usize,
    /// Small mistakes that all of them together notice.
    pub noticed: usize,
    /// Mistakes that they do not, because there are more than are looked at or offered.
    pub left_out: usize,
    /// The version that they are about; `null` is the draft.
    #[schema(required)]
    pub version: Option<i64>,
}

/// What becomes of all tests of a workflow.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TestRun {
    /// The version that was tested; `null` is the draft.
    #[schema(required)]
    pub version: Option<i64>,
    /// How many passed.
    pub passed: usize,
    /// How many are broken.
    pub broken: usize,
    /// Each, the oldest first.
    pub results: Vec<TestResult>,
}

/// What becomes of one test.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TestResult {
    /// `tst_…`
    #[schema(value_type = String)]
    pub test: TestId,
    /// What people call it.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Attributes, and under `list_matches` the lists that it is on.
    pub inquiry: Value,
    /// Whether what is expected comes out.
    pub passed: bool,
    /// What is expected.
    pub expected: Decided,
    /// What comes out.
    pub actual: Decided,
}

/// A decision by a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TestDecision)]
pub(crate) struct Decided {
    /// `rt_…`, or `everything_else`.
    pub route: String,
    /// Its name in the text that was tested; `null` if there is no such route any more.
    #[schema(required)]
    pub route_name: Option<String>,
    /// What is done.
    pub outcome: ActionKind,
}

impl From<TestOrigin> for Origin {
    fn from(origin: TestOrigin) -> Self {
        match origin {
            TestOrigin::Offered => Self::Offered,
            TestOrigin::Inquiry => Self::Inquiry,
            TestOrigin::Written => Self::Written,
        }
    }
}

impl WorkflowTest {
    /// As callers see it.
    pub(super) fn of(stored: &workflow_tests::WorkflowTest) -> Self {
        Self {
            id: stored.id,
            name: stored.name.clone(),
            inquiry: serde_json::from_str(&stored.inquiry).unwrap_or_default(),
            expect: Expectation { route: stored.route.to_string(), outcome: stored.outcome.into() },
            origin: stored.origin.into(),
            created_at: stored.created_at.into(),
            created_by: stored.created_by.clone().into(),
            updated_at: stored.updated_at.into(),
            updated_by: stored.updated_by.clone().into(),
        }
    }
}

impl TestResult {
    /// What is expected and what comes out, in one sentence.
    pub(super) fn in_words(&self) -> String {
        let (expected, actual) = (self.expected.in_words(), self.actual.in_words());
        format!("“{}” expects {expected}, and gets {actual}.", self.name)
    }
}

impl Decided {
    pub(super) fn in_words(&self) -> String {
        let outcome = match self.outcome {
            ActionKind::Approve => "approve",
            ActionKind::Decline => "decline",
            ActionKind::MarkForReview => "mark for review",
            ActionKind::DoNothing => "do nothing",
        };
        match &self.route_name {
            Some(name) => format!("{outcome} by “{name}”"),
            None => format!("{outcome} by a route that is gone (`{}`)", self.route),
        }
    }
}

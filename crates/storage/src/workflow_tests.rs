//! Tests of workflows: what is expected to become of one inquiry. They belong to a workflow, not to one of its versions.
//!
//! Whoever changes one holds the workflow's row, and so does a publication: one of the two comes first.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{TestId, WorkflowId};
use pointsman_domain::workflow::{DecisionAction, TakenRoute};

use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

const TABLE: &str = "workflow_tests";

/// A test of a workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowTest {
    /// The id.
    pub id: TestId,
    /// Whose it is.
    pub workflow: WorkflowId,
    /// What people call it.
    pub name: String,
    /// Attributes, and the lists that it is on: JSON, a body that `try` accepts. Never anything else of a person.
    pub inquiry: String,
    /// Which route is expected to be taken.
    pub route: TakenRoute,
    /// What is expected to be done.
    pub outcome: DecisionAction,
    /// Where it comes from.
    pub origin: TestOrigin,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Actor,
    /// When the name or what is expected changed last.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: Actor,
}

/// Where a test comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestOrigin {
    /// Pointsman offered it.
    Offered,
    /// It was made from an inquiry.
    Inquiry,
    /// Somebody wrote it.
    Written,
}

/// A text that names no origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no origin `{0}`; use offered, inquiry or written")]
pub struct UnknownTestOrigin(pub String);

impl TestOrigin {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Offered, Self::Inquiry, Self::Written];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Inquiry => "inquiry",
            Self::Written => "written",
        }
    }
}

impl std::str::FromStr for TestOrigin {
    type Err = UnknownTestOrigin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|origin| origin.as_str() == text)
            .ok_or_else(|| UnknownTestOrigin(text.to_owned()))
    }
}

/// Keeps a test.
pub fn insert(transaction: &mut Transaction<'_>, test: &WorkflowTest) -> Result<(), StorageError> {
    transaction.execute(
        TABLE,
        "INSERT INTO workflow_tests (id, workflow_id, name, inquiry, route, outcome, origin, created_at,
             created_by, updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values![
            test.id,
            test.workflow,
            &test.name,
            &test.inquiry,
            test.route.to_string(),
            test.outcome.as_str(),
            test.origin.as_str(),
            test.created_at,
            test.created_by.to_text(),
            test.updated_at,
            test.updated_by.to_text(),
        ],
    )?;
    Ok(())
}

/// Changes the name and what is expected.
pub fn change(transaction: &mut Transaction<'_>, test: &WorkflowTest) -> Result<(), StorageError> {
    transaction.execute(
        TABLE,
        "UPDATE workflow_tests SET name = $2, route = $3, outcome = $4, updated_at = $5, updated_by = $6
         WHERE id = $1",
        values![
            test.id,
            &test.name,
            test.route.to_string(),
            test.outcome.as_str(),
            test.updated_at,
            test.updated_by.to_text(),
        ],
    )?;
    Ok(())
}

/// Gives a test up.
pub fn remove(transaction: &mut Transaction<'_>, id: TestId) -> Result<(), StorageError> {
    transaction.execute(TABLE, "DELETE FROM workflow_tests WHERE id = $1", values![id])?;
    Ok(())
}

/// A test of a workflow.
pub fn get(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    id: TestId,
) -> Result<Option<WorkflowTest>, StorageError> {
    let statement = "SELECT * FROM workflow_tests WHERE workflow_id = $1 AND id = $2";
    transaction
        .query_opt(TABLE, statement, values![workflow, id])?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// All tests of a workflow, the oldest first. There are few.
pub fn of_workflow(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
) -> Result<Vec<WorkflowTest>, StorageError> {
    let statement = "SELECT * FROM workflow_tests WHERE workflow_id = $1 ORDER BY id";
    transaction.query(TABLE, statement, values![workflow])?.iter().map(from_row).collect()
}

fn from_row(row: &Row) -> Result<WorkflowTest, StorageError> {
    Ok(WorkflowTest {
        id: row.parse("id")?,
        workflow: row.parse("workflow_id")?,
        name: row.text("name")?.to_owned(),
        inquiry: row.text("inquiry")?.to_owned(),
        route: row.parse("route")?,
        outcome: row.parse("outcome")?,
        origin: row.parse("origin")?,
        created_at: row.time("created_at")?,
        created_by: row.json("created_by")?,
        updated_at: row.time("updated_at")?,
        updated_by: row.json("updated_by")?,
    })
}

//! A workflow's row, as a state that owns its fields.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::WorkflowEvent;

use super::TABLE;
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Ahead, Page, Question, Row, Transaction, Value, one_more, page_of, values};

/// A workflow without its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// The id.
    pub id: WorkflowId,
    /// What people call it.
    pub name: String,
    /// What it listens to.
    pub event: WorkflowEvent,
    /// Its place in the order; only comparisons mean something.
    pub position: i64,
    /// Where it stands.
    pub state: WorkflowState,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Actor,
}

/// Where a workflow stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkflowState {
    /// Nothing was published.
    Draft,
    /// Something was published, nothing was started.
    Published {
        /// The newest version.
        latest: i64,
    },
    /// A version decides.
    Running {
        /// The newest version.
        latest: i64,
        /// What runs.
        active: Active,
    },
    /// A version decided until the pause.
    Paused {
        /// The newest version.
        latest: i64,
        /// What ran.
        active: Active,
        /// When it was paused.
        at: Timestamp,
        /// By whom.
        by: Actor,
    },
    /// Hidden.
    Archived {
        /// The newest version, if one was published.
        latest: Option<i64>,
        /// When it was archived.
        at: Timestamp,
        /// By whom.
        by: Actor,
    },
}

/// The version that a start chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// Its number.
    pub version: i64,
    /// When it was started or swapped in.
    pub since: Timestamp,
    /// By whom.
    pub by: Actor,
    /// The start's order number: only inquiries with a greater one are decided. A swap keeps it.
    pub line: i64,
    /// When that start was. A swap keeps it.
    pub started: Timestamp,
}

impl WorkflowState {
    /// The newest version's number.
    pub const fn latest(&self) -> Option<i64> {
        match self {
            Self::Draft => None,
            Self::Published { latest }
            | Self::Running { latest, .. }
            | Self::Paused { latest, .. } => Some(*latest),
            Self::Archived { latest, .. } => *latest,
        }
    }

    /// The name on the wire and in the database.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published { .. } => "published",
            Self::Running { .. } => "running",
            Self::Paused { .. } => "paused",
            Self::Archived { .. } => "archived",
        }
    }
}

/// A workflow to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWorkflow {
    /// The id.
    pub id: WorkflowId,
    /// What people call it.
    pub name: String,
    /// What it listens to.
    pub event: WorkflowEvent,
    /// When it is made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Actor,
}

/// Which workflows a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateFilter {
    /// All but the archived ones.
    #[default]
    NotArchived,
    /// Nothing published yet.
    Draft,
    /// Published and never started.
    Published,
    /// Running.
    Running,
    /// Paused.
    Paused,
    /// Archived.
    Archived,
}

/// A place in the order of workflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkflowPosition {
    /// The workflow's position.
    pub position: i64,
    /// Its id, where positions are equal.
    pub id: WorkflowId,
}

/// Makes a workflow; it goes last in the order. Its first draft is put with `put_draft`.
pub fn insert(
    transaction: &mut Transaction<'_>,
    workflow: &NewWorkflow,
) -> Result<Workflow, StorageError> {
    let position = transaction
        .query_one(TABLE, "SELECT COALESCE(MAX(position), 0) + 1 AS position FROM workflows", &[])?
        .int("position")?;
    transaction.execute(
        TABLE,
        "INSERT INTO workflows (id, name, event, position, state, created_at, created_by)
         VALUES ($1, $2, $3, $4, 'draft', $5, $6)",
        values![
            workflow.id,
            &workflow.name,
            workflow.event.as_str(),
            position,
            workflow.created_at,
            workflow.created_by.to_text(),
        ],
    )?;
    Ok(Workflow {
        id: workflow.id,
        name: workflow.name.clone(),
        event: workflow.event,
        position,
        state: WorkflowState::Draft,
        created_at: workflow.created_at,
        created_by: workflow.created_by.clone(),
    })
}

const BY_ID: Question = Question { name: "workflows by id", tables: &[TABLE] };
/// Those that run, see [`get`].
pub(crate) const RUNNING_AHEAD: Ahead = Ahead {
    question: BY_ID,
    statement: || {
        "SELECT * FROM workflows WHERE state = 'running' ORDER BY position, id".to_owned()
    },
    parameters: |_| Vec::new(),
    key: |row| Ok(row.parse::<WorkflowId>("id")?.uuid().as_u128()),
};

/// A workflow by id.
pub fn get(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
) -> Result<Option<Workflow>, StorageError> {
    let rows = transaction.remembered(BY_ID, id.uuid().as_u128(), |transaction| {
        transaction.query_beside(TABLE, "SELECT * FROM workflows WHERE id = $1", values![id])
    })?;
    rows.first().map(from_row).transpose()
}

/// A workflow by id, kept from changing until the transaction ends.
pub fn lock(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
) -> Result<Option<Workflow>, StorageError> {
    one(transaction, "SELECT * FROM workflows WHERE id = $1 {for_update}", id)
}

/// Workflows in their order.
pub fn page(
    transaction: &mut Transaction<'_>,
    filter: StateFilter,
    after: Option<WorkflowPosition>,
    limit: usize,
) -> Result<Page<Workflow, WorkflowPosition>, StorageError> {
    let states = match filter {
        StateFilter::NotArchived => "state <> 'archived'",
        StateFilter::Draft => "state = 'draft'",
        StateFilter::Published => "state = 'published'",
        StateFilter::Running => "state = 'running'",
        StateFilter::Paused => "state = 'paused'",
        StateFilter::Archived => "state = 'archived'",
    };
    let (position, id) = after
        .map_or_else(|| (i64::MIN, String::new()), |after| (after.position, after.id.to_string()));
    let workflows: Result<Vec<Workflow>, _> = transaction
        .query(
            TABLE,
            &format!(
                "SELECT * FROM workflows WHERE (position, id) > ($1, $2) AND {states}
                 ORDER BY position, id LIMIT $3"
            ),
            values![position, id, one_more(limit)],
        )?
        .iter()
        .map(from_row)
        .collect();
    let position_of =
        |workflow: &Workflow| WorkflowPosition { position: workflow.position, id: workflow.id };
    Ok(page_of(workflows?, limit, position_of))
}

/// Gives a workflow another name. `None` if there is no such workflow.
pub fn rename(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    name: &str,
) -> Result<Option<Workflow>, StorageError> {
    transaction.execute(
        TABLE,
        "UPDATE workflows SET name = $2 WHERE id = $1",
        values![id, name],
    )?;
    get(transaction, id)
}

/// Writes the columns that belong to the state.
pub(super) fn save_state(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    state: &WorkflowState,
) -> Result<(), StorageError> {
    let (active, paused, archived) = match state {
        WorkflowState::Draft | WorkflowState::Published { .. } => (None, None, None),
        WorkflowState::Running { active, .. } => (Some(active), None, None),
        WorkflowState::Paused { active, at, by, .. } => (Some(active), Some((*at, by)), None),
        WorkflowState::Archived { at, by, .. } => (None, None, Some((*at, by))),
    };
    let text = |by: &Actor| by.to_text();
    let parameters: [Value; 12] = [
        id.into(),
        state.as_str().into(),
        state.latest().into(),
        active.map(|active| active.version).into(),
        active.map(|active| active.since).into(),
        active.map(|active| text(&active.by)).into(),
        active.map(|active| active.line).into(),
        active.map(|active| active.started).into(),
        paused.map(|(at, _)| at).into(),
        paused.map(|(_, by)| text(by)).into(),
        archived.map(|(at, _)| at).into(),
        archived.map(|(_, by)| text(by)).into(),
    ];
    transaction
        .execute(
            TABLE,
            "UPDATE workflows SET state = $2, latest_version = $3, active_version = $4, active_since = $5,
                 active_by = $6, line_no = $7, line_at = $8, paused_at = $9, paused_by = $10,
                 archived_at = $11, archived_by = $12
             WHERE id = $1",
            &parameters,
        )
        .map(drop)
}

pub(super) fn from_row(row: &Row) -> Result<Workflow, StorageError> {
    Ok(Workflow {
        id: row.parse("id")?,
        name: row.text("name")?.to_owned(),
        event: row.parse("event")?,
        position: row.int("position")?,
        state: state(row)?,
        created_at: row.time("created_at")?,
        created_by: row.json("created_by")?,
    })
}

fn state(row: &Row) -> Result<WorkflowState, StorageError> {
    Ok(match row.text("state")? {
        "draft" => WorkflowState::Draft,
        "published" => WorkflowState::Published { latest: row.int("latest_version")? },
        "running" => {
            WorkflowState::Running { latest: row.int("latest_version")?, active: active(row)? }
        }
        "paused" => WorkflowState::Paused {
            latest: row.int("latest_version")?,
            active: active(row)?,
            at: row.time("paused_at")?,
            by: row.json("paused_by")?,
        },
        "archived" => WorkflowState::Archived {
            latest: row.int_opt("latest_version")?,
            at: row.time("archived_at")?,
            by: row.json("archived_by")?,
        },
        other => return Err(row.invalid("state", format!("there is no state `{other}`"))),
    })
}

fn active(row: &Row) -> Result<Active, StorageError> {
    Ok(Active {
        version: row.int("active_version")?,
        since: row.time("active_since")?,
        by: row.json("active_by")?,
        line: row.int("line_no")?,
        started: row.time("line_at")?,
    })
}

fn one(
    transaction: &mut Transaction<'_>,
    statement: &str,
    id: WorkflowId,
) -> Result<Option<Workflow>, StorageError> {
    transaction.query_opt(TABLE, statement, values![id])?.as_ref().map(from_row).transpose()
}

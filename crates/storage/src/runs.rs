//! Runs: what decisions left behind. Their traces are computed when someone reads them, not kept.

mod recorded;

pub use recorded::{FoundRun, Recorded, numbers, recorded, recorded_between};

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, RunId, WorkflowId};
use pointsman_domain::run::{Applied, NotAppliedReason, RunningVersion};
use pointsman_domain::workflow::{DecisionAction, TakenRoute, WorkflowEvent};
use serde_json::json;

use crate::error::StorageError;
use crate::inquiries::Inquiry;
use crate::seam::{Conditions, Page, Row, Transaction, one_more, page_of, values};
use crate::workflows;

const TABLE: &str = "runs";
pub(crate) const APPLIED: &str = "applied";

/// One execution of one version on one inquiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What was known when it was written.
    pub run: NewRun,
    /// The inquiry.
    pub inquiry: InquiryId,
    /// The inquiry's reference id, as it is now.
    pub inquiry_reference_id: Option<String>,
    /// What people call the workflow now.
    pub workflow_name: String,
}

/// A run to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRun {
    /// The id.
    pub id: RunId,
    /// What happened to the inquiry.
    pub event: WorkflowEvent,
    /// The workflow.
    pub workflow: WorkflowId,
    /// The version that ran.
    pub version: i64,
    /// The route that was taken.
    pub route: TakenRoute,
    /// The decision action of that route.
    pub outcome: DecisionAction,
    /// All actions of that route, in order.
    pub actions: Vec<DecisionAction>,
    /// Whether the decision took effect.
    pub applied: Applied,
    /// Every version that ran on this event, in order.
    pub ran: Vec<RunningVersion>,
    /// The number of the engine's semantics.
    pub semantics: i64,
    /// SHA-256 of the trace.
    pub trace_digest: [u8; 32],
    /// When it ran.
    pub created_at: Timestamp,
}

/// Which runs a page shows: those that meet every part that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Of this inquiry.
    pub inquiry: Option<InquiryId>,
    /// Of this workflow.
    pub workflow: Option<WorkflowId>,
    /// Of this version.
    pub version: Option<i64>,
    /// That took this route.
    pub route: Option<TakenRoute>,
}

/// A place among runs, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunPosition {
    /// When the run was.
    pub at: Timestamp,
    /// The row's number.
    pub number: i64,
}

/// How often a workflow's runs had an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutcomeCount {
    /// The workflow.
    pub workflow: WorkflowId,
    /// The decision action of the route taken.
    pub outcome: DecisionAction,
    /// How many runs.
    pub runs: i64,
}

const SELECT: &str = "SELECT r.id, r.run_no, r.event, r.workflow_id, r.version, r.route, r.outcome, r.actions,
        r.applied, r.ran, r.semantics, r.trace_digest, r.created_at,
        i.id AS inquiry_id, i.reference_id, w.name AS workflow_name
    FROM runs r JOIN inquiries i ON i.order_no = r.order_no JOIN workflows w ON w.id = r.workflow_id";

/// Writes the runs of one event on one inquiry, with those of whoever shares the commit. A second run of a workflow on
/// the same event is refused by the database.
pub fn insert(
    transaction: &mut Transaction<'_>,
    inquiry: &Inquiry,
    runs: &[NewRun],
) -> Result<(), StorageError> {
    for run in runs {
        let applied = match run.applied {
            Applied::Yes => APPLIED,
            Applied::No(NotAppliedReason::DecidedByEarlierWorkflow) => {
                "decided_by_earlier_workflow"
            }
            Applied::No(NotAppliedReason::DecidedByPerson) => "decided_by_person",
        };
        transaction.write_later(
            TABLE,
            "INSERT INTO runs (id, order_no, event, workflow_id, version, route, outcome, actions, applied, ran,
                               semantics, trace_digest, created_at)
             {each id text, order_no int, event text, workflow_id text, version int, route text, outcome text,
                   actions text, applied text, ran text, semantics int, trace_digest blob, created_at int}",
            values![
                run.id,
                inquiry.order_no,
                run.event.as_str(),
                run.workflow,
                run.version,
                run.route.to_string(),
                run.outcome.as_str(),
                json!(run.actions).to_string(),
                applied,
                json!(run.ran).to_string(),
                run.semantics,
                &run.trace_digest,
                run.created_at,
            ],
        )?;
    }
    Ok(())
}

/// One run.
pub fn get(transaction: &mut Transaction<'_>, id: RunId) -> Result<Option<Run>, StorageError> {
    transaction
        .query_opt(TABLE, &format!("{SELECT} WHERE r.id = $1"), values![id])?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// The runs of some inquiries, newest first.
pub fn of_inquiries(
    transaction: &mut Transaction<'_>,
    inquiries: &[&Inquiry],
) -> Result<Vec<Run>, StorageError> {
    let rows: Vec<_> =
        inquiries.iter().map(|inquiry| json!({"order_no": inquiry.order_no})).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    transaction
        .query(
            TABLE,
            &format!(
                "{SELECT} WHERE r.order_no IN (SELECT order_no FROM {{rows $1 order_no int}} AS k)
                 ORDER BY r.run_no DESC"
            ),
            values![serde_json::Value::Array(rows).to_string()],
        )?
        .iter()
        .map(from_row)
        .collect()
}

/// One page, newest first.
pub fn page(
    transaction: &mut Transaction<'_>,
    filter: &RunFilter,
    after: Option<RunPosition>,
    limit: usize,
) -> Result<Page<Run, RunPosition>, StorageError> {
    let mut found = Vec::new();
    match (filter.inquiry, filter.workflow) {
        // Everything is indexed within its workflow: ask each one and take the newest of all.
        (None, None) => {
            for workflow in workflows::every_id(transaction)? {
                let of_one = RunFilter { workflow: Some(workflow), ..filter.clone() };
                found.extend(find(transaction, &of_one, after, limit)?);
            }
            found.sort_by_key(|(position, _): &(RunPosition, Run)| {
                std::cmp::Reverse((position.at, position.number))
            });
            found.truncate(limit.saturating_add(1));
        }
        (Some(_), _) | (None, Some(_)) => found = find(transaction, filter, after, limit)?,
    }
    Ok(page_of(found, limit, |(position, _)| *position).map(|(_, run)| run))
}

/// How the runs since a moment ended, per workflow.
pub fn outcomes_since(
    transaction: &mut Transaction<'_>,
    since: Timestamp,
) -> Result<Vec<OutcomeCount>, StorageError> {
    transaction
        .query(
            TABLE,
            "SELECT w.id, r.outcome, COUNT(*) AS runs
             FROM workflows w JOIN runs r ON r.workflow_id = w.id
             WHERE r.created_at >= $1 GROUP BY w.id, r.outcome ORDER BY w.id, r.outcome",
            values![since],
        )?
        .iter()
        .map(|row| {
            Ok(OutcomeCount {
                workflow: row.parse("id")?,
                outcome: row.parse("outcome")?,
                runs: row.int("runs")?,
            })
        })
        .collect()
}

/// How the runs of one workflow since a moment ended; without the outcomes that none had.
pub fn outcomes_of_workflow_since(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    since: Timestamp,
) -> Result<Vec<OutcomeCount>, StorageError> {
    transaction
        .query(
            TABLE,
            "SELECT outcome, COUNT(*) AS runs FROM runs
             WHERE workflow_id = $1 AND created_at >= $2 GROUP BY outcome ORDER BY outcome",
            values![workflow, since],
        )?
        .iter()
        .map(|row| {
            Ok(OutcomeCount { workflow, outcome: row.parse("outcome")?, runs: row.int("runs")? })
        })
        .collect()
}

fn find(
    transaction: &mut Transaction<'_>,
    filter: &RunFilter,
    after: Option<RunPosition>,
    limit: usize,
) -> Result<Vec<(RunPosition, Run)>, StorageError> {
    let mut conditions = Conditions::default();
    if let Some(inquiry) = filter.inquiry {
        conditions.compare("i.id", "=", inquiry);
    }
    if let Some(workflow) = filter.workflow {
        conditions.compare("r.workflow_id", "=", workflow);
    }
    if let Some(version) = filter.version {
        conditions.compare("r.version", "=", version);
    }
    if let Some(route) = &filter.route {
        conditions.compare("r.route", "=", route.to_string());
    }
    if let Some(after) = after {
        let (at, number) = (conditions.bind(after.at), conditions.bind(after.number));
        conditions.add(format!("(r.created_at, r.run_no) < ({at}, {number})"));
    }
    let limit = conditions.bind(one_more(limit));
    let statement = format!(
        "{SELECT} WHERE {} ORDER BY r.created_at DESC, r.run_no DESC LIMIT {limit}",
        conditions.joined()
    );
    transaction
        .query(TABLE, &statement, conditions.parameters())?
        .iter()
        .map(|row| {
            let position = RunPosition { at: row.time("created_at")?, number: row.int("run_no")? };
            Ok((position, from_row(row)?))
        })
        .collect()
}

fn from_row(row: &Row) -> Result<Run, StorageError> {
    let applied = match row.text("applied")? {
        APPLIED => Applied::Yes,
        "decided_by_earlier_workflow" => Applied::No(NotAppliedReason::DecidedByEarlierWorkflow),
        "decided_by_person" => Applied::No(NotAppliedReason::DecidedByPerson),
        other => return Err(row.invalid("applied", format!("there is no reason `{other}`"))),
    };
    Ok(Run {
        run: NewRun {
            id: row.parse("id")?,
            event: row.parse("event")?,
            workflow: row.parse("workflow_id")?,
            version: row.int("version")?,
            route: row.parse("route")?,
            outcome: row.parse("outcome")?,
            actions: row.json("actions")?,
            applied,
            ran: row.json("ran")?,
            semantics: row.int("semantics")?,
            trace_digest: row.digest("trace_digest")?,
            created_at: row.time("created_at")?,
        },
        inquiry: row.parse("inquiry_id")?,
        inquiry_reference_id: row.string_opt("reference_id")?,
        workflow_name: row.text("workflow_name")?.to_owned(),
    })
}

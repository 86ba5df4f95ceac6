//! What is asked about the past: completed inquiries as they were decided, for whoever keeps them in columns. It reads
//! and never locks.

use std::collections::HashMap;

use pointsman_domain::attribute::Attributes;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, WorkflowId};
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::ListKeys;
use pointsman_domain::workflow::{DecisionAction, TakenRoute};
use serde_json::json;

use super::TABLE;
use super::record::Outcome;
use super::write::UNDECIDED;
use crate::error::StorageError;
use crate::seam::{Page, Row, Transaction, Value, one_more, page_of, values};

/// A completed inquiry, as asking about the past needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedInquiry {
    /// The id.
    pub id: InquiryId,
    /// Its place among inquiries and starts.
    pub order_no: i64,
    /// When it completed.
    pub completed_at: Timestamp,
    /// Whether it came as history.
    pub imported: bool,
    /// Whether the person's data was erased.
    pub erased: bool,
    /// What its decision read.
    pub attributes: Attributes,
    /// Its fields and session; nothing is left of them once the person's data was erased.
    pub submission: Submission,
    /// Nobody knows which lists it was on: it was imported without them.
    pub lists_unknown: bool,
    /// The decision that an import brought along.
    pub brought: Option<Outcome>,
    /// One for each workflow that ran, in their order.
    pub runs: Vec<CompletedRun>,
}

impl CompletedInquiry {
    /// What lists match on. The country stays with an erased inquiry and is no key of it any more: nobody asks lists about
    /// it.
    pub fn keys(&self) -> ListKeys {
        if self.erased {
            return ListKeys::default();
        }
        ListKeys::new(&self.submission, &self.attributes)
    }
}

/// What a workflow made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedRun {
    /// The workflow.
    pub workflow: WorkflowId,
    /// The route that was taken.
    pub route: TakenRoute,
    /// The decision action of that route.
    pub outcome: DecisionAction,
    /// Whether it took effect.
    pub applied: bool,
}

/// By what people know an inquiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBy {
    /// The id.
    pub id: InquiryId,
    /// The integrator's own key.
    pub reference_id: Option<String>,
    /// First and last name, as they were written.
    pub name: Option<String>,
}

const COLUMNS: &str =
    "i.id, i.order_no, i.imported, i.erased_at, i.personal, i.decision, c.completed_at,
    c.attributes, c.lists_unknown";
const RUN_COLUMNS: &str = "r.id, r.order_no, r.workflow_id, r.route, r.outcome, r.applied";

/// Completed inquiries in the order in which they were made, `limit` at a time, up to the order number `until` if there is
/// one. One that completes meanwhile may have been passed: its event tells.
pub fn completed_after(
    transaction: &mut Transaction<'_>,
    after: Option<i64>,
    until: Option<i64>,
    limit: usize,
) -> Result<Page<CompletedInquiry, i64>, StorageError> {
    let after = after.unwrap_or(i64::MIN);
    let statement = format!(
        "SELECT {COLUMNS} FROM completions c JOIN inquiries i ON i.order_no = c.order_no
         WHERE c.order_no > $1 AND c.order_no <= $3 ORDER BY c.order_no LIMIT $2"
    );
    let until = until.unwrap_or(i64::MAX);
    let rows = transaction.query(TABLE, &statement, values![after, one_more(limit), until])?;
    let found = page_of(rows, limit, |row| row.int("order_no"));
    let next = found.next.transpose()?;
    let (Some(first), Some(last)) = (found.rows.first(), found.rows.last()) else {
        return Ok(Page { rows: Vec::new(), next: None });
    };
    let statement = format!(
        "SELECT {RUN_COLUMNS} FROM runs r WHERE r.order_no >= $1 AND r.order_no <= $2 ORDER BY r.run_no"
    );
    let bounds = values![first.int("order_no")?, last.int("order_no")?];
    let runs = runs(transaction, &statement, bounds)?;
    Ok(Page { rows: put_together(&found.rows, runs)?, next })
}

/// Those of these inquiries that have completed, in the order in which they were made.
pub fn completed_of(
    transaction: &mut Transaction<'_>,
    ids: &[InquiryId],
) -> Result<Vec<CompletedInquiry>, StorageError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let statement = format!(
        "SELECT {COLUMNS} FROM inquiries i JOIN completions c ON c.order_no = i.order_no
         WHERE i.id IN (SELECT id FROM {{rows $1 id text}} AS k) ORDER BY i.order_no"
    );
    let rows = transaction.query(TABLE, &statement, values![keys("id", ids)])?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = rows.iter().map(|row| row.int("order_no")).collect::<Result<Vec<_>, _>>()?;
    let statement = format!(
        "SELECT {RUN_COLUMNS} FROM runs r
         WHERE r.order_no IN (SELECT order_no FROM {{rows $1 order_no int}} AS k) ORDER BY r.run_no"
    );
    let runs = runs(transaction, &statement, values![keys("order_no", &numbers)])?;
    put_together(&rows, runs)
}

/// What lists match on, of completed inquiries in the order in which they were made, `limit` at a time.
pub fn keys_after(
    transaction: &mut Transaction<'_>,
    after: Option<i64>,
    limit: usize,
) -> Result<Page<(InquiryId, ListKeys), i64>, StorageError> {
    let after = after.unwrap_or(i64::MIN);
    let statement = "SELECT i.id, i.order_no, i.erased_at, i.personal, c.attributes
                     FROM completions c JOIN inquiries i ON i.order_no = c.order_no
                     WHERE c.order_no > $1 ORDER BY c.order_no LIMIT $2";
    let rows = transaction.query(TABLE, statement, values![after, one_more(limit)])?;
    let found = page_of(rows, limit, |row| row.int("order_no"));
    let keys = found.rows.iter().map(|row| Ok((row.parse("id")?, list_keys(row)?)));
    Ok(Page { next: found.next.transpose()?, rows: keys.collect::<Result<_, StorageError>>()? })
}

/// By what people know these inquiries. Those that are gone are left out.
pub fn known_by(
    transaction: &mut Transaction<'_>,
    ids: &[InquiryId],
) -> Result<Vec<KnownBy>, StorageError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let statement = "SELECT i.id, i.reference_id, i.personal FROM inquiries i
                     WHERE i.id IN (SELECT id FROM {rows $1 id text} AS k)";
    let rows = transaction.query(TABLE, statement, values![keys("id", ids)])?;
    rows.iter()
        .map(|row| {
            let submission = submission(row)?;
            let parts = ["name_first", "name_last"].map(|key| submission.fields.get(key));
            let parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).collect();
            let name = parts.join(" ").trim().to_owned();
            Ok(KnownBy {
                id: row.parse("id")?,
                reference_id: row.string_opt("reference_id")?,
                name: Some(name).filter(|name| !name.is_empty()),
            })
        })
        .collect()
}

fn keys<T: serde::Serialize>(column: &str, keys: &[T]) -> String {
    json!(keys.iter().map(|key| json!({column: key})).collect::<Vec<_>>()).to_string()
}

fn runs(
    transaction: &mut Transaction<'_>,
    statement: &str,
    parameters: &[Value],
) -> Result<HashMap<i64, Vec<CompletedRun>>, StorageError> {
    let mut runs: HashMap<i64, Vec<CompletedRun>> = HashMap::new();
    for row in &transaction.query("runs", statement, parameters)? {
        let run = CompletedRun {
            workflow: row.parse("workflow_id")?,
            route: row.parse("route")?,
            outcome: row.parse("outcome")?,
            applied: row.text("applied")? == crate::runs::APPLIED,
        };
        runs.entry(row.int("order_no")?).or_default().push(run);
    }
    Ok(runs)
}

fn put_together(
    rows: &[Row],
    mut runs: HashMap<i64, Vec<CompletedRun>>,
) -> Result<Vec<CompletedInquiry>, StorageError> {
    rows.iter()
        .map(|row| {
            let order_no = row.int("order_no")?;
            let erased = row.time_opt("erased_at")?.is_some();
            let imported = row.flag("imported")?;
            let decided = imported && row.text("decision")? != UNDECIDED;
            let brought = if decided { Some(row.parse("decision")?) } else { None };
            Ok(CompletedInquiry {
                id: row.parse("id")?,
                order_no,
                completed_at: row.time("completed_at")?,
                imported,
                erased,
                attributes: row.json("attributes")?,
                submission: if erased { Submission::default() } else { submission(row)? },
                lists_unknown: row.flag("lists_unknown")?,
                brought,
                runs: runs.remove(&order_no).unwrap_or_default(),
            })
        })
        .collect()
}

fn list_keys(row: &Row) -> Result<ListKeys, StorageError> {
    if row.time_opt("erased_at")?.is_some() {
        return Ok(ListKeys::default());
    }
    let attributes: Attributes = row.json("attributes")?;
    Ok(ListKeys::new(&submission(row)?, &attributes))
}

/// Fields and session alone.
fn submission(row: &Row) -> Result<Submission, StorageError> {
    let personal: serde_json::Value = row.json("personal")?;
    Submission::from_json(&personal).map_err(|problem| row.invalid("personal", problem))
}

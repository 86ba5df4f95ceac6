//! Which texts name which lists. Noted when a text is written, so that nobody has to read all texts to know where a
//! list is used.

use std::collections::BTreeSet;

use pointsman_domain::ids::WorkflowId;
use serde_json::{Value as Json, json};

use crate::error::StorageError;
use crate::seam::{Transaction, values};

const TABLE: &str = "list_uses";
/// The number under which a draft's lists are noted; versions are numbered from 1.
const DRAFT: i64 = 0;

/// A text that may still run and names a list: while there is one, the list cannot be archived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListUse {
    /// What the text calls the list: its id or its key.
    pub name: String,
    /// Whose text it is.
    pub workflow: WorkflowId,
    /// What people call the workflow.
    pub workflow_name: String,
    /// The draft or a version.
    pub place: TextPlace,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPlace {
    /// The draft.
    Draft,
    /// The latest version, or the one that runs or is paused, or both.
    Version {
        /// Its number.
        number: i64,
        /// Whether it runs.
        running: bool,
    },
}

/// Drafts, latest versions and versions that run or are paused, of all workflows that are not archived, that name
/// one of these lists; in the order of the workflows.
pub fn list_uses(
    transaction: &mut Transaction<'_>,
    names: &[String],
) -> Result<Vec<ListUse>, StorageError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<Json> = names.iter().map(|name| json!({"name": name})).collect();
    let rows = transaction.query(
        TABLE,
        "SELECT u.name, w.id, w.name AS workflow_name, w.position, u.number,
                CASE WHEN w.state = 'running' AND u.number = w.active_version THEN 1 ELSE 0 END AS running
         FROM list_uses u JOIN workflows w ON w.id = u.workflow_id
         WHERE u.name IN (SELECT name FROM {rows $1 name text} AS wanted) AND w.state <> 'archived'
           AND u.number IN (0, w.latest_version, w.active_version)",
        values![Json::Array(wanted).to_string()],
    )?;
    let mut found: Vec<(i64, i64, ListUse)> = Vec::with_capacity(rows.len());
    for row in rows {
        let number = row.int("number")?;
        let place = match number {
            DRAFT => TextPlace::Draft,
            number => TextPlace::Version { number, running: row.flag("running")? },
        };
        let used = ListUse {
            name: row.text("name")?.to_owned(),
            workflow: row.parse("id")?,
            workflow_name: row.text("workflow_name")?.to_owned(),
            place,
        };
        found.push((row.int("position")?, number, used));
    }
    found.sort_by(|(a, m, left), (b, n, right)| {
        (a, left.workflow, m, &left.name).cmp(&(b, right.workflow, n, &right.name))
    });
    Ok(found.into_iter().map(|(_, _, used)| used).collect())
}

/// Notes what the draft names now.
pub(super) fn note_draft(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
) -> Result<(), StorageError> {
    let before = named(transaction, workflow, DRAFT)?;
    forget_draft(transaction, workflow)?;
    transaction.execute(
        TABLE,
        "INSERT INTO list_uses (name, workflow_id, number)
         SELECT DISTINCT named.value, d.workflow_id, CAST(0 AS {int})
         FROM drafts d {join_named_lists d.document} WHERE d.workflow_id = $1",
        values![workflow],
    )?;
    // What the draft named before is in use already, so a save that names nothing new is in nobody's way.
    let mut names = named(transaction, workflow, DRAFT)?;
    names.retain(|name| !before.contains(name));
    keep_from_archiving(transaction, &names)
}

fn named(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    number: i64,
) -> Result<BTreeSet<String>, StorageError> {
    transaction
        .query(
            TABLE,
            "SELECT name FROM list_uses WHERE workflow_id = $1 AND number = $2",
            values![workflow, number],
        )?
        .iter()
        .map(|row| Ok(row.text("name")?.to_owned()))
        .collect()
}

/// Whoever archives one of these lists meanwhile comes before, and this starts again, or after, and sees the use. A
/// lock alone is not enough: on PostgreSQL each transaction sees one moment, and only a row that was changed since is
/// in its way. In the order of ids, so that two texts that name the same lists wait for each other once.
pub(crate) fn keep_from_archiving(
    transaction: &mut Transaction<'_>,
    names: &BTreeSet<String>,
) -> Result<(), StorageError> {
    if names.is_empty() {
        return Ok(());
    }
    let wanted: Vec<Json> = names.iter().map(|name| json!({"name": name})).collect();
    let wanted = Json::Array(wanted).to_string();
    let found = transaction.query(
        "lists",
        "SELECT id FROM lists WHERE id IN (SELECT name FROM {rows $1 name text} AS wanted)
             OR key IN (SELECT name FROM {rows $1 name text} AS wanted)
         ORDER BY id {for_update}",
        values![wanted],
    )?;
    for row in &found {
        let touch = "UPDATE lists SET revision = revision WHERE id = $1";
        transaction.execute("lists", touch, values![row.text("id")?])?;
    }
    Ok(())
}

/// The draft is gone.
pub(super) fn forget_draft(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
) -> Result<(), StorageError> {
    let statement = "DELETE FROM list_uses WHERE workflow_id = $1 AND number = 0";
    transaction.execute(TABLE, statement, values![workflow]).map(drop)
}

/// Notes what a new version names, for good: a version never changes.
pub(super) fn note_version(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    number: i64,
) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "INSERT INTO list_uses (name, workflow_id, number)
             SELECT DISTINCT named.value, v.workflow_id, v.number
             FROM versions v {join_named_lists v.document} WHERE v.workflow_id = $1 AND v.number = $2",
            values![workflow, number],
        )
        .map(drop)
}

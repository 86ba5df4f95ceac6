//! Taking the example away: in chunks, each in a transaction of its own, and nothing that people made themselves.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, InvariantId, KeyId, ListId, WorkflowId};
use serde_json::{Value as Json, json};

use crate::audit::{self, Erasable};
use crate::error::StorageError;
use crate::idempotency::{self, AnswerSubject};
use crate::lists::List;
use crate::revisions;
use crate::seam::{Transaction, values};

/// Inquiries that were removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemovedInquiries {
    /// How many.
    pub count: usize,
    /// Those that somebody changed after the removal had begun: its entry does not tell why what was said then is gone.
    pub changed_since: Vec<InquiryId>,
}

/// Removes the oldest inquiries of the example, at most `most` of them, with everything that hangs on them. The record
/// of changes keeps its entries without what was said in them.
pub fn remove_inquiries(
    transaction: &mut Transaction<'_>,
    most: usize,
    now: Timestamp,
) -> Result<RemovedInquiries, StorageError> {
    let found = transaction.query(
        "example_inquiries",
        "SELECT e.order_no, i.id FROM example_inquiries e LEFT JOIN inquiries i ON i.order_no = e.order_no
         WHERE e.order_no > 0 ORDER BY e.order_no LIMIT $1",
        values![i64::try_from(most).unwrap_or(i64::MAX)],
    )?;
    let (mut numbers, mut ids) = (Vec::new(), Vec::new());
    let mut removed = RemovedInquiries { count: found.len(), changed_since: Vec::new() };
    for row in &found {
        numbers.push(json!({"order_no": row.int("order_no")?}));
        if let Some(id) = row.parse_opt::<InquiryId>("id")? {
            let erased = audit::erase_personal(transaction, Erasable::Inquiry(id), now)?;
            if erased > 0 && !audit::tells_of_removal(transaction, id)? {
                removed.changed_since.push(id);
            }
            idempotency::erase(transaction, AnswerSubject::Inquiry(id))?;
            ids.push(json!({"id": id}));
        }
    }
    let ids = Json::Array(ids).to_string();
    transaction.execute(
        "events",
        "DELETE FROM events WHERE inquiry_id IN (SELECT id FROM {rows $1 id text} AS r)",
        values![ids],
    )?;
    let numbers = Json::Array(numbers).to_string();
    let tables =
        ["runs", "list_matches", "completions", "inquiry_tags", "inquiries", "example_inquiries"];
    for table in tables {
        let statement = format!(
            "DELETE FROM {table} WHERE order_no IN (SELECT order_no FROM {{rows $1 order_no int}} AS r)"
        );
        transaction.execute("inquiries", &statement, values![&numbers])?;
    }
    Ok(removed)
}

/// Whether there are inquiries that do not belong to the example.
pub fn has_own_inquiries(transaction: &mut Transaction<'_>) -> Result<bool, StorageError> {
    // The youngest first: if there are any, they are found at once.
    let found = transaction.query_opt(
        "inquiries",
        "SELECT order_no FROM inquiries WHERE order_no > 0 AND order_no NOT IN (SELECT order_no FROM example_inquiries)
         ORDER BY order_no DESC LIMIT 1",
        &[],
    )?;
    Ok(found.is_some())
}

/// Whether inquiries that do not belong to the example were on a list.
pub fn has_own_matches(
    transaction: &mut Transaction<'_>,
    list: ListId,
) -> Result<bool, StorageError> {
    let found = transaction.query_opt(
        "list_matches",
        "SELECT order_no FROM list_matches
         WHERE list_id = $1 AND order_no NOT IN (SELECT order_no FROM example_inquiries)
         ORDER BY created_at DESC, order_no DESC LIMIT 1",
        values![list],
    )?;
    Ok(found.is_some())
}

/// A workflow that names a list in its draft or any version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming {
    /// Which.
    pub workflow: WorkflowId,
    /// Whether it is archived.
    pub archived: bool,
}

/// The workflows that name a list, by its id or its key.
pub fn namings(
    transaction: &mut Transaction<'_>,
    list: &List,
) -> Result<Vec<Naming>, StorageError> {
    transaction
        .query(
            "list_uses",
            "SELECT DISTINCT w.id, CASE WHEN w.state = 'archived' THEN 1 ELSE 0 END AS archived
             FROM list_uses u JOIN workflows w ON w.id = u.workflow_id WHERE u.name IN ($1, $2) ORDER BY w.id",
            values![list.id, list.key.as_str()],
        )?
        .iter()
        .map(|row| Ok(Naming { workflow: row.parse("id")?, archived: row.flag("archived")? }))
        .collect()
}

/// Removes a workflow with its draft, versions and events. None of its runs may be left.
pub fn remove_workflow(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
) -> Result<(), StorageError> {
    for statement in [
        "DELETE FROM list_uses WHERE workflow_id = $1",
        "DELETE FROM intended_findings WHERE workflow_id = $1",
        "DELETE FROM workflow_tests WHERE workflow_id = $1",
        "DELETE FROM drafts WHERE workflow_id = $1",
        "DELETE FROM versions WHERE workflow_id = $1",
        "DELETE FROM events WHERE workflow_id = $1 AND inquiry_id IS NULL",
        "DELETE FROM workflows WHERE id = $1",
    ] {
        transaction.execute("workflows", statement, values![id])?;
    }
    revisions::raise_running(transaction)
}

/// Removes an invariant with its versions.
pub fn remove_invariant(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
) -> Result<(), StorageError> {
    for statement in [
        "DELETE FROM invariant_versions WHERE invariant_id = $1",
        "DELETE FROM invariants WHERE id = $1",
    ] {
        transaction.execute("invariants", statement, values![id])?;
    }
    revisions::raise_running(transaction)
}

/// Removes a list with its items, imports and events.
pub fn remove_list(transaction: &mut Transaction<'_>, id: ListId) -> Result<(), StorageError> {
    let found =
        transaction.query_opt("lists", "SELECT list_no FROM lists WHERE id = $1", values![id])?;
    let Some(row) = found else { return Ok(()) };
    let number = row.int("list_no")?;
    for statement in [
        // In two steps, since the indexes of items are for those that are there and for those that are gone.
        "DELETE FROM list_items WHERE list_no = $1 AND removed_revision IS NULL",
        "DELETE FROM list_items WHERE list_no = $1 AND removed_revision IS NOT NULL",
        "DELETE FROM list_import_bad_lines WHERE import_no IN
             (SELECT import_no FROM list_imports WHERE list_no = $1)",
        "DELETE FROM list_imports WHERE list_no = $1",
        "DELETE FROM lists WHERE list_no = $1",
    ] {
        transaction.execute("lists", statement, values![number])?;
    }
    transaction.execute("events", "DELETE FROM events WHERE list_id = $1", values![id])?;
    revisions::raise_lists_that_can_be_named(transaction)
}

/// Removes a key.
pub fn remove_key(transaction: &mut Transaction<'_>, id: KeyId) -> Result<(), StorageError> {
    transaction.execute("api_keys", "DELETE FROM api_keys WHERE id = $1", values![id]).map(drop)
}

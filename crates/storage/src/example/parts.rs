//! What belongs to the example.

use pointsman_domain::ids::{InvariantId, KeyId, ListId, MemberId, WorkflowId};
use serde_json::{Value as Json, json};

use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};
use crate::{invariants, lists, workflows};

const TABLE: &str = "example_parts";
const INQUIRIES: &str = "example_inquiries";

/// A part of the example besides its inquiries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A person.
    Member(MemberId),
    /// A program's key.
    Key(KeyId),
    /// A list.
    List(ListId),
    /// A workflow.
    Workflow(WorkflowId),
    /// An invariant.
    Invariant(InvariantId),
}

impl Part {
    const fn kind(self) -> &'static str {
        match self {
            Self::Member(_) => "member",
            Self::Key(_) => "key",
            Self::List(_) => "list",
            Self::Workflow(_) => "workflow",
            Self::Invariant(_) => "invariant",
        }
    }

    fn id(self) -> String {
        match self {
            Self::Member(id) => id.to_string(),
            Self::Key(id) => id.to_string(),
            Self::List(id) => id.to_string(),
            Self::Workflow(id) => id.to_string(),
            Self::Invariant(id) => id.to_string(),
        }
    }
}

/// Notes that something belongs to the example.
pub fn note_part(transaction: &mut Transaction<'_>, part: Part) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "INSERT INTO example_parts (kind, id) VALUES ($1, $2)",
            values![part.kind(), part.id()],
        )
        .map(drop)
}

/// Notes what lists, workflows and invariants are like now that the example is whole, so that later changes are seen.
pub fn seal(transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
    for part in parts(transaction)? {
        let mark = mark(transaction, part)?;
        transaction.execute(
            TABLE,
            "UPDATE example_parts SET mark = $3 WHERE kind = $1 AND id = $2",
            values![part.kind(), part.id(), mark],
        )?;
    }
    Ok(())
}

/// Whether people have changed a list, a workflow or an invariant since the example was whole. What a workflow does (run or not)
/// is not what it is like.
pub fn is_changed(transaction: &mut Transaction<'_>, part: Part) -> Result<bool, StorageError> {
    let row = transaction.query_opt(
        TABLE,
        "SELECT mark FROM example_parts WHERE kind = $1 AND id = $2",
        values![part.kind(), part.id()],
    )?;
    let sealed = row.map(|row| row.string_opt("mark")).transpose()?.flatten();
    if sealed.is_none() {
        return Ok(false);
    }
    Ok(sealed != mark(transaction, part)? || is_being_filled(transaction, part)?)
}

/// Whether an import into the list has not ended: what it brought is hidden and raises no revision yet. Those of the
/// example itself ended before it was whole.
fn is_being_filled(transaction: &mut Transaction<'_>, part: Part) -> Result<bool, StorageError> {
    let Part::List(id) = part else { return Ok(false) };
    let found = transaction.query_opt(
        "list_imports",
        "SELECT p.import_no FROM lists l JOIN list_imports p ON p.list_no = l.list_no
         WHERE l.id = $1 AND p.open = 1 AND p.state IN ('running', 'broken_off', 'canceled')",
        values![id],
    )?;
    Ok(found.is_some())
}

fn mark(transaction: &mut Transaction<'_>, part: Part) -> Result<Option<String>, StorageError> {
    Ok(match part {
        Part::Member(_) | Part::Key(_) => None,
        Part::List(id) => lists::get(transaction, id)?
            .map(|list| json!([list.name, list.description, list.revision]).to_string()),
        Part::Workflow(id) => {
            let etag = workflows::draft(transaction, id)?.map(|draft| draft.etag);
            workflows::get(transaction, id)?
                .map(|it| json!([it.name, it.state.latest(), etag]).to_string())
        }
        Part::Invariant(id) => invariants::get(transaction, id)?
            .map(|it| json!([it.version, it.archived_at.is_some()]).to_string()),
    })
}

/// Notes that something belongs to the example no longer.
pub fn release_part(transaction: &mut Transaction<'_>, part: Part) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "DELETE FROM example_parts WHERE kind = $1 AND id = $2",
            values![part.kind(), part.id()],
        )
        .map(drop)
}

/// Everything that belongs to the example besides inquiries, kind by kind.
pub fn parts(transaction: &mut Transaction<'_>) -> Result<Vec<Part>, StorageError> {
    transaction
        .query(TABLE, "SELECT kind, id FROM example_parts ORDER BY kind, id", &[])?
        .iter()
        .map(from_row)
        .collect()
}

/// Notes that inquiries, by their order numbers, belong to the example.
pub fn note_inquiries(
    transaction: &mut Transaction<'_>,
    order_numbers: &[i64],
) -> Result<(), StorageError> {
    if order_numbers.is_empty() {
        return Ok(());
    }
    let rows: Vec<Json> = order_numbers.iter().map(|number| json!({"order_no": number})).collect();
    transaction
        .execute(
            INQUIRIES,
            "INSERT INTO example_inquiries (order_no) SELECT order_no FROM {rows $1 order_no int} AS r",
            values![Json::Array(rows).to_string()],
        )
        .map(drop)
}

/// How many inquiries belong to the example.
pub fn count_inquiries(transaction: &mut Transaction<'_>) -> Result<i64, StorageError> {
    transaction
        .query_one(INQUIRIES, "SELECT COUNT(*) AS inquiries FROM example_inquiries", &[])?
        .int("inquiries")
}

fn from_row(row: &Row) -> Result<Part, StorageError> {
    Ok(match row.text("kind")? {
        "member" => Part::Member(row.parse("id")?),
        "key" => Part::Key(row.parse("id")?),
        "list" => Part::List(row.parse("id")?),
        "workflow" => Part::Workflow(row.parse("id")?),
        "invariant" => Part::Invariant(row.parse("id")?),
        other => return Err(row.invalid("kind", format!("there is no kind `{other}`"))),
    })
}

//! From rows to inquiries.

use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::Submission;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::TABLE;
use super::record::{Completion, Decision, Inquiry};
use crate::error::StorageError;
use crate::seam::{Ahead, Question, Row, Transaction, Value, values};

/// Columns of an inquiry `i` with its completion `c`.
pub(super) const COLUMNS: &str = "i.id, i.order_no, i.reference_id, i.template, i.status, i.personal, i.facts,
    i.tags, i.created_at, i.updated_at, i.imported, i.decision, i.decided_by, i.decided_at, i.decision_comment,
    i.left_alone, i.erased_at, c.completed_at, c.catalogue_version, c.attributes, c.digest, c.lists_unknown";

/// An inquiry by id.
pub fn get(
    transaction: &mut Transaction<'_>,
    id: InquiryId,
) -> Result<Option<Inquiry>, StorageError> {
    one(transaction, "i.id = $1", id.into())
}

const LOCKED: Question =
    Question { name: "locked inquiries", tables: &[TABLE, "completions", "inquiry_tags"] };
/// See [`lock`].
pub(crate) const LOCKED_AHEAD: Ahead =
    Ahead { question: LOCKED, statement: locking, parameters: wanted_parameters, key: order_of };

/// An inquiry by id, kept from changing until the transaction ends. Those that share the commit have theirs locked at the
/// same time, in the order of the ids.
pub fn lock(
    transaction: &mut Transaction<'_>,
    id: InquiryId,
) -> Result<Option<Inquiry>, StorageError> {
    let rows = transaction.asked_for_all(LOCKED, id.uuid().as_u128(), |transaction, orders| {
        let rows = transaction.query(TABLE, &locking(), &wanted_parameters(orders))?;
        rows.into_iter().map(|row| Ok((order_of(&row)?, row))).collect()
    })?;
    rows.first().map(from_row).transpose()
}

fn locking() -> String {
    format!(
        "SELECT {COLUMNS} FROM {{rows $1 wanted text}} AS r CROSS JOIN inquiries i
             LEFT JOIN completions c ON c.order_no = i.order_no
         WHERE i.id = r.wanted ORDER BY i.id {{for_update_of_i}}"
    )
}

fn order_of(row: &Row) -> Result<u128, StorageError> {
    Ok(row.parse::<InquiryId>("id")?.uuid().as_u128())
}

/// The ids of inquiries by the order in which they are locked, for `{rows $1 wanted text}`.
pub(crate) fn wanted_parameters(orders: &[u128]) -> Vec<Value> {
    let ids = orders.iter().map(|order| InquiryId::from_uuid(Uuid::from_u128(*order)));
    let ids = Json::Array(ids.map(|id| json!({"wanted": id})).collect());
    vec![ids.to_string().into()]
}

/// An inquiry by the integrator's own key.
pub fn by_reference(
    transaction: &mut Transaction<'_>,
    reference_id: &str,
) -> Result<Option<Inquiry>, StorageError> {
    one(transaction, "i.reference_id = $1", reference_id.into())
}

/// How many inquiries are open (created or pending) that a workflow started at order number `line` would decide
/// when they complete: those that a pause leaves alone.
pub fn count_open(transaction: &mut Transaction<'_>, line: i64) -> Result<i64, StorageError> {
    transaction
        .query_one(
            TABLE,
            "SELECT COUNT(*) AS open FROM inquiries
             WHERE status IN ('created', 'pending') AND order_no > $1 AND imported = 0",
            values![line],
        )?
        .int("open")
}

fn one(
    transaction: &mut Transaction<'_>,
    condition: &str,
    parameter: Value,
) -> Result<Option<Inquiry>, StorageError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM inquiries i LEFT JOIN completions c ON c.order_no = i.order_no
         WHERE {condition}"
    );
    transaction.query_opt(TABLE, &statement, &[parameter])?.as_ref().map(from_row).transpose()
}

pub(super) fn from_row(row: &Row) -> Result<Inquiry, StorageError> {
    Ok(Inquiry {
        id: row.parse("id")?,
        order_no: row.int("order_no")?,
        reference_id: row.string_opt("reference_id")?,
        template: row.string_opt("template")?,
        status: row.parse("status")?,
        submission: submission(row)?,
        tags: row.json("tags")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
        imported: row.flag("imported")?,
        completion: completion(row)?,
        decision: decision(row)?,
        left_alone: row.json("left_alone")?,
        erased_at: row.time_opt("erased_at")?,
    })
}

fn submission(row: &Row) -> Result<Submission, StorageError> {
    let mut parts: Map<String, Json> = row.json("personal")?;
    parts.extend(row.json::<Map<String, Json>>("facts")?);
    Submission::from_json(&Json::Object(parts)).map_err(|problem| row.invalid("facts", problem))
}

fn completion(row: &Row) -> Result<Option<Completion>, StorageError> {
    let Some(completed_at) = row.time_opt("completed_at")? else { return Ok(None) };
    Ok(Some(Completion {
        completed_at,
        catalogue_version: row.int("catalogue_version")?,
        attributes: row.json("attributes")?,
        lists_unknown: row.flag("lists_unknown")?,
        digest: row.digest_opt("digest")?,
    }))
}

fn decision(row: &Row) -> Result<Option<Decision>, StorageError> {
    if row.text("decision")? == super::write::UNDECIDED {
        return Ok(None);
    }
    Ok(Some(Decision {
        outcome: row.parse("decision")?,
        by: row.json("decided_by")?,
        comment: row.string_opt("decision_comment")?,
        at: row.time("decided_at")?,
    }))
}

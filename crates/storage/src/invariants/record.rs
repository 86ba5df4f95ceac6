//! An invariant with the version of it that counts.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::InvariantId;
use pointsman_domain::workflow::{DecisionAction, WorkflowEvent};
use serde_json::json;

use super::{TABLE, list_uses};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::lists::ArchivedFilter;
use crate::revisions;
use crate::seam::{Page, Row, Transaction, one_more, page_of, values};

/// An invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invariant {
    /// The id.
    pub id: InvariantId,
    /// Whose workflows must keep it.
    pub event: WorkflowEvent,
    /// The number of the version that counts, from 1.
    pub version: i64,
    /// What it says.
    pub text: InvariantText,
    /// When this version was written.
    pub written_at: Timestamp,
    /// By whom.
    pub written_by: Actor,
    /// When the first version was written.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Actor,
    /// When it was archived; it stops nothing since.
    pub archived_at: Option<Timestamp>,
}

/// What an invariant says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvariantText {
    /// What people call it.
    pub name: String,
    /// Whom it is about, as a route has it under `if`: JSON.
    pub whom: String,
    /// What is never done with them.
    pub never: Vec<DecisionAction>,
}

/// An invariant to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvariant {
    /// The id.
    pub id: InvariantId,
    /// Whose workflows must keep it.
    pub event: WorkflowEvent,
    /// What it says.
    pub text: InvariantText,
    /// When it is made.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
}

/// What a change led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeInvariant {
    /// This version counts now.
    Changed(Box<Invariant>),
    /// Another version counts than the caller has seen.
    Stale(Box<Invariant>),
    /// It is archived.
    Archived,
    /// There is no such invariant.
    NotFound,
}

const WITH_VERSION: &str = "SELECT i.*, v.name, v.whom, v.never, v.written_at, v.written_by
    FROM invariants i JOIN invariant_versions v ON v.invariant_id = i.id AND v.number = i.version";

/// Makes an invariant, with its first version.
pub fn insert(
    transaction: &mut Transaction<'_>,
    new: &NewInvariant,
) -> Result<Invariant, StorageError> {
    transaction.execute(
        TABLE,
        "INSERT INTO invariants (id, event, version, created_at, created_by) VALUES ($1, $2, 1, $3, $4)",
        values![new.id, new.event.as_str(), new.at, new.by.to_text()],
    )?;
    write_version(transaction, new.id, 1, &new.text, (new.at, &new.by))?;
    Ok(Invariant {
        id: new.id,
        event: new.event,
        version: 1,
        text: new.text.clone(),
        written_at: new.at,
        written_by: new.by.clone(),
        created_at: new.at,
        created_by: new.by.clone(),
        archived_at: None,
    })
}

/// Makes what it says from now on the next version, if `seen` is the one that counts.
pub fn change(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
    seen: i64,
    text: &InvariantText,
    (at, by): (Timestamp, &Actor),
) -> Result<ChangeInvariant, StorageError> {
    let Some(present) = lock(transaction, id)? else { return Ok(ChangeInvariant::NotFound) };
    if present.archived_at.is_some() {
        return Ok(ChangeInvariant::Archived);
    }
    if present.version != seen {
        return Ok(ChangeInvariant::Stale(Box::new(present)));
    }
    let version = present.version + 1;
    let statement = "UPDATE invariants SET version = $2 WHERE id = $1";
    transaction.execute(TABLE, statement, values![id, version])?;
    write_version(transaction, id, version, text, (at, by))?;
    Ok(ChangeInvariant::Changed(Box::new(Invariant {
        version,
        text: text.clone(),
        written_at: at,
        written_by: by.clone(),
        ..present
    })))
}

fn write_version(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
    number: i64,
    text: &InvariantText,
    (at, by): (Timestamp, &Actor),
) -> Result<(), StorageError> {
    transaction.execute(
        TABLE,
        "INSERT INTO invariant_versions (invariant_id, number, name, whom, never, written_at, written_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            id,
            number,
            &text.name,
            &text.whom,
            json!(text.never).to_string(),
            at,
            by.to_text(),
        ],
    )?;
    list_uses::keep_lists(transaction, id, number)?;
    revisions::raise_running(transaction)
}

/// Archives an invariant; the first time counts. `None` if there is no such invariant.
pub fn archive(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
    at: Timestamp,
    by: &Actor,
) -> Result<Option<Invariant>, StorageError> {
    transaction.execute(
        TABLE,
        "UPDATE invariants SET archived_at = $2, archived_by = $3 WHERE id = $1 AND archived_at IS NULL",
        values![id, at, by.to_text()],
    )?;
    let archived = get(transaction, id)?;
    revisions::raise_running(transaction)?;
    Ok(archived)
}

/// An invariant by id.
pub fn get(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
) -> Result<Option<Invariant>, StorageError> {
    let statement = format!("{WITH_VERSION} WHERE i.id = $1");
    transaction.query_opt(TABLE, &statement, values![id])?.as_ref().map(from_row).transpose()
}

/// An invariant by id, kept from changing until the transaction ends.
pub fn lock(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
) -> Result<Option<Invariant>, StorageError> {
    let statement = "SELECT id FROM invariants WHERE id = $1 {for_update}";
    transaction.query_opt(TABLE, statement, values![id])?;
    get(transaction, id)
}

/// All that count, the oldest first.
pub fn active(transaction: &mut Transaction<'_>) -> Result<Vec<Invariant>, StorageError> {
    let statement = format!("{WITH_VERSION} WHERE i.archived_at IS NULL ORDER BY i.id");
    transaction.query(TABLE, &statement, &[])?.iter().map(from_row).collect()
}

/// Invariants, the oldest first.
pub fn page(
    transaction: &mut Transaction<'_>,
    filter: ArchivedFilter,
    after: Option<InvariantId>,
    limit: usize,
) -> Result<Page<Invariant, InvariantId>, StorageError> {
    let archived = match filter {
        ArchivedFilter::Active => "i.archived_at IS NULL",
        ArchivedFilter::Archived => "i.archived_at IS NOT NULL",
        ArchivedFilter::All => "1 = 1",
    };
    let statement = format!("{WITH_VERSION} WHERE i.id > $1 AND {archived} ORDER BY i.id LIMIT $2");
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let found: Result<Vec<Invariant>, _> = transaction
        .query(TABLE, &statement, values![after, one_more(limit)])?
        .iter()
        .map(from_row)
        .collect();
    Ok(page_of(found?, limit, |invariant| invariant.id))
}

fn from_row(row: &Row) -> Result<Invariant, StorageError> {
    Ok(Invariant {
        id: row.parse("id")?,
        event: row.parse("event")?,
        version: row.int("version")?,
        text: InvariantText {
            name: row.text("name")?.to_owned(),
            whom: row.text("whom")?.to_owned(),
            never: row.json("never")?,
        },
        written_at: row.time("written_at")?,
        written_by: row.json("written_by")?,
        created_at: row.time("created_at")?,
        created_by: row.json("created_by")?,
        archived_at: row.time_opt("archived_at")?,
    })
}

//! Whether the example is there.

use pointsman_domain::clock::Timestamp;

use super::TABLE;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

/// The example, while there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// What is done with it.
    pub state: ExampleState,
    /// Inquiries that are made, or removed, so far.
    pub done: i64,
    /// Inquiries to make, or to remove.
    pub total: i64,
    /// When whoever makes or removes it got on.
    pub updated_at: Timestamp,
}

/// What is done with the example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleState {
    /// It is being made.
    Making,
    /// It is there, whole.
    Present,
    /// It is being removed.
    Removing,
}

impl ExampleState {
    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Making => "making",
            Self::Present => "present",
            Self::Removing => "removing",
        }
    }
}

/// What asking for an example led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is the caller's to make.
    Claimed,
    /// There is one, or it is being made or removed.
    Taken(Example),
    /// There are inquiries, workflows or lists, archived ones included.
    NotEmpty,
}

/// Claims the making of the example: one caller at a time, and only in a workspace that holds nothing.
pub fn claim(
    transaction: &mut Transaction<'_>,
    total: i64,
    now: Timestamp,
) -> Result<Claim, StorageError> {
    // Inserting first settles a race: whoever loses it finds the winner's row.
    let inserted = transaction.execute(
        TABLE,
        "INSERT INTO example (id, state, done, total, updated_at) VALUES (1, 'making', 0, $1, $2)
         ON CONFLICT (id) DO NOTHING",
        values![total, now],
    )?;
    if inserted == 0 {
        return Ok(match get(transaction)? {
            Some(example) => Claim::Taken(example),
            // Removed between the two statements.
            None => Claim::NotEmpty,
        });
    }
    if is_empty(transaction)? {
        return Ok(Claim::Claimed);
    }
    forget(transaction)?;
    Ok(Claim::NotEmpty)
}

/// Whether the workspace holds no inquiries, workflows and lists.
pub fn is_empty(transaction: &mut Transaction<'_>) -> Result<bool, StorageError> {
    let row = transaction.query_one(
        TABLE,
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM inquiries WHERE order_no > 0)
                       OR EXISTS (SELECT 1 FROM workflows) OR EXISTS (SELECT 1 FROM lists WHERE list_no > 0)
                THEN 0 ELSE 1 END AS is_empty",
        &[],
    )?;
    row.flag("is_empty")
}

/// The example, if there is one.
pub fn get(transaction: &mut Transaction<'_>) -> Result<Option<Example>, StorageError> {
    transaction
        .query_opt(TABLE, "SELECT state, done, total, updated_at FROM example WHERE id = 1", &[])?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// The same, kept from changing until the transaction ends.
pub fn lock(transaction: &mut Transaction<'_>) -> Result<Option<Example>, StorageError> {
    transaction
        .query_opt(
            TABLE,
            "SELECT state, done, total, updated_at FROM example WHERE id = 1 {for_update}",
            &[],
        )?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// Writes down how it stands.
pub fn set(transaction: &mut Transaction<'_>, example: &Example) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "UPDATE example SET state = $1, done = $2, total = $3, updated_at = $4 WHERE id = 1",
            values![example.state.as_str(), example.done, example.total, example.updated_at],
        )
        .map(drop)
}

/// Forgets that there was one.
pub fn forget(transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
    transaction.execute(TABLE, "DELETE FROM example WHERE id = 1", &[]).map(drop)
}

fn from_row(row: &Row) -> Result<Example, StorageError> {
    let state = match row.text("state")? {
        "making" => ExampleState::Making,
        "present" => ExampleState::Present,
        "removing" => ExampleState::Removing,
        other => return Err(row.invalid("state", format!("there is no state `{other}`"))),
    };
    Ok(Example {
        state,
        done: row.int("done")?,
        total: row.int("total")?,
        updated_at: row.time("updated_at")?,
    })
}

//! The schema, step by step. Steps only go forward, and a step that was released never changes.

use pointsman_domain::clock::Timestamp;

use crate::error::StorageError;
use crate::seam::{Dialect, Transaction, values};

const TABLE: &str = "schema_migrations";

/// All steps, numbered from 1 without gaps.
const STEPS: [(i64, &str, &str); 2] = [
    (1, "first", include_str!("0001_first.sql")),
    (2, "workspace", include_str!("0002_workspace.sql")),
];

/// Brings the schema up to date in one transaction, or refuses a database of a newer release.
pub(crate) fn run(transaction: &mut Transaction<'_>, now: Timestamp) -> Result<(), StorageError> {
    match transaction.dialect() {
        Dialect::Sqlite => transaction.batch(TABLE, "BEGIN IMMEDIATE")?,
        // Nodes that start together take turns.
        Dialect::Postgres => {
            transaction.batch(TABLE, "BEGIN; SELECT pg_advisory_xact_lock(7311, 2)")?;
        }
    }
    match step_by_step(transaction, now) {
        Ok(()) => transaction.batch(TABLE, "COMMIT"),
        Err(error) => {
            drop(transaction.batch(TABLE, "ROLLBACK"));
            Err(error)
        }
    }
}

fn step_by_step(transaction: &mut Transaction<'_>, now: Timestamp) -> Result<(), StorageError> {
    transaction.batch(
        TABLE,
        "CREATE TABLE IF NOT EXISTS schema_migrations (
            version {int} PRIMARY KEY, name {text} NOT NULL, applied_at {int} NOT NULL
         ) {options}",
    )?;
    let found = transaction
        .query_one(
            TABLE,
            "SELECT COALESCE(MAX(version), 0) AS version FROM schema_migrations",
            &[],
        )?
        .int("version")?;
    let known = STEPS.iter().map(|(version, _, _)| *version).max().unwrap_or(0);
    if found > known {
        return Err(StorageError::NewerSchema { found, known });
    }
    for (version, name, statements) in STEPS.into_iter().filter(|(version, _, _)| *version > found)
    {
        transaction.batch(TABLE, statements)?;
        transaction.execute(
            TABLE,
            "INSERT INTO schema_migrations (version, name, applied_at) VALUES ($1, $2, $3)",
            values![version, name, now],
        )?;
        tracing::info!(version, name, "schema migrated");
    }
    Ok(())
}

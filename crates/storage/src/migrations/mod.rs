//! The schema, step by step. Steps only go forward, and a step that was released never changes.

use std::cmp::Ordering;

use pointsman_domain::clock::Timestamp;

use crate::error::StorageError;
use crate::seam::{Dialect, Transaction, values};

const TABLE: &str = "schema_migrations";

/// All steps, numbered from 1 without gaps.
const STEPS: [(i64, &str, &str); 4] = [
    (1, "first", include_str!("0001_first.sql")),
    (2, "workspace", include_str!("0002_workspace.sql")),
    (3, "followers", include_str!("0003_followers.sql")),
    (4, "knowing", include_str!("0004_knowing.sql")),
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

/// Refuses a database whose schema is not the one that this release knows. Reads only.
pub(crate) fn require_present(transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
    let (found, known) = (applied(transaction)?, known());
    match found.cmp(&known) {
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(StorageError::NewerSchema { found, known }),
        Ordering::Less => Err(StorageError::OlderSchema { found, known }),
    }
}

fn applied(transaction: &mut Transaction<'_>) -> Result<i64, StorageError> {
    transaction
        .query_one(
            TABLE,
            "SELECT COALESCE(MAX(version), 0) AS version FROM schema_migrations",
            &[],
        )?
        .int("version")
}

/// The newest step that this release knows.
pub(crate) fn known() -> i64 {
    STEPS.iter().map(|(version, _, _)| *version).max().unwrap_or(0)
}

fn step_by_step(transaction: &mut Transaction<'_>, now: Timestamp) -> Result<(), StorageError> {
    transaction.batch(
        TABLE,
        "CREATE TABLE IF NOT EXISTS schema_migrations (
            version {int} PRIMARY KEY, name {text} NOT NULL, applied_at {int} NOT NULL
         ) {options}",
    )?;
    let (found, known) = (applied(transaction)?, known());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seam::in_memory;

    const DRAFT: &str =
        r#"{"routes":[{"if":{"not":{"attribute":"list_matches","value":["a","b"]}}}]}"#;
    const VERSION: &str =
        r#"{"if":[{"attribute":"list_matches","value":"c"},{"attribute":"x","value":"d"}]}"#;

    fn write_a_workflow(transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
        transaction.batch(
            TABLE,
            "INSERT INTO workflows (id, name, event, position, state, created_at, created_by)
             VALUES ('wfl_a', 'A', 'inquiry.completed', 1, 'draft', 0, '')",
        )?;
        let draft = "INSERT INTO drafts (workflow_id, document, etag, updated_at, updated_by)
                     VALUES ('wfl_a', $1, 'e', 0, '')";
        transaction.execute(TABLE, draft, values![DRAFT])?;
        let version = "INSERT INTO versions
                       (workflow_id, number, document, digest, note, published_at, published_by)
                       VALUES ('wfl_a', 1, $1, $2, '', 0, '')";
        transaction.execute(TABLE, version, values![VERSION, [0; 32]]).map(drop)
    }

    #[test]
    fn texts_of_the_first_release_are_looked_through_for_lists() {
        in_memory(|transaction| {
            let [(_, _, first), (_, _, second), ..] = STEPS;
            transaction.batch(TABLE, first)?;
            write_a_workflow(transaction)?;
            transaction.batch(TABLE, second)?;
            let noted = "SELECT name, number FROM list_uses ORDER BY name";
            let noted: Result<Vec<(String, i64)>, StorageError> = transaction
                .query(TABLE, noted, &[])?
                .iter()
                .map(|row| Ok((row.text("name")?.to_owned(), row.int("number")?)))
                .collect();
            let expected = [("a", 0), ("b", 0), ("c", 1)];
            assert_eq!(noted?, expected.map(|(name, number)| (name.to_owned(), number)));
            Ok(())
        })
        .expect("both steps");
    }
}

//! Many rows with numbers, some hundred with each statement.

use std::collections::HashSet;

use tokio_postgres::types::ToSql;

use super::super::Value;
use super::super::transaction::{Failed, Numbered};
use super::PostgresSession;

/// Rows of one statement: what the server is sent at once stays small.
const ROWS: usize = 128;

impl PostgresSession {
    /// Of each row, whether it was written.
    pub(in super::super) fn write_numbered(
        &mut self,
        table: &'static str,
        statement: &str,
        rows: &[Numbered<'_>],
    ) -> Result<Vec<bool>, Failed> {
        let mut written: HashSet<i64> = HashSet::with_capacity(rows.len());
        for some in rows.chunks(ROWS) {
            let known = self.prepare(table, statement)?;
            let numbers: Vec<i64> = some.iter().map(|row| row.number).collect();
            let width = some.first().map_or(0, |row| row.values.len());
            let column = |place| some.iter().filter_map(|row| row.values.get(place)).collect();
            let columns: Vec<Vec<&Value>> = (0..width).map(column).collect();
            let columns = columns.iter().map(|column| column as &(dyn ToSql + Sync));
            let parameters: Vec<_> =
                std::iter::once(&numbers as &(dyn ToSql + Sync)).chain(columns).collect();
            let found = self.wire.ask(|client| client.query(&known.statement, &parameters));
            for row in found.map_err(|error| self.failed(table, &error))? {
                written.insert(row.try_get(0).map_err(|error| self.failed(table, &error))?);
            }
        }
        Ok(rows.iter().map(|row| written.contains(&row.number)).collect())
    }
}

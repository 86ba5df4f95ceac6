//! Many rows with numbers, one after the other: no statement is shorter than one that is prepared and bound anew.

use super::super::sqlite_values::failed;
use super::super::transaction::{Failed, Numbered};
use super::SqliteSession;

impl SqliteSession {
    /// Of each row, whether it was written.
    pub(in super::super) fn write_numbered(
        &mut self,
        table: &'static str,
        statement: &str,
        rows: &[Numbered<'_>],
    ) -> Result<Vec<bool>, Failed> {
        let text = self.text(statement);
        let mut prepared = self.prepare(table, &text, &[])?;
        let failed = |error| failed(table, &error);
        let mut written = Vec::with_capacity(rows.len());
        for row in rows {
            prepared.raw_bind_parameter(1, row.number).map_err(failed)?;
            for (place, value) in (2..).zip(row.values) {
                prepared.raw_bind_parameter(place, value).map_err(failed)?;
            }
            written.push(prepared.raw_execute().map_err(failed)? > 0);
        }
        Ok(written)
    }
}

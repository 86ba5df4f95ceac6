//! Many rows with numbers in one go.

use super::super::Value;
use super::super::session::Session;
use super::{Effect, Transaction};
use crate::error::StorageError;

/// A row whose first column is a number.
#[derive(Clone, Copy)]
pub(crate) struct Numbered<'r> {
    pub(crate) number: i64,
    /// The other columns.
    pub(crate) values: &'r [Value],
}

impl Transaction<'_> {
    /// Writes rows with a statement that takes `{each …}`, the number first, and says of each whether it is there now: the
    /// statement may leave some out, and ends in `{written_order_numbers}`.
    pub(crate) fn write_numbered(
        &mut self,
        table: &'static str,
        statement: &'static str,
        rows: &[Numbered<'_>],
    ) -> Result<Vec<bool>, StorageError> {
        for row in rows {
            self.refuse_nul(row.values)?;
        }
        self.run(Effect::Writes(table), &[], |session| match session {
            Session::Sqlite(session) => session.write_numbered(table, statement, rows),
            Session::Postgres(session) => session.write_numbered(table, statement, rows),
        })
    }
}

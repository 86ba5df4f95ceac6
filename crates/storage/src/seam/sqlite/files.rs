//! The files of the embedded database: the log on its way into the file, and both written anew.

use super::super::sqlite_values::failed;
use super::SqliteSession;
use crate::error::StorageError;

impl SqliteSession {
    /// Writes the file anew, then the log into the file, and cuts the log off.
    ///
    /// What is deleted is overwritten at once (`secure_delete`), but when rows move between pages SQLite leaves
    /// copies of them behind in the unused part of a page, and the log holds every page as it was. The new file is
    /// put together on disk, not in memory: it may be large.
    pub(in super::super) fn compact(&mut self) -> Result<(), StorageError> {
        const FILE: &str = "file";
        let trouble = |error: rusqlite::Error| failed(FILE, &error).error;
        // Whoever reads for long, a replay of everything say, is in the way at the end: better to know it now.
        self.empty_log()?;
        self.connection.execute_batch("PRAGMA temp_store = FILE").map_err(trouble)?;
        let vacuumed = self.connection.execute_batch("VACUUM").map_err(trouble);
        self.connection.execute_batch("PRAGMA temp_store = MEMORY").map_err(trouble)?;
        vacuumed?;
        self.empty_log()
    }

    /// Writes the log into the file and cuts it off; [`StorageError::Busy`] while someone reads what it holds.
    fn empty_log(&self) -> Result<(), StorageError> {
        let is_read: i64 = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(|error| failed("log", &error).error)?;
        if is_read == 0 { Ok(()) } else { Err(StorageError::Busy) }
    }

    /// On a full disk: writes what the log holds into the file, so that the log begins anew instead of growing.
    pub(in super::super) fn make_room(&self) {
        if self.counters.has_no_room() {
            // Where that does not help either, whoever writes next is told.
            drop(self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())));
        }
    }
}

//! Whether another process may write to the embedded database: who is alone need not leave anybody a turn.

use std::fs::File;
use std::path::Path;

/// A lock on the database's folder, shared by all processes that have it open for writing.
pub(super) struct Company {
    folder: Option<File>,
}

impl Company {
    /// Where nobody can be counted.
    pub(super) const fn unknown() -> Self {
        Self { folder: None }
    }

    /// Joins those who have opened this file.
    pub(super) fn join(file: &Path) -> Self {
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = File::open(parent.unwrap_or_else(|| Path::new("."))).ok();
        Self { folder: folder.filter(|folder| folder.lock_shared().is_ok()) }
    }

    /// Whether nobody else is here. Whoever cannot tell is not alone.
    pub(super) fn is_alone(&self) -> bool {
        let Some(folder) = &self.folder else { return false };
        // Who looks at the same moment may miss this process, and learns of it the next time.
        let is_alone = folder.unlock().is_ok() && folder.try_lock().is_ok();
        let is_back = folder.unlock().is_ok() && folder.lock_shared().is_ok();
        is_alone && is_back
    }
}

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
        // Nobody waits: who holds the folder for something else may do so for long.
        let folder = folder.filter(|folder| folder.try_lock_shared().is_ok());
        if folder.is_none() {
            tracing::warn!(
                "the folder of `{}` cannot be locked: an import cannot see this process",
                file.display()
            );
        }
        Self { folder }
    }

    /// Whether nobody else is here. Whoever cannot tell is not alone.
    pub(super) fn is_alone(&self) -> bool {
        let Some(folder) = &self.folder else { return false };
        // Who looks at the same moment may miss this process, and learns of it the next time.
        let is_alone = folder.unlock().is_ok() && folder.try_lock().is_ok();
        let is_back = folder.unlock().is_ok() && folder.try_lock_shared().is_ok();
        is_alone && is_back
    }
}

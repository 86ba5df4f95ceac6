//! Whether another process may write to the embedded database: who is alone need not leave anybody a turn.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// How often somebody tries to join. Whoever looks whether he is alone holds the folder for a moment; who holds it for
/// something else may do so for long, and nobody waits for him to end.
const TRIES: u32 = 10;
const BETWEEN: Duration = Duration::from_millis(5);

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
        if !folder.as_ref().is_some_and(is_in) {
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
        if folder.try_lock_shared().is_err() {
            return false;
        }
        // Who looks at the same moment may miss this process, and learns of it the next time.
        let is_alone = folder.unlock().is_ok() && folder.try_lock().is_ok();
        let is_back = folder.unlock().is_ok() && is_in(folder);
        is_alone && is_back
    }
}

/// Whether this process is among those who share the folder, from now on if not before. Where locks do not work at all
/// nothing is waited for.
fn is_in(folder: &File) -> bool {
    for _ in 1..TRIES {
        match folder.try_lock_shared() {
            Ok(()) => return true,
            Err(TryLockError::WouldBlock) => thread::sleep(BETWEEN),
            Err(TryLockError::Error(_)) => return false,
        }
    }
    folder.try_lock_shared().is_ok()
}

//! What an import that did not complete leaves behind, and taking it away without holding up decisions.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::ImportId;
use pointsman_storage::lists::{self, SweepImport};
use pointsman_storage::{Storage, StorageError};

use crate::app::App;

/// Hidden items that one transaction removes.
const AT_A_TIME: usize = 2_000;

/// Notes that an import broke off, if it still runs, and removes its items. Trouble goes to the log.
pub(super) async fn give_up(app: &App, id: ImportId) {
    log(id, fail(app.storage(), id, app.now()).await);
}

/// Removes the items of an import that was canceled or has failed. Trouble goes to the log.
pub(super) async fn or_log(storage: &Storage, id: ImportId) {
    log(id, sweep(storage, id).await);
}

/// The next start, or the next import into the list, does it again.
fn log(id: ImportId, swept: Result<(), StorageError>) {
    if let Err(error) = swept {
        tracing::warn!(import = %id, %error, "could not clear away an import that did not complete");
    }
}

/// Notes that an import broke off, if it still runs, and removes its items.
pub(super) async fn fail(
    storage: &Storage,
    id: ImportId,
    now: Timestamp,
) -> Result<(), StorageError> {
    storage.write(move |t| lists::fail_import(t, id, now)).await?;
    sweep(storage, id).await
}

async fn sweep(storage: &Storage, id: ImportId) -> Result<(), StorageError> {
    while storage.write(move |t| lists::sweep_import(t, id, AT_A_TIME)).await? == SweepImport::More
    {
    }
    Ok(())
}

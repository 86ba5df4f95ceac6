//! What is noted of an upload that did not reach its end, and clearing away what an import leaves behind that will
//! never complete, without holding up decisions.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::ImportId;
use pointsman_storage::lists::{self, Attempt, SweepImport};
use pointsman_storage::{Storage, StorageError, Transaction};

use crate::app::App;

/// Hidden items that one transaction removes.
const AT_A_TIME: usize = 2_000;

/// Notes that an upload broke off, if it still runs. Trouble goes to the log.
pub(super) async fn break_off(app: &App, attempt: Attempt) {
    let now = app.now();
    let note = move |t: &mut Transaction<'_>| lists::break_off_import(t, attempt, now);
    let noted = app.storage().write_to_end(note).await;
    log(attempt.import, noted.map(drop));
}

/// Notes that an import cannot be completed, and removes its items. Trouble goes to the log.
pub(super) async fn give_up(app: &App, attempt: Attempt) {
    log(attempt.import, fail(app.storage(), attempt, app.now()).await);
}

/// Removes the items of an import that was discarded or has failed. Trouble goes to the log.
pub(super) async fn or_log(storage: &Storage, id: ImportId) {
    log(id, sweep(storage, id).await);
}

/// The next start, or the next import into the list, does it again.
fn log(id: ImportId, done: Result<(), StorageError>) {
    if let Err(error) = done {
        tracing::warn!(import = %id, %error, "could not see to an import that did not complete");
    }
}

async fn fail(storage: &Storage, attempt: Attempt, now: Timestamp) -> Result<(), StorageError> {
    storage.write_to_end(move |t| lists::fail_import(t, attempt, now)).await?;
    sweep(storage, attempt.import).await
}

/// Removes the items of an import that was discarded or has failed.
pub(super) async fn sweep(storage: &Storage, id: ImportId) -> Result<(), StorageError> {
    while storage.write(move |t| lists::sweep_import(t, id, AT_A_TIME)).await? == SweepImport::More
    {
    }
    Ok(())
}

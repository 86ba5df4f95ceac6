//! Making and removing the example while the server answers, and continuing what the end of a process broke off.

use std::sync::Arc;

use pointsman_domain::clock::Timestamp;
use pointsman_storage::example::{self, Example, ExampleState, Part};
use pointsman_storage::people::keys;
use pointsman_storage::workflows::{self, StateFilter};
use pointsman_storage::{Actor, StorageError, Transaction, lists};
use tracing::Instrument;

use super::{EXAMPLE_INQUIRIES, ExampleSignIn, make_claimed, removal};
use crate::app::{App, ServerParts};
use crate::author::Author;
use crate::lists::Nodes;

/// Who makes or removes the example notes it more often than this, or has broken off.
const SILENT_SECONDS: i64 = 60;

/// More parts of a kind than the example has.
const MOST_PARTS: usize = 1_000;

/// Whether nobody works on the example any more.
pub(super) fn is_silent(example: &Example, now: Timestamp) -> bool {
    example.updated_at.plus_seconds(SILENT_SECONDS) < now
}

/// Makes the example that was claimed. If that breaks off, what there is of it is taken away again, so that it can be
/// asked for once more.
pub(super) fn make_meanwhile(app: &App) {
    let parts = app.parts().clone();
    let making = async move {
        if let Err(error) =
            make_claimed(&parts, ExampleSignIn::Nobody, EXAMPLE_INQUIRIES, &|_| {}).await
        {
            tracing::error!(%error, "could not make the example; taking away what there is of it");
            log(take_back(&parts).await);
        }
    };
    tokio::spawn(making.in_current_span());
}

/// Removes the example whose removal has begun.
pub(super) fn remove_meanwhile(app: &App, author: Author) {
    remove_in_background(app.parts(), author);
}

/// Continues to remove an example, and takes away one that was not made to the end, after the process that did so
/// has ended. Call it at the start of the server.
pub async fn resume_example(parts: &ServerParts, nodes: Nodes) -> Result<(), StorageError> {
    let now = parts.clock.now();
    let Some(found) = parts.storage.read(example::get).await? else { return Ok(()) };
    match found.state {
        ExampleState::Present => {}
        ExampleState::Making if nodes == Nodes::Several && !is_silent(&found, now) => {}
        ExampleState::Making => {
            tracing::info!(
                "the making of the example was broken off; taking away what there is of it"
            );
            begin_to_take_back(parts).await?;
            remove_in_background(parts, Author::command_line(parts));
        }
        ExampleState::Removing => remove_in_background(parts, Author::command_line(parts)),
    }
    Ok(())
}

fn remove_in_background(parts: &ServerParts, author: Author) {
    let (storage, clock) = (parts.storage.clone(), Arc::clone(&parts.clock));
    let removing = async move { log(removal::remove(&storage, clock.as_ref(), &author).await) };
    tokio::spawn(removing.in_current_span());
}

/// Takes away what there is of an example that could not be made.
pub(super) async fn take_back(parts: &ServerParts) -> Result<(), StorageError> {
    begin_to_take_back(parts).await?;
    removal::remove(&parts.storage, parts.clock.as_ref(), &Author::command_line(parts)).await
}

async fn begin_to_take_back(parts: &ServerParts) -> Result<(), StorageError> {
    let author = Author::command_line(parts);
    parts
        .storage
        .write(move |t| {
            note_the_last(t)?;
            removal::begin(t, None, &author)
        })
        .await
}

/// A part is noted after it was made; the process may have ended in between. What members of the example have made is
/// a part.
fn note_the_last(transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
    let noted = example::parts(transaction)?;
    let is_theirs = |actor: &Actor| match actor {
        Actor::Member { id, .. } => noted.contains(&Part::Member(*id)),
        Actor::Key { .. } | Actor::Run { .. } | Actor::System => false,
    };
    let lists = lists::active(transaction)?.into_iter();
    let mut made: Vec<Part> =
        lists.filter(|list| is_theirs(&list.created_by)).map(|list| Part::List(list.id)).collect();
    let workflows = workflows::page(transaction, StateFilter::NotArchived, None, MOST_PARTS)?.rows;
    let workflows = workflows.into_iter().filter(|workflow| is_theirs(&workflow.created_by));
    made.extend(workflows.map(|workflow| Part::Workflow(workflow.id)));
    let keys = keys::page(transaction, None, MOST_PARTS)?.rows;
    made.extend(
        keys.into_iter().filter(|key| is_theirs(&key.created_by)).map(|key| Part::Key(key.id)),
    );
    for part in made.into_iter().filter(|part| !noted.contains(part)) {
        example::note_part(transaction, part)?;
    }
    Ok(())
}

/// The next start, or the next call, does it again.
fn log(removed: Result<(), StorageError>) {
    match removed {
        Ok(()) => tracing::info!("the example is removed"),
        Err(error) => tracing::error!(%error, "could not remove the example"),
    }
}

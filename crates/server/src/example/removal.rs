//! Removing the example: first nothing decides with it any more, then its inquiries go, some hundred at a time, then
//! everything else in one transaction. Whoever breaks off leaves it to be continued.

use pointsman_domain::clock::{Clock, Timestamp};
use pointsman_domain::ids::MemberId;
use pointsman_storage::example::{self, Example, ExampleState, Part};
use pointsman_storage::people::member_changes::{self, ChangeMember};
use pointsman_storage::workflows::{self, ArchiveOutcome, Change};
use pointsman_storage::{Actor, Storage, StorageError, Transaction, compaction, lists};

use super::fate::{Fate, PartFate, fates};

/// Inquiries that one transaction removes: decisions do not wait long for it.
const AT_A_TIME: usize = 250;

/// Turns the example, or what there is of it, into one that is being removed. `by` stays.
pub(super) fn begin(
    transaction: &mut Transaction<'_>,
    by: Option<MemberId>,
    change: &Change,
) -> Result<Example, StorageError> {
    let stopped: Vec<PartFate> = fates(transaction, by)?;
    for PartFate { part, fate, .. } in stopped {
        match (part, fate) {
            (Part::Workflow(id), Fate::Goes | Fate::Archived) => {
                workflows::pause(transaction, id, change)?;
            }
            (_, Fate::Changed | Fate::You) => example::release_part(transaction, part)?,
            (_, Fate::Goes | Fate::Archived | Fate::InUse) => {}
        }
    }
    let removing = Example {
        state: ExampleState::Removing,
        done: 0,
        total: example::count_inquiries(transaction)?,
        updated_at: change.at,
    };
    example::set(transaction, &removing)?;
    Ok(removing)
}

/// Removes everything; again is as good as once.
pub(super) async fn remove(storage: &Storage, clock: &dyn Clock) -> Result<(), StorageError> {
    loop {
        let now = clock.now();
        let removed = storage.write(move |t| some_inquiries(t, now)).await?;
        if removed == 0 {
            break;
        }
    }
    let now = clock.now();
    storage.write(move |t| the_rest(t, now)).await
}

fn some_inquiries(
    transaction: &mut Transaction<'_>,
    now: Timestamp,
) -> Result<usize, StorageError> {
    let Some(mut present) = example::lock(transaction)? else { return Ok(0) };
    let removed = example::remove_inquiries(transaction, AT_A_TIME, now)?;
    present.done = present.done.saturating_add(i64::try_from(removed).unwrap_or(0));
    present.updated_at = now;
    example::set(transaction, &present)?;
    Ok(removed)
}

fn the_rest(transaction: &mut Transaction<'_>, now: Timestamp) -> Result<(), StorageError> {
    let change = Change { at: now, by: Actor::System };
    for PartFate { part, fate, .. } in fates(transaction, None)? {
        match (part, fate) {
            (Part::Workflow(id), Fate::Goes) => example::remove_workflow(transaction, id)?,
            (Part::Workflow(id), Fate::Archived) => {
                workflows::pause(transaction, id, &change)?;
                match workflows::archive(transaction, id, &change)? {
                    ArchiveOutcome::Archived(_)
                    | ArchiveOutcome::Running
                    | ArchiveOutcome::NotFound => {}
                }
            }
            (Part::List(id), Fate::Goes) => example::remove_list(transaction, id)?,
            (Part::List(id), Fate::Archived) => {
                lists::archive(transaction, id, now, &change.by)?;
            }
            (Part::Key(id), _) => example::remove_key(transaction, id)?,
            (Part::Member(id), _) => {
                match member_changes::remove(transaction, id, now, &change.by)? {
                    // Somebody has to be left; that can only be where nobody but the example's members ever was.
                    ChangeMember::Done { .. }
                    | ChangeMember::NotFound
                    | ChangeMember::LastAdministrator => {}
                }
            }
            (Part::Workflow(_) | Part::List(_), Fate::Changed | Fate::InUse | Fate::You) => {}
        }
        example::release_part(transaction, part)?;
    }
    // What was removed names people, if only invented ones; on SQLite its bytes go with the next compaction.
    compaction::note_erasure(transaction, now)?;
    example::forget(transaction)
}

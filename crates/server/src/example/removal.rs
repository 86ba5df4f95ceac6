//! Removing the example: first nothing decides with it any more, then its inquiries go, some hundred at a time, then
//! everything else in one transaction. Whoever breaks off leaves it to be continued.
//!
//! Whatever stops, is hidden or goes has an entry of its own in the record of changes, in the transaction in which that
//! happens.

use pointsman_domain::clock::Clock;
use pointsman_domain::ids::MemberId;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::example::{self, Example, ExampleState, Part};
use pointsman_storage::people::ended::Ended;
use pointsman_storage::people::keys;
use pointsman_storage::people::member_changes::{self, ChangeMember};
use pointsman_storage::{Storage, StorageError, Transaction, compaction};
use pointsman_storage::{lists as stored_lists, workflows as stored_workflows};
use serde_json::json;

use super::fate::{Fate, PartFate, fates};
use crate::author::{Author, Changed};
use crate::people::audit_ended;
use crate::{lists, workflows};

/// Inquiries that one transaction removes: decisions do not wait long for it.
const AT_A_TIME: usize = 250;

/// Turns the example, or what there is of it, into one that is being removed. `by` stays.
pub(super) fn begin(
    transaction: &mut Transaction<'_>,
    by: Option<MemberId>,
    author: &Author,
) -> Result<(), StorageError> {
    let total = example::count_inquiries(transaction)?;
    let parts: Vec<PartFate> = fates(transaction, by)?;
    for PartFate { part, fate, .. } in &parts {
        if matches!(fate, Fate::Changed | Fate::You) {
            example::release_part(transaction, *part)?;
        }
    }
    let state = ExampleState::Removing;
    example::set(transaction, &Example { state, done: 0, total, updated_at: author.at })?;
    let plain = Plain::none().before("inquiries", total);
    let (action, of) = (Action::ExampleRemoved, Subject::Workspace);
    author.audit(transaction, action, of, plain, Personal::none())?;
    for PartFate { part, fate, .. } in parts {
        if let (Part::Workflow(id), Fate::Goes | Fate::Archived) = (part, fate) {
            workflows::pause_if_running(transaction, id, author)?;
        }
    }
    Ok(())
}

/// Removes everything; again is as good as once.
pub(super) async fn remove(
    storage: &Storage,
    clock: &dyn Clock,
    author: &Author,
) -> Result<(), StorageError> {
    loop {
        let author = author.later(clock.now());
        let removed = storage.write(move |t| some_inquiries(t, &author)).await?;
        if removed == 0 {
            break;
        }
    }
    let author = author.later(clock.now());
    storage.write(move |t| the_rest(t, &author)).await
}

fn some_inquiries(
    transaction: &mut Transaction<'_>,
    author: &Author,
) -> Result<usize, StorageError> {
    let Some(mut present) = example::lock(transaction)? else { return Ok(0) };
    let removed = example::remove_inquiries(transaction, AT_A_TIME, author.at)?;
    present.done = present.done.saturating_add(i64::try_from(removed.count).unwrap_or(0));
    present.updated_at = author.at;
    example::set(transaction, &present)?;
    for inquiry in removed.changed_since {
        let (action, of) = (Action::InquiryErased, Subject::Inquiry(inquiry));
        author.audit(transaction, action, of, Plain::none(), Personal::none())?;
    }
    Ok(removed.count)
}

/// An entry to append, and what ended with the member that it is about.
type Told = (Action, Subject, Plain, Personal, Ended);

fn the_rest(transaction: &mut Transaction<'_>, author: &Author) -> Result<(), StorageError> {
    let (mut told, mut hidden): (Vec<Told>, Vec<Part>) = (Vec::new(), Vec::new());
    for PartFate { part, fate, name } in fates(transaction, None)? {
        match (part, fate) {
            (Part::Workflow(_) | Part::List(_) | Part::Invariant(_), Fate::Goes)
            | (Part::Key(_) | Part::Member(_), _) => {
                told.extend(take_away(transaction, part, name, author)?);
            }
            (Part::Workflow(_) | Part::List(_), Fate::Archived) => hidden.push(part),
            (Part::Workflow(_) | Part::List(_), Fate::Changed | Fate::InUse | Fate::You)
            | (Part::Invariant(_), Fate::Archived | Fate::Changed | Fate::InUse | Fate::You) => {}
        }
        example::release_part(transaction, part)?;
    }
    // What was removed names people, if only invented ones; on SQLite its bytes go with the next compaction.
    compaction::note_erasure(transaction, author.at)?;
    example::forget(transaction)?;
    // Followers saw no event of what went, and its own events went with it.
    author.record(transaction, super::REMOVED, Changed::Example, json!({}))?;
    // From the first entry to the commit everybody waits who changes something.
    for part in hidden {
        hide(transaction, part, author)?;
    }
    for (action, of, plain, personal, ended) in told {
        audit_ended(transaction, author, ended)?;
        author.audit(transaction, action, of, plain, personal)?;
    }
    Ok(())
}

/// Removes a part and says what is to be told about it; nothing if it was not there.
fn take_away(
    transaction: &mut Transaction<'_>,
    part: Part,
    name: String,
    author: &Author,
) -> Result<Option<Told>, StorageError> {
    let plain = Plain::none().before("name", name);
    Ok(Some(match part {
        Part::Workflow(id) => {
            let state = stored_workflows::get(transaction, id)?.map(|found| found.state.as_str());
            example::remove_workflow(transaction, id)?;
            let plain = plain.before("state", state);
            (
                Action::WorkflowRemoved,
                Subject::Workflow(id),
                plain,
                Personal::none(),
                Ended::default(),
            )
        }
        Part::List(id) => {
            let key = stored_lists::get(transaction, id)?.map(|found| found.key.to_string());
            example::remove_list(transaction, id)?;
            let plain = plain.before("key", key);
            (Action::ListRemoved, Subject::List(id), plain, Personal::none(), Ended::default())
        }
        Part::Invariant(id) => {
            example::remove_invariant(transaction, id)?;
            let of = Subject::Invariant(id);
            (Action::InvariantRemoved, of, plain, Personal::none(), Ended::default())
        }
        Part::Key(id) => {
            let role = keys::get(transaction, id)?.map(|found| found.role.as_str());
            example::remove_key(transaction, id)?;
            let plain = plain.before("role", role);
            (Action::KeyRemoved, Subject::Key(id), plain, Personal::none(), Ended::default())
        }
        Part::Member(id) => match member_changes::remove(transaction, id, author.at, &author.by)? {
            ChangeMember::Done { before, ended } => {
                let plain = Plain::none().before("role", before.role.as_str());
                let personal =
                    Personal::none().before("name", before.name).before("email", before.email);
                (Action::MemberRemoved, Subject::Member(id), plain, personal, *ended)
            }
            // Somebody has to be left; that can only be where nobody but the example's members ever was.
            ChangeMember::NotFound | ChangeMember::LastAdministrator => return Ok(None),
        },
    }))
}

/// Archives a workflow or a list that decisions about other inquiries refer to.
fn hide(
    transaction: &mut Transaction<'_>,
    part: Part,
    author: &Author,
) -> Result<(), StorageError> {
    match part {
        Part::Workflow(id) => {
            workflows::pause_if_running(transaction, id, author)?;
            workflows::hide(transaction, id, author).map(drop)
        }
        Part::List(id) => {
            let present = stored_lists::lock(transaction, id)?;
            if present.is_some_and(|list| list.archived_at.is_none()) {
                lists::hide(transaction, id, author)?;
            }
            Ok(())
        }
        Part::Invariant(_) | Part::Key(_) | Part::Member(_) => Ok(()),
    }
}

//! Closures that share a commit.

use std::collections::BTreeSet;
use std::sync::mpsc;

use pointsman_domain::people::WorkflowsSection;
use pointsman_domain::workflow::DecisionAction;
use pointsman_storage::events::{append, page};
use pointsman_storage::inquiries::{self, SaveInquiry};
use pointsman_storage::revisions::write_holding;
use pointsman_storage::{StorageError, events, runs};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::seam::is_pending_after_a_poll;
use crate::databases::Fixture;
use crate::fixtures::{
    completion, event, inquiry_from, insert_inquiry, new_inquiry, new_run, workflow_id,
};

/// What waits while the only writer is held up.
const WAITING: usize = 256;
/// Commits that suffice for them: four groups, and what has to run again around five that cannot be kept.
const MOST_COMMITS: usize = 32;

/// What a member of the group does after it has written an event.
#[derive(Clone, Copy)]
enum Conduct {
    Good,
    /// A statement fails: no database of ours takes a NUL.
    Fails,
    /// A row that it leaves to be written with those of the others is refused.
    FailsLater,
    /// It wants what it wrote undone.
    GivesUp,
    /// It writes nothing and says no.
    Declines,
    Panics,
}

fn conduct(place: usize) -> Conduct {
    match place {
        60 => Conduct::FailsLater,
        100 => Conduct::Fails,
        150 => Conduct::GivesUp,
        151 => Conduct::Declines,
        200 => Conduct::Panics,
        _ => Conduct::Good,
    }
}

/// Keeps the only writer busy until it is told to finish.
pub(crate) async fn held_up(
    one: &Fixture,
) -> (mpsc::Sender<()>, JoinHandle<Result<(), StorageError>>) {
    let (started, has_started) = oneshot::channel();
    let (finish, may_finish) = mpsc::channel::<()>();
    let mut started = Some(started);
    let storage = one.storage.clone();
    let blocking = tokio::spawn(async move {
        let wait = move |_: &mut pointsman_storage::Transaction<'_>| {
            if let Some(started) = started.take() {
                started.send(()).unwrap();
            }
            may_finish.recv().unwrap();
            Ok::<_, StorageError>(())
        };
        storage.write(wait).await
    });
    has_started.await.unwrap();
    (finish, blocking)
}

/// What several will look at is read for all of them at once; whoever comes later sees all the same what those before him
/// have changed.
pub(crate) async fn who_shares_a_commit_sees_what_the_others_have_changed(fixture: Fixture) {
    let one = fixture.reopen(|options| options.writers = 1).await;
    let mut made = Vec::new();
    for n in 1..=3 {
        made.push(insert_inquiry(&one, new_inquiry(n)).await.id);
    }
    let (finish, blocking) = held_up(&one).await;
    let mut waiting = Vec::new();
    // Each is worked on by three, one after the other.
    for (place, id) in made.iter().copied().flat_map(|id| [(0, id), (1, id), (2, id)]) {
        let work = write_holding(&one.storage, id.uuid().as_u128(), move |tx, _| {
            let mut inquiry = inquiries::lock(tx, id)?.unwrap();
            let seen = (inquiry.template.clone(), inquiry.completion.is_some());
            let told = events::of_inquiry(tx, id)?.len();
            inquiry.template = Some("changed".to_owned());
            match place {
                0 => inquiries::complete(tx, &inquiry, &completion(5, &[]))?,
                _ => assert_eq!(inquiries::save_submission(tx, &inquiry)?, SaveInquiry::Saved),
            }
            append(tx, &[event("test.seen", Some(id))])?;
            Ok::<_, StorageError>((place, seen, told))
        });
        let mut work = Box::pin(work);
        assert!(is_pending_after_a_poll(&mut work).await);
        waiting.push(work);
    }
    finish.send(()).unwrap();
    blocking.await.unwrap().unwrap();
    for work in waiting {
        let (place, (template, completed), told) = work.await.unwrap();
        assert_eq!((completed, told), (place > 0, place), "{place}");
        assert_eq!(template.as_deref() == Some("changed"), place == 2, "{place}");
    }
    one.storage.close().await;
}

/// The first one's question is asked for all, before the others have written.
pub(crate) async fn who_shares_a_commit_sees_what_it_has_written_itself(fixture: Fixture) {
    let one = fixture.reopen(|options| options.writers = 1).await;
    let mut made = Vec::new();
    for n in 1..=3 {
        made.push(insert_inquiry(&one, new_inquiry(n)).await.id);
    }
    let (finish, blocking) = held_up(&one).await;
    let mut waiting = Vec::new();
    for id in made {
        let work = write_holding(&one.storage, id.uuid().as_u128(), move |tx, _| {
            append(tx, &[event("test.written", Some(id))])?;
            Ok::<_, StorageError>(events::of_inquiry(tx, id)?.len())
        });
        let mut work = Box::pin(work);
        assert!(is_pending_after_a_poll(&mut work).await);
        waiting.push(work);
    }
    finish.send(()).unwrap();
    blocking.await.unwrap().unwrap();
    for work in waiting {
        assert_eq!(work.await.unwrap(), 1);
    }
    one.storage.close().await;
}

pub(crate) async fn one_bad_member_of_a_group_fails_alone(fixture: Fixture) {
    let one = fixture.reopen(|options| options.writers = 1).await;
    let (finish, blocking) = held_up(&one).await;
    let mut waiting = Vec::new();
    for place in 0..WAITING {
        let written = event(&format!("test.{place:03}"), None);
        let work = write_holding(&one.storage, place as u128, move |tx, _| {
            let conduct = conduct(place);
            if matches!(conduct, Conduct::Declines) {
                return Err(StorageError::Aborted);
            }
            append(tx, std::slice::from_ref(&written))?;
            match conduct {
                Conduct::Good | Conduct::Declines => Ok(()),
                Conduct::FailsLater => {
                    let action = DecisionAction::Approve;
                    let run = new_run(workflow_id(), "everything_else", action, 1);
                    runs::insert(tx, &inquiry_from(&new_inquiry(1), 99), &[run])
                }
                Conduct::Fails => append(tx, &[event("test.\0", None)]),
                Conduct::GivesUp => Err(StorageError::Aborted),
                Conduct::Panics => panic!("in the middle"),
            }
        });
        let mut work = Box::pin(work);
        assert!(is_pending_after_a_poll(&mut work).await);
        waiting.push(work);
    }
    finish.send(()).unwrap();
    blocking.await.unwrap().unwrap();
    for (place, work) in waiting.into_iter().enumerate() {
        let done = work.await;
        let is_good = matches!(conduct(place), Conduct::Good);
        assert_eq!(done.is_ok(), is_good, "{place}: {done:?}");
    }
    let told = one.read(|tx| page(tx, WorkflowsSection::Shown, None, 2 * WAITING)).await.rows;
    let names: Vec<_> = told.iter().map(|(_, event)| event.event_type.clone()).collect();
    let due: Vec<_> = (0..WAITING)
        .filter(|place| matches!(conduct(*place), Conduct::Good))
        .map(|place| format!("test.{place:03}"))
        .collect();
    assert_eq!(names, due, "each once, and in order");
    // On PostgreSQL the mark is the transaction's; SQLite's one writer shares anyhow.
    let commits: BTreeSet<_> = told.iter().map(|(position, _)| position.mark).collect();
    assert!(commits.len() <= MOST_COMMITS, "{} commits", commits.len());
    one.storage.close().await;
}

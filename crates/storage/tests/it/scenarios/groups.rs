//! Closures that share a commit.

use std::collections::BTreeSet;
use std::sync::mpsc;

use pointsman_domain::people::WorkflowsSection;
use pointsman_storage::StorageError;
use pointsman_storage::events::{append, page};
use pointsman_storage::revisions::write_holding;
use tokio::sync::oneshot;

use super::seam::is_pending_after_a_poll;
use crate::databases::Fixture;
use crate::fixtures::event;

/// What waits while the only writer is held up.
const WAITING: usize = 256;
/// Commits that suffice for them: four groups, and what has to run again around four that cannot be kept.
const MOST_COMMITS: usize = 24;

/// What a member of the group does after it has written an event.
#[derive(Clone, Copy)]
enum Conduct {
    Good,
    /// A statement fails: no database of ours takes a NUL.
    Fails,
    /// It wants what it wrote undone.
    GivesUp,
    /// It writes nothing and says no.
    Declines,
    Panics,
}

fn conduct(place: usize) -> Conduct {
    match place {
        100 => Conduct::Fails,
        150 => Conduct::GivesUp,
        151 => Conduct::Declines,
        200 => Conduct::Panics,
        _ => Conduct::Good,
    }
}

pub(crate) async fn one_bad_member_of_a_group_fails_alone(fixture: Fixture) {
    let one = fixture.reopen(|options| options.writers = 1).await;
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

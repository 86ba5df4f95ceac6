//! Transactions: what is kept, what is not, and who waits.

use std::sync::mpsc;

use pointsman_storage::people::members::{self, AddMember};
use pointsman_storage::{Database, Storage, StorageError, Transaction, idempotency};
use tokio::sync::oneshot;

use crate::databases::Fixture;
use crate::fixtures::{at, insert_list, insert_workflow, member, new_inquiry, new_run};

pub(crate) async fn a_probe_finds_the_database_well_until_it_closes(fixture: Fixture) {
    let other = fixture.reopen(|_| {}).await;
    assert_eq!(other.storage.probe().await, Ok(()));
    assert_eq!(other.storage.probe_writing().await, Ok(()));
    assert_eq!(other.storage.measured().write_trouble, None);
    let in_a_file = matches!(other.options.database, Database::Sqlite { .. });
    assert_eq!(other.storage.measured().file_bytes.is_some_and(|bytes| bytes > 0), in_a_file);
    other.storage.close().await;
    assert_eq!(other.storage.probe().await, Err(StorageError::Closed));
    assert_eq!(other.storage.probe_writing().await, Err(StorageError::Closed));
}

async fn members(fixture: &Fixture) -> i64 {
    fixture.read(members::count).await
}

pub(crate) async fn an_error_rolls_back(fixture: Fixture) {
    let ann = member("ann@example.com");
    let result: Result<(), StorageError> = fixture
        .storage
        .write(move |tx| {
            members::add(tx, &ann)?;
            Err(StorageError::NotFirst { function: "mine" })
        })
        .await;
    assert_eq!(result, Err(StorageError::NotFirst { function: "mine" }));
    assert_eq!(members(&fixture).await, 0);
}

pub(crate) async fn a_panic_rolls_back_and_the_next_work_is_done(fixture: Fixture) {
    let ann = member("ann@example.com");
    let again = ann.clone();
    let result: Result<(), StorageError> = fixture
        .storage
        .write(move |tx| {
            members::add(tx, &ann)?;
            panic!("out of paper");
        })
        .await;
    assert_eq!(result, Err(StorageError::Panicked { message: "out of paper".to_owned() }));
    assert_eq!(members(&fixture).await, 0);
    assert_eq!(fixture.write(move |tx| members::add(tx, &again)).await, AddMember::Added);
    let read: Result<(), StorageError> = fixture.storage.read(|_| panic!("again")).await;
    assert_eq!(read, Err(StorageError::Panicked { message: "again".to_owned() }));
    assert_eq!(members(&fixture).await, 1);
}

pub(crate) async fn a_failed_statement_cannot_be_overlooked(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await;
    let ann = member("ann@example.com");
    let result: Result<(), StorageError> = fixture
        .storage
        .write(move |tx| {
            members::add(tx, &ann)?;
            // No such inquiry: the database refuses the run, and the closure does not care.
            let inquiry = crate::fixtures::inquiry_from(&new_inquiry(1), 99);
            let run = new_run(
                workflow.id,
                "everything_else",
                pointsman_domain::workflow::DecisionAction::Approve,
                1,
            );
            pointsman_storage::runs::insert(tx, &inquiry, &[run])?;
            // Rows that wait are written before anything is read.
            assert!(pointsman_storage::runs::of_inquiries(tx, &[&inquiry]).is_err());
            Ok(())
        })
        .await;
    assert_eq!(result, Err(StorageError::Aborted));
    assert_eq!(members(&fixture).await, 0);
}

pub(crate) async fn a_row_that_cannot_be_written_later_undoes_everything(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await;
    let ann = member("ann@example.com");
    let result: Result<(), StorageError> = fixture
        .storage
        .write(move |tx| {
            members::add(tx, &ann)?;
            let inquiry = crate::fixtures::inquiry_from(&new_inquiry(1), 99);
            let action = pointsman_domain::workflow::DecisionAction::Approve;
            let run = new_run(workflow.id, "everything_else", action, 1);
            pointsman_storage::runs::insert(tx, &inquiry, &[run])
        })
        .await;
    assert!(matches!(result, Err(StorageError::Database { .. })), "{result:?}");
    assert_eq!(members(&fixture).await, 0);
}

pub(crate) async fn nul_is_refused(fixture: Fixture) {
    let ann = member("ann\0@example.com");
    let result = fixture.storage.write(move |tx| members::add(tx, &ann)).await;
    assert_eq!(result, Err(StorageError::NulCharacter));
    insert_list(&fixture, "Countries", "countries").await;
}

pub(crate) async fn reading_changes_nothing(fixture: Fixture) {
    let ann = member("ann@example.com");
    // Refused, or not kept: both will do.
    drop(fixture.storage.read(move |tx| members::add(tx, &ann)).await);
    assert_eq!(members(&fixture).await, 0);
}

/// Work that says when it runs and ends when it is told to.
fn blocking(
    storage: &Storage,
) -> (oneshot::Receiver<()>, mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), StorageError>>) {
    let (started, has_started) = oneshot::channel();
    let (finish, may_finish) = mpsc::channel();
    let mut started = Some(started);
    let storage = storage.clone();
    let work = tokio::spawn(async move {
        storage
            .write(move |_| {
                if let Some(started) = started.take() {
                    started.send(()).unwrap();
                }
                may_finish.recv().unwrap();
                Ok(())
            })
            .await
    });
    (has_started, finish, work)
}

/// Beside whoever has the database open for writing.
pub(crate) async fn who_opens_to_read_cannot_write(fixture: Fixture) {
    let opened = Storage::open_to_read(&fixture.options).await;
    if fixture.options.database == Database::SqliteMemory {
        let refused = opened.err().expect("nobody else sees a database in memory");
        assert!(matches!(refused, StorageError::Open { .. }), "{refused}");
        return;
    }
    let reading = opened.unwrap();
    let ann = member("ann@example.com");
    let added = ann.clone();
    fixture.write(move |tx| members::add(tx, &added)).await;
    assert_eq!(
        reading.read(members::count).await,
        Ok::<_, StorageError>(1),
        "sees what is written"
    );
    let refused = reading.write(move |tx| members::add(tx, &ann)).await;
    assert_eq!(refused, Err(StorageError::Closed));
    reading.close().await;
    assert_eq!(members(&fixture).await, 1);
}

pub(crate) async fn a_full_queue_is_busy(fixture: Fixture) {
    let small = fixture
        .reopen(|options| {
            options.queue = 2;
            options.writers = 1;
        })
        .await;
    let (has_started, finish, work) = blocking(&small.storage);
    has_started.await.unwrap();
    let mut waiting = Vec::new();
    for name in ["b@example.com", "c@example.com"] {
        let member = member(name);
        let storage = small.storage.clone();
        let (polled, was_polled) = oneshot::channel();
        waiting.push(tokio::spawn(async move {
            let mut write = Box::pin(storage.write(move |tx| members::add(tx, &member)));
            // The first poll puts the work into the queue.
            assert!(is_pending_after_a_poll(&mut write).await);
            polled.send(()).unwrap();
            write.await
        }));
        was_polled.await.unwrap();
    }
    let one_more = member("d@example.com");
    let refused = small.storage.write(move |tx| members::add(tx, &one_more)).await;
    assert_eq!(refused, Err(StorageError::Busy));
    assert_eq!(small.storage.admit_write(), Err(StorageError::Busy));
    let measured = small.storage.measured().write;
    assert_eq!((measured.waiting, measured.capacity, measured.refused), (2, 2, 2));
    assert_eq!((measured.connections, measured.busy), (1, 1));
    // What ends work that was accepted gets in all the same.
    let last = member("e@example.com");
    let mut ending = Box::pin(small.storage.write_to_end(move |tx| members::add(tx, &last)));
    assert!(is_pending_after_a_poll(&mut ending).await);
    assert_eq!(small.storage.measured().write.waiting, 3);
    let mut reading = Box::pin(small.storage.read_to_end(members::count));
    // Where reading has connections of its own it may be done with the first poll.
    let read_at_once = !is_pending_after_a_poll(&mut reading).await;
    finish.send(()).unwrap();
    work.await.unwrap().unwrap();
    for accepted in waiting {
        assert_eq!(accepted.await.unwrap(), Ok(AddMember::Added));
    }
    assert_eq!(ending.await, Ok(AddMember::Added));
    if !read_at_once {
        let read: Result<i64, StorageError> = reading.await;
        assert!(read.is_ok());
    }
    assert_eq!(small.storage.admit_write(), Ok(()));
    assert_eq!(members(&small).await, 3);
    small.storage.close().await;
}

/// Polls once and says whether the future is still pending.
pub(crate) async fn is_pending_after_a_poll<F: Future + Unpin + ?Sized>(future: &mut F) -> bool {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending())
    })
    .await
}

pub(crate) async fn closing_finishes_what_was_accepted(fixture: Fixture) {
    let other = fixture.reopen(|options| options.writers = 1).await;
    let (has_started, finish, work) = blocking(&other.storage);
    has_started.await.unwrap();
    let ann = member("ann@example.com");
    let mut write = Box::pin(other.storage.write(move |tx| members::add(tx, &ann)));
    assert!(is_pending_after_a_poll(&mut write).await);
    let mut close = Box::pin(other.storage.close());
    assert!(is_pending_after_a_poll(&mut close).await);
    let late = member("bob@example.com");
    let refused = other.storage.write(move |tx| members::add(tx, &late)).await;
    assert_eq!(refused, Err(StorageError::Closed));
    let refused = other.storage.read(members::count).await;
    assert_eq!(refused, Err(StorageError::Closed));
    finish.send(()).unwrap();
    work.await.unwrap().unwrap();
    assert_eq!(write.await, Ok(AddMember::Added));
    close.await;
}

pub(crate) async fn work_outlives_its_caller(fixture: Fixture) {
    let other = fixture.reopen(|options| options.writers = 1).await;
    let (has_started, finish, work) = blocking(&other.storage);
    has_started.await.unwrap();
    let ann = member("ann@example.com");
    let mut write = Box::pin(other.storage.write(move |tx| members::add(tx, &ann)));
    assert!(is_pending_after_a_poll(&mut write).await);
    drop(write);
    finish.send(()).unwrap();
    work.await.unwrap().unwrap();
    // Comes after it in the queue of the one writer.
    assert_eq!(other.write(members::count).await, 1);
    other.storage.close().await;
}

pub(crate) async fn reading_for_who_has_gone_away_is_left_out(fixture: Fixture) {
    let other = fixture.reopen(|options| (options.writers, options.readers) = (1, 1)).await;
    let (started, has_started) = oneshot::channel();
    let (finish, may_finish) = mpsc::channel::<()>();
    let storage = other.storage.clone();
    let reading = tokio::spawn(async move {
        let read = move |_: &mut Transaction<'_>| {
            started.send(()).unwrap();
            may_finish.recv().unwrap();
            Ok::<_, StorageError>(())
        };
        storage.read(read).await
    });
    has_started.await.unwrap();
    let (says, was_read) = mpsc::channel();
    let mut given_up = Box::pin(other.storage.read(move |tx| {
        says.send(()).unwrap();
        members::count(tx)
    }));
    assert!(is_pending_after_a_poll(&mut given_up).await);
    drop(given_up);
    finish.send(()).unwrap();
    reading.await.unwrap().unwrap();
    // Comes after it in the queue of the one reader.
    assert_eq!(members(&other).await, 0);
    assert_eq!(was_read.try_recv(), Err(mpsc::TryRecvError::Disconnected));
    other.storage.close().await;
}

/// In memory one connection does everything.
pub(crate) async fn short_reading_does_not_wait_for_long_reading(fixture: Fixture) {
    if fixture.options.database == Database::SqliteMemory {
        return;
    }
    let other = fixture.reopen(|options| options.readers = 1).await;
    let (started, has_started) = oneshot::channel();
    let (finish, may_finish) = mpsc::channel::<()>();
    let storage = other.storage.clone();
    let long = tokio::spawn(async move {
        let read = move |_: &mut Transaction<'_>| {
            started.send(()).unwrap();
            may_finish.recv().unwrap();
            Ok::<_, StorageError>(())
        };
        storage.read(read).await
    });
    has_started.await.unwrap();
    assert_eq!(other.storage.probe().await, Ok(()));
    assert_eq!(other.storage.read_short(members::count).await, Ok::<_, StorageError>(0));
    assert!(!long.is_finished());
    finish.send(()).unwrap();
    long.await.unwrap().unwrap();
    other.storage.close().await;
}

/// In memory it is done by the connection that writes, in a transaction.
pub(crate) async fn short_reading_is_one_statement_that_changes_nothing(fixture: Fixture) {
    if fixture.options.database == Database::SqliteMemory {
        return;
    }
    let (has_started, finish, work) = blocking(&fixture.storage);
    has_started.await.unwrap();
    // While somebody writes, and while nobody does.
    asks_once(&fixture).await;
    finish.send(()).unwrap();
    work.await.unwrap().unwrap();
    asks_once(&fixture).await;
}

async fn asks_once(fixture: &Fixture) {
    let twice = |tx: &mut Transaction<'_>| members::count(tx).and_then(|_| members::count(tx));
    let told = fixture.storage.read_short(twice).await;
    assert!(matches!(told, Err(StorageError::NotFirst { .. })), "{told:?}");
    let purge = |tx: &mut Transaction<'_>| idempotency::purge(tx, at(0), 10);
    let told = fixture.storage.read_short(purge).await;
    assert!(matches!(told, Err(StorageError::Database { .. })), "{told:?}");
    assert_eq!(fixture.storage.read_short(members::count).await, Ok::<_, StorageError>(0));
}

pub(crate) async fn neighbours_in_a_commit_are_independent(fixture: Fixture) {
    let other = fixture.reopen(|options| options.writers = 1).await;
    let (has_started, finish, work) = blocking(&other.storage);
    has_started.await.unwrap();
    // These three wait together: on SQLite they share a commit.
    let (ann, bob, cid) =
        (member("ann@example.com"), member("bob@example.com"), member("cid@example.com"));
    let mut first = Box::pin(other.storage.write(move |tx| members::add(tx, &ann)));
    let mut second = Box::pin(other.storage.write(move |tx| {
        members::add(tx, &bob)?;
        Err::<AddMember, _>(StorageError::Aborted)
    }));
    let mut third = Box::pin(other.storage.write(move |tx| {
        members::add(tx, &cid)?;
        idempotency::purge(tx, at(0), 10)?;
        // Not known to the compiler to be always so, as a panic in earnest is not either.
        assert!(members::count(tx)? == 0, "the third one");
        Ok::<_, StorageError>(())
    }));
    assert!(is_pending_after_a_poll(&mut first).await);
    assert!(is_pending_after_a_poll(&mut second).await);
    assert!(is_pending_after_a_poll(&mut third).await);
    finish.send(()).unwrap();
    work.await.unwrap().unwrap();
    assert_eq!(first.await, Ok(AddMember::Added));
    assert_eq!(second.await, Err(StorageError::Aborted));
    assert_eq!(third.await, Err(StorageError::Panicked { message: "the third one".to_owned() }));
    assert_eq!(members(&other).await, 1);
    let measured = other.storage.measured();
    // What blocked, and on PostgreSQL the one of three that is kept; on SQLite all three wait for one commit.
    let on_postgres = matches!(other.options.database, Database::Postgres { .. });
    assert_eq!(measured.batch_sizes.sum, if on_postgres { 2 } else { 4 });
    assert_eq!(measured.commit_microseconds.counts.iter().sum::<u64>(), 2);
    other.storage.close().await;
}

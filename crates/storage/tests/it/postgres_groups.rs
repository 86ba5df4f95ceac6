//! Closures that share a transaction of PostgreSQL.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::mpsc;

use pointsman_domain::ids::InquiryId;
use pointsman_domain::people::WorkflowsSection;
use pointsman_storage::revisions::write_holding;
use pointsman_storage::{Database, Storage, StorageError, StorageOptions, events, inquiries};
use postgres::{Client, NoTls};
use tokio::sync::oneshot;

use crate::cluster::Cluster;
use crate::databases::{Fixture, block_on};
use crate::fixtures::{completion, event, insert_inquiry, new_inquiry};
use crate::scenarios::groups::held_up;
use crate::scenarios::seam::is_pending_after_a_poll;

type Work = Pin<Box<dyn Future<Output = Result<(), StorageError>>>>;

async fn complete(storage: Storage, id: InquiryId) -> Result<(), StorageError> {
    let work = write_holding(&storage, id.uuid().as_u128(), move |tx, _| {
        let inquiry = inquiries::lock(tx, id)?.unwrap();
        inquiries::complete(tx, &inquiry, &completion(5, &[]))?;
        events::append(tx, &[event("test.completed", Some(id))])
    });
    work.await
}

/// Completions that wait together for the only writer; what each came to.
async fn completed(
    fixture: &Fixture,
    inquiries: &[InquiryId],
    meanwhile: impl Future<Output = ()>,
) -> Vec<Result<(), StorageError>> {
    let (finish, blocking) = held_up(fixture).await;
    let mut waiting: Vec<Work> = Vec::new();
    for id in inquiries {
        let mut work: Work = Box::pin(complete(fixture.storage.clone(), *id));
        assert!(is_pending_after_a_poll(&mut work).await);
        waiting.push(work);
    }
    meanwhile.await;
    finish.send(()).unwrap();
    blocking.await.unwrap().unwrap();
    let mut done = Vec::new();
    for work in waiting {
        done.push(work.await);
    }
    done
}

/// What a group asks first is asked for all of its members at once, and fails for all of them because of one.
#[test]
fn whoever_cannot_be_asked_about_spoils_nothing_for_his_group() {
    let cluster = Cluster::start();
    let url = cluster.create_database("together");
    let mut other = Client::connect(&url, NoTls).unwrap();
    other.batch_execute("ALTER DATABASE together SET lock_timeout = 100").unwrap();
    let mut options = StorageOptions::new(Database::Postgres { url });
    options.writers = 1;
    block_on(async {
        let fixture = Fixture::open(options).await;
        let mut made = Vec::new();
        for n in 1..=8 {
            made.push(insert_inquiry(&fixture, new_inquiry(n)).await.id);
        }
        let (first, second) = made.split_at(4);
        assert!(completed(&fixture, first, async {}).await.iter().all(Result::is_ok));
        let told = fixture.read(|tx| events::page(tx, WorkflowsSection::Shown, None, 9)).await.rows;
        let commits: BTreeSet<_> = told.iter().map(|(position, _)| position.mark).collect();
        assert_eq!((told.len(), commits.len()), (4, 1), "whoever waits together shares a commit");

        let held = second[2];
        let (holds, is_held) = oneshot::channel();
        let (release, may_release) = mpsc::channel::<()>();
        let holding = tokio::task::spawn_blocking(move || {
            let mut transaction = other.transaction().unwrap();
            let lock = "SELECT id FROM inquiries WHERE id = $1 FOR UPDATE";
            assert_eq!(transaction.query(lock, &[&held.to_string()]).unwrap().len(), 1);
            holds.send(()).unwrap();
            may_release.recv().unwrap();
        });
        let done = completed(&fixture, second, async { is_held.await.unwrap() }).await;
        for (id, done) in second.iter().zip(&done) {
            let is_refused = matches!(done, Err(StorageError::Database { .. }));
            assert_eq!((done.is_ok(), is_refused), (*id != held, *id == held), "{id}: {done:?}");
        }
        release.send(()).unwrap();
        holding.await.unwrap();
        complete(fixture.storage.clone(), held).await.unwrap();
        for id in made {
            let told = fixture.read(move |tx| events::of_inquiry(tx, id)).await;
            assert_eq!(told.len(), 1, "{id}");
        }
        fixture.storage.close().await;
    });
}

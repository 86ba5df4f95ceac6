//! Closures that share a transaction of PostgreSQL.

use std::sync::mpsc;

use pointsman_domain::ids::InquiryId;
use pointsman_storage::revisions::write_holding;
use pointsman_storage::{Database, StorageError, StorageOptions, events, inquiries};
use postgres::{Client, NoTls};
use tokio::sync::oneshot;

use crate::cluster::Cluster;
use crate::databases::{Fixture, block_on};
use crate::fixtures::{completion, event, insert_inquiry, new_inquiry};
use crate::scenarios::groups::held_up;
use crate::scenarios::seam::is_pending_after_a_poll;

/// What a group asks first is asked for all of its members at once, and fails for all of them because of one.
#[test]
fn whoever_cannot_be_asked_about_spoils_nothing_for_his_group() {
    let cluster = Cluster::start();
    let url = cluster.create_database("group");
    let mut other = Client::connect(&url, NoTls).unwrap();
    other.batch_execute("ALTER DATABASE \"group\" SET lock_timeout = 100").unwrap();
    let mut options = StorageOptions::new(Database::Postgres { url });
    options.writers = 1;
    block_on(async {
        let fixture = Fixture::open(options).await;
        let mut made = Vec::new();
        for n in 1..=4 {
            made.push(insert_inquiry(&fixture, new_inquiry(n)).await.id);
        }
        let storage = fixture.storage.clone();
        let complete = move |id: InquiryId| {
            write_holding(&storage, id.uuid().as_u128(), move |tx, _| {
                let inquiry = inquiries::lock(tx, id)?.unwrap();
                inquiries::complete(tx, &inquiry, &completion(5, &[]))?;
                events::append(tx, &[event("test.completed", Some(id))])
            })
        };
        let (finish, blocking) = held_up(&fixture).await;
        let mut waiting = Vec::new();
        for id in made.iter().copied() {
            let mut work = Box::pin(complete(id));
            assert!(is_pending_after_a_poll(&mut work).await);
            waiting.push(work);
        }
        let held = made[2];
        let (holds, is_held) = oneshot::channel();
        let (release, may_release) = mpsc::channel::<()>();
        let holding = tokio::task::spawn_blocking(move || {
            let mut transaction = other.transaction().unwrap();
            let lock = "SELECT id FROM inquiries WHERE id = $1 FOR UPDATE";
            assert_eq!(transaction.query(lock, &[&held.to_string()]).unwrap().len(), 1);
            holds.send(()).unwrap();
            may_release.recv().unwrap();
        });
        is_held.await.unwrap();
        finish.send(()).unwrap();
        blocking.await.unwrap().unwrap();
        for (place, work) in waiting.into_iter().enumerate() {
            let done = work.await;
            let is_refused = matches!(done, Err(StorageError::Database { .. }));
            assert_eq!((done.is_ok(), is_refused), (place != 2, place == 2), "{place}: {done:?}");
        }
        release.send(()).unwrap();
        holding.await.unwrap();
        complete(held).await.unwrap();
        for id in made {
            let told = fixture.read(move |tx| events::of_inquiry(tx, id)).await;
            assert_eq!(told.len(), 1);
        }
        fixture.storage.close().await;
    });
}

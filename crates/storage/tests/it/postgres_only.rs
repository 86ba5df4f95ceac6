//! What can go wrong on PostgreSQL alone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use pointsman_storage::people::members;
use pointsman_storage::{Database, Storage, StorageError, StorageOptions, revisions, workflows};
use postgres::{Client, NoTls};
use tokio::sync::oneshot;

use crate::cluster::Cluster;
use crate::databases::{Fixture, OPENED, block_on};
use crate::fixtures::{change, insert_workflow, publish};

const WAITING: &str = "SELECT COUNT(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation \
                       WHERE c.relname = 'revisions' AND NOT l.granted";

#[test]
fn a_start_waits_for_those_who_decide() {
    let cluster = Cluster::start();
    let url = cluster.create_database("held");
    let mut observer = Client::connect(&url, NoTls).unwrap();
    block_on(async {
        let fixture = Fixture::open(StorageOptions::new(Database::Postgres { url })).await;
        let workflow = insert_workflow(&fixture, "Onboarding").await.id;
        publish(&fixture, workflow, "{}").await;
        let before = fixture.read(revisions::read).await;
        let (holds, is_held) = oneshot::channel();
        let (release, may_release) = mpsc::channel::<()>();
        let mut holds = Some(holds);
        let storage = fixture.storage.clone();
        let decider = tokio::spawn(async move {
            storage
                .write(move |tx| {
                    let held = revisions::hold(tx)?;
                    if let Some(holds) = holds.take() {
                        holds.send(()).unwrap();
                    }
                    may_release.recv().unwrap();
                    Ok::<_, StorageError>((held, revisions::read(tx)?))
                })
                .await
        });
        is_held.await.unwrap();
        let storage = fixture.storage.clone();
        let is_through = Arc::new(AtomicBool::new(false));
        let through = Arc::clone(&is_through);
        let starter = tokio::spawn(async move {
            let started =
                storage.write(move |tx| workflows::start(tx, workflow, 1, &change(4))).await;
            through.store(true, Ordering::SeqCst);
            started
        });
        let passed = Arc::clone(&is_through);
        let waits = tokio::task::spawn_blocking(move || {
            while observer.query_one(WAITING, &[]).unwrap().get::<_, i64>(0) == 0 {
                assert!(!passed.load(Ordering::SeqCst), "the start did not wait");
            }
        });
        waits.await.unwrap();
        assert!(!is_through.load(Ordering::SeqCst));
        release.send(()).unwrap();
        assert_eq!(decider.await.unwrap(), Ok((before, before)));
        starter.await.unwrap().unwrap();
        let after = fixture.write(revisions::hold).await;
        assert_eq!(after.running, before.running + 1);
        fixture.storage.close().await;
    });
}

#[test]
fn a_cut_connection_is_replaced() {
    let cluster = Cluster::start();
    let url = cluster.create_database("cut");
    let mut other = Client::connect(&url, NoTls).unwrap();
    let mut options = StorageOptions::new(Database::Postgres { url });
    options.readers = 1;
    let fixture = block_on(Fixture::open(options));
    assert_eq!(block_on(fixture.read(members::count)), 0);
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = 'cut' AND pid <> pg_backend_pid()";
    assert_eq!(other.query(cut, &[]).unwrap().len(), 1);
    // Whether the cut was noticed or not: nothing had begun, so a new connection takes the work.
    assert_eq!(block_on(fixture.read(members::count)), 0);
    block_on(fixture.storage.close());
}

/// The form that the page about running it recommends for a primary with a standby.
#[test]
fn of_several_hosts_the_one_that_takes_writes_is_used() {
    let cluster = Cluster::start();
    let key_values = cluster.create_database("several");
    let folder = key_values.split("host=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let url = format!(
        "postgres://pointsman@%2Fnowhere,{}/several?target_session_attrs=read-write&connect_timeout=5\
         &keepalives_idle=10&keepalives_interval=5&keepalives_retries=3&tcp_user_timeout=10000",
        folder.replace('/', "%2F")
    );
    let options = StorageOptions::new(Database::Postgres { url });
    block_on(async {
        let fixture = Fixture::open(options.clone()).await;
        assert_eq!(fixture.read(members::count).await, 0);
        fixture.storage.close().await;
    });
    let mut other = Client::connect(&key_values, NoTls).unwrap();
    other.batch_execute("ALTER DATABASE several SET default_transaction_read_only = on").unwrap();
    let refused = block_on(Storage::open(&options, OPENED)).err().expect("nobody takes writes");
    assert!(matches!(refused, StorageError::Unavailable { .. }), "{refused}");
}

#[test]
fn a_probe_notices_the_schema_of_a_newer_release() {
    let cluster = Cluster::start();
    let url = cluster.create_database("newer");
    let mut other = Client::connect(&url, NoTls).unwrap();
    let fixture = block_on(Fixture::open(StorageOptions::new(Database::Postgres { url })));
    assert_eq!(block_on(fixture.storage.probe()), Ok(()));
    let newer =
        "INSERT INTO schema_migrations (version, name, applied_at) VALUES (999, 'newer', 0)";
    other.batch_execute(newer).unwrap();
    let found = block_on(fixture.storage.probe());
    assert!(matches!(found, Err(StorageError::NewerSchema { found: 999, .. })), "{found:?}");
    block_on(fixture.storage.close());
}

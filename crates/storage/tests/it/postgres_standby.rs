//! What is promised with a synchronous standby, and what not.

use pointsman_storage::{Database, StorageError, StorageOptions, inquiries};
use postgres::{Client, NoTls};

use crate::cluster::Cluster;
use crate::databases::{Fixture, block_on};
use crate::fixtures::new_inquiry;

/// PostgreSQL says that such a commit is done, and warns.
#[test]
fn a_commit_that_no_longer_waits_for_its_standby_is_not_acknowledged() {
    // Not autovacuum, whose commits wait for the standby as well.
    const CANCEL: &str = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity
                          WHERE wait_event = 'SyncRep' AND backend_type = 'client backend'";
    let cluster = Cluster::start();
    let url = cluster.create_database("cancelled");
    let mut observer = Client::connect(&url, NoTls).unwrap();
    block_on(async {
        let fixture = Fixture::open(StorageOptions::new(Database::Postgres { url })).await;
        let canceler = tokio::task::spawn_blocking(move || {
            observer
                .batch_execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
                .unwrap();
            observer.batch_execute("SELECT pg_reload_conf()").unwrap();
            while observer.query(CANCEL, &[]).unwrap().is_empty() {}
            observer.batch_execute("ALTER SYSTEM RESET synchronous_standby_names").unwrap();
            observer.batch_execute("SELECT pg_reload_conf()").unwrap();
        });
        let refused = loop {
            // Until the setting is in force, commits are answered.
            let new = new_inquiry(1);
            match fixture.storage.write(move |tx| inquiries::insert(tx, &new)).await {
                Ok(_) => assert!(!canceler.is_finished(), "it was acknowledged"),
                Err(error) => break error,
            }
        };
        assert!(matches!(refused, StorageError::Unavailable { .. }), "{refused}");
        canceler.await.unwrap();
        fixture.storage.close().await;
    });
}

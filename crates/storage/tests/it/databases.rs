//! A fresh database for each scenario.

use std::future::Future;
use std::pin::Pin;

use pointsman_domain::clock::Timestamp;
use pointsman_storage::{Database, Storage, StorageError, StorageOptions, Transaction};
use tempfile::TempDir;

use crate::cluster::Cluster;

/// The moment at which every database is opened.
pub(crate) const OPENED: Timestamp = Timestamp::from_microseconds(1_700_000_000_000_000);

/// An open, empty database.
pub(crate) struct Fixture {
    pub(crate) storage: Storage,
    pub(crate) options: StorageOptions,
}

/// A test that runs on every database.
pub(crate) type Scenario = fn(Fixture) -> Pin<Box<dyn Future<Output = ()>>>;

impl Fixture {
    pub(crate) async fn open(options: StorageOptions) -> Self {
        let storage = Storage::open(&options, OPENED).await.unwrap();
        Self { storage, options }
    }

    /// Opens the same database once more, with other limits. For one in memory that is a new database.
    pub(crate) async fn reopen(&self, change: impl FnOnce(&mut StorageOptions)) -> Self {
        let mut options = self.options.clone();
        change(&mut options);
        Self::open(options).await
    }

    /// Writes and expects no trouble.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Transaction<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.storage.write(work).await.unwrap()
    }

    /// Reads and expects no trouble.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.storage.read(work).await.unwrap()
    }
}

pub(crate) fn on_sqlite_in_memory(scenario: Scenario) {
    run(StorageOptions::new(Database::SqliteMemory), scenario);
}

pub(crate) fn on_sqlite_in_a_file(scenario: Scenario) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("pointsman.db");
    run(StorageOptions::new(Database::Sqlite { path }), scenario);
}

pub(crate) fn on_postgres(cluster: &Cluster, name: &str, scenario: Scenario) {
    let url = cluster.create_database(name);
    run(StorageOptions::new(Database::Postgres { url }), scenario);
}

/// Runs a future on a runtime of its own.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn run(options: StorageOptions, scenario: Scenario) {
    block_on(async {
        let fixture = Fixture::open(options).await;
        let storage = fixture.storage.clone();
        scenario(fixture).await;
        storage.close().await;
    });
}

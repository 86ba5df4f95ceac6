//! Who else has the embedded database open.

use std::fs::File;

use pointsman_storage::{Database, Storage, StorageOptions};
use tempfile::TempDir;

use crate::databases::{Fixture, block_on};

#[test]
fn whoever_comes_and_goes_is_noticed() {
    let folder = TempDir::new().unwrap();
    let options = || StorageOptions::new(Database::Sqlite { path: folder.path().join("one") });
    block_on(async {
        let first = Fixture::open(options()).await.storage;
        assert!(first.is_alone());
        let second = Fixture::open(options()).await.storage;
        // As often as somebody asks.
        for _ in 0..3 {
            assert!(!first.is_alone() && !second.is_alone());
        }
        // Whoever only reads is in nobody's way.
        let reader = Storage::open_to_read(&options()).await.unwrap();
        second.close().await;
        drop(second);
        assert!(first.is_alone());
        reader.close().await;
        assert!(
            !Fixture::open(StorageOptions::new(Database::SqliteMemory)).await.storage.is_alone()
        );
    });
}

/// Whoever locks the folder for something else keeps nobody from opening the database, and is company.
#[test]
fn a_folder_that_somebody_holds_is_joined_later() {
    let folder = TempDir::new().unwrap();
    let held = File::open(folder.path()).unwrap();
    held.lock().unwrap();
    let options = StorageOptions::new(Database::Sqlite { path: folder.path().join("one") });
    block_on(async {
        let storage = Fixture::open(options.clone()).await.storage;
        assert!(!storage.is_alone());
        held.unlock().unwrap();
        assert!(storage.is_alone());
        let other = Fixture::open(options).await.storage;
        assert!(!storage.is_alone() && !other.is_alone());
    });
}

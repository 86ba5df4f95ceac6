//! Who else has the embedded database open.

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

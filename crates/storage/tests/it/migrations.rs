//! Opening what is there already.

use pointsman_storage::people::members;
use pointsman_storage::{Database, Storage, StorageError, StorageOptions};
use postgres::{Client, NoTls};
use tempfile::TempDir;

use crate::cluster::Cluster;
use crate::databases::{Fixture, OPENED, block_on};
use crate::fixtures::{insert_inquiry, member, new_inquiry};

const FROM_THE_FUTURE: &str =
    "INSERT INTO schema_migrations (version, name, applied_at) VALUES (4711, 'future', 0)";

fn in_a_file(folder: &TempDir) -> StorageOptions {
    StorageOptions::new(Database::Sqlite { path: folder.path().join("pointsman.db") })
}

async fn add_and_close(options: &StorageOptions) {
    let fixture = Fixture::open(options.clone()).await;
    let ann = member("ann@example.com");
    fixture.write(move |tx| members::add(tx, &ann)).await;
    fixture.storage.close().await;
}

async fn count(options: &StorageOptions) -> i64 {
    let fixture = Fixture::open(options.clone()).await;
    let members = fixture.read(members::count).await;
    fixture.storage.close().await;
    members
}

async fn refusal(options: &StorageOptions) -> StorageError {
    Storage::open(options, OPENED).await.err().expect("a newer database must be refused")
}

#[test]
fn a_file_keeps_what_it_was_given_and_a_newer_one_is_refused() {
    let folder = TempDir::new().unwrap();
    let options = in_a_file(&folder);
    block_on(add_and_close(&options));
    assert_eq!(block_on(count(&options)), 1);
    let path = folder.path().join("pointsman.db");
    rusqlite::Connection::open(path).unwrap().execute_batch(FROM_THE_FUTURE).unwrap();
    let error = block_on(refusal(&options));
    assert_eq!(error, StorageError::NewerSchema { found: 4711, known: 4 });
    assert!(error.to_string().contains("schema 4711"), "{error}");
}

#[test]
fn postgres_keeps_what_it_was_given_and_a_newer_one_is_refused() {
    let cluster = Cluster::start();
    let url = cluster.create_database("kept");
    let options = StorageOptions::new(Database::Postgres { url: url.clone() });
    // Several nodes that start together agree on who migrates.
    block_on(async {
        let (a, b, c) = tokio::join!(
            Storage::open(&options, OPENED),
            Storage::open(&options, OPENED),
            Storage::open(&options, OPENED)
        );
        for node in [a, b, c] {
            node.unwrap().close().await;
        }
    });
    block_on(add_and_close(&options));
    assert_eq!(block_on(count(&options)), 1);
    Client::connect(&url, NoTls).unwrap().batch_execute(FROM_THE_FUTURE).unwrap();
    let error = block_on(refusal(&options));
    assert_eq!(error, StorageError::NewerSchema { found: 4711, known: 4 });
}

#[test]
fn a_missing_folder_and_a_foreign_file_are_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("missing").join("pointsman.db");
    let error = block_on(refusal(&StorageOptions::new(Database::Sqlite { path })));
    assert!(matches!(&error, StorageError::Open { place, .. } if place.contains("missing")));
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Sir or Madam, ".repeat(100)).unwrap();
    let error = block_on(refusal(&StorageOptions::new(Database::Sqlite { path })));
    assert!(error.to_string().contains("not a database"), "{error}");
}

#[test]
fn a_damaged_row_is_named() {
    let folder = TempDir::new().unwrap();
    let options = in_a_file(&folder);
    block_on(async {
        let fixture = Fixture::open(options).await;
        let inquiry = insert_inquiry(&fixture, new_inquiry(1)).await;
        let path = folder.path().join("pointsman.db");
        let raw = rusqlite::Connection::open(path).unwrap();
        for (column, value, problem) in [
            ("status", "'lost'", "there is no status `lost`"),
            ("tags", "'['", "EOF"),
            ("imported", "7", "`7` is neither 0 nor 1"),
        ] {
            let keep = format!("CREATE TEMP TABLE kept AS SELECT {column} AS value FROM inquiries");
            raw.execute_batch(&keep).unwrap();
            raw.execute_batch(&format!("UPDATE inquiries SET {column} = {value}")).unwrap();
            let id = inquiry.id;
            let error = fixture
                .storage
                .read(move |tx| pointsman_storage::inquiries::get(tx, id))
                .await
                .unwrap_err();
            let text = error.to_string();
            let place = format!("table inquiries, column {column}, id `{id}`");
            assert!(text.starts_with(&place) && text.contains(problem), "{text}");
            let restore = format!(
                "UPDATE inquiries SET {column} = (SELECT value FROM kept); DROP TABLE kept"
            );
            raw.execute_batch(&restore).unwrap();
        }
        fixture.storage.close().await;
    });
}

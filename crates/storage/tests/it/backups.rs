//! Copies of a whole workspace: what they hold, what is wrong with them, and from one database to the other.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::{Arc, Mutex};

use flate2::read::GzDecoder;
use pointsman_domain::ids::EventId;
use pointsman_domain::people::WorkflowsSection;
use pointsman_storage::backup::{self, Contents, Header, MoveError, Progress, RestoreError, Stage};
use pointsman_storage::events::{EventPosition, append, page};
use pointsman_storage::followers::{self, From};
use pointsman_storage::{Database, Storage, StorageOptions, audit};
use postgres::{Client, NoTls};
use tempfile::TempDir;

use crate::cluster::Cluster;
use crate::databases::{Fixture, OPENED, block_on};
use crate::fixtures::{
    at, event, insert_inquiry, insert_list, insert_workflow, member, new_inquiry, publish,
};

/// Values at the edges, in tables that name no other.
const EDGES: &str = "
INSERT INTO idempotency (scope, idem_key, request_digest, lease_until, status, headers, body, created_at, expires_at)
VALUES ('', '', $blob, NULL, 9223372036854775807, NULL, $blob, -9223372036854775808, 0),
       ('key_ß', '🚦 \u{e000}\u{10ffff}', $blob, -1, NULL, '', NULL, 1, 2),
       ('key_ß', '\u{ffff} before the signal in UTF-16, after it never', $blob, -1, NULL, '', NULL, 1, 2);
INSERT INTO example_parts (kind, id, mark) VALUES ('a', 'B', ''), ('a', 'a', NULL), ('Z', '', 'x');
INSERT INTO example_inquiries (order_no) VALUES (-5), (0), (4294967296);
";

fn quiet() -> backup::Watch {
    Arc::new(|_| {})
}

fn header() -> Header {
    Header::new("0.1.0", OPENED)
}

fn file(folder: &TempDir, name: &str) -> StorageOptions {
    StorageOptions::new(Database::Sqlite { path: folder.path().join(name) })
}

/// The driver blocks, which it must not do on a thread of the asynchronous runtime.
fn on_postgres<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(&mut Client) -> T + Send + 'static,
) -> T {
    let url = url.to_owned();
    let work = move || work(&mut Client::connect(&url, NoTls).unwrap());
    std::thread::spawn(work).join().unwrap()
}

/// Puts a bit of everything into a database, and values at the edges.
async fn fill(fixture: &Fixture) {
    let workflow = insert_workflow(fixture, "Onboarding").await.id;
    publish(fixture, workflow, "{}").await;
    insert_list(fixture, "Countries", "countries").await;
    for n in 0..5 {
        insert_inquiry(fixture, new_inquiry(n)).await;
    }
    let ann = member("ann@example.com");
    fixture.write(move |tx| pointsman_storage::people::members::add(tx, &ann)).await;
    let events: Vec<_> = (0..3_000).map(|n| event(&format!("test.{n}"), None)).collect();
    fixture.write(move |tx| append(tx, &events)).await;
    match &fixture.options.database {
        Database::Sqlite { path } => {
            let raw = rusqlite::Connection::open(path).unwrap();
            raw.execute_batch(&EDGES.replace("$blob", "x''")).unwrap();
        }
        Database::Postgres { url } => {
            let edges = EDGES.replace("$blob", "''::bytea");
            on_postgres(url, move |client| client.batch_execute(&edges).unwrap());
        }
        Database::SqliteMemory => panic!("nobody else can open it"),
    }
}

async fn back_up(storage: &Storage) -> (Vec<u8>, Contents) {
    backup::write(storage, Vec::new(), header(), quiet()).await.unwrap()
}

async fn restore(storage: &Storage, bytes: &[u8]) -> Result<Contents, RestoreError> {
    backup::restore(storage, std::io::Cursor::new(bytes.to_vec()), None, quiet()).await
}

async fn event_ids(fixture: &Fixture, after: Option<EventPosition>) -> Vec<EventId> {
    let events = fixture.read(move |tx| page(tx, WorkflowsSection::Shown, after, 10_000)).await;
    events.rows.into_iter().map(|(_, event)| event.id).collect()
}

#[test]
fn everything_goes_there_and_back_again() {
    let (cluster, folder) = (Cluster::start(), TempDir::new().unwrap());
    let url = cluster.create_database("second");
    block_on(async {
        let first = Fixture::open(file(&folder, "first")).await;
        fill(&first).await;
        let (bytes, written) = back_up(&first.storage).await;
        let rows = |table: &str| written.tables.iter().find(|t| t.table == table).unwrap().rows;
        assert_eq!((rows("events"), rows("inquiries"), rows("idempotency")), (3_000, 5, 3));
        assert_eq!(backup::check(bytes.as_slice()).unwrap(), (header(), written.clone()));

        let second = Fixture::open(StorageOptions::new(Database::Postgres { url })).await;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        let watch: backup::Watch = Arc::new(move |progress| notes.lock().unwrap().push(progress));
        assert_eq!(backup::copy(&first.storage, &second.storage, watch).await.unwrap(), written);
        let seen: Vec<Progress> = seen.lock().unwrap().clone();
        for stage in [Stage::Copying, Stage::Verifying] {
            let last = seen.iter().rfind(|progress| progress.stage == stage).unwrap();
            assert_eq!((last.done, last.of), (written.rows(), written.rows()));
        }
        let third = Fixture::open(file(&folder, "third")).await;
        let moved = backup::copy(&second.storage, &third.storage, quiet()).await.unwrap();
        assert_eq!(moved, written);
        let fourth = Fixture::open(file(&folder, "fourth")).await;
        assert_eq!(
            restore(&fourth.storage, &back_up(&third.storage).await.0).await.unwrap(),
            written
        );
        assert_eq!(back_up(&fourth.storage).await.0, bytes, "byte for byte");
        for fixture in [&second, &third, &fourth] {
            goes_on(&first, fixture).await;
        }
    });
}

/// Numbers go on where they were, and nothing is taken twice.
async fn goes_on(before: &Fixture, after: &Fixture) {
    let told = event_ids(before, None).await;
    assert_eq!(event_ids(after, None).await, told);
    let new = insert_inquiry(after, new_inquiry(9)).await;
    assert!(new.order_no > 5, "{}", new.order_no);
    insert_list(after, "More", "more").await;
    let (new, last) = (event("test.new", None), told.len());
    let id = new.id;
    after.write(move |tx| append(tx, std::slice::from_ref(&new))).await;
    assert_eq!(event_ids(after, None).await[last..], [id]);
    let error = backup::copy(&before.storage, &after.storage, quiet()).await.unwrap_err();
    assert!(matches!(error, MoveError::Refused(_)), "{error}");
    let found = error.to_string();
    assert!(
        found.contains("6 rows in inquiries, ") && found.contains("1000 or more rows in events"),
        "{found}"
    );
}

#[test]
fn events_that_committed_out_of_order_are_followed_as_before() {
    let (cluster, folder) = (Cluster::start(), TempDir::new().unwrap());
    let url = cluster.create_database("source");
    let other = cluster.create_database("other");
    block_on(async {
        let source =
            Fixture::open(StorageOptions::new(Database::Postgres { url: url.clone() })).await;
        let events: Vec<_> = (0..6).map(|n| event(&format!("test.{n}"), None)).collect();
        source.write(move |tx| append(tx, &events)).await;
        // As if transactions of a server that is far ahead had overtaken each other.
        let overtaken = "UPDATE events SET mark = 3000000000 - event_no WHERE event_no <> 4;
                         UPDATE events SET mark = 2999999998 WHERE event_no = 4";
        on_postgres(&url, |client| client.batch_execute(overtaken).unwrap());
        // Their marks are above this server's horizon, so they are looked at where they are shown.
        let target = Fixture::open(file(&folder, "target")).await;
        let order = "SELECT string_agg(id, ' ' ORDER BY mark, event_no) FROM events";
        let ids: String = on_postgres(&url, |client| client.query_one(order, &[]).unwrap().get(0));
        let ids: Vec<EventId> = ids.split(' ').map(|id| id.parse().unwrap()).collect();
        let places =
            [None, Some((2_999_999_997, 3)), Some((2_999_999_998, 2)), Some((2_999_999_999, 1))];
        for (name, place) in ["a", "b", "c", "d"].into_iter().zip(places) {
            let from = place.map_or(From::TheFirst, |(mark, number)| {
                From::After(EventPosition { mark, number })
            });
            source.write(move |tx| followers::register(tx, name, from)).await;
        }
        backup::copy(&source.storage, &target.storage, quiet()).await.unwrap();
        let other = Fixture::open(StorageOptions::new(Database::Postgres { url: other })).await;
        backup::copy(&source.storage, &other.storage, quiet()).await.unwrap();
        for fixture in [&target, &other] {
            assert_eq!(event_ids(fixture, None).await, ids);
            let new = event("test.new", None);
            let all: Vec<EventId> = ids.iter().copied().chain([new.id]).collect();
            fixture.write(move |tx| append(tx, std::slice::from_ref(&new))).await;
            for (name, handed_on) in [("a", 0), ("b", 3), ("c", 4), ("d", 6)] {
                let lease = fixture.write(move |tx| followers::lease(tx, name, at(1), at(2))).await;
                let after = lease.unwrap().after;
                assert_eq!(event_ids(fixture, after).await, all[handed_on..], "{name}");
            }
        }
    });
}

#[test]
fn a_bad_file_is_named_and_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    block_on(async {
        let source = Fixture::open(file(&folder, "source")).await;
        fill(&source).await;
        let (bytes, _) = back_up(&source.storage).await;
        let mut plain = Vec::new();
        GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).unwrap();
        let target = Fixture::open(file(&folder, "target")).await;
        let zip = |plain: &[u8]| {
            let mut zipped = Vec::new();
            flate2::read::GzEncoder::new(plain, flate2::Compression::fast())
                .read_to_end(&mut zipped)
                .unwrap();
            zipped
        };
        let with = |from: &str, to: &str| {
            let place = plain.windows(from.len()).position(|window| window == from.as_bytes());
            let (before, rest) = plain.split_at(place.unwrap());
            zip(&[before, to.as_bytes(), &rest[from.len()..]].concat())
        };
        let mut longer = bytes.clone();
        longer.push(0);
        let mut cases = vec![
            (bytes[..bytes.len() - 9].to_vec(), "cut off"),
            (bytes[..bytes.len() / 2].to_vec(), "cut off in table events, after row "),
            (zip(&plain[..plain.len() / 2]), "cut off in table events, after row "),
            (longer, "something follows"),
            (b"Dear Sir or Madam".to_vec(), "not a backup"),
            (zip(b"Dear Sir or Madam"), "not a backup"),
            (Vec::new(), "not a backup"),
            (
                with("_backup\":1,", "_backup\":2,"),
                "format 2, this release knows up to 1; restore it with release 0.1.0",
            ),
            (with("\"schema\":", "\"schema\":47"), "schema 474, this release restores schema 4"),
            (with("test.77", "test.78"), "table events has another digest"),
            (with("drafts: workflow_id", "drafts: workflow_no"), "was not expected"),
        ];
        for place in (64..bytes.len()).step_by(bytes.len() / 40) {
            let mut flipped = bytes.clone();
            flipped[place] ^= 0x10;
            cases.push((flipped, ""));
        }
        for (bytes, told) in cases {
            let fault = backup::check(bytes.as_slice()).unwrap_err().to_string();
            assert!(fault.contains(told), "{told}: {fault}");
            let error = restore(&target.storage, &bytes).await.unwrap_err();
            if !told.is_empty() {
                assert_eq!(error.to_string(), fault);
            }
            backup::require_empty(&target.storage).await.unwrap();
        }
        assert!(restore(&target.storage, &bytes).await.is_ok());
    });
}

/// Names of tables with their columns and kinds.
type Schema = BTreeSet<(String, String, String)>;

/// What the database says of itself, without what stays behind for a reason.
fn stored(rows: Vec<(String, String, String)>) -> Schema {
    let of_the_database = |table: &str| table.starts_with("sqlite_") || table == "order_numbers";
    rows.into_iter().filter(|(table, _, _)| !of_the_database(table)).collect()
}

#[test]
fn every_column_of_both_databases_is_copied() {
    let (cluster, folder) = (Cluster::start(), TempDir::new().unwrap());
    let url = cluster.create_database("schema");
    let copied: Schema = backup::columns()
        .map(|(table, column, kind)| (table.to_owned(), column.to_owned(), kind.to_owned()))
        .collect();
    let left: BTreeSet<&str> = backup::left_behind().collect();
    block_on(async {
        Fixture::open(file(&folder, "schema")).await.storage.close().await;
        let options = StorageOptions::new(Database::Postgres { url: url.clone() });
        Fixture::open(options).await.storage.close().await;
    });
    let raw = rusqlite::Connection::open(folder.path().join("schema")).unwrap();
    let mut statement = raw
        .prepare("SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'")
        .unwrap();
    let sqlite = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))
        .unwrap()
        .map(|row| row.map(|(table, column, kind)| (table, column, plain(&kind))).unwrap());
    let sqlite = stored(sqlite.collect());
    let postgres = Client::connect(&url, NoTls)
        .unwrap()
        .query("SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = 'public'", &[])
        .unwrap();
    let postgres =
        stored(postgres.iter().map(|row| (row.get(0), row.get(1), plain(row.get(2)))).collect());
    for schema in [sqlite, postgres] {
        let (left, wanted): (Schema, Schema) =
            schema.into_iter().partition(|(table, _, _)| left.contains(table.as_str()));
        let differ: Vec<_> = wanted.symmetric_difference(&copied).collect();
        assert!(differ.is_empty(), "copied or there, but not both: {differ:?}");
        assert!(left.len() > 10, "what stays behind is there");
    }
}

fn plain(kind: &str) -> String {
    match kind {
        "INTEGER" | "bigint" => "int",
        "TEXT" | "text" => "text",
        "BLOB" | "bytea" => "blob",
        other => other,
    }
    .to_owned()
}

#[test]
fn counters_of_every_numbered_table_are_copied() {
    let folder = TempDir::new().unwrap();
    block_on(async { Fixture::open(file(&folder, "schema")).await.storage.close().await });
    let raw = rusqlite::Connection::open(folder.path().join("schema")).unwrap();
    let count: i64 = raw
        .query_row(
            "SELECT COUNT(*) FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(usize::try_from(count).ok(), Some(backup::numbered().count()));
}

#[test]
fn the_record_of_changes_is_whole_afterwards() {
    let (cluster, folder) = (Cluster::start(), TempDir::new().unwrap());
    let url = cluster.create_database("audit");
    block_on(async {
        let source = Fixture::open(file(&folder, "source")).await;
        for n in 0..9 {
            let entry = crate::fixtures::new_entry(
                n,
                audit::Action::ListCreated,
                audit::Subject::List(crate::fixtures::list_id()),
            );
            source.write(move |tx| audit::append(tx, &entry).map(drop)).await;
        }
        let target = Fixture::open(StorageOptions::new(Database::Postgres { url })).await;
        backup::copy(&source.storage, &target.storage, quiet()).await.unwrap();
        let head = source.read(audit::head).await;
        let state = target.read(move |tx| audit::Verifier::begin(tx, Some(head))).await;
        let audit::Verifying::More(verifier) = state else { panic!("nine entries") };
        let state = target.read(move |tx| verifier.step(tx, 100)).await;
        let audit::Verifying::Done(checked) = state else { panic!("nine entries") };
        assert_eq!((checked.fault, checked.head), (None, head));
    });
}

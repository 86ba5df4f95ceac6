//! A database as the first release left it, brought up to date by opening it.

use std::sync::Arc;

use pointsman_domain::people::WorkflowsSection;
use pointsman_storage::backup::{self, Contents, Header};
use pointsman_storage::idempotency::{self, Begin, Periods, RequestKey, StoredAnswer};
use pointsman_storage::inquiries::{self, InquiryFilter};
use pointsman_storage::lists::{self, ArchivedFilter, ItemSet, SweepImport};
use pointsman_storage::people::{keys, members, sessions};
use pointsman_storage::runs::{self, RunFilter};
use pointsman_storage::{Database, Storage, StorageOptions, events, workflows};
use postgres::{Client, NoTls, SimpleQueryMessage};
use tempfile::TempDir;

use crate::cluster::Cluster;
use crate::databases::{Fixture, OPENED, block_on};
use crate::fixtures::{at, attributes};

const SCHEMA: &str = include_str!("../../src/migrations/0001_first.sql");
const ROWS: &str = include_str!("first_release.sql");

/// What the words of the first schema stood for when it was released: word, SQLite, PostgreSQL.
const WORDS: [(&str, &str, &str); 8] = [
    ("{text}", "TEXT", "TEXT COLLATE \"C\""),
    ("{int}", "INTEGER", "BIGINT"),
    ("{blob}", "BLOB", "BYTEA"),
    (
        "{row_number}",
        "INTEGER PRIMARY KEY AUTOINCREMENT",
        "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    ),
    ("{options}", "STRICT", ""),
    ("{keyed}", "STRICT, WITHOUT ROWID", ""),
    (
        "{create_order_numbers}",
        "CREATE TABLE order_numbers (id INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT; \
         INSERT INTO order_numbers (id, last) VALUES (1, 0)",
        "CREATE SEQUENCE order_numbers AS BIGINT",
    ),
    (
        "{create_events_order}",
        "SELECT 1",
        "CREATE INDEX events_in_order ON events (mark, event_no)",
    ),
];

/// The statements that make the old database. In its rows `<inq 7>` is an id, `<hash 7>` a blob of 32 sevens, and
/// `<attributes>` what a completion read.
fn statements(database: &Database) -> String {
    let sqlite = !matches!(database, Database::Postgres { .. });
    let mut schema = SCHEMA.to_owned();
    for (word, on_sqlite, on_postgres) in WORDS {
        schema = schema.replace(word, if sqlite { on_sqlite } else { on_postgres });
    }
    let read = serde_json::to_string(&attributes(33, &[])).unwrap();
    let mut rows = ROWS.replace("<attributes>", &read);
    for number in 1..10 {
        let bytes = format!("0{number}").repeat(32);
        let blob = if sqlite { format!("x'{bytes}'") } else { format!("'\\x{bytes}'::bytea") };
        rows = rows.replace(&format!("<hash {number}>"), &blob);
        for kind in ["inq", "wfl", "run", "lst", "itm", "imp", "evt", "mbr", "key"] {
            rows = rows.replace(&format!("<{kind} {number}>"), &id(kind, number));
        }
    }
    let taken = if sqlite {
        "UPDATE order_numbers SET last = 6 WHERE id = 1"
    } else {
        "SELECT setval('order_numbers', 6)"
    };
    format!(
        "CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL);
         INSERT INTO schema_migrations (version, name, applied_at) VALUES (1, 'first', 0);
         {schema} {rows} {taken};"
    )
}

fn id(kind: &str, number: i32) -> String {
    format!("{kind}_{number:0>26}")
}

/// The driver blocks, which it must not do on a thread of the asynchronous runtime.
fn run(database: &Database, statements: &str) -> Vec<String> {
    match database {
        Database::Sqlite { path } => {
            let raw = rusqlite::Connection::open(path).unwrap();
            if !statements.starts_with("SELECT") {
                raw.execute_batch(statements).unwrap();
                return Vec::new();
            }
            let mut query = raw.prepare(statements).unwrap();
            query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        }
        Database::Postgres { url } => {
            let (url, statements) = (url.clone(), statements.to_owned());
            let work = move || {
                let mut client = Client::connect(&url, NoTls).unwrap();
                let answer = client.simple_query(&statements).unwrap();
                let text = |message: &SimpleQueryMessage| match message {
                    SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                    _ => None,
                };
                answer.iter().filter_map(text).collect()
            };
            std::thread::spawn(work).join().unwrap()
        }
        Database::SqliteMemory => panic!("nobody else can open it"),
    }
}

fn old_on_sqlite(folder: &TempDir, name: &str) -> StorageOptions {
    let options = StorageOptions::new(Database::Sqlite { path: folder.path().join(name) });
    run(&options.database, &statements(&options.database));
    options
}

fn old_on_postgres(cluster: &Cluster, name: &str) -> StorageOptions {
    let url = cluster.create_database(name);
    let options = StorageOptions::new(Database::Postgres { url });
    run(&options.database, &statements(&options.database));
    options
}

async fn contents(storage: &Storage) -> Contents {
    let header = Header::new("0.1.0", OPENED);
    backup::write(storage, Vec::new(), header, Arc::new(|_| {})).await.unwrap().1
}

/// What the steps have made of the rows: query, and the rows that it must find.
fn expected() -> Vec<(&'static str, Vec<String>)> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let of = |kind: &str, rows: &[(i32, &str)]| {
        rows.iter().map(|(number, text)| format!("{} {text}", id(kind, *number))).collect()
    };
    vec![
        (
            "SELECT id || ' ' || COALESCE(created_by_id, '-') FROM api_keys ORDER BY id",
            of("key", &[(1, &id("mbr", 1)), (2, &id("key", 1)), (3, "-")]),
        ),
        (
            "SELECT id || ' ' || COALESCE(decider, '-') FROM inquiries ORDER BY id",
            of("inq", &[(1, "member"), (2, "run"), (3, "-"), (4, "key"), (5, "system")]),
        ),
        (
            "SELECT order_no || ' ' || created_at || ' ' || tag FROM inquiry_tags ORDER BY order_no, tag",
            texts(&["1 11 a \"quoted\" tag", "1 11 vip", "2 13 vip", "2 13 ünï", "4 16 old"]),
        ),
        (
            "SELECT workflow_id || ' ' || number || ' ' || name FROM list_uses ORDER BY workflow_id, number, name",
            of(
                "wfl",
                &[
                    (1, "0 countries"),
                    (1, &format!("0 {}", id("lst", 2))),
                    (1, &format!("1 {}", id("lst", 1))),
                    (1, "2 emails"),
                ],
            ),
        ),
        (
            "SELECT state || ' ' || open || ' ' || attempt || ' ' || ended_at FROM list_imports ORDER BY import_no",
            texts(&[
                "completed 0 1 5",
                "discarded 0 1 7",
                "failed 0 1 7",
                "failed 1 1 8",
                "discarded 1 1 8",
            ]),
        ),
        ("SELECT r.running || ' ' || c.changes FROM revisions r, list_changes c", texts(&["7 9"])),
        ("SELECT CAST(COUNT(*) AS TEXT) FROM sessions", texts(&["0"])),
        (
            "SELECT version || ' ' || name FROM schema_migrations ORDER BY version",
            texts(&["1 first", "2 workspace", "3 followers", "4 knowing"]),
        ),
    ]
}

/// Pages of everything.
async fn pages_work(fixture: &Fixture) {
    let all = InquiryFilter::default();
    for (filter, numbers) in [
        (all.clone(), vec![5, 4, 3, 2, 1]),
        (InquiryFilter { tag: Some("vip".to_owned()), ..all.clone() }, vec![2, 1]),
        (InquiryFilter { list: id("lst", 1).parse().ok(), ..all.clone() }, vec![2]),
        (InquiryFilter { workflow: id("wfl", 2).parse().ok(), ..all.clone() }, vec![2]),
        (InquiryFilter { q: Some("smith".to_owned()), ..all.clone() }, vec![2]),
        (InquiryFilter { q: Some("ref-1".to_owned()), ..all }, vec![1]),
    ] {
        let page = fixture.read(move |tx| inquiries::page(tx, &filter, None, 25)).await;
        let found: Vec<String> = page.rows.iter().map(|inquiry| inquiry.id.to_string()).collect();
        let wanted: Vec<String> = numbers.into_iter().map(|number| id("inq", number)).collect();
        assert_eq!(found, wanted);
    }
    assert_eq!(
        fixture.read(|tx| runs::page(tx, &RunFilter::default(), None, 25)).await.rows.len(),
        2
    );
    let shown = WorkflowsSection::Shown;
    let page = fixture.read(move |tx| events::page(tx, shown, None, 25)).await;
    let kinds: Vec<String> = page.rows.into_iter().map(|(_, event)| event.event_type).collect();
    assert_eq!(kinds, ["workflow.started", "list.item_added", "inquiry.declined"]);
    let list = id("lst", 1).parse().unwrap();
    let items =
        fixture.read(move |tx| lists::items(tx, list, ItemSet::Present, None, None, 25)).await;
    let values: Vec<Option<String>> = items.rows.into_iter().map(|item| item.value).collect();
    assert_eq!(values, ["IT", "ES", "FR"].map(|value| Some(value.to_owned())));
    let all = ArchivedFilter::All;
    assert_eq!(fixture.read(move |tx| lists::page(tx, all, None, None, 25)).await.rows.len(), 3);
    assert_eq!(fixture.read(workflows::order).await.len(), 2);
    assert_eq!(fixture.read(members::count).await, 2);
    assert_eq!(fixture.read(move |tx| sessions::count(tx, at(0))).await, 0);
    let key = fixture.read(|tx| keys::by_secret(tx, &[2; 32])).await.unwrap().0;
    assert_eq!((key.id.to_string(), key.expires_at), (id("key", 2), None));
}

/// What was begun with the first release ends with this one.
async fn work_goes_on(fixture: &Fixture) {
    let periods = Periods { now: at(1), lease_until: at(31), expires_at: at(99) };
    let begin = |key: &str, digest: [u8; 32]| {
        let request = RequestKey { scope: "who".to_owned(), key: key.to_owned() };
        fixture.write(move |tx| idempotency::begin(tx, &request, &digest, periods))
    };
    let headers = vec![("content-type".to_owned(), "text/plain".to_owned())];
    let answer = StoredAnswer { status: 201, headers, body: vec![9; 32] };
    assert_eq!(begin("answered", [1; 32]).await, Begin::Repeat(answer));
    assert_eq!(begin("in flight", [2; 32]).await, Begin::Go { lease: at(31), made: None });
    for import in fixture.read(lists::unfinished_imports).await {
        let swept = fixture.write(move |tx| lists::sweep_import(tx, import.id, 25)).await;
        assert_eq!(swept, SweepImport::Done);
    }
    assert_eq!(fixture.read(lists::unfinished_imports).await, []);
    let left = run(&fixture.options.database, "SELECT value FROM list_items ORDER BY item_no");
    assert_eq!(left, ["FR", "DE", "ES", "IT"]);
}

async fn bring_up_to_date(options: &StorageOptions) -> Contents {
    let first = Fixture::open(options.clone()).await;
    for (query, rows) in expected() {
        assert_eq!(run(&options.database, query), rows, "{query}");
    }
    let made = contents(&first.storage).await;
    first.storage.close().await;
    let again = Fixture::open(options.clone()).await;
    assert_eq!(contents(&again.storage).await, made);
    pages_work(&again).await;
    work_goes_on(&again).await;
    again.storage.close().await;
    made
}

/// Two nodes of this release begin at once on what the first one left.
async fn open_twice_at_once(options: &StorageOptions) -> Contents {
    let (one, two) = tokio::join!(Storage::open(options, OPENED), Storage::open(options, OPENED));
    let (one, two) = (one.unwrap(), two.unwrap());
    let made = contents(&one).await;
    assert_eq!(contents(&two).await, made);
    one.close().await;
    two.close().await;
    made
}

#[test]
fn data_of_the_first_release_is_the_same_on_both_databases() {
    let (cluster, folder) = (Cluster::start(), TempDir::new().unwrap());
    let made = block_on(bring_up_to_date(&old_on_sqlite(&folder, "one")));
    assert_eq!(block_on(bring_up_to_date(&old_on_postgres(&cluster, "one"))), made);
    assert_eq!(block_on(open_twice_at_once(&old_on_sqlite(&folder, "two"))), made);
    assert_eq!(block_on(open_twice_at_once(&old_on_postgres(&cluster, "two"))), made);
}

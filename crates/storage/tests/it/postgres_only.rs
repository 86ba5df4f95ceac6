//! What can go wrong on PostgreSQL alone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use pointsman_domain::ids::{CountingIds, ImportId, ListId, WorkflowId};
use pointsman_storage::backup::{self, Header};
use pointsman_storage::lists::{Attempt, BadLine, Chunk, FoundLines, NewImport};
use pointsman_storage::people::members;
use pointsman_storage::workflows::DraftGuard;
use pointsman_storage::{
    Database, Storage, StorageError, StorageOptions, Transaction, events, lists, revisions,
    workflows,
};
use postgres::{Client, NoTls};
use tokio::sync::oneshot;

use crate::cluster::Cluster;
use crate::databases::{Fixture, OPENED, block_on};
use crate::fixtures::{
    ann, at, change, draft, event, insert_list, insert_workflow, member, publish,
};

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

/// It is no part of what they hold: they decide by what they saw when they began.
#[test]
fn a_change_of_a_list_waits_for_nobody_who_decides() {
    let cluster = Cluster::start();
    let url = cluster.create_database("lists");
    block_on(async {
        let fixture = Fixture::open(StorageOptions::new(Database::Postgres { url })).await;
        let before = fixture.read(revisions::read).await;
        let (holds, is_held) = oneshot::channel();
        let (release, may_release) = mpsc::channel::<()>();
        let mut holds = Some(holds);
        let storage = fixture.storage.clone();
        let decider = tokio::spawn(async move {
            let work = move |tx: &mut Transaction<'_>| {
                let held = revisions::hold(tx)?;
                if let Some(holds) = holds.take() {
                    holds.send(()).unwrap();
                }
                may_release.recv().unwrap();
                Ok::<_, StorageError>((held, revisions::read(tx)?))
            };
            storage.write(work).await
        });
        is_held.await.unwrap();
        let change = insert_list(&fixture, "Countries", "countries");
        tokio::time::timeout(Duration::from_secs(10), change).await.expect("it waits");
        let next = fixture.write(revisions::hold).await;
        assert_eq!(next.lists, before.lists + 1, "the next decision knows of it");
        release.send(()).unwrap();
        assert_eq!(decider.await.unwrap(), Ok((before, before)));
        fixture.storage.close().await;
    });
}

const BLOCKED: &str = "SELECT COUNT(*) FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
const ON_COUNTRIES: &str = r#"{"routes": [{"if": {"all": [
    {"attribute": "list_matches", "operator": "contains", "value": "countries"}]}}]}"#;

/// What the endpoint does: it archives a list that no text names.
fn archive_unless_used(
    transaction: &mut Transaction<'_>,
    list: ListId,
) -> Result<bool, StorageError> {
    lists::lock(transaction, list)?;
    let uses = workflows::list_uses(transaction, &["countries".to_owned()])?;
    if uses.is_empty() {
        lists::archive(transaction, list, at(9), &ann())?;
    }
    Ok(uses.is_empty())
}

/// Does `first` and holds its transaction open until `second` waits for it; what `second` comes to then.
async fn one_after_the_other<T: Send + 'static>(
    (fixture, mut observer): (&Fixture, Client),
    mut first: impl FnMut(&mut Transaction<'_>) -> Result<(), StorageError> + Send + 'static,
    second: impl FnMut(&mut Transaction<'_>) -> Result<T, StorageError> + Send + 'static,
) -> T {
    let (holds, is_held) = oneshot::channel();
    let (release, may_release) = mpsc::channel::<()>();
    let mut holds = Some(holds);
    let storage = fixture.storage.clone();
    let work = move |tx: &mut Transaction<'_>| {
        first(tx)?;
        if let Some(holds) = holds.take() {
            holds.send(()).unwrap();
            may_release.recv().unwrap();
        }
        Ok::<_, StorageError>(())
    };
    let first = tokio::spawn(async move { storage.write(work).await });
    is_held.await.unwrap();
    let storage = fixture.storage.clone();
    let is_through = Arc::new(AtomicBool::new(false));
    let (through, passed) = (Arc::clone(&is_through), Arc::clone(&is_through));
    let second = tokio::spawn(async move {
        let done = storage.write(second).await;
        through.store(true, Ordering::SeqCst);
        done
    });
    let waits = tokio::task::spawn_blocking(move || {
        while observer.query_one(BLOCKED, &[]).unwrap().get::<_, i64>(0) == 0 {
            assert!(!passed.load(Ordering::SeqCst), "the second did not wait");
        }
    });
    let waited = waits.await;
    release.send(()).unwrap();
    waited.unwrap();
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap()
}

/// `uses` makes a text use the list; whoever archives it must wait and then see that.
fn archiving_waits_for(
    name: &str,
    uses: impl Fn(&mut Transaction<'_>, WorkflowId) -> Result<(), StorageError> + Send + 'static,
) {
    let cluster = Cluster::start();
    let url = cluster.create_database(name);
    let observer = Client::connect(&url, NoTls).unwrap();
    block_on(async {
        let fixture = Fixture::open(StorageOptions::new(Database::Postgres { url })).await;
        let workflow = insert_workflow(&fixture, "Onboarding").await.id;
        publish(&fixture, workflow, ON_COUNTRIES).await;
        publish(&fixture, workflow, "{}").await;
        let list = insert_list(&fixture, "Countries", "countries").await.id;
        let archived = one_after_the_other(
            (&fixture, observer),
            move |tx| uses(tx, workflow),
            move |tx| archive_unless_used(tx, list),
        );
        assert!(!archived.await, "it sees the use");
        fixture.storage.close().await;
    });
}

#[test]
fn archiving_a_list_waits_for_a_draft_that_names_it() {
    archiving_waits_for("draft", |tx, workflow| {
        let new = draft(ON_COUNTRIES, "e2");
        workflows::put_draft(tx, workflow, DraftGuard::Absent, &new).map(drop)
    });
}

/// Of a version that is not the latest, so that nothing named the list before.
#[test]
fn archiving_a_list_waits_for_a_start_that_names_it() {
    archiving_waits_for("start", |tx, workflow| {
        workflows::start(tx, workflow, 1, &change(4)).map(drop)
    });
}

#[test]
fn whoever_erases_sees_a_bad_line_that_is_just_being_kept() {
    let cluster = Cluster::start();
    let url = cluster.create_database("line");
    let observer = Client::connect(&url, NoTls).unwrap();
    block_on(async {
        let fixture = Fixture::open(StorageOptions::new(Database::Postgres { url })).await;
        let list = insert_list(&fixture, "Countries", "countries").await.id;
        let id = ImportId::new(&CountingIds::starting_at(1), at(0));
        let new = NewImport { id, list, bytes_total: None, started_at: at(5), started_by: ann() };
        fixture.write(move |tx| lists::begin_import(tx, &new)).await;
        let (value, detail, code) = ("ada".to_owned(), String::new(), "x".to_owned());
        let bad = vec![BadLine { line: 1, value, code, detail }];
        let chunk = Chunk { items: Vec::new(), bad, lines: 1, bytes: 4, digest: None, at: at(6) };
        let attempt = Attempt { import: id, number: 1 };
        let found = one_after_the_other(
            (&fixture, observer),
            move |tx| lists::stage_import(tx, attempt, &chunk).map(drop),
            move |tx| {
                lists::lock(tx, list)?;
                lists::find_bad_lines(tx, list, &FoundLines::default(), |text| text == "ada")
            },
        );
        assert_eq!(found.await.count(), 1);
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
        "postgres://pointsman@%2Fnowhere,{}/several?target_session_attrs=read-write",
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

/// As after a failover, when the old primary lives on as a standby.
#[test]
fn a_database_that_takes_no_writes_any_more_is_left() {
    let cluster = Cluster::start();
    let url = cluster.create_database("demoted");
    let mut other = Client::connect(&url, NoTls).unwrap();
    let mut options = StorageOptions::new(Database::Postgres { url });
    (options.writers, options.readers) = (1, 1);
    let fixture = block_on(Fixture::open(options));
    let add = |name: &'static str| {
        let new = member(name);
        block_on(fixture.storage.write(move |tx| members::add(tx, &new)))
    };
    add("ann@example.com").unwrap();
    other.batch_execute("ALTER DATABASE demoted SET default_transaction_read_only = on").unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = 'demoted' AND pid <> pg_backend_pid()";
    other.query(cut, &[]).unwrap();
    for _ in 0..2 {
        let refused = add("bob@example.com");
        assert!(matches!(refused, Err(StorageError::Unavailable { .. })), "{refused:?}");
    }
    // The connection stays what it is; only a new one takes writes again.
    other.batch_execute("ALTER DATABASE demoted RESET default_transaction_read_only").unwrap();
    add("bob@example.com").unwrap();
    assert_eq!(block_on(fixture.read(members::count)), 2);
    block_on(fixture.storage.close());
}

/// The database ends a transaction that does nothing for too long, and its connection.
#[test]
fn a_connection_that_lay_idle_for_too_long_is_replaced() {
    let cluster = Cluster::start();
    let url = cluster.create_database("idle");
    let mut other = Client::connect(&url, NoTls).unwrap();
    let mut options = StorageOptions::new(Database::Postgres { url });
    (options.writers, options.readers) = (1, 1);
    let fixture = block_on(Fixture::open(options));
    let limit = "ALTER DATABASE idle SET idle_in_transaction_session_timeout =";
    other.batch_execute(&format!("{limit} 200")).unwrap();
    let left = "SELECT COUNT(*) FROM pg_stat_activity \
                WHERE datname = 'idle' AND state = 'idle in transaction'";
    let idle = fixture.storage.write(move |tx| {
        members::count(tx)?;
        while other.query_one(left, &[]).unwrap().get::<_, i64>(0) > 0 {}
        other.batch_execute(&format!("{limit} 0")).unwrap();
        members::count(tx)
    });
    let refused = block_on(idle);
    assert!(matches!(refused, Err(StorageError::Unavailable { .. })), "{refused:?}");
    assert_eq!(block_on(fixture.write(members::count)), 0);
    block_on(fixture.storage.close());
}

/// `pg_dump` copies the log with the old server's numbers of transactions.
#[test]
fn a_log_that_another_server_wrote_is_refused() {
    let cluster = Cluster::start();
    let url = cluster.create_database("dumped");
    let mut other = Client::connect(&url, NoTls).unwrap();
    let options = StorageOptions::new(Database::Postgres { url });
    block_on(async {
        let fixture = Fixture::open(options.clone()).await;
        fixture.write(|tx| events::append(tx, &[event("test.first", None)])).await;
        fixture.storage.close().await;
        fixture.reopen(|_| {}).await.storage.close().await;
    });
    other.batch_execute("UPDATE events SET mark = mark + 1000000000").unwrap();
    let refused = block_on(Storage::open(&options, OPENED)).err().expect("it is refused");
    assert!(refused.to_string().contains("pointsman restore"), "{refused}");
    // What the message advises is possible.
    block_on(async {
        let storage = Storage::open_to_read(&options).await.unwrap();
        let header = Header::new("0.1.0", OPENED);
        let (_, contents) =
            backup::write(&storage, Vec::new(), header, Arc::new(|_| {})).await.unwrap();
        assert!(contents.tables.iter().any(|table| table.table == "events" && table.rows == 1));
        storage.close().await;
    });
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

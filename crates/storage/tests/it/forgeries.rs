//! Whoever can write to the database forges the record in every way that we could think of; each is found.

use pointsman_storage::audit::{Action, Fault, Harm, Head, NewEntry, Personal, Subject};
use pointsman_storage::{Database, StorageOptions};
use postgres::{Client, NoTls};
use tempfile::TempDir;

use crate::cluster::Cluster;
use crate::databases::{Fixture, block_on};
use crate::fixtures::{item_id, list_id, new_entry};
use crate::scenarios::audit::{append, verify};

/// Entries of every record that is forged; more than one step of the check.
const ENTRIES: i64 = 20;

struct Forgery {
    name: &'static str,
    /// What the forger does, in words of both databases.
    statements: &'static str,
    /// What the check finds by itself.
    alone: Option<Fault>,
    /// What it finds when the head was kept elsewhere.
    against: Option<Fault>,
}

const fn found(name: &'static str, statements: &'static str, fault: Fault) -> Forgery {
    Forgery { name, statements, alone: Some(fault), against: Some(fault) }
}

const FORGERIES: [Forgery; 17] = [
    found(
        "other_details",
        "UPDATE audit_entries SET details = '{\"after\":{\"n\":8}}' WHERE seq = 7",
        Fault::Changed { seq: 7 },
    ),
    found(
        "other_actor",
        "UPDATE audit_entries SET actor_id = 'system' WHERE seq = 1",
        Fault::Changed { seq: 1 },
    ),
    found(
        "other_moment",
        "UPDATE audit_entries SET at = at - 1 WHERE seq = 20",
        Fault::Changed { seq: 20 },
    ),
    found(
        "other_hash",
        "UPDATE audit_entries SET hash = (SELECT hash FROM audit_entries WHERE seq = 3) WHERE seq = 7",
        Fault::Changed { seq: 7 },
    ),
    found("deleted", "DELETE FROM audit_entries WHERE seq = 9", Fault::Missing { seq: 9 }),
    found("first_deleted", "DELETE FROM audit_entries WHERE seq = 1", Fault::Missing { seq: 1 }),
    found(
        "deleted_and_renumbered",
        "DELETE FROM audit_entries WHERE seq = 9; UPDATE audit_entries SET seq = -seq WHERE seq > 9;
         UPDATE audit_entries SET seq = -seq - 1 WHERE seq < 0; UPDATE audit_head SET seq = 19",
        Fault::Changed { seq: 9 },
    ),
    found(
        "swapped",
        "UPDATE audit_entries SET seq = -1 WHERE seq = 5; UPDATE audit_entries SET seq = 5 WHERE seq = 16;
         UPDATE audit_entries SET seq = 16 WHERE seq = -1",
        Fault::OutOfOrder { seq: 5, found_at: 16 },
    ),
    found(
        "swapped_neighbours",
        "UPDATE audit_entries SET seq = -1 WHERE seq = 5; UPDATE audit_entries SET seq = 5 WHERE seq = 6;
         UPDATE audit_entries SET seq = 6 WHERE seq = -1",
        Fault::OutOfOrder { seq: 5, found_at: 6 },
    ),
    found(
        "put_in_front",
        "UPDATE audit_entries SET seq = 0 WHERE seq = 20; UPDATE audit_head SET seq = 19",
        Fault::Stray { seq: 0 },
    ),
    found(
        "truncated",
        "DELETE FROM audit_entries WHERE seq > 15",
        Fault::Truncated { seq: 16, head: 20 },
    ),
    Forgery {
        name: "truncated_with_its_head",
        statements: "DELETE FROM audit_entries WHERE seq > 15;
            UPDATE audit_head SET seq = 15, hash = (SELECT hash FROM audit_entries WHERE seq = 15)",
        alone: None,
        against: Some(Fault::Truncated { seq: 16, head: 20 }),
    },
    found(
        "head_moved_back",
        "UPDATE audit_head SET seq = 15, hash = (SELECT hash FROM audit_entries WHERE seq = 15)",
        Fault::Head { head: 15, last: 20 },
    ),
    found("head_deleted", "DELETE FROM audit_head", Fault::NoHead),
    found(
        "other_value",
        "UPDATE audit_personal SET what = '{\"after\":{\"value\":\"other\"}}' WHERE seq = 8",
        Fault::What { seq: 8, how: Harm::Changed },
    ),
    found(
        "value_removed",
        "UPDATE audit_personal SET what = NULL, what_salt = NULL WHERE seq = 8",
        Fault::What { seq: 8, how: Harm::Removed },
    ),
    found(
        "all_personal_removed",
        "DELETE FROM audit_personal WHERE seq = 8",
        Fault::Who { seq: 8, how: Harm::Removed },
    ),
];

async fn record(options: &StorageOptions) -> (Fixture, Head) {
    let fixture = Fixture::open(options.clone()).await;
    let list = list_id();
    let mut head = Head::EMPTY;
    for n in 1..=ENTRIES {
        let entry = new_entry(n, Action::ListItemAdded, Subject::Item(list, item_id()));
        let personal = Personal::none().after("value", format!("203.0.113.{n}"));
        head = append(&fixture, NewEntry { personal, ..entry }).await;
    }
    assert_eq!(verify(&fixture, Some(head)).await.fault, None, "before it is forged");
    (fixture, head)
}

fn check(options: &StorageOptions, forgery: &Forgery, forge: impl FnOnce(&str)) {
    let (fixture, head) = block_on(record(options));
    forge(forgery.statements);
    let alone = block_on(verify(&fixture, None));
    assert_eq!(alone.fault, forgery.alone, "{}", forgery.name);
    let against = block_on(verify(&fixture, Some(head)));
    assert_eq!(against.fault, forgery.against, "{} against the head", forgery.name);
    block_on(fixture.storage.close());
}

#[test]
fn every_forgery_is_found_on_sqlite() {
    for forgery in &FORGERIES {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("pointsman.db");
        let options = StorageOptions::new(Database::Sqlite { path: path.clone() });
        check(&options, forgery, |statements| {
            rusqlite::Connection::open(&path).unwrap().execute_batch(statements).unwrap();
        });
    }
}

#[test]
fn every_forgery_is_found_on_postgres() {
    let cluster = Cluster::start();
    for forgery in &FORGERIES {
        let url = cluster.create_database(forgery.name);
        let mut options = StorageOptions::new(Database::Postgres { url: url.clone() });
        (options.readers, options.writers) = (1, 1);
        check(&options, forgery, |statements| {
            Client::connect(&url, NoTls).unwrap().batch_execute(statements).unwrap();
        });
    }
}

/// Somebody who can compute hashes rewrites everything: only a head that was kept elsewhere tells.
#[test]
fn a_record_that_was_written_anew_is_found_with_its_head() {
    let folder = TempDir::new().unwrap();
    let options = |name| {
        let path = folder.path().join(name);
        StorageOptions::new(Database::Sqlite { path })
    };
    let (honest, head) = block_on(record(&options("honest.db")));
    let (forged, _) = block_on(record(&options("forged.db")));
    assert_eq!(block_on(verify(&forged, None)).fault, None);
    let fault = block_on(verify(&forged, Some(head))).fault;
    assert_eq!(fault, Some(Fault::Rewritten { seq: ENTRIES }));
    block_on(honest.storage.close());
    block_on(forged.storage.close());
}

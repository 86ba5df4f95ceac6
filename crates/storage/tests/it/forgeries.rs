//! Whoever can write to the database forges the record in every way that we could think of; each is found.

use pointsman_domain::ids::{CountingIds, MemberId};
use pointsman_storage::audit::{
    Action, Erasable, Fault, Harm, Head, NewEntry, Personal, Subject, erase_personal,
};
use pointsman_storage::{Database, StorageOptions};
use postgres::{Client, NoTls};
use tempfile::TempDir;

use crate::cluster::Cluster;
use crate::databases::{Fixture, block_on};
use crate::fixtures::{at, inquiry_id, insert_inquiry, item_id, list_id, new_entry, new_inquiry};
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

const FORGERIES: [Forgery; 23] = [
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
    found(
        "who_marked_erased",
        "UPDATE audit_personal SET who = NULL, who_salt = NULL, who_erased_at = 1 WHERE seq > 18",
        Fault::Who { seq: 19, how: Harm::Removed },
    ),
    found(
        "value_marked_erased",
        "UPDATE audit_personal SET what = NULL, what_salt = NULL, what_erased_at = 1 WHERE seq = 8",
        Fault::What { seq: 8, how: Harm::Removed },
    ),
    found(
        "member_marked_erased",
        "UPDATE audit_personal SET what = NULL, what_salt = NULL, what_erased_at = 1 WHERE seq = 2",
        Fault::What { seq: 2, how: Harm::Removed },
    ),
    // What an honest erasing says about one item or inquiry hides nothing else, and nothing that came later.
    found(
        "other_item_marked_erased",
        "UPDATE audit_personal SET what = NULL, what_salt = NULL, what_erased_at = 1 WHERE seq = 9",
        Fault::What { seq: 9, how: Harm::Removed },
    ),
    found(
        "comment_marked_erased",
        "UPDATE audit_personal SET what = NULL, what_salt = NULL, what_erased_at = 1 WHERE seq = 15",
        Fault::What { seq: 15, how: Harm::Removed },
    ),
    found(
        "present_inquiry_said_to_be_an_example",
        "UPDATE audit_personal SET what = NULL, what_salt = NULL, what_erased_at = 1 WHERE seq = 13",
        Fault::What { seq: 13, how: Harm::Removed },
    ),
];

async fn record(options: &StorageOptions) -> (Fixture, Head) {
    let fixture = Fixture::open(options.clone()).await;
    let present = insert_inquiry(&fixture, new_inquiry(1)).await.id;
    let (list, item, gone, erased) = (list_id(), item_id(), inquiry_id(), inquiry_id());
    let member = MemberId::new(&CountingIds::starting_at(7), at(0));
    let mut head = Head::EMPTY;
    for n in 1..=ENTRIES {
        let (action, subject) = match n {
            2 => (Action::MemberCreated, Subject::Member(member)),
            3 | 4 => (Action::ListItemAdded, Subject::Item(list, item)),
            5 => (Action::ListItemErased, Subject::Item(list, item)),
            10 | 15 => (Action::InquiryApproved, Subject::Inquiry(erased)),
            11 => (Action::InquiryErased, Subject::Inquiry(erased)),
            12 => (Action::InquiryApproved, Subject::Inquiry(gone)),
            13 => (Action::InquiryApproved, Subject::Inquiry(present)),
            14 => (Action::ExampleRemoved, Subject::Workspace),
            _ => (Action::ListItemAdded, Subject::Item(list, item_id())),
        };
        let personal = match action {
            Action::ListItemErased | Action::InquiryErased | Action::ExampleRemoved => {
                Personal::none()
            }
            _ => Personal::none().after("value", format!("203.0.113.{n}")),
        };
        head = append(&fixture, NewEntry { personal, ..new_entry(n, action, subject) }).await;
    }
    // Honest erasures are no faults, whatever else is forged.
    let honest = fixture.write(move |tx| {
        Ok(erase_personal(tx, Erasable::Item(item), at(30))?
            + erase_personal(tx, Erasable::Inquiry(gone), at(30))?)
    });
    assert_eq!(honest.await, 3);
    let honest = verify(&fixture, Some(head)).await;
    assert_eq!((honest.fault, honest.erased), (None, 3), "before it is forged");
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

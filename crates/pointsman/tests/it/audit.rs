//! `pointsman audit`: the record is read beside a running server, and what is wrong with it is told.

use std::fs;

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::process::{Running, pointsman};

const DATABASE: &str = "pointsman-data/pointsman.sqlite3";
const KEY: [&str; 6] = ["key", "create", "--name", "vendor", "--role", "integrator"];

fn head(folder: &TempDir) -> String {
    let said = pointsman(folder, &["audit", "head"], "");
    assert_eq!(said.code, Some(0), "{}", said.err);
    said.out.trim().to_owned()
}

fn verify(folder: &TempDir, more: &[&str]) -> (Option<i32>, Value) {
    let words = [&["audit", "verify", "--json"], more].concat();
    let said = pointsman(folder, &words, "");
    assert_eq!(said.err, "", "no progress bar without a terminal");
    (said.code, serde_json::from_str(&said.out).expect("JSON"))
}

fn forge(folder: &TempDir, statements: &str) {
    let raw = rusqlite::Connection::open(folder.path().join(DATABASE)).expect("the database");
    raw.execute_batch(statements).expect("a forgery");
}

#[test]
fn changes_on_the_command_line_are_recorded_and_the_record_is_whole() {
    let folder = tempdir().expect("a folder");
    for _ in 0..3 {
        assert_eq!(pointsman(&folder, &KEY, "").code, Some(0));
    }
    let kept = head(&folder);
    assert!(kept.starts_with("3:") && kept.len() == 66, "{kept}");
    let before = fs::read(folder.path().join(DATABASE)).expect("the database");
    let whole = json!({"whole": true, "entries": 3, "erased": 0, "head": kept, "fault": null});
    assert_eq!(verify(&folder, &["--against", &kept]), (Some(0), whole));
    let said = pointsman(&folder, &["audit", "verify"], "");
    assert_eq!(said.out, format!("the record is whole: 3 entries, head {kept}\n"));
    let json = pointsman(&folder, &["audit", "head", "--json"], "");
    let json: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json, json!({"entries": 3, "head": kept}));
    let after = fs::read(folder.path().join(DATABASE)).expect("the database");
    assert!(before == after, "looking at the record has changed the database");
}

#[test]
fn a_running_server_does_not_mind() {
    let folder = tempdir().expect("a folder");
    assert_eq!(pointsman(&folder, &KEY, "").code, Some(0));
    let kept = head(&folder);
    let server = Running::start(&folder, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(verify(&folder, &["--against", &kept]).0, Some(0));
    // The server writes as before, and the command line sees what it writes.
    assert_eq!(pointsman(&folder, &KEY, "").code, Some(0));
    let (code, said) = verify(&folder, &["--against", &kept]);
    assert_eq!((code, &said["entries"]), (Some(0), &json!(2)));
    assert_eq!(server.call("GET", "/healthz", "", "").0, 200);
}

#[test]
fn what_is_wrong_is_told_with_exit_code_1() {
    let folder = tempdir().expect("a folder");
    for _ in 0..4 {
        assert_eq!(pointsman(&folder, &KEY, "").code, Some(0));
    }
    let kept = head(&folder);
    forge(&folder, "UPDATE audit_entries SET action = 'key.revoked' WHERE seq = 2");
    let (code, said) = verify(&folder, &[]);
    assert_eq!((code, &said["whole"], &said["entries"]), (Some(1), &json!(false), &json!(1)));
    assert_eq!((&said["fault"]["kind"], &said["fault"]["seq"]), (&json!("changed"), &json!(2)));
    let said = pointsman(&folder, &["audit", "verify"], "");
    assert_eq!(said.code, Some(1));
    assert!(said.out.starts_with("the record is not whole: entry 2 was changed"), "{}", said.out);
    forge(
        &folder,
        "UPDATE audit_entries SET action = 'key.created' WHERE seq = 2;
         DELETE FROM audit_entries WHERE seq = 4;
         UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit_entries WHERE seq = 3)",
    );
    assert_eq!(verify(&folder, &[]).0, Some(0), "a shortened record is whole by itself");
    let (code, said) = verify(&folder, &["--against", &kept]);
    assert_eq!((code, &said["fault"]["kind"]), (Some(1), &json!("truncated")));
}

#[test]
fn misuse_and_trouble_are_told_apart() {
    let folder = tempdir().expect("a folder");
    let said = pointsman(&folder, &["audit", "verify", "--against", "4711"], "");
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert!(said.err.contains("`4711` is not a head"), "{}", said.err);
    let said = pointsman(&folder, &["audit", "verify", "--data", "nowhere"], "");
    assert_eq!(said.code, Some(3), "{}", said.err);
    assert!(said.err.contains("nowhere"), "{}", said.err);
    assert!(!folder.path().join("nowhere").exists(), "nothing is made");
    let old = folder.path().join("pointsman-data");
    fs::create_dir(&old).expect("a folder");
    forge(
        &folder,
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY);
         INSERT INTO schema_migrations (version) VALUES (1)",
    );
    let said = pointsman(&folder, &["audit", "head"], "");
    assert_eq!(said.code, Some(3), "{}", said.err);
    assert!(said.err.contains("schema 1") && said.err.contains("start the server"), "{}", said.err);
}

//! `pointsman backup`, `restore` and `migrate-store`: beside a server that takes inquiries, into a new folder that is
//! served, and from folder to folder; and what is refused.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::process::{Running, Said, pointsman};

const DEMO: [&str; 7] =
    ["demo", "--listen", "127.0.0.1:0", "--data", "example", "--inquiries", "300"];
const BACKUP: [&str; 5] = ["backup", "a.backup", "--json", "--data", "example"];
const BODY: &str = r#"{"fields": {"name_last": "Ünal"}, "attributes": {"age": 33}}"#;

fn run(folder: &TempDir, words: &[&str]) -> Said {
    let said = pointsman(folder, words, "");
    assert_eq!(said.code, Some(0), "{words:?}: {}", said.err);
    said
}

fn json(folder: &TempDir, words: &[&str]) -> Value {
    serde_json::from_str(&run(folder, words).out).expect("JSON")
}

/// Creates and completes one inquiry and gives its id.
fn decide(server: &Running, header: &str) -> String {
    let (status, body) = server.call("POST", "/v1/inquiries", header, BODY);
    assert_eq!(status, 201, "{body}");
    let created: Value = serde_json::from_str(&body).expect("JSON");
    let id = created["id"].as_str().expect("an id").to_owned();
    let (status, body) = server.call("POST", &format!("/v1/inquiries/{id}/complete"), header, "{}");
    assert_eq!(status, 200, "{body}");
    id
}

#[test]
fn a_backup_beside_a_busy_server_is_one_moment_and_goes_on_elsewhere() {
    let folder = tempdir().expect("a folder");
    let mut server = Running::start(&folder, &DEMO);
    server.wait_for("Password");
    let words = ["key", "create", "--name", "b", "--role", "administrator", "--data", "example"];
    let header = format!("Authorization: Bearer {}\r\n", run(&folder, &words).out.trim());
    let before = decide(&server, &header);
    let is_done = AtomicBool::new(false);
    let (written, decided) = thread::scope(|scope| {
        let backup = scope.spawn(|| {
            let written = pointsman(&folder, &BACKUP, "");
            is_done.store(true, Ordering::SeqCst);
            written
        });
        let mut decided = Vec::new();
        while !is_done.load(Ordering::SeqCst) || decided.is_empty() {
            decided.push(decide(&server, &header));
        }
        (backup.join().expect("it ends"), decided)
    });
    assert_eq!(written.code, Some(0), "{}", written.err);
    let written: Value = serde_json::from_str(&written.out).expect("JSON");
    let mode = fs::metadata(folder.path().join("a.backup")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "personal data is its owner's alone");
    let after = decide(&server, &header);

    let restored = json(&folder, &["restore", "a.backup", "--json", "--data", "new"]);
    assert_eq!(restored["tables"], written["tables"]);
    for words in [["audit", "verify", "--data", "new"], ["replay", "--all", "--data", "new"]] {
        run(&folder, &words);
    }
    let new = Running::start(&folder, &["serve", "--listen", "127.0.0.1:0", "--data", "new"]);
    // The key works there too; what came in while the backup ran is there to a certain point.
    let is_there = |id: &String| {
        let (status, body) = new.call("GET", &format!("/v1/inquiries/{id}"), &header, "");
        assert!(status == 404 || body.contains("\"completed_at\""), "{status} {body}");
        status == 200
    };
    assert!(is_there(&before) && !is_there(&after));
    let there: Vec<bool> = decided.iter().map(is_there).collect();
    assert!(there.is_sorted_by(|a, b| a >= b), "no later one without an earlier one: {there:?}");
    decide(&new, &header);
    assert!(new.stop().success() && server.stop().success());
    run(&folder, &["audit", "verify", "--data", "new"]);

    let moved = json(&folder, &["migrate-store", "--to", "moved", "--json", "--data", "new"]);
    run(&folder, &["backup", "b.backup", "--data", "new"]);
    let again = json(&folder, &["restore", "b.backup", "--json", "--data", "again"]);
    assert_eq!(moved["tables"], again["tables"]);
    run(&folder, &["replay", "--all", "--data", "moved"]);
}

#[test]
fn what_cannot_be_is_told() {
    let folder = tempdir().expect("a folder");
    run(&folder, &["key", "create", "--name", "x", "--role", "integrator", "--data", "d"]);
    run(&folder, &["backup", "a", "--data", "d"]);
    let whole = fs::read(folder.path().join("a")).expect("a file");
    fs::write(folder.path().join("cut"), &whole[..whole.len() / 2]).expect("a file");
    for (words, code, told) in [
        (vec!["backup", "a", "--data", "d"], 2, "--force"),
        (vec!["backup", "a", "--data", "elsewhere"], 2, "--force"),
        (vec!["backup", "b", "--data", "elsewhere"], 3, "elsewhere"),
        (vec!["backup", "missing/b", "--data", "d"], 3, "missing/b"),
        (vec!["restore", "b", "--data", "e"], 3, "`b`"),
        (vec!["restore", "cut", "--data", "e"], 1, "cut off"),
        (vec!["restore", "d/pointsman.sqlite3", "--data", "e"], 1, "not a backup"),
        (vec!["restore", "a", "--data", "d"], 2, "1 row in api_keys"),
        (vec!["migrate-store", "--data", "d"], 2, "--to"),
        (vec!["migrate-store", "--to", "d", "--data", "d"], 2, "1 row in api_keys"),
        (
            vec!["migrate-store", "--to", "postgres:///x?host=/nowhere", "--data", "d"],
            3,
            "cannot move there",
        ),
    ] {
        let said = pointsman(&folder, &words, "");
        assert_eq!((said.code, said.out.as_str()), (Some(code), ""), "{words:?}: {}", said.err);
        assert!(said.err.contains(told), "{words:?}: {}", said.err);
    }
    assert!(!folder.path().join("e").exists(), "a bad file makes nothing");
    assert_eq!(fs::read(folder.path().join("a")).expect("a file"), whole);
    let words = ["backup", "a", "--force", "--data", "d"];
    assert!(run(&folder, &words).out.starts_with("wrote `a`: "));
    let names = fs::read_dir(folder.path()).expect("a folder");
    assert_eq!(names.count(), 3, "nothing unfinished is left: a, cut, d");
}

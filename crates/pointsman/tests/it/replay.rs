//! `pointsman replay`: every run of an example agrees, beside a running server, before and after erasing; and a run
//! whose record, attributes or rules were changed is found.

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::process::{Running, pointsman};

const DATABASE: &str = "example/pointsman.sqlite3";
const DEMO: [&str; 7] =
    ["demo", "--listen", "127.0.0.1:0", "--data", "example", "--inquiries", "300"];
/// Inquiries that are erased.
const ERASED: usize = 100;

fn replay(folder: &TempDir, which: &str) -> (Option<i32>, Value) {
    let said = pointsman(folder, &["replay", which, "--json", "--data", "example"], "");
    assert_eq!(said.err, "", "no progress bar without a terminal");
    (said.code, serde_json::from_str(&said.out).expect("JSON"))
}

fn everything_agrees(folder: &TempDir) -> u64 {
    let (code, said) = replay(folder, "--all");
    assert_eq!((code, &said["disagreeing"]), (Some(0), &json!([])), "{said}");
    assert_eq!(said["runs"], said["agreeing"]);
    said["runs"].as_u64().expect("a count")
}

fn column(database: &Connection, query: &str) -> Vec<String> {
    let mut statement = database.prepare(query).expect("a query");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.map(|row| row.expect("a text")).collect()
}

/// Erases through the API of the running server.
fn erase(folder: &TempDir, server: &Running, ids: &[String]) {
    let key = ["key", "create", "--name", "e", "--role", "administrator", "--data", "example"];
    let said = pointsman(folder, &key, "");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let header = format!("Authorization: Bearer {}\r\n", said.out.trim());
    for id in ids {
        let (status, body) = server.call("DELETE", &format!("/v1/inquiries/{id}"), &header, "");
        assert_eq!(status, 200, "{body}");
    }
}

#[test]
fn every_run_agrees_and_damage_is_found() {
    let folder = tempdir().expect("a folder");
    let mut server = Running::start(&folder, &DEMO);
    server.wait_for("Password");
    let runs = everything_agrees(&folder);
    assert!(runs > 200, "only {runs} runs");
    let database = Connection::open(folder.path().join(DATABASE)).expect("the database");
    let ids = column(
        &database,
        &format!("SELECT id FROM inquiries WHERE status = 'approved' LIMIT {ERASED}"),
    );
    assert_eq!(ids.len(), ERASED);
    erase(&folder, &server, &ids);
    assert_eq!(everything_agrees(&folder), runs);
    assert!(server.stop().success());
    let said = pointsman(&folder, &["compact", "--data", "example"], "");
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""), "{}", said.err);
    assert_eq!(everything_agrees(&folder), runs);

    // A changed rule changes every run of its version.
    let (workflow, version): (String, i64) = database
        .query_row("SELECT workflow_id, version FROM runs LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a run");
    let text =
        "UPDATE versions SET document = document || ' ' WHERE workflow_id = ?1 AND number = ?2";
    database.execute(text, (&workflow, version)).expect("a change");
    let of_version = "SELECT COUNT(*) FROM runs WHERE workflow_id = ?1 AND version = ?2";
    let affected: i64 =
        database.query_row(of_version, (&workflow, version), |row| row.get(0)).expect("a count");
    let (code, said) = replay(&folder, "--all");
    assert_eq!((code, said["runs"].as_u64()), (Some(1), Some(runs)));
    let told = said["disagreeing"].as_array().expect("an array").iter();
    let changed = told.filter(|run| run["differences"][0]["what"] == "text").count();
    assert_eq!(i64::try_from(changed).ok(), Some(affected));
    let restored =
        "UPDATE versions SET document = RTRIM(document) WHERE workflow_id = ?1 AND number = ?2";
    database.execute(restored, (&workflow, version)).expect("a change");
    assert_eq!(everything_agrees(&folder), runs);
    damage(&folder, &database);
}

/// Changes one thing of each of some runs; each is found, alone and among all, and nothing else is.
fn damage(folder: &TempDir, database: &Connection) {
    let of = |set: &str| {
        format!(
            "UPDATE completions SET {set} WHERE order_no = (SELECT order_no FROM runs WHERE id = ?1)"
        )
    };
    let one_run =
        "SELECT id FROM runs GROUP BY order_no HAVING COUNT(*) = 1 ORDER BY run_no LIMIT 6";
    let runs = column(database, one_run);
    let cases = [
        ("UPDATE runs SET trace_digest = zeroblob(32) WHERE id = ?1".to_owned(), "trace_digest"),
        ("UPDATE runs SET route = 'rt_never' WHERE id = ?1".to_owned(), "route"),
        (
            "UPDATE runs SET outcome = 'do_nothing', actions = '[\"do_nothing\"]' WHERE id = ?1"
                .to_owned(),
            "actions",
        ),
        (of("attributes = '{\"values\":{},\"list_matches\":[]}'"), "trace_digest"),
        (of("attributes = '{'"), "unreadable"),
        ("UPDATE runs SET trace_digest = x'00' WHERE id = ?1".to_owned(), "unreadable"),
    ];
    assert_eq!(runs.len(), cases.len());
    for (run, (statement, what)) in runs.iter().zip(&cases) {
        assert_eq!(
            replay(folder, run),
            (Some(0), json!({"run": run, "agrees": true, "differences": []}))
        );
        assert_eq!(database.execute(statement, [run]).expect("a change"), 1, "{statement}");
        let (code, said) = replay(folder, run);
        assert_eq!((code, &said["agrees"]), (Some(1), &json!(false)), "{statement}");
        let told = said["differences"].as_array().expect("an array");
        assert!(told.iter().any(|told| told["what"] == *what), "{statement}: {said}");
    }
    let (code, said) = replay(folder, "--all");
    let told = said["disagreeing"].as_array().expect("an array").iter();
    let mut told: Vec<String> =
        told.map(|run| run["run"].as_str().expect("an id").to_owned()).collect();
    let mut damaged = runs;
    told.sort_unstable();
    damaged.sort_unstable();
    assert_eq!((code, told), (Some(1), damaged));
    let said = pointsman(folder, &["replay", "--all", "--data", "example"], "");
    assert!(said.out.contains("6 of ") && said.out.contains("do not agree"), "{}", said.out);
    assert!(said.out.contains("recorded `rt_never`, replayed `"), "{}", said.out);
}

#[test]
fn misuse_is_told() {
    let folder = tempdir().expect("a folder");
    assert_eq!(
        pointsman(&folder, &["key", "create", "--name", "x", "--role", "integrator"], "").code,
        Some(0)
    );
    let nothing = "run_01h45ytscbebyvny4gc8cr8ma2";
    for (words, code, told) in [
        (vec!["replay"], 2, "--all"),
        (vec!["replay", nothing, "--all"], 2, "--all"),
        (vec!["replay", "first"], 2, "first"),
        (vec!["replay", nothing], 2, "there is no run"),
        (vec!["replay", "--all", "--data", "elsewhere"], 3, "elsewhere"),
    ] {
        let said = pointsman(&folder, &words, "");
        assert_eq!((said.code, said.out.as_str()), (Some(code), ""), "{words:?}: {}", said.err);
        assert!(said.err.contains(told), "{words:?}: {}", said.err);
    }
    assert!(!folder.path().join("elsewhere").exists(), "looking makes nothing");
    let said = pointsman(&folder, &["replay", "--all", "--json"], "");
    let said: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!((&said["runs"], &said["disagreeing"]), (&json!(0), &json!([])));
}

//! How SQLite goes about them.

use pointsman_storage::{Database, StorageOptions};
use rusqlite::Connection;
use tempfile::TempDir;

use super::calls::list_everything;
use super::{FAULTY, LARGE, ON_SQLITE, gather, gathered};
use crate::contract::SCENARIOS;
use crate::databases::{Fixture, block_on, on_sqlite_in_memory};

fn words(statement: &str) -> Vec<&str> {
    statement
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty() && *word != "AS")
        .collect()
}

/// Whether `name` in `statement` is a large table, or what the statement calls one.
fn is_large(name: &str, statement: &str) -> bool {
    let calls = |pair: &[&str]| LARGE.contains(&pair[0]) && pair[1] == name;
    LARGE.contains(&name) || words(statement).windows(2).any(calls)
}

/// Whether a statement reads a large table.
fn reads_large(statement: &str) -> bool {
    let reads = |pair: &[&str]| ["FROM", "JOIN"].contains(&pair[0]) && LARGE.contains(&pair[1]);
    words(statement).windows(2).any(reads)
}

/// Whether a step of a plan reads a large table from one end to the other. The listing of everything may begin at
/// the end of the index that gives its order: it stops at the limit.
fn is_full_scan(step: &str, statement: &str) -> bool {
    let Some(rest) = step.strip_prefix("SCAN ") else { return false };
    let table = rest.split(' ').next().unwrap_or_default();
    let asks_for_everything = statement.contains("WHERE 1 = 1 ORDER BY")
        || statement.contains(
            "WHERE e.subject_kind NOT IN ('workflow', 'workflow_order', 'invariant') ORDER BY",
        );
    // What is common is met soon; see `inquiries::Bounds`.
    let walks = statement.contains("i.last_name_folded >=") && step.contains("inquiries_by_time");
    let in_order = ["inquiries_by_time", "audit_entries_by_time", "audit_entries_beside_workflows"]
        .iter()
        .any(|index| rest.contains(&format!("USING INDEX {index}")));
    is_large(table, statement) && !(asks_for_everything && in_order) && !walks
}

/// Whether a step sorts rows although a limit follows. What a search found, the few runs of one inquiry, and
/// counts may be sorted.
fn sorts_what_grows(step: &str, statement: &str) -> bool {
    let few = ["UNION SELECT", "AS few CROSS JOIN", "WHERE i.id = ?1", "GROUP BY"];
    step.contains("TEMP B-TREE")
        && statement.contains("LIMIT")
        && reads_large(statement)
        && !few.iter().any(|text| statement.contains(text))
}

/// Counts over days, and of what is open, read an index and nothing else: at a million rows, a look at each costs seconds.
const COUNTED_FROM: [(&str, &str); 3] = [
    ("COUNT(*) AS runs", "COVERING INDEX runs_by_workflow"),
    ("COUNT(*) AS inquiries", "COVERING INDEX inquiries_decided"),
    ("COUNT(*) AS open", "COVERING INDEX inquiries_open"),
];

fn faults_of(raw: &Connection, statement: &str) -> Vec<String> {
    let mut explain = raw.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
    let mut steps = explain.raw_query();
    let (mut faults, mut whole) = (Vec::new(), String::new());
    while let Some(step) = steps.next().unwrap() {
        let step: String = step.get("detail").unwrap();
        if is_full_scan(&step, statement) || sorts_what_grows(&step, statement) {
            faults.push(format!("{step}\n    in {statement}"));
        }
        whole.push_str(&step);
    }
    if statement.contains("AS few CROSS JOIN runs k")
        && !whole.contains("SEARCH k USING INDEX sqlite_autoindex_runs_2 (order_no=?")
    {
        faults.push(format!("not by the inquiry: {whole}\n    in {statement}"));
    }
    for (count, index) in COUNTED_FROM {
        if statement.contains(count) && reads_large(statement) && !whole.contains(index) {
            faults.push(format!("not from {index}: {whole}\n    in {statement}"));
        }
    }
    faults
}

#[test]
fn no_statement_scans_a_large_table() {
    gather();
    for (_, scenario) in SCENARIOS {
        on_sqlite_in_memory(*scenario);
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("pointsman.db");
    block_on(async {
        let options = StorageOptions::new(Database::Sqlite { path: path.clone() });
        let fixture = Fixture::open(options).await;
        list_everything(&fixture).await;
        fixture.storage.close().await;
    });
    let raw = Connection::open(path).unwrap();
    let statements = gathered(&ON_SQLITE);
    assert!(statements.len() > 200, "only {} statements were seen", statements.len());
    let few = statements.iter().filter(|text| text.contains("AS few CROSS JOIN runs k")).count();
    assert!(few > 0, "no page began with the few that have a status");
    let faults: Vec<String> =
        statements.iter().flat_map(|statement| faults_of(&raw, statement)).collect();
    for statement in FAULTY {
        assert_ne!(faults_of(&raw, statement), [""; 0], "{statement}");
    }
    assert!(faults.is_empty(), "these read or sort a whole table:\n{}", faults.join("\n"));
}

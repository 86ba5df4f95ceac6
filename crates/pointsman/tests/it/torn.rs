//! Short forms of what `make torture` does for long: over real sockets, with the real binary on real files.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::caller::{Caller, decider, key};
use crate::process::{Running, pointsman};

const WORDS: [&str; 5] = ["serve", "--data", "data", "--listen", "127.0.0.1:0"];
const ROUNDS: u64 = 4;
const CLIENTS: usize = 8;

/// What one client saw of one person: how far the person came, and what was decided, if that was answered.
#[derive(Debug)]
struct Seen {
    key: String,
    inquiry: Option<String>,
    decided: Option<Value>,
}

/// Makes and completes people until the server is gone.
fn until_it_is_gone(caller: &Caller, name: &str, is_over: &AtomicBool) -> Vec<Seen> {
    let mut seen = Vec::new();
    for n in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let key = format!("{name}-{n}");
        let mut person = Seen { key, inquiry: None, decided: None };
        let went_on = one_person(caller, &mut person);
        seen.push(person);
        if went_on.is_none() {
            break;
        }
    }
    seen
}

/// `None` when an answer is missing.
fn one_person(caller: &Caller, person: &mut Seen) -> Option<()> {
    let body = format!(r#"{{"reference_id":"{}"}}"#, person.key);
    let (status, made) = caller.try_call("POST", "/v1/inquiries", Some(&person.key), &body)?;
    assert_eq!(status, 201, "{made}");
    let id = made["id"].as_str().expect("an id").to_owned();
    let path = format!("/v1/inquiries/{id}/complete");
    person.inquiry = Some(id);
    let (status, done) = caller.try_call("POST", &path, Some(&person.key), "{}")?;
    assert_eq!(status, 200, "{done}");
    person.decided = Some(done);
    Some(())
}

fn number(store: &Connection, query: &str) -> i64 {
    store.query_row(query, [], |row| row.get(0)).expect("a number")
}

/// Nothing is there by halves.
fn inspect(folder: &TempDir) {
    let store = Connection::open(folder.path().join("data/pointsman.sqlite3")).expect("a file");
    for halves in [
        "completions c WHERE NOT EXISTS (SELECT 1 FROM runs r WHERE r.order_no = c.order_no)",
        "runs r WHERE NOT EXISTS (SELECT 1 FROM completions c WHERE c.order_no = r.order_no)",
        "runs r JOIN inquiries i ON i.order_no = r.order_no WHERE i.status <> 'approved'",
        "runs r JOIN inquiries i ON i.order_no = r.order_no WHERE 1 <> (SELECT count(*) FROM events e
         WHERE e.inquiry_id = i.id AND e.payload LIKE '%' || r.id || '%')",
        "events e WHERE e.type = 'inquiry.approved' AND NOT EXISTS
         (SELECT 1 FROM runs r WHERE e.payload LIKE '%' || r.id || '%'
          AND r.order_no = (SELECT i.order_no FROM inquiries i WHERE i.id = e.inquiry_id))",
        "(SELECT order_no FROM runs GROUP BY order_no HAVING count(*) > 1)",
    ] {
        assert_eq!(number(&store, &format!("SELECT count(*) FROM {halves}")), 0, "{halves}");
    }
    let integrity: String =
        store.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
    assert_eq!(integrity, "ok");
    let verified = pointsman(folder, &["audit", "verify", "--data", "data"], "");
    assert_eq!(verified.code, Some(0), "{}{}", verified.out, verified.err);
}

#[test]
fn what_was_acknowledged_outlives_kill_9_and_a_repeat_decides_once() {
    let folder = TempDir::new().expect("a folder");
    let key = key(&folder, &["--data", "data"]);
    let mut server = Running::start(&folder, &WORDS);
    decider(&Caller::of(&server, &key));
    for round in 0..ROUNDS {
        let caller = Caller::of(&server, &key);
        let is_over = AtomicBool::new(false);
        let seen: Vec<Seen> = thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|n| {
                    let (caller, is_over, name) = (&caller, &is_over, format!("{round}-{n}"));
                    scope.spawn(move || until_it_is_gone(caller, &name, is_over))
                })
                .collect();
            let began = Instant::now();
            // Each round at another moment.
            while began.elapsed() < Duration::from_millis(60 + 110 * round) {
                thread::yield_now();
            }
            // Dropping the server kills it, as `kill -9` does.
            server.kill();
            is_over.store(true, Ordering::Relaxed);
            clients.into_iter().flat_map(|client| client.join().expect("a client")).collect()
        });
        inspect(&folder);
        server = Running::start(&folder, &WORDS);
        let caller = Caller::of(&server, &key);
        expect_once(&caller, seen);
        inspect(&folder);
    }
}

/// What was answered is there as it was answered; what was not is repeated with its key, and decided once.
fn expect_once(caller: &Caller, seen: Vec<Seen>) {
    let mut outcomes: HashMap<String, Value> = HashMap::new();
    for mut person in seen {
        if let (Some(id), Some(decided)) = (&person.inquiry, &person.decided) {
            let (status, present) = caller.call("GET", &format!("/v1/inquiries/{id}"), "");
            assert_eq!(status, 200, "acknowledged, and lost: {decided}");
            assert_eq!(present["decision"], decided["decision"]);
        } else {
            let id = repeated(caller, &person.key);
            assert!(person.inquiry.is_none_or(|before| before == id), "made twice: {id}");
            person.inquiry = Some(id);
        }
        let id = person.inquiry.expect("made by now");
        let (_, runs) = caller.call("GET", &format!("/v1/runs?inquiry={id}"), "");
        assert_eq!(runs["data"].as_array().map(Vec::len), Some(1), "{runs}");
        assert!(outcomes.insert(id, runs).is_none());
    }
}

/// The id of the person with this key, completed.
fn repeated(caller: &Caller, key: &str) -> String {
    let body = format!(r#"{{"reference_id":"{key}"}}"#);
    let (status, made) =
        caller.try_call("POST", "/v1/inquiries", Some(key), &body).expect("an answer");
    let id = match status {
        201 => made["id"].as_str().expect("an id").to_owned(),
        // It was made, and its answer was not kept.
        409 => {
            assert_eq!(made["code"], "reference_id_taken", "{made}");
            let (_, page) = caller.call("GET", &format!("/v1/inquiries?q={key}"), "");
            page["data"][0]["id"].as_str().expect("an id").to_owned()
        }
        other => panic!("{other}: {made}"),
    };
    let path = format!("/v1/inquiries/{id}/complete");
    let (status, done) = caller.try_call("POST", &path, Some(key), "{}").expect("an answer");
    assert_eq!((status, &done["status"]), (200, &Value::from("approved")), "{done}");
    id
}

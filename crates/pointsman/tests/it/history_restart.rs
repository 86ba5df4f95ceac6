//! Who is on the lists now is known to the next server without asking anybody again.

use std::fs;

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::caller::{Caller, key};
use crate::process::{Running, pointsman};

const SERVE: [&str; 5] = ["serve", "--data", "data", "--listen", "127.0.0.1:0"];

/// Files of a kind, as they lie there.
fn files(folder: &TempDir, kind: &str) -> Vec<String> {
    let entries = fs::read_dir(folder.path().join("data/history")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.starts_with(kind)).collect();
    names.sort();
    names
}

/// How many are on the list now, and of how many nobody knows.
fn on_list(caller: &Caller) -> (Value, Value) {
    let document = json!({"format": 1, "name": "W", "event": "inquiry.completed",
        "routes": [{"id": "rt_on", "name": "On", "then": [{"action": "decline"}],
            "if": {"attribute": "list_matches", "operator": "contains", "value": "nicks"}}],
        "everything_else": [{"action": "approve"}]});
    let body = json!({"document": document}).to_string();
    let answer = caller.done("POST", "/v1/workflows/preview", &body);
    (answer["routes"][0]["count"].clone(), answer["unknown_lists"].clone())
}

/// A server that read its past from files that know of so many lists.
fn restarted(folder: &TempDir, secret: &str, lists: usize) -> (Running, Caller) {
    let mut server = Running::start(folder, &SERVE);
    let line = server.wait_for("history was read from its files");
    assert!(line.contains(&format!("lists={lists}")), "{line}");
    let caller = Caller::of(&server, secret);
    (server, caller)
}

#[test]
fn lists_are_known_after_a_start_and_changes_since_are_seen() {
    let folder = tempdir().unwrap();
    let secret = key(&folder, &["--data", "data"]);
    let server = Running::start(&folder, &SERVE);
    let caller = Caller::of(&server, &secret);
    let list = r#"{"name": "Nicks", "key": "nicks", "type": "text", "field": "nick"}"#;
    let list = caller.done("POST", "/v1/lists", list)["id"].as_str().unwrap().to_owned();
    let items = format!("/v1/lists/{list}/items");
    let item = |caller: &Caller, value: &str| {
        let body = json!({"value": value}).to_string();
        caller.done("POST", &items, &body)["id"].as_str().unwrap().to_owned()
    };
    let three = item(&caller, "n3");
    let lines: Vec<_> = (0..120)
        .map(|number| {
            json!({"status": "completed", "created_at": "2024-01-01T00:00:00Z", "reference_id": format!("r{number}"),
                "completed_at": "2024-01-02T00:00:00Z", "fields": {"nick": format!("n{}", number % 10)},
                "attributes": {"list_matches": []}})
            .to_string()
        })
        .collect();
    let said =
        pointsman(&folder, &["import", "inquiries", "-", "--data", "data"], &lines.join("\n"));
    assert_eq!(said.code, Some(0), "{}", said.out);
    assert_eq!(on_list(&caller), (json!(12), json!(0)));
    assert!(server.stop().success());
    let first = files(&folder, "list-");
    assert_eq!(first.len(), 1);

    let (mut server, caller) = restarted(&folder, &secret, 1);
    assert_eq!(on_list(&caller), (json!(12), json!(0)));
    // Items come and go, somebody is erased, and the server is killed before it writes that down.
    item(&caller, "n4");
    caller.done("DELETE", &format!("{items}/{three}"), "");
    let found = caller.done("GET", "/v1/inquiries?q=r4", "");
    let erased = found["data"][0]["id"].as_str().unwrap();
    caller.done("DELETE", &format!("/v1/inquiries/{erased}"), "");
    assert_eq!(on_list(&caller), (json!(11), json!(1)));
    server.kill();
    assert_eq!(files(&folder, "list-"), first);

    let (server, caller) = restarted(&folder, &secret, 1);
    assert_eq!(on_list(&caller), (json!(11), json!(1)));
    assert!(server.stop().success());
    let second = files(&folder, "list-");
    assert!(second.len() == 1 && second != first, "{second:?}");

    // A file that is damaged costs its list alone.
    fs::write(folder.path().join("data/history").join(&second[0]), "PAR1").unwrap();
    let (server, caller) = restarted(&folder, &secret, 0);
    assert_eq!(on_list(&caller), (json!(11), json!(1)));
    assert!(server.stop().success());
    let (_server, caller) = restarted(&folder, &secret, 1);
    assert_eq!(on_list(&caller), (json!(11), json!(1)));
}

//! A server that is killed while it makes the example leaves no half of it behind: over real sockets, with the real
//! binary.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Running, pointsman};

/// Far more than it takes, so that a hanging program ends the test.
const PATIENCE: Duration = Duration::from_mins(2);

#[test]
fn half_an_example_is_taken_back_and_a_whole_one_can_be_made() {
    let folder = TempDir::new().expect("a folder");
    let words = ["serve", "--data", "data", "--listen", "127.0.0.1:0"];
    // Without an administrator nobody could remove it.
    let ann = ["member", "create", "--name", "Ann", "--email", "ann@example.com", "--role"];
    let ann = [&ann[..], &["administrator", "--data", "data", "--password-stdin"]].concat();
    assert_eq!(pointsman(&folder, &ann, "a long enough password\n").code, Some(0));
    let key = ["key", "create", "--name", "Ops", "--role", "administrator", "--data", "data"];
    let key = pointsman(&folder, &key, "").out.trim().to_owned();
    let headers = format!("Authorization: Bearer {key}\r\n");
    let call = |server: &Running, method: &str, path: &str| -> (u16, Value) {
        let (status, body) = server.call(method, path, &headers, "");
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    };
    let held = |server: &Running, path: &str| -> usize {
        let (status, page) = call(server, "GET", path);
        assert_eq!(status, 200, "{page}");
        page["data"].as_array().map_or(0, Vec::len)
    };
    let wait = |server: &Running, what: &str, is_so: &dyn Fn(&Running) -> bool| {
        let began = Instant::now();
        while !is_so(server) {
            assert!(began.elapsed() < PATIENCE, "waited too long until {what}");
            std::thread::yield_now();
        }
    };

    let server = Running::start(&folder, &words);
    assert_eq!(call(&server, "POST", "/v1/example").0, 202);
    wait(&server, "people are decided", &|server| held(server, "/v1/inquiries?limit=1") == 1);
    // Dropping the server kills it, as `kill -9` does.
    drop(server);

    let mut server = Running::start(&folder, &words);
    server.wait_for("the making of the example was broken off");
    server.wait_for("the example is removed");
    for path in ["/v1/inquiries", "/v1/workflows", "/v1/lists"] {
        let (_, page) = call(&server, "GET", path);
        assert_eq!(page["data"], json!([]), "{path} holds something of half an example");
    }
    let (_, events) = call(&server, "GET", "/v1/events");
    let types: Vec<&Value> =
        events["data"].as_array().unwrap().iter().map(|e| &e["type"]).collect();
    assert_eq!(types, ["example.removed"], "only that there was one, for whoever follows events");
    assert_eq!(held(&server, "/v1/members"), 1, "Ann alone");
    let (status, again) = call(&server, "POST", "/v1/example");
    assert_eq!((status, &again["state"]), (202, &Value::from("making")), "{again}");
    // Killed once more, now that it is taken back a second time.
    wait(&server, "people are decided", &|server| held(server, "/v1/inquiries?limit=1") == 1);
    drop(server);
    let mut server = Running::start(&folder, &words);
    server.wait_for("the example is removed");
    assert_eq!(held(&server, "/v1/inquiries"), 0);
    drop(server);
    let verified = pointsman(&folder, &["audit", "verify", "--data", "data"], "");
    assert_eq!(verified.code, Some(0), "{}{}", verified.out, verified.err);
}

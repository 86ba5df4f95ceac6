//! What a monitoring system finds at the address for it, and what it does not.

use std::time::{Duration, Instant};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::process::{Running, pointsman};

#[test]
fn an_address_of_its_own_needs_no_key_and_answers_nothing_else() {
    let folder = TempDir::new().expect("a folder");
    let words =
        ["serve", "--data", "data", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"];
    let mut server = Running::start(&folder, &words);
    let line = server.wait_for("metrics for monitoring are at ");
    let address = line.rsplit("http://").next().expect("an address").trim_end();
    let main =
        std::mem::replace(&mut server.address, address.trim_end_matches("/metrics").to_owned());
    let (status, metrics) = server.call("GET", "/metrics", "", "");
    assert_eq!(status, 200);
    assert!(metrics.contains("pointsman_sqlite_file_size_bytes{file=\"log\"}"), "{metrics}");
    assert!(metrics.contains("\npointsman_database_up 1"), "{metrics}");
    assert_eq!(server.call("GET", "/healthz", "", "").0, 200);
    // It may still be reading ahead.
    let patience = Instant::now() + Duration::from_mins(1);
    loop {
        let (status, body) = server.call("GET", "/readyz", "", "");
        if status == 200 {
            break;
        }
        assert!(body.contains("reading_ahead") && Instant::now() < patience, "{status} {body}");
    }
    for path in ["/", "/v1/setup", "/v1/inquiries", "/v1/openapi.json"] {
        assert_eq!(server.call("GET", path, "", "").0, 404, "{path}");
    }
    server.address = main;
    assert_eq!(server.call("GET", "/metrics", "", "").0, 401, "without a key");
    let key = ["key", "create", "--name", "Watch", "--role", "developer", "--data", "data"];
    let key = pointsman(&folder, &key, "").out;
    let header = format!("Authorization: Bearer {}\r\n", key.trim());
    assert_eq!(server.call("GET", "/metrics", &header, "").0, 200);
}

#[test]
fn a_node_that_is_older_than_the_database_says_so() {
    let folder = TempDir::new().expect("a folder");
    let server = Running::start(&folder, &["serve", "--data", "data", "--listen", "127.0.0.1:0"]);
    let database =
        Connection::open(folder.path().join("data/pointsman.sqlite3")).expect("a database");
    let newer =
        "INSERT INTO schema_migrations (version, name, applied_at) VALUES (999, 'newer', 0)";
    database.execute(newer, []).expect("a row");
    // At first it may still say that it reads what decisions need.
    let body = loop {
        let (status, body) = server.call("GET", "/readyz", "", "");
        assert_eq!(status, 503, "{body}");
        if !body.contains("reading_ahead") {
            break body;
        }
    };
    assert!(
        body.contains(r#""code":"newer_schema""#) && body.contains("upgrade this node"),
        "{body}"
    );
    assert_eq!(server.call("GET", "/healthz", "", "").0, 200, "it lives");
}

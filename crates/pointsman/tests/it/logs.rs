//! What stands in the log, and what never does.

use serde_json::Value;
use tempfile::TempDir;

use crate::process::{Running, pointsman};

/// What belongs to a person in the requests below.
const PERSONAL: [&str; 6] =
    ["jane", "Jane", "Roe", "1990-04-01", "203.0.113.77", "a long enough password"];

fn make_requests(folder: &TempDir, server: &Running) {
    let member =
        ["member", "create", "--name", "Jane Roe", "--email", "jane.roe@example.com", "--role"];
    let member = [&member[..], &["administrator", "--data", "data", "--password-stdin"]].concat();
    assert_eq!(pointsman(folder, &member, "a long enough password\n").code, Some(0));
    let key =
        ["key", "create", "--name", "Jane's shop", "--role", "administrator", "--data", "data"];
    let key = pointsman(folder, &key, "").out;
    let headers = format!("Authorization: Bearer {}\r\nX-Request-Id: order-1042\r\n", key.trim());
    let sign_in = r#"{"email": "jane.roe@example.com", "password": "a long enough password"}"#;
    assert_eq!(server.call("POST", "/v1/session", "", sign_in).0, 201);
    let wrong = r#"{"email": "jane.roe@example.com", "password": "Roe's other one"}"#;
    assert_eq!(server.call("POST", "/v1/session", "", wrong).0, 401);
    let jane = r#"{"fields": {"name_first": "Jane", "name_last": "Roe", "birthdate": "1990-04-01",
        "email_address": "jane.roe@example.com"}, "session": {"ip_address": "203.0.113.77"}}"#;
    let (status, made) = server.call("POST", "/v1/inquiries", &headers, jane);
    assert_eq!(status, 201, "{made}");
    let made: Value = serde_json::from_str(&made).expect("JSON");
    let path = format!("/v1/inquiries/{}", made["id"].as_str().expect("an id"));
    assert_eq!(server.call("POST", &format!("{path}/complete"), &headers, "{}").0, 200);
    let find = "/v1/inquiries?q=jane.roe@example.com";
    assert_eq!(server.call("GET", find, &headers, "").0, 200);
    assert_eq!(server.call("GET", "/v1/inquiries?jane=Roe", &headers, "").0, 400);
    assert_eq!(server.call("GET", "/v1/inquiries/jane.roe@example.com", &headers, "").0, 404);
    assert_eq!(server.call("GET", "/jane.roe@example.com", &headers, "").0, 404);
    assert_eq!(server.call("PATCH", &path, &headers, r#"{"fields": {"Jane": "Roe"}}"#).0 / 100, 4);
}

#[test]
fn as_json_each_request_is_one_line_and_nothing_belongs_to_a_person() {
    let folder = TempDir::new().expect("a folder");
    let words = ["serve", "--data", "data", "--listen", "127.0.0.1:0", "--log-format", "json"];
    // Everything that any part of the program would ever say.
    let server = Running::start(&folder, &[&words[..], &["--log", "trace"]].concat());
    make_requests(&folder, &server);
    server.tell_to_stop();
    let (_, said) = server.end();
    for personal in PERSONAL {
        assert!(!said.contains(personal), "`{personal}` stands in the log");
    }
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let answered: Vec<&Value> = lines.iter().filter(|line| line["message"] == "answered").collect();
    assert_eq!(answered.len(), 9, "one line for each request");
    let completed = answered
        .iter()
        .find(|line| line["route"] == "/v1/inquiries/{id}/complete")
        .expect("a completion");
    assert_eq!(
        (&completed["method"], &completed["status"]),
        (&Value::from("POST"), &Value::from(200))
    );
    assert_eq!(completed["span"]["request_id"], "order-1042");
    assert!(completed["took_us"].as_u64().is_some_and(|took| took > 0), "{completed}");
    assert!(completed["caller"].as_str().is_some_and(|caller| caller.starts_with("key_")));
}

#[test]
fn as_text_a_line_has_no_colours_where_nobody_sees_them() {
    let folder = TempDir::new().expect("a folder");
    let server = Running::start(&folder, &["serve", "--data", "data", "--listen", "127.0.0.1:0"]);
    make_requests(&folder, &server);
    server.tell_to_stop();
    let (_, said) = server.end();
    assert!(!said.contains('\u{1b}'), "{said}");
    for personal in PERSONAL {
        assert!(!said.contains(personal), "`{personal}` stands in the log");
    }
    let line = said.lines().find(|line| line.contains("/complete")).expect("a completion");
    for part in ["INFO", r#"request_id="order-1042""#, "POST", "status=200", "took_us="] {
        assert!(line.contains(part), "{part} is not in {line}");
    }
}

//! Someone with an API key who calls a running server, even one that is killed meanwhile.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::process::{Running, pointsman};

const PATIENCE: Duration = Duration::from_mins(1);

/// A new administrator's key for the database that `store` names.
pub(crate) fn key(folder: &TempDir, store: &[&str]) -> String {
    let words = ["key", "create", "--name", "Ops", "--role", "administrator"];
    let made = pointsman(folder, &[&words[..], store].concat(), "");
    assert_eq!(made.code, Some(0), "{}", made.err);
    made.out.trim().to_owned()
}

/// A caller at one address.
#[derive(Clone)]
pub(crate) struct Caller {
    address: String,
    secret: String,
}

impl Caller {
    pub(crate) fn of(server: &Running, secret: &str) -> Self {
        Self { address: server.address.clone(), secret: secret.to_owned() }
    }

    /// Status and body of an answer that must come.
    pub(crate) fn call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        self.try_call(method, path, None, body)
            .unwrap_or_else(|| panic!("{method} {path} is not answered"))
    }

    /// The same, and it must be a success.
    pub(crate) fn done(&self, method: &str, path: &str, body: &str) -> Value {
        let (status, answer) = self.call(method, path, body);
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    /// A page that is no JSON.
    pub(crate) fn text(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\r\n",
            self.address, self.secret
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// `None` when the whole answer did not come.
    pub(crate) fn try_call(
        &self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: &str,
    ) -> Option<(u16, Value)> {
        let headers = key.map(|key| format!("Idempotency-Key: {key}\r\n")).unwrap_or_default();
        self.send(method, path, &headers, body).ok().flatten()
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> std::io::Result<Option<(u16, Value)>> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            self.address,
            self.secret,
            body.len()
        );
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body);
        // A body that broke off is no JSON; 204 has none.
        Ok(status.zip(body).and_then(|(status, body)| match body {
            "" => (status == 204).then_some((status, Value::Null)),
            body => serde_json::from_str(body).ok().map(|body| (status, body)),
        }))
    }
}

/// A list of addresses and a workflow that declines who is on it and approves everybody else; the ids of both.
pub(crate) fn decider(caller: &Caller) -> (String, String) {
    let list = r#"{"name":"Blocked","key":"blocked","type":"ip_address"}"#;
    let list = caller.done("POST", "/v1/lists", list);
    let new = r#"{"name":"Onboarding","event":"inquiry.completed"}"#;
    let workflow = caller.done("POST", "/v1/workflows", new);
    let text = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    let (list, workflow) = (text(&list), text(&workflow));
    let document = r#"{"format":1,"name":"Onboarding","event":"inquiry.completed","routes":[{
        "id":"rt_blocked","name":"Blocked","then":[{"action":"decline"}],
        "if":{"all":[{"attribute":"list_matches","operator":"contains","value":"blocked"}]}}],
        "everything_else":[{"action":"approve"}]}"#;
    let path = format!("/v1/workflows/{workflow}");
    let with = |method: &str, path: String, headers: &str, body: &str| {
        let answer = caller.send(method, &path, headers, body).expect("a connection");
        let (status, body) = answer.expect("an answer");
        assert!((200..300).contains(&status), "{method} {path}: {status} {body}");
        body
    };
    let matches = |draft: &Value| {
        format!("If-Match: \"{}\"\r\n", draft["etag"].as_str().expect("an etag").trim_matches('"'))
    };
    let empty = caller.done("GET", &format!("{path}/draft"), "");
    let saved = with("PUT", format!("{path}/draft"), &matches(&empty), document);
    let matches = matches(&saved);
    with("POST", format!("{path}/publish"), &matches, r#"{"note":"as agreed"}"#);
    caller.done("POST", &format!("{path}/start"), "{}");
    (list, workflow)
}

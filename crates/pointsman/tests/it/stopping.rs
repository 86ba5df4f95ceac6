//! Told to stop, a server finishes what it accepted: over real sockets, with the real binary.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Running, pointsman};

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);
const SERVE: [&str; 5] = ["serve", "--data", "data", "--listen", "127.0.0.1:0"];
/// Callers that never rest, and decisions after which the server is told to stop.
const CALLERS: usize = 8;
const DECISIONS: usize = 200;
const IMPORT: &str = "imp_01h45ytscbebyvny4gc8cr8ma2";

struct Caller {
    address: String,
    key: String,
}

/// What came back on one connection.
enum Heard {
    /// A whole answer.
    Answer(u16, Value),
    /// Not a single byte: the request was not accepted.
    Nothing,
}

impl Caller {
    fn new(folder: &TempDir, server: &Running) -> Self {
        let made = ["key", "create", "--name", "Ops", "--role", "administrator", "--data", "data"];
        let key = pointsman(folder, &made, "").out.trim().to_owned();
        Self { address: server.address.clone(), key }
    }

    fn head(&self, method: &str, path: &str, length: usize, more: &str) -> String {
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             {more}Content-Length: {length}\r\n\r\n",
            self.address, self.key
        )
    }

    fn call(&self, method: &str, path: &str, body: &str) -> Heard {
        let Ok(mut stream) = TcpStream::connect(&self.address) else { return Heard::Nothing };
        let more = "Content-Type: application/json\r\n";
        let request = format!("{}{body}", self.head(method, path, body.len(), more));
        // Where it breaks is seen when the answer is read.
        drop(stream.write_all(request.as_bytes()));
        hear(&mut stream)
    }

    fn expect(&self, method: &str, path: &str, body: &str) -> Value {
        match self.call(method, path, body) {
            Heard::Answer(status, value) if status < 300 => value,
            Heard::Answer(status, value) => panic!("{method} {path}: {status} {value}"),
            Heard::Nothing => panic!("{method} {path} was not accepted"),
        }
    }

    /// Sends the head of a request alone and waits until a handler asks for the body.
    fn begin(&self, path: &str, length: usize, more: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        let more = format!("Expect: 100-continue\r\n{more}");
        stream.write_all(self.head("POST", path, length, &more).as_bytes()).expect("it reads");
        let mut asked = [0; 25];
        stream.read_exact(&mut asked).expect("it asks for the body");
        assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream
    }

    fn id_of_new_inquiry(&self) -> String {
        let made = self.expect("POST", "/v1/inquiries", "{}");
        made["id"].as_str().expect("an id").to_owned()
    }
}

/// Reads one answer to its end. One that breaks off fails the test.
fn hear(stream: &mut TcpStream) -> Heard {
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    if bytes.is_empty() {
        let refused = |error: &std::io::Error| {
            matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
        };
        assert!(read.as_ref().err().is_none_or(refused), "{read:?}");
        return Heard::Nothing;
    }
    let text = String::from_utf8(bytes).expect("UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").expect("the whole head of an answer");
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    assert_eq!(length, Some(body.len()), "a whole answer: {text}");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Heard::Answer(status.expect("a status"), serde_json::from_str(body).unwrap_or(Value::Null))
}

fn approve_everybody(caller: &Caller) {
    let new = json!({"name": "Everybody", "event": "inquiry.completed"}).to_string();
    let workflow = caller.expect("POST", "/v1/workflows", &new);
    let workflow = format!("/v1/workflows/{}", workflow["id"].as_str().expect("an id"));
    let draft = caller.expect("GET", &format!("{workflow}/draft"), "");
    let document = json!({
        "format": 1, "name": "Everybody", "event": "inquiry.completed", "routes": [],
        "everything_else": [{"action": "approve"}],
    });
    let conditional = |method: &str, path: &str, etag: &Value, body: &Value| {
        let mut stream = TcpStream::connect(&caller.address).expect("it listens");
        let etag = etag.as_str().expect("an etag");
        let more = format!("Content-Type: application/json\r\nIf-Match: \"{etag}\"\r\n");
        let body = body.to_string();
        let head = caller.head(method, path, body.len(), &more);
        stream.write_all(format!("{head}{body}").as_bytes()).expect("it reads");
        match hear(&mut stream) {
            Heard::Answer(status, value) if status < 300 => value,
            Heard::Answer(status, value) => panic!("{status} {value}"),
            Heard::Nothing => panic!("no answer"),
        }
    };
    let saved = conditional("PUT", &format!("{workflow}/draft"), &draft["etag"], &document);
    let note = json!({"note": "as agreed"});
    conditional("POST", &format!("{workflow}/publish"), &saved["etag"], &note);
    caller.expect("POST", &format!("{workflow}/start"), "{}");
}

/// Makes and completes inquiries until nobody answers any more; gives those whose decision was acknowledged.
fn decide_until_the_end(caller: &Caller, decided: &AtomicUsize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    loop {
        let id = match caller.call("POST", "/v1/inquiries", "{}") {
            Heard::Answer(201, made) => made["id"].as_str().expect("an id").to_owned(),
            Heard::Answer(503, _) | Heard::Nothing => return acknowledged,
            Heard::Answer(status, value) => panic!("{status} {value}"),
        };
        match caller.call("POST", &format!("/v1/inquiries/{id}/complete"), "{}") {
            Heard::Answer(200, inquiry) => {
                assert_eq!(inquiry["status"], "approved");
                acknowledged.push(id);
                decided.fetch_add(1, Ordering::SeqCst);
            }
            Heard::Answer(503, _) | Heard::Nothing => return acknowledged,
            Heard::Answer(status, value) => panic!("{status} {value}"),
        }
    }
}

#[test]
fn under_load_every_answer_is_whole_and_every_acknowledged_decision_is_there_afterwards() {
    let folder = TempDir::new().expect("a folder");
    let server = Running::start(&folder, &SERVE);
    let caller = Caller::new(&folder, &server);
    approve_everybody(&caller);
    let decided = AtomicUsize::new(0);
    let acknowledged: Vec<String> = thread::scope(|scope| {
        let callers: Vec<_> =
            (0..CALLERS).map(|_| scope.spawn(|| decide_until_the_end(&caller, &decided))).collect();
        while decided.load(Ordering::SeqCst) < DECISIONS {
            thread::yield_now();
        }
        server.tell_to_stop();
        callers.into_iter().flat_map(|caller| caller.join().expect("a caller")).collect()
    });
    let (status, said) = server.end();
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(said.contains("stopped: what was accepted is done"), "{said}");
    assert!(acknowledged.len() >= DECISIONS);

    let server = Running::start(&folder, &SERVE);
    let caller = Caller { address: server.address.clone(), ..caller };
    for id in &acknowledged {
        let inquiry = caller.expect("GET", &format!("/v1/inquiries/{id}"), "");
        let runs = inquiry["runs"].as_array().map(Vec::len);
        assert_eq!((&inquiry["status"], runs), (&json!("approved"), Some(1)), "{id}");
    }
    let verified = pointsman(&folder, &["audit", "verify", "--data", "data"], "");
    assert_eq!(verified.code, Some(0), "{}{}", verified.out, verified.err);
}

#[test]
fn a_request_that_was_accepted_is_answered_while_readiness_says_no_and_nobody_new_gets_in() {
    let folder = TempDir::new().expect("a folder");
    let words = [&SERVE[..], &["--metrics-listen", "127.0.0.1:0"]].concat();
    let mut server = Running::start(&folder, &words);
    let line = server.wait_for("metrics for monitoring are at ");
    let watching = line.rsplit("http://").next().expect("an address").trim_end();
    let watching = watching.trim_end_matches("/metrics").to_owned();
    let caller = Caller::new(&folder, &server);
    let watcher = Caller { address: watching, key: String::new() };
    // At first it may still read what decisions need.
    while !matches!(watcher.call("GET", "/readyz", ""), Heard::Answer(200, _)) {
        thread::yield_now();
    }

    let body = r#"{"fields": {"name_last": "Roe"}}"#;
    let mut slow = caller.begin("/v1/inquiries", body.len(), "Content-Type: application/json\r\n");
    server.tell_to_stop();
    server.wait_for("stopping");
    let Heard::Answer(503, not_ready) = watcher.call("GET", "/readyz", "") else {
        panic!("it is not ready any more")
    };
    assert_eq!(
        (&not_ready["code"], &not_ready["errors"][0]["code"]),
        (&json!("not_ready"), &json!("shutting_down"))
    );
    while !matches!(caller.call("GET", "/healthz", ""), Heard::Nothing) {
        thread::yield_now();
    }
    slow.write_all(body.as_bytes()).expect("it still reads");
    let Heard::Answer(201, made) = hear(&mut slow) else { panic!("it was accepted") };
    assert_eq!(made["fields"]["name_last"], "Roe");
    let (status, said) = server.end();
    assert_eq!(status.code(), Some(0), "{said}");
}

#[test]
fn an_upload_is_stopped_so_that_it_can_be_resumed() {
    let folder = TempDir::new().expect("a folder");
    let server = Running::start(&folder, &SERVE);
    let caller = Caller::new(&folder, &server);
    let list = caller.expect("POST", "/v1/lists", r#"{"name": "Blocked", "type": "country"}"#);
    let list = format!("/v1/lists/{}", list["id"].as_str().expect("an id"));
    let file = "CA\nUS\nFR\n";
    let more = format!("Content-Type: text/csv\r\nPointsman-Import-Id: {IMPORT}\r\n");
    let mut upload = caller.begin(&format!("{list}/import"), file.len(), &more);
    upload.write_all(b"CA\nUS\n").expect("it reads");
    server.tell_to_stop();
    let Heard::Answer(503, stopped) = hear(&mut upload) else { panic!("it says that it stopped") };
    assert_eq!(stopped["code"], "shutting_down");
    let (status, said) = server.end();
    assert_eq!(status.code(), Some(0), "{said}");

    let mut server = Running::start(&folder, &SERVE);
    server.wait_for("Pointsman is at");
    let caller = Caller { address: server.address.clone(), ..caller };
    let import = caller.expect("GET", &format!("{list}/imports/{IMPORT}"), "");
    let found = (&import["state"], &import["resumable"]);
    assert_eq!(found, (&json!("broken_off"), &json!(true)), "{import}");
    let resume = format!("{list}/imports/{IMPORT}/resume");
    let mut upload = caller.begin(&resume, file.len(), "Content-Type: text/csv\r\n");
    upload.write_all(file.as_bytes()).expect("it reads");
    let Heard::Answer(200, done) = hear(&mut upload) else { panic!("it goes on") };
    assert_eq!((&done["state"], &done["added"]), (&json!("completed"), &json!(3)));
}

#[test]
fn when_the_time_is_up_it_says_what_it_cuts_off() {
    for (grace, again) in [("0", false), ("600", true)] {
        let folder = TempDir::new().expect("a folder");
        let words = [&SERVE[..], &["--shutdown-grace", grace]].concat();
        let mut server = Running::start(&folder, &words);
        let caller = Caller::new(&folder, &server);
        let id = caller.id_of_new_inquiry();
        let path = format!("/v1/inquiries/{id}/complete");
        let held = caller.begin(&path, 2, "Content-Type: application/json\r\n");
        server.tell_to_stop();
        server.wait_for("stopping");
        if again {
            // Whoever tells it twice does not want to wait.
            server.tell_to_stop();
        }
        let (status, said) = server.end();
        assert_eq!(status.code(), Some(0), "{said}");
        let told = "stopped before this was done: 1 × request POST /v1/inquiries/{id}/complete";
        assert!(said.contains(told), "{said}");
        drop(held);
    }
}

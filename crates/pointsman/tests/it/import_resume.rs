//! An import that is canceled half-way, survives the end of its server, and goes on: over real sockets, with the real
//! binary.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;
use tempfile::TempDir;

use crate::process::{Running, pointsman};

/// Lines of the file; `POINTSMAN_IMPORT_LINES` asks for more.
const LINES: u32 = 60_000;
/// The import's id, chosen so that it can be asked for while the file is sent.
const IMPORT: &str = "imp_01h45ytscbebyvny4gc8cr8ma2";
/// One line in so many is bad, and one in so many repeats the one before it.
const BAD_EVERY: u32 = 1_000;
const REPEATED_EVERY: u32 = 500;

/// What the whole file must come to.
struct Counts {
    lines: u32,
    added: u32,
    duplicates: u32,
    bad: u32,
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long to run is the tester's word, not configuration"
)]
fn lines_asked_for() -> Option<String> {
    std::env::var("POINTSMAN_IMPORT_LINES").ok()
}

fn file() -> (String, Counts) {
    let asked = lines_asked_for();
    let lines = asked.map_or(LINES, |lines| lines.parse().expect("a number of lines"));
    let mut counts = Counts { lines: lines + 1, added: 0, duplicates: 0, bad: 0 };
    let mut file = String::from("ip_address,note\r\n");
    for n in 1..=lines {
        if n % BAD_EVERY == 0 {
            counts.bad += 1;
            writeln!(file, "nowhere {n}").expect("room");
        } else if n % REPEATED_EVERY == 1 && n > 1 {
            counts.duplicates += 1;
            writeln!(file, "{}", address(1)).expect("room");
        } else {
            counts.added += 1;
            writeln!(file, "{},line {n}", address(n)).expect("room");
        }
    }
    (file, counts)
}

fn address(n: u32) -> std::net::Ipv4Addr {
    std::net::Ipv4Addr::from(0x0a00_0000 + n)
}

struct Caller<'server> {
    server: &'server Running,
    key: String,
}

impl Caller<'_> {
    fn call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let headers = format!("Authorization: Bearer {}\r\n", self.key);
        let (status, body) = self.server.call(method, path, &headers, body);
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    }

    /// Begins to send a file: its head, and as much of it as `sent` holds.
    fn begin(&self, path: &str, length: usize, sent: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.server.address).expect("it listens");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: text/csv\r\nPointsman-Import-Id: {IMPORT}\r\nContent-Length: {length}\r\n\r\n",
            self.server.address, self.key
        );
        stream.write_all(head.as_bytes()).expect("it reads the head");
        stream.write_all(sent.as_bytes()).expect("it reads the file");
        stream
    }

    fn import(&self, list: &str) -> Value {
        self.call("GET", &format!("/v1/lists/{list}/imports/{IMPORT}"), "").1
    }

    /// Asks until the import has taken some lines.
    fn wait_for_lines(&self, list: &str, lines: u64) -> Value {
        loop {
            let import = self.import(list);
            if import["lines"].as_u64().is_some_and(|read| read >= lines) {
                return import;
            }
            std::thread::yield_now();
        }
    }

    fn expect_nothing_visible(&self, list: &str) {
        let (_, present) = self.call("GET", &format!("/v1/lists/{list}"), "");
        assert_eq!((present["items"].as_u64(), present["revision"].as_u64()), (Some(0), Some(0)));
    }
}

fn answer(mut stream: TcpStream) -> Value {
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("an answer");
    let body = text.split("\r\n\r\n").nth(1).expect("a body");
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error} in {text}"))
}

#[test]
fn a_canceled_import_outlives_its_server_and_becomes_visible_at_one_revision() {
    let folder = TempDir::new().expect("a folder");
    let words = ["serve", "--data", "data", "--listen", "127.0.0.1:0"];
    let made = pointsman(
        &folder,
        &["key", "create", "--name", "Feed", "--role", "administrator", "--data", "data"],
        "",
    );
    let key = made.out.trim().to_owned();
    let (file, counts) = file();
    let half = file.len() / 2;
    let list = {
        let server = Running::start(&folder, &words);
        let caller = Caller { server: &server, key: key.clone() };
        let body = r#"{"name": "Blocked", "type": "ip_address"}"#;
        let (status, made) = caller.call("POST", "/v1/lists", body);
        assert_eq!(status, 201, "{made}");
        let list = made["id"].as_str().expect("an id").to_owned();
        let path = format!("/v1/lists/{list}/import");
        let upload = caller.begin(&path, file.len(), file.split_at(half).0);
        caller.wait_for_lines(&list, u64::from(counts.lines / 4));
        let cancel = format!("/v1/lists/{list}/imports/{IMPORT}/cancel");
        let (status, canceled) = caller.call("POST", &cancel, "");
        assert_eq!((status, canceled["state"].as_str()), (200, Some("canceled")));
        caller.expect_nothing_visible(&list);
        drop(upload);
        list
        // Dropping the server kills it, as `kill -9` does.
    };

    let server = Running::start(&folder, &words);
    let caller = Caller { server: &server, key: key.clone() };
    let resume = format!("/v1/lists/{list}/imports/{IMPORT}/resume");
    assert_eq!(caller.import(&list)["resumable"], true);
    caller.expect_nothing_visible(&list);
    // Killed once more, in the middle of going on.
    let upload = caller.begin(&resume, file.len(), file.split_at(half + half / 2).0);
    caller.wait_for_lines(&list, u64::from(counts.lines / 2 + counts.lines / 8));
    drop(server);
    drop(upload);

    let mut server = Running::start(&folder, &words);
    server.wait_for("broken off by the end of its process");
    let caller = Caller { server: &server, key };
    let stopped = caller.import(&list);
    assert_eq!(
        (stopped["state"].as_str(), &stopped["revision"]),
        (Some("broken_off"), &Value::Null)
    );
    caller.expect_nothing_visible(&list);
    let done = answer(caller.begin(&resume, file.len(), &file));
    assert_eq!(done["state"], "completed", "{done}");
    let found = ["lines", "added", "duplicates", "bad", "revision"].map(|key| done[key].as_u64());
    let wanted = [counts.lines, counts.added, counts.duplicates, counts.bad, 1];
    assert_eq!(found, wanted.map(|count| Some(u64::from(count))));
    assert_eq!(done["bad_lines"][0]["line"], BAD_EVERY + 1);
    let (_, present) = caller.call("GET", &format!("/v1/lists/{list}"), "");
    assert_eq!(present["items"], counts.added);
    assert_eq!(present["revision"], 1);
    let (_, told) = caller.call("GET", &format!("/v1/lists/{list}/revisions"), "");
    assert_eq!(told["data"].as_array().map(Vec::len), Some(1), "one revision: {told}");
    let search = format!("/v1/lists/{list}/items?q={}", address(counts.lines - 2));
    let (_, found) = caller.call("GET", &search, "");
    assert_eq!(found["data"][0]["note"], format!("line {}", counts.lines - 2));
}

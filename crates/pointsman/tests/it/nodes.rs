//! Two nodes on one PostgreSQL: short forms of what `make torture ONLY=nodes` does for long.

use std::thread;

use serde_json::Value;
use tempfile::TempDir;

use crate::caller::{Caller, decider, key};
use crate::cluster::Cluster;
use crate::process::Running;

const INQUIRIES: usize = 60;
const CHANGES: usize = 10;

struct Pair {
    _cluster: Cluster,
    _servers: [Running; 2],
    a: Caller,
    b: Caller,
    list: String,
    workflow: String,
}

/// Two nodes, started at once on an empty database.
fn pair(folder: &TempDir) -> Pair {
    let cluster = Cluster::start();
    let url = cluster.create_database("nodes");
    let words = ["serve", "--database", &url, "--listen", "127.0.0.1:0"];
    let servers = thread::scope(|scope| {
        let starting = [(); 2].map(|()| scope.spawn(|| Running::start(folder, &words)));
        starting.map(|starting| starting.join().expect("it starts"))
    });
    let secret = key(folder, &["--database", &url]);
    let [a, b] = [0, 1].map(|node: usize| Caller::of(&servers[node], &secret));
    let (list, workflow) = decider(&a);
    Pair { _cluster: cluster, _servers: servers, a, b, list, workflow }
}

fn create(caller: &Caller, address: &str) -> String {
    let body = format!(r#"{{"session":{{"ip_address":"{address}"}}}}"#);
    let made = caller.done("POST", "/v1/inquiries", &body);
    made["id"].as_str().expect("an id").to_owned()
}

fn complete(caller: &Caller, id: &str) -> Value {
    caller.done("POST", &format!("/v1/inquiries/{id}/complete"), "{}")
}

fn status(caller: &Caller, address: &str) -> Value {
    complete(caller, &create(caller, address))["status"].clone()
}

#[test]
fn two_nodes_decide_each_inquiry_once_and_never_on_what_has_passed() {
    let folder = TempDir::new().expect("a folder");
    let pair = pair(&folder);
    let (a, b) = (&pair.a, &pair.b);

    let ids: Vec<String> = (0..INQUIRIES).map(|_| create(a, "192.0.2.1")).collect();
    let [on_a, on_b] = thread::scope(|scope| {
        let all = |caller| {
            let ids = &ids;
            scope.spawn(move || {
                ids.iter().map(|id| complete(caller, id)["decision"].clone()).collect::<Vec<_>>()
            })
        };
        [all(a), all(b)].map(|answers| answers.join().expect("answers"))
    });
    assert_eq!(on_a, on_b, "one decision each, on whichever node");
    assert!(on_a.iter().all(|decision| decision["outcome"] == "approve"));
    for id in &ids {
        let runs = a.done("GET", &format!("/v1/runs?inquiry={id}"), "");
        assert_eq!(runs["data"].as_array().map(Vec::len), Some(1), "{runs}");
    }

    let items = format!("/v1/lists/{}/items", pair.list);
    for n in 0..CHANGES {
        let address = format!("198.51.100.{n}");
        let item = a.done("POST", &items, &format!(r#"{{"value":"{address}"}}"#));
        assert_eq!(status(b, &address), "declined", "the very next inquiry on the other node");
        let item = item["id"].as_str().expect("an id");
        a.done("DELETE", &format!("{items}/{item}"), "");
        assert_eq!(status(b, &address), "approved");
    }

    for _ in 0..CHANGES {
        a.done("POST", &format!("/v1/workflows/{}/pause", pair.workflow), "{}");
        assert_eq!(status(b, "192.0.2.1"), "completed", "nothing is decided after the answer");
        a.done("POST", &format!("/v1/workflows/{}/start", pair.workflow), "{}");
        assert_eq!(status(b, "192.0.2.1"), "approved");
    }
}

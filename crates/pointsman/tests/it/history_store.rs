//! A copy of history in a bucket: brought to the present behind the decisions, enough to begin with, and in nobody's way.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::bucket::{Bucket, KEY, Mood, SECRET};
use crate::caller::{Caller, key};
use crate::cluster::Cluster;
use crate::process::{Running, command, pointsman};

/// A workspace with a past, whose server copies it to a bucket.
struct Shop {
    folder: TempDir,
    secret: String,
}

impl Shop {
    fn new(inquiries: usize) -> Self {
        let folder = tempdir().unwrap();
        let secret = key(&folder, &["--data", "data"]);
        let shop = Self { folder, secret };
        shop.import(0, inquiries);
        shop
    }

    fn import(&self, first: usize, last: usize) {
        let line = |number: usize| {
            json!({"status": "completed", "created_at": "2024-01-01T00:00:00Z", "reference_id": format!("r{number}"),
                "completed_at": "2024-01-02T00:00:00Z", "fields": {"nick": format!("n{}", number % 10)},
                "attributes": {"list_matches": [], "age": number % 40}})
            .to_string()
        };
        let lines: Vec<_> = (first..last).map(line).collect();
        let words = ["import", "inquiries", "-", "--data", "data"];
        let said = pointsman(&self.folder, &words, &lines.join("\n"));
        assert_eq!(said.code, Some(0), "{}", said.out);
    }

    fn serve(&self, bucket: &Bucket) -> (Running, Caller) {
        let server = copying(&self.folder, &["--data", "data"], bucket);
        let caller = Caller::of(&server, &self.secret);
        (server, caller)
    }

    fn lose_history(&self) {
        fs::remove_dir_all(self.folder.path().join("data/history")).unwrap();
    }
}

/// A server that copies its history to a bucket.
fn copying(folder: &TempDir, store: &[&str], bucket: &Bucket) -> Running {
    let serve = ["serve", "--listen", "127.0.0.1:0", "--history-store", "s3://past/of/us"];
    let endpoint = ["--history-store-endpoint", bucket.endpoint.as_str()];
    Running::of(with_key(command(folder, &[&serve[..], &endpoint, store].concat())))
}

fn with_key(mut command: Command) -> Command {
    command.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", SECRET);
    command
}

/// How many there are, and how many of them are younger than 18.
fn counted(caller: &Caller) -> (Value, Value) {
    let document = json!({"format": 1, "name": "W", "event": "inquiry.completed",
        "routes": [{"id": "rt_young", "name": "Young", "then": [{"action": "decline"}],
            "if": {"attribute": "age", "operator": "less_than", "value": 18}}],
        "everything_else": [{"action": "approve"}]});
    let body = json!({"document": document}).to_string();
    let answer = caller.done("POST", "/v1/workflows/preview", &body);
    (answer["considered"].clone(), answer["routes"][0]["count"].clone())
}

fn has_manifest(keys: &[String]) -> bool {
    keys.iter().any(|key| key == "of/us/manifest.json")
}

#[test]
fn a_server_that_has_lost_its_folder_begins_with_the_bucket() {
    let (shop, bucket) = (Shop::new(120), Bucket::open());
    bucket.put("of/us/report.parquet", b"somebody's");
    let (server, caller) = shop.serve(&bucket);
    bucket.wait_until(has_manifest);
    assert_eq!(counted(&caller), (json!(120), json!(54)));
    assert!(server.stop().success());
    assert_eq!(bucket.keys().len(), 4, "two files, the manifest, and somebody's");

    shop.lose_history();
    shop.import(120, 130);
    let (mut server, caller) = shop.serve(&bucket);
    server.wait_for("history was fetched from its store");
    let line = server.wait_for("history was read from its files");
    assert!(line.contains("inquiries=120"), "{line}");
    // What came since is in the database.
    assert_eq!(counted(&caller), (json!(130), json!(64)));

    // Whoever is erased is taken out of the bucket, too.
    let keys = |all: Vec<String>| -> Vec<String> {
        all.into_iter().filter(|key| key.starts_with("of/us/keys-")).collect()
    };
    let before = keys(bucket.keys());
    let found = caller.done("GET", "/v1/inquiries?q=r4", "");
    let erased = found["data"][0]["id"].as_str().unwrap();
    caller.done("DELETE", &format!("/v1/inquiries/{erased}"), "");
    assert_eq!(counted(&caller), (json!(130), json!(64)));
    // It is written to the files, and from there to the bucket, before the server ends.
    assert!(server.stop().success());
    let now = keys(bucket.keys());
    assert!(now.len() == 1 && now != before, "{now:?}");
    assert_eq!(bucket.object("of/us/report.parquet").as_deref(), Some(&b"somebody's"[..]));
    assert_eq!(bucket.unsigned(), 0);

    // One damaged file: history comes from the database, and the bucket is mended.
    let file = keys(bucket.keys()).remove(0);
    bucket.put(&file, b"PAR1");
    shop.lose_history();
    let (mut server, caller) = shop.serve(&bucket);
    server.wait_for("history cannot be fetched from its store");
    server.wait_for("history is built from the database");
    assert_eq!(counted(&caller), (json!(130), json!(64)));
    bucket.wait_for_another(&file, b"PAR1");
    server.wait_for("the history store is at the present");
    assert!(server.stop().success());
    shop.lose_history();
    let (mut server, caller) = shop.serve(&bucket);
    server.wait_for("history was fetched from its store");
    assert_eq!(counted(&caller), (json!(130), json!(64)));
}

#[test]
fn a_store_that_is_away_or_of_others_is_in_nobodys_way() {
    let (shop, bucket) = (Shop::new(40), Bucket::open());
    bucket.be(Mood::Refusing(503));
    let (mut server, caller) = shop.serve(&bucket);
    let line = server.wait_for("the history store is behind");
    assert!(line.contains("503"), "{line}");
    assert_eq!(counted(&caller), (json!(40), json!(18)));
    let metrics = caller.text("/metrics");
    assert!(metrics.contains("history_store_failures_total 1"), "{metrics}");
    bucket.be(Mood::Well);
    bucket.wait_until(has_manifest);
    server.wait_for("the history store is at the present");
    assert_eq!(bucket.keys().len(), 3);
    let (_, said) = {
        server.tell_to_stop();
        server.end()
    };
    assert!(!said.contains(SECRET) && !said.contains("X-Amz"), "{said}");

    // Another database: nothing in the bucket is changed.
    let objects: Vec<_> = bucket.keys().iter().map(|key| bucket.object(key)).collect();
    let other = Shop::new(7);
    let (mut server, caller) = other.serve(&bucket);
    server.wait_for("of another database");
    assert_eq!(counted(&caller), (json!(7), json!(7)));
    assert!(server.stop().success());
    let now: Vec<_> = bucket.keys().iter().map(|key| bucket.object(key)).collect();
    assert_eq!(now, objects);
}

#[test]
fn of_two_nodes_one_copies_and_the_other_takes_over() {
    let (folder, bucket, cluster) = (tempdir().unwrap(), Bucket::open(), Cluster::start());
    let url = cluster.create_database("copying");
    let node =
        |history| copying(&folder, &["--database", &url, "--history-folder", history], &bucket);
    let mut first = node("one");
    first.wait_for("the history store is at the present");
    let whole = bucket.object("of/us/manifest.json");
    let second = node("two");
    let secret = key(&folder, &["--database", &url]);
    let caller = Caller::of(&second, &secret);
    let copies = |caller: &Caller| caller.text("/metrics").contains("history_store_behind_seconds");
    assert!(copies(&Caller::of(&first, &secret)) && !copies(&caller));
    let inquiry = caller.done("POST", "/v1/inquiries", r#"{"attributes":{"age":17}}"#);
    let id = inquiry["id"].as_str().unwrap();
    caller.done("POST", &format!("/v1/inquiries/{id}/complete"), "{}");
    assert!(first.stop().success());
    assert_eq!(counted(&caller).0, json!(1));
    // The first one has given its lease back. What the second one knows it writes when it stops.
    let mut second = second;
    second.wait_for("the history store is at the present");
    assert!(second.stop().success());
    assert_ne!(bucket.object("of/us/manifest.json"), whole);
    assert_eq!(bucket.keys().len(), 3);
}

#[test]
fn a_setting_that_cannot_be_is_refused_at_the_start() {
    let folder = tempdir().unwrap();
    let serve = |url: &str, has_key: bool| {
        let words = ["serve", "--data", "data", "--listen", "127.0.0.1:0", "--history-store", url];
        let command = command(&folder, &words);
        let mut command = if has_key { with_key(command) } else { command };
        // A key of digits is a key.
        command.env("AWS_SESSION_TOKEN", "12345678");
        let output = command.output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(serve("https://past", true).contains("is no `s3://bucket`"));
    assert!(serve("s3://past", false).contains("AWS_ACCESS_KEY_ID"));
}

//! The files of the past: read by the next server, caught up, and made anew whatever became of them.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use axum::http::{Method, header};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::agreement::{counted, people, preview};
use crate::deciding::world::{World, document, on_list, route, test, text};
use crate::support::{Client, TestApp};

fn files(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(kind);
    all.filter(|path| name(path)).collect()
}

/// The same people at another server.
fn restarted(world: &World) -> World {
    let app = world.app.again();
    let same = |client: &Client| Client::new(app.clone(), client.credentials.clone());
    World { ada: same(&world.ada), shop: same(&world.shop), app }
}

async fn world(folder: &Path) -> World {
    let app = TestApp::builder().requests_per_minute(1_000_000).history(folder.to_owned());
    World::of(app.build().await).await
}

#[tokio::test]
async fn the_next_server_goes_on_with_the_files() {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("history");
    let world = world(&folder).await;
    let list = world.list("Blocked", "ip_address", &["203.0.113.0/26"]).await;
    let lands = world.list("Lands", "country", &["DE"]).await;
    let draft = document(
        "Onboarding",
        &[
            route("rt_list", "Blocked", &on_list(&list), "decline"),
            route("rt_land", "Lands", &on_list(&lands), "mark_for_review"),
            route("rt_young", "Minors", &test("age", "less_than", &json!(40)), "decline"),
        ],
        "approve",
    );
    let people = people();
    let mut ids = Vec::new();
    for body in &people[..40] {
        ids.push(text(&world.completed(body).await, "id").to_owned());
    }
    let asked = json!({"document": draft});
    let whole = preview(&world, &asked).await;
    assert_eq!(whole["considered"], 40);
    assert_eq!(files(&folder, "inquiries-").len(), 1);
    assert!(files(&folder, "manifest.json").len() == 1 && !files(&folder, "keys-").is_empty());

    // What happens behind the files is read from the log: completions, and erasing.
    world.app.clock.advance_seconds(60);
    for body in &people[40..] {
        world.completed(body).await;
    }
    world.ada.delete(&format!("/v1/inquiries/{}", ids[0])).await.expect_status(200);
    let before = preview(&world, &asked).await;
    assert_eq!((&before["considered"], &before["unknown_lists"]), (&json!(48), &json!(1)));
    let next = restarted(&world);
    let written = || fs::metadata(&files(&folder, "inquiries-")[0]).unwrap().ino();
    let same = written();
    assert_eq!(preview(&next, &asked).await, before);
    assert_eq!(written(), same, "it is not written anew");
    // Items that come are looked up in the files of keys.
    next.add(&list, "203.0.113.64/26").await;
    next.add(&lands, "US").await;
    let changed = preview(&next, &asked).await;
    assert_ne!(counted(&changed), counted(&before));
    assert_eq!(preview(&restarted(&world), &asked).await, changed);
    let then = json!({"document": draft, "lists": "then"});
    assert_eq!(preview(&next, &then).await["unknown_lists"], 0);
}

#[tokio::test]
async fn files_that_are_damaged_or_gone_or_of_another_database_are_made_anew() {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("history");
    let world = world(&folder).await;
    for body in &people()[..10] {
        world.completed(body).await;
    }
    let asked = json!({"document": document("Onboarding", &[], "approve")});
    let whole = preview(&world, &asked).await;
    let again = async || preview(&restarted(&world), &asked).await;

    let file = files(&folder, "inquiries-").remove(0);
    let mut content = fs::read(&file).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    fs::write(&file, content).unwrap();
    assert_eq!(again().await, whole);
    fs::remove_file(files(&folder, "inquiries-").remove(0)).unwrap();
    assert_eq!(again().await, whole);
    fs::write(folder.join("manifest.json"), "{").unwrap();
    assert_eq!(again().await, whole);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(again().await, whole);
    assert_eq!(files(&folder, "inquiries-").len(), 1);

    let other = self::world(&folder).await;
    other.completed(&people()[0]).await;
    assert_eq!(preview(&other, &asked).await["considered"], 1);
    assert_eq!(again().await, whole);
    // A folder that cannot be one: the past is in memory alone.
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "in the way").unwrap();
    assert_eq!(again().await, whole);
}

/// Whoever is erased while the files cannot be written must not stay in them.
#[tokio::test]
async fn files_that_failed_are_made_anew_while_the_server_runs() {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("history");
    let world = world(&folder).await;
    let mut ids = Vec::new();
    for body in &people()[..10] {
        ids.push(text(&world.completed(body).await, "id").to_owned());
    }
    let asked = json!({"document": document("Onboarding", &[], "approve")});
    fs::write(&folder, "in the way").unwrap();
    assert_eq!(preview(&world, &asked).await["considered"], 10);
    fs::remove_file(&folder).unwrap();
    assert_eq!(preview(&world, &asked).await["considered"], 10);
    assert!(!folder.exists(), "it is not tried at every question");
    world.app.clock.advance_seconds(5 * 60);
    preview(&world, &asked).await;
    assert_eq!(files(&folder, "inquiries-").len(), 1);

    // One that can be read no more.
    let keys = files(&folder, "keys-").remove(0);
    fs::write(&keys, "damaged").unwrap();
    let list = world.list("Blocked", "ip_address", &["203.0.113.0/26"]).await;
    let on_it = route("rt_list", "Blocked", &on_list(&list), "decline");
    let with_list = json!({"document": document("Onboarding", &[on_it], "approve")});
    let whole = preview(&world, &with_list).await;
    world.ada.delete(&format!("/v1/inquiries/{}", ids[0])).await.expect_status(200);
    world.completed(&people()[11]).await;
    let whole_now = preview(&world, &with_list).await;
    assert_eq!((&whole["considered"], &whole_now["considered"]), (&json!(10), &json!(11)));
    assert!(fs::read(&keys).unwrap() == b"damaged");
    world.app.clock.advance_seconds(10 * 60);
    let again = preview(&world, &with_list).await;
    assert_eq!(counted(&again), counted(&whole_now));
    let keys = fs::read(files(&folder, "keys-").remove(0)).unwrap();
    assert!(keys.starts_with(b"PAR1"));
    let next = preview(&restarted(&world), &with_list).await;
    assert_eq!(next, preview(&world, &with_list).await);
    assert_eq!((counted(&next), &next["unknown_lists"]), (counted(&whole_now), &json!(1)));
}

#[tokio::test]
async fn what_is_imported_counts_with_the_decision_that_it_brought() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["203.0.113.0/24"]).await;
    let draft =
        document("Onboarding", &[route("rt_a", "Blocked", &on_list(&list), "decline")], "approve");
    let asked = json!({"document": draft});
    assert_eq!(preview(&world, &asked).await["considered"], 0);
    let line = |status: &str, matches: Option<Value>| {
        let mut line = json!({
            "status": status, "created_at": "2024-02-28T10:00:00Z", "completed_at": "2024-02-29T10:00:00Z",
            "session": {"ip_address": "203.0.113.9"},
        });
        if status == "declined" {
            line["decision"] = json!({"outcome": "decline", "at": "2024-03-01T09:00:00Z"});
        }
        if let Some(matches) = matches {
            line["attributes"] = json!({"list_matches": matches});
        }
        line.to_string()
    };
    let lines = [
        line("completed", None),
        line("declined", Some(json!([]))),
        line("declined", Some(json!([list]))),
    ];
    let import = world.ada.request(Method::POST, "/v1/inquiries/import");
    let import = import.header(header::CONTENT_TYPE, "application/x-ndjson").body(lines.join("\n"));
    assert_eq!(import.send().await.expect_status(200)["imported"], 3);
    let now = preview(&world, &asked).await;
    assert_eq!((&now["considered"], &now["unknown_lists"]), (&json!(3), &json!(0)));
    assert_eq!((&now["outcomes"]["decline"], &now["recorded"]["decline"]), (&json!(3), &json!(2)));
    let then = preview(&world, &json!({"document": draft, "lists": "then"})).await;
    assert_eq!((&then["outcomes"]["decline"], &then["unknown_lists"]), (&json!(1), &json!(1)));
    assert_eq!(then["recorded"]["do_nothing"], 1);
    let window = json!({"document": draft, "window": {"to": "2024-03-01T00:00:00Z"}});
    assert_eq!(preview(&world, &window).await["considered"], 3);
}

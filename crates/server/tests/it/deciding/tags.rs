//! Tags, and what waits for review.

use serde_json::{Value, json};

use super::world::{World, document, text};
use crate::support::Answer;

async fn change(world: &World, id: &str, body: &Value) -> Answer {
    world.ada.post(&format!("/v1/inquiries/{id}/tags"), body).await
}

#[tokio::test]
async fn people_add_and_remove_single_tags() {
    let world = World::new().await;
    let grace = world.app.analyst().await;
    let id = text(&world.completed(&json!({"tags": ["web", "new"]})).await, "id").to_owned();
    world.app.clock.advance_seconds(60);
    let path = format!("/v1/inquiries/{id}/tags");
    let body = json!({"add": [" vip ", "web", "vip"], "remove": ["new", "never there"]});
    let tagged = grace.post(&path, &body).await.expect_status(200);
    assert_eq!(tagged["tags"], json!(["web", "vip"]));
    assert_eq!(tagged["updated_at"], "2026-11-22T10:43:07Z");
    let last = tagged["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((text(&last, "detail"), text(&last["by"], "name")), ("Updated: tags.", "Grace"));
    let events = tagged["timeline"].as_array().unwrap().len();
    for body in [json!({"add": ["web"]}), json!({"remove": ["new"]}), json!({})] {
        let same = grace.post(&path, &body).await.expect_status(200);
        assert_eq!(same["timeline"].as_array().unwrap().len(), events, "nothing has happened");
    }
    let patched = json!({"tags": ["other"]});
    world.shop.patch(&format!("/v1/inquiries/{id}"), &patched).await.expect_status(200);
    let found = world.ada.get("/v1/inquiries?tag=other").await.expect_status(200);
    assert_eq!(found["data"][0]["id"], *id);
    let gone = world.ada.get("/v1/inquiries?tag=vip").await.expect_status(200);
    assert_eq!(gone["data"], json!([]));
}

#[tokio::test]
async fn tags_have_limits() {
    let world = World::new().await;
    let id = world.create(&json!({})).await;
    let long = "x".repeat(201);
    for (body, pointer, code) in [
        (json!({"add": [""]}), "/add/0", "invalid_length"),
        (json!({"add": ["a", "  "]}), "/add/1", "invalid_length"),
        (json!({"add": [long]}), "/add/0", "invalid_length"),
        (json!({"add": ["two\nlines"]}), "/add/0", "invalid_text"),
        (json!({"add": ["a\tb"]}), "/add/0", "invalid_text"),
        (json!({"add": "vip"}), "/add", "wrong_type"),
        (json!({"remove": [7]}), "/remove/0", "wrong_type"),
        (json!({"tags": ["vip"]}), "/tags", "unknown_key"),
    ] {
        change(&world, &id, &body).await.expect_errors(422, &[(pointer, code)]);
    }
    let many: Vec<String> = (0..51).map(|n| format!("tag {n}")).collect();
    let body = json!({"add": many});
    change(&world, &id, &body).await.expect_errors(422, &[("/add", "too_many")]);
    let body = json!({"add": many[..50], "remove": ["x".repeat(200)]});
    change(&world, &id, &body).await.expect_status(200);
    let one_more = change(&world, &id, &json!({"add": ["one more"]})).await;
    one_more.expect_errors(422, &[("/add", "too_many")]);
    let instead = json!({"add": ["one more"], "remove": ["tag 0"]});
    let changed = change(&world, &id, &instead).await.expect_status(200);
    assert_eq!(changed["tags"].as_array().unwrap().len(), 50);
    let nobody = "inq_01h45ytscbebyvny4gc8cr8ma2";
    change(&world, nobody, &json!({"add": ["vip"]})).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn tags_in_use_are_listed() {
    let world = World::new().await;
    for tags in [["vip", "web"], ["vip", "video"], ["age", "web"]] {
        world.create(&json!({"tags": tags})).await;
    }
    for (query, expected) in [
        ("", json!(["age", "video", "vip", "web"])),
        ("?q=vi", json!(["video", "vip"])),
        ("?q=x", json!([])),
    ] {
        let page = world.shop.get(&format!("/v1/tags{query}")).await.expect_status(200);
        assert_eq!((&page["data"], &page["next_cursor"]), (&expected, &Value::Null), "{query}");
    }
    let first = world.ada.get("/v1/tags?limit=3").await.expect_status(200);
    assert_eq!(first["data"], json!(["age", "video", "vip"]));
    let next = format!("/v1/tags?limit=3&cursor={}", text(&first, "next_cursor"));
    let second = world.ada.get(&next).await.expect_status(200);
    assert_eq!((&second["data"], &second["next_cursor"]), (&json!(["web"]), &Value::Null));
}

#[tokio::test]
async fn the_review_queue_says_how_many_wait_and_since_when() {
    let world = World::new().await;
    let queue = async || world.ada.get("/v1/review_queue").await.expect_status(200);
    assert_eq!(queue().await, json!({"waiting": 0, "oldest_created_at": null}));
    world.running(&document("Onboarding", &[], "mark_for_review")).await;
    let first = text(&world.completed(&json!({})).await, "id").to_owned();
    world.app.clock.advance_seconds(60);
    world.completed(&json!({})).await;
    assert_eq!(queue().await, json!({"waiting": 2, "oldest_created_at": "2026-11-22T10:42:07Z"}));
    let path = format!("/v1/inquiries/{first}/approve");
    world.ada.post(&path, &json!({})).await.expect_status(200);
    assert_eq!(queue().await, json!({"waiting": 1, "oldest_created_at": "2026-11-22T10:43:07Z"}));
}

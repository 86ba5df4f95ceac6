//! The clock jumps backwards between two inquiries: nothing retroactive is decided, nothing twice, pages stay whole.

use axum::http::{HeaderName, Method};
use serde_json::{Value, json};

use super::world::{World, document, text};

const AN_HOUR: i64 = 3_600;
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// People before and after the jump, completed in turn, in the order in which they were made. The server has run for a
/// while: what is counted in memory is not as young as the jump is long.
async fn people_around_a_jump(world: &World) -> Vec<String> {
    world.app.clock.advance_seconds(2 * AN_HOUR);
    let mut ids = Vec::new();
    for n in 0..12 {
        if n == 6 {
            world.app.clock.advance_seconds(-AN_HOUR);
        }
        world.app.clock.advance_seconds(i64::from(n % 2));
        let done = world.completed(&json!({"fields": {"name_last": "King"}})).await;
        assert_eq!(done["status"], "approved");
        ids.push(text(&done, "id").to_owned());
    }
    ids
}

/// All rows of a path, in pages of `limit`.
async fn rows(world: &World, path: &str, limit: usize) -> Vec<Value> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let first = format!("{path}{joint}limit={limit}");
    let (mut rows, mut next) = (Vec::new(), first.clone());
    loop {
        let page = world.ada.get(&next).await.expect_status(200);
        rows.extend(page["data"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["next_cursor"].as_str() else { return rows };
        // Followers of events say after which one, others where the page before ended.
        let place = if path.starts_with("/v1/events") { "after" } else { "cursor" };
        next = format!("{first}&{place}={cursor}");
    }
}

#[tokio::test]
async fn pages_stay_ordered_and_whole() {
    let world = World::new().await;
    let workflow = world.running(&document("Onboarding", &[], "approve")).await;
    let mut ids = people_around_a_jump(&world).await;
    ids.sort_unstable();
    let paths = [
        "/v1/inquiries".to_owned(),
        "/v1/inquiries?status=approved".to_owned(),
        format!("/v1/inquiries?workflow={workflow}"),
        "/v1/inquiries?q=King".to_owned(),
        format!("/v1/runs?workflow={workflow}"),
    ];
    for path in paths {
        for limit in [1, 5, 100] {
            let found = rows(&world, &path, limit).await;
            let (key, time) =
                if path.starts_with("/v1/runs") { ("inquiry", "at") } else { ("id", "created_at") };
            let made: Vec<&str> = found.iter().map(|row| text(row, time)).collect();
            assert!(made.is_sorted_by(|newer, older| newer >= older), "{path}: {made:?}");
            let mut each: Vec<&str> = found.iter().map(|row| text(row, key)).collect();
            each.sort_unstable();
            assert_eq!(each, ids, "{path} in pages of {limit}: each once");
        }
    }
}

/// Who follows the events must not miss those after the jump: they come in the order of their commits.
#[tokio::test]
async fn events_come_in_the_order_of_what_happened() {
    let world = World::new().await;
    world.running(&document("Onboarding", &[], "approve")).await;
    let ids = people_around_a_jump(&world).await;
    for limit in [1, 7, 100] {
        let events = rows(&world, "/v1/events", limit).await;
        let created = events.iter().filter(|event| event["type"] == "inquiry.created");
        let created: Vec<&str> = created.map(|event| text(event, "inquiry")).collect();
        assert_eq!(created, ids, "in pages of {limit}");
    }
}

/// Ids hold the moment at which they were made, and the database's own numbers say what came first.
#[tokio::test]
async fn ids_stay_unique_though_their_moments_come_again() {
    let world = World::new().await;
    let workflow = world.running(&document("Onboarding", &[], "approve")).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        for _ in 0..20 {
            ids.push(text(&world.completed(&json!({})).await, "id").to_owned());
        }
        world.app.clock.advance_seconds(-AN_HOUR);
    }
    let runs = rows(&world, &format!("/v1/runs?workflow={workflow}"), 100).await;
    assert_eq!(runs.len(), 60);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 60);
}

#[tokio::test]
async fn nothing_is_decided_twice() {
    let world = World::new().await;
    world.running(&document("Onboarding", &[], "approve")).await;
    let id = world.create(&json!({})).await;
    let path = format!("/v1/inquiries/{id}/complete");
    let body = json!({"attributes": {"age": 30}});
    let complete = async || {
        let request = world.shop.request(Method::POST, &path).json(&body).header(KEY, "again");
        request.send().await.expect_status(200)
    };
    let once = complete().await;
    world.app.clock.advance_seconds(-AN_HOUR);
    assert_eq!(complete().await, once, "with its key");
    assert_eq!(world.call(&id, "complete", &body).await, once, "without");
    assert_eq!(world.all_ids(&format!("/v1/runs?inquiry={id}")).await.len(), 1);
    let made = |world: &World| {
        let request = world.shop.request(Method::POST, "/v1/inquiries").json(&json!({}));
        request.header(KEY, "one")
    };
    let first = made(&world).send().await.expect_status(201);
    world.app.clock.advance_seconds(-AN_HOUR);
    assert_eq!(made(&world).send().await.expect_status(201), first);
}

/// Started in the future, as it seems, and paused before that.
#[tokio::test]
async fn nothing_retroactive_is_decided() {
    let world = World::new().await;
    let workflow = world.published(&document("Onboarding", &[], "approve")).await;
    let old = world.create(&json!({})).await;
    world.start(&workflow).await;
    world.app.clock.advance_seconds(-AN_HOUR);
    assert_eq!(world.completed(&json!({})).await["status"], "approved");
    assert_eq!(world.complete(&old).await["decision"], Value::Null);
    world.pause(&workflow).await;
    let between = world.create(&json!({})).await;
    world.app.clock.advance_seconds(-AN_HOUR);
    world.start(&workflow).await;
    assert_eq!(world.complete(&between).await["decision"], Value::Null);
    assert_eq!(world.completed(&json!({})).await["status"], "approved");
}

/// The oldest sessions make room for a new one, which must not be taken for an old one.
#[tokio::test]
async fn who_signs_in_after_the_jump_is_signed_in() {
    let world = World::new().await;
    for _ in 0..55 {
        world.app.signed_in("ada@example.com", crate::support::PASSWORD).await;
    }
    world.app.clock.advance_seconds(-AN_HOUR);
    let ada = world.app.signed_in("ada@example.com", crate::support::PASSWORD).await;
    ada.get("/v1/session").await.expect_status(200);
}

/// What was counted before the jump must not count as long as the jump is.
#[tokio::test]
async fn nobody_is_kept_out_after_the_jump() {
    let world = World::new().await;
    world.app.clock.advance_seconds(2 * AN_HOUR);
    let sign_in = async |from: &str, password: &str| {
        let body = json!({"email": "ada@example.com", "password": password});
        world.app.stranger().at(from).post("/v1/session", &body).await
    };
    sign_in("198.51.100.1", "mistyped").await.expect_problem(401, "wrong_credentials");
    world.app.clock.advance_seconds(-AN_HOUR);
    sign_in("198.51.100.2", crate::support::PASSWORD).await.expect_status(201);
    world.shop.get("/v1/inquiries").await.expect_status(200);
}

//! How the past is asked: who may, what is refused, and answers in parts.

use axum::http::{HeaderValue, Method, header};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use super::agreement::preview;
use crate::deciding::world::{World, document, route, test};

const PATHS: [&str; 2] = ["/v1/workflows/preview", "/v1/workflows/preview/inquiries"];

#[tokio::test]
async fn bodies_that_do_not_fit_are_refused_with_all_their_faults() {
    let world = World::new().await;
    let draft = document("Onboarding", &[], "approve");
    let unfinished =
        document("Onboarding", &[route("rt_a", "A", &json!({"all": []}), "fly")], "approve");
    for (body, pointers) in [
        (json!({}), vec!["/document"]),
        (json!({"document": 3}), vec!["/document"]),
        (
            json!({"document": unfinished}),
            vec!["/document/routes/0/if", "/document/routes/0/then/0/action"],
        ),
        (json!({"document": draft, "lists": "later"}), vec!["/lists"]),
        (
            json!({"document": draft, "window": {"from": "yesterday"}, "baseline": {"workflow": "wfl_1"}, "x": 1}),
            vec!["/baseline/workflow", "/window/from", "/x"],
        ),
        (
            json!({"document": draft, "window": {"from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"}}),
            vec!["/window"],
        ),
        (json!({"document": draft, "window": {"since": 1}}), vec!["/window/since"]),
        (json!({"document": draft, "baseline": {"version": 0}}), vec!["/baseline/version"]),
        (json!({"document": draft, "baseline": {}}), vec!["/baseline/workflow"]),
    ] {
        let answer = world.ada.post(PATHS[0], &body).await.expect_status(422);
        let found = answer["errors"].as_array().unwrap().iter();
        let found: Vec<&str> = found.map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!(found, pointers, "{body}");
    }
    let body = json!({"document": draft, "cell": {"to": "fly", "x": 1}, "limit": 101});
    let answer = world.ada.post(PATHS[1], &body).await.expect_status(422);
    assert_eq!(answer["errors"].as_array().unwrap().len(), 2);
    let body = json!({"document": draft, "cell": {}, "cursor": "zz"});
    assert_eq!(world.ada.post(PATHS[1], &body).await.expect_status(400)["code"], "invalid_cursor");
}

#[tokio::test]
async fn a_baseline_is_a_version_or_whatever_runs() {
    let world = World::new().await;
    let text = document("Onboarding", &[], "approve");
    let workflow = world.published(&text).await;
    let ask = async |baseline: Value| {
        world.ada.post(PATHS[0], &json!({"document": text, "baseline": baseline})).await
    };
    let none = ask(json!({"workflow": workflow})).await.expect_status(200);
    assert!(none["baseline"].is_null() && none["baseline_outcomes"].is_null());
    let cell =
        json!({"document": text, "baseline": {"workflow": workflow}, "cell": {"changed": true}});
    assert_eq!(world.ada.post(PATHS[1], &cell).await.expect_status(200)["data"], json!([]));
    let first = ask(json!({"workflow": workflow, "version": 1})).await.expect_status(200);
    assert_eq!(first["baseline"]["version"], 1);
    ask(json!({"workflow": workflow, "version": 2})).await.expect_status(404);
    ask(json!({"workflow": "wfl_00000000000000000000000001"})).await.expect_status(404);
    world.start(&workflow).await;
    let running = ask(json!({"workflow": workflow})).await.expect_status(200);
    assert_eq!(running["baseline"]["version"], 1);
}

#[tokio::test]
async fn who_asks_for_lines_gets_lines() {
    let world = World::new().await;
    world.completed(&json!({"attributes": {"age": 20}})).await;
    let old = route("rt_a", "A", &test("age", "greater_than", &json!(18)), "approve");
    let body = json!({"document": document("Onboarding", &[old], "decline")});
    let asked = world.ada.request(Method::POST, PATHS[0]).json(&body);
    let answer = asked.header(header::ACCEPT, "application/x-ndjson").send_unchecked().await;
    let lines = HeaderValue::from_static("application/x-ndjson");
    assert_eq!(answer.parts.headers[header::CONTENT_TYPE], lines);
    let mut done: Value = serde_json::from_slice(&answer.body).unwrap();
    let whole = preview(&world, &body).await;
    assert_eq!(done["done"].take(), whole);
    assert!(answer.body.ends_with(b"\n"));
}

#[tokio::test]
async fn integrators_may_not_ask_and_analysts_may() {
    let world = World::new().await;
    let body = json!({"document": document("Onboarding", &[], "approve"), "cell": {}});
    let analyst = world.app.member("grace@example.com", "Grace", Role::Analyst).await;
    world.shop.post(PATHS[1], &body).await.expect_status(403);
    analyst.post(PATHS[1], &body).await.expect_status(200);
}

//! What create, patch and complete take, what they refuse, and that a refused body leaves nothing behind.

use axum::http::{Method, header};
use serde_json::{Value, json};

use super::world::{World, text};

fn bad_bodies() -> Vec<(Value, &'static str, &'static str)> {
    let selfie = |key: &str, value: Value| json!({"verifications": [{"id": "v", "kind": "selfie", "status": "passed", key: value}]});
    vec![
        (json!([]), "", "wrong_type"),
        (json!({"colour": "red"}), "/colour", "unknown_key"),
        (json!({"id": "inq_01h45ytscbebyvny4gc8cr8ma2"}), "/id", "computed_by_server"),
        (json!({"created_at": "2020-01-01T00:00:00Z"}), "/created_at", "computed_by_server"),
        (json!({"completed_at": "2020-01-01T00:00:00Z"}), "/completed_at", "computed_by_server"),
        (json!({"fields": "none"}), "/fields", "wrong_type"),
        (json!({"fields": {"birthdate": 1990}}), "/fields/birthdate", "wrong_type"),
        (json!({"fields": {"birthdate": "2026-11-23"}}), "/fields/birthdate", "in_future"),
        (json!({"fields": {"birthdate": "1990-02-30"}}), "/fields/birthdate", "invalid_date"),
        (
            json!({"fields": {"address_country_code": "XX"}}),
            "/fields/address_country_code",
            "unknown_country",
        ),
        (
            json!({"session": {"ip_address": "01.2.3.4"}}),
            "/session/ip_address",
            "invalid_ip_address",
        ),
        (json!({"attributes": {"height": 180}}), "/attributes/height", "unknown_attribute"),
        (json!({"attributes": {"age": "18"}}), "/attributes/age", "wrong_type"),
        (json!({"attributes": {"age": 17.5}}), "/attributes/age", "not_whole"),
        (
            json!({"attributes": {"liveness_check_score": 101}}),
            "/attributes/liveness_check_score",
            "out_of_range",
        ),
        (
            json!({"attributes": {"liveness_check_score": 99.12345}}),
            "/attributes/liveness_check_score",
            "too_many_fraction_digits",
        ),
        (json!({"attributes": {"country": "XX"}}), "/attributes/country", "unknown_country"),
        (json!({"attributes": {"us_state": "CA"}}), "/attributes/us_state", "us_state_outside_us"),
        (
            json!({"attributes": {"list_matches": []}}),
            "/attributes/list_matches",
            "computed_by_server",
        ),
        (
            selfie("liveness_check_score", json!(100.5)),
            "/verifications/0/liveness_check_score",
            "out_of_range",
        ),
        (
            selfie("document_similarity_score", json!("80")),
            "/verifications/0/document_similarity_score",
            "wrong_type",
        ),
        (json!({"verifications": [{"kind": "selfie"}]}), "/verifications/0/id", "required"),
        (json!({"tags": "vip"}), "/tags", "wrong_type"),
        (json!({"reference_id": "x".repeat(201)}), "/reference_id", "invalid_text"),
    ]
}

#[tokio::test]
async fn bad_bodies_are_refused_at_their_place_and_nothing_is_kept() {
    let world = World::new().await;
    for (body, pointer, code) in bad_bodies() {
        let answer = world.shop.post("/v1/inquiries", &body).await;
        answer.expect_errors(422, &[(pointer, code)]);
    }
    assert_eq!(world.all_ids("/v1/inquiries").await, Vec::<String>::new());
    let id = world.create(&json!({"fields": {"name_last": "King"}})).await;
    let before = world.inquiry(&id).await;
    for (body, pointer, code) in bad_bodies() {
        let path = format!("/v1/inquiries/{id}");
        world.shop.patch(&path, &body).await.expect_errors(422, &[(pointer, code)]);
        for call in ["complete", "fail", "expire"] {
            let path = format!("/v1/inquiries/{id}/{call}");
            world.shop.post(&path, &body).await.expect_errors(422, &[(pointer, code)]);
        }
    }
    assert_eq!(world.inquiry(&id).await, before);
}

#[tokio::test]
async fn all_errors_of_a_body_are_told_at_once() {
    let world = World::new().await;
    let body = json!({"x": 1, "fields": {"birthdate": "soon"}, "attributes": {"age": -1}});
    world.shop.post("/v1/inquiries", &body).await.expect_errors(
        422,
        &[
            ("/x", "unknown_key"),
            ("/fields/birthdate", "invalid_date"),
            ("/attributes/age", "out_of_range"),
        ],
    );
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let world = World::new().await;
    for (body, status, code) in [
        (b"{\"fields\":{\"name_last\":\"\xff\"}}".to_vec(), 400, "invalid_json"),
        (b"{\"tags\":[]".to_vec(), 400, "invalid_json"),
        (b"{\"tags\":[],\"tags\":[]}".to_vec(), 400, "invalid_json"),
        (b"{\"template\":\"a\\u0000b\"}".to_vec(), 400, "invalid_json"),
        (Vec::new(), 400, "invalid_json"),
        (
            format!("{{\"template\":\"{}\"}}", "x".repeat(2 * 1024 * 1024)).into_bytes(),
            413,
            "body_too_large",
        ),
    ] {
        let request = world.shop.request(Method::POST, "/v1/inquiries").body(body);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        request.send().await.expect_problem(status, code);
    }
    let request = world.shop.request(Method::POST, "/v1/inquiries").body("a=b");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.send().await.expect_problem(415, "unsupported_media_type");
    assert_eq!(world.all_ids("/v1/inquiries").await, Vec::<String>::new());
}

#[tokio::test]
async fn bodies_merge_and_the_first_facts_make_it_pending() {
    let world = World::new().await;
    let id = world
        .create(&json!({
            "reference_id": "order-1", "template": "standard", "tags": ["vip"],
            "fields": {"name_first": "Ada", "name_last": "King"}, "attributes": {"age": 30},
        }))
        .await;
    let path = format!("/v1/inquiries/{id}");
    world.app.clock.advance_seconds(1);
    let named =
        world.shop.patch(&path, &json!({"fields": {"name_last": null, "nickname": "A"}})).await;
    let named = named.expect_status(200);
    assert_eq!(named["status"], "created", "fields alone do not begin it");
    assert_eq!(named["fields"], json!({"name_first": "Ada", "nickname": "A"}));
    assert_eq!(named["updated_at"], "2026-11-22T10:42:08Z");
    assert_eq!(named["created_at"], "2026-11-22T10:42:07Z");

    let pending = json!({"verifications": [{"id": "v1", "kind": "selfie", "status": "pending"}]});
    let begun = world.shop.patch(&path, &pending).await.expect_status(200);
    assert_eq!(begun["status"], "pending");
    let passed = json!({
        "verifications": [{"id": "v1", "status": "passed", "liveness_check_score": 91.25}],
        "attributes": {"age": null}, "tags": [],
    });
    let done = world.call(&id, "complete", &passed).await;
    assert_eq!(
        done["verifications"],
        json!([{"id": "v1", "kind": "selfie", "status": "passed", "liveness_check_score": 91.25}])
    );
    assert_eq!(done["attributes"]["liveness_check_score"]["from"], "v1");
    assert_eq!(done["attributes"].get("age"), None, "a cleared attribute is missing");
    assert_eq!((&done["tags"], &done["reference_id"]), (&json!([]), &json!("order-1")));
    let kinds: Vec<&str> =
        done["timeline"].as_array().unwrap().iter().map(|entry| text(entry, "detail")).collect();
    let updates = ["Updated: fields.", "Updated: verifications."];
    assert_eq!(kinds, ["Created.", updates[0], updates[1], "The check completed."]);
}

#[tokio::test]
async fn after_completion_only_tags_and_reference_id_change() {
    let world = World::new().await;
    for call in ["complete", "fail", "expire"] {
        let id = world.create(&json!({})).await;
        let before = world.call(&id, call, &json!({})).await;
        let path = format!("/v1/inquiries/{id}");
        let late = json!({"fields": {"name_last": "King"}, "template": "x", "tags": ["late"]});
        let refused = world.shop.patch(&path, &late).await;
        refused.expect_problem(409, "inquiry_closed");
        refused
            .expect_errors(409, &[("/fields", "inquiry_closed"), ("/template", "inquiry_closed")]);
        let after = world.inquiry(&id).await;
        assert_eq!(after, before, "nothing was kept");
        let taken = json!({"tags": ["late"], "reference_id": format!("after {call}")});
        let changed = world.shop.patch(&path, &taken).await.expect_status(200);
        assert_eq!((&changed["tags"], &changed["status"]), (&json!(["late"]), &before["status"]));
        assert_eq!(changed["attributes"], before["attributes"]);
    }
}

#[tokio::test]
async fn a_reference_id_is_taken_once() {
    let world = World::new().await;
    let first = world.create(&json!({"reference_id": "order-1"})).await;
    let second = world.create(&json!({"reference_id": "order-2"})).await;
    let same = json!({"reference_id": "order-1"});
    let created = world.shop.post("/v1/inquiries", &same).await;
    created.expect_problem(409, "reference_id_taken");
    created.expect_errors(409, &[("/reference_id", "reference_id_taken")]);
    assert!(text(&created.json(), "detail").contains(&first), "it says who has it");
    let path = format!("/v1/inquiries/{second}");
    world.shop.patch(&path, &same).await.expect_problem(409, "reference_id_taken");
    for call in ["complete", "fail"] {
        let path = format!("/v1/inquiries/{second}/{call}");
        world.shop.post(&path, &same).await.expect_problem(409, "reference_id_taken");
    }
    assert_eq!(world.inquiry(&second).await["status"], "created", "nothing was kept");
    world
        .shop
        .patch(&format!("/v1/inquiries/{first}"), &json!({"reference_id": null}))
        .await
        .expect_status(200);
    world.shop.patch(&path, &same).await.expect_status(200);
}

/// The dashboard's first steps: an administrator makes and completes one with the session's cookie.
#[tokio::test]
async fn an_administrator_may_hand_in_an_analyst_may_not() {
    let world = World::new().await;
    let made = world.ada.post("/v1/inquiries", &json!({})).await.expect_status(201);
    let path = format!("/v1/inquiries/{}/complete", text(&made, "id"));
    world.ada.post(&path, &json!({})).await.expect_status(200);
    let grace = world.app.analyst().await;
    grace.post("/v1/inquiries", &json!({})).await.expect_problem(403, "forbidden");
    let nobody = "/v1/inquiries/inq_01h45ytscbebyvny4gc8cr8ma2";
    world.shop.get(nobody).await.expect_problem(404, "not_found");
    world.shop.patch(nobody, &json!({})).await.expect_problem(404, "not_found");
    world
        .shop
        .post(&format!("{nobody}/complete"), &json!({}))
        .await
        .expect_problem(404, "not_found");
    world.shop.post(&format!("{nobody}/fail"), &json!({})).await.expect_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_one_gets_the_reference_id() {
    let world = std::sync::Arc::new(World::new().await);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let world = world.clone();
            let body = json!({"reference_id": "order-1"});
            tokio::spawn(async move { world.shop.post("/v1/inquiries", &body).await.status() })
        })
        .collect();
    let mut statuses = Vec::new();
    for call in calls {
        statuses.push(call.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![201], vec![409; 19]].concat());
}

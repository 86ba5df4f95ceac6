//! `Idempotency-Key` through the whole router; its edges are tested on a bench of their own beside the layer.

use axum::http::{HeaderName, Method};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

async fn post(client: &Client, path: &str, key: &str, body: &Value) -> Answer {
    client.request(Method::POST, path).header(KEY, key).json(body).send().await
}

#[tokio::test]
async fn a_repeated_request_makes_one_thing() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let robot = app.key("Robot", Role::Administrator).await;
    let body = json!({"name": "Onboarding", "event": "inquiry.completed"});
    for client in [&ada, &robot] {
        let first = post(client, "/v1/workflows", "a", &body).await;
        let id = first.expect_status(201)["id"].clone();
        assert_eq!(first.header(REPLAYED), None);
        let again = post(client, "/v1/workflows", "a", &body).await;
        assert_eq!(again.expect_status(201)["id"], id);
        assert_eq!(again.header(REPLAYED), Some("true"));
    }
    let workflows = ada.get("/v1/workflows").await.json();
    assert_eq!(workflows["data"].as_array().unwrap().len(), 2, "one for each caller");

    let other = json!({"name": "Another", "event": "inquiry.completed"});
    post(&ada, "/v1/workflows", "a", &other).await.expect_problem(409, "idempotency_key_reused");
}

#[tokio::test]
async fn a_refusal_is_repeated_too() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    post(&ada, "/v1/workflows", "a", &json!({})).await.expect_status(422);
    let again = post(&ada, "/v1/workflows", "a", &json!({})).await;
    again.expect_status(422);
    assert_eq!(again.header(REPLAYED), Some("true"));
}

#[tokio::test]
async fn the_first_answer_is_not_for_strangers() {
    let app = TestApp::new().await;
    let robot = app.key("Robot", Role::Administrator).await;
    let body = json!({"name": "Onboarding", "event": "inquiry.completed"});
    post(&robot, "/v1/workflows", "a", &body).await.expect_status(201);
    post(&app.stranger(), "/v1/workflows", "a", &body).await.expect_problem(401, "not_signed_in");
    post(&app.analyst().await, "/v1/workflows", "a", &body).await.expect_problem(403, "forbidden");
}

#[tokio::test]
async fn the_secret_of_a_key_is_never_repeated() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let body = json!({"name": "Checkout", "role": "integrator"});
    let first = post(&ada, "/v1/keys", "a", &body).await.expect_status(201);
    let second = post(&ada, "/v1/keys", "a", &body).await.expect_status(201);
    assert_ne!(first["secret"], second["secret"]);
}

#[tokio::test]
async fn a_key_that_is_too_long_is_refused_and_a_body_that_is_too_long_too() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    post(&ada, "/v1/workflows", &"k".repeat(256), &json!({}))
        .await
        .expect_problem(400, "invalid_idempotency_key");
    let long = json!({"name": "x".repeat(1_048_576)});
    post(&ada, "/v1/workflows", "a", &long).await.expect_problem(413, "body_too_large");
}

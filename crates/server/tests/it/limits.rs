//! Limits at their edges: bodies and requests.

use axum::http::{Method, header};
use serde_json::json;

use crate::support::{Answer, TestApp};

const BODY_BYTES: usize = 1_048_576;

async fn sign_in_with(app: &TestApp, body: Vec<u8>) -> Answer {
    let request = app.stranger().request(Method::POST, "/v1/session");
    request.header(header::CONTENT_TYPE, "application/json").body(body).send().await
}

#[tokio::test]
async fn a_body_has_at_most_1_mib() {
    let app = TestApp::new().await;
    let mut body = json!({"email": "a@example.com", "password": "x"}).to_string().into_bytes();
    body.resize(BODY_BYTES, b' ');
    sign_in_with(&app, body.clone()).await.expect_problem(401, "wrong_credentials");
    body.push(b' ');
    sign_in_with(&app, body).await.expect_problem(413, "body_too_large");
}

#[tokio::test]
async fn the_request_after_the_last_waits() {
    let app = TestApp::builder().requests_per_minute(3).build().await;
    let stranger = app.stranger();
    for _ in 0..3 {
        stranger.get("/v1/setup").await.expect_status(200);
    }
    let refused = stranger.get("/v1/setup").await;
    refused.expect_problem(429, "rate_limited");
    assert_eq!(refused.retry_after(), 20, "three a minute is one in 20 seconds");
    app.stranger().at("198.51.100.7").get("/v1/setup").await.expect_status(200);
    for _ in 0..10 {
        stranger.get("/healthz").await.expect_status(200);
        stranger.get("/readyz").await.expect_status(200);
    }
    app.clock.advance_seconds(20);
    stranger.get("/v1/setup").await.expect_status(200);
    stranger.get("/v1/setup").await.expect_problem(429, "rate_limited");
}

#[tokio::test]
async fn members_and_keys_are_counted_by_themselves_and_made_up_keys_by_address() {
    let app = TestApp::builder().requests_per_minute(3).build().await;
    let first = app.integrator().await;
    let second = app.integrator().await;
    for _ in 0..3 {
        first.get("/v1/setup").await.expect_status(200);
    }
    first.get("/v1/setup").await.expect_problem(429, "rate_limited");
    second.get("/v1/setup").await.expect_status(200);
    for (count, status) in [(1, 401), (2, 401), (3, 401), (4, 429)] {
        let made_up = format!("Bearer pmk_{count}");
        let request =
            app.stranger().request(Method::GET, "/v1/keys").header(header::AUTHORIZATION, &made_up);
        request.send().await.expect_status(status);
    }
}

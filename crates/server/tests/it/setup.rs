//! The first start.

use pointsman_domain::people::Right;
use serde_json::{Value, json};

use crate::support::TestApp;

fn ada(code: &str) -> Value {
    json!({"code": code, "email": "Ada@Example.com", "name": "Ada", "password": "correct horse battery"})
}

#[tokio::test]
async fn the_code_makes_the_first_administrator_once() {
    let app = TestApp::new().await;
    let code =
        pointsman_server::prepare(&app.parts).await.unwrap().expect("a code at the first start");
    let stranger = app.stranger();
    assert_eq!(
        stranger.get("/v1/setup").await.expect_status(200),
        json!({"state": "needs_first_administrator"})
    );

    stranger
        .post("/v1/setup", &ada("AAAAA-AAAAA-AAAAA-AAAAA"))
        .await
        .expect_problem(403, "wrong_code");

    let typed = format!(" {} ", code.to_lowercase().replace('-', " "));
    let made = stranger.post("/v1/setup", &ada(&typed)).await;
    let session = made.expect_status(201);
    assert_eq!(session["member"]["email"], "ada@example.com");
    assert_eq!(session["member"]["role"], "administrator");
    assert_eq!(session["may"].as_array().unwrap().len(), Right::ALL.len());
    assert_eq!(session["demo"], false);
    assert!(made.cookie().starts_with("pointsman_session="));

    assert_eq!(stranger.get("/v1/setup").await.expect_status(200), json!({"state": "ready"}));
    stranger.post("/v1/setup", &ada(&code)).await.expect_problem(409, "already_set_up");
    assert_eq!(pointsman_server::prepare(&app.parts).await.unwrap(), None, "no second code");
}

#[tokio::test]
async fn a_second_start_makes_a_new_code_and_the_old_one_is_void() {
    let app = TestApp::new().await;
    let old = pointsman_server::prepare(&app.parts).await.unwrap().unwrap();
    let new = pointsman_server::prepare(&app.parts).await.unwrap().unwrap();
    assert_ne!(old, new);
    app.stranger().post("/v1/setup", &ada(&old)).await.expect_problem(403, "wrong_code");
    app.stranger().post("/v1/setup", &ada(&new)).await.expect_status(201);
}

#[tokio::test]
async fn guessing_the_code_is_limited() {
    let app = TestApp::new().await;
    let code = pointsman_server::prepare(&app.parts).await.unwrap().unwrap();
    for _ in 0..5 {
        app.stranger().post("/v1/setup", &ada("AAAAA")).await.expect_problem(403, "wrong_code");
    }
    let refused = app.stranger().post("/v1/setup", &ada(&code)).await;
    refused.expect_problem(429, "too_many_attempts");
    assert_eq!(refused.retry_after(), 15 * 60);
    app.clock.advance_seconds(15 * 60);
    app.stranger().post("/v1/setup", &ada(&code)).await.expect_status(201);
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let app = TestApp::new().await;
    let body = json!({"email": "nobody", "name": "", "password": "short", "role": "administrator"});
    app.stranger().post("/v1/setup", &body).await.expect_errors(
        422,
        &[
            ("/code", "required"),
            ("/email", "invalid_email"),
            ("/name", "invalid_length"),
            ("/password", "invalid_length"),
            ("/role", "unknown_key"),
        ],
    );
}

#[tokio::test]
async fn passwords_have_12_to_256_characters() {
    for (characters, status) in [(11, 422), (12, 201), (256, 201), (257, 422)] {
        let app = TestApp::new().await;
        let code = pointsman_server::prepare(&app.parts).await.unwrap().unwrap();
        let mut body = ada(&code);
        body["password"] = "ä".repeat(characters).into();
        app.stranger().post("/v1/setup", &body).await.expect_status(status);
    }
}

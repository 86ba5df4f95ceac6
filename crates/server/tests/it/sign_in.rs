//! Signing in and out, sessions and their ends, lock-out.

use axum::http::{Method, header};
use pointsman_domain::people::Role;
use serde_json::json;

use crate::support::TestApp;

const HOUR: i64 = 60 * 60;

#[tokio::test]
async fn a_session_says_who_it_is_and_what_the_dashboard_may_show() {
    let app = TestApp::new().await;
    let session = app.analyst().await.get("/v1/session").await.expect_status(200);
    assert_eq!(session["member"]["name"], "Grace");
    assert_eq!(session["member"]["role"], "analyst");
    assert_eq!(session["expires_at"], "2026-11-22T22:42:07Z");
    assert_eq!(
        session["may"],
        json!([
            "inquiries.read",
            "inquiries.decide",
            "runs.read",
            "workflows.read",
            "lists.read",
            "members.read"
        ])
    );
    assert_eq!(session["may_grant"], json!([]));
}

#[tokio::test]
async fn the_example_workspace_says_so() {
    let app = TestApp::builder().demo().build().await;
    let session = app.administrator().await.get("/v1/session").await.expect_status(200);
    assert_eq!(session["demo"], true);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let app = TestApp::new().await;
    let client = app.analyst().await;
    let out = client.delete("/v1/session").await;
    out.expect_status(204);
    let removed = out.header(header::SET_COOKIE).unwrap();
    assert!(
        removed.starts_with("pointsman_session=; ") && removed.contains("Max-Age=0"),
        "{removed}"
    );
    client.get("/v1/session").await.expect_problem(401, "not_signed_in");
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let app = TestApp::builder().public_url("https://pointsman.example.com").build().await;
    app.member("ada@example.com", "Ada", Role::Administrator).await;
    let body = json!({"email": "ada@example.com", "password": "correct horse battery"});
    let answer = app.stranger().post("/v1/session", &body).await;
    let line = answer.header(header::SET_COOKIE).unwrap();
    assert!(line.starts_with("__Host-pointsman_session="), "{line}");
    for attribute in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
        assert!(line.split("; ").any(|part| part == attribute), "{line} lacks {attribute}");
    }
    let plain = answer.cookie().replace("__Host-", "");
    let request = app
        .stranger()
        .request(Method::GET, "/v1/session")
        .header(header::COOKIE, &plain)
        .send()
        .await;
    request.expect_problem(401, "not_signed_in");
}

#[tokio::test]
async fn a_session_ends_12_hours_after_its_last_use() {
    let app = TestApp::new().await;
    let client = app.analyst().await;
    app.clock.advance_seconds(12 * HOUR - 1);
    let session = client.get("/v1/session").await.expect_status(200);
    assert_eq!(session["expires_at"], "2026-11-23T10:42:06Z", "using it moves its end");
    app.clock.advance_seconds(12 * HOUR);
    client.get("/v1/session").await.expect_problem(401, "session_expired");
}

#[tokio::test]
async fn a_session_ends_after_7_days_however_much_it_is_used() {
    let app = TestApp::new().await;
    let client = app.analyst().await;
    let seen = async || client.get("/v1/sessions").await.json()["data"][0]["last_seen_at"].clone();
    for _ in 0..(7 * 24 / 6 - 1) {
        let before = seen().await;
        app.clock.advance_seconds(6 * HOUR);
        client.get("/v1/session").await.expect_status(200);
        // Its use is noted beside the request.
        while seen().await == before {}
    }
    app.clock.advance_seconds(6 * HOUR - 1);
    client.get("/v1/session").await.expect_status(200);
    app.clock.advance_seconds(1);
    client.get("/v1/session").await.expect_problem(401, "session_expired");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_the_same() {
    let app = TestApp::new().await;
    app.analyst().await;
    let wrong = json!({"email": "grace@example.com", "password": "wrong horse battery"});
    let unknown = json!({"email": "nobody@example.com", "password": "correct horse battery"});
    let wrong = app.stranger().post("/v1/session", &wrong).await;
    let unknown = app.stranger().post("/v1/session", &unknown).await;
    wrong.expect_problem(401, "wrong_credentials");
    assert_eq!(wrong.json(), unknown.json());
    assert_eq!(wrong.header(header::SET_COOKIE), None);
}

#[tokio::test]
async fn the_address_is_taken_in_any_case() {
    let app = TestApp::new().await;
    app.analyst().await;
    let body = json!({"email": " GRACE@example.com ", "password": "correct horse battery"});
    app.stranger().post("/v1/session", &body).await.expect_status(201);
}

#[tokio::test]
async fn the_sixth_wrong_password_locks_out_even_the_right_one() {
    let app = TestApp::new().await;
    app.analyst().await;
    let wrong = json!({"email": "grace@example.com", "password": "wrong horse battery"});
    let right = json!({"email": "grace@example.com", "password": "correct horse battery"});
    for _ in 0..5 {
        app.stranger().post("/v1/session", &wrong).await.expect_problem(401, "wrong_credentials");
    }
    let refused = app.stranger().post("/v1/session", &right).await;
    refused.expect_problem(429, "too_many_attempts");
    assert_eq!(refused.retry_after(), 15 * 60);
    let elsewhere = app.stranger().at("198.51.100.7").post("/v1/session", &right).await;
    elsewhere.expect_status(201);
    app.clock.advance_seconds(15 * 60);
    app.stranger().post("/v1/session", &right).await.expect_status(201);
}

#[tokio::test]
async fn a_made_up_token_opens_nothing() {
    let app = TestApp::new().await;
    app.analyst().await;
    for cookie in ["pointsman_session=", "pointsman_session=0", "pointsman_session"] {
        let request =
            app.stranger().request(Method::GET, "/v1/session").header(header::COOKIE, cookie);
        request.send().await.expect_problem(401, "not_signed_in");
    }
    for value in ["Bearer pmk_0", "Bearer ", "Basic YTpi", "pmk_0"] {
        let request =
            app.stranger().request(Method::GET, "/v1/keys").header(header::AUTHORIZATION, value);
        request.send().await.expect_problem(401, "invalid_key");
    }
}

#[tokio::test]
async fn a_wrong_key_is_not_saved_by_a_cookie() {
    let app = TestApp::new().await;
    let client = app.administrator().await;
    let request =
        client.request(Method::GET, "/v1/keys").header(header::AUTHORIZATION, "Bearer pmk_0");
    request.send().await.expect_problem(401, "invalid_key");
}

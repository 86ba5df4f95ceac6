//! Problems: what cannot be read, found or called.

use axum::http::{Method, header};
use serde_json::json;

use crate::support::{Answer, TestApp};

async fn sign_in_with(body: &[u8], content_type: Option<&str>) -> Answer {
    let app = TestApp::new().await;
    let mut request = app.stranger().request(Method::POST, "/v1/session").body(body.to_vec());
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    request.send().await
}

#[tokio::test]
async fn what_is_not_json_is_refused() {
    let cases: [(&[u8], &str); 7] = [
        (b"", "the body is empty"),
        (b"{", "the body is not valid JSON"),
        (b"{} {}", "the body is not valid JSON"),
        (b"{\"email\": \"a\xff\"}", "the body is not valid UTF-8"),
        (b"{\"email\": \"a@b\", \"email\": \"c@d\"}", "key `email` stands twice"),
        (b"\xef\xbb\xbf{}", "the body is not valid JSON"),
        (b"{\"email\": NaN}", "the body is not valid JSON"),
    ];
    for (body, wanted) in cases {
        let problem = sign_in_with(body, Some("application/json"))
            .await
            .expect_errors(400, &[("", "invalid_json")]);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(wanted), "{detail}");
    }
}

#[tokio::test]
async fn deep_nesting_is_refused_and_does_not_end_the_server() {
    let body = "[".repeat(100_000);
    sign_in_with(body.as_bytes(), Some("application/json"))
        .await
        .expect_problem(400, "invalid_json");
}

#[tokio::test]
async fn the_media_type_must_be_json() {
    let body = br#"{"email": "a@example.com", "password": "x"}"#;
    for content_type in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
        sign_in_with(body, content_type).await.expect_problem(415, "unsupported_media_type");
    }
    for content_type in
        ["application/json", "Application/JSON; charset=utf-8", "application/x+json"]
    {
        sign_in_with(body, Some(content_type)).await.expect_problem(401, "wrong_credentials");
    }
}

#[tokio::test]
async fn a_body_of_another_shape_is_422_at_its_root() {
    for body in ["[]", "\"text\"", "null", "7"] {
        sign_in_with(body.as_bytes(), Some("application/json"))
            .await
            .expect_errors(422, &[("", "wrong_type")]);
    }
}

#[tokio::test]
async fn keys_that_need_escapes_are_pointed_at() {
    let body = json!({"email": "a@example.com", "password": "x", "a/b~c": 1}).to_string();
    sign_in_with(body.as_bytes(), Some("application/json"))
        .await
        .expect_errors(422, &[("/a~1b~0c", "unknown_key")]);
}

#[tokio::test]
async fn an_unknown_address_under_v1_is_a_problem() {
    let app = TestApp::new().await;
    for path in ["/v1/nothing", "/v1/", "/v1", "/v1/keys/", "/v1/keys/a/b/c"] {
        app.stranger().get(path).await.expect_problem(404, "not_found");
    }
    app.stranger().post("/elsewhere", &json!({})).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn another_method_is_405_and_says_which_are_taken() {
    let app = TestApp::new().await;
    let answer = app.stranger().put("/v1/setup", &json!({})).await;
    answer.expect_problem(405, "method_not_allowed");
    let mut allowed: Vec<&str> = answer.header(header::ALLOW).unwrap().split(',').collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
}

#[tokio::test]
async fn trouble_of_ours_is_500_and_says_nothing_of_its_cause() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    app.parts.storage.close().await;
    let answer = ada.get("/v1/session").await;
    answer.expect_problem(503, "shutting_down");
    assert!(answer.retry_after() > 0);
    let not_ready = app.stranger().get("/readyz").await;
    not_ready.expect_problem(503, "not_ready");
    not_ready.expect_errors(503, &[("", "shutting_down")]);
    assert!(not_ready.retry_after() > 0);
    app.stranger().get("/healthz").await.expect_status(200);
}

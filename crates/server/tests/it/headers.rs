//! Headers of every answer.

use axum::http::{HeaderName, Method, header};

use crate::support::TestApp;

#[tokio::test]
async fn every_answer_tells_browsers_what_our_pages_may_do() {
    let app = TestApp::new().await;
    for path in ["/", "/v1/setup", "/v1/session", "/v1/nothing", "/healthz", "/assets/nothing.js"] {
        let answer = app.stranger().get(path).await;
        let policy = answer.header(header::CONTENT_SECURITY_POLICY).unwrap();
        assert!(policy.starts_with(
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
        ));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), Some("nosniff"));
        assert_eq!(answer.header(header::X_FRAME_OPTIONS), Some("DENY"));
        assert_eq!(answer.header(header::REFERRER_POLICY), Some("same-origin"));
        let id = answer.header(HeaderName::from_static("x-request-id")).unwrap();
        assert!(id.starts_with("req_") && id.len() == 36, "{id}");
    }
}

#[tokio::test]
async fn answers_of_the_api_are_not_kept_by_anybody() {
    let app = TestApp::new().await;
    let answer = app.administrator().await.get("/v1/members").await;
    assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
}

#[tokio::test]
async fn json_is_compressed_for_who_wants_it() {
    let app = TestApp::new().await;
    let request = app.stranger().request(Method::GET, "/v1/openapi.json");
    let plain = app.stranger().get("/v1/openapi.json").await;
    assert_eq!(plain.header(header::CONTENT_ENCODING), None);
    let request = request.header(header::ACCEPT_ENCODING, "gzip");
    let compressed = request.send_unchecked().await;
    assert_eq!(compressed.header(header::CONTENT_ENCODING), Some("gzip"));
    assert!(compressed.body.starts_with(&[0x1f, 0x8b]));
    assert!(compressed.body.len() * 4 < plain.body.len());
}

#[tokio::test]
async fn a_caller_may_choose_an_id_in_which_nothing_personal_can_stand() {
    let app = TestApp::new().await;
    let id = HeaderName::from_static("x-request-id");
    for (chosen, kept) in [
        ("4bf92f3577b34da6a3ce929d0e0e4736", true),
        ("checkout:1042_a.b-c", true),
        ("ann@example.com", false),
        ("Ann Arbor", false),
        ("", false),
        (&"a".repeat(129), false),
    ] {
        let request = app.stranger().request(Method::GET, "/healthz").header(id.clone(), chosen);
        let answer = request.send().await;
        let found = answer.header(id.clone()).unwrap();
        assert_eq!(found == chosen, kept, "{chosen}: {found}");
        assert!(kept || found.starts_with("req_"), "{found}");
    }
}

#[tokio::test]
async fn two_requests_have_two_ids() {
    let app = TestApp::new().await;
    let id = HeaderName::from_static("x-request-id");
    let first = app.stranger().get("/healthz").await;
    let second = app.stranger().get("/healthz").await;
    assert_ne!(first.header(id.clone()), second.header(id));
}

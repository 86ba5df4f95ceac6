//! A page of another site must not act with our cookie.

use axum::http::{HeaderName, Method, header};
use serde_json::json;

use crate::support::{Answer, Client, TestApp};

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

async fn make_key(client: &Client, headers: &[(HeaderName, &str)]) -> Answer {
    let body = json!({"name": "Checkout", "role": "integrator"});
    let mut request = client.request(Method::POST, "/v1/keys").json(&body);
    for (name, value) in headers {
        request = request.header(name.clone(), value);
    }
    request.send().await
}

#[tokio::test]
async fn requests_from_other_sites_are_refused() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let cases: [(&[(HeaderName, &str)], u16); 8] = [
        (&[], 201),
        (&[(SITE, "same-origin")], 201),
        (&[(SITE, "none")], 201),
        (&[(SITE, "cross-site")], 403),
        (&[(SITE, "same-site")], 403),
        (&[(header::ORIGIN, "http://127.0.0.1:7311")], 201),
        (&[(header::ORIGIN, "https://evil.example")], 403),
        (&[(header::ORIGIN, "null")], 403),
    ];
    for (headers, status) in cases {
        let answer = make_key(&ada, headers).await;
        if status == 403 {
            answer.expect_problem(403, "cross_origin");
        } else {
            answer.expect_status(status);
        }
    }
    let keys = ada.get("/v1/keys").await.json();
    assert_eq!(keys["data"].as_array().unwrap().len(), 4, "a refused request does nothing");
}

#[tokio::test]
async fn signing_in_from_another_site_is_refused_too() {
    let app = TestApp::new().await;
    let body = json!({"email": "a@example.com", "password": "x"});
    let request =
        app.stranger().request(Method::POST, "/v1/session").json(&body).header(SITE, "cross-site");
    request.send().await.expect_problem(403, "cross_origin");
}

#[tokio::test]
async fn reading_is_allowed_from_anywhere_because_browsers_do_not_show_the_answer() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let answer = ada.request(Method::GET, "/v1/keys").header(SITE, "cross-site").send().await;
    answer.expect_status(200);
    assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), None);
}

#[tokio::test]
async fn the_public_address_is_trusted_behind_a_proxy_that_rewrites_host() {
    let app = TestApp::builder().public_url("https://pointsman.example.com").build().await;
    let ada = app.administrator().await;
    make_key(&ada, &[(header::ORIGIN, "https://pointsman.example.com")]).await.expect_status(201);
    make_key(&ada, &[(header::ORIGIN, "https://pointsman.example.org")])
        .await
        .expect_problem(403, "cross_origin");
}

//! Invitations by link, and links for a new password.

use axum::http::{HeaderName, Method, header};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::support::{Client, Credentials, TestApp};

const DAY: i64 = 24 * 60 * 60;

async fn invite(ada: &Client, email: &str, role: &str) -> Value {
    ada.post("/v1/invitations", &json!({"email": email, "role": role})).await.expect_status(201)
}

/// What stands behind `#`.
fn secret_of(created: &Value, page: &str) -> String {
    let path = created["path"].as_str().unwrap();
    path.strip_prefix(&format!("{page}#")).unwrap_or_else(|| panic!("{path}")).to_owned()
}

fn joining(secret: &str) -> Value {
    json!({"secret": secret, "name": " Grace ", "password": "correct horse battery"})
}

async fn data(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.expect_status(200)["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn who_opens_the_link_chooses_name_and_password_and_is_signed_in() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let created = invite(&ada, "Grace@Example.com", "editor").await;
    assert_eq!(created["email"], "grace@example.com");
    assert_eq!(created["created_by"]["name"], "Ada");
    assert_eq!(created["expires_at"], "2026-11-29T10:42:07Z");
    let secret = secret_of(&created, "/join");
    assert_eq!(secret.len(), 64);

    let listed = ada.get("/v1/invitations").await;
    assert!(!listed.text().contains(&secret), "the link is shown once");
    assert_eq!(listed.json()["data"][0]["id"], created["id"]);

    let stranger = app.stranger();
    for _ in 0..2 {
        let look = json!({"secret": secret});
        let open = stranger.post("/v1/invitations/look", &look).await.expect_status(200);
        assert_eq!(
            open,
            json!({"email": "grace@example.com", "role": "editor", "expires_at": "2026-11-29T10:42:07Z",
                   "invited_by": created["created_by"]})
        );
    }
    let joined = stranger.post("/v1/invitations/accept", &joining(&secret)).await;
    let session = joined.expect_status(201);
    assert_eq!(session["member"]["name"], "Grace");
    assert_eq!(session["member"]["role"], "editor");
    let grace = Client::new(app.clone(), Credentials::Cookie(joined.cookie()));
    grace.get("/v1/session").await.expect_status(200);

    let again = stranger.post("/v1/invitations/accept", &joining(&secret)).await;
    again.expect_problem(404, "link_void");
    assert_eq!(again.header(header::SET_COOKIE), None);
    assert_eq!(data(&ada, "/v1/invitations").await, Vec::<Value>::new());
    let body = json!({"email": "grace@example.com", "password": "correct horse battery"});
    stranger.post("/v1/session", &body).await.expect_status(201);
}

#[tokio::test]
async fn one_of_many_who_open_the_same_link_joins() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let secret = secret_of(&invite(&ada, "grace@example.com", "analyst").await, "/join");
    let attempts = (0..8).map(|n| {
        let stranger = app.stranger().at(&format!("198.51.100.{n}"));
        let body = joining(&secret);
        tokio::spawn(async move { stranger.post("/v1/invitations/accept", &body).await.status() })
    });
    let mut statuses = Vec::new();
    for attempt in attempts.collect::<Vec<_>>() {
        statuses.push(attempt.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 404, 404, 404, 404, 404, 404, 404]);
    assert_eq!(data(&ada, "/v1/members").await.len(), 2);
}

#[tokio::test]
async fn an_invitation_ends_after_7_days_and_can_be_taken_back() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let secret = secret_of(&invite(&ada, "grace@example.com", "analyst").await, "/join");
    let stranger = app.stranger();
    let look = json!({"secret": secret});
    app.clock.advance_seconds(7 * DAY - 1);
    stranger.post("/v1/invitations/look", &look).await.expect_status(200);
    app.clock.advance_seconds(1);
    stranger.post("/v1/invitations/look", &look).await.expect_problem(410, "link_expired");
    let late = stranger.post("/v1/invitations/accept", &joining(&secret)).await;
    late.expect_problem(410, "link_expired");

    let ada = app.administrator().await;
    let again = invite(&ada, "grace@example.com", "editor").await;
    assert_eq!(data(&ada, "/v1/invitations").await.len(), 1, "the ended one gave way");
    let path = format!("/v1/invitations/{}", again["id"].as_str().unwrap());
    ada.delete(&path).await.expect_status(204);
    ada.delete(&path).await.expect_problem(404, "not_found");
    let void = stranger.post("/v1/invitations/accept", &joining(&secret_of(&again, "/join"))).await;
    void.expect_problem(404, "link_void");
}

#[tokio::test]
async fn nobody_is_invited_twice_or_as_something_that_nobody_can_be() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    invite(&ada, "grace@example.com", "analyst").await;
    for (email, status, code) in
        [("GRACE@example.com", 409, "already_invited"), ("Ada@example.com", 409, "email_taken")]
    {
        let body = json!({"email": email, "role": "analyst"});
        ada.post("/v1/invitations", &body).await.expect_problem(status, code);
    }
    for (body, errors) in [
        (
            json!({"email": "x", "role": "owner"}),
            [("/email", "invalid_email"), ("/role", "unknown_role")],
        ),
        (json!({}), [("/email", "required"), ("/role", "required")]),
    ] {
        ada.post("/v1/invitations", &body).await.expect_errors(422, &errors);
    }
    let body = json!({"email": "eve@example.com", "role": "integrator"});
    let refused = ada.post("/v1/invitations", &body).await;
    refused.expect_errors(422, &[("/role", "role_for_keys_only")]);
    let short = json!({"secret": "x", "name": "", "password": "short"});
    let refused = app.stranger().post("/v1/invitations/accept", &short).await;
    refused.expect_errors(422, &[("/name", "invalid_length"), ("/password", "invalid_length")]);
}

#[tokio::test]
async fn guessing_links_is_limited() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let secret = secret_of(&invite(&ada, "grace@example.com", "analyst").await, "/join");
    let guess = json!({"secret": "0".repeat(64)});
    for _ in 0..5 {
        let wrong = app.stranger().post("/v1/invitations/look", &guess).await;
        wrong.expect_problem(404, "link_void");
    }
    let refused = app.stranger().post("/v1/invitations/accept", &joining(&secret)).await;
    refused.expect_problem(429, "too_many_attempts");
    assert_eq!(refused.retry_after(), 15 * 60);
    let elsewhere = app.stranger().at("198.51.100.7");
    elsewhere.post("/v1/invitations/accept", &joining(&secret)).await.expect_status(201);
    let right = json!({"secret": "0".repeat(64)});
    for _ in 0..5 {
        app.stranger().post("/v1/new_password/look", &right).await.expect_problem(404, "link_void");
    }
    let refused = app.stranger().post("/v1/new_password/look", &right).await;
    refused.expect_problem(429, "too_many_attempts");
}

#[tokio::test]
async fn who_may_not_invite_any_more_leaves_no_open_link() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let eve = app.member("eve@example.com", "Eve", Role::Administrator).await;
    let members = data(&ada, "/v1/members").await;
    let (ada_id, eve_id) = (members[0]["id"].as_str().unwrap(), members[1]["id"].as_str().unwrap());
    let link = invite(&eve, "friend@example.com", "administrator").await;
    let reset = eve.post(&format!("/v1/members/{ada_id}/password_link"), &json!({})).await;
    let reset = secret_of(&reset.expect_status(201), "/new-password");
    ada.patch(&format!("/v1/members/{eve_id}"), &json!({"role": "editor"}))
        .await
        .expect_status(200);
    let secret = secret_of(&link, "/join");
    let void = app.stranger().post("/v1/invitations/accept", &joining(&secret)).await;
    void.expect_problem(404, "link_void");
    let body = json!({"secret": reset, "password": "eve knows this password"});
    app.stranger().post("/v1/new_password", &body).await.expect_problem(404, "link_void");
}

#[tokio::test]
async fn a_forgotten_password_is_chosen_anew_once_and_ends_all_sessions() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let grace = app.analyst().await;
    let id = data(&ada, "/v1/members").await[1]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/members/{id}/password_link");
    let first = secret_of(&ada.post(&path, &json!({})).await.expect_status(201), "/new-password");
    let made = ada.post(&path, &json!({})).await.expect_status(201);
    assert_eq!(made["expires_at"], "2026-11-23T10:42:07Z");
    let secret = secret_of(&made, "/new-password");
    let stranger = app.stranger();
    let chosen = |secret: &str| json!({"secret": secret, "password": "a wholly new password"});
    let replaced = stranger.post("/v1/new_password", &chosen(&first)).await;
    replaced.expect_problem(404, "link_void");

    let look = json!({"secret": secret});
    let open = stranger.post("/v1/new_password/look", &look).await.expect_status(200);
    assert_eq!(open["email"], "grace@example.com");
    grace.get("/v1/session").await.expect_status(200);
    let set = stranger.post("/v1/new_password", &chosen(&secret)).await;
    assert_eq!(set.expect_status(201)["member"]["name"], "Grace");
    grace.get("/v1/session").await.expect_problem(401, "not_signed_in");
    stranger.post("/v1/new_password", &chosen(&secret)).await.expect_problem(404, "link_void");
    let old = json!({"email": "grace@example.com", "password": "correct horse battery"});
    stranger.post("/v1/session", &old).await.expect_problem(401, "wrong_credentials");
    let new = json!({"email": "grace@example.com", "password": "a wholly new password"});
    stranger.post("/v1/session", &new).await.expect_status(201);

    let late = ada.post(&path, &json!({})).await.expect_status(201);
    app.clock.advance_seconds(DAY);
    let late = chosen(&secret_of(&late, "/new-password"));
    stranger.post("/v1/new_password", &late).await.expect_problem(410, "link_expired");
    let ada = app.administrator().await;
    let nobody = "/v1/members/mbr_01h45ytscbebyvny4gc8cr8ma2/password_link";
    ada.post(nobody, &json!({})).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn answers_with_a_link_are_never_repeated() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    app.analyst().await;
    let id = data(&ada, "/v1/members").await[1]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/members/{id}/password_link");
    let mut paths = Vec::new();
    for _ in 0..2 {
        let request = ada
            .request(Method::POST, &path)
            .header(HeaderName::from_static("idempotency-key"), "once");
        let answer = request.json(&json!({})).send().await;
        paths.push(answer.expect_status(201)["path"].clone());
    }
    assert_ne!(paths[0], paths[1]);
}

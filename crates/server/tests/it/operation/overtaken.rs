//! A right that ends while what was asked for with it still waits for its turn.

use axum::http::Method;
use pointsman_domain::people::Role;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use super::Series;
use super::jam::Jam;
use crate::support::{Answer, Client, TestApp};

/// Asks, and comes back when it waits behind so many others.
async fn ask(
    (asker, watch): (&Client, &Client),
    (method, path, body): (Method, &str, Value),
    before: u32,
) -> JoinHandle<Answer> {
    const WAITING: &str = r#"pointsman_queue_waiting{queue="write"}"#;
    let answer = tokio::spawn(asker.request(method, path).json(&body).send());
    while Series::read(watch).await.value(WAITING) < f64::from(before) + 0.5 {}
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_handed_on_with_a_right_that_has_just_ended() {
    let folder = TempDir::new().unwrap();
    let app = TestApp::builder().in_a_file(folder.path().join("db")).build().await;
    let ada = app.administrator().await;
    let grace = app.analyst().await;
    let grace_id = grace.get("/v1/session").await.expect_status(200)["member"]["id"].clone();
    let grace_id = grace_id.as_str().unwrap();
    let watch = app.key("Watch", Role::Developer).await;
    watch.get("/v1/keys").await.expect_status(200);
    let asked = [
        ("/v1/keys", json!({"name": "Mine", "role": "administrator"})),
        ("/v1/invitations", json!({"email": "eve@example.com", "role": "administrator"})),
        (
            "/v1/members",
            json!({"email": "eve@example.com", "name": "Eve", "role": "administrator",
                               "password": crate::support::PASSWORD}),
        ),
        (&format!("/v1/members/{grace_id}/password_link"), json!({})),
    ];
    for (n, (path, body)) in asked.into_iter().enumerate() {
        let bob = app.member(&format!("bob{n}@example.com"), "Bob", Role::Administrator).await;
        let id = bob.get("/v1/session").await.expect_status(200)["member"]["id"].clone();
        let member = format!("/v1/members/{}", id.as_str().unwrap());
        let jam = Jam::make(&app.parts.storage).await;
        let less = (Method::PATCH, member.as_str(), json!({"role": "analyst"}));
        let demoted = ask((&ada, &watch), less, 1).await;
        let asked = ask((&bob, &watch), (Method::POST, path, body.clone()), 2).await;
        jam.end().await;
        demoted.await.unwrap().expect_status(200);
        asked.await.unwrap().expect_problem(403, "cannot_grant");
        ada.post(path, &body).await.expect_status(201);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_was_just_revoked_makes_no_other() {
    let folder = TempDir::new().unwrap();
    let app = TestApp::builder().in_a_file(folder.path().join("db")).build().await;
    let ada = app.administrator().await;
    let watch = app.key("Watch", Role::Developer).await;
    watch.get("/v1/keys").await.expect_status(200);
    let robot = app.key("Robot", Role::Administrator).await;
    let keys = robot.get("/v1/keys").await.expect_status(200);
    let id = keys["data"].as_array().unwrap().iter().find(|key| key["name"] == "Robot").unwrap();
    let key = format!("/v1/keys/{}", id["id"].as_str().unwrap());
    let jam = Jam::make(&app.parts.storage).await;
    let revoked = ask((&ada, &watch), (Method::DELETE, &key, Value::Null), 1).await;
    let new = (Method::POST, "/v1/keys", json!({"name": "Mine", "role": "integrator"}));
    let asked = ask((&robot, &watch), new, 2).await;
    jam.end().await;
    revoked.await.unwrap().expect_status(204);
    asked.await.unwrap().expect_problem(403, "cannot_grant");
}

//! Other roles, removal, and sessions that an administrator ends.

use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

/// The ids of the members, the first ones first.
async fn ids(client: &Client) -> Vec<String> {
    let members = client.get("/v1/members").await.expect_status(200);
    let of = |member: &Value| member["id"].as_str().unwrap().to_owned();
    members["data"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn another_role_counts_from_the_next_request_on() {
    let app = TestApp::new().await;
    let (ada, grace) = (app.administrator().await, app.analyst().await);
    let path = format!("/v1/members/{}", ids(&ada).await[1]);
    grace.get("/v1/keys").await.expect_problem(403, "forbidden");
    let changed = ada.patch(&path, &json!({"role": "developer"})).await.expect_status(200);
    assert_eq!((&changed["name"], &changed["role"]), (&json!("Grace"), &json!("developer")));
    grace.get("/v1/keys").await.expect_status(200);
    for (body, code) in [
        (json!({"role": "integrator"}), "role_for_keys_only"),
        (json!({"role": "owner"}), "unknown_role"),
        (json!({}), "required"),
    ] {
        ada.patch(&path, &body).await.expect_errors(422, &[("/role", code)]);
    }
    let nobody = "/v1/members/mbr_01h45ytscbebyvny4gc8cr8ma2";
    ada.patch(nobody, &json!({"role": "editor"})).await.expect_problem(404, "not_found");
    ada.delete(nobody).await.expect_problem(404, "not_found");
    ada.delete(&format!("{nobody}/sessions")).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn the_last_administrator_is_neither_removed_nor_demoted() {
    let app = TestApp::new().await;
    let (ada, _) = (app.administrator().await, app.analyst().await);
    let ids = ids(&ada).await;
    let path = format!("/v1/members/{}", ids[0]);
    ada.delete(&path).await.expect_problem(409, "last_administrator");
    let demoted = ada.patch(&path, &json!({"role": "editor"})).await;
    demoted.expect_problem(409, "last_administrator");
    ada.patch(&path, &json!({"role": "administrator"})).await.expect_status(200);
    let other = format!("/v1/members/{}", ids[1]);
    ada.patch(&other, &json!({"role": "administrator"})).await.expect_status(200);
    ada.delete(&path).await.expect_status(200);
    ada.get("/v1/session").await.expect_problem(401, "not_signed_in");
}

#[tokio::test]
async fn two_administrators_who_remove_each_other_do_not_both_succeed() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let eve = app.member("eve@example.com", "Eve", Role::Administrator).await;
    let ids = ids(&ada).await;
    let (first, second) = (format!("/v1/members/{}", ids[1]), format!("/v1/members/{}", ids[0]));
    let (one, two) = tokio::join!(ada.delete(&first), eve.delete(&second));
    let statuses = [one.status(), two.status()];
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

#[tokio::test]
async fn a_removed_member_is_out_at_once_and_keeps_the_name_on_what_they_did() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let eve = app.member("eve@example.com", "Eve", Role::Editor).await;
    let body = json!({"name": "Onboarding", "event": "inquiry.completed"});
    let workflow = eve.post("/v1/workflows", &body).await.expect_status(201);
    let id = ids(&ada).await[1].clone();
    ada.delete(&format!("/v1/members/{id}")).await.expect_status(200);
    eve.get("/v1/workflows").await.expect_problem(401, "not_signed_in");
    let credentials = json!({"email": "eve@example.com", "password": "correct horse battery"});
    let refused = app.stranger().post("/v1/session", &credentials).await;
    refused.expect_problem(401, "wrong_credentials");
    let path = format!("/v1/workflows/{}", workflow["id"].as_str().unwrap());
    let read = ada.get(&path).await.expect_status(200);
    assert_eq!(read["draft"]["updated_by"]["name"], "Eve");
    assert_eq!(ids(&ada).await.len(), 1);
    app.member("eve@example.com", "Eve again", Role::Analyst).await;
}

#[tokio::test]
async fn an_administrator_ends_a_members_sessions() {
    let app = TestApp::new().await;
    let (ada, grace) = (app.administrator().await, app.analyst().await);
    let path = format!("/v1/members/{}/sessions", ids(&ada).await[1]);
    ada.delete(&path).await.expect_status(204);
    grace.get("/v1/session").await.expect_problem(401, "not_signed_in");
    ada.get("/v1/session").await.expect_status(200);
}

#[tokio::test]
async fn the_team_page_sees_when_members_signed_in() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let body = json!({
        "email": "eve@example.com", "name": "Eve", "role": "editor", "password": "correct horse battery"
    });
    ada.post("/v1/members", &body).await.expect_status(201);
    let members = ada.get("/v1/members").await.expect_status(200);
    assert_eq!(members["data"][0]["signed_in_at"], "2026-11-22T10:42:07Z");
    assert_eq!(members["data"][1]["signed_in_at"], json!(null));
}

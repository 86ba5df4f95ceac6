//! Members and API keys.

use pointsman_domain::people::Role;
use serde_json::json;

use crate::support::{Client, Credentials, TestApp};

#[tokio::test]
async fn a_member_who_is_added_can_sign_in() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let body = json!({
        "email": "Grace@Example.com", "name": " Grace ", "role": "analyst", "password": "correct horse battery"
    });
    let member = ada.post("/v1/members", &body).await.expect_status(201);
    assert_eq!(member["email"], "grace@example.com");
    assert_eq!(member["name"], "Grace");
    assert_eq!(member["created_at"], "2026-11-22T10:42:07Z");
    assert!(member.get("password").is_none());

    ada.post("/v1/members", &body).await.expect_problem(409, "email_taken");
    let credentials = json!({"email": "grace@example.com", "password": "correct horse battery"});
    app.stranger().post("/v1/session", &credentials).await.expect_status(201);
    let members = ada.get("/v1/members").await.expect_status(200);
    let names: Vec<_> =
        members["data"].as_array().unwrap().iter().map(|m| m["name"].clone()).collect();
    assert_eq!(names, ["Ada", "Grace"]);
}

#[tokio::test]
async fn a_person_cannot_be_an_integrator() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let mut body = json!({
        "email": "grace@example.com", "name": "Grace", "role": "integrator", "password": "correct horse battery"
    });
    ada.post("/v1/members", &body).await.expect_errors(422, &[("/role", "role_for_keys_only")]);
    body["role"] = "owner".into();
    ada.post("/v1/members", &body).await.expect_errors(422, &[("/role", "unknown_role")]);
    body["role"] = json!(7);
    ada.post("/v1/members", &body).await.expect_errors(422, &[("/role", "wrong_type")]);
}

#[tokio::test]
async fn a_key_shows_its_secret_once() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let made = ada
        .post("/v1/keys", &json!({"name": "Checkout", "role": "analyst"}))
        .await
        .expect_status(201);
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("pmk_") && secret.len() == 68, "{secret}");
    assert!(secret.starts_with(made["prefix"].as_str().unwrap()));
    assert_eq!(made["created_by"]["name"], "Ada");

    let listed = ada.get("/v1/keys").await;
    assert!(!listed.text().contains(secret));
    assert_eq!(listed.json()["data"][0]["id"], made["id"]);
    assert_eq!(listed.json()["data"][0].get("secret"), None);
}

#[tokio::test]
async fn a_key_opens_until_it_is_revoked_and_its_use_is_noted_to_the_minute() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let client = app.key("Checkout", Role::Administrator).await;
    let used = |answer: serde_json::Value| answer["data"][0]["last_used_at"].clone();
    assert_eq!(used(ada.get("/v1/keys").await.json()), json!(null));

    client.get("/v1/members").await.expect_status(200);
    while used(ada.get("/v1/keys").await.json()).is_null() {}
    app.clock.advance_seconds(59);
    client.get("/v1/members").await.expect_status(200);
    assert_eq!(used(ada.get("/v1/keys").await.json()), "2026-11-22T10:42:07Z");
    app.clock.advance_seconds(1);
    // It is noted beside the requests, unless the noting before is still coming to its end.
    while used(ada.get("/v1/keys").await.json()) != "2026-11-22T10:43:07Z" {
        client.get("/v1/members").await.expect_status(200);
    }

    let id = only_key(&ada).await;
    ada.delete(&format!("/v1/keys/{id}")).await.expect_status(204);
    client.get("/v1/members").await.expect_problem(401, "invalid_key");
    app.clock.advance_seconds(5);
    ada.delete(&format!("/v1/keys/{id}")).await.expect_status(204);
    let revoked = ada.get("/v1/keys").await.json();
    assert_eq!(revoked["data"][0]["revoked_at"], "2026-11-22T10:43:07Z", "the first time counts");
}

#[tokio::test]
async fn a_key_that_does_not_exist_cannot_be_revoked() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    for id in ["key_01h45ytscbebyvny4gc8cr8ma2", "key_1", "lst_01h45ytscbebyvny4gc8cr8ma2"] {
        ada.delete(&format!("/v1/keys/{id}")).await.expect_problem(404, "not_found");
    }
}

#[tokio::test]
async fn an_administrators_key_may_make_keys() {
    let app = TestApp::new().await;
    let key = app.key("Robot", Role::Administrator).await;
    let made = key
        .post("/v1/keys", &json!({"name": "Next", "role": "administrator"}))
        .await
        .expect_status(201);
    assert_eq!(made["created_by"]["type"], "key");
    assert_eq!(made["created_by"]["name"], "Robot");
}

#[tokio::test]
async fn a_developer_makes_and_revokes_keys_of_the_own_level_and_below() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let dev = app.member("dev@example.com", "Dev", Role::Developer).await;
    for role in Role::ALL {
        let body = json!({"name": role.as_str(), "role": role});
        let below = matches!(role, Role::Developer | Role::Integrator);
        let by_developer = dev.post("/v1/keys", &body).await;
        let made = if below {
            by_developer.expect_status(201)
        } else {
            by_developer.expect_problem(403, "cannot_grant");
            ada.post("/v1/keys", &body).await.expect_status(201)
        };
        let path = format!("/v1/keys/{}", made["id"].as_str().unwrap());
        if below {
            dev.delete(&path).await.expect_status(204);
        } else {
            dev.delete(&path).await.expect_problem(403, "cannot_grant");
            ada.delete(&path).await.expect_status(204);
        }
    }
    let refused = dev.post("/v1/keys", &json!({"name": "Up", "role": "editor"})).await;
    assert_eq!(
        refused.json()["detail"],
        "the role developer cannot give or take the role editor; ask an administrator"
    );
    let session = dev.get("/v1/session").await.expect_status(200);
    assert_eq!(session["may_grant"], json!(["developer", "integrator"]));
}

#[tokio::test]
async fn a_key_with_an_end_opens_until_then() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let body = json!({"name": "Audit", "role": "analyst", "expires_in_days": 30});
    let made = ada.post("/v1/keys", &body).await.expect_status(201);
    assert_eq!(made["expires_at"], "2026-12-22T10:42:07Z");
    let secret = made["secret"].as_str().unwrap().to_owned();
    let client = Client::new(app.clone(), Credentials::Key(secret));
    app.clock.advance_seconds(30 * 24 * 60 * 60 - 1);
    client.get("/v1/lists").await.expect_status(200);
    app.clock.advance_seconds(1);
    client.get("/v1/lists").await.expect_problem(401, "key_expired");
    let ada = app.administrator().await;
    for (days, status) in [(0, 422), (1, 201), (3_650, 201), (3_651, 422)] {
        let body = json!({"name": "Audit", "role": "analyst", "expires_in_days": days});
        assert_eq!(ada.post("/v1/keys", &body).await.status(), status, "{days} days");
    }
    let forever = ada.post("/v1/keys", &json!({"name": "Audit", "role": "analyst"})).await;
    assert_eq!(forever.expect_status(201)["expires_at"], json!(null));
}

async fn only_key(client: &Client) -> String {
    let keys = client.get("/v1/keys").await.json();
    keys["data"][0]["id"].as_str().unwrap().to_owned()
}

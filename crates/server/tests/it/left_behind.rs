//! What somebody leaves behind who may less from now on: keys, invitations, and links for a new password.

use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::support::{Answer, Client, Credentials, TestApp};

const DAY: i64 = 24 * 60 * 60;

/// A key that `maker` makes: who signs in with it, and its id.
async fn key_by(app: &TestApp, maker: &Client, name: &str, role: &str) -> (Client, String) {
    let body = json!({"name": name, "role": role});
    let made = maker.post("/v1/keys", &body).await.expect_status(201);
    let secret = made["secret"].as_str().unwrap().to_owned();
    let id = made["id"].as_str().unwrap().to_owned();
    (Client::new(app.clone(), Credentials::Key(secret)), id)
}

/// An administrator and the path to them.
async fn bob(app: &TestApp, ada: &Client) -> (Client, String) {
    let bob = app.member("bob@example.com", "Bob", Role::Administrator).await;
    let members = ada.get("/v1/members").await.expect_status(200);
    let found = members["data"].as_array().unwrap().iter().find(|member| member["name"] == "Bob");
    (bob, format!("/v1/members/{}", found.unwrap()["id"].as_str().unwrap()))
}

fn secret_of(answer: &Answer) -> String {
    let made = answer.expect_status(201);
    made["path"].as_str().unwrap().rsplit('#').next().unwrap().to_owned()
}

/// Entries with this action, newest first.
async fn entries(ada: &Client, action: &str) -> Vec<Value> {
    let page = ada.get(&format!("/v1/audit?action={action}")).await.expect_status(200);
    page["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_revoked_key_leaves_no_open_link() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let (_, path) = bob(&app, &ada).await;
    let (robot, id) = key_by(&app, &ada, "Robot", "administrator").await;
    let body = json!({"email": "friend@example.com", "role": "administrator"});
    let invitation = secret_of(&robot.post("/v1/invitations", &body).await);
    let link = secret_of(&robot.post(&format!("{path}/password_link"), &json!({})).await);
    let body = json!({"email": "grace@example.com", "role": "analyst"});
    let hers = secret_of(&ada.post("/v1/invitations", &body).await);

    ada.delete(&format!("/v1/keys/{id}")).await.expect_status(204);
    let stranger = app.stranger();
    let look = stranger.post("/v1/invitations/look", &json!({"secret": invitation})).await;
    look.expect_problem(404, "link_void");
    let look = stranger.post("/v1/new_password/look", &json!({"secret": link})).await;
    look.expect_problem(404, "link_void");
    let look = stranger.post("/v1/invitations/look", &json!({"secret": hers})).await;
    look.expect_status(200);
    let told = entries(&ada, "invitation.revoked").await;
    assert_eq!(told.len(), 1);
    assert!(told[0]["changes"].to_string().contains("friend@example.com"));
    let told = entries(&ada, "member.password_link_revoked").await;
    assert_eq!((told.len(), &told[0]["subject"]["name"]), (1, &json!("Bob")));
}

#[tokio::test]
async fn a_link_ends_no_later_than_the_key_that_made_it() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let (_, path) = bob(&app, &ada).await;
    let body = json!({"name": "Robot", "role": "administrator", "expires_in_days": 1});
    let made = ada.post("/v1/keys", &body).await.expect_status(201);
    let secret = made["secret"].as_str().unwrap().to_owned();
    let robot = Client::new(app.clone(), Credentials::Key(secret));
    app.clock.advance_seconds(DAY / 2);
    let body = json!({"email": "friend@example.com", "role": "administrator"});
    let invited = robot.post("/v1/invitations", &body).await;
    let link = robot.post(&format!("{path}/password_link"), &json!({})).await;
    for answer in [&invited, &link] {
        assert_eq!(answer.expect_status(201)["expires_at"], made["expires_at"]);
    }
    app.clock.advance_seconds(DAY / 2);
    let stranger = app.stranger();
    for (endpoint, answer) in [("invitations", &invited), ("new_password", &link)] {
        let body = json!({"secret": secret_of(answer)});
        let look = stranger.post(&format!("/v1/{endpoint}/look"), &body).await;
        look.expect_problem(410, "link_expired");
    }
}

#[tokio::test]
async fn no_invitation_vanishes_without_an_entry() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let invite = json!({"email": "grace@example.com", "role": "analyst"});
    let secret = secret_of(&ada.post("/v1/invitations", &invite).await);
    app.analyst().await;
    let joining = json!({"secret": secret, "name": "Grace", "password": "correct horse battery"});
    let refused = app.stranger().post("/v1/invitations/accept", &joining).await;
    refused.expect_problem(409, "email_taken");
    let open = ada.get("/v1/invitations").await.expect_status(200);
    assert_eq!(open["data"].as_array().unwrap().len(), 1, "nobody took it, nobody took it back");

    let invite = json!({"email": "zoe@example.com", "role": "editor"});
    let first = ada.post("/v1/invitations", &invite).await.expect_status(201);
    app.clock.advance_seconds(7 * DAY);
    let ada = app.administrator().await;
    ada.post("/v1/invitations", &invite).await.expect_status(201);
    let told = entries(&ada, "invitation.revoked").await;
    assert_eq!((told.len(), &told[0]["subject"]["id"]), (1, &first["id"]), "the ended one");
}

#[tokio::test]
async fn links_that_end_with_a_right_leave_their_entries() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let grace = app.analyst().await;
    let (bob, path) = bob(&app, &ada).await;
    let invite = json!({"email": "friend@example.com", "role": "administrator"});
    bob.post("/v1/invitations", &invite).await.expect_status(201);
    let grace = grace.get("/v1/session").await.json()["member"]["id"].as_str().unwrap().to_owned();
    let link = format!("/v1/members/{grace}/password_link");
    bob.post(&link, &json!({})).await.expect_status(201);
    ada.patch(&path, &json!({"role": "developer"})).await.expect_status(200);
    assert_eq!(entries(&ada, "invitation.revoked").await.len(), 1);
    let told = entries(&ada, "member.password_link_revoked").await;
    assert_eq!((told.len(), &told[0]["subject"]["name"]), (1, &json!("Grace")));
}

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

fn names(keys: &Value) -> Vec<&str> {
    keys.as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap()).collect()
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

async fn is_open(client: &Client) -> bool {
    let answer = client.get("/v1/inquiries").await;
    if answer.status() != 200 {
        answer.expect_problem(401, "invalid_key");
    }
    answer.status() == 200
}

#[tokio::test]
async fn who_is_demoted_keeps_no_key_above_the_new_role() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let (bob, path) = bob(&app, &ada).await;
    let (key, _) = key_by(&app, &bob, "Robot", "administrator").await;
    let (made_by_the_key, _) = key_by(&app, &key, "Robot's own", "editor").await;
    let (checkout, _) = key_by(&app, &bob, "Checkout", "integrator").await;
    let (hers, _) = key_by(&app, &ada, "Hers", "administrator").await;

    let would_end = ada.get(&format!("{path}/keys?role=developer")).await.expect_status(200);
    assert_eq!(names(&would_end["newest"]), ["Robot's own", "Robot"]);
    let body = json!({"role": "developer"});
    let changed = ada.patch(&path, &body).await.expect_status(200);
    assert_eq!(names(&changed["revoked_keys"]["newest"]), ["Robot's own", "Robot"]);
    let (key_open, own_open) = (is_open(&key).await, is_open(&made_by_the_key).await);
    assert_eq!((key_open, own_open), (false, false));
    key.patch(&path, &json!({"role": "administrator"})).await.expect_problem(401, "invalid_key");
    assert!(is_open(&checkout).await, "a developer may have made it");
    assert!(is_open(&hers).await);
    let told = entries(&ada, "key.revoked").await;
    let before = |entry: &Value| entry["changes"][0]["before"].clone();
    assert_eq!(told.iter().map(before).collect::<Vec<_>>(), ["Robot", "Robot's own"]);
    assert_eq!(told[0]["actor"]["name"], "Ada");

    let changed = ada.patch(&path, &json!({"role": "analyst"})).await.expect_status(200);
    assert_eq!(names(&changed["revoked_keys"]["newest"]), ["Checkout"]);
    assert!(!is_open(&checkout).await);
    let again = ada.patch(&path, &json!({"role": "analyst"})).await.expect_status(200);
    assert_eq!(again["revoked_keys"], json!({"total": 0, "newest": []}));
}

#[tokio::test]
async fn who_is_removed_leaves_no_key_and_everybody_is_told_which_ended() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let (bob, path) = bob(&app, &ada).await;
    let (key, _) = key_by(&app, &bob, "Robot", "administrator").await;
    let (_, revoked) = key_by(&app, &bob, "Old", "editor").await;
    ada.delete(&format!("/v1/keys/{revoked}")).await.expect_status(204);
    let (checkout, _) = key_by(&app, &key, "Checkout", "integrator").await;
    let body = json!({"name": "Short", "role": "developer", "expires_in_days": 1});
    bob.post("/v1/keys", &body).await.expect_status(201);
    app.clock.advance_seconds(DAY);
    let ada = app.administrator().await;

    let would_end = ada.get(&format!("{path}/keys")).await.expect_status(200);
    assert_eq!(
        names(&would_end["newest"]),
        ["Checkout", "Robot"],
        "only those that open something"
    );
    let removed = ada.delete(&path).await.expect_status(200);
    assert_eq!(names(&removed["revoked_keys"]["newest"]), ["Checkout", "Robot"]);
    assert_eq!((is_open(&key).await, is_open(&checkout).await), (false, false));
    assert_eq!(entries(&ada, "key.revoked").await.len(), 3);
    ada.get(&format!("{path}/keys")).await.expect_problem(404, "not_found");
    ada.get(&format!("{path}/keys?role=x")).await.expect_problem(400, "invalid_parameter");
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

//! A member's own sessions and password.

use serde_json::{Value, json};

use crate::support::{Client, Credentials, TestApp};

async fn signed_in(app: &TestApp, address: &str) -> Client {
    let body = json!({"email": "grace@example.com", "password": "correct horse battery"});
    let answer = app.stranger().at(address).post("/v1/session", &body).await;
    answer.expect_status(201);
    Client::new(app.clone(), Credentials::Cookie(answer.cookie()))
}

async fn sessions(client: &Client) -> Vec<Value> {
    client.get("/v1/sessions").await.expect_status(200)["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_member_sees_and_ends_the_own_sessions() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let first = app.analyst().await;
    app.clock.advance_seconds(1);
    let second = signed_in(&app, "2001:db8::7").await;
    app.clock.advance_seconds(1);
    let third = signed_in(&app, "198.51.100.7").await;
    let listed = sessions(&second).await;
    let addresses: Vec<&Value> = listed.iter().map(|session| &session["ip_address"]).collect();
    assert_eq!(addresses, ["198.51.100.7", "2001:db8::7", "192.0.2.1"], "newest first");
    let this: Vec<&Value> = listed.iter().map(|session| &session["this"]).collect();
    assert_eq!(this, [false, true, false]);

    let path = format!("/v1/sessions/{}", listed[0]["id"].as_str().unwrap());
    ada.delete(&path).await.expect_problem(404, "not_found");
    second.delete(&path).await.expect_status(204);
    second.delete(&path).await.expect_problem(404, "not_found");
    third.get("/v1/session").await.expect_problem(401, "not_signed_in");
    first.get("/v1/session").await.expect_status(200);
    second.delete("/v1/sessions").await.expect_status(204);
    first.get("/v1/session").await.expect_problem(401, "not_signed_in");
    assert_eq!(sessions(&second).await.len(), 1);
    assert_eq!(sessions(&ada).await.len(), 1, "others keep theirs");
}

#[tokio::test]
async fn the_oldest_of_51_sessions_ends() {
    let app = TestApp::new().await;
    let first = app.analyst().await;
    for _ in 0..49 {
        app.clock.advance_seconds(1);
        signed_in(&app, "192.0.2.1").await;
    }
    assert_eq!(sessions(&first).await.len(), 50);
    app.clock.advance_seconds(1);
    let last = signed_in(&app, "192.0.2.1").await;
    first.get("/v1/session").await.expect_problem(401, "not_signed_in");
    assert_eq!(sessions(&last).await.len(), 50);
}

#[tokio::test]
async fn a_password_change_takes_the_present_one_and_ends_other_sessions() {
    let app = TestApp::new().await;
    let grace = app.analyst().await;
    let other = signed_in(&app, "198.51.100.7").await;
    let change = |present: &str, new: &str| json!({"present": present, "new": new});
    let wrong = grace.post("/v1/session/password", &change("wrong", "a new long password")).await;
    wrong.expect_errors(403, &[("/present", "wrong_password")]);
    let short = grace.post("/v1/session/password", &change("correct horse battery", "short")).await;
    short.expect_errors(422, &[("/new", "invalid_length")]);
    other.get("/v1/session").await.expect_status(200);

    let right = change("correct horse battery", "a new long password");
    grace.post("/v1/session/password", &right).await.expect_status(204);
    grace.get("/v1/session").await.expect_status(200);
    other.get("/v1/session").await.expect_problem(401, "not_signed_in");
    for (password, status) in [("correct horse battery", 401), ("a new long password", 201)] {
        let body = json!({"email": "grace@example.com", "password": password});
        assert_eq!(app.stranger().post("/v1/session", &body).await.status(), status);
    }
}

#[tokio::test]
async fn an_open_browser_is_no_place_to_try_passwords() {
    let app = TestApp::new().await;
    let grace = app.analyst().await;
    let wrong = json!({"present": "wrong", "new": "a new long password"});
    for _ in 0..5 {
        grace.post("/v1/session/password", &wrong).await.expect_problem(403, "wrong_password");
    }
    let right = json!({"present": "correct horse battery", "new": "a new long password"});
    let refused = grace.post("/v1/session/password", &right).await;
    refused.expect_problem(429, "too_many_attempts");
}

#[tokio::test]
async fn strangers_slow_each_other_down_and_not_the_member() {
    let app = TestApp::new().await;
    app.analyst().await;
    let wrong = json!({"email": "grace@example.com", "password": "wrong"});
    let right = json!({"email": "grace@example.com", "password": "correct horse battery"});
    for n in 0..20 {
        let stranger = app.stranger().at(&format!("2001:db8:0:{n:x}::1"));
        stranger.post("/v1/session", &wrong).await.expect_problem(401, "wrong_credentials");
    }
    let elsewhere = app.stranger().at("2001:db8:0:ff::1");
    let refused = elsewhere.post("/v1/session", &right).await;
    refused.expect_problem(429, "too_many_attempts");
    assert_eq!(refused.retry_after(), 60);
    let home = app.stranger().at(&TestApp::usual_address().to_string());
    home.post("/v1/session", &right).await.expect_status(201);
    app.clock.advance_seconds(60);
    elsewhere.post("/v1/session", &right).await.expect_status(201);

    let unknown = json!({"email": "nobody@example.com", "password": "wrong"});
    for n in 0..20 {
        let stranger = app.stranger().at(&format!("2001:db8:1:{n:x}::1"));
        stranger.post("/v1/session", &unknown).await.expect_problem(401, "wrong_credentials");
    }
    let same = elsewhere.post("/v1/session", &unknown).await;
    same.expect_problem(429, "too_many_attempts");
}

#[tokio::test]
async fn addresses_of_one_ipv6_network_count_as_one() {
    let app = TestApp::new().await;
    app.analyst().await;
    let wrong = json!({"email": "grace@example.com", "password": "wrong"});
    for n in 0..5 {
        let stranger = app.stranger().at(&format!("2001:db8::{n}"));
        stranger.post("/v1/session", &wrong).await.expect_problem(401, "wrong_credentials");
    }
    let neighbour = app.stranger().at("2001:db8::ffff");
    neighbour.post("/v1/session", &wrong).await.expect_problem(429, "too_many_attempts");
    let next = app.stranger().at("2001:db8:0:1::1");
    next.post("/v1/session", &wrong).await.expect_problem(401, "wrong_credentials");
}

#[tokio::test]
async fn a_network_is_known_for_90_days() {
    let app = TestApp::new().await;
    app.analyst().await;
    let wrong = json!({"email": "grace@example.com", "password": "wrong"});
    let right = json!({"email": "grace@example.com", "password": "correct horse battery"});
    let flood = async |net: u32| {
        for n in 0..20 {
            let stranger = app.stranger().at(&format!("2001:db8:{net:x}:{n:x}::1"));
            stranger.post("/v1/session", &wrong).await.expect_problem(401, "wrong_credentials");
        }
    };
    app.clock.advance_seconds(90 * 24 * 60 * 60);
    flood(1).await;
    app.stranger().post("/v1/session", &right).await.expect_status(201);
    app.clock.advance_seconds(90 * 24 * 60 * 60 + 1);
    flood(2).await;
    let stale = app.stranger().post("/v1/session", &right).await;
    stale.expect_problem(429, "too_many_attempts");
}

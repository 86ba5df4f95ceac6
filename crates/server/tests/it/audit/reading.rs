//! `GET /v1/audit`: what an entry says, how entries are found, and what is left of erased ones.

use pointsman_domain::people::Role;
use pointsman_storage::audit::{Erasable, erase_personal};
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn entries(client: &Client, query: &str) -> Vec<Value> {
    let page = client.get(&format!("/v1/audit{query}")).await.expect_status(200);
    page["data"].as_array().unwrap().clone()
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect()
}

async fn made(client: &Client, path: &str, body: &Value) -> String {
    let made = client.post(path, body).await.expect_status(201);
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_entry_says_who_what_before_after_and_from_where() {
    let app = TestApp::new().await;
    let ada = app.administrator().await.at("198.51.100.7");
    let list = made(&ada, "/v1/lists", &json!({"name": "Blocked", "type": "country"})).await;
    app.clock.advance_seconds(60);
    let body = json!({"name": "Blocked countries", "description": "as agreed"});
    ada.patch(&format!("/v1/lists/{list}"), &body).await.expect_status(200);
    let newest = &entries(&ada, "?limit=1").await[0];
    let seq = newest["seq"].as_i64().unwrap();
    let actor = newest["actor"]["id"].as_str().unwrap();
    assert!(actor.starts_with("mbr_"));
    let expected = json!({
        "seq": seq, "at": "2026-11-22T10:43:07Z",
        "actor": {"type": "member", "id": actor, "name": "Ada"},
        "via": "session", "address": "198.51.100.7", "action": "list.updated",
        "subject": {"type": "list", "id": list, "item": null, "name": "Blocked countries"},
        "changes": [
            {"name": "name", "before": "Blocked", "after": "Blocked countries", "personal": false},
            {"name": "description", "before": null, "after": "as agreed", "personal": false},
        ],
        "erased_at": null, "hash": newest["hash"],
    });
    assert_eq!(*newest, expected);
    assert_eq!(ada.get(&format!("/v1/audit/{seq}")).await.expect_status(200), expected);
    ada.get(&format!("/v1/audit/{}", seq + 1)).await.expect_problem(404, "not_found");
    ada.get("/v1/audit/x").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn entries_are_found_by_actor_action_subject_and_moment() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let robot = app.key("Robot", Role::Administrator).await;
    let list = made(&ada, "/v1/lists", &json!({"name": "Blocked", "type": "country"})).await;
    app.clock.advance_seconds(60);
    let items = format!("/v1/lists/{list}/items");
    let item = made(&robot, &items, &json!({"value": "CA"})).await;
    app.clock.advance_seconds(60);
    robot.delete(&format!("{items}/{item}")).await.expect_status(204);
    let removed = &entries(&ada, "?limit=1").await[0];
    assert_eq!((&removed["via"], &removed["actor"]["name"]), (&json!("api_key"), &json!("Robot")));
    let key = removed["actor"]["id"].as_str().unwrap();
    let added_and_removed = ["list.item_removed", "list.item_added"];
    for (query, found) in [
        (format!("?actor={key}"), &added_and_removed[..]),
        (format!("?subject={item}"), &added_and_removed),
        (format!("?subject={list}"), &["list.item_removed", "list.item_added", "list.created"]),
        ("?action=list.item_added".to_owned(), &["list.item_added"]),
        (format!("?subject={list}&from=2026-11-22T10:43:07Z"), &added_and_removed),
        (format!("?subject={list}&to=2026-11-22T10:43:07Z"), &["list.created"]),
        (format!("?actor={key}&action=list.created"), &[]),
        ("?actor=system".to_owned(), &["key.created", "member.created"]),
    ] {
        assert_eq!(actions(&entries(&ada, &query).await), found, "{query}");
    }
    let all = entries(&ada, "").await;
    let first = ada.get("/v1/audit?limit=2").await.expect_status(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = entries(&ada, &format!("?limit=100&cursor={cursor}")).await;
    assert_eq!([first["data"].as_array().unwrap().clone(), rest].concat(), all);
}

#[tokio::test]
async fn what_nobody_can_mean_is_refused() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    for query in
        ["action=list.exploded", "actor=Ada", "subject=a%20b", "from=yesterday", "limit=0", "who=x"]
    {
        ada.get(&format!("/v1/audit?{query}")).await.expect_problem(400, "invalid_parameter");
    }
    ada.get("/v1/audit?cursor=00").await.expect_problem(400, "invalid_cursor");
}

#[tokio::test]
async fn erased_values_are_gone_and_said_to_be() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let fields = json!({"fields": {"name_first": "Rosa", "name_last": "Orchard"}});
    let inquiry = made(&ada, "/v1/inquiries", &fields).await;
    let approve = format!("/v1/inquiries/{inquiry}/approve");
    ada.post(&approve, &json!({"comment": "her passport expired"})).await.expect_status(200);
    let query = format!("?subject={inquiry}");
    let before = &entries(&ada, &query).await[0];
    assert_eq!(before["subject"]["name"], "Rosa Orchard", "by today's name");
    let comment = json!({
        "name": "comment", "before": null, "after": "her passport expired", "personal": true,
    });
    assert!(before["changes"].as_array().unwrap().contains(&comment), "{before}");
    let (about, now) = (inquiry.parse().unwrap(), app.parts.clock.now());
    let erase = move |t: &mut pointsman_storage::Transaction<'_>| {
        erase_personal(t, Erasable::Inquiry(about), now)
    };
    assert_eq!(app.parts.storage.write(erase).await.unwrap(), 1);
    let after = &entries(&ada, &query).await[0];
    assert_eq!(after["erased_at"], "2026-11-22T10:42:07Z");
    assert!(!after.to_string().contains("passport"), "{after}");
    let status =
        json!({"name": "status", "before": "created", "after": "approved", "personal": false});
    assert_eq!(after["changes"][0], status, "what is not personal stays");
    assert_eq!(after["hash"], before["hash"]);
    ada.delete(&format!("/v1/inquiries/{inquiry}")).await.expect_status(200);
    for entry in entries(&ada, &query).await {
        assert_eq!(entry["subject"]["name"], Value::Null, "{entry}");
    }
}

/// Never the secret of a key or a password, in no part of the record.
#[tokio::test]
async fn secrets_are_not_recorded() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let bob = json!({
        "email": "bob@example.com", "name": "Bob", "role": "analyst", "password": "a long pass phrase",
    });
    ada.post("/v1/members", &bob).await.expect_status(201);
    let key = json!({"name": "Checkout", "role": "integrator"});
    let made = ada.post("/v1/keys", &key).await.expect_status(201);
    let secret = made["secret"].as_str().unwrap();
    let record = json!(entries(&ada, "").await).to_string();
    assert!(
        record.contains("bob@example.com") && record.contains(made["prefix"].as_str().unwrap())
    );
    assert!(
        !record.contains(secret) && !record.contains("pass phrase") && !record.contains("argon2")
    );
}

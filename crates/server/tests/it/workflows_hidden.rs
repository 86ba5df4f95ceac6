//! Workflows that an administrator hides from a role.

use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::lists::List;
use crate::support::{Client, TestApp};
use crate::workflows::{Workflow, minors, on_list};

const REFUSAL: &str = "workflows are hidden from the role analyst; ask an administrator: Ada";

#[tokio::test]
async fn hiding_counts_at_once_for_members_and_keys_and_says_whom_to_ask() {
    let app = TestApp::new().await;
    let (ada, grace) = (app.administrator().await, app.analyst().await);
    let key = app.key("Reports", Role::Analyst).await;
    let editor = app.member("eve@example.com", "Eve", Role::Editor).await;
    assert_eq!(grace.get("/v1/session").await.json()["workflows_hidden"], json!(null));
    grace.get("/v1/workflows").await.expect_status(200);

    let hidden = json!({"workflows_hidden_from": ["analyst"]});
    assert_eq!(ada.patch("/v1/workspace", &hidden).await.expect_status(200), hidden);
    assert_eq!(grace.get("/v1/workspace").await.expect_status(200), hidden);
    for client in [&grace, &key] {
        let refused = client.get("/v1/workflows").await.expect_problem(403, "workflows_hidden");
        assert_eq!(refused["detail"], REFUSAL);
    }
    let session = grace.get("/v1/session").await.expect_status(200);
    assert_eq!(
        session["may"],
        json!(["inquiries.read", "inquiries.decide", "runs.read", "lists.read", "members.read"])
    );
    assert_eq!(session["workflows_hidden"], REFUSAL, "the dashboard has the same words");
    assert_eq!(session["administrators"], json!(["Ada"]));
    grace.get("/v1/catalogue").await.expect_status(200);
    editor.get("/v1/workflows").await.expect_status(200);

    let nobody = json!({"workflows_hidden_from": []});
    ada.patch("/v1/workspace", &nobody).await.expect_status(200);
    grace.get("/v1/workflows").await.expect_status(200);
    key.get("/v1/workflows").await.expect_status(200);
}

#[tokio::test]
async fn only_roles_that_would_see_workflows_can_miss_them() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let all = json!({"workflows_hidden_from": ["editor", "analyst", "developer", "editor"]});
    let set = ada.patch("/v1/workspace", &all).await.expect_status(200);
    assert_eq!(set, json!({"workflows_hidden_from": ["analyst", "developer", "editor"]}));
    for (role, code) in [
        (json!("administrator"), "never_hidden"),
        (json!("integrator"), "never_hidden"),
        (json!("owner"), "unknown_role"),
        (json!(7), "wrong_type"),
    ] {
        let body = json!({"workflows_hidden_from": ["editor", role]});
        let refused = ada.patch("/v1/workspace", &body).await;
        refused.expect_errors(422, &[("/workflows_hidden_from/1", code)]);
    }
    let many = json!({"workflows_hidden_from": ["editor", "editor", "editor", "editor", "editor", "editor"]});
    let refused = ada.patch("/v1/workspace", &many).await;
    refused.expect_errors(422, &[("/workflows_hidden_from", "too_many")]);
    ada.get("/v1/workflows").await.expect_status(200);
}

/// A page's rows and all that follow it.
async fn every_page(client: &Client, path: &str) -> Vec<Value> {
    let (mut found, mut next) = (Vec::new(), path.to_owned());
    loop {
        let page = client.get(&next).await.expect_status(200);
        found.extend(page["data"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("{path}&cursor={cursor}"),
            None => return found,
        }
    }
}

async fn hide_from_editors(ada: &Client) {
    let hidden = json!({"workflows_hidden_from": ["editor"]});
    ada.patch("/v1/workspace", &hidden).await.expect_status(200);
}

#[tokio::test]
async fn the_record_of_changes_says_nothing_of_hidden_workflows() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let eve = app.member("eve@example.com", "Eve", Role::Editor).await;
    for name in ["Secret plan", "Another"] {
        List::create(&ada, name, "country").await;
        Workflow::published(&ada, &minors(18)).await;
    }
    let all = every_page(&eve, "/v1/audit?limit=2").await;
    hide_from_editors(&ada).await;
    let seen = every_page(&eve, "/v1/audit?limit=2").await;
    let of_workflows = |e: &&Value| e["subject"]["type"].as_str().unwrap().starts_with("workflow");
    assert_eq!(seen.iter().filter(of_workflows).count(), 0);
    // The hiding itself came on top.
    let others = all.iter().filter(|entry| !of_workflows(entry)).count();
    assert_eq!(seen.len(), others + 1, "nothing else is missing, on any page");
    let hidden = all.iter().find(of_workflows).unwrap();
    for query in [
        "action=workflow.published".to_owned(),
        format!("subject={}", hidden["subject"]["id"].as_str().unwrap()),
    ] {
        let found = eve.get(&format!("/v1/audit?{query}")).await.expect_status(200);
        assert_eq!(found, json!({"data": [], "next_cursor": null}), "{query}");
    }
    let path = format!("/v1/audit/{}", hidden["seq"]);
    let refused = eve.get(&path).await.expect_problem(403, "workflows_hidden");
    assert!(refused["detail"].as_str().unwrap().contains("ask an administrator: Ada"));
    ada.get(&path).await.expect_status(200);
    let of_a_list = all.iter().find(|entry| !of_workflows(entry)).unwrap();
    eve.get(&format!("/v1/audit/{}", of_a_list["seq"])).await.expect_status(200);
}

#[tokio::test]
async fn the_event_log_says_nothing_of_hidden_workflows() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let eve = app.member("eve@example.com", "Eve", Role::Editor).await;
    let (mut ids, mut next) = (Vec::new(), "/v1/events?limit=1".to_owned());
    for name in ["a", "b"] {
        List::create(&ada, name, "country").await;
        ids.push(Workflow::published(&ada, &minors(18)).await.id);
    }
    ada.put("/v1/workflow_order", &json!({"data": [ids[1], ids[0]]})).await.expect_status(200);
    hide_from_editors(&ada).await;
    let mut seen = Vec::new();
    loop {
        let page = eve.get(&next).await.expect_status(200);
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        seen.extend(page["data"].as_array().unwrap().iter().map(|event| event["type"].clone()));
        next = format!("/v1/events?limit=1&after={cursor}");
    }
    assert_eq!(seen, ["list.created", "list.created"]);
    let all = ada.get("/v1/events?limit=100").await.expect_status(200);
    assert!(all["data"].as_array().unwrap().len() > 4);
}

#[tokio::test]
async fn a_list_does_not_say_which_hidden_workflows_use_it() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let eve = app.member("eve@example.com", "Eve", Role::Editor).await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let workflow = Workflow::create(&ada, "Secret plan").await;
    workflow.save(&on_list(&list.id)).await;
    hide_from_editors(&ada).await;
    let hidden = eve.get(&list.path("")).await.expect_status(200);
    assert_eq!((&hidden["used_by"], &hidden["used_by_invariants"]), (&json!(null), &json!(null)));
    let all = eve.get("/v1/lists").await.expect_status(200);
    assert_eq!(all["data"][0]["used_by"], json!(null));
    let renamed = eve.patch(&list.path(""), &json!({"name": "Blocked addresses"})).await;
    assert_eq!(renamed.expect_status(200)["used_by"], json!(null));
    let refused = eve.post(&list.path("/archive"), &json!({})).await;
    let problem = refused.expect_problem(409, "in_use");
    assert_eq!(
        problem["detail"],
        "the list is in use by workflows, which are hidden from the role editor; ask an administrator: Ada"
    );
    for told in ["Secret plan", workflow.id.as_str()] {
        assert!(!refused.text().contains(told), "{}", refused.text());
    }
    assert_eq!(ada.get(&list.path("")).await.json()["used_by"].as_array().unwrap().len(), 1);
}

//! Workflows that an administrator hides from a role.

use pointsman_domain::people::Role;
use serde_json::json;

use crate::support::TestApp;

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

//! The order in which workflows run.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::workflows::{Workflow, event_types};

async fn three(app: &TestApp) -> Vec<Workflow> {
    let ada = app.administrator().await;
    let mut made = Vec::new();
    for name in ["a", "b", "c"] {
        made.push(Workflow::create(&ada, name).await);
    }
    made
}

fn ids(workflows: &[&Workflow]) -> Value {
    workflows.iter().map(|workflow| json!(workflow.id)).collect()
}

#[tokio::test]
async fn new_ones_go_last_and_people_set_the_order() {
    let app = TestApp::new().await;
    let made = three(&app).await;
    let [a, b, c] = [&made[0], &made[1], &made[2]];
    let ada = &a.client;
    let before = ada.get("/v1/workflow_order").await.expect_status(200);
    assert_eq!(before["data"], ids(&[a, b, c]));

    let wanted = json!({"data": ids(&[c, a, b])});
    let after = ada.put("/v1/workflow_order", &wanted).await.expect_status(200);
    assert_eq!(after["data"], wanted["data"]);
    assert_ne!(after["etag"], before["etag"]);
    let page = ada.get("/v1/workflows").await.json();
    assert_eq!(page["data"][0]["id"], c.id.as_str());

    ada.put("/v1/workflow_order", &wanted).await.expect_status(200);
    let events = event_types(ada).await;
    let changes = events.iter().filter(|event| *event == "workflow_order.changed").count();
    assert_eq!(changes, 1, "the same order again is no change");
}

#[tokio::test]
async fn with_an_etag_nobody_undoes_what_they_have_not_seen() {
    let app = TestApp::new().await;
    let made = three(&app).await;
    let [a, b, c] = [&made[0], &made[1], &made[2]];
    let seen = a.client.get("/v1/workflow_order").await.json();
    let etag = format!("\"{}\"", seen["etag"].as_str().expect("an etag"));
    let put = |order: Value| {
        let request = a.client.request(Method::PUT, "/v1/workflow_order");
        request.header(header::IF_MATCH, &etag).json(&json!({"data": order})).send()
    };
    let saved = put(ids(&[b, a, c])).await;
    let present = saved.header(header::ETAG).expect("an etag").to_owned();
    saved.expect_status(200);
    let stale = put(ids(&[c, b, a])).await;
    stale.expect_problem(412, "precondition_failed");
    assert_eq!(stale.header(header::ETAG), Some(present.as_str()));
}

#[tokio::test]
async fn the_order_names_every_workflow_once() {
    let app = TestApp::new().await;
    let made = three(&app).await;
    let [a, b, c] = [&made[0], &made[1], &made[2]];
    let ada = &a.client;
    let strange = json!("wfl_01h45ytscbebyvny4gc8cr8ma2");
    for order in [ids(&[a, b]), ids(&[a, b, c, a]), json!([a.id, b.id, c.id, strange]), json!([])] {
        let refused = ada.put("/v1/workflow_order", &json!({"data": order})).await;
        refused.expect_errors(422, &[("/data", "other_workflows")]);
    }
    ada.put("/v1/workflow_order", &json!({})).await.expect_errors(422, &[("/data", "required")]);
    let refused = ada.put("/v1/workflow_order", &json!({"data": ["lst_1"]})).await;
    refused.expect_errors(422, &[("/data/0", "invalid_id")]);
    b.post("/archive").await.expect_status(200);
    ada.put("/v1/workflow_order", &json!({"data": ids(&[c, a])})).await.expect_status(200);
}

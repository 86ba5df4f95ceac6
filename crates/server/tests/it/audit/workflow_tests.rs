//! Tests of workflows, as the walk changes them.

use axum::http::Method;
use serde_json::json;

use super::walk::Walk;

const ALL: &str = "/v1/workflows/{id}/tests";
const ONE: &str = "/v1/workflows/{id}/tests/{test}";

pub(super) async fn all(walk: &mut Walk) {
    let new = json!({"name": "Tested", "event": "inquiry.completed"});
    let made = walk.post("/v1/workflows", "", &new, &["workflow.created"]).await;
    let id = made["id"].as_str().unwrap().to_owned();
    let test = json!({
        "name": "Minors", "inquiry": {"attributes": {"age": 17}},
        "expect": {"route": "everything_else", "outcome": "decline"},
    });
    let kept = walk.post(ALL, &id, &json!({"tests": [test]}), &["workflow.tests_added"]).await;
    let test = kept["data"][0]["id"].as_str().unwrap().to_owned();
    let path = ONE.replace("{id}", &id).replace("{test}", &test);
    let change = json!({"expect": {"route": "everything_else", "outcome": "approve"}});
    for actions in [["workflow.test_changed"].as_slice(), &[]] {
        let answer = walk.ada.request(Method::PATCH, &path).json(&change).send().await;
        walk.did("patch", ONE, answer, actions).await;
    }
    let answer = walk.ada.delete(&path).await;
    walk.did("delete", ONE, answer, &["workflow.test_removed"]).await;
}

//! Invariants, and tests of workflows, as the walk changes them.

use axum::http::{Method, header};
use serde_json::{Value, json};

use super::walk::Walk;

const ONE: &str = "/v1/invariants/{id}";
const ARCHIVE: &str = "/v1/invariants/{id}/archive";

async fn patch(walk: &mut Walk, id: &str, version: i64, body: &Value, actions: &[&str]) {
    let path = ONE.replace("{id}", id);
    let request = walk.ada.request(Method::PATCH, &path).json(body);
    let answer = request.header(header::IF_MATCH, &format!("\"{version}\"")).send().await;
    walk.did("patch", ONE, answer, actions).await;
}

pub(super) async fn all(walk: &mut Walk) {
    let minors = json!({"attribute": "age", "operator": "less_than", "value": 18});
    let new =
        json!({"name": "Minors", "event": "inquiry.completed", "if": minors, "never": ["approve"]});
    let made = walk.post("/v1/invariants", "", &new, &["invariant.created"]).await;
    let id = made["id"].as_str().unwrap().to_owned();
    let change = json!({"never": ["approve", "do_nothing"]});
    patch(walk, &id, 1, &change, &["invariant.changed"]).await;
    patch(walk, &id, 2, &change, &[]).await;
    walk.post(ARCHIVE, &id, &json!({}), &["invariant.archived"]).await;
    walk.post(ARCHIVE, &id, &json!({}), &[]).await;
    super::workflow_tests::all(walk).await;
}

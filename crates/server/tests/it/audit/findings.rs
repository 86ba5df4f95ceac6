//! The entries of findings that are marked as intended.

use serde_json::json;

use super::walk::Walk;

/// Marks one of a workflow and takes the mark back; again changes nothing.
pub(super) async fn marked(walk: &mut Walk, path: &str) {
    let path = format!("{path}/intended");
    for (is_intended, actions) in [
        (true, ["workflow.finding_intended"].as_slice()),
        (true, &[]),
        (false, &["workflow.finding_not_intended"]),
        (false, &[]),
    ] {
        let body = json!({"finding": "overlap:rt_01,rt_02", "intended": is_intended});
        let answer = walk.ada.put(&path, &body).await;
        walk.did("put", "/v1/workflows/{id}/intended", answer, actions).await;
    }
}

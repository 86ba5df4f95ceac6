//! An import of past inquiries is in the record.

use axum::http::{Method, header};

use super::walk::Walk;

/// Two entries: the first transaction that keeps something is in the record, whatever becomes of the rest.
pub(super) async fn inquiries(walk: &mut Walk) {
    let line = r#"{"status": "completed", "created_at": "2024-01-01T00:00:00Z", "completed_at": "2024-01-02T00:00:00Z"}"#;
    for (file, actions) in
        [(line, &["inquiries.import_begun", "inquiries.imported"][..]), ("{}", &[])]
    {
        let request = walk.ada.request(Method::POST, "/v1/inquiries/import");
        let request = request.header(header::CONTENT_TYPE, "application/x-ndjson").body(file);
        walk.did("post", "/v1/inquiries/import", request.send().await, actions).await;
    }
}

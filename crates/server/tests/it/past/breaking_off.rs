//! Uploads that do not get to their end: what was kept stays, and the same file goes on where it broke off.

use std::io;

use axum::body::{Body, Bytes};
use futures_util::stream;
use serde_json::json;

use super::{import, line, noted, request};
use crate::support::TestApp;

#[tokio::test]
async fn what_was_kept_before_the_end_stays() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let file: Vec<String> =
        (0..6_000).map(|n| line(&json!({"reference_id": format!("old-{n}")})) + "\n").collect();
    let whole = file.concat();
    let pieces = whole.as_bytes().chunks(10_000).map(Bytes::copy_from_slice).map(Ok);
    let broken = pieces.chain([Err(io::Error::other("it is gone"))]).collect::<Vec<_>>();
    let body = Body::from_stream(stream::iter(broken));
    let refused = request(&ada).stream(body).send().await.expect_problem(400, "incomplete_body");
    let detail = refused["detail"].as_str().unwrap();
    let kept: u64 = detail.split(' ').find_map(|word| word.parse().ok()).expect("a count");
    assert!(kept > 0 && kept < 6_000 && kept.is_multiple_of(500), "{detail}");

    // It is in the record, with what was kept.
    let entries = ada.get("/v1/audit").await.expect_status(200);
    let (end, begin) = (&entries["data"][0], &entries["data"][1]);
    assert_eq!(end["action"], "inquiries.imported");
    assert_eq!(begin["action"], "inquiries.import_begun");
    assert_eq!(noted(end, "imported"), kept);
    assert_eq!(noted(end, "ended"), "broke_off");

    let report = import(&ada, whole).await.expect_status(200);
    assert_eq!((&report["skipped"], &report["imported"]), (&json!(kept), &json!(6_000 - kept)));
}

#[tokio::test]
async fn a_file_that_breaks_off_at_once_leaves_nothing() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let pieces = [Ok(Bytes::from(line(&json!({})) + "\n{")), Err(io::Error::other("it is gone"))];
    let body = Body::from_stream(stream::iter(pieces));
    let refused = request(&ada).stream(body).send().await.expect_problem(400, "incomplete_body");
    assert_eq!(refused["detail"], "the upload broke off; nothing was kept");
    let found = ada.get("/v1/inquiries").await.expect_status(200);
    assert_eq!(found["data"], json!([]));
}

//! A client that sends its body one byte at a time holds up nobody: it has neither a connection of the database nor a
//! place in a commit before the last byte is there.

use axum::body::{Body, Bytes};
use axum::http::{Method, header};
use futures_util::stream;
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::mpsc;

use super::Series;
use crate::deciding::world::{World, document, from_address};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_client_holds_up_nobody() {
    let folder = TempDir::new().unwrap();
    // Few places in the queue: for the others, and for what the server notes beside them.
    let app = TestApp::builder().in_a_file(folder.path().join("db")).queue(8);
    let world = World::of(app.requests_per_minute(1_000_000).build().await).await;
    world.running(&document("Everybody", &[], "approve")).await;
    let slow = world.create(&json!({})).await;
    let body = from_address("192.0.2.7").to_string();

    // A piece is handed over only when the one before it was taken.
    let (bytes, arriving) = mpsc::channel::<Bytes>(1);
    let arriving = stream::unfold(arriving, |mut arriving| async move {
        let byte = arriving.recv().await?;
        Some((Ok::<_, std::io::Error>(byte), arriving))
    });
    let request = world
        .shop
        .request(Method::POST, &format!("/v1/inquiries/{slow}/complete"))
        .header(header::CONTENT_TYPE, "application/json")
        .stream(Body::from_stream(arriving));
    let answer = tokio::spawn(request.send());
    for byte in body.into_bytes() {
        bytes.send(Bytes::from(vec![byte])).await.unwrap();
        let other = world.completed(&json!({})).await;
        assert_eq!(other["status"], "approved");
    }
    let meanwhile = Series::read(&world.ada).await;
    meanwhile.is(r#"pointsman_queue_waiting{queue="write"}"#, 0);
    meanwhile.is(r#"pointsman_queue_refused_total{queue="write"}"#, 0);
    meanwhile.is("pointsman_http_requests_in_progress", 2);
    assert_eq!(world.inquiry(&slow).await["status"], "created");
    drop(bytes);
    let slow = answer.await.unwrap().expect_status(200);
    assert_eq!(
        (&slow["status"], &slow["session"]["ip_address"]),
        (&json!("approved"), &json!("192.0.2.7"))
    );
}

//! A full queue: refused before anything is done, and done when there is room again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, Method, header};
use futures_util::stream;
use pointsman_storage::StorageError;
use tempfile::TempDir;

use super::Series;
use super::jam::Jam;
use crate::deciding::world::{World, document};
use crate::support::TestApp;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REFUSED: &str = r#"pointsman_queue_refused_total{queue="write"}"#;

/// A body that notes whether anybody asks for it.
fn noting_body(asked: &Arc<AtomicBool>) -> Body {
    let asked = Arc::clone(asked);
    Body::from_stream(stream::once(async move {
        asked.store(true, Ordering::SeqCst);
        Ok::<_, std::io::Error>(Bytes::from_static(b"{}"))
    }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_refuses_before_anything_is_done() {
    let folder = TempDir::new().unwrap();
    let app = TestApp::builder().in_a_file(folder.path().join("db")).queue(1).build().await;
    let (ada, shop) = (app.administrator().await, app.integrator().await);
    // That the key was used is noted beside the request, and may take the one place in the queue.
    shop.get("/v1/inquiries").await.expect_status(200);
    let noted = async || ada.get("/v1/keys").await.json()["data"][0]["last_used_at"].is_string();
    while !noted().await {}
    shop.post("/v1/inquiries", &serde_json::json!({})).await.expect_status(201);
    app.stranger().get("/readyz").await.expect_status(200);

    let jam = Jam::make(&app.parts.storage).await;
    let create = |asked: &Arc<AtomicBool>| {
        shop.request(Method::POST, "/v1/inquiries")
            .header(header::CONTENT_TYPE, "application/json")
            .header(IDEMPOTENCY_KEY, "order-1042")
            .stream(noting_body(asked))
    };
    for _ in 0..2 {
        let asked = Arc::new(AtomicBool::new(false));
        let refused = create(&asked).send().await;
        refused.expect_problem(503, "busy");
        assert_eq!(refused.retry_after(), 1);
        assert!(!asked.load(Ordering::SeqCst), "its body was read");
    }
    // An upload is no exception, nor is who does not say who it is: that would cost a look-up.
    let nobody = app.stranger().request(Method::POST, "/v1/lists/lst_x/import").body("CA");
    nobody.send().await.expect_problem(503, "busy");
    // Reading goes on, for people who look what is the matter.
    ada.get("/v1/inquiries").await.expect_status(200);
    let draft = serde_json::json!({"document": {}});
    ada.post("/v1/workflows/check", &draft).await.expect_status(200);
    let not_ready = app.stranger().get("/readyz").await;
    not_ready.expect_problem(503, "not_ready");
    not_ready.expect_errors(503, &[("", "write_queue_full")]);
    let found = Series::read(&ada).await;
    found.is(REFUSED, 3);
    found.is(r#"pointsman_queue_waiting{queue="write"}"#, 1);
    jam.end().await;

    app.stranger().get("/readyz").await.expect_status(200);
    // The key was not used up by the refusals.
    let asked = Arc::new(AtomicBool::new(false));
    create(&asked).send().await.expect_status(201);
    let inquiries = ada.get("/v1/inquiries").await.expect_status(200);
    assert_eq!(inquiries["data"].as_array().unwrap().len(), 2);
}

/// Nobody waits for its answer any more, and the decision is made and counts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_counts_whose_caller_hung_up() {
    const WAITING: &str = r#"pointsman_queue_waiting{queue="write"}"#;
    const DECIDED: &str = r#"pointsman_inquiries_completed_total{decision="approve"}"#;
    let folder = TempDir::new().unwrap();
    let world =
        World::of(TestApp::builder().in_a_file(folder.path().join("db")).build().await).await;
    world.running(&document("Onboarding", &[], "approve")).await;
    let id = world.create(&serde_json::json!({})).await;
    let jam = Jam::make(&world.app.parts.storage).await;

    let path = format!("/v1/inquiries/{id}/complete");
    let request = world.shop.request(Method::POST, &path).json(&serde_json::json!({}));
    let caller = tokio::spawn(request.send());
    // Besides the one of the jam.
    while Series::read(&world.ada).await.value(WAITING) < 1.5 {}
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    jam.end().await;
    // It waited behind the jam, so it has committed when this one has.
    world.app.parts.storage.write(|_| Ok::<_, StorageError>(())).await.unwrap();
    for _ in 0..100 {
        if Series::read(&world.ada).await.value(DECIDED) > 0.5 {
            break;
        }
    }
    Series::read(&world.ada).await.is(DECIDED, 1);
    assert_eq!(world.inquiry(&id).await["status"], "approved");
}

//! A full queue: refused before anything is done, and done when there is room again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, Method, header};
use futures_util::{FutureExt, stream};
use pointsman_storage::{Storage, StorageError};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::Series;
use crate::support::TestApp;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REFUSED: &str = r#"pointsman_queue_refused_total{queue="write"}"#;

/// A writer that is at work until it is released, and one write that waits for it.
struct Jam {
    release: mpsc::Sender<()>,
    at_work: JoinHandle<Result<(), StorageError>>,
    waiting: JoinHandle<Result<(), StorageError>>,
}

impl Jam {
    async fn make(storage: &Storage) -> Self {
        let (release, released) = mpsc::channel::<()>();
        let (begins, has_begun) = oneshot::channel();
        let mut begins = Some(begins);
        let here = storage.clone();
        let at_work = tokio::spawn(async move {
            here.write(move |_| {
                if let Some(begins) = begins.take() {
                    begins.send(()).unwrap();
                }
                released.recv().unwrap();
                Ok(())
            })
            .await
        });
        has_begun.await.unwrap();
        let (here, (polled, was_polled)) = (storage.clone(), oneshot::channel());
        let waiting = tokio::spawn(async move {
            let mut write = Box::pin(here.write(|_| Ok(())));
            // The first poll puts it into the queue.
            assert!((&mut write).now_or_never().is_none());
            polled.send(()).unwrap();
            write.await
        });
        was_polled.await.unwrap();
        Self { release, at_work, waiting }
    }

    async fn end(self) {
        self.release.send(()).unwrap();
        self.at_work.await.unwrap().unwrap();
        self.waiting.await.unwrap().unwrap();
    }
}

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

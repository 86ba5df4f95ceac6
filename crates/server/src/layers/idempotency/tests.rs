//! On a router of its own, whose endpoints count how often they work.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use pointsman_domain::clock::{Clock, Timestamp};
use pointsman_domain::ids::{CountingIds, KeyId, RandomIds};
use pointsman_domain::people::{Authority, Role, WorkflowsSection};
use pointsman_storage::{
    Database, Storage, StorageError, StorageOptions, Transaction, idempotency as stored,
};
use tokio::sync::Notify;
use tower::ServiceExt;

use super::{
    KEPT_SECONDS, LEASE_SECONDS, REPLAYED, REQUEST_SECONDS, WORK_SECONDS, forget_in_flight,
    idempotency,
};
use crate::app::{AddressSource, App, ServerOptions, ServerParts};
use crate::auth::{Authentication, Caller, SystemSecrets};
use crate::lists::Nodes;
use crate::problem::Problem;
use crate::request::ClientAddress;
use crate::upkeep::upkeep;

mod held_up;

const CALLER: HeaderName = HeaderName::from_static("x-test-caller");

struct MovedClock(AtomicI64);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microseconds(self.0.load(Ordering::SeqCst))
    }

    fn steady(&self) -> Duration {
        Duration::ZERO
    }
}

#[derive(Clone)]
struct Bench {
    router: Router,
    work: Arc<Work>,
    clock: Arc<MovedClock>,
    parts: ServerParts,
}

#[derive(Default)]
struct Work {
    done: AtomicU32,
    begun: Notify,
    go_on: Notify,
}

impl Bench {
    async fn new() -> Self {
        let clock = Arc::new(MovedClock(AtomicI64::new(0)));
        let options = StorageOptions::new(Database::SqliteMemory);
        let parts = ServerParts {
            storage: Storage::open(&options, clock.now()).await.unwrap(),
            clock: clock.clone(),
            ids: Arc::new(RandomIds),
            secrets: Arc::new(SystemSecrets),
            options: ServerOptions::default(),
        };
        let work = Arc::new(Work::default());
        let router = Router::new()
            .route("/created", post(created))
            .route("/elsewhere", post(created))
            .route("/slow", post(slow))
            .route("/limited", post(limited))
            .route("/trouble", post(trouble))
            .route("/panic", post(panics))
            .route("/v1/keys", post(created))
            .with_state(work.clone())
            .layer(from_fn_with_state(App::new(parts.clone()), idempotency))
            .layer(from_fn(name_caller));
        Self { router, work, clock, parts }
    }

    async fn post(&self, path: &str, key: &str, body: &str) -> Response {
        self.post_as("1", path, key, body).await
    }

    async fn post_as(&self, caller: &str, path: &str, key: &str, body: &str) -> Response {
        let request = Request::post(path)
            .header("idempotency-key", key)
            .header(CALLER, caller)
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    fn done(&self) -> u32 {
        self.work.done.load(Ordering::SeqCst)
    }
}

/// Stands in for the layer that finds out who asks.
async fn name_caller(mut request: Request, next: Next) -> Response {
    let named = request.headers().get(CALLER).and_then(|name| name.to_str().ok()?.parse().ok());
    let ids = CountingIds::starting_at(named.unwrap_or(0));
    let id = KeyId::new(&ids, Timestamp::from_microseconds(0));
    let source = AddressSource::Connection;
    let address = ClientAddress::of(request.extensions(), request.headers(), source);
    let authority = Authority::new(Role::Integrator, WorkflowsSection::Shown);
    let caller = Caller::Key { id, name: "Key".to_owned(), authority, ends_at: None, address };
    request.extensions_mut().insert(Authentication::Known(Arc::new(caller)));
    next.run(request).await
}

async fn created(State(work): State<Arc<Work>>, body: String) -> Response {
    let count = work.done.fetch_add(1, Ordering::SeqCst) + 1;
    let headers = [("etag", format!("\"{count}\"")), ("x-other", "not kept".to_owned())];
    (StatusCode::CREATED, headers, format!("{body} {count}")).into_response()
}

async fn slow(State(work): State<Arc<Work>>) -> String {
    work.begun.notify_one();
    work.go_on.notified().await;
    (work.done.fetch_add(1, Ordering::SeqCst) + 1).to_string()
}

async fn limited(State(work): State<Arc<Work>>) -> Problem {
    work.done.fetch_add(1, Ordering::SeqCst);
    Problem::too_many("rate_limited", "too many", 1)
}

async fn trouble(State(work): State<Arc<Work>>) -> Problem {
    work.done.fetch_add(1, Ordering::SeqCst);
    Problem::unavailable("busy", "too much", 1)
}

async fn panics(State(work): State<Arc<Work>>) -> String {
    work.done.fetch_add(1, Ordering::SeqCst);
    panic!("on purpose")
}

async fn text(response: Response) -> String {
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_does_nothing() {
    let bench = Bench::new().await;
    let first = bench.post("/created", "a", "body").await;
    assert!(first.headers().get(REPLAYED).is_none());
    assert_eq!(text(first).await, "body 1");

    let again = bench.post("/created", "a", "body").await;
    assert_eq!(again.status(), StatusCode::CREATED);
    assert_eq!(again.headers()[REPLAYED], "true");
    assert_eq!(again.headers()["etag"], "\"1\"");
    assert!(again.headers().get("x-other").is_none());
    assert_eq!(text(again).await, "body 1");
    assert_eq!(bench.done(), 1);
}

#[tokio::test]
async fn a_key_counts_for_one_caller_and_one_endpoint() {
    let bench = Bench::new().await;
    bench.post("/created", "a", "body").await;
    bench.post("/elsewhere", "a", "body").await;
    bench.post_as("2", "/created", "a", "body").await;
    bench.post("/created", "b", "body").await;
    assert_eq!(bench.done(), 4);
}

#[tokio::test]
async fn another_body_or_query_is_refused() {
    let bench = Bench::new().await;
    bench.post("/created", "a", "body").await;
    for (path, body) in [("/created", "other"), ("/created?x=1", "body")] {
        let refused = bench.post(path, "a", body).await;
        assert_eq!(refused.status(), StatusCode::CONFLICT);
        assert!(text(refused).await.contains("idempotency_key_reused"));
    }
    assert_eq!(bench.done(), 1);
}

#[tokio::test]
async fn while_the_first_is_in_flight_a_repeat_is_told_to_come_back() {
    let bench = Bench::new().await;
    let running = bench.clone();
    let first = tokio::spawn(async move { running.post("/slow", "a", "").await });
    bench.work.begun.notified().await;

    let refused = bench.post("/slow", "a", "").await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert_eq!(refused.headers()["retry-after"], "1");
    assert!(text(refused).await.contains("idempotency_in_flight"));

    bench.work.go_on.notify_one();
    assert_eq!(text(first.await.unwrap()).await, "1");
    assert_eq!(text(bench.post("/slow", "a", "").await).await, "1");
}

#[tokio::test]
async fn the_work_ends_even_if_the_caller_hangs_up() {
    let bench = Bench::new().await;
    let running = bench.clone();
    let first = tokio::spawn(async move { running.post("/slow", "a", "").await });
    bench.work.begun.notified().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    bench.work.go_on.notify_one();
    let answer = loop {
        let answer = bench.post("/slow", "a", "").await;
        if answer.status() == StatusCode::OK {
            break answer;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(answer.headers()[REPLAYED], "true");
    assert_eq!(bench.done(), 1);
}

/// As after `kill -9`: nobody will ever note what became of the first.
#[tokio::test]
async fn after_a_restart_alone_on_its_database_a_repeat_need_not_wait() {
    let bench = Bench::new().await;
    let running = bench.clone();
    let first = tokio::spawn(async move { running.post("/slow", "a", "").await });
    bench.work.begun.notified().await;
    assert_eq!(forget_in_flight(&bench.parts, Nodes::Several).await, Ok(0));
    assert_eq!(bench.post("/slow", "a", "").await.status(), StatusCode::CONFLICT);
    assert_eq!(forget_in_flight(&bench.parts, Nodes::One).await, Ok(1));
    let running = bench.clone();
    let second = tokio::spawn(async move { running.post("/slow", "a", "").await });
    bench.work.begun.notified().await;
    for work in [first, second] {
        bench.work.go_on.notify_one();
        assert_eq!(work.await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test(start_paused = true)]
async fn work_that_takes_too_long_is_stopped_and_a_repeat_does_it() {
    let bench = Bench::new().await;
    let began = tokio::time::Instant::now();
    let stopped = bench.post("/slow", "a", "").await;
    assert_eq!(stopped.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(began.elapsed(), Duration::from_secs(WORK_SECONDS));
    bench.work.go_on.notify_one();
    let again = bench.post("/slow", "a", "").await;
    assert!(again.headers().get(REPLAYED).is_none());
    assert_eq!(text(again).await, "1", "what was stopped did not go on");
}

#[tokio::test]
async fn refusals_for_load_and_trouble_of_ours_are_not_kept() {
    for path in ["/limited", "/trouble", "/panic"] {
        let bench = Bench::new().await;
        let first = bench.post(path, "a", "").await;
        assert!(first.status() == 429 || first.status().is_server_error());
        let again = bench.post(path, "a", "").await;
        assert!(again.headers().get(REPLAYED).is_none(), "{path}");
        assert_eq!(bench.done(), 2, "{path}");
    }
}

#[tokio::test]
async fn answers_with_a_secret_are_not_kept() {
    let bench = Bench::new().await;
    bench.post("/v1/keys", "a", "body").await;
    let again = bench.post("/v1/keys", "a", "body").await;
    assert!(again.headers().get(REPLAYED).is_none());
    assert_eq!(bench.done(), 2);
}

#[tokio::test]
async fn an_answer_is_kept_for_24_hours() {
    let bench = Bench::new().await;
    bench.post("/created", "a", "body").await;
    bench.clock.0.store(KEPT_SECONDS * 1_000_000 - 1, Ordering::SeqCst);
    assert_eq!(text(bench.post("/created", "a", "body").await).await, "body 1");
    bench.clock.0.store(KEPT_SECONDS * 1_000_000, Ordering::SeqCst);
    assert_eq!(text(bench.post("/created", "a", "other").await).await, "other 2");
}

/// On PostgreSQL whoever clears the oldest rows away beside others is in their way.
#[tokio::test]
async fn what_has_expired_is_left_to_the_upkeep() {
    let bench = Bench::new().await;
    bench.post("/created", "a", "body").await;
    bench.clock.0.store((KEPT_SECONDS + 1) * 1_000_000, Ordering::SeqCst);
    bench.post("/created", "b", "body").await;
    let now = bench.clock.now();
    let left = bench.parts.storage.write(move |t| stored::purge(t, now, 10)).await;
    assert_eq!(left, Ok(1));
    bench.post("/created", "a", "body").await;
    bench.clock.0.store(2 * (KEPT_SECONDS + 1) * 1_000_000, Ordering::SeqCst);
    upkeep(&bench.parts).await.unwrap();
    let now = bench.clock.now();
    let left = bench.parts.storage.write(move |t| stored::purge(t, now, 10)).await;
    assert_eq!(left, Ok(0));
}

#[tokio::test]
async fn a_request_that_never_ended_is_taken_over_after_its_lease() {
    let bench = Bench::new().await;
    let running = bench.clone();
    let first = tokio::spawn(async move { running.post("/slow", "a", "").await });
    bench.work.begun.notified().await;
    bench.clock.0.store(LEASE_SECONDS * 1_000_000 - 1, Ordering::SeqCst);
    assert_eq!(bench.post("/slow", "a", "").await.status(), StatusCode::CONFLICT);
    bench.clock.0.store(LEASE_SECONDS * 1_000_000, Ordering::SeqCst);
    let running = bench.clone();
    let second = tokio::spawn(async move { running.post("/slow", "a", "").await });
    bench.work.begun.notified().await;
    bench.work.go_on.notify_one();
    assert_eq!(text(first.await.unwrap()).await, "1");
    bench.work.go_on.notify_one();
    assert_eq!(text(second.await.unwrap()).await, "2");
    assert_eq!(
        text(bench.post("/slow", "a", "").await).await,
        "2",
        "the answer of the lease's holder is kept"
    );
}

#[tokio::test]
async fn keys_have_1_to_255_characters() {
    let bench = Bench::new().await;
    for (length, due) in [(0, 400), (1, 201), (255, 201), (256, 400)] {
        assert_eq!(bench.post("/created", &"k".repeat(length), "").await.status(), due);
    }
}

//! Previews that take longer: an answer in several lines, work that ends with its connection, questions that give way.
//!
//! The clock says when a part is looked at, on the thread that works; so a test can hold it there.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use axum::body::Body;
use axum::http::{Method, Response, header};
use futures_util::future::{Either, select};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::sync::mpsc as channel;

use crate::deciding::world::{World, document, route, test};
use crate::support::Request;

const LINES: &str = "application/x-ndjson";
/// One more than lie together: they are counted in two parts.
const INQUIRIES: usize = 65_537;
/// Questions that are answered at the same time.
const AT_ONCE: usize = 2;

/// Many inquiries, half of them with a country.
async fn world() -> World {
    let world = World::new().await;
    let line = |n: usize| {
        let country =
            if n.is_multiple_of(2) { r#","fields":{"address_country_code":"CA"}"# } else { "" };
        format!(
            r#"{{"status":"completed","created_at":"2024-02-28T10:00:00Z","completed_at":"2024-02-29T10:00:00Z"{country}}}"#
        )
    };
    let file = (0..INQUIRIES).map(line).collect::<Vec<_>>().join("\n");
    let import = world.ada.request(Method::POST, "/v1/inquiries/import");
    let report = import.header(header::CONTENT_TYPE, LINES).body(file).send().await;
    assert_eq!(report.expect_status(200)["imported"], INQUIRIES);
    // What has come is read before anybody is held up. Each of these waits for a while.
    while counting(&world).send().await.expect_status(200)["complete_to"].is_null() {}
    world
}

fn counting(world: &World) -> Request {
    let home = route("rt_a", "A", &test("country", "equals", &json!("CA")), "approve");
    let body = json!({"document": document("Onboarding", &[home], "decline")});
    world.ada.request(Method::POST, "/v1/workflows/preview").json(&body)
}

async fn begun(world: &World) -> Response<Body> {
    let response = counting(world).header(header::ACCEPT, LINES).open().await;
    assert_eq!(response.status(), 200);
    response
}

/// What the clock does to threads that ask it, other than the test's own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// A second passes.
    Passing,
    /// They are held until they are let go.
    Holding,
}

/// Threads that look whether a part is due.
struct Looks {
    mode: Arc<Mutex<Mode>>,
    /// One for each that is held.
    came: channel::UnboundedReceiver<()>,
    go: mpsc::Sender<()>,
    held: Arc<AtomicUsize>,
}

fn watched(world: &World) -> Looks {
    let (tell, came) = channel::unbounded_channel();
    let (go, gone) = mpsc::channel::<()>();
    let (gone, own) = (Mutex::new(gone), thread::current().id());
    let (mode, held) = (Arc::new(Mutex::new(Mode::Passing)), Arc::new(AtomicUsize::new(0)));
    let (counted, chosen) = (Arc::clone(&held), Arc::clone(&mode));
    let clock = world.app.clock.clone();
    world.app.clock.watch(move || {
        if thread::current().id() == own {
            return;
        }
        let mode = *chosen.lock().unwrap();
        if mode == Mode::Passing {
            clock.advance_seconds(1);
            return;
        }
        counted.fetch_add(1, Ordering::SeqCst);
        tell.send(()).ok();
        // When the test is over nobody is held any more.
        gone.lock().unwrap().recv().ok();
    });
    Looks { mode, came, go, held }
}

/// One test: so many inquiries take their time to come in.
#[tokio::test]
async fn answers_come_in_lines_and_work_ends_with_its_connection() {
    let world = Arc::new(world().await);
    let looks = watched(&world);
    several_lines(&world).await;
    *looks.mode.lock().unwrap() = Mode::Holding;
    ending(&world, looks).await;
}

async fn several_lines(world: &World) {
    let body = begun(world).await.into_body().collect().await.unwrap().to_bytes();
    let lines: Vec<Value> = body
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let [first, second, done] = lines.as_slice() else { panic!("{} lines", lines.len()) };
    // The newest come first: the one that lies by itself.
    assert_eq!((&first["considered"], &first["of"]), (&json!(1), &json!(INQUIRIES)));
    assert_eq!(first["partial"]["considered"], 1);
    assert_eq!(second["considered"], INQUIRIES);
    let done = &done["done"];
    assert_eq!(done["considered"], INQUIRIES);
    assert_eq!(done["routes"][0]["count"], INQUIRIES / 2 + 1);
    assert_eq!(done["outcomes"], second["partial"]["outcomes"]);
}

async fn ending(world: &Arc<World>, mut looks: Looks) {
    let mut open = Vec::new();
    for _ in 0..AT_ONCE {
        open.push(begun(world).await);
        looks.came.recv().await.unwrap();
    }
    // All places are taken: of one caller only the newest question waits.
    let ask = || {
        let world = Arc::clone(world);
        tokio::spawn(async move { begun_or_not(&world).await })
    };
    let (gave_way, waits) = match select(ask(), ask()).await {
        Either::Left((answer, waits)) | Either::Right((answer, waits)) => (answer.unwrap(), waits),
    };
    let problem = gave_way.into_body().collect().await.unwrap().to_bytes();
    let problem: Value = serde_json::from_slice(&problem).unwrap();
    assert_eq!((&problem["status"], &problem["code"]), (&json!(409), &json!("superseded")));

    // Their connections close while they look at the first of two parts.
    drop(open);
    assert_eq!(looks.held.load(Ordering::SeqCst), AT_ONCE);
    looks.go.send(()).unwrap();
    // The one that waited has a place: the other has ended, without a look at its second part.
    let waited = waits.await.unwrap();
    assert_eq!(waited.status(), 200);
    looks.came.recv().await.unwrap();
    assert_eq!(looks.held.load(Ordering::SeqCst), AT_ONCE + 1);
    drop(looks.go);
    let body = waited.into_body().collect().await.unwrap().to_bytes();
    let last: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(last["done"]["considered"], INQUIRIES, "nothing has passed, so there is one line");
}

async fn begun_or_not(world: &World) -> Response<Body> {
    counting(world).header(header::ACCEPT, LINES).open().await
}

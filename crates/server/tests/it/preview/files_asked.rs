//! Files whose import is asked about: few are read at a time, and of one caller only the newest waits.

use std::future::pending;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, Bytes};
use axum::http::{Method, header};
use futures_util::future::{Either, select};
use futures_util::stream;
use tokio::sync::oneshot;

use crate::deciding::world::World;
use crate::support::Request;

/// As many as are read at the same time.
const AT_ONCE: usize = 2;

fn asking(world: &World, list: &str) -> Request {
    let path = format!("/v1/lists/{list}/import/impact");
    world.ada.request(Method::POST, &path).header(header::CONTENT_TYPE, "text/csv")
}

/// A file of one line that notes whether anybody reads it.
fn noting(read: &Arc<AtomicBool>) -> Body {
    let read = Arc::clone(read);
    Body::from_stream(stream::once(async move {
        read.store(true, Ordering::SeqCst);
        Ok::<_, io::Error>(Bytes::from_static(b"192.0.2.1\n"))
    }))
}

/// Two tabs of one person do not take each other's place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn askers_of_one_caller_both_wait() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["198.51.100.1"]).await;
    let asking = |asker: &str, body: Body| {
        let path = format!("/v1/lists/{list}/import/impact?asker={asker}");
        let request = world.ada.request(Method::POST, &path);
        tokio::spawn(request.header(header::CONTENT_TYPE, "text/csv").stream(body).send())
    };
    let mut open = Vec::new();
    for _ in 0..AT_ONCE {
        let (tell, begun) = oneshot::channel();
        let body = Body::from_stream(stream::once(async move {
            tell.send(()).unwrap();
            pending::<Result<Bytes, io::Error>>().await
        }));
        open.push(asking("other", body));
        begun.await.unwrap();
    }
    let reads = [Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false))];
    let waiting = [asking("one", noting(&reads[0])), asking("two", noting(&reads[1]))];
    open.iter().for_each(tokio::task::JoinHandle::abort);
    for answer in waiting {
        assert_eq!(answer.await.unwrap().expect_status(200)["added"], 1);
    }
    assert!(reads.iter().all(|read| read.load(Ordering::SeqCst)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn few_files_are_read_at_a_time_and_the_newest_question_waits() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["198.51.100.1"]).await;
    let mut open = Vec::new();
    for _ in 0..AT_ONCE {
        let (tell, begun) = oneshot::channel();
        // It is read, and never ends.
        let body = Body::from_stream(stream::once(async move {
            tell.send(()).unwrap();
            pending::<Result<Bytes, io::Error>>().await
        }));
        open.push(tokio::spawn(asking(&world, &list).stream(body).send()));
        begun.await.unwrap();
    }
    let reads = [Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false))];
    let [one, other] = reads
        .each_ref()
        .map(|read| tokio::spawn(asking(&world, &list).stream(noting(read)).send()));
    // Whichever of the two came first gives way.
    let (gave_way, waits) = match select(one, other).await {
        Either::Left((answer, waits)) | Either::Right((answer, waits)) => (answer.unwrap(), waits),
    };
    gave_way.expect_problem(409, "superseded");
    assert!(reads.iter().all(|read| !read.load(Ordering::SeqCst)), "a file was read");
    // A connection that closes gives its place back.
    let closed = open.swap_remove(0);
    closed.abort();
    assert!(closed.await.unwrap_err().is_cancelled());
    assert_eq!(waits.await.unwrap().expect_status(200)["added"], 1);
    // And so does an answer.
    for _ in 0..AT_ONCE {
        asking(&world, &list).body("192.0.2.1\n").send().await.expect_status(200);
    }
    open.iter().for_each(tokio::task::JoinHandle::abort);
}

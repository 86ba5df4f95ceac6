//! Keyed requests that wait in front of the database for longer than their callers do.

use std::sync::mpsc;

use tokio::sync::oneshot;

use super::*;

/// Something long is being written, so that to begin waits in the queue.
struct HeldUp(mpsc::Sender<()>);

impl HeldUp {
    async fn on(bench: &Bench) -> Self {
        let (release, may_end) = mpsc::channel::<()>();
        let (says, has_begun) = oneshot::channel();
        let (storage, mut says) = (bench.parts.storage.clone(), Some(says));
        tokio::spawn(async move {
            let work = move |_: &mut Transaction<'_>| {
                says.take().map(|says| says.send(()));
                may_end.recv().unwrap();
                Ok::<_, StorageError>(())
            };
            storage.write(work).await
        });
        has_begun.await.unwrap();
        Self(release)
    }

    /// The caller of a request that waits behind it gives up, and then it ends.
    async fn ends_after_giving_up(self, bench: &Bench) {
        let running = bench.clone();
        let given_up = tokio::spawn(async move { running.post("/slow", "a", "").await });
        while bench.parts.storage.measured().write.waiting == 0 {
            tokio::task::yield_now().await;
        }
        given_up.abort();
        assert!(given_up.await.unwrap_err().is_cancelled());
        self.0.send(()).unwrap();
    }
}

#[tokio::test]
async fn who_gives_up_while_it_begins_finds_the_answer_later() {
    let bench = Bench::new().await;
    HeldUp::on(&bench).await.ends_after_giving_up(&bench).await;
    let begins = bench.work.begun.notified();
    tokio::time::timeout(Duration::from_secs(10), begins).await.expect("nobody does the work");
    assert_eq!(bench.post("/slow", "a", "").await.status(), StatusCode::CONFLICT);
    bench.work.go_on.notify_one();
    loop {
        let again = bench.post("/slow", "a", "").await;
        if again.status() == StatusCode::OK {
            assert!(again.headers().get(REPLAYED).is_some());
            assert_eq!(text(again).await, "1");
            return;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_to_begin_is_left_to_a_repeat() {
    let bench = Bench::new().await;
    let held_up = HeldUp::on(&bench).await;
    let running = bench.clone();
    let first = tokio::spawn(async move { running.post("/created", "a", "body").await });
    while bench.parts.storage.measured().write.waiting == 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::advance(Duration::from_secs(REQUEST_SECONDS + 1)).await;
    held_up.0.send(()).unwrap();
    assert_eq!(first.await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(bench.done(), 0);
    assert_eq!(text(bench.post("/created", "a", "body").await).await, "body 1");
}

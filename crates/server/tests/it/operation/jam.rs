//! A server whose writer is at work for as long as a test wants.

use std::sync::mpsc;

use futures_util::FutureExt;
use pointsman_storage::{Storage, StorageError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A writer that is at work until it is released, and one write that waits for it.
pub(super) struct Jam {
    release: mpsc::Sender<()>,
    at_work: JoinHandle<Result<(), StorageError>>,
    waiting: JoinHandle<Result<(), StorageError>>,
}

impl Jam {
    pub(super) async fn make(storage: &Storage) -> Self {
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

    pub(super) async fn end(self) {
        self.release.send(()).unwrap();
        self.at_work.await.unwrap().unwrap();
        self.waiting.await.unwrap().unwrap();
    }
}

//! Accepting connections until told to stop, and then finishing what was accepted.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use pointsman_domain::list::read_numbering_plans;
use pointsman_storage::StorageError;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::app::{App, ServerParts};
use crate::history;
use crate::router::{InvalidPublicUrl, router_of, watching_router};

/// How often it is looked whether decisions have what they need.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// How long the end waits for the past to be saved.
const SAVING: Duration = Duration::from_secs(5);
/// How long to wait before what decisions need is read once more.
const READ_AHEAD_AGAIN: Duration = Duration::from_secs(1);

/// One server.
#[derive(Clone)]
pub struct Server {
    app: App,
    router: Router,
}

/// Where it listens.
pub struct Listeners {
    /// For everybody.
    pub main: TcpListener,
    /// For monitoring alone, without keys: `/metrics`, `/healthz` and `/readyz`.
    pub metrics: Option<TcpListener>,
}

/// How long the end of a server may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How long new connections are still taken while `/readyz` says already that the server stops, so that a load
    /// balancer notices before it is refused.
    pub delay: Duration,
    /// How long what was accepted may take after that.
    pub grace: Duration,
}

impl Default for Patience {
    /// No delay, and as long as a request may take.
    fn default() -> Self {
        Self { delay: Duration::ZERO, grace: Duration::from_secs(crate::layers::REQUEST_SECONDS) }
    }
}

/// How a server ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All that was accepted is done.
    Finished,
    /// The time was up; this was under way.
    CutOff(String),
}

impl Server {
    /// Makes a server that does not listen yet.
    pub fn new(parts: ServerParts) -> Result<Self, InvalidPublicUrl> {
        let app = App::new(parts);
        Ok(Self { router: router_of(app.clone())?, app })
    }

    /// Everything that answers requests.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Answers until `told` is ready. Then `/readyz` says so, no new connections are taken, requests and writes that
    /// were accepted are done, uploads are stopped so that they can be resumed, and the database is closed.
    /// Whoever tells it again does not want to wait.
    ///
    /// # Errors
    ///
    /// When the listener cannot accept any more.
    pub async fn run(
        self,
        listeners: Listeners,
        patience: Patience,
        told: impl Future<Output = ()> + Send + 'static,
        told_again: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<Ended> {
        let Self { app, router } = self;
        let watched = listeners
            .metrics
            .map(|listener| axum::serve(listener, watching_router(app.clone())).into_future())
            .map(|serving| tokio::spawn(async move { serving.await.map_err(log_deafness) }));
        app.lifecycle().set_reading_ahead(true);
        let reading = tokio::spawn(read_ahead(app.clone()));
        let mut keeping = tokio::spawn(keep_the_past(app.clone()));
        let ended = tokio::select! {
            ended = answer(&app, listeners.main, router, patience, told, &mut keeping) => ended,
            () = told_again => Ok(Ended::CutOff(cut_off(&app))),
        };
        reading.abort();
        saved(&mut keeping).await;
        if let Some(watched) = watched {
            watched.abort();
        }
        ended
    }
}

async fn answer(
    app: &App,
    listener: TcpListener,
    router: Router,
    patience: Patience,
    told: impl Future<Output = ()> + Send + 'static,
    keeping: &mut JoinHandle<()>,
) -> io::Result<Ended> {
    let stopping = app.clone();
    let serving = serve(listener, router, async move {
        told.await;
        stopping.lifecycle().stop();
        tracing::info!("stopping: what was accepted is finished");
        sleep(patience.delay).await;
    });
    let finishing = async {
        serving.await?;
        app.lifecycle().idle().await;
        // It gives back in the database what it holds there.
        saved(keeping).await;
        app.storage().close().await;
        Ok(Ended::Finished)
    };
    let mut stop = app.lifecycle().stopping();
    let time_is_up = async {
        stop.told().await;
        sleep(patience.delay + patience.grace).await;
    };
    tokio::select! {
        finished = finishing => finished,
        () = time_is_up => Ok(Ended::CutOff(cut_off(app))),
    }
}

/// The past was told as well, and saves the rest meanwhile.
async fn saved(keeping: &mut JoinHandle<()>) {
    if !keeping.is_finished() && timeout(SAVING, &mut *keeping).await.is_err() {
        keeping.abort();
        tracing::info!("history is read again from the database where its files end");
    }
}

/// Serves until `shutdown` is ready; then takes no new connections and returns when the requests under way have ended.
///
/// # Errors
///
/// When the listener cannot accept any more.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await
}

/// Begins behind what decisions need.
async fn keep_the_past(app: App) {
    let mut stopping = app.lifecycle().stopping();
    while app.lifecycle().is_reading_ahead() {
        tokio::select! {
            () = stopping.told() => return,
            () = sleep(LOOK_AGAIN) => {}
        }
    }
    let copying = tokio::spawn(history::keep_copy(app.clone()));
    history::keep(app.clone()).await;
    // It was told as well, and copies what was saved just now.
    if let Ok(Some(copying)) = copying.await {
        copying.end(&app).await;
    }
}

/// Reads what decisions need (workflows and all items of all lists), so that the first decision does not wait for it.
/// While the database is the trouble it is tried again: a node that is not ready gets no request that would.
async fn read_ahead(app: App) {
    // Nobody waits for these: they are there long before the first decision.
    drop(tokio::task::spawn_blocking(read_numbering_plans));
    while let Err(error) = app.decider().refresh(app.storage()).await {
        tracing::error!(%error, "could not read ahead what decisions need");
        let passes = matches!(
            error.into_storage(),
            Ok(StorageError::Busy
                | StorageError::Unavailable { .. }
                | StorageError::Conflict { .. })
        );
        if !passes {
            // The dashboard must open even so: it is where a person can do something about it.
            break;
        }
        sleep(READ_AHEAD_AGAIN).await;
    }
    app.lifecycle().set_reading_ahead(false);
}

/// What is under way when the time is up, in words.
fn cut_off(app: &App) -> String {
    let under_way = app.lifecycle().in_words();
    let waiting = app.storage().measured().write.waiting;
    match (under_way.is_empty(), waiting) {
        (true, 0) => "transactions that had begun".to_owned(),
        (true, _) => format!("{waiting} writes that waited"),
        (false, 0) => under_way,
        (false, _) => format!("{under_way}, {waiting} writes that waited"),
    }
}

fn log_deafness(error: io::Error) -> io::Error {
    tracing::error!(%error, "the address for metrics is not answered any more");
    error
}

//! Accepting connections until told to stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// How long requests that are under way may still take after the server was told to stop.
pub(crate) const DRAIN_SECONDS: u64 = 10;

/// Serves until `shutdown` is ready; then takes no new connections, lets requests end and returns.
///
/// # Errors
///
/// When the listener cannot accept any more.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let stopping = std::sync::Arc::new(Notify::new());
    let told = stopping.clone();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        shutdown.await;
        tracing::info!("stopping: requests under way may end");
        told.notify_one();
    });
    tokio::select! {
        result = server.into_future() => result,
        () = drained(&stopping) => {
            tracing::warn!(DRAIN_SECONDS, "some requests did not end in time");
            Ok(())
        }
    }
}

async fn drained(stopping: &Notify) {
    stopping.notified().await;
    tokio::time::sleep(Duration::from_secs(DRAIN_SECONDS)).await;
}

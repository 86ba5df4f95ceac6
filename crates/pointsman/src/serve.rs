//! `pointsman serve`: open the database, say where to go, answer until told to stop.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use pointsman_domain::clock::{Clock, SystemClock};
use pointsman_domain::ids::RandomIds;
use pointsman_server::auth::SystemSecrets;
use pointsman_server::{AddressSource, Nodes, ServerOptions, ServerParts, upkeep};
use pointsman_storage::{Database, Storage, StorageOptions};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::cli::ServeArguments;
use crate::config::Config;

/// The embedded database's file inside the data folder.
const DATABASE_FILE: &str = "pointsman.sqlite3";

pub(crate) async fn serve(arguments: &ServeArguments) -> anyhow::Result<()> {
    let config = Config::load(arguments)?;
    log_to_stderr(&config.log)?;
    let storage = open(&config).await?;
    let listener = listen(&config.listen).await?;
    let address = listener.local_addr()?;
    let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let parts = parts(
        storage,
        ServerOptions {
            public_url: public_url.clone(),
            address_source: if config.trust_forwarded_for {
                AddressSource::ForwardedFor
            } else {
                AddressSource::Connection
            },
            requests_per_minute: config.requests_per_minute,
            ..ServerOptions::default()
        },
    );
    // Other nodes can only be there on a database that they share.
    let nodes = if config.database.is_some() { Nodes::Several } else { Nodes::One };
    pointsman_server::forget_in_flight(&parts, nodes).await?;
    pointsman_server::recover_imports(&parts, nodes).await?;
    pointsman_server::resume_example(&parts, nodes).await?;
    let code = pointsman_server::prepare(&parts).await?;
    say(&format!("Pointsman is at {public_url}"))?;
    if let Some(code) = code {
        say(&format!(
            "First start: open it and create the administrator with the one-time code {code}"
        ))?;
    }
    answer(parts, listener).await
}

/// The parts of a server on the machine's own clock and randomness.
pub(crate) fn parts(storage: Storage, options: ServerOptions) -> ServerParts {
    ServerParts {
        storage,
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
        secrets: Arc::new(SystemSecrets),
        options,
    }
}

/// Answers until the process is told to stop; what was accepted is finished.
pub(crate) async fn answer(parts: ServerParts, listener: TcpListener) -> anyhow::Result<()> {
    let storage = parts.storage.clone();
    let router = pointsman_server::warm_router(parts.clone()).await?;
    let told = told_to_stop()?;
    let upkeep = tokio::spawn(upkeep::keep_up(parts));
    let served = pointsman_server::serve(listener, router, told).await;
    upkeep.abort();
    served.context("the listener failed")?;
    storage.close().await;
    Ok(())
}

/// Opens the database that the configuration names, and makes the folder if it is not there.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Storage> {
    if config.database.is_none() {
        let folder = &config.data;
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the data folder `{}`", folder.display()))?;
    }
    let options = StorageOptions::new(database(config));
    Storage::open(&options, SystemClock.now()).await.context("cannot open the database")
}

/// Opens the same database for reading alone, beside a running server; nothing is made or changed.
pub(crate) async fn open_to_read(config: &Config) -> anyhow::Result<Storage> {
    let options = StorageOptions::new(database(config));
    Storage::open_to_read(&options).await.context("cannot open the database to read it")
}

fn database(config: &Config) -> Database {
    match &config.database {
        Some(url) => Database::Postgres { url: url.clone() },
        None => Database::Sqlite { path: config.data.join(DATABASE_FILE) },
    }
}

/// Listens on an address such as `127.0.0.1:7311`.
pub(crate) async fn listen(address: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on `{address}`; another program may use it, choose one with --listen"
        )
    })
}

/// Whether only this machine can reach the address.
pub(crate) fn is_loopback(address: &SocketAddr) -> bool {
    address.ip().is_loopback()
}

/// One line for the person who started it.
pub(crate) fn say(line: &str) -> anyhow::Result<()> {
    let mut said = std::io::stderr().lock();
    writeln!(said, "{line}")?;
    said.flush()?;
    Ok(())
}

/// Logs go to standard error, structured by `tracing`.
pub(crate) fn log_to_stderr(filter: &str) -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_new(filter).with_context(|| format!("`{filter}` is not a log filter"))?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    Ok(())
}

fn told_to_stop() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

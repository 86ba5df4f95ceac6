//! `pointsman serve`: open the database, say where to go, answer until told to stop.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use pointsman_domain::clock::{Clock, SystemClock};
use pointsman_domain::ids::RandomIds;
use pointsman_server::auth::SystemSecrets;
use pointsman_server::{
    AddressSource, Ended, Listeners, Nodes, Patience, Server, ServerOptions, ServerParts, upkeep,
};
use pointsman_storage::{Database, Storage, StorageOptions};
use tokio::net::TcpListener;
use tokio::signal::{self, unix::SignalKind};

use crate::cli::{LogFormat, ServeArguments};
use crate::config::Config;
use crate::log;

/// The embedded database's file inside the data folder.
const DATABASE_FILE: &str = "pointsman.sqlite3";

pub(crate) async fn serve(arguments: &ServeArguments) -> anyhow::Result<()> {
    let config = Config::load(arguments)?;
    log::to_stderr(&config.log, config.log_format)?;
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
            history: Some(config.history()),
            history_store: config.history_store()?,
            history_memory: config.history_memory,
            broad_item_one_in: config.broad_item_one_in,
            ..ServerOptions::default()
        },
    );
    // Other nodes can only be there on a database that they share.
    let nodes = if config.database.is_some() { Nodes::Several } else { Nodes::One };
    pointsman_server::forget_in_flight(&parts, nodes).await?;
    pointsman_server::recover_imports(&parts, nodes).await?;
    pointsman_server::resume_example(&parts, nodes).await?;
    let code = pointsman_server::prepare(&parts).await?;
    let metrics = match &config.metrics_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let signals = Signals::new()?;
    log::say(config.log_format, &format!("Pointsman is at {public_url}"))?;
    if let Some(metrics) = &metrics {
        let address = metrics.local_addr()?;
        tracing::info!("metrics for monitoring are at http://{address}/metrics");
    }
    if let Some(code) = code {
        let line = format!(
            "First start: open it and create the administrator with the one-time code {code}"
        );
        log::say(config.log_format, &line)?;
    }
    answer(parts, Listeners { main: listener, metrics }, config.patience(), signals).await
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
pub(crate) async fn answer(
    parts: ServerParts,
    listeners: Listeners,
    patience: Patience,
    signals: Signals,
) -> anyhow::Result<()> {
    let server = Server::new(parts.clone())?;
    let upkeep = tokio::spawn(upkeep::keep_up(parts));
    let Signals { first, second } = signals;
    let ended = server.run(listeners, patience, first.told(), second.told()).await;
    upkeep.abort();
    match ended.context("the listener failed")? {
        Ended::Finished => tracing::info!("stopped: what was accepted is done"),
        // Nothing of this was acknowledged, so it is no failure, but somebody will ask.
        Ended::CutOff(what) => tracing::warn!("stopped before this was done: {what}"),
    }
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

/// Whether there is a database to open: another one was named, or there is a file.
pub(crate) fn has_database(config: &Config) -> bool {
    match database(config) {
        Database::Sqlite { path } => path.exists(),
        Database::SqliteMemory | Database::Postgres { .. } => true,
    }
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
    log::say(LogFormat::Text, line)
}

/// What the process is told. From here on a signal does not end it at once.
pub(crate) struct Signals {
    first: Signal,
    second: Signal,
}

impl Signals {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self { first: Signal::the(1)?, second: Signal::the(2)? })
    }
}

/// The first or the second time that the process is told to stop.
struct Signal {
    terminate: signal::unix::Signal,
    interrupt: signal::unix::Signal,
    number: u8,
}

impl Signal {
    fn the(number: u8) -> anyhow::Result<Self> {
        let terminate = signal::unix::signal(SignalKind::terminate())?;
        let interrupt = signal::unix::signal(SignalKind::interrupt())?;
        Ok(Self { terminate, interrupt, number })
    }

    async fn told(mut self) {
        for _ in 0..self.number {
            tokio::select! {
                _ = self.terminate.recv() => {}
                _ = self.interrupt.recv() => {}
            }
        }
    }
}

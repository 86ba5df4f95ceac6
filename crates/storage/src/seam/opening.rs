//! Opening a database: its doors, and the threads with connections behind them.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use pointsman_domain::clock::Timestamp;
use tokio::sync::oneshot;

use super::company::Company;
use super::job::Task;
use super::measured::Counters;
use super::postgres::{Duty, PostgresSession};
use super::postgres_worker;
use super::queue::Queue;
use super::session::Session;
use super::sqlite::SqliteSession;
use super::sqlite_worker;
use super::storage::{Database, StorageOptions};
use super::transaction::Transaction;
use crate::error::StorageError;
use crate::{events, migrations};

/// How long one host may take to answer a new connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// After so long without a word a connection is asked whether it is alive, so often and so many times.
const KEEPALIVES_IDLE: Duration = Duration::from_secs(10);
const KEEPALIVES_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVES_RETRIES: u32 = 3;
/// How long what was sent may stay without a sign that it arrived.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(10);

/// Work for the threads behind a door.
pub(super) type Jobs = Arc<Queue<Task>>;

/// An open database: its doors, and the threads behind them.
pub(super) struct Opened {
    pub(super) write: Jobs,
    pub(super) read: Jobs,
    /// Another connection to read with, for whoever asks while nothing is written.
    pub(super) at_hand: Option<SqliteSession>,
    /// One for each thread: it says when the thread has ended.
    pub(super) ended: Vec<oneshot::Receiver<()>>,
    pub(super) counters: Arc<Counters>,
    /// The embedded database's file.
    pub(super) file: Option<PathBuf>,
    pub(super) company: Company,
}

/// Opens a database and brings its schema up to date.
pub(super) fn open(options: &StorageOptions, now: Timestamp) -> Result<Opened, StorageError> {
    let mut opened = Opened::without_threads(options);
    match &options.database {
        Database::SqliteMemory => {
            let mut session = SqliteSession::open_in_memory()
                .map_err(|error| cannot_open("in memory", &error))?;
            migrate(Session::Sqlite(&mut session), now)?;
            opened.sqlite_writer(session)?;
            // The one connection does both.
            opened.read = Arc::clone(&opened.write);
        }
        Database::Sqlite { path } => {
            opened.company = Company::join(path);
            let mut session = open_file(path, SqliteSession::open)?;
            migrate(Session::Sqlite(&mut session), now)?;
            opened.sqlite_writer(session)?;
            opened.sqlite_readers(path, options.readers)?;
            opened.at_hand = Some(open_file(path, SqliteSession::open_to_read)?);
        }
        Database::Postgres { url } => {
            let config = postgres_config(url)?;
            let mut session = PostgresSession::connect(&config)?;
            migrate(Session::Postgres(&mut session), now)?;
            require_own_marks(Session::Postgres(&mut session))?;
            drop(session);
            opened.postgres(&config, Duty::Write, options.writers)?;
            opened.postgres(&config, Duty::Read, options.readers)?;
            opened.postgres(&config, Duty::ReadShort, 1)?;
        }
    }
    Ok(opened)
}

/// Opens a database for reading alone.
pub(super) fn open_to_read(options: &StorageOptions) -> Result<Opened, StorageError> {
    let mut opened = Opened::without_threads(options);
    opened.write.close();
    match &options.database {
        Database::SqliteMemory => {
            return Err(cannot_open("in memory", &"it is gone with the one who made it"));
        }
        Database::Sqlite { path } => opened.sqlite_readers(path, options.readers)?,
        Database::Postgres { url } => {
            let config = postgres_config(url)?;
            drop(PostgresSession::connect(&config)?);
            opened.postgres(&config, Duty::Read, options.readers)?;
            opened.postgres(&config, Duty::ReadShort, 1)?;
        }
    }
    Ok(opened)
}

impl Opened {
    fn without_threads(options: &StorageOptions) -> Self {
        let file = match &options.database {
            Database::Sqlite { path } => Some(path.clone()),
            Database::SqliteMemory | Database::Postgres { .. } => None,
        };
        Self {
            write: Arc::new(Queue::new(options.queue)),
            read: Arc::new(Queue::new(options.queue)),
            at_hand: None,
            ended: Vec::new(),
            counters: Arc::default(),
            file,
            company: Company::unknown(),
        }
    }

    fn sqlite_writer(&mut self, session: SqliteSession) -> Result<(), StorageError> {
        let session = session.counting(&self.counters);
        let queue = Arc::clone(&self.write);
        self.thread("writer", queue, move |queue| sqlite_worker::write_all(session, queue))
    }

    fn sqlite_readers(&mut self, path: &Path, readers: usize) -> Result<(), StorageError> {
        for _ in 0..readers.max(1) {
            let session = open_file(path, SqliteSession::open_to_read)?;
            let queue = Arc::clone(&self.read);
            self.thread("reader", queue, move |queue| sqlite_worker::read_all(session, queue))?;
        }
        let session = open_file(path, SqliteSession::open_to_read)?;
        let queue = Arc::clone(&self.read);
        self.thread("reader", queue, move |queue| sqlite_worker::read_short(session, queue))
    }

    fn postgres(
        &mut self,
        config: &tokio_postgres::Config,
        duty: Duty,
        connections: usize,
    ) -> Result<(), StorageError> {
        let (queue, name) = match duty {
            Duty::Write => (Arc::clone(&self.write), "writer"),
            Duty::Read | Duty::ReadShort => (Arc::clone(&self.read), "reader"),
        };
        let connections = connections.max(1);
        for _ in 0..connections {
            let (config, counters) = (config.clone(), Arc::clone(&self.counters));
            let work = move |queue: &Queue<Task>| {
                postgres_worker::work_all(&config, duty, connections, queue, &counters);
            };
            self.thread(name, Arc::clone(&queue), work)?;
        }
        Ok(())
    }

    /// Starts a thread with a connection behind a door.
    fn thread(
        &mut self,
        name: &str,
        queue: Jobs,
        work: impl FnOnce(&Queue<Task>) + Send + 'static,
    ) -> Result<(), StorageError> {
        let (ended, receiver) = oneshot::channel();
        queue.connections().add();
        spawn(name, move || {
            work(&queue);
            drop(ended);
        })?;
        self.ended.push(receiver);
        Ok(())
    }
}

/// The address, with what lets a host that fell silent be noticed within seconds where it says nothing of that. The
/// driver itself would wait for hours.
fn postgres_config(url: &str) -> Result<tokio_postgres::Config, StorageError> {
    let mut config: tokio_postgres::Config =
        url.parse().map_err(|error| cannot_open("at this address", &error))?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    // The driver has a value of its own for this one, so that it cannot say whether the address does.
    if !url.contains("keepalives_idle") {
        config.keepalives_idle(KEEPALIVES_IDLE);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(KEEPALIVES_INTERVAL);
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(KEEPALIVES_RETRIES);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(TCP_USER_TIMEOUT);
    }
    Ok(config)
}

fn open_file(
    path: &Path,
    open: fn(&Path) -> rusqlite::Result<SqliteSession>,
) -> Result<SqliteSession, StorageError> {
    open(path).map_err(|error| cannot_open(&format!("`{}`", path.display()), &error))
}

pub(super) fn cannot_open(place: &str, error: &dyn Display) -> StorageError {
    StorageError::Open { place: place.to_owned(), message: error.to_string() }
}

fn migrate(session: Session<'_>, now: Timestamp) -> Result<(), StorageError> {
    migrations::run(&mut Transaction::new(session), now)
}

/// Better no server than one that shows a log of events with holes.
fn require_own_marks(session: Session<'_>) -> Result<(), StorageError> {
    const MARKS_OF_ANOTHER: &str = "its log of events was written by another PostgreSQL server and copied with a tool that \
         knows nothing of it (such as pg_dump), so that events would be hidden or come in another order; make a file of it \
         with `pointsman backup`, and put that into an empty database with `pointsman restore`, which number the log anew";
    if events::is_ahead_of_its_server(&mut Transaction::new(session))? {
        return Err(cannot_open("at this address", &MARKS_OF_ANOTHER));
    }
    Ok(())
}

pub(super) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), StorageError> {
    thread::Builder::new()
        .name(format!("storage-{name}"))
        .spawn(body)
        .map(drop)
        .map_err(|error| StorageError::Unavailable { message: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(
        url: &str,
    ) -> (Option<Duration>, Duration, Option<Duration>, Option<u32>, Option<Duration>) {
        let config = postgres_config(url).unwrap();
        (
            config.get_connect_timeout().copied(),
            config.get_keepalives_idle(),
            config.get_keepalives_interval(),
            config.get_keepalives_retries(),
            config.get_tcp_user_timeout().copied(),
        )
    }

    #[test]
    fn a_silent_host_is_noticed_unless_the_address_says_otherwise() {
        let seconds = Duration::from_secs;
        let due = (Some(seconds(5)), seconds(10), Some(seconds(5)), Some(3), Some(seconds(10)));
        assert_eq!(times("postgres://db/pointsman"), due);
        assert_eq!(times("host=db dbname=pointsman"), due);
        let own = "postgres://db/pointsman?connect_timeout=1&keepalives_idle=7200&keepalives_interval=2\
                   &keepalives_retries=4&tcp_user_timeout=6";
        let due = (Some(seconds(1)), seconds(7200), Some(seconds(2)), Some(4), Some(seconds(6)));
        assert_eq!(times(own), due);
    }
}

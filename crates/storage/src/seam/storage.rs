//! Opening a database, and the two doors through which all work goes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use pointsman_domain::clock::Timestamp;
use tokio::sync::oneshot;

use super::job::{CommitGroup, Intent, Task, Thoroughness, Work};
use super::postgres::{Duty, PostgresSession};
use super::postgres_worker;
use super::queue::Queue;
use super::sqlite::{self, SqliteSession};
use super::transaction::{Session, Transaction};
use crate::error::StorageError;
use crate::migrations;

/// Which database to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// The embedded database in a file, made if absent. Its folder must exist.
    Sqlite {
        /// The file.
        path: PathBuf,
    },
    /// The embedded database in memory, for tests: gone with the storage.
    SqliteMemory,
    /// PostgreSQL.
    Postgres {
        /// `postgres://user:password@host:port/database`, or `key=value` pairs.
        url: String,
    },
}

/// How to open it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageOptions {
    /// Which database.
    pub database: Database,
    /// Closures that may wait to write, and as many to read; more are answered with [`StorageError::Busy`].
    pub queue: usize,
    /// Connections that write. SQLite always has one.
    pub writers: usize,
    /// Connections that read. SQLite in memory shares the writing one.
    pub readers: usize,
}

impl StorageOptions {
    /// The defaults: 4,096 waiting closures, 16 writing connections, 4 reading ones.
    pub fn new(database: Database) -> Self {
        Self { database, queue: 4_096, writers: 16, readers: 4 }
    }
}

/// An open database. Clones share it; it closes when the last one is dropped.
#[derive(Clone)]
pub struct Storage {
    inner: Arc<Inner>,
}

struct Inner {
    write: Arc<Queue<Task>>,
    read: Arc<Queue<Task>>,
    ended: Mutex<Vec<oneshot::Receiver<()>>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.write.close();
        self.read.close();
    }
}

type Jobs = Arc<Queue<Task>>;

impl Storage {
    /// Opens the database and brings its schema up to date. `now` is recorded beside each migration.
    pub async fn open(options: &StorageOptions, now: Timestamp) -> Result<Self, StorageError> {
        let options = options.clone();
        let (reply, opened) = oneshot::channel();
        // The drivers block, and PostgreSQL's must not do so on a thread of the asynchronous runtime.
        spawn("open", move || drop(reply.send(Self::open_here(&options, now))))?;
        opened.await.unwrap_or(Err(StorageError::Closed))
    }

    /// Opens the database for reading alone, beside a server that may be running: nothing in it is changed, and
    /// [`Storage::write`] answers [`StorageError::Closed`]. Its schema must be the one that this release knows.
    pub async fn open_to_read(options: &StorageOptions) -> Result<Self, StorageError> {
        let options = options.clone();
        let (reply, opened) = oneshot::channel();
        spawn("open", move || drop(reply.send(Self::open_to_read_here(&options))))?;
        let storage = opened.await.unwrap_or(Err(StorageError::Closed))?;
        storage.read(migrations::require_present).await?;
        Ok(storage)
    }

    /// Runs `work` in a transaction that may change things and commits if it returns `Ok`.
    ///
    /// It runs again from the start when it collides with another transaction, so it must not have effects
    /// outside; on SQLite it shares a commit with whatever else waits. The answer comes after the commit. Work
    /// that was accepted is done even if the caller goes away.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        send(&self.inner.write, Intent::Write, None, work).await
    }

    /// The same for work that locks and changes no more than one inquiry and what hangs on it: on PostgreSQL, too, it
    /// may share a commit with others of its kind. They run in the `order` of what they lock: the inquiry's id.
    pub async fn write_grouped<T, E, F>(&self, order: u128, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        self.write_in_group(CommitGroup { opening: "", order }, work).await
    }

    /// The same for work in a group with an opening. If it fails after it has written something, it runs again alone.
    pub(crate) async fn write_in_group<T, E, F>(&self, group: CommitGroup, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        send(&self.inner.write, Intent::Write, Some(group), work).await
    }

    /// Runs `work` in a transaction that sees one moment and changes nothing.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let mut work = Some(work);
        let once = move |transaction: &mut Transaction<'_>| match work.take() {
            Some(work) => work(transaction),
            // A reading transaction does not collide, so this is never asked for.
            None => Err(StorageError::Aborted.into()),
        };
        send(&self.inner.read, Intent::Read, None, once).await
    }

    /// Writes the database's files anew, so that they hold no copy of what was erased or deleted. On SQLite work
    /// that wants to write waits meanwhile, for about a second for each 100 MB.
    pub async fn compact(&self, thoroughness: Thoroughness) -> Result<(), StorageError> {
        let (reply, answered) = oneshot::channel();
        self.inner.write.push(Task::Compact(thoroughness, reply))?;
        answered.await.unwrap_or(Err(StorageError::Closed))
    }

    /// Takes no new work, finishes what was accepted and closes the connections.
    pub async fn close(&self) {
        self.inner.write.close();
        self.inner.read.close();
        let ended =
            std::mem::take(&mut *self.inner.ended.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in ended {
            // A thread that is gone has ended as well.
            drop(thread.await);
        }
    }

    fn open_to_read_here(options: &StorageOptions) -> Result<Self, StorageError> {
        let write: Jobs = Arc::new(Queue::new(options.queue));
        write.close();
        let read: Jobs = Arc::new(Queue::new(options.queue));
        let readers = options.readers.max(1);
        let mut ended = Vec::new();
        match &options.database {
            Database::SqliteMemory => {
                return Err(cannot_open("in memory", &"it is gone with the one who made it"));
            }
            Database::Sqlite { path } => {
                for _ in 0..readers {
                    let session = open_file(path, SqliteSession::open_to_read)?;
                    let queue = Arc::clone(&read);
                    ended.push(run("reader", move || sqlite::read_all(session, &queue))?);
                }
            }
            Database::Postgres { url } => {
                let config: ::postgres::Config =
                    url.parse().map_err(|error| cannot_open("at this address", &error))?;
                drop(PostgresSession::connect(&config)?);
                for _ in 0..readers {
                    let (config, queue) = (config.clone(), Arc::clone(&read));
                    let thread =
                        move || postgres_worker::work_all(&config, Duty::Read, readers, &queue);
                    ended.push(run("reader", thread)?);
                }
            }
        }
        Ok(Self { inner: Arc::new(Inner { write, read, ended: Mutex::new(ended) }) })
    }

    fn open_here(options: &StorageOptions, now: Timestamp) -> Result<Self, StorageError> {
        let write: Jobs = Arc::new(Queue::new(options.queue));
        let mut ended = Vec::new();
        let read = match &options.database {
            Database::SqliteMemory => {
                let mut session = SqliteSession::open_in_memory()
                    .map_err(|error| cannot_open("in memory", &error))?;
                migrate(Session::Sqlite(&mut session), now)?;
                let queue = Arc::clone(&write);
                ended.push(run("writer", move || sqlite::write_all(session, &queue))?);
                Arc::clone(&write)
            }
            Database::Sqlite { path } => {
                let mut session = open_file(path, SqliteSession::open)?;
                migrate(Session::Sqlite(&mut session), now)?;
                let queue = Arc::clone(&write);
                ended.push(run("writer", move || sqlite::write_all(session, &queue))?);
                let read: Jobs = Arc::new(Queue::new(options.queue));
                for _ in 0..options.readers.max(1) {
                    let session = open_file(path, SqliteSession::open_to_read)?;
                    let queue = Arc::clone(&read);
                    ended.push(run("reader", move || sqlite::read_all(session, &queue))?);
                }
                read
            }
            Database::Postgres { url } => {
                let config: ::postgres::Config =
                    url.parse().map_err(|error| cannot_open("at this address", &error))?;
                let mut session = PostgresSession::connect(&config)?;
                migrate(Session::Postgres(&mut session), now)?;
                drop(session);
                let read: Jobs = Arc::new(Queue::new(options.queue));
                let duties = [
                    (Duty::Write, &write, options.writers, "writer"),
                    (Duty::Read, &read, options.readers, "reader"),
                ];
                for (duty, queue, connections, name) in duties {
                    let connections = connections.max(1);
                    for _ in 0..connections {
                        let (config, queue) = (config.clone(), Arc::clone(queue));
                        let thread =
                            move || postgres_worker::work_all(&config, duty, connections, &queue);
                        ended.push(run(name, thread)?);
                    }
                }
                read
            }
        };
        Ok(Self { inner: Arc::new(Inner { write, read, ended: Mutex::new(ended) }) })
    }
}

async fn send<T, E, F>(
    queue: &Queue<Task>,
    intent: Intent,
    group: Option<CommitGroup>,
    work: F,
) -> Result<T, E>
where
    F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    let (reply, answered) = oneshot::channel();
    queue.push(Task::Transact(Box::new(Work::new(work, intent, group, reply))))?;
    answered.await.unwrap_or_else(|_| Err(StorageError::Closed.into()))
}

fn open_file(
    path: &Path,
    open: fn(&Path) -> rusqlite::Result<SqliteSession>,
) -> Result<SqliteSession, StorageError> {
    open(path).map_err(|error| cannot_open(&format!("`{}`", path.display()), &error))
}

fn cannot_open(place: &str, error: &dyn std::fmt::Display) -> StorageError {
    StorageError::Open { place: place.to_owned(), message: error.to_string() }
}

fn migrate(session: Session<'_>, now: Timestamp) -> Result<(), StorageError> {
    migrations::run(&mut Transaction::new(session), now)
}

/// Starts a thread and says when it has ended.
fn run(
    name: &str,
    body: impl FnOnce() + Send + 'static,
) -> Result<oneshot::Receiver<()>, StorageError> {
    let (ended, receiver) = oneshot::channel();
    spawn(name, move || {
        body();
        drop(ended);
    })?;
    Ok(receiver)
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), StorageError> {
    thread::Builder::new()
        .name(format!("storage-{name}"))
        .spawn(body)
        .map(drop)
        .map_err(|error| StorageError::Unavailable { message: error.to_string() })
}

/// Runs `work` on a database without a schema that is gone afterwards.
#[cfg(test)]
pub(crate) fn in_memory<T>(
    work: impl FnOnce(&mut Transaction<'_>) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    let mut session =
        SqliteSession::open_in_memory().map_err(|error| cannot_open("in memory", &error))?;
    work(&mut Transaction::new(Session::Sqlite(&mut session)))
}

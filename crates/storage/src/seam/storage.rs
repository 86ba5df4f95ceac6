//! Opening a database, and the two doors through which all work goes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use pointsman_domain::clock::Timestamp;
use tokio::sync::oneshot;

use super::company::Company;
use super::job::{CommitGroup, Intent, Task, Thoroughness, Work};
use super::measured::{Counters, Measured};
use super::opening::{self, Jobs, Opened, spawn};
use super::queue::{Entry, Queue};
use super::sqlite::SqliteSession;
use super::transaction::Transaction;
use crate::error::StorageError;
use crate::{followers, migrations};

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
    /// Connections that read, beside the one for [`Storage::read_short`]. SQLite in memory shares the writing one.
    pub readers: usize,
}

impl StorageOptions {
    /// The defaults: 4,096 waiting closures, 16 writing connections, 4 reading ones and the one for short work.
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
    write: Jobs,
    read: Jobs,
    at_hand: Mutex<Option<SqliteSession>>,
    ended: Mutex<Vec<oneshot::Receiver<()>>>,
    counters: Arc<Counters>,
    /// The embedded database's file.
    file: Option<PathBuf>,
    company: Company,
}

impl Inner {
    fn read_short(&self, task: Task) -> Result<(), StorageError> {
        let mut free = self.at_hand_if_at_rest();
        match free.as_mut().and_then(|at_hand| at_hand.as_mut()) {
            Some(session) => {
                session.read(vec![task]);
                Ok(())
            }
            None => self.read.push(task, Entry::Short),
        }
    }

    fn at_hand_if_at_rest(&self) -> Option<MutexGuard<'_, Option<SqliteSession>>> {
        if !self.write.is_at_rest() {
            return None;
        }
        match self.at_hand.try_lock() {
            Ok(free) => Some(free),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.write.close();
        self.read.close();
    }
}

impl Storage {
    /// Opens the database and brings its schema up to date. `now` is recorded beside each migration.
    pub async fn open(options: &StorageOptions, now: Timestamp) -> Result<Self, StorageError> {
        let options = options.clone();
        let (reply, opened) = oneshot::channel();
        // The drivers block, and PostgreSQL's must not do so on a thread of the asynchronous runtime.
        spawn("open", move || drop(reply.send(opening::open(&options, now))))?;
        opened.await.unwrap_or(Err(StorageError::Closed)).map(Self::of)
    }

    /// Opens the database for reading alone, beside a server that may be running: nothing in it is changed, and
    /// [`Storage::write`] answers [`StorageError::Closed`]. Its schema must be the one that this release knows.
    pub async fn open_to_read(options: &StorageOptions) -> Result<Self, StorageError> {
        let options = options.clone();
        let (reply, opened) = oneshot::channel();
        spawn("open", move || drop(reply.send(opening::open_to_read(&options))))?;
        let storage = Self::of(opened.await.unwrap_or(Err(StorageError::Closed))?);
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
        self.send_write(Entry::IfThereIsRoom, None, work).await
    }

    /// The same for work that ends what was accepted before, such as noting what became of it: it gets in even if the
    /// queue is full. Never for new work.
    pub async fn write_to_end<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        self.send_write(Entry::Always, None, work).await
    }

    /// The same for work that locks and changes no more than one inquiry and what hangs on it, or one other thing that
    /// nobody else locks in another order: on PostgreSQL, too, it may share a commit with others of its kind. They run in
    /// the `order` of what they lock: the inquiry's id where it is one.
    pub async fn write_grouped<T, E, F>(&self, order: u128, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        self.write_in_group(CommitGroup { opening: "", ahead: &[], order }, work).await
    }

    /// The same for work that ends what was accepted before, see [`Storage::write_to_end`].
    pub async fn write_grouped_to_end<T, E, F>(&self, order: u128, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        self.send_write(Entry::Always, Some(CommitGroup { opening: "", ahead: &[], order }), work)
            .await
    }

    /// The same for work in a group with an opening. If it fails after it has written something, it runs again alone.
    pub(crate) async fn write_in_group<T, E, F>(&self, group: CommitGroup, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        self.send_write(Entry::IfThereIsRoom, Some(group), work).await
    }

    async fn send_write<T, E, F>(
        &self,
        entry: Entry,
        group: Option<CommitGroup>,
        work: F,
    ) -> Result<T, E>
    where
        F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        send(&self.inner.write, entry, |reply| Work::new(work, Intent::Write, group, reply)).await
    }

    /// Runs `work` in a transaction that sees one moment and changes nothing.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        send(&self.inner.read, Entry::IfThereIsRoom, |reply| {
            Work::new(once(work), Intent::Read, None, reply)
        })
        .await
    }

    /// The same for reading a row or two without which nothing else can begin, with one statement: it comes before everything
    /// else that wants to read, and one connection does nothing else, so that it never waits for somebody's long listing. While
    /// nothing is written to the embedded database the thread that asks reads for itself, which is quicker than waking another.
    pub async fn read_short<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let (reply, answered) = oneshot::channel();
        let work = Work::new(once(work), Intent::ReadOnce, None, reply);
        self.inner.read_short(Task::Transact(Box::new(work)))?;
        answered.await.unwrap_or_else(|_| Err(StorageError::Closed.into()))
    }

    /// The same for reading back what was just written: it gets in even if the queue is full, because who is refused
    /// now would do it again.
    pub async fn read_to_end<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        send(&self.inner.read, Entry::Always, |reply| {
            Work::new(once(work), Intent::Read, None, reply)
        })
        .await
    }

    /// Whether new work that writes would get in now: else it is better refused before anything is done for it.
    pub fn admit_write(&self) -> Result<(), StorageError> {
        self.inner.write.admit()
    }

    /// Whether the database answers and has the schema of this release.
    pub async fn probe(&self) -> Result<(), StorageError> {
        self.read_short(migrations::require_present).await
    }

    /// Whether something can be kept: keeps a row and takes it away again. For who has seen [`Measured::write_trouble`] and
    /// wants to know whether it is over; it ends when this succeeds.
    pub async fn probe_writing(&self) -> Result<(), StorageError> {
        self.write(followers::try_to_keep).await
    }

    /// What has been counted so far.
    pub fn measured(&self) -> Measured {
        let Inner { write, read, counters, file, .. } = &*self.inner;
        let bytes = |path: &Path| path.metadata().ok().map(|file| file.len());
        let log = file.as_ref().map(|file| {
            let mut log = file.clone().into_os_string();
            log.push("-wal");
            PathBuf::from(log)
        });
        Measured {
            file_bytes: file.as_deref().and_then(bytes),
            log_bytes: log.as_deref().and_then(bytes),
            ..counters.measured(write.measured(), read.measured())
        }
    }

    /// Whether no other process may write to the embedded database now. Always no where it cannot be told.
    pub fn is_alone(&self) -> bool {
        self.inner.company.is_alone()
    }

    /// Writes the database's files anew, so that they hold no copy of what was erased or deleted. On SQLite work
    /// that wants to write waits meanwhile, for about a second for each 100 MB.
    pub async fn compact(&self, thoroughness: Thoroughness) -> Result<(), StorageError> {
        let (reply, answered) = oneshot::channel();
        let task = Task::Compact(thoroughness, reply);
        self.inner.write.push(task, Entry::IfThereIsRoom)?;
        answered.await.unwrap_or(Err(StorageError::Closed))
    }

    /// Takes no new work, finishes what was accepted and closes the connections.
    pub async fn close(&self) {
        self.inner.write.close();
        self.inner.read.close();
        drop(self.inner.at_hand.lock().unwrap_or_else(PoisonError::into_inner).take());
        let ended =
            std::mem::take(&mut *self.inner.ended.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in ended {
            // A thread that is gone has ended as well.
            drop(thread.await);
        }
    }

    fn of(opened: Opened) -> Self {
        let Opened { write, read, at_hand, ended, counters, file, company } = opened;
        let (at_hand, ended) = (Mutex::new(at_hand), Mutex::new(ended));
        let inner = Inner { write, read, at_hand, ended, counters, file, company };
        Self { inner: Arc::new(inner) }
    }
}

/// A closure that is asked once, where one is wanted that could be asked again: a reading transaction does not
/// collide.
fn once<T, E: From<StorageError>>(
    work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E> + Send,
) -> impl FnMut(&mut Transaction<'_>) -> Result<T, E> + Send {
    let mut work = Some(work);
    move |transaction| match work.take() {
        Some(work) => work(transaction),
        None => Err(StorageError::Aborted.into()),
    }
}

type Answer<T, E> = oneshot::Sender<Result<T, E>>;

async fn send<T, E, F>(
    queue: &Queue<Task>,
    entry: Entry,
    work: impl FnOnce(Answer<T, E>) -> Work<F, T, E>,
) -> Result<T, E>
where
    F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    let (reply, answered) = oneshot::channel();
    queue.push(Task::Transact(Box::new(work(reply))), entry)?;
    answered.await.unwrap_or_else(|_| Err(StorageError::Closed.into()))
}

/// Runs `work` on a database without a schema that is gone afterwards.
#[cfg(test)]
pub(crate) fn in_memory<T>(
    work: impl FnOnce(&mut Transaction<'_>) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    use super::session::Session;
    use super::sqlite::SqliteSession;

    let mut session = SqliteSession::open_in_memory()
        .map_err(|error| opening::cannot_open("in memory", &error))?;
    work(&mut Transaction::new(Session::Sqlite(&mut session)))
}

//! A whole workspace on its way: into a file, out of it, or from one database to the other.
//!
//! A copy is read in one transaction, so it shows one moment, beside a server that goes on working. It does not say
//! which database it was read from: what differs between the two (marks and numbers in the log of events) is evened out
//! on the way, see `log`. It is written in one transaction into a database that holds nothing, read back before that
//! commits, and compared table by table, so what broke off has left nothing behind.
//!
//! Carried over is everything that decisions, replays and the record of changes need, members with their passwords, API
//! keys (programs depend on them), invitations, and stored answers (a client that repeats a request after a move gets
//! the first answer). What stays behind, and why, stands at `tables::LEFT_BEHIND`.

mod contents;
mod file;
mod log;
mod read_file;
mod source;
mod tables;
mod target;

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

pub use contents::{Contents, Difference, TableContents};
pub use file::{FORMAT, Header};
pub use read_file::FileFault;
pub use target::Refused;

use contents::Piece;
use file::FileWriter;
use read_file::FileReader;

use crate::Storage;
use crate::error::StorageError;

/// Parts that wait between reading and writing, each of about two megabytes at most.
const PIECES: usize = 4;

/// What a copy is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Copying rows.
    Copying,
    /// Reading back what was written.
    Verifying,
}

/// How far a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// The table at hand.
    pub table: &'static str,
    /// Rows of all tables that are done in this stage.
    pub done: u64,
    /// Of how many, about; when the stage ends it is as many as are done.
    pub of: u64,
}

/// Is told of progress, from another thread.
pub type Watch = Arc<dyn Fn(Progress) + Send + Sync>;

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    File(#[from] io::Error),
}

/// Why a file was not restored. The database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The file cannot be restored.
    #[error(transparent)]
    File(#[from] FileFault),
    /// The database does not take it.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Why a workspace was not moved. Both databases are as they were.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// A database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database that it should go to does not take it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The other side gave up; its own error says why.
    #[error("the other database gave up")]
    OtherSide,
}

/// Writes a backup of everything to `out`, and gives it back with what is in it.
pub async fn write<W: Write + Send + 'static>(
    storage: &Storage,
    out: W,
    header: Header,
    watch: Watch,
) -> Result<(W, Contents), BackupError> {
    storage
        .read(move |transaction| {
            let mut file = FileWriter::begin(out, &header)?;
            let push = &mut |piece| file.piece(&piece).map_err(BackupError::File);
            let contents = source::read_all(transaction, Stage::Copying, None, &watch, push)?;
            Ok((file.end()?, contents))
        })
        .await
}

/// Reads a whole backup and finds what is wrong with it, without a database.
pub fn check(from: impl Read) -> Result<(Header, Contents), FileFault> {
    let mut file = FileReader::begin(from)?;
    loop {
        if let Piece::End(contents) = file.piece()? {
            return Ok((file.into_header(), contents));
        }
    }
}

/// Says what is in a database that should hold nothing.
pub async fn require_empty(storage: &Storage) -> Result<(), RestoreError> {
    storage.read(target::require_empty).await
}

/// Puts a backup into an empty database. `rows` is how many rows are expected, for the progress alone.
pub async fn restore<R: Read + Send + 'static>(
    storage: &Storage,
    from: R,
    rows: Option<u64>,
    watch: Watch,
) -> Result<Contents, RestoreError> {
    let mut from = Some(from);
    storage
        .write(move |transaction| {
            // Read once: a database that is locked and empty leaves nobody to collide with.
            let from = from.take().ok_or(StorageError::Conflict { attempts: 1 })?;
            let mut file = FileReader::begin(from)?;
            let next = &mut || file.piece().map_err(RestoreError::File);
            target::write_all(transaction, rows, &watch, next)
        })
        .await
}

/// Copies everything from one database into another one that is empty. What changes in `source` meanwhile is not
/// carried over.
pub async fn copy(source: &Storage, target: &Storage, watch: Watch) -> Result<Contents, MoveError> {
    let (sender, receiver) = sync_channel::<Piece>(PIECES);
    let (mut receiver, writing) = (Some(receiver), Arc::clone(&watch));
    let read = source.read(move |transaction| {
        let push = &mut |piece| sender.send(piece).map_err(|_| MoveError::OtherSide);
        source::read_all(transaction, Stage::Copying, None, &watch, push)
    });
    let written = target.write(move |transaction| {
        let receiver = receiver.take().ok_or(StorageError::Conflict { attempts: 1 })?;
        let next = &mut || receiver.recv().map_err(|_| MoveError::OtherSide);
        target::write_all(transaction, None, &writing, next)
    });
    match tokio::join!(read, written) {
        (Err(error), Err(MoveError::OtherSide) | Ok(_)) | (_, Err(error)) => Err(error),
        (Ok(_), Ok(contents)) => Ok(contents),
    }
}

/// What a copy holds: table, column, and `int`, `text` or `blob`.
pub fn columns() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let stored = tables::TABLES.iter().filter(|table| table.is_stored());
    stored.flat_map(|table| table.columns().map(|(column, kind)| (table.name, column, kind.name())))
}

/// Tables that stay behind.
pub fn left_behind() -> impl Iterator<Item = &'static str> {
    tables::LEFT_BEHIND.into_iter()
}

/// Tables whose numbering goes on.
pub fn numbered() -> impl Iterator<Item = &'static str> {
    tables::NUMBERED.into_iter().map(|(table, _)| table)
}

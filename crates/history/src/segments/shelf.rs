//! Where segments lie: whole files by name. The one seam between segments and a disk, or later an object store.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::SegmentError;

/// How the names of files begin that are being written.
pub(super) const UNFINISHED: &str = ".pointsman-";

/// Whoever writes to a folder holds this file locked, so that nobody else does.
const LOCK: &str = ".lock";

/// Holds files by name. A file is there whole or not at all.
pub trait Shelf: Send + Sync {
    /// Reads a file; `None` if there is none.
    fn get(&self, file: &str) -> Result<Option<Vec<u8>>, SegmentError>;
    /// Writes a file, or replaces it. When this returns it outlives a loss of power.
    fn put(&self, file: &str, content: &[u8]) -> Result<(), SegmentError>;
    /// Removes a file, if there is one.
    fn remove(&self, file: &str) -> Result<(), SegmentError>;
    /// The names of all files.
    fn names(&self) -> Result<Vec<String>, SegmentError>;
}

/// A folder of a disk.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// Locked until the last one is dropped.
    _lock: Option<Arc<File>>,
}

impl Folder {
    /// The folder at this path, which is made if it is not there. Nobody else can open it meanwhile, as far as the disk
    /// knows of locks.
    pub fn open(path: &Path) -> Result<Self, SegmentError> {
        fs::create_dir_all(path).map_err(|cause| unwritable(".", cause))?;
        let lock = File::create(path.join(LOCK)).map_err(|cause| unwritable(LOCK, cause))?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(SegmentError::InUse),
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        Ok(Self { path: path.to_owned(), _lock: Some(Arc::new(lock)) })
    }

    /// The folder at this path, of which nothing is made: whoever only reads leaves nothing behind.
    pub fn to_read(path: &Path) -> Self {
        Self { path: path.to_owned(), _lock: None }
    }
}

fn unwritable(file: &str, cause: std::io::Error) -> SegmentError {
    SegmentError::Unwritable { file: file.to_owned(), cause }
}

fn unreadable(file: &str, cause: std::io::Error) -> SegmentError {
    SegmentError::Unreadable { file: file.to_owned(), cause }
}

impl Shelf for Folder {
    fn get(&self, file: &str) -> Result<Option<Vec<u8>>, SegmentError> {
        match fs::read(self.path.join(file)) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(file, error)),
        }
    }

    fn put(&self, file: &str, content: &[u8]) -> Result<(), SegmentError> {
        let failed = |cause| unwritable(file, cause);
        let mut writing =
            tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.path).map_err(failed)?;
        writing.write_all(content).map_err(failed)?;
        writing.as_file().sync_all().map_err(failed)?;
        writing.persist(self.path.join(file)).map_err(|error| failed(error.error))?;
        // The new name is kept when the folder is.
        File::open(&self.path).and_then(|folder| folder.sync_all()).map_err(failed)
    }

    fn remove(&self, file: &str) -> Result<(), SegmentError> {
        match fs::remove_file(self.path.join(file)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritable(file, error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn names(&self) -> Result<Vec<String>, SegmentError> {
        let failed = |cause| unreadable(".", cause);
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            names.extend(entry.map_err(failed)?.file_name().into_string());
        }
        Ok(names)
    }
}

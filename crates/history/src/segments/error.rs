//! What can go wrong with segments, and what to do about it.

/// Why segments cannot be read or written. Segments hold nothing that the database does not: whatever is wrong with
/// them, they can be built anew.
#[derive(Debug, thiserror::Error)]
pub enum SegmentError {
    /// Ours: what was put out of memory cannot be read.
    #[error(transparent)]
    Spilled(#[from] crate::spill::SpillError),
    /// The machine's turn: a file cannot be read.
    #[error(
        "`{file}` in the history folder cannot be read: {cause}; see to the folder's disk and rights"
    )]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The machine's turn: a file cannot be written.
    #[error(
        "`{file}` in the history folder cannot be written: {cause}; see to the folder's free space and rights"
    )]
    Unwritable {
        /// The file.
        file: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Somebody else writes to the folder.
    #[error(
        "another process writes to this history folder; give each server one of its own (`--history-folder`)"
    )]
    InUse,
    /// Ours, or the disk's: a file is not what was written.
    #[error(
        "`{file}` in the history folder is damaged: {detail}; remove the history folder, it is built anew from the database"
    )]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong.
        detail: String,
    },
    /// The store's turn, or whoever set it up.
    #[error("`{file}` in the history store: {detail}")]
    Store {
        /// The file.
        file: String,
        /// What it says, and what to do.
        detail: String,
    },
    /// A file in the store is not what was written.
    #[error(
        "`{file}` in the history store is damaged: {detail}; remove it there, and it is put again"
    )]
    DamagedCopy {
        /// The file.
        file: String,
        /// What is wrong.
        detail: String,
    },
    /// The folder would take the copy back to an earlier moment.
    #[error("the history store is complete to a later moment than the folder")]
    Behind,
    /// Another server has written to the store.
    #[error("`{file}` in the history store was written by another server meanwhile")]
    Changed {
        /// The file.
        file: String,
    },
    /// Whoever asked does not wait for the rest.
    #[error("it was broken off")]
    BrokenOff,
    /// Our turn: a value cannot be kept.
    #[error(transparent)]
    OutOfRange(#[from] crate::OutOfRange),
}

impl SegmentError {
    pub(super) fn damaged(file: &str, detail: impl std::fmt::Display) -> Self {
        Self::Damaged { file: file.to_owned(), detail: detail.to_string() }
    }
}

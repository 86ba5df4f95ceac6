//! What can go wrong between a caller and the database.

/// Why a transaction, or opening the database, failed. Nothing of a failed transaction is kept, except where a
/// variant says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// More work waits than the queue holds. The caller's turn: try again in a moment.
    #[error("the database is busy; try again in a moment")]
    Busy,
    /// The storage is shutting down and takes no new work.
    #[error("the database is shutting down")]
    Closed,
    /// No connection. If it broke during the commit, whether the work was kept is unknown: ask again.
    #[error("the database cannot be reached: {message}")]
    Unavailable {
        /// What the driver said.
        message: String,
    },
    /// The disk of the database has no room left. Nothing of the work was kept. The operator's turn.
    #[error("the disk of the database is full: {message}")]
    Full {
        /// What the driver said.
        message: String,
    },
    /// Other transactions kept changing the same rows.
    #[error("the transaction collided with others {attempts} times; try again")]
    Conflict {
        /// How often it was tried.
        attempts: u32,
    },
    /// A stored value is not what its column may hold. Ours.
    #[error("table {table}, column {column}, id `{id}`: {problem}")]
    Row {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// The row's id, or what stands in its first column.
        id: String,
        /// What is wrong with the value.
        problem: String,
    },
    /// A text holds the character NUL, which PostgreSQL cannot keep. Refused on both databases.
    #[error("a text holds the character NUL, which cannot be stored")]
    NulCharacter,
    /// The database refused a statement. Ours.
    #[error("the database refused a statement on {table}: {message}")]
    Database {
        /// The table that the statement is about.
        table: &'static str,
        /// What the driver said.
        message: String,
    },
    /// A statement failed and the caller went on as if it had not. Ours.
    #[error("a statement failed earlier in this transaction, so nothing of it was kept")]
    Aborted,
    /// The caller's closure panicked. Ours.
    #[error("the work panicked inside a transaction: {message}")]
    Panicked {
        /// The panic's text.
        message: String,
    },
    /// No randomness for what is kept beside the record of changes. Ours.
    #[error("no salt could be drawn for the record of changes: {message}")]
    NoSalt {
        /// What the source of randomness said.
        message: String,
    },
    /// A function that must come first in its transaction did not. Ours.
    #[error("`{function}` must be the first call of its transaction")]
    NotFirst {
        /// The function's name.
        function: &'static str,
    },
    /// The database was made by a newer release.
    #[error(
        "the database has schema {found}, this release knows up to {known}; start the release that made it, \
         or a newer one"
    )]
    NewerSchema {
        /// The schema that was found.
        found: i64,
        /// The newest schema that this release knows.
        known: i64,
    },
    /// The database was made by an older release and was not opened for writing by this one yet.
    #[error(
        "the database has schema {found}, this release needs {known}; start the server once, which brings it up \
         to date"
    )]
    OlderSchema {
        /// The schema that was found.
        found: i64,
        /// The schema that this release needs.
        known: i64,
    },
    /// The database cannot be opened.
    #[error("cannot open the database {place}: {message}")]
    Open {
        /// The path, or the server without password.
        place: String,
        /// What the driver said.
        message: String,
    },
}

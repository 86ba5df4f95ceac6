//! A caller's closure on its way to a connection and its answer on the way back.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::shared::Ahead;
use super::transaction::{Failure, Transaction};
use crate::error::StorageError;

/// What became of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// The closure wants its changes kept.
    Commit,
    /// It does not, or must not.
    RollBack,
    /// It collided with another transaction; try again from the start.
    Collided,
}

/// What waits for a connection.
pub(super) enum Task {
    /// A closure in a transaction.
    Transact(Box<dyn Job>),
    /// Writing the database's files anew, outside of any transaction.
    Compact(Thoroughness, oneshot::Sender<Result<(), StorageError>>),
}

/// How much [`crate::Storage::compact`] writes anew. SQLite always writes everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thoroughness {
    /// What can be done while others read and write.
    Beside,
    /// Everything, while nobody else can work.
    Alone,
}

/// What closures have in common that may share a commit. SQLite's one writer lets everything that waits share one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CommitGroup {
    /// A statement with which their transaction begins on PostgreSQL, before it sees anything; may be empty.
    pub(crate) opening: &'static str,
    /// What they ask first. The same for all with the same opening.
    pub(crate) ahead: &'static [Ahead],
    /// They run in this order, so that those who lock the same rows lock them in the same order.
    pub(crate) order: u128,
}

/// Work whose types the threads need not know.
pub(super) trait Job: Send {
    /// With whom it may share a commit.
    fn group(&self) -> Option<CommitGroup>;

    /// Whether somebody would miss it. Whoever only reads, and has gone away, does not.
    fn is_wanted(&self) -> bool;

    /// Whether it runs one statement and changes nothing.
    fn asks_once(&self) -> bool;

    /// Runs the closure in `transaction` and remembers its answer.
    fn attempt(&mut self, transaction: &mut Transaction<'_>) -> Attempt;

    /// Sends the remembered answer, or `failure` instead of it.
    fn answer(self: Box<Self>, failure: Option<StorageError>);
}

/// What a caller promises about a closure, and the transaction enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    /// May change things.
    Write,
    /// Changes nothing; if it does all the same, that is not kept.
    Read,
    /// The same, with one statement.
    ReadOnce,
}

pub(super) struct Work<F, T, E> {
    closure: F,
    intent: Intent,
    group: Option<CommitGroup>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Work<F, T, E> {
    pub(super) fn new(
        closure: F,
        intent: Intent,
        group: Option<CommitGroup>,
        reply: oneshot::Sender<Result<T, E>>,
    ) -> Self {
        Self { closure, intent, group, outcome: None, reply }
    }
}

impl<F, T, E> Job for Work<F, T, E>
where
    F: FnMut(&mut Transaction<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StorageError> + Send,
{
    fn group(&self) -> Option<CommitGroup> {
        self.group
    }

    fn is_wanted(&self) -> bool {
        match self.intent {
            Intent::Write => true,
            Intent::Read | Intent::ReadOnce => !self.reply.is_closed(),
        }
    }

    fn asks_once(&self) -> bool {
        self.intent == Intent::ReadOnce
    }

    fn attempt(&mut self, transaction: &mut Transaction<'_>) -> Attempt {
        // Whatever the closure holds is used again only when the whole transaction is repeated from the start.
        let result = catch_unwind(AssertUnwindSafe(|| (self.closure)(transaction)));
        let (outcome, attempt) = match (result, transaction.failure()) {
            (Err(panic), _) => (Err(panicked(panic.as_ref()).into()), Attempt::RollBack),
            (Ok(outcome), Some(Failure::Collision)) => (outcome, Attempt::Collided),
            (Ok(Ok(_)), Some(Failure::Other)) => {
                (Err(StorageError::Aborted.into()), Attempt::RollBack)
            }
            (Ok(Err(error)), Some(Failure::Other) | None) => (Err(error), Attempt::RollBack),
            (Ok(Ok(value)), None) => match self.intent {
                Intent::Write => (Ok(value), Attempt::Commit),
                Intent::Read | Intent::ReadOnce => (Ok(value), Attempt::RollBack),
            },
        };
        self.outcome = Some(outcome);
        attempt
    }

    fn answer(self: Box<Self>, failure: Option<StorageError>) {
        let outcome = match (failure, self.outcome) {
            (Some(failure), _) => Err(failure.into()),
            (None, Some(outcome)) => outcome,
            (None, None) => Err(StorageError::Closed.into()),
        };
        // Nobody waits any more when the caller has gone away; the work is done all the same.
        drop(self.reply.send(outcome));
    }
}

fn panicked(panic: &(dyn Any + Send)) -> StorageError {
    let message = panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    StorageError::Panicked { message }
}

//! Closures in transactions of PostgreSQL: alone, together, and again where they collide.

use std::collections::VecDeque;

use super::super::Transaction;
use super::super::job::{Attempt, CommitGroup, Job};
use super::super::session::Session;
use super::super::transaction::{Failed, Failure};
use super::{BEGIN_TO_READ, Duty, PostgresSession, Unfinished};
use crate::error::StorageError;

/// Tries of one closure before the caller is told of the collisions.
const ATTEMPTS: u32 = 20;
/// Closures that have collided run one after the other behind this lock, so that one of them always gets on.
const LINE_UP: &str = "SELECT pg_advisory_lock(7311, 1)";
const LEAVE_LINE: &str = "SELECT pg_advisory_unlock(7311, 1)";

/// Tries of it beside everybody else. After that it waits until nobody writes and keeps all others waiting: newcomers,
/// who have not collided yet and stand in no line, cannot win from it for ever.
const ATTEMPTS_BESIDE_OTHERS: u32 = 4;
/// Locks are taken before the first query, so that what is seen is not older than they are. The table is at hand, and
/// nobody else locks it; the first lock is in nobody's way but the second's.
const BEGIN_TO_WRITE: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE schema_migrations IN ROW SHARE MODE";
const BEGIN_TO_WRITE_ALONE: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE schema_migrations IN EXCLUSIVE MODE";
/// What became of several closures in one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Joint {
    /// All of it is committed.
    Kept,
    /// Nothing is kept: the closure at this place failed, collided, or wants what it wrote undone.
    Spoilt {
        /// From 0.
        place: usize,
    },
    /// Nothing is kept: what was asked for all, or the commit, collided with another transaction, or what was written for all failed.
    Collided,
    /// Nothing is kept and nobody has run: what is asked first of all was refused, because of one of them perhaps.
    Refused,
}

impl PostgresSession {
    /// Runs `job` once in the transaction that has begun. `Err` is for trouble around the closure, not for the
    /// closure's own.
    fn once(&mut self, job: &mut dyn Job, opening: &'static str) -> Result<Attempt, Failed> {
        let mut transaction = Transaction::opened(Session::Postgres(self), opening);
        let attempt = job.attempt(&mut transaction);
        if attempt == Attempt::Commit {
            transaction.hand_over();
        }
        match attempt {
            Attempt::Commit => self.finish(1).map_err(|unfinished| match unfinished {
                Unfinished::Unwritten(failed) | Unfinished::Uncommitted(failed) => failed,
            })?,
            Attempt::RollBack | Attempt::Collided => self.batch("transaction", "ROLLBACK")?,
        }
        Ok(attempt)
    }

    /// Runs `jobs` one after the other in one transaction that begins with `opening`. `Err` when nobody knows whether it
    /// was kept, or when none can be.
    pub(in super::super) fn jointly(
        &mut self,
        jobs: &mut [Box<dyn Job>],
        opening: &'static str,
    ) -> Result<Joint, StorageError> {
        let groups: Vec<CommitGroup> = jobs.iter().filter_map(|job| job.group()).collect();
        let begun = self.begin_for(&format!("{BEGIN_TO_WRITE}; {opening}"), groups);
        let ended = match begun {
            Ok(()) => self.run_begun(jobs, opening),
            Err(failed) => shared_or(failed, Joint::Refused),
        };
        if !matches!(ended, Ok(Joint::Kept)) {
            // Fails where the connection is gone, and the transaction with it.
            drop(self.batch("transaction", "ROLLBACK"));
        }
        match ended {
            Err(Failed { failure: Failure::Collision, .. }) => Ok(Joint::Collided),
            ended => ended.map_err(|failed| failed.error),
        }
    }

    fn run_begun(
        &mut self,
        jobs: &mut [Box<dyn Job>],
        opening: &'static str,
    ) -> Result<Joint, Failed> {
        if let Some(place) = self.first_to_spoil(jobs, opening) {
            return Ok(Joint::Spoilt { place });
        }
        match self.finish(jobs.len()) {
            Ok(()) => Ok(Joint::Kept),
            Err(Unfinished::Unwritten(failed)) => shared_or(failed, Joint::Collided),
            Err(Unfinished::Uncommitted(failed)) => Err(failed),
        }
    }

    /// The place of the first job that cannot leave the transaction as it is.
    fn first_to_spoil(
        &mut self,
        jobs: &mut [Box<dyn Job>],
        opening: &'static str,
    ) -> Option<usize> {
        jobs.iter_mut().position(|job| {
            let mut transaction = Transaction::opened(Session::Postgres(self), opening);
            match job.attempt(&mut transaction) {
                Attempt::Commit => {
                    transaction.hand_over();
                    false
                }
                Attempt::RollBack => !transaction.has_left_no_trace(),
                Attempt::Collided => true,
            }
        })
    }

    /// Runs closures that only read in one transaction, and gives those that have run: all of them, unless one has failed, and
    /// the transaction with it.
    pub(in super::super) fn read_some(
        &mut self,
        waiting: &mut VecDeque<Box<dyn Job>>,
    ) -> Result<Vec<Box<dyn Job>>, StorageError> {
        self.begin(BEGIN_TO_READ).map_err(|failed| failed.error)?;
        let mut done = Vec::with_capacity(waiting.len());
        while let Some(mut job) = waiting.pop_front() {
            let mut transaction = Transaction::new(Session::Postgres(self));
            job.attempt(&mut transaction);
            let has_failed = transaction.failure().is_some();
            done.push(job);
            if has_failed {
                break;
            }
        }
        // Fails where the connection is gone, and the transaction with it.
        drop(self.batch("transaction", "ROLLBACK"));
        Ok(done)
    }

    /// Runs closures that ask one thing each, and answers them. What one was told the next ones are told as well.
    pub(in super::super) fn read_each(&mut self, jobs: impl IntoIterator<Item = Box<dyn Job>>) {
        let mut trouble = if self.is_of_no_use { self.connect_anew().err() } else { None };
        self.shared.begin();
        (self.asks_alone, self.duty) = (true, Duty::Read);
        for mut job in jobs {
            if let Some(Failed { error, .. }) = &trouble {
                job.answer(Some(error.clone()));
                continue;
            }
            job.attempt(&mut Transaction::of_one_statement(Session::Postgres(self)));
            job.answer(None);
            if self.is_of_no_use {
                let message = "the connection has ended".to_owned();
                let error = StorageError::Unavailable { message };
                trouble = Some(Failed { error, failure: Failure::Other });
            }
        }
    }

    /// Runs `job` until it commits, gives up by itself or has collided too often.
    pub(in super::super) fn until_done(
        &mut self,
        duty: Duty,
        job: &mut dyn Job,
    ) -> Option<StorageError> {
        let mut lined_up = false;
        let mut failure = Some(StorageError::Conflict { attempts: ATTEMPTS });
        let opening = job.group().map_or("", |group| group.opening);
        for attempt in 0..ATTEMPTS {
            let begin = match duty {
                Duty::Write if attempt < ATTEMPTS_BESIDE_OTHERS => BEGIN_TO_WRITE,
                Duty::Write => BEGIN_TO_WRITE_ALONE,
                Duty::Read | Duty::ReadShort => BEGIN_TO_READ,
            };
            let result = match job.group() {
                None => self.begin(begin),
                Some(group) if opening.is_empty() => self.begin_for(begin, vec![group]),
                Some(group) => self.begin_for(&format!("{begin}; {opening}"), vec![group]),
            };
            match result.and_then(|()| self.once(job, opening)) {
                Ok(Attempt::Commit | Attempt::RollBack) => {
                    failure = None;
                    break;
                }
                Ok(Attempt::Collided) => {}
                Err(Failed { error, failure: kind }) => {
                    drop(self.batch("transaction", "ROLLBACK"));
                    if kind == Failure::Other {
                        failure = Some(error);
                        break;
                    }
                }
            }
            self.counters.collided();
            lined_up = lined_up || self.batch("transaction", LINE_UP).is_ok();
        }
        if lined_up {
            // A connection that fails here is closed, and the lock with it.
            drop(self.batch("transaction", LEAVE_LINE));
        }
        failure
    }
}

/// What is asked or written for several at once may have failed because of one of them, and it shows not of which: `otherwise`
/// says so. Where the connection is gone there is nothing to try.
fn shared_or(failed: Failed, otherwise: Joint) -> Result<Joint, Failed> {
    match (&failed.error, failed.failure) {
        (_, Failure::Collision) => Ok(Joint::Collided),
        (StorageError::Unavailable { .. }, _) => Err(failed),
        _ => Ok(otherwise),
    }
}

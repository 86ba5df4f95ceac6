//! A thread with a connection to PostgreSQL: takes what waits, and lets what may share a commit share one.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio_postgres::Config;

use super::job::{CommitGroup, Job, Task, Thoroughness};
use super::measured::Counters;
use super::postgres::{Duty, Joint, PostgresSession};
use super::queue::Queue;
use crate::error::StorageError;

/// Closures that share a commit, at most. It keeps small what has to run again when one of them cannot be kept.
const GROUP: usize = 64;
/// Among so many of the connections what waits is shared out at most. A group costs what it costs (locks, statements, a sync)
/// however many are in it, and the other connections take what arrives while these are at work.
const SHARES: usize = 4;
/// Closures that read something short in one transaction, at most.
const SHORT: usize = 64;

/// One of several threads that share a queue.
struct Worker<'thread> {
    config: &'thread Config,
    duty: Duty,
    session: Option<PostgresSession>,
    counters: &'thread Arc<Counters>,
}

/// Works until the queue is closed and empty, as one of `takers`. Connects when there is work and no connection.
pub(super) fn work_all(
    config: &Config,
    duty: Duty,
    takers: usize,
    queue: &Queue<Task>,
    counters: &Arc<Counters>,
) {
    let mut worker = Worker { config, duty, session: None, counters };
    loop {
        let tasks = match duty {
            Duty::Write => queue.take_alike(GROUP, takers.min(SHARES), opening),
            Duty::Read => queue.take_one(SHORT),
            Duty::ReadShort => queue.take_short(SHORT),
        };
        if tasks.is_empty() {
            return;
        }
        let _at_work = queue.connections().at_work();
        match duty {
            Duty::Write => worker.work(tasks),
            Duty::Read | Duty::ReadShort => worker.read(tasks),
        }
    }
}

/// What those begin with who may share a commit. Nothing else is taken together: what can take long, writing the files
/// anew most of all, must not keep decisions waiting behind it while other connections are free.
fn opening(task: &Task) -> Option<&'static str> {
    match task {
        Task::Transact(job) => job.group().map(|group| group.opening),
        Task::Compact(..) => None,
    }
}

impl Worker<'_> {
    /// Does one thing, or several that begin alike.
    fn work(&mut self, tasks: Vec<Task>) {
        let mut shared = "";
        let mut grouped = Vec::new();
        for task in tasks {
            match task {
                Task::Transact(job) if !job.is_wanted() => {}
                Task::Transact(job) => match job.group() {
                    Some(CommitGroup { opening, order, .. }) => {
                        shared = opening;
                        grouped.push((order, job));
                    }
                    None => self.alone(job),
                },
                // Nobody waits any more when the caller has gone away.
                Task::Compact(thoroughness, reply) => drop(reply.send(self.compact(thoroughness))),
            }
        }
        grouped.sort_by_key(|(order, _)| *order);
        self.together(grouped.into_iter().map(|(_, job)| job).collect(), shared);
    }

    /// Lets closures that only read look at the same moment, which is later than that at which each was asked for.
    fn read(&mut self, tasks: Vec<Task>) {
        let mut waiting = VecDeque::new();
        for task in tasks {
            match task {
                Task::Transact(job) if !job.is_wanted() => {}
                Task::Transact(job) => waiting.push_back(job),
                Task::Compact(thoroughness, reply) => drop(reply.send(self.compact(thoroughness))),
            }
        }
        if waiting.iter().all(|job| job.asks_once()) {
            return match self.connected() {
                Ok(session) => session.read_each(waiting),
                Err(error) => waiting.into_iter().for_each(|job| job.answer(Some(error.clone()))),
            };
        }
        while !waiting.is_empty() {
            match self.connected().and_then(|session| session.read_some(&mut waiting)) {
                Ok(done) => done.into_iter().for_each(|job| job.answer(None)),
                Err(error) => {
                    waiting.drain(..).for_each(|job| job.answer(Some(error.clone())));
                }
            }
        }
    }

    fn connected(&mut self) -> Result<&mut PostgresSession, StorageError> {
        match &mut self.session {
            Some(session) => Ok(session),
            empty @ None => {
                let session = PostgresSession::connect(self.config)?.for_duty(self.duty)?;
                Ok(empty.insert(match self.duty {
                    Duty::Write => session.noting(self.counters),
                    Duty::Read | Duty::ReadShort => session,
                }))
            }
        }
    }

    fn compact(&mut self, thoroughness: Thoroughness) -> Result<(), StorageError> {
        self.connected()?.compact(thoroughness)
    }

    fn alone(&mut self, mut job: Box<dyn Job>) {
        let duty = self.duty;
        let failure = match self.connected() {
            Ok(session) => session.until_done(duty, job.as_mut()),
            Err(error) => Some(error),
        };
        if let Some(error) = &failure {
            self.note(error);
        }
        job.answer(failure);
    }

    /// What nobody could keep is noted; what nobody could read shows by itself.
    fn note(&self, error: &StorageError) {
        match self.duty {
            Duty::Write => self.counters.failed(error),
            Duty::Read | Duty::ReadShort => {}
        }
    }

    /// Runs `jobs` in as few transactions as they allow, and answers each when what it saw is committed.
    ///
    /// One that spoils the transaction runs alone, those before it run together once more, and then those after it. When
    /// the commit itself collides, halves are tried.
    fn together(&mut self, jobs: Vec<Box<dyn Job>>, opening: &'static str) {
        let mut parts = vec![jobs];
        while let Some(mut part) = parts.pop() {
            if part.len() < 2 {
                for job in part {
                    self.alone(job);
                }
                continue;
            }
            let ended = self.connected().and_then(|session| session.jointly(&mut part, opening));
            match ended {
                Ok(Joint::Kept) => part.into_iter().for_each(|job| job.answer(None)),
                Ok(Joint::Spoilt { place }) => {
                    let mut spoilers = part.split_off(place);
                    let after = spoilers.split_off(1);
                    parts.extend([after, spoilers, part]);
                }
                Ok(Joint::Collided) => {
                    self.counters.collided();
                    let second = part.split_off(part.len() / 2);
                    parts.extend([second, part]);
                }
                // What is refused after a while, as while somebody holds a row, would be so for each half again.
                Ok(Joint::Refused) => part.into_iter().for_each(|job| self.alone(job)),
                Err(error) => {
                    self.note(&error);
                    for job in part {
                        job.answer(Some(error.clone()));
                    }
                }
            }
        }
    }
}
